"""A judge of what a picture shows: a small residual network (He et al. 2016) trained on drawn pictures.

It tells kinds and, where there are icons to draw things from, the things that are learnt first and their material too.

It is trained where it is needed, in minutes on one core, kept in a cache folder, and never shipped. It never sees the
model it judges, nor that model's autoencoder; some of its pictures are softened, as an autoencoder softens, so that it
looks at shapes and not at the finest grain. Its pictures come from streams of dice that training never throws: a
training picture's dice are `[seed, 20]` (see draw.py), whatever its seed, and these are `[index, 30]` and above.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from tqdm import trange

from engine.training.autoencoder import from_uint8
from engine.training.devices import LAYOUT, half
from engine.training.draw import FIRST_MATERIALS, Wish, first_wish_for_thing, picture, wish
from engine.training.gather import cover
from engine.training.kinds import KINDS
from engine.training.things import shapes
from engine.training.things.catalogue import FIRST
from engine.training.trainer import save_whole
from engine.training.words import TAKES

LEARNT, CHECKED = 30, 31  # streams of dice: pictures to learn from, and to check with
SEEN = 128, 72  # width and height in pixels of what the network sees
DRAWN = 256, 144  # at which pictures are drawn before they are shrunk to that
WIDTHS = 24, 48, 96, 160  # channels after each halving; the last are the features
RATE = 4e-3  # peak learning rate
SOFTENED = 0.5  # share of training pictures that lose their finest detail
PICTURES, EPOCHS, CHECKS = 12000, 14, 500  # what it is trained with, and how many pictures check it
THINGS_SHOWN = 0.5  # share of the pictures, where things are drawn
SURE = 0.8  # probability from which on it names what it sees
TEMPERATURES = np.geomspace(0.2, 2.0, 40).tolist()


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


@dataclass(frozen=True)
class Verdict:
    """What the network makes of N pictures: its features (N, F), and how likely each subject is and each material.

    names, materials: what the columns of `likely` (N, S) and `made` (N, M), both 0..1, stand for.
    """

    names: list[str]
    materials: list[str]
    features: np.ndarray
    likely: np.ndarray
    made: np.ndarray

    @property
    def found(self) -> list[str]:
        """The likeliest subject of each picture."""
        return [self.names[i] for i in self.likely.argmax(1)]

    def nearest(self, count: int) -> list[list[str]]:
        """So many of the likeliest subjects of each picture, best first."""
        return [[self.names[i] for i in row[:count]] for row in np.argsort(-self.likely, axis=1)]

    @property
    def found_materials(self) -> list[str]:
        """The likeliest material of each picture."""
        return [self.materials[i] for i in self.made.argmax(1)]


class Classifier(nn.Module):
    """Pictures (N, 3, 72, 128) float in -1..1 to one logit for each of `names`, and then for each of `materials`."""

    def __init__(self, names: Sequence[str], materials: Sequence[str] = ()):
        super().__init__()
        self.names, self.materials = list(names), list(materials)
        stem = [nn.Conv2d(3, WIDTHS[0], 5, 2, 2, bias=False), nn.BatchNorm2d(WIDTHS[0]), nn.ReLU()]
        blocks = [Block(a, b) for a, b in zip(WIDTHS, WIDTHS[1:], strict=False)]
        self.body = nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(WIDTHS[-1], len(self.names) + len(self.materials))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(x))

    @torch.inference_mode()
    def judge(self, pictures: Sequence[np.ndarray], at_once: int = 64) -> Verdict:
        """What it makes of pictures (H, W, 3) uint8 of any size."""
        features, likely, made = [], [], []
        for first in range(0, len(pictures), at_once):
            seen = from_uint8(np.stack([shrink(p) for p in pictures[first : first + at_once]]))
            found = (self.body(seen) + self.body(seen.flip(3))) / 2  # mirrored, a picture shows the same
            subjects, materials = self.head(found).split([len(self.names), len(self.materials)], 1)
            features.append(found.double().numpy())
            likely.append(subjects.softmax(1).numpy())
            made.append(materials.softmax(1).numpy())
        return Verdict(
            self.names, self.materials, np.concatenate(features), np.concatenate(likely), np.concatenate(made)
        )


def shrink(shown: np.ndarray) -> np.ndarray:
    """A picture (H, W, 3) uint8 as the network sees it: (72, 128, 3), cropped in the middle where its shape differs."""
    if shown.shape[:2] == SEEN[::-1]:
        return shown
    return cover(np.ascontiguousarray(shown), *SEEN, 0.5)


def tellable(random: np.random.Generator) -> Wish:
    """A wish by chance that is not folded around its middle: that makes a kaleidoscope of any kind, to people too."""
    w = wish(random)
    return replace(w, modifiers={name: level for name, level in w.modifiers.items() if level != "radial"})


def some_wish(random: np.random.Generator) -> Wish:
    """A wish by chance whose subject can be told: of a kind or, where there are icons, more often of a thing."""
    if shapes.ready() and random.random() < THINGS_SHOWN:
        return replace(first_wish_for_thing(random), take=int(random.integers(len(TAKES))))
    return tellable(random)


def drawn(
    count: int, stream: int, wishes: Sequence[Wish] | None = None, whole: bool = False
) -> tuple[np.ndarray, list[Wish]]:
    """`count` held-out pictures (count, 72, 128, 3) uint8 and what they show: `wishes` in turn, or any by chance.

    whole: as they are drawn, of the size DRAWN.
    """
    pictures, shown = [], []
    for index in trange(count, desc="drawing", mininterval=5, disable=None, leave=False):
        random = np.random.default_rng([index, stream])
        w = some_wish(random) if wishes is None else wishes[index % len(wishes)]
        made = picture(w, random, *DRAWN)
        pictures.append(made if whole else shrink(made))
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
    return (torch.lerp(moved, soft, mix) * light).contiguous(memory_format=LAYOUT)


def train_classifier(
    pictures: np.ndarray, shown: Sequence[Wish], names: Sequence[str], materials: Sequence[str], epochs: int
) -> Classifier:
    """A classifier of pictures (N, 72, 128, 3) uint8 and what they show; the same every time."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = Classifier(names, materials).train()
    labels = torch.tensor([names.index(subject(w)) for w in shown])
    made = torch.tensor([materials.index(w.material) if w.thing and materials else -100 for w in shown])
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
            pixels = varied(from_uint8(pictures[chosen.numpy()]), dice)
            with half(torch.device("cpu")):
                logits = network(pixels)
            subjects, stuff = logits.float().split([len(names), len(materials)], 1)
            loss = F.cross_entropy(subjects, labels[chosen], label_smoothing=0.05)
            if (made[chosen] >= 0).any():
                loss = loss + 0.5 * F.cross_entropy(stuff, made[chosen], label_smoothing=0.05)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
    return network.eval().requires_grad_(False)


def calibrate(network: Classifier, pictures: np.ndarray, shown: Sequence[Wish]) -> None:
    """Makes the network as sure of subjects as it is right, on drawn pictures (N, 72, 128, 3) uint8 that it never saw.

    Its logits are divided by the one temperature that makes what is shown likeliest (Guo et al. 2017), for good.
    """
    logits = torch.from_numpy(network.judge(list(pictures)).likely).clamp_min(1e-12).log()
    labels = torch.tensor([network.names.index(subject(w)) for w in shown])
    best = min(TEMPERATURES, key=lambda t: float(F.cross_entropy(logits / t, labels)))
    with torch.no_grad():
        for part in (network.head.weight, network.head.bias):
            part[: len(network.names)] /= best


def subject(w: Wish) -> str:
    """What a wish's picture is taken for: its thing, else its kind. A kind and a thing of one name are one."""
    return w.thing or w.kind


@dataclass(frozen=True)
class Held:
    """How well a classifier does on drawn pictures that it never saw: shares of 0..1, nan for what was not drawn."""

    kinds: float
    things: float = float("nan")  # among its three nearest
    materials: float = float("nan")
    sure: float = float("nan")  # of all, those in which it names anything with a probability of SURE or more


def held_out_scores(network: Classifier, pictures: np.ndarray, shown: Sequence[Wish]) -> Held:
    """Of drawn pictures (N, 72, 128, 3) uint8."""
    verdict = network.judge(list(pictures))
    thing = np.array([bool(w.thing) for w in shown])
    right = np.array([name == subject(w) for name, w in zip(verdict.found, shown, strict=True)])
    sure = float((verdict.likely.max(1) >= SURE).mean())
    if not thing.any():
        return Held(float(right.mean()), sure=sure)
    near = np.array([subject(w) in best for best, w in zip(verdict.nearest(3), shown, strict=True)])
    made = np.array([name == w.material for name, w in zip(verdict.found_materials, shown, strict=True)])
    return Held(float(right[~thing].mean()), float(near[thing].mean()), float(made[thing].mean()), sure)


def subjects() -> tuple[list[str], list[str]]:
    """The names and materials that are told as things stand: with icons or without."""
    if not shapes.ready():
        return list(KINDS), []
    return list(dict.fromkeys((*KINDS, *FIRST))), list(FIRST_MATERIALS)


def fingerprint() -> str:
    """Sixteen letters that change with what is told, with how it is drawn and with how the network learns it."""
    names, materials = subjects()
    told = hashlib.sha256(repr((names, materials, SEEN, DRAWN, WIDTHS, RATE, SOFTENED, THINGS_SHOWN)).encode())
    for index, name in enumerate([*KINDS, *KINDS]):
        random = np.random.default_rng([index, LEARNT])
        told.update(picture(replace(tellable(random), kind=name), random, 64, 36).tobytes())
    for index in range(20 if materials else 0):
        random = np.random.default_rng([index, LEARNT])
        told.update(picture(replace(first_wish_for_thing(random), take=index % len(TAKES)), random, 64, 36).tobytes())
    return told.hexdigest()[:16]


def trained_classifier(
    cache: Path, count: int = PICTURES, epochs: int = EPOCHS, checks: int = CHECKS
) -> tuple[Classifier, Held]:
    """The classifier of today's subjects, and how it does on `checks` other drawn pictures.

    It is trained on `count` pictures for `epochs` on first use and kept in the folder `cache`. Raises OSError.
    """
    path = cache / f"classifier-{fingerprint()}-{count}-{epochs}-{checks}.pt"
    if path.exists():
        kept = torch.load(path, weights_only=True)
        network = Classifier(kept["names"], kept["materials"])
        network.load_state_dict(kept["weights"])
        return network.eval().requires_grad_(False), Held(*kept["held"])
    cache.mkdir(parents=True, exist_ok=True)
    names, materials = subjects()
    network = train_classifier(*drawn(count, LEARNT), names, materials, epochs)
    check = drawn(checks, CHECKED)
    calibrate(network, *check)
    held = held_out_scores(network, *check)
    weights = network.state_dict()
    save_whole(path, {"names": names, "materials": materials, "weights": weights, "held": list(astuple(held))})
    return network, held
