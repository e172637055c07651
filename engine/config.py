"""How a show is launched: one table of settings, from which the flags and the keys of the TOML file both come."""

from __future__ import annotations

import argparse
import dataclasses
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs

from engine.errors import UserError
from engine.files import decoded

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PACKAGE = Path(__file__).resolve().parent


class ConfigError(UserError):
    """A flag or a key of the configuration file that can't be taken; the text is one line for the user."""


@contextmanager
def misuse(*kinds: type[Exception], of: str = "") -> Iterator[None]:
    """What is raised of these kinds in the context is the user's mistake: a ConfigError that says the same.

    of: what stands before it, such as a flag.
    """
    try:
        yield
    except kinds as error:
        raise ConfigError(f"{of}: {error}" if of else str(error)) from None


def size(text: str) -> tuple[int, int]:
    """3840x2160 as (width, height): even numbers of pixels, 64 to 8192. Raises ValueError, as all of these do."""
    match = re.fullmatch(r"(\d+)x(\d+)", text.strip().lower())
    if not match:
        raise ValueError("wants WIDTHxHEIGHT, for example 1920x1080")
    width, height = int(match[1]), int(match[2])
    if not all(64 <= side <= 8192 and side % 2 == 0 for side in (width, height)):
        raise ValueError("wants even sides from 64 to 8192 pixels")
    return width, height


def port(text: str) -> int:
    """A port number; 0 takes any free one."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError("wants a port from 0 to 65535")
    return number


def rate(text: str) -> float:
    """Frames per second, 1 to 240."""
    number = float(text)
    if not 1 <= number <= 240:
        raise ValueError("wants 1 to 240 frames per second")
    return number


def seconds(text: str) -> float:
    """A number of seconds above 0."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError("wants a number of seconds above 0")
    return number


def one_device(text: str) -> str:
    """A device of torch's to dream on, or auto."""
    if not re.fullmatch(r"auto|cpu|mps|(cuda|xpu)(:\d+)?", text):
        raise ValueError("wants auto, cuda, mps, xpu or cpu")
    return text


def spare_device(text: str) -> str:
    """A device, or ray for one of another machine."""
    return text if text == "ray" else one_device(text)


def member(text: str) -> tuple[int, str, tuple[str, ...]]:
    """2=sd-turbo:live+fly as (number, model, roles), each of the last two left out or not."""
    role = "(?:journey|live|fly|refine)"
    found = re.fullmatch(rf"([1-9]\d?)(?:=(.+?))?(?::({role}(?:\+{role})*))?", text)
    if not found:
        raise ValueError("wants NUMBER=MODEL:ROLE, roles being journey, live, fly and refine, as in 2=sd-turbo:live")
    return int(found[1]), found[2] or "", tuple(found[3].split("+")) if found[3] else ()


def devices(text: str) -> tuple[str, ...]:
    """One device, or several: cuda:0,cuda:1."""
    return tuple(one_device(each.strip()) for each in text.split(","))


def keyframes(text: str) -> str:
    """native, output, auto or a size."""
    text = text.strip().lower()
    return text if text in ("native", "output", "auto") else "x".join(map(str, size(text)))


def switch(text: str) -> bool:
    """yes, true or on; no, false or off."""
    if text.lower() not in ("yes", "no", "true", "false", "on", "off"):
        raise ValueError("wants yes or no")
    return text.lower() in ("yes", "true", "on")


def _setting(
    default: Any, take: Callable[[str], Any], shown: str, doc: str, many: bool = False, alone: str = ""
) -> Any:
    """alone: what the flag means without a value, "" where it wants one."""
    return dataclasses.field(
        default=default, metadata={"take": take, "shown": shown, "doc": doc, "many": many, "alone": alone}
    )


@dataclass(frozen=True)
class Settings:
    """Everything that is fixed for one show."""

    model: str = _setting("builtin", str, "builtin|FOLDER|FILE|HUB_ID", "the model to dream with")
    models: tuple[str, ...] = _setting((), str, "FOLDER|HUB_ID", "a model that /dream/model may switch to", many=True)
    device: tuple[str, ...] = _setting(
        ("auto",), devices, "auto|cuda|mps|xpu|cpu", "where the model runs; several share the work: cuda:0,cuda:1"
    )
    ray: str = _setting("", str, "HOST:PORT", "dream on the machines of a Ray cluster too; see `reverie dream`")
    standby: str = _setting(
        "", spare_device, "DEVICE", "keep one more dreamer warm, there or on auto, for when one ends", alone="auto"
    )
    cast: tuple[tuple[int, str, tuple[str, ...]], ...] = _setting(
        (), member, "N=MODEL:ROLE", "a dreamer's own model, and what it does; see /dream/cast", many=True
    )
    vae: str = _setting("", str, "full|tiny|FOLDER", "the decoder; left out: tiny where the model has one")
    keyframes: str = _setting(
        "auto", keyframes, "native|WIDTHxHEIGHT|output|auto", "the size of keyframes: the output's on a GPU by itself"
    )
    enlargers: str = _setting("", str, "FOLDER", "where /dream/enlarge finds super-resolution networks (.safetensors)")
    controlnet: tuple[str, ...] = _setting((), str, "FOLDER", "a ControlNet that /live/control may name", many=True)
    ip_adapter: str = _setting("", str, "FOLDER", "the IP-Adapter that /live/reference shows pictures to")
    depth: str = _setting("", str, "FOLDER", "a depth estimator: on a flight, nearer things move more")
    pose: str = _setting("", str, "FOLDER", "a ViTPose model, for what ControlNets are shown of live input")
    segmentation: str = _setting("", str, "FOLDER", "a model that tells what live input shows, for them and /live/mask")
    compile: bool = _setting(
        False, switch, "yes|no", "torch.compile the model, beside one that dreams meanwhile", alone="yes"
    )
    loras: str = _setting("loras", str, "FOLDER", "where LoRA files are taken from")
    size: tuple[int, int] = _setting((3840, 2160), size, "WIDTHxHEIGHT", "the output picture")
    fps: float = _setting(30.0, rate, "N", "output frames per second")
    output: tuple[str, ...] = _setting((), str, "NAME[:ARG]", "an output to open; left out: all there are", many=True)
    input: str = _setting("", str, "NAME[:ARG]", "a live input to begin with and to dream, such as camera")
    media: str = _setting("media", str, "FOLDER", "where files for the live input are taken from")
    osc_port: int = _setting(7777, port, "PORT", "where OSC is heard (UDP and TCP)")
    feedback_port: int = _setting(7778, port, "PORT", "where feedback goes, at the sender's address")
    web_port: int = _setting(7780, port, "PORT", "the web page")
    listen: str = _setting("127.0.0.1", str, "ADDRESS", "the network address to listen on; 0.0.0.0 is every network")
    allow: tuple[str, ...] = _setting((), str, "ADDRESS/BITS", "who is heard over OSC", many=True)
    presets: str = _setting("", str, "FOLDER", "where presets are kept; the shipped ones are there as well")
    preset: str = _setting("", str, "NAME", "the preset to begin with")
    recordings: str = _setting("recordings", str, "FOLDER", "where /record/start and /still/save write")
    log: str = _setting("", str, "FILE", "what was told and what failed; left out: a file of the user's, see doctor")

    @property
    def method(self) -> str:
        """The /dream/method to begin with: of the built-in model two cores hold four keyframes a second of `walk`."""
        return "live" if self.input else "walk" if self.model == "builtin" else "travel"

    @property
    def live(self) -> dict[str, Any]:
        """What a live input begins with: the built-in model dreams it anew, held by its own ControlNet alone.

        Where a --controlnet is named, or on another model, all is as usual.
        """
        if self.model != "builtin" or self.controlnet:
            return {}
        held = {"/live/control": "own", "/live/control/scale": 1.0}
        return held | {"/live/steps": "auto", "/live/strength": 1.0, "/live/cfg": "none"}


def add_flags(parser: argparse.ArgumentParser, only: Sequence[str] = ()) -> None:
    """Add one flag per setting, or per setting named in `only`, and --config."""
    for field in dataclasses.fields(Settings):
        if only and field.name not in only:
            continue
        value = field.metadata["alone"]
        alone: dict[str, Any] = {"nargs": "?", "const": value} if value else {}
        parser.add_argument(
            _flag(field.name),
            dest=field.name,
            metavar=field.metadata["shown"],
            action="append" if field.metadata["many"] else "store",
            **alone,
            help=field.metadata["doc"] + ("" if field.default in ("", (), False) else f" ({_plain(field.default)})"),
        )
    parser.add_argument("--config", metavar="FILE.toml", help="a file with any of these flags as keys")


def settings(flags: argparse.Namespace) -> Settings:
    """Merge the file that --config names with the flags, which win. Raises ConfigError."""
    values = from_file(Path(flags.config)) if flags.config else {}
    for field in dataclasses.fields(Settings):
        given = getattr(flags, field.name, None)
        if given is not None:
            values[field.name] = _taken(field, given, _flag(field.name))
    return Settings(**{name: str(own_folder(name)) for name in ("loras", "media", "recordings")} | values)


def user_folder(name: str) -> Path:
    """Where a user keeps what is found wherever a show is started: presets, loras, media, midi; or recordings."""
    if name == "recordings":
        return platformdirs.user_videos_path() / "Reverie"
    return platformdirs.user_data_path("reverie", appauthor=False) / name


def own_folder(name: str) -> Path:
    """A folder that nobody named: the one of that name where the show is started, or else the user's."""
    return Path(name) if Path(name).is_dir() else user_folder(name)


def checked(where: str, take: Callable[[str], Any], given: str | None) -> Any:
    """Take the text of a flag, None if it was left out. Raises ConfigError naming the flag."""
    if given is None:
        return None
    try:
        return take(given)
    except ValueError as error:
        reason = str(error) if "wants" in str(error) else "wants a number"
        raise ConfigError(f"{where} {reason}, got {given}") from None


def from_file(path: Path) -> dict[str, Any]:
    """Read settings from a TOML file whose keys are the flags without their dashes. Raises ConfigError.

    Folders and files that it names are relative to it, or else to where the show is started.
    """
    try:
        content = tomllib.loads(decoded(path.read_bytes()))
    except OSError as error:
        raise ConfigError(f"--config {path}: {error.strerror or error}") from None
    except RecursionError:
        raise ConfigError(f"--config {path}: nested too deep") from None
    except ValueError as error:  # not TOML, not UTF-8, or a number of more digits than Python reads
        raise ConfigError(f"--config {path}: {error}") from None
    return _from_mapping(content, path)


def _from_mapping(content: Mapping[str, Any], path: Path) -> dict[str, Any]:
    fields = {field.name: field for field in dataclasses.fields(Settings)}
    values = {}
    for key, value in content.items():
        name = key.replace("-", "_")
        if name not in fields:
            known = ", ".join(_flag(name)[2:] for name in fields)
            raise ConfigError(f"--config {path}: unknown key {key}; known are {known}")
        many = fields[name].metadata["many"]
        given = ([str(v) for v in value] if isinstance(value, list) else [str(value)]) if many else str(value)
        taken = _taken(fields[name], given, f"--config {path}: {key}")
        place = partial(_placed, path, name)
        values[name] = tuple(map(place, taken)) if many else place(taken)
    return values


def _placed(file: Path, name: str, value: Any) -> Any:
    """A setting's value in a file; where it names a file or folder, alone or as image:NAME, with the path of that."""
    if name in _PATHS:
        return _beside(file, _PATHS[name], value)
    if name not in ("input", "output"):
        return value
    kind, found, path = value.partition(":")
    path, written = os.path.expanduser(path), kind == "record"
    if not found or kind not in OF_FILES or (not written and os.path.exists(path)):
        return value
    return f"{kind}:{_beside(file, written, path)}"


def _beside(file: Path, always: bool, value: str) -> str:
    """What a value of a file means as a path, or the value itself where it is the name of something else.

    always: it is never that, also where nothing is there yet.
    """
    path = Path(value)
    try:
        there = file.absolute().parent / path
        if not value or path.is_absolute() or not (there.exists() or (always and not path.exists())):
            return value
        return str(there)
    except (OSError, ValueError):  # no name of a file
        return value


def _taken(field: dataclasses.Field[Any], given: Any, where: str) -> Any:
    # a shell expands ~ neither in a file nor behind --flag=
    take = os.path.expanduser if field.name in _PATHS else field.metadata["take"]
    try:
        return tuple(take(one) for one in given) if field.metadata["many"] else take(given)
    except ValueError as error:
        reason = str(error) if "wants" in str(error) else f"wants {field.metadata['shown']}"
        raise ConfigError(f"{where} {reason}, got {given}") from None


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


OF_FILES = {"file", "image", "video", "record"}  # devices that take the name of a file
# The settings that name files or folders; whether they never name anything else.
_PATHS = {
    **dict.fromkeys(("enlargers", "loras", "media", "presets", "recordings", "log"), True),
    **dict.fromkeys(("model", "models", "vae", "controlnet", "ip_adapter", "depth", "pose", "segmentation"), False),
}


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(value) if isinstance(value[0], str) else f"{value[0]}x{value[1]}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def shipped(folder: str) -> Path:
    """A folder that comes with Reverie: inside the package when it is installed, beside it in a clone."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder


def preset_folders(settings: Settings) -> list[Path]:
    """Where presets are, the one to save to first; the user's own are there unless another folder was named."""
    own = [Path(settings.presets)] if settings.presets else [own_folder("presets"), user_folder("presets")]
    found: dict[Path, Path] = {}
    for folder in (*own, shipped("presets")):
        found.setdefault(folder.resolve(), folder)
    return list(found.values())
