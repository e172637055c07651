"""From RGB to the planes of a layout and back into one buffer, without a copy where the layout allows it.

I420 and NV12: BT.601 limited range, what webcams speak. UYVY: BT.709 limited range, what NDI reads at every
size. Chroma is sited in the middle of the pixels that share it (as in JPEG and MPEG-1, and as
libyuv averages it); MPEG-2's left siting would be a quarter of a chroma pixel away, which an enlarged picture
does not show.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from engine.frames import Format
from engine.planes import BT601, planes, yuv_matrix
from engine.stage.pool import empty

_REORDER = {"BGR": cv2.COLOR_RGB2BGR, "RGBA": cv2.COLOR_RGB2RGBA, "BGRA": cv2.COLOR_RGB2BGRA}
# How many pixels share one value of each plane, (across, down).
_STEPS = {
    "I420": ((1, 1), (2, 2), (2, 2)),
    "NV12": ((1, 1), (2, 2), (2, 2)),
    "UYVY": ((1, 1), (2, 1), (2, 1)),
}


BT709 = yuv_matrix(0.2126, 0.0722)


def steps(layout: str) -> tuple[tuple[int, int], ...]:
    """Return, for each plane that `split` makes, how many pixels share one value: (across, down)."""
    return _STEPS.get(layout, ((1, 1),))


def split(picture: np.ndarray, format: Format) -> list[np.ndarray]:
    """Turn (h, w, 3) uint8 RGB into the planes of a layout, all of them (h, w): chroma is never thinned here."""
    if format.layout == "RGB":
        return [picture]
    if format.layout in _REORDER:
        channels = len(format.layout)
        reordered = empty((*picture.shape[:2], channels))
        return [cv2.cvtColor(picture, _REORDER[format.layout], dst=reordered)]
    matrix = BT709 if format.layout == "UYVY" else BT601
    yuv = cv2.transform(picture, matrix, dst=empty(picture.shape))
    parts = [empty(picture.shape[:2]) for _ in range(3)]
    cv2.split(yuv, parts)
    return parts


def targets(data: np.ndarray, format: Format) -> list[np.ndarray]:
    """Return the planes to fill for a frame, (h, w) uint8: views of its buffer, or scratch that `pack` puts there."""
    width, height = format.width, format.height
    if format.layout == "I420":
        return planes(data)
    if format.layout == "NV12":
        return [data[:height], *(empty((height // 2, width // 2)) for _ in range(2))]
    if format.layout == "UYVY":
        return [empty((height, width)), *(empty((height, width // 2)) for _ in range(2))]
    return [data]


def pack(planes: list[np.ndarray], data: np.ndarray, format: Format) -> None:
    """Interleave the planes, (h, w) uint8, that are not views of the buffer already."""
    width, height = format.width, format.height
    if format.layout == "NV12":
        cv2.merge(planes[1:], dst=data[height:].reshape(height // 2, width // 2, 2))
    elif format.layout == "UYVY":
        chroma = cv2.merge(planes[1:], dst=empty((height, width // 2, 2)))
        cv2.merge([chroma.reshape(height, width), planes[0]], dst=data)  # U Y V Y is chroma and luma in turns


def blacken(data: np.ndarray, format: Format) -> None:
    """Fill a frame's buffer with black: 16, 128, 128 in YUV, opaque where there is alpha."""
    if format.layout in ("I420", "NV12"):
        data[: format.height] = 16
        data[format.height :] = 128
    elif format.layout == "UYVY":
        data[...] = (128, 16)
    else:
        data[...] = 0
        data[..., 3:] = 255


@lru_cache(maxsize=8)
def dither_noise(width: int, height: int) -> np.ndarray:
    """Return fixed noise, (height, width, 3) float32 in -1..1, the same in each channel, densest around 0.

    On so dark and smooth a ramp, 8 bits show as steps; a little noise breaks them up.
    """
    random = np.random.default_rng(0)
    one = random.random((height, width), np.float32) - random.random((height, width), np.float32)
    return np.dstack([one] * 3)
