"""Learned enlarging of decoded pictures: our own small network, and other people's from a folder.

Every one of them is a function of the picture alone, so a steady keyframe stays steady.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from engine.dream.model import multiplies_bfloat16
from engine.dream.protocol import Launch
from engine.errors import one_line
from engine.planes import BT601, LARGE, cropped, planar_shape, planes, scaled_plane, to_planes

SCALE = 4  # times as wide and as high as what comes in
WEIGHTS = Path(__file__).with_name("enlarger.safetensors")
FOR_DREAMS = Path(__file__).with_name("enlarger-dreamed.safetensors")  # for the built-in model's, which are softer
NATIVE_MOST = (2048, 1152)  # width and height of what detail may make of keyframes that are left as they are
LUMA = (0.299, 0.587, 0.114)  # BT.601, as the outputs weigh

Enlarge = Callable[[Tensor], Tensor]  # (B, 3, h, w) pictures of 0..1 -> (B, 3, s h, s w), not clamped


class Enlarger(nn.Module):
    """Pictures (B, 3, h, w) of 0..1 to (B, 3, 4 h, 4 w): bicubic, and a residual in luma that a network adds.

    A compact network as in SRVGG (Wang et al. 2021), at half the picture's resolution (Shi et al. 2016, both ways), as
    the eye sees no fine detail in colour and a CPU has little time. width: its channels; depth: its layers within.
    """

    def __init__(self, width: int = 64, depth: int = 6):
        super().__init__()
        self.width, self.depth = width, depth
        layers: list[nn.Module] = [nn.PixelUnshuffle(2), nn.Conv2d(12, width, 3, padding=1), nn.PReLU(width)]
        for _ in range(depth):
            layers += [nn.Conv2d(width, width, 3, padding=1), nn.PReLU(width)]
        last = nn.Conv2d(width, (2 * SCALE) ** 2, 3, padding=1)
        nn.init.zeros_(last.weight)  # it begins as bicubic
        assert last.bias is not None
        nn.init.zeros_(last.bias)
        self.body = nn.Sequential(*layers, last, nn.PixelShuffle(2 * SCALE))

    def residual(self, pictures: Tensor) -> Tensor:
        """What is added to the luma of the bicubic enlargement, (B, 1, 4 h, 4 w)."""
        height, width = pictures.shape[-2:]
        even = F.pad(pictures, (0, width % 2, 0, height % 2), mode="replicate")
        return self.body(even - 0.5)[..., : SCALE * height, : SCALE * width]

    def forward(self, pictures: Tensor) -> Tensor:
        return bicubic(pictures, SCALE) + self.residual(pictures)


def bicubic(pictures: Tensor, scale: int) -> Tensor:
    """(B, C, h, w) to scale times the size, Keys' cubic of -0.75, pixel centres at halves, as OpenCV does it."""
    return F.interpolate(pictures, scale_factor=scale, mode="bicubic", align_corners=False)


def own_enlarger(device: torch.device, model: str = "") -> Enlarger:
    """The enlarger of a model's pictures, ready for a device: in half precision, and in bfloat16 on a CPU."""
    with safe_open(str(FOR_DREAMS if model == "builtin" else WEIGHTS), framework="pt") as stored:
        told = stored.metadata()
        network = Enlarger(int(told["width"]), int(told["depth"]))
        network.load_state_dict({name: stored.get_tensor(name).float() for name in stored.keys()})  # noqa: SIM118
    dtype = torch.bfloat16 if device.type == "cpu" else torch.float16
    network.eval().requires_grad_(False).to(device, dtype)
    if device.type != "mps":
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


def keyframe_size(launch: Launch, device: torch.device, say: Callable[[str], None] = lambda text: None) -> KeyframeSize:
    """How a launch wants its keyframes: of which size, and enlarged by what. Raises EnlargerError.

    Automatically they are of the output's size on a GPU, and as they come on a CPU. Our own enlarger is for all that
    grows where it is quick: on a GPU, and on a CPU with instructions for bfloat16.
    """
    most = launch.most if launch.most[0] else None
    size = launch.keyframe_size
    if launch.keyframes == "auto" and device.type != "cpu":
        size = most
    if launch.keyframes == "native":
        most = NATIVE_MOST if most is None else (min(most[0], NATIVE_MOST[0]), min(most[1], NATIVE_MOST[1]))
    network: Enlarge | None = None
    if launch.enlarge not in ("auto", "off"):
        say(f"loading the enlarger {Path(launch.enlarge).stem}")
        network = others_enlarger(Path(launch.enlarge), device)
    elif launch.enlarge == "auto" and (device.type != "cpu" or multiplies_bfloat16()):
        network = own_enlarger(device, launch.model)
    return KeyframeSize(device, size, most, network)


class EnlargerError(ValueError):
    """An enlarger that can't be had: one line that says what to do."""


def others_enlarger(file: Path, device: torch.device) -> Enlarge:
    """A super-resolution network of someone else's, known by what is in its file. Raises EnlargerError.

    Code in a file is never run: .safetensors, or .pth that holds plain tensors.
    """
    try:
        import spandrel
    except ImportError:
        raise EnlargerError('enlargers of others need spandrel: pip install -e ".[enlarge]"') from None
    try:
        found = spandrel.ModelLoader(device=device).load_from_state_dict(_tensors(file))
    except EnlargerError:
        raise
    except Exception as error:
        raise EnlargerError(f"{file.name} is no enlarger that spandrel knows: {one_line(error):.120}") from None
    if not isinstance(found, spandrel.ImageModelDescriptor) or (found.input_channels, found.output_channels) != (3, 3):
        raise EnlargerError(f"{file.name} does not make colour pictures of colour pictures")
    if found.scale < 2:
        raise EnlargerError(f"{file.name} enlarges nothing: its scale is {found.scale}")
    found.eval()
    if device.type == "cuda" and found.supports_half:
        found.half()
    elif device.type == "cpu" and found.supports_bfloat16 and multiplies_bfloat16():
        found.bfloat16()
    dtype = found.dtype

    def enlarge(pictures: Tensor) -> Tensor:
        return found(pictures.to(dtype))

    return enlarge


def _tensors(file: Path) -> dict[str, Tensor]:
    if file.suffix == ".safetensors":
        return load_file(str(file))
    kept = torch.load(str(file), map_location="cpu", weights_only=True)
    for key in ("params_ema", "params", "params-ema", "model", "state_dict"):
        if isinstance(kept, dict) and isinstance(kept.get(key), dict):
            kept = kept[key]
            break
    if not isinstance(kept, dict) or not all(isinstance(value, Tensor) for value in kept.values()):
        raise EnlargerError(f"{file.name} holds more than tensors")
    return kept


class KeyframeSize:
    """Makes keyframes of decoded pictures: enlarged by a network where they grow, of one size, planar where large.

    size: (width, height) of every keyframe, whose shape pictures are cut to, or None: as they come, up to `most`.
    network: an Enlarger, another Enlarge, or None for bicubic.
    """

    def __init__(
        self,
        device: torch.device,
        size: tuple[int, int] | None = None,
        most: tuple[int, int] | None = None,
        network: Enlarge | None = None,
    ):
        self.device, self._size, self.most, self.network = device, size, most, network

    def of(self, width: int, height: int) -> tuple[int, int]:
        """The size of the keyframe that a picture of this size becomes: even where it is large."""
        if self._size is not None:
            return self._size
        if self.most is not None and (width > self.most[0] and height > self.most[1]):
            scale = max(self.most[0] / width, self.most[1] / height)
            width, height = round(width * scale), round(height * scale)
        return (width // 2 * 2, height // 2 * 2) if width * height > LARGE else (width, height)

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """An (H, W, 3) uint8 RGB picture as a keyframe: RGB, or planar (see planes.py) above LARGE pixels."""
        width, height = self.of(picture.shape[1], picture.shape[0])
        picture = np.ascontiguousarray(cropped(picture, width, height))
        grows = width > picture.shape[1] or height > picture.shape[0]
        large = width * height > LARGE
        if grows and isinstance(self.network, Enlarger):
            if self.device.type == "cpu" and large:
                return self._planar_on_cpu(picture, width, height)
            picture = self.larger(picture, (width, height))
        elif grows and self.network is not None:
            picture = self.larger(picture, (width, height))
        picture = scaled_plane(picture, width, height)
        return to_planes(picture) if large else picture

    @torch.inference_mode()
    def larger(self, picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
        """An (H, W, 3) uint8 picture at another (width, height), by the network where it grows and is not large yet."""
        height, width = picture.shape[:2]
        grows = size[0] > width or size[1] > height
        if self.network is not None and grows and width * height <= LARGE:
            seen = torch.from_numpy(picture).to(self.device).permute(2, 0, 1)[None].float() / 255
            if isinstance(self.network, Enlarger):
                residual = self.network.residual(self._as_network(seen)).float()
                made = bicubic(seen, SCALE) + residual
            else:
                made = self.network(seen).float()
            picture = (made[0].clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()
        return scaled_plane(picture, *size)

    @torch.inference_mode()
    def _planar_on_cpu(self, picture: np.ndarray, width: int, height: int) -> np.ndarray:
        """The same as planes at once: what the network adds is luma, and colours are enlarged as they are."""
        assert isinstance(self.network, Enlarger)
        seen = self._as_network(torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255)
        added = (self.network.residual(seen)[0, 0].float() * 219).round().to(torch.int16).numpy()
        yuv = cv2.split(cv2.transform(picture, BT601))
        light = cv2.resize(yuv[0], (added.shape[1], added.shape[0]), interpolation=cv2.INTER_CUBIC)
        light = np.clip(cv2.add(light.astype(np.int16), added), 16, 235).astype(np.uint8)
        out = np.empty(planar_shape(width, height), np.uint8)
        luma, *chroma = planes(out)
        luma[...] = scaled_plane(light, width, height)
        for source, target in zip(yuv[1:], chroma, strict=True):
            target[...] = scaled_plane(source, width // 2, height // 2)
        return out

    def _as_network(self, seen: Tensor) -> Tensor:
        own = next(self.network.parameters())  # type: ignore[union-attr]
        seen = seen.to(own.dtype)
        return seen.contiguous(memory_format=torch.channels_last) if self.device.type != "mps" else seen
