"""The one name that holds every value: writers replace an immutable Scene, readers take it once a frame."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
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
        self._lock = threading.Lock()
        self._clock = clock
        self.scene = Scene(state or State())

    def change(self, values: Mapping[str, Any], source: Any = None, seconds: float = 0.0) -> None:
        """Set coerced values as one change; with seconds, bounded numbers glide there, the rest is set at once.

        source: whoever made the change (an OSC address pair, a panel), so that feedback does not echo to it.
        """
        if not values:
            return
        with self._lock:
            scene, now = self.scene, self._clock()
            here = scene.at(now)
            glides = {a: g for a, g in scene.glides.items() if a not in values and now < g.begin + g.seconds}
            if seconds > 0:
                for address, value in values.items():
                    origin = here[address]
                    if PARAMETERS[address].bounded and None not in (value, origin) and value != origin:
                        glides[address] = Glide(origin, now, seconds)
            self.scene = replace(
                scene,
                state=scene.state.with_values(values),
                glides=glides,
                sources={**scene.sources, **dict.fromkeys(values, source)},
                version=scene.version + 1,
                changed_at=now,
            )
