"""NDI: video to and from the local network, through cyndilib (`pip install "reverie-engine[ndi]"`)."""

from __future__ import annotations

import ctypes
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from engine.coercion import composed
from engine.devices.device_worker import DeviceEnded, DeviceError, Found, InputDevice, OutputDevice, Size, fraction
from engine.frames import Format, Frame
from engine.packages import needed

PAUSE = 0.004  # seconds between looks for a new picture
LOOK = 0.1  # seconds between looks for sources
PATIENCE = 1.5  # seconds in which a source is found
GONE = 3.0  # seconds without a connection after which a source is gone
OURS = "Reverie"  # what our own output is called, after the machine's name


class NdiInput(InputDevice):
    """name: part of a source's, "" for the first that is not ourselves. libndi gives its colours as RGB."""

    layout = "BGRA"
    still = True  # a source may stand still and send nothing

    def __init__(self, name: str):
        with needed("cyndilib", DeviceEnded):
            from cyndilib.finder import Finder
            from cyndilib.receiver import Receiver
            from cyndilib.video_frame import VideoFrameSync
            from cyndilib.wrapper.ndi_recv import RecvBandwidth, RecvColorFormat
        self._finder: Any = Finder()
        self._finder.open()
        try:
            found = _chosen(self._finder, name)
            self._receiver: Any = Receiver(
                color_format=RecvColorFormat.BGRX_BGRA, bandwidth=RecvBandwidth.highest, recv_name="Reverie"
            )
            self._video = VideoFrameSync()
            self._receiver.frame_sync.set_video_frame(self._video)
            self._receiver.set_source(self._finder.get_source(found))
        except BaseException:
            self._finder.close()
            raise
        self._name = found
        self._newest: Any = None
        self._connected = time.perf_counter()
        self.description = found

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        until = time.perf_counter() + wait
        while True:
            now = time.perf_counter()
            if self._receiver.is_connected():
                self._connected = now
            elif now - self._connected > GONE:
                raise DeviceError(f"the NDI source {self._name} is gone")
            self._receiver.frame_sync.capture_video()
            width, height = self._video.get_resolution()
            if width and height:
                stamp = self._video.get_timestamp_posix()
                if stamp != self._newest:
                    self._newest = stamp
                    self.description = f"{self._name}, {width}x{height}"
                    return self._video.get_array().reshape(height, width, 4)
            if now + PAUSE > until:
                return None
            time.sleep(PAUSE)

    def close(self) -> None:
        self._receiver.disconnect()
        self._finder.close()

    @staticmethod
    def found(media: Path) -> list[Found]:
        with needed("cyndilib", DeviceEnded):
            from cyndilib.finder import Finder
        finder = Finder()
        finder.open()
        try:
            until = time.perf_counter() + PATIENCE
            while time.perf_counter() < until:
                _wait(finder)
            there = list(finder.get_source_names())
        finally:
            finder.close()
        if not there:
            raise DeviceError("none is found on the network")
        return [(f"ndi:{name}", "") for name in there]


def _chosen(finder: Any, name: str) -> str:
    """The source that a name means, as soon as it is found. Raises DeviceError."""
    until = time.perf_counter() + PATIENCE
    while True:
        there = list(finder.get_source_names())
        for source in there:
            if composed(name).casefold() in composed(source).casefold() if name else not source.endswith(f"({OURS})"):
                return source
        if time.perf_counter() > until:
            found = f"there is {', '.join(there)}" if there else "none is found"
            raise DeviceError(f"no NDI source {name or 'to receive'}: {found}")
        _wait(finder)


def _wait(finder: Any) -> None:
    """Give the network a moment. cyndilib's own `wait_for_sources` keeps Python from every other thread meanwhile."""
    time.sleep(LOOK)
    finder.update_sources()


class NdiOutput(OutputDevice):
    """name: as receivers list it, after the machine's name. Sends UYVY, NDI's own 4:2:2; libndi takes it for BT.709
    at every size.

    cyndilib copies each frame into one of two buffers of its own, so a Frame is free when `send` returns,
    although the library encodes behind our back.
    """

    def __init__(self, name: str, size: Size, fps: float, stop: threading.Event | None = None):
        with needed("cyndilib", DeviceEnded):
            from cyndilib.sender import Sender
            from cyndilib.video_frame import VideoSendFrame
            from cyndilib.wrapper.ndi_structs import FourCC
        self.format = Format("UYVY", *size)
        self._bytes = ctypes.c_uint8 * (size[0] * size[1] * 2)
        picture = VideoSendFrame()
        picture.set_resolution(*size)
        picture.set_frame_rate(fraction(fps))
        picture.set_fourcc(FourCC.UYVY)
        # clocking would hold each send back to the frame rate, and we have a clock
        self._sender: Any = Sender(name or OURS, clock_video=False, clock_audio=False)
        self._sender.set_video_frame(picture)
        try:
            self._sender.open()
        except Exception as error:
            raise DeviceError(f"NDI can't start: {error or type(error).__name__}") from None
        self._closing = threading.Lock()  # the presenter asks who looks, and must not ask what is being destroyed
        self._open = True
        self.description = self._sender.name

    @property
    def wants(self) -> tuple[Format, ...]:
        with self._closing:
            return (self.format,) if self._open and self._sender.get_num_connections(0) else ()

    def send(self, frame: Frame) -> None:
        # cyndilib only reads, yet it takes nothing that can't be written to, which frames are not
        pixels = np.ctypeslib.as_array(self._bytes.from_address(frame.data.ctypes.data))
        if not self._sender.write_video_async(pixels):
            raise DeviceError("NDI does not take the picture")

    def close(self) -> None:
        with self._closing:
            self._open = False
        self._sender.close()
