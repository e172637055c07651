"""Chains of convolutions with nothing but resizing between them, done as the one convolution that they are.

A tiny autoencoder may begin and end with such chains, at the full size of the picture, where they are most of its work.
A chain of affine maps is affine, so its kernel is its own derivative (Jacobian), which is taken once, when a model is
loaded. At the edges, where the convolutions in between see zero padding of their own, the chain itself is run on
strips: what comes out is the same everywhere, to rounding.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def fold(vae: Any) -> None:
    """Fold the chains of an AutoencoderTiny's encoder and decoder where that is less work."""
    for part in (vae.encoder, vae.decoder):
        folded: list[nn.Module] = []
        for linear, layers in groupby(part.layers, is_linear):
            chain = list(layers)
            folded += [Folded(nn.Sequential(*chain))] if linear and _spares(chain) else chain
        part.layers = nn.Sequential(*folded)


class Folded(nn.Module):
    """A chain of convolutions and of upsamplings by two as one convolution: (B, C, h, w) to (B, D, H, W).

    It shrinks a picture or enlarges it. The convolutions have odd kernels, padded to keep the size, and maybe strides.
    """

    def __init__(self, chain: nn.Sequential):
        super().__init__()
        self.chain = chain
        reach, self._up, self._down = _geometry(chain)
        self._reach = math.ceil(reach)
        self._edge = math.ceil(reach * self._up / self._down)  # lines of the output that padding may have reached
        needed = self._edge * self._down / self._up + reach  # lines of the input, of which strips are made
        self._strip = math.ceil(needed / self._down) * self._down
        kernel, bias = self._kernel()
        rows, columns, size, _ = kernel.shape
        self.conv = nn.Conv2d(columns, rows, size, self._down, self._reach, dtype=kernel.dtype, device=kernel.device)
        self.conv.weight, self.conv.bias = nn.Parameter(kernel), nn.Parameter(bias)

    def forward(self, x: Tensor) -> Tensor:
        if min(x.shape[-2:]) < self._strip or any(side % self._down for side in x.shape[-2:]):
            return self.chain(x)
        made = F.pixel_shuffle(self.conv(x), self._up)
        for axis in (-2, -1):
            for first, edge in ((0, 0), (-self._strip, -self._edge)):
                strip = self.chain(x.narrow(axis, first, self._strip))
                made.narrow(axis, edge, self._edge).copy_(strip.narrow(axis, edge, self._edge))
        return made

    def _kernel(self) -> tuple[Tensor, Tensor]:
        """Weights (D * up * up, C, k, k) and biases (D * up * up,), in the order that pixel_shuffle wants."""
        like = next(self.chain.parameters())
        middle = math.ceil(self._reach / self._down) + 1
        window = slice(middle * self._down - self._reach, middle * self._down + self._reach + 1)
        shown = slice(middle * self._up, (middle + 1) * self._up)
        side = (2 * middle + 1) * self._down
        channels = next(layer.in_channels for layer in self.chain if isinstance(layer, nn.Conv2d))
        with torch.inference_mode(False), torch.enable_grad():
            exact = copy.deepcopy(self.chain).double()

            def answer(patch: Tensor) -> Tensor:
                return F.pixel_unshuffle(exact(patch[None])[..., shown, shown], self._up).flatten()

            nothing = torch.zeros(channels, side, side, dtype=torch.float64, device=like.device)
            slope = torch.autograd.functional.jacobian(answer, nothing)
            bias = answer(nothing).detach()
        return slope[:, :, window, window].to(like.dtype).contiguous(), bias.to(like.dtype)


def _geometry(chain: Iterable[nn.Module]) -> tuple[float, int, int]:
    """How many pixels of the input a chain looks to either side, and how many times it enlarges and shrinks."""
    reach, up, down = 0.0, 1, 1
    for layer in chain:
        if isinstance(layer, nn.Conv2d):
            reach += layer.kernel_size[0] // 2 * down / up
            down *= layer.stride[0]
        else:
            up *= 2
    return reach, up, down


def _spares(chain: Sequence[nn.Module]) -> bool:
    """Whether folding a chain is less work, in multiplications for each pixel of the input."""
    convs = [layer for layer in chain if isinstance(layer, nn.Conv2d)]
    if len(chain) < 2 or not convs:
        return False
    area, work = 1.0, 0.0
    for layer in chain:
        if isinstance(layer, nn.Conv2d):
            area /= layer.stride[0] ** 2
            work += area * layer.weight.numel()
        else:
            area *= 4
    reach, up, down = _geometry(chain)
    folded = convs[0].in_channels * convs[-1].out_channels * up**2 * (2 * math.ceil(reach) + 1) ** 2 / down**2
    return folded < 0.9 * work


def is_linear(layer: nn.Module) -> bool:
    """Whether a layer may be one of a chain."""
    if isinstance(layer, nn.Upsample):
        return layer.mode == "nearest" and layer.scale_factor == 2
    return isinstance(layer, nn.Conv2d)
