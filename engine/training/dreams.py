"""A pipeline folder's pictures and journeys, made as a show makes them."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from engine.dream.keyframes import KeyframeJob, KeyframeMaker
from engine.dream.loader import load
from engine.dream.model import Model
from engine.dream.model_files import ModelError
from engine.dream.protocol import Launch
from engine.dream.sampler import LatentSampler
from engine.frames import Keyframe
from engine.journey.path import Path as Journey
from engine.journey.path import Recipe, Waypoint, start
from engine.offline import route
from engine.offline_show import SPACING
from engine.parameters import Dream
from engine.stage.dissolve import Dissolver
from engine.stage.reel import Reel
from engine.training.phrasings import Asked

AT_ONCE = 16
SIZE = 512, 288  # of the keyframes that are timed
CORES = 2
FPS, JOURNEY_SECONDS = 30, 8.0


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

    def fused(self, one: Asked, scale: float) -> np.ndarray:
        """DemoFusion's picture of a prompt, so many times the model's own size. Raises ModelError for a broken one."""
        place = Waypoint(((one.prompt, 1.0),), one.seed)
        leg = start(place, place, Recipe("walk", detail="demofusion", detail_scale=scale)).legs[0]
        [(_, picture, fault)] = KeyframeMaker(self.model).make([KeyframeJob(leg, 0.0)], _never, 1)
        if picture is None:
            raise ModelError(f"a picture of {one.prompt!r} came out {fault}")
        return picture


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


def smoothness(dreams: Dreams, method: str, asked: Sequence[Asked]) -> float:
    """The largest step between neighbouring frames over the journey's median step, in the worst of some journeys.

    They go from each of the first half of what is asked to one of the second.
    """
    worst, journeys = 0.0, len(asked) // 2
    for number in tqdm(range(journeys), desc=f"journeys, {method}", disable=None, leave=False):
        ends = asked[number], asked[number + journeys]
        steps = frame_steps(dreams.model, (ends[0].prompt, ends[1].prompt), ends[0].seed, method)
        worst = max(worst, float(steps.max() / max(np.median(steps), 1e-6)))
    return worst


def _never() -> None:
    """Nothing overtakes an evaluation."""
