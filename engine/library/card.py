"""What is known about a model on this disk, from its small files and the headers of its weights."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.dream.sources import PIPELINES
from engine.dream.styles import style_of
from engine.library.weights import Weights, chosen, header, weights

NATIVE = {"sd": 512, "sdxl": 1024}  # pixels a side, where the model does not say


class NoModel(ValueError):
    """There is no such model, or it is not one that Reverie can dream with; the text is one line."""


@dataclass(frozen=True)
class Card:
    """path: folder or file. size: width and height of its pictures. bytes: of the weights that are loaded.

    prediction: what the network predicts (epsilon, v_prediction, sample). parts: component to (class, weights).
    licence: as the model card names it, "" where there is none.
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
        return _of_file(name, path) if path.is_file() else _of_folder(name, path)
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
    unet = _json(folder / "unet" / "config.json")
    scheduler = _json(folder / "scheduler" / "scheduler_config.json")
    vae = _json(folder / "vae" / "config.json")
    style = style_of(family, name, unet, scheduler)
    scale = 2 ** (len(vae.get("block_out_channels") or vae["decoder_block_out_channels"]) - 1)
    sides = unet.get("sample_size") or NATIVE[family] // scale
    height, width = (sides, sides) if isinstance(sides, int) else sides
    card = Card(
        name=name,
        path=folder.resolve(),
        family=family,
        size=(width * scale, height * scale),
        sampler=style.sampler,
        steps=style.steps,
        guidance=style.guidance,
        prediction=scheduler.get("prediction_type", "epsilon"),
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
    style = style_of(family, name, {}, {})
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


def licence(folder: Path) -> str:
    """The licence that a model card (README.md) names in its front matter."""
    try:
        text = (folder / "README.md").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    front = re.match(r"---\s*\n(.*?)\n---", text, re.DOTALL)
    found = dict(re.findall(r"^(license(?:_name)?)\s*:\s*(\S.*?)\s*$", front[1], re.MULTILINE)) if front else {}
    name = found.get("license_name") if found.get("license") == "other" else None
    return (name or found.get("license", "")).strip("\"'[]")


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoModel(f"{file.parent.parent.name} lacks {file.parent.name}/{file.name}") from None
    if not isinstance(found, dict):
        raise NoModel(f"{file} should hold one JSON object")
    return found
