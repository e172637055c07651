"""What a screen of this machine shows, through mss (`pip install "reverie-engine[screen]"`)."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any

import numpy as np

from engine.devices.device_worker import DeviceEnded, DeviceError, Found, InputDevice, Size
from engine.errors import one_line
from engine.packages import needed

RATE = 30.0  # pictures a second, at most


class ScreenInput(InputDevice):
    """number: of the screen, from 1, "" for the first."""

    layout = "BGRA"

    def __init__(self, number: str):
        self._screens = _opened()
        wanted, there = int(number or 1), len(self._screens.monitors) - 1  # the one before is all of them together
        if not 1 <= wanted <= there:
            self.close()
            raise DeviceError(f"there is no screen {wanted}: {there} here")
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
            raise DeviceError(f"the screen can't be read: {one_line(error)}") from None
        return np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4)

    def close(self) -> None:
        with contextlib.suppress(Exception):  # it complains where the display has gone
            self._screens.close()

    @staticmethod
    def found(media: Path) -> list[Found]:
        with _opened() as opened:
            places = opened.monitors[1:]
        return [(f"screen:{number}", f"{place['width']}x{place['height']}") for number, place in enumerate(places, 1)]


def _opened() -> Any:
    with needed("mss", DeviceEnded):
        import mss
    try:
        return mss.MSS()
    except Exception as error:  # no display, or one that lets nobody look
        raise DeviceError(f"no screen can be read: {one_line(error)}") from None
