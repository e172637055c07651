"""Even journeys: a leg spends its time where its pictures change, so that it neither starts slowly nor leaps midway.

Keyframes become known while the playhead is under way, so a table is made anew from where it is: what has been learnt
changes how fast it goes on, and neither where it is nor when the leg is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

COUNTED = 0.1  # of a leg's mean change, that is counted everywhere: nothing is passed over in no time
STILL = 0.1  # levels: what is known of a leg that changes less tells nothing
PACES = (0.5, 2.0)  # the least and the most of its mean pace of change at which the rest of a leg is travelled


class Change(NamedTuple):
    """By how much the pictures of two neighbouring places differ, levels."""

    low: float
    high: float
    amount: float


@dataclass(frozen=True, eq=False)
class Timetable:
    """When the playhead is to be where on a leg.

    places, times: (n,) float64, ascending; both are positions, and a leg takes as much time as it is long. Beyond them
    time passes as on any other way.
    """

    places: np.ndarray
    times: np.ndarray

    def place(self, time: float) -> float:
        """Where it is at a time."""
        return _at(time, self.times, self.places)

    def time(self, place: float) -> float:
        """When it is at a place."""
        return _at(place, self.places, self.times)

    def way(self, place: float, other: float) -> float:
        """The time from one place to another, below 0 backwards."""
        return self.time(other) - self.time(place)

    def reached(self, place: float, way: float) -> float:
        """Where it gets from a place in a time."""
        return self.place(self.time(place) + way)


PLAIN = Timetable(np.zeros(1), np.zeros(1))


def timetable(low: float, high: float, end: float, place: float, time: float, changes: Sequence[Change]) -> Timetable:
    """The table of a leg from low to high, for a playhead that is at a place on it at a time.

    end: low or high, which is to be reached at its own time. changes: what is known of the leg, in order; elsewhere it
    is taken to change as it does there on average.
    """
    known = [change for change in changes if low <= change.low < change.high <= high]
    way, total = sum(change.high - change.low for change in known), sum(change.amount for change in known)
    if total < STILL:
        return Timetable(np.array([place]), np.array([time]))
    usual = total / way
    places, spent, at = [low], [0.0], low
    for change in (*known, Change(high, high, 0.0)):
        if change.low > at:
            places.append(change.low)
            spent.append(spent[-1] + (change.low - at) * usual * (1 + COUNTED))
        if change.high > change.low:
            places.append(change.high)
            spent.append(spent[-1] + change.amount + (change.high - change.low) * usual * COUNTED)
        at = change.high
    where, changed = np.array(places), np.array(spent)
    here = _at(place, where, changed)
    left, way_left = abs((changed[-1] if end == high else 0.0) - here), abs(end - time)
    mean = changed[-1] / (high - low)
    pace = min(max(left / max(way_left, 1e-9), PACES[0] * mean), PACES[1] * mean)
    return Timetable(where, time + (changed - here) / pace)


def _at(x: float, xs: np.ndarray, ys: np.ndarray) -> float:
    if x <= xs[0]:
        return float(ys[0] + (x - xs[0]))
    if x >= xs[-1]:
        return float(ys[-1] + (x - xs[-1]))
    return float(np.interp(x, xs, ys))
