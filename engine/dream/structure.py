"""ControlNet (Zhang et al. 2023): the structure of the input, added to what the UNet knows of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.dream.edges import hint
from engine.dream.sources import ModelError, check_weights, read_json
from engine.errors import one_line

CLASS = "ControlNetModel"
# what a ControlNet shares with the UNet that it is to steer
SHARED = ("in_channels", "cross_attention_dim", "block_out_channels", "layers_per_block", "addition_embed_type")


class Structure:
    """A ControlNet beside a UNet. Load it with `load_structure`; what it gives is added to the UNet's own features."""

    def __init__(self, network: Any, latent_size: tuple[int, int]):
        self.network = network
        self._embed = network.controlnet_cond_embedding
        self._flips = network.config.controlnet_conditioning_channel_order == "bgr"
        halvings = len(network.config.conditioning_embedding_out_channels) - 1
        height, width = (side << halvings for side in latent_size)
        self._size = width, height
        # pictures are embedded once, not in every step that they take: the network is handed the embedding
        network.controlnet_cond_embedding = torch.nn.Identity()
        network.register_to_config(controlnet_conditioning_channel_order="rgb")

    @torch.inference_mode()
    def see(self, picture: np.ndarray, kind: str) -> Tensor:
        """What the ControlNet makes of an input, (1, c, h, w) at the latents' size, in its own dtype.

        picture: (H, W, 3) uint8 RGB of any size. kind: a name in edges.KINDS. Ask once for each input.
        """
        drawn = torch.from_numpy(np.ascontiguousarray(hint(picture, kind, self._size))).permute(2, 0, 1)[None]
        first = next(self._embed.parameters())
        shown = drawn.to(first.device).to(first.dtype) / 255
        return self._embed(shown.flip(1) if self._flips else shown)

    def __call__(self, x: Tensor, t: Tensor, seen: Tensor, scale: Tensor, told: dict[str, Any]) -> dict[str, Any]:
        """Keyword arguments for the UNet's call on the same x (B, C, h, w) and t (() or (B,)).

        seen: (B, c, h, w), one of `see` for each row. scale: () of 0..2, how strongly it holds; a tensor, so that
        nothing compiled depends on its value. told: the other keyword arguments of that call; the ControlNet
        takes those that it knows. Raises what the network raises.
        """
        known = ("encoder_hidden_states", "added_cond_kwargs", "timestep_cond")
        told = {name: told[name] for name in known if told.get(name) is not None}
        down, middle = self.network(x, t, controlnet_cond=seen, return_dict=False, **told)
        scale = scale.to(x.device, x.dtype)
        return {
            "down_block_additional_residuals": tuple(features * scale for features in down),
            "mid_block_additional_residual": middle * scale,
        }


def load_structure(folder: Path, unet: Any, latent_size: tuple[int, int], device: torch.device) -> Structure:
    """The ControlNet of a folder in diffusers' layout, beside a UNet that it fits. Raises ModelError.

    latent_size: (height, width).
    """
    if not (folder / "config.json").is_file():
        raise ModelError(f"{folder} is no ControlNet: give a folder with config.json and .safetensors weights")
    config = read_json(folder / "config.json")
    if config.get("_class_name") != CLASS:
        raise ModelError(f"{folder.name} is a {config.get('_class_name')}, where a {CLASS} is wanted")
    files = list(folder.glob("*.safetensors"))
    if not files:
        raise ModelError(f"{folder.name} has no .safetensors weights, and other kinds can hide code: convert it first")
    for file in files:
        check_weights(file)
    from diffusers import ControlNetModel

    try:
        halves = all(".fp16." in file.name for file in files)
        network: Any = ControlNetModel.from_pretrained(
            str(folder),
            dtype=unet.dtype,
            variant="fp16" if halves else None,
            use_safetensors=True,
            local_files_only=True,
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ModelError(f"the ControlNet {folder.name} can't be loaded: {one_line(error):.140}") from error
    for name in SHARED:
        ours, theirs = unet.config.get(name), network.config.get(name)
        if _listed(ours) != _listed(theirs):
            raise ModelError(
                f"the ControlNet {folder.name} is for another kind of model: its {name} is {theirs}, the model's {ours}"
            )
    network.requires_grad_(False).eval().to(device)
    if device.type != "mps":
        network.to(memory_format=torch.channels_last)
    return Structure(network, latent_size)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple)) else value
