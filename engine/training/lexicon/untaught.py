"""What evaluation asks of words that were never taught: which prompts, and whether a picture fits one."""

import numpy as np

from engine.training.hues import polar, wears
from engine.training.lexicon.table import Lexicon, Meaning
from engine.training.lexicon.texts import STRONG
from engine.training.lexicon.vocabulary import held_out
from engine.training.words import COLOURS

DARK, BRIGHT = 0.35, 0.62  # mean lightness in OKLab below and above which a picture is dark or bright


def untaught_words(lexicon: Lexicon, count: int = 300) -> list[str]:
    """The first `count` held-out words that no table has come to name since. Raises ValueError for too few."""
    taught = {word for text in lexicon.named for word in text.split()}
    words = [word for word in held_out() if word not in taught]
    if len(words) < count:
        raise ValueError(f"only {len(words)} held-out words are left that no table names")
    dice = np.random.default_rng(3)  # not by the alphabet
    return [words[i] for i in dice.permutation(len(words))[:count]]


def pairs_of_words(lexicon: Lexicon, count: int = 500, seed: int = 0) -> list[str]:
    """Prompts of any two dictionary words, the same every time."""
    words = [word for word in lexicon.entries if " " not in word]
    dice = np.random.default_rng([seed, 18])
    return [" ".join(words[i] for i in dice.integers(len(words), size=2)) for _ in range(count)]


def fits(meaning: Meaning, name: str, picture: np.ndarray) -> bool:
    """Whether a picture fits what a word means: its subject, and its colour or light.

    name: the thing or kind that a classifier sees in the picture (H, W, 3) uint8 RGB. Both must be among the three
    nearest that the lexicon knows; of light only what the word surely means.
    """
    return any(name == one for _, one, _ in meaning.subjects) and (
        wears_one(meaning, picture) or is_lit(meaning, picture)
    )


def wears_one(meaning: Meaning, picture: np.ndarray) -> bool:
    """Whether a picture wears one of the three nearest colours or moods."""
    colours, moods = [name for name, _ in meaning.colours], [name for name, _ in meaning.moods]
    return any(wears(picture, (name,)) for name in colours if name in COLOURS) or any(
        wears(picture, (), name) for name in moods
    )


def is_lit(meaning: Meaning, picture: np.ndarray) -> bool:
    """Whether a picture is as dark or as bright as the word surely says."""
    level, score = meaning.modifiers.get("light", ("", 0.0))
    light = float(polar(picture[::4, ::4].reshape(-1, 3) / 255.0).light.mean())
    return score >= STRONG and ((level == "dark" and light < DARK) or (level == "bright" and light > BRIGHT))
