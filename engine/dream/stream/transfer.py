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
    """A tensor that one CUDA stream makes and another uses; elsewhere just the tensor."""

    _tensor: Tensor
    _made: Any = None  # the event after which it is there

    def take(self) -> Tensor:
        """The tensor, for the current stream: its work waits until it is there."""
        if self._made is not None:
            self._made.wait()
            self._tensor.record_stream(torch.cuda.current_stream(self._tensor.device))
        return self._tensor


class Transfer:
    """One direction: whoever calls `up` or `down` does so in a thread, and on a GPU in a stream, of its own."""

    def __init__(self, device: torch.device):
        self._device = device
        self._stream = torch.cuda.Stream(device) if device.type == "cuda" else None

    @torch.inference_mode()
    def up(self, picture: np.ndarray) -> Carried:
        """(H, W, 3) uint8 to (1, 3, H, W) float32 of 0..1 on the device."""
        pixels = torch.from_numpy(np.ascontiguousarray(picture))
        with self._beside():
            if self._stream is not None:
                pixels = pixels.pin_memory()
            pixels = pixels.to(self._device, non_blocking=True).permute(2, 0, 1)[None].float() / 255
            return self.carry(pixels)

    @torch.inference_mode()
    def down(self, carried: Carried) -> np.ndarray | None:
        """A (3, H, W) picture of about 0..1 to (H, W, 3) uint8; None for one that shows nothing."""
        with self._beside():
            picture = carried.take().clamp(0, 1)
            spread = _home(torch.where(torch.isfinite(picture).all(), picture.std(), 0.0))
            shown = _home((picture * 255).round().to(torch.uint8).permute(1, 2, 0).contiguous())
        if self._stream is not None:
            self._stream.synchronize()
        return shown.numpy() if float(spread) >= BLANK else None

    @staticmethod
    def carry(tensor: Tensor) -> Carried:
        """What the current stream has made, for another."""
        if tensor.device.type != "cuda":
            return Carried(tensor)
        made = torch.cuda.Event()
        made.record(torch.cuda.current_stream(tensor.device))
        return Carried(tensor, made)

    @contextmanager
    def _beside(self) -> Iterator[None]:
        if self._stream is None:
            yield
        else:
            with torch.cuda.stream(self._stream):
                yield


def _home(tensor: Tensor) -> Tensor:
    """In this computer's memory, once the current stream has got so far."""
    if tensor.device.type != "cuda":
        return tensor.cpu()
    return torch.empty(tensor.shape, dtype=tensor.dtype, pin_memory=True).copy_(tensor, non_blocking=True)
