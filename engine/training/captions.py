"""Captions in many phrasings for a wish, as a VJ types them: sentences, lists of words, single words."""

import numpy as np

from engine.training.kinds import KINDS
from engine.training.words import COLOURS, FILLERS, MODIFIERS, MOODS

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


def caption(wish, random: np.random.Generator) -> str:
    """Some of what the wish holds, in words by chance; never empty."""
    dice = random.random()
    if dice < 0.03:
        return strange_name(wish, random)
    text = phrase(wish, random)
    return slip(text, random) if dice < 0.09 else text


def phrase(wish, random: np.random.Generator) -> str:
    """Some of what the wish holds, every word taught and whole."""
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
