"""What a live stream's network is told of its prompts and its reference picture: made once while nothing glides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from cachetools import LRUCache
from torch import Tensor

from engine.devices.crop import fit
from engine.dream.interpolation import Transition
from engine.dream.ip_adapter import PictureError, Projected, project, read_reference
from engine.dream.model import Model
from engine.dream.prompt_encoding import Conditioning, PromptEncoder, between, join, unet_arguments
from engine.parameters import Dream, Live, Mix

REMEMBERED = 4  # blends of prompts, and what is made of them for a number of rows


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
