"""The table of devices: what each input and output is called, which class it is, what it needs, what there is of it."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.coercion import composed
from engine.devices import v4l2
from engine.devices.device_worker import DeviceError, Found, InputDevice, OutputDevice
from engine.errors import UserError, one_line
from engine.files import expanded, file_in, is_plain
from engine.packages import trouble


@dataclass(frozen=True)
class DeviceType:
    """One row. argument: what may stand after the colon, in brackets when it may be left out; a PATH is a file of the
    media folder, a NUMBER counts.

    where: MODULE:CLASS in engine.devices, imported when it is opened. package: a key of PACKAGES without which there
    is none. camera_like: opened when the performer names no output, where it is here.
    """

    name: str
    argument: str
    doc: str
    where: str
    package: str = ""
    camera_like: bool = False

    def load(self) -> Any:
        """Its class: an InputDevice or an OutputDevice."""
        module, _, name = self.where.partition(":")
        return getattr(importlib.import_module(f"engine.devices.{module}"), name)

    def here(self) -> tuple[bool, str]:
        """(True, what was found) or (False, what to do about it); of an output: quick, and loads nothing heavy."""
        if self.package and not importlib.util.find_spec(self.package):
            return False, trouble(self.package, ModuleNotFoundError())[1]
        there, text = self.load().here()
        return there, text or self.package

    def found(self, media: Path) -> list[Found]:
        """What there is of an input, as InputDevice.found."""
        device: type[InputDevice] = self.load()
        return device.found(media)


INPUTS = {
    row.name: row
    for row in (
        DeviceType("camera", "[NUMBER]", "a camera of this machine", "camera:CameraInput"),
        DeviceType("file", "PATH", "a video file, round and round at its own pace", "video:VideoInput"),
        DeviceType("image", "PATH", "a still picture", "image:ImageInput"),
        DeviceType("text", "WORDS", "words, as large as they fit", "text:TextInput"),
        DeviceType(
            "spout", "[NAME]", "a texture of a program on this Windows machine", "texture_sharing:SpoutInput", "SpoutGL"
        ),
        DeviceType("ndi", "[NAME]", "video from the local network", "ndi:NdiInput", "cyndilib"),
        DeviceType("syphon", "[NAME]", "a texture of a program on this Mac", "texture_sharing:SyphonInput", "syphon"),
        DeviceType("screen", "[NUMBER]", "what a screen of this machine shows", "screen:ScreenInput", "mss"),
        DeviceType("pattern", "", "a moving test picture with a clock", "pattern:PatternInput"),
    )
}  # fmt: skip
OUTPUTS = {
    row.name: row
    for row in (
        DeviceType("virtualcam", "[DEVICE]", "a camera for any program", "virtualcam:VirtualCamera", "pyvirtualcam",
                   camera_like=True),
        DeviceType("spout", "[NAME]", "a texture for programs on this Windows machine", "texture_sharing:SpoutOutput",
                   "SpoutGL", camera_like=True),
        DeviceType("ndi", "[NAME]", "video on the local network", "ndi:NdiOutput", "cyndilib", camera_like=True),
        DeviceType("syphon", "[NAME]", "a texture for programs on this Mac", "texture_sharing:SyphonOutput", "syphon",
                   camera_like=True),
        DeviceType("preview", "", "the picture on a web page", "preview:PreviewOutput"),
        DeviceType("stream", "URL", "MPEG-TS by udp:// or http://, rtmp://, rtsp://", "encoder:StreamOutput"),
        DeviceType("record", "FILE", ".mp4 or .mkv (H.264), .mov (ProRes)", "encoder:RecordingOutput"),
        DeviceType("null", "[LAYOUT]", "nowhere, for measuring", "device_worker:NullOutput"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class DeviceName:
    """A device as it was asked for: `text` is NAME or NAME:ARGUMENT; `argument` of a file is its path."""

    text: str
    type: DeviceType
    argument: str

    def open(self, *place: Any) -> Any:
        """Open it. place: of an output (size, fps, stop). Raises DeviceError, and whatever a driver raises."""
        return self.type.load()(self.argument, *place)

    @property
    def device(self) -> tuple[str, str]:
        """What two inputs have in common if they are the same thing."""
        argument = self.argument
        if self.type.name == "camera":
            number = _first_camera()
            argument = str(int(argument)) if argument else "" if number is None else str(number)
        return self.type.name, argument


def _parse(text: str, flag: str, table: dict[str, DeviceType]) -> DeviceName:
    """Read NAME or NAME:ARGUMENT. Raises UserError with one line that says what there is."""
    name, _, argument = text.partition(":")
    row = table.get(name)
    if row is None:
        raise UserError(f"no {flag} {name!r:.60}: there is {', '.join(table)}")
    if argument and not row.argument:
        raise UserError(f"{name} takes no argument: write {name}")
    if not argument and row.argument and not row.argument.startswith("["):
        raise UserError(f"{name} needs an argument: write {name}:{row.argument} ({row.doc})")
    if (
        argument
        and row.argument == "[NUMBER]"
        and not (argument.isascii() and argument.isdecimal() and int(argument) < v4l2.MOST)
    ):
        raise UserError(f"{name} is followed by a number, as in {name}:1, not {argument!r:.60}")
    return DeviceName(text, row, argument)


def parse_input(text: str, media: Path, given: str = "") -> DeviceName:
    """Read `camera:1`, `file:clip.mp4` and the like. Raises UserError, as `_parse`.

    Files come from the media folder alone, unless the text is `given`, what the command line says.
    """
    asked = _parse(text, "input", INPUTS)
    if asked.type.argument != "PATH":
        return asked
    file = (any_file if composed(text) == composed(given) else _media_file)(media, asked.argument)
    return DeviceName(text, asked.type, str(file))


def parse_output(text: str) -> DeviceName:
    """Read `virtualcam:/dev/video10` and the like. Raises UserError, as `_parse`."""
    asked = _parse(text, "output", OUTPUTS)
    try:
        device: type[OutputDevice] = asked.type.load()
        device.check(asked.argument)
    except DeviceError as error:
        raise UserError(str(error)) from None
    return asked


def _media_file(folder: Path, name: str) -> Path:
    """The file that a name from outside means, inside the folder and nowhere else. Raises UserError."""
    if not is_plain(name):
        raise UserError(f"{name!r:.60} is no plain file name: over the network files come from {folder} only")
    path = file_in(folder, name)
    if path is None:
        raise UserError(f"there is no file {name:.60} in {folder}")
    return path


def any_file(folder: Path, name: str) -> Path:
    """The file that the command line means: a path, or the name of a file in the folder. Raises UserError."""
    given = expanded(name)
    for path in (file_in(given.parent, given.name), file_in(folder, name)):
        if path:
            return path
    raise UserError(f"there is no file {name}")


def usual_input() -> str:
    """What is dreamed where nobody named an input: the first camera that is here, or else the test picture."""
    number = _first_camera()
    return "pattern" if number is None else f"camera:{number}"


def _first_camera() -> int | None:
    from engine.devices import camera  # loads OpenCV, which outputs can do without

    return camera.first_camera()


def found_inputs(media: Path) -> list[tuple[DeviceType, list[Found], str]]:
    """What there is, type by type: names with a few words, or none and the line that says why. Takes two seconds."""
    rows: list[tuple[DeviceType, list[Found], str]] = []
    for row in INPUTS.values():
        try:
            there = row.found(media)
            rows.append((row, there, "" if there else "none is here"))
        except Exception as error:  # whatever a driver raises
            rows.append((row, [], one_line(error)))
    return rows


def available_outputs() -> list[str]:
    """What is opened when the performer names nothing: every camera-like output of this machine, and preview."""
    return [name for name, there, _ in output_findings() if there] + ["preview"]


def output_findings() -> list[tuple[str, bool, str]]:
    """Every camera-like output: (name, whether it works here, what was found or the command that helps)."""
    return [(row.name, *row.here()) for row in OUTPUTS.values() if row.camera_like]


Reply = Callable[..., None]  # reply(source, address, *values)

LOOK = 0.25  # seconds between looks at whether anyone has asked
MOST = 64  # names in an answer, which is one datagram


class InputList:
    """Answers `/input/list` from `run(stop)`, as looking at the network takes a second or two."""

    def __init__(self, media: Path, reply: Reply):
        self._media, self._reply = media, reply
        self._asked: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def handlers(self) -> dict[str, Callable[[list[Any], Any], None]]:
        return {"/input/list": lambda arguments, source: self._asked.put(source)}

    def run(self, stop: threading.Event) -> None:
        """Answer whoever asks, until stopped."""
        while not stop.is_set():
            try:
                askers = {self._asked.get(timeout=LOOK)}
            except queue.Empty:
                continue
            while not self._asked.empty():
                askers.add(self._asked.get_nowait())
            names = [name for _, there, _ in found_inputs(self._media) for name, _ in there][:MOST]
            for asker in askers:
                self._reply(asker, "/input/list", *names)


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The folder that is looked into."""
    from engine import config  # a device is opened without it, on machines that have less

    config.add_flags(parser, only=("media",))
    parser.set_defaults(call=_list)


def _list(flags: argparse.Namespace) -> int:
    from engine import config

    for kind, there, why in found_inputs(Path(config.settings(flags).media)):
        for name, about in there:
            print(f"{name:28}  {about}".rstrip(), flush=True)
        if not there:
            print(f"{kind.name:28}  -- {why}", flush=True)
    return 0
