"""The navigator: turns what the performer sets into a path and a motion along it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.journey.destination import deck_ends, recipe
from engine.journey.path import (
    Leg,
    Path,
    Place,
    Recipe,
    Steering,
    Waypoint,
    add_deck,
    apart,
    between,
    branch,
    extend,
    near,
    start,
)
from engine.journey.timetable import PLAIN, Timetable
from engine.parameters import Deck, Dream, State
from engine.tempo.quantize import Grid

REST = 0.3  # seconds after which a crossfader that has not moved is left alone, so that its decks wander on
FARTHEST = 0.25  # legs that they wander at once, at most


class Crossfader:
    """Lays legs for the decks on a path that its caller keeps. leg: the one that is played, None while none is."""

    def __init__(self) -> None:
        self.leg: Leg | None = None
        self._decks = Deck()
        self._drifts = (0.0, 0.0)  # how far each deck has wandered from its text, in legs,
        self._drifted = (0.0, 0.0)  # and had on the leg before
        self._laid_at = self._mixed_at = 0.0  # when the leg was laid, and when the crossfader moved last
        self._mix = 0.0
        self._been: tuple[Leg, ...] = ()  # the last two legs on which these decks have wandered
        self._drifting = 0  # the id of the leg that was laid last to wander on

    @property
    def emptied(self) -> bool:
        """Whether the decks have been emptied while their leg is played."""
        return self.leg is not None and not (self._decks.a or self._decks.b)

    def leave(self) -> None:
        """Play it no more."""
        self.leg = None

    def follow(self, path: Path, deck: Deck, dream: Dream, recipe: Recipe, position: float, now: float) -> Path:
        """Take the decks as they are set; where their texts are new, returns the path with a leg for them."""
        before, self._decks = self._decks, deck
        if not (deck.a or deck.b) or deck == before:
            return path
        if self.leg is not None and (deck.a, deck.b) == (before.a, before.b):
            return path
        a, b = self._drifts
        self._drifts = (a if deck.a == before.a else 0.0, b if deck.b == before.b else 0.0)
        return self.lay(path, dream, recipe, position, now)

    def lay(self, path: Path, dream: Dream, recipe: Recipe, position: float, now: float) -> Path:
        """The path with another leg from where deck A is by now to where deck B is; what they have been on is left."""
        self._been = ()
        return self._lay(path, dream, recipe, position, now)

    def _lay(self, path: Path, dream: Dream, recipe: Recipe, position: float, now: float) -> Path:
        a, b = (_drifted(end, far, dream) for end, far in zip(deck_ends(self._decks, dream), self._drifts, strict=True))
        path = add_deck(path, a, b, recipe, position, self._been)
        self.leg, self._laid_at = path.legs[-1], now
        return path

    def steer(
        self, path: Path, dream: Dream, mix: float, recipe: Recipe, position: float, velocity: float, now: float
    ) -> tuple[Path, Steering]:
        """Where the playhead is to be: on the leg, or, while the mix rests, on the next one of decks that wander."""
        assert self.leg is not None
        if mix != self._mix:
            self._mix, self._mixed_at = mix, now
        rests = now - self._mixed_at >= REST
        here = path.leg_at(position)
        if here.id == self.leg.id and rests and dream.wander and velocity:
            step = min(max(velocity * (now - self._laid_at), -FARTHEST), FARTHEST)
            self._drifted, self._drifts = self._drifts, (self._drifts[0] + step, self._drifts[1] + step)
            self._been = (here, *(leg for leg in self._been if leg.id != here.id))[:2]
            path = self._lay(path, dream, recipe, position, now)
            self._drifting = self.leg.id
        elif here.deck and here.id != self.leg.id and self.leg.id == self._drifting and not rests:
            self.leg, self._drifts = here, self._drifted  # a hand plays what is there
        drifts = here.deck and here.id != self.leg.id and self.leg.id == self._drifting
        back = None
        if drifts and dream.wander and velocity:
            back = next((leg.origin + mix for leg in self._been if leg.id != here.id), None)
        return path, Steering(target=self.leg.origin + mix, drifts=drifts, back=back, meanwhile=velocity)


def _drifted(end: Waypoint, far: float, dream: Dream) -> Place:
    """Where a deck is that has wandered so far, in legs, from its text; back and forth are one way."""
    count, part = divmod(abs(far), 1.0)
    last = replace(end, stray=int(count), variation=dream.variation) if count else end
    return between(last, replace(end, stray=int(count) + 1, variation=dream.variation), part)


DISSOLVE = 1.0  # seconds over which pictures of two recipes dissolve into each other
SETTLE = 0.2  # seconds that a recipe has to stand still before it is taken: a fader must not cut 30 times a second
HURRY = (0.0, 2.0)  # the least and the most of its pace that the playhead may take to be at a cut when it is due
LOCK = (0.8, 1.25)  # the same, to be at the end of a leg on a beat
LOCKED = 0.25  # seconds before the end of a leg from which on its beat stands
AHEAD = 5.0  # seconds that a wandering path reaches ahead, so that dreaming has time
MOST_AHEAD = 24.0  # legs that it reaches ahead at most, however short they are
MOST_LEGS = 2**32  # of one journey: those of the next are numbered from there
SHORTEST = 0.05  # seconds that a leg takes at least: in less there is hardly a frame that could show it


class SettlingRecipe:
    """The recipe that legs are laid by, and one that is set: taken once it has stood still for a moment."""

    def __init__(self, recipe: Recipe):
        self.taken = self._wanted = recipe
        self._since = 0.0

    def take(self, recipe: Recipe) -> None:
        """Lay legs by this one now."""
        self.taken = self._wanted = recipe

    def settles(self, wanted: Recipe, now: float) -> bool:
        """Whether what is set is to be taken at this moment, in seconds."""
        if wanted != self._wanted:
            self._wanted, self._since = wanted, now
        return wanted != self.taken and now - self._since >= SETTLE


@dataclass(frozen=True)
class Answer:
    """The leg that answers the newest prompt, 0 before any, and where it begins: the picture there is the old one."""

    leg: int = 0
    cut: float = 0.0


class Course:
    """Follows the performer's state; `path` is the journey as it now stands.

    It compares what is set with what it has laid out, so nothing is missed however often or seldom it is asked.
    Call everything from one thread, but `reseed` and `remake` from any.
    """

    def __init__(self, state: State):
        self._sought: int | None = None  # the seed to set out under, once it is set
        self._aside: tuple[Leg, int] | None = None  # with the count of remakes: models differ
        self.remakes = 0  # how often everything beyond was to be made anew
        self._begun = 0
        self.begin(state)

    def begin(self, state: State) -> None:
        """Begin a journey as the state says, of which nothing that was dreamed for the one before is taken for a part.

        It asks for nothing of the old one, which may be broken.
        """
        dream = state.dream
        self._set = origin = Waypoint(dream.prompt, dream.seed)  # its stray: of the waypoint laid last since it was set
        self._recipe = SettlingRecipe(recipe(dream, state.deck))
        self._crossfader = Crossfader()
        self._landing: float | None = None  # the position of a cut that is to be reached when it is due
        self._remade = self.remakes
        self.answer = Answer()
        self._target = self._next(dream) if dream.wander else origin
        self.path: Path = start(origin, self._target, self._recipe.taken, 1 + self._begun * MOST_LEGS)
        self._begun += 1

    def reseed(self, seed: int) -> None:
        """As soon as this seed is seen to be set, set out for the prompt under it."""
        self._sought = seed

    def remake(self) -> None:
        """At the next tick, cut: everything beyond is to be made anew (another model has come)."""
        self.remakes += 1

    def aside(self, place: Place, wanted: Recipe) -> Leg:
        """A place, dreamed by a recipe, as a leg apart; the same leg while nothing has changed."""
        leg, remakes = self._aside or (None, 0)
        if leg is None or (leg.a, leg.recipe, remakes) != (place, wanted, self.remakes):
            leg = apart(1 - leg.id if leg else 1, place, wanted)
            self._aside = leg, self.remakes
        return leg

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
        table: Timetable = PLAIN,
    ) -> Steering:
        """Bring the path up to date and return the motion that is wanted.

        settled: what is set. live: the same with gliding numbers where they are now. position: of the playhead,
        legs. margin: seconds that a new leg's first keyframe takes to be dreamed; a cut lies that far ahead, so
        that the playhead has somewhere to go meanwhile. now: seconds. grid: of beats. due: the moment at which the
        newest change is to begin, None for as soon as it can: the cut lies where the playhead is to be then. awaited:
        the last prompt has no picture yet, so that the next one waits: a blend that is dragged by a fader would
        otherwise cut every leg before it was dreamed. table: when the playhead is to be where on its leg.
        """
        dream, deck = settled.dream, settled.deck
        velocity = pace(live.dream, grid)
        position = self.path.hold(position)
        if due is None:
            self._landing = None
        else:
            margin = due - now
        crossfader, wanted = self._crossfader, recipe(dream, deck)
        path = crossfader.follow(self.path, deck, dream, self._recipe.taken, position, now)
        if path is not self.path:
            self.path = path
            self._set = replace(self._set, prompt=dream.prompt, seed=dream.seed)  # one with the decks is no target
        if not awaited or due is not None:
            self._follow_prompt(dream, wanted, position, velocity, margin, table)
        self._follow_recipe(dream, wanted, position, velocity, margin, now, table)
        if crossfader.leg is None and dream.wander and velocity:
            self._wander(dream, position, velocity)
        self.path = near(self.path, position, crossfader.leg)
        if crossfader.leg is not None:
            self.path, motion = crossfader.steer(
                self.path, dream, live.deck.mix, self._recipe.taken, position, velocity, now
            )
            return motion
        if self._landing is not None and due is not None:
            velocity = _meeting(velocity, table.way(position, self._landing), due - now, HURRY)
        elif live.dream.leg_beats and velocity:
            velocity = self._locked(velocity, position, now, grid, table)
        return Steering(velocity=velocity)

    def _follow_prompt(
        self, dream: Dream, wanted: Recipe, position: float, velocity: float, margin: float, table: Timetable
    ) -> None:
        before = self._set
        leave = dream.prompt != before.prompt or dream.seed == self._sought or self._crossfader.emptied
        anew = leave or dream.seed != before.seed
        self._set = Waypoint(dream.prompt, dream.seed, 0 if anew else before.stray)
        if dream.seed == self._sought:
            self._sought = None
        if leave:
            self._target = self._set
            from_decks = self._crossfader.leg is not None
            if from_decks:
                self._crossfader.leave()
                margin = 0.0  # the crossfader stands still, so there is nothing to bridge
            quiet = dissolve(velocity) if wanted != self._recipe.taken else 0.0
            self._recipe.take(wanted)
            cut = self._cut(table.reached(position, velocity * margin), position, velocity, quiet)
            self._landing = None if from_decks else cut  # the playhead is there already
            self.answer = Answer(max(leg.id for leg in self.path.legs), cut)

    def _follow_recipe(
        self,
        dream: Dream,
        wanted: Recipe,
        position: float,
        velocity: float,
        margin: float,
        now: float,
        table: Timetable,
    ) -> None:
        settled, remakes = self._recipe.settles(wanted, now), self.remakes
        if not (settled or remakes != self._remade):
            return
        self._recipe.take(wanted)
        self._remade = remakes
        if self._crossfader.leg is not None:
            self.path = self._crossfader.lay(self.path, dream, wanted, position, now)
        else:
            reached = table.reached(position, velocity * margin)
            self._landing = self._cut(reached, position, velocity, dissolve(velocity))

    def _cut(self, at: float, position: float, velocity: float, quiet: float) -> float:
        """Leave the path at a place, as far as it reaches there; returns the position."""
        low, high = self.path.extent(position)
        at = min(max(at, low), high)
        direction = -1 if velocity < 0 else 1
        self.path = branch(self.path, self.path.leg_at(at), at, direction, self._target, self._recipe.taken, quiet)
        return at

    def _locked(self, velocity: float, position: float, now: float, grid: Grid, table: Timetable) -> float:
        """The velocity at which the leg under the playhead ends on a beat, a little off the wanted one."""
        leg = self.path.leg_at(position)
        way = table.way(position, leg.origin + 1 if velocity > 0 else leg.origin)
        left = way / velocity
        if left < LOCKED:
            return velocity
        return _meeting(velocity, way, grid.when(round(grid.beat_at(now + left))) - now, LOCK)

    def _wander(self, dream: Dream, position: float, velocity: float) -> None:
        """Lay as many legs as it takes for the path to reach far enough ahead."""
        direction = 1 if velocity > 0 else -1
        low, high = self.path.extent(position)
        edge = high if velocity > 0 else low
        while (edge - position) * direction < min(abs(velocity) * AHEAD, MOST_AHEAD):
            self._target = self._next(dream)
            self.path = extend(self.path, self.path.leg_at(edge), direction, self._target, self._recipe.taken)
            edge += direction

    def _next(self, dream: Dream) -> Waypoint:
        self._set = replace(self._set, stray=self._set.stray + 1)
        return Waypoint(dream.prompt, dream.seed, self._set.stray, dream.variation)


def pace(dream: Dream, grid: Grid) -> float:
    """Legs per second."""
    return dream.speed / leg_seconds(dream, grid)


def leg_seconds(dream: Dream, grid: Grid) -> float:
    """How long a leg takes at speed 1."""
    return max(grid.seconds(dream.leg_beats) if dream.leg_beats else dream.leg, SHORTEST)


def dissolve(velocity: float) -> float:
    """How long a stretch of the path, in legs, is left to the dissolve of two recipes."""
    return min(max(abs(velocity) * DISSOLVE, 0.02), 0.5)


def _meeting(velocity: float, way: float, seconds: float, shares: tuple[float, float]) -> float:
    """The velocity that covers a way in so many seconds, within shares of the wanted one."""
    if not velocity or seconds <= 0:
        return velocity
    low, high = shares
    return velocity * min(max(way / seconds / velocity, low), high)
