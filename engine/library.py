"""`reverie models`: which models are here, what is known about one, and how to get another. No torch here."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine import config
from engine.dream.hub import KNOWN, cached, cached_names, full_name, is_hub_id, is_lora, pull, pull_file
from engine.dream.model_files import (
    BASES,
    BUILTIN,
    COMPONENTS,
    MODELS,
    PIPELINES,
    ModelError,
    find,
    guess_index,
    header,
    lone_unet,
    metadata,
    read_config,
    read_index,
    read_json,
)
from engine.dream.sampler_presets import SamplerPreset, sampler_preset_of, titles
from engine.files import expanded

DESCRIPTION = "Short names (size, licence): " + ", ".join(
    f"{short} ({known.gigabytes:g} GB, {known.licence})" for short, known in KNOWN.items()
)
NATIVE = {"sd": 512, "sdxl": 1024}  # pixels a side, where the model does not say


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
        path = expanded(name)
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


@dataclass(frozen=True)
class Weights:
    """parameters: how many numbers; dtypes: what they are stored as; bytes: of the files."""

    parameters: int
    dtypes: tuple[str, ...]
    bytes: int


@dataclass(frozen=True)
class Card:
    """path: folder or file. size: width and height of its pictures, in pixels. preset: how it is sampled.

    prediction: what the network predicts (epsilon, v_prediction, sample, flow, trigflow). parts: component to (class,
    weights). licence: as the model card names it, "" where there is none.
    """

    name: str
    path: Path
    family: str
    size: tuple[int, int]
    preset: SamplerPreset
    prediction: str
    parts: dict[str, tuple[str, Weights]] = field(default_factory=dict)
    licence: str = ""

    @property
    def bytes(self) -> int:
        return sum(held.bytes for _, held in self.parts.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "path": str(self.path),
            "family": self.family,
            "width": self.size[0],
            "height": self.size[1],
            "sampler": self.preset.sampler,
            "steps": self.preset.steps,
            "guidance": self.preset.guidance,
            "prediction": self.prediction,
            "bytes": self.bytes,
            "licence": self.licence,
            "components": {
                part: {
                    "class": kind,
                    "parameters": held.parameters,
                    "dtypes": list(held.dtypes),
                    "bytes": held.bytes,
                }
                for part, (kind, held) in self.parts.items()
            },
        }


def read_card(name: str, path: Path) -> Card:
    """Describe a folder in diffusers' layout, a single .safetensors file or a UNet alone. Raises ModelError."""
    try:
        if width := lone_unet(path):
            return _of_unet(name, path, width)
        return _of_file(name, path) if path.is_file() else _of_folder(name, path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(f"{path} can't be read: {error}") from None


def _of_folder(name: str, folder: Path) -> Card:
    index = read_index(folder, strict=False)
    family = PIPELINES[index["_class_name"]][0]
    flows = "transformer" in COMPONENTS[family]
    network = read_json(folder / ("transformer" if flows else "unet") / "config.json")
    scheduler = read_json(folder / "scheduler" / "scheduler_config.json")
    vae = read_json(folder / "vae" / "config.json")
    preset = sampler_preset_of(family, (name,), {**index, **network} if flows else network, scheduler)
    scale = 2 ** (len(vae.get("block_out_channels") or vae["decoder_block_out_channels"]) - 1)
    sides = network.get("sample_size") or NATIVE.get(family, 1024) // scale
    height, width = (sides, sides) if isinstance(sides, int) else sides
    own = read_json(folder / "reverie.json") if (folder / "reverie.json").is_file() else {}
    return Card(
        name,
        folder.resolve(),
        family,
        (own.get("width", width * scale), own.get("height", height * scale)),
        replace(preset, **{key: own[key] for key in ("steps", "guidance", "sampler") if key in own}),
        scheduler.get("prediction_type", "flow" if flows else "epsilon"),
        {
            part: (index[part][1] if part in index else "AutoencoderTiny", weights(files))
            for part in (*(key for key in index if not key.startswith("_")), "vae_tiny")
            if (files := chosen(folder / part))
        },
        licence(folder),
    )


def _of_file(name: str, file: Path) -> Card:
    """A single file keeps its components under the original repositories' prefixes."""
    family = PIPELINES[guess_index(file)["_class_name"]][0]
    preset = sampler_preset_of(family, (titles(metadata(file)), name), {}, {})
    prediction = "v_prediction" if "v_pred" in header(file) else "epsilon"
    parts = {"all": ("one file", weights([file]))}
    return Card(name, file.resolve(), family, (NATIVE[family], NATIVE[family]), preset, prediction, parts)


def _of_unet(name: str, place: Path, width: int) -> Card:
    """A UNet alone, which goes into a base model. width: of the tokens that it reads."""
    family = "sdxl" if width == 2048 else "sd"
    lies = place.is_dir()
    names = (name,) if lies else (titles(metadata(place)), name)
    preset = sampler_preset_of(family, names, read_config(place) if lies else {}, {})
    parts = {"unet": (f"for {BASES.get(width, 'another model')}", weights(chosen(place) if lies else [place]))}
    side, prediction = NATIVE[family], preset.prediction or "epsilon"
    about = licence(place if lies else place.parent)
    return Card(name, place.resolve(), family, (side, side), preset, prediction, parts, about)


def licence(folder: Path) -> str:
    """The licence that a model card (README.md) names, "" where it names none."""
    from huggingface_hub import ModelCard

    try:
        text = (folder / "README.md").read_text(encoding="utf-8-sig", errors="replace")
        about = ModelCard(text, ignore_metadata_errors=True).data.to_dict()
    except (OSError, ValueError):
        return ""
    found = about.get("license") or ""
    if found == "other":
        found = about.get("license_name") or found
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)


def weights(files: Iterable[Path]) -> Weights:
    """Count what several files hold together."""
    parameters, size = 0, 0
    dtypes: set[str] = set()
    for file in files:
        for kind, shape in header(file).values():
            parameters += math.prod(shape)
            dtypes.add(kind)
        size += file.stat().st_size
    return Weights(parameters, tuple(sorted(dtypes)), size)


def chosen(folder: Path) -> list[Path]:
    """The weight files of one component that count: the plain ones, or the fp16 ones where only those are there."""
    files = sorted(folder.glob("*.safetensors"))
    plain = [file for file in files if "fp16" not in file.name and "non_ema" not in file.name]
    return plain or [file for file in files if "fp16" in file.name]
