"""Where training runs, and what differs from there to elsewhere."""

import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import torch
from torch import nn

from engine.dream.model import multiplies_bfloat16

# On a CPU float32's gradients take two fifths of the time in PyTorch's own layout, bfloat16's less in the other.
LAYOUT = torch.channels_last if torch.cuda.is_available() or multiplies_bfloat16() else torch.contiguous_format


def half(device: torch.device) -> AbstractContextManager:
    """Mixed precision in bfloat16 on a CUDA device, and on a CPU that has instructions for it; nothing elsewhere."""
    if device.type == "cuda" or (device.type == "cpu" and multiplies_bfloat16()):
        return torch.autocast(device.type, torch.bfloat16)
    return contextlib.nullcontext()


def device_of(module: nn.Module) -> torch.device:
    """Where a module's weights are."""
    return next(module.parameters()).device


def clock_of(device: torch.device) -> Callable[[], float]:
    """A clock in seconds that waits for what a CUDA device still has to do."""
    if device.type != "cuda":
        return time.perf_counter

    def clock() -> float:
        torch.cuda.synchronize(device)
        return time.perf_counter()

    return clock
