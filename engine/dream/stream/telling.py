"""What the UNet of a stream is told of its prompts and its reference picture: made once while nothing glides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from engine.dream.attention import Projected, project
from engine.dream.models import Model
from engine.dream.prompts import Prompts
from engine.dream.recall import Recall
from engine.dream.reference import PictureError, read_reference
from engine.dream.sampling import Conditioning, join, lerp, slerp, told_of
from engine.dream.stream.glide import Glide
from engine.parameters import Dream, Live

REMEMBERED = 4  # blends of prompts, and what is made of them for a number of rows


class Scalar:
    """A number on a device, brought there when it changes: nothing compiled depends on its value."""

    def __init__(self, device: torch.device):
        self._device, self._value, self._tensor = device, 0.0, torch.zeros((), device=device)

    def at(self, value: float) -> Tensor:
        if value != self._value:
            self._value, self._tensor = value, torch.tensor(value, device=self._device)
        return self._tensor


class Telling:
    """Call `follow` for every input, then `rows` for every call of the UNet. tell: hears what can't be had."""

    def __init__(self, model: Model, tell: Callable[[str], None]):
        self._model, self._tell = model, tell
        self._prompts = Prompts(model)
        self._wanted: Glide[Conditioning] = Glide(_between)
        self._unwanted: Glide[Conditioning] = Glide(_between)
        self._blends: Recall[Conditioning] = Recall(REMEMBERED)
        self._both: tuple[Conditioning, Conditioning] | None = None  # wanted and unwanted, that what follows is made of
        self._projected: Projected = {}
        self._told: Recall[dict[str, Any]] = Recall(REMEMBERED)
        self._pictured: tuple[str, Any] = ("", None)  # the reference picture and its tokens
        self._resembled: tuple[Tensor, Tensor] | None = None
        self._likeness = 0.0
        self._scalar = Scalar(model.device)
        self._guidance = 0.0

    def forget(self) -> None:
        """Drop what can be made again."""
        self._blends.clear()
        self._told.clear()
        self._both, self._projected = None, {}

    def follow(self, now: float, dream: Dream, live: Live) -> None:
        """Move on towards what is wished."""
        model = self._model
        wanted = self._wanted.follow((dream.prompt, dream.lora), self._blend(dream), live.glide, now)
        shunned = self._prompts.encode(dream.negative, dream.lora, negative=True)
        unwanted = self._unwanted.follow((dream.negative, dream.lora), shunned, live.glide, now)
        if self._both is None or wanted is not self._both[0] or unwanted is not self._both[1]:
            tokens = join([wanted, unwanted]).tokens.to(model.pipe.unet.dtype)
            with model.live_precision():
                self._projected = project(model.pipe.unet, tokens)
            self._told.clear()
            self._both = wanted, unwanted
        self._guidance = live.guidance if model.pipe.unet.config.time_cond_proj_dim else 0.0
        self._resembled = self._reference(live.reference)
        self._likeness = live.reference_scale

    def rows(self, rows: int, more: int) -> dict[str, Any]:
        """The UNet's keyword arguments for some rows, `more` of them, the last, of the unwanted prompt."""
        key = (rows, more, self._guidance)
        told = self._told.get(key)
        if told is None:
            told = self._make(rows, more)
            self._told.put(key, told)
        if self._resembled is None:
            return dict(told)
        picture, none = self._resembled
        tokens = torch.cat([picture] * (rows - more) + [none] * more)
        attended = self._model.reference.told(tokens, self._scalar.at(self._likeness))
        return told | {"cross_attention_kwargs": told["cross_attention_kwargs"] | attended["cross_attention_kwargs"]}

    def _make(self, rows: int, more: int) -> dict[str, Any]:
        assert self._both is not None
        wanted, unwanted = self._both
        size = (self._model.height, self._model.width)
        joined = join([wanted] * (rows - more) + [unwanted] * more)
        told = told_of(self._model.pipe.unet, joined, self._guidance, size)
        which = torch.tensor([0] * (rows - more) + [1] * more, device=joined.tokens.device)
        projected = {name: (keys[which], values[which]) for name, (keys, values) in self._projected.items()}
        return told | {"cross_attention_kwargs": {"projected": projected}}

    def _blend(self, dream: Dream) -> Conditioning:
        """The prompts' conditioning, the same object as long as they are the same."""
        key = (dream.prompt, dream.lora)
        known = self._blends.get(key)
        if known is None:
            known = self._prompts.blend(*key)
            self._blends.put(key, known)
        return known

    def _reference(self, name: str) -> Any:
        """The tokens of the picture that the dream is to resemble, and of none; None without one."""
        if self._model.reference is None or not name:
            return None
        if name != self._pictured[0]:
            try:
                self._pictured = name, self._model.reference.encode(read_reference(self._model.media, name))
            except PictureError as error:
                self._tell(str(error))
                self._pictured = name, self._pictured[1]
        return self._pictured[1]


def _between(a: Conditioning, b: Conditioning, part: float) -> Conditioning:
    tokens = slerp(a.tokens, b.tokens, part, dims=1)
    if a.pooled is None or b.pooled is None:
        return Conditioning(tokens)
    return Conditioning(tokens, lerp(a.pooled, b.pooled, part))
