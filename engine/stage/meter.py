"""What is measured while the show runs: frame times, lateness and the latencies of control, for status and report."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable

import numpy as np

WINDOW = 100_000  # samples kept of each figure: an hour at 30 fps in under a megabyte


class Samples:
    """The newest WINDOW numbers. One thread appends, any reads; reading a few costs no more than those few."""

    def __init__(self) -> None:
        self._numbers = np.empty(WINDOW)
        self._count = 0

    def append(self, number: float) -> None:
        self._numbers[self._count % WINDOW] = number
        self._count += 1

    def newest(self, most: int = WINDOW) -> np.ndarray:
        """The newest, at most so many, in the order of their coming: (n,) float64, a copy."""
        count = self._count
        return self._numbers[np.arange(count - min(count, most, WINDOW), count) % WINDOW]


class Meter:
    """Counts frames and keeps samples, in milliseconds. The presenter writes, anyone reads."""

    def __init__(self, fps: float, clock: Callable[[], float] = time.perf_counter):
        self._period, self.clock = 1 / fps, clock
        self._samples = {figure: Samples() for figure in ("given", "render", "control", "prompt")}
        self.frames = 0
        self.late = 0
        self.lost = 0
        self.keyframes = 0
        self.shown: Counter[str] = Counter()
        self._made: deque[float] = deque(maxlen=9)
        self.first_frame: float | None = None
        self.first_keyframe: float | None = None

    def frame(self, due: float, begun: float, done: float, skipped: int, given: bool, shown: str) -> None:
        """One tick was served. Times are perf_counter seconds; skipped: ticks that passed unserved before it.

        given: False where outputs wanted a frame and none got it; shown: what it was. A tick is late when its frame was
        not out before the next tick was due, and lost when it had none.
        """
        self.late += skipped + (not given or done - due > self._period)
        self.lost += not given
        if not given:
            return
        self.frames += 1
        self.shown[shown] += 1
        self._samples["given"].append(done)
        self._samples["render"].append(done - begun)
        if self.first_frame is None:
            self.first_frame = done

    def keyframe(self, made: float) -> None:
        """A keyframe came into the reel; made: perf_counter seconds."""
        self.keyframes += 1
        self._made.append(made)
        if self.first_keyframe is None:
            self.first_keyframe = made

    def control(self, seconds: float) -> None:
        """From a control's arrival to the frame that shows it."""
        self._samples["control"].append(seconds)

    def prompt(self, seconds: float) -> None:
        """From a prompt's arrival to the first keyframe of its leg."""
        self._samples["prompt"].append(seconds)

    @property
    def prompt_times(self) -> tuple[float, ...]:
        """The latest prompt latencies, seconds."""
        return tuple(self._samples["prompt"].newest(9).tolist())

    @property
    def keyframe_interval(self) -> float:
        """Seconds between the latest keyframes; 0 before there are two."""
        made = list(self._made)
        return (made[-1] - made[0]) / (len(made) - 1) if len(made) > 1 else 0.0

    @property
    def fps(self) -> float:
        """Frames per second that outputs were given, over the last second or so; 0 after a second without."""
        now, given = self.clock(), self._samples["given"].newest(31).tolist()
        if len(given) < 2 or now - given[-1] > max(1.0, 4 * self._period):
            return 0.0
        silence = max(now - given[-1] - self._period, 0.0)
        return (len(given) - 1) / max(given[-1] - given[0] + silence, 1e-9)

    def summary(self) -> dict[str, object]:
        """The figures of the report that the stage itself knows."""
        return {
            "frames": self.frames,
            "late_frames": self.late,
            "lost_frames": self.lost,
            "shown": dict(self.shown),
            "keyframes": self.keyframes,
            "render_ms": _percentiles(self._samples["render"].newest(), 50, 99),
            "interval_ms": _percentiles(np.diff(self._samples["given"].newest()), 50, 99, 100),
            "control_to_frame_ms": _percentiles(self._samples["control"].newest(), 50, 99),
            "prompt_to_keyframe_ms": _percentiles(self._samples["prompt"].newest(), 50, 99),
        }


def _percentiles(seconds: np.ndarray, *points: int) -> dict[str, float | None]:
    values = seconds * 1000
    return {
        "max" if point == 100 else f"p{point}": round(float(np.percentile(values, point)), 2) if values.size else None
        for point in points
    }
