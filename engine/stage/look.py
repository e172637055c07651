"""The look: what the performer does to the picture, at native size. Neutral controls cost nothing."""

from __future__ import annotations

import math
from functools import lru_cache

import cv2
import numpy as np

from engine.parameters import Look
from engine.planes import dimmed, is_planar, planes
from engine.stage.pool import empty

# Luma weights of BT.601: the same that the outputs use, so turning the hue leaves their luma as it is.
RED, GREEN, BLUE = 0.299, 0.587, 0.114
_LUMA = np.array([RED, GREEN, BLUE])
_TO_CHROMA = np.stack([_LUMA, ([0, 0, 1] - _LUMA) / (2 - 2 * BLUE), ([1, 0, 0] - _LUMA) / (2 - 2 * RED)])
_FROM_CHROMA = np.linalg.inv(_TO_CHROMA)


def grade(
    picture: np.ndarray, look: Look, glow: np.ndarray | None, seconds: float
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return (a warped picture with the look's colours, sharpness and trails, the glow to pass in for the next one).

    picture: (h, w, 3) uint8 RGB, never written to, itself where the look is neutral; a planar one (planes.py) is to
    `stay_planar` under the look. glow: (h, w, 3) float32, what trails so far, None at the start; it is updated in
    place. seconds: since the last picture.
    """
    if is_planar(picture):
        return trail(sharpen_planes(turn_planes(picture, look), look.sharpen), glow, look.trail, seconds)
    picture = colour(picture, look)
    picture = sharpen(picture, look.sharpen)
    return trail(picture, glow, look.trail, seconds)


def colour(picture: np.ndarray, look: Look) -> np.ndarray:
    """Turn hue, then saturation, contrast around mid grey, brightness and gamma."""
    grade = _grade(look.brightness, look.contrast)
    if look.hue % 360 == 0 and look.saturation == 1:
        if grade == (1, 0) and look.gamma == 1:
            return picture
        return cv2.LUT(picture, _curve(*grade, look.gamma), dst=empty(picture.shape))
    gain, lift = grade
    matrix = np.column_stack([gain * hue_matrix(look.hue, look.saturation), np.full(3, lift)])
    picture = cv2.transform(picture, matrix, dst=empty(picture.shape))
    return picture if look.gamma == 1 else cv2.LUT(picture, _curve(1, 0, look.gamma), dst=picture)


def hue_matrix(degrees: float, saturation: float) -> np.ndarray:
    """Return the (3, 3) matrix that turns and scales chroma (Pb, Pr of BT.601) and leaves luma as it is.

    +120 degrees takes red to about green, green to blue.
    """
    cos, sin = (saturation * f(math.radians(degrees)) for f in (math.cos, math.sin))
    return _FROM_CHROMA @ np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]]) @ _TO_CHROMA


def stay_planar(look: Look) -> bool:
    """Whether a look can be put on planes: what curves, zooms or turns wants RGB, and a size that there is time for."""
    curves = look.brightness != 0 or look.contrast != 1 or look.gamma != 1
    return is_still(look) and not curves


def is_still(look: Look) -> bool:
    """Whether pixels stay where they are, but for mirrors."""
    unmoved = look.zoom == 1 and look.rotate % 360 == 0 and look.x == 0 and look.y == 0
    return unmoved and look.mirror != "kaleidoscope"


def turn_planes(picture: np.ndarray, look: Look) -> np.ndarray:
    """The hue and the saturation of a planar picture, (h * 3 / 2, w) uint8: its chroma turned and scaled."""
    if look.hue % 360 == 0 and look.saturation == 1:
        return picture
    out = empty(picture.shape)
    source, target = planes(picture), planes(out)
    np.copyto(target[0], source[0])
    cos, sin = (look.saturation * f(math.radians(look.hue)) for f in (math.cos, math.sin))
    matrix = np.array([[cos, -sin, 128 * (1 - cos + sin)], [sin, cos, 128 * (1 - sin - cos)]])
    both = cv2.merge(source[1:], dst=empty((*source[1].shape, 2)))
    cv2.split(cv2.transform(both, matrix, dst=both), target[1:])
    return out


def sharpen_planes(picture: np.ndarray, amount: float) -> np.ndarray:
    """Do as `sharpen` does to the luma of a planar picture, where all fine detail is."""
    if amount == 0:
        return picture
    out = picture.copy()
    planes(out)[0][...] = sharpen(planes(picture)[0], amount)
    return out


def sharpen(picture: np.ndarray, amount: float) -> np.ndarray:
    """Add `amount` times what a 5 pixel Gaussian takes away (unsharp mask). (h, w) or (h, w, 3) uint8."""
    if amount == 0:
        return picture
    soft = cv2.GaussianBlur(picture, (5, 5), 1.1, dst=empty(picture.shape))
    return cv2.addWeighted(picture, 1 + amount, soft, -amount, 0, dst=soft)


def trail(
    picture: np.ndarray, glow: np.ndarray | None, share: float, seconds: float
) -> tuple[np.ndarray, np.ndarray | None]:
    """Mix in what was there before; `share` is what stays of it after 1/30 s, at any frame rate.

    The glow is float32: in 8 bits, a long trail would stop short of the picture and leave a ghost for ever.
    """
    if share == 0:
        return picture, None
    if glow is None or glow.ndim != picture.ndim:
        return picture, picture.astype(np.float32)
    if glow.shape != picture.shape:  # the model was swapped
        glow = cv2.resize(glow, (picture.shape[1], picture.shape[0]))
    cv2.accumulateWeighted(picture, glow, 1 - share ** (30 * seconds))
    return cv2.convertScaleAbs(glow, dst=empty(picture.shape)), glow


def fade(picture: np.ndarray, amount: float) -> np.ndarray:
    """Multiply by amount, 1 (the picture itself) to 0 (black)."""
    if is_planar(picture) and amount < 1:
        return dimmed(picture, amount, empty)
    return picture if amount >= 1 else cv2.convertScaleAbs(picture, dst=empty(picture.shape), alpha=amount)


def _grade(brightness: float, contrast: float) -> tuple[float, float]:
    """Return (gain, lift) with out = gain * value + lift, in levels of 0..255."""
    return contrast, 127.5 * (1 - contrast) + 255 * brightness


@lru_cache(maxsize=8)
def _curve(gain: float, lift: float, gamma: float) -> np.ndarray:
    level = np.clip((np.arange(256) * gain + lift) / 255, 0, 1)
    return np.rint(255 * level ** (1 / gamma)).astype(np.uint8)
