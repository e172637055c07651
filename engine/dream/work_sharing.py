"""Which dreamer dreams what: the whole wish for one alone, shares of it for several, and models side by side."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.coercion import BadValue
from engine.dream.dreamer_process import ASK_AGAIN, WISH_PACE, DreamerHandle
from engine.dream.plan import BATCH, FIRST_GUESS, Backlog, Key
from engine.dream.protocol import Wish
from engine.dream.seat import Seat
from engine.journey.path import Leg

AHEAD = 0.25  # seconds of keyframes that each is given beyond a batch, so that none waits for the next wish
DROWSY, DROWSY_KEYFRAMES = 2.0, 3.0  # seconds, and keyframes' times, of silence after which others take one's share
ROLES = ("journey", "live", "fly", "refine")  # travel and walk, what comes in, flights, and journeys with detail

Cast = Mapping[str, frozenset[int]]  # the numbers of dreamers, from 1, by roles; what is not there is done by all


def read_cast(text: str, dreamers: int) -> Cast:
    """Read such as `journey 1 2, live 3`. Raises BadValue."""
    cast: dict[str, frozenset[int]] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        role, *numbers = part.split()
        if role not in ROLES or not numbers or not all(re.fullmatch(r"[1-9]\d?", number) for number in numbers):
            raise BadValue(f"/dream/cast {part!r:.60} wants a role ({', '.join(ROLES)}) and numbers, as in journey 1 2")
        if max(map(int, numbers)) > dreamers:
            raise BadValue(f"/dream/cast {part!r:.60}: there are {dreamers} dreamers, by --device")
        cast[role] = frozenset(map(int, numbers))
    return cast


def written_cast(roles: Mapping[int, tuple[str, ...]]) -> str:
    """The text of a cast, given as the roles of each number."""
    by_role = {role: [number for number, own in sorted(roles.items()) if role in own] for role in ROLES}
    return ", ".join(f"{role} {' '.join(map(str, numbers))}" for role, numbers in by_role.items() if numbers)


def role(wish: Wish, cast: Cast) -> str:
    """What is wished for."""
    if wish.live:
        return "live"
    if wish.flight:
        return "fly"
    newest: Any = max(wish.path.legs, key=lambda leg: leg.id)
    return "refine" if newest.recipe.detail != "off" and "refine" in cast else "journey"


@dataclass(frozen=True)
class Beginning:
    """When those who have the journey got it: the time, the newest leg then, since when those that are laid are theirs.

    left: who had it before, with another model. made: how many keyframes each had made then.
    """

    at: float = 0.0
    newest: int = 0
    left: tuple[Seat, ...] = ()
    made: Mapping[DreamerHandle, int] = field(default_factory=dict)


class Shares:
    """Gives dreamers their part of what the stage wishes. Any thread may ask.

    Of several that dream the same model, each is given keyframes of its own: the most urgent goes to whoever would have
    it soonest (earliest finish, as in HEFT, Topcuoglu 2002), and stays with that one until it is made. Who is silent
    has none, and a standby has some only while there is one fewer than there should be. Where there is a cast, those
    who have a role do it alone, as long as one of them is up; only dreamers of one model share a journey, and when
    others get it, it is theirs from the next leg on.
    """

    def __init__(self, clock: Callable[[], float]):
        self._clock = clock
        self._lock = threading.Lock()
        self._backlog = Backlog()
        self._dealt: dict[Key, DreamerHandle] = {}
        self._hands: dict[DreamerHandle, list[tuple[Leg, float]]] = {}  # the same, as each has them
        self._terms: tuple[Wish, Mapping[DreamerHandle, float], float] | None = None  # what that was for, and when
        self._asked = 0  # editions that the show has asked for; the first is 0
        self._edition = -1  # the newest that has come up,
        self._generation = 0  # and how many have
        self._beginning = Beginning()
        self.cast: Cast = {}
        self.members: list[Seat] = []  # whose dreamers have the journey

    @property
    def generation(self) -> int:
        """How many models have come up for the journey."""
        return self._generation

    def asked(self) -> int:
        """Another model is asked for; returns its edition."""
        self._asked += 1
        return self._asked

    def came_up(self, child: DreamerHandle, wish: Wish | None) -> int:
        """A dreamer is up; returns how many models have come up so far."""
        if child.edition > self._edition:
            newest = max((leg.id for leg in wish.path.legs), default=0) if wish else 0
            self._edition, self._beginning = child.edition, Beginning(self._clock(), newest)
            self._generation += 1
        return self._generation

    def made(self, key: Key) -> None:
        """A keyframe has been made, and the stage may not have it yet."""
        with self._lock:
            if key in self._dealt:
                self._backlog.sent(key, self._clock())
                self._terms = None

    def skipped(self, keys: Sequence[Key]) -> None:
        """Keyframes could not be made."""
        with self._lock:
            self._backlog.skip(*(key for key in keys if key in self._dealt))
            self._terms = None
            self._backlog.news()  # whoever could not make them tells the stage

    def choose(self, child: DreamerHandle, seats: Sequence[Seat], wish: Wish | None) -> Wish | None:
        """The wish for a dreamer; None for nothing new."""
        now = self._clock()
        ready = [each for seat in seats for each in seat.children if each.ready is not None]
        if wish is None or child not in ready:
            return None
        members = self._chosen(seats, wish)
        own = [each for seat in members for each in seat.children if each.ready is not None]
        if not own:
            return None  # they have just ended
        if not wish.live and not wish.flight:
            self._hand_over(members, wish, now)
        newest = max(each.edition for each in own)
        self._edition = max(self._edition, newest)  # what dreamed before may have been asked for again
        crew, older = ([each for each in own if (each.edition == newest) == new] for new in (True, False))
        if wish.live or wish.flight:
            if child in _leader(members, now).children:  # both dream the same stream, or flight
                return wish
            return _warm(child, wish) if child in crew else _idle(wish)
        older = [each for seat in self._beginning.left for each in seat.children if each in ready] + older
        if child not in crew and child not in older:
            return _idle(wish)
        part = self._stretch(child, members, crew, older, wish, now)
        if part is None or child in older:
            return part
        group = _at_work(crew, members, now)
        if child not in group:
            return _warm(child, part)
        return self._dealt_to(child, group, part, now) if len(group) > 1 else part

    def _chosen(self, seats: Sequence[Seat], wish: Wish) -> list[Seat]:
        """The seats whose dreamers do what is wished: those that are cast for it, or else all, of one model."""
        numbers = self.cast.get(role(wish, self.cast), frozenset())
        up = [seat for seat in seats if any(child.ready for child in seat.children)]
        first = next((seat for number, seat in enumerate(seats, 1) if number in numbers and seat in up), None)
        cast = seats if first is None else [seat for number, seat in enumerate(seats, 1) if number in numbers]
        own = (first or next((seat for seat in up if not seat.own), seats[0])).own
        spare = [seat for seat in seats if seat.status.standby and seat not in cast]
        return [seat for seat in (*cast, *spare) if seat.own == own]

    def _hand_over(self, members: list[Seat], wish: Wish, now: float) -> None:
        """Note who has the journey now; of another model, it is theirs from the next leg on, which is asked for."""
        with self._lock:
            before, self.members = self.members, members
            if not before or before == members:
                return
            if before[0].own != members[0].own:
                made = {child: child.made for seat in members for child in seat.children}
                self._beginning = Beginning(now, max(leg.id for leg in wish.path.legs), tuple(before), made)
                self._generation += 1
            else:
                self._beginning = replace(self._beginning, left=())

    def _stretch(
        self,
        child: DreamerHandle,
        seats: Sequence[Seat],
        crew: list[DreamerHandle],
        older: list[DreamerHandle],
        wish: Wish,
        now: float,
    ) -> Wish | None:
        """What of a wish is for those who dream a dreamer's model: the newest has the legs that were laid for it."""
        current = [seat.current for seat in seats if seat.current is not None]
        took_over = min(each.took_over_at for each in crew)
        if not older and any(each in current for each in crew) and now - took_over > ASK_AGAIN:
            return wish  # before, the playhead may still be on its way over what the one before has dreamed
        beginning = self._beginning
        own = [leg for leg in wish.path.legs if leg.id > beginning.newest]
        begun = any(each.made > beginning.made.get(each, 0) for each in crew)
        if child in older and (child is not older[0] or (begun and not own)):
            return _idle(wish)
        if not own:
            late = not current or now - beginning.at > ASK_AGAIN
            return wish if child in older else replace(wish, held=frozenset()) if late else None
        low = min(leg.low for leg in own)
        high = max(leg.high for leg in own)
        if child in crew:
            return replace(wish, reach=(low, high), held=wish.held if begun else frozenset())
        backwards = wish.velocity < 0
        return replace(wish, reach=(high, float("inf")) if backwards else (float("-inf"), low))

    def _dealt_to(self, child: DreamerHandle, group: list[DreamerHandle], wish: Wish, now: float) -> Wish:
        """One's own of the most urgent keyframes, dealt anew where anything has come up since they were."""
        with self._lock:
            costs = {each: each.cost or 1 / FIRST_GUESS for each in group}
            if self._terms is None or self._terms[:2] != (wish, costs) or now - self._terms[2] > WISH_PACE:
                self._terms = wish, costs, now
                self._deal(costs, wish, now)
            share = tuple(self._hands[child])
        return replace(wish, share=share) if share or child.made else _warm(child, wish)

    def _deal(self, costs: Mapping[DreamerHandle, float], wish: Wish, now: float) -> None:
        self._backlog.follow(wish, now)
        self._backlog.rate = sum(1 / cost for cost in costs.values())
        picks = self._backlog.picks(sum(BATCH + int(AHEAD / cost) for cost in costs.values()))
        before, self._dealt, self._hands = self._dealt, {}, {each: [] for each in costs}
        busy = dict.fromkeys(costs, 0.0)  # seconds
        for leg, at in picks:
            owner = before.get((leg.id, at))
            if owner not in busy:
                owner = min(costs, key=lambda each: busy[each] + costs[each])
            busy[owner] += costs[owner]
            self._dealt[leg.id, at] = owner
            self._hands[owner].append((leg, at))


def _lively(child: DreamerHandle, now: float) -> bool:
    return now - child.heard <= max(DROWSY, DROWSY_KEYFRAMES * child.cost)


def _leader(seats: Sequence[Seat], now: float) -> Seat:
    """The seat that dreams what only one can: the first whose dreamer is up and speaks."""
    up = [seat for seat in seats if any(child.ready for child in seat.children)]
    return min(
        up,
        key=lambda seat: (not any(_lively(child, now) for child in seat.children if child.ready), seat.status.standby),
    )


def _at_work(crew: list[DreamerHandle], seats: Sequence[Seat], now: float) -> list[DreamerHandle]:
    """Those who share the work: all but the standbys, which stand in for those that are silent or not there."""
    spare = {child for seat in seats if seat.status.standby for child in seat.children}
    lively = [child for child in crew if _lively(child, now)]
    working = [child for child in lively if child not in spare]
    missing = sum(not seat.status.standby for seat in seats) - len(working)
    return working + [child for child in lively if child in spare][:missing] or crew


def _idle(wish: Wish) -> Wish:
    return replace(wish, live=None, flight=None, share=())


def _warm(child: DreamerHandle, wish: Wish) -> Wish:
    """Nothing but the ends of the newest leg, once: whoever stands in later then has both at hand."""
    leg = max(wish.path.legs, key=lambda leg: leg.id)
    if child.last == (leg.id, leg.high):
        return _idle(wish)
    return replace(_idle(wish), ahead=None, held=frozenset(), share=((leg, leg.low), (leg, leg.high)))
