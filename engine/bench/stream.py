"""`reverie bench live`: the live stream against its promises and against the usual ways, all in one run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from engine.bench.live import Play, show, still
from engine.bench.table import Promise
from engine.control.client import Line
from engine.control.osc_codec import encode
from engine.dream.model_files import BUILTIN

Say = Callable[[str], None]

BUILTIN_SIZE = (512, 288)  # the built-in model's own
GPU_SIZE = (512, 512)
PRESET = '"/dream/prompt" = "blue smoke"\n"/live/strength" = 0.7\n'
EVERY = 2.5  # seconds between two switches
SWITCHES = (
    ("/dream/prompt", "a golden field"),
    ("/dream/seed", 7),
    ("/preset/recall", "bench"),
    ("/live/input", "pattern"),
    ("/dream/lora", ("bench", 0.5)),
    ("/dream/prompt", "rolling waves"),
    ("/live/input", ""),
    ("/dream/lora", ("bench", 1.0)),
    ("/dream/seed", 8),
    ("/dream/lora", ("bench", 0.0)),
)
RANK, STRENGTH = 4, 0.5  # of that LoRA; its strength is a share of the weights' own spread
SUDDEN = 0.75  # of what a cut changes at once, that switching with a glide may change from picture to picture
OPEN = "no GPU here; `reverie bench live` measures it on a machine that has one"


def measure(
    run: Callable[..., dict[str, Any]],
    folder: Path,
    gpu: bool,
    seconds: float,
    repeats: int,
    compiled: bool,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Everything by name. run: a measurement in a process of its own, by module and arguments. Raises ShowFailed.

    compiled: measure what is compiled as well, which takes minutes.
    """
    from engine.bench.architectures import SD_TURBO
    from engine.bench.table import FPS, SIZE

    found: dict[str, Any] = {}
    say("the built-in model's stream, against the same work in other ways")
    found["builtin"] = run("stream_times", model="builtin", size=BUILTIN_SIZE, repeats=repeats)
    if compiled:
        say("the same, compiled")
        found["compiled"] = run("stream_times", model="builtin", size=BUILTIN_SIZE, repeats=repeats, compiled=1)
    if gpu:
        model = folder / "turbo"
        say("the stream of SD-Turbo's architecture with random weights")
        run("architectures", name=SD_TURBO.name, folder=model, half=1)
        turbo = {"model": model, "device": "cuda", "size": GPU_SIZE, "repeats": 4 * repeats}
        found["turbo"] = run("stream_times", **turbo)
        if compiled:
            found["turbo_compiled"] = run("stream_times", **turbo, compiled=1)
        found["turbo_live"] = show(still(), seconds, str(model), SIZE, FPS, folder, input="pattern")
    (folder / "bench.toml").write_text(PRESET, encoding="utf-8")
    write_lora(BUILTIN, folder / "bench.safetensors")
    live = {"input": "pattern", "loras": str(folder)}
    for name, play, more in (("travelling", still(), {}), ("live", still(), live), ("switched", switched(), live)):
        # A slow machine's dreamer takes a while to come up; what is measured then is to be as long anywhere.
        length = seconds + ((found["travelling"]["first_keyframe_s"] or seconds) if "travelling" in found else 0.0)
        say(f"a show of {length:.0f} seconds: {name}")
        found[name] = show(play, length, "builtin", SIZE, FPS, folder, **more)
    return found


def write_lora(model: Path, file: Path) -> None:
    """Write a LoRA in peft's layout on a convolution of every block of a UNet: noise, which shows and costs alike."""
    from safetensors import safe_open
    from safetensors.numpy import save_file

    draw, tensors = np.random.default_rng(1), {}
    with safe_open(model / "unet" / "diffusion_pytorch_model.safetensors", framework="numpy") as weights:
        for name in list(weights.keys()):
            layer = name.removesuffix(".weight")
            if name.endswith(".conv2.weight"):
                weight = weights.get_tensor(name)
                spread = np.sqrt(STRENGTH * weight.std()) / RANK**0.25
                for part, shape in (("lora_A", (RANK, *weight.shape[1:])), ("lora_B", (len(weight), RANK, 1, 1))):
                    tensors[f"unet.{layer}.{part}.weight"] = draw.normal(0, spread, shape).astype(np.float32)
    save_file(tensors, file)


def switched() -> Play:
    """Switch prompt, seed, preset, input and LoRA in turn, every few seconds once it dreams."""
    due, count = 0.0, 0

    def play(line: Line, now: float, dreaming: bool) -> None:
        nonlocal due, count
        if dreaming and now >= due:
            due = now + EVERY
            address, value = SWITCHES[count % len(SWITCHES)]
            line.send(encode(address, *(value if isinstance(value, tuple) else (value,))))
            count += 1

    return play


def rows(found: dict[str, Any]) -> list[Promise]:
    """The promises of the live stream and what was measured for each; a GPU's are open where there is none."""
    own, turbo = found["builtin"], found.get("turbo")
    best = turbo or own
    compiled = found.get("turbo_compiled") or found.get("compiled")
    quickest = found.get("turbo_compiled") or turbo
    late = {name: _late(found[name]) for name in ("travelling", "live", "switched")}
    gap = best["difference"]
    ways = [("", best), *([(", compiled", compiled)] if compiled else [])]
    in_turn = 2.0 if turbo else 1.3
    return [
        *(
            _ratio(f"stream batch, 4 steps, against in sequence{how}", unet["batch"], in_turn, "UNet")
            for how, unet in ways
        ),
        *(_ratio(f"residual guidance (self) against full{how}", unet["residual"], 1.8, "UNet") for how, unet in ways),
        Promise("UNet calls saved, input at rest", best["saved"], "%", 85, more=True),
        *(
            _ratio(f"diffusers' image-to-image, {steps} steps{how}", times[f"diffusers_{steps}"], 5.0, "a picture")
            for how, times in ways
            for steps in (1, 4, 10)
        ),
        Promise(
            "built-in model live, 1 step, in a 4K show", found["live"]["keyframes_per_second"] or None, "fps", 3, True
        ),
        Promise("its late frames beyond travelling's", round(late["live"] - late["travelling"], 2), "points", 1.0),
        Promise("late frames switched about, beyond not", round(late["switched"] - late["live"], 2), "points", 1.0),
        Promise(
            "largest step between pictures, part of a cut's",
            round(gap["switched"] / gap["cut"], 2),
            "",
            SUDDEN,
            note=f"{gap['switched']:g} levels of 255; a cut {gap['cut']:g}, the moving input alone {gap['steady']:g}",
        ),
        _on_gpu("SD-Turbo 512x512, 1 step, text to image", quickest and quickest["text_to_image"], "fps", 200),
        _on_gpu("SD-Turbo 512x512, 1 step, image to image", quickest and quickest["image_to_image"], "fps", 180),
        _on_gpu("input to its frame at 30 fps", _shown_after(found.get("turbo_live")), "ms", 80, more=False),
    ]


def _ratio(figure: str, taken: dict[str, float], limit: float, what: str) -> Promise:
    return Promise(figure, taken["ratio"], "x", limit, True, f"{taken['ms']:g} against {taken['other_ms']:g} ms {what}")


def _on_gpu(figure: str, value: float | None, unit: str, limit: float, more: bool = True) -> Promise:
    return Promise(figure, value, unit, limit, more, "" if value is not None else OPEN, open=value is None)


def _shown_after(report: dict[str, Any] | None) -> float | None:
    """Milliseconds from an input to the output frame that shows it: the reel's delay, which the slowest of the last
    pictures sets, and the frame itself."""
    return None if report is None else round(report["live_delay_ms"] + 1000 / report["fps"], 1)


def _late(report: dict[str, Any]) -> float:
    """Late frames beyond the machine's own, per cent of all."""
    ticks = report["frames"] + report["late_frames"]
    return 100 * (report["late_frames"] - (report["machine_late"] or 0)) / max(ticks, 1)
