"""Looks kept as TOML files, as preset_text.py says: read again when edited, saved whole or not at all."""

from __future__ import annotations

import contextlib
import difflib
import math
import queue
import re
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.control.actions import Handler
from engine.control.files import BrokenFile, Watch, skipping, text_of, write_text
from engine.control.preset_text import line_by_line, parse, written
from engine.control.store import EASINGS, Store
from engine.parameters import BadValue, State

POLL = 0.5  # seconds between looks at the folders
LONGEST_MORPH = 600.0  # seconds or beats
_NAME = re.compile(r"\w[\w -]{0,47}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # names that are devices on Windows

Reply = Callable[..., None]  # reply(source, address, *values)


@dataclass(frozen=True)
class Preset:
    """A look: values by address, already coerced. description is the first comment line of the file."""

    name: str
    path: Path
    description: str
    values: Mapping[str, Any]


def checked_name(name: str) -> str:
    """Return a name that is safe as a file's; BadValue for one that is not."""
    name = unicodedata.normalize("NFC", name).strip()
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise BadValue(f"a preset's name is up to 48 letters, digits, spaces, - and _, got {name!r:.60}")
    return name


class Presets:
    """The presets of some folders, in the order of their names.

    folders: the first is saved to, and its presets hide those of the same name in later ones; a missing one is
    empty. report(text) takes one line about a file that is broken or can't be saved; `run(stop)` reads changed files
    again and saves, so that no disk is waited for on the way of a message.
    """

    def __init__(self, folders: Sequence[Path | str], store: Store, report: Callable[[str], None]):
        self._folders = [Path(folder) for folder in folders]
        self._store, self._report = store, report
        self._saves: queue.SimpleQueue[tuple[str, State]] = queue.SimpleQueue()
        self._watch = Watch(self._folders, lambda name: not name.endswith(".cues.toml"))
        self._read: dict[Path, Preset] = {}
        self._presets: dict[str, Preset] = {}
        self.current = ""
        self.refresh(settled=True)

    # what there is --------------------------------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        return list(self._presets)

    def get(self, which: str | int) -> Preset:
        """Find a preset by name, in any case, or by its number from 1; BadValue when there is none."""
        presets = self._presets
        if isinstance(which, str):
            if which in presets:
                return presets[which]
            alike = {name.casefold(): preset for name, preset in presets.items()}
            if which.casefold() in alike:
                return alike[which.casefold()]
        number = int(which) if isinstance(which, int) or which.strip().isdecimal() else 0
        if 1 <= number <= len(presets):
            return list(presets.values())[number - 1]
        if isinstance(which, int):
            raise BadValue(f"no preset {which}, there are {len(presets)}")
        close = difflib.get_close_matches(which[:60], presets, n=1, cutoff=0.0)
        raise BadValue(f"no preset {which!r:.60}" + (f", the nearest is {close[0]!r}" if close else ""))

    # what a performer does ------------------------------------------------------------------------------------

    def recall(self, which: str | int, seconds: float = 0.0, easing: str = "ease", beats: float = 0.0) -> None:
        """Set what a preset names, as one change on the next line of /tempo/quantize. Raises BadValue.

        With seconds or beats it is a morph, eased.
        """
        preset = self.get(which)
        if easing not in EASINGS:
            raise BadValue(f"a morph is eased {', '.join(EASINGS)}, got {easing!r:.60}")
        # Nobody set these values one by one, so everybody hears of them: whoever recalled has faders to move, too.
        self._store.change(
            preset.values,
            source=None,
            seconds=_held("seconds", seconds),
            beats=_held("beats", beats),
            easing=easing,
            waits=True,
        )
        self.current = preset.name

    def _recall_beats(self, which: str | int, beats: float, easing: str = "ease") -> None:
        self.recall(which, easing=easing, beats=beats)

    def step(self, by: int) -> None:
        """Recall the preset that many places on, round and round; before the first recall, from the ends."""
        names = self.names
        if not names:
            raise BadValue("there are no presets")
        here = names.index(self.current) if self.current in names else -1 if by > 0 else 0
        self.recall(names[(here + by) % len(names)])

    def save(self, name: str) -> None:
        """Save what is set now, soon, in the thread of `run`; BadValue for a name that won't do."""
        self._saves.put((checked_name(name), self._store.latest.state))

    def handlers(self, reply: Reply) -> dict[str, Handler]:
        """The actions that are presets' business; reply answers `/preset/list` with the names."""
        return {
            "/preset/recall": lambda arguments, source: self.recall(*arguments),
            "/preset/recall/beats": lambda arguments, source: self._recall_beats(*arguments),
            "/preset/save": lambda arguments, source: self.save(*arguments),
            "/preset/next": lambda arguments, source: self.step(1),
            "/preset/previous": lambda arguments, source: self.step(-1),
            "/preset/list": lambda arguments, source: reply(source, "/preset/list", *self.names),
        }

    # files ----------------------------------------------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Save what is asked for and read again what has changed, until stop is set; what is asked for is saved."""
        looked = time.perf_counter()
        while not stop.is_set():
            self._save_waiting(0.1)
            if time.perf_counter() - looked >= POLL:
                looked = time.perf_counter()
                self.refresh()
        self._save_waiting(0.0)

    def _save_waiting(self, patience: float) -> None:
        while True:
            try:
                name, state = self._saves.get(timeout=patience) if patience else self._saves.get_nowait()
            except queue.Empty:
                return
            patience = 0.0
            try:
                self.write(name, state)
            except OSError as error:
                self._report(f"preset {name!r} not saved: {error.strerror or error}")

    def write(self, name: str, state: State) -> Path:
        """Save a state under a name now; the old file stays when that fails. Raises BadValue, OSError."""
        name = checked_name(name)
        path = self._folders[0] / f"{name}.toml"
        before = ""
        with contextlib.suppress(OSError, BrokenFile):
            before = text_of(path)
        if before and not line_by_line(before):
            before = ""
        write_text(path, written(state, before, note=f"{name}, saved from the stage"))
        self._watch.note(path)
        self._load(path)
        self._index()
        self.current = name
        return path

    def refresh(self, settled: bool = False) -> None:
        """Read new and changed files, forget deleted ones; settled: also those that may still be being written."""
        ready, gone = self._watch.look(settled)
        for path in ready:
            self._load(path)
        for path in gone:
            self._read.pop(path, None)
        if ready or gone:
            self._index()

    def _load(self, path: Path) -> None:
        """Read a file; a broken one is reported, and what it said before stays."""
        with skipping("a preset", path, self._report):
            description, values, complaints = parse(text_of(path), path.name)
            for complaint in complaints:
                self._report(complaint)
            self._read[path] = Preset(path.stem, path, description, values)

    def _index(self) -> None:
        order = {folder: place for place, folder in enumerate(self._folders)}
        presets: dict[str, Preset] = {}
        for path in sorted(self._read, key=lambda path: order[path.parent]):
            presets.setdefault(path.stem, self._read[path])
        self._presets = dict(sorted(presets.items(), key=lambda item: _natural(item[0])))


def _held(unit: str, length: float) -> float:
    if not math.isfinite(length):
        raise BadValue(f"a morph takes {unit}, got {length}")
    return min(max(length, 0.0), LONGEST_MORPH)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key in which `2 fog` comes before `10 fog`."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
