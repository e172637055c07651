"""How a show is launched: one table of settings, from which the flags and the keys of the TOML file both come."""

from __future__ import annotations

import argparse
import dataclasses
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PACKAGE = Path(__file__).resolve().parent


class ConfigError(ValueError):
    """A flag or a key of the configuration file that can't be taken; the text is one line for the user."""


def size(text: str) -> tuple[int, int]:
    """3840x2160 as (width, height): even numbers of pixels, 64 to 8192."""
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
    number = float(text)
    if not 1 <= number <= 240:
        raise ValueError("wants 1 to 240 frames per second")
    return number


def seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError("wants a number of seconds above 0")
    return number


def device(text: str) -> str:
    if not re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", text):
        raise ValueError("wants auto, cuda, mps or cpu")
    return text


def switch(text: str) -> bool:
    if text.lower() not in ("yes", "no", "true", "false", "on", "off"):
        raise ValueError("wants yes or no")
    return text.lower() in ("yes", "true", "on")


def _setting(default: Any, take: Callable[[str], Any], shown: str, doc: str, many: bool = False) -> Any:
    return dataclasses.field(default=default, metadata={"take": take, "shown": shown, "doc": doc, "many": many})


@dataclass(frozen=True)
class Settings:
    """Everything that is fixed for one show."""

    model: str = _setting("builtin", str, "builtin|FOLDER|FILE|HUB_ID", "the model to dream with")
    models: tuple[str, ...] = _setting((), str, "FOLDER|HUB_ID", "a model that /dream/model may switch to", many=True)
    device: str = _setting("auto", device, "auto|cuda|mps|cpu", "where the model runs")
    vae: str = _setting("", str, "full|tiny|FOLDER", "the decoder; left out: tiny where the model has one")
    controlnet: tuple[str, ...] = _setting((), str, "FOLDER", "a ControlNet that /live/control may name", many=True)
    ip_adapter: str = _setting("", str, "FOLDER", "the IP-Adapter that /live/reference shows pictures to")
    compile: bool = _setting(False, switch, "yes|no", "torch.compile the model, beside one that dreams meanwhile")
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
    recordings: str = _setting("recordings", str, "FOLDER", "where /record/start writes")


def add_flags(parser: argparse.ArgumentParser, only: Sequence[str] = ()) -> None:
    """Add one flag per setting, or per setting named in `only`, and --config."""
    for field in dataclasses.fields(Settings):
        if only and field.name not in only:
            continue
        alone: dict[str, Any] = {"nargs": "?", "const": "yes"} if isinstance(field.default, bool) else {}
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
    return Settings(**values)


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
    """Read settings from a TOML file whose keys are the flags without their dashes. Raises ConfigError."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
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
        values[name] = _taken(fields[name], given, f"--config {path}: {key}")
    return values


def _taken(field: dataclasses.Field[Any], given: Any, where: str) -> Any:
    take = field.metadata["take"]
    try:
        return tuple(take(one) for one in given) if field.metadata["many"] else take(given)
    except ValueError as error:
        reason = str(error) if "wants" in str(error) else f"wants {field.metadata['shown']}"
        raise ConfigError(f"{where} {reason}, got {given}") from None


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return f"{value[0]}x{value[1]}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def shipped(folder: str) -> Path:
    """A folder that comes with Reverie: inside the package when it is installed, beside it in a clone."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder


def preset_folders(settings: Settings) -> list[Path]:
    """Where presets are, the one to save to first."""
    own = Path(settings.presets or "presets")
    return [own] if own.resolve() == shipped("presets") else [own, shipped("presets")]
