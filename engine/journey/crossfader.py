"""The crossfader: the leg between the two decks, laid again further on while the mix rests and the decks wander."""

from __future__ import annotations

from dataclasses import replace

from engine.journey.destination import deck_ends
from engine.journey.path import Leg, Path, Place, Recipe, Steering, Waypoint, add_deck, between
from engine.parameters import Deck, Dream

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
