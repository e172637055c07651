"""A model that is ready to dream: pictures to latents and back, its precision and its noise schedule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import pixel_shuffle, pixel_unshuffle

from engine.dream.model_files import ModelError
from engine.dream.sampler_presets import SamplerPreset
from engine.dream.schedulers import is_edm, scheduler

NARROW = 128  # channels of a UNet that is no quicker in bfloat16; the built-in one has 96 at most


def take_of(seed: int, takes: int) -> int:
    """Which of so many takes a seed is of: the first of 1, and so on in turns."""
    return (seed - 1) % takes


@dataclass(frozen=True)
class Model:
    """A pipeline that is ready to dream. width and height: of its pictures; scale: pixels per latent, each way.

    schedule: the noise schedule it was trained with (schedulers.py); the pipeline's own scheduler is not used.
    """

    pipe: Any
    family: str
    preset: SamplerPreset
    device: torch.device
    width: int
    height: int
    scale: int
    schedule: dict[str, Any]
    lora_folder: Path | None = None
    about: dict[str, Any] = field(default_factory=dict)
    media: Path | None = None  # the folder that reference pictures are taken from
    controlnets: dict[str, Any] = field(default_factory=dict)  # the ControlNets that are loaded, by their names
    ip_adapter: Any = None  # an IPAdapter, where one is loaded
    depth: Any = None  # a DepthEstimator, where one is loaded
    estimators: Any = None  # Estimators, of what live inputs show
    flow: Any = None  # what is different about a family of transformers (families.py), where it is of one
    apart: bool = False  # whether text encoders leave the device when a text is encoded
    takes: tuple[str, ...] = ("",)  # how prompts begin that ask for one or another composition
    left_out: tuple[str, ...] = ()  # of what makes a device quick, what fails on this one

    def take(self, seed: int) -> int:
        """Which of the takes a seed is of."""
        return take_of(seed, len(self.takes))

    @property
    def network(self) -> Any:
        """The UNet or transformer."""
        return self.pipe.transformer if self.flow else self.pipe.unet

    @property
    def latent_shape(self) -> tuple[int, int, int]:
        return self.network.config.in_channels, self.height // self.scale, self.width // self.scale

    @property
    def told_guidance(self) -> bool:
        """Whether the network is told how strongly it is guided, and is guided away from nothing."""
        return bool(self.flow.told_guidance if self.flow else self.network.config.time_cond_proj_dim)

    @property
    def unlike(self) -> str:
        """What sets it apart from the models that detail and LoRAs for few steps are made for; "" for nothing."""
        return "a transformer" if self.flow else "a model with an EDM noise schedule" if self.edm else ""

    @property
    def sees(self) -> bool:
        """Whether it can be told of a picture by its latents."""
        return self.family == "flux2"

    def seen(self, picture: np.ndarray) -> Tensor:
        """The (1, C, h, w) latents of a picture, (H, W, 3) uint8 RGB."""
        pixels = torch.from_numpy(np.ascontiguousarray(picture)).to(self.device)
        return self.encode(pixels.permute(2, 0, 1)[None].float() / 255)

    @torch.inference_mode()
    def decode(self, latents: Tensor) -> Tensor:
        """(B, C, h, w) latents to (B, 3, H, W) float32 pictures, about 0..1, not clamped."""
        vae = self.pipe.vae
        mean, spread = self._statistics(latents)
        scaled = (latents * spread + mean).to(vae.dtype)
        if hasattr(vae, "bn"):
            scaled = pixel_shuffle(scaled, 2)
        with self.briefly(self.tiny):  # off by a level or two of 255
            return vae.decode(scaled, return_dict=False)[0].float() / 2 + 0.5

    @torch.inference_mode()
    def encode(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) pictures of 0..1 to (B, C, h, w) float32 latents; a distribution gives its mode."""
        vae = self.pipe.vae
        with self.briefly(self.tiny):
            encoded = vae.encode(pictures.to(vae.dtype) * 2 - 1)
        if hasattr(encoded, "latent_dist"):
            latents = encoded.latent_dist.mode()
        else:
            latents = encoded.latents if self.tiny else encoded.latent
        if hasattr(vae, "bn"):
            latents = pixel_unshuffle(latents, 2)
        mean, spread = self._statistics(latents)
        return (latents.float() - mean) / spread

    def _statistics(self, like: Tensor) -> tuple[Tensor | float, Tensor | float]:
        """The mean and spread of the autoencoder's latents, which dreams are made without: numbers or by channel."""
        vae, config = self.pipe.vae, self.pipe.vae.config
        if hasattr(vae, "bn"):  # of what is packed, two by two
            each = torch.stack([vae.bn.running_mean, (vae.bn.running_var + config.batch_norm_eps).sqrt()])
            return each.float().view(2, 1, -1, 1, 1).unbind()  # type: ignore[return-value]
        mean, spread = getattr(config, "shift_factor", None) or 0.0, 1 / config.scaling_factor
        means, spreads = getattr(config, "latents_mean", None), getattr(config, "latents_std", None)
        if means is None or spreads is None:
            return mean, spread
        each = torch.tensor([means, spreads], device=like.device).view(2, 1, -1, 1, 1)
        return each[0], each[1] * spread

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
        wide = max(self.network.config.block_out_channels) > NARROW
        return self.briefly(wide and self.prediction != "epsilon")

    @contextmanager
    def full_precision(self) -> Iterator[None]:
        """Work in float32 for a while: what overflows in half precision often doesn't there."""
        halves = [(part, part.dtype) for part in (self.network, self.pipe.vae) if part.dtype != torch.float32]
        try:
            for part, _ in halves:
                part.float()
            with self.eager():
                yield
        finally:
            for part, dtype in halves:
                part.to(dtype)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Have the text encoders on the device for a while, where they are apart from it."""
        parts = [part for name, part in self.pipe.components.items() if name.startswith("text_encoder") and part]
        if not self.apart:
            yield
            return
        try:
            for part in parts:
                part.to(self.device)
            yield
        finally:
            for part in parts:
                part.to("cpu")

    def eager(self) -> Any:
        """A context in which nothing is compiled anew: for shapes that are not those of every keyframe."""
        return torch.compiler.set_stance("force_eager") if "compiled" in self.about else nullcontext()

    @property
    def prediction(self) -> str:
        """What the network predicts: epsilon, v_prediction or sample."""
        return str(self.schedule.get("prediction_type", "epsilon"))

    @property
    def edm(self) -> bool:
        """Whether its noise levels are continuous, which only the solver can walk along."""
        return is_edm(self.schedule)

    def scheduler(self, sampler: str) -> Any:
        """A fresh diffusers scheduler for a sampler, with this model's noise schedule and prediction type."""
        return scheduler(sampler, self.schedule)


@cache
def multiplies_bfloat16() -> bool:
    """Whether this CPU has instructions of its own for bfloat16; without them it is slower than float32."""
    able: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def choose_device(name: str) -> torch.device:
    """auto, cuda, mps, xpu or cpu to a device that is really there. Raises ModelError."""
    if name == "auto":
        there = {
            "cuda": torch.cuda.is_available(),
            "mps": torch.backends.mps.is_available(),
            "xpu": torch.xpu.is_available(),
        }
        name = next((kind for kind, is_there in there.items() if is_there), "cpu")
    if name.startswith("cuda") and not torch.cuda.is_available():
        if torch.version.cuda is None and torch.version.hip is None:
            raise ModelError("this torch was built without CUDA: `reverie doctor` names the command that mends it")
        raise ModelError("no CUDA device answers: see that the driver runs (nvidia-smi), or use --device cpu")
    if name == "mps" and not torch.backends.mps.is_available():
        raise ModelError("no Apple GPU here: use --device cpu")
    if name.startswith("xpu") and not torch.xpu.is_available():
        raise ModelError("no Intel GPU here, or this torch was built without XPU: use --device cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ModelError(f"there is no device {name}: use auto, cuda, mps, xpu or cpu") from None
    count = getattr(torch, device.type).device_count() if device.type in ("cuda", "xpu") else 1
    if (device.index or 0) >= count:
        raise ModelError(f"there is no device {name}, only {count} of that kind")
    return device


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
