"""A show by cues: what comes next is prepared while this one plays, so that GO answers at once."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.coercion import BadValue
from engine.control.actions import Handler
from engine.control.cue_list import Cue, CueFolders, CueList, Span
from engine.control.presets import POLL, Preset, Presets, Reply
from engine.control.store import Scene, Store
from engine.tempo.quantize import Grid

STEP = 0.02  # seconds between looks at what follows
REPEAT = 1.0  # seconds after which everyone is told again where we are

Say = Callable[..., None]  # say((address, value), ...): to everyone who listens


@dataclass(frozen=True)
class Played:
    """Which cue was played last, -1 before the first.

    begins: the beat of the line that it waits for, where it followed by itself; begun: the beat at which it began, or
    will, and began: the same in seconds of the clock; then: after what time the next one follows by itself, None where
    it does not; values: what it has set.
    """

    index: int = -1
    begins: float | None = None
    begun: float = 0.0
    began: float = 0.0
    then: Span | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def follows(self, grid: Grid) -> float:
        """When the next one follows, in seconds of the clock, which are what they are whatever the tempo does."""
        if self.then is None:
            return math.inf
        return grid.when(self.begun + self.then.beats) if self.then.beats else self.began + self.then.seconds


class CueTracking:
    """Tracks as lighting desks do: what cues have set and nobody has touched since is, at every cue, what the cues up
    to it make of it, or else what it was before the first of them; whatever way has led there.
    """

    def __init__(self) -> None:
        self._set: Mapping[str, Any] = {}  # what cues have set, by address,
        self._set_before: Mapping[str, Any] = {}  # the same without the last one,
        self._found: dict[str, Any] = {}  # and what was set there before they did

    def note(self, values: Mapping[str, Any]) -> None:
        """A cue has set values."""
        self._set_before, self._set = self._set, {**self._set, **values}

    def withdraw(self) -> None:
        """What was noted last has been taken back."""
        self._set = self._set_before

    def beyond(
        self,
        own: Mapping[str, Any],
        earlier: Sequence[Mapping[str, Any]],
        passed: Sequence[Mapping[str, Any]],
        over: Span,
        scene: Scene,
        now: float,
    ) -> dict[str, Any]:
        """What a cue that sets `own` sets besides: back to where the list has it there, and on with what still moves.

        earlier: what the cues before it set, in their order; passed: the last of these, which have not been played.
        What an older cue still moves arrives with this one where it takes time, `over`, and else goes on at its pace.
        """
        mine = {address for address, value in self._set.items() if scene.state[address] == value}
        reached = mine.union(*passed)
        self._found |= {address: scene.state[address] for address in reached.union(own) if address not in mine}
        there = dict(self._found)
        for values in earlier:
            there |= values
        length = over.seconds + scene.grid.seconds(over.beats)
        late = {a for a, g in scene.glides.items() if length and g.ends(scene.grid) > now + length}
        return {a: there[a] for a in reached if a not in own and (scene.state[a] != there[a] or a in late)}


class Cues:
    """Plays a list of cues. folders: where lists are; the first of the first folder is loaded at the start.

    report(text) takes one line about a file that is broken; say(...) tells everyone `/cue/current` and `/cue/next`.
    `run(stop)` lets cues follow each other and reads files. The store's lock guards everything here but the reading: a
    handler is called while it is held.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        store: Store,
        presets: Presets,
        report: Callable[[str], None],
        say: Say,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self._store, self._presets, self._report, self._say, self._clock = store, presets, report, say, clock
        self._folders = CueFolders(folders, lambda name: presets.found(name) is not None, report)
        self._list = CueList("")
        self._orders: deque[Callable[[], None]] = deque()  # what waits for the thread
        self._played = Played()
        self._tracking = CueTracking()
        self._told = ("", ""), -REPEAT  # what everyone was told last, and when
        self._looked = clock()
        if own := self._folders.first():
            self._load(own)

    # what there is --------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The list's."""
        return self._list.name

    @property
    def names(self) -> list[str]:
        return [cue.name for cue in self._list.cues]

    @property
    def current(self) -> str:
        """The name of the cue that is on, or ""."""
        return self._name(self._here)

    @property
    def next(self) -> str:
        """The name of the cue that GO plays, or ""."""
        return self._name(self._here + 1)

    @property
    def _here(self) -> int:
        """The cue that is on. What follows by itself is played early, to be dreamed, but is on from its beat."""
        return self._played.index if self._waiting is None else self._played.index - 1

    @property
    def _waiting(self) -> float | None:
        """The beat that the cue played last waits for, None when it is on."""
        begins = self._played.begins
        return begins if begins is not None and self._store.latest.grid.beat_at(self._clock()) < begins else None

    def _name(self, index: int) -> str:
        return self._list.cues[index].name if 0 <= index < len(self._list.cues) else ""

    # what a performer does ------------------------------------------------------------------------------------

    def handlers(self, reply: Reply) -> dict[str, Handler]:
        """The actions of cues; reply answers `/cue/list` with the names."""
        return {
            "/cue/go": lambda arguments, source: self._in_turn(self.go),
            "/cue/back": lambda arguments, source: self._in_turn(self.back),
            "/cue/goto": lambda arguments, source: self._in_turn(lambda: self.goto(*arguments)),
            "/cue/hold": lambda arguments, source: self._in_turn(self.hold),
            "/cue/load": lambda arguments, source: self._in_turn(lambda: self.load(*arguments), reads=True),
            "/cue/list": lambda arguments, source: self._in_turn(lambda: reply(source, "/cue/list", *self.names)),
        }

    def _in_turn(self, do: Callable[[], None], reads: bool = False) -> None:
        """Do at once what needs no file; a list is read by the thread, and what comes meanwhile waits for it.

        The store's lock is held here, and a list may lie on a share that takes its time.
        """
        if reads or self._orders or not self.name:
            self._orders.append(do)
        else:
            do()

    def go(self) -> None:
        """Play the next cue. Raises BadValue."""
        if not self.name:
            self.load(1)
        if self._here + 1 >= len(self._list.cues):
            raise BadValue(f"the last cue of {self.name!r:.60} has been played; /cue/goto 1 begins again")
        self._play(self._here + 1)

    def back(self) -> None:
        """Play the cue before. Raises BadValue."""
        if self._here < 1:
            raise BadValue("there is no cue before this one")
        self._play(self._here - 1)

    def goto(self, which: str | int) -> None:
        """Play a cue by name or number. Raises BadValue."""
        if not self.name:
            self.load(1)
        self._play(self._list.index(which))

    def hold(self) -> None:
        """Stay: the next cue waits for `go`, also one that has been played ahead of its beat."""
        with self._store.as_one():
            if (beat := self._waiting) is not None:
                self._withdraw(beat)
                self._played = Played(self._played.index - 1)
                self._prepare()
            self._played = replace(self._played, then=None)

    def load(self, which: str | int) -> None:
        """Take a list by its name, in any case, or by its number from 1. Raises BadValue."""
        self._load(self._folders.find(which))

    def _play(self, index: int, begin: float | None = None) -> None:
        """Play a cue; begin: at that beat, else on the line that /tempo/quantize asks for."""
        cues, behind = self._list.cues, min(self._here + 1, index)
        cue, own = cues[index], self._values(cues[index])
        presets = [self._preset(each) for each in cues[behind : index + 1]]
        if cue.preset and presets[-1] is None:
            self._report(f"cue {cue.name!r:.60} plays its own values only: there is no preset {cue.preset!r:.60}")
        with self._store.as_one():
            if (beat := self._waiting) is not None:
                self._withdraw(beat)
            earlier = [self._values(each) for each in cues[:index]]
            beyond = self._tracking.beyond(own, earlier, earlier[behind:], cue.over, self._store.latest, self._clock())
            values = {**beyond, **own}
            begun = self._store.change(
                values,
                seconds=cue.over.seconds,
                beats=cue.over.beats,
                easing=cue.easing,
                begin=begin,
                waits=True,
            )
            for preset in filter(None, presets):
                self._presets.current = preset.name
            self._tracking.note(values)
            grid, now = self._store.latest.grid, self._clock()
            when = (grid.beat_at(now), now) if begun is None else (begun, grid.when(begun))
            self._played = Played(index, begin, *when, self._then(index), values)
            self._prepare()

    def _then(self, index: int) -> Span | None:
        """After what time the cue behind that of a number follows by itself."""
        return self._list.cues[index].then if self._name(index + 1) else None

    def _preset(self, cue: Cue) -> Preset | None:
        return self._presets.found(cue.preset) if cue.preset else None

    def _values(self, cue: Cue) -> dict[str, Any]:
        """What a cue sets: its own values alone where its preset is not there."""
        preset = self._preset(cue)
        return {**(preset.values if preset else {}), **cue.values}

    def _withdraw(self, beat: float) -> None:
        """Take back the cue that waits for a beat."""
        self._store.withdraw(beat, self._played.values)
        self._tracking.withdraw()

    def _prepare(self) -> None:
        """Let the next cue be dreamed while there is time."""
        following = self._played.index + 1
        self._store.prepare(self._values(self._list.cues[following]) if self._name(following) else {})

    # the thread -----------------------------------------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Follow on, tell, and read the list again when its file has changed, until stop is set."""
        while not stop.wait(STEP):
            self.step(self._clock())

    def step(self, now: float) -> None:
        """One look: do what waits, follow on, tell where we are when that has changed or is long ago, look at the file.

        Times are those of the clock.
        """
        self._catch_up()
        self.tick(now)
        here, (told, when) = (self.current, self.next), self._told
        if here != told or when < 0 or (any(here) and now - when > REPEAT):
            self._told = here, now
            self._say(("/cue/current", here[0]), ("/cue/next", here[1]))
        if now - self._looked > POLL:
            self._looked = now
            self._refresh()

    def _catch_up(self) -> None:
        """Do what is waiting, in its order."""
        while self._orders:
            try:
                self._orders[0]()
            except BadValue as error:
                self._report(str(error))
            finally:
                self._orders.popleft()  # only now: what comes meanwhile comes after it

    def tick(self, now: float) -> None:
        """Play what follows by itself, early enough to be dreamed, so that it begins on its beat.

        One at a time: of two that wait for their beats, the second would undo the first.
        """
        played, grid = self._played, self._store.scene.grid
        follows = played.follows(grid)
        if self._waiting is not None or now + self._lead() < follows:
            return
        with self._store.as_one():
            if self._played is played:  # nobody was faster
                self._play(played.index + 1, begin=grid.beat_at(follows))

    def _lead(self) -> float:
        scene = self._store.scene
        return self._store.ahead(scene, scene.coming) + 2 * STEP

    # files ----------------------------------------------------------------------------------------------------

    def _load(self, path: Path) -> None:
        """Take another list from its beginning; one that is broken is reported and not taken."""
        cues = self._folders.read(path)
        if cues is not None:
            with self._store.as_one():
                if (beat := self._waiting) is not None:
                    self._withdraw(beat)
                self._list, self._played = cues, Played()
                self._prepare()

    def _refresh(self) -> None:
        """Read the list again where its file has changed, and find our place in it; broken, it stays as it was."""
        cues = self._folders.read_again()
        if cues is None:
            return
        with self._store.as_one():
            old = self._list.cues[self._played.index] if self._name(self._played.index) else None
            index = cues.place_of(old, self._played.index) if old else min(self._played.index, len(cues.cues) - 1)
            held = old is not None and old.then is not None and self._played.then is None
            self._list = cues
            then = self._then(index) if old is not None and index >= 0 and not held else None
            self._played = replace(self._played, index=index, then=then)
            self._prepare()
