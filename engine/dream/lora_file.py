"""Reads LoRA files of any trainer: what they change, in this pipeline's own names, and what they are made for."""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from engine.dream.model_files import ModelError, check_weights, metadata, weights_of
from engine.dream.sampler_presets import LCM, SamplerPreset, named_few_steps, titles

Change = dict[str, Tensor]  # of one layer: down (rank, in, ...) and up (out, rank, ...), often alpha, seldom dora

# How trainers write the two halves of a change, and what scales it. Old attention processors have _lora.down.
_ROLES = {
    "down": re.compile(r"[._]lora(_A(\.\w+)?|_down|\.down|_linear_layer\.down)\.weight$"),
    "up": re.compile(r"[._]lora(_B(\.\w+)?|_up|\.up|_linear_layer\.up)\.weight$"),
    "alpha": re.compile(r"([._]lora(\.down\.weight)?)?\.alpha$"),
    "dora": re.compile(r"\.lora_magnitude_vector(\.\w+)*$"),
}
_PREFIX = re.compile(r"^(base_model\.model\.|module\.|_orig_mod\.|model\.(?=diffusion_model\.))+")
_PARTS = {
    "text_encoder_2": r"(text_encoder_2|lora_te2|te2|clip_g|text_encoders\.clip_g)[._](transformer[._])?",
    "text_encoder": r"(text_encoder|lora_te1?|te1?|clip_l|text_encoders\.clip_l)[._](transformer[._])?"
    r"|(?=text_model[._])",
    "unet": r"(unet\.|lora_unet_|diffusion_model\.)?",
}
_ORIGINAL = re.compile(
    r"(input_blocks|middle_block|output_blocks)[._]"
)  # layers as the original repositories call them
_LYCORIS = {"hada_": "LoHa", "lokr_": "LoKr", "oft_": "OFT"}

# What LoRAs of other models change, by what only they have.
_OTHERS = {
    "Wan": r"blocks[._]\d+[._](self|cross)_attn",
    "Flux": r"(single_transformer_blocks|double_blocks|single_blocks)[._]\d+",
    "Qwen-Image": r"transformer_blocks[._]\d+[._](img|txt)_m(lp|od)",
    "Stable Diffusion 3": r"joint_(transformer_)?blocks[._]\d+|transformer_blocks[._]\d+[._]attn[._](add|to)_[kqv]",
    "Lumina or Z-Image": r"layers[._]\d+[._](attention|feed_forward)",
    "another kind of network": r"^(lora_)?(transformer|diffusion_model)[._]|^(lora_unet_)?blocks[._]\d+",
}
_FAMILIES = {"wan": "Wan", "flux": "Flux", "qwen": "Qwen-Image", "xl": "SDXL", "diffusion-3": "Stable Diffusion 3"}
_WIDTHS = {768: "Stable Diffusion 1.x", 1024: "Stable Diffusion 2.x", 2048: "SDXL"}  # of a token
_NAMELESS = re.compile(r"(pytorch[_-]lora[_-]weights|adapter[_-]model|adapter|lora|model|checkpoint)([_-]?\d+)?")


class LoraError(RuntimeError):
    """A LoRA that can't be worn; the text is one line."""


def read_lora(path: Path, pipe: Any) -> dict[str, Tensor]:
    """What a file changes of a pipeline, by the names that peft gives it, scaled as the file asks for.

    Raises LoraError, its text to follow the file's name, where the file is for something else.
    """
    with weights_of(path, "pt") as file:
        told = file.metadata() or {}
        tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
    for sign, kind in _LYCORIS.items():
        if any(sign in key for key in tensors):
            raise LoraError(f"is a {kind}, which diffusers can't load: convert it to a plain LoRA")
    known = {part: _layers(getattr(pipe, part)) for part in _PARTS if getattr(pipe, part, None) is not None}
    changes = _changes(tensors if not any(map(_ORIGINAL.search, tensors)) else _renamed(tensors, pipe))
    found: dict[str, Tensor] = {}
    fitting = wrong = 0
    for name, change in changes.items():
        part, layer = _place(name, known)
        if layer is None or not _fits(change, known[part][layer][1]):
            wrong += layer is not None
            continue
        fitting += 1
        own, weight = known[part][layer]
        down, up = (_shaped(change[half], weight.dim()) for half in ("down", "up"))
        found[f"{part}.{own}.lora_A.weight"] = down
        found[f"{part}.{own}.lora_B.weight"] = up * _scale(change, told, f"{part}.{own}", len(down))
        if "dora" in change:
            found[f"{part}.{own}.lora_magnitude_vector"] = change["dora"]
    if wrong or 2 * fitting <= len(changes) or not found:
        width = pipe.unet.config.cross_attention_dim
        ours = "SDXL" if "text_encoder_2" in known else _WIDTHS.get(width, "Stable Diffusion")
        made = made_for(changes or tensors, told)
        if made not in ("", ours):
            raise LoraError(f"is made for {made}, not for {ours}")
        raise LoraError(f"does not fit this model, which has {fitting} of the {len(changes)} layers that it changes")
    return found


def made_for(names: Iterable[str] | Mapping[str, Change], metadata: Mapping[str, str]) -> str:
    """What kind of model a LoRA says or shows that it is for; "" where neither."""
    told = f"{metadata.get('modelspec.architecture', '')} {metadata.get('ss_base_model_version', '')}".lower()
    for sign, family in _FAMILIES.items():
        if sign in told:
            return family
    for family, pattern in _OTHERS.items():
        theirs = (_PREFIX.sub("", name) for name in names if "attentions" not in name and not _ORIGINAL.search(name))
        if any(re.search(pattern, name) for name in theirs):
            return family
    if isinstance(names, Mapping):
        for name, change in names.items():
            if re.search(r"attn2[._](processor[._])?to_[kv]", name) and isinstance(change, dict) and "down" in change:
                return _WIDTHS.get(change["down"].shape[1], "")
    return ""


@lru_cache(maxsize=64)
def few_steps(path: Path, written: int) -> SamplerPreset | None:
    """How a LoRA was distilled to be sampled, as its metadata, its name or its layers tell.

    None for one that tells of none. written: when the file was, as it may be replaced.
    """
    told, keys = _header(path)
    named = named_few_steps(titles(told), lora=True) or named_few_steps(path.stem, lora=True)
    # Only distillation changes what a network knows of the time; diffusers' own training of LCM-LoRAs does.
    distilled = any(re.search(r"time_emb_proj|emb_layers", key) for key in keys)
    return named or (replace(LCM, maker="LCM") if distilled else None)


def says_nothing(path: Path) -> bool:
    """Whether neither a file's name nor its metadata tell what it is."""
    told, _ = _header(path)
    return bool(_NAMELESS.fullmatch(path.stem.lower())) and not titles(told)


def _header(path: Path) -> tuple[dict[str, str], set[str]]:
    try:
        return metadata(path), check_weights(path)
    except ModelError:
        return {}, set()


def _layers(network: nn.Module) -> dict[str, tuple[str, Tensor]]:
    """Layers that can be changed, by their names written with underscores: their own name and their weight."""
    found = {}
    for name, module in network.named_modules():
        weight = getattr(module, "weight", None)
        if isinstance(weight, Tensor) and weight.dim() in (2, 4) and not isinstance(module, nn.Embedding):
            own = name.removesuffix(".base_layer")  # another LoRA is worn already
            found[own.replace(".", "_").removeprefix("text_model_")] = own, weight
    return found


def _changes(tensors: Mapping[str, Tensor]) -> dict[str, Change]:
    """What belongs to each layer."""
    changes: dict[str, Change] = defaultdict(dict)
    for key, tensor in tensors.items():
        for role, pattern in _ROLES.items():
            name = pattern.sub("", key)
            if name != key:
                changes[name][role] = tensor
                break
    return {name: change for name, change in changes.items() if "down" in change and "up" in change}


def _place(name: str, known: Mapping[str, Mapping[str, tuple[str, Tensor]]]) -> tuple[str, str | None]:
    """The part of the pipeline and the layer in `known` that a name means, None where it has no such layer."""
    name = _PREFIX.sub("", name)
    for part, prefix in _PARTS.items():
        begin = re.match(prefix, name)
        if not begin:
            continue
        layer = name[begin.end() :].replace(".processor.", ".").replace(".", "_").removeprefix("text_model_")
        for each in (layer, f"{layer}_0", layer.replace("attn_to_", "attn_")):  # to_out is a list
            if each in known.get(part, ()):
                return part, each
        old = re.sub(r"to_([qkv])$", r"\1_proj", layer).replace(
            "to_out", "out_proj"
        )  # of old text encoders' processors
        return part, old if old in known.get(part, ()) else None
    return "", None


def _fits(change: Change, weight: Tensor) -> bool:
    down, up = change["down"], change["up"]
    kernel = down.shape[2:] if down.dim() > 2 else (1, 1)
    wanted = weight.shape[2:] if weight.dim() > 2 else (1, 1)
    return (down.shape[1], up.shape[0], down.shape[0], *kernel) == (
        weight.shape[1],
        weight.shape[0],
        up.shape[1],
        *wanted,
    )


def _shaped(half: Tensor, dims: int) -> Tensor:
    """A layer's half as a matrix, or as the weight of a convolution."""
    if dims == 2:
        return half.flatten(1)
    return half if half.dim() == 4 else half[:, :, None, None]


def _scale(change: Change, metadata: Mapping[str, str], name: str, rank: int) -> float:
    """alpha / rank, alpha from the file's own key or from peft's configuration, else the rank."""
    if "alpha" in change:
        return float(change["alpha"]) / rank
    try:
        config = json.loads(metadata["lora_adapter_metadata"])
        part, _, layer = name.partition(".")
        patterns = config.get(f"{part}.alpha_pattern") or {}
        alpha = patterns.get(layer, config.get(f"{part}.lora_alpha", rank))
        return float(alpha) / (math.sqrt(rank) if config.get(f"{part}.use_rslora") else rank)
    except (KeyError, ValueError, RecursionError, TypeError, AttributeError):
        return 1.0


def _renamed(tensors: Mapping[str, Tensor], pipe: Any) -> dict[str, Tensor]:
    """Tensors of layers in the original repositories' names under diffusers' own; the others as they are."""
    original: dict[str, Tensor] = {}
    for name, change in _changes({key: tensor for key, tensor in tensors.items() if _ORIGINAL.search(key)}).items():
        layer = re.sub(_PARTS["unet"], "", _PREFIX.sub("", name), count=1).replace(".", "_")
        for role, end in {"down": "lora_down.weight", "up": "lora_up.weight", "alpha": "alpha"}.items():
            if role in change:
                original[f"lora_unet_{layer}.{end}"] = change[role]
    try:
        renamed, alphas = pipe.lora_state_dict(original, unet_config=pipe.unet.config)
    except (ValueError, IndexError, KeyError):  # blocks that this network doesn't have
        return dict(tensors)
    others = {key: tensor for key, tensor in tensors.items() if not _ORIGINAL.search(key)}
    return {**others, **renamed, **{key: _number(alpha) for key, alpha in (alphas or {}).items()}}


def _number(value: float) -> Tensor:
    import torch

    return torch.tensor(float(value))
