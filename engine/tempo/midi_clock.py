"""Tempo from MIDI clock: 24 ticks a beat that come early and late, from which a line is fitted."""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np

from engine.tempo.quantize import FASTEST, SLOWEST, Grid

TICKS = 24  # a beat
FEWEST = 12  # ticks from which a tempo is told
WINDOW = 16 * TICKS  # ticks that the line is fitted to while the tempo stays: 4 bars
RECENT = 12  # ticks, two thirds of which have to be off the line of those before them to tell that it has changed
RESTART = 6  # ticks that are kept when it has
SILENCE = 0.5  # seconds without a tick after which the clock is gone
_SIXTEENTH = TICKS // 4


class MidiClock:
    """Estimates a grid from clock, start, stop, continue and song position. `feed` from one thread, `grid` from any.

    While the song stands still, and when the clock goes away, the grid runs on: the picture has no reason to stop.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times = np.zeros(0)  # of the last ticks, seconds
        self._count = 0  # ticks so far
        self._origin = 0  # the number of the tick that is the song's beginning
        self._place = 0  # ticks into the song, while it stands still
        self._grid: Grid | None = None
        self._port = ""
        self.running = False

    def feed(self, message: Any, at: float, port: str = "") -> None:
        """Take a mido message (clock, start, stop, continue, songpos; others are ignored) that came at a moment.

        port: where from. Of several ports that send clock the first one counts, until it falls silent.
        """
        with self._lock:
            if port != self._port:
                if len(self._times) and at - self._times[-1] <= SILENCE:
                    return
                self._port = port
            if message.type == "clock":
                self._tick(at)
            elif message.type == "start":
                self.running, self._origin = True, self._count
            elif message.type == "continue" and not self.running:
                self.running, self._origin = True, self._count - self._place
            elif message.type == "stop":
                self.running, self._place = False, self._count - self._origin
            elif message.type == "songpos":
                self._place = message.pos * _SIXTEENTH
                self._origin = self._count - self._place

    def grid(self, now: float) -> Grid | None:
        """The grid as it is estimated now; None where no clock is, or none yet."""
        with self._lock:
            silent = not len(self._times) or now - self._times[-1] > SILENCE
            return None if silent else self._grid

    def _tick(self, at: float) -> None:
        if len(self._times) and at - self._times[-1] > SILENCE:
            self._times = np.zeros(0)
        self._times = np.append(self._times, at)[-WINDOW:]
        number = self._count
        self._count += 1
        if number % 4 == 0 and len(self._times) >= FEWEST + RECENT and _changed(self._times):
            self._times = self._times[-RESTART:]
        if len(self._times) < FEWEST:
            return
        period, last, _ = _line(self._times)
        bpm = 60 / (TICKS * period) if period > 0 else 0.0
        if SLOWEST <= bpm <= FASTEST:
            self._grid = Grid(bpm, (number - self._origin) / TICKS, last)


def _changed(times: np.ndarray) -> bool:
    """Whether the newest ticks do not lie on the line through those before them, by more than chance."""
    before = times[:-RECENT]
    period, last, spread = _line(before)
    late = times[-RECENT:] - (last + period * np.arange(1, RECENT + 1))
    count, far = len(before), (len(before) + RECENT) / 2
    doubt = spread * math.sqrt(1.6 / RECENT + 1 / count + 12 * far**2 / count**3)  # 1.6: of a quantile, not a mean
    low, high = np.quantile(late, [1 / 3, 2 / 3])
    return bool(max(low, -high) > 0.0005 + 4 * doubt)


def _line(times: np.ndarray) -> tuple[float, float, float]:
    """Fit moments of evenly spaced ticks: (seconds a tick, moment of the last one, standard deviation around the line).

    Ticks that came far too late, as in a burst after a stall, count for nothing.
    """
    places = np.arange(len(times), dtype=np.float64)
    kept = np.ones(len(times), dtype=bool)
    for _ in range(3):
        x, y = places[kept], times[kept]
        x0, y0 = x.mean(), y.mean()
        slope = float(((x - x0) * (y - y0)).sum() / ((x - x0) ** 2).sum())
        late = times - (y0 + slope * (places - x0))
        spread = 1.5 * float(np.median(np.abs(late)))
        near = np.abs(late) <= 3.5 * spread + 1e-4
        if near.sum() < FEWEST or (near == kept).all():
            break
        kept = near
    return slope, float(y0 + slope * (places[-1] - x0)), spread
