"""The flying camera: its rates as a homography, and pictures seen through one.

A homography takes places in one picture to places in another, both in picture widths from the middle, x to the right
and y down, so that it holds for a picture of any size. Pure functions; numpy and OpenCV alone.
"""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np

from engine.parameters import Camera

FOCAL = 1.0  # picture widths: a field of view of 53 degrees, for tilt and pan
EDGES = {"reflect": cv2.BORDER_REFLECT_101, "wrap": cv2.BORDER_WRAP, "dream": cv2.BORDER_REFLECT_101}
FEATHER = 0.08  # of a picture's height, over which it gives way towards its edges
COVER = (64, 36)  # pixels of a map of what a picture covers, and of where things are that move as they are near
PARALLAX = 0.5  # by how much more than what is midway the nearest things move, and by how much less the farthest


def moved(camera: Camera, seconds: float) -> np.ndarray:
    """The (3, 3) homography from what the camera sees now to what it sees so many seconds later, flying on evenly.

    The exponential of its rates: two halves of a time make exactly the whole of it, in any number of steps.
    """
    zoom, roll = camera.zoom * math.log(2), math.radians(camera.roll)
    pan, tilt = math.radians(camera.pan) * FOCAL, math.radians(camera.tilt) * FOCAL
    rates = np.array(
        [
            [zoom, roll, -camera.x - pan],
            [-roll, zoom, camera.y + tilt],
            [pan / FOCAL**2, -tilt / FOCAL**2, 0.0],
        ]
    )
    return _exponential(rates * seconds)


def far(through: np.ndarray) -> float:
    """How far apart two views are that a homography (3, 3) takes to each other: 0 is the same, 1 about a picture."""
    corners = np.array([[-0.5, -0.28, 1], [0.5, -0.28, 1], [-0.5, 0.28, 1], [0.5, 0.28, 1]]).T
    found = through @ corners
    if not np.all(found[2] > 1e-3):
        return math.inf
    return float(np.abs(found[:2] / found[2] - corners[:2]).max())


def seen(
    picture: np.ndarray,
    through: np.ndarray,
    edge: str = "reflect",
    filter: int = cv2.INTER_LINEAR,
    near: np.ndarray | None = None,
) -> np.ndarray:
    """The picture, (h, w), (h, w, 3) or (h, w, 4), as another view sees it; beyond its edges as EDGES has it.

    near: how near what it shows is, float32 of any size, 0 far to 1 near: nearer things move more.
    """
    height, width = picture.shape[:2]
    matrix = in_pixels(through, width, height)
    if near is not None:
        places = _parallax(matrix, near, width, height)
        return cv2.remap(picture, places, None, filter, borderMode=EDGES[edge])  # type: ignore[call-overload,no-any-return]
    flat = np.allclose(matrix[2, :2], 0, atol=1e-9)
    if flat:
        return cv2.warpAffine(picture, matrix[:2] / matrix[2, 2], (width, height), flags=filter, borderMode=EDGES[edge])
    return cv2.warpPerspective(picture, matrix, (width, height), flags=filter, borderMode=EDGES[edge])


def cover(through: np.ndarray, width: float, height: float) -> np.ndarray:
    """How much of a picture there is at each place of another view: (36, 64) float32, 1 inside, 0 beyond its edges."""
    across, down = COVER
    matrix = in_pixels(through, across, down, width / height)
    return cv2.warpPerspective(_inside(), matrix, COVER, flags=cv2.INTER_LINEAR)


def covers(through: np.ndarray, width: int, height: int) -> bool:
    """Whether a picture of these sides in pixels covers all of another view. through: (3, 3)."""
    aspect = height / width / 2
    corners = np.array([[-0.5, -aspect, 1], [0.5, -aspect, 1], [-0.5, aspect, 1], [0.5, aspect, 1]]).T
    found = np.linalg.inv(through) @ corners
    if not np.all(found[2] > 1e-6):
        return False
    x, y = found[:2] / found[2]
    return bool(np.abs(x).max() <= 0.5 + 1e-6 and np.abs(y).max() <= aspect + 1e-6)


def in_pixels(through: np.ndarray, width: int, height: int, aspect: float = 0.0) -> np.ndarray:
    """A homography (3, 3) in pixels of a picture; aspect: its shape where its pixels are not square."""
    place = pixels_of(width, height, aspect)
    return place @ through @ np.linalg.inv(place)


def pixels_of(width: int, height: int, aspect: float = 0.0) -> np.ndarray:
    """The (3, 3) matrix from picture widths from the middle to pixels of a picture; aspect: see `in_pixels`."""
    tall = width / aspect / height if aspect else 1.0
    return np.array([[width, 0, (width - 1) / 2], [0, width / tall, (height - 1) / 2], [0, 0, 1]])


def _parallax(matrix: np.ndarray, near: np.ndarray, width: int, height: int) -> np.ndarray:
    """Where each pixel of a view comes from in a picture: (h, w, 2) float32. Found on a coarse grid."""
    sides = zip(COVER, (width, height), strict=True)
    x, y = ((np.arange(count, dtype=np.float32) + 0.5) * side / count - 0.5 for count, side in sides)
    here = np.dstack(np.meshgrid(x, y))
    there = cv2.perspectiveTransform(here.reshape(1, -1, 2), np.linalg.inv(matrix)).reshape(here.shape)
    scale = np.array([near.shape[1] / width, near.shape[0] / height], np.float32)
    places = (there + 0.5) * scale - 0.5
    told = cv2.remap(near, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
    moved = (there - here) * (1 + PARALLAX * (2 * told - 1))[..., None]
    return cv2.resize(moved.astype(np.float32), (width, height)) + pixel_grid(width, height)


@lru_cache(maxsize=8)
def pixel_grid(width: int, height: int) -> np.ndarray:
    """Where every pixel is: (h, w, 2) float32."""
    return np.dstack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)))


@lru_cache(maxsize=1)
def _inside() -> np.ndarray:
    across, down = COVER
    x = np.minimum(np.arange(across) + 1, across - np.arange(across)) / (FEATHER * down)
    y = np.minimum(np.arange(down) + 1, down - np.arange(down)) / (FEATHER * down)
    return np.minimum(np.minimum(x[None], y[:, None]), 1.0).astype(np.float32)


def _exponential(rates: np.ndarray) -> np.ndarray:
    """The exponential of a (3, 3) matrix, by scaling and squaring."""
    halvings = max(math.ceil(math.log2(max(float(np.abs(rates).sum()), 1e-9))) + 4, 0)
    small = rates / 2**halvings
    found = term = np.eye(3)
    for n in range(1, 8):
        term = term @ small / n
        found = found + term
    for _ in range(halvings):
        found = found @ found
    return found / found[2, 2]
