"""The MIDI of a show: every port of the machine, plugged and unplugged, on one thread."""

from __future__ import annotations

import contextlib
import math
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mido

from engine.coercion import BadValue, coerce
from engine.config import own_folder
from engine.control.actions import Handler
from engine.control.store import Store
from engine.files import BrokenFile
from engine.midi.controller import Controller, Lights, Lit, Message
from engine.midi.controls import ControlDecoder, Move, decoded
from engine.midi.learn import Learner, MapLibrary
from engine.midi.mapping import Map, target
from engine.midi.ports import ASK_EVERY, CLIENT, MidiDriver, MidiInput, MidiOutput, MidiPortTaken, NoMidiDriver, shown
from engine.parameters import PARAMETERS, State

LEAVE = 0.15  # seconds for what was sent last to get out: some drivers drop what waits when a port closes
LOOK_EVERY = 0.5  # seconds between looks at what is plugged in
ECHO_RATE = 30.0  # looks at what the lights should show, a second
GREET_AGAIN = 1.5  # seconds after it was plugged in that a device, which may not have listened yet, is told all again
IDLE = 0.1  # seconds between looks at what the performer asked for while no controller is plugged in

_REAL_TIME = ("clock", "start", "stop", "continue", "songpos")

Change = tuple[str, list[Any], Any]  # address, arguments and the device

# Takes a message of MIDI clock, the perf_counter second at which it came, and the port's name.
RealTime = Callable[[mido.Message, float, str], None]


def map_folder(presets: str) -> Path:
    """Where the performer's own maps are: in `midi/` beside the folder of presets, wherever that is."""
    if presets or Path("presets").is_dir():
        return Path(presets or "presets").parent / "midi"
    return own_folder("midi")


@dataclass(frozen=True)
class MidiDevice:
    """Who made a change: a port that is heard."""

    port: str


@dataclass
class _HeardPort:
    port: MidiInput
    device: MidiDevice
    controller: Controller | None
    reader: ControlDecoder


@dataclass
class _LitPort:
    port: MidiOutput
    map: Map
    again_at: float  # when to greet it once more, and never after that


class MidiSession:
    """Hears every input port and lights every output port that a map fits, in `run(stop)`.

    apply: the router's, which takes what was played. maps: the folder of the performer's own maps. report: takes one
    line about trouble; note: one that is none. lit: tells of actions whether what they would do is in force.
    real_time: takes the messages of MIDI clock, on this thread.
    """

    def __init__(
        self,
        apply: Callable[[list[Change]], None],
        store: Store,
        maps: Path,
        report: Callable[[str], None],
        lit: Lit | None = None,
        real_time: RealTime | None = None,
        clock: Callable[[], float] = time.perf_counter,
        note: Callable[[str], None] | None = None,
    ):
        self.apply, self.store, self.maps, self.report, self.clock = apply, store, maps, report, clock
        self.note = note or report
        self.lit: Lit = lit or {}
        self.real_time = real_time
        self.asked: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()  # verbs for the thread, with an address
        self.silent = ""  # why there is no MIDI
        self.plugged: tuple[tuple[str, str], ...] = ()  # the ports that are heard, each with its map's title or ""
        self.bound: dict[str, tuple[str, ...]] = {}  # by address, the controls of those that lead there

    def handlers(self) -> dict[str, Handler]:
        """The actions that are MIDI's business."""
        return {"/midi/learn": self._learn, "/midi/forget": self._forget}

    def _learn(self, arguments: list[Any], source: Any) -> None:
        to = str(arguments[0]) if arguments else ""
        if self.silent:
            raise BadValue(self.silent)
        if to:
            target(to)
        self.asked.put(("/midi/learn", to))

    def _forget(self, arguments: list[Any], source: Any) -> None:
        target(arguments[0])
        self.asked.put(("/midi/forget", arguments[0]))

    def run(self, stop: threading.Event) -> None:
        """Serve until stop is set; where there is no MIDI driver, say so and end."""
        try:
            driver = MidiDriver()
        except NoMidiDriver as error:
            self.silent = str(error)
            self.report(self.silent)
            return
        with driver, closing(_OpenSession(self, driver)) as session:
            look = echo = self.clock()
            while not stop.is_set():
                now = self.clock()
                if now >= look:
                    session.look()
                    look = now + LOOK_EVERY
                if now >= echo:
                    session.echo(now)
                    session.learned(now)
                    echo = now + 1 / ECHO_RATE
                session.drain()
                stop.wait(ASK_EVERY if session.plugged else IDLE)


class _OpenSession:
    """From finding the driver to letting it go: what is plugged in, and what it plays and shows."""

    def __init__(self, midi: MidiSession, driver: MidiDriver):
        self._midi, self._driver, self._report = midi, driver, midi.report
        self._library = MapLibrary(midi.maps, midi.report)
        self._inputs: dict[str, _HeardPort] = {}
        self._outputs: dict[str, _LitPort] = {}
        self._lights: dict[str, Lights] = {}  # by the map's name
        self._lost: set[str] = set()
        self._refused: set[str] = set()
        self._learner: Learner | None = None

    @property
    def plugged(self) -> bool:
        """There is a controller to hear."""
        return bool(self._inputs)

    def close(self) -> None:
        """Turn the lamps off and let every port go."""
        for output in self._outputs.values():
            lights = self._lights[output.map.name]
            self._send(output, [*(message.bytes() for message in lights.dark()), output.map.goodbye])
        if self._outputs:
            time.sleep(LEAVE)
        for output in self._outputs.values():
            output.port.close()
        for each in self._inputs.values():
            each.port.close()

    # what comes in --------------------------------------------------------------------------------------------

    def drain(self) -> None:
        """Apply all that has come as one change."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._verb(*self._midi.asked.get_nowait())
        now = self._midi.clock()
        state: State | None = None
        fresh: dict[str, Any] = {}
        changes: list[Change] = []

        def value(address: str) -> Any:
            nonlocal state
            if address not in fresh:
                state = state or self._midi.store.scene.at(now)
                fresh[address] = state[address]
            return fresh[address]

        def note(messages: list[Message], device: MidiDevice) -> None:
            for address, arguments in messages:
                changes.append((address, arguments, device))
                with contextlib.suppress(BadValue):
                    if address in PARAMETERS:
                        fresh[address] = coerce(PARAMETERS[address], arguments)[0]

        for source in self._inputs.values():
            for data, when in source.port.read(now):
                note(self._heard(source, data, when, value), source.device)
            for move in source.reader.late(now):
                note(self._moved(source, move, now, value), source.device)
        if changes:
            self._midi.apply(changes)

    def _heard(self, source: _HeardPort, data: Sequence[int], when: float, now: Callable[[str], Any]) -> list[Message]:
        """What a message asks for."""
        message = decoded(data)
        if message is None:
            return []
        if message.type in _REAL_TIME:
            if self._midi.real_time:
                self._midi.real_time(message, when, source.device.port)
            return []
        if self._learner:
            self._learner.hear(source.port.name, message, when)
            return []
        move = source.reader.read(message, when)
        return self._moved(source, move, when, now) if move else []

    def _moved(self, source: _HeardPort, move: Move, when: float, now: Callable[[str], Any]) -> list[Message]:
        """What a move asks for."""
        if source.controller is None:
            return []
        map = source.controller.map
        row = map.row(move.control)
        if row is not None and map.name in self._lights:
            self._lights[map.name].touched(row, move.value, when)
        return source.controller.take(move, now)

    # what goes out --------------------------------------------------------------------------------------------

    def echo(self, now: float) -> None:
        """Show on the devices what has changed."""
        state = self._midi.store.scene.at(now)
        controllers = [each.controller for each in self._inputs.values() if each.controller]
        for name, lights in self._lights.items():
            pressed = {control for each in controllers if each.map.name == name for control in each.pressed}
            messages = [message.bytes() for message in lights.due(state, pressed, now)]
            for output in self._outputs.values():
                if messages and output.map.name == name:
                    self._send(output, messages)

    def _send(self, output: _LitPort, messages: Iterable[Sequence[int]]) -> None:
        with contextlib.suppress(OSError):  # unplugged: the next look finds it gone
            for message in messages:
                if message:
                    output.port.send(message)

    # what is plugged in ---------------------------------------------------------------------------------------

    def look(self) -> None:
        """Take up what was plugged in, let go of what was unplugged, and follow the maps as they change."""
        names = [name for name in self._driver.inputs() if not ours(name)]
        for name in [name for name in self._inputs if name not in names]:
            self._unplug(name)
        for name in names:
            if name not in self._inputs:
                self._plug(name)
        self._refused.intersection_update([*names, *self._driver.outputs()])
        self._library.refresh()
        self._remap()

    def _plug(self, name: str) -> None:
        try:
            port = self._driver.hear(name)
        except MidiPortTaken as error:
            self._refuse(name, error)
            return
        self._inputs[name] = _HeardPort(port, MidiDevice(shown(name)), None, ControlDecoder(()))
        if shown(name) in self._lost:
            self._lost.discard(shown(name))
            self._midi.note(f"MIDI: {shown(name)} is back")

    def _unplug(self, name: str) -> None:
        gone = self._inputs.pop(name)
        gone.port.close()
        # Its outputs may be back already, under the same names, but what we hold of them leads nowhere.
        map = gone.controller and gone.controller.map
        for each in [each for each, output in self._outputs.items() if output.map == map]:
            self._outputs.pop(each).port.close()
        self._lost.add(shown(name))
        self._report(f"MIDI: {shown(name)} has gone; it plays on when it is back")

    def _refuse(self, name: str, error: MidiPortTaken) -> None:
        if name not in self._refused:
            self._refused.add(name)
            self._report(str(error))

    def _remap(self) -> None:
        """Give every port the map that now fits it."""
        for each in self._inputs.values():
            map = self._library.fit(each.port.name)
            if map == (each.controller and each.controller.map):
                continue
            each.reader = ControlDecoder([row.control for row in map.rows] if map else ())
            if map is None or each.controller is None:
                each.controller = Controller(map) if map else None
            else:
                each.controller.map = map  # the hands are where they were
        self._midi.plugged = tuple(
            (each.device.port, each.controller.map.title if each.controller else "") for each in self._inputs.values()
        )
        bound: dict[str, tuple[str, ...]] = {}
        for each in self._inputs.values():
            for row in each.controller.map.rows if each.controller else ():
                bound[row.address] = (*bound.get(row.address, ()), f"{row.control} of {each.device.port}")
        self._midi.bound = bound
        self._light()

    def _light(self) -> None:
        """Open the outputs that a map has something to show on, and close those that are gone or have none now."""
        wanted = {name: map for name in self._driver.outputs() if not ours(name) and (map := self._library.fit(name))}
        wanted = {name: map for name, map in wanted.items() if map.hello or map.shows}
        for name in [name for name in self._outputs if name not in wanted]:
            self._outputs.pop(name).port.close()
        for name, map in wanted.items():
            output, now = self._outputs.get(name), self._midi.clock()
            if output is None:
                try:
                    output = self._outputs[name] = _LitPort(self._driver.speak(name), map, now + GREET_AGAIN)
                except MidiPortTaken as error:
                    self._refuse(name, error)
                    continue
            elif output.map == map and now < output.again_at:
                continue
            elif now >= output.again_at:
                output.again_at = math.inf
            output.map = map
            self._send(output, [map.hello])
            self._lights[map.name] = Lights(map, self._midi.lit)
        shining = {output.map.name for output in self._outputs.values()}
        self._lights = {name: lights for name, lights in self._lights.items() if name in shining}

    # learning -------------------------------------------------------------------------------------------------

    def _verb(self, verb: str, to: str) -> None:
        if verb == "/midi/learn":
            self._learner = Learner(to, self._midi.clock()) if to else None
            if to:
                self._midi.note(f"MIDI: now move a control for {to}; turn an encoder to the right")
            return
        try:
            count = self._library.unbind(list(self._inputs), to)
        except (OSError, BrokenFile) as error:
            self._report(f"MIDI: {to} not forgotten: {error}")
            return
        self._midi.note(f"MIDI: {to} is let go by {count} control{'' if count == 1 else 's'}")
        self._remap()

    def learned(self, now: float) -> None:
        """When the control to learn has been moved, save it and play it from now on."""
        learner = self._learner
        if learner is None or not learner.over(now):
            return
        self._learner = None
        if learner.waiting:
            self._midi.note(f"MIDI: nothing was moved, {learner.to} is as it was")
            return
        name, control, mode = learner.found()
        try:
            path = self._library.bind(shown(name), control, learner.to, mode)
        except (OSError, BrokenFile) as error:
            self._report(f"MIDI: {control} of {shown(name)} not bound to {learner.to}: {error}")
            return
        how = f", {mode}" if mode else ""
        self._midi.note(f"MIDI: {control} of {shown(name)} is {learner.to} now{how}; written to {path.name}")
        self._remap()
        source = self._inputs.get(name)
        if source is not None and source.controller is not None:
            for message in learner.heard:
                move = source.reader.read(message)
                if move is not None:
                    source.controller.stands(move)


def ours(name: str) -> bool:
    """Tell whether a port is one of Reverie's own, which the driver lists as well."""
    client = name.partition(":")[0]
    return client == CLIENT or client.startswith(f"{CLIENT}-")
