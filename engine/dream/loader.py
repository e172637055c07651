"""Loads any Stable-Diffusion-family pipeline in diffusers' layout and decides how it wants to be sampled."""

from __future__ import annotations

import importlib
import math
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from engine.coercion import composed
from engine.dream.controlnet import load_controlnet
from engine.dream.estimators import Estimators, load_depth
from engine.dream.families import FAMILIES
from engine.dream.folding import fold
from engine.dream.hub import reach_hub
from engine.dream.ip_adapter import install, load_ip_adapter
from engine.dream.memory import fit, free_memory, movable
from engine.dream.model import Model, choose_device, no_memory, out_of_memory
from engine.dream.model_files import (
    COMPONENTS,
    PIPELINES,
    ModelError,
    Say,
    locate,
    metadata,
    quiet_libraries,
    read_json,
)
from engine.dream.protocol import CHANNELS_LAST, HALF, OWN, Launch
from engine.dream.sampler_presets import SamplerPreset, sampler_preset_of, titles
from engine.dream.schedulers import (
    SAMPLERS,
    check_schedule,
    latent_statistics,
    read_schedule,
    scheduler_class,
)
from engine.errors import one_line
from engine.files import expanded

MODULES = {
    "StableDiffusionPipeline": "diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion",
    "StableDiffusionXLPipeline": "diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl",
    "AutoencoderTiny": "diffusers.models.autoencoders.autoencoder_tiny",
    "UNet2DConditionModel": "diffusers.models.unets.unet_2d_condition",
    "AutoencoderKL": "diffusers.models.autoencoders.autoencoder_kl",
}
SIZE_STEP = {"sd": 8, "sdxl": 64}  # pixels; SDXL was trained on multiples of 64
TINY_DECODERS = {
    "sd": "madebyollin/taesd",
    "sdxl": "madebyollin/taesdxl",
    "zimage": "madebyollin/taef1",
    "sd3": "madebyollin/taesd3",
}
# what the pipeline's constructor is told to do without
LEFT_OUT: dict[str, dict[str, Any]] = {
    "sd": {"safety_checker": None, "requires_safety_checker": False, "feature_extractor": None, "image_encoder": None},
    "sdxl": {"add_watermarker": False, "feature_extractor": None, "image_encoder": None},
}


def load(launch: Launch, say: Say) -> Model:
    """Load what a launch names; `say` hears a line about every stage. Raises ModelError."""
    started = time.perf_counter()
    try:
        model = _load(launch, say)
    except ModelError:
        raise
    except Exception as error:
        if out_of_memory(error):
            raise ModelError(no_memory(f"loading {launch.model}"), memory=True) from error
        raise ModelError(f"{launch.model} can't be loaded: {one_line(error)}") from error
    model.about["seconds"] = round(time.perf_counter() - started, 2)
    return model


def keyframe_size(native: tuple[int, int], launch: Launch, step: int) -> tuple[int, int]:
    """Width and height: what the launch asks for, else the model's own area in the show's aspect, in whole steps."""
    if launch.width and launch.height:
        width, height = float(launch.width), float(launch.height)
    else:
        width, height = native
        if abs(width / height / launch.aspect - 1) > 0.02:
            area = width * height
            width, height = math.sqrt(area * launch.aspect), math.sqrt(area / launch.aspect)
    return tuple(max(round(side * launch.shrink / step), 1) * step for side in (width, height))  # type: ignore


def _load(launch: Launch, say: Say) -> Model:
    device = choose_device(launch.device)
    place = locate(launch.model, say)
    name, source, folder = place.name, place.pipeline, place.folder
    family, loader = PIPELINES[place.index["_class_name"]]
    flow = FAMILIES.get(family)
    usual = torch.bfloat16 if flow else torch.float16  # in which transformers overflow
    dtype = torch.float32 if device.type == "cpu" or HALF in launch.left_out else usual
    stays = fit(place, device, dtype.itemsize, free_memory(device))
    say("loading libraries")
    quiet_libraries()
    schedule = read_schedule(folder, place.file)
    passed = dict(LEFT_OUT.get(family, {}))
    if flow is None and folder is not None:
        check_schedule(name, schedule)
        passed["scheduler"] = scheduler_class("DDIMScheduler")() if source.is_file() else None  # its own may not load
    vae = _other_vae(launch.vae, folder, place.index, family, dtype)
    if vae is not None:
        passed["vae"] = vae
    say(f"loading {name}")
    if place.unet is not None:
        passed["unet"] = _read_unet(place.unet, source, dtype)
    pipe = _read(getattr(flow.module, loader) if flow else _class(loader), source, folder, dtype, passed)
    schedule = {**pipe.scheduler.config, **schedule} if folder is None else schedule
    if pipe.scheduler is None:  # some methods of the pipeline want one
        pipe.register_modules(scheduler=scheduler_class("DDIMScheduler")())
    if source.is_file() and (statistics := latent_statistics(source)):
        pipe.vae.register_to_config(**statistics)
    say(f"moving {name} to {device}")
    apart = flow is not None and movable(device) and not stays
    if apart:
        say(f"{name} and its text encoder don't fit into {device} at once: that comes for each new prompt, and leaves")
    _settle(pipe, device, apart, device.type != "mps" and CHANNELS_LAST not in launch.left_out)
    names = (titles(metadata(place.file)), name) if place.file else (name,)
    config = {**pipe.config, **pipe.transformer.config} if flow else pipe.unet.config
    own = dict(place.own)
    takes = _takes(own.pop("takes", [""]))
    preset, native = _own_wishes(own, sampler_preset_of(family, names, config, schedule), pipe, bool(flow))
    if flow:
        schedule.setdefault("prediction_type", "flow")
    else:
        install(pipe.unet)
    if preset.prediction:
        schedule["prediction_type"] = preset.prediction
    if preset.maker:
        say(f"{name} is {preset.maker}: {preset}")
    scale = pipe.vae_scale_factor * (2 if hasattr(pipe.vae, "bn") else 1)
    width, height = keyframe_size(native, launch, max(flow.step if flow else SIZE_STEP[family], scale))
    loras, media = (Path(folder) if folder else None for folder in (launch.lora_folder, launch.media_folder))
    about = {
        "model": name,
        "family": family,
        "sampler": preset.sampler,
        "steps": preset.steps,
        "guidance": preset.guidance,
        "prediction": schedule.get("prediction_type", "epsilon"),
        "device": getattr(torch, device.type).get_device_name(device)
        if device.type in ("cuda", "xpu")
        else device.type,
        "dtype": str(dtype).removeprefix("torch."),
        "vae": type(pipe.vae).__name__,
        "width": width,
        "height": height,
    }
    model = Model(
        pipe,
        family,
        preset,
        device,
        width,
        height,
        scale,
        schedule,
        loras,
        about,
        media,
        flow=flow,
        apart=apart,
        takes=takes,
        left_out=launch.left_out,
    )
    about["unet_parameters"] = sum(weight.numel() for weight in model.network.parameters())
    return _structured(model, launch, folder, say)


def _structured(model: Model, launch: Launch, home: Path | None, say: Say) -> Model:
    """The model of a folder, `home`, with the ControlNets and the IP-Adapter that a launch names. Raises ModelError."""
    if model.flow and ({*launch.controls} - {OWN} or launch.adapter):
        raise ModelError(f"{model.about['model']} is a transformer, for which neither ControlNets nor IP-Adapters are")
    for folder in map(Path, launch.controls):
        own = str(folder) == OWN
        place = (home or folder) / "controlnet" if own else folder
        if own and not place.is_dir():
            say(f"{model.about['model']} has no ControlNet of its own: lower /live/strength, or name a --controlnet")
            continue
        say(f"loading the ControlNet {folder.name}")
        controlnet = load_controlnet(place, model.pipe.unet, model.latent_shape[1:], model.device)
        model.controlnets[composed(folder.name)] = controlnet
        model.about["control"] = ", ".join(model.controlnets)
    if launch.adapter:
        say(f"loading the IP-Adapter {Path(launch.adapter).name}")
        model = replace(model, ip_adapter=load_ip_adapter(Path(launch.adapter), model.pipe, model.device))
        model.about["adapter"] = Path(launch.adapter).name
    if launch.depth:
        say(f"loading the depth estimator {Path(launch.depth).name}")
        model = replace(model, depth=load_depth(Path(launch.depth), model.device))
        model.about["depth"] = Path(launch.depth).name
    folders = {"pose": launch.pose, "segmentation": launch.segmentation}
    ready = {"depth": model.depth} if model.depth else {}
    return replace(model, estimators=Estimators(folders, model.device, ready))


def _read(pipeline: Any, source: Path, folder: Path | None, dtype: torch.dtype, passed: dict[str, Any]) -> Any:
    """The pipeline from a folder; or from a file, with the configs of a folder or else the hub's."""
    if source.is_dir():
        variant = _variant(source, dtype)
        safe = {"use_safetensors": True, "local_files_only": True}
        return pipeline.from_pretrained(str(source), dtype=dtype, variant=variant, **safe, **passed)
    if folder is None:
        reach_hub()
    try:
        configs = {"config": str(folder), "local_files_only": True} if folder else {}
        return pipeline.from_single_file(str(source), dtype=dtype, **configs, **passed)
    except Exception as error:
        if out_of_memory(error) or folder:
            raise
        raise ModelError(
            f"{source.name} needs its configs and tokenizer, which can't be had from the hub now: put a diffusers "
            f"folder of its kind beside it, named {source.stem} ({one_line(error):.90})"
        ) from None


def _read_unet(place: Path, base: Path, dtype: torch.dtype) -> Any:
    """A UNet alone, from its folder; or from a file, in the shape of the base model's."""
    kind = _class("UNet2DConditionModel")
    if place.is_dir():
        found = {_variant_of(file.name) for file in place.glob("*.safetensors")}
        safe = {"use_safetensors": True, "local_files_only": True}
        return kind.from_pretrained(str(place), dtype=dtype, variant=None if "" in found else min(found), **safe)
    return kind.from_single_file(str(place), dtype=dtype, config=str(base), subfolder="unet", local_files_only=True)


def _settle(pipe: Any, device: torch.device, apart: bool, channels_last: bool) -> None:
    """To the device, in the memory layout that it is fastest with, for dreaming only. apart: text encoders are not."""
    pipe.set_progress_bar_config(disable=True)
    if type(pipe.vae).__name__ == "AutoencoderTiny":
        fold(pipe.vae)
    for name, part in pipe.components.items():
        if isinstance(part, torch.nn.Module) and not (apart and name.startswith("text_encoder")):
            part.requires_grad_(False).to(device)
    if pipe.vae.dtype != torch.float32 and getattr(pipe.vae.config, "force_upcast", False):
        pipe.vae.float()  # SDXL's decoder overflows in half precision
    for part in (pipe.components.get("unet"), pipe.vae):
        if part is not None and channels_last:
            part.to(memory_format=torch.channels_last)


def _class(name: str) -> Any:
    return getattr(importlib.import_module(MODULES[name]), name)


def _variant(folder: Path, dtype: torch.dtype) -> str | None:
    """The variant of a folder's files to read, as in NAME.fp16.safetensors or NAME.fp16-00001-of-00002.safetensors.

    It is one that a part has nothing but, or fp16 where half precision is what we run in and some part has it.
    """
    parts = [{_variant_of(file.name) for file in part.glob("*.safetensors")} for part in folder.iterdir()]
    for variants in parts:
        if variants and "" not in variants:
            return "fp16" if "fp16" in variants else min(variants)
    return "fp16" if dtype == torch.float16 and any("fp16" in variants for variants in parts) else None


def _variant_of(name: str) -> str:
    stem = re.sub(r"-\d{5}-of-\d{5}$", "", name.removesuffix(".safetensors"))
    return stem.partition(".")[2]


def _other_vae(wish: str, folder: Path | None, index: dict[str, Any], family: str, dtype: torch.dtype) -> Any:
    """The decoder to use in place of the pipeline's own, or None for its own."""
    own_is_tiny = index.get("vae", [None, None])[1] == "AutoencoderTiny"
    if wish not in ("", "full", "tiny"):
        return _read_vae(expanded(wish), family, dtype)
    if wish == "full" or own_is_tiny:
        return None
    if folder and (folder / "vae_tiny" / "config.json").is_file():
        return _read_vae(folder / "vae_tiny", family, dtype)
    if wish == "":
        return None
    if family not in TINY_DECODERS:
        raise ModelError("there is no tiny decoder for this kind of model: use --vae full")
    name = TINY_DECODERS[family]
    reach_hub()
    try:
        return _class("AutoencoderTiny").from_pretrained(name, dtype=dtype, use_safetensors=True)
    except Exception:
        raise ModelError(
            f"no tiny decoder: {name} can't be downloaded now; put one into the model's folder as vae_tiny, "
            f"or use --vae full"
        ) from None


def _read_vae(folder: Path, family: str, dtype: torch.dtype) -> Any:
    if not (folder / "config.json").is_file():
        raise ModelError(f"{folder} is no decoder: give full, tiny, or a folder with config.json and weights")
    kind = read_json(folder / "config.json").get("_class_name")
    known = [each for each in COMPONENTS[family]["vae"] if each in MODULES]
    if kind not in known:
        raise ModelError(f"{folder} is a {kind}, where Reverie knows {', '.join(known) or 'no other'}")
    return _class(kind).from_pretrained(str(folder), dtype=dtype, use_safetensors=True, local_files_only=True)


def _takes(openings: Any) -> tuple[str, ...]:
    """What reverie.json says of takes: how prompts of each begin."""
    texts = isinstance(openings, list) and all(isinstance(each, str) and len(each) <= 80 for each in openings)
    if not texts or not 0 < len(openings) <= 64:
        raise ModelError(f"reverie.json sets takes to {openings!r:.80}: they are 1 to 64 short texts")
    return tuple(openings)


def _own_wishes(
    own: dict[str, Any], preset: SamplerPreset, pipe: Any, flows: bool
) -> tuple[SamplerPreset, tuple[int, int]]:
    """What reverie.json sets over the preset and the native size."""
    config = pipe.transformer.config if flows else pipe.unet.config
    sample = config.get("sample_size") or (1024 // pipe.vae_scale_factor if flows else 64)
    height, width = (sample, sample) if isinstance(sample, int) else sample
    native = {"width": width * pipe.vae_scale_factor, "height": height * pipe.vae_scale_factor}
    for key, value in own.items():
        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
        if key in ("width", "height", "steps") and numeric and value >= 1:
            if key == "steps":
                preset = replace(preset, steps=int(value))
            else:
                native[key] = int(value)
        elif key == "guidance" and numeric and value >= 0:
            preset = replace(preset, guidance=float(value))
        elif key == "sampler" and value in SAMPLERS and not flows:
            preset = replace(preset, sampler=value)
        else:
            raise ModelError(
                f"reverie.json sets {key} to {value!r}: it knows steps, guidance, width, height, sampler and takes"
            )
    return preset, (native["width"], native["height"])
