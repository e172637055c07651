"""What a screen of this machine shows, through mss (`pip install "reverie-engine[screen]"`)."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import numpy as np

from engine.errors import one_line
from engine.inputs.source import InputEnded, InputError, Size, Source

RATE = 30.0  # pictures a second, at most
MISSING = 'the screen needs mss: pip install "reverie-engine[screen]"'


class Screen(Source):
    """number: of the screen, from 1, "" for the first."""

    layout = "BGRA"

    def __init__(self, number: str):
        self._screens = _opened()
        wanted, there = int(number or 1), len(self._screens.monitors) - 1  # the one before is all of them together
        if not 1 <= wanted <= there:
            self.close()
            raise InputError(f"there is no screen {wanted}: {there} here")
        self._place = self._screens.monitors[wanted]
        self._due = time.perf_counter()
        self.description = f"screen {wanted}, {self._place['width']}x{self._place['height']}"

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        now = time.perf_counter()
        if self._due > now + wait:
            time.sleep(wait)
            return None
        time.sleep(max(0.0, self._due - now))
        self._due = max(self._due + 1 / RATE, time.perf_counter())
        try:
            shot = self._screens.grab(self._place)
        except Exception as error:  # each system has its own
            raise InputError(f"the screen can't be read: {one_line(error)}") from None
        return np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)

    def close(self) -> None:
        with contextlib.suppress(Exception):  # it complains where the display has gone
            self._screens.close()


def screens() -> list[str]:
    """The screens of this machine, by their sizes. Raises InputError."""
    opened = _opened()
    try:
        return [f"{place['width']}x{place['height']}" for place in opened.monitors[1:]]
    finally:
        opened.close()


def _opened() -> Any:
    try:
        import mss
    except ImportError:
        raise InputEnded(MISSING) from None
    try:
        return mss.MSS()
    except Exception as error:  # no display, or one that lets nobody look
        raise InputError(f"no screen can be read: {one_line(error)}") from None
