"""Detail that is dreamed: latents of a model's own size made larger, and larger latents decoded in bounded memory.

`demofusion` follows that paper whole; refining is the quick way of few-step models after PixelRush (arXiv 2602.12769):
the picture enlarged and encoded, its noise found by one DDIM inversion to a low level, and one step back, in windows.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.dream.demofusion import Size, Step, Views, demofusion, noise_like, starts
from engine.dream.model import Model
from engine.dream.prompt_encoding import Conditioning, join, unet_arguments
from engine.dream.sampler import Check, clean, consistent, guided
from engine.dream.sampler_presets import SamplerPreset
from engine.dream.schedulers import spread
from engine.journey.path import Recipe

FEWEST = 4  # steps of DemoFusion: with fewer nothing is seen through windows
LOW = 249  # the timestep that refining goes up to and comes back from
FRESH = 0.25  # share of fixed noise in what it found (its amplitude), so that there is something to make detail of
HOLD = 4  # latents, of the places whose mean refining keeps
DOUBLING = 2.0  # times the size at once, at most, as what is added must fit what is there
TILE = 1.5  # sides of a decoded tile over a model's own
OVERLAP = 8  # latents that neighbouring tiles share at least


Larger = Callable[[np.ndarray, tuple[int, int]], np.ndarray]  # a picture (H, W, 3) uint8 at another (width, height)


class Detail:
    """Makes latents larger as a recipe says.

    most: (width, height) of the largest picture that is of any use, None for none. Latents that a recipe leaves as they
    are, or that a model has no way to make larger, come back as they went in.
    """

    def __init__(
        self,
        model: Model,
        larger: Larger,
        most: tuple[int, int] | None = None,
        tell: Callable[[str], None] = lambda text: None,
    ):
        self._model, self._larger, self._most, self._tell = model, larger, most, tell
        self._short = False
        self.seconds = 0.0  # spent on it, in all

    def spare_memory(self) -> None:
        """Do without from now on: there is too little memory."""
        self._short = True

    def __call__(
        self,
        z: Tensor,
        recipe: Recipe,
        preset: SamplerPreset,
        wanted: Conditioning,
        unwanted: Conditioning | None,
        check: Check,
    ) -> Tensor:
        """Clean latents (1, C, h, w) of one place and its conditioning to (1, C, H, W)."""
        target = target_of(self._model, recipe.detail_scale, self._most)
        if recipe.detail == "off" or self._short or target == _native(self._model):
            return z
        if self._model.unlike:
            self._tell(f"{self._model.unlike} makes no detail: its pictures are enlarged")
            return z
        began = time.perf_counter()
        size = [target]  # of what is being made
        predict = views(self._model, wanted, unwanted, preset.guidance, lambda: size[0], check)
        try:
            with self._model.eager(), torch.inference_mode():
                if recipe.detail == "demofusion":
                    return _fuse(self._model, z, size, preset, predict)
                return _refine(self._model, z, size, preset, predict, check, self._larger)
        finally:
            self.seconds += time.perf_counter() - began


class NotFinite(ValueError):
    """What came out of the decoder is no number."""


def views(
    model: Model,
    wanted: Conditioning,
    unwanted: Conditioning | None,
    guidance: float,
    size: Callable[[], Size],
    check: Check,
) -> Views:
    """A UNet's predictions of views. wanted, unwanted: of one prompt (1, n, d); without `unwanted` nothing is guided.

    size: the height and width in latents of what is being made, which SDXL is told, with where a view lies in it.
    """
    unet, scale = model.pipe.unet, model.scale
    native = (model.height, model.width)

    def predict(seen: Tensor, t: Tensor, places: Sequence[Size] | None) -> Tensor:
        check()
        count = len(seen)
        parts = [wanted] if unwanted is None else [unwanted, wanted]
        told = unet_arguments(unet, join([part for part in parts for _ in range(count)]), guidance, native)
        if places is not None and "added_cond_kwargs" in told:
            whole = [side * scale for side in size()]
            rows = [[*whole, top * scale, left * scale, *native] for top, left in places] * len(parts)
            ids = told["added_cond_kwargs"]["time_ids"]
            told["added_cond_kwargs"]["time_ids"] = torch.tensor(rows, dtype=ids.dtype, device=ids.device)
        batch = torch.cat([seen] * len(parts)).to(unet.dtype)
        output = unet(batch, t, return_dict=False, **told)[0].float()
        return output if unwanted is None else guided(output, guidance)

    return predict


def schedule(model: Model, preset: SamplerPreset) -> Callable[[Tensor], list[Step]]:
    """What `demofusion` steps along with a model's sampler: of the first order, as every step begins from elsewhere."""
    prediction = model.prediction

    def solved(z: Tensor) -> list[Step]:
        usual = model.scheduler("solver")
        solver = type(usual).from_config(usual.config, solver_order=1, lower_order_final=True)
        solver.set_timesteps(max(preset.steps, FEWEST), device=model.device)

        def take(told: Tensor, z: Tensor, t: Tensor) -> Tensor:
            return solver.step(told, t, z, return_dict=False)[0]

        alphas = [1 / (1 + float(sigma) ** 2) for sigma in solver.sigmas]
        return [
            Step(t, alpha, lambda told, z, t=t: take(told, z, t))  # type: ignore[misc]
            for t, alpha in zip(solver.timesteps, alphas, strict=False)
        ]

    def renoised(z: Tensor) -> list[Step]:
        sampler = model.scheduler(preset.sampler)
        spread(sampler, preset if preset.steps >= FEWEST else replace(preset, steps=FEWEST, timesteps=()), model.device)
        times = [int(t) for t in sampler.timesteps]
        alphas = sampler.alphas_cumprod
        found = []
        for index, t in enumerate(times):
            last = index == len(times) - 1
            after = 1.0 if last else float(alphas[times[index + 1]])
            fresh = None if last or not preset.renoises else noise_like(z, index + 1)

            def take(told: Tensor, z: Tensor, t=t, after=after, fresh=fresh) -> Tensor:
                alpha = alphas[t].to(z.device)
                made = clean(z, told, alpha, prediction)
                if preset.sampler == "lcm":
                    made = consistent(lambda *_: made, sampler)(z, torch.tensor(t))
                if after == 1:
                    return made
                noise = (z - alpha.sqrt() * made) / (1 - alpha).sqrt() if fresh is None else fresh
                return math.sqrt(after) * made + math.sqrt(1 - after) * noise

            found.append(Step(torch.tensor(t, device=model.device), float(alphas[t]), take))
        return found

    return solved if preset.sampler == "solver" else renoised


def _fuse(model: Model, z: Tensor, size: list[Size], preset: SamplerPreset, predict: Views) -> Tensor:
    """DemoFusion of one picture's clean latents (1, C, h, w) to those of `size`, which says what is being made."""
    steps = schedule(model, preset)

    def sized(z: Tensor) -> list[Step]:
        size[0] = (z.shape[-2], z.shape[-1])
        return steps(z)

    return demofusion(z, size[0], predict, sized, _native(model))


def _refine(
    model: Model, z: Tensor, size: list[Size], preset: SamplerPreset, predict: Views, check: Check, larger: Larger
) -> Tensor:
    """One step of detail at a time from clean latents (1, C, h, w) to those of `size`, which it keeps up to date."""
    target = size[0]
    scheduler = model.scheduler("turbo" if preset.sampler == "solver" else preset.sampler)
    t, alpha = torch.tensor(LOW, device=model.device), scheduler.alphas_cumprod[LOW].to(model.device)
    native = (z.shape[-2], z.shape[-1])
    doublings = math.ceil(math.log(max(target[0] / native[0], target[1] / native[1], 1.0), DOUBLING) - 1e-6)
    for index in range(1, doublings + 1):
        share = index / doublings
        size[0] = (_towards(native[0], target[0], share), _towards(native[1], target[1], share))
        picture = decode(model, z, check)
        big = larger(picture, (size[0][1] * model.scale, size[0][0] * model.scale))
        base = encode(model, big, check)
        window = (min(native[0], size[0][0]), min(native[1], size[0][1]))
        found = through_feathers(predict, base, t, window)
        noise = _noise_in(base, found, alpha, model.prediction)
        noise = math.sqrt(1 - FRESH**2) * noise + FRESH * noise_like(base)
        noised = alpha.sqrt() * base + (1 - alpha).sqrt() * noise
        made = clean(noised, through_feathers(predict, noised, t, window), alpha, model.prediction)
        made = _as_strong(made, base)
        z = made + _at_large(base - made)
    return z


def _as_strong(z: Tensor, base: Tensor) -> Tensor:
    """Latents (1, C, h, w) with every channel's spread as in others: one step from low noise takes contrast away."""
    mean, own, wanted = z.mean((2, 3), keepdim=True), z.std((2, 3), keepdim=True), base.std((2, 3), keepdim=True)
    return (z - mean) * (wanted / own.clamp_min(1e-6)).clamp(0.5, 2.0) + mean


def _at_large(z: Tensor) -> Tensor:
    """What of latents (1, C, h, w) is wider than HOLD of them: light and colour, which detail leaves as they were."""
    height, width = z.shape[-2:]
    small = F.interpolate(z, (max(height // HOLD, 1), max(width // HOLD, 1)), mode="area")
    return F.interpolate(small, (height, width), mode="bicubic", align_corners=False)


def _noise_in(z: Tensor, told: Tensor, alpha: Tensor, prediction: str) -> Tensor:
    """The noise that a prediction takes latents to hold: epsilon."""
    if prediction == "epsilon":
        return told
    if prediction == "v_prediction":
        return alpha.sqrt() * told + (1 - alpha).sqrt() * z
    return (z - alpha.sqrt() * told) / (1 - alpha).sqrt()


def through_feathers(predict: Views, z: Tensor, t: Tensor, window: Size) -> Tensor:
    """Predictions for (1, C, h, w) through windows half apart, feathered into each other: as z."""
    total, weights = torch.zeros_like(z), torch.zeros_like(z[:, :1])
    feather = feathered(window).to(z.device)
    rows, columns = (starts(full, part, max(part // 2, 1)) for full, part in zip(z.shape[-2:], window, strict=True))
    places = [(top, left) for top in rows for left in columns]
    for first in range(0, len(places), 4):
        some = places[first : first + 4]
        cut = [(..., slice(top, top + window[0]), slice(left, left + window[1])) for top, left in some]
        seen = predict(torch.cat([z[one] for one in cut]), t, some)
        for one, each in zip(cut, seen.split(1), strict=True):
            total[one] += each * feather
            weights[one] += feather
    return total / weights


def feathered(window: Size) -> Tensor:
    """Weights (h, w) that fall evenly to the edges of a window, above 0 everywhere."""
    down, across = (
        torch.minimum(torch.arange(side) + 0.5, side - torch.arange(side) - 0.5).clamp_min(0.5) for side in window
    )
    return down[:, None] * across[None, :]


@torch.inference_mode()
def decode(model: Model, z: Tensor, check: Check) -> np.ndarray:
    """Latents (1, C, h, w) of any size as (H, W, 3) uint8 RGB, in tiles that overlap and are feathered.

    What it takes beyond the picture is a row of tiles. Raises NotFinite.
    """
    scale = model.scale
    height, width = z.shape[-2:]
    tile = _tile(model, height, width)
    step = [max(side - OVERLAP, side // 2, 1) for side in tile]
    rows, columns = starts(height, tile[0], step[0]), starts(width, tile[1], step[1])
    out: np.ndarray = np.empty((height * scale, width * scale, 3), np.uint8)
    kept: Tensor | None = None  # what the row of tiles above has of this one
    for index, top in enumerate(rows):
        row = _decoded_row(model, z[..., top : top + tile[0], :], columns, tile, check)
        shared = (rows[index - 1] + tile[0] - top) * scale if index else 0
        if shared and kept is not None:
            share = ((torch.arange(shared, device=row.device) + 0.5) / shared)[:, None]
            row[:, :shared] = torch.lerp(kept, row[:, :shared], share)
        follows = rows[index + 1] if index + 1 < len(rows) else top + tile[0]
        done = (follows - top) * scale
        out[top * scale : top * scale + done] = levels(row[:, :done])
        kept = row[:, done:].clone()
    return out


def _decoded_row(model: Model, z: Tensor, columns: Sequence[int], tile: Size, check: Check) -> Tensor:
    """A row of tiles, (3, H, W) float32 of about 0..1."""
    scale, width = model.scale, z.shape[-1]
    row = torch.empty((3, z.shape[-2] * scale, width * scale), device=z.device)
    end = 0  # of what is there, in latents
    for left in columns:
        check()
        seen = model.decode(z[..., left : left + tile[1]])[0]
        shared = (end - left) * scale
        if shared > 0:
            share = (torch.arange(shared, device=z.device) + 0.5) / shared
            before = row[..., left * scale : left * scale + shared]
            seen[..., :shared] = torch.lerp(before, seen[..., :shared], share)
        row[..., left * scale : (left + tile[1]) * scale] = seen
        end = left + tile[1]
    return row


@torch.inference_mode()
def encode(model: Model, picture: np.ndarray, check: Check) -> Tensor:
    """An (H, W, 3) uint8 RGB picture, sides in whole latents, as latents (1, C, h, w), in feathered tiles."""
    scale = model.scale
    height, width = picture.shape[0] // scale, picture.shape[1] // scale
    tile = _tile(model, height, width)
    step = [max(side - OVERLAP, side // 2, 1) for side in tile]
    total, weights = None, None
    feather = feathered(tile).to(model.device)
    for top in starts(height, tile[0], step[0]):
        for left in starts(width, tile[1], step[1]):
            check()
            cut = picture[top * scale : (top + tile[0]) * scale, left * scale : (left + tile[1]) * scale]
            z = model.seen(cut)
            if total is None or weights is None:
                total = torch.zeros((1, z.shape[1], height, width), device=model.device)
                weights = torch.zeros_like(total[:, :1])
            part = (..., slice(top, top + tile[0]), slice(left, left + tile[1]))
            total[part] += z * feather
            weights[part] += feather
    assert total is not None and weights is not None
    return total / weights


def levels(picture: Tensor) -> np.ndarray:
    """A picture (3, H, W) of about 0..1 as (H, W, 3) uint8. Raises NotFinite."""
    if not bool(torch.isfinite(picture).all()):
        raise NotFinite("broken (not a number)")
    return (picture.clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()


def target_of(model: Model, scale: float, most: tuple[int, int] | None) -> Size:
    """Height and width in latents of a picture `scale` times a model's own, held to (width, height) pixels if given."""
    if most is not None:
        scale = min(scale, max(most[0] / model.width, most[1] / model.height, 1.0))
    height, width = _native(model)
    return max(math.ceil(height * scale - 1e-6), height), max(math.ceil(width * scale - 1e-6), width)


def _towards(own: int, full: int, share: float) -> int:
    return round(own * (full / own) ** share)


def _tile(model: Model, height: int, width: int) -> Size:
    own = _native(model)
    return min(round(TILE * own[0]), height), min(round(TILE * own[1]), width)


def _native(model: Model) -> Size:
    return model.latent_shape[1], model.latent_shape[2]
