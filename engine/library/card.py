"""What is known about a model on this disk, from its small files and the headers of its weights."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.dream.model_files import BASES, COMPONENTS, PIPELINES, ModelError, header, lone_unet, metadata
from engine.dream.sampler_presets import sampler_preset_of, titles
from engine.files import decoded

NATIVE = {"sd": 512, "sdxl": 1024}  # pixels a side, where the model does not say


class NoModel(ValueError):
    """There is no such model, or it is not one that Reverie can dream with; the text is one line."""


@dataclass(frozen=True)
class Weights:
    """parameters: how many numbers; dtypes: what they are stored as; bytes: of the files."""

    parameters: int
    dtypes: tuple[str, ...]
    bytes: int


@dataclass(frozen=True)
class Card:
    """path: folder or file. size: width and height of its pictures. bytes: of the weights that are loaded.

    prediction: what the network predicts (epsilon, v_prediction, sample, flow, trigflow). parts: component to (class,
    weights). licence: as the model card names it, "" where there is none.
    """

    name: str
    path: Path
    family: str
    size: tuple[int, int]
    sampler: str
    steps: int
    guidance: float
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
            "sampler": self.sampler,
            "steps": self.steps,
            "guidance": self.guidance,
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
    """Describe a folder in diffusers' layout or a single .safetensors file. Raises NoModel."""
    try:
        if width := lone_unet(path):
            return _of_unet(name, path, width)
        return _of_file(name, path) if path.is_file() else _of_folder(name, path)
    except ModelError as error:
        raise NoModel(str(error)) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        if isinstance(error, NoModel):
            raise
        raise NoModel(f"{path} can't be read: {error}") from None


def _of_folder(name: str, folder: Path) -> Card:
    if not (folder / "model_index.json").is_file():
        raise NoModel(f"{folder} has no model_index.json: give the folder of a model in diffusers' layout")
    index = _json(folder / "model_index.json")
    kind = index.get("_class_name")
    if kind not in PIPELINES:
        raise NoModel(f"{name} is a {kind}, which Reverie can't dream with; it knows {', '.join(PIPELINES)}")
    family = PIPELINES[kind][0]
    flows = "transformer" in COMPONENTS[family]
    config = _json(folder / ("transformer" if flows else "unet") / "config.json")
    scheduler = _json(folder / "scheduler" / "scheduler_config.json")
    vae = _json(folder / "vae" / "config.json")
    style = sampler_preset_of(family, (name,), {**index, **config} if flows else config, scheduler)
    scale = 2 ** (len(vae.get("block_out_channels") or vae["decoder_block_out_channels"]) - 1)
    sides = config.get("sample_size") or NATIVE.get(family, 1024) // scale
    height, width = (sides, sides) if isinstance(sides, int) else sides
    card = Card(
        name=name,
        path=folder.resolve(),
        family=family,
        size=(width * scale, height * scale),
        sampler=style.sampler,
        steps=style.steps,
        guidance=style.guidance,
        prediction=scheduler.get("prediction_type", "flow" if flows else "epsilon"),
        parts={
            part: (index[part][1] if part in index else "AutoencoderTiny", weights(files))
            for part in (*(key for key in index if not key.startswith("_")), "vae_tiny")
            if (files := chosen(folder / part))
        },
        licence=licence(folder),
    )
    return _with_own_wishes(card, folder / "reverie.json")


def _with_own_wishes(card: Card, file: Path) -> Card:
    """What a reverie.json beside the model sets over what its configurations say."""
    if not file.is_file():
        return card
    own = _json(file)
    width, height = own.get("width", card.size[0]), own.get("height", card.size[1])
    known = {key: own[key] for key in ("steps", "guidance", "sampler") if key in own}
    return replace(card, size=(width, height), **known)


def _of_file(name: str, file: Path) -> Card:
    """A single file keeps its components under the original repositories' prefixes."""
    keys = header(file)
    if not any(key.startswith("model.diffusion_model.") for key in keys):
        raise NoModel(f"{file.name} holds no whole Stable Diffusion model; a LoRA goes into the LoRA folder")
    family = "sdxl" if any(key.startswith("conditioner.embedders.1.") for key in keys) else "sd"
    style = sampler_preset_of(family, (titles(metadata(file)), name), {}, {})
    return Card(
        name=name,
        path=file.resolve(),
        family=family,
        size=(NATIVE[family], NATIVE[family]),
        sampler=style.sampler,
        steps=style.steps,
        guidance=style.guidance,
        prediction="v_prediction" if "v_pred" in keys else "epsilon",
        parts={"all": ("one file", weights([file]))},
    )


def _of_unet(name: str, place: Path, width: int) -> Card:
    """A UNet alone, which goes into a base model. width: of the tokens that it reads."""
    family = "sdxl" if width == 2048 else "sd"
    names = (name,) if place.is_dir() else (titles(metadata(place)), name)
    style = sampler_preset_of(family, names, _json(place / "config.json") if place.is_dir() else {}, {})
    return Card(
        name=name,
        path=place.resolve(),
        family=family,
        size=(NATIVE[family], NATIVE[family]),
        sampler=style.sampler,
        steps=style.steps,
        guidance=style.guidance,
        prediction=style.prediction or "epsilon",
        parts={
            "unet": (f"for {BASES.get(width, 'another model')}", weights(chosen(place) if place.is_dir() else [place]))
        },
        licence=licence(place if place.is_dir() else place.parent),
    )


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


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(decoded(file.read_bytes()))
    except FileNotFoundError:
        raise NoModel(f"{file.parent.parent.name} lacks {file.parent.name}/{file.name}") from None
    if not isinstance(found, dict):
        raise NoModel(f"{file} should hold one JSON object")
    return found


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
