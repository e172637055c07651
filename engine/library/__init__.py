"""`reverie models`: which models are here, what is known about one, and how to get another. No torch here."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine import config
from engine.dream.hub import KNOWN, ModelError, cached, cached_names, full_name, is_hub_id, is_lora, pull, pull_file
from engine.dream.model_files import BUILTIN, MODELS, find
from engine.library.card import Card, read_card

__all__ = ["add_flags"]

DESCRIPTION = "Short names (size, licence): " + ", ".join(
    f"{short} ({known.gigabytes:g} GB, {known.licence})" for short, known in KNOWN.items()
)


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
    found = list(cards(named, MODELS))
    width = max((len(card.name) for card in found if isinstance(card, Card)), default=0)
    for card in found:
        if isinstance(card, ModelError):
            print(f"cannot be used: {card}")
        else:
            print(f"{card.name:<{width}}  {card.family:<5} {megabytes(card.bytes):>7}  {card.path}")
    return 0


def _pull(flags: argparse.Namespace) -> int:
    name, known = full_name(flags.name), KNOWN.get(flags.name.lower())
    if not is_hub_id(name):
        short = ", ".join(KNOWN)
        print(f"{flags.name} is no hub id (owner/name) and no short name ({short})", file=sys.stderr)
        return 1
    try:
        if known and known.file:
            file = pull_file(known, config.own_folder("loras"))
            how = f"/dream/lora {file.stem} 1" if is_lora(known) else f"reverie --model {file}"
            print(f"{known.file} of {name} is in {file.parent}; dream with it: {how}")
            return 0
        folder = pull(name)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{name} is in {folder}; dream with it: reverie --model {name}")
    return 0


def _info(flags: argparse.Namespace) -> int:
    try:
        card = read_card(flags.name, find(flags.name))
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    if flags.json:
        print(json.dumps(card.as_json(), indent=2))
        return 0
    rows = [
        ("family", card.family),
        ("path", str(card.path)),
        ("size", f"{card.size[0]}x{card.size[1]}"),
        ("sampler", f"{card.preset.sampler}, {card.preset.steps} steps, guidance {card.preset.guidance:g}"),
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


def places(named: Sequence[str], models: Path) -> Iterator[tuple[str, Path]]:
    """Every (name, path) that could be a model; `named` are folders and hub ids from a configuration file."""
    yield "builtin", BUILTIN
    for name in named:
        path = Path(os.path.expanduser(name))
        if path.exists():
            yield name, path
    for path in sorted(models.glob("*")):
        if (path / "model_index.json").is_file() or path.suffix == ".safetensors":
            yield str(path), path
    for name in cached_names():
        folder = cached(name)
        if folder and (folder / "model_index.json").is_file():
            yield name, folder


def cards(named: Sequence[str], models: Path) -> Iterator[Card | ModelError]:
    """A card for every model there is, or why there is none."""
    for name, path in places(named, models):
        try:
            yield read_card(name, path)
        except ModelError as error:
            yield error
