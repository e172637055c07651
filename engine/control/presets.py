"""Looks kept as TOML files, as preset_files.py says: read again when edited, saved whole or not at all.

Each has a number, in a file of its own beside them.
"""

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

from engine.coercion import BadValue, composed, with_amount
from engine.control.actions import Handler
from engine.control.morph import EASINGS
from engine.control.preset_files import PresetNumbers, comments_of, line_by_line, parse, values_of, written
from engine.control.store import Store
from engine.files import BrokenFile, WatchedFiles, is_device, text_of, write_bytes
from engine.parameters import State

POLL = 0.5  # seconds between looks at the folders
LONGEST_MORPH = 600.0  # seconds or beats
_OTHERS = (".cues.toml", ".numbers.toml")  # endings of files that are no presets
_NAME = re.compile(r"\w[\w -]{0,47}")  # of which marks, such as vowels of Hindi, are a part

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
    name = composed(name).strip()
    letters = "".join("_" if unicodedata.category(each)[0] == "M" else each for each in name)
    if not _NAME.fullmatch(letters) or is_device(name):
        raise BadValue(f"a preset's name is up to 48 letters, digits, spaces, - and _, got {name!r:.60}")
    return name


def number_in(which: str | float) -> int:
    """The number by which something is asked for instead of its name; 0 for what is none."""
    found = re.fullmatch(r"\s*(\d{1,9})(\.0)?\s*", str(which))
    return int(found[1]) if found else 0


class Presets:
    """The presets of some folders, in the order of their numbers: at first that of their names.

    folders: the first is saved to, and its presets hide those of the same name in later ones; a missing one is
    empty. report(text) takes one line about a file that is broken or can't be saved; `run(stop)` reads changed files
    again and saves, so that no disk is waited for on the way of a message.
    """

    def __init__(self, folders: Sequence[Path | str], store: Store, report: Callable[[str], None]):
        self._folders = [Path(folder) for folder in folders]
        self._store, self._report = store, report
        self._saves: queue.SimpleQueue[tuple[Preset, State]] = queue.SimpleQueue()
        self._unsaved: dict[str, Preset] = {}  # what waits for its file, and counts already
        self._files = WatchedFiles(self._folders, "a preset", _read, report, lambda name: not name.endswith(_OTHERS))
        self._presets: Mapping[str, Preset] = {}
        self._numbers = PresetNumbers(self._folders[0] if self._folders else None, report)
        self.current = ""
        self._looked = -math.inf  # when the folders were looked at
        self.refresh(settled=True)

    # what there is --------------------------------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """In the order of their numbers."""
        return sorted(self._presets, key=self._numbers.__getitem__)

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each preset, by name."""
        return {name: self._numbers[name] for name in self.names}

    def found(self, which: str | float) -> Preset | None:
        """The preset of a name, in any case, or of a number."""
        presets = self._presets
        if isinstance(which, str):
            which = composed(which)
            if which in presets:
                return presets[which]
            alike = {name.casefold(): preset for name, preset in presets.items()}
            if which.casefold() in alike:
                return alike[which.casefold()]
        number = number_in(which)
        for name, preset in presets.items():
            if self._numbers[name] == number:
                return preset
        return None

    def get(self, which: str | float) -> Preset:
        """The same; BadValue when there is none."""
        preset = self.found(which)
        if preset is not None:
            return preset
        if not isinstance(which, str):
            raise BadValue(f"no preset {which!s:.60}, there are {len(self._presets)}")
        close = difflib.get_close_matches(which[:60], self._presets, n=1, cutoff=0.0)
        raise BadValue(f"no preset {which!r:.60}" + (f", the nearest is {close[0]!r}" if close else ""))

    def asked(self, which: str | int, *more: Any) -> tuple[Any, ...]:
        """What `recall` takes: one text that names no preset may end in the seconds and the easing, `fog 4 out` say."""
        parts = with_amount(which) if not more and isinstance(which, str) and self.found(which) is None else ()
        return parts if parts and self.found(parts[0]) else (which, *more)

    # what a performer does ------------------------------------------------------------------------------------

    def recall(self, which: str | int, seconds: float = 0.0, easing: str = "ease", beats: float = 0.0) -> str:
        """Set what a preset names, as one change on the next line of /tempo/quantize. Raises BadValue.

        With seconds or beats it is a morph, eased. Returns a line where that was too long, or less than nothing.
        """
        preset = self.get(which)
        if easing not in EASINGS:
            raise BadValue(f"a morph is eased {', '.join(EASINGS)}, got {easing!r:.60}")
        asked = {"seconds": seconds, "beats": beats}
        held = {unit: _held(unit, length) for unit, length in asked.items()}
        # Nobody set these values one by one, so everybody hears of them: whoever recalled has faders to move, too.
        self._store.change(
            preset.values,
            source=None,
            seconds=held["seconds"],
            beats=held["beats"],
            easing=easing,
            waits=True,
        )
        self.current = preset.name
        notes = [
            f"a morph takes 0..{LONGEST_MORPH:g} {unit}, got {length:g}, took {held[unit]:g}"
            for unit, length in asked.items()
            if held[unit] != length
        ]
        return "; ".join(notes)

    def _recall_beats(self, which: str | int, beats: float, easing: str = "ease") -> str:
        return self.recall(which, easing=easing, beats=beats)

    def step(self, by: int) -> None:
        """Recall the preset that many places on, round and round; before the first recall, from the ends."""
        names = self.names
        if not names:
            raise BadValue("there are no presets")
        here = names.index(self.current) if self.current in names else -1 if by > 0 else 0
        self.recall(names[(here + by) % len(names)])

    def save(self, name: str) -> None:
        """Save what is set now. It counts at once; the thread of `run` writes its file soon. Raises BadValue."""
        name, state = checked_name(name), self._store.latest.state
        self._unsaved[name] = preset = Preset(name, self._folders[0] / f"{name}.toml", "", values_of(state))
        self._presets = {**self._presets, name: preset}
        self._numbers.add([name])
        self.current = name
        self._saves.put((preset, state))

    def renumber(self, *which: str | int) -> None:
        """Give a preset, else the one recalled last, a number; one that had it takes the old one. Raises BadValue."""
        number = which[-1] if isinstance(which[-1], int) else number_in(which[-1])
        if isinstance(which[-1], str) and not number:
            raise BadValue(f"/preset/number wants a number for {which[-1]!r:.60}")
        if len(which) == 1 and not self.current:
            raise BadValue("no preset has been recalled yet; /preset/number takes a name before the number")
        name = self.get(which[0] if len(which) > 1 else self.current).name
        self._numbers.move(name, number)

    def handlers(self, reply: Reply) -> dict[str, Handler]:
        """The actions that are presets' business; reply answers `/preset/list` with the names."""
        return {
            "/preset/recall": lambda arguments, source: self.recall(*self.asked(*arguments)),
            "/preset/recall/beats": lambda arguments, source: self._recall_beats(*arguments),
            "/preset/save": lambda arguments, source: self.save(*arguments),
            "/preset/next": lambda arguments, source: self.step(1),
            "/preset/previous": lambda arguments, source: self.step(-1),
            "/preset/number": lambda arguments, source: self.renumber(*arguments),
            "/preset/list": lambda arguments, source: reply(source, "/preset/list", *self.names),
        }

    # files ----------------------------------------------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Save what is asked for and read again what has changed, until stop is set; what is asked for is saved."""
        while not stop.is_set():
            self._save_waiting(0.1)
            self.tick(time.perf_counter())
        self._save_waiting(0.0)
        if self._numbers.known:
            self._numbers.write()

    def tick(self, now: float) -> None:
        """Save what waits for it, and look at the folders every POLL seconds."""
        self._save_waiting(0.0)
        if now - self._looked >= POLL:
            self._looked = now
            self.refresh()
            self._numbers.write()

    def _save_waiting(self, patience: float) -> None:
        while True:
            try:
                preset, state = self._saves.get(timeout=patience) if patience else self._saves.get_nowait()
            except queue.Empty:
                return
            patience = 0.0
            if self._unsaved.get(preset.name) is preset:  # it has not been saved again since
                del self._unsaved[preset.name]
            try:
                self.write(preset.name, state)
            except OSError as error:
                self._report(f"preset {preset.name!r} not saved: {error.strerror or error}")
                self._index()  # without it

    def write(self, name: str, state: State) -> Path:
        """Save a state under a name now; the old file stays when that fails. Raises BadValue, OSError.

        One that can't be edited by lines stays beside the new one, as NAME.toml.old.
        """
        name = checked_name(name)
        own = self._folders[0]
        there = (path for path, preset in self._files.contents.items() if preset.name == name and path.parent == own)
        path = next(there, own / f"{name}.toml")
        before, by_lines = "", not path.is_file()
        with contextlib.suppress(BrokenFile):
            by_lines = line_by_line(before := text_of(path))
        if not by_lines:
            write_bytes(path.with_name(f"{path.name}.old"), path.read_bytes())
            self._report(f"{path.name} is written anew, its comments in front; as it was it stays as {path.name}.old")
            before = comments_of(before)
        self._files.write(path, written(state, before, note=f"{name}, saved from the stage"))
        self._index()
        return path

    def refresh(self, settled: bool = False) -> None:
        """Read new and changed files, forget deleted ones; settled: also those that may still be being written."""
        changed = self._files.refresh(settled)
        self._numbers.read()
        if changed:
            self._index()

    def _index(self) -> None:
        order = {folder: place for place, folder in enumerate(self._folders)}
        read, presets = self._files.contents, dict[str, Preset]()
        for path in sorted(read, key=lambda path: order[path.parent]):
            presets.setdefault(read[path].name, read[path])
        presets |= self._unsaved
        self._numbers.add(presets)
        self._presets = presets


def _read(text: str, path: Path) -> tuple[Preset, list[str]]:
    description, values, complaints = parse(text, path.name)
    return Preset(composed(path.stem), path, description, values), complaints


def _held(unit: str, length: float) -> float:
    if not math.isfinite(length):
        raise BadValue(f"a morph takes {unit}, got {length}")
    return min(max(length, 0.0), LONGEST_MORPH)
