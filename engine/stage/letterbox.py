"""How a picture of any shape fills a frame: cropped, or whole over a blurred, darkened enlargement of itself."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from engine.frames import Format
from engine.planes import cropped as crop
from engine.stage.pixel_formats import dither_noise

HAIRLINE = 0.02  # borders thinner than this share of the frame look like a fault: such a picture is cropped
DARKEN = 0.4  # what is left of the light in the borders
Box = tuple[int, int, int, int]  # left, top, width, height


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
