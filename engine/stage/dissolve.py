"""The picture before the look: keyframes blended at native size, and every unasked-for change dissolved."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from engine.parameters import PARAMETERS, Look
from engine.planes import like, size_of
from engine.stage.camera_flight import flown
from engine.stage.flow import Flows, InBetweens
from engine.stage.pixel_formats import dither_noise
from engine.stage.pool import empty
from engine.stage.reel import Bracket

OTHER_EDGE = 0.5  # seconds of the dissolve where something else is to be seen beyond the edges of a flight
OPENING = 512  # pixels, the longer side of the opening picture
CATCH_UP = 0.1  # seconds that a dissolve goes on by in one frame at most: where frames are late it takes longer


class Dissolver:
    """Remembers what it showed last, so that a change of content can start from there. One thread only.

    size: (width, height) of the show; the opening picture, shown while there is no keyframe at all, has its shape.
    flows: where motions between keyframes are found, None for cross-fades only. live: see `InBetweens`.
    """

    def __init__(self, size: tuple[int, int], flows: Flows | None = None, live: bool = True):
        scale = min(OPENING / max(size), 1.0)
        self._size = (round(size[0] * scale), round(size[1] * scale))
        self._in_betweens = InBetweens(flows, live) if flows else None
        self._shown: np.ndarray | None = None
        self._leaving: np.ndarray | None = None
        self._then = 0.0
        self._part = 0.0
        self._seconds = 0.0
        self._mode = "smooth"
        self._edge = ""  # what was seen beyond the edges of a flight

    def mend(self, now: float, seconds: float, mode: str = "smooth") -> None:
        """From now on, dissolve from what was shown last into what comes, over `seconds`; mode: see `blend`."""
        self._leaving, self._then, self._part, self._seconds, self._mode = self._shown, now, 0.0, seconds, mode

    def show(
        self,
        bracket: Bracket | None,
        mode: str,
        now: float,
        shares: Sequence[tuple[Look, float]] = (),
        plenty: bool = True,
        coming: Bracket | None = None,
        poses: tuple[np.ndarray, np.ndarray] | None = None,
        edge: str = "reflect",
    ) -> np.ndarray:
        """Return the picture of this moment, RGB or planar; read only, valid until the next call.

        mode: how its two are blended, see `blend`. shares: the same of looks that dissolve, with their shares.
        plenty: whether there is time for in-betweens along the flow. coming: what is blended next.
        poses: of a flight, how the two lie in view, and edge what is seen beyond them; see journey/homography.py.

        Raises ValueError, or what OpenCV does, for keyframes that are no such pictures.
        """
        before_edge, self._edge = self._edge, edge if poses is not None else ""
        if before_edge and self._edge and before_edge != self._edge:
            self.mend(now, OTHER_EDGE)
        if bracket is None:
            picture = idle_picture(now, *self._size)
        else:
            before, after = bracket.before.picture, bracket.after.picture
            for each in (before, after):
                if each.dtype != np.uint8 or not (each.shape[2:] == (3,) or each.ndim == 2):
                    raise ValueError(f"a keyframe of {each.shape} {each.dtype} is no picture")
            if before.shape != after.shape:  # what is larger shows more
                larger = max(before, after, key=lambda picture: math.prod(size_of(picture)))
                before, after = like(before, larger, empty), like(after, larger, empty)
            part = bracket.part
            modes = [look.blend for look, _ in shares] or [mode]
            moving = None
            if poses is None and self._in_betweens is not None and "flow" in modes:
                moving = self._in_betweens.at(before, after, part, now, plenty)
                if coming is not None and plenty:
                    self._in_betweens.expect(coming.before.picture, coming.after.picture)

            def blended(mode: str) -> np.ndarray:
                if poses is not None:
                    one, other = bracket.before.pose, bracket.after.pose
                    nears = one.near if one else None, other.near if other else None
                    return flown(before, after, eased(part, mode), poses, edge, nears)
                return moving if mode == "flow" and moving is not None else blend(before, after, part, mode)

            picture = mixed(shares, lambda look: blended(look.blend), "blend") if shares else blended(mode)
        if self._leaving is not None:
            self._part += min(max(now - self._then, 0.0), CATCH_UP) / self._seconds
            self._then = now
            if self._part < 1 - 1e-9:
                picture = blend(like(self._leaving, picture, empty), picture, self._part, self._mode)
            else:
                self._leaving = None
        self._shown = picture
        return picture


CHOICES = tuple(row.name for row in PARAMETERS.values() if row.group == "look" and row.kind == "choice")
LONGEST = 4.0  # seconds that a dissolve takes at most: two pictures in one are no place to stay
GONE = 1 / 512  # the share below which a look is not to be seen any more


class LookDissolver:
    """Dissolves what of the look is one thing or another, such as its mirror, within a morph; by a hand they cut.

    It remembers which looks are still going; ask it once a tick.
    """

    def __init__(self) -> None:
        self._shares: dict[tuple[Any, ...], float] = {}
        self._key: tuple[Any, ...] = ()
        self._then = self._ends = 0.0

    def shares(self, look: Look, now: float, left: Callable[[str], float]) -> Sequence[tuple[Look, float]]:
        """The looks of this moment with their shares in the picture, which add up to 1.

        left: seconds that a choice, by its address, has for changing over; 0 is at once.
        """
        key = tuple(getattr(look, name) for name in CHOICES)
        if key != self._key:
            turned = [name for name, old, new in zip(CHOICES, self._key or key, key, strict=True) if old != new]
            self._ends = now + min(max((left(f"/look/{name}") for name in turned), default=0.0), LONGEST)
        stays = max(self._ends - now, 0.0) / max(self._ends - self._then, 1e-9)
        shares = {old: share * stays for old, share in self._shares.items() if old != key and share * stays > GONE}
        shares[key] = 1 - sum(shares.values())
        self._shares, self._key, self._then = shares, key, now
        if len(shares) == 1:
            return ((look, 1.0),)
        found = []
        for each, share in shares.items():
            chosen: dict[str, Any] = dict(zip(CHOICES, each, strict=True))
            found.append((replace(look, **chosen), share))
        return found


def blend(a: np.ndarray, b: np.ndarray, part: float, mode: str) -> np.ndarray:
    """Mix two pictures of one size, both RGB or both planar; part is 0 (all a) to 1 (all b), mode linear, smooth or cut
    (or flow, which is linear where nothing is known of the motion).

    mode: linear, smooth or cut; smooth eases in and out (3p^2 - 2p^3), so that the motion does not kink at each
    keyframe. Where nothing is to be mixed, a or b itself is returned: take the result as read only.
    """
    part = eased(part, mode)
    if part <= 0 or a is b:
        return a
    if part >= 1:
        return b
    return cv2.addWeighted(a, 1 - part, b, part, 0, dst=empty(a.shape))


def eased(part: float, mode: str) -> float:
    """How much of the second is shown, `part` of the way; see `blend`."""
    if mode == "cut":
        return float(part >= 0.5)
    return part * part * (3 - 2 * part) if mode == "smooth" else part


def mixed(shares: Sequence[tuple[Look, float]], draw: Callable[[Look], np.ndarray], *names: str) -> np.ndarray:
    """Draw with every look, but once where they have the same choices of these names, and blend by their shares."""
    parts: dict[tuple[str, ...], tuple[Look, float]] = {}
    for look, share in shares:
        key = tuple(getattr(look, name) for name in names)
        parts[key] = look, share + parts.get(key, (look, 0.0))[1]
    (look, total), *others = parts.values()
    picture = draw(look)
    for look, share in others:
        total += share
        picture = blend(picture, draw(look), share / total, "linear")
    return picture


# Deep night, indigo, violet, ember: linear steps of the palette, RGB in 0..255.
PALETTE = np.array([[9, 11, 26], [20, 22, 58], [58, 30, 88], [128, 52, 84], [206, 112, 78]], np.float32)
COLUMNS = 96  # of the coarse field that is enlarged: mist has no detail


def idle_picture(seconds: float, width: int, height: int) -> np.ndarray:
    """Return the opening picture at a time: (height, width, 3) uint8 RGB, the same for the same seconds."""
    x, y, glow = _field(width, height)
    t = 0.07 * seconds
    # each wave bends the next one: what drifts like smoke is a sine of a sine of a sine
    a = np.sin(1.3 * x + 0.9 * np.sin(1.1 * y + t) + 0.7 * t)
    b = np.sin(1.7 * y - 0.6 * x + 1.4 * a - 0.9 * t)
    c = np.sin(2.3 * x + 1.9 * y + 1.7 * b + 1.2 * a + 0.5 * t)
    level = (0.5 + 0.18 * a + 0.17 * b + 0.15 * c) * glow
    place = np.clip(level, 0, 1) * (len(PALETTE) - 1)
    low = np.minimum(place.astype(np.intp), len(PALETTE) - 2)
    part = (place - low.astype(np.float32))[..., None]
    coarse = PALETTE[low] * (1 - part) + PALETTE[low + 1] * part
    fine = cv2.resize(coarse, (width, height), dst=empty((height, width, 3), np.float32), interpolation=cv2.INTER_CUBIC)
    cv2.add(fine, dither_noise(width, height), dst=fine)
    return cv2.convertScaleAbs(fine, dst=empty((height, width, 3)))


@lru_cache(maxsize=2)
def _field(width: int, height: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordinates around the centre, 1 at half the longer side, and a light that falls off to the edges."""
    longer = max(width, height)
    rows, columns = (max(2, round(min(COLUMNS, longer) * side / longer)) for side in (height, width))
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    x, y = ((2 * axis - size + 1) / max(rows, columns) for axis, size in ((x, columns), (y, rows)))
    glow = 0.25 + 0.75 * np.exp(-1.6 * (x * x + y * y))
    return 1.6 * x, 1.6 * y, glow.astype(np.float32)
