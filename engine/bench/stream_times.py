"""How fast a model dreams a live stream, against the same work done in the usual ways. A process of its own.

Every ratio is the median over pairs that take turns, so that whatever else this machine does weighs on both.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from engine.config import size as read_size
from engine.dream.worker import QUIET, THREADS
from engine.parameters import Dream, Live

FOUR = "8 18 28 38"  # steps as indices of a schedule of 50
STILL = 110  # inputs of the same picture, of which the filter is to spare the network most
WARM = 2
PROMPT = "rolling waves under a red sky"


STEPS = (1, 4, 10)  # of the pictures that are compared with diffusers'


def measure(model: str, device: str, size: tuple[int, int], repeats: int, compiled: bool) -> dict[str, Any]:
    """Times in milliseconds, ratios and shares of one model, by name; size: of its pictures, in pixels.

    compiled: as a show with --compile has it, and then only what takes time.
    """
    import torch

    from engine.dream.loader import load
    from engine.dream.model_files import find
    from engine.dream.protocol import Launch

    loaded = load(Launch(model, device, *size), lambda line: None)

    def wait() -> None:
        if loaded.device.type == "cuda":
            torch.cuda.synchronize()

    if compiled:
        begun = time.perf_counter()
        _compile(loaded)
        parts = {"compiling_s": round(time.perf_counter() - begun)}
    else:
        parts = {**_filter_share(loaded), **_switched(loaded)}
    return {
        **parts,
        **_network_ratios(loaded, wait, repeats),
        **_against_diffusers(loaded, str(find(model)), wait, max(repeats // 4, 3)),
        **_one_step(loaded, wait, repeats * 3),
        "device": loaded.about["device"],
        "dtype": loaded.about["dtype"],
        "size": list(size),
    }


def _compile(model: Any) -> None:
    from engine.dream.compiling import compile_model, rehearse, settle
    from engine.dream.live_stream import LiveStream
    from engine.dream.protocol import LiveWish

    compile_model(model)
    for steps in STEPS:
        rehearse(LiveStream(model), LiveWish(_dream(), _live(_indices(steps), "self")), model)
    settle()


class Ticks:
    """A stream that is handed one picture after the other."""

    def __init__(self, model: Any):
        from engine.dream.live_stream import LiveStream

        self._dream, self._count = LiveStream(model), 0
        noise = np.random.default_rng(1)
        self.pictures = noise.integers(0, 256, (8, model.height, model.width, 3), np.uint8)

    def tick(self, live: Live, dream: Dream, picture: np.ndarray | None = None) -> list[np.ndarray]:
        """Move on by one picture; returns those that are done."""
        from engine.dream.protocol import LiveWish
        from engine.dream.shared_memory import InputFrame

        self._count += 1
        shown = self.pictures[self._count % len(self.pictures)] if picture is None else picture
        done = self._dream.dream(InputFrame(self._count, self._count / 30, shown), LiveWish(dream, live))
        return [picture for _, picture in done]


def ratio(one: Callable[[], Any], other: Callable[[], Any], wait: Callable[[], None], repeats: int) -> dict[str, float]:
    """How many times as long `other` takes as `one`, taking turns; and what each takes, in ms."""
    for _ in range(WARM):
        one(), other()
    pairs = [(_timed(one, wait), _timed(other, wait)) for _ in range(repeats)]
    return {
        "ratio": round(statistics.median(there / here for here, there in pairs), 3),
        "ms": round(statistics.median(here for here, _ in pairs), 2),
        "other_ms": round(statistics.median(there for _, there in pairs), 2),
    }


def _timed(call: Callable[[], Any], wait: Callable[[], None]) -> float:
    wait()
    begun = time.perf_counter()
    call()
    wait()
    return (time.perf_counter() - begun) * 1000


def _network_ratios(model: Any, wait: Callable[[], None], repeats: int) -> dict[str, Any]:
    """The calls of the UNet that a stream of four steps makes, against those that other ways would make."""
    import torch

    calls = {cfg: _call(model, cfg) for cfg in ("none", "self", "full")}
    unet = model.pipe.unet

    @torch.inference_mode()
    def whole(cfg: str) -> None:
        x, times, told = calls[cfg]
        with model.live_precision():
            unet(x, times, **told)

    @torch.inference_mode()
    def in_sequence() -> None:
        x, times, told = calls["none"]
        with model.live_precision():
            for row in range(len(x)):
                unet(x[row : row + 1], times[row], **_row(told, row))

    return {
        "batch": ratio(lambda: whole("none"), in_sequence, wait, repeats),
        "residual": ratio(lambda: whole("self"), lambda: whole("full"), wait, repeats),
    }


def _call(model: Any, cfg: str) -> tuple[Any, Any, dict[str, Any]]:
    """What a stream of four steps calls the UNet with."""
    seen: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    forward = model.pipe.unet.forward

    def listen(*arguments: Any, **named: Any) -> Any:
        seen.append((arguments, named))
        return forward(*arguments, **named)

    model.pipe.unet.forward = listen
    try:
        ticks = Ticks(model)
        for _ in range(5):
            ticks.tick(_live(FOUR, cfg), _dream())
    finally:
        model.pipe.unet.forward = forward
    (x, times), told = seen[-1]
    return x, times, told


def _row(told: Any, row: int) -> Any:
    """One row of every tensor in some keyword arguments, which may be dictionaries and tuples of such."""
    if isinstance(told, dict):
        return {name: _row(value, row) for name, value in told.items()}
    if isinstance(told, tuple):
        return tuple(_row(value, row) for value in told)
    return told[row : row + 1] if hasattr(told, "shape") else told


def _filter_share(model: Any) -> dict[str, Any]:
    """The share of the UNet's calls that the filter saves while the input stands still, at its default of skips."""
    calls = 0
    forward = model.pipe.unet.forward

    def count(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        return forward(*arguments, **named)

    model.pipe.unet.forward = count
    try:
        ticks = Ticks(model)
        for _ in range(STILL):
            ticks.tick(replace(_live("", "self"), filter=0.98), _dream(), ticks.pictures[0])
    finally:
        model.pipe.unet.forward = forward
    return {"saved": round(100 * (1 - calls / STILL), 1)}


def _against_diffusers(model: Any, folder: str, wait: Callable[[], None], repeats: int) -> dict[str, Any]:
    """Pictures of a stream against diffusers' own image-to-image pipeline: the same weights and steps.

    Both are given a picture in memory and give one back; the pipeline guides in full, as it does by itself.
    """
    from diffusers import StableDiffusionImg2ImgPipeline, UNet2DConditionModel
    from PIL import Image

    dtype = model.pipe.unet.dtype
    # the pipeline takes square models only, and then any size of picture
    unet = UNet2DConditionModel.from_pretrained(folder, subfolder="unet", sample_size=64, dtype=dtype)
    unguarded = {"safety_checker": None, "requires_safety_checker": False, "feature_extractor": None}
    peer: Any = StableDiffusionImg2ImgPipeline.from_pretrained(folder, unet=unet, dtype=dtype, **unguarded)
    peer.to(model.device)
    peer.set_progress_bar_config(disable=True)
    ticks = Ticks(model)
    picture = Image.fromarray(ticks.pictures[0])

    def theirs(steps: int) -> Any:
        made = peer(PROMPT, picture, strength=1.0, num_inference_steps=steps, guidance_scale=2.0)
        return np.asarray(made.images[0])

    found = {}
    for steps in STEPS:
        ours = _live(_indices(steps), "self")
        found[f"diffusers_{steps}"] = ratio(lambda: ticks.tick(ours, _dream()), lambda: theirs(steps), wait, repeats)  # noqa: B023
    return found


def _one_step(model: Any, wait: Callable[[], None], repeats: int) -> dict[str, Any]:
    """Pictures a second, one step each: from input pictures, and from noise alone (no encoder)."""
    import torch

    ticks, live = Ticks(model), _live("", "none")
    x, times, told = _one_call(model)

    @torch.inference_mode()
    def from_noise() -> None:
        with model.live_precision():
            latent = model.pipe.unet(x, times, **told)[0].float()
        (model.decode(latent).clamp(0, 1) * 255).to(torch.uint8).cpu()

    taken = {}
    for name, call in (("image_to_image", lambda: ticks.tick(live, _dream())), ("text_to_image", from_noise)):
        for _ in range(WARM):
            call()
        taken[name] = round(1000 / statistics.median(_timed(call, wait) for _ in range(repeats)), 2)
    return taken


def _one_call(model: Any) -> tuple[Any, Any, dict[str, Any]]:
    x, times, told = _call(model, "none")
    return (
        x[:1],
        times[:1],
        _row({name: value for name, value in told.items() if name != "return_dict"}, 0) | {"return_dict": False},
    )


def _switched(model: Any) -> dict[str, Any]:
    """The largest mean difference of two pictures in a row, in levels of 255.

    Played steadily, switched about with the glide that is set by default, and with none at all.
    """
    from engine.devices.pattern import drawn

    ticks = Ticks(model)
    most = {}
    for name, switches, glide in (("steady", False, 0.0), ("switched", True, Live().glide), ("cut", True, 0.0)):
        dream, live = _dream(), replace(_live("", "self"), glide=glide)
        last, found = None, [0.0]
        for count in range(24):
            if switches and count and count % 6 == 0:
                other = (("a golden field", 1.0),) if count % 12 else dream.prompt
                dream = replace(dream, prompt=other, seed=dream.seed + 1)
            for shown in ticks.tick(live, dream, drawn(count / 30, (model.width, model.height))):
                if last is not None and count > 2:
                    found.append(float(np.abs(shown.astype(np.int16) - last).mean()))
                last = shown
        most[name] = round(max(found), 2)
    return {"difference": most}


def _indices(steps: int) -> str:
    """So many steps, spread over the schedule."""
    return " ".join(str(step * 40 // steps + 5) for step in range(steps)) if steps > 1 else ""


def _live(steps: str, cfg: str) -> Live:
    return Live(steps=steps, cfg=cfg, guidance=2.0, glide=0.0)


def _dream() -> Dream:
    return Dream(prompt=((PROMPT, 1.0),))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--size", type=read_size, required=True)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--compiled", type=int, default=0)
    given = parser.parse_args(sys.argv[1:])
    os.environ.update(THREADS | QUIET)  # as in a show: the dreamer sets them before torch is imported
    print(json.dumps(measure(given.model, given.device, given.size, given.repeats, bool(given.compiled))))
