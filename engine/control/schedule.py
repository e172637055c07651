"""When a change is due: the next line of the grid that leaves enough time to dream of it."""

from __future__ import annotations

from engine.tempo.grid import BAR, Grid

LINES = {"beat": 1, "bar": BAR, "4 bars": 4 * BAR, "8 bars": 8 * BAR}  # beats between the lines of /tempo/quantize
WAITING = frozenset({"/dream/prompt", "/deck/a", "/deck/b"})  # what waits when it is set by itself


def due(quantize: str, grid: Grid, now: float, lead: float = 0.0) -> float | None:
    """The beat that a change made now begins at; None for at once.

    lead: seconds that it takes to dream of. Lines that come sooner are passed over, so that it lands on one.
    """
    return grid.line(now + lead, LINES[quantize]) if quantize in LINES else None
