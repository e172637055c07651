"""What may fail at any tick: it is tried again after a pause, and told of once when it fails and when it is back."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable

PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before the next try
STEADY = 2.0  # seconds for which it has to work before it counts as mended
SILENT = 5.0  # seconds between two lines about what goes on failing, each in other words

# What the outputs are given, from what is wanted down to what is always there.
SHOWN = ("dream", "begun again", "plain", "held")
DREAM, BEGUN_AGAIN, PLAIN, HELD = range(4)


class CircuitBreaker:
    """One thing that may fail. One thread only; times are seconds on any clock that goes on.

    what: its name; instead: what there is meanwhile; report: takes a line. Tracebacks go to the log.
    """

    def __init__(self, what: str, instead: str, report: Callable[[str], None]):
        self._what, self._instead, self._report = what, instead, report
        self._failures = 0  # since it last worked for a while
        self._again_at = -math.inf
        self._works_since: float | None = None
        self._told, self._told_at = "", -math.inf

    def due(self, now: float) -> bool:
        """Whether it may be tried: it works, or it has rested."""
        return now >= self._again_at

    def failed(self, error: Exception, now: float) -> None:
        """Note that it has just failed."""
        self._again_at = now + PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        self._works_since = None
        line = f"{self._what} failed, {self._instead}: {type(error).__name__}: {error}".splitlines()[0]
        if not self._told or (line != self._told and now - self._told_at >= SILENT):
            self._told, self._told_at = line, now
            logging.getLogger("reverie").exception("%s failed", self._what, exc_info=error)
            self._report(line)

    def worked(self, now: float) -> None:
        """Note that it has just worked."""
        if not self._failures:
            return
        if self._works_since is None:
            self._works_since = now
        if now - self._works_since >= STEADY:
            self._failures, self._told = 0, ""
            self._report(f"{self._what} is back")
