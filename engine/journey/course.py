"""The navigator: turns what the performer sets into a path and a motion along it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.journey.path import Leg, Path, Place, Recipe, Waypoint, add_deck, apart, between, branch, extend, start
from engine.parameters import Deck, Dream, State
from engine.tempo.grid import Grid

DISSOLVE = 1.0  # seconds over which pictures of two recipes dissolve into each other
SETTLE = 0.2  # seconds that a recipe has to stand still before it is taken: a fader must not cut 30 times a second
HURRY = (0.0, 2.0)  # the least and the most of its pace that the playhead may take to be at a cut when it is due
LOCK = (0.8, 1.25)  # the same, to be at the end of a leg on a beat
LOCKED = 0.25  # seconds before the end of a leg from which on its beat stands
AHEAD = 5.0  # seconds before its end that a wandering leg gets its next one, so that dreaming has time


@dataclass(frozen=True)
class Motion:
    """Where the playhead is to go: at a velocity (legs per second), or straight to a target position."""

    velocity: float = 0.0
    target: float | None = None


class Course:
    """Follows the performer's state; `path` is the journey as it now stands.

    It compares what is set with what it has laid out, so nothing is missed however often or seldom it is asked.
    Call everything from one thread, but `reseed` and `remake` from any.
    """

    def __init__(self, state: State):
        dream = state.dream
        self._strays = 0  # waypoints laid since the prompt or the seed was set
        self._prompt, self._seed = dream.prompt, dream.seed
        self._recipe = self._wanted_recipe = recipe(dream)
        self._wanted_since = 0.0
        self._decks = Deck()
        self._deck: Leg | None = None  # the crossfader's leg, while it is what is played
        self._target = Waypoint(dream.prompt, dream.seed)
        self._sought: int | None = None  # the seed to set out under, once it is set
        self._aside: Leg | None = None
        self._aside_of: tuple[Place, Recipe, int] | None = None  # with the count of remakes: models differ
        self._landing: float | None = None  # the position of a cut that is to be reached when it is due
        self.remakes = self._remade = 0  # how often everything beyond was to be made anew, and has been
        self.answer = 0  # the id of the leg that answers the newest prompt
        self.cut = 0.0  # where that leg begins: the picture there is still the old one
        here = self._target
        if dream.wander:
            self._target = self._next(dream)
        self.path: Path = start(here, self._target, self._recipe)

    def reseed(self, seed: int) -> None:
        """As soon as this seed is seen to be set, set out for the prompt under it."""
        self._sought = seed

    def remake(self) -> None:
        """At the next tick, cut: everything beyond is to be made anew (another model has come)."""
        self.remakes += 1

    def aside(self, place: Place, wanted: Recipe) -> Leg:
        """A place, dreamed by a recipe, as a leg apart; the same leg while nothing has changed."""
        made_by = self.remakes
        if (place, wanted, made_by) != self._aside_of:
            self._aside_of = (place, wanted, made_by)
            self._aside = apart(1 - self._aside.id if self._aside else 1, place, wanted)
        assert self._aside is not None
        return self._aside

    def steer(
        self,
        settled: State,
        live: State,
        position: float,
        margin: float,
        now: float,
        grid: Grid = Grid(),  # noqa: B008 - immutable
        due: float | None = None,
        awaited: bool = False,
    ) -> Motion:
        """Bring the path up to date and return the motion that is wanted.

        settled: what is set. live: the same with gliding numbers where they are now. position: of the playhead,
        legs. margin: seconds that a new leg's first keyframe takes to be dreamed; a cut lies that far ahead, so
        that the playhead has somewhere to go meanwhile. now: seconds. grid: of beats. due: the moment at which the
        newest change is to begin, None for as soon as it can: the cut lies where the playhead is to be then. awaited:
        the last prompt has no picture yet, so that the next one waits: a blend that is dragged by a fader would
        otherwise cut every leg before it was dreamed.
        """
        dream, deck = settled.dream, settled.deck
        velocity = pace(live.dream, grid)
        if due is None:
            self._landing = None
        else:
            margin = due - now
        self._follow_decks(deck, dream)
        if not awaited or due is not None:
            self._follow_prompt(dream, position, velocity, margin)
        self._follow_recipe(dream, position, velocity, margin, now)
        if self._deck is not None:
            return Motion(target=self._deck.origin + live.deck.mix)
        if dream.wander and velocity:
            self._wander(dream, position, velocity)
        if self._landing is not None and due is not None:
            velocity = _meeting(velocity, self._landing - position, due - now, HURRY)
        elif live.dream.leg_beats and velocity:
            velocity = self._locked(velocity, position, now, grid)
        return Motion(velocity=velocity)

    def _follow_decks(self, deck: Deck, dream: Dream) -> None:
        before, self._decks = self._decks, deck
        if not (deck.a or deck.b) or deck == before:
            return
        if self._deck is None or (deck.a, deck.b) != (before.a, before.b):
            self._lay_deck(dream)
            self._prompt, self._seed = dream.prompt, dream.seed  # one that came with them is not set out for

    def _lay_deck(self, dream: Dream) -> None:
        self.path = add_deck(self.path, *deck_ends(self._decks, dream), self._recipe)
        self._deck = self.path.legs[-1]

    def _follow_prompt(self, dream: Dream, position: float, velocity: float, margin: float) -> None:
        emptied = self._deck is not None and not (self._decks.a or self._decks.b)
        leave = dream.prompt != self._prompt or dream.seed == self._sought or emptied
        if leave or dream.seed != self._seed:
            self._strays = 0
        self._prompt, self._seed = dream.prompt, dream.seed
        if dream.seed == self._sought:
            self._sought = None
        if leave:
            self._target = Waypoint(dream.prompt, dream.seed)
            if self._deck is not None:
                self._deck, margin = None, 0.0  # the crossfader stands still, so there is nothing to bridge
            wanted = recipe(dream)
            quiet = dissolve(velocity) if wanted != self._recipe else 0.0
            self._recipe = self._wanted_recipe = wanted
            self._landing = self.cut = self._cut(position, velocity, margin, quiet)
            self.answer = max(leg.id for leg in self.path.legs)

    def _follow_recipe(self, dream: Dream, position: float, velocity: float, margin: float, now: float) -> None:
        wanted = recipe(dream)
        if wanted != self._wanted_recipe:
            self._wanted_recipe, self._wanted_since = wanted, now
        settled = wanted != self._recipe and now - self._wanted_since >= SETTLE
        remakes = self.remakes
        if not (settled or remakes != self._remade):
            return
        self._recipe, self._remade = wanted, remakes
        if self._deck is not None:
            self._lay_deck(dream)
        else:
            self._landing = self._cut(position, velocity, margin, dissolve(velocity))

    def _cut(self, position: float, velocity: float, margin: float, quiet: float) -> float:
        """Leave the path at the place that the playhead reaches in `margin` seconds; returns the position."""
        low, high = self.path.extent(position)
        at = min(max(position + velocity * margin, low), high)
        leg = self.path.leg_at(at)
        assert leg is not None, f"the playhead left the path at {position}"
        self.path = branch(self.path, leg, at, -1 if velocity < 0 else 1, self._target, self._recipe, quiet)
        return at

    def _locked(self, velocity: float, position: float, now: float, grid: Grid) -> float:
        """The velocity at which the leg under the playhead ends on a beat, a little off the wanted one."""
        leg = self.path.leg_at(position)
        if leg is None:
            return velocity
        way = (leg.origin + 1 if velocity > 0 else leg.origin) - position
        left = way / velocity
        if left < LOCKED:
            return velocity
        return _meeting(velocity, way, grid.when(round(grid.beat_at(now + left))) - now, LOCK)

    def _wander(self, dream: Dream, position: float, velocity: float) -> None:
        low, high = self.path.extent(position)
        edge = high if velocity > 0 else low
        if abs(edge - position) < abs(velocity) * AHEAD:
            end = self.path.leg_at(edge)
            assert end is not None
            self._target = self._next(dream)
            self.path = extend(self.path, end, 1 if velocity > 0 else -1, self._target, self._recipe)

    def _next(self, dream: Dream) -> Waypoint:
        self._strays += 1
        return Waypoint(dream.prompt, dream.seed, self._strays, dream.variation)


def deck_ends(deck: Deck, dream: Dream) -> tuple[Place, Place]:
    """The places on the two decks; an empty one has the prompt."""
    a, b = (Waypoint(((text, 1.0),) if text else dream.prompt, dream.seed) for text in (deck.a, deck.b))
    return a, b


def destination(before: State, after: State) -> Place | None:
    """The place where a change of what is set leads to; None where it leads nowhere else."""
    old, new = before.deck, after.deck
    if (new.a or new.b) and (new.a, new.b) != (old.a, old.b):
        return between(*deck_ends(new, after.dream), new.mix)
    emptied = (old.a or old.b) and not (new.a or new.b)
    if emptied or after.dream.prompt != before.dream.prompt:
        return Waypoint(after.dream.prompt, after.dream.seed)
    return None


def pace(dream: Dream, grid: Grid) -> float:
    """Legs per second."""
    return dream.speed / leg_seconds(dream, grid)


def leg_seconds(dream: Dream, grid: Grid) -> float:
    """How long a leg takes at speed 1."""
    return grid.seconds(dream.leg_beats) if dream.leg_beats else dream.leg


def dissolve(velocity: float) -> float:
    """How long a stretch of the path, in legs, is left to the dissolve of two recipes."""
    return min(max(abs(velocity) * DISSOLVE, 0.02), 0.5)


def _meeting(velocity: float, way: float, seconds: float, shares: tuple[float, float]) -> float:
    """The velocity that covers a way in so many seconds, within shares of the wanted one."""
    if not velocity or seconds <= 0:
        return velocity
    low, high = shares
    return velocity * min(max(way / seconds / velocity, low), high)


def recipe(dream: Dream) -> Recipe:
    """How keyframes are to be made, as far as the performer says."""
    method = "travel" if dream.method == "live" else dream.method  # the journey waits while the input is dreamed
    return Recipe(method, dream.path, dream.steps, dream.guidance, dream.negative, dream.lora)
