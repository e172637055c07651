"""The table of live inputs: what each is called, how it is opened, what of it there is on this machine."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engine.errors import one_line
from engine.inputs import cameras
from engine.inputs.media import PICTURES, VIDEOS, any_file, media_file, media_files
from engine.inputs.source import InputError, Source

Found = tuple[str, str]  # a name as --input takes it, and a few words
Open = Callable[[], Source]  # what a Reader takes


@dataclass(frozen=True)
class Kind:
    """One row. argument: what may stand after the colon, in brackets when it may be left out; a PATH is a file's.

    open: argument → an open Source, or raises InputError; imports what it needs itself. found: what there is of it
    (media folder → names with a few words), which may take a second or two; raises InputError with what to do
    where it can't be had. counted: the argument is a number.
    """

    name: str
    argument: str
    doc: str
    open: Callable[[str], Source]
    found: Callable[[Path], list[Found]]
    counted: bool = False

    @property
    def is_file(self) -> bool:
        return self.argument == "PATH"


def open_camera(argument: str) -> Source:
    from engine.inputs.camera import Cam

    return Cam(argument)


def open_file(argument: str) -> Source:
    from engine.inputs.video import Video

    return Video(Path(argument))


def open_image(argument: str) -> Source:
    from engine.inputs.image import Still

    return Still(Path(argument))


def open_spout(argument: str) -> Source:
    from engine.inputs.spout import Spout

    return Spout(argument)


def open_ndi(argument: str) -> Source:
    from engine.inputs.ndi import Ndi

    return Ndi(argument)


def open_syphon(argument: str) -> Source:
    from engine.inputs.syphon import Syphon

    return Syphon(argument)


def open_screen(argument: str) -> Source:
    from engine.inputs.screen import Screen

    return Screen(argument)


def open_pattern(argument: str) -> Source:
    from engine.inputs.pattern import Pattern

    return Pattern()


def found_cameras(media: Path) -> list[Found]:
    there = cameras.cameras()
    if not there:
        raise InputError("no camera is here")
    return [(f"camera:{one.number}", f"{one.name}   {' '.join(one.sizes)}".rstrip()) for one in there]


def found_media(kind: str, suffixes: frozenset[str], media: Path) -> list[Found]:
    there = media_files(media, suffixes)
    if not there:
        raise InputError(f"none in {media}, where --media names another folder")
    return [(f"{kind}:{name}", "") for name in there]


def found_spout(media: Path) -> list[Found]:
    if sys.platform != "win32":
        raise InputError("only on Windows")
    if importlib.util.find_spec("SpoutGL") is None:
        raise InputError("pip install SpoutGL")
    from engine.inputs.spout import senders

    return [(f"spout:{name}", "") for name in senders()]


def found_ndi(media: Path) -> list[Found]:
    from engine.inputs.ndi import sources

    there = sources()
    if not there:
        raise InputError("none is found on the network")
    return [(f"ndi:{name}", "") for name in there]


def found_syphon(media: Path) -> list[Found]:
    if sys.platform != "darwin":
        raise InputError("only on a Mac")
    if importlib.util.find_spec("syphon") is None:
        raise InputError('pip install "reverie-engine[syphon]"')
    from engine.inputs.syphon import servers

    return [(f"syphon:{name}", "") for name in servers()]


def found_screens(media: Path) -> list[Found]:
    from engine.inputs.screen import screens

    return [(f"screen:{number}", size) for number, size in enumerate(screens(), 1)]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("camera", "[INDEX]", "a camera of this machine", open_camera, found_cameras, counted=True),
        Kind("file", "PATH", "a video file, round and round at its own pace", open_file,
             partial(found_media, "file", VIDEOS)),
        Kind("image", "PATH", "a still picture", open_image, partial(found_media, "image", PICTURES)),
        Kind("spout", "[NAME]", "a texture of a program on this Windows machine", open_spout, found_spout),
        Kind("ndi", "[NAME]", "video from the local network", open_ndi, found_ndi),
        Kind("syphon", "[NAME]", "a texture of a program on this Mac", open_syphon, found_syphon),
        Kind("screen", "[NUMBER]", "what a screen of this machine shows", open_screen, found_screens, counted=True),
        Kind("pattern", "", "a moving test picture with a clock", open_pattern,
             lambda media: [("pattern", "a moving test picture with a clock")]),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Named:
    """An input as it was asked for: `text` is NAME or NAME:ARGUMENT; `argument` of a file is its path."""

    text: str
    kind: Kind
    argument: str

    def open(self) -> Source:
        """Open it. Raises InputError, and whatever a driver raises."""
        return self.kind.open(self.argument)

    @property
    def device(self) -> tuple[str, str]:
        """What two inputs have in common if they are the same thing."""
        argument = self.argument
        if self.kind.name == "camera":
            number = cameras.first()
            argument = str(int(argument)) if argument else "" if number is None else str(number)
        return self.kind.name, argument


def parse(text: str, media: Path, given: str = "") -> Named:
    """Read `camera:1`, `file:clip.mp4` and the like; raises ValueError with one line that says what there is.

    Files come from the media folder alone, unless the text is `given`, what the command line says.
    """
    name, _, argument = text.partition(":")
    kind = KINDS.get(name)
    if kind is None:
        raise ValueError(f"no input {name!r:.60}: there is {', '.join(KINDS)}")
    if argument and not kind.argument:
        raise ValueError(f"{name} takes no argument")
    if not argument and kind.is_file:
        raise ValueError(f"{name} needs a file: write {name}:NAME")
    if argument and kind.counted and not (argument.isascii() and argument.isdecimal() and int(argument) < cameras.MOST):
        raise ValueError(f"{name} is followed by a number, as in {name}:1, not {argument!r:.60}")
    if kind.is_file:
        try:
            argument = str((any_file if text == given else media_file)(media, argument))
        except (InputError, RuntimeError) as error:  # a home that nobody has, too
            raise ValueError(str(error)) from None
    return Named(text, kind, argument)


def usual() -> str:
    """What is dreamed where nobody named an input: the first camera that is here, or else the test picture."""
    number = cameras.first()
    return "pattern" if number is None else f"camera:{number}"


def found(media: Path) -> list[tuple[Kind, list[Found], str]]:
    """What there is, kind by kind: names with a few words, or none and the line that says why. Takes two seconds."""
    rows: list[tuple[Kind, list[Found], str]] = []
    for kind in KINDS.values():
        try:
            there = kind.found(media)
            rows.append((kind, there, "" if there else "none is here"))
        except Exception as error:  # whatever a driver raises
            rows.append((kind, [], one_line(error)))
    return rows
