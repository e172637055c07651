"""The opening picture, before the dream begins: a dark, slow mist."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from engine.stage.pixel_formats import dither_noise
from engine.stage.pool import empty

# Deep night, indigo, violet, ember: linear steps of the palette, RGB in 0..255.
PALETTE = np.array([[9, 11, 26], [20, 22, 58], [58, 30, 88], [128, 52, 84], [206, 112, 78]], np.float32)
COLUMNS = 96  # of the coarse field that is enlarged: mist has no detail


def idle_picture(seconds: float, width: int, height: int) -> np.ndarray:
    """Return the opening picture at a time: (height, width, 3) uint8 RGB, the same for the same seconds."""
    x, y, glow = _field(width, height)
    t = 0.07 * seconds
    # each wave bends the next one: what drifts like smoke is a sine of a sine of a sine
    a = np.sin(1.3 * x + 0.9 * np.sin(1.1 * y + t) + 0.7 * t)
    b = np.sin(1.7 * y - 0.6 * x + 1.4 * a - 0.9 * t)
    c = np.sin(2.3 * x + 1.9 * y + 1.7 * b + 1.2 * a + 0.5 * t)
    level = (0.5 + 0.18 * a + 0.17 * b + 0.15 * c) * glow
    place = np.clip(level, 0, 1) * (len(PALETTE) - 1)
    low = np.minimum(place.astype(np.intp), len(PALETTE) - 2)
    part = (place - low.astype(np.float32))[..., None]
    coarse = PALETTE[low] * (1 - part) + PALETTE[low + 1] * part
    fine = cv2.resize(coarse, (width, height), dst=empty((height, width, 3), np.float32), interpolation=cv2.INTER_CUBIC)
    cv2.add(fine, dither_noise(width, height), dst=fine)
    return cv2.convertScaleAbs(fine, dst=empty((height, width, 3)))


@lru_cache(maxsize=2)
def _field(width: int, height: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordinates around the centre, 1 at half the longer side, and a light that falls off to the edges."""
    rows, columns = (max(2, round(COLUMNS * side / max(width, height))) for side in (height, width))
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    x, y = ((2 * axis - size + 1) / max(rows, columns) for axis, size in ((x, columns), (y, rows)))
    glow = 0.25 + 0.75 * np.exp(-1.6 * (x * x + y * y))
    return 1.6 * x, 1.6 * y, glow.astype(np.float32)
