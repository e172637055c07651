"""Keyframes that are fit to be shown: decoded, checked, and made again when something is wrong with them."""

from __future__ import annotations

import contextlib
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.dream.models import Model
from engine.dream.places import Places
from engine.dream.sampling import Check
from engine.journey.path import Leg, Place, Recipe, Waypoint

TRIES = 3
BLANK = 1.5 / 255  # standard deviation of a picture that shows nothing, black or any other colour
APART = 0.02  # rms distance of two latents from which their pictures must differ
NEIGHBOURS = 16


@dataclass(frozen=True)
class Job:
    """A keyframe to make."""

    leg: Leg
    position: float

    @property
    def place(self) -> Place:
        return self.leg.place(self.position)


class Studio:
    """Makes keyframes of one model; remembers the last few to tell a frozen one."""

    def __init__(self, model: Model):
        self._model = model
        self._places = Places(model)
        self._last: deque[tuple[int, Tensor]] = deque(maxlen=NEIGHBOURS)  # checksums and latents of pictures

    def make(self, jobs: Sequence[Job], check: Check, batch: int) -> Iterator[tuple[Job, np.ndarray | None, str]]:
        """Yield (job, picture, fault) one by one for jobs of one recipe.

        picture: (height, width, 3) uint8 RGB, or None when three tries gave nothing to show; fault then says why.
        check: called between units of work, may raise to abandon what is left. batch: how many at once.
        """
        recipe = jobs[0].leg.recipe
        latents = self._places.latents([job.place for job in jobs], recipe, check, batch=batch)
        whole = self._model.device.type != "cpu"  # a CPU gains nothing from decoding several at once
        stride = batch if whole else 1
        for first in range(0, len(jobs), stride):
            some = slice(first, first + stride)
            pictures = self._model.decode(latents[some])
            for job, latent, picture in zip(jobs[some], latents[some].split(1), pictures, strict=True):
                shown, fault = self._passed(latent, picture)
                if fault:
                    shown, fault = self._again(job, fault, check)
                yield job, shown, fault
            check()

    def warm(self, batches: Sequence[int]) -> None:
        """Use every kernel once for each number of keyframes at once: the first use of a GPU's takes seconds."""
        place, recipe = Waypoint((("warm", 1.0),), 0), Recipe("walk", steps=1)
        for count in batches:
            self._model.decode(self._places.latents([place] * count, recipe, lambda: None, batch=count))

    def forget(self) -> None:
        """Give back what is remembered: memory is short."""
        self._places.forget()
        self._last.clear()

    def _again(self, job: Job, fault: str, check: Check) -> tuple[np.ndarray | None, str]:
        """Try once more in full precision where that is a change, then with noise that is a little different."""
        self._places.forget()  # whatever went wrong may be remembered there
        half = self._model.pipe.unet.dtype != torch.float32
        for attempt in range(1, TRIES):
            nudge = attempt - 1 if half else attempt
            with self._model.full_precision() if half else contextlib.nullcontext():
                latent = self._places.latents([job.place], job.leg.recipe, check, nudge=nudge)
                picture = self._model.decode(latent)[0]
            shown, fault = self._passed(latent, picture)
            if not fault:
                return shown, ""
        return None, fault

    def _passed(self, latent: Tensor, picture: Tensor) -> tuple[np.ndarray | None, str]:
        """The picture as bytes and "", or None and what is wrong with it. picture: (3, H, W) float32."""
        spread = float(picture.clamp(0, 1).std()) if bool(torch.isfinite(picture).all()) else float("nan")
        if spread != spread:
            return None, "broken (not a number)"
        if spread < BLANK:
            return None, "blank"
        levels = (picture.clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0)
        shown = levels.contiguous().cpu().numpy()
        mark, here = zlib.crc32(shown.data), latent.float().cpu()
        for other, there in self._last:
            if other == mark and float((here - there).square().mean().sqrt()) > APART:
                return None, "frozen"
        self._last.append((mark, here))
        return shown, ""
