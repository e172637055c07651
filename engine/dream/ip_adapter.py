"""IP-Adapter (Ye et al. 2023): a picture that the dream is to resemble, attended to beside the prompt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from engine.devices.device_worker import DeviceError
from engine.devices.image import load
from engine.dream.live_steady import AttentionCache
from engine.dream.model_files import ModelError, check_weights
from engine.errors import one_line
from engine.files import file_in, is_plain

Projected = dict[str, tuple[Tensor, Tensor]]  # keys and values (B, heads, n, c) by the name of an attention layer
PLAIN = "AttnProcessor2_0"  # what diffusers puts into layers that want nothing in particular


class Attention(nn.Module):
    """An attention processor (Vaswani et al. 2017), as diffusers calls it.

    `projected`, `ip_hidden_states` and `cache` come from the UNet's `cross_attention_kwargs`: see `project`, IPAdapter
    and live_steady.py.
    """

    def __init__(self, name: str = "", picture: tuple[nn.Linear, nn.Linear] | None = None):
        super().__init__()
        self._name = name
        self._picture = nn.ModuleList(picture or ())  # its keys and values

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        temb: Tensor | None = None,
        projected: Projected | None = None,
        ip_hidden_states: tuple[Tensor, Tensor] | None = None,
        cache: AttentionCache | None = None,
    ) -> Tensor:
        """Attend from (B, s, c) hidden states to (B, m, d) encoder hidden states, or themselves; returns (B, s, c).

        ip_hidden_states: ((B, n, d) tokens of a picture, () weight).
        """
        query = _heads(attn.to_q(hidden_states), attn.heads)
        if projected is not None and self._name in projected:
            key, value = projected[self._name]
        else:
            told = hidden_states if encoder_hidden_states is None else encoder_hidden_states
            key, value = _heads(attn.to_k(told), attn.heads), _heads(attn.to_v(told), attn.heads)
        if cache is not None and encoder_hidden_states is None and attention_mask is None:
            key, value, attention_mask = cache.extend(self._name, key, value)
        mixed = scaled_dot_product_attention(query, key, value, attn_mask=attention_mask)
        if ip_hidden_states is not None and self._picture:
            tokens, weight = ip_hidden_states
            key, value = (_heads(linear(tokens), attn.heads) for linear in self._picture)
            mixed = mixed + weight * scaled_dot_product_attention(query, key, value)
        mixed = attn.to_out[0](mixed.transpose(1, 2).flatten(2).to(query.dtype))
        if attn.residual_connection:
            mixed = mixed + hidden_states
        return mixed / attn.rescale_output_factor


def install(unet: Any) -> None:
    """Give every layer that attends in the plain way our processor."""
    for name, attn in _layers(unet):
        special = attn.group_norm or attn.spatial_norm or attn.norm_cross or attn.norm_q or attn.norm_k
        if type(attn.processor).__name__ == PLAIN and not special and not attn.only_cross_attention:
            attn.set_processor(Attention(name))


@torch.inference_mode()
def project(unet: Any, tokens: Tensor) -> Projected:
    """The keys and values of (B, n, d) tokens in every layer that can be given them."""
    return {
        name: (_heads(attn.to_k(tokens), attn.heads), _heads(attn.to_v(tokens), attn.heads))
        for name, attn in _layers(unet)
        if attn.is_cross_attention and isinstance(attn.processor, Attention)
    }


def _layers(unet: Any) -> Iterator[tuple[str, Any]]:
    for name, module in unet.named_modules():
        if hasattr(module, "set_processor"):
            yield name, module


def _heads(features: Tensor, heads: int) -> Tensor:
    """(B, n, heads * c) to (B, heads, n, c)."""
    return features.unflatten(2, (heads, -1)).transpose(1, 2)


ENCODER = "image_encoder"
LARGEST = 2048  # pixels of a side; a larger picture is made smaller before the encoder makes it 224
LONGEST = 8  # times as long as wide, or as wide as long


class PictureError(RuntimeError):
    """A reference picture that can't be had; the text is one line."""


class IPAdapter:
    """An IP-Adapter in a pipeline's UNet. Load it with `load_reference`; without `arguments` the UNet is as it was."""

    def __init__(self, pipe: Any, project: nn.Module, whole: bool):
        self._pipe, self._project, self._whole = pipe, project, whole

    @torch.inference_mode()
    def encode(self, picture: np.ndarray) -> tuple[Tensor, Tensor]:
        """The tokens of a picture, (1, n, d), and of none, which belong to the unwanted prompt under guidance.

        picture: (H, W, 3) uint8 RGB of any size. Ask once for each picture.
        """
        from PIL import Image

        device = next(self._project.parameters()).device
        wanted, unwanted = self._pipe.encode_image(Image.fromarray(picture), device, 1, self._whole)
        return self._project(wanted), self._project(unwanted)

    @staticmethod
    def arguments(tokens: Tensor, scale: Tensor) -> dict[str, Any]:
        """Keyword arguments for a call of the UNet. tokens: (B, n, d), of `encode`, a row each. scale: () of 0..1.5."""
        return {"cross_attention_kwargs": {"ip_hidden_states": (tokens, scale.to(tokens.device, tokens.dtype))}}


def load_ip_adapter(place: Path, pipe: Any, device: torch.device) -> IPAdapter:
    """Put an IP-Adapter into a pipeline. Raises ModelError.

    place: a folder with one .safetensors file and the folder image_encoder, or that file, the encoder beside it.
    """
    file = _adapter_file(place)
    encoder = file.parent / ENCODER
    if not (encoder / "config.json").is_file() or not any(encoder.glob("*.safetensors")):
        raise ModelError(
            f"the IP-Adapter {file.name} lacks its image encoder: put config.json and .safetensors into {encoder}"
        )
    if not any(name.startswith("image_proj.") for name in check_weights(file)):
        raise ModelError(f"{file.name} is no IP-Adapter: it has no image projection")
    unet = pipe.unet
    try:
        pipe.load_ip_adapter(
            str(file.parent),
            subfolder="",
            weight_name=file.name,
            image_encoder_folder=ENCODER,
            local_files_only=True,
        )
        project = unet.encoder_hid_proj.image_projection_layers[0]
        pipe.image_encoder.requires_grad_(False).to(device, unet.dtype)
        every_patch = type(project).__name__ != "ImageProjection"  # IP-Adapter Plus, not of the picture as a whole
        reference = IPAdapter(pipe, project.to(device, unet.dtype).requires_grad_(False), every_patch)
        unet.encoder_hid_proj = None
        unet.config.encoder_hid_dim_type = None
        unet.set_attn_processor({name: _ours(name, one) for name, one in unet.attn_processors.items()})
        unet.to(device, unet.dtype)
        reference.encode(np.zeros((8, 8, 3), np.uint8))
    except (OSError, ValueError, RuntimeError, KeyError, IndexError, TypeError) as error:
        raise ModelError(f"the IP-Adapter {file.name} does not fit this model: {one_line(error):.140}") from error
    return reference


def read_reference(folder: Path | None, name: str) -> np.ndarray:
    """The picture that a name means, (H, W, 3) uint8 RGB, from the media folder alone. Raises PictureError."""
    if folder is None:
        raise PictureError(f"no media folder is set, so {name!r:.60} can't be shown to the dream")
    if not is_plain(name):
        raise PictureError(f"{name!r:.60} is no plain file name: reference pictures come from {folder} only")
    path = file_in(folder, name)
    if path is None:
        raise PictureError(f"there is no picture {name:.60} in {folder}")
    try:
        read = load(path)
    except DeviceError as error:
        raise PictureError(str(error)) from None
    most = LONGEST * min(read.shape[:2])  # what is longer is cut: encoders bring the short side to hundreds of pixels
    left, top = (max(0, side - most) // 2 for side in read.shape[1::-1])
    read = np.ascontiguousarray(read[top : top + most, left : left + most])
    height, width = read.shape[:2]
    shrink = LARGEST / max(width, height)
    if shrink >= 1:
        return read
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    return cv2.resize(read, size, interpolation=cv2.INTER_AREA)


def _adapter_file(place: Path) -> Path:
    if place.is_file() and place.suffix == ".safetensors":
        return place
    files = sorted(place.glob("*.safetensors")) if place.is_dir() else []
    if not files:
        raise ModelError(f"{place} holds no IP-Adapter: give a .safetensors file, or the folder it lies in")
    if len(files) > 1:
        raise ModelError(f"{place} holds {len(files)} IP-Adapters: name one of the files, such as {files[0].name}")
    return files[0]


def _ours(name: str, processor: Any) -> Any:
    if not hasattr(processor, "to_k_ip"):
        return processor
    return Attention(name.removesuffix(".processor"), (processor.to_k_ip[0], processor.to_v_ip[0])).requires_grad_(
        False
    )
