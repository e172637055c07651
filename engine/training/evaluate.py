"""`reverie train evaluate`: what a pipeline folder is promised to do, measured, with a verdict on each figure.

Pictures are dreamed as a show dreams them: through the engine's own loading, sampling and decoding, with the folder's
own steps and guidance, in single precision. Prompts, seeds and drawn pictures have dice of their own (classifier.py),
so nothing here can have been trained on, and a second run on one machine gives the same figures but for the times.
"""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from engine import __version__
from engine.config import ConfigError
from engine.doctor.machine import cpu_name
from engine.dream.keyframes import KeyframeJob, KeyframeMaker
from engine.dream.loader import load
from engine.dream.model import Model
from engine.dream.model_files import ModelError
from engine.dream.protocol import Launch
from engine.dream.sampler import LatentSampler
from engine.frames import Keyframe
from engine.journey.path import Path as Journey
from engine.journey.path import Recipe, Waypoint
from engine.offline import route
from engine.offline_show import SPACING
from engine.parameters import Dream
from engine.stage.dissolve import Dissolver
from engine.stage.reel import Reel
from engine.training.classifier import Classifier, drawn, trained_classifier
from engine.training.draw import Wish
from engine.training.hues import wears
from engine.training.phrasings import Asked, ask, held_out, taught
from engine.training.slim import Batch, latency_table

LIKE, LIKE_AGAIN, PAIRED, PAIRED_AGAIN = 34, 35, 36, 37  # streams of dice of drawn pictures; see classifier.py
AT_ONCE = 16
TEACHER_STEPS = 50
OTHER_SEED = 500_000  # added to a prompt's seed for its second picture
SIZE = 512, 288  # of the keyframes that are timed
CORES = 2
FPS, JOURNEY_SECONDS = 30, 8.0


@dataclass(frozen=True)
class Extent:
    """How much is looked at: prompts, prompts in other wording, pairs of seeds, timed keyframes, journeys a method."""

    prompts: int
    reworded: int
    pairs: int
    timed: int
    journeys: int


FULL, QUICK = Extent(500, 250, 96, 15, 6), Extent(64, 64, 16, 5, 1)


@dataclass(frozen=True)
class Figure:
    """One measured figure. target: what is promised, None for one that is only reported; more: at least that much."""

    name: str
    value: float
    unit: str = ""
    target: float | None = None
    more: bool = True
    note: str = ""

    @property
    def passed(self) -> bool:
        if self.target is None:
            return True
        return self.value >= self.target if self.more else self.value <= self.target

    @property
    def verdict(self) -> str:
        return "" if self.target is None else "pass" if self.passed else "short"

    def line(self) -> str:
        wanted = "" if self.target is None else f"{'at least' if self.more else 'at most'} {self.target:g}"
        return f"{self.name:<52} {self.value:>8.4g} {self.unit:<12} {wanted:<14} {self.verdict:<6} {self.note}".rstrip()


class Dreams:
    """A pipeline folder's pictures. Raises ModelError for one that can't be loaded."""

    def __init__(self, folder: Path, device: str = "auto"):
        self.model: Model = load(Launch(str(folder), device), lambda line: None)

    def pictures(
        self, asked: Sequence[Asked], label: str, steps: int | None = None, other: int = 0
    ) -> list[np.ndarray]:
        """A picture (H, W, 3) uint8 of each prompt, from its seed plus `other`, in the model's own or so many steps."""
        places, recipe = LatentSampler(self.model), Recipe("walk", steps=steps)
        shown: list[np.ndarray] = []
        with tqdm(total=len(asked), desc=label, mininterval=5, disable=None, leave=False) as progress:
            for first in range(0, len(asked), AT_ONCE):
                some = asked[first : first + AT_ONCE]
                stops = [Waypoint(((one.prompt, 1.0),), one.seed + other) for one in some]
                latents = places.latents(stops, recipe, _never, batch=AT_ONCE)
                for latent in latents.split(1):  # one by one, as a CPU decodes in a show
                    levels = (self.model.decode(latent)[0].nan_to_num().clamp(0, 1) * 255).round().to(torch.uint8)
                    shown.append(levels.permute(1, 2, 0).contiguous().cpu().numpy())
                progress.update(len(some))
        return shown


def hue_adherence(pictures: Sequence[np.ndarray], asked: Sequence[Asked]) -> float:
    """Percent of pictures that wear the colours or the mood asked for."""
    return _percent(wears(p, one.wish.colours, one.wish.mood) for p, one in zip(pictures, asked, strict=True))


def kind_adherence(found: Sequence[str], asked: Sequence[Asked]) -> float:
    """Percent of pictures that were taken for the kind asked for."""
    return _percent(name == one.wish.kind for name, one in zip(found, asked, strict=True))


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """The Frechet distance of two sets of features (N, F), each taken as a Gaussian (Heusel et al. 2017)."""
    mean = float(((a.mean(0) - b.mean(0)) ** 2).sum())
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ second @ root).clip(0)).sum()
    return max(mean + float(np.trace(first) + np.trace(second) - 2 * shared), 0.0)


def apart(a: np.ndarray, b: np.ndarray, scale: np.ndarray) -> float:
    """The mean distance of paired features (N, F), each feature in units of `scale` (F,)."""
    return float(np.linalg.norm((a - b) / scale, axis=1).mean())


def words_and_kinds(
    dreams: Dreams,
    teacher: Dreams | None,
    original: Dreams | None,
    judge: Classifier,
    told: float,
    extent: Extent,
    heard: Callable[[Figure], None],
) -> None:
    """Every figure that looks at pictures: told to `heard` one by one. told: the classifier's share right, 0..1."""
    asked = ask(extent.prompts, taught)
    own = dreams.pictures(asked, "pictures")
    colour = hue_adherence(own, asked)
    heard(Figure("colours: dominant hues are those asked for", colour, "%", 95.0, note=f"{len(asked)} prompts"))
    like = list(drawn(len(asked), LIKE, wishes_of(asked))[0])
    heard(Figure("  the same of drawn pictures: is the measure right", hue_adherence(like, asked), "%", 97.0))
    heard(Figure("  the classifier on drawn pictures it never saw", 100 * told, "%", 97.0))
    found, features = judge.judge(own)
    kind = kind_adherence(found, asked)
    heard(Figure("kind: the classifier sees the kind asked for", kind, "%", 90.0, note=_worst(found, asked)))

    strange = ask(extent.reworded, held_out)
    shown = dreams.pictures(strange, "other wording")
    part = slice(0, len(strange))
    lost = hue_adherence(own[part], asked[part]) - hue_adherence(shown, strange)
    heard(Figure("held-out phrasing: colours lost", lost, "points", 5.0, False))
    kinds_there, _ = judge.judge(shown)
    lost = kind_adherence(found[part], asked[part]) - kind_adherence(kinds_there, strange)
    heard(Figure("held-out phrasing: kinds lost", lost, "points", 5.0, False))

    _, drawn_features = judge.judge(like)
    scale = drawn_features.std(0) + 1e-6
    part = slice(0, extent.pairs)
    _, again = judge.judge(dreams.pictures(asked[part], "other seeds", other=OTHER_SEED))
    wishes = wishes_of(asked[part])
    pair = [judge.judge(list(drawn(len(wishes), stream, wishes)[0]))[1] for stream in (PAIRED, PAIRED_AGAIN)]
    ratio = apart(features[part], again, scale) / apart(pair[0], pair[1], scale)
    heard(Figure("diversity: two seeds against two drawn pictures", ratio, "x", 0.5))

    _, drawn_again = judge.judge(list(drawn(len(asked), LIKE_AGAIN, wishes_of(asked))[0]))
    heard(Figure("Frechet distance: drawn to drawn", frechet(drawn_again, drawn_features)))
    heard(Figure("Frechet distance: model to drawn", frechet(features, drawn_features)))
    if teacher is not None:
        against_teacher(dreams, teacher, judge, asked, (colour, kind), features, drawn_features, heard)
    if original is not None:
        against_original(dreams, original, judge, asked, (colour, kind), extent.timed, heard)


def against_teacher(
    dreams: Dreams,
    teacher: Dreams,
    judge: Classifier,
    asked: Sequence[Asked],
    own: tuple[float, float],
    features: np.ndarray,
    real: np.ndarray,
    heard: Callable[[Figure], None],
) -> None:
    """A student with its `own` colour and kind adherence and `features` against the teacher at many steps.

    real: the features of drawn pictures (N, F).
    """
    shown = teacher.pictures(asked, "teacher", steps=TEACHER_STEPS)
    found, theirs = judge.judge(shown)
    colour, kind, distance = hue_adherence(shown, asked), kind_adherence(found, asked), frechet(theirs, real)
    heard(Figure(f"teacher at {TEACHER_STEPS} steps: colours", colour, "%"))
    heard(Figure(f"teacher at {TEACHER_STEPS} steps: kind", kind, "%"))
    heard(Figure(f"Frechet distance: teacher at {TEACHER_STEPS} steps to drawn", distance))
    ratio = frechet(features, real) / distance
    heard(Figure("student against teacher: Frechet distance", ratio, "x", 1.15, False))
    heard(Figure("student against teacher: colours lost", colour - own[0], "points", 2.0, False))
    heard(Figure("student against teacher: kinds lost", kind - own[1], "points", 2.0, False))
    once = dreams.pictures(asked, "one step", steps=1)
    found, theirs = judge.judge(once)
    heard(Figure("student at 1 step: colours", hue_adherence(once, asked), "%"))
    heard(Figure("student at 1 step: kind", kind_adherence(found, asked), "%"))
    heard(Figure("student at 1 step: Frechet distance to the teacher's", frechet(theirs, real) / distance, "x"))


def against_original(
    dreams: Dreams,
    original: Dreams,
    judge: Classifier,
    asked: Sequence[Asked],
    own: tuple[float, float],
    repeats: int,
    heard: Callable[[Figure], None],
) -> None:
    """A slim UNet with its `own` colour and kind adherence against the one it came from, in the same run."""
    times = [prediction_ms(one.model, repeats) for one in (original, dreams)]
    heard(Figure("slim against its original: speed", times[0] / times[1], "x", 1.8, note=f"{times[1]:.1f} ms"))
    shown = original.pictures(asked, "original")
    found, _ = judge.judge(shown)
    heard(Figure("slim against its original: colours lost", hue_adherence(shown, asked) - own[0], "points", 2.0, False))
    heard(Figure("slim against its original: kinds lost", kind_adherence(found, asked) - own[1], "points", 2.0, False))


def prediction_ms(model: Model, repeats: int) -> float:
    """Milliseconds of one prediction of a model's UNet at its own size, the median."""
    states = model.pipe.encode_prompt("a", model.device, 1, False)[0]
    latents = torch.zeros((1, *model.latent_shape), device=model.device)
    return latency_table(model.pipe.unet, Batch(latents, torch.tensor([500]), states, latents), repeats)["whole"]


def wishes_of(asked: Sequence[Asked]) -> list[Wish]:
    return [one.wish for one in asked]


def pace(folder: Path, method: str, repeats: int) -> float:
    """Keyframes a second of SIZE on CORES cores of this machine, one at a time, as a show makes them."""
    before = torch.get_num_threads()
    torch.set_num_threads(CORES)
    try:
        model = load(Launch(str(folder), "cpu", *SIZE), lambda line: None)
        maker, recipe = KeyframeMaker(model), Recipe(method)
        leg = route(Dream(method=method), ("a", "b"), 1.0, False).legs[0]
        leg = replace(leg, recipe=recipe)
        times = []
        for index in range(repeats + 3):
            begun = time.perf_counter()
            list(maker.make([KeyframeJob(leg, (index + 1) / (repeats + 4))], _never, 1))
            times.append(time.perf_counter() - begun)
        return 1 / float(np.median(times[3:]))  # the first ones warm up, and denoise a journey's ends
    finally:
        torch.set_num_threads(before)


def frame_steps(model: Model, prompts: tuple[str, str], seed: int, method: str) -> np.ndarray:
    """How far each frame of a journey lies from the one before: the mean absolute difference of their pixels, 0..1.

    The journey is the off-line renderer's: its route, its spacing of keyframes, the stage's blending at FPS.
    """
    journey: Journey = route(Dream(method=method, seed=seed), prompts, JOURNEY_SECONDS, False)
    leg = journey.legs[0]
    every = min(2.0 ** math.floor(math.log2(SPACING / JOURNEY_SECONDS)), 1.0)
    maker, reel = KeyframeMaker(model), Reel(journey)
    for index in range(round(1 / every) + 1):
        for job, picture, fault in maker.make([KeyframeJob(leg, index * every)], _never, 1):
            if picture is None:
                raise ModelError(f"a keyframe between {prompts[0]!r} and {prompts[1]!r} came out {fault}")
            reel.add(Keyframe(leg.id, job.position, picture, 0.0), 0.0)
    screen = Dissolver((model.width, model.height))
    frames = round(JOURNEY_SECONDS * FPS)
    steps, last = [], None
    for tick in range(frames):
        frame = screen.show(reel.bracket(tick / frames), "linear", tick / FPS).astype(np.int16)
        if last is not None:
            steps.append(float(np.abs(frame - last).mean()) / 255)
        last = frame
    return np.array(steps)


def smoothness(dreams: Dreams, method: str, journeys: int) -> float:
    """The largest step between neighbouring frames over the journey's median step, in the worst of some journeys."""
    asked = ask(2 * journeys, taught, first_seed=2000)
    worst = 0.0
    for number in tqdm(range(journeys), desc=f"journeys, {method}", disable=None, leave=False):
        ends = asked[number], asked[number + journeys]
        steps = frame_steps(dreams.model, (ends[0].prompt, ends[1].prompt), ends[0].seed, method)
        worst = max(worst, float(steps.max() / max(np.median(steps), 1e-6)))
    return worst


def evaluate(
    folder: Path,
    teacher: Path | None,
    original: Path | None,
    cache: Path,
    extent: Extent,
    heard: Callable[[Figure], None],
    device: str = "auto",
) -> None:
    """Measure a pipeline folder; each Figure goes to `heard` as it comes. Raises ModelError, OSError."""
    dreams = Dreams(folder, device)
    taught_by = Dreams(teacher, device) if teacher else None
    judge, told = trained_classifier(cache)
    cut_from = Dreams(original, device) if original else None
    words_and_kinds(dreams, taught_by, cut_from, judge, told, extent, heard)
    cores = f"{CORES} cores, {SIZE[0]}x{SIZE[1]}"
    heard(Figure("travel", pace(folder, "travel", extent.timed), "keyframes/s", 8.0, note=cores))
    heard(Figure("walk", pace(folder, "walk", extent.timed), "keyframes/s", 3.0, note=cores))
    for method in ("travel", "walk"):
        value = smoothness(dreams, method, extent.journeys)
        heard(Figure(f"a journey by {method}: largest step over the median", value, "x", 6.0, False))


def results(
    folder: Path, others: dict[str, Path | None], quick: bool, seconds: float, figures: Sequence[Figure]
) -> dict[str, Any]:
    """What the results file holds, ready for JSON."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M:%S%z"),
        "revision": revision(),
        "machine": {"processor": cpu_name(), "cores": os.cpu_count(), "system": platform.platform()},
        "versions": {"reverie": __version__, "python": platform.python_version(), "torch": torch.__version__},
        "threads": torch.get_num_threads(),
        "model": folder.name,
        **{name: path.name for name, path in others.items() if path},
        "quick": quick,
        "seconds": round(seconds),
        "passed": all(figure.passed for figure in figures),
        "figures": [{**asdict(figure), "verdict": figure.verdict} for figure in figures],
    }


def revision() -> str:
    """The source's git revision, with a + where files of the engine differ from it; unknown outside a checkout."""
    root = Path(__file__).resolve().parents[2]

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, check=True
        ).stdout.strip()

    try:
        return git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain", "--", "engine") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def run(
    folder: Path,
    teacher: Path | None,
    original: Path | None,
    file: Path,
    cache: Path,
    quick: bool,
    device: str = "auto",
) -> int:
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
        evaluate(folder, teacher, original, cache, QUICK if quick else FULL, heard, device)
    except (ModelError, OSError) as error:
        raise ConfigError(f"evaluate: {error}") from None
    found = results(folder, {"teacher": teacher, "slimmed_from": original}, quick, time.monotonic() - begun, figures)
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    short = [figure.name.strip() for figure in figures if not figure.passed]
    print(f"{file}: {len(short)} of {sum(f.target is not None for f in figures)} figures fall short")
    for name in short:
        print(f"short: {name}", file=sys.stderr)
    return 1 if short else 0


def _never() -> None:
    """Nothing overtakes an evaluation."""


def _percent(hits) -> float:
    return 100 * float(np.mean(list(hits)))


def _worst(found: Sequence[str], asked: Sequence[Asked], most: int = 4) -> str:
    """The kinds that are missed most often."""
    missed: dict[str, int] = {}
    for name, one in zip(found, asked, strict=True):
        missed[one.wish.kind] = missed.get(one.wish.kind, 0) + (name != one.wish.kind)
    rank = sorted((count, kind) for kind, count in missed.items() if count)[::-1][:most]
    return "missed: " + ", ".join(f"{kind} {count}" for count, kind in rank) if rank else ""
