"""Steadiness of a live stream: pictures are made beside those before them, so that noise of a camera does not flicker.

As in StreamV2V (Liang et al. 2024), self-attention also attends to keys and values of earlier pictures, and what comes
out is fused with what came before, where the two are alike.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

KEPT = 0.5  # of the keys and values that are remembered, from picture to picture
MOST = 0.75  # of a picture, that is the one before where the two are the same and steadiness is 1
ALIKE = 0.25  # of a picture's own spread: how far apart two may be to be fused by exp(-1/2) of that


class AttentionCache:
    """The keys and values of earlier pictures, by attention layer. steady: 0..1, how much they weigh; 0 is nothing."""

    def __init__(self) -> None:
        self.steady = 0.0
        self._kept: dict[str, tuple[Tensor, Tensor]] = {}

    def forget(self) -> None:
        self._kept.clear()

    def extend(self, name: str, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        """Keys and values (B, heads, n, c) of a layer followed by the remembered ones, and the (1, 2n) bias of each.

        The bias is 0 and the logarithm of `steady`: at 1, earlier pictures are attended to as the picture itself is.
        With nothing remembered of B pictures of this size, they come back alone.
        """
        before = self._kept.get(name)
        if before is None or before[0].shape != key.shape or before[0].dtype != key.dtype:
            self._kept[name] = _finite(key), _finite(value)
            return key, value, None
        keys, values = before
        self._kept[name] = _finite(torch.lerp(key, keys, KEPT)), _finite(torch.lerp(value, values, KEPT))
        bias = key.new_zeros(1, 2 * key.shape[2])
        bias[:, key.shape[2] :] = math.log(self.steady)
        return torch.cat([key, keys], 2), torch.cat([value, values], 2), bias


class Steadiness:
    """Call `arguments` for every call of the UNet, and `fuse` for every picture that is done."""

    def __init__(self) -> None:
        self._cache = AttentionCache()
        self._made_for: Any = None  # the steps whose pictures are remembered
        self._last: Tensor | None = None

    def forget(self) -> None:
        """Begin anew: what comes next has nothing to do with what came before."""
        self._cache.forget()
        self._last = None

    def arguments(self, told: dict[str, Any], steady: float, steps: Any) -> dict[str, Any]:
        """The UNet's keyword arguments with the cache among them. steps: the schedule that its rows are of."""
        if steady <= 0:
            self.forget()
            return told
        if steps is not self._made_for:
            self._cache.forget()
            self._made_for = steps
        self._cache.steady = steady
        return told | {"cross_attention_kwargs": {**told.get("cross_attention_kwargs", {}), "cache": self._cache}}

    def fuse(self, latent: Tensor, steady: float) -> Tensor:
        """A clean (1, C, h, w) latent, float32, mixed with the last one where the two are alike."""
        last = self._last
        if steady > 0 and last is not None:
            apart = avg_pool2d((latent - last).square().mean(1, keepdim=True), 3, 1, 1, count_include_pad=False)
            alike = torch.exp(-apart / (2 * ALIKE**2 * latent.var().clamp_min(1e-12)))
            fused = torch.lerp(latent, last, MOST * steady * alike)
            latent = torch.where(torch.isfinite(fused), fused, latent)
        self._last = latent if steady > 0 else None
        return latent


def _finite(features: Tensor) -> Tensor:
    """Zeros where they are none: one picture that went wrong is not remembered."""
    return torch.where(torch.isfinite(features), features, 0)
