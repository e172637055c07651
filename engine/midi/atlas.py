"""The maps of some folders: which fits a port, read again as files change, and written when something is learned."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from engine.control.presets import replace_file
from engine.midi.controls import Control
from engine.midi.learn import bound, unbound
from engine.midi.mapping import BrokenMap, Map, parse

SHIPPED = Path(__file__).resolve().parent / "maps"
_LARGEST_FILE = 1 << 20  # bytes


class Atlas:
    """The shipped maps and the performer's own, which hide shipped ones of the same file name.

    own: the folder to save to; a missing one is empty. report: takes one line about a file that is broken. Use it from
    one thread.
    """

    def __init__(self, own: Path, report: Callable[[str], None]):
        self._folders = (own, SHIPPED)
        self._report = report
        self._read: dict[Path, Map] = {}
        self._seen: dict[Path, tuple[int, int]] = {}
        self._unsettled: dict[Path, tuple[int, int]] = {}
        self.refresh(settled=True)

    @property
    def maps(self) -> list[Map]:
        """Every map that is not hidden, by name."""
        found: dict[str, Map] = {}
        for path, map in self._read.items():
            if map.name not in found or path.parent == self._folders[0]:
                found[map.name] = map
        return [found[name] for name in sorted(found)]

    def fit(self, port: str) -> Map | None:
        """The map for a port: the performer's own before shipped ones, then the one that names it most exactly."""
        fitting = [map for map in self.maps if map.fits(port)]
        return max(fitting, key=lambda map: (map.own, map.fits(port)), default=None)

    def refresh(self, settled: bool = False) -> bool:
        """Read new and changed files and forget deleted ones; tells whether there were any.

        A file that changed since the last look is read at the next, unless settled: an editor may still be writing.
        """
        found: dict[Path, tuple[int, int]] = {}
        for folder in self._folders:
            with contextlib.suppress(OSError):
                for path in sorted(folder.glob("*.toml")):
                    if not path.name.startswith("."):
                        status = path.stat()
                        found[path] = (status.st_mtime_ns, status.st_size)
        fresh = {path: mark for path, mark in found.items() if self._seen.get(path) != mark}
        ready = [path for path, mark in fresh.items() if settled or self._unsettled.get(path) == mark]
        gone = self._read.keys() - found.keys()
        for path in ready:
            self._seen[path] = fresh[path]
            self._load(path)
        for path in gone:
            del self._read[path]
        self._seen = {path: mark for path, mark in self._seen.items() if path in found}
        self._unsettled = fresh
        return bool(ready or gone)

    def bind(self, port: str, control: Control, to: str, mode: str) -> Path:
        """Save that a control of a port leads to a target, in the performer's own map. Raises OSError, BrokenMap."""
        map = self.fit(port)
        if map is None:
            name = re.sub(r"[^\w \-]+", " ", port).strip().lower()[:48] or "controller"
            path = self._folders[0] / f"{name}.toml"
            text = f'# {port}, learned on stage.\n\nports = ["{_plain(port)}"]\n'
        else:
            path, text = self._folders[0] / map.path.name, map.path.read_text("utf-8-sig")
            if control.channel == map.channel:
                control = replace(control, channel=None)
        self._write(path, bound(text, control, to, mode))
        return path

    def unbind(self, ports: Sequence[str], address: str) -> int:
        """Take an address out of the maps of these ports; returns how many controls it had. Raises as `bind`."""
        count = 0
        for map in {map.name: map for port in ports if (map := self.fit(port))}.values():
            text, lines = unbound(map.path.read_text("utf-8-sig"), address)
            if lines:
                self._write(self._folders[0] / map.path.name, text)
            count += lines
        return count

    def _write(self, path: Path, text: str) -> None:
        parse(text, path)  # nothing that can't be read is written
        replace_file(path, text)
        status = path.stat()
        self._seen[path] = (status.st_mtime_ns, status.st_size)
        self._load(path)

    def _load(self, path: Path) -> None:
        """Read a file; of a broken one, what it said before stays."""
        try:
            if path.stat().st_size > _LARGEST_FILE:
                raise BrokenMap(f"{path.name} line 1: {path.stat().st_size} bytes are too many for a map")
            data = path.read_bytes()
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = data[: error.start].count(b"\n") + 1
                raise BrokenMap(f"{path.name} line {line}: not UTF-8 text; save it as UTF-8") from None
            map, complaints = parse(text, path, own=path.parent == self._folders[0])
        except BrokenMap as error:
            self._report(f"skipped a MIDI map, {error}")
        except OSError as error:
            self._report(f"skipped a MIDI map, {path.name}: {error.strerror or error}")
        else:
            for complaint in complaints:
                self._report(f"MIDI map {complaint}")
            self._read[path] = map


def _plain(port: str) -> str:
    """A port's name as a pattern that fits it: what a pattern or TOML would read otherwise becomes ?."""
    return re.sub(r"""[\[\]"\\*]""", "?", port)
