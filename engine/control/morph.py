"""Morphs: values on their way from what was set to what is set, in seconds or in beats, eased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from engine.parameters import Parameter
from engine.tempo.quantize import Grid

# What part of the way is behind after a part of the time.
EASINGS: dict[str, Callable[[float], float]] = {
    "linear": lambda part: part,
    "ease": lambda part: part * part * (3 - 2 * part),
    "in": lambda part: part * part,
    "out": lambda part: part * (2 - part),
}


@dataclass(frozen=True)
class Glide:
    """A value on its way: from `origin` at `begin` to `target` in `length`, both in beats or in seconds (perf_counter).

    A number moves there, eased; a choice, a switch, or a number where one end is auto or off changes over half way, a
    text at the beginning. Until it begins the value is its origin: another glide, where it was already on its way.
    """

    parameter: Parameter
    origin: Any
    target: Any
    begin: float
    length: float
    easing: str = "ease"
    beats: bool = False

    @property
    def moves(self) -> bool:
        """Whether there is a way between the two ends."""
        ends = self.target, self.origin
        return self.parameter.bounded and None not in ends and self.parameter.off not in ends

    @property
    def turn(self) -> float:
        """When what does not move changes over."""
        return self.begin + (0.0 if self.parameter.kind in ("text", "mix") else self.length / 2)

    def over(self, now: float, grid: Grid) -> bool:
        """Whether it has arrived at a moment, in seconds."""
        return self._time(now, grid) >= self.begin + self.length

    def at(self, now: float, grid: Grid) -> Any:
        """The value at a moment."""
        time = self._time(now, grid)
        if time >= self.begin + self.length:
            return self.target
        origin = self.origin
        if isinstance(origin, Glide):
            origin = origin.at(now if time < self.begin else self.begins(grid), grid)
        if origin is None or not self.moves:
            return self.target if time >= self.turn else origin
        part = EASINGS[self.easing](max((time - self.begin) / self.length, 0.0)) if self.length else 0.0
        value = origin + (self.target - origin) * part
        return round(value) if self.parameter.kind == "int" else value

    def begins(self, grid: Grid) -> float:
        """The moment of its beginning, seconds."""
        return grid.when(self.begin) if self.beats else self.begin

    def ends(self, grid: Grid) -> float:
        """The moment of its end, seconds."""
        return grid.when(self.begin + self.length) if self.beats else self.begin + self.length

    def changes(self, grid: Grid) -> float:
        """The moment from which the new value counts where only set values do: a number's is its beginning."""
        when = self.begin if self.moves else self.turn
        return grid.when(when) if self.beats else when

    def _time(self, now: float, grid: Grid) -> float:
        return grid.beat_at(now) if self.beats else now


def origin_of(glide: Glide | None, here: Any, waits: bool, now: float, grid: Grid) -> Any:
    """Where a new glide sets out from: while it waits, the one before it goes on; what that waited for is forgotten."""
    if glide is None or not waits:
        return here
    if now < glide.begins(grid):
        return glide.origin
    start = glide.origin.at(glide.begins(grid), grid) if isinstance(glide.origin, Glide) else glide.origin
    return replace(glide, origin=start)
