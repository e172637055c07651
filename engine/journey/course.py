"""The navigator: turns what the performer sets into a path and a motion along it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.journey.path import Leg, Path, Recipe, Waypoint, add_deck, branch, extend, start
from engine.parameters import Deck, Dream, State

DISSOLVE = 1.0  # seconds over which pictures of two recipes dissolve into each other
SETTLE = 0.2  # seconds that a recipe has to stand still before it is taken: a fader must not cut 30 times a second
AHEAD = 5.0  # seconds before its end that a wandering leg gets its next one, so that dreaming has time


@dataclass(frozen=True)
class Motion:
    """Where the playhead is to go: at a velocity (legs per second), or straight to a target position."""

    velocity: float = 0.0
    target: float | None = None


class Course:
    """Follows the performer's state; `path` is the journey as it now stands.

    It compares what is set with what it has laid out, so nothing is missed however often or seldom it is asked.
    Call everything from one thread.
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
        self._remade = False
        self._reseeding = False
        self.answer = 0  # the id of the leg that answers the newest prompt
        here = self._target
        if dream.wander:
            self._target = self._next(dream)
        self.path: Path = start(here, self._target, self._recipe)

    def reseed(self) -> None:
        """At the next tick, set out for the prompt under the seed that is then set."""
        self._reseeding = True

    def remake(self) -> None:
        """At the next tick, cut: everything beyond is to be made anew (another model has come)."""
        self._remade = True

    def steer(self, settled: State, live: State, position: float, margin: float, now: float) -> Motion:
        """Bring the path up to date and return the motion that is wanted.

        settled: what is set. live: the same with gliding numbers where they are now. position: of the playhead,
        legs. margin: seconds that a new leg's first keyframe takes to be dreamed; a cut lies that far ahead, so
        that the playhead has somewhere to go meanwhile. now: seconds.
        """
        dream, deck = settled.dream, settled.deck
        velocity = live.dream.speed / live.dream.leg
        self._follow_decks(deck, dream)
        self._follow_prompt(dream, position, velocity, margin)
        self._follow_recipe(dream, position, velocity, margin, now)
        if self._deck is not None:
            return Motion(target=self._deck.origin + live.deck.mix)
        if dream.wander and velocity:
            self._wander(dream, position, velocity)
        return Motion(velocity=velocity)

    def _follow_decks(self, deck: Deck, dream: Dream) -> None:
        before, self._decks = self._decks, deck
        if not (deck.a or deck.b) or deck == before:
            return
        if self._deck is None or (deck.a, deck.b) != (before.a, before.b):
            self._lay_deck(dream)

    def _lay_deck(self, dream: Dream) -> None:
        a, b = (
            Waypoint(((text, 1.0),) if text else dream.prompt, dream.seed) for text in (self._decks.a, self._decks.b)
        )
        self.path = add_deck(self.path, a, b, self._recipe)
        self._deck = self.path.legs[-1]

    def _follow_prompt(self, dream: Dream, position: float, velocity: float, margin: float) -> None:
        leave = dream.prompt != self._prompt or self._reseeding
        if leave or dream.seed != self._seed:
            self._strays = 0
        self._prompt, self._seed, self._reseeding = dream.prompt, dream.seed, False
        if leave:
            self._target = Waypoint(dream.prompt, dream.seed)
            if self._deck is not None:
                self._deck, margin = None, 0.0  # the crossfader stands still, so there is nothing to bridge
            self._cut(position, velocity, margin, 0.0)
            self.answer = max(leg.id for leg in self.path.legs)

    def _follow_recipe(self, dream: Dream, position: float, velocity: float, margin: float, now: float) -> None:
        wanted = recipe(dream)
        if wanted != self._wanted_recipe:
            self._wanted_recipe, self._wanted_since = wanted, now
        settled = wanted != self._recipe and now - self._wanted_since >= SETTLE
        if not (settled or self._remade):
            return
        self._recipe, self._remade = wanted, False
        if self._deck is not None:
            self._lay_deck(dream)
        else:
            self._cut(position, velocity, margin, min(max(abs(velocity) * DISSOLVE, 0.02), 0.5))

    def _cut(self, position: float, velocity: float, margin: float, quiet: float) -> None:
        low, high = self.path.extent(position)
        at = min(max(position + velocity * margin, low), high)
        leg = self.path.leg_at(at)
        assert leg is not None, f"the playhead left the path at {position}"
        self.path = branch(self.path, leg, at, -1 if velocity < 0 else 1, self._target, self._recipe, quiet)

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


def recipe(dream: Dream) -> Recipe:
    """How keyframes are to be made, as far as the performer says."""
    return Recipe(dream.method, dream.path, dream.steps, dream.guidance, dream.negative, dream.lora)
