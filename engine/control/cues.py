"""A show by cues: what comes next is prepared while this one plays, so that GO answers at once."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from engine.control.actions import Handler
from engine.control.cue_list import ENDING, Cue, CueList, parse
from engine.control.files import Signature, signature, skipping, text_of
from engine.control.presets import POLL, Presets, Reply
from engine.control.store import Store
from engine.parameters import BadValue

STEP = 0.02  # seconds between looks at what follows
REPEAT = 1.0  # seconds after which everyone is told again where we are

Say = Callable[..., None]  # say((address, value), ...): to everyone who listens


class Cues:
    """Plays a list of cues. folders: where lists are; the first of the first folder is loaded at the start.

    report(text) takes one line about a file that is broken; say(...) tells everyone `/cue/current` and `/cue/next`.
    `run(stop)` lets cues follow each other and reads changed files again. The store's lock guards everything here: a
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
        self._folders, self._store, self._presets = list(folders), store, presets
        self._report, self._say, self._clock = report, say, clock
        self._list = CueList("")
        self._path: Path | None = None
        self._read: Signature | None = None  # time and size of the file as it was read
        self._at = -1  # the cue that was played last
        self._begins: float | None = None  # the beat of the line that it waits for, where it followed by itself
        self._follows: float | None = None  # the beat at which the next one follows
        own = [path for path in self._files() if path.parent == self._folders[0]]
        if own:
            self._load(own[0])

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
        return self._at if self._waiting is None else self._at - 1

    @property
    def _waiting(self) -> float | None:
        """The beat that the cue played last waits for, None when it is on."""
        begins = self._begins
        return begins if begins is not None and self._store.latest.grid.beat_at(self._clock()) < begins else None

    def _name(self, index: int) -> str:
        return self._list.cues[index].name if 0 <= index < len(self._list.cues) else ""

    # what a performer does ------------------------------------------------------------------------------------

    def handlers(self, reply: Reply) -> dict[str, Handler]:
        """The actions of cues; reply answers `/cue/list` with the names."""
        return {
            "/cue/go": lambda arguments, source: self.go(),
            "/cue/back": lambda arguments, source: self.back(),
            "/cue/goto": lambda arguments, source: self.goto(*arguments),
            "/cue/hold": lambda arguments, source: self.hold(),
            "/cue/load": lambda arguments, source: self.load(*arguments),
            "/cue/list": lambda arguments, source: reply(source, "/cue/list", *self.names),
        }

    def go(self) -> None:
        """Play the next cue. Raises BadValue."""
        if self._path is None:
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
        if self._path is None:
            self.load(1)
        self._play(self._list.index(which))

    def hold(self) -> None:
        """Stay: the next cue waits for `go`, also one that has been played ahead of its beat."""
        with self._store.as_one():
            if (beat := self._waiting) is not None:
                self._store.withdraw(beat)
                self._at, self._begins = self._at - 1, None
                self._prepare()
            self._follows = None

    def load(self, which: str | int) -> None:
        """Take a list by its name, in any case, or by its number from 1. Raises BadValue."""
        files = self._files()
        for number, path in enumerate(files, 1):
            name = path.name.removesuffix(ENDING)
            if str(which).strip() == str(number) or str(which).strip().casefold() == name.casefold():
                self._load(path)
                return
        known = ", ".join(path.name.removesuffix(ENDING) for path in files) or f"no {ENDING} file beside the presets"
        raise BadValue(f"no list of cues {which!r:.60}; there is {known:.200}")

    def _play(self, index: int, begin: float | None = None) -> None:
        """Play a cue; begin: at that beat, else on the line that /tempo/quantize asks for."""
        cue = self._list.cues[index]
        values = self._values(cue)
        with self._store.as_one():
            if (beat := self._waiting) is not None:
                self._store.withdraw(beat)
            begun = self._store.change(
                values,
                seconds=cue.over.seconds,
                beats=cue.over.beats,
                easing=cue.easing,
                begin=begin,
                waits=True,
            )
            if cue.preset:
                self._presets.current = cue.preset
            self._at, self._begins, self._follows = index, begin, None
            if cue.then is not None and self._name(index + 1):
                grid = self._store.latest.grid
                begun = grid.beat_at(self._clock()) if begun is None else begun
                self._follows = begun + cue.then.beats + cue.then.seconds * grid.bpm / 60
            self._prepare()

    def _values(self, cue: Cue) -> dict[str, Any]:
        """What a cue sets. Raises BadValue where its preset is not there."""
        return {**(self._presets.get(cue.preset).values if cue.preset else {}), **cue.values}

    def _prepare(self) -> None:
        """Let the next cue be dreamed while there is time."""
        values: dict[str, Any] = {}
        if self._name(self._at + 1):
            with contextlib.suppress(BadValue):
                values = self._values(self._list.cues[self._at + 1])
        self._store.prepare(values)

    # the thread -----------------------------------------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Follow on, tell, and read the list again when its file has changed, until stop is set."""
        told: tuple[str, str] | None = None
        told_at = looked = self._clock()
        while not stop.wait(STEP):
            now = self._clock()
            self.tick(now)
            here = (self.current, self.next)
            if here != told or (any(here) and now - told_at > REPEAT):
                told, told_at = here, now
                self._say(("/cue/current", here[0]), ("/cue/next", here[1]))
            if now - looked > POLL:
                looked = now
                self._refresh()

    def tick(self, now: float) -> None:
        """Play what follows by itself, early enough to be dreamed, so that it begins on its beat.

        One at a time: of two that wait for their beats, the second would undo the first.
        """
        follows = self._follows
        if follows is None or self._waiting is not None or now + self._lead() < self._store.scene.grid.when(follows):
            return
        with self._store.as_one():
            if self._follows != follows:  # somebody was faster
                return
            try:
                self._play(self._at + 1, begin=follows)
            except BadValue as error:
                self._follows = None
                self._report(f"cue {self.next!r:.60} is not played: {error}")

    def _lead(self) -> float:
        scene = self._store.scene
        return self._store.lead(scene, scene.coming) + 2 * STEP

    # files ----------------------------------------------------------------------------------------------------

    def _files(self) -> list[Path]:
        """The lists there are, in the order of the folders and of their names; a name counts once."""
        found: dict[str, Path] = {}
        for folder in self._folders:
            with contextlib.suppress(OSError):
                for path in sorted(folder.glob(f"*{ENDING}"), key=lambda path: path.name.casefold()):
                    if not path.name.startswith("."):
                        found.setdefault(path.name.casefold(), path)
        return list(found.values())

    def _load(self, path: Path) -> None:
        """Take another list from its beginning; one that is broken is reported and not taken."""
        cues = self._parsed(path)
        if cues is not None:
            with self._store.as_one():
                self._path, self._list = path, cues
                self._at, self._begins, self._follows = -1, None, None
                self._prepare()

    def _refresh(self) -> None:
        """Read the list again where its file has changed, and find our place in it; broken, it stays as it was."""
        if self._path is None or self._read == signature(self._path):
            return
        cues = self._parsed(self._path)
        if cues is None:
            return
        with self._store.as_one():
            here = self._name(self._at)
            self._list = cues
            with contextlib.suppress(BadValue):
                self._at = cues.index(here) if here else -1
            self._at = min(self._at, len(cues.cues) - 1)
            if not self._name(self._at + 1):
                self._follows = None
            self._prepare()

    def _parsed(self, path: Path) -> CueList | None:
        self._read = signature(path)
        with skipping("a list of cues", path, self._report):
            cues, complaints = parse(text_of(path), path, self._has_preset)
            for complaint in complaints:
                self._report(complaint)
            return cues
        return None

    def _has_preset(self, name: str) -> bool:
        try:
            self._presets.get(name)
        except BadValue:
            return False
        return True
