"""Loads any Stable-Diffusion-family pipeline in diffusers' layout and decides how it wants to be sampled."""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.dream.attention import install
from engine.dream.compiling import plainly
from engine.dream.folding import fold
from engine.dream.messages import Launch
from engine.dream.progress import Say
from engine.dream.reference import load_reference
from engine.dream.sources import (
    COMPONENTS,
    PIPELINES,
    ModelError,
    beside,
    check_files,
    check_weights,
    find,
    guess_index,
    quiet_libraries,
    reach_hub,
    read_index,
    read_json,
)
from engine.dream.structure import load_structure
from engine.dream.styles import Style, style_of
from engine.errors import one_line

MODULES = {
    "StableDiffusionPipeline": "diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion",
    "StableDiffusionXLPipeline": "diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl",
    "DPMSolverMultistepScheduler": "diffusers.schedulers.scheduling_dpmsolver_multistep",
    "EulerDiscreteScheduler": "diffusers.schedulers.scheduling_euler_discrete",
    "LCMScheduler": "diffusers.schedulers.scheduling_lcm",
    "AutoencoderTiny": "diffusers.models.autoencoders.autoencoder_tiny",
    "AutoencoderKL": "diffusers.models.autoencoders.autoencoder_kl",
}
SIZE_STEP = {"sd": 8, "sdxl": 64}  # pixels; SDXL was trained on multiples of 64
NARROW = 128  # channels of a UNet that is no quicker in bfloat16; the built-in one has 96 at most
TINY_DECODERS = {"sd": "madebyollin/taesd", "sdxl": "madebyollin/taesdxl"}
# what the pipeline's constructor is told to do without
LEFT_OUT: dict[str, dict[str, Any]] = {
    "sd": {"safety_checker": None, "requires_safety_checker": False, "feature_extractor": None, "image_encoder": None},
    "sdxl": {"add_watermarker": False, "feature_extractor": None, "image_encoder": None},
}


@dataclass(frozen=True)
class Model:
    """A pipeline that is ready to dream. width and height: of its pictures; scale: pixels per latent, each way."""

    pipe: Any
    family: str
    style: Style
    device: torch.device
    width: int
    height: int
    scale: int
    lora_folder: Path | None = None
    about: dict[str, Any] = field(default_factory=dict)
    media: Path | None = None  # the folder that reference pictures are taken from
    structure: Any = None  # a Structure, where a ControlNet is loaded
    reference: Any = None  # a Reference, where an IP-Adapter is

    @property
    def latent_shape(self) -> tuple[int, int, int]:
        return self.pipe.unet.config.in_channels, self.height // self.scale, self.width // self.scale

    @torch.inference_mode()
    def decode(self, latents: Tensor) -> Tensor:
        """(B, C, h, w) latents to (B, 3, H, W) float32 pictures, about 0..1, not clamped."""
        vae = self.pipe.vae
        scaled = latents.to(vae.dtype) / vae.config.scaling_factor
        with self.briefly(self.tiny):  # off by a level or two of 255
            return vae.decode(scaled, return_dict=False)[0].float() / 2 + 0.5

    @torch.inference_mode()
    def encode(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) pictures of 0..1 to (B, C, h, w) float32 latents; a distribution gives its mode."""
        vae = self.pipe.vae
        with self.briefly(self.tiny):
            encoded = vae.encode(pictures.to(vae.dtype) * 2 - 1)
        latents = encoded.latents if hasattr(encoded, "latents") else encoded.latent_dist.mode()
        return latents.float() * vae.config.scaling_factor

    @property
    def tiny(self) -> bool:
        """Whether the autoencoder is a tiny one."""
        return type(self.pipe.vae).__name__ == "AutoencoderTiny"

    def briefly(self, wanted: bool = True) -> Any:
        """A context in which networks work in bfloat16, where it is wanted and the CPU has instructions for it."""
        return torch.autocast(
            "cpu", torch.bfloat16, enabled=wanted and self.device.type == "cpu" and multiplies_bfloat16()
        )

    def live_precision(self) -> Any:
        """The context in which a live stream's UNet works.

        Not in brief where it predicts epsilon, whose errors near pure noise would show, nor where it is too narrow to
        gain by it.
        """
        wide = max(self.pipe.unet.config.block_out_channels) > NARROW
        return self.briefly(wide and self.pipe.scheduler.config.prediction_type != "epsilon")

    @contextmanager
    def full_precision(self) -> Iterator[None]:
        """Work in float32 for a while: what overflows in half precision often doesn't there."""
        halves = [(part, part.dtype) for part in (self.pipe.unet, self.pipe.vae) if part.dtype != torch.float32]
        try:
            for part, _ in halves:
                part.float()
            with plainly() if "compiled" in self.about else nullcontext():
                yield
        finally:
            for part, dtype in halves:
                part.to(dtype)

    def scheduler(self, sampler: str) -> Any:
        """A fresh diffusers scheduler for a sampler, with this model's noise schedule and prediction type."""
        config = dict(self.pipe.scheduler.config)
        if sampler == "lcm":
            return _class("LCMScheduler").from_config(config)
        if sampler == "turbo":
            return _class("EulerDiscreteScheduler").from_config(config, timestep_spacing="trailing")
        plain = {"algorithm_type": "dpmsolver++", "solver_type": "midpoint", "final_sigmas_type": "zero"}
        return _class("DPMSolverMultistepScheduler").from_config({**config, **plain})


@cache
def multiplies_bfloat16() -> bool:
    """Whether this CPU has instructions of its own for bfloat16; without them it is slower than float32."""
    able: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


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


def choose_device(name: str) -> torch.device:
    """auto, cuda, mps or cpu to a device that is really there. Raises ModelError."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    if name.startswith("cuda") and not torch.cuda.is_available():
        if torch.version.cuda is None and torch.version.hip is None:
            raise ModelError("this torch was built without CUDA: `reverie doctor` names the command that mends it")
        raise ModelError("no CUDA device answers: see that the driver runs (nvidia-smi), or use --device cpu")
    if name == "mps" and not torch.backends.mps.is_available():
        raise ModelError("no Apple GPU here: use --device cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ModelError(f"there is no device {name}: use auto, cuda, mps or cpu") from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ModelError(f"there is no device {name}, only {torch.cuda.device_count()} of that kind")
    return device


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


def out_of_memory(error: BaseException) -> bool:
    """Whether this is a lack of memory, in any of the ways in which torch says so."""
    text = str(error).lower()
    return (
        isinstance(error, (torch.OutOfMemoryError, MemoryError))
        or "out of memory" in text
        or "can't allocate memory" in text
        or "not enough memory" in text
        or "could not create a primitive" in text  # oneDNN, which gives no reason
    )


def no_memory(doing: str) -> str:
    return f"out of memory while {doing}: close other programs that use it, or choose a smaller model or size"


def _load(launch: Launch, say: Say) -> Model:
    device = choose_device(launch.device)
    dtype = torch.float32 if device.type == "cpu" else torch.float16
    say(f"looking for {launch.model}")
    source = find(launch.model, dtype == torch.float16, say)
    folder = source if source.is_dir() else beside(source)
    index = read_index(folder) if folder else guess_index(source)
    own = read_json(folder / "reverie.json") if folder and (folder / "reverie.json").exists() else {}
    if source.is_dir():
        check_files(source, index)
    else:
        check_weights(source)
    name = launch.model if launch.model == "builtin" else source.stem if source.is_file() else Path(launch.model).name
    say("loading libraries")
    quiet_libraries()
    family, loader = PIPELINES[index["_class_name"]]
    passed = dict(LEFT_OUT[family])
    vae = _other_vae(launch.vae, folder, index, family, dtype)
    if vae is not None:
        passed["vae"] = vae
    say(f"loading {name}")
    pipe = _read(_class(loader), source, folder, dtype, passed)
    say(f"moving {name} to {device}")
    _settle(pipe, device)
    install(pipe.unet)
    style, native = _own_wishes(own, style_of(family, name, pipe.unet.config, pipe.scheduler.config), pipe)
    width, height = keyframe_size(native, launch, max(SIZE_STEP[family], pipe.vae_scale_factor))
    about = {
        "model": name,
        "family": family,
        "sampler": style.sampler,
        "steps": style.steps,
        "guidance": style.guidance,
        "prediction": pipe.scheduler.config.prediction_type,
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        "dtype": str(dtype).removeprefix("torch."),
        "vae": type(pipe.vae).__name__,
        "width": width,
        "height": height,
        "unet_parameters": sum(weight.numel() for weight in pipe.unet.parameters()),
    }
    loras, media = (Path(folder) if folder else None for folder in (launch.lora_folder, launch.media_folder))
    model = Model(pipe, family, style, device, width, height, pipe.vae_scale_factor, loras, about, media)
    if launch.control:
        say(f"loading the ControlNet {Path(launch.control).name}")
        structure = load_structure(Path(launch.control), pipe.unet, model.latent_shape[1:], device)
        about["control"] = Path(launch.control).name
        model = replace(model, structure=structure)
    if launch.adapter:
        say(f"loading the IP-Adapter {Path(launch.adapter).name}")
        model = replace(model, reference=load_reference(Path(launch.adapter), pipe, device))
        about["adapter"] = Path(launch.adapter).name
    return model


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


def _settle(pipe: Any, device: torch.device) -> None:
    """To the device, in the memory layout that it is fastest with, for dreaming only."""
    pipe.set_progress_bar_config(disable=True)
    if type(pipe.vae).__name__ == "AutoencoderTiny":
        fold(pipe.vae)
    pipe.to(device)
    if pipe.vae.dtype != torch.float32 and getattr(pipe.vae.config, "force_upcast", False):
        pipe.vae.float()  # SDXL's decoder overflows in half precision
    for part in (pipe.unet, pipe.vae):
        part.requires_grad_(False)
        if device.type != "mps":
            part.to(memory_format=torch.channels_last)


def _class(name: str) -> Any:
    return getattr(importlib.import_module(MODULES[name]), name)


def _variant(folder: Path, dtype: torch.dtype) -> str | None:
    """fp16 files where they are the only ones, or where half precision is what we run in."""
    halves = [".fp16." in file.name for file in (folder / "unet").glob("*.safetensors")]
    return "fp16" if all(halves) or (any(halves) and dtype == torch.float16) else None


def _other_vae(wish: str, folder: Path | None, index: dict[str, Any], family: str, dtype: torch.dtype) -> Any:
    """The decoder to use in place of the pipeline's own, or None for its own."""
    own_is_tiny = index.get("vae", [None, None])[1] == "AutoencoderTiny"
    if wish not in ("", "full", "tiny"):
        return _read_vae(Path(wish).expanduser(), dtype)
    if wish == "full" or own_is_tiny:
        return None
    if folder and (folder / "vae_tiny" / "config.json").is_file():
        return _read_vae(folder / "vae_tiny", dtype)
    if wish == "":
        return None
    name = TINY_DECODERS[family]
    reach_hub()
    try:
        return _class("AutoencoderTiny").from_pretrained(name, dtype=dtype, use_safetensors=True)
    except Exception:
        raise ModelError(
            f"no tiny decoder: {name} can't be downloaded now; put one into the model's folder as vae_tiny, "
            f"or use --vae full"
        ) from None


def _read_vae(folder: Path, dtype: torch.dtype) -> Any:
    if not (folder / "config.json").is_file():
        raise ModelError(f"{folder} is no decoder: give full, tiny, or a folder with config.json and weights")
    kind = read_json(folder / "config.json").get("_class_name")
    if kind not in COMPONENTS["vae"]:
        raise ModelError(f"{folder} is a {kind}, where Reverie knows {', '.join(COMPONENTS['vae'])}")
    return _class(kind).from_pretrained(str(folder), dtype=dtype, use_safetensors=True, local_files_only=True)


def _own_wishes(own: dict[str, Any], style: Style, pipe: Any) -> tuple[Style, tuple[int, int]]:
    """What reverie.json sets over the style and the native size."""
    sample = pipe.unet.config.sample_size or 64
    height, width = (sample, sample) if isinstance(sample, int) else sample
    native = {"width": width * pipe.vae_scale_factor, "height": height * pipe.vae_scale_factor}
    for key, value in own.items():
        numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
        if key in ("width", "height", "steps") and numeric and value >= 1:
            if key == "steps":
                style = replace(style, steps=int(value))
            else:
                native[key] = int(value)
        elif key == "guidance" and numeric and value >= 0:
            style = replace(style, guidance=float(value))
        elif key == "sampler" and value in ("solver", "turbo", "lcm"):
            style = replace(style, sampler=value)
        else:
            raise ModelError(
                f"reverie.json sets {key} to {value!r}: it knows steps, guidance, width, height and sampler"
            )
    return style, (native["width"], native["height"])
