"""Lists of cues as TOML files, `NAME.cues.toml`: one [[cue]] for each thing that happens.

A cue has a name, a preset and addresses with values (the values win), and says how to get there: `over = "8 beats"`
(or bars, or seconds: `over = 4`), `easing = "out"`; with `then = "32 beats"` the next cue follows by itself.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.coercion import BadValue, composed
from engine.control.morph import EASINGS
from engine.control.preset_files import GROUPS, value_of
from engine.control.presets import LONGEST_MORPH, number_in
from engine.files import BrokenFile, Signature, lines_of, sets, signature, skipping, table_of, text_of
from engine.tempo.quantize import BAR

ENDING = ".cues.toml"
SETTABLE = (*GROUPS, "master", "tempo")  # a cue is played by hand, so it may fade to black
_KEYS = ("name", "preset", "over", "easing", "then")
_UNITS = {"": (1.0, "s"), "s": (1.0, "s"), "second": (1.0, "s"), "beat": (1.0, "beats"), "bar": (float(BAR), "beats")}


@dataclass(frozen=True)
class Span:
    """A length of time, in "s" or "beats"."""

    length: float = 0.0
    unit: str = "s"

    @property
    def seconds(self) -> float:
        return self.length if self.unit == "s" else 0.0

    @property
    def beats(self) -> float:
        return self.length if self.unit == "beats" else 0.0


@dataclass(frozen=True)
class Cue:
    """What to set and how to get there. then: after which time the next cue follows, counted from its beginning."""

    name: str
    preset: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    over: Span = Span()
    easing: str = "ease"
    then: Span | None = None


@dataclass(frozen=True)
class CueList:
    """Cues in their order. name: the file's, without its ending."""

    name: str
    cues: tuple[Cue, ...] = ()

    def index(self, which: str | int) -> int:
        """Find a cue by name, in any case, or by its number from 1. Raises BadValue."""
        for number, cue in enumerate(self.cues):
            if isinstance(which, str) and _spelled(cue.name) == _spelled(which):
                return number
        number = number_in(which)
        if 1 <= number <= len(self.cues):
            return number - 1
        raise BadValue(f"no cue {which!r:.60} in {self.name!r:.60}, there are {len(self.cues)}")

    def place_of(self, old: Cue, at: int) -> int:
        """Where a cue that was the one at index `at` of an earlier reading is now: one of its name, or one that does
        the same, the nearest of several; -1 in an empty list.
        """
        named = old.name != str(at + 1)  # by a number where the file names it not

        def likeness(index: int) -> tuple[int, int]:
            cue = self.cues[index]
            called = named and _spelled(cue.name) == _spelled(old.name)
            return called + (replace(cue, name=old.name) == old), -abs(index - at)

        best = max(range(len(self.cues)), key=likeness, default=-1)
        return best if best >= 0 and likeness(best)[0] else min(at, len(self.cues) - 1)


class CueFolders:
    """The lists in some folders, the first first; a name counts once. One thread only.

    has_preset: whether there is a preset of a name. report: takes one line about a file that is broken.
    """

    def __init__(self, folders: Sequence[Path], has_preset: Callable[[str], bool], report: Callable[[str], None]):
        self._folders, self._has_preset, self._report = list(folders), has_preset, report
        self._path: Path | None = None  # of the list that was read last
        self._read: Signature | None = None  # time and size of a file as it was read

    def files(self) -> list[Path]:
        """The lists there are, in the order of the folders and of their names."""
        found: dict[str, Path] = {}
        for folder in self._folders:
            with contextlib.suppress(OSError):
                for path in sorted(folder.glob(f"*{ENDING}"), key=lambda path: path.name.casefold()):
                    if not path.name.startswith("."):
                        found.setdefault(composed(path.name).casefold(), path)
        return list(found.values())

    def first(self) -> Path | None:
        """The first list of the first folder."""
        return next((path for path in self.files() if path.parent == self._folders[0]), None)

    def find(self, which: str | int) -> Path:
        """A list by its name, in any case, or by its number from 1. Raises BadValue."""
        files = self.files()
        for number, path in enumerate(files, 1):
            name, wanted = path.name.removesuffix(ENDING), composed(str(which)).strip()
            if wanted == str(number) or wanted.casefold() == composed(name).casefold():
                return path
        known = ", ".join(path.name.removesuffix(ENDING) for path in files) or f"no {ENDING} file beside the presets"
        raise BadValue(f"no list of cues {which!r:.60}; there is {known:.200}")

    def read(self, path: Path) -> CueList | None:
        """Read a list; one that is broken is reported, and None."""
        self._read = signature(path)
        with skipping("a list of cues", path, self._report):
            cues, complaints = parse(text_of(path), path, self._has_preset)
            for complaint in complaints:
                self._report(complaint)
            self._path = path
            return cues
        return None

    def read_again(self) -> CueList | None:
        """The list that was read last, where its file has changed."""
        if self._path is None or self._read == signature(self._path):
            return None
        return self.read(self._path)


def _spelled(name: str) -> str:
    return composed(name).strip().casefold()


def span(value: Any) -> Span:
    """Read a length: 4, "4 s", "8 beats" or "2 bars". Raises BadValue."""
    found = (
        re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*?)s?\s*", str(value)) if not isinstance(value, bool) else None
    )
    if found is None or found[2] not in _UNITS:
        raise BadValue(f'wants a time such as 4, "8 beats" or "2 bars", got {value!r:.60}')
    factor, unit = _UNITS[found[2]]
    return Span(float(found[1]) * factor, unit)


def parse(text: str, path: Path, has_preset: Callable[[str], bool]) -> tuple[CueList, list[str]]:
    """Read a file's text into (its cues, complaints about single lines, which are left out).

    Raises BrokenFile when there is no reading it at all.
    """
    table = table_of(text, path.name)
    rows = table.pop("cue", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BrokenFile(f"{path.name} line {_line(text, 0, 'cue')}: cues are written as [[cue]], in double brackets")
    complaints = [
        f"{path.name} line {_line(text, 0, key)}: {key!r:.60} belongs below a [[cue]]; left out" for key in table
    ]
    cues = []
    for number, row in enumerate(rows, 1):
        fields: dict[str, Any] = {"name": str(number), "values": {}}
        for key, value in row.items():
            try:
                note = _take(fields, key, value, has_preset)
            except BadValue as error:
                note = f"{error}; left out"
            if note:
                complaints.append(f"{path.name} line {_line(text, number, key)}: {note}")
        cues.append(Cue(**fields))
    if not cues:
        complaints.append(f"{path.name} line 1: there are no cues in it; begin one with [[cue]]")
    return CueList(path.name.removesuffix(ENDING), tuple(cues)), complaints


def _take(fields: dict[str, Any], key: str, value: Any, has_preset: Callable[[str], bool]) -> str:
    """Read one line of a cue into `fields`; return what there is to note."""
    if key.startswith("/"):
        fields["values"][key], note = value_of(key, value, SETTABLE)
        return note
    if key not in _KEYS:
        raise BadValue(f'a cue has no {key!r:.60}; it has {", ".join(_KEYS)} and addresses such as "/look/zoom"')
    if key in ("over", "then"):
        try:
            length = fields[key] = span(value)
        except BadValue as error:
            raise BadValue(f"{key} {error}") from None
        if key == "then" or length.length <= LONGEST_MORPH:
            return ""
        fields[key] = Span(LONGEST_MORPH, length.unit)
        return f"a morph takes at most {LONGEST_MORPH:g} {length.unit}, got {length.length:g}"
    if not isinstance(value, str) or not value.strip():
        raise BadValue(f"{key} wants a text, got {value!r:.60}")
    if key == "easing" and value not in EASINGS:
        raise BadValue(f"easing is one of {', '.join(EASINGS)}, got {value!r:.60}")
    fields[key] = value.strip()
    return f"there is no preset {value!r:.60} yet" if key == "preset" and not has_preset(value) else ""


def _line(text: str, cue: int, key: str) -> int:
    """The line on which a cue (0: none of them) sets a key, as TOML does not tell."""
    here, start = 0, 1
    for number, line in enumerate(lines_of(text), 1):
        if re.match(r"\s*\[\[\s*cue\s*\]\]", line):
            here, start = here + 1, number if here + 1 == cue else start
        elif here == cue and sets(line, key):
            return number
    return start
