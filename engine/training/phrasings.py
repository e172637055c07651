"""What prompts ask in an evaluation: wishes of their own dice, in the captions' wording or in wording held out.

The frames here never occur in captions.py: other openings, other orders, other words between. Kinds, colours, moods
and modifiers are the taught words, since what is tested is whether the model hears them in a sentence it never met.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.training.captions import kind_words, phrase, some_word
from engine.training.classifier import tellable
from engine.training.draw import FIRST_MATERIALS, Wish, first_wish_for_thing
from engine.training.kinds import KINDS
from engine.training.listen import said
from engine.training.things.catalogue import FIRST, THINGS
from engine.training.things.materials import MATERIALS
from engine.training.words import COLOURS, MODIFIERS, MOODS

ASKED, ASKED_FOR_THINGS = 32, 38  # streams of dice of what is asked; see classifier.py
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
THING_FRAMES = (
    "I'd love to watch {thing} turning above everybody",
    "could we have {thing} tonight, as tall as it gets",
    "fill the whole wall: {thing} please",
    "give them {thing} they can remember",
    "now everything fades until {thing} appears",
    "imagine {thing} drifting past us",
    "next comes {thing}, hold it for eight bars",
    "please bring back {thing} from last week",
    "we begin gently: {thing}, then we build from it",
    "as if somebody had left {thing} hanging over us",
    "next up: {thing}. what for? the finale!",
    "surround me, then leave {thing} all alone",
    "what would {thing} look like from here?",
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
    """A wish in the captions' own wording, one that names its kind and every colour. Raises ValueError.

    Of a thing it names the thing and what it is made of.
    """
    names_enough = names_thing if w.thing else names_all
    for _ in range(TRIES):
        text = phrase(w, random)
        if names_enough(w, text):
            return text
    raise ValueError(f"no caption names all of {w}")


def thing_held_out(w: Wish, random: np.random.Generator) -> str:
    """A thing and what it is made of in wording that no caption has."""
    others = tuple(filter(None, THINGS[w.thing].words))
    one, material = some_word(w.thing, others, random) if others else w.thing, MATERIALS[w.material]
    if w.kind:
        noun = f"{one} {random.choice(material.phrases)} {some_word(w.kind, KINDS[w.kind].words, random)}"
    else:
        noun = f"{random.choice(material.adjectives)} {one}"
    return str(random.choice(THING_FRAMES)).format(thing=f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}")


def names_thing(w: Wish, text: str) -> bool:
    """Whether a text has words for the wish's thing and for its material or filling."""
    heard = said(w, text)
    return heard.thing == w.thing and heard.material == w.material


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


def ask_for_things(count: int, wording: Wording, first_seed: int = 4000) -> list[Asked]:
    """`count` prompts for things that are learnt first, each in turn and in every material; the same every time."""
    materials, asked = list(FIRST_MATERIALS), []
    for index in range(count):
        random = np.random.default_rng([index, ASKED_FOR_THINGS])
        material = materials[(index + index // len(FIRST)) % len(materials)]
        w = first_wish_for_thing(random)
        while w.material != material:
            w = first_wish_for_thing(random)
        w = replace(w, thing=FIRST[index % len(FIRST)])
        asked.append(Asked(wording(w, random), w, first_seed + index))
    return asked
