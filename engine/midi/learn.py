"""Learning: which control was moved, found from what it sends, and the line that a map gets for it."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mido import Message

from engine.coercion import BadValue, joined
from engine.files import BrokenFile, WatchedFiles, is_device, quoted, table_of, text_of
from engine.midi.controls import BadControl, Control, ControlDecoder, parse_control, plain_move
from engine.midi.mapping import Map, parse, parts_of, target
from engine.parameters import PARAMETERS

PATIENCE = 30.0  # seconds to wait for a control to be moved
WATCH = 0.5  # seconds to watch a control from its first message on, to see what kind it is
_NUDGE = 24  # an encoder sends at most so many steps at once


class Learner:
    """Waits for a control to be moved, for a target such as "/look/zoom" or "/preset/recall 3"."""

    def __init__(self, to: str, now: float):
        self.to = to
        self._since = now
        self._heard: list[tuple[Any, Message]] = []

    def hear(self, port: Any, message: Message, now: float) -> None:
        """Take a message of a port. Releases of buttons, and other devices once one has spoken, tell nothing."""
        move = plain_move(message)
        first = not self._heard
        if move is None or (first and move.value == 0 and move.control.kind == "note"):
            return
        if first or port == self._heard[0][0]:
            self._heard.append((port, message))
            self._since = now if first else self._since

    @property
    def waiting(self) -> bool:
        """Nothing has been moved yet."""
        return not self._heard

    @property
    def heard(self) -> list[Message]:
        """What came from the device that spoke."""
        return [message for _, message in self._heard]

    def over(self, now: float) -> bool:
        """It has seen enough, or has waited in vain."""
        return now - self._since > (WATCH if self._heard else PATIENCE)

    def found(self) -> tuple[Any, Control, str]:
        """The port, the control and the mode to say in the map, "" for the usual one. Ask when something was moved."""
        port = self._heard[0][0]
        numbered = ControlDecoder([Control("nrpn", 0)])
        found = [move for _, message in self._heard if (move := numbered.read(message))]
        nrpns = Counter(move.control for move in found if move.control.kind == "nrpn")
        if nrpns:
            return port, nrpns.most_common(1)[0][0], ""
        moves = [move for _, message in self._heard if (move := plain_move(message))]
        counts = Counter(move.control for move in moves)
        control = counts.most_common(1)[0][0]  # of those that sent as often, the first to speak
        values = [move.value for move in moves if move.control == control]
        if control.kind != "cc" or control.number is None:
            return port, control, ""
        for high in {control.number, control.number - 32}:
            pair = (Control("cc", high, control.channel), Control("cc", high + 32, control.channel))
            if high < 32 and all(each in counts for each in pair):
                return port, Control("cc14", high, control.channel, high + 32), ""
        address, arguments = target(self.to)
        parameter = PARAMETERS.get(address)
        turning = parameter is not None and parameter.kind in ("float", "int", "choice") and not arguments
        return port, control, _encoding(values) if turning else ""


def _encoding(values: list[int]) -> str:
    """The relative mode of an encoder, "" for a control that tells where it is.

    What tells where it is never sends the same value twice in a row, and does not leap from one end to the other.
    """
    again = any(a == b for a, b in zip(values, values[1:], strict=False))
    return _named(values) if again or set(values) in ({1, 127}, {63, 65}, {1, 65}) else ""


def _named(values: list[int]) -> str:
    if all(abs(value - 64) <= _NUDGE for value in values):
        # 65 alone may also be a step to the left with a sign bit; a turn to the right was asked for.
        return "relative offset"
    if all(value <= _NUDGE or 64 < value <= 64 + _NUDGE for value in values):
        return "relative sign" if any(value > 64 for value in values) else "relative twos"
    if all(value <= _NUDGE or value >= 128 - _NUDGE for value in values):
        return "relative twos"
    return ""


def bound(text: str, control: Control, to: str, mode: str) -> str:
    """The text of a map in which a control leads to a target; a line for the control is replaced."""
    told = f'{{ to = {quoted(to)}, mode = "{mode}" }}' if mode else quoted(to)
    line = f'"{control}" = {told}'
    lines, done = [], False
    for old in text.rstrip("\n").split("\n"):
        named = _control_of(old)
        if named is None or not _meets(named, control):
            lines.append(old)
        elif not done:
            lines.append(line)
            done = True
    if not done:  # what stands below a table's head belongs to that table
        tables = (place for place, old in enumerate(lines) if re.match(r"""\s*\[\s*["'\w][^=,]*\]\s*(#.*)?$""", old))
        lines.insert(next(tables, len(lines)), line)
    return "\n".join(lines) + "\n"


def unbound(text: str, to: str) -> tuple[str, int]:
    """The text of a map without the lines that lead to a target, and how many those were.

    To an address with a value lead those with this value, to an address alone all that have it.
    """
    wanted, kept = parts_of(to), []
    for line in text.rstrip("\n").split("\n"):
        found = _target_of(line)
        if found is None or found[0] != wanted[0] or (wanted[1] and joined(found[1]) != joined(wanted[1])):
            kept.append(line)
    return "\n".join(kept) + "\n", text.rstrip("\n").count("\n") + 1 - len(kept)


def _target_of(line: str) -> tuple[str, tuple[Any, ...]] | None:
    """Where a line of a map leads, None where it is no row."""
    with contextlib.suppress(BrokenFile, BadValue):
        for value in table_of(line, "").values():
            return parts_of(value.get("to", "") if isinstance(value, dict) else value)
    return None


def _control_of(line: str) -> str | None:
    match = re.match(r"""\s*(["']?)(.+?)\1\s*=""", line)
    return match[2] if match else None


def _meets(name: str, control: Control) -> bool:
    try:
        other = parse_control(name)
    except BadControl:
        return False
    alike = other.channel is None or control.channel is None or other.channel == control.channel
    return alike and bool(other.wires() & control.wires())


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

    def unbind(self, ports: Sequence[str], to: str) -> int:
        """Take a target, `/look/zoom` or `/preset/recall 3`, out of the maps of these ports.

        Returns how many controls it had. Raises as `bind`.
        """
        count = 0
        for map in {map.name: map for port in ports if (map := self.fit(port))}.values():
            text, lines = unbound(text_of(map.path), to)
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
