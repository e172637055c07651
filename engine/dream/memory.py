"""Whether a model fits, asked before it is loaded: what its files hold against what is free."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from pathlib import Path

import psutil
import torch

from engine.dream.model_files import COMPONENTS, PIPELINES, ModelError, Source, header

ROOM = 2e9  # bytes to work in, besides weights, where text encoders are to stay


def fit(place: Source, device: torch.device, each: int, free: float) -> bool:
    """Whether text encoders fit beside the rest; a model whose other weights alone don't is refused by a ModelError.

    each: bytes of a weight as it is loaded. free: bytes on the device. Single files are not told apart, so all of one
    has to fit.
    """
    if place.pipeline.is_file():
        texts, others = 0, numbers(place.pipeline)
    else:
        parts = COMPONENTS[PIPELINES[place.index["_class_name"]][0]]
        held = {part: _component(place.pipeline / part) for part in parts}
        if place.unet is not None:
            held["unet"] = _component(place.unet) if place.unet.is_dir() else numbers(place.unet)
        texts = sum(count for part, count in held.items() if part.startswith("text_encoder"))
        others = sum(held.values()) - texts
    least = (others if movable(device) else others + texts) * each
    if least > free:
        where = "memory" if device.type == "cpu" else f"memory of {device.type}"
        raise ModelError(
            f"{place.name} needs {least / 1e9:.1f} GB of {where}, and {free / 1e9:.1f} are free: "
            "close what else uses it, or choose a smaller model"
        )
    return (texts + others) * each + ROOM < free


def movable(device: torch.device) -> bool:
    """Whether a device's memory is its own, so that what is not needed can wait in this computer's."""
    return device.type not in ("cpu", "mps")


def free_memory(device: torch.device) -> float:
    """Bytes that are free where a model would lie."""
    if device.type == "cuda":
        return float(torch.cuda.mem_get_info(device)[0])
    return float(psutil.virtual_memory().available)


def numbers(file: Path) -> int:
    """How many numbers a .safetensors file holds, from its header."""
    return sum(math.prod(shape) for _, shape in header(file).values())


def _component(folder: Path) -> int:
    """How many numbers a component's weights hold, counted once where they lie there in more than one precision."""
    counts: dict[str, int] = defaultdict(int)
    for file in folder.glob("*.safetensors"):
        counts[re.sub(r"-\d{5}-of-\d{5}", "", file.name)] += numbers(file)
    return max(counts.values(), default=0)
