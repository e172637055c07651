"""Whether a picture wears the colours that were asked for, measured in OKLab (Ottosson 2020).

A palette is what words.py names: one colour, two, or a mood's stops. Light and shade move a colour along its hue, so
what counts is where a picture's chroma lies around the circle of hues, how strong it is against its lightness, and
that each of two colours is there. Colours without a hue (white, grey, black) are told by the lack of chroma and by
how light they are. Every limit is such that nearly all drawn pictures of the palette pass, which a test holds it to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from engine.training.words import COLOURS, MOODS

NEAR = 20.0  # degrees of hue that still are the colour asked for, about the distance between two named ones
SHARE = 0.70  # of the chroma that must lie there: what "dominant" means
SHOWN_NEAR, SHOWN = 30.0, 0.02  # a colour of two is there with this share, or a mood's stop
HUELESS = 0.045  # chroma below which a palette's colour has no hue
GREYISH = 0.12  # chroma over lightness below which a pixel has none
STRENGTH = 0.18, 1.9  # chroma over lightness, as a part of the palette's own: at least, at most
NEUTRAL = 0.05  # the most chroma over lightness where nothing with a hue was asked for
LIGHT = 0.12, 1.3  # mean lightness as a part of the palette's own: at least, at most
NEUTRAL_LIGHT = 0.30, 1.3  # the same where lightness is all there is to tell

TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@dataclass(frozen=True)
class Polar:
    """Colours by OKLab's lightness (0..1), chroma (0..0.33) and hue (degrees, -180..180); arrays of one shape."""

    light: np.ndarray
    chroma: np.ndarray
    hue: np.ndarray


def polar(rgb: np.ndarray) -> Polar:
    """Of sRGB colours (..., 3) in 0..1."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lab = np.cbrt(linear @ TO_LMS.T) @ TO_LAB.T
    return Polar(lab[..., 0], np.hypot(lab[..., 1], lab[..., 2]), np.degrees(np.arctan2(lab[..., 2], lab[..., 1])))


def apart(hue: np.ndarray, other: np.ndarray | float) -> np.ndarray:
    """Degrees between hues, 0..180."""
    return np.abs((hue - other + 180) % 360 - 180)


def asked_stops(colours: Sequence[str], mood: str) -> np.ndarray:
    """The palette's colours (S, 3) sRGB 0..1: a mood's stops, else the named colours. Raises KeyError, ValueError."""
    if mood:
        return np.array(MOODS[mood][0])
    if not colours:
        raise ValueError("no colour and no mood was asked for")
    return np.array([COLOURS[name][0] for name in colours])


def blended(stops: np.ndarray, count: int) -> np.ndarray:
    """So many colours (count, 3) along a palette's stops (S, 3)."""
    places = np.linspace(0, len(stops) - 1, count)
    return np.stack([np.interp(places, np.arange(len(stops)), stops[:, i]) for i in range(3)], 1)


def wears(shown: np.ndarray, colours: Sequence[str], mood: str = "") -> bool:
    """Whether a picture (H, W, 3) uint8 RGB is dominated by the colours, one or two of words.py, or by the mood."""
    stops = asked_stops(colours, mood)
    wanted, each = polar(blended(stops, 64)), polar(stops)
    seen = polar(cv2.resize(shown, (64, 36), interpolation=cv2.INTER_AREA).reshape(-1, 3) / 255.0)
    light = seen.light.mean() / wanted.light.mean()
    strength = seen.chroma.sum() / max(float(seen.light.sum()), 1e-6)
    hues = wanted.hue[wanted.chroma > HUELESS]
    if not len(hues):
        return bool(strength <= NEUTRAL and NEUTRAL_LIGHT[0] <= light <= NEUTRAL_LIGHT[1])
    own = strength / (wanted.chroma.sum() / wanted.light.sum())
    if not (LIGHT[0] <= light <= LIGHT[1] and STRENGTH[0] <= own <= STRENGTH[1]):
        return False
    there = apart(seen.hue[:, None], hues[None]).min(1) < NEAR
    if (seen.chroma * there).sum() < SHARE * seen.chroma.sum():
        return False
    shares = [_share(seen, float(c), float(h)) for c, h in zip(each.chroma, each.hue, strict=True)]
    if mood:  # one of its hues may rule, but where nearly all are allowed they must be several
        return not is_wide(hues) or sum(share > SHOWN for share in shares) > 1
    return min(shares) > SHOWN


def is_wide(hues: np.ndarray) -> bool:
    """Whether a palette's hues (H,) in degrees allow nearly every hue."""
    return bool(np.mean(apart(np.arange(0, 360, 5)[:, None], hues[None]).min(1) < NEAR) > 0.7)


def _share(seen: Polar, chroma: float, hue: float) -> float:
    """How much of a picture is one colour: of its chroma, or of its area where the colour has no hue."""
    if chroma <= HUELESS:
        return float((seen.chroma < GREYISH * seen.light + 0.005).mean())
    return float((seen.chroma * (apart(seen.hue, hue) < SHOWN_NEAR)).sum() / max(float(seen.chroma.sum()), 1e-6))
