"""NDI: the picture on the local network, through cyndilib (`pip install "reverie-engine[ndi]"`)."""

from __future__ import annotations

import ctypes
import threading
from typing import Any

import numpy as np

from engine.frames import Format, Frame
from engine.outputs.encoded import fraction
from engine.outputs.output import Output, OutputEnded, OutputError


class Ndi(Output):
    """name: as receivers list it, after the machine's name. Sends UYVY, NDI's own 4:2:2; libndi takes it for BT.709
    at every size.

    cyndilib copies each frame into one of two buffers of its own, so a Frame is free when `send` returns,
    although the library encodes behind our back.
    """

    def __init__(self, name: str, size: tuple[int, int], fps: float):
        try:
            from cyndilib.sender import Sender
            from cyndilib.video_frame import VideoSendFrame
            from cyndilib.wrapper.ndi_structs import FourCC
        except ImportError as error:
            raise OutputEnded(f'NDI is not installed ({error}): pip install "reverie-engine[ndi]"') from None
        self.format = Format("UYVY", *size)
        self._bytes = ctypes.c_uint8 * (size[0] * size[1] * 2)
        picture = VideoSendFrame()
        picture.set_resolution(*size)
        picture.set_frame_rate(fraction(fps))
        picture.set_fourcc(FourCC.UYVY)
        # clocking would hold each send back to the frame rate, and we have a clock
        self._sender: Any = Sender(name or "Reverie", clock_video=False, clock_audio=False)
        self._sender.set_video_frame(picture)
        try:
            self._sender.open()
        except Exception as error:
            raise OutputError(f"NDI can't start: {error or type(error).__name__}") from None
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
            raise OutputError("NDI does not take the picture")

    def close(self) -> None:
        with self._closing:
            self._open = False
        self._sender.close()
