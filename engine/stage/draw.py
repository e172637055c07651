"""From a picture at native size to a frame: cut to shape, turned into the layout's planes, enlarged last.

A picture of any shape fills it: cropped, or whole over a blurred, darkened enlargement of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from engine.frames import Format, Frame
from engine.planes import at_most, is_planar, size_of
from engine.planes import cropped as crop
from engine.planes import planes as planes_of
from engine.stage.pixel_formats import blacken, dither_noise, pack, split, steps, targets
from engine.stage.pool import empty

HAIRLINE = 0.02  # borders thinner than this share of the frame look like a fault: such a picture is cropped
DARKEN = 0.4  # what is left of the light in the borders
Box = tuple[int, int, int, int]  # left, top, width, height
FILTERS = {"nearest": cv2.INTER_NEAREST, "bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC}


def draw(
    picture: np.ndarray, format: Format, tick: int, filter: str = "bicubic", fit: str = "crop", halve: bool = False
) -> Frame:
    """Draw a picture, RGB or planar (planes.py), into a new frame; its shape is kept, never stretched.

    filter: nearest, bilinear, bicubic or lanczos. fit: crop fills the frame; fit shows all of the picture, over
    a blurred, darkened enlargement of itself. halve: draw at half size and double every pixel, to save time.
    """
    if is_planar(picture):
        if format.layout in ("I420", "NV12") and (fit == "crop" or fills(*size_of(picture), format)):
            return _draw_planes(picture, format, tick, filter, halve)
        picture = at_most(picture, format.width, format.height, empty)
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


def _draw_planes(picture: np.ndarray, format: Format, tick: int, filter: str, halve: bool) -> Frame:
    """Draw a planar picture that fills a frame of planes: nothing is converted."""
    data = empty(format.shape)
    filled = targets(data, format)
    for source, plane in zip(planes_of(picture), filled, strict=True):
        chosen = "bicubic" if filter == "lanczos" and plane is not filled[0] else filter
        scale(crop(source, plane.shape[1], plane.shape[0]), plane, chosen, halve)
    pack(filled, data, format)
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
    if fit == "crop" or fills(picture.shape[1], picture.shape[0], format):
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


def fills(wide: int, high: int, format: Format) -> bool:
    """Whether a picture of wide x high pixels leaves no borders in a frame that would be worth filling."""
    across, down = inner_size(wide, high, format.width, format.height)
    return across >= format.width * (1 - HAIRLINE) and down >= format.height * (1 - HAIRLINE)


def inner_size(wide: int, high: int, width: int, height: int) -> tuple[int, int]:
    """Return the largest even size of a picture's shape (wide x high) inside a frame of width x height."""
    grow = min(width / wide, height / high)
    return min(width, max(2, 2 * round(wide * grow / 2))), min(height, max(2, 2 * round(high * grow / 2)))


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
    return cv2.convertScaleAbs(cv2.scaleAdd(soft, DARKEN, dither_noise(columns, rows)))
