"""What a ControlNet is shown of an input picture: its edges, drawn here by OpenCV. No torch, no downloads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

Draw = Callable[[np.ndarray], np.ndarray]

CANNY = (100, 200)  # hysteresis thresholds that the ControlNets for Canny edges are usually shown
OCTAVES = 3  # of scales, whose strongest gradient a soft edge is
LOUD = 99.0  # percentile of the gradient that is drawn white
SILENT = 8.0  # grey levels per pixel of a gradient below which even the strongest is not drawn white: it is noise
STROKE = 1 / 96  # of the shorter side: how thick a scribble is
SHORT = 1 / 12  # of the shorter side: outlines that are shorter are left out of a scribble


def canny(picture: np.ndarray) -> np.ndarray:
    """Thin white edges on black (Canny 1986). (H, W, 3) uint8 RGB in and out, as for all of these."""
    return _grey_to_rgb(cv2.Canny(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), *CANNY))


def soft(picture: np.ndarray) -> np.ndarray:
    """Edges as bright as they are strong: the largest gradient over several scales (Lindeberg 1998)."""
    return _grey_to_rgb((_gradient(picture) * 255).astype(np.uint8))


def scribble(picture: np.ndarray) -> np.ndarray:
    """The long outlines alone, drawn with a thick pen."""
    side = min(picture.shape[:2])
    calm = cv2.GaussianBlur(picture, (0, 0), max(side / 128, 0.8))
    thin = cv2.Canny(cv2.cvtColor(calm, cv2.COLOR_RGB2GRAY), CANNY[0] / 4, CANNY[1] / 4)
    outlines, _ = cv2.findContours(thin, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    # a contour goes around its line, there and back
    long = [
        cv2.approxPolyDP(line, side / 256, False) for line in outlines if cv2.arcLength(line, False) > 2 * side * SHORT
    ]
    paper = np.zeros(picture.shape[:2], np.uint8)
    cv2.polylines(paper, long, False, 255, max(round(side * STROKE), 2), cv2.LINE_AA)
    return _grey_to_rgb(paper)


def plain(picture: np.ndarray) -> np.ndarray:
    """The picture itself, for ControlNets that are shown one (tile, recolour)."""
    return picture


KINDS: Mapping[str, Draw] = {"canny": canny, "soft": soft, "scribble": scribble, "picture": plain}


def hint(picture: np.ndarray, kind: str, size: tuple[int, int]) -> np.ndarray:
    """What is drawn of a picture under a kind's name at (width, height): (height, width, 3) uint8 RGB.

    KeyError for a kind that is not in KINDS.
    """
    height, width = picture.shape[:2]
    if (width, height) != size:
        shrinks = size[0] < width or size[1] < height
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return KINDS[kind](picture)


def _gradient(picture: np.ndarray) -> np.ndarray:
    """Strength of the edges of any colour, (H, W) float32 of 0..1."""
    height, width = picture.shape[:2]
    sigma = max(min(height, width) / 512, 0.5)
    strongest = np.zeros((height, width), np.float32)
    for octave in range(OCTAVES):
        calm = cv2.GaussianBlur(picture, (0, 0), sigma)
        across, down = (cv2.Sobel(calm, cv2.CV_32F, x, 1 - x, ksize=3, scale=0.125) for x in (1, 0))
        # a gradient per pixel of the smaller picture: an edge that is wider by as much weighs as much as a sharp one
        steep = cv2.magnitude(across.reshape(-1, 3), down.reshape(-1, 3)).reshape(across.shape).max(axis=2)
        np.maximum(strongest, cv2.resize(steep, (width, height)) if octave else steep, out=strongest)
        picture = cv2.pyrDown(calm)
    loud = max(float(np.percentile(strongest, LOUD)), SILENT)
    return np.minimum(strongest / loud, 1.0)


def _grey_to_rgb(grey: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
