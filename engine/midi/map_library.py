"""The maps of some folders: which fits a port, read again as files change, and written when something is learned."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from engine.files import WatchedFiles, is_device, text_of
from engine.midi.controls import Control
from engine.midi.learn import bound, unbound
from engine.midi.mapping import Map, parse

SHIPPED = Path(__file__).resolve().parent / "maps"


class MapLibrary:
    """The shipped maps and the performer's own, which hide shipped ones of the same file name.

    own: the folder to save to; a missing one is empty. report: takes one line about a file that is broken. Use it from
    one thread.
    """

    def __init__(self, own: Path, report: Callable[[str], None]):
        self._own = own
        self._files = WatchedFiles((own, SHIPPED), "a MIDI map", self._parsed, report)
        self.refresh(settled=True)

    @property
    def maps(self) -> list[Map]:
        """Every map that is not hidden, by name."""
        found: dict[str, Map] = {}
        for path, map in self._files.contents.items():
            if map.name not in found or path.parent == self._own:
                found[map.name] = map
        return [found[name] for name in sorted(found)]

    def fit(self, port: str) -> Map | None:
        """The map for a port: the performer's own before shipped ones, then the one that names it most exactly."""
        fitting = [map for map in self.maps if map.fits(port)]
        return max(fitting, key=lambda map: (map.own, map.fits(port)), default=None)

    def refresh(self, settled: bool = False) -> None:
        """Read new and changed files, forget deleted ones; settled: also those that may still be being written."""
        self._files.refresh(settled)

    def bind(self, port: str, control: Control, to: str, mode: str) -> Path:
        """Save that a control of a port leads to a target, in the performer's own map. Raises OSError, BrokenFile."""
        map = self.fit(port)
        if map is None:
            name = re.sub(r"[^\w \-]+", " ", port).strip().lower()[:48] or "controller"
            name += " controller" * is_device(name)
            path = self._own / f"{name}.toml"
            text = f'# {port}, learned on stage.\n\nports = ["{_plain(port)}"]\n'
        else:
            path, text = self._own / map.path.name, text_of(map.path)
            if control.channel == map.channel:
                control = replace(control, channel=None)
        self._write(path, bound(text, control, to, mode))
        return path

    def unbind(self, ports: Sequence[str], address: str) -> int:
        """Take an address out of the maps of these ports; returns how many controls it had. Raises as `bind`."""
        count = 0
        for map in {map.name: map for port in ports if (map := self.fit(port))}.values():
            text, lines = unbound(text_of(map.path), address)
            if lines:
                self._write(self._own / map.path.name, text)
            count += lines
        return count

    def _write(self, path: Path, text: str) -> None:
        parse(text, path)  # nothing that can't be read is written
        self._files.write(path, text)

    def _parsed(self, text: str, path: Path) -> tuple[Map, list[str]]:
        map, complaints = parse(text, path, own=path.parent == self._own)
        return map, [f"MIDI map {complaint}" for complaint in complaints]


def _plain(port: str) -> str:
    """A port's name as a pattern that fits it: what a pattern or TOML would read otherwise becomes ?."""
    return re.sub(r"""[\[\]"\\*]""", "?", port)
