"""Every output tick's way from two keyframes to frames: blend, look, fade, draw; all but the last at native size."""

from __future__ import annotations

import statistics
import time
from collections import deque
from collections.abc import Callable

import cv2
import numpy as np

from engine.frames import Format, Frame
from engine.parameters import Look, Master
from engine.stage.draw import black, draw
from engine.stage.look import apply_look, fade
from engine.stage.pool import empty
from engine.stage.quality import FEW, LADDER, MANY, choose, describe


def blend(a: np.ndarray, b: np.ndarray, part: float, mode: str) -> np.ndarray:
    """Mix two (h, w, 3) uint8 pictures of one size; part is 0 (all a) to 1 (all b), mode linear, smooth or cut.

    smooth eases in and out (3p^2 - 2p^3), so that the motion does not kink at each keyframe. Where nothing is
    to be mixed, a or b itself is returned: take the result as read only.
    """
    if mode == "cut":
        part = float(part >= 0.5)
    elif mode == "smooth":
        part = part * part * (3 - 2 * part)
    if part <= 0 or a is b:
        return a
    if part >= 1:
        return b
    return cv2.addWeighted(a, 1 - part, b, part, 0, dst=empty(a.shape))


class Renderer:
    """Puts the look on pictures and draws frames; remembers what trails, and sheds cost when it must.

    fps: of the output; 0 for off-line rendering, where a tick may take as long as it takes. report is called
    with one line when the quality changes. One thread only; `quality` may be read by any.
    """

    def __init__(self, fps: float, report: Callable[[str], None] = lambda line: None):
        self._rung = 0
        self._period = 1 / fps if fps else 0.0
        self._report = report
        self._glow: np.ndarray | None = None
        self._tick = -1
        self._drawn = False  # whether this tick has drawn anything: a black one says nothing about the cost
        self._spent = 0.0  # seconds in this tick
        self._costs: deque[float] = deque(maxlen=MANY)  # of the ticks since the last change of quality

    @property
    def quality(self) -> str:
        """What is drawn now, in words."""
        return LADDER[self._rung].name

    def look(self, picture: np.ndarray, look: Look, seconds: float) -> np.ndarray:
        """Return an (h, w, 3) uint8 RGB picture with the look on it; seconds: since the picture before."""
        self._close(look.upscale)
        begun = time.perf_counter()
        if LADDER[self._rung].small:
            height, width = max(1, picture.shape[0] // 2), max(1, picture.shape[1] // 2)
            small = empty((height, width, 3))
            picture = cv2.resize(picture, (width, height), dst=small, interpolation=cv2.INTER_AREA)
        picture, self._glow = apply_look(picture, look, self._glow, seconds)
        self._spent += time.perf_counter() - begun
        return picture

    def frame(self, picture: np.ndarray, format: Format, tick: int, look: Look, master: Master) -> Frame:
        """Return the looked-at picture as a frame, faded and enlarged as asked."""
        if tick != self._tick:
            if self._drawn:  # while frozen, nothing is looked at
                self._close(look.upscale)
            self._tick = tick
        if master.blackout or master.fade == 0:
            return black(format, tick)
        begun = time.perf_counter()
        rung = LADDER[self._rung]
        faded = fade(picture, master.fade)
        frame = draw(faded, format, tick, rung.filter(look.upscale), look.fit, rung.doubled)
        self._drawn = True
        self._spent += time.perf_counter() - begun
        return frame

    def _close(self, asked: str) -> None:
        """Enter the last tick's cost, and see whether the quality must change."""
        if self._drawn and self._period:
            self._costs.append(self._spent)
            rung = choose(self._rung, asked, self._costs, self._period)
            if rung != self._rung:
                self._report(describe(self._rung, rung, statistics.median(list(self._costs)[-FEW:]), self._period))
                self._rung = rung
                self._costs.clear()
        self._drawn, self._spent = False, 0.0
