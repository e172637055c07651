"""What is different about each family of transformers, behind one contract: `denoised = denoise(x, t)`.

Latents are (B, C, h, w) float32 for every family; a transformer that wants them packed gets them packed for its call
alone. Times are those of the family's own path from clean to noise: of a line (rectified flow, Liu et al. 2022) the
share of noise, 0..1, of an arc (TrigFlow, Lu & Song 2024) its angle, 0..pi/2. Each follows diffusers' own pipeline.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import torch
from torch import Tensor

from engine.dream.prompt_encoding import Conditioning
from engine.dream.sampler import Shares


@dataclass(frozen=True)
class Family:
    """One family of transformers.

    encode: (pipe, text) to what the transformer is told of it. denoise: (pipe, told, guidance, x (B, C, h, w), t ()
    or (B,)) to clean latents. times: (pipe, steps, (h, w)) to (steps,) falling times, the first of pure noise.
    told_guidance: the transformer is told the guidance, and needs nothing to be guided away from. step: what the sides
    of its pictures are multiples of, pixels. reads: tokens of a text. where: the module of its pipeline.
    """

    encode: Callable[[Any, str], Conditioning]
    denoise: Callable[[Any, Conditioning, float, Tensor, Tensor], Tensor]
    times: Callable[[Any, int, Sequence[int]], Tensor]
    shares: Shares
    step: int
    reads: int
    where: str
    told_guidance: bool = False

    @cached_property
    def module(self) -> Any:
        return import_module(f"diffusers.pipelines.{self.where}")


def line(t: Tensor) -> tuple[Tensor, Tensor]:
    """Shares of picture and noise, (n,) each, on a straight way: t is noise's, 0..1."""
    return 1 - t, t


def arc(t: Tensor) -> tuple[Tensor, Tensor]:
    """Shares of picture and noise, (n,) each, on a quarter circle: t is its angle, 0..pi / 2."""
    return t.cos(), t.sin()


def _rows(t: Tensor) -> Tensor:
    """A time for all rows, or one for each, in the shape of latents."""
    return t.view(-1, 1, 1, 1)


def _flow_times(pipe: Any, mu: float | None, steps: int, even: bool) -> Tensor:
    """The (steps,) shares of noise of a pipeline's own schedule. even: begun from even ones, not the schedule's own."""
    scheduler = type(pipe.scheduler).from_config(pipe.scheduler.config)
    sigmas = torch.linspace(1.0, 1 / steps, steps).tolist() if even else None
    scheduler.set_timesteps(steps, sigmas=sigmas, mu=mu)
    return scheduler.sigmas[:-1].float()


def _shift(family: Family, pipe: Any, tokens: int, largest: float) -> float:
    """How far the schedule leans towards noise for a picture of so many tokens."""
    config = pipe.scheduler.config
    names = ("base_image_seq_len", 256), ("max_image_seq_len", 4096), ("base_shift", 0.5), ("max_shift", largest)
    return float(family.module.calculate_shift(tokens, *(config.get(*name) for name in names)))


# FLUX.2 klein ------------------------------------------------------------------------------------------------


def _flux2_encode(pipe: Any, text: str) -> Conditioning:
    return Conditioning(pipe.encode_prompt(text, pipe.transformer.device)[0])


def _flux2_denoise(pipe: Any, told: Conditioning, guidance: float, x: Tensor, t: Tensor) -> Tensor:
    """A reference picture's latents stand behind those that are dreamed, as of another moment."""
    network, packed, places = pipe.transformer, x.flatten(2).mT, pipe._prepare_latent_ids(x)
    if (seen := told.reference) is not None:
        packed = torch.cat([packed, seen.expand(len(x), -1, -1, -1).flatten(2).mT.to(packed)], 1)
        places = torch.cat([places, pipe._prepare_image_ids([seen]).expand(len(x), -1, -1).to(places)], 1)
    velocity = network(
        hidden_states=packed.to(network.dtype),
        timestep=t.expand(len(x)).to(network.dtype),
        encoder_hidden_states=told.tokens.to(network.dtype),
        txt_ids=pipe._prepare_text_ids(told.tokens).to(x.device),
        img_ids=places.to(x.device),
        return_dict=False,
    )[0]
    velocity = velocity[:, : math.prod(x.shape[2:])].float().mT.unflatten(2, x.shape[2:])
    return x - _rows(t) * velocity


def _flux2_times(pipe: Any, steps: int, size: Sequence[int]) -> Tensor:
    mu = FAMILIES["flux2"].module.compute_empirical_mu(math.prod(size), steps)
    return _flow_times(pipe, mu, steps, not pipe.scheduler.config.get("use_flow_sigmas"))


# Z-Image -----------------------------------------------------------------------------------------------------


def _zimage_encode(pipe: Any, text: str) -> Conditioning:
    (tokens,), _ = pipe.encode_prompt(text, pipe.transformer.device, do_classifier_free_guidance=False)
    return Conditioning(tokens[None], mask=torch.ones(1, len(tokens), device=tokens.device))


def _zimage_denoise(pipe: Any, told: Conditioning, guidance: float, x: Tensor, t: Tensor) -> Tensor:
    network = pipe.transformer
    assert told.mask is not None
    texts = [row[weights > 0].to(network.dtype) for row, weights in zip(told.tokens, told.mask, strict=True)]
    pictures = list(x.to(network.dtype).unsqueeze(2))
    towards = network(pictures, 1 - t.expand(len(x)), texts, return_dict=False)[0]
    return x + _rows(t) * torch.stack(list(towards)).squeeze(2).float()


def _zimage_times(pipe: Any, steps: int, size: Sequence[int]) -> Tensor:
    mu = _shift(FAMILIES["zimage"], pipe, math.prod(size) // 4, 1.15)
    return _flow_times(pipe, mu, steps, True)


# Stable Diffusion 3 ------------------------------------------------------------------------------------------


def _sd3_encode(pipe: Any, text: str) -> Conditioning:
    device = pipe.transformer.device
    tokens, _, pooled, _ = pipe.encode_prompt(text, None, None, device, do_classifier_free_guidance=False)
    return Conditioning(tokens, pooled)


def _sd3_denoise(pipe: Any, told: Conditioning, guidance: float, x: Tensor, t: Tensor) -> Tensor:
    network = pipe.transformer
    assert told.pooled is not None
    velocity = network(
        hidden_states=x.to(network.dtype),
        timestep=(t * pipe.scheduler.config.num_train_timesteps).expand(len(x)),
        encoder_hidden_states=told.tokens.to(network.dtype),
        pooled_projections=told.pooled.to(network.dtype),
        return_dict=False,
    )[0]
    return x - _rows(t) * velocity.float()


def _sd3_times(pipe: Any, steps: int, size: Sequence[int]) -> Tensor:
    dynamic = pipe.scheduler.config.get("use_dynamic_shifting")
    tokens = math.prod(size) // pipe.transformer.config.patch_size**2
    return _flow_times(pipe, _shift(FAMILIES["sd3"], pipe, tokens, 1.16) if dynamic else None, steps, False)


# SANA-Sprint -------------------------------------------------------------------------------------------------


def _sana_encode(pipe: Any, text: str) -> Conditioning:
    asked = inspect.signature(type(pipe).__call__).parameters["complex_human_instruction"].default
    device = pipe.transformer.device
    tokens, mask = pipe.encode_prompt(text, device=device, complex_human_instruction=asked)
    return Conditioning(tokens, mask=mask.float())


def _sana_denoise(pipe: Any, told: Conditioning, guidance: float, x: Tensor, t: Tensor) -> Tensor:
    """Latents are in units of the data's spread. The transformer speaks of a line, whose point it is asked at."""
    network, config = pipe.transformer, pipe.transformer.config
    assert told.mask is not None
    t = _rows(t)
    share = t.sin() / (t.cos() + t.sin())
    long = (share**2 + (1 - share) ** 2).sqrt()
    seen = x * long
    output = network(
        seen.to(network.dtype),
        encoder_hidden_states=told.tokens.to(network.dtype),
        encoder_attention_mask=told.mask.log().clamp_min(-10000.0)[:, None].to(network.dtype),
        guidance=torch.full((len(x),), guidance * config.guidance_embeds_scale, device=x.device, dtype=network.dtype),
        timestep=share.flatten().expand(len(x)),
        return_dict=False,
    )[0].float()
    along = ((1 - 2 * share) * seen + (1 - 2 * share + 2 * share**2) * output) / long
    return t.cos() * x - t.sin() * along


def _sana_times(pipe: Any, steps: int, size: Sequence[int]) -> Tensor:
    defaults = inspect.signature(type(pipe).__call__).parameters
    top, between = (defaults[name].default for name in ("max_timesteps", "intermediate_timesteps"))
    return torch.tensor([top, between]) if steps == 2 else torch.linspace(top, 0.0, steps + 1)[:-1]


FAMILIES = {
    "flux2": Family(_flux2_encode, _flux2_denoise, _flux2_times, line, 16, 512, "flux2.pipeline_flux2_klein"),
    "zimage": Family(_zimage_encode, _zimage_denoise, _zimage_times, line, 16, 512, "z_image.pipeline_z_image"),
    "sd3": Family(
        _sd3_encode, _sd3_denoise, _sd3_times, line, 16, 256, "stable_diffusion_3.pipeline_stable_diffusion_3"
    ),
    "sana": Family(
        _sana_encode, _sana_denoise, _sana_times, arc, 32, 300, "sana.pipeline_sana_sprint", told_guidance=True
    ),
}
