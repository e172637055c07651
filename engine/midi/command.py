"""`reverie midi`: what is plugged in, what it sends, what its controls do, and teaching them."""

from __future__ import annotations

import argparse
import queue
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

import mido

from engine import config
from engine.control.client import send
from engine.midi.atlas import Atlas
from engine.midi.chart import BadPanel, chart
from engine.midi.controls import Reader
from engine.midi.learn import Learner
from engine.midi.mapping import BrokenMap, Map, target
from engine.midi.ports import Driver, NoDriver, PortTaken, shown
from engine.midi.rig import map_folder, ours
from engine.parameters import BadValue

OSC_PORT = 7777


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Fill in the parser of `reverie midi`."""
    verbs = parser.add_subparsers(metavar="list|learn|monitor|chart", required=True)
    verb = verbs.add_parser("list", help="the ports and the map of each, and every map there is")
    _add(verb, lambda flags, atlas: _list(atlas))
    verb = verbs.add_parser("learn", help="bind an address to the control that is moved next")
    verb.add_argument("address", metavar="ADDRESS", help='such as /look/zoom, or "/preset/recall 3"')
    verb.add_argument("--port", type=int, default=OSC_PORT, help=f"the OSC port of a running show ({OSC_PORT})")
    _add(verb, lambda flags, atlas: _learn(atlas, flags.address, flags.port))
    verb = verbs.add_parser("monitor", help="print what every control sends and what it does")
    _add(verb, lambda flags, atlas: _monitor(atlas))
    verb = verbs.add_parser("chart", help="draw what each control of a device does")
    verb.add_argument("device", metavar="DEVICE", help="part of a map's or a port's name")
    _add(verb, lambda flags, atlas: _chart(atlas, flags.device))


def _add(parser: argparse.ArgumentParser, call: Callable[[argparse.Namespace, Atlas], int]) -> None:
    parser.add_argument("--presets", default="", metavar="FOLDER", help="where presets are kept; maps are beside it")

    def run(flags: argparse.Namespace) -> int:
        try:
            return call(flags, Atlas(map_folder(flags.presets), _complain))
        except (NoDriver, BadValue, BadPanel) as error:
            raise config.ConfigError(str(error)) from None

    parser.set_defaults(call=run)


def _list(atlas: Atlas) -> int:
    print("maps")
    for map in atlas.maps:
        print(f"  {map.name:32} {'yours  ' if map.own else ''}{map.title}")
    with Driver() as driver:
        names = [name for name in driver.inputs() if not ours(name)]
    print("ports")
    for name in names:
        found = atlas.fit(name)
        print(f"  {shown(name):32} {found.name if found else 'no map; reverie midi learn ADDRESS makes one'}")
    if not names:
        print("  none is plugged in")
    return 0


def _chart(atlas: Atlas, device: str) -> int:
    wanted = device.casefold()
    found = [map for map in atlas.maps if wanted in map.name.casefold()]
    fitting = atlas.fit(device)
    exact = [map for map in found if map.name.casefold() == wanted] or ([fitting] if fitting and not found else [])
    if not (exact or found):
        raise config.ConfigError(f"no map is called {device!r}; there is {', '.join(map.name for map in atlas.maps)}")
    print("\n".join(chart(map) for map in exact or found), end="")
    return 0


def _monitor(atlas: Atlas) -> int:
    heard: queue.SimpleQueue[tuple[str, Sequence[int]]] = queue.SimpleQueue()
    with Driver() as driver, ExitStack() as stack:
        names = _open(driver, stack, heard)
        maps: dict[str, Map | None] = {name: atlas.fit(name) for name in names}
        readers = {name: Reader([row.control for row in map.rows] if map else ()) for name, map in maps.items()}
        print(f"listening to {', '.join(map(shown, names)) or 'nothing: no port can be heard'}; Ctrl-C ends it")
        while names:
            try:
                name, data = heard.get(timeout=0.25)
            except queue.Empty:
                continue
            message = mido.Message.from_bytes(data)
            move = readers[name].read(message)
            if move is None:
                continue
            map_ = maps[name]
            row = map_.row(move.control) if map_ else None
            leads = f"-> {' '.join([row.address, *(str(a) for a in row.arguments)])}, {row.mode}" if row else ""
            print(f"{shown(name):24} {move.control!s:22} {move.value:5}  {leads}".rstrip(), flush=True)
    return 0


def _learn(atlas: Atlas, address: str, port: int) -> int:
    target(address)
    try:
        told = [str(values[0]) for _, values in send("/midi/learn", [address], "127.0.0.1", port) if values]
    except OSError:
        return _learn_alone(atlas, address)
    print("\n".join(told) or f"the running show waits: move a control for {address}")
    return 0


def _learn_alone(atlas: Atlas, address: str) -> int:
    heard: queue.SimpleQueue[tuple[str, Sequence[int]]] = queue.SimpleQueue()
    with Driver() as driver, ExitStack() as stack:
        names = _open(driver, stack, heard)
        if not names:
            raise config.ConfigError("no MIDI controller is plugged in")
        print(f"move a control for {address}; turn an encoder to the right", flush=True)
        learner = Learner(address, time.perf_counter())
        while not learner.over(time.perf_counter()):
            try:
                name, data = heard.get(timeout=0.05)
            except queue.Empty:
                continue
            learner.hear(name, mido.Message.from_bytes(data), time.perf_counter())
    if learner.waiting:
        raise config.ConfigError("nothing was moved")
    name, control, mode = learner.found()
    try:
        path = atlas.bind(shown(name), control, address, mode)
    except (OSError, BrokenMap) as error:
        raise config.ConfigError(f"not saved: {error}") from None
    print(f"{control} of {shown(name)} is {address} now{f', {mode}' if mode else ''}; written to {path}")
    return 0


def _open(driver: Driver, stack: ExitStack, heard: queue.SimpleQueue[tuple[str, Sequence[int]]]) -> list[str]:
    """Hear every port that can be heard; returns their names."""

    def taking(name: str) -> Callable[[Sequence[int]], None]:
        return lambda data: heard.put((name, data))

    names = []
    for name in driver.inputs():
        if ours(name):
            continue
        try:
            stack.callback(driver.hear(name, taking(name)).close)
        except PortTaken as error:
            _complain(str(error))
        else:
            names.append(name)
    return names


def _complain(text: str) -> None:
    print(text, file=sys.stderr)
