"""What a live stream's network is told: its prompts and its reference picture, made once while nothing glides.

And what holds the stream: ControlNets, each shown its own drawing of the inputs, and a mask of where to dream.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import torch
from cachetools import LRUCache
from torch import Tensor

from engine.devices.crop import fit
from engine.dream.controlnet import KINDS, ControlNet, hint, resized, summed
from engine.dream.interpolation import Transition
from engine.dream.ip_adapter import PictureError, Projected, project, read_reference
from engine.dream.model import Model, out_of_memory
from engine.dream.model_files import ModelError
from engine.dream.prompt_encoding import Conditioning, PromptEncoder, between, join, unet_arguments
from engine.dream.protocol import controls
from engine.errors import one_line
from engine.parameters import Dream, Live, Mix

REMEMBERED = 4  # blends of prompts, and what is made of them for a number of rows
# by place: a ControlNet, what it has made of an input, and the kind of what it was shown
Seen = dict[int, tuple[ControlNet, Tensor, str]]


class Scalar:
    """A number on a device, brought there when it changes: nothing compiled depends on its value."""

    def __init__(self, device: torch.device):
        self._device, self._value, self._tensor = device, 0.0, torch.zeros((), device=device)

    def at(self, value: float) -> Tensor:
        """The number as a 0-dimensional float32 tensor on the device."""
        if value != self._value:
            self._value, self._tensor = value, torch.tensor(value, device=self._device)
        return self._tensor


class LiveReference:
    """The picture that a stream is to resemble, where the model has an IP-Adapter or is told of pictures itself.

    tell: hears what can't be had.
    """

    def __init__(self, model: Model, tell: Callable[[str], None]):
        self._model, self._tell = model, tell
        self._name = ""  # of the picture that was read last,
        self._tokens: tuple[Tensor, Tensor] | None = None  # and its tokens, and those of none,
        self.latents: Tensor | None = None  # or else its latents, (1, C, h, w)
        self._wanted, self._likeness = False, 0.0
        self._scalar = Scalar(model.device)

    def follow(self, live: Live) -> None:
        """Take the picture that is wished; one that can't be read leaves the last one."""
        self._wanted, self._likeness = bool(live.reference), live.reference_scale
        model = self._model
        if live.reference in ("", self._name) or not (model.ip_adapter or model.sees):
            return
        self._name = live.reference
        try:
            picture = read_reference(model.media, self._name)
            if model.sees:
                self.latents = model.seen(fit(picture, (model.width, model.height)))
            else:
                self._tokens = model.ip_adapter.encode(picture)
        except PictureError as error:
            self._tell(str(error))

    @property
    def shown(self) -> str:
        """The name of the picture that the stream resembles, "" for none."""
        there = self._tokens is not None or self.latents is not None
        return self._name if self._wanted and there else ""

    def arguments(self, rows: int, more: int) -> dict[str, Any]:
        """The UNet's keyword arguments for some rows, of which the last `more` resemble none; empty without one."""
        if not self._wanted or self._tokens is None:
            return {}
        picture, none = self._tokens
        tokens = torch.cat([picture] * (rows - more) + [none] * more)
        found: dict[str, Any] = self._model.ip_adapter.arguments(tokens, self._scalar.at(self._likeness))
        return found


class LiveConditioning:
    """Call `follow` for every input, then `rows` for every call of the UNet. tell: hears what can't be had."""

    def __init__(self, model: Model, tell: Callable[[str], None]):
        self._model, self._tell = model, tell
        self._prompts = PromptEncoder(model, tell)
        self._wanted: Transition[Conditioning] = Transition(between)
        self._unwanted: Transition[Conditioning] = Transition(between)
        self._blends: LRUCache[Any, Conditioning] = LRUCache(REMEMBERED)
        self._both: tuple[Conditioning, Conditioning] | None = None  # wanted and unwanted, that what follows is made of
        self._projected: Projected = {}
        self._told: LRUCache[Any, dict[str, Any]] = LRUCache(REMEMBERED)
        self._reference = LiveReference(model, tell)
        self._guidance = 0.0

    def forget(self) -> None:
        """Drop what can be made again."""
        self._blends.clear()
        self._told.clear()
        self._both, self._projected = None, {}

    def follow(self, now: float, dream: Dream, live: Live) -> None:
        """Move on towards what is wished."""
        model = self._model
        wanted = self._wanted.follow(self._key(dream), self._blend(dream), live.glide, now)
        shunned = self._prompts.encode(dream.negative, dream.lora, negative=True)
        unwanted = self._unwanted.follow((dream.negative, dream.lora), shunned, live.glide, now)
        if self._both is None or wanted is not self._both[0] or unwanted is not self._both[1]:
            if not model.flow:
                tokens = join([wanted, unwanted]).tokens.to(model.pipe.unet.dtype)
                with model.live_precision():
                    self._projected = project(model.pipe.unet, tokens)
            self._told.clear()
            self._both = wanted, unwanted
        self._guidance = live.guidance if model.told_guidance else 0.0
        self._reference.follow(live)

    @property
    def resembled(self) -> str:
        """The name of the reference picture that counts, "" for none."""
        return self._reference.shown

    def rows(self, rows: int, more: int) -> dict[str, Any]:
        """The UNet's keyword arguments for some rows, `more` of them, the last, of the unwanted prompt."""
        key = (rows, more, self._guidance)
        told = self._told.get(key)
        if told is None:
            told = self._make(rows, more)
            self._told[key] = told
        attended = self._reference.arguments(rows, more)
        if not attended:
            return dict(told)
        return told | {"cross_attention_kwargs": told["cross_attention_kwargs"] | attended["cross_attention_kwargs"]}

    def denoised(self, x: Tensor, times: Tensor, more: int) -> Tensor:
        """What a transformer makes of latents (B, C, h, w) at times (B,); the last `more` of the unwanted prompt."""
        model, seen = self._model, self._reference.latents if self.resembled else None
        told = replace(self._joined(len(x), more), reference=seen)
        made: Tensor = model.flow.denoise(model.pipe, told, self._guidance, x, times)
        return made

    def _joined(self, rows: int, more: int) -> Conditioning:
        assert self._both is not None
        wanted, unwanted = self._both
        return join([wanted] * (rows - more) + [unwanted] * more)

    def _make(self, rows: int, more: int) -> dict[str, Any]:
        size = (self._model.height, self._model.width)
        joined = self._joined(rows, more)
        told = unet_arguments(self._model.pipe.unet, joined, self._guidance, size)
        which = torch.tensor([0] * (rows - more) + [1] * more, device=joined.tokens.device)
        projected = {name: (keys[which], values[which]) for name, (keys, values) in self._projected.items()}
        return told | {"cross_attention_kwargs": {"projected": projected}}

    def _key(self, dream: Dream) -> tuple[Mix, Mix, int]:
        """What the prompts' conditioning depends on."""
        return dream.prompt, dream.lora, self._model.take(dream.seed)

    def _blend(self, dream: Dream) -> Conditioning:
        """The prompts' conditioning, the same object as long as they are the same."""
        key = self._key(dream)
        known = self._blends.get(key)
        if known is None:
            known = self._prompts.blend(*key)
            self._blends[key] = known
        return known


class LiveStructure:
    """Call `see` for every input, then `arguments` for every call of the UNet. tell: hears what can't be drawn."""

    def __init__(self, model: Model, tell: Callable[[str], None]):
        self._model, self._tell = model, tell
        self._faults: set[str] = set()  # kinds that could not be drawn of the last input
        self._held: dict[int, ControlNet] = {}  # by place: one that is not loaded yet leaves the last one
        self._scales = [Scalar(model.device) for _ in controls(Live())]
        self._values = [0.0 for _ in self._scales]

    def see(self, picture: np.ndarray, live: Live) -> Seen:
        """What each ControlNet that is asked for makes of an input, (H, W, 3) uint8 RGB."""
        seen: Seen = {}
        for place, (name, kind, scale) in enumerate(controls(live)):
            self._values[place] = scale
            network = self._model.controlnets.get(name) or self._held.get(place)
            if network is None or not name or scale <= 0:
                continue
            self._held[place] = network
            drawn, kind = self._drawn(picture, kind, network.size)
            seen[place] = network, network.see(drawn), kind
        return seen

    def arguments(self, rows: Sequence[Seen], more: int, x: Tensor, times: Tensor, told: dict[str, Any]) -> Any:
        """The UNet's keyword arguments for a call on x (B, C, h, w) at times (B,); empty without a ControlNet.

        rows: what was seen of each picture, the newest first, whose ControlNets are those that hold; the last `more`
        rows of x are of the first pictures again. told: the other keyword arguments of that call.
        """
        parts = []
        for place, (network, newest, _) in rows[0].items():
            own = [row.get(place, (None, newest, "")) for row in rows]
            seen = [there if by is network else newest for by, there, _ in own]
            scale = self._scales[place].at(self._values[place])
            parts.append(network(x, times, torch.cat(seen + seen[:more]), scale, told))
        return summed(parts) if parts else {}

    def _drawn(self, picture: np.ndarray, kind: str, size: tuple[int, int]) -> tuple[np.ndarray, str]:
        """The hint of a kind, and the kind; canny edges for one that can't be drawn, or not yet."""
        if kind in KINDS:
            return hint(picture, kind, size), kind
        try:
            estimator = self._model.estimators.get(kind)
            if estimator is not None:
                drawn: np.ndarray = estimator.drawn(resized(picture, size))
                self._faults.discard(kind)
                return drawn, kind
        except Exception as error:
            if beyond(error):
                raise
            if kind not in self._faults:
                self._tell(f"/live/control/kind {kind}: {one_line(error):.200}; canny edges stand in for it")
            self._faults.add(kind)
        return hint(picture, "canny", size), "canny"


RAMP = 0.1  # of luminance, over which a luma key goes from outside to inside
SPREAD = 2.56  # times its sigma, a blurred edge is wide from a tenth to nine tenths


class LiveMask:
    """Where a stream dreams: call `at` for every input. tell: hears of one that can't be had; all is dreamed then."""

    def __init__(self, model: Model, tell: Callable[[str], None]):
        self._model, self._tell = model, tell
        self._glide: Transition[np.ndarray] = Transition(lambda a, b, part: a + (b - a) * np.float32(part))
        self._last: tuple[Any, np.ndarray] | None = None  # what it was made of, and it
        self._file: tuple[str, np.ndarray] | None = None  # the picture that was read last, its light
        self._refused: Any = None  # what was told not to be had

    def at(self, now: float, picture: np.ndarray, live: Live) -> np.ndarray | None:
        """How much of the dream of an input, (h, w, 3) uint8, is seen where, (h, w) float32 of 0..1; None for all."""
        wished: tuple[Any, ...] = (live.mask, live.mask_class, live.mask_file, live.mask_invert)
        whole = np.ones(picture.shape[:2], np.float32)
        try:
            inside = self._inside(picture, live)
            if inside is None:  # it loads: until then it stays as it is
                wished, mask = self._last or (("off",), whole)
            elif live.mask == "off":
                wished, mask = ("off",), whole
            else:
                mask = _softened(1 - inside if live.mask_invert else inside, live.mask_soft)
            self._refused = None if wished[0] == live.mask else self._refused
        except Exception as error:
            if beyond(error):
                raise
            if wished != self._refused:
                self._tell(f"/live/mask {live.mask}: {one_line(error):.200}; all of the input is dreamed")
            self._refused, wished, mask = wished, ("off",), whole
        self._last = wished, mask
        mask = self._glide.follow(wished, mask, live.glide, now)
        return None if mask.min() >= 1 else np.ascontiguousarray(mask, np.float32)

    def _inside(self, picture: np.ndarray, live: Live) -> np.ndarray | None:
        """What is to be dreamed, (h, w) float32 of 0..1, before it is softened; None while what tells it loads."""
        if live.mask == "luma":
            light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
            return np.clip((light - live.mask_luma) / RAMP + 0.5, 0, 1)
        if live.mask == "segmentation":
            segmenter = self._model.estimators.get("segmentation")
            if segmenter is None:
                return None
            wanted = {name.strip().lower() for name in live.mask_class.split(",")}
            chosen = {index for name, index in segmenter.classes.items() if wanted & {*name.split(", "), name}}
            if not chosen:
                raise ModelError(
                    f"{live.mask_class!r:.40} is no class of it, as {', '.join([*segmenter.classes][:8])} are"
                )
            # where it is surer than not, with an edge of its own
            return np.clip(2 * segmenter.share(picture, chosen) - 0.5, 0, 1)
        if live.mask == "file":
            if self._file is None or self._file[0] != live.mask_file:
                read = read_reference(self._model.media, live.mask_file)
                self._file = live.mask_file, cv2.cvtColor(read, cv2.COLOR_RGB2GRAY)
            return resized(self._file[1], picture.shape[1::-1]).astype(np.float32) / 255
        return np.ones(picture.shape[:2], np.float32)


def masked(dream: np.ndarray, picture: np.ndarray, mask: np.ndarray | None) -> np.ndarray:
    """A dream where the mask is, and the input as it is elsewhere. (h, w, 3) uint8; the mask as LiveMask gives it."""
    return dream if mask is None else cv2.blendLinear(dream, picture, mask, 1 - mask)


def beyond(error: Exception) -> bool:
    """Whether a fault is not of a network beside the stream, but of the device: a lack of memory, or its end."""
    return out_of_memory(error) or isinstance(error, torch.AcceleratorError)


def _softened(mask: np.ndarray, soft: float) -> np.ndarray:
    """A mask whose edges are wider by a share of its height."""
    sigma = soft * mask.shape[0] / SPREAD
    return mask if sigma < 0.2 else cv2.GaussianBlur(mask, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
