"""How far a value goes for how far a hand goes: curves from 0..1 to 0..1, and their inverses."""

from __future__ import annotations

import math

CURVES = ("linear", "exp", "log", "s")

STEEP = 50.0  # how many times wider the last part of an exp curve is than the first, where the range does not say
WIDE = 16.0  # a range above 0 whose ends are so many times apart is felt in ratios: its curve is exp by default


def steepness(low: float, high: float) -> float:
    """The ratio that exp and log bend by: that of the range's own ends where both are above 0, so that equal turns
    give equal ratios."""
    if low > 0 and high > 0 and low != high:
        return max(low, high) / min(low, high)
    return STEEP


def default_curve(low: float, high: float) -> str:
    """The curve that suits a range."""
    return "exp" if 0 < low < high and high / low >= WIDE else "linear"


def bent(curve: str, u: float, ratio: float) -> float:
    """Where on the range (0..1) a hand at u (0..1) is. exp creeps at the bottom, log at the top, s at both ends."""
    if curve == "exp":
        return math.expm1(u * math.log(ratio)) / (ratio - 1)
    if curve == "log":
        return 1 - bent("exp", 1 - u, ratio)
    if curve == "s":
        return u * u * (3 - 2 * u)
    return u


def unbent(curve: str, y: float, ratio: float) -> float:
    """Where the hand is (0..1) for a place on the range: the inverse of `bent`."""
    if curve == "exp":
        return math.log1p(y * (ratio - 1)) / math.log(ratio)
    if curve == "log":
        return 1 - unbent("exp", 1 - y, ratio)
    if curve == "s":
        return 0.5 - math.sin(math.asin(min(max(1 - 2 * y, -1.0), 1.0)) / 3)
    return y
