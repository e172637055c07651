"""Teaches the enlarger: drawings of every kind, scaled down and softened, as a decoder softens or a dream is soft."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import trange

from engine.dream.enlarge import LUMA, SCALE, Enlarger, bicubic
from engine.training.classifier import tellable
from engine.training.devices import LAYOUT, half
from engine.training.draw import picture, sheet
from engine.training.kinds import KINDS
from engine.training.trainer import Average, Run, averaged, save_whole, train, write_picture

DRAWN = 2048, 1152  # width and height of what it learns from: SCALE times a keyframe's usual size
STREAM = 60  # of dice; see classifier.py
CROP = 256  # pixels of a drawing that are kept together,
SEEN = 192  # and that are learnt at once
CROPS = 14  # of a drawing
PICTURES = 4  # times the number of kinds that are drawn
RATE = 1e-3  # peak learning rate
TEXTURE = 1.0  # weight of how strong the detail is, place by place, whatever its exact position
DECODED, DREAMED = (-0.8, 0.8), (0.5, 3.2)  # pixels of what comes in, least and most of a blur, below 0 none
WAVERING = 0.8  # pixels, the most that edges deviate by, in the mean
NOTHING = 1e-4  # of a squared slope: under it there is none


def drawings(count: int, seed: int, kept: Path) -> Tensor:
    """(N, 3, CROP, CROP) uint8 crops of drawings of every kind in turn, without the grain that nobody can foretell.

    They are drawn once, and `kept` in a file; drawing that was interrupted goes on.
    """
    kept.parent.mkdir(parents=True, exist_ok=True)
    names = list(KINDS)
    crops = list(torch.load(kept, weights_only=True)) if kept.exists() else []
    for index in trange(len(crops) // CROPS, count, desc="drawing", mininterval=5, disable=None, leave=False):
        random = np.random.default_rng([index, seed, STREAM])
        wish = replace(tellable(random), kind=names[index % len(names)])
        drawn = torch.from_numpy(picture(wish, random, *DRAWN, grain=False)).permute(2, 0, 1)
        for _ in range(CROPS):
            top, left = (int(random.integers(side - CROP + 1)) for side in drawn.shape[1:])
            crops.append(drawn[:, top : top + CROP, left : left + CROP].clone())
        if index % 40 == 39 or index == count - 1:
            save_whole(kept, torch.stack(crops))
    return torch.stack(crops[: count * CROPS])


def softened(large: Tensor, dreamed: bool) -> Tensor:
    """Pictures (B, 3, 4 h, 4 w) of 0..1 at a quarter of the size, blurred by a Gaussian, in 256 levels, some noisy.

    dreamed: as few steps of a small model make them, whose edges are soft and waver, else as a decoder softens.
    """
    (count, _, height, width), device = large.shape, large.device
    if dreamed:
        coarse = torch.randn(count, 2, height // (3 * SCALE), width // (3 * SCALE), device=device)
        astray = F.interpolate(coarse, (height, width), mode="bicubic", align_corners=False).permute(0, 2, 3, 1)
        astray = astray * 2 * WAVERING * SCALE * torch.rand(count, 1, 1, 1, device=device)
        grid = F.affine_grid(torch.eye(2, 3, device=device).expand(count, 2, 3), list(large.shape), align_corners=False)
        grid = grid + astray / torch.tensor((width, height), device=device)
        large = F.grid_sample(large, grid, padding_mode="reflection", align_corners=False)
    least, most = DREAMED if dreamed else DECODED
    sigma = SCALE * torch.empty(count, 1, device=device).uniform_(least, most).clamp(min=1e-3)
    reach = round(2.5 * most * SCALE)
    away = torch.arange(-reach, reach + 1, device=device)
    bell = F.softmax(-0.5 * (away / sigma).square(), 1).repeat_interleave(3, 0)  # (3 B, taps)
    large = F.pad(large, (reach,) * 4, mode="reflect").flatten(0, 1)[None]
    for kernel in (bell[:, None, None], bell[:, None, :, None]):
        large = F.conv2d(large, kernel, groups=3 * count)
    small = F.avg_pool2d(large.unflatten(1, (count, 3))[0], SCALE)
    noise = torch.randn_like(small) * (torch.rand(count, 1, 1, 1, device=device) * 0.02 - 0.01).clamp(0)
    return ((small + noise).clamp(0, 1) * 255).round() / 255


def strength(light: Tensor) -> Tensor:
    """How strong luma's (B, 1, h, w) slopes are in places of 8 and of 32 pixels, one long (B, n)."""
    across, down = light.diff(dim=3)[..., :-1, :], light.diff(dim=2)[..., :-1]
    found = []
    for slopes in (across, down):
        square = slopes.square()
        for place in (8, 32):
            found.append((F.avg_pool2d(square, place, place // 2) + NOTHING).sqrt().flatten(1))
    return torch.cat(found, 1)


def train_enlarger(out: Path, run: Run, file: Path, pictures: int = PICTURES, dreamed: bool = False) -> int:
    """Teach an enlarger in the folder `out` and write its averaged weights to `file`; returns the steps done.

    dreamed: for what a small model dreams, which is softer than pictures are.
    """
    torch.manual_seed(run.seed)
    network = Enlarger().to(run.device).to(memory_format=LAYOUT)  # type: ignore[call-overload]
    average = Average(network)
    count = pictures * len(KINDS)
    crops = drawings(count, run.seed, out / f"drawings-{run.seed}.pt")
    weights = torch.tensor(LUMA, device=run.device).view(1, 3, 1, 1)
    batch = run.batch or 8

    def loss_of(step: int) -> tuple[Tensor, dict]:
        dice = torch.Generator().manual_seed(run.seed * 1_000_003 + step)
        torch.manual_seed(run.seed * 1_000_003 + step)
        top, left = (int(each) for each in torch.randint(CROP - SEEN + 1, (2,), generator=dice))
        large = crops[torch.randint(len(crops), (batch,), generator=dice), :, top : top + SEEN, left : left + SEEN]
        large = large.to(run.device).float() / 255
        if step % 2:
            large = large.transpose(2, 3)
        if step % 3:
            large = large.flip(3)
        small = softened(large, dreamed).contiguous(memory_format=LAYOUT)
        with half(run.device):
            residual = network.residual(small)
        light = (bicubic(small, SCALE) * weights).sum(1, keepdim=True) + residual.float()
        wanted = (large * weights).sum(1, keepdim=True)
        wrong = (light - wanted).abs().mean()
        texture = (strength(light) - strength(wanted)).abs().mean()
        error = float((light.detach() - wanted).square().mean())
        return wrong + TEXTURE * texture, {"wrong": float(wrong), "texture": float(texture), "square": error}

    @torch.no_grad()
    def show(module: nn.Module, path: Path) -> None:
        large = crops[:: max(len(crops) // 12, 1)][:12].to(run.device).float() / 255
        small = F.avg_pool2d(large, SCALE)
        rows = [torch.cat(each, 2) for each in zip(bicubic(small, SCALE), network(small), large, strict=True)]
        levels = [(row.clamp(0, 1) * 255).byte().permute(1, 2, 0).cpu().numpy() for row in rows]
        write_picture(path, sheet(levels, 2))

    steps = train(
        out=out, name="enlarger", module=network, loss_of=loss_of, peak=RATE, run=run, show=show, average=average
    )
    learnt = averaged(out / "enlarger.pt")
    told = {"kind": "reverie enlarger", "width": str(network.width), "depth": str(network.depth)}
    save_file({name: weight.half().contiguous() for name, weight in learnt.items()}, file, told)
    return steps
