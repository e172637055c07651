"""The table of outputs: what each is called, how it is opened, whether this machine has it."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from engine.outputs.output import Output, OutputError

Open = Callable[[threading.Event], Output]  # what a Runner takes


@dataclass(frozen=True)
class Kind:
    """One row. argument: what may stand after the colon, in brackets when it may be left out.

    open: (argument, size, fps, stop) → an open Output, or raises OutputError; imports what it needs itself.
    check: raises OutputError for an argument with which it will never open.
    here: (True, what was found) or (False, what to do about it); quick, and loads nothing heavy.
    camera: opened when the performer names no output, where it is here.
    """

    name: str
    argument: str
    doc: str
    open: Callable[[str, tuple[int, int], float, threading.Event], Output]
    here: Callable[[], tuple[bool, str]]
    camera: bool = False
    check: Callable[[str], object] = str


def open_virtualcam(argument: str, size: tuple[int, int], fps: float, stop: threading.Event) -> Output:
    from engine.outputs.virtualcam import VirtualCam

    return VirtualCam(argument, size, fps)


def open_spout(argument: str, size: tuple[int, int], fps: float, stop: threading.Event) -> Output:
    from engine.outputs.spout import Spout

    return Spout(argument, size)


def open_ndi(argument: str, size: tuple[int, int], fps: float, stop: threading.Event) -> Output:
    from engine.outputs.ndi import Ndi

    return Ndi(argument, size, fps)


def open_syphon(argument: str, size: tuple[int, int], fps: float, stop: threading.Event) -> Output:
    from engine.outputs.syphon import Syphon

    return Syphon(argument, size)


def open_preview(argument: str, size: tuple[int, int], fps: float, stop: threading.Event) -> Output:
    from engine.outputs.preview import Preview

    return Preview(size)


def open_stream(argument: str, size: tuple[int, int], fps: float, stop: threading.Event) -> Output:
    from engine.outputs.stream import Stream

    return Stream(argument, size, fps, stop)


def open_record(argument: str, size: tuple[int, int], fps: float, stop: threading.Event) -> Output:
    from engine.outputs.record import Record

    return Record(argument, size, fps, stop)


def open_null(argument: str, size: tuple[int, int], fps: float, stop: threading.Event) -> Output:
    from engine.outputs.null import Null

    return Null(argument, size)


def check_stream(argument: str) -> None:
    from engine.outputs.stream import check

    check(argument)


def check_record(argument: str) -> None:
    from engine.outputs.record import codec

    codec(argument)


def check_null(argument: str) -> None:
    from engine.outputs.null import layout

    layout(argument)


def here_virtualcam() -> tuple[bool, str]:
    from engine.outputs import virtualcam

    if importlib.util.find_spec("pyvirtualcam") is None:
        return False, "pip install pyvirtualcam"
    return virtualcam.here()


def here_module(module: str, platform: str, cure: str) -> Callable[[], tuple[bool, str]]:
    """Whether a module is installed, on a platform ('' for any)."""

    def here() -> tuple[bool, str]:
        if platform and sys.platform != platform:
            return False, "only on Windows" if platform == "win32" else "only on a Mac"
        return (True, module) if importlib.util.find_spec(module) else (False, cure)

    return here


def always() -> tuple[bool, str]:
    return True, ""


KINDS = {
    kind.name: kind
    for kind in (
        Kind("virtualcam", "[DEVICE]", "a camera for any program", open_virtualcam, here_virtualcam, True),
        Kind("spout", "[NAME]", "a texture for programs on this Windows machine", open_spout,
             here_module("SpoutGL", "win32", "pip install SpoutGL"), True),
        Kind("ndi", "[NAME]", "video on the local network", open_ndi,
             here_module("cyndilib", "", 'pip install "reverie-engine[ndi]"'), True),
        Kind("syphon", "[NAME]", "a texture for programs on this Mac", open_syphon,
             here_module("syphon", "darwin", 'pip install "reverie-engine[syphon]"'), True),
        Kind("preview", "", "the picture on a web page", open_preview, always),
        Kind("stream", "URL", "MPEG-TS by udp:// or http://, rtmp://, rtsp://", open_stream, always,
             check=check_stream),
        Kind("record", "FILE", ".mp4 or .mkv (H.264), .mov (ProRes)", open_record, always,
             check=check_record),
        Kind("null", "[LAYOUT]", "nowhere, for measuring", open_null, always, check=check_null),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """An output as it was asked for: `text` is NAME or NAME:ARGUMENT."""

    text: str
    kind: Kind
    argument: str

    def opener(self, size: tuple[int, int], fps: float) -> Open:
        """What a Runner opens it with. size: (width, height)."""
        return lambda stop: self.kind.open(self.argument, size, fps, stop)


def parse(text: str) -> Named:
    """Read `virtualcam:/dev/video10` and the like; raises ValueError with one line that says what there is."""
    name, _, argument = text.partition(":")
    kind = KINDS.get(name)
    if kind is None:
        raise ValueError(f"no output {name!r}: there is {', '.join(KINDS)}")
    if argument and not kind.argument:
        raise ValueError(f"{name} takes no argument: write --output {name}")
    if not argument and kind.argument and not kind.argument.startswith("["):
        raise ValueError(f"{name} needs an argument: write --output {name}:{kind.argument} ({kind.doc})")
    try:
        kind.check(argument)
    except OutputError as error:
        raise ValueError(str(error)) from None
    return Named(text, kind, argument)


def available() -> list[str]:
    """What is opened when the performer names nothing: every camera-like output of this machine, and preview."""
    return [kind.name for kind in KINDS.values() if kind.camera and kind.here()[0]] + ["preview"]


def findings() -> list[tuple[str, bool, str]]:
    """Every camera-like output: (name, whether it works here, what was found or the command that helps)."""
    return [(kind.name, *kind.here()) for kind in KINDS.values() if kind.camera]
