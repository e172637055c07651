"""Which keyframes to dream next: a pure function of the path, the playhead and what the reel holds."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterator
from heapq import heapify, heappop, heappush
from itertools import pairwise

from engine.dream.protocol import Wish
from engine.journey.path import Leg, Path

FINEST = 7  # 2**7 keyframes a leg: beyond that neighbours differ by less than blending shows
SCRATCH_FINEST = 5
HORIZON = 6.0  # seconds ahead of the playhead that are worth dreaming now
SAFE = 1.5  # seconds ahead, or three keyframes, that have to be there before anything is made that may be wanted later
GUARD = 0.5  # seconds ahead that are not refined any more: a keyframe must not appear under the playhead
DENSEST = 30.0  # keyframes per second of travel that are worth having: as many as are shown
STILL = 1e-4  # legs per second below which nothing moves that anyone could see
ROUNDING = 1e-6  # of a grid step: origins are any number, so that (origin + 1) - origin need not be 1
LIVELY = 0.8  # share of the dreamer's rate that the first pass plans on, so that it keeps a runway


def plan(wish: Wish, rate: float, pending: Collection[float], limit: int) -> list[tuple[Leg, float]]:
    """Name up to `limit` (leg, position) pairs to dream, the most urgent first; fewer when there is less to do.

    rate: keyframes per second that the dreamer manages. pending: positions that are being made.
    """
    found: list[tuple[Leg, float]] = []
    taken = wish.held | frozenset(pending)
    low, high = wish.reach
    for leg, at in _wanted(wish, rate, taken):
        if at not in taken and low <= at <= high:
            taken |= {at}
            found.append((leg, at))
            if len(found) == limit:
                break
    return found


def spacing_depth(velocity: float, rate: float) -> int:
    """The dyadic depth d (2**d keyframes a leg) that a rate sustains at a velocity."""
    return int(min(max(math.floor(math.log2(max(LIVELY * rate / abs(velocity), 1.0))), 0), FINEST))


def _wanted(wish: Wish, rate: float, taken: Collection[float]) -> Iterator[tuple[Leg, float]]:
    """Every position worth having, the most urgent first; some come twice."""
    if wish.share is not None:
        yield from wish.share
        return
    path, position, velocity = wish.path, wish.position, wish.velocity
    low, high = path.extent(position)
    if wish.every:
        depth = round(-math.log2(wish.every))
        yield from _grid(path, max(low, position - wish.every), min(high, position + wish.room * wish.every), depth)
    elif abs(velocity) < STILL:
        leg = path.leg_at(position)
        if leg.deck and not any(leg.low <= at <= leg.high for at in taken):
            yield leg, leg.low if position < leg.low else min(position, leg.high)  # one is enough while it rests
        for depth in range(SCRATCH_FINEST + 1):
            near = _grid(path, max(low, position - 1), min(high, position + 1), depth)
            yield from sorted(near, key=lambda pair: abs(pair[1] - position))
            yield from _apart(wish)
    else:
        yield from _moving(wish, rate, taken, low, high)


def _moving(wish: Wish, rate: float, taken: Collection[float], low: float, high: float) -> Iterator[tuple[Leg, float]]:
    path, position, velocity = wish.path, wish.position, wish.velocity
    depth = spacing_depth(velocity, rate)
    step = math.copysign(2.0**-depth, velocity)

    def stretch(begin: float, end: float, depth: int) -> list[tuple[Leg, float]]:
        """The grid from begin to end in the direction of travel."""
        near, far = (begin, end) if velocity > 0 else (end, begin)
        pairs = list(_grid(path, max(near, low), min(far, high), depth))
        return pairs if velocity > 0 else pairs[::-1]

    horizon = position + velocity * HORIZON + step
    yield from stretch(position - step, position, depth)[-1:]  # without it there is nothing to blend from
    yield from stretch(position, position + velocity * min(max(SAFE, 4 / rate), HORIZON) + step, depth)
    yield from _apart(wish)
    yield from stretch(position, horizon, depth)
    begin = position + velocity * GUARD + step
    near, far = min(position, horizon), max(position, horizon)
    ahead = sum(near <= at <= far for at in taken)
    enough = math.ceil(math.log2(max(DENSEST / abs(velocity), 1)))
    near, far = min(begin, horizon), max(begin, horizon)
    for pair in _finer(wish, taken, near, far, 2.0 ** -min(enough, FINEST)):
        if ahead >= wish.room:
            return
        ahead += 1
        yield pair


def _finer(wish: Wish, taken: Collection[float], near: float, far: float, finest: float) -> Iterator[tuple[Leg, float]]:
    """Midway between neighbours no nearer than `finest`, where they differ most first.

    Where that is not known yet, it is taken to be as everywhere; halves differ by half.
    """
    way = sum(change.high - change.low for change in wish.changes)
    usual = sum(change.amount for change in wish.changes) / way if way else 1.0
    lows = [change.low for change in wish.changes]

    def apart(low: float, high: float) -> float:
        change = wish.changes[at - 1] if (at := bisect_right(lows, low)) else None
        known = change is not None and high <= change.high
        return (high - low) * (change.amount / (change.high - change.low) if change and known else usual)

    gaps = [(-apart(low, high), low, high) for low, high in pairwise(sorted(at for at in taken if near <= at <= far))]
    heapify(gaps)
    while gaps:
        worth, low, high = heappop(gaps)
        middle = (low + high) / 2
        leg = wish.path.leg_at(middle)
        hush, loud = leg.quiet
        if high - low < 1.5 * finest or not leg.low <= low < high <= leg.high or hush < middle < loud:
            continue
        yield leg, middle
        heappush(gaps, (worth / 2, low, middle))
        heappush(gaps, (worth / 2, middle, high))


def _apart(wish: Wish) -> Iterator[tuple[Leg, float]]:
    if wish.ahead is not None:
        yield wish.ahead, wish.ahead.origin


def _grid(path: Path, low: float, high: float, depth: int) -> Iterator[tuple[Leg, float]]:
    """Grid positions of the legs between low and high, ascending, but for the quiet stretch of each leg."""
    count = 2**depth
    for leg in path.legs:
        begin, end = max(low, leg.low), min(high, leg.high)
        if begin > end:
            continue
        hush, loud = leg.quiet
        first = math.ceil((begin - leg.origin) * count - ROUNDING)
        last = math.floor((end - leg.origin) * count + ROUNDING)
        for index in range(first, last + 1):
            at = leg.origin + index / count
            at = leg.low if at < leg.low else leg.high if at > leg.high else at  # the ends of a leg are of its grid
            if begin <= at <= end and not (hush < loud and hush <= at <= loud):
                yield leg, at


UNSEEN = 1.0  # seconds after which a picture that the stage does not hold was dropped by it, and may be made again
RUNWAY = 0.7  # seconds of keyframes ahead from which several are made at once
BATCH = 4
HOPELESS = 3  # keyframes of a leg that could not be made, after which the rest of it is not tried in a show
FIRST_GUESS = 2.0  # keyframes a second, until some have been made

Key = tuple[int, float]  # a leg's id, and a position


class Backlog:
    """Follows the newest wish and what has come of it. One thread only; times are seconds on any clock.

    rate: keyframes per second that the dreamer manages.
    """

    def __init__(self) -> None:
        self.wish: Wish | None = None
        self.rate = FIRST_GUESS
        self._timed = 0  # batches that the rate is taken from
        self._rested = True  # whether there was nothing to do, the last time
        self._sent: dict[Key, float] = {}  # when; not yet seen in a wish
        self._skipped: set[Key] = set()  # could not be made,
        self._unsaid: list[Key] = []  # and the stage does not know it yet

    def follow(self, wish: Wish | None, now: float) -> Wish | None:
        """Take the newest wish, and forget what it has no use for."""
        if wish is not None and wish is not self.wish:
            self.wish = wish
            self._sent = {
                key: when
                for key, when in self._sent.items()
                if key[1] not in wish.held and now - when < UNSEEN and wish.owns(*key)
            }
            self._skipped = {key for key in self._skipped if wish.owns(*key)}
        return wish

    def picks(self, limit: int) -> list[tuple[Leg, float]]:
        """Up to so many keyframes as (leg, position), the most urgent first, but for those of hopeless legs."""
        wish = self.wish
        while wish is not None and (picks := plan(wish, self.rate, self._pending(wish), limit)):
            hopeless = [(leg.id, at) for leg, at in picks if not wish.every and self._is_hopeless(leg)]
            if not hopeless:
                return picks
            self.skip(*hopeless)
        return []

    def next(self, most: int = BATCH) -> list[tuple[Leg, float]]:
        """The most urgent keyframes, as (leg, position), that share a recipe, as many as are to be made at once.

        One while the runway is short, and after a rest, as whoever stands in for another begins; more when it is not,
        as far as they are there in half the time that is left. None where there is nothing to do.
        """
        picks = self.picks(BATCH)
        rested, self._rested = self._rested, not picks
        if not picks or self.wish is None:
            return []
        first, at = picks[0]
        count = 1 if rested else min(_batch_size(self.wish, at, self.rate), most)
        return [(leg, at) for leg, at in picks[:count] if leg.recipe == first.recipe]

    def overtaken(self, newer: Wish, left: set[Key], newest: int) -> bool:
        """Whether a newer wish has no use for the work in hand, or something more urgent to do.

        left: what is in hand. newest: the id of the newest leg when it was begun.
        """
        low, high = newer.reach
        if newer.live or newer.flight or not any(newer.owns(leg, at) and low <= at <= high for leg, at in left):
            return True
        urgent = plan(newer, self.rate, self._pending(newer), 1)
        return bool(urgent) and urgent[0][0].id > newest

    def sent(self, key: Key, now: float) -> None:
        """A keyframe has been made and sent."""
        self._sent[key] = now

    def skip(self, *keys: Key) -> None:
        """Leave out keyframes that could not be made."""
        self._skipped.update(keys)
        self._unsaid += keys

    def news(self) -> tuple[Key, ...]:
        """What has been left out since the last call."""
        unsaid, self._unsaid = tuple(self._unsaid), []
        return unsaid

    def timed(self, rate: float) -> None:
        """A batch came at this rate, keyframes per second."""
        self._timed += 1
        self.rate += (rate - self.rate) * max(1 / self._timed, 0.15)

    def _is_hopeless(self, leg: Leg) -> bool:
        return sum(skipped == leg.id for skipped, _ in self._skipped) >= HOPELESS

    def _pending(self, wish: Wish) -> set[float]:
        return {at for leg, at in (*self._sent, *self._skipped) if wish.owns(leg, at)}


def _batch_size(wish: Wish, position: float, rate: float) -> int:
    """How many keyframes to make at once, when this is the most urgent one. rate: how many are made a second."""
    if wish.every:
        return 1  # off-line: how they are batched depends on the time, and shows in the last bit
    if wish.velocity == 0:
        return BATCH if any(abs(at - wish.position) <= 1 for at in wish.held) else 1
    ahead = (position - wish.position) / wish.velocity
    size = BATCH if ahead > 2 * RUNWAY else 2 if ahead > RUNWAY else 1
    return max(min(size, int(rate * ahead / 2)), 1)
