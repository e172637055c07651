"""Ways between two values: straight, around, and over a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

Value = TypeVar("Value")
SOFT = 0.65  # of the way, that a place takes to change over in `handed_over`
AREA = 6  # to one of this of its height, over which a picture changes over at once


class Transition(Generic[Value]):
    """Follows a target. between: (a, b, part) to the value at `part`, 0..1, of the way from a to b."""

    def __init__(self, between: Callable[[Value, Value, float], Value]):
        self._between = between
        self._key: Any = None
        self._from: Value | None = None
        self._to: Value | None = None
        self._began = self._seconds = 0.0

    def follow(self, key: Any, target: Value, seconds: float, now: float) -> Value:
        """The value at the time `now`. A new key sets out from here; under one key, the target may move by itself.

        seconds: how long the way takes. The first target is reached at once.
        """
        if key != self._key:
            self._from = None if self._to is None else self._at(now)
            self._key, self._began, self._seconds = key, now, seconds
        self._to = target
        return self._at(now)

    def _at(self, now: float) -> Value:
        assert self._to is not None
        part = (now - self._began) / self._seconds if self._seconds > 0 else 1.0
        if part >= 1 or self._from is None:
            self._from = None
            return self._to
        return self._between(self._from, self._to, max(part, 0.0))


def slerp(a: Tensor, b: Tensor, part: float | Tensor, dims: int) -> Tensor:
    """Turn from a towards b by `part` (0..1) of the angle between them, taken over the last `dims` dimensions.

    The length goes evenly from a's to b's, so noise keeps its variance. Shoemake 1985. Vectors that are nearly
    parallel or opposite are interpolated straight, where the formula divides by zero. part may differ from place to
    place. Returns float32.
    """
    axes = tuple(range(-dims, 0))
    a, b = a.float(), b.float()
    long_a, long_b = (torch.linalg.vector_norm(each, dim=axes, keepdim=True).clamp_min(1e-12) for each in (a, b))
    a, b = a / long_a, b / long_b
    angle = (a * b).sum(axes, keepdim=True).clamp(-1, 1).acos()
    sine = angle.sin()
    straight = sine < 1e-3
    safe = sine.masked_fill(straight, 1.0)
    weigh_a = torch.where(straight, 1 - part, ((1 - part) * angle).sin() / safe)
    weigh_b = torch.where(straight, part, (part * angle).sin() / safe)
    return (weigh_a * a + weigh_b * b) * (long_a + part * (long_b - long_a))


def handed_over(a: Tensor, b: Tensor, part: float) -> Tensor:
    """When each place of latents a and b, (B, C, h, w), changes over, `part` (0..1) of the way: (B, 1, h, w) of 0..1.

    First come the places where b shows more than a does, last those where a shows more, each over SOFT of the way: so
    what there is in both is seen beside each other, and not through each other. From b to a it is the same, backwards.
    """
    away = [each.float() - each.float().mean((-2, -1), keepdim=True) for each in (a, b)]
    more = away[1].square().sum(1, keepdim=True) - away[0].square().sum(1, keepdim=True)
    wide = 2 * (more.shape[-2] // (2 * AREA)) + 1
    for _ in range(2):
        more = avg_pool2d(more, wide, 1, wide // 2, count_include_pad=False)
    more = more - more.mean((-2, -1), keepdim=True)
    more = more / more.square().mean((-2, -1), keepdim=True).sqrt().clamp_min(1e-12)
    order = (1 - torch.erf(more / 2**0.5)) / 2  # about as many places come early as late
    share = ((part * (1 + SOFT) - order) / SOFT).clamp(0, 1)
    return share * share * (3 - 2 * share)


def lerp(a: Tensor, b: Tensor, part: float | Tensor) -> Tensor:
    """The straight way from a to b, tensors of one shape, by `part` (0..1). Returns float32."""
    return torch.lerp(a.float(), b.float(), part)
