"""The one name that holds every value: writers replace an immutable Scene, readers take it once a frame."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from engine.control.morph import Glide, origin_of
from engine.journey.destination import Lead
from engine.parameters import PARAMETERS, State
from engine.tempo.quantize import QUANTIZE_LINES, Grid, quantized

DECKS = ("/deck/a", "/deck/b")


@dataclass(frozen=True)
class Scene:
    """What is set, what is still gliding there, and who set each value last.

    changed_at: perf_counter seconds of the last change of what the picture shows (for latency figures). grid: the
    musical time. coming: values that the next cue would set, to be prepared for.
    """

    state: State = field(default_factory=State)
    glides: Mapping[str, Glide] = field(default_factory=dict)
    sources: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    changed_at: float = 0.0
    grid: Grid = field(default_factory=Grid)
    coming: Mapping[str, Any] = field(default_factory=dict)

    def at(self, now: float) -> State:
        """The values at a moment: the set ones, but for those that wait for theirs or are on their way."""
        if not self.glides:
            return self.state
        values = {a: g.at(now, self.grid) for a, g in self.glides.items() if not g.over(now, self.grid)}
        return self.state.with_values(values) if values else self.state

    def dissolves(self, address: str, now: float) -> float:
        """Seconds that are left of a morph which has changed this choice over; 0 where none has."""
        glide = self.glides.get(address)
        if glide is None or glide.moves or glide.changes(self.grid) > now:
            return 0.0
        return max(glide.ends(self.grid) - now, 0.0)

    def settled(self, now: float, ahead: float) -> tuple[State, float | None]:
        """What the journey is to follow: the set values, but those of the dream only once they are nearly due.

        ahead: seconds before its time that a change is let through, so that it can be dreamed; with texts for the decks
        it is not, as they are shown at once. Also returns the moment that the last of those is due, None where none is
        let through early.
        """
        waiting: dict[str, Any] = {}
        last = None
        if any(a in DECKS and g.target and now < g.changes(self.grid) for a, g in self.glides.items()):
            ahead = 0.0
        for address, glide in self.glides.items():
            moment = glide.changes(self.grid)
            if moment <= now:
                continue
            early = ahead if glide.parameter.group == "dream" else 0.0
            if now + early < moment:
                waiting[address] = glide.origin.target if isinstance(glide.origin, Glide) else glide.origin
            else:
                last = moment if last is None else max(moment, last)
        return self.state.with_values(waiting) if waiting else self.state, last


class Store:
    """Holds the Scene. Any thread may read `scene`; `change` is the only way to write what is set.

    lead: how long a change takes until it can be shown, as whoever shows it writes down.
    """

    def __init__(self, state: State | None = None, clock: Callable[[], float] = time.perf_counter):
        self._lock = threading.RLock()
        self._clock = clock
        self._draft: Scene | None = None
        self.lead = Lead()
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

    def change(
        self,
        values: Mapping[str, Any],
        source: Any = None,
        seconds: float = 0.0,
        *,
        beats: float = 0.0,
        easing: str = "ease",
        begin: float | None = None,
        waits: bool = False,
    ) -> float | None:
        """Set coerced values as one change; with seconds or beats they go there, as Glide says, else at once.

        source: whoever made the change (an OSC peer, a panel), so that feedback does not echo to it. begin: the beat
        at which the change is to begin, None for now. waits: begin on the line that /tempo/quantize asks for. Setting
        what is already set is no change. Returns the beat at which it begins, None for at once.
        """
        with self.as_one():
            scene, now = self.latest, self._clock()
            grid = scene.grid
            if waits and begin is None and scene.state.tempo.quantize in QUANTIZE_LINES:
                begin = quantized(scene.state.tempo.quantize, grid, now, self.ahead(scene, values))
            moving = {a: g for a, g in scene.glides.items() if not g.over(now, grid)}
            values = {a: v for a, v in values.items() if a in moving or scene.state[a] != v}
            if not values:
                return begin
            here = scene.at(now)
            glides = {a: g for a, g in moving.items() if a not in values}
            in_beats = begin is not None or beats > 0
            length = beats or (seconds * grid.bpm / 60 if in_beats else seconds)
            if begin is not None or length > 0:
                start = begin if begin is not None else grid.beat_at(now) if in_beats else now
                for address, value in values.items():
                    origin = origin_of(moving.get(address), here[address], begin is not None, now, grid)
                    if origin != value:
                        glides[address] = Glide(PARAMETERS[address], origin, value, start, length, easing, in_beats)
            self._draft = replace(
                scene,
                state=scene.state.with_values(values),
                glides=glides,
                sources={**scene.sources, **dict.fromkeys(values, source)},
                changed_at=now,
            )
            return begin

    def ahead(self, scene: Scene, values: Mapping[str, Any]) -> float:
        """Seconds from a change of these values until it can be shown."""
        return self.lead.of(scene.state, scene.state.with_values(values))

    def withdraw(self, beat: float, values: Mapping[str, Any]) -> None:
        """Take back those values, by address, that still wait for a beat: there all goes on as it was."""
        with self.as_one():
            scene, now = self.latest, self._clock()
            waiting = {
                a: g
                for a, g in scene.glides.items()
                if g.beats and g.begin == beat and now < g.begins(scene.grid) and a in values and g.target == values[a]
            }
            before = {address: glide.origin for address, glide in waiting.items()}
            moving = {address: origin for address, origin in before.items() if isinstance(origin, Glide)}
            glides = {a: g for a, g in scene.glides.items() if a not in waiting} | moving
            values = before | {address: glide.target for address, glide in moving.items()}
            self._draft = replace(
                scene,
                state=scene.state.with_values(values),
                glides=glides,
                sources={**scene.sources, **dict.fromkeys(values)},
                changed_at=now,
            )

    def follow(self, grid: Grid) -> None:
        """Take another grid of beats. It is no change of what is set."""
        self._note(grid=grid)

    def prepare(self, values: Mapping[str, Any]) -> None:
        """Note which values may well be set next, so that the dream of them can be made ahead of time."""
        if values != self.latest.coming:
            self._note(coming=values)

    def _note(self, **news: Any) -> None:
        with self._lock:
            if self._draft is None:
                self.scene = replace(self.scene, **news)
            else:
                self._draft = replace(self._draft, **news)
