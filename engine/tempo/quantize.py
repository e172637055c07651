"""The grid of beats, from moments to beat numbers and back, and the lines on it that changes are quantised to."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

BAR = 4  # beats
PHRASE = 32  # beats, 8 bars: the longest line that a change can wait for
SLOWEST, FASTEST = 20.0, 300.0  # beats a minute that count as a tempo


@dataclass(frozen=True)
class Grid:
    """Beats at `bpm`, of which number `beat` is at the moment `at` (seconds, perf_counter); bars begin at its fours."""

    bpm: float = 120.0
    beat: float = 0.0
    at: float = 0.0

    def beat_at(self, now: float) -> float:
        """The beat number of a moment, its fraction included."""
        return self.beat + (now - self.at) * self.bpm / 60

    def when(self, beat: float) -> float:
        """The moment of a beat, seconds."""
        return self.at + (beat - self.beat) * 60 / self.bpm

    def seconds(self, beats: float) -> float:
        """How long so many beats last."""
        return beats * 60 / self.bpm

    def from_now(self, now: float, bpm: float) -> Grid:
        """The grid that goes on from this one at another tempo."""
        return Grid(bpm, self.beat_at(now), now)

    def shifted(self, beats: float) -> Grid:
        """The grid whose beats come that much earlier."""
        return replace(self, beat=self.beat + beats)

    def line(self, now: float, every: float) -> float:
        """The first beat from now on whose number is a multiple of `every` beats."""
        return math.ceil(round(self.beat_at(now) / every, 9)) * every


def joined(grid: Grid, before: Grid, now: float) -> Grid:
    """The grid with its beats counted on from `before`, by whole phrases: every line stays one, no count leaps far."""
    apart = before.beat_at(now) - grid.beat_at(now)
    return grid.shifted(round(apart / PHRASE) * PHRASE)


QUANTIZE_LINES = {
    "beat": 1,
    "bar": BAR,
    "4 bars": 4 * BAR,
    "8 bars": 8 * BAR,
}  # beats between the lines of /tempo/quantize


def quantized(quantize: str, grid: Grid, now: float, lead: float = 0.0) -> float | None:
    """The beat that a change made now begins at; None for at once.

    lead: seconds that it takes to dream of. Lines that come sooner are passed over, so that it lands on one.
    """
    return grid.line(now + lead, QUANTIZE_LINES[quantize]) if quantize in QUANTIZE_LINES else None
