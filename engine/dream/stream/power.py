"""What a GPU draws, from NVIDIA's management library where it is installed."""

from __future__ import annotations

from typing import Any

import torch

_handles: dict[int, Any] = {}


def watts(device: torch.device) -> float | None:
    """The power of a CUDA device in watts; None for any other, or where nobody can tell."""
    if device.type != "cuda":
        return None
    try:
        import pynvml

        index = torch.cuda.current_device() if device.index is None else device.index
        if index not in _handles:
            pynvml.nvmlInit()
            _handles[index] = pynvml.nvmlDeviceGetHandleByIndex(index)
        return pynvml.nvmlDeviceGetPowerUsage(_handles[index]) / 1000
    except Exception:  # not installed, or no right to ask: a figure less
        return None
