"""The tempo of the show: keeps the scene's grid of beats in step with the source that is set, and tells the beat."""

from __future__ import annotations

import contextlib
import math
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from itertools import combinations
from statistics import median
from typing import Any, Protocol

from engine.tempo.link import LinkSession
from engine.tempo.midi_clock import MidiClock
from engine.tempo.quantize import BAR, FASTEST, PHRASE, SLOWEST, Grid, joined

TAPS = 8  # that count
PAUSE = 3.1  # seconds, just over the slowest beat; also this many usual intervals: after that it is counted anew
_SHORTEST = 0.9 * 60 / FASTEST  # seconds; what comes sooner is the same tap bouncing

STEP = 0.02  # seconds between two looks at the source
TELL = 0.1  # seconds between two tellings of where we are in the bar; each beat is told, too
NEAR = 0.08  # bpm: a source that is nearer to what is shown than this is not told anew

Say = Callable[..., None]  # say((address, value), ...): to everyone who listens


class TempoStore(Protocol):
    """What is set, and the grid: engine.control.store.Store."""

    @property
    def scene(self) -> Any: ...

    def change(self, values: Mapping[str, Any]) -> Any: ...

    def follow(self, grid: Grid) -> None: ...


class BeatKeeper:
    """Runs the beat in `run(stop)`. midi: feed it the clock messages of a MIDI port.

    Where the source has no beat (no clock comes, no Link is installed), the last tempo runs on.
    """

    def __init__(
        self,
        store: TempoStore,
        report: Callable[[str], None],
        say: Say,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self._store, self._say, self._clock = store, say, clock
        self._asked: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()  # by other threads, for `step` to do
        self.midi = MidiClock()
        self._taps = Taps()
        self._link = LinkSession(report)
        self._source = "internal"
        self._offset = 0.0  # beats that the performer moved the source's beat by
        self._bpm = store.scene.state.tempo.bpm  # as it was last told or set
        self._told = (0, -math.inf)  # the beat that everyone was told last, and when
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
            self._link.set(self._bpm)
            self._store.follow(self._store.scene.grid.from_now(at, self._bpm))
        beat = self._store.scene.grid.beat_at(found.at)
        self._nudge(at, round(beat) - beat)

    def _resync(self, at: float) -> None:
        """Let a bar begin then: the nearest one."""
        beat = self._store.scene.grid.beat_at(at)
        self._nudge(at, round(beat / BAR) * BAR - beat)

    def _nudge(self, at: float, beats: float) -> None:
        """Move the beat, by less than a phrase: whole ones change nothing that is heard."""
        beats = math.remainder(beats, PHRASE)
        self._offset += beats
        self._store.follow(self._store.scene.grid.shifted(beats))

    # the thread -----------------------------------------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Follow the source until stop is set, and tell each beat as it comes."""
        try:
            while not stop.is_set():
                now = self._clock()
                self.step(now)
                self.tell(now)
                stop.wait(min(max(self._store.scene.grid.when(self._told[0] + 1) - self._clock(), 0.001), STEP))
        finally:
            self._link.leave()

    def tell(self, now: float) -> None:
        """Tell everyone where we are, on each beat and every TELL seconds."""
        beat = self._store.scene.grid.beat_at(now)
        if math.floor(beat) != self._told[0] or now - self._told[1] >= TELL:
            self._told = (math.floor(beat), now)
            self._say(
                ("/status/beat", beat),
                ("/status/bar", math.floor(beat / BAR) + 1),
                ("/status/phase", beat / BAR % 1.0),
            )

    def step(self, now: float) -> None:
        """Do what was asked for, and bring the grid in step with what is set and what the source says at a moment."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._asked.get_nowait()()
        scene = self._store.scene
        wanted = scene.at(now).tempo
        if wanted.source != self._source:
            self._link.leave()
            self._source, self._offset = wanted.source, 0.0
        grid = self._heard(wanted.bpm, now)
        self.about = self._described(grid)
        if grid is None:
            self._bpm = wanted.bpm
            if wanted.bpm != scene.grid.bpm:
                self._store.follow(scene.grid.from_now(now, wanted.bpm))
            return
        if self._link.joined and wanted.bpm != self._bpm:  # a hand has set it: the session is to follow
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
        return self._link.grid(bpm, now) if self._source == "link" else None

    def _described(self, grid: Grid | None) -> str:
        if self._source == "link":
            return f"link, {self._link.peers} peers" if self._link.joined else "link is not here"
        return "midi: no clock comes" if self._source == "midi" and grid is None else self._source


class Taps:
    """Remembers the last taps. One thread at a time."""

    def __init__(self) -> None:
        self._taps: deque[float] = deque(maxlen=TAPS)

    def feed(self, at: float) -> Grid | None:
        """Take a tap at a moment (seconds); return the grid that the taps tell, with a beat on the last, or None.

        The grid's `beat` is 0 at that beat.
        """
        taps = self._taps
        if taps and at - taps[-1] < _SHORTEST:
            return None
        if taps and at - taps[-1] > PAUSE * max(1.0, _usual(taps)):
            taps.clear()
        taps.append(at)
        return tapped(tuple(taps))


def tapped(taps: tuple[float, ...]) -> Grid | None:
    """The grid through ascending moments of taps: medians, so that one wrong tap in a few does no harm."""
    if len(taps) < 2:
        return None
    usual = _usual(taps)
    counts = [0]
    for before, after in zip(taps, taps[1:], strict=False):
        counts.append(counts[-1] + max(round((after - before) / usual), 1))
    pairs = combinations(zip(counts, taps, strict=True), 2)
    interval = median((t2 - t1) / (n2 - n1) for (n1, t1), (n2, t2) in pairs)
    bpm = 60 / interval
    if not SLOWEST <= bpm <= FASTEST:
        return None
    last = median(tap + (counts[-1] - count) * interval for count, tap in zip(counts, taps, strict=True))
    return Grid(bpm, 0.0, last)


def _usual(taps: deque[float] | tuple[float, ...]) -> float:
    """The usual interval, seconds; 0 before there is one."""
    return median([after - before for before, after in zip(taps, list(taps)[1:], strict=False)] or [0.0])
