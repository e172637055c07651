"""Every output tick's way from two keyframes to frames: blend, look, fade, draw; all but the last at native size."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from engine.frames import Format, Frame
from engine.parameters import Look, Master
from engine.planes import at_most, is_planar
from engine.stage.dissolve import mixed
from engine.stage.draw import black, draw
from engine.stage.look import fade, grade, is_still, stay_planar
from engine.stage.pool import empty
from engine.stage.quality import FEW, LADDER, MANY, choose, describe
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
        """Return a picture, RGB or planar, with the look on it.

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
