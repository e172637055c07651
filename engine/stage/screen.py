"""The picture before the look: keyframes blended at native size, and every unasked-for change dissolved."""

from __future__ import annotations

import cv2
import numpy as np

from engine.stage.overture import overture
from engine.stage.reel import Bracket
from engine.stage.render import blend

OPENING = 512  # pixels, the longer side of the opening picture


class Screen:
    """Remembers what it showed last, so that a change of content can start from there. One thread only.

    size: (width, height) of the show; the opening picture, shown while there is no keyframe at all, has its shape.
    """

    def __init__(self, size: tuple[int, int]):
        scale = OPENING / max(size)
        self._size = (round(size[0] * scale), round(size[1] * scale))
        self._shown: np.ndarray | None = None
        self._leaving: np.ndarray | None = None
        self._left_at = 0.0
        self._seconds = 0.0

    def mend(self, now: float, seconds: float) -> None:
        """From now on, dissolve from what was shown last into what comes, over `seconds`."""
        self._leaving, self._left_at, self._seconds = self._shown, now, seconds

    def show(self, bracket: Bracket | None, mode: str, now: float) -> np.ndarray:
        """Return the (h, w, 3) uint8 RGB picture of this moment; read only, valid until the next call."""
        if bracket is None:
            picture = overture(now, *self._size)
        else:
            before = bracket.before.picture
            after = _sized(bracket.after.picture, before.shape)
            picture = blend(before, after, bracket.part, mode)
        if self._leaving is not None:
            part = (now - self._left_at) / self._seconds
            if part < 1:
                picture = blend(_sized(self._leaving, picture.shape), picture, max(part, 0.0), "smooth")
            else:
                self._leaving = None
        self._shown = picture
        return picture


def _sized(picture: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The picture at another's size: models and overtures differ."""
    if picture.shape == shape:
        return picture
    return cv2.resize(picture, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
