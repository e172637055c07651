"""Spout: the picture as a texture to other programs on the same Windows machine."""

from __future__ import annotations

from engine.frames import Format, Frame
from engine.outputs.output import Output, OutputEnded, OutputError

GL_RGBA = 0x1908


class Spout(Output):
    """name: as receivers list it. SpoutGL binds its functions without keywords or defaults: all go by place.

    The OpenGL context belongs to the thread that made it: construct, send and close on one thread.
    """

    def __init__(self, name: str, size: tuple[int, int]):
        try:
            import SpoutGL
        except ImportError:
            raise OutputEnded("Spout needs Windows and SpoutGL: pip install SpoutGL") from None
        self._name = name or "Reverie"
        self._sender = SpoutGL.SpoutSender()
        if not self._sender.createOpenGL():
            raise OutputError("Spout got no OpenGL context: is there a graphics driver?")
        self._sender.setSenderName(self._name)
        self.format = Format("RGBA", *size)
        self.description = self._name

    def send(self, frame: Frame) -> None:
        # rows from the top, as Spout's receivers expect: not inverted
        if not self._sender.sendImage(frame.data, frame.format.width, frame.format.height, GL_RGBA, False, 0):
            raise OutputError("Spout does not take the picture: has the graphics driver restarted?")
        self._sender.setFrameSync(self._name)

    def close(self) -> None:
        self._sender.releaseSender()
        self._sender.closeOpenGL()
