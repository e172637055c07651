"""What is known about a model on this disk, from its small files and the headers of its weights."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.dream.model_files import (
    BASES,
    COMPONENTS,
    PIPELINES,
    ModelError,
    guess_index,
    header,
    lone_unet,
    metadata,
    read_config,
    read_index,
    read_json,
)
from engine.dream.sampler_presets import SamplerPreset, sampler_preset_of, titles

NATIVE = {"sd": 512, "sdxl": 1024}  # pixels a side, where the model does not say


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
    config = read_json(folder / ("transformer" if flows else "unet") / "config.json")
    scheduler = read_json(folder / "scheduler" / "scheduler_config.json")
    vae = read_json(folder / "vae" / "config.json")
    preset = sampler_preset_of(family, (name,), {**index, **config} if flows else config, scheduler)
    scale = 2 ** (len(vae.get("block_out_channels") or vae["decoder_block_out_channels"]) - 1)
    sides = config.get("sample_size") or NATIVE.get(family, 1024) // scale
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
