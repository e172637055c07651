"""Places on a journey to latents: the one function that says what a position looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import torch
from torch import Tensor

from engine.dream.models import Model
from engine.dream.prompts import Prompts
from engine.dream.recall import Recall
from engine.dream.sampling import (
    Check,
    Conditioning,
    consistent,
    denoiser,
    join,
    lerp,
    predictor,
    sample_renoised,
    sample_solved,
    slerp,
)
from engine.dream.styles import Style, style_of
from engine.journey.path import Place, Recipe, Waypoint

REMEMBERED = 128  # denoised waypoints; 40 to 260 kB each
NUDGE = 0.05  # how far a remade keyframe's noise strays, per try


class Places:
    """Realises places under a recipe. What was denoised for a waypoint is remembered, so travelling only decodes."""

    def __init__(self, model: Model):
        self._model = model
        self._prompts = Prompts(model)
        self._waypoints: Recall[Tensor] = Recall(REMEMBERED)

    @torch.inference_mode()
    def latents(self, places: Sequence[Place], recipe: Recipe, check: Check, nudge: int = 0, batch: int = 4) -> Tensor:
        """(B, C, h, w) float32 latents of B places, the same for the same arguments on any day.

        check: called before every network evaluation, may raise to abandon. nudge: 0, or which other noise to try.
        batch: how many places the network sees at once.
        """
        if recipe.method == "walk":
            parts = [places[first : first + batch] for first in range(0, len(places), batch)]
            return torch.cat([self._denoise(part, recipe, check, nudge) for part in parts])
        ends: dict[Waypoint, None] = {}
        for place in places:
            ends.update(dict.fromkeys(_waypoints(place)))
        known = {end: self._waypoints.get((end, recipe, nudge)) for end in ends}
        missing = [end for end, latents in known.items() if latents is None]
        for first in range(0, len(missing), batch):
            some = missing[first : first + batch]
            for end, made in zip(some, self._denoise(some, recipe, check, nudge).split(1), strict=True):
                known[end] = made
                self._waypoints.put((end, recipe, nudge), made)
        return torch.cat([_travelled(place, recipe.path, known) for place in places])

    def forget(self) -> None:
        """Drop all remembered latents: they turned out bad, or memory is short."""
        self._waypoints.clear()

    def _denoise(self, places: Sequence[Place], recipe: Recipe, check: Check, nudge: int) -> Tensor:
        model, unet = self._model, self._model.pipe.unet
        style = style_for(model, recipe)
        wanted = join([self._conditioning(place, recipe) for place in places])
        told = bool(unet.config.time_cond_proj_dim)
        unwanted = None
        if style.guidance > 1 and not told:
            shunned = self._prompts.encode(recipe.negative, recipe.loras, negative=True)
            unwanted = join([shunned] * len(places))
        predict = predictor(unet, wanted, unwanted, style.guidance, (model.height, model.width), check)
        shape = model.latent_shape

        def noise(step: int) -> Tensor:
            """Of a denoising step, one for each place: (B, C, h, w)."""
            return torch.cat([place_noise(place, shape, step, nudge) for place in places]).to(model.device)

        scheduler = model.scheduler(style.sampler)
        if style.sampler == "solver":
            scheduler.set_timesteps(style.steps, device=model.device)
            return sample_solved(predict, scheduler, noise(0) * scheduler.init_noise_sigma)
        if style.sampler == "lcm":
            usual = scheduler.config.original_inference_steps
            scheduler.set_timesteps(style.steps, device=model.device, original_inference_steps=max(usual, style.steps))
        else:
            scheduler.set_timesteps(style.steps, device=model.device)
        alphas = scheduler.alphas_cumprod.to(model.device)
        denoise, first = denoiser(predict, scheduler), noise(0)
        if style.sampler == "lcm":
            denoise = consistent(denoise, scheduler)
        else:  # trailing timesteps begin a little below pure noise
            first = first * (1 - alphas[int(scheduler.timesteps[0])]).sqrt()
        again = [noise(step) for step in range(1, len(scheduler.timesteps))]
        return sample_renoised(denoise, scheduler.timesteps, alphas, again, first)

    def _conditioning(self, place: Place, recipe: Recipe) -> Conditioning:
        if isinstance(place, Waypoint):
            return self._prompts.blend(place.prompt, recipe.loras)
        a, b = self._conditioning(place.a, recipe), self._conditioning(place.b, recipe)
        if recipe.path == "lerp":
            tokens = lerp(a.tokens, b.tokens, place.part)
        else:
            tokens = slerp(a.tokens, b.tokens, place.part, dims=1)
        if a.pooled is None or b.pooled is None:
            return Conditioning(tokens)
        return Conditioning(tokens, lerp(a.pooled, b.pooled, place.part))


def style_for(model: Model, recipe: Recipe) -> Style:
    """The model's style with what the recipe sets over it."""
    style = model.style
    worn = tuple(name for name, weight in recipe.loras if weight)
    if any("lcm" in name.lower() for name in worn):
        style = style_of(model.family, "", model.pipe.unet.config, model.pipe.scheduler.config, worn)
    return Style(
        style.sampler,
        style.steps if recipe.steps is None else recipe.steps,
        style.guidance if recipe.guidance is None else recipe.guidance,
    )


def place_noise(place: Place, shape: tuple[int, int, int], step: int = 0, nudge: int = 0) -> Tensor:
    """The (1, *shape) float32 noise of a place at a denoising step: unit variance, equal on every device.

    Between two places it is turned from the one's to the other's, which keeps its variance.
    """
    if not isinstance(place, Waypoint):
        a, b = (place_noise(end, shape, step, nudge) for end in (place.a, place.b))
        return slerp(a, b, place.part, dims=3)
    noise = _gaussian(shape, place.seed, step)
    if place.stray and place.variation > 0:
        noise = slerp(noise, _gaussian(shape, place.seed, step, place.stray), place.variation, dims=3)
    if nudge:
        noise = slerp(noise, _gaussian(shape, place.seed, step, place.stray, nudge), NUDGE * nudge, dims=3)
    return noise


def _gaussian(shape: tuple[int, int, int], *key: int) -> Tensor:
    if key[1:] == (0,):
        seed = key[0]  # so that a seed gives the same noise here as in any other Stable Diffusion program on a CPU
    else:
        seed = int.from_bytes(hashlib.blake2b(repr(key).encode(), digest_size=8).digest(), "little") >> 1
    return torch.randn((1, *shape), generator=torch.Generator().manual_seed(seed))


def _waypoints(place: Place) -> list[Waypoint]:
    return [place] if isinstance(place, Waypoint) else _waypoints(place.a) + _waypoints(place.b)


def _travelled(place: Place, path: str, known: dict[Waypoint, Tensor | None]) -> Tensor:
    if isinstance(place, Waypoint):
        latents = known[place]
        assert latents is not None
        return latents
    a, b = _travelled(place.a, path, known), _travelled(place.b, path, known)
    return lerp(a, b, place.part) if path == "lerp" else slerp(a, b, place.part, dims=3)
