"""Large pictures as planes: I420, BT.601 limited range, half the bytes of RGB and what outputs want in the end.

A picture is (h, w, 3) uint8 RGB, or planar: (h * 3 / 2, w) uint8, sides even, Y over U over V, the latter two of half
the size each way. Chroma is sited in the middle of the four pixels that share it. Blending works on both alike.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

SKETCH = (32, 18)  # pixels of what keyframes are compared by
LARGE = 1_200_000  # pixels, above which keyframes are planar
BLACK = (16, 128, 128)


def yuv_matrix(red: float, blue: float) -> np.ndarray:
    """Return the (3, 4) matrix from full-range RGB to limited-range YCbCr, both 0..255; arguments are Kr, Kb."""
    luma = np.array([red, 1 - red - blue, blue])
    cb, cr = ([0, 0, 1] - luma) / (2 - 2 * blue), ([1, 0, 0] - luma) / (2 - 2 * red)
    scaled = np.stack([219 * luma, 224 * cb, 224 * cr]) / 255
    return np.column_stack([scaled, [16, 128, 128]])


BT601 = yuv_matrix(0.299, 0.114)


def is_planar(picture: np.ndarray) -> bool:
    """Whether a picture is planes, (h * 3 / 2, w) uint8, and not (h, w, 3) RGB."""
    return picture.ndim == 2


def size_of(picture: np.ndarray) -> tuple[int, int]:
    """Width and height in pixels of a picture, (h, w, 3) or planar."""
    height, width = picture.shape[:2]
    return (width, height * 2 // 3) if is_planar(picture) else (width, height)


def planar_shape(width: int, height: int) -> tuple[int, int]:
    """The shape of a planar picture of even sides in pixels."""
    return height * 3 // 2, width


def planes(picture: np.ndarray) -> list[np.ndarray]:
    """The three planes of a planar picture as views: (h, w), (h / 2, w / 2) and again (h / 2, w / 2) uint8."""
    width, height = size_of(picture)
    flat, luma, chroma = picture.reshape(-1), width * height, width * height // 4
    half = (height // 2, width // 2)
    return [
        flat[:luma].reshape(height, width),
        flat[luma : luma + chroma].reshape(half),
        flat[luma + chroma :].reshape(half),
    ]


def to_planes(picture: np.ndarray, empty: Any = np.empty) -> np.ndarray:
    """An (h, w, 3) uint8 RGB picture of even sides as planes. empty: makes arrays, as np.empty does."""
    height, width = picture.shape[:2]
    out = empty(planar_shape(width, height), np.uint8)
    parts = [empty((height, width), np.uint8) for _ in range(2)]
    luma, *half = planes(out)
    cv2.split(cv2.transform(picture, BT601, dst=empty(picture.shape, np.uint8)), [luma, *parts])
    for whole, plane in zip(parts, half, strict=True):
        cv2.resize(whole, (width // 2, height // 2), dst=plane, interpolation=cv2.INTER_AREA)
    return out


def to_rgb(picture: np.ndarray, size: tuple[int, int] | None = None, empty: Any = np.empty) -> np.ndarray:
    """A planar picture as (h, w, 3) uint8 RGB, of another (width, height) if one is given."""
    width, height = size or size_of(picture)
    even = (width + 1) // 2 * 2, (height + 1) // 2 * 2
    if even != size_of(picture):
        picture = like(picture, np.broadcast_to(np.uint8(0), planar_shape(*even)), empty)
    rgb = cv2.cvtColor(picture, cv2.COLOR_YUV2RGB_I420, dst=empty((even[1], even[0], 3), np.uint8))
    return scaled_plane(rgb, width, height, empty)


def at_most(picture: np.ndarray, width: int, height: int, empty: Any = np.empty) -> np.ndarray:
    """A planar picture as (h, w, 3) uint8 RGB, no larger than width x height pixels would hold in its shape."""
    own = size_of(picture)
    scale = min(1.0, max(width / own[0], height / own[1]))
    return to_rgb(picture, (max(round(own[0] * scale), 1), max(round(own[1] * scale), 1)), empty)


def sampled(picture: np.ndarray, size: tuple[int, int], shape: tuple[int, int] | None = None) -> np.ndarray:
    """Samples of a planar picture as RGB of an even (width, height), cut to the shape of another if one is given."""
    small = np.empty(planar_shape(*size), np.uint8)
    for source, target in zip(planes(picture), planes(small), strict=True):
        cut = source if shape is None else cropped(source, *shape)
        cv2.resize(cut, (target.shape[1], target.shape[0]), dst=target, interpolation=cv2.INTER_LINEAR)
    return cv2.cvtColor(small, cv2.COLOR_YUV2RGB_I420)


def sketch(picture: np.ndarray) -> np.ndarray:
    """A picture, RGB or planar, in few pixels: (18, 32, 3) float32. Of 4K it takes some milliseconds."""
    small = to_rgb(picture, SKETCH) if is_planar(picture) else cv2.resize(picture, SKETCH, interpolation=cv2.INTER_AREA)
    return small.astype(np.float32)


def scaled_plane(plane: np.ndarray, width: int, height: int, empty: Any = np.empty) -> np.ndarray:
    """A plane (h, w) or a picture (h, w, 3), uint8, at another size: areas averaged where it shrinks, else bicubic."""
    if plane.shape[:2] == (height, width):
        return plane
    shrinks = height < plane.shape[0] and width < plane.shape[1]
    kind = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return cv2.resize(
        plane, (width, height), dst=empty((height, width, *plane.shape[2:]), np.uint8), interpolation=kind
    )


def like(picture: np.ndarray, other: np.ndarray, empty: Any = np.empty) -> np.ndarray:
    """The picture, RGB or planar uint8, in another's size and kind, to blend with; itself where it is so already."""
    if picture.shape == other.shape:
        return picture
    width, height = size_of(other)
    if not is_planar(other):
        return (
            to_rgb(picture, (width, height), empty)
            if is_planar(picture)
            else scaled_plane(picture, width, height, empty)
        )
    if not is_planar(picture):
        return to_planes(scaled_plane(picture, width, height, empty), empty)
    out = empty(other.shape, np.uint8)
    for source, target in zip(planes(picture), planes(out), strict=True):
        target[...] = scaled_plane(source, target.shape[1], target.shape[0], empty)
    return out


def cropped(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """The middle of an (h, w, 3) picture or an (h, w) plane in the shape of width x height, as a view."""
    high, wide = picture.shape[:2]
    columns = min(wide, max(1, round(high * width / height)))
    rows = min(high, max(1, round(wide * height / width)))
    left, top = (wide - columns) // 2, (high - rows) // 2
    return picture[top : top + rows, left : left + columns]


def dimmed(picture: np.ndarray, amount: float, empty: Any = np.empty) -> np.ndarray:
    """A planar picture, (h * 3 / 2, w) uint8, times a light of 0..1: a new one."""
    out = empty(picture.shape, np.uint8)
    for source, target, black in zip(planes(picture), planes(out), BLACK, strict=True):
        cv2.convertScaleAbs(source, dst=target, alpha=amount, beta=black * (1 - amount))
    return out
