"""Keyframes that are fit to be shown: decoded, checked, and made again when something is wrong with them."""

from __future__ import annotations

import contextlib
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor

from engine.dream.detail import Detail, NotFinite, decode, levels
from engine.dream.model import Model
from engine.dream.sampler import Check, LatentSampler
from engine.journey.path import Leg, Place, Recipe, Waypoint
from engine.planes import scaled_plane

TRIES = 3
BLANK = 1.5  # levels, the standard deviation of a picture that shows nothing, black or any other colour
APART = 0.02  # rms distance of two latents from which their pictures must differ
NEIGHBOURS = 16


def bicubic(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A picture (H, W, 3) uint8 at another (width, height)."""
    return scaled_plane(picture, *size)


def _finite(make: Callable[[], np.ndarray]) -> np.ndarray | None:
    """What is made, or None where that is no number."""
    try:
        return make()
    except NotFinite:
        return None


@dataclass(frozen=True)
class KeyframeJob:
    """A keyframe to make."""

    leg: Leg
    position: float

    @property
    def place(self) -> Place:
        return self.leg.place(self.position)


class KeyframeMaker:
    """Makes keyframes of one model; remembers the last few to tell a frozen one. tell: hears about prompts.

    larger: a picture (H, W, 3) uint8 at another (width, height), where detail begins from one. most: (width, height)
    of the largest picture that is of any use, None for none.
    """

    def __init__(
        self,
        model: Model,
        tell: Callable[[str], None] = lambda text: None,
        larger: Callable[[np.ndarray, tuple[int, int]], np.ndarray] = bicubic,
        most: tuple[int, int] | None = None,
    ):
        self._model = model
        self._detail = Detail(model, larger, most, tell)
        self._places = LatentSampler(model, tell, self._detail)
        self._last: deque[tuple[int, Tensor]] = deque(maxlen=NEIGHBOURS)  # checksums and latents of pictures

    def make(
        self, jobs: Sequence[KeyframeJob], check: Check, batch: int
    ) -> Iterator[tuple[KeyframeJob, np.ndarray | None, str]]:
        """Yield (job, picture, fault) one by one for jobs of one recipe.

        picture: (height, width, 3) uint8 RGB, or None when three tries gave nothing to show; fault then says why. It is
        of the model's own size, or larger where the recipe asks for detail.
        check: called between units of work, may raise to abandon what is left. batch: how many at once.
        """
        recipe = jobs[0].leg.recipe
        latents = self._places.latents([job.place for job in jobs], recipe, check, batch=batch)
        whole = self._model.device.type != "cpu"  # a CPU gains nothing from decoding several at once
        stride = batch if whole else 1
        for first in range(0, len(jobs), stride):
            some = slice(first, first + stride)
            pictures = self._decoded(latents[some], check)
            for job, latent, picture in zip(jobs[some], latents[some].split(1), pictures, strict=True):
                shown, fault = self._passed(latent, picture)
                if fault:
                    shown, fault = self._again(job, fault, check)
                yield job, shown, fault
            check()

    @property
    def detail_seconds(self) -> float:
        """Seconds that were spent on making latents larger, in all."""
        return self._detail.seconds

    def warm(self, batches: Sequence[int]) -> None:
        """Use every kernel once for each number of keyframes at once: the first use of a GPU's takes seconds."""
        place, recipe = Waypoint((("warm", 1.0),), 0), Recipe("walk", steps=1)
        for count in batches:
            self._model.decode(self._places.latents([place] * count, recipe, lambda: None, batch=count))

    def forget(self) -> None:
        """Give back what is remembered, and make no detail any more: memory is short."""
        self._places.forget()
        self._last.clear()
        self._detail.spare_memory()

    def _decoded(self, latents: Tensor, check: Check) -> list[np.ndarray | None]:
        """Pictures (H, W, 3) uint8 of latents, None for one that is no number."""
        if tuple(latents.shape[-2:]) == self._model.latent_shape[1:]:
            return [_finite(partial(levels, seen)) for seen in self._model.decode(latents)]
        with self._model.eager():
            return [_finite(partial(decode, self._model, z, check)) for z in latents.split(1)]

    def _again(self, job: KeyframeJob, fault: str, check: Check) -> tuple[np.ndarray | None, str]:
        """Try once more in full precision where that is a change, then with noise that is a little different."""
        self._places.forget()  # whatever went wrong may be remembered there
        half = self._model.network.dtype == torch.float16  # bfloat16 overflows no sooner than float32
        for attempt in range(1, TRIES):
            nudge = attempt - 1 if half else attempt
            with self._model.full_precision() if half else contextlib.nullcontext():
                latent = self._places.latents([job.place], job.leg.recipe, check, nudge=nudge)
                picture = self._decoded(latent, check)[0]
            shown, fault = self._passed(latent, picture)
            if not fault:
                return shown, ""
        return None, fault

    def _passed(self, latent: Tensor, shown: np.ndarray | None) -> tuple[np.ndarray | None, str]:
        """The picture and "", or None and what is wrong with it. shown: (H, W, 3) uint8, None for no numbers."""
        if shown is None:
            return None, "broken (not a number)"
        every = max(shown.shape[0] // 512, 1)
        if float(shown[::every, ::every].std()) < BLANK:
            return None, "blank"
        mark, here = zlib.crc32(shown.data), latent.float().cpu()
        for other, there in self._last:
            if other == mark and float((here - there).square().mean().sqrt()) > APART:
                return None, "frozen"
        self._last.append((mark, here))
        return shown, ""
