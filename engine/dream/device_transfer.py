"""Pictures between this computer's memory and a device's, carried beside what the device computes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.dream.keyframes import BLANK


@dataclass(frozen=True)
class Carried:
    """A tensor on its way from one thread to another."""

    _tensor: Tensor
    _device: torch.device  # where it is wanted
    _made: Any = None  # the CUDA event after which it is there

    def take(self) -> Tensor:
        """The tensor where it is wanted; what the current CUDA stream does with it waits until it is there."""
        if self._made is not None:
            stream = torch.cuda.current_stream(self._device)
            self._made.wait(stream)
            self._tensor.record_stream(stream)
        return self._tensor.to(self._device)


class Transfer:
    """One direction: whoever calls `up` or `down` does so in a thread, and on CUDA in a stream, of its own.

    Metal can't be used by several threads at once: there, both do their part in this computer's memory. beside: whether
    CUDA is to use a stream of its own.
    """

    def __init__(self, device: torch.device, beside: bool = True):
        self._device = device
        self._stream = torch.cuda.Stream(device) if device.type == "cuda" and beside else None

    @torch.inference_mode()
    def up(self, picture: np.ndarray) -> Carried:
        """(H, W, 3) uint8 to (1, 3, H, W) float32 of 0..1, wanted on the device."""
        pixels = torch.from_numpy(np.ascontiguousarray(picture))
        with self._beside():
            if self._stream is not None:
                pixels = pixels.pin_memory().to(self._device, non_blocking=True)
            return _carried(pixels.permute(2, 0, 1)[None].float() / 255, self._device)

    @torch.inference_mode()
    def down(self, carried: Carried) -> np.ndarray | None:
        """A (3, H, W) picture of about 0..1 to (H, W, 3) uint8; None for one that shows nothing."""
        with self._beside():
            picture = carried.take()
            whole, picture = torch.isfinite(picture).all(), picture.clamp(0, 1)
            spread = _home(torch.where(whole, picture.std(), 0.0))
            shown = _home((picture * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous())
        if self._stream is not None:
            self._stream.synchronize()
        return shown.numpy() if 255 * float(spread) >= BLANK else None

    @staticmethod
    def carry(picture: Tensor) -> Carried:
        """What the current stream has made, a (3, H, W) picture, for `down`."""
        picture = picture.cpu() if picture.device.type == "mps" else picture
        return _carried(picture, picture.device)

    @contextmanager
    def _beside(self) -> Iterator[None]:
        if self._stream is None:
            yield
        else:
            with torch.cuda.stream(self._stream):
                yield


def _carried(tensor: Tensor, device: torch.device) -> Carried:
    if tensor.device.type != "cuda":
        return Carried(tensor, device)
    made = torch.cuda.Event()
    made.record(torch.cuda.current_stream(tensor.device))
    return Carried(tensor, device, made)


def _home(tensor: Tensor) -> Tensor:
    """In this computer's memory, once the current stream has got so far."""
    if tensor.device.type != "cuda":
        return tensor.cpu()
    return torch.empty(tensor.shape, dtype=tensor.dtype, pin_memory=True).copy_(tensor, non_blocking=True)
