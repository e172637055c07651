"""The path of a journey: legs between places on one axis of positions, as immutable data.

A position is a float; every leg spans 1.0 of the axis from its `origin`. A new prompt cuts the leg that is being
travelled and lays the next one from the cut, so what lies behind stays where it was, and playing back finds it.
Everything here is plain data: two dreamers given the same path make the same keyframes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Union

from engine.parameters import Mix

KEPT_LEGS = 64
NESTED_PLACES = 6  # how many cuts of cuts a place remembers; older ones fall back to their nearer end


@dataclass(frozen=True)
class Waypoint:
    """A blend of prompts and the noise to start from: the seed's own, strayed towards another's by `variation`."""

    prompt: Mix
    seed: int
    stray: int = 0
    variation: float = 0.0


@dataclass(frozen=True)
class Between:
    """The place `part` (0..1) of the way from a to b."""

    a: Place
    b: Place
    part: float


Place = Union[Waypoint, Between]  # noqa: UP007 - evaluated at run time, on 3.10 too


@dataclass(frozen=True)
class Recipe:
    """How keyframes of a leg are made. steps and guidance of None are the model's own; loras are (name, weight)."""

    method: str = "travel"
    path: str = "slerp"
    steps: int | None = None
    guidance: float | None = None
    negative: str = ""
    loras: Mix = ()


@dataclass(frozen=True)
class Leg:
    """The way from place a (at `origin`) to place b (at `origin` + 1), of which low..high is travelled.

    quiet: the range of positions (low, high) in which no keyframe is to be made, so that pictures of two recipes
    dissolve into each other there instead of jumping. deck: the crossfader's leg, which joins no other.
    """

    id: int
    origin: float
    low: float
    high: float
    a: Place
    b: Place
    recipe: Recipe
    quiet: tuple[float, float] = (0.0, 0.0)
    deck: bool = False

    def place(self, position: float) -> Place:
        return between(self.a, self.b, position - self.origin)


@dataclass(frozen=True)
class Path:
    """Legs in order of position."""

    legs: tuple[Leg, ...]

    def leg_at(self, position: float) -> Leg | None:
        """The leg that holds a position; where two legs meet, the newer one; None in a gap or outside."""
        holding = [leg for leg in self.legs if leg.low <= position <= leg.high]
        return max(holding, key=lambda leg: leg.id, default=None)

    def owns(self, leg_id: int, position: float) -> bool:
        """Whether a keyframe made for this leg at this position is still part of the path."""
        return any(leg.id == leg_id and leg.low <= position <= leg.high for leg in self.legs)

    def extent(self, position: float) -> tuple[float, float]:
        """The unbroken stretch of the axis around a position, as (low, high)."""
        low = high = position
        for leg in self.legs:
            if leg.low <= high <= leg.high:
                high = leg.high
        for leg in reversed(self.legs):
            if leg.low <= low <= leg.high:
                low = leg.low
        return low, high


def between(a: Place, b: Place, part: float) -> Place:
    """The place `part` of the way from a to b, held to the two."""
    if part <= 0:
        return a
    return b if part >= 1 else Between(a, b, part)


def start(a: Place, b: Place, recipe: Recipe) -> Path:
    """A path of one leg from a (at position 0) to b (at 1)."""
    return Path((Leg(1, 0.0, 0.0, 1.0, a, b, recipe),))


def extend(path: Path, end: Leg, direction: int, target: Place, recipe: Recipe) -> Path:
    """Lay one more leg from the outer end of leg `end` to a target, forwards (1) or backwards (-1)."""
    return branch(path, end, end.high if direction > 0 else end.low, direction, target, recipe)


def branch(path: Path, leg: Leg, at: float, direction: int, target: Place, recipe: Recipe, quiet: float = 0.0) -> Path:
    """Cut a leg at a position and lay a new one from there to a target; what lay beyond the cut is dropped.

    quiet: the length of the stretch after the cut in which no keyframe is made (see Leg).
    """
    here = _shallow(leg.place(at), NESTED_PLACES)
    number = max(other.id for other in path.legs) + 1
    if direction > 0:
        kept = tuple(replace(other, high=min(other.high, at)) for other in path.legs if other.low < at)
        new = Leg(number, at, at, at + 1, here, target, recipe, (at, at + quiet))
        legs = (*kept, new)[-KEPT_LEGS:]
    else:
        kept = tuple(replace(other, low=max(other.low, at)) for other in path.legs if other.high > at)
        new = Leg(number, at - 1, at - 1, at, target, here, recipe, (at - quiet, at))
        legs = (new, *kept)[:KEPT_LEGS]
    return Path(legs)


def add_deck(path: Path, a: Place, b: Place, recipe: Recipe) -> Path:
    """Append the crossfader's leg, apart from all others; older deck legs but the last are dropped."""
    number = max(leg.id for leg in path.legs) + 1
    origin = float(int(path.legs[-1].high) + 2)
    decks = [leg for leg in path.legs if leg.deck]
    kept = tuple(leg for leg in path.legs if not leg.deck or leg is decks[-1])
    return Path((*kept, Leg(number, origin, origin, origin + 1, a, b, recipe, deck=True))[-KEPT_LEGS:])


def apart(number: int, place: Place, recipe: Recipe) -> Leg:
    """A leg of a single place, far from every path; number (from 1) tells it from others of its kind."""
    where = -1e6 - number
    return Leg(-number, where, where, where, place, place, recipe)


def _shallow(place: Place, depth: int) -> Place:
    if isinstance(place, Waypoint):
        return place
    if depth == 0:
        return _shallow(place.a if place.part < 0.5 else place.b, 0)
    return Between(_shallow(place.a, depth - 1), _shallow(place.b, depth - 1), place.part)
