"""The files in `patches/`, control surfaces and how-tos made from the one table: `reverie patches build [FOLDER]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.config import misuse
from engine.patches.guides import guides
from engine.patches.maxmsp import maxmsp
from engine.patches.obs import obs
from engine.patches.openstagecontrol import openstagecontrol
from engine.patches.puredata import puredata
from engine.patches.touchdesigner import touchdesigner
from engine.patches.touchosc import touchosc

FOLDER = "patches"


def files() -> dict[str, bytes]:
    """Return the content of every file by its name; the same table always makes the same bytes."""
    texts = {
        "reverie_touchdesigner.py": touchdesigner(),
        "reverie.openstagecontrol.json": openstagecontrol(),
        "reverie.pd": puredata(),
        "reverie.maxpat": maxmsp(),
        "reverie.obs.json": obs(),
        **guides(),
    }
    return {"reverie.tosc": touchosc(), **{name: text.encode() for name, text in texts.items()}}


def build(folder: Path) -> list[Path]:
    """Write all files and return their paths; OSError when it can't."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files().items():
        path = folder / name
        path.write_bytes(content)
        written.append(path)
    return written


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Fill in the parser of `reverie patches`."""
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    command = commands.add_parser("build", help="write them anew, from the table of parameters")
    command.add_argument("folder", nargs="?", default=FOLDER, metavar="FOLDER", help=f"where to ({FOLDER})")
    command.set_defaults(call=_build)


def _build(flags: argparse.Namespace) -> int:
    with misuse(OSError, of="patches"):
        written = build(Path(flags.folder))
    for path in written:
        print(path)
    return 0
