"""Syphon: a texture of another program on the same Mac (`pip install "reverie-engine[syphon]"`)."""

from __future__ import annotations

import time
from typing import Any

import cv2
import numpy as np

from engine.inputs.source import InputEnded, InputError, Size, Source

PAUSE = 0.004  # seconds between looks for a new picture
OURS = "Reverie"  # what our own output is called
MISSING = 'Syphon needs a Mac: pip install "reverie-engine[syphon]"'


class Syphon(Source):
    """name: the server's or its program's, "" for the first that is not ourselves."""

    layout = "BGRA"
    still = True  # programs send when they have something new

    def __init__(self, name: str):
        try:
            import syphon
            from syphon.utils.numpy import copy_mtl_texture_to_image
        except ImportError:
            raise InputEnded(MISSING) from None
        there = _servers(syphon)
        wanted = [s for s in there if name in (s.name, s.app_name)] if name else [s for s in there if s.name != OURS]
        if not wanted:
            named = ", ".join(_called(server) for server in there)
            raise InputError(f"no Syphon server {name or 'to receive'}: " + (f"there is {named}" if named else "none"))
        self._client: Any = syphon.SyphonMetalClient(wanted[0])
        self._copy = copy_mtl_texture_to_image
        self.description = _called(wanted[0])

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        until = time.perf_counter() + wait
        while True:
            if not self._client.is_valid:
                raise InputError(f"the Syphon server {self.description} is gone")
            if self._client.has_new_frame and (texture := self._client.new_frame_image) is not None:
                # Syphon counts rows from the bottom, our pictures from the top
                return cv2.flip(self._copy(texture), 0)
            if time.perf_counter() + PAUSE > until:
                return None
            time.sleep(PAUSE)

    def close(self) -> None:
        self._client.stop()


def servers() -> list[str]:
    """The servers of this Mac."""
    import syphon

    return [_called(server) for server in _servers(syphon)]


def _servers(syphon: Any) -> list[Any]:
    directory = syphon.SyphonServerDirectory()
    directory.run_loop_interval = 0.0  # the main thread hears of servers, as outputs/syphon.py says
    return directory.servers


def _called(server: Any) -> str:
    return server.name or server.app_name
