"""The reel of a live stream: dreamed inputs by the time they were taken, shown a steady moment later.

Like a jitter buffer (Ramjee et al. 1994): the delay follows what the slowest of the last pictures took, so that there
is nearly always one on either side of the moment shown, and the picture flows at any output rate.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from dataclasses import replace

from engine.frames import Keyframe
from engine.stage.reel import Bracket

KEPT = 12  # pictures, and those that are still to be shown, when many came at once
MOST = 40  # pictures in all
REMEMBERED = 16  # delays that the present one is taken from
GAP = 2.5  # times the usual interval, after which a picture was held rather than late
EASE = 0.25  # seconds that it takes, at least, from a picture that was held to the next one
CATCH_UP = 0.5  # seconds, time constant with which the delay is corrected: never faster than half the pace of time
LINGER = 0.35  # times the pace of time, at most, at which it turns over what there is
FAR = 5.0  # seconds off, from which it jumps instead


class JitterBuffer:
    """Pictures in order of their inputs' time. One thread only; times are perf_counter seconds."""

    def __init__(self) -> None:
        self._keyframes: list[Keyframe] = []
        self._delays: deque[float] = deque(maxlen=REMEMBERED)
        self._intervals: deque[float] = deque(maxlen=REMEMBERED)
        self._shown = 0.0  # the moment of input that is on screen
        self._turned_at: float | None = None  # since when it turns over what there is

    def __len__(self) -> int:
        return len(self._keyframes)

    @property
    def keyframes(self) -> tuple[Keyframe, ...]:
        """All that are kept, the oldest first."""
        return tuple(self._keyframes)

    def clear(self) -> None:
        self._keyframes.clear()
        self._delays.clear()
        self._intervals.clear()
        self._turned_at = None

    def add(self, keyframe: Keyframe, now: float) -> None:
        """Take a picture; one that comes out of order is too late to be shown, and is left out."""
        taken = keyframe.position
        if self._keyframes:
            last = self._keyframes[-1]
            interval = taken - last.position
            if interval <= 0:
                return
            usual = self.interval
            if usual and interval > GAP * usual:
                # The input stood still, or the dreams stalled: the picture was the last one until just before this one.
                held_until = max(last.position, taken - max(usual, EASE))
                self._keyframes.append(replace(last, position=held_until))
                if self._shown >= last.position:  # it is the one that is seen, and stays it on the way there
                    self._shown = max(self._shown, min(now - self.delay, held_until))
                interval = usual
            else:
                self._intervals.append(interval)
            self._delays.append(now - taken + interval)
        else:
            self._shown = taken
        self._turned_at = None
        self._keyframes.append(keyframe)
        while len(self._keyframes) > KEPT and (self._keyframes[1].position <= self._shown or len(self) > MOST):
            del self._keyframes[0]

    @property
    def interval(self) -> float:
        """Seconds between pictures, as the median of the last ones; 0 before there are two."""
        known = sorted(self._intervals)
        return known[len(known) // 2] if known else 0.0

    @property
    def delay(self) -> float:
        """Seconds from an input to its picture on screen."""
        return max(self._delays, default=0.0)

    def after(self, bracket: Bracket) -> Bracket | None:
        """The two pictures that come after these, if the second has come."""
        index = next((at for at, each in enumerate(self._keyframes) if each is bracket.after), len(self))
        return Bracket(bracket.after, self._keyframes[index + 1], 0.0) if index + 1 < len(self) else None

    def bracket(self, now: float, step: float, away: bool = False) -> Bracket | None:
        """The pictures on both sides of the moment to show, `step` seconds after the one before; None without any.

        away: no dreamer is there. Having come to the last picture, it goes to and fro through those it has, slowly,
        until another one comes.
        """
        if not self._keyframes:
            return None
        off = now - self.delay - self._shown
        if abs(off) > FAR:
            self._shown += off
        else:
            self._shown += step * (1 + min(max(off / CATCH_UP, -0.5), 0.5))
        times = [keyframe.position for keyframe in self._keyframes]
        self._shown = min(max(self._shown, times[0]), times[-1])
        reach = times[-1] - times[0]
        if away and self._turned_at is None and reach and self._shown == times[-1]:
            self._turned_at = now
        if self._turned_at is not None:
            turn = 2 * LINGER * (now - self._turned_at) / reach
            self._shown = times[-1] - reach * (1 - math.cos(turn)) / 2
        index = bisect_left(times, self._shown)
        after = self._keyframes[index]
        before = self._keyframes[max(index - 1, 0)]
        span = after.position - before.position
        return Bracket(before, after, (self._shown - before.position) / span if span else 0.0)


class LiveSource(JitterBuffer):
    """The pictures of a live stream, whoever dreams them."""

    def __init__(self) -> None:
        super().__init__()
        self._dreamer = 0  # of the newest picture
        self._variant = 0  # of the newest that was shown

    def take(self, keyframe: Keyframe, now: float) -> bool:
        """Add a picture; True where it is the first of another dreamer: another model, or the same after a pause."""
        begins = keyframe.dreamer != self._dreamer
        if begins:
            self._dreamer = keyframe.dreamer
            self.clear()
            self._variant = keyframe.variant
        self.add(keyframe, now)
        return begins

    def turns(self, bracket: Bracket) -> bool:
        """Whether this is the first that is shown of pictures that are made in another way: see `Made`."""
        before, self._variant = self._variant, max(bracket.after.variant, self._variant)
        return self._variant > before
