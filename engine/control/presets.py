"""Looks kept as TOML files: flat `"/address" = value` lines, read again when edited, saved whole or not at all.

A preset changes only what it names. `"/look" = "default"` names every value of a group (but never the model, as a
swap takes long), so a file that starts with it is a whole look; saved presets do, and so come back exactly.
"""

from __future__ import annotations

import contextlib
import difflib
import json
import math
import os
import queue
import re
import sys
import tempfile
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.control.actions import Handler
from engine.control.store import EASINGS, Store
from engine.parameters import PARAMETERS, BadValue, State, coerce, nearest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GROUPS = ("dream", "deck", "look", "mod")  # what a preset may set: the rest belongs to the performer's hand
POLL = 0.5  # seconds between looks at the folders
LONGEST_MORPH = 600.0  # seconds or beats
_LARGEST_FILE = 1 << 20
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


class BrokenFile(ValueError):
    """A file that is not what it should be; its text names the line."""


def checked_name(name: str) -> str:
    """Return a name that is safe as a file's; BadValue for one that is not."""
    name = unicodedata.normalize("NFC", name).strip()
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise BadValue(f"a preset's name is up to 48 letters, digits, spaces, - and _, got {name!r:.60}")
    return name


def text_of(path: Path, size: int) -> str:
    """The text of a file of that many bytes. Raises BrokenFile, OSError."""
    if not path.is_file():  # to open a pipe would wait for whoever writes into it
        raise BrokenFile(f"{path.name} is no file")
    if size > _LARGEST_FILE:
        raise BrokenFile(f"{path.name} line 1: {size} bytes are too many")
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BrokenFile(f"{path.name} line {line}: not UTF-8 text") from None


def table_of(text: str, name: str) -> dict[str, Any]:
    """A TOML text as a table. Raises BrokenFile."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BrokenFile(f"{name} is nested too deep") from None
    except ValueError as error:  # TOMLDecodeError, or a number of more digits than Python reads
        found = re.search(r"\(at line (\d+)", str(error))
        at = int(found[1]) if found else len(lines_of(text.rstrip()))
        reason = re.sub(r" \(at .*\)", "", str(error))
        raise BrokenFile(f"{name} line {at}: {reason}") from None


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
                    complaints.append(f"{name} line {_line(text, address)}: {note}")
        except BadValue as error:
            complaints.append(f"{name} line {_line(text, address)}: {error}")
    opening = next((line for line in lines_of(text) if line.strip()), "")
    description = opening.lstrip("# ").strip() if opening.startswith("#") else ""
    return description, values | named, complaints


def written(state: State, before: str = "", note: str = "") -> str:
    """Return the text of a file that brings `state` back; comments of the text it replaces are kept.

    note: the first line of a file that replaces nothing.
    """
    lines = {f"/{group}": '"default"' for group in GROUPS}
    for address, parameter in PARAMETERS.items():
        if parameter.family in GROUPS and state[address] != parameter.default:
            lines[address] = _toml(parameter.kind, state[address])
    kept: list[str] = []
    for line in lines_of(before) or [f"# {note}"]:
        named, comment = _split(line)
        if named is None:
            kept.append(line)
        elif named in lines:
            kept.append(f'"{named}" = {lines.pop(named)}{comment}')
    whole = [f'"{address}" = {value}' for address, value in lines.items()]
    return "\n".join([*kept, *whole]) + "\n"


def replace_file(path: Path, text: str) -> None:
    """Write a text file as `replace_bytes` does, in UTF-8."""
    replace_bytes(path, text.encode("utf-8", "replace"))


def replace_bytes(path: Path, data: bytes) -> None:
    """Write a file so that after a crash or on a full disk it is the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


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
        self._seen: dict[Path, tuple[int, int]] = {}  # time and size of the file as it was read
        self._unsettled: dict[Path, tuple[int, int]] = {}  # the same, of files that may still be being written
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
        with contextlib.suppress(OSError, UnicodeDecodeError):
            before = path.read_text("utf-8-sig")
        if before and not _line_by_line(before):
            before = ""
        replace_file(path, written(state, before, note=f"{name}, saved from the stage"))
        self._load(path, _signature(path))
        self._index()
        self.current = name
        return path

    def refresh(self, settled: bool = False) -> None:
        """Read new and changed files, forget deleted ones.

        A file that changed since the last look is read at the next, unless settled: an editor may still be writing.
        """
        found: dict[Path, tuple[int, int]] = {}
        for folder in self._folders:
            with contextlib.suppress(OSError):
                for path in folder.glob("*.toml"):
                    if not path.name.endswith(".cues.toml") and not path.name.startswith("."):
                        with contextlib.suppress(OSError):
                            found[path] = _signature(path)
        fresh = {path: signature for path, signature in found.items() if self._seen.get(path) != signature}
        gone = self._read.keys() - found.keys()
        for path, signature in fresh.items():
            if settled or self._unsettled.get(path) == signature:
                self._load(path, signature)
        self._unsettled = fresh
        for path in gone:
            del self._read[path]
        self._seen = {path: signature for path, signature in self._seen.items() if path in found}
        if fresh or gone:
            self._index()

    def _load(self, path: Path, signature: tuple[int, int]) -> None:
        """Read a file; a broken one is reported, and what it said before stays."""
        self._seen[path] = signature
        try:
            description, values, complaints = parse(text_of(path, signature[1]), path.name)
        except BrokenFile as error:
            self._report(f"skipped a preset, {error}")
        except OSError as error:
            self._report(f"skipped a preset, {path.name}: {error.strerror or error}")
        else:
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


def _signature(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def lines_of(text: str) -> list[str]:
    """Lines as TOML counts them: `splitlines` would also cut texts at rarer characters."""
    lines = text.replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key in which `2 fog` comes before `10 fog`."""
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _defaults(group: str) -> dict[str, Any]:
    rows = PARAMETERS.items()
    return {a: p.default for a, p in rows if f"/{p.family}" == group and a != "/dream/model"}


def value_of(address: str, value: Any, groups: Sequence[str] = GROUPS) -> tuple[Any, str]:
    """Read what a file sets an address to: (value, note), as coerce does. Raises BadValue."""
    if isinstance(value, dict):
        raise BadValue(f'presets are flat lines such as "/look/zoom" = 1.2, not tables: {address:.60}')
    if address not in PARAMETERS:
        raise BadValue(f"unknown address {address:.60}, the nearest is {nearest(address)}")
    parameter = PARAMETERS[address]
    if parameter.family not in groups:
        raise BadValue(f"{address} is not for presets to set")
    if parameter.merges and value == []:
        return (), ""
    return coerce(parameter, value if isinstance(value, list) else [value])


def _line(text: str, address: str) -> int:
    """The line on which an address is set, as TOML does not tell."""
    for number, line in enumerate(lines_of(text), 1):
        if re.match(rf"""\s*\[?(["'])?{re.escape(address)}\1?\s*[=\].]""", line):
            return number
    return 1


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


def _line_by_line(text: str) -> bool:
    """Tell whether each line stands for itself, so that it can be edited by lines."""
    try:
        tables: Iterable[dict[str, Any]] = [tomllib.loads(line) for line in lines_of(text)]
        return all(not isinstance(value, dict) for table in tables for value in table.values())
    except tomllib.TOMLDecodeError:
        return False


def _toml(kind: str, value: Any) -> str:
    if kind == "bool":
        return "true" if value else "false"
    if kind in ("float", "int"):
        return "" if value is None else str(value) if kind == "int" else f"{value:.7g}"
    if kind == "mix":
        if len(value) == 1 and value[0][1] == 1:
            return _quoted(value[0][0])
        return "[" + ", ".join(f"{_quoted(name)}, {weight:.7g}" for name, weight in value) + "]"
    return _quoted(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
