"""From places on a journey to latents, and the free functions that walk from noise down to clean for it.

One contract for every kind of model: a `Denoise` is called as `denoised = denoise(x, t)`, whatever the network
predicts. Latents are (B, C, h, w) float32; the network alone sees its own dtype. `check` is called before every network
evaluation and may raise to abandon.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import torch
from cachetools import LRUCache
from torch import Tensor

from engine.dream.interpolation import handed_over, lerp, slerp
from engine.dream.loras import lora_sampler_preset
from engine.dream.model import Model
from engine.dream.prompt_encoding import Conditioning, PromptEncoder, between, join, unet_arguments
from engine.dream.sampler_presets import SamplerPreset
from engine.dream.schedulers import spread
from engine.journey.path import Place, Recipe, Waypoint
from engine.parameters import Mix

REMEMBERED = 128  # denoised waypoints; 40 to 260 kB each
NUDGE = 0.05  # how far a remade keyframe's noise strays, per try


class LatentSampler:
    """Realises places under a recipe. What was denoised for a waypoint is remembered, so travelling only decodes.

    detail: makes larger latents of finished ones, as detail.Detail does; without it recipes that ask for it get none.
    """

    def __init__(
        self, model: Model, tell: Callable[[str], None] = lambda text: None, detail: Callable[..., Tensor] | None = None
    ):
        self._model, self._detail = model, detail
        self._prompts = PromptEncoder(model, tell)
        self._waypoints: LRUCache[Any, Tensor] = LRUCache(REMEMBERED)

    @torch.inference_mode()
    def latents(self, places: Sequence[Place], recipe: Recipe, check: Check, nudge: int = 0, batch: int = 4) -> Tensor:
        """(B, C, h, w) float32 latents of B places, the same for the same arguments on any day.

        They are of the model's own size, or larger where the recipe says so. check: called before every network
        evaluation, may raise to abandon. nudge: 0, or which other noise to try. batch: how many places the network
        sees at once.
        """
        if recipe.method == "walk":
            parts = [places[first : first + batch] for first in range(0, len(places), batch)]
            finished = torch.cat([self._denoise(part, recipe, check, nudge) for part in parts])
            return torch.cat(
                [self._larger(z, at, recipe, check) for z, at in zip(finished.split(1), places, strict=True)]
            )
        ends: dict[Waypoint, None] = {}
        for place in places:
            ends.update(dict.fromkeys(_waypoints(place)))
        plain = replace(recipe, detail="off", detail_scale=1.0)
        known = {end: self._waypoints.get((end, recipe, nudge)) for end in ends}
        small = {end: self._waypoints.get((end, plain, nudge)) for end, large in known.items() if large is None}
        missing = [end for end, latents in small.items() if latents is None]
        for first in range(0, len(missing), batch):
            some = missing[first : first + batch]
            for end, made in zip(some, self._denoise(some, recipe, check, nudge).split(1), strict=True):
                small[end] = self._waypoints[(end, plain, nudge)] = made
        for end, made in small.items():
            assert made is not None
            known[end] = self._waypoints[(end, recipe, nudge)] = self._larger(made, end, recipe, check)
        return torch.cat([_travelled(place, recipe.path, known) for place in places])

    def forget(self) -> None:
        """Drop all remembered latents: they turned out bad, or memory is short."""
        self._waypoints.clear()

    def _larger(self, z: Tensor, place: Place, recipe: Recipe, check: Check) -> Tensor:
        """Finished latents (1, C, h, w) of a place, in the size and with the detail that the recipe asks for."""
        if self._detail is None or recipe.detail == "off":
            return z
        preset = sampler_preset_for(self._model, recipe)
        return self._detail(z, recipe, preset, *self._conditionings([place], recipe, preset), check)

    def _conditionings(
        self, places: Sequence[Place], recipe: Recipe, preset: SamplerPreset
    ) -> tuple[Conditioning, Conditioning | None]:
        """What the network is told of places, and what to keep away from where it is guided."""
        wanted = join([self._conditioning(place, recipe) for place in places])
        if preset.guidance <= 1 or self._model.told_guidance:
            return wanted, None
        shunned = self._prompts.encode(recipe.negative, recipe.loras, negative=True)
        return wanted, join([shunned] * len(places))

    @torch.inference_mode()
    def dreamed_over(
        self, latents: Tensor, place: Place, recipe: Recipe, share: float, noises: Sequence[Tensor], check: Check
    ) -> Tensor:
        """(1, C, h, w) float32 latents of a picture, noised by `share` (0..1) of the way and dreamed again for a place.

        noises: one for each step that this takes, of the latents' shape and unit variance; where there are fewer, they
        are taken in turns. Meng et al. 2022 (SDEdit).
        """
        model = self._model
        preset = sampler_preset_for(model, recipe)
        steps = max(math.ceil(preset.steps * share - 1e-6), 1)
        again = [noises[n % len(noises)] for n in range(1, steps)]
        if model.flow:
            top = share * model.flow.times(model.pipe, 1, model.latent_shape[1:])
            times = (top * torch.linspace(1.0, 1 / steps, steps)).to(model.device)
            kept, noise = model.flow.shares(times[0])
            x = kept * latents + noise * noises[0]
            return self._sampled(self._flowing([place], recipe, check), times, model.flow.shares, again, x, preset)
        predict = self._predictor([place], recipe, check)
        scheduler = model.scheduler(preset.sampler)
        if preset.sampler == "solver":
            scheduler.set_timesteps(preset.steps, device=model.device)
            times = scheduler.timesteps
            first = len(times) - min(max(round(share * len(times)), 1), len(times))
            scheduler.set_begin_index(first)
            x = scheduler.add_noise(latents, noises[0], times[first : first + 1])
            return sample_solved(predict, scheduler, x, first)
        top = share * scheduler.config.num_train_timesteps - 1
        times = torch.tensor([max(round(top * (steps - n) / steps), 0) for n in range(steps)], device=model.device)
        spread(scheduler, preset, model.device)  # lcm is asked for the scalings
        shares = shares_of(scheduler, model.device)
        denoise = denoiser(predict, scheduler)
        if preset.sampler == "lcm":
            denoise = consistent(denoise, scheduler)
        kept, noise = shares(times[0])
        return self._sampled(denoise, times, shares, again, kept * latents + noise * noises[0], preset)

    def _sampled(
        self, denoise: Denoise, times: Tensor, shares: Shares, again: Sequence[Tensor], x: Tensor, preset: SamplerPreset
    ) -> Tensor:
        """Few steps of a preset's kind; again: noises that it may want."""
        if preset.renoises:
            return sample_renoised(denoise, times, shares, again, x)
        return sample_straight(denoise, times, shares, x)

    def _flowing(self, places: Sequence[Place], recipe: Recipe, check: Check) -> Denoise:
        """A transformer, told what is wanted at the places, and what is not."""
        model, preset = self._model, sampler_preset_for(self._model, recipe)
        wanted, unwanted = self._conditionings(places, recipe, preset)
        told = wanted if unwanted is None else join([unwanted, wanted])

        def denoise(x: Tensor, t: Tensor) -> Tensor:
            check()
            made: Tensor = model.flow.denoise(
                model.pipe, told, preset.guidance, x if unwanted is None else torch.cat([x, x]), t
            )
            return made if unwanted is None else guided(made, preset.guidance)

        return denoise

    def _predictor(self, places: Sequence[Place], recipe: Recipe, check: Check) -> Predict:
        """The network, told what is wanted at the places, and what is not."""
        model, preset = self._model, sampler_preset_for(self._model, recipe)
        wanted, unwanted = self._conditionings(places, recipe, preset)
        return predictor(model.pipe.unet, wanted, unwanted, preset.guidance, (model.height, model.width), check)

    def _denoise(self, places: Sequence[Place], recipe: Recipe, check: Check, nudge: int) -> Tensor:
        model = self._model
        preset = sampler_preset_for(model, recipe)
        shape = model.latent_shape

        def noise(step: int) -> Tensor:
            """Of a denoising step, one for each place: (B, C, h, w)."""
            return torch.cat([place_noise(place, shape, step, nudge) for place in places]).to(model.device)

        if model.flow:
            times = model.flow.times(model.pipe, preset.steps, shape[1:]).to(model.device)
            again = [noise(step) for step in range(1, len(times))] if preset.renoises else []
            denoise = self._flowing(places, recipe, check)
            return self._sampled(denoise, times, model.flow.shares, again, noise(0), preset)
        predict = self._predictor(places, recipe, check)
        scheduler = model.scheduler(preset.sampler)
        spread(scheduler, preset, model.device)
        if not preset.renoises:
            return sample_solved(predict, scheduler, noise(0) * scheduler.init_noise_sigma)
        shares = shares_of(scheduler, model.device)
        denoise, first = denoiser(predict, scheduler), noise(0)
        if preset.sampler == "lcm":
            denoise = consistent(denoise, scheduler)
        else:  # trailing timesteps begin a little below pure noise
            first = first * shares(scheduler.timesteps[0])[1]
        again = [noise(step) for step in range(1, len(scheduler.timesteps))]
        return sample_renoised(denoise, scheduler.timesteps, shares, again, first)

    def _conditioning(self, place: Place, recipe: Recipe) -> Conditioning:
        if isinstance(place, Waypoint):
            return self._prompts.blend(place.prompt, recipe.loras, place.seed)
        return between(
            self._conditioning(place.a, recipe), self._conditioning(place.b, recipe), place.part, recipe.path
        )


def sampler_preset_for(model: Model, recipe: Recipe) -> SamplerPreset:
    """The model's preset, or that of a LoRA that it wears, with what the recipe sets over it.

    A distilled model is held to the guidance that it can take, so that its picture does not burn.
    """
    preset = lora_sampler_preset(model, recipe.loras) or model.preset
    guidance = preset.guidance if recipe.guidance is None else min(recipe.guidance, preset.most_guidance)
    if recipe.steps is None or recipe.steps == preset.steps:
        return replace(preset, guidance=guidance)
    return replace(preset, guidance=guidance, steps=recipe.steps, timesteps=())


def held_guidance(model: Model, loras: Mix, guidance: float | None) -> str:
    """What to say of a guidance that a model is not dreamed with; "" where it is."""
    most = (lora_sampler_preset(model, loras) or model.preset).most_guidance
    if guidance is None or guidance <= most:
        return ""
    return f"a guidance of {guidance:g} would burn the picture of a distilled model, so it gets {most:g}"


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
    part = handed_over(a, b, place.part)
    return lerp(a, b, part) if path == "lerp" else slerp(a, b, part, dims=3)


Predict = Callable[[Tensor, Tensor], Tensor]  # (x (B, C, h, w), t ()) -> what the network predicts, float32
Denoise = Callable[[Tensor, Tensor], Tensor]  # (x (B, C, h, w), t ()) -> clean latents
Shares = Callable[[Tensor], tuple[Tensor, Tensor]]  # t () -> of clean latents and of noise in what is there, ()
Check = Callable[[], None]


def predictor(
    unet: Any,
    wanted: Conditioning,
    unwanted: Conditioning | None,
    guidance: float,
    size: tuple[int, int],
    check: Check,
) -> Predict:
    """Bind a UNet to its conditioning; with `unwanted`, classifier-free guidance in one batch of 2B.

    Ho & Salimans 2022. A UNet with `time_cond_proj_dim` is told the guidance instead (Luo et al. 2023, LCM).
    size: (height, width) in pixels, which SDXL is told.
    """
    told = unet_arguments(unet, wanted if unwanted is None else join([unwanted, wanted]), guidance, size)

    def predict(x: Tensor, t: Tensor) -> Tensor:
        check()
        batch = x if unwanted is None else torch.cat([x, x])
        output = unet(batch.to(unet.dtype), t, return_dict=False, **told)[0].float()
        return output if unwanted is None else guided(output, guidance)

    return predict


def guided(output: Tensor, guidance: float) -> Tensor:
    """Classifier-free guidance of a (2B, C, h, w) batch, first what is unwanted, then what is wanted: (B, C, h, w)."""
    away, towards = output.chunk(2)
    return away + guidance * (towards - away)


def clean(x: Tensor, output: Tensor, alpha: Tensor, prediction: str) -> Tensor:
    """The clean latents that a prediction implies. alpha: the signal's share of the variance at t, 0..1.

    prediction: epsilon, v_prediction (Salimans & Ho 2022) or sample.
    """
    if prediction == "epsilon":
        return (x - (1 - alpha).sqrt() * output) / alpha.sqrt()
    if prediction == "v_prediction":
        return alpha.sqrt() * x - (1 - alpha).sqrt() * output
    return output


def denoiser(predict: Predict, scheduler: Any) -> Denoise:
    """The contract over a diffusers scheduler's `alphas_cumprod` and prediction type."""
    alphas, prediction = scheduler.alphas_cumprod, scheduler.config.prediction_type
    return lambda x, t: clean(x, predict(x, t), alphas[int(t)], prediction)


def consistent(denoise: Denoise, scheduler: Any) -> Denoise:
    """Hold a denoiser to a consistency model's boundary condition: at t = 0 it is the identity (Song et al. 2023)."""

    def bounded(x: Tensor, t: Tensor) -> Tensor:
        skip, out = scheduler.get_scalings_for_boundary_condition_discrete(t)
        return out * denoise(x, t) + skip * x

    return bounded


def shares_of(scheduler: Any, device: torch.device) -> Shares:
    """The shares of a diffusers scheduler's `alphas_cumprod`."""
    alphas = scheduler.alphas_cumprod.to(device)

    def shares(t: Tensor) -> tuple[Tensor, Tensor]:
        alpha = alphas[int(t)]
        return alpha.sqrt(), (1 - alpha).sqrt()

    return shares


def sample_renoised(denoise: Denoise, times: Tensor, shares: Shares, noises: Sequence[Tensor], x: Tensor) -> Tensor:
    """Few steps of a distilled model: predict clean latents, noise them again to the next time.

    times: (n,) descending. noises: n - 1 of x's shape. Sauer et al. 2023 (ADD), Luo et al. 2023 (LCM).
    """
    x = denoise(x, times[0])
    for t, fresh in zip(times[1:], noises, strict=True):
        kept, noise = shares(t)
        x = denoise(kept * x + noise * fresh, t)
    return x


def sample_straight(denoise: Denoise, times: Tensor, shares: Shares, x: Tensor) -> Tensor:
    """Few steps straight on: what is noise stays the noise. times: (n,) descending. Song et al. 2020 (DDIM)."""
    clean_latents = denoise(x, times[0])
    for before, t in zip(times[:-1], times[1:], strict=True):
        kept, noise = shares(before)
        same = (x - kept * clean_latents) / noise
        kept, noise = shares(t)
        x = kept * clean_latents + noise * same
        clean_latents = denoise(x, t)
    return clean_latents


def sample_solved(predict: Predict, scheduler: Any, x: Tensor, first: int = 0) -> Tensor:
    """Steps of a deterministic diffusers scheduler, its timesteps set, from `first` on. x: (B, C, h, w), in and out."""
    for t in scheduler.timesteps[first:]:
        x = scheduler.step(predict(scheduler.scale_model_input(x, t), t), t, x, return_dict=False)[0]
    return x
