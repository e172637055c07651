"""Classifier-free guidance of a stream, whole or residual (Kodaira et al. 2023, section 3.2).

Residual guidance spares the second pass through the network: the noise that an unwanted prompt would see is taken from
a picture that is known, the input itself (self) or what the unwanted prompt made of it in one first step (onetime).
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

from engine.dream.sampling import clean
from engine.dream.stream.schedule import Schedule

FAINTEST = 0.05  # share of the picture below which the damping of residual noise grows no further


class Network(Protocol):
    """What the network predicts, float32, for rows of latents x (M, C, h, w) at times (M,).

    The last `unwanted` rows are told the unwanted prompt; row i of those belongs to the picture of row i.
    """

    def __call__(self, x: Tensor, times: Tensor, unwanted: int) -> Tensor: ...


def evaluations(steps: int, cfg: str, guidance: float) -> int:
    """Rows that the network sees for each picture: N, 2N, N or N + 1."""
    if guidance <= 1:
        return steps
    return steps + {"none": 0, "full": steps, "self": 0, "onetime": 1}[cfg]


def estimate(
    network: Network,
    prediction: str,
    schedule: Schedule,
    x: Tensor,
    known: Tensor,
    cfg: str,
    guidance: float,
    delta: float,
) -> tuple[Tensor, Tensor]:
    """The clean latents that N noisy ones stand for, one for each step, and what is known of each from now on.

    x, known: (N, C, h, w) float32; known: the picture that stands in for the unwanted one. prediction: epsilon,
    v_prediction or sample. cfg: none, full, self or onetime. guidance: 1 and below is none. delta: how much of the
    residual noise is taken for granted, 1 is all of it.
    """
    steps = len(schedule)
    more = evaluations(steps, cfg, guidance) - steps
    rows = torch.cat([x, x[:more]]) if more else x
    times = torch.cat([schedule.times, schedule.times[:more]]) if more else schedule.times
    squares = torch.cat([schedule.alpha, schedule.alpha[:more]]).square() if more else schedule.alpha.square()
    pictures = clean(rows, network(rows, times, more), squares, prediction)
    wanted, unwanted = pictures[:steps], pictures[steps:]
    if cfg == "onetime" and more:
        known = torch.cat([unwanted, known[1:]])
    if cfg != "none" and guidance > 1:
        away = unwanted if cfg == "full" else known
        wanted = away + guidance * (wanted - away)
        if cfg != "full":
            # in terms of noise: delta * away + guidance * (wanted - delta * away)
            noise = (x - schedule.alpha * away) / schedule.alpha.clamp_min(FAINTEST)
            wanted = wanted + (guidance - 1) * (delta - 1) * noise
    return schedule.out * wanted + schedule.skip * x, known
