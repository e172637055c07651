"""`reverie presets`: which presets there are, and what one of them sets."""

from __future__ import annotations

import argparse
import sys

from engine import config
from engine.control.presets import Presets
from engine.control.store import Store
from engine.parameters import BadValue


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add list and show."""
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="the presets, by number and name")
    show = verbs.add_parser("show", help="what a preset sets, as its file says it")
    show.add_argument("name", metavar="NAME", help="a preset's name or number")
    for verb, call in ((listing, _list), (show, _show)):
        config.add_flags(verb, only=("presets",))
        verb.set_defaults(call=call)


def _list(flags: argparse.Namespace) -> int:
    presets = _presets(flags)
    for number, name in enumerate(presets.names, 1):
        print(f"{number:3}  {name:28}  {presets.get(name).description}")
    return 0


def _show(flags: argparse.Namespace) -> int:
    try:
        preset = _presets(flags).get(flags.name)
    except BadValue as error:
        raise config.ConfigError(str(error)) from None
    print(f"# {preset.path}")
    print(preset.path.read_text(encoding="utf-8-sig"), end="")
    return 0


def _presets(flags: argparse.Namespace) -> Presets:
    folders = config.preset_folders(config.settings(flags))
    return Presets(folders, Store(), lambda text: print(text, file=sys.stderr))
