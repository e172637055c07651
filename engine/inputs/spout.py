"""Spout: a texture of another program on the same Windows machine."""

from __future__ import annotations

import time

import numpy as np

from engine.inputs.source import InputEnded, InputError, Size, Source

GL_RGBA = 0x1908
PAUSE = 0.004  # seconds between looks for a new picture
OURS = "Reverie"  # what our own output is called


class Spout(Source):
    """name: the sender's, "" for the first that is not ourselves. SpoutGL binds its functions without keywords or
    defaults: all go by place.
    """

    layout = "RGBA"
    still = True  # programs send when they have something new

    def __init__(self, name: str):
        try:
            import SpoutGL
        except ImportError:
            raise InputEnded("Spout needs Windows and SpoutGL: pip install SpoutGL") from None
        self._receiver = SpoutGL.SpoutReceiver()
        if not self._receiver.createOpenGL():
            raise InputError("Spout got no OpenGL context: is there a graphics driver?")
        try:
            senders = list(self._receiver.getSenderList())
            chosen = name or next((sender for sender in senders if sender != OURS), "")
            if chosen not in senders:
                there = f"there is {', '.join(senders)}" if senders else "there is none"
                raise InputError(f"no Spout sender {chosen or 'to receive'}: {there}")
            self._receiver.setReceiverName(chosen)
        except BaseException:
            self._receiver.closeOpenGL()
            raise
        self._name = chosen
        self._looked = time.perf_counter()
        self._picture: np.ndarray | None = None
        self.description = chosen

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        until = time.perf_counter() + wait
        while True:
            if not self._receiver.receiveImage(self._picture, GL_RGBA, False, 0):
                self._look_whether_there()
            elif self._receiver.isUpdated() or self._picture is None:
                width, height = self._receiver.getSenderWidth(), self._receiver.getSenderHeight()
                self._picture = np.empty((height, width, 4), np.uint8) if width and height else None
                self.description = f"{self._name}, {width}x{height}"
            elif self._receiver.isFrameNew():
                return self._picture
            if time.perf_counter() + PAUSE > until:
                return None
            time.sleep(PAUSE)

    def close(self) -> None:
        self._receiver.releaseReceiver()
        self._receiver.closeOpenGL()

    def _look_whether_there(self) -> None:
        now = time.perf_counter()
        if now - self._looked > 1.0:
            self._looked = now
            if self._name not in self._receiver.getSenderList():
                raise InputError(f"the Spout sender {self._name} is gone")


def senders() -> list[str]:
    """The senders of this machine."""
    import SpoutGL

    return list(SpoutGL.SpoutReceiver().getSenderList())
