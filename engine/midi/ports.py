"""The machine's MIDI ports, through the driver that mido is set to (MIDO_BACKEND) or the system's own."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import mido
import rtmidi

CLIENT = "Reverie"
ASK_EVERY = 0.004  # seconds between looks at what has come
_DRIFT = 1e-4  # how far apart two clocks may run, seconds a second
_SEQUENCER = Path("/dev/snd/seq")


class NoDriver(OSError):
    """There is no MIDI on this machine; the text is one line with the remedy."""


class PortTaken(OSError):
    """A port can't be opened; the text is one line."""


class Driver:
    """Lists and opens ports. Constructing connects to the driver; raises NoDriver.

    It keeps one connection for looking: opening one for every look would stop all of Python for 30 ms each time.
    """

    def __init__(self) -> None:
        name = mido.backend.api
        if name is None and sys.platform.startswith("linux"):
            name = "LINUX_ALSA"
        # Asked without a sequencer, ALSA writes to the terminal by itself.
        if name == "LINUX_ALSA" and not _SEQUENCER.exists():
            raise NoDriver(f"no MIDI: {_SEQUENCER} is missing; load it with: sudo modprobe snd-seq")
        self._api = getattr(rtmidi, f"API_{name}") if name else rtmidi.API_UNSPECIFIED
        try:
            self._inputs = rtmidi.MidiIn(self._api, name=CLIENT)
            self._outputs = rtmidi.MidiOut(self._api, name=CLIENT)
        except (rtmidi.RtMidiError, AttributeError) as error:
            raise NoDriver(f"no MIDI: {error}") from None

    def inputs(self) -> list[str]:
        """The names of the ports that can be heard, each once."""
        return _told_apart(self._inputs.get_ports())

    def outputs(self) -> list[str]:
        """The names of the ports that can be spoken to, each once."""
        return _told_apart(self._outputs.get_ports())

    def hear(self, name: str) -> Input:
        """Open a port to read from. Raises PortTaken."""
        client = rtmidi.MidiIn(self._api, name=CLIENT)
        client.ignore_types(sysex=True, timing=False, active_sense=True)
        return Input(client, name, self.inputs())

    def speak(self, name: str) -> Output:
        """Open a port to send to. Raises PortTaken."""
        return Output(rtmidi.MidiOut(self._api, name=CLIENT), name, self.outputs())

    def close(self) -> None:
        self._inputs.delete()
        self._outputs.delete()

    def __enter__(self) -> Driver:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Port:
    """One open port. Constructing opens it; raises PortTaken."""

    def __init__(self, client: Any, name: str, names: list[str]):
        self.name, self._client = name, client
        try:
            if name not in names:
                raise PortTaken(f"MIDI: {shown(name)} has just gone")
            # Our own ports are listed as well, under this name, and left alone.
            client.open_port(names.index(name), name=CLIENT)
        except (rtmidi.RtMidiError, PortTaken) as error:
            client.delete()
            if isinstance(error, PortTaken):
                raise
            raise PortTaken(f"MIDI: can't open {shown(name)}, does another program hold it? ({error})") from None

    def close(self) -> None:
        self._client.close_port()
        self._client.delete()


class Input(Port):
    """A port that is heard, by asking it. A callback would have the driver's thread wait for Python, in the middle
    of a frame or while the port is being closed, which may then never end."""

    def __init__(self, client: Any, name: str, names: list[str]):
        super().__init__(client, name, names)
        self._heard = 0.0  # the driver's time of the last message, seconds since the first
        self._behind = math.inf  # what to add to make it ours

    def read(self, now: float) -> list[tuple[Sequence[int], float]]:
        """Return the bytes of what has come, and when it came, as the driver stamped it, on our clock."""
        arrived = []
        while (got := self._client.get_message()) is not None:
            data, since = got
            self._heard += since
            # Asked at once after it came, the difference is least; clocks that drift apart are followed.
            self._behind = min(self._behind + since * _DRIFT, now - self._heard)
            arrived.append((data, self._heard + self._behind))
        return arrived


class Output(Port):
    """A port that is spoken to."""

    def send(self, message: Sequence[int]) -> None:
        """Send the bytes of one message. Raises OSError."""
        try:
            self._client.send_message(message)
        except rtmidi.RtMidiError as error:
            raise OSError(str(error)) from None


def shown(name: str) -> str:
    """A port's name without the numbers that drivers add and that change when it is plugged in again."""
    plain = re.sub(r"( \d+:\d+| \d+)$", "", name.partition(" #")[0])
    client, colon, port = plain.partition(":")
    return port if colon and port.startswith(client) else plain


def _told_apart(names: list[str]) -> list[str]:
    """Names in the driver's order; of two that are alike the second gets a number. Ours keep their places."""
    return [
        f"{name} #{names[:place].count(name) + 1}" if name in names[:place] else name
        for place, name in enumerate(names)
    ]
