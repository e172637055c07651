"""Teaches the words before the pictures: the text encoder and its pooling learn to tell every taught word apart.

Left to the pictures alone, colours crowd out all else in the pooled text: they explain most of a picture's error at
once, while what kind of picture it is pays only after the UNet has learnt to draw it, which it cannot before it is
told the kinds apart. So each kind, colour, mood and modifier gets a direction of its own, and the pooled text of a
caption is drawn towards the sum of those that its picture shows.
"""

import numpy as np
import torch
from torch.nn import functional as F
from tqdm import trange

from engine.training.captions import caption
from engine.training.draw import Wish, wish
from engine.training.kinds import KINDS
from engine.training.words import COLOURS, MODIFIERS, MOODS

LENGTHS = {"kind": 8.0, "colour": 8.0, "mood": 8.0, "modifier": 3.0}
PEAK = 3e-3  # learning rate


def directions(width: int) -> dict[tuple[str, str], torch.Tensor]:
    """A fixed direction (width,) for each word of each facet, as long as LENGTHS says."""
    names = [("kind", name) for name in KINDS]
    names += [("colour", name) for name in COLOURS] + [("mood", name) for name in MOODS]
    names += [("modifier", level) for levels in MODIFIERS.values() for level in levels]
    random = torch.randn(len(names), width, generator=torch.Generator().manual_seed(7))
    return {name: LENGTHS[name[0]] * F.normalize(row, dim=0) for name, row in zip(names, random, strict=True)}


def shown(w: Wish) -> list[tuple[str, str]]:
    """The facets and words of a wish."""
    return [
        ("kind", w.kind),
        *(("colour", name) for name in w.colours),
        *([("mood", w.mood)] if w.mood else []),
        *(("modifier", level) for level in w.modifiers.values()),
    ]


def teach_words(denoiser, tokenize, *, steps: int = 1000, batch: int = 64, seed: int = 0) -> float:
    """Trains the text encoder and the UNet's pooling of it; returns the last squared distance to the target.

    `tokenize(captions)` gives ids (N, LENGTH). An error of a quarter of LENGTHS squared tells nearly all words apart.
    """
    pool = denoiser.unet.add_embedding
    known = directions(pool.proj.out_features)
    parameters = [*denoiser.text.parameters(), *pool.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=PEAK, betas=(0.9, 0.98), fused=True)
    random = np.random.default_rng(seed)
    error = 0.0
    bar = trange(steps, desc="words", mininterval=5)
    for step in bar:
        wishes = [wish(random) for _ in range(batch)]
        ids = tokenize([caption(w, random) for w in wishes])
        target = torch.stack([torch.stack([known[word] for word in shown(w)]).sum(0) for w in wishes]).to(ids.device)
        for group in optimiser.param_groups:
            group["lr"] = PEAK * min(1, (step + 1) / 30, 1.6 * (steps - step) / steps)
        loss = (pool(denoiser.text(ids).last_hidden_state) - target).square().sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 20.0)
        optimiser.step()
        error = 0.95 * error + 0.05 * loss.item() if step else loss.item()
        bar.set_postfix(error=f"{error:.2f}")
    return error
