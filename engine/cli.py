"""The command line: `reverie` and its commands. Each lives in the room it is about; heavy imports wait there."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Callable, Sequence

from engine import __version__, config
from engine.errors import UserError, reader_gone


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 well, 1 failed, 2 wrong usage."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - closed, or no console at all
    sys.stderr = sys.stderr or sys.stdout
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for letters that a pipe or file lacks, as stderr does
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help", "--version")):
        arguments.insert(0, "run")
    flags = _parser(arguments[0]).parse_args(arguments)
    try:
        return int(flags.call(flags) or 0)
    except UserError as error:
        print(f"reverie: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if reader_gone(error):
            sys.stderr.close()
            return 0
        from engine.log import fault

        print(f"reverie: {fault(arguments[0], error, getattr(flags, 'log', None) or '')}", file=sys.stderr)
        return 1


def _parser(wanted: str) -> argparse.ArgumentParser:
    """The parser with the wanted command filled in; the others are only named, so that nothing else is imported."""
    parser = argparse.ArgumentParser(prog="reverie", description="A live-performance engine that dreams.")
    parser.add_argument("--version", action="version", version=f"reverie {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (doc, fill) in COMMANDS.items():
        command = commands.add_parser(name, help=doc, description=doc[0].upper() + doc[1:] + ".")
        if name == wanted:
            fill(command)
    return parser


def _run(parser: argparse.ArgumentParser) -> None:
    config.add_flags(parser)
    parser.add_argument("--for", dest="duration", metavar="SECONDS", help="end the show after this long")
    parser.add_argument("--report", metavar="FILE.json", help="write what was measured when the show ends")

    def call(flags: argparse.Namespace) -> int:
        from engine.terminal import run

        duration = config.checked("--for", config.seconds, flags.duration)
        return run(config.settings(flags), duration, flags.report)

    parser.set_defaults(call=call)


def _room(module: str, function: str = "add_flags") -> Callable[[argparse.ArgumentParser], None]:
    """Fill the parser in with a function of a module, which is imported only then."""
    return lambda parser: getattr(importlib.import_module(module), function)(parser)


COMMANDS = {
    "run": ("dream live; this is what `reverie` alone does", _run),
    "render": ("dream off-line into a video file, every frame on time", _room("engine.offline")),
    "dream": ("make this machine one that dreams for a stage, through Ray", _room("engine.dream.ray_command")),
    "midi": ("list, watch, draw and teach MIDI controllers", _room("engine.midi.command")),
    "inputs": (
        "list the live inputs there are: cameras, files, NDI, screens",
        _room("engine.devices.registry"),
    ),
    "doctor": ("say what works on this machine and how to get what does not", _room("engine.doctor")),
    "send": ("send an OSC message to a show", _room("engine.control.client", "add_send_flags")),
    "listen": ("print what a show says", _room("engine.control.client", "add_listen_flags")),
    "models": ("list, describe and fetch models", _room("engine.library")),
    "presets": ("list and show presets, and make their pictures", _room("engine.preset_command")),
    "patches": ("make the files in patches/, for the tools you use", _room("engine.patches")),
    "bench": ("measure this machine against the figures that are promised", _room("engine.bench")),
    "simulate": ("play whole shows in simulated time and check what is promised", _room("engine.simulate")),
    "train": ("make the built-in model, or teach it your own pictures", _room("engine.training.cli")),
}


if __name__ == "__main__":
    sys.exit(main())
