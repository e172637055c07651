"""`reverie midi`: what is plugged in, what it sends, what its controls do, and teaching them."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import mido

from engine import config
from engine.coercion import BadValue
from engine.control.client import send
from engine.files import BrokenFile
from engine.midi.controls import BadControl, Control, ControlDecoder, Move, decoded, parse_control
from engine.midi.learn import Learner, MapLibrary
from engine.midi.mapping import Map, Row, target
from engine.midi.ports import ASK_EVERY, MidiDriver, MidiInput, MidiPortTaken, NoMidiDriver, shown
from engine.midi.session import map_folder, ours

_WIDTH = 10  # characters of a cell, at most


def cells(map: Map) -> Iterator[tuple[str, list[Control | None]]]:
    """The rows of a map's panel: a label, and the controls from left to right, None for a gap. Raises BadControl.

    A map without a panel gives its controls in order, eight in a row.
    """
    for line in map.panel:
        label, _, controls = line.partition(":")
        row: list[Control | None] = []
        for part in controls.split(","):
            try:
                row += _placed(part.strip(), map.channel)
            except BadControl as error:
                raise BadControl(f"{map.path.name}: in the panel, {error}") from None
        yield label.strip(), row
    if not map.panel:
        for start in range(0, len(map.rows), 8):
            yield "", [row.control for row in map.rows[start : start + 8]]


def _placed(part: str, channel: int | None) -> list[Control | None]:
    """The controls of a part of a panel's row: `cc 16-23`, one alone, or - for a gap. Raises BadControl."""
    if part == "-":
        return [None]
    match = re.fullmatch(r"(\w+) (\d{1,5})-(\d{1,5})", part)
    if match is None:
        return [parse_control(part, channel)]
    low, high = int(match[2]), int(match[3])
    step = 1 if low <= high else -1
    return [parse_control(f"{match[1]} {n}", channel) for n in range(low, high + step, step)]


def chart(map: Map) -> str:
    """Draw a map. What is not on its panel is listed below."""
    panel = list(cells(map))
    found = [[map.row(control) if control else None for control in row] for _, row in panel]
    texts = [
        [_words(row, control, bool(map.panel)) for row, control in zip(rows, controls, strict=True)]
        for rows, (_, controls) in zip(found, panel, strict=True)
    ]
    width = max((len(line) for row in texts for cell in row for line in cell), default=1)
    margin = max((len(label) for label, _ in panel), default=0)
    lines, above = [map.title, ""], [False]
    for (label, controls), row in zip(panel, texts, strict=True):
        here = [control is not None for control in controls]
        lines.append(" " * margin + " " + _edge(above, here, width))
        for line in range(max(len(cell) for cell in row) or 1):
            parts = [(cell[line] if line < len(cell) else "").ljust(width) for cell in row]
            lines.append(f"{'' if line else label:{margin}} " + _joined(parts, here, "|"))
        above = here
    lines.append(" " * margin + " " + _edge(above, [False], width))
    drawn = {row for rows in found for row in rows}
    rest = [row for row in map.rows if row not in drawn]
    if rest:
        lines += ["", *(f"{row.control}: {' '.join([row.address, *_said(row)])}" for row in rest)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _edge(above: list[bool], below: list[bool], width: int) -> str:
    """The line between two rows of cells, where there is one above or below."""
    size = max(len(above), len(below))
    there = [any(place < len(row) and row[place] for row in (above, below)) for place in range(size)]
    return _joined(["-" * width if each else " " * width for each in there], there, "+")


def _joined(parts: list[str], there: list[bool], mark: str) -> str:
    """Parts with a mark on both sides of those that are there."""
    sides = [mark if left or right else " " for left, right in zip([False, *there], [*there, False], strict=True)]
    return "".join(side + part for side, part in zip(sides, [*parts, ""], strict=True))


def _words(row: Row | None, control: Control | None, placed: bool) -> list[str]:
    """What a control does, in lines of at most _WIDTH characters; its name first where no panel shows its place."""
    lines = [] if placed or control is None else [str(control)[:_WIDTH]]
    if row is None:
        return lines
    group, _, name = row.address.strip("/").partition("/")
    words = [*([group] if group not in ("look", "master") else []), *name.split("/"), *_said(row)]
    if row.address == "/preset/recall" and row.arguments:
        words = ["preset", *_said(row)]
    first = len(lines)
    for word in words:
        if len(lines) > first and len(lines[-1]) + 1 + len(word) <= _WIDTH:
            lines[-1] += " " + word
        else:
            lines += [word[start : start + _WIDTH] for start in range(0, len(word), _WIDTH)]
    return lines


def _said(row: Row) -> list[str]:
    return [word for argument in row.arguments for word in str(argument).split()]


OSC_PORT = 7777


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Fill in the parser of `reverie midi`."""
    verbs = parser.add_subparsers(metavar="list|learn|monitor|chart", required=True)
    verb = verbs.add_parser("list", help="the ports and the map of each, and every map there is")
    _add(verb, lambda flags, library: _list(library))
    verb = verbs.add_parser("learn", help="bind an address to the control that is moved next")
    verb.add_argument("address", metavar="ADDRESS", help='such as /look/zoom, or "/preset/recall 3"')
    verb.add_argument("--port", type=int, default=OSC_PORT, help=f"the OSC port of a running show ({OSC_PORT})")
    _add(verb, lambda flags, library: _learn(library, flags.address, flags.port))
    verb = verbs.add_parser("monitor", help="print what every control sends and what it does")
    _add(verb, lambda flags, library: _monitor(library))
    verb = verbs.add_parser("chart", help="draw what each control of a device does")
    verb.add_argument("device", metavar="DEVICE", help="part of a map's or a port's name")
    _add(verb, lambda flags, library: _chart(library, flags.device))


def _add(parser: argparse.ArgumentParser, call: Callable[[argparse.Namespace, MapLibrary], int]) -> None:
    parser.add_argument("--presets", default="", metavar="FOLDER", help="where presets are kept; maps are beside it")

    def run(flags: argparse.Namespace) -> int:
        with config.misuse(NoMidiDriver, BadValue):
            return call(flags, MapLibrary(map_folder(flags.presets), _complain))

    parser.set_defaults(call=run)


def _list(library: MapLibrary) -> int:
    print("maps")
    for map in library.maps:
        print(f"  {map.name:32} {'yours  ' if map.own else ''}{map.title}")
    with MidiDriver() as driver:
        names = [name for name in driver.inputs() if not ours(name)]
    print("ports")
    for name in names:
        found = library.fit(name)
        print(f"  {shown(name):32} {found.name if found else 'no map; reverie midi learn ADDRESS makes one'}")
    if not names:
        print("  none is plugged in")
    return 0


def _chart(library: MapLibrary, device: str) -> int:
    wanted = device.casefold()
    found = [map for map in library.maps if wanted in map.name.casefold()]
    fitting = library.fit(device)
    exact = [map for map in found if map.name.casefold() == wanted] or ([fitting] if fitting and not found else [])
    if not (exact or found):
        raise config.ConfigError(f"no map is called {device!r}; there is {', '.join(map.name for map in library.maps)}")
    print("\n".join(chart(map) for map in exact or found), end="")
    return 0


def _monitor(library: MapLibrary) -> int:
    with MidiDriver() as driver, ExitStack() as stack:
        ports = _open(driver, stack)
        maps = {port.name: library.fit(port.name) for port in ports}
        readers = {name: ControlDecoder([row.control for row in map.rows] if map else ()) for name, map in maps.items()}
        names = ", ".join(shown(port.name) for port in ports)
        print(f"listening to {names or 'nothing: no controller is plugged in'}; Ctrl-C ends it", flush=True)
        while ports:
            for port, message, _ in _heard(ports):
                move = readers[port].read(message)
                if move is not None:
                    print(_line(port, move, maps[port]), flush=True)
    return 0


def _line(port: str, move: Move, map: Map | None) -> str:
    row = map.row(move.control) if map else None
    leads = f"-> {' '.join([row.address, *(str(argument) for argument in row.arguments)])}, {row.mode}" if row else ""
    return f"{shown(port):24} {move.control!s:22} {move.value:5}  {leads}".rstrip()


def _learn(library: MapLibrary, address: str, port: int) -> int:
    target(address)
    try:
        told = [str(values[0]) for _, values in send("/midi/learn", [address], "127.0.0.1", port) if values]
    except OSError:
        return _learn_alone(library, address)
    print("\n".join(told) or f"the running show waits: move a control for {address}")
    return 0


def _learn_alone(library: MapLibrary, address: str) -> int:
    with MidiDriver() as driver, ExitStack() as stack:
        ports = _open(driver, stack)
        if not ports:
            raise config.ConfigError("no MIDI controller is plugged in")
        print(f"move a control for {address}; turn an encoder to the right", flush=True)
        learner = Learner(address, time.perf_counter())
        while not learner.over(time.perf_counter()):
            for port, message, when in _heard(ports):
                learner.hear(port, message, when)
    if learner.waiting:
        raise config.ConfigError("nothing was moved")
    name, control, mode = learner.found()
    with config.misuse(OSError, BrokenFile, of="not saved"):
        path = library.bind(shown(name), control, address, mode)
    print(f"{control} of {shown(name)} is {address} now{f', {mode}' if mode else ''}; written to {path}")
    return 0


def _open(driver: MidiDriver, stack: ExitStack) -> list[MidiInput]:
    """Open every port that can be heard."""
    ports = []
    for name in driver.inputs():
        if not ours(name):
            try:
                ports.append(stack.enter_context(closing(driver.hear(name))))
            except MidiPortTaken as error:
                _complain(str(error))
    return ports


def _heard(ports: list[MidiInput]) -> Iterator[tuple[str, mido.Message, float]]:
    """What has come since it was asked last: the port's name, the message and its time; waits a little first."""
    time.sleep(ASK_EVERY)
    for port in ports:
        for data, when in port.read(time.perf_counter()):
            message = decoded(data)
            if message is not None:
                yield port.name, message, when


def _complain(text: str) -> None:
    print(text, file=sys.stderr)
