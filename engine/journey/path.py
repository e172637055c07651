"""The path of a journey: legs between places on one axis of positions, as immutable data.

A position is a float; every leg spans 1.0 of the axis from its `origin`. A new prompt cuts the leg that is being
travelled and lays the next one from the cut, so what lies behind stays where it was, and playing back finds it.
Everything here is plain data: two dreamers given the same path make the same keyframes.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Union

from engine.parameters import Mix

KEPT_LEGS = 64
NESTED_PLACES = 16  # how many cuts of cuts a place remembers, the faintest forgotten first
FAINT = 0.001  # the share of a place in another that nobody would see


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
    """How keyframes of a leg are made. steps and guidance of None are the model's own; loras are (name, weight).

    detail: off, refine or demofusion; detail_scale: how many times the model's own size that makes, 1 without.
    """

    method: str = "travel"
    path: str = "slerp"
    steps: int | None = None
    guidance: float | None = None
    negative: str = ""
    loras: Mix = ()
    detail: str = "off"
    detail_scale: float = 1.0


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
        """The place at a position on the journey's axis, in legs."""
        return between(self.a, self.b, position - self.origin)

    def off(self, position: float) -> float:
        """How far a position lies from what is travelled, in legs; 0 within."""
        if position < self.low:
            return self.low - position
        return position - self.high if position > self.high else 0.0


@dataclass(frozen=True)
class Path:
    """Legs in order of position, at least one.

    Every position has its place on a path: one in a gap or beyond the ends belongs to the nearest leg.
    """

    legs: tuple[Leg, ...]

    @cached_property
    def _lows(self) -> list[float]:
        return [leg.low for leg in self.legs]

    @cached_property
    def _by_id(self) -> dict[int, Leg]:
        return {leg.id: leg for leg in self.legs}

    @cached_property
    def _stretches(self) -> list[tuple[float, float]]:
        """Unbroken stretches of the axis, in order."""
        found = [(self.legs[0].low, self.legs[0].high)]
        for leg in self.legs[1:]:
            low, high = found[-1]
            if leg.low <= high:
                found[-1] = low, max(high, leg.high)
            else:
                found.append((leg.low, leg.high))
        return found

    def leg_at(self, position: float) -> Leg:
        """The leg that holds a position, or else the nearest; where two legs meet, the newer one."""
        after = bisect_right(self._lows, position)  # it touches the two before, at most
        first, *others = self.legs[max(after - 2, 0) : after + 1]
        found, off = first, first.off(position)
        for leg in others:
            farther = leg.off(position)
            if farther < off or (farther == off and leg.id > found.id):
                found, off = leg, farther
        return found

    def hold(self, position: float) -> float:
        """The nearest position on the path."""
        leg = self.leg_at(position)
        return min(max(position, leg.low), leg.high)

    def owns(self, leg_id: int, position: float) -> bool:
        """Whether a keyframe made for this leg at this position is still part of the path."""
        leg = self._by_id.get(leg_id)
        return leg is not None and leg.low <= position <= leg.high

    def extent(self, position: float) -> tuple[float, float]:
        """The unbroken stretch of the axis around a position, as (low, high)."""
        stretch = self._stretch(position)
        return stretch if stretch[0] <= position <= stretch[1] else self._stretch(self.hold(position))

    def _stretch(self, position: float) -> tuple[float, float]:
        """The last unbroken stretch that begins at or before a position, or the first."""
        return self._stretches[max(bisect_right(self._stretches, (position, math.inf)) - 1, 0)]


@dataclass(frozen=True)
class Steering:
    """Where the playhead is to go: at a velocity (legs per second), or straight to a target position.

    drifts: the target is where decks that wander will be, so the picture goes over to it slowly. back: where they have
    been before, to go over to while that is not dreamed. meanwhile: the velocity where it is, until the target is.
    """

    velocity: float = 0.0
    target: float | None = None
    drifts: bool = False
    back: float | None = None
    meanwhile: float = 0.0


def between(a: Place, b: Place, part: float) -> Place:
    """The place `part` of the way from a to b, held to the two."""
    if part <= 0:
        return a
    return b if part >= 1 else Between(a, b, part)


def start(a: Place, b: Place, recipe: Recipe, number: int = 1) -> Path:
    """A path of one leg, of this number, from a (at position 0) to b (at 1)."""
    return Path((Leg(number, 0.0, 0.0, 1.0, a, b, recipe),))


def extend(path: Path, end: Leg, direction: int, target: Place, recipe: Recipe) -> Path:
    """Lay one more leg from the outer end of leg `end` to a target, forwards (1) or backwards (-1)."""
    return branch(path, end, end.high if direction > 0 else end.low, direction, target, recipe)


def branch(path: Path, leg: Leg, at: float, direction: int, target: Place, recipe: Recipe, quiet: float = 0.0) -> Path:
    """Cut a leg at a position and lay a new one from there to a target; what lay beyond the cut is dropped.

    quiet: the length of the stretch after the cut in which no keyframe is made (see Leg).
    """
    here = _shallow(leg.place(at))
    number = max(other.id for other in path.legs) + 1
    if direction > 0:
        kept = tuple(replace(other, high=min(other.high, at)) for other in path.legs if other.low < at)
        return Path((*kept, Leg(number, at, at, at + 1, here, target, recipe, (at, at + quiet))))
    kept = tuple(replace(other, low=max(other.low, at)) for other in path.legs if other.high > at)
    return Path((Leg(number, at - 1, at - 1, at, target, here, recipe, (at - quiet, at)), *kept))


def add_deck(path: Path, a: Place, b: Place, recipe: Recipe, position: float, also: Collection[Leg] = ()) -> Path:
    """Append the crossfader's leg, apart from all others; older ones go but for the one at a position and `also`."""
    here = path.leg_at(position)
    kept = tuple(leg for leg in path.legs if not leg.deck or leg is here or leg in also)
    number = max(leg.id for leg in path.legs) + 1
    origin = math.floor(path.legs[-1].high) + 2.0
    return Path((*kept, Leg(number, origin, origin, origin + 1, a, b, recipe, deck=True)))


def near(path: Path, position: float, always: Leg | None = None) -> Path:
    """The path without what is farthest from a position, where it has grown too long; one leg is kept always."""
    if len(path.legs) <= KEPT_LEGS:
        return path
    always_id = always.id if always else 0
    nearest = sorted(path.legs, key=lambda leg: (leg.id != always_id, leg.off(position)))[:KEPT_LEGS]
    kept = {leg.id for leg in nearest}
    return Path(tuple(leg for leg in path.legs if leg.id in kept))


def apart(number: int, place: Place, recipe: Recipe) -> Leg:
    """A leg of a single place, far from every path; number (from 1) tells it from others of its kind."""
    where = -1e6 - number
    return Leg(-number, where, where, where, place, place, recipe)


def _shallow(place: Place) -> Place:
    """The same place, but for the faintest of what it is blended from where that is too much to remember."""
    chain: list[tuple[Place, float]] = []  # what the newest cuts led to, and how far they got
    shares: list[float] = []  # of each in the whole
    rest = 1.0
    while isinstance(place, Between):
        towards, part, place = place.b, place.part, place.a
        if isinstance(towards, Between) and (isinstance(place, Waypoint) or part > 0.5):
            towards, part, place = place, 1 - part, towards  # a leg that was laid backwards
        chain.append((_shallow(towards), part))
        shares.append(rest * part)
        rest *= 1 - part
    while chain and (len(chain) > NESTED_PLACES or min(*shares, rest) < FAINT):
        if rest <= min(shares):
            (place, _), rest = chain.pop(), shares.pop() + rest
            continue
        faintest = shares.index(min(shares))
        del chain[faintest], shares[faintest]
    for towards, part in reversed(chain):
        place = Between(place, towards, part)
    return place
