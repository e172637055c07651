"""Two sides of a MIDI cable: a controller in another process, and the room that it plays."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mido
from waiting import PATIENCE, until

from engine.control.actions import Actions
from engine.control.reports import Reports
from engine.control.router import MessageRouter
from engine.control.store import Store
from engine.midi.session import MidiSession
from engine.parameters import ACTIONS


class Controller:
    """A controller plugged in under a name; `got` is what it was sent."""

    def __init__(self, name: str):
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("controller.py")), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self._process.stdout and self._process.stdin
        assert self._process.stdout.readline().strip() == "ready"
        self.got: list[mido.Message] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.got.append(mido.Message.from_hex(line))

    def send(self, kind: str, **values: int) -> None:
        assert self._process.stdin
        self._process.stdin.write(mido.Message(kind, **values).hex() + "\n")

    def cc(self, number: int, *values: int, channel: int = 1) -> None:
        for value in values:
            self.send("control_change", channel=channel - 1, control=number, value=value)

    def press(self, note: int, channel: int = 1) -> None:
        self.send("note_on", channel=channel - 1, note=note, velocity=100)

    def release(self, note: int, channel: int = 1) -> None:
        self.send("note_off", channel=channel - 1, note=note)

    def tap(self, note: int, channel: int = 1) -> None:
        self.press(note, channel)
        self.release(note, channel)

    def lamp(self, kind: str, number: int) -> int | None:
        """The last value that a lamp or a motor was sent."""
        for message in reversed(self.got):
            if kind == "note" and message.type == "note_on" and message.note == number:
                return int(message.velocity)
            if kind == "cc" and message.type == "control_change" and message.control == number:
                return int(message.value)
        return None

    def unplug(self) -> None:
        if self._process.poll() is None:
            assert self._process.stdin and self._process.stdout
            self._process.stdin.close()
            self._process.wait(PATIENCE)
            self._reader.join(PATIENCE)
            self._process.stdout.close()

    def __enter__(self) -> Controller:
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()


class MidiRoom:
    """A control room whose MIDI runs. fired: the actions that ran, with their arguments."""

    def __init__(self, maps: Path, lit: Any = None, real_time: Any = None):
        self.store = Store()
        self.told: list[str] = []
        self.noted: list[str] = []  # of these, what is no trouble
        self.fired: list[tuple[str, list[Any]]] = []
        handlers = {address: self._firing(address) for address in ACTIONS if not address.startswith("/midi/")}
        self.reports = Reports(lambda text, source: self.told.append(text))
        self.router = MessageRouter(self.store, Actions(handlers), self.reports)
        self.midi = MidiSession(self.router.apply, self.store, maps, self.told.append, lit, real_time, note=self._noted)
        self.verbs = MessageRouter(self.store, Actions(self.midi.handlers()), self.reports)
        self._stop = threading.Event()
        self._errors: list[BaseException] = []
        self._thread = threading.Thread(target=self._run)

    def _noted(self, text: str) -> None:
        self.noted.append(text)
        self.told.append(text)

    def _firing(self, address: str) -> Callable[[list[Any], Any], None]:
        return lambda arguments, source: self.fired.append((address, arguments))

    def _run(self) -> None:
        try:
            self.midi.run(self._stop)
        except BaseException as error:
            self._errors.append(error)

    def __enter__(self) -> MidiRoom:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        assert not self._errors, self._errors

    def value(self, address: str) -> Any:
        return self.store.scene.state[address]

    def becomes(self, address: str, value: Any) -> None:
        until(lambda: self.value(address) == value)

    def set(self, **values: Any) -> None:
        """Set values from elsewhere: look_zoom=2 is /look/zoom 2."""
        self.store.change({f"/{name.replace('_', '/')}": value for name, value in values.items()}, "elsewhere")

    def plugged(self, controller: Controller, map: bool = True) -> None:
        """Wait until a controller is heard, and lit where its map has something to show."""
        until(lambda: any(controller.name in name and bool(title) >= map for name, title in self.midi.plugged))

    def ask(self, address: str, *arguments: Any) -> None:
        self.verbs.apply([(address, list(arguments), "test")])
