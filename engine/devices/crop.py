"""Crop and scale: a picture of any size to the size that is dreamed, and transparent ones over black."""

from __future__ import annotations

import cv2
import numpy as np

from engine.devices.device_worker import Size

TO_RGB = {"BGR": cv2.COLOR_BGR2RGB, "BGRA": cv2.COLOR_BGRA2RGB, "RGBA": cv2.COLOR_RGBA2RGB}


def fit(picture: np.ndarray, size: Size, layout: str = "RGB") -> np.ndarray:
    """Crop to the middle, scale and convert: (h, w, channels) uint8 in `layout` → a new (height, width, 3) RGB."""
    height, width = picture.shape[:2]
    across, down = crop((width, height), size)
    left, top = (width - across) // 2, (height - down) // 2
    picture = picture[top : top + down, left : left + across]
    if (across, down) != size:
        shrinks = across > size[0] or down > size[1]
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        if layout == "RGB":
            return picture
    return cv2.cvtColor(picture, TO_RGB[layout]) if layout in TO_RGB else picture.copy()


def size_of(picture: np.ndarray) -> Size:
    """A picture's (width, height)."""
    return picture.shape[1], picture.shape[0]


def crop(have: Size, want: Size) -> Size:
    """The largest part of `have` in the shape of `want`, at least a pixel each way."""
    (width, height), (across, down) = have, want
    if width * down > height * across:
        return max(1, round(height * across / down)), height
    return width, max(1, round(width * down / across))


def cover(have: tuple[float, float], want: Size) -> Size:
    """The size to which a picture is scaled so that it covers `want` with nothing to spare one way."""
    scale = max(want[0] / have[0], want[1] / have[1])
    return max(want[0], round(have[0] * scale)), max(want[1], round(have[1] * scale))


def over_black(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Pixels, (h, w, channels) uint8, over black: new ones. alpha: (h, w, 1) uint8, how opaque they are."""
    return ((pixels * alpha.astype(np.uint16) + 127) // 255).astype(np.uint8)
