"""Which noise levels a stream's steps run at, as numbers that are worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

STEPS = 50  # of the schedule that steps are indices of, as in StreamDiffusion
MOST = 16  # steps at once


@dataclass(frozen=True)
class Schedule:
    """The N steps of a stream.

    times: (N,) int64 timesteps, falling. alpha, sigma: (N, 1, 1, 1) float32, what is left of the picture and how much
    noise there is. skip, out: (N, 1, 1, 1), the shares of what comes in and of the estimate in what a step gives: 0 and
    1, but for consistency models (Song et al. 2023).
    """

    times: Tensor
    alpha: Tensor
    sigma: Tensor
    skip: Tensor
    out: Tensor

    def __len__(self) -> int:
        return len(self.times)


def indices(text: str, strength: float) -> tuple[int, ...]:
    """The steps as rising indices of a schedule of STEPS. text: whole numbers apart, or "" for one step by strength.

    Raises ValueError, one line.
    """
    if not text.strip():
        return (min(round(STEPS * (1 - strength)), STEPS - 1),)
    try:
        found = tuple(int(float(part)) for part in text.replace(",", " ").split())
    except (ValueError, OverflowError):
        raise ValueError(f"/live/steps wants whole numbers, as in 22 32 45, got {text!r:.60}") from None
    if not all(0 <= index < STEPS for index in found) or list(found) != sorted(set(found)) or len(found) > MOST:
        raise ValueError(f"/live/steps wants at most {MOST} rising indices of 0..{STEPS - 1}, got {text!r:.60}")
    return found


def schedule(scheduler: Any, steps: tuple[int, ...], consistent: bool, device: torch.device) -> Schedule:
    """Look up steps in a diffusers scheduler's noise schedule, spaced to end at pure noise (Lin et al. 2024)."""
    total = scheduler.config.num_train_timesteps
    times = torch.tensor([total - 1 - index * total // STEPS for index in steps])
    kept = scheduler.alphas_cumprod[times].float().view(-1, 1, 1, 1)
    skip, out = torch.zeros_like(kept), torch.ones_like(kept)
    if consistent:
        scalings = [scheduler.get_scalings_for_boundary_condition_discrete(t) for t in times]
        skip = torch.tensor([float(pair[0]) for pair in scalings]).view(-1, 1, 1, 1)
        out = torch.tensor([float(pair[1]) for pair in scalings]).view(-1, 1, 1, 1)
    return Schedule(*(part.to(device) for part in (times, kept.sqrt(), (1 - kept).sqrt(), skip, out)))
