"""Every output tick's way from two keyframes to frames: blend, look, fade, draw; all but the last at native size."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from engine.frames import Format, Frame
from engine.parameters import Look, Master
from engine.planes import at_most, is_planar
from engine.stage.dissolve import mixed
from engine.stage.draw import black, draw
from engine.stage.look import fade, grade, is_still, stay_planar
from engine.stage.pool import empty
from engine.stage.warp import mirror_planes, warp

# Of a picture that a look is put on which wants RGB, and of one that is turned or zoomed besides: there is no time for
# more in a tick.
LARGEST, LARGEST_WARPED = (1920, 1080), (1280, 720)


class Renderer:
    """Puts the look on pictures and draws frames; remembers what trails, and sheds cost when it must.

    fps: of the output; 0 for off-line rendering, where a tick may take as long as it takes. report is called
    with one line when the quality changes. clock: seconds, for what drawing costs. One thread only; `quality` may
    be read by any.
    """

    def __init__(
        self,
        fps: float,
        report: Callable[[str], None] = lambda line: None,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self._rung = 0
        self._period = 1 / fps if fps else 0.0
        self._report, self._clock = report, clock
        self._glow: np.ndarray | None = None
        self._tick = -1
        self._drawn = False  # whether this tick has drawn anything: a black one says nothing about the cost
        self._spent = 0.0  # seconds in this tick
        self._flows = False  # whether in-betweens are to be warped
        self._costs: deque[float] = deque(maxlen=MANY)  # of the ticks since the last change of quality

    @property
    def quality(self) -> str:
        """What is drawn now, in words."""
        return LADDER[self._rung].name

    @property
    def flows(self) -> bool:
        """Whether there is time for in-betweens along the flow."""
        return LADDER[self._rung].flow

    def blended(self, seconds: float, flows: bool) -> None:
        """Take into account what the picture before its look has cost, and whether flow was asked for."""
        self._spent += seconds
        self._flows = flows

    def look(
        self, picture: np.ndarray, look: Look, seconds: float, shares: Sequence[tuple[Look, float]] = ()
    ) -> np.ndarray:
        """Return a picture, (h, w, 3) uint8 RGB or planar, with the look on it.

        A planar one comes back as smaller RGB where the look can't be put on planes, see LARGEST.

        seconds: since the picture before. shares: where its choices dissolve, of each look in the picture.
        """
        self._close(look.upscale)
        begun = self._clock()
        if is_planar(picture):
            looks = [each for each, _ in shares] or [look]
            if all(stay_planar(each) for each in looks) and not LADDER[self._rung].small:
                mirrored = mixed(shares or ((look, 1.0),), lambda each: mirror_planes(picture, each), "mirror")
                looked, self._glow = grade(mirrored, look, self._glow, seconds)
                self._spent += self._clock() - begun
                return looked
            picture = at_most(picture, *(LARGEST if all(is_still(each) for each in looks) else LARGEST_WARPED), empty)
        if LADDER[self._rung].small:
            height, width = max(1, picture.shape[0] // 2), max(1, picture.shape[1] // 2)
            small = empty((height, width, 3))
            picture = cv2.resize(picture, (width, height), dst=small, interpolation=cv2.INTER_AREA)
        warped = mixed(shares or ((look, 1.0),), lambda each: warp(picture, each), "mirror")
        looked, self._glow = grade(warped, look, self._glow, seconds)
        self._spent += self._clock() - begun
        return looked

    def frame(
        self,
        picture: np.ndarray,
        format: Format,
        tick: int,
        look: Look,
        master: Master,
        shares: Sequence[tuple[Look, float]] = (),
    ) -> Frame:
        """Return the looked-at picture as a frame, faded and enlarged as asked; shares: see `look`."""
        if tick != self._tick:
            if self._drawn:  # while frozen, nothing is looked at
                self._close(look.upscale)
            self._tick = tick
        if master.blackout or master.fade == 0:
            return black(format, tick)
        begun = self._clock()
        rung = LADDER[self._rung]
        faded = fade(picture, master.fade)
        data = mixed(
            shares or ((look, 1.0),),
            lambda each: draw(faded, format, tick, rung.filter(each.upscale), each.fit, rung.doubled).data,
            *("upscale", "fit"),
        )
        self._drawn = True
        self._spent += self._clock() - begun
        return Frame(format, tick, data)

    def _close(self, asked: str) -> None:
        """Enter the last tick's cost, and see whether the quality must change."""
        if self._drawn and self._period:
            self._costs.append(self._spent)
            rung = choose(self._rung, asked, self._costs, self._period, self._flows)
            if rung != self._rung:
                self._report(describe(self._rung, rung, statistics.median(list(self._costs)[-FEW:]), self._period))
                self._rung = rung
                self._costs.clear()
        self._drawn, self._spent = False, 0.0


# What drawing one 4K frame costs, relative to bicubic; measured with I420.
PRICES = {"nearest": 0.4, "bilinear": 0.7, "bicubic": 1.0, "lanczos": 2.2}
LOOK = 1.0  # what a look costs: nothing to 1.5, on the same scale
FLOW = 0.5  # what in-betweens along the flow cost
HALVED = 0.6  # drawing at half size and doubling, relative to drawing in full

FEW = 8  # ticks that show an overload
MANY = 150  # ticks of calm before more is tried again
FULL = 0.85  # of a tick: above it, something must go
CALM = 0.65  # of a tick: what the next better rung may be expected to cost


@dataclass(frozen=True)
class Rung:
    """One step of the ladder.

    best: the dearest filter allowed. flow: in-betweens are warped along the flow, where that is asked for. small: the
    look works at half size. doubled: drawn at half size, then doubled.
    """

    name: str
    best: str
    doubled: bool = False
    small: bool = False
    flow: bool = False

    def filter(self, asked: str) -> str:
        """Return the filter to use where the performer asked for one."""
        return min(asked, self.best, key=PRICES.__getitem__)

    def price(self, asked: str, flow: bool = False) -> float:
        """Return roughly what a tick costs on this rung, comparable among rungs; flow: whether it is asked for."""
        drawn = PRICES[self.filter(asked)] * (HALVED if self.doubled else 1)
        return drawn + LOOK * (0.25 if self.small else 1) + (FLOW if flow and self.flow else 0)


LADDER = (
    Rung("full quality", "lanczos", flow=True),
    Rung("cross-fades, bicubic upscaling", "bicubic"),
    Rung("bilinear upscaling", "bilinear"),
    Rung("drawn at half size", "bilinear", doubled=True),
    Rung("looked at and drawn at half size", "bilinear", doubled=True, small=True),
)


def choose(rung: int, asked: str, costs: Sequence[float], tick: float, flow: bool = False) -> int:
    """Return the index of the rung to use next.

    asked: the performer's filter. flow: whether in-betweens are to be warped. costs: seconds that each tick
    took since the rung last changed, newest last;
    tick: its length in seconds. Down within a few ticks, as far as needed; up after a long calm, by one price,
    if that should fit well. The gap between the two thresholds and the long calm keep it from flapping, the
    median from taking a stall of the machine for a load.
    """
    recent = list(costs)
    prices = [step.price(asked, flow) for step in LADDER]
    now = prices[rung]
    if len(recent) >= FEW:
        cost = statistics.median(recent[-FEW:])
        cheaper = [n for n in range(rung + 1, len(LADDER)) if prices[n] < now]
        if cost > FULL * tick and cheaper:
            return next((n for n in cheaper if prices[n] / now * cost <= FULL * tick), cheaper[-1])
    if len(recent) >= MANY:
        dearer = [price for price in prices[:rung] if price > now]
        if dearer:
            above = prices.index(min(dearer))
            usual = statistics.quantiles(recent[-MANY:], n=10)[-1]
            if prices[above] / now * usual < CALM * tick:
                return above
    return rung


def describe(before: int, after: int, cost: float, tick: float) -> str:
    """Return the line that tells the performer of a change."""
    if after > before:
        return f"a picture takes {1e3 * cost:.0f} ms of a {1e3 * tick:.0f} ms tick: now {LADDER[after].name}"
    return f"there is time again: back to {LADDER[after].name}"
