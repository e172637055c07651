"""Where each pixel of the picture comes from: zoom, rotation, shift and mirrors, as one warp at native size."""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np

from engine.parameters import Look
from engine.planes import planes
from engine.stage.pool import empty

WEDGES = 12  # of the kaleidoscope; a multiple of 4 keeps it symmetric both ways, so a quarter is enough to warp

ENOUGH = 800_000  # pixels of a picture that need not be enlarged as much before it is sampled

# Up to each zoom, the size to sample from, as a multiple of the picture's.
_SCALES = ((0.3, 0.25), (0.6, 0.5), (0.8, 1), (1.4, 1.5), (2.5, 2), (5, 4), (math.inf, 8))


def warp(picture: np.ndarray, look: Look) -> np.ndarray:
    """Zoom, rotate, shift and mirror an (h, w, 3) uint8 picture; returns the picture itself where neutral.

    The picture turns anticlockwise around its own centre, then moves by (x widths right, y heights up). What
    lies beyond its edges is its reflection, so nothing is ever black. Mirrors act last, on what is seen:
    horizontal reflects the left half to the right, vertical the top to the bottom, quad does both, and the
    kaleidoscope repeats a wedge to the right of the centre.
    """
    height, width = picture.shape[:2]
    across = look.mirror in ("horizontal", "quad", "kaleidoscope")
    down = look.mirror in ("vertical", "quad", "kaleidoscope")
    columns = (width + 1) // 2 if across else width
    rows = (height + 1) // 2 if down else height

    fold = _fold(width, height) if look.mirror == "kaleidoscope" else None
    still = look.zoom == 1 and look.rotate % 360 == 0 and look.x == 0 and look.y == 0
    if still and fold is None and not across and not down:
        return picture
    out = empty(picture.shape)
    part = out[:rows, :columns]
    if still and fold is None:
        np.copyto(part, picture[:rows, :columns])
    else:
        _view(picture, look, fold, part)
    if across:
        cv2.flip(out[:rows, : width - columns], 1, dst=out[:rows, columns:])
    if down:
        cv2.flip(out[: height - rows], 0, dst=out[rows:])
    return out


def mirror_planes(picture: np.ndarray, look: Look) -> np.ndarray:
    """Mirror a planar picture (planes.py), left to right or top to bottom or both; itself where neither is wanted."""
    if look.mirror == "off":
        return picture
    out = empty(picture.shape)
    for source, target in zip(planes(picture), planes(out), strict=True):
        target[...] = warp(source, look)
    return out


def _view(picture: np.ndarray, look: Look, fold: np.ndarray | None, part: np.ndarray) -> None:
    """Fill `part`, the top left piece of the warped picture: (rows, columns, 3)."""
    height, width = picture.shape[:2]
    rows, columns = part.shape[:2]
    angle = math.radians(look.rotate)
    cos, sin = math.cos(angle) / look.zoom, math.sin(angle) / look.zoom
    centre = np.array([(width - 1) / 2, (height - 1) / 2])
    turn = np.array([[cos, -sin], [sin, cos]])  # from a place in the output to one in the picture, y down
    # the fold is already relative to the centre, plain pixels are not
    moved = np.array([look.x * width, -look.y * height]) + (0 if fold is not None else centre)
    matrix = np.column_stack([turn, centre - turn @ moved])

    if fold is None:
        right, bottom = columns - 1.0, rows - 1.0
    else:
        right = math.hypot(width, height) / 2
        bottom = right * math.sin(2 * math.pi / WEDGES)
    corners = np.array([[0, 0], [right, 0], [0, bottom], [right, bottom]])
    source, matrix, border = _level(picture, matrix, corners, look.zoom)

    # four channels: OpenCV gathers whole pixels, which halves the time
    warped = empty((rows, columns, 4))
    if fold is None:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cv2.warpAffine(source, matrix, (columns, rows), dst=warped, flags=flags, borderMode=border)
    else:
        places = cv2.transform(fold, matrix.astype(np.float32), dst=empty(fold.shape, np.float32))
        # None: both coordinates are in the first map, which OpenCV's type stubs don't know
        cv2.remap(source, places, None, cv2.INTER_LINEAR, dst=warped, borderMode=border)  # type: ignore[call-overload]
    cv2.cvtColor(warped, cv2.COLOR_RGBA2RGB, dst=part)


def _level(
    picture: np.ndarray, matrix: np.ndarray, corners: np.ndarray, zoom: float
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return what is seen of the picture as RGBA at a size that suits the zoom, the matrix into it, its border.

    corners: (4, 2), of what is to be filled. Bilinear sampling straight from the picture blurs where it enlarges
    and shimmers where it shrinks much. From a bicubic enlargement of what is seen it comes within 2 dB of a
    bicubic warp, at a third of the cost.
    """
    size = np.array([picture.shape[1], picture.shape[0]])
    matrix = matrix.copy()
    middle = matrix[:, :2] @ corners.mean(axis=0) + matrix[:, 2]
    for axis in range(2):
        # Reflections repeat every two pictures. Bring the middle of the view into the picture itself, so that
        # what is reflected at an edge lies within what is seen beside it.
        period = 2 * size[axis]
        matrix[axis, 2] -= period * math.floor((middle[axis] + 0.5) / period)
        if (middle[axis] + 0.5) % period > size[axis]:
            matrix[axis] *= -1
            matrix[axis, 2] += period - 1
    seen = corners @ matrix[:, :2].T + matrix[:, 2]
    low, high = np.floor(seen.min(axis=0)).astype(int), np.ceil(seen.max(axis=0)).astype(int) + 1
    # bicubic looks two pixels further
    left, top = np.maximum(low - 3, 0)
    right, bottom = np.minimum(high + 3, size)
    cut = picture[top:bottom, left:right]

    source = cv2.cvtColor(cut, cv2.COLOR_RGB2RGBA, dst=empty((*cut.shape[:2], 4)))
    scale = next(scale for below, scale in _SCALES if zoom <= below)
    if scale > 1 and size.prod() > ENOUGH:
        scale = max(scale // 2, 1)
    while scale < 1:  # OpenCV has a fast path for halves only
        source = _resized(source, 0.5, cv2.INTER_AREA)
        scale *= 2
    if scale > 1:
        source = _resized(source, scale, cv2.INTER_CUBIC)
    grow = np.array([source.shape[1] / cut.shape[1], source.shape[0] / cut.shape[0]])
    inner = matrix * grow[:, None]
    inner[:, 2] += grow * (0.5 - np.array([left, top])) - 0.5  # pixel centres lie at halves in both sizes

    # Away from all edges OpenCV takes a faster path. Where much lies beyond them, as it does for a small zoom,
    # it is quicker to reflect the picture first than to let the warp do it.
    before = np.ceil(np.maximum(-low, 0) * grow).astype(int).tolist()
    after = np.ceil(np.maximum(high - size, 0) * grow).astype(int).tolist()
    if not any(before + after):
        return source, inner, cv2.BORDER_CONSTANT
    if zoom <= 0.8:
        padded = _spread(source.shape[0] + before[1] + after[1], source.shape[1] + before[0] + after[0])
        edges = before[1], after[1], before[0], after[0]
        source = cv2.copyMakeBorder(source, *edges, cv2.BORDER_REFLECT, dst=padded)
        inner[:, 2] += before
    return source, inner, cv2.BORDER_REFLECT


def _resized(picture: np.ndarray, scale: float, interpolation: int) -> np.ndarray:
    height, width = (max(1, round(side * scale)) for side in picture.shape[:2])
    return cv2.resize(picture, (width, height), dst=_spread(height, width), interpolation=interpolation)


def _spread(height: int, width: int) -> np.ndarray:
    """Return an RGBA picture whose rows lie an odd step apart.

    Turned, a warp walks down the columns; with rows a power of two apart they would all compete for the same
    lines of the cache, and take three times as long.
    """
    return empty((height, width // 32 * 32 + 56, 4))[:, :width]


@lru_cache(maxsize=4)
def _fold(width: int, height: int) -> np.ndarray:
    """For the top left quarter: where in the wedge each pixel looks, (rows, columns, 2) float32 from the centre."""
    columns, rows = (width + 1) // 2, (height + 1) // 2
    x = np.arange(columns, dtype=np.float32)[None, :] - (width - 1) / 2
    y = np.arange(rows, dtype=np.float32)[:, None] - (height - 1) / 2
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    wedge = 2 * math.pi / WEDGES
    angle = np.abs((angle + wedge) % (2 * wedge) - wedge)
    return np.dstack([radius * np.cos(angle), radius * np.sin(angle)]).astype(np.float32)
