"""What a ControlNet is taught with: a figure as a live input shows it, and the same figure in a material."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.training.draw import Wish, finish_thing, first_wish_for_thing, in_take, wish_for_thing
from engine.training.gather import SHARD, seeds_of, shard_path, write_shard
from engine.training.things import scene
from engine.training.things.form import Form
from engine.training.things.silhouettes import figure
from engine.training.trainer import Run

LEARNT, MEASURED = 61, 62  # streams of dice of lessons


def lesson_wish(random: np.random.Generator, takes: int | None) -> Wish:
    """What a figure is made of and where it is, by chance. The thing that it names is not what is shown."""
    w = wish_for_thing(random) if takes is None else first_wish_for_thing(random)
    while w.material == "silhouette" and random.random() < 0.5:
        w = wish_for_thing(random) if takes is None else first_wish_for_thing(random)
    return replace(w, arrangement="single")


def lesson(
    seed: int, width: int, height: int, takes: int | None, dice: int = LEARNT, taught: bool = True
) -> tuple[np.ndarray, np.ndarray, Wish]:
    """A drawn figure (height, width, 3) uint8, the input (height, width) uint8 that it is the answer to, and the wish.

    taught: of shapes that are learnt from, or of those that never are.
    """
    random = np.random.default_rng([seed, dice])
    w = in_take(lesson_wish(random, takes), seed, takes)
    form = figure(random, width, height, taught)
    shown = as_input(form, random)
    return finish_thing(w, random, scene.draw(w, random, width, height, form)), shown, w


def wish_of_lesson(seed: int, takes: int | None) -> Wish:
    """What the lesson of a seed is made of."""
    return in_take(lesson_wish(np.random.default_rng([seed, LEARNT]), takes), seed, takes)


def as_input(form: Form, random: np.random.Generator) -> np.ndarray:
    """A form as a logo, a word or somebody before a camera may look, (H, W) uint8: bright on dark, or the reverse."""
    dark, bright, ground = random.uniform(0.25, 0.6), random.uniform(0.8, 1.0), 0.0
    if random.random() < 0.25:
        ground = random.uniform(0.0, 0.12)
    body = dark + (bright - dark) * form.light
    picture = ground + (body - ground) * form.mask
    if random.random() < 0.15:
        picture = 1 - picture
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def draw_lessons(folder: Path, run: Run, index: int) -> None:
    """Draws the shard of a number unless it is there."""
    path = shard_path(folder, run.width, run.height, index)
    if path.exists():
        return
    seeds = seeds_of(run, index)
    drawn = [lesson(seed, run.width, run.height, run.takes) for seed in seeds]
    inputs = np.stack([shown for _, shown, _ in drawn])
    write_shard(path, [picture for picture, _, _ in drawn], [""] * SHARD, seeds, inputs=inputs)
