"""The preview: small JPEGs for those who look at the web page, and one full picture for who asks for it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from engine.devices.device_worker import OutputDevice, Size
from engine.frames import Format, Frame

WIDTH = 960  # pixels of the small picture, or its height when the show is upright
RATE = 15.0  # small pictures a second at most
QUALITY = 80  # of the JPEGs


class PreviewOutput(OutputDevice):
    """Wants small BGR frames while somebody watches, at most RATE of them a second, and full ones on request.

    `jpeg` is the newest small picture. The web server's threads and the runner's meet here.
    """

    def __init__(self, argument: str, size: Size, fps: float = 30.0, stop: threading.Event | None = None):
        scale = min(1.0, WIDTH / max(size))
        small = (max(2, round(size[0] * scale / 2) * 2), max(2, round(size[1] * scale / 2) * 2))
        self.format = Format("BGR", *small)
        self.full_format = Format("BGR", *size)
        self.jpeg = b""
        self._lock = threading.Lock()
        self._watchers: dict[object, Callable[[], None]] = {}
        self._asked: list[Callable[[Frame], None]] = []  # for the next full picture
        self._next = 0.0  # perf_counter: no small picture before
        self.description = f"{small[0]}x{small[1]}"

    @property
    def wants(self) -> tuple[Format, ...]:
        small = bool(self._watchers) and time.perf_counter() >= self._next
        wanted = (self.format,) * small + (self.full_format,) * bool(self._asked)
        return tuple(dict.fromkeys(wanted))  # a small show's two pictures are one

    def send(self, frame: Frame) -> None:
        if frame.format == self.full_format:
            with self._lock:
                asked, self._asked = self._asked, []
            for then in asked:
                then(frame)
        if frame.format == self.format and self._watchers:
            self._next = max(self._next + 1 / RATE, time.perf_counter() - 1 / RATE)
            self.jpeg = jpeg(frame)
            with self._lock:
                wake = list(self._watchers.values())
            for call in wake:
                call()

    @contextlib.contextmanager
    def watch(self, wake: Callable[[], None]) -> Iterator[None]:
        """Somebody looks, while inside; `wake` is called, on the output's thread, whenever `jpeg` is new."""
        key = object()
        with self._lock:
            self._watchers[key] = wake
        try:
            yield
        finally:
            with self._lock:
                del self._watchers[key]

    def ask(self, then: Callable[[Frame], None]) -> None:
        """Have `then` called with the next frame at full size, on the output's thread; keep it short."""
        with self._lock:
            self._asked.append(then)


def jpeg(frame: Frame) -> bytes:
    """frame: BGR."""
    import cv2  # loaded when the first one looks, not when the show starts

    return cv2.imencode(".jpg", frame.data, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
