"""The tempo of the show: keeps the scene's grid of beats in step with the source that is set, and tells the beat."""

from __future__ import annotations

import contextlib
import math
import queue
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol

from engine.tempo.grid import BAR, Grid, joined
from engine.tempo.link import Link, LinkError
from engine.tempo.midi_clock import MidiClock
from engine.tempo.tap import Taps

STEP = 0.02  # seconds between two looks at the source
TELL = 0.1  # seconds between two tellings of where we are in the bar; each beat is told, too
NEAR = 0.08  # bpm: a source that is nearer to what is shown than this is not told anew
RETRY = 5.0  # seconds before Link is tried again

Say = Callable[..., None]  # say((address, value), ...): to everyone who listens


class Score(Protocol):
    """What is set, and the grid: engine.control.store.Store."""

    @property
    def scene(self) -> Any: ...

    def change(self, values: Mapping[str, Any]) -> Any: ...

    def follow(self, grid: Grid) -> None: ...


class Tempo:
    """Runs the beat in `run(stop)`. midi: feed it the clock messages of a MIDI port.

    Where the source has no beat (no clock comes, no Link is installed), the last tempo runs on.
    """

    def __init__(
        self,
        store: Score,
        report: Callable[[str], None],
        say: Say,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self._store, self._report, self._say, self._clock = store, report, say, clock
        self._asked: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()  # by other threads, for `step` to do
        self.midi = MidiClock()
        self._taps = Taps()
        self._link: Link | None = None
        self._link_at = -math.inf  # when Link may be tried again
        self._source = "internal"
        self._offset = 0.0  # beats that the performer moved the source's beat by
        self._bpm = store.scene.state.tempo.bpm  # as it was last told or set
        self.about = "internal"
        store.follow(Grid(self._bpm, 0.0, clock()))

    # what a performer does ------------------------------------------------------------------------------------

    def handlers(self) -> dict[str, Callable[[list[Any], Any], None]]:
        """The actions of the tempo; they are done in the next step, for the moment that they came at."""

        def soon(do: Callable[..., None]) -> Callable[[list[Any], Any], None]:
            return lambda arguments, source: self._asked.put(partial(do, self._clock(), *arguments))

        return {"/tempo/tap": soon(self._tap), "/tempo/nudge": soon(self._nudge), "/tempo/resync": soon(self._resync)}

    def _tap(self, at: float) -> None:
        """From the second tap on, the internal tempo and the Link session follow it; MIDI clock only in its phase."""
        found = self._taps.feed(at)
        if found is None:
            return
        if self._source != "midi":
            self._bpm = round(found.bpm, 1)
            self._store.change({"/tempo/bpm": self._bpm})
            if self._link is not None:
                self._link.set(self._bpm)
            self._store.follow(self._store.scene.grid.from_now(at, self._bpm))
        beat = self._store.scene.grid.beat_at(found.at)
        self._nudge(at, round(beat) - beat)

    def _resync(self, at: float) -> None:
        """Let a bar begin then: the nearest one."""
        beat = self._store.scene.grid.beat_at(at)
        self._nudge(at, round(beat / BAR) * BAR - beat)

    def _nudge(self, at: float, beats: float) -> None:
        self._offset += beats
        self._store.follow(self._store.scene.grid.shifted(beats))

    # the thread -----------------------------------------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Follow the source until stop is set, and tell each beat as it comes."""
        told, told_at = math.nan, -math.inf
        try:
            while not stop.is_set():
                now = self._clock()
                self.step(now)
                grid = self._store.scene.grid
                beat = grid.beat_at(now)
                if math.floor(beat) != told or now - told_at >= TELL:
                    told, told_at = math.floor(beat), now
                    self._say(
                        ("/status/beat", beat),
                        ("/status/bar", math.floor(beat / BAR) + 1),
                        ("/status/phase", beat / BAR % 1.0),
                    )
                stop.wait(min(max(grid.when(told + 1) - self._clock(), 0.001), STEP))
        finally:
            self._close_link()

    def step(self, now: float) -> None:
        """Do what was asked for, and bring the grid in step with what is set and what the source says at a moment."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._asked.get_nowait()()
        scene = self._store.scene
        wanted = scene.at(now).tempo
        if wanted.source != self._source:
            self._close_link()
            self._source, self._offset, self._link_at = wanted.source, 0.0, -math.inf
        grid = self._heard(wanted.bpm, now)
        self.about = self._described(grid)
        if grid is None:
            self._bpm = wanted.bpm
            if wanted.bpm != scene.grid.bpm:
                self._store.follow(scene.grid.from_now(now, wanted.bpm))
            return
        if self._link is not None and wanted.bpm != self._bpm:  # a hand has set it: the session is to follow
            self._link.set(wanted.bpm)
            self._bpm = wanted.bpm
        elif wanted.bpm != self._bpm or abs(grid.bpm - self._bpm) > NEAR:
            self._bpm = round(grid.bpm, 1)
            self._store.change({"/tempo/bpm": self._bpm})
        self._store.follow(joined(grid.shifted(self._offset), scene.grid, now))

    def _heard(self, bpm: float, now: float) -> Grid | None:
        """What the source says; None where the beat is our own."""
        if self._source == "midi":
            return self.midi.grid(now)
        if self._source != "link":
            return None
        if self._link is None and now >= self._link_at:
            try:
                self._link = Link(bpm)
            except LinkError as error:
                self._link_at = math.inf  # until it is chosen again
                self._report(str(error))
        if self._link is None:
            return None
        grid = self._link.grid(now)
        if grid is None:
            self._close_link()
            self._link_at = now + RETRY
            self._report("Ableton Link has ended; it is joined again")
        return grid

    def _described(self, grid: Grid | None) -> str:
        if self._source == "link":
            return f"link, {self._link.peers} peers" if self._link is not None else "link is not here"
        return "midi: no clock comes" if self._source == "midi" and grid is None else self._source

    def _close_link(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
