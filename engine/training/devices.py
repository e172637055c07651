"""Where training runs, and what differs from there to elsewhere."""

import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import torch
from torch import nn


def half(device: torch.device) -> AbstractContextManager:
    """Mixed precision in bfloat16 on a CPU or a CUDA device; nothing elsewhere."""
    if device.type in ("cpu", "cuda"):
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
