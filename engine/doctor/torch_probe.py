"""Prints what torch can do here as JSON. Run in a process of its own, so that torch is not kept loaded."""

from __future__ import annotations

import json


def _probe() -> dict[str, object]:
    import torch

    found: dict[str, object] = {
        "version": torch.__version__,
        "cuda": torch.version.cuda,
        "hip": torch.version.hip,
        "mps": torch.backends.mps.is_available(),
        "works": torch.cuda.is_available(),
    }
    if found["works"]:
        card = torch.cuda.get_device_properties(0)
        found["name"] = card.name
        found["memory"] = card.total_memory
        found["capability"] = [card.major, card.minor]
        found["built_for"] = torch.cuda.get_arch_list()
    return found


if __name__ == "__main__":
    print(json.dumps(_probe()))
