"""What prompts ask in an evaluation: wishes of their own dice, in the captions' wording or in wording held out.

The frames here never occur in captions.py: other openings, other orders, other words between. Kinds, colours, moods
and modifiers are the taught words, since what is tested is whether the model hears them in a sentence it never met.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.training.captions import kind_words, phrase, some_word
from engine.training.classifier import tellable
from engine.training.draw import Wish
from engine.training.kinds import KINDS
from engine.training.words import COLOURS, MODIFIERS, MOODS

ASKED = 32  # the stream of dice of what is asked; see classifier.py
TRIES = 1000

# {kind}, {paint} and {how}, which is empty or ends with a space
FRAMES = (
    "I'd love to watch {how}{kind} that are all {paint}",
    "could we have {paint} everywhere tonight, something like {how}{kind}",
    "fill the whole wall: {how}{kind}, and make it {paint}",
    "give the crowd {how}{kind} dressed in {paint}",
    "now everything turns {paint} while {how}{kind} appear",
    "{kind}, but {how}and painted {paint} this time",
    "imagine {how}{paint} {kind} drifting past us",
    "the drummer wants {paint}, I want {how}{kind}",
    "{how}{kind} bathed by {paint} until the song ends",
    "please bring back those {how}{kind}; this time go {paint}",
    "we begin among {how}{kind} coloured {paint}",
    "let {paint} take over, then build {how}{kind} from it",
    "as if somebody spilled {paint} over {how}{kind}",
    "next up: {paint}. what for? {how}{kind}!",
    "surround me by {how}{kind}, mostly {paint}",
    "what would {how}{kind} look like if they were {paint}?",
)
JOINTS = (" plus ", " next to ", " against ", " alongside ")


@dataclass(frozen=True)
class Asked:
    """One prompt, what a picture of it must show, and the seed to dream it from."""

    prompt: str
    wish: Wish
    seed: int


Wording = Callable[[Wish, np.random.Generator], str]


def held_out(w: Wish, random: np.random.Generator) -> str:
    """A wish in wording that no caption has."""
    kind = some_word(w.kind, KINDS[w.kind].words, random)
    if w.mood:
        paint = some_word(w.mood, MOODS[w.mood][2], random)
    else:
        paint = str(random.choice(JOINTS)).join(some_word(name, COLOURS[name][1], random) for name in w.colours)
    how = " yet ".join(str(random.choice(MODIFIERS[name][level])) for name, level in w.modifiers.items())
    return str(random.choice(FRAMES)).format(kind=kind, paint=paint, how=f"{how} " if how else "")


def taught(w: Wish, random: np.random.Generator) -> str:
    """A wish in the captions' own wording, one that names its kind and every colour. Raises ValueError."""
    for _ in range(TRIES):
        text = phrase(w, random)
        if names_all(w, text):
            return text
    raise ValueError(f"no caption names all of {w}")


def names_all(w: Wish, text: str) -> bool:
    """Whether a text has a word for the wish's kind and for each of its colours or its mood."""
    wanted = [kind_words(w), *((name, *COLOURS[name][1]) for name in w.colours)]
    if w.mood:
        wanted.append((w.mood, *MOODS[w.mood][2]))
    return all(any(re.search(rf"\b{re.escape(word)}\b", text) for word in words) for words in wanted)


def ask(count: int, wording: Wording, first_seed: int = 1000) -> list[Asked]:
    """`count` prompts, every kind in turn, each with colours or a mood; the same every time, whatever the wording."""
    kinds, asked = list(KINDS), []
    for index in range(count):
        random = np.random.default_rng([index, ASKED])
        w = tellable(random)
        while w.kind != kinds[index % len(kinds)] or not (w.colours or w.mood):
            w = tellable(random)
        asked.append(Asked(wording(w, random), w, first_seed + index))
    return asked
