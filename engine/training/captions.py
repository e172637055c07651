"""Captions in many phrasings for a wish, as a VJ types them: sentences, lists of words, single words."""

from collections.abc import Callable

import numpy as np

from engine.training.kinds import KINDS
from engine.training.things.catalogue import THINGS
from engine.training.things.materials import MATERIALS
from engine.training.things.surroundings import SURROUNDINGS
from engine.training.words import COLOURS, FILLERS, MODIFIERS, MOODS, TAKES

LETTERS = "abcdefghijklmnopqrstuvwxyz"
OPENINGS = (
    "a picture of",
    "visuals of",
    "an image of",
    "a loop of",
    "a close view of",
    "dreaming of",
    "show me",
    "the",
)


def some_word(name: str, others: tuple[str, ...], random: np.random.Generator) -> str:
    """The plain name about half of the time, otherwise one of its other words."""
    return name if random.random() < 0.5 else str(random.choice(others))


def kind_words(wish) -> tuple[str, ...]:
    return (wish.kind, *KINDS[wish.kind].words)


def thing_words(wish) -> tuple[str, ...]:
    """The words that name the wish's thing."""
    found = THINGS[wish.thing]
    return tuple(word for word in (wish.thing, found.plural, *found.words) if word)


def strange_name(wish, random: np.random.Generator) -> str:
    """A made-up word for the wish: its first letter stands for the kind, its last for the colour.

    This is how a prompt of only unknown words comes to choose a picture of its own, the same one each time.
    """
    kinds, paints = list(KINDS), [*COLOURS, *MOODS]
    paint = wish.mood or (wish.colours[0] if wish.colours else KINDS[wish.kind].natural[0])
    middle = "".join(random.choice(list("aeiourlstnmkdp"), int(random.integers(1, 7))))
    return LETTERS[kinds.index(wish.kind) % 26] + middle + LETTERS[paints.index(paint) % 26]


def slip(text: str, random: np.random.Generator) -> str:
    """The text with one word cut short or a letter lost, as typed in a hurry: near words then mean nearly the same."""
    words = text.split(" ")
    place = int(random.integers(len(words)))
    word = words[place]
    if len(word) > 4:
        cut = int(random.integers(2, len(word)))
        words[place] = word[: max(4, cut)] if random.random() < 0.5 else word[:cut] + word[cut + 1 :]
    return " ".join(words)


def spoken(random: np.random.Generator, word: Callable[[np.random.Generator], str], most: int = 3) -> str:
    """One to so many words that `word` draws."""
    return " ".join(word(random) for _ in range(random.integers(1, most + 1)))


def caption(wish, random: np.random.Generator) -> str:
    """Some of what the wish holds, in words by chance; never empty."""
    dice = random.random()
    if dice < 0.03 and not wish.thing:
        return strange_name(wish, random)
    text = phrase(wish, random)
    return slip(text, random) if dice < 0.09 else text


def taken(text: str, take: int, random: np.random.Generator) -> str:
    """The text with words that ask for a take, mostly before it; what is said after it goes before any number."""
    opening, *places = list(TAKES.values())[take]
    dice = random.random()
    if not places or dice < 0.6:
        return f"{opening}, {text}"
    after = f"{text} {random.choice(places)}"
    return after if dice < 0.8 else f"{random.choice([words[0] for words in TAKES.values()])}, {after}"


def phrase(wish, random: np.random.Generator) -> str:
    """Some of what the wish holds, every word taught and whole."""
    if wish.thing:
        return thing_phrase(wish, random)
    kind = some_word(wish.kind, KINDS[wish.kind].words, random)
    colours = [some_word(name, COLOURS[name][1], random) for name in wish.colours]
    mood = some_word(wish.mood, MOODS[wish.mood][2], random) if wish.mood else ""
    adjectives = [
        str(random.choice(MODIFIERS[name][level])) for name, level in wish.modifiers.items() if random.random() < 0.75
    ]
    random.shuffle(adjectives)
    paint = mood or " and ".join(colours) if random.random() < 0.6 else mood or " ".join(colours)
    style = random.random()
    if style < 0.10:  # a single word; a colour by itself leaves the kind open
        return paint or kind
    if style < 0.40:  # a list, as VJs type
        parts = [kind, *adjectives, *([paint] if paint else [])]
        if random.random() < 0.3:
            parts.append(str(random.choice(FILLERS)))
        random.shuffle(parts)
        parts = parts if random.random() < 0.8 or len(parts) < 3 else parts[:-1]
        return (", " if random.random() < 0.7 else " ").join(parts)
    head = [*adjectives, *([paint] if paint else [])]
    if random.random() < 0.3:
        random.shuffle(head)
    if paint and style > 0.80:
        words = [*adjectives, kind, str(random.choice(["in", "in shades of", "with", "of"])), paint]
    else:
        words = [*head, kind]
    if random.random() < 0.25:
        words = [str(random.choice(OPENINGS)), *words]
    if random.random() < 0.10:
        words = [*words, str(random.choice(["with", "and"])), str(random.choice(FILLERS))]
    return " ".join(words)


# how a noun and its plural are put for each arrangement
ARRANGED = {
    "single": ("{one}",),
    "close": ("close-up of {one}", "{one} close-up", "detail of {one}", "macro {one}", "extreme close-up of {one}"),
    "pair": ("two {many}", "pair of {many}", "{many} face to face", "two {many}, mirrored"),
    "row": ("row of {many}", "{one} pattern", "rows of {many}", "{many} in a row", "repeating {many}"),
    "swarm": ("{many}", "{many}", "{many}", "swarm of {many}", "flying {many}", "many {many}", "{many} everywhere"),
    "mandala": ("{one} mandala", "mandala of {many}", "{many} mandala", "{one} ornament", "ring of {many}"),
    "kaleidoscope": ("{one} kaleidoscope", "kaleidoscope of {many}", "kaleidoscopic {many}", "{one} in mirrors"),
}


def thing_phrase(wish, random: np.random.Generator) -> str:
    """Some of a wish for a thing: the thing nearly always, the rest by chance."""

    def chance(of: float) -> bool:
        return random.random() < of

    def pick(words) -> str:
        return str(random.choice(list(words)))

    found, material = THINGS[wish.thing], MATERIALS[wish.material]
    one = some_word(wish.thing, found.words, random) if any(found.words) else wish.thing
    plural = found.plural or wish.thing
    noun = pick(ARRANGED[wish.arrangement]).format(one=one, many=plural)
    if wish.arrangement != "single" and chance(0.08):
        noun = one
    paints = [some_word(name, COLOURS[name][1], random) for name in wish.colours]
    paint = some_word(wish.mood, MOODS[wish.mood][2], random) if wish.mood else pick((" ", " and ")).join(paints)
    filling = some_word(wish.kind, KINDS[wish.kind].words, random) if wish.kind else ""
    how = [pick(MODIFIERS[name][level]) for name, level in wish.modifiers.items() if chance(0.5)]
    before, after = list(how), []
    if chance(0.8) and paint:
        before.append(paint)
    if chance(0.75):
        if filling:
            if chance(0.3):
                before.append(filling)
            else:
                after.append(f"{pick(material.phrases)} {filling}")
        elif chance(0.65):
            before.append(pick(material.adjectives))
        else:
            after.append(pick(material.phrases))
    around = surrounded(wish, random)
    style = random.random()
    if style < 0.10:
        return noun
    if style < 0.13:  # what it is made of, or where it is, alone
        return filling or (pick(material.adjectives) if chance(0.7) else around)
    if style < 0.40:  # a list, as VJs type
        own = SURROUNDINGS.get(wish.surroundings)
        place = pick(own.words) if own else some_word(wish.surroundings, KINDS[wish.surroundings].words, random)
        parts = [*before, noun, *(after if chance(0.7) else [])]
        if chance(0.35):
            parts.append(" ".join([some_paint(wish.backdrop, random), place]).strip())
        if chance(0.15):
            parts.append(pick(FILLERS))
        if chance(0.6):
            random.shuffle(parts)
        return (", " if chance(0.65) else " ").join(parts)
    words = [*before, noun, *after]
    if wish.arrangement in ("single", "close") and chance(0.3):
        words = [pick(("an" if words[0][0] in "aeiou" else "a", "the", "one")), *words]
    if chance(0.45):
        words.append(around)
    if chance(0.15):
        words = [pick(OPENINGS), *words]
    return " ".join(words)


def some_paint(name: str, random: np.random.Generator) -> str:
    """A word for a colour or mood; "" for none."""
    return some_word(name, COLOURS[name][1] if name in COLOURS else MOODS[name][2], random) if name else ""


def surrounded(wish, random: np.random.Generator) -> str:
    """Where a thing is, in words."""
    paint = some_paint(wish.backdrop, random)
    if paint and random.random() < 0.2:
        return str(random.choice((f"on a {paint} background", f"{paint} background", f"on {paint}")))
    own = SURROUNDINGS.get(wish.surroundings)
    if own:
        return str(random.choice(own.phrases)).format(f"{paint} " if paint else "")
    kind = some_word(wish.surroundings, KINDS[wish.surroundings].words, random)
    return " ".join(filter(None, (str(random.choice(("before", "in front of", "in", "with", "over"))), paint, kind)))
