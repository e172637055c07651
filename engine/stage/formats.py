"""From RGB to the planes of a layout and back into one buffer, without a copy where the layout allows it.

I420 and NV12: BT.601 limited range, what webcams speak. UYVY: BT.709 limited range, what NDI reads at every
size. Chroma is sited in the middle of the pixels that share it (as in JPEG and MPEG-1, and as
libyuv averages it); MPEG-2's left siting would be a quarter of a chroma pixel away, which an enlarged picture
does not show.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.frames import Format
from engine.stage.pool import empty

_REORDER = {"BGR": cv2.COLOR_RGB2BGR, "RGBA": cv2.COLOR_RGB2RGBA, "BGRA": cv2.COLOR_RGB2BGRA}
# How many pixels share one value of each plane, (across, down).
_STEPS = {
    "I420": ((1, 1), (2, 2), (2, 2)),
    "NV12": ((1, 1), (2, 2), (2, 2)),
    "UYVY": ((1, 1), (2, 1), (2, 1)),
}


def yuv_matrix(red: float, blue: float) -> np.ndarray:
    """Return the (3, 4) matrix from full-range RGB to limited-range YCbCr, both 0..255; arguments are Kr, Kb."""
    luma = np.array([red, 1 - red - blue, blue])
    cb, cr = ([0, 0, 1] - luma) / (2 - 2 * blue), ([1, 0, 0] - luma) / (2 - 2 * red)
    scaled = np.stack([219 * luma, 224 * cb, 224 * cr]) / 255
    return np.column_stack([scaled, [16, 128, 128]])


BT601 = yuv_matrix(0.299, 0.114)
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
    planes = [empty(picture.shape[:2]) for _ in range(3)]
    cv2.split(yuv, planes)
    return planes


def targets(data: np.ndarray, format: Format) -> list[np.ndarray]:
    """Return the planes to fill for a frame: views of its buffer, or scratch that `pack` puts there."""
    width, height = format.width, format.height
    if format.layout == "I420":
        flat, luma, chroma = data.reshape(-1), width * height, width * height // 4
        half = (height // 2, width // 2)
        return [
            flat[:luma].reshape(height, width),
            flat[luma : luma + chroma].reshape(half),
            flat[luma + chroma :].reshape(half),
        ]
    if format.layout == "NV12":
        return [data[:height], *(empty((height // 2, width // 2)) for _ in range(2))]
    if format.layout == "UYVY":
        return [empty((height, width)), *(empty((height, width // 2)) for _ in range(2))]
    return [data]


def pack(planes: list[np.ndarray], data: np.ndarray, format: Format) -> None:
    """Interleave the planes that are not views of the buffer already."""
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
