"""The presets' numbers, by which controllers' buttons know them, in a TOML file beside the presets.

The file keeps the number also of a preset that has gone and may be back; a new one takes the next that nothing ever
had. So a number only moves when somebody moves it, in the file or with `/preset/number`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from engine.coercion import BadValue
from engine.control.preset_text import quoted
from engine.files import Signature, line_of, signature, skipping, table_of, text_of, write_text

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
            kept, complaints = parse(text_of(path), path.name)
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
            write_text(folder / FILE, written(numbers))
        except OSError as error:
            self._report(f"the presets' numbers are not kept: {error.strerror or error}")
        self._kept_as = signature(folder / FILE)

    @property
    def known(self) -> bool:
        """Whether there has been a file of them."""
        return self._kept_as is not None


def parse(text: str, name: str) -> tuple[dict[str, int], list[str]]:
    """Read a file's text into (number by name, complaints). Raises BrokenFile.

    A number that two presets have stays with the first.
    """
    numbers: dict[str, int] = {}
    complaints = []
    for preset, number in table_of(text, name).items():
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= HIGHEST:
            wrong = f"a preset's number is 1..{HIGHEST}, got {number!r:.60}"
        elif number in numbers.values():
            wrong = f"{number} is the number of another preset; {preset!r:.60} is left as it is"
        else:
            numbers[preset] = number
            continue
        complaints.append(f"{name} line {line_of(text, preset)}: {wrong}")
    return numbers, complaints


def written(numbers: Mapping[str, int]) -> str:
    """The text of a file that keeps the presets' numbers."""
    lines = [f"{quoted(name)} = {number}" for name, number in sorted(numbers.items(), key=lambda item: item[1])]
    return "\n".join(["# The presets' numbers, for the buttons of controllers: change them here.", *lines]) + "\n"


def _numbered(names: Sequence[str], taken: Iterable[int]) -> dict[str, int]:
    """Give each name a number, from behind the highest that is taken."""
    return {name: number for number, name in enumerate(names, max(taken, default=0) + 1)}


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key in which `2 fog` comes before `10 fog`."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
