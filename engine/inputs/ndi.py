"""NDI: video from the local network, through cyndilib (`pip install "reverie-engine[ndi]"`)."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from engine.inputs.source import InputEnded, InputError, Size, Source

PAUSE = 0.004  # seconds between looks for a new picture
LOOK = 0.1  # seconds between looks for sources
PATIENCE = 1.5  # seconds in which a source is found
GONE = 3.0  # seconds without a connection after which a source is gone
OURS = "(Reverie)"  # how the name of our own output ends
MISSING = 'NDI is not installed: pip install "reverie-engine[ndi]"'


class Ndi(Source):
    """name: part of a source's, "" for the first that is not ourselves. libndi gives its colours as RGB."""

    layout = "BGRA"
    still = True  # a source may stand still and send nothing

    def __init__(self, name: str):
        try:
            from cyndilib.finder import Finder
            from cyndilib.receiver import Receiver
            from cyndilib.video_frame import VideoFrameSync
            from cyndilib.wrapper.ndi_recv import RecvBandwidth, RecvColorFormat
        except ImportError:
            raise InputEnded(MISSING) from None
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
                raise InputError(f"the NDI source {self._name} is gone")
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


def sources(seconds: float = PATIENCE) -> list[str]:
    """The sources on the network that are found within so many seconds. Raises InputError."""
    try:
        from cyndilib.finder import Finder
    except ImportError:
        raise InputEnded(MISSING) from None
    finder = Finder()
    finder.open()
    try:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            _wait(finder)
        return list(finder.get_source_names())
    finally:
        finder.close()


def _chosen(finder: Any, name: str) -> str:
    """The source that a name means, as soon as it is found. Raises InputError."""
    until = time.perf_counter() + PATIENCE
    while True:
        there = list(finder.get_source_names())
        for source in there:
            if name.casefold() in source.casefold() if name else not source.endswith(OURS):
                return source
        if time.perf_counter() > until:
            found = f"there is {', '.join(there)}" if there else "none is found"
            raise InputError(f"no NDI source {name or 'to receive'}: {found}")
        _wait(finder)


def _wait(finder: Any) -> None:
    """Give the network a moment. cyndilib's own `wait_for_sources` keeps Python from every other thread meanwhile."""
    time.sleep(LOOK)
    finder.update_sources()
