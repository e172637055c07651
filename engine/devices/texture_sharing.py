"""Textures to and from other programs on the same machine: Spout on Windows, Syphon on the Mac.

SpoutGL binds its functions without keywords or defaults: all go by place. Syphon comes with
`pip install "reverie-engine[syphon]"`.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from engine.coercion import composed
from engine.devices.device_worker import DeviceEnded, DeviceError, Found, InputDevice, OutputDevice, Size
from engine.frames import Format, Frame
from engine.packages import needed

GL_RGBA = 0x1908
PAUSE = 0.004  # seconds between looks for a new picture
TEXTURES = 3  # that Syphon is sent in turn, as the graphics card may still read the one before
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


class SyphonInput(InputDevice):
    """name: the server's or its program's, "" for the first that is not ourselves."""

    layout = "BGRA"
    still = True  # programs send when they have something new

    def __init__(self, name: str):
        with needed("syphon", DeviceEnded):
            import syphon
            from syphon.utils.numpy import copy_mtl_texture_to_image
        there = _servers(syphon)
        called = composed(name)
        wanted = [s for s in there if (called in map(composed, (s.name, s.app_name)) if called else s.name != OURS)]
        if not wanted:
            named = ", ".join(_called(server) for server in there)
            raise DeviceError(f"no Syphon server {name or 'to receive'}: " + (f"there is {named}" if named else "none"))
        self._client: Any = syphon.SyphonMetalClient(wanted[0])
        self._copy = copy_mtl_texture_to_image
        self.description = _called(wanted[0])

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        until = time.perf_counter() + wait
        while True:
            if not self._client.is_valid:
                raise DeviceError(f"the Syphon server {self.description} is gone")
            if self._client.has_new_frame and (texture := self._client.new_frame_image) is not None:
                # Syphon counts rows from the bottom, our pictures from the top
                return self._copy(texture)[::-1]
            if time.perf_counter() + PAUSE > until:
                return None
            time.sleep(PAUSE)

    def close(self) -> None:
        self._client.stop()

    @staticmethod
    def found(media: Path) -> list[Found]:
        with needed("syphon", DeviceEnded):
            import syphon
        return [(f"syphon:{_called(server)}", "") for server in _servers(syphon)]


def _servers(syphon: Any) -> list[Any]:
    directory = syphon.SyphonServerDirectory()
    directory.run_loop_interval = 0.0  # the main thread hears of servers, as `attend` says
    return directory.servers


def _called(server: Any) -> str:
    return server.name or server.app_name


class SyphonOutput(OutputDevice):
    """name: as clients list it."""

    def __init__(self, name: str, size: Size, fps: float = 30.0, stop: threading.Event | None = None):
        with needed("syphon", DeviceEnded):
            import syphon
            from syphon.utils.numpy import copy_image_to_mtl_texture
            from syphon.utils.raw import create_mtl_texture
        try:
            self._server: Any = syphon.SyphonMetalServer(name or OURS)
        except RuntimeError as error:
            raise DeviceError(f"Syphon can't start: {error}") from None
        self._textures = [create_mtl_texture(self._server.device, *size) for _ in range(TEXTURES)]
        self._copy = copy_image_to_mtl_texture
        self._turn = 0
        self._closing = threading.Lock()  # the presenter asks who looks, and must not ask what is being stopped
        self._open = True
        self.format = Format("RGBA", *size)
        self.description = name or OURS

    @property
    def wants(self) -> tuple[Format, ...]:
        with self._closing:
            return (self.format,) if self._open and self._server.has_clients else ()

    def send(self, frame: Frame) -> None:
        texture = self._textures[self._turn]
        self._turn = (self._turn + 1) % TEXTURES
        self._copy(frame.data, texture)
        # Syphon counts rows from the bottom, our pictures from the top
        self._server.publish_frame_texture(texture, is_flipped=True)

    def close(self) -> None:
        with self._closing:
            self._open = False
        self._server.stop()


def attend() -> None:
    """Let macOS deliver what it has for us; call it from the main thread now and then (it never blocks).

    Programs that start after us ask who is there, and macOS hands such questions to the main thread only.
    """
    if sys.platform == "darwin":
        from Foundation import NSDate, NSDefaultRunLoopMode, NSRunLoop

        NSRunLoop.currentRunLoop().runMode_beforeDate_(NSDefaultRunLoopMode, NSDate.date())
