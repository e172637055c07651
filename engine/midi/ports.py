"""The machine's MIDI ports, through RtMidi: the system's own driver, or the one that MIDO_BACKEND names."""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from engine.packages import needed

CLIENT = "Reverie"
ASK_EVERY = 0.004  # seconds between looks at what has come
_DRIFT = 1e-4  # how far apart two clocks may run, seconds a second
_SEQUENCER = Path("/dev/snd/seq")
_LISTINGS = 3  # attempts to list the ports: one that goes in the middle spoils a list


class NoMidiDriver(OSError):
    """There is no MIDI on this machine; the text is one line with the remedy."""


class MidiPortTaken(OSError):
    """A port can't be opened; the text is one line."""


class MidiDriver:
    """Lists and opens ports. Constructing connects to the driver; raises NoMidiDriver.

    It keeps one connection for looking: opening one for every look would stop all of Python for 30 ms each time.
    """

    def __init__(self) -> None:
        name = os.environ.get("MIDO_BACKEND", "").partition("/")[2]  # as in mido.backends.rtmidi/UNIX_JACK
        if not name and sys.platform.startswith("linux"):
            name = "LINUX_ALSA"
        if name == "LINUX_ALSA":  # asked without a sequencer, ALSA writes to the terminal by itself
            _check_sequencer(_SEQUENCER)
        supriya_midi = rtmidi(name)
        self._rtmidi = supriya_midi
        try:
            self._api = supriya_midi.RtMidiAPI[name or "UNSPECIFIED"]
            self._inputs = supriya_midi.MidiIn(self._api, CLIENT)
            self._outputs = supriya_midi.MidiOut(self._api, CLIENT)
        except KeyError:
            raise NoMidiDriver(f"no MIDI: MIDO_BACKEND names no driver: {name}") from None
        except (RuntimeError, supriya_midi.RtMidiError) as error:
            raise NoMidiDriver(f"no MIDI: {error}") from None

    def inputs(self) -> list[str]:
        """The names of the ports that can be heard, each once."""
        return self._names(self._inputs)

    def outputs(self) -> list[str]:
        """The names of the ports that can be spoken to, each once."""
        return self._names(self._outputs)

    def _names(self, client: Any) -> list[str]:
        for _ in range(_LISTINGS):
            with contextlib.suppress(self._rtmidi.RtMidiError):
                return _told_apart(client.get_ports())
        return []

    def hear(self, name: str) -> MidiInput:
        """Open a port to read from. Raises MidiPortTaken."""
        with self._opening(name):
            client = self._rtmidi.MidiIn(self._api, CLIENT)
            client.ignore_types(sysex=True, timing=False, active_sense=True)
            return MidiInput(self._opened(client, name, self.inputs()), name)

    def speak(self, name: str) -> MidiOutput:
        """Open a port to send to. Raises MidiPortTaken."""
        with self._opening(name):
            client = self._rtmidi.MidiOut(self._api, CLIENT)
            return MidiOutput(self._opened(client, name, self.outputs()), name)

    @contextlib.contextmanager
    def _opening(self, name: str) -> Iterator[None]:
        try:
            yield
        except (RuntimeError, self._rtmidi.RtMidiError) as error:
            raise MidiPortTaken(f"MIDI: can't open {shown(name)}, does another program hold it? ({error})") from None

    def _opened(self, client: Any, name: str, names: list[str]) -> Any:
        try:
            if name not in names:
                raise MidiPortTaken(f"MIDI: {shown(name)} has just gone")
            # Our own ports are listed as well, under this name, and left alone.
            return client.open_port(names.index(name), CLIENT)
        except BaseException:
            client.delete()
            raise

    def close(self) -> None:
        self._inputs.delete()
        self._outputs.delete()

    def __enter__(self) -> MidiDriver:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Port:
    """One open port. client: RtMidi's, which is ours from now on."""

    def __init__(self, client: Any, name: str):
        self.name, self._client = name, client

    def close(self) -> None:
        self._client.close_port()
        self._client.delete()


class MidiInput(Port):
    """A port that is heard, by asking it. A callback would have the driver's thread wait for Python, in the middle
    of a frame or while the port is being closed, which may then never end."""

    def __init__(self, client: Any, name: str):
        super().__init__(client, name)
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


class MidiOutput(Port):
    """A port that is spoken to."""

    def send(self, message: Sequence[int]) -> None:
        """Send the bytes of one message. Raises OSError."""
        try:
            self._client.send_message(message)
        except Exception as error:  # RtMidi's, whose module is not at hand here
            raise OSError(str(error)) from None


def rtmidi(api: str = "") -> Any:
    """The module that carries RtMidi. Raises NoMidiDriver. api: which of its drivers is to be used."""
    if api == "UNIX_JACK":
        # Its own libjack is older than the servers of today, and none of PipeWire's: the system's comes before it.
        with contextlib.suppress(OSError):
            ctypes.CDLL("libjack.so.0", ctypes.RTLD_GLOBAL)
    with needed("supriya_midi", NoMidiDriver):
        import supriya_midi
    return supriya_midi


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


def _check_sequencer(path: Path) -> None:
    """Raise NoMidiDriver where ALSA's sequencer is not there, or not for this user."""
    if not path.exists():
        raise NoMidiDriver(f"no MIDI: {path} is missing; load it with: sudo modprobe snd-seq")
    if not os.access(path, os.R_OK | os.W_OK):
        raise NoMidiDriver(f"no MIDI: this user may not use {path}: sudo usermod -aG audio $USER, then log in again")
