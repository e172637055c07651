"""Tempo from a finger: a few taps, of which some come early, twice or not at all."""

from __future__ import annotations

from collections import deque
from itertools import combinations
from statistics import median

from engine.tempo.grid import FASTEST, SLOWEST, Grid

TAPS = 8  # that count
PAUSE = 3.1  # seconds, just over the slowest beat; also this many usual intervals: after that it is counted anew
_SHORTEST = 0.9 * 60 / FASTEST  # seconds; what comes sooner is the same tap bouncing


class Taps:
    """Remembers the last taps. One thread at a time."""

    def __init__(self) -> None:
        self._taps: deque[float] = deque(maxlen=TAPS)

    def feed(self, at: float) -> Grid | None:
        """Take a tap at a moment (seconds); return the grid that the taps tell, with a beat on the last, or None.

        The grid's `beat` is 0 at that beat.
        """
        taps = self._taps
        if taps and at - taps[-1] < _SHORTEST:
            return None
        if taps and at - taps[-1] > PAUSE * max(1.0, _usual(taps)):
            taps.clear()
        taps.append(at)
        return tapped(tuple(taps))


def tapped(taps: tuple[float, ...]) -> Grid | None:
    """The grid through ascending moments of taps: medians, so that one wrong tap in a few does no harm."""
    if len(taps) < 2:
        return None
    usual = _usual(taps)
    counts = [0]
    for before, after in zip(taps, taps[1:], strict=False):
        counts.append(counts[-1] + max(round((after - before) / usual), 1))
    pairs = combinations(zip(counts, taps, strict=True), 2)
    interval = median((t2 - t1) / (n2 - n1) for (n1, t1), (n2, t2) in pairs)
    bpm = 60 / interval
    if not SLOWEST <= bpm <= FASTEST:
        return None
    last = median(tap + (counts[-1] - count) * interval for count, tap in zip(counts, taps, strict=True))
    return Grid(bpm, 0.0, last)


def _usual(taps: deque[float] | tuple[float, ...]) -> float:
    """The usual interval, seconds; 0 before there is one."""
    return median([after - before for before, after in zip(taps, list(taps)[1:], strict=False)] or [0.0])
