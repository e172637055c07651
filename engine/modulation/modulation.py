"""What is set, moved: the values that the picture is made with, as a function of the scene, the time and the sound."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from engine.coercion import BadValue, from_norm, nearest, to_norm
from engine.parameters import MODS, PARAMETERS, Mod, State
from engine.tempo.quantize import Grid

FADE = 0.5  # seconds in which a slot comes, goes or becomes another
FADES = 4  # of one slot at a time

TARGETS = tuple(f"/mod/{number}/target" for number, _ in enumerate(MODS, 1))

# Numbers that can't move all the time: those that are taken when a leg is laid, and those that time itself hangs on.
FIXED = frozenset({
    "/dream/seed", "/dream/steps", "/dream/guidance", "/dream/variation", "/dream/leg/beats", "/tempo/bpm",
    "/audio/gain",
    *(address for address in PARAMETERS if address.startswith("/mod/") and address.endswith(("/rate", "/beats"))),
})  # fmt: skip

SHORTEST = 1 / 64  # beats that a cycle takes at least: a shorter one is past all that frames can show


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


@dataclass(frozen=True)
class Fade:
    """A slot as it comes: how much of it counts by now, 0..1, and the same of what it was before, as that goes."""

    mod: Mod
    share: float = 1.0
    leaving: tuple[tuple[Mod, float], ...] = ()

    def moved(self, mod: Mod, step: float) -> Fade:
        """A moment later, which is a `step` of the whole way, with the slot as it is set now."""
        if mod is self.mod and self.share == 1 and not self.leaving:
            return self
        leaving = tuple((old, share - step) for old, share in self.leaving if share > step)
        if _voice(mod) == _voice(self.mod):
            return Fade(mod, min(self.share + step, 1.0), leaving)
        if self.mod.target and self.share:
            leaving = (*leaving, (self.mod, self.share))[-FADES:]
        back = next((share for old, share in leaving if _voice(old) == _voice(mod)), 0.0)
        return Fade(mod, back, tuple(each for each in leaving if _voice(each[0]) != _voice(mod)))


def _voice(mod: Mod) -> tuple[str, str, str, float]:
    """What can only be one or another, so that changing it would be a leap: all but its depth, rate and phase."""
    return mod.target, mod.source, mod.shape, mod.beats


class ModulatedScene(Protocol):
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
    fades: Mapping[str, Fade] | None = None,
) -> State:
    """Add every slot's movement to its target, in order: a slot may also move those after it.

    triggers: when each slot's envelope was last started. free: by slot, the waves that are not locked to the beat.
    fades: by slot, how much of it counts yet, and of what it was. A target ends at the ends of its range; several slots
    on one target add up.
    """
    norms: dict[str, float] = {}
    for slot, name in enumerate(MODS):
        fade = (fades or {}).get(name, Fade(Mod()))
        for mod, share in ((getattr(state, name), fade.share), *fade.leaving):
            if not moves(mod.target) or (value := state[mod.target]) is None:
                continue
            parameter = PARAMETERS[mod.target]
            before = norms.get(mod.target)
            part = share * share * (3 - 2 * share) * mod.depth
            norm = (to_norm(parameter, value) if before is None else before) + part * height(
                mod, slot, now, grid, levels, triggers.get(name, -math.inf), free.get(name)
            )
            norms[mod.target] = norm
            state = state.with_values({mod.target: from_norm(parameter, norm)})
    return state


def height(mod: Mod, voice: int, now: float, grid: Grid, levels: Levels, trigger: float, free: Anchor | None) -> float:
    """How far a slot moves its target: -1..1 for a wave, 0..1 for everything else."""
    beats = max(mod.beats, SHORTEST)
    if mod.source == "lfo":
        cycles = grid.beat_at(now) / beats if mod.beats else (free or Anchor(mod.rate)).after(now)
        return wave(mod.shape, cycles + mod.phase, voice)
    if mod.source in ("envelope", "onset"):
        since = now - (trigger if mod.source == "envelope" else levels.onset)
        length = grid.seconds(beats) if mod.beats else 1 / mod.rate
        return envelope(mod.shape, since / length, voice) if math.isfinite(since) else 0.0
    level = getattr(levels, mod.source)
    return min(max(level, 0.0), 1.0) if math.isfinite(level) else 0.0


class Modulation:
    """The live values of a scene, called as modulation(scene, now). One thread calls it; any may trigger.

    hear: what is heard at the moment. It remembers when envelopes were started; where free waves are, so that turning
    their rate does not make them leap; and what slots were, as whatever is set or emptied comes and goes within FADE.
    """

    def __init__(self, clock: Callable[[], float], hear: Callable[[], Levels] = Levels):
        self._clock, self._hear = clock, hear
        self._triggers: Mapping[str, float] = {}
        self._free: dict[str, Anchor] = {}
        self._fades: dict[str, Fade] = {}
        self._then = 0.0
        self.shown = State()  # what it has given last

    def __call__(self, scene: ModulatedScene, now: float) -> State:
        self.shown = self._at(scene, now)
        return self.shown

    def _at(self, scene: ModulatedScene, now: float) -> State:
        state = scene.at(now)
        step, self._then = max(now - self._then, 0.0) / FADE, now
        for name in MODS:
            mod: Mod = getattr(state, name)
            fade = self._fades.get(name)
            self._fades[name] = fade.moved(mod, step) if fade else Fade(mod)  # what it begins with is there at once
        active = [name for name, fade in self._fades.items() if fade.mod.target or fade.leaving]
        if not active:
            return state
        for name in active:
            rate, anchor = getattr(state, name).rate, self._free.get(name)
            if anchor is None:
                self._free[name] = Anchor(rate)
            elif anchor.rate != rate:
                self._free[name] = Anchor(rate, anchor.after(now), now)
        return modulated(state, now, scene.grid, self._hear(), self._triggers, self._free, self._fades)

    def handlers(self) -> dict[str, Callable[[list[Any], Any], None]]:
        """The actions that start envelopes."""
        return {f"/mod/{name[3:]}/trigger": self._starter(name) for name in MODS}

    def _starter(self, name: str) -> Callable[[list[Any], Any], None]:
        def start(arguments: list[Any], source: Any) -> None:
            self._triggers = {**self._triggers, name: self._clock()}

        return start


def wave(shape: str, cycles: float, voice: int = 0) -> float:
    """The height of a wave, -1..1, after so many cycles.

    Sine and triangle begin at 0 and rise; saw rises from -1; square begins high. walk wanders smoothly from one random
    height to the next, one a cycle; hold keeps each. voice: whose random heights; they are the same on every day.
    """
    whole = math.floor(cycles)
    part = cycles - whole
    if shape == "sine":
        return math.sin(2 * math.pi * part)
    if shape == "triangle":
        return 1 - abs(4 * ((part + 0.25) % 1.0) - 2)
    if shape == "saw":
        return 2 * part - 1
    if shape == "square":
        return 1.0 if part < 0.5 else -1.0
    if shape == "walk":
        eased = part * part * (3 - 2 * part)
        here, there = _random(voice, whole), _random(voice, whole + 1)
        return here + (there - here) * eased
    return _random(voice, whole)


def envelope(shape: str, cycles: float, voice: int = 0) -> float:
    """The height of an envelope, 0..1, so many cycles after its trigger: one cycle, then 0.

    sine and triangle rise and fall, saw falls from 1, square stays at 1 half the time; walk falls from a random
    height, hold keeps one.
    """
    if not 0 <= cycles < 1:
        return 0.0
    if shape == "sine":
        return (1 - math.cos(2 * math.pi * cycles)) / 2
    if shape == "triangle":
        return 1 - abs(2 * cycles - 1)
    if shape == "saw":
        return 1 - cycles
    if shape == "square":
        return 1.0 if cycles < 0.5 else 0.0
    height = (1 + _random(voice, 0)) / 2
    return height * (1 - cycles) if shape == "walk" else height


@lru_cache(maxsize=256)
def _random(voice: int, number: int) -> float:
    digest = hashlib.blake2b(f"{voice} {number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") / (2**63) - 1
