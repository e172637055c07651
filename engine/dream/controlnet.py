"""ControlNet (Zhang et al. 2023): the structure of the input, added to what the UNet knows of it.

What it is shown of an input, such as its edges, is drawn here by OpenCV.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from engine.dream.model_files import ModelError, check_weights, read_json
from engine.errors import one_line

CLASS = "ControlNetModel"
# what a ControlNet shares with the UNet that it is to steer
SHARED = ("in_channels", "cross_attention_dim", "block_out_channels", "layers_per_block", "addition_embed_type")


class ControlNet:
    """A ControlNet beside a UNet. Load it with `load_structure`; what it gives is added to the UNet's own features."""

    def __init__(self, network: Any, latent_size: tuple[int, int]):
        self.network = network
        self._embed = network.controlnet_cond_embedding
        self._flips = network.config.controlnet_conditioning_channel_order == "bgr"
        halvings = len(network.config.conditioning_embedding_out_channels) - 1
        height, width = (side << halvings for side in latent_size)
        self.size = width, height  # of what it is shown
        # pictures are embedded once, not in every step that they take: the network is handed the embedding
        network.controlnet_cond_embedding = torch.nn.Identity()
        network.register_to_config(controlnet_conditioning_channel_order="rgb")

    @torch.inference_mode()
    def see(self, hint: np.ndarray) -> Tensor:
        """What the ControlNet makes of a hint, (1, c, h, w) at the latents' size, in its own dtype.

        hint: (height, width, 3) uint8 RGB of `size`. Ask once for each input.
        """
        drawn = torch.from_numpy(np.ascontiguousarray(hint)).permute(2, 0, 1)[None]
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


def summed(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What several ControlNets of one UNet give it together, each by its own scale."""
    down = zip(*(part["down_block_additional_residuals"] for part in parts), strict=True)
    return {
        "down_block_additional_residuals": tuple(sum(features) for features in down),
        "mid_block_additional_residual": sum(part["mid_block_additional_residual"] for part in parts),
    }


def load_controlnet(folder: Path, unet: Any, latent_size: tuple[int, int], device: torch.device) -> ControlNet:
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
    return ControlNet(network, latent_size)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, (list, tuple)) else value


Draw = Callable[[np.ndarray], np.ndarray]

CANNY = (100, 200)  # hysteresis thresholds that the ControlNets for Canny edges are usually shown
OCTAVES = 3  # of scales, whose strongest gradient a soft edge is
LOUD = 99.0  # percentile of the gradient that is drawn white
SILENT = 8.0  # grey levels per pixel of a gradient below which even the strongest is not drawn white: it is noise
STROKE = 1 / 96  # of the shorter side: how thick a scribble is
SHORT = 1 / 12  # of the shorter side: outlines that are shorter are left out of a scribble


def canny(picture: np.ndarray) -> np.ndarray:
    """Thin white edges on black (Canny 1986). (H, W, 3) uint8 RGB in and out, as for all of these."""
    return _grey_to_rgb(cv2.Canny(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), *CANNY))


def soft(picture: np.ndarray) -> np.ndarray:
    """Edges as bright as they are strong: the largest gradient over several scales (Lindeberg 1998)."""
    return _grey_to_rgb((_gradient(picture) * 255).astype(np.uint8))


def scribble(picture: np.ndarray) -> np.ndarray:
    """The long outlines alone, drawn with a thick pen: (H, W, 3) uint8."""
    side = min(picture.shape[:2])
    calm = cv2.GaussianBlur(picture, (0, 0), max(side / 128, 0.8))
    thin = cv2.Canny(cv2.cvtColor(calm, cv2.COLOR_RGB2GRAY), CANNY[0] / 4, CANNY[1] / 4)
    outlines, _ = cv2.findContours(thin, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    # a contour goes around its line, there and back
    long = [
        cv2.approxPolyDP(line, side / 256, False) for line in outlines if cv2.arcLength(line, False) > 2 * side * SHORT
    ]
    paper = np.zeros(picture.shape[:2], np.uint8)
    cv2.polylines(paper, long, False, 255, max(round(side * STROKE), 2), cv2.LINE_AA)
    return _grey_to_rgb(paper)


def plain(picture: np.ndarray) -> np.ndarray:
    """The picture itself, for ControlNets that are shown one (tile, recolour)."""
    return picture


KINDS: Mapping[str, Draw] = {"canny": canny, "soft": soft, "scribble": scribble, "picture": plain}


def hint(picture: np.ndarray, kind: str, size: tuple[int, int]) -> np.ndarray:
    """What is drawn of a picture under a kind's name at (width, height): (height, width, 3) uint8 RGB.

    KeyError for a kind that is not in KINDS.
    """
    return KINDS[kind](resized(picture, size))


def resized(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A picture of (width, height)."""
    height, width = picture.shape[:2]
    if (width, height) == size:
        return picture
    shrinks = size[0] < width or size[1] < height
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)


def _gradient(picture: np.ndarray) -> np.ndarray:
    """Strength of the edges of any colour, (H, W) float32 of 0..1."""
    height, width = picture.shape[:2]
    sigma = max(min(height, width) / 512, 0.5)
    strongest = np.zeros((height, width), np.float32)
    for octave in range(OCTAVES):
        calm = cv2.GaussianBlur(picture, (0, 0), sigma)
        across, down = (cv2.Sobel(calm, cv2.CV_32F, x, 1 - x, ksize=3, scale=0.125) for x in (1, 0))
        # a gradient per pixel of the smaller picture: an edge that is wider by as much weighs as much as a sharp one
        steep = cv2.magnitude(across.reshape(-1, 3), down.reshape(-1, 3)).reshape(across.shape).max(axis=2)
        np.maximum(strongest, cv2.resize(steep, (width, height)) if octave else steep, out=strongest)
        picture = cv2.pyrDown(calm)
    loud = max(float(np.percentile(strongest, LOUD)), SILENT)
    return np.minimum(strongest / loud, 1.0)


def _grey_to_rgb(grey: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
