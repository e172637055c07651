"""What is measured while the show runs: frame times, lateness and the latencies of control, for status and report."""

from __future__ import annotations

from collections import deque

import numpy as np

WINDOW = 100_000  # samples kept of each figure: an hour at 30 fps in under a megabyte


class Meter:
    """Counts frames and keeps samples, in milliseconds. The presenter writes, anyone reads."""

    def __init__(self, fps: float):
        self._period = 1 / fps
        self._shown: deque[float] = deque(maxlen=WINDOW)
        self._render: deque[float] = deque(maxlen=WINDOW)
        self._control: deque[float] = deque(maxlen=WINDOW)
        self._prompt: deque[float] = deque(maxlen=WINDOW)
        self.frames = 0
        self.late = 0
        self.keyframes = 0
        self._made: deque[float] = deque(maxlen=9)
        self.first_frame: float | None = None
        self.first_keyframe: float | None = None

    def frame(self, due: float, begun: float, shown: float, skipped: int) -> None:
        """One frame was published. Times are perf_counter seconds; skipped: ticks that passed unserved before it.

        A tick is late when its frame was not out before the next tick was due.
        """
        self.frames += 1
        self.late += skipped + (shown - due > self._period)
        self._shown.append(shown)
        self._render.append(shown - begun)
        if self.first_frame is None:
            self.first_frame = shown

    def keyframe(self, made: float) -> None:
        """A keyframe came into the reel; made: perf_counter seconds."""
        self.keyframes += 1
        self._made.append(made)
        if self.first_keyframe is None:
            self.first_keyframe = made

    def control(self, seconds: float) -> None:
        """From a control's arrival to the frame that shows it."""
        self._control.append(seconds)

    def prompt(self, seconds: float) -> None:
        """From a prompt's arrival to the first keyframe of its leg."""
        self._prompt.append(seconds)

    @property
    def prompt_times(self) -> tuple[float, ...]:
        """The latest prompt latencies, seconds."""
        return tuple(self._prompt[-index] for index in range(min(len(self._prompt), 9), 0, -1))

    @property
    def keyframe_interval(self) -> float:
        """Seconds between the latest keyframes; 0 before there are two."""
        made = list(self._made)
        return (made[-1] - made[0]) / (len(made) - 1) if len(made) > 1 else 0.0

    @property
    def fps(self) -> float:
        """Frames per second over the last second or so."""
        shown = list(self._shown)[-31:]
        return (len(shown) - 1) / (shown[-1] - shown[0]) if len(shown) > 1 and shown[-1] > shown[0] else 0.0

    def summary(self) -> dict[str, object]:
        """The figures of the report that the stage itself knows."""
        return {
            "frames": self.frames,
            "late_frames": self.late,
            "keyframes": self.keyframes,
            "render_ms": _percentiles(self._render, 50, 99),
            "interval_ms": _percentiles(np.diff(np.array(self._shown)), 50, 99, 100),
            "control_to_frame_ms": _percentiles(self._control, 50, 99),
            "prompt_to_keyframe_ms": _percentiles(self._prompt, 50, 99),
        }


def _percentiles(seconds: object, *points: int) -> dict[str, float | None]:
    values = np.array(seconds, dtype=np.float64) * 1000
    return {
        "max" if point == 100 else f"p{point}": round(float(np.percentile(values, point)), 2) if values.size else None
        for point in points
    }
