"""Spout: textures to and from other programs on the same Windows machine.

SpoutGL binds its functions without keywords or defaults: all go by place.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np

from engine.coercion import composed
from engine.devices.device_worker import DeviceEnded, DeviceError, Found, InputDevice, OutputDevice, Size
from engine.frames import Format, Frame
from engine.packages import needed

GL_RGBA = 0x1908
PAUSE = 0.004  # seconds between looks for a new picture
OURS = "Reverie"  # what our own output is called


class SpoutInput(InputDevice):
    """name: the sender's, "" for the first that is not ourselves."""

    layout = "RGBA"
    still = True  # programs send when they have something new

    def __init__(self, name: str):
        with needed("SpoutGL", DeviceEnded):
            import SpoutGL
        self._receiver = SpoutGL.SpoutReceiver()
        if not self._receiver.createOpenGL():
            raise DeviceError("Spout got no OpenGL context: is there a graphics driver?")
        try:
            senders = list(self._receiver.getSenderList())
            alike = (sender for sender in senders if composed(sender) == composed(name))
            chosen = next(alike, name) or next((sender for sender in senders if sender != OURS), "")
            if chosen not in senders:
                there = f"there is {', '.join(senders)}" if senders else "there is none"
                raise DeviceError(f"no Spout sender {chosen or 'to receive'}: {there}")
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

    @staticmethod
    def found(media: Path) -> list[Found]:
        with needed("SpoutGL", DeviceEnded):
            import SpoutGL
        return [(f"spout:{name}", "") for name in SpoutGL.SpoutReceiver().getSenderList()]

    def _look_whether_there(self) -> None:
        now = time.perf_counter()
        if now - self._looked > 1.0:
            self._looked = now
            if self._name not in self._receiver.getSenderList():
                raise DeviceError(f"the Spout sender {self._name} is gone")


class SpoutOutput(OutputDevice):
    """name: as receivers list it.

    The OpenGL context belongs to the thread that made it: construct, send and close on one thread.
    """

    def __init__(self, name: str, size: Size, fps: float = 30.0, stop: threading.Event | None = None):
        with needed("SpoutGL", DeviceEnded):
            import SpoutGL
        self._name = name or OURS
        self._sender = SpoutGL.SpoutSender()
        if not self._sender.createOpenGL():
            raise DeviceError("Spout got no OpenGL context: is there a graphics driver?")
        self._sender.setSenderName(self._name)
        self.format = Format("RGBA", *size)
        self.description = self._name

    def send(self, frame: Frame) -> None:
        # rows from the top, as Spout's receivers expect: not inverted
        if not self._sender.sendImage(frame.data, frame.format.width, frame.format.height, GL_RGBA, False, 0):
            raise DeviceError("Spout does not take the picture: has the graphics driver restarted?")
        self._sender.setFrameSync(self._name)

    def close(self) -> None:
        self._sender.releaseSender()
        self._sender.closeOpenGL()
