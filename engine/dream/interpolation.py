"""Ways between two values: straight, around, and over a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor

Value = TypeVar("Value")


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


def slerp(a: Tensor, b: Tensor, part: float, dims: int) -> Tensor:
    """Turn from a towards b by `part` (0..1) of the angle between them, taken over the last `dims` dimensions.

    The length goes evenly from a's to b's, so noise keeps its variance. Shoemake 1985. Vectors that are nearly
    parallel or opposite are interpolated straight, where the formula divides by zero. Returns float32.
    """
    shape = a.shape
    a, b = a.flatten(-dims).float(), b.flatten(-dims).float()
    long_a = a.norm(dim=-1, keepdim=True).clamp_min(1e-12)
    long_b = b.norm(dim=-1, keepdim=True).clamp_min(1e-12)
    a, b = a / long_a, b / long_b
    angle = (a * b).sum(-1, keepdim=True).clamp(-1, 1).acos()
    sine = angle.sin()
    straight = sine < 1e-3
    safe = sine.masked_fill(straight, 1.0)
    weigh_a = torch.where(straight, 1 - part, ((1 - part) * angle).sin() / safe)
    weigh_b = torch.where(straight, part, (part * angle).sin() / safe)
    return ((weigh_a * a + weigh_b * b) * torch.lerp(long_a, long_b, part)).reshape(shape)


def lerp(a: Tensor, b: Tensor, part: float) -> Tensor:
    """The straight way from a to b, tensors of one shape, by `part` (0..1). Returns float32."""
    return torch.lerp(a.float(), b.float(), part)
