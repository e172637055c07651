"""From a picture at native size to a frame: cut to shape, turned into the layout's planes, enlarged last."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from engine.frames import Format, Frame
from engine.stage.formats import blacken, pack, split, steps, targets
from engine.stage.overture import grain
from engine.stage.pool import empty

FILTERS = {"nearest": cv2.INTER_NEAREST, "bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC}
HAIRLINE = 0.02  # borders thinner than this share of the frame look like a fault: such a picture is cropped
DARKEN = 0.4  # what is left of the light in the borders

Box = tuple[int, int, int, int]  # left, top, width, height


def draw(
    picture: np.ndarray, format: Format, tick: int, filter: str = "bicubic", fit: str = "crop", halve: bool = False
) -> Frame:
    """Draw an (h, w, 3) uint8 RGB picture into a new frame; its shape is kept, never stretched.

    filter: nearest, bilinear, bicubic or lanczos. fit: crop fills the frame; fit shows all of the picture, over
    a blurred, darkened enlargement of itself. halve: draw at half size and double every pixel, to save time.
    """
    data = empty(format.shape)
    planes = targets(data, format)
    for piece, box, kind in _arrange(picture, format, filter, fit):
        for source, plane, (across, down) in zip(split(piece, format), planes, steps(format.layout), strict=True):
            left, top, width, height = box[0] // across, box[1] // down, box[2] // across, box[3] // down
            # fine detail lives in the luma: on half-size chroma nobody can tell lanczos from bicubic
            chosen = "bicubic" if kind == "lanczos" and across > 1 else kind
            scale(source, plane[top : top + height, left : left + width], chosen, halve)
    pack(planes, data, format)
    return Frame(format, tick, data)


def black(format: Format, tick: int) -> Frame:
    """Return a black frame."""
    data = empty(format.shape)
    blacken(data, format)
    return Frame(format, tick, data)


def scale(source: np.ndarray, target: np.ndarray, filter: str, halve: bool = False) -> None:
    """Resize a plane, (h, w) or (h, w, channels) uint8, into `target`, which may be a view of a larger one."""
    height, width = target.shape[:2]
    if halve and height % 2 == 0 and width % 2 == 0:
        wide = _doubled(source, (height // 2, *target.shape[1:]), filter)
        np.take(wide, np.arange(height) // 2, axis=0, out=target, mode="clip")
    elif source.shape == target.shape:
        np.copyto(target, source)
    elif filter == "nearest":
        # OpenCV walks every pixel of the result; copying whole rows is three times as fast
        wide = empty((source.shape[0], *target.shape[1:]))
        cv2.resize(source, (width, source.shape[0]), dst=wide, interpolation=cv2.INTER_NEAREST)
        np.take(wide, np.arange(height) * source.shape[0] // height, axis=0, out=target, mode="clip")
    elif height < source.shape[0] and width < source.shape[1]:
        # half and less need all pixels averaged; above that bilinear does, and area would take five times as long
        area = 2 * height <= source.shape[0] and 2 * width <= source.shape[1]
        kind = cv2.INTER_AREA if area else cv2.INTER_LINEAR
        cv2.resize(source, (width, height), dst=target, interpolation=kind)
    elif filter == "lanczos":
        _lanczos(source, target)
    else:
        cv2.resize(source, (width, height), dst=target, interpolation=FILTERS[filter])


def _doubled(source: np.ndarray, shape: tuple[int, ...], filter: str) -> np.ndarray:
    """Resize to a shape by drawing every second column and doubling it."""
    if shape[2:] == (3,):  # doubling pixels of three bytes takes longer than drawing all
        wide = empty(shape)
        scale(source, wide, filter)
        return wide
    half = empty((shape[0], shape[1] // 2, *shape[2:]))
    scale(source, half, filter)
    pixels = half if half.ndim == 2 else half.view(np.int32)[..., 0]
    return cv2.merge([pixels, pixels], dst=empty((*pixels.shape, 2), pixels.dtype.type)).view(np.uint8).reshape(shape)


def _lanczos(source: np.ndarray, target: np.ndarray) -> None:
    """Lanczos-4 to twice the size, bicubic for the rest: 55 dB from Lanczos all the way, a third of the cost.

    In floats, because OpenCV has no vector code for the 8-bit kind.
    """
    height, width = (min(2 * there, here) for there, here in zip(source.shape, target.shape[:2], strict=False))
    exact = empty(source.shape, np.float32)
    np.copyto(exact, source)
    double = empty((height, width, *target.shape[2:]), np.float32)
    cv2.resize(exact, (width, height), dst=double, interpolation=cv2.INTER_LANCZOS4)
    cv2.threshold(double, 0, 0, cv2.THRESH_TOZERO, dst=double)  # the next line would fold negatives over
    rounded = target if target.shape == double.shape else empty(double.shape)
    cv2.convertScaleAbs(double, dst=rounded)
    if rounded is not target:
        cv2.resize(rounded, (target.shape[1], target.shape[0]), dst=target, interpolation=cv2.INTER_CUBIC)


def _arrange(picture: np.ndarray, format: Format, filter: str, fit: str) -> Iterator[tuple[np.ndarray, Box, str]]:
    """Yield pieces of the picture with the place in the frame that each fills and the filter to use.

    All places are even, so that they are places in the half-size chroma planes too.
    """
    width, height = format.width, format.height
    wide, high = inner_size(picture.shape[1], picture.shape[0], width, height)
    if fit == "crop" or (wide >= width * (1 - HAIRLINE) and high >= height * (1 - HAIRLINE)):
        yield crop(picture, width, height), (0, 0, width, height), filter
        return
    border = _border(crop(picture, width, height))
    left, top = (width - wide) // 4 * 2, (height - high) // 4 * 2
    right, bottom = left + wide, top + high
    for box in (
        (0, 0, width, top),
        (0, bottom, width, height - bottom),
        (0, top, left, high),
        (right, top, width - right, high),
    ):
        if box[2] and box[3]:
            yield _piece(border, box, width, height), box, "bicubic"
    yield picture, (left, top, wide, high), filter


def inner_size(wide: int, high: int, width: int, height: int) -> tuple[int, int]:
    """Return the largest even size of a picture's shape (wide x high) inside a frame of width x height."""
    grow = min(width / wide, height / high)
    return min(width, max(2, 2 * round(wide * grow / 2))), min(height, max(2, 2 * round(high * grow / 2)))


def crop(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    """Return the middle of the picture in the shape of width x height, as a view."""
    high, wide = picture.shape[:2]
    columns = min(wide, max(1, round(high * width / height)))
    rows = min(high, max(1, round(wide * height / width)))
    left, top = (wide - columns) // 2, (high - rows) // 2
    return picture[top : top + rows, left : left + columns]


def _piece(border: np.ndarray, box: Box, width: int, height: int) -> np.ndarray:
    """Return the part of a border picture that lies at a box of a frame of width x height."""
    rows, columns = border.shape[:2]
    left, top = box[0] * columns // width, box[1] * rows // height
    right, bottom = -(-(box[0] + box[2]) * columns // width), -(-(box[1] + box[3]) * rows // height)
    return border[top:bottom, left:right]


def _border(picture: np.ndarray) -> np.ndarray:
    """Return a small, blurred, darkened copy of the picture, its longer side 192 pixels.

    A little fixed grain breaks the steps that 8 bits would show in so dark and smooth a ramp.
    """
    rows, columns = (max(1, round(side * 192 / max(picture.shape[:2]))) for side in picture.shape[:2])
    small = cv2.resize(picture, (max(1, columns // 4), max(1, rows // 4)), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small.astype(np.float32), (0, 0), 2)
    soft = cv2.resize(soft, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return cv2.convertScaleAbs(cv2.scaleAdd(soft, DARKEN, grain(columns, rows)))
