"""The one name that holds every value: writers replace an immutable Scene, readers take it once a frame."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from engine.parameters import PARAMETERS, State


@dataclass(frozen=True)
class Glide:
    """A number on its way: from `origin` at `begin` (seconds, perf_counter) to the stored value, in `seconds`."""

    origin: float
    begin: float
    seconds: float


@dataclass(frozen=True)
class Scene:
    """What is set, what is still gliding there, and who set each value last.

    changed_at: perf_counter seconds of the last change of what the picture shows (for latency figures).
    """

    state: State = field(default_factory=State)
    glides: Mapping[str, Glide] = field(default_factory=dict)
    sources: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    changed_at: float = 0.0

    def at(self, now: float) -> State:
        """The values at a moment: the set ones, with gliding numbers eased between where they were and are set."""
        if not self.glides:
            return self.state
        values: dict[str, Any] = {}
        for address, glide in self.glides.items():
            part = (now - glide.begin) / glide.seconds
            if part < 1:
                part = max(part, 0.0)
                eased = part * part * (3 - 2 * part)
                value = glide.origin + (self.state[address] - glide.origin) * eased
                values[address] = round(value) if PARAMETERS[address].kind == "int" else value
        return self.state.with_values(values) if values else self.state


class Store:
    """Holds the Scene. Any thread may read `scene`; `change` is the only way to write."""

    def __init__(self, state: State | None = None, clock: Callable[[], float] = time.perf_counter):
        self._lock = threading.RLock()
        self._clock = clock
        self._draft: Scene | None = None
        self.scene = Scene(state or State())

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """Let readers see every change made inside as one change, at the end; other writers wait meanwhile."""
        with self._lock:
            if self._draft is not None:
                yield
                return
            before = self._draft = self.scene
            try:
                yield
            finally:
                if self._draft is not before:
                    self.scene = replace(self._draft, version=before.version + 1)
                self._draft = None

    @property
    def latest(self) -> Scene:
        """The scene as the next `change` will find it; inside `as_one` it holds what readers can't see yet."""
        with self._lock:
            return self.scene if self._draft is None else self._draft

    def change(self, values: Mapping[str, Any], source: Any = None, seconds: float = 0.0) -> None:
        """Set coerced values as one change; with seconds, bounded numbers glide there, the rest is set at once.

        source: whoever made the change (an OSC peer, a panel), so that feedback does not echo to it. Setting what
        is already set is no change.
        """
        with self.as_one():
            scene, now = self.latest, self._clock()
            moving = {a: g for a, g in scene.glides.items() if now < g.begin + g.seconds}
            values = {a: v for a, v in values.items() if a in moving or scene.state[a] != v}
            if not values:
                return
            here = scene.at(now)
            glides = {a: g for a, g in moving.items() if a not in values}
            if seconds > 0:
                for address, value in values.items():
                    origin = here[address]
                    if PARAMETERS[address].bounded and None not in (value, origin) and value != origin:
                        glides[address] = Glide(origin, now, seconds)
            self._draft = replace(
                scene,
                state=scene.state.with_values(values),
                glides=glides,
                sources={**scene.sources, **dict.fromkeys(values, source)},
                changed_at=now,
            )
