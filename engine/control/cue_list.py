"""Lists of cues as TOML files, `NAME.cues.toml`: one [[cue]] for each thing that happens.

A cue has a name, a preset and addresses with values (the values win), and says how to get there: `over = "8 beats"`
(or bars, or seconds: `over = 4`), `easing = "out"`; with `then = "32 beats"` the next cue follows by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.control.files import BrokenFile, lines_of, sets, table_of
from engine.control.preset_text import GROUPS, value_of
from engine.control.presets import LONGEST_MORPH
from engine.control.store import EASINGS
from engine.parameters import BadValue
from engine.tempo.grid import BAR

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
            if isinstance(which, str) and cue.name.casefold() == which.strip().casefold():
                return number
        number = int(which) if isinstance(which, int) or which.strip().isdecimal() else 0
        if 1 <= number <= len(self.cues):
            return number - 1
        raise BadValue(f"no cue {which!r:.60} in {self.name!r:.60}, there are {len(self.cues)}")


def span(value: Any) -> Span:
    """Read a length: 4, "4 s", "8 beats" or "2 bars". Raises BadValue."""
    found = (
        re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*?)s?\s*", str(value)) if not isinstance(value, bool) else None
    )
    if found is None or found[2] not in _UNITS:
        raise BadValue(f'wants a time such as 4, "8 beats" or "2 bars", got {value!r:.60}')
    factor, unit = _UNITS[found[2]]
    return Span(min(float(found[1]) * factor, LONGEST_MORPH), unit)


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
            fields[key] = span(value)
        except BadValue as error:
            raise BadValue(f"{key} {error}") from None
        return ""
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
