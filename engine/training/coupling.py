"""Which noise goes with which picture: noise that leans a little towards the picture's own layout.

Paired by chance, the first step of sampling can only guess the average of everything that a prompt may show, and all
that tells one composition from another has to be found later. Paired by likeness, as in minibatch optimal transport
(Pooladian et al. 2023) and immiscible diffusion (Li et al. 2024), a noise already says which composition it will be.
Here the likeness is steered directly: along the direction of the picture's coarse brightness, the noise takes the
largest of RIVALS draws, as if the picture had won it against so many others. The average of the picture's kind is
taken off first, so that a noise tells nothing about the words and plain Gaussian noise serves when sampling.
"""

import torch
from torch.nn import functional as F

CELLS = (6, 8)  # rows and columns of a coarse layout
RIVALS = 8


def coarse(latents: torch.Tensor) -> torch.Tensor:
    """Brightness in few cells (N, *CELLS) float32, its mean taken off, of latents (N, C, h, w)."""
    cells = F.adaptive_avg_pool2d(latents[:, :1].float(), CELLS)[:, 0]
    return cells - cells.mean((1, 2), keepdim=True)


def layouts(cells: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
    """What sets each coarse layout (N, *CELLS) apart from the average of its kind; `kinds` (N,) int64."""
    count = int(kinds.max()) + 1
    total = torch.zeros(count, *CELLS).index_add_(0, kinds, cells)
    mean = total / torch.bincount(kinds, minlength=count).clamp_min(1).view(-1, 1, 1)
    return cells - mean[kinds]


def coupled_noise(layout: torch.Tensor, shape: torch.Size) -> torch.Tensor:
    """Noise of `shape` (N, C, h, w) that leans towards layouts (N, *CELLS)."""
    noise = torch.randn(shape)
    wide = F.interpolate(layout[:, None], shape[2:], mode="nearest")[:, 0]
    wide = wide / wide.flatten(1).norm(dim=1).clamp_min(1e-3).view(-1, 1, 1)
    wanted = torch.randn(shape[0], RIVALS).amax(1).view(-1, 1, 1)
    noise[:, 0] += (wanted - (noise[:, 0] * wide).sum((1, 2), keepdim=True)) * wide
    return noise
