"""A judge of what kind of picture is shown: a small residual network (He et al. 2016) trained on drawn pictures.

It is trained where it is needed, in minutes on one core, kept in a cache folder, and never shipped. It never sees the
model it judges, nor that model's autoencoder; some of its pictures are softened, as an autoencoder softens, so that it
looks at shapes and not at the finest grain. Its pictures come from streams of dice that training never throws: a
training picture's dice are `[seed, 20]` (see draw.py), whatever its seed, and these are `[index, 30]` and above.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from tqdm import trange

from engine.training.draw import Wish, picture, wish
from engine.training.gather import cover
from engine.training.kinds import KINDS
from engine.training.trainer import save_whole

LEARNT, CHECKED = 30, 31  # streams of dice: pictures to learn from, and to check with
SEEN = 128, 72  # width and height in pixels of what the network sees
DRAWN = 256, 144  # at which pictures are drawn before they are shrunk to that
WIDTHS = 24, 48, 96, 160  # channels after each halving; the last are the features
RATE = 4e-3  # peak learning rate
SOFTENED = 0.5  # share of training pictures that lose their finest detail
PICTURES, EPOCHS, CHECKS = 8000, 11, 1000  # what it is trained with, and how many pictures check it


class Block(nn.Module):
    """Two convolutions beside a shortcut, halving the picture: (N, inside, h, w) to (N, outside, h / 2, w / 2)."""

    def __init__(self, inside: int, outside: int):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(inside, outside, 3, 2, 1, bias=False),
            nn.BatchNorm2d(outside),
            nn.ReLU(),
            nn.Conv2d(outside, outside, 3, 1, 1, bias=False),
            nn.BatchNorm2d(outside),
        )
        self.short = nn.Sequential(
            nn.AvgPool2d(2, ceil_mode=True), nn.Conv2d(inside, outside, 1, bias=False), nn.BatchNorm2d(outside)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.main(x) + self.short(x))


class Classifier(nn.Module):
    """Pictures (N, 3, 72, 128) float in -1..1 to one logit a kind, in the order of KINDS."""

    def __init__(self, names: Sequence[str]):
        super().__init__()
        self.names = list(names)
        stem = [nn.Conv2d(3, WIDTHS[0], 5, 2, 2, bias=False), nn.BatchNorm2d(WIDTHS[0]), nn.ReLU()]
        blocks = [Block(a, b) for a, b in zip(WIDTHS, WIDTHS[1:], strict=False)]
        self.body = nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(WIDTHS[-1], len(self.names))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(x))

    @torch.inference_mode()
    def judge(self, pictures: Sequence[np.ndarray], at_once: int = 64) -> tuple[list[str], np.ndarray]:
        """The kind of each picture (H, W, 3) uint8 of any size, and its features, (N, F) float64."""
        kinds, features = [], []
        for first in range(0, len(pictures), at_once):
            seen = as_input(np.stack([shrink(p) for p in pictures[first : first + at_once]]))
            found = (self.body(seen) + self.body(seen.flip(3))) / 2  # mirrored, a picture is of the same kind
            kinds += [self.names[i] for i in self.head(found).argmax(1).tolist()]
            features.append(found.double().numpy())
        return kinds, np.concatenate(features)


def shrink(shown: np.ndarray) -> np.ndarray:
    """A picture (H, W, 3) uint8 as the network sees it: (72, 128, 3), cropped in the middle where its shape differs."""
    if shown.shape[:2] == SEEN[::-1]:
        return shown
    return cover(np.ascontiguousarray(shown), *SEEN, 0.5)


def as_input(pictures: np.ndarray) -> torch.Tensor:
    """(N, h, w, 3) uint8 to (N, 3, h, w) float32 in -1..1."""
    pixels = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2)
    return pixels.to(torch.float32).div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


def tellable(random: np.random.Generator) -> Wish:
    """A wish by chance that is not folded around its middle: that makes a kaleidoscope of any kind, to people too."""
    w = wish(random)
    return replace(w, modifiers={name: level for name, level in w.modifiers.items() if level != "radial"})


def drawn(count: int, stream: int, wishes: Sequence[Wish] | None = None) -> tuple[np.ndarray, list[Wish]]:
    """`count` held-out pictures (count, 72, 128, 3) uint8 and what they show: `wishes` in turn, or any by chance."""
    pictures, shown = [], []
    for index in trange(count, desc="drawing", mininterval=5, disable=None, leave=False):
        random = np.random.default_rng([index, stream])
        w = tellable(random) if wishes is None else wishes[index % len(wishes)]
        pictures.append(shrink(picture(w, random, *DRAWN)))
        shown.append(w)
    return np.stack(pictures), shown


def varied(pixels: torch.Tensor, dice: torch.Generator) -> torch.Tensor:
    """Training pictures (N, 3, h, w) mirrored, moved and zoomed a little, some of them softened; same shape."""

    def some(low: float, high: float) -> torch.Tensor:
        return low + (high - low) * torch.rand(len(pixels), generator=dice)

    flip = torch.where(some(0, 1) < 0.5, -1.0, 1.0)
    zoom, zero = some(0.86, 1.08), torch.zeros(len(pixels))
    rows = torch.stack([flip * zoom, zero, some(-0.08, 0.08), zero, zoom, some(-0.08, 0.08)], 1)
    grid = F.affine_grid(rows.view(-1, 2, 3), list(pixels.shape), align_corners=False)
    moved = F.grid_sample(pixels, grid, padding_mode="reflection", align_corners=False)
    part = 2 if torch.rand((), generator=dice) < 0.7 else 3
    soft = F.interpolate(F.avg_pool2d(moved, part, ceil_mode=True), pixels.shape[2:], mode="bilinear")
    mix = torch.where(some(0, 1) < SOFTENED, some(0.3, 1), zero).view(-1, 1, 1, 1)
    light = some(0.85, 1.15).view(-1, 1, 1, 1)
    return (torch.lerp(moved, soft, mix) * light).contiguous(memory_format=torch.channels_last)


def train_classifier(pictures: np.ndarray, labels: torch.Tensor, names: Sequence[str], epochs: int) -> Classifier:
    """A classifier of pictures (N, 72, 128, 3) uint8 with labels (N,) int64 into `names`; the same every time."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = Classifier(names).train()
    dice = torch.Generator().manual_seed(0)
    batch = 64
    steps = epochs * (len(labels) // batch)
    optimiser = torch.optim.AdamW(network.parameters(), weight_decay=0.05, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=max(steps, 2))
    for _ in trange(epochs, desc="classifier", disable=None, leave=False):
        order = torch.randperm(len(labels), generator=dice)
        for chosen in order.split(batch):
            if len(chosen) < batch:
                continue
            pixels = varied(as_input(pictures[chosen.numpy()]), dice)
            with torch.autocast("cpu", torch.bfloat16):
                logits = network(pixels)
            loss = F.cross_entropy(logits.float(), labels[chosen], label_smoothing=0.05)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
    return network.eval().requires_grad_(False)


def right(network: Classifier, pictures: np.ndarray, shown: Sequence[Wish]) -> float:
    """The share of drawn pictures (N, 72, 128, 3) uint8 whose kind it tells, 0..1."""
    found, _ = network.judge(list(pictures))
    return float(np.mean([name == w.kind for name, w in zip(found, shown, strict=True)]))


def fingerprint() -> str:
    """Sixteen letters that change with the kinds, with how they are drawn and with how the network learns them."""
    told = hashlib.sha256(repr((list(KINDS), SEEN, DRAWN, WIDTHS, RATE, SOFTENED)).encode())
    for index, name in enumerate([*KINDS, *KINDS]):
        random = np.random.default_rng([index, LEARNT])
        told.update(picture(replace(tellable(random), kind=name), random, 64, 36).tobytes())
    return told.hexdigest()[:16]


def trained_classifier(
    cache: Path, count: int = PICTURES, epochs: int = EPOCHS, checks: int = CHECKS
) -> tuple[Classifier, float]:
    """The classifier of today's kinds and the share of `checks` other drawn pictures that it tells right.

    It is trained on `count` pictures for `epochs` on first use and kept in the folder `cache`. Raises OSError.
    """
    path = cache / f"classifier-{fingerprint()}-{count}-{epochs}-{checks}.pt"
    names = list(KINDS)
    if path.exists():
        kept = torch.load(path, weights_only=True)
        network = Classifier(kept["names"])
        network.load_state_dict(kept["weights"])
        return network.eval().requires_grad_(False), kept["right"]
    cache.mkdir(parents=True, exist_ok=True)
    pictures, shown = drawn(count, LEARNT)
    labels = torch.tensor([names.index(w.kind) for w in shown])
    network = train_classifier(pictures, labels, names, epochs)
    share = right(network, *drawn(checks, CHECKED))
    save_whole(path, {"names": names, "weights": network.state_dict(), "right": share})
    return network, share
