"""Values that travel: from wherever they are to what is wanted, over a time, never in a jump."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Glide(Generic[Value]):
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
