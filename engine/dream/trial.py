"""A device on trial: the same small pictures by the careful path and by each quick one, compared with the CPU's.

What is worth while there is kept in the cache folder, so that a device is tried once, and again with another driver.
"""

from __future__ import annotations

import contextlib
import json
import platform
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.dream.compiling import compile_model
from engine.dream.device_transfer import Transfer
from engine.dream.loader import load
from engine.dream.model import Model, choose_device
from engine.dream.model_files import ModelError, Say
from engine.dream.protocol import BATCHES, CHANNELS_LAST, COMPILED, GRAPHS, HALF, STREAMS, Launch
from engine.dream.sampler import LatentSampler
from engine.errors import one_line
from engine.files import cache_folder, write_text
from engine.journey.path import Recipe, Waypoint

WIDTH, HEIGHT = 256, 144
PLACES = [Waypoint((("violet smoke", 1.0),), seed) for seed in range(1, 5)]
CLOSE = 4.0  # levels, the mean difference of two pictures that agree
TIMES = 3  # that each path is timed
NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")
SLOWER = 1.25  # times the quickest so far, from which a path is not worth while


@dataclass(frozen=True)
class Tried:
    """How a path did. seconds: for a picture. off: levels from the CPU's, on average. trouble: why it is no use.

    slower: it agrees, and another is quicker.
    """

    path: str
    seconds: float = 0.0
    off: float = 0.0
    trouble: str = ""
    slower: bool = False


def known(launch: Launch, say: Say) -> tuple[str, ...]:
    """What is to be left out where a launch dreams: as remembered, or on a GPU's first start as a trial finds now.

    What is compiled is tried by the first dreamer that compiles. A device that can't be tried is left to `load`.
    """
    try:
        device = choose_device(launch.device)
        tried = recall(device)
        new = COMPILED not in tried if launch.compile else not tried
        if new and device.type != "cpu":
            say(f"trying once what {launch.device} does well")
            for one in trial(launch.device, compiled=launch.compile):
                fate = one.trouble or ("slower" if one.slower else f"{1000 * one.seconds:.0f} ms")
                say(f"tried once on {launch.device}: {one.path}: {fate}")
            tried = recall(device)
        return tuple(sorted(name for name, well in tried.items() if not well))
    except Exception as error:  # whatever a driver raises: the picture matters more
        if not isinstance(error, ModelError):
            say(f"{launch.device} can't be tried: {one_line(error)}")
        return ()


def trial(name: str, places: int = len(PLACES), compiled: bool = True) -> Iterator[Tried]:
    """Dream by one path after another, each on top of those that did well, and remember which did.

    Raises ModelError without the device.
    """
    truth = _pictures(_careful(load(Launch("builtin", "cpu", WIDTH, HEIGHT), lambda line: None)), places)
    model = _careful(load(Launch("builtin", name, WIDTH, HEIGHT), lambda line: None))
    best, well = 0.0, {}
    for path, rung, prepare, undo, count in _paths(model, places, compiled):
        try:
            prepare()
            off = 255 * float((_pictures(model, count) - truth[:count]).abs().mean())
            seconds = min(_seconds(model, count) for _ in range(TIMES))
            far = "" if off <= CLOSE else f"its picture is {off:.0f} levels off"
            slower = not far and 0 < best * SLOWER < seconds
            tried = Tried(path, seconds, off, far, slower)
        except Exception as error:
            tried = Tried(path, trouble=f"{type(error).__name__}: {one_line(error):.160}")
        if tried.trouble or tried.slower:
            undo()
        else:
            best = min(best, tried.seconds) if best else tried.seconds
        if rung:
            well[rung] = not (tried.trouble or tried.slower)
        yield tried
    with contextlib.suppress(OSError):  # it will be tried again
        remember(model.device, well)


def identity(device: torch.device) -> str:
    """The device, its driver and this torch: what was found of these holds until one of them is another."""
    kind = device.type
    name, driver = platform.processor() or platform.machine(), platform.release()
    if kind == "cuda":
        name = torch.cuda.get_device_name(device)
        try:
            driver = NVIDIA_DRIVER.read_text(encoding="utf-8").splitlines()[0]
        except (OSError, IndexError):
            driver = torch.version.hip or f"CUDA {torch._C._cuda_getDriverVersion()}"  # type: ignore[attr-defined]
    elif kind == "xpu":
        about = torch.xpu.get_device_properties(device)
        name, driver = about.name, about.driver_version
    return f"{kind} {name}, {driver}, torch {torch.__version__}"


def recall(device: torch.device) -> dict[str, bool]:
    """What was tried on this device under this driver and torch, and whether it is worth while; {} for nothing yet."""
    try:
        found = json.loads(_file(device).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict) or found.get("device") != identity(device):
        return {}
    tried = found.get("tried")
    return {str(name): bool(well) for name, well in tried.items()} if isinstance(tried, dict) else {}


def remember(device: torch.device, tried: dict[str, bool]) -> None:
    """Keep what was tried, beside what was before. Raises OSError."""
    content = {"device": identity(device), "tried": recall(device) | tried}
    file = _file(device)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, json.dumps(content, indent=2) + "\n")


def _file(device: torch.device) -> Path:
    return cache_folder() / "devices" / (re.sub(r"[^A-Za-z0-9]+", "-", identity(device))[:120] + ".json")


Way = tuple[str, str, Callable[[], Any], Callable[[], Any], int]


def _paths(model: Model, places: int, compiling: bool) -> Iterator[Way]:
    """What a dreamer does to be quick on this device.

    Its name for people, its name in protocol.py, how to begin, how to leave it, pictures at once.
    """
    pipe, kind = model.pipe, model.device.type

    def laid_out(layout: torch.memory_format) -> None:
        for part in (pipe.unet, pipe.vae):
            part.to(memory_format=layout)

    nothing = lambda: None  # noqa: E731
    yield "careful", "", nothing, nothing, 1
    if kind != "cpu":
        yield HALF, HALF, lambda: pipe.to(torch.float16), lambda: pipe.to(torch.float32), 1
    if kind != "mps":
        channels_last = torch.channels_last, torch.contiguous_format
        yield CHANNELS_LAST, CHANNELS_LAST, lambda: laid_out(channels_last[0]), lambda: laid_out(channels_last[1]), 1
    yield f"{places} at once", BATCHES, nothing, nothing, places
    if kind == "cuda":
        yield STREAMS, STREAMS, lambda: _carried(model), nothing, 1
    if not compiling:
        return
    compiled: list[Any] = []

    def compile_anew(without: tuple[str, ...]) -> None:
        leave()
        compiled.extend(compile_model(replace(model, left_out=without)))

    def leave() -> None:
        while compiled:
            compiled.pop().remove()

    yield COMPILED, COMPILED, lambda: compile_anew((GRAPHS,)), leave, 1
    if kind == "cuda":
        yield GRAPHS, GRAPHS, lambda: compile_anew(()), leave, 1


def _careful(model: Model) -> Model:
    model.pipe.to(torch.float32)
    for part in (model.pipe.unet, model.pipe.vae):
        part.to(memory_format=torch.contiguous_format)
    return model


def _carried(model: Model) -> None:
    """Raises ValueError where a picture comes home through a stream of its own as another."""
    made = _made(model, 1)[0]
    shown = Transfer(model.device).down(Transfer.carry(made))
    wanted = 255 * made.clamp(0, 1).permute(1, 2, 0).cpu()
    if shown is None or float((torch.from_numpy(shown) - wanted).abs().max()) > 1:
        raise ValueError("a picture that is carried beside comes home as another")


def _made(model: Model, count: int) -> Tensor:
    latents = LatentSampler(model).latents(PLACES[:count], Recipe("walk"), lambda: None, batch=count)
    return model.decode(latents)


def _pictures(model: Model, count: int) -> Tensor:
    """(count, 3, H, W) float32 in this computer's memory, held to 0..1."""
    return _made(model, count).cpu().clamp(0, 1)


def _seconds(model: Model, count: int) -> float:
    began = time.perf_counter()
    _pictures(model, count)
    return (time.perf_counter() - began) / count
