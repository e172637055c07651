"""What is set, moved: the values that the picture is made with, as a function of the scene, the time and the sound."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from engine.modulation.waves import envelope, wave
from engine.parameters import MODS, PARAMETERS, BadValue, Mod, State, from_norm, nearest, to_norm
from engine.tempo.grid import Grid

TARGETS = tuple(f"/mod/{number}/target" for number, _ in enumerate(MODS, 1))

# Numbers that can't move all the time: those that are taken when a leg is laid, and those that time itself hangs on.
FIXED = frozenset({
    "/dream/seed", "/dream/steps", "/dream/guidance", "/dream/variation", "/dream/leg/beats", "/tempo/bpm",
    "/audio/gain",
    *(address for address in PARAMETERS if address.startswith("/mod/") and address.endswith(("/rate", "/beats"))),
})  # fmt: skip


@dataclass(frozen=True)
class Levels:
    """What is heard: loudness 0..1 of all and of three bands, and when the last sound began (perf_counter seconds)."""

    level: float = 0.0
    low: float = 0.0
    mid: float = 0.0
    high: float = 0.0
    onset: float = -math.inf


@dataclass(frozen=True)
class Anchor:
    """A wave that runs free: at `rate` (Hz) since it had done `cycles` at the moment `at` (seconds)."""

    rate: float
    cycles: float = 0.0
    at: float = 0.0

    def after(self, now: float) -> float:
        return self.cycles + (now - self.at) * self.rate


class Scene(Protocol):
    """What is set, and the grid of beats: engine.control.store.Scene."""

    @property
    def grid(self) -> Grid: ...

    def at(self, now: float) -> State: ...


def movable(address: str) -> str:
    """Check a target: the address of a number that can be moved, or an empty text. Raises BadValue."""
    address = address.strip()
    if not address:
        return ""
    if address not in PARAMETERS:
        raise BadValue(f"there is no {address:.60} to modulate, the nearest is {nearest(address)}")
    if not moves(address):
        raise BadValue(f"{address} is no number that can move all the time, so it is not modulated")
    return address


def moves(address: str) -> bool:
    parameter = PARAMETERS.get(address)
    return parameter is not None and parameter.bounded and address not in FIXED


def modulated(
    state: State,
    now: float,
    grid: Grid,
    levels: Levels,
    triggers: Mapping[str, float],
    free: Mapping[str, Anchor],
) -> State:
    """Add every slot's movement to its target, in order: a slot may also move those after it.

    triggers: when each slot's envelope was last started. free: by slot, the waves that are not locked to the beat.
    A target ends at the ends of its range; several slots on one target add up.
    """
    norms: dict[str, float] = {}
    for slot, name in enumerate(MODS):
        mod: Mod = getattr(state, name)
        if not moves(mod.target):
            continue
        parameter = PARAMETERS[mod.target]
        value = state[mod.target]
        if value is None:
            continue
        before = norms.get(mod.target)
        norm = (to_norm(parameter, value) if before is None else before) + mod.depth * height(
            mod, slot, now, grid, levels, triggers.get(name, -math.inf), free.get(name)
        )
        norms[mod.target] = norm
        state = state.with_values({mod.target: from_norm(parameter, norm)})
    return state


def height(mod: Mod, voice: int, now: float, grid: Grid, levels: Levels, trigger: float, free: Anchor | None) -> float:
    """How far a slot moves its target: -1..1 for a wave, 0..1 for everything else."""
    if mod.source == "lfo":
        cycles = grid.beat_at(now) / mod.beats if mod.beats else (free or Anchor(mod.rate)).after(now)
        return wave(mod.shape, cycles + mod.phase, voice)
    if mod.source in ("envelope", "onset"):
        since = now - (trigger if mod.source == "envelope" else levels.onset)
        length = grid.seconds(mod.beats) if mod.beats else 1 / mod.rate
        return envelope(mod.shape, since / length, voice) if math.isfinite(since) else 0.0
    return min(max(getattr(levels, mod.source), 0.0), 1.0)


class Modulation:
    """The live values of a scene, called as modulation(scene, now). One thread calls it; any may trigger.

    hear: what is heard at the moment. It remembers only when envelopes were started, and where free waves are, so that
    turning their rate does not make them leap.
    """

    def __init__(self, clock: Callable[[], float], hear: Callable[[], Levels] = Levels):
        self._clock, self._hear = clock, hear
        self._triggers: Mapping[str, float] = {}
        self._free: dict[str, Anchor] = {}

    def __call__(self, scene: Scene, now: float) -> State:
        state = scene.at(now)
        active = [name for name in MODS if getattr(state, name).target]
        if not active:
            return state
        for name in active:
            rate, anchor = getattr(state, name).rate, self._free.get(name)
            if anchor is None:
                self._free[name] = Anchor(rate)
            elif anchor.rate != rate:
                self._free[name] = Anchor(rate, anchor.after(now), now)
        return modulated(state, now, scene.grid, self._hear(), self._triggers, self._free)

    def handlers(self) -> dict[str, Callable[[list[Any], Any], None]]:
        """The actions that start envelopes."""
        return {f"/mod/{name[3:]}/trigger": self._starter(name) for name in MODS}

    def _starter(self, name: str) -> Callable[[list[Any], Any], None]:
        def start(arguments: list[Any], source: Any) -> None:
            self._triggers = {**self._triggers, name: self._clock()}

        return start
