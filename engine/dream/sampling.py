"""From noise to latents: one contract for every kind of model, and free functions that walk it down to clean.

A `Denoise` is called as `denoised = denoise(x, t)`, whatever the network predicts. Latents are (B, C, h, w) float32;
the network alone sees its own dtype. `check` is called before every network evaluation and may raise to abandon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

Predict = Callable[[Tensor, Tensor], Tensor]  # (x (B, C, h, w), t ()) -> what the network predicts, float32
Denoise = Callable[[Tensor, Tensor], Tensor]
Check = Callable[[], None]


@dataclass(frozen=True)
class Conditioning:
    """What the network is told of B prompts: tokens (B, n, d) and, for SDXL, pooled (B, p)."""

    tokens: Tensor
    pooled: Tensor | None = None


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
    told = told_of(unet, wanted if unwanted is None else join([unwanted, wanted]), guidance, size)

    def predict(x: Tensor, t: Tensor) -> Tensor:
        check()
        batch = x if unwanted is None else torch.cat([x, x])
        output = unet(batch.to(unet.dtype), t, return_dict=False, **told)[0].float()
        if unwanted is None:
            return output
        away, towards = output.chunk(2)
        return away + guidance * (towards - away)

    return predict


def told_of(unet: Any, conditioning: Conditioning, guidance: float, size: tuple[int, int]) -> dict[str, Any]:
    """The keyword arguments that tell a UNet its conditioning; see `predictor`."""
    tokens = conditioning.tokens.to(unet.dtype)
    told: dict[str, Any] = {"encoder_hidden_states": tokens}
    if conditioning.pooled is not None:
        ids = torch.tensor([*size, 0, 0, *size], dtype=unet.dtype, device=tokens.device)
        told["added_cond_kwargs"] = {
            "text_embeds": conditioning.pooled.to(unet.dtype),
            "time_ids": ids.expand(len(tokens), 6),
        }
    if unet.config.time_cond_proj_dim:
        strength = sinusoid(guidance - 1, unet.config.time_cond_proj_dim).to(tokens.device, unet.dtype)
        told["timestep_cond"] = strength.expand(len(tokens), -1)
    return told


def join(parts: Sequence[Conditioning]) -> Conditioning:
    """Concatenate along the batch."""
    pooled = [part.pooled for part in parts if part.pooled is not None]
    return Conditioning(torch.cat([part.tokens for part in parts]), torch.cat(pooled) if pooled else None)


def sinusoid(strength: float, width: int) -> Tensor:
    """The (1, width) embedding of a guidance strength that LCM UNets are trained on."""
    half = width // 2
    rates = torch.exp(torch.arange(half, dtype=torch.float32) * (-torch.log(torch.tensor(10000.0)) / (half - 1)))
    angles = 1000 * strength * rates
    return torch.nn.functional.pad(torch.cat([angles.sin(), angles.cos()]), (0, width % 2))[None]


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


def sample_renoised(denoise: Denoise, timesteps: Tensor, alphas: Tensor, noises: Sequence[Tensor], x: Tensor) -> Tensor:
    """Few steps of a distilled model: predict clean latents, noise them again to the next timestep.

    timesteps: (n,) descending. noises: n - 1 of x's shape. Sauer et al. 2023 (ADD), Luo et al. 2023 (LCM).
    """
    x = denoise(x, timesteps[0])
    for t, noise in zip(timesteps[1:], noises, strict=True):
        alpha = alphas[int(t)]
        x = denoise(alpha.sqrt() * x + (1 - alpha).sqrt() * noise, t)
    return x


def sample_solved(predict: Predict, scheduler: Any, x: Tensor) -> Tensor:
    """Many steps with a deterministic diffusers solver, its timesteps already set."""
    for t in scheduler.timesteps:
        x = scheduler.step(predict(scheduler.scale_model_input(x, t), t), t, x, return_dict=False)[0]
    return x


def slerp(a: Tensor, b: Tensor, part: float, dims: int) -> Tensor:
    """Turn from a towards b by `part` (0..1) of the angle between them, taken over the last `dims` dimensions.

    The length goes evenly from a's to b's, so noise keeps its variance. Shoemake 1985. Vectors that are nearly
    parallel or opposite are interpolated straight, where the formula divides by zero. Returns float32.
    """
    shape = a.shape
    a, b = a.flatten(-dims).float(), b.flatten(-dims).float()
    long_a = a.norm(dim=-1, keepdim=True).clamp_min(1e-12)
    long_b = b.norm(dim=-1, keepdim=True).clamp_min(1e-12)
    a, b = a / long_a, b / long_b
    angle = (a * b).sum(-1, keepdim=True).clamp(-1, 1).acos()
    sine = angle.sin()
    straight = sine < 1e-3
    safe = sine.masked_fill(straight, 1.0)
    weigh_a = torch.where(straight, 1 - part, ((1 - part) * angle).sin() / safe)
    weigh_b = torch.where(straight, part, (part * angle).sin() / safe)
    return ((weigh_a * a + weigh_b * b) * torch.lerp(long_a, long_b, part)).reshape(shape)


def lerp(a: Tensor, b: Tensor, part: float) -> Tensor:
    return torch.lerp(a.float(), b.float(), part)
