"""Sheets that show at a glance what a pipeline folder has learnt, and what it makes of words that nobody taught."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from engine.dream.model import take_of
from engine.training.draw import picture, sheet
from engine.training.export import dream, open_pipeline
from engine.training.kinds import KINDS
from engine.training.lexicon.vocabulary import held_out
from engine.training.phrasings import ask, ask_for_things, taught
from engine.training.things.catalogue import FIRST
from engine.training.trainer import write_picture
from engine.training.words import TAKES

DRAWN = 39  # the stream of dice of what is drawn beside; see classifier.py
THINGS = 50
UNTAUGHT = 40
COLUMNS, SIZE = 12, (256, 144)  # of the sheet's pictures


def drawn_and_dreamed(folder: Path, path: Path) -> None:
    """A sheet of every kind and THINGS things, each drawn and, on its right, dreamed of the same wish in words.

    Things are drawn from the icons that `shapes.use` has named.
    """
    pipeline, settings = open_pipeline(folder)
    spread = np.linspace(0, len(FIRST) - 1, THINGS).round().astype(int)
    things = ask_for_things(len(FIRST), taught)
    shown = []
    for index, one in enumerate([*ask(len(KINDS), taught), *(things[at] for at in spread)]):
        random = np.random.default_rng([index, DRAWN])
        drawn = picture(
            replace(one.wish, take=take_of(one.seed, len(TAKES))), random, settings["width"], settings["height"]
        )
        shown += [drawn, dream(pipeline, settings, one.prompt, one.seed)]
    small = [cv2.resize(each, SIZE, interpolation=cv2.INTER_AREA) for each in shown]
    write_picture(path, sheet(small, COLUMNS))


def untaught_prompts() -> tuple[str, ...]:
    """Forty prompts of held-out words, half of them one word and half of them two, the same every time."""
    words = held_out()
    dice = np.random.default_rng(4)
    chosen = [words[at] for at in dice.permutation(len(words))[: UNTAUGHT + UNTAUGHT // 2]]
    alone, pairs = chosen[: UNTAUGHT // 2], chosen[UNTAUGHT // 2 :]
    return (*alone, *(" ".join(pairs[at : at + 2]) for at in range(0, len(pairs), 2)))
