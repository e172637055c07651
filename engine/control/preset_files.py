"""What a preset's file says: flat `"/address" = value` lines, read and written.

A preset changes only what it names. `"/look" = "default"` names every value of a group, so a file that starts with it
is a whole look; saved presets do, and so come back exactly. It never names the model, as a swap takes long, nor the
live input, which is what happens to be plugged in: a preset changes these only where it says so itself.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.coercion import BadValue, coerce, nearest
from engine.files import (
    Signature,
    line_of,
    lines_of,
    opening_of,
    quoted,
    signature,
    skipping,
    table_of,
    text_of,
    write_text,
)
from engine.modulation.modulation import TARGETS, movable
from engine.parameters import ACTIONS, PARAMETERS, State

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KEPT = ("/dream/model", "/dream/cast", "/live/input")  # what a group's "default" leaves as it is
GROUPS = (
    "dream",
    "deck",
    "live",
    "camera",
    "look",
    "mod",
)  # what a preset may set: the rest belongs to the performer's hand


def parse(text: str, name: str) -> tuple[str, dict[str, Any], list[str]]:
    """Read a file's text into (description, values, complaints about single lines, which are left out).

    Raises BrokenFile when there is no reading it at all.
    """
    table = table_of(text, name)
    values: dict[str, Any] = {}
    named: dict[str, Any] = {}
    complaints = []
    for address, value in table.items():
        try:
            if value == "default" and address.strip("/") in GROUPS and address.startswith("/"):
                values |= _defaults(address)
            else:
                named[address], note = value_of(address, value)
                if note:
                    complaints.append(f"{name} line {line_of(text, address)}: {note}")
        except BadValue as error:
            complaints.append(f"{name} line {line_of(text, address)}: {error}")
    return opening_of(text), values | named, complaints


def values_of(state: State) -> dict[str, Any]:
    """The values that a file of `written` sets, by address."""
    rows = ((a, p, state[a]) for a, p in PARAMETERS.items() if p.family in GROUPS)
    return {a: value for a, p, value in rows if a not in KEPT or value != p.default}


def written(state: State, before: str = "", note: str = "") -> str:
    """Return the text of a file that brings `state` back; comments of the text it replaces are kept.

    note: the first line of a file that replaces nothing.
    """
    lines = {f"/{group}": '"default"' for group in GROUPS}
    for address, value in values_of(state).items():
        if value != PARAMETERS[address].default:
            lines[address] = _toml(PARAMETERS[address].kind, value)
    kept: list[str] = []
    for line in lines_of(before) or [f"# {note}"]:
        named, comment = _split(line)
        if named is None:
            kept.append(line)
        elif named in lines:
            kept.append(f'"{named}" = {lines.pop(named)}{comment}')
    whole = [f'"{address}" = {value}' for address, value in lines.items()]
    return "\n".join([*kept, *whole]) + "\n"


def value_of(address: str, value: Any, groups: Sequence[str] = GROUPS) -> tuple[Any, str]:
    """Read what a file sets an address to: (value, note), as coerce does. Raises BadValue."""
    if isinstance(value, dict):
        raise BadValue(f'presets are flat lines such as "/look/zoom" = 1.2, not tables: {address:.60}')
    if address in ACTIONS:
        raise BadValue(f"{address} is an action, and files set values")
    if address not in PARAMETERS:
        raise BadValue(f"unknown address {address:.60}, the nearest is {nearest(address)}")
    parameter = PARAMETERS[address]
    if parameter.family not in groups:
        raise BadValue(f"{address} is not for presets to set")
    if parameter.merges and value == []:
        return (), ""
    coerced, note = coerce(parameter, value if isinstance(value, list) else [value])
    return (movable(coerced), note) if address in TARGETS else (coerced, note)


def _defaults(group: str) -> dict[str, Any]:
    rows = PARAMETERS.items()
    return {a: p.default for a, p in rows if f"/{p.family}" == group and a not in KEPT}


def _split(line: str) -> tuple[str | None, str]:
    """Of a line that sets a value, its address and the comment behind the value; of any other (None, "")."""
    if not line.strip() or line.lstrip().startswith("#"):
        return None, ""
    address = next(iter(tomllib.loads(line)))
    for place in (i for i, character in enumerate(line) if character == "#"):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            if tomllib.loads(line[:place]):
                return address, "  " + line[place:]
    return address, ""


def line_by_line(text: str) -> bool:
    """Tell whether each line stands for itself, so that it can be edited by lines."""
    try:
        tables: Iterable[dict[str, Any]] = [tomllib.loads(line) for line in lines_of(text)]
        return all(not isinstance(value, dict) for table in tables for value in table.values())
    except (ValueError, RecursionError):  # what can't be read at all is not read by lines either
        return False


def comments_of(text: str) -> str:
    """The lines of a text that are comments alone."""
    return "\n".join(line for line in lines_of(text) if line.lstrip().startswith("#"))


def _toml(kind: str, value: Any) -> str:
    if kind == "bool":
        return "true" if value else "false"
    if kind in ("float", "int"):
        return "" if value is None else str(value) if kind == "int" else f"{value:.7g}"
    if kind == "mix":
        if len(value) == 1 and value[0][1] == 1:
            return quoted(value[0][0])
        return "[" + ", ".join(f"{quoted(name)}, {weight:.7g}" for name, weight in value) + "]"
    return quoted(value)


HIGHEST = 9999
FILE = "presets.numbers.toml"


class PresetNumbers:
    """The numbers by name. Any thread may ask and `move`; one alone reads and writes the file in `folder`.

    report: takes one line about a file that is broken or can't be written.
    """

    def __init__(self, folder: Path | None, report: Callable[[str], None]):
        self._folder, self._report = folder, report
        self._lock = threading.Lock()
        self._numbers: Mapping[str, int] = {}  # also of presets that are not there now
        self._kept: Mapping[str, int] = {}  # as the file has them,
        self._kept_as: Signature | None = None  # and its time and size

    def __getitem__(self, name: str) -> int:
        return self._numbers[name]

    def move(self, name: str, number: int) -> None:
        """Give a preset a number; one that had it takes the old one. Raises BadValue."""
        if not 1 <= number <= HIGHEST:
            raise BadValue(f"a preset's number is 1..{HIGHEST}, got {number}")
        with self._lock:
            old = self._numbers[name]
            moved = {other: old for other, taken in self._numbers.items() if taken == number}
            self._numbers = {**self._numbers, **moved, name: number}

    def add(self, names: Iterable[str]) -> None:
        """Give a number to each that has none."""
        with self._lock:
            fresh = sorted(set(names) - self._numbers.keys(), key=_natural)
            self._numbers = {**self._numbers, **_numbered(fresh, self._numbers.values())}

    def read(self) -> None:
        """Take the numbers from their file where it is new or somebody has changed it."""
        path = (self._folder or Path()) / FILE
        mark = signature(path)
        if mark is None or mark == self._kept_as:
            return
        self._kept_as = mark
        with skipping("the presets' numbers", path, self._report):
            kept, complaints = _numbers_in(text_of(path), path.name)
            for complaint in complaints:
                self._report(complaint)
            with self._lock:
                others = {name: number for name, number in self._numbers.items() if name not in kept}
                free = {name: number for name, number in others.items() if number not in kept.values()}
                moved = _numbered([name for name in others if name not in free], [*kept.values(), *free.values()])
                self._kept, self._numbers = kept, {**kept, **free, **moved}

    def write(self) -> None:
        """Write the numbers down, where there is a folder of presets; what can't be written is reported once."""
        folder, numbers = self._folder, self._numbers
        if folder is None or numbers == self._kept or not folder.is_dir():
            return
        self._kept = numbers
        try:
            write_text(folder / FILE, _numbers_as_text(numbers))
        except OSError as error:
            self._report(f"the presets' numbers are not kept: {error.strerror or error}")
        self._kept_as = signature(folder / FILE)

    @property
    def known(self) -> bool:
        """Whether there has been a file of them."""
        return self._kept_as is not None


def _numbers_in(text: str, name: str) -> tuple[dict[str, int], list[str]]:
    """Read a file's text into (number by name, complaints). Raises BrokenFile.

    A number that two presets have stays with the first.
    """
    numbers: dict[str, int] = {}
    complaints = []
    for preset, number in table_of(text, name).items():
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= HIGHEST:
            wrong = f"a preset's number is 1..{HIGHEST}, got {number!r:.60}"
        elif number in numbers.values():
            wrong = f"{number} is the number of another preset; {preset!r:.60} gets a free one"
        else:
            numbers[preset] = number
            continue
        complaints.append(f"{name} line {line_of(text, preset)}: {wrong}")
    return numbers, complaints


def _numbers_as_text(numbers: Mapping[str, int]) -> str:
    """The text of a file that keeps the presets' numbers."""
    lines = [f"{quoted(name)} = {number}" for name, number in sorted(numbers.items(), key=lambda item: item[1])]
    return "\n".join(["# The presets' numbers, for the buttons of controllers: change them here.", *lines]) + "\n"


def _numbered(names: Sequence[str], taken: Iterable[int]) -> dict[str, int]:
    """Give each name a number: from behind the highest that is taken, and beyond HIGHEST the lowest that are free."""
    taken = set(taken)
    behind = range(max(taken, default=0) + 1, HIGHEST + 1)
    free = (number for number in itertools.count(1) if number not in taken and number not in behind)
    return dict(zip(names, itertools.chain(behind, free), strict=False))


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key in which `2 fog` comes before `10 fog`."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
