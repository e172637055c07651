"""A moving test picture, always the same at the same moment: colour bars, moving shapes and a clock."""

from __future__ import annotations

import math
import time
from pathlib import Path

import cv2
import numpy as np

from engine.devices.device_worker import Found, InputDevice, Size

RATE = 30.0  # pictures a second
BARS = ((235, 235, 235), (235, 235, 16), (16, 235, 235), (16, 235, 16), (235, 16, 235), (235, 16, 16), (16, 16, 235))


class PatternInput(InputDevice):
    """Gives `drawn` of the seconds since it was made."""

    def __init__(self, argument: str = "") -> None:
        self._start = time.perf_counter()
        self._count = -1
        self.description = f"test pattern, {RATE:g} a second"

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        due = self._start + (self._count + 1) / RATE
        time.sleep(min(wait, max(0.0, due - time.perf_counter())))
        count = int((time.perf_counter() - self._start) * RATE)
        if count <= self._count:
            return None
        self._count = count
        return drawn(count / RATE, size)

    @staticmethod
    def found(media: Path) -> list[Found]:
        return [("pattern", "a moving test picture with a clock")]


def drawn(seconds: float, size: Size) -> np.ndarray:
    """The picture at a moment: (height, width, 3) uint8 RGB."""
    width, height = size
    picture = np.empty((height, width, 3), np.uint8)
    for index, colour in enumerate(BARS):
        picture[: height // 3, index * width // len(BARS) : (index + 1) * width // len(BARS)] = colour
    shade = np.linspace(24, 96, width, dtype=np.float32)
    below = picture[height // 3 :]
    below[:] = np.stack([np.roll(shade, int(seconds * width / 8)), shade, shade[::-1]], axis=-1).astype(np.uint8)
    unit = height / 9
    middle = height * 2 / 3
    turn = seconds * math.tau / 4
    _disc(picture, width * (0.5 + 0.35 * math.cos(turn)), middle + unit * math.sin(2 * turn), unit, (255, 120, 30))
    _disc(picture, width * (seconds / 6 % 1), middle - unit, unit / 2, (60, 220, 255))
    centre = (width * 0.5, middle)
    corners = cv2.boxPoints((centre, (unit * 2, unit * 2), seconds * 45 % 360))
    cv2.fillPoly(picture, [np.round(corners * 16).astype(np.int32)], (200, 60, 220), cv2.LINE_AA, 4)
    minutes, rest = divmod(seconds, 60)
    text = f"{int(minutes) % 100:02d}:{rest:05.2f}"
    scale = height / 200
    thick = max(1, round(scale * 2))
    (across, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, thick)
    at = (int((width - across) / 2), int(height * 0.96))
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_DUPLEX, scale, (0, 0, 0), thick * 3, cv2.LINE_AA)
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_DUPLEX, scale, (255, 255, 255), thick, cv2.LINE_AA)
    return picture


def _disc(picture: np.ndarray, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
    cv2.circle(picture, (round(x * 16), round(y * 16)), round(radius * 16), colour, -1, cv2.LINE_AA, 4)
