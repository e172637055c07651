"""`reverie models`: which models are here, what is known about one, and how to get another. No torch here."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from engine import config
from engine.library import shelves
from engine.library.card import Card, NoModel, read_card
from engine.library.names import ALIASES, full_name, is_hub_id

__all__ = ["add_flags"]

DESCRIPTION = "Short names: " + ", ".join(f"{short} ({name})" for short, name in ALIASES.items())


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add list, pull and info."""
    parser.epilog = DESCRIPTION
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="the models on this machine")
    listing.add_argument("--config", metavar="FILE.toml", help="also those that a show's file names")
    listing.set_defaults(call=_list)
    pull = verbs.add_parser("pull", help="download a model from the hub", epilog=DESCRIPTION)
    pull.add_argument("name", metavar="NAME", help="a hub id (owner/name) or a short name")
    pull.set_defaults(call=_pull)
    info = verbs.add_parser("info", help="what is known about a model")
    info.add_argument("name", metavar="NAME", help="builtin, a folder, a file, a hub id or a short name")
    info.add_argument("--json", action="store_true", help="for programs")
    info.set_defaults(call=_info)


def megabytes(size: float) -> str:
    """A size in bytes for people."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def _list(flags: argparse.Namespace) -> int:
    values = config.from_file(Path(flags.config)) if flags.config else {}
    named = (*values.get("models", ()), *([values["model"]] if "model" in values else []))
    found = list(shelves.cards(named, shelves.MODELS, shelves.hub_cache()))
    width = max((len(card.name) for card in found if isinstance(card, Card)), default=0)
    for card in found:
        if isinstance(card, NoModel):
            print(f"cannot be used: {card}")
        else:
            print(f"{card.name:<{width}}  {card.family:<5} {megabytes(card.bytes):>7}  {card.path}")
    return 0


def _pull(flags: argparse.Namespace) -> int:
    from engine.library.pull import NotPulled, pull

    name = full_name(flags.name)
    if not is_hub_id(name):
        known = ", ".join(ALIASES)
        print(f"{flags.name} is no hub id (owner/name) and no short name ({known})", file=sys.stderr)
        return 1
    try:
        folder = pull(name)
    except NotPulled as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{name} is in {folder}; dream with it: reverie --model {name}")
    return 0


def _info(flags: argparse.Namespace) -> int:
    try:
        card = read_card(flags.name, shelves.find(flags.name, shelves.MODELS, shelves.hub_cache()))
    except NoModel as error:
        print(error, file=sys.stderr)
        return 1
    if flags.json:
        print(json.dumps(card.as_json(), indent=2))
        return 0
    rows = [
        ("family", card.family),
        ("path", str(card.path)),
        ("size", f"{card.size[0]}x{card.size[1]}"),
        ("sampler", f"{card.sampler}, {card.steps} steps, guidance {card.guidance:g}"),
        ("predicts", card.prediction),
        ("licence", card.licence or "not named"),
        ("weights", megabytes(card.bytes)),
    ]
    rows += [
        (f"  {part}", f"{kind}, {held.parameters / 1e6:,.1f} million {'/'.join(held.dtypes)}")
        for part, (kind, held) in card.parts.items()
    ]
    print(card.name)
    for label, text in rows:
        print(f"  {label:<18} {text}")
    return 0
