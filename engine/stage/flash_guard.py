"""The flash guard: the last thing that happens to a picture before it is enlarged, for the safety of the audience.

After WCAG 2.3.1 and ITU-R BT.1702: no more than three flashes in any second, general or saturated red, over more
than a quarter of the picture. What counts flashes is pure, and knows nothing of the guard; the guard lets every
picture through as it is, until one would make too many, and then blends that one towards what was shown last.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

import cv2
import numpy as np

from engine.parameters import Master, State
from engine.planes import at_most, is_planar, like, sampled
from engine.stage.draw import crop
from engine.stage.pool import empty

FLASHES = 3  # in any second; a flash is a pair of opposing transitions
SECOND = 1.0
SWING = 0.1  # of the greatest relative luminance: a change as large as that is a transition
DARKER = 0.8  # the relative luminance under which the darker side of a transition must lie
RED_SWING = 20 / 320  # the same for how red a saturated red is, R - G - B in linear light
SATURATED, NEARLY = 0.8, 0.7  # R / (R + G + B)
AREA = 0.25  # of the picture, for a quarter of any 10 degrees of the visual field

CELLS = (64, 36)  # columns and rows that the picture is measured in
SAMPLES = (256, 144)  # read for that: a picture of any size then costs the same
CAUTION = 0.9  # the guard counts swings and areas this much smaller: outputs round, enlarge and cut off edges
HALVINGS = 3  # steps in the search for how much of the new picture may be shown
CALM = 5.0  # seconds without damping after which it is reported anew

_ROUNDING = 0.0005  # seconds: three flashes a second exactly are three, however the clock rounds
_LIGHT = np.arange(256) / 255
_LINEAR = np.where(_LIGHT <= 0.04045, _LIGHT / 12.92, ((_LIGHT + 0.055) / 1.055) ** 2.4).astype(np.float32)
# Relative luminance of BT.709, red, and all three together.
_WEIGHTS = np.array([[0.2126, 0.7152, 0.0722], [1, 0, 0], [1, 1, 1]], np.float32)
_LEAST = np.array([[SWING], [RED_SWING]], np.float32)


class Swings(NamedTuple):
    """Where signals stand between their turning points, arrays of (2, n).

    low, high: the extremes since the last transition; way: 1 after one upwards, -1 after one downwards, 0 before the
    first; turns: transitions in the last second; past: their times with where they were, the oldest first.
    """

    low: np.ndarray
    high: np.ndarray
    way: np.ndarray
    turns: np.ndarray
    past: tuple[tuple[float, np.ndarray], ...] = ()


class Trace(NamedTuple):
    """What has been seen: the swings of every cell, and those of how much of the picture stands high."""

    cells: Swings
    whole: Swings
    area: float

    @property
    def transitions(self) -> int:
        """General or red ones in the last second, whichever are more, over that area of the picture.

        Either one and the same quarter saw as many, or net quarters of the picture went up and down as often: halves
        that flash in turn are seen by the second only, equal parts moving through the picture by neither.
        """
        if not self.cells.past and not self.whole.past:
            return 0
        turns = self.cells.turns
        place = turns.shape[1] - math.ceil(self.area * turns.shape[1])
        return int(max(np.sort(turns, axis=1)[:, place].max(), self.whole.turns.max()))

    @property
    def flashes(self) -> int:
        return self.transitions // 2


def sample(picture: np.ndarray, cells: tuple[int, int] = CELLS, shape: tuple[int, int] | None = None) -> np.ndarray:
    """Return a small (rows, columns, 3) RGB copy of a picture, RGB or planar.

    cells: (columns, rows). shape: the (width, height) whose shape it is cut to first.
    """
    if is_planar(picture):
        picture = sampled(picture, SAMPLES, shape)
    elif shape is not None:
        picture = crop(picture, *shape)
    if picture.shape[1] > SAMPLES[0] or picture.shape[0] > SAMPLES[1]:
        picture = cv2.resize(picture, SAMPLES, interpolation=cv2.INTER_LINEAR)
    return cv2.resize(picture, cells, interpolation=cv2.INTER_AREA)


def signals(small: np.ndarray) -> np.ndarray:
    """Return what may flash, (2, n) float32: the relative luminance of each cell, and how red it is, 0..1.

    Luminance is cut off where no transition can begin, so that bright greys may do what they like. Redness sets in
    from NEARLY to SATURATED, so that a still picture's noise around the limit is no flash.
    """
    luminance, red, total = _WEIGHTS @ cv2.LUT(small, _LINEAR).reshape(-1, 3).T
    share = (red - NEARLY * total) / (SATURATED - NEARLY) / np.maximum(total, 1e-6)
    seen = np.empty((2, luminance.size), np.float32)
    np.minimum(luminance, DARKER + SWING, out=seen[0])
    np.multiply(np.maximum(2 * red - total, 0), np.minimum(np.maximum(share, 0), 1), out=seen[1])
    return seen


def observe(trace: Trace | None, seen: np.ndarray, now: float, caution: float = 1.0) -> Trace:
    """Return the trace after one more picture, given as its signals. now: seconds; caution scales the thresholds."""
    cells = _swing(trace and trace.cells, seen, _LEAST * caution, now)
    if trace is not None and cells.way is trace.cells.way and not trace.whole.past:
        return Trace(cells, trace.whole, AREA * caution)  # no cell has turned, so that as many stand high
    high = (cells.way > 0).mean(axis=1, dtype=np.float32, keepdims=True)
    whole = _swing(trace and trace.whole, high, np.full((2, 1), AREA * caution, np.float32), now)
    return Trace(cells, whole, AREA * caution)


def measure(pictures: Iterable[np.ndarray], times: Iterable[float], caution: float = 1.0) -> int:
    """Return the most flashes in any second of (h, w, 3) uint8 RGB pictures shown at these times, seconds."""
    trace, most = None, 0
    for picture, now in zip(pictures, times, strict=True):
        trace = observe(trace, signals(sample(picture)), now, caution)
        most = max(most, trace.flashes)
    return most


class FlashGuard:
    """Holds what is shown to FLASHES a second. One thread only; `flashes` may be read by any.

    size: (width, height) of the show, to whose shape the picture is cut where the look says so; report: takes a line.
    """

    def __init__(self, size: tuple[int, int], report: Callable[[str], None]):
        self._size = size
        self._cells = (min(CELLS[0], size[0]), min(CELLS[1], size[1]))
        self._report = report
        self._trace: Trace | None = None
        self._shown: tuple[np.ndarray, float] | None = None  # the last picture, and the light it was shown in
        self._small = np.zeros((0, 0, 3), np.uint8)  # a copy of that as it was seen
        self._damped_at = -CALM
        self.flashes = 0  # that left in the last second

    def limit(self, picture: np.ndarray, live: State, now: float) -> tuple[np.ndarray, Master]:
        """Return the (h, w, 3) uint8 RGB picture to show, and what the master still has to do to it.

        Both are as they came unless the picture must be damped: then it already holds the fade.
        """
        master, fit = live.master, live.look.fit
        light = 0.0 if master.blackout else master.fade
        small = self._sample(picture, light, fit)
        trace = self._after(small, now)
        if master.flashguard and self._shown and trace.transitions > 2 * FLASHES:
            picture, light, small, trace = self._damped(picture, light, small, fit, now)
            master = replace(master, fade=light, blackout=False)
            if now - self._damped_at >= CALM:
                self._report("the picture flashes more than is safe and is damped; /master/flashguard 0 permits it")
            self._damped_at = now
        self._trace, self._shown, self._small, self.flashes = trace, (picture, light), small, trace.flashes
        return picture, master

    def _damped(
        self, picture: np.ndarray, light: float, small: np.ndarray, fit: str, now: float
    ) -> tuple[np.ndarray, float, np.ndarray, Trace]:
        """Show as much of the picture as may be, over what was shown last.

        Returns the picture, the light to show it in, a small copy of that, and the trace after it.
        """
        assert self._shown
        last, last_light = self._shown
        part, step = 0.0, 1.0
        for _ in range(HALVINGS):
            step /= 2
            mixed = cv2.addWeighted(small, part + step, self._small, 1 - part - step, 0)
            if self._after(mixed, now).transitions <= 2 * FLASHES:
                part += step
        if part:
            if is_planar(picture):  # light is mixed as RGB
                picture = at_most(picture, *self._size, empty)
            last = like(last, picture, empty)
            mixed = cv2.addWeighted(picture, part * light, last, (1 - part) * last_light, 0, dst=empty(picture.shape))
            small = self._sample(mixed, 1.0, fit)
            trace = self._after(small, now)
            if trace.transitions <= 2 * FLASHES:  # 8 bits round: what is really shown decides
                return mixed, 1.0, small, trace
        return *self._shown, self._small, self._after(self._small, now)

    def _after(self, small: np.ndarray, now: float) -> Trace:
        return observe(self._trace, signals(small), now, CAUTION)

    def _sample(self, picture: np.ndarray, light: float, fit: str) -> np.ndarray:
        """A small copy of what will be visible."""
        small = sample(picture, self._cells, self._size if fit == "crop" else None)
        return small if light >= 1 else cv2.convertScaleAbs(small, alpha=light)


def _swing(before: Swings | None, seen: np.ndarray, least: np.ndarray, now: float) -> Swings:
    """Follow signals (2, n) from turning point to turning point; least, (2, 1): what counts as a transition."""
    if before is None:
        nothing = np.zeros(seen.shape, np.int16)
        return Swings(seen, seen, nothing, nothing)
    low, high, way, turns, past = before
    while past and now - past[0][0] > SECOND - _ROUNDING:
        turns = turns - past[0][1]
        past = past[1:]
    low, high = np.minimum(low, seen), np.maximum(high, seen)
    up = (seen - low >= least) & (way <= 0)
    down = (high - seen >= least) & (way >= 0) & ~up
    turned = up | down
    if turned.any():
        low, high = np.where(turned, seen, low), np.where(turned, seen, high)
        way = np.where(up, 1, np.where(down, -1, way)).astype(np.int16)
        turns = turns + turned
        past = (*past, (now, turned))
    return Swings(low, high, way, turns, past)
