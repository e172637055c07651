"""Syphon: the picture as a texture to other programs on the same Mac (`pip install "reverie-engine[syphon]"`)."""

from __future__ import annotations

import sys
import threading
from typing import Any

from engine.frames import Format, Frame
from engine.outputs.output import Output, OutputEnded, OutputError

TEXTURES = 3  # in turn, as the graphics card may still read the one before


class Syphon(Output):
    """name: as clients list it."""

    def __init__(self, name: str, size: tuple[int, int]):
        try:
            import syphon
            from syphon.utils.numpy import copy_image_to_mtl_texture
            from syphon.utils.raw import create_mtl_texture
        except ImportError:
            raise OutputEnded('Syphon needs a Mac: pip install "reverie-engine[syphon]"') from None
        try:
            self._server: Any = syphon.SyphonMetalServer(name or "Reverie")
        except RuntimeError as error:
            raise OutputError(f"Syphon can't start: {error}") from None
        self._textures = [create_mtl_texture(self._server.device, *size) for _ in range(TEXTURES)]
        self._copy = copy_image_to_mtl_texture
        self._turn = 0
        self._closing = threading.Lock()  # the presenter asks who looks, and must not ask what is being stopped
        self._open = True
        self.format = Format("RGBA", *size)
        self.description = name or "Reverie"

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
