"""Where a change of what is set leads to, how it is dreamed there, and how long it takes until it can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.journey.path import Place, Recipe, Waypoint, between
from engine.journey.prompt_syntax import worn
from engine.parameters import Deck, Dream, State

JOURNEY, LIVE_INPUT, FLIGHT = "journey", "live input", "flight"  # where pictures come from

NO_DECK = Deck()


def deck_ends(deck: Deck, dream: Dream) -> tuple[Waypoint, Waypoint]:
    """The places on the two decks; an empty one has the prompt."""
    a, b = (Waypoint(((text, 1.0),) if text else dream.prompt, dream.seed) for text in (deck.a, deck.b))
    return a, b


def source(state: State) -> str:
    """Where the pictures are to come from: JOURNEY, LIVE_INPUT or FLIGHT."""
    return {"live": LIVE_INPUT, "fly": FLIGHT}.get(state.dream.method, JOURNEY)


def destination(before: State, after: State) -> Place | None:
    """The place where a change of what is set leads to; None where it leads nowhere else."""
    old, new = before.deck, after.deck
    if (new.a or new.b) and (new.a, new.b) != (old.a, old.b):
        return between(*deck_ends(new, after.dream), new.mix)
    emptied = (old.a or old.b) and not (new.a or new.b)
    if emptied or after.dream.prompt != before.dream.prompt:
        return Waypoint(after.dream.prompt, after.dream.seed)
    return None


@lru_cache(maxsize=64)
def recipe(dream: Dream, deck: Deck = NO_DECK) -> Recipe:
    """How keyframes are to be made, as far as the performer says, with the LoRAs that the texts name."""
    loras = worn(dream.lora, *(text for text, weight in dream.prompt if weight), deck.a, deck.b)
    method = "travel" if dream.method in ("live", "fly") else dream.method  # beneath them, the journey is a plain one
    scale = 1.0 if dream.detail == "off" else dream.detail_scale
    detail = "off" if scale == 1 else dream.detail
    return Recipe(method, dream.path, dream.steps, dream.guidance, dream.negative, loras, detail, scale)


@dataclass(frozen=True)
class Lead:
    """How long it takes until a change can be shown, as the stage last knew it.

    seconds: to dream of it. shorter: where its picture is there already, as it is of the places `prepared`, each as a
    recipe makes it.
    """

    seconds: float = 0.0
    shorter: float = 0.0
    prepared: frozenset[tuple[Place, Recipe]] = frozenset()

    def of(self, before: State, after: State) -> float:
        """Seconds from one state to another; 0 where the journey leads nowhere else."""
        place, wanted = destination(before, after), recipe(after.dream, after.deck)
        if source(after) != JOURNEY or (place is None and wanted == recipe(before.dream, before.deck)):
            return 0.0
        return self.shorter if (place, wanted) in self.prepared else self.seconds
