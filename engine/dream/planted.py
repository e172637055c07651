"""Pictures that are dreamed whole and planted into a flight: small, where it flies to, or beyond the edges.

What the camera flies towards grows for ever, and a picture that is only dreamed over has nothing in it that could: its
centre would stand still. So every two doublings another whole picture begins there, and what comes in from beyond the
edges is one, too. They move exactly as the camera does, and are dreamed over with all the rest. Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from engine.journey.homography import cover, pixels_of
from engine.journey.path import Between, Place, Waypoint

SMALL = 1 / 11  # times the view's size that a picture begins at
WHOLE = 1 / 4.5  # from which it is shown in full
NEXT = 0.42  # of the one before, when the next one begins
LEAVES, GONE = 0.9, 1.8  # between which it is left to what has been dreamed over it
SLOWEST = 0.02  # doublings a second towards the centre, below which nothing is planted there
MARGIN = 0.45  # of the view, from its middle, within which a centre is worth flying to
STRAY = 1 << 20  # of the noise of what is planted: no waypoint of a journey has such a one
HELD = 0.97  # of a planted picture that comes back in a second, under what is dreamed over it
AROUND, BESIDE = 3.0, 2.0  # times the view's size, of what comes in from all sides, or from some
ASIDE = 0.24  # of the view's size, by which the latter lies there
KEPT_AROUND = 2
COARSE = 64  # pixels of the width of a map of what is covered


@dataclass(frozen=True, eq=False)
class Planted:
    """picture: (h, w, 3) float32 of 0..1. pose: the homography from it into the view. ahead: or beyond the edges."""

    picture: np.ndarray
    pose: np.ndarray
    ahead: bool

    def moved(self, through: np.ndarray) -> Planted:
        """The same in another view."""
        pose = through @ self.pose
        return replace(self, pose=pose / pose[2, 2])

    @property
    def size(self) -> float:
        """How large its middle is seen: 1 is as large as the view."""
        turned = self.pose[:2, :2] - np.outer(self.pose[:2, 2], self.pose[2, :2])
        return float(abs(np.linalg.det(turned)) ** 0.5)

    @property
    def share(self) -> float:
        """How much of it is to be seen, 0..1: it comes out of the distance, and goes where it is too near."""
        size = self.size
        return _smooth((size - SMALL) / (WHOLE - SMALL)) * (1 - _smooth((size - LEAVES) / (GONE - LEAVES)))

    def seen(self, width: int, height: int) -> np.ndarray:
        """It in the view, (height, width, 3), what is beyond its edges reflected."""
        tall, wide = self.picture.shape[:2]
        shrink = min(self.size * 1.2, 1.0)  # a warp averages nothing
        size = max(round(wide * shrink), 8), max(round(tall * shrink), 8)
        source = self.picture if shrink == 1 else cv2.resize(self.picture, size, interpolation=cv2.INTER_AREA)
        found = cv2.warpPerspective(
            source,
            pixels_of(width, height) @ self.pose @ np.linalg.inv(pixels_of(*size)),
            (width, height),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        return np.clip(found, 0, 1)

    def mask(self, width: int, height: int) -> np.ndarray:
        """How much of it there is at each place of the view, (height, width) float32: soft at its edges."""
        blob = _blob(height / width, 2 if self.ahead else 4)
        matrix = pixels_of(width, height) @ self.pose @ np.linalg.inv(pixels_of(*blob.shape[::-1]))
        return cv2.warpPerspective(blob, matrix, (width, height), flags=cv2.INTER_LINEAR)


def moved(planted: Iterable[Planted], through: np.ndarray) -> list[Planted]:
    """What is planted in another view, without what is no longer needed there."""
    found = [each.moved(through) for each in planted]
    beyond = [each for each in found if not each.ahead][-KEPT_AROUND:]
    return [each for each in found if (SMALL * 0.9 < each.size < GONE if each.ahead else each in beyond)]


def wanted(
    planted: list[Planted], through: np.ndarray, seconds: float, aspect: float, edges: bool
) -> list[tuple[np.ndarray, bool]]:
    """What is wanting in a view, so many times as high as it is wide, as (the pose of a picture, whether it is ahead).

    through: from what was seen so many seconds before to the view. edges: whether what comes in there is planted.
    """
    found = []
    spot = centre(through, seconds, aspect)
    if spot is not None and all(each.size > NEXT for each in planted if each.ahead):
        found.append((np.array([[SMALL, 0, spot[0]], [0, SMALL, spot[1]], [0, 0, 1]]), True))
    if edges:
        grid = COARSE, max(round(COARSE * aspect), 8)
        inside = cv2.resize(cover(through, 1, aspect), grid)
        there = [each.mask(*grid) for each in planted if not each.ahead]
        if np.any(np.max([inside * 2, *(each * 3 for each in there)], axis=0) < 1):
            found.append((_around(through, aspect), False))
    return found


def centre(through: np.ndarray, seconds: float, aspect: float) -> np.ndarray | None:
    """Where a camera flies to that sees by `through` what it saw so many seconds before, (2,); None for nowhere."""
    values, vectors = np.linalg.eig(through)
    least, second = np.argsort(np.abs(values))[:2]
    rate = np.log2(max(abs(values[second]), 1e-9) / max(abs(values[least]), 1e-9)) / max(seconds, 1e-3)
    spot = vectors[:, least]
    if abs(values[least].imag) > 1e-6 or rate < SLOWEST or abs(spot[2]) < 1e-6:
        return None
    found: np.ndarray = (spot[:2] / spot[2]).real
    return found if np.abs(found / (1, aspect)).max() < MARGIN else None


def another(place: Place, number: int) -> Place:
    """The same place under noise of its own."""
    if isinstance(place, Waypoint):
        return replace(place, stray=STRAY + number, variation=1.0)
    return Between(another(place.a, number), another(place.b, number), place.part)


def edged(picture: np.ndarray, through: np.ndarray, planted: Iterable[Planted]) -> np.ndarray:
    """A picture, (h, w, 3) float32, seen through a homography, with what is planted beyond its edges."""
    height, width = picture.shape[:2]
    beyond = [each for each in planted if not each.ahead][::-1]
    if not beyond:
        return picture
    behind = beyond[0].seen(width, height)  # the newest
    for each in beyond[1:]:
        behind += (each.seen(width, height) - behind) * each.mask(width, height)[..., None]
    inside = cv2.resize(cover(through, width, height), (width, height))[..., None]
    return behind + (picture - behind) * inside


def laid(picture: np.ndarray, planted: Iterable[Planted], seconds: float) -> np.ndarray:
    """A picture, (h, w, 3) float32, that is this old, with what is planted ahead laid into it again."""
    height, width = picture.shape[:2]
    for each in planted:
        if each.ahead and (part := each.share * (1 - (1 - HELD) ** seconds)) > 0:
            picture = picture + (each.seen(width, height) - picture) * (each.mask(width, height) * part)[..., None]
    return picture


def _around(through: np.ndarray, aspect: float) -> np.ndarray:
    """The pose of a picture that lies where the view has nothing yet: all around, or where it comes in."""
    sides = np.array([1.0, aspect])
    comes = -through[:2, 2] / through[2, 2] / sides
    much = float(np.abs(comes).max())
    turns = abs(through[0, 1] / through[2, 2])
    if abs(np.linalg.det(through[:2, :2])) < 0.998 or much < 1e-4 or turns > 4 * much:
        return np.diag([AROUND, AROUND, 1.0])
    x, y = comes / much * sides * ASIDE
    return np.array([[BESIDE, 0, x], [0, BESIDE, y], [0, 0, 1]])


@lru_cache(maxsize=8)
def _blob(aspect: float, power: int) -> np.ndarray:
    """1 in the middle, 0 at the edges, (h, 128) float32: an ellipse, or with a higher power nearly a rectangle."""
    x, y = np.linspace(-1, 1, 128), np.linspace(-1, 1, round(128 * aspect))
    inside = np.clip((0.97 - (np.abs(x[None]) ** power + np.abs(y[:, None]) ** power) ** (1 / power)) / 0.5, 0, 1)
    return (inside * inside * (3 - 2 * inside)).astype(np.float32)


def _smooth(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)
