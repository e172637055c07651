"""Pictures larger than a model was taught to make, from the model alone: DemoFusion (Du et al. 2023, arXiv 2311.16973).

A finished latent is enlarged step by step. At each size it is noised and denoised again, held to what it was (skip
residual), seen through windows of the model's own size (shifted crops) and through a comb of its pixels (dilated
sampling), so that what is added is detail and not a second subject.

Unlike the published code: any side in whole latents; a seed repeats, as noise and shifts have dice of their own, the
same for every picture, so that detail does not boil; every kind of guidance; one scheduler step for the whole latents
of predictions that are put together, which equals stepping window by window and lets any scheduler do it; beyond the
edges lies a reflection, whose noise is as strong as the network expects, where zeros are none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

TRAINED = 1000  # timesteps that models are trained on
POWERS = (3.0, 1.0, 1.0)  # of the cosine, for skip residual, dilated sampling and blur
SIGMA = 0.8  # of the blur of dilated sampling where the noise is strongest, in latents
FAINT = 0.02  # the weight under which a path is left out
SEED = 2311  # of the noise and the shifts, which are those of every picture
BATCH = 4  # windows that the network sees at once

Size = tuple[int, int]  # height, width
# Predictions (n, C, h, w) of views (n, C, h, w) at a timestep, whose top left corners lie at these latents (y, x) of
# the whole; None where a view is of all of it.
Views = Callable[[Tensor, Tensor, Sequence[Size] | None], Tensor]


@dataclass(frozen=True)
class Step:
    """One step down the noise: the timestep, the share of signal in the variance there (0..1), and how to take it.

    take: (prediction, latents) at this step to the latents of the next; affine in both, and the same for every pixel.
    """

    t: Tensor
    alpha: float
    take: Callable[[Tensor, Tensor], Tensor]


def shares(t: float) -> tuple[float, float, float]:
    """c1 (skip residual), c2 (dilated sampling) and c3 (blur) at a timestep: 1 in pure noise, nearly 0 at the end."""
    cosine = (1 + math.cos(math.pi * (TRAINED - t) / TRAINED)) / 2
    first, second, third = (cosine**power for power in POWERS)
    return first, second, 0.99 * third + 0.01


def sizes(native: Size, target: Size) -> list[Size]:
    """The sizes in latents from the native one, times 2, times 3 and so on, to the target, which comes last."""
    scale = max(target[0] / native[0], target[1] / native[1])
    between = [(round(target[0] * s / scale), round(target[1] * s / scale)) for s in range(2, math.ceil(scale))]
    return [*between, target] if scale > 1 else []


def starts(length: int, window: int, stride: int) -> list[int]:
    """Where windows begin along an axis: a stride apart, the last one flush with the end."""
    if length <= window:
        return [0]
    return [*range(0, length - window, stride), length - window]


def shift_of(window: int) -> int:
    """How far windows are shifted at most: a quarter of what is not their stride of a half."""
    return (window - max(window // 2, 1)) // 4


def shift(index: int, count: int, most: int, dice: torch.Generator) -> int:
    """How far window `index` of `count` along an axis goes, `most` at most: outer ones outwards, a sole one nowhere."""
    low = 0 if index == count - 1 else -most
    high = 0 if index == 0 else most
    return int(torch.randint(low, high + 1, (), generator=dice))


def corners(size: Size, window: Size, dice: torch.Generator) -> list[Size]:
    """The top left corners of windows over latents of a size, each shifted, some beyond the edges by up to that."""
    rows, columns = (starts(full, part, max(part // 2, 1)) for full, part in zip(size, window, strict=True))
    return [
        (
            top + shift(row, len(rows), shift_of(window[0]), dice),
            left + shift(column, len(columns), shift_of(window[1]), dice),
        )
        for row, top in enumerate(rows)
        for column, left in enumerate(columns)
    ]


def reflected(z: Tensor, top: int, bottom: int, left: int, right: int) -> Tensor:
    """(B, C, h, w) with its reflection around it, or its edge where there is less of it than is wanted."""
    height, width = z.shape[-2:]
    kind = "reflect" if max(top, bottom) < height and max(left, right) < width else "replicate"
    return F.pad(z, (left, right, top, bottom), mode=kind)


def through_windows(predict: Views, z: Tensor, t: Tensor, window: Size, dice: torch.Generator) -> Tensor:
    """The local path: predictions through overlapping, shifted windows of a model's own size, averaged: as z.

    z: (1, C, h, w), no smaller than the window.
    """
    size = (z.shape[-2], z.shape[-1])
    places = corners(size, window, dice)
    down, across = shift_of(window[0]), shift_of(window[1])
    padded = reflected(z, down, down, across, across)
    total, count = torch.zeros_like(padded), torch.zeros_like(padded[:, :1])
    for first in range(0, len(places), BATCH):
        some = places[first : first + BATCH]
        cut = [
            (slice(top + down, top + down + window[0]), slice(left + across, left + across + window[1]))
            for top, left in some
        ]
        seen = predict(torch.cat([padded[..., rows, columns] for rows, columns in cut]), t, some)
        for (rows, columns), each in zip(cut, seen.split(1), strict=True):
            total[..., rows, columns] += each
            count[..., rows, columns] += 1
    inside = (..., slice(down, down + size[0]), slice(across, across + size[1]))
    return total[inside] / count[inside]


def blurred(z: Tensor, scale: int, sigma: float) -> Tensor:
    """(1, C, h, w) under a Gaussian of 2 scale - 1 latents, brought back to its mean and spread before."""
    reach = scale - 1
    places = torch.arange(-reach, reach + 1, dtype=z.dtype, device=z.device)
    kernel = torch.exp(-(places**2) / (2 * sigma**2))
    kernel = kernel / kernel.sum()
    channels = z.shape[1]
    soft = reflected(z, reach, reach, reach, reach)
    soft = F.conv2d(soft, kernel.view(1, 1, -1, 1).expand(channels, 1, -1, 1), groups=channels)
    soft = F.conv2d(soft, kernel.view(1, 1, 1, -1).expand(channels, 1, 1, -1), groups=channels)
    return matched(soft, z.mean(), z.std())


def matched(z: Tensor, mean: Tensor, spread: Tensor) -> Tensor:
    """z, (1, C, h, w), with another mean and standard deviation over all of it; a constant one is moved alone."""
    own = z.std()
    return (z - z.mean()) * (spread / own if own > 1e-6 else 1.0) + mean


def through_combs(predict: Views, z: Tensor, t: Tensor, scale: int, sigma: float) -> Tensor:
    """The global path: predictions for every scale-th latent of each axis, scale² views, of z blurred: as z.

    z: (1, C, h, w), padded at the top and the left to a multiple of the scale.
    """
    top, left = -z.shape[-2] % scale, -z.shape[-1] % scale
    padded = reflected(z, top, 0, left, 0)
    soft = blurred(padded, scale, sigma)
    found = torch.empty_like(padded)
    combs = [(row, column) for row in range(scale) for column in range(scale)]
    for first in range(0, len(combs), BATCH):
        some = combs[first : first + BATCH]
        seen = predict(torch.cat([soft[..., row::scale, column::scale] for row, column in some]), t, None)
        for (row, column), each in zip(some, seen.split(1), strict=True):
            found[..., row::scale, column::scale] = each
    return found[..., top:, left:]


def trajectory(z: Tensor, noise: Tensor, alpha: float) -> Tensor:
    """Clean latents (1, C, h, w) at a step of the schedule, under noise that is always the same. alpha: their share."""
    return math.sqrt(alpha) * z + math.sqrt(1 - alpha) * noise


def enlarge(z: Tensor, size: Size) -> Tensor:
    """Latents (1, C, h, w) at another (height, width): bicubic, corners not aligned. Returns float32."""
    return F.interpolate(z.float(), size, mode="bicubic", align_corners=False)


def noise_like(z: Tensor, key: int = 0) -> Tensor:
    """The noise of every picture of this size, (1, C, h, w) like z, on every device the same."""
    dice = torch.Generator().manual_seed(SEED + key)
    return torch.randn(z.shape, generator=dice).to(z.device)


def demofusion(
    z: Tensor, target: Size, predict: Views, steps: Callable[[Tensor], Sequence[Step]], window: Size
) -> Tensor:
    """Clean latents (1, C, h, w) of a model's own size to the target's (1, C, H, W): float32.

    target: height and width in latents; at the latents' own size they stay as they are. steps: the schedule from the
    noisiest step down, for latents of this shape. window: what the network was taught to see, in latents. Whatever
    `predict` raises abandons it.
    """
    native = (z.shape[-2], z.shape[-1])
    mean, spread = z.mean(), z.std()
    for size in sizes(native, target):
        clean = enlarge(z, size)
        noise = noise_like(clean)
        scale = math.ceil(max(size[0] / native[0], size[1] / native[1]))
        seen = min(window[0], size[0]), min(window[1], size[1])
        dice = torch.Generator().manual_seed(SEED)
        schedule = steps(clean)
        z = trajectory(clean, noise, schedule[0].alpha)
        for step in schedule:
            skip, dilated, blur = shares(float(step.t))
            z = (1 - skip) * z + skip * trajectory(clean, noise, step.alpha)
            if dilated < FAINT:
                told = through_windows(predict, z, step.t, seen, dice)
            else:
                told = through_combs(predict, z, step.t, scale, SIGMA * blur)
                if 1 - dilated >= FAINT:
                    told = (1 - dilated) * through_windows(predict, z, step.t, seen, dice) + dilated * told
            z = step.take(told, z)
        z = matched(z, mean, spread)
    return z
