"""How long a model takes for a keyframe, through the code that makes them in a show. A process of its own."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time

from engine.config import size as read_size


def measure(model: str, device: str, size: tuple[int, int], steps: int, repeats: int) -> dict[str, object]:
    """Milliseconds from a place on the journey to its picture in memory: singly and in fours; and to decode alone."""
    import torch

    from engine.dream.keyframes import KeyframeJob, KeyframeMaker
    from engine.dream.loader import load
    from engine.dream.protocol import Launch
    from engine.journey.path import Recipe, Waypoint, start

    loaded = load(Launch(model, device, *size), lambda line: None)
    maker = KeyframeMaker(loaded)
    recipe = Recipe(method="walk", steps=steps)
    leg = start(Waypoint((("a", 1.0),), 1), Waypoint((("b", 1.0),), 2), recipe).legs[0]
    count = 0

    def make(batch: int) -> float:
        nonlocal count
        jobs = [KeyframeJob(leg, (count + index + 1) / 4096) for index in range(batch)]
        count += batch
        begun = time.perf_counter()
        faults = [fault for _, _, fault in maker.make(jobs, lambda: None, batch) if fault]
        if faults:
            raise RuntimeError(f"a keyframe came out {faults[0]}")
        return (time.perf_counter() - begun) * 1000 / batch

    def decode(latents: torch.Tensor) -> float:
        begun = time.perf_counter()
        loaded.decode(latents).cpu()
        return (time.perf_counter() - begun) * 1000

    latents = torch.randn((1, *loaded.latent_shape), device=loaded.device)
    for warm in (1, 4, 1):
        make(warm)
    decode(latents)
    return {
        "size": list(size),
        "steps": steps,
        "keyframe_ms": round(statistics.median(make(1) for _ in range(repeats)), 2),
        "keyframe_ms_in_fours": round(statistics.median(make(4) for _ in range(repeats)), 2),
        "decode_ms": round(statistics.median(decode(latents) for _ in range(repeats)), 2),
        "device": loaded.about["device"],
        "dtype": loaded.about["dtype"],
        "unet_parameters": loaded.about["unet_parameters"],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--size", type=read_size, required=True)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--repeats", type=int, default=30)
    given = parser.parse_args(sys.argv[1:])
    print(json.dumps(measure(given.model, given.device, given.size, given.steps, given.repeats)))
