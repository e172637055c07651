"""The noise of a stream: the seed's own, gliding to another seed's, and flowing on where that is wished."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.dream.models import Model
from engine.dream.places import place_noise
from engine.dream.recall import Recall
from engine.dream.sampling import slerp
from engine.dream.stream.glide import Glide
from engine.dream.stream.schedule import MOST
from engine.journey.path import Waypoint
from engine.parameters import Live

REMEMBERED = 4


class Noise:
    """Call `at` for every input."""

    def __init__(self, model: Model):
        self._model = model
        self._glide: Glide[Tensor] = Glide(lambda a, b, part: slerp(a, b, part, dims=3))
        self._known: Recall[Tensor] = Recall(REMEMBERED)
        self._phase = self._moved_at = 0.0

    def at(self, now: float, seed: int, live: Live) -> Tensor:
        """The (MOST, C, h, w) float32 noise of this moment, one for each step; at flow 1, another each second."""
        if self._moved_at:
            self._phase += live.flow * min(now - self._moved_at, 1.0)
        self._moved_at = now
        stray, part = int(self._phase), self._phase % 1
        noise = self._seeded(seed, stray)
        if part:
            noise = slerp(noise, self._seeded(seed, stray + 1), part, dims=3)
        return self._glide.follow(seed, noise, live.glide, now)

    def _seeded(self, seed: int, stray: int) -> Tensor:
        known = self._known.get((seed, stray))
        if known is None:
            place = Waypoint((), seed, stray, 1.0)
            made = [place_noise(place, self._model.latent_shape, step) for step in range(MOST)]
            known = torch.cat(made).to(self._model.device)
            self._known.put((seed, stray), known)
        return known
