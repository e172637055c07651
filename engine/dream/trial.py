"""A device on trial: the same small pictures by the careful path and by each quick one, compared with the CPU's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.dream.compiling import compile_model
from engine.dream.device_transfer import Transfer
from engine.dream.loader import load
from engine.dream.model import Model
from engine.dream.protocol import Launch
from engine.dream.sampler import LatentSampler
from engine.errors import one_line
from engine.journey.path import Recipe, Waypoint

WIDTH, HEIGHT = 256, 144
PLACES = [Waypoint((("violet smoke", 1.0),), seed) for seed in range(1, 5)]
CLOSE = 4.0  # levels, the mean difference of two pictures that agree
TIMES = 3  # that each path is timed


@dataclass(frozen=True)
class Tried:
    """How a path did. seconds: for a picture. off: levels from the CPU's, on average. trouble: why it is no use."""

    path: str
    seconds: float = 0.0
    off: float = 0.0
    trouble: str = ""


def trial(name: str, places: int = len(PLACES)) -> Iterator[Tried]:
    """Dream by one path after another, each on top of those that did well. Raises ModelError without the device."""
    truth = _pictures(_careful(load(Launch("builtin", "cpu", WIDTH, HEIGHT), lambda line: None)), places)
    model = _careful(load(Launch("builtin", name, WIDTH, HEIGHT), lambda line: None))
    for path, prepare, undo, count in _paths(model, places):
        try:
            prepare()
            off = 255 * float((_pictures(model, count) - truth[:count]).abs().mean())
            seconds = min(_seconds(model, count) for _ in range(TIMES))
            far = "" if off <= CLOSE else f"its picture is {off:.0f} levels off"
            tried = Tried(path, seconds, off, far)
        except Exception as error:
            tried = Tried(path, trouble=f"{type(error).__name__}: {one_line(error):.160}")
        if tried.trouble:
            undo()
        yield tried


Path = tuple[str, Callable[[], Any], Callable[[], Any], int]


def _paths(model: Model, places: int) -> Iterator[Path]:
    """What a dreamer does to be quick on this device: (name, how to begin, how to leave it, pictures at once)."""
    pipe, kind = model.pipe, model.device.type

    def laid_out(layout: torch.memory_format) -> None:
        for part in (pipe.unet, pipe.vae):
            part.to(memory_format=layout)

    nothing = lambda: None  # noqa: E731
    yield "careful", nothing, nothing, 1
    if kind != "cpu":
        yield "half precision", lambda: pipe.to(torch.float16), lambda: pipe.to(torch.float32), 1
    if kind != "mps":
        channels_last = torch.channels_last, torch.contiguous_format
        yield "channels last", lambda: laid_out(channels_last[0]), lambda: laid_out(channels_last[1]), 1
    yield f"{places} at once", nothing, nothing, places
    if kind == "cuda":
        yield "own streams", lambda: _carried(model), nothing, 1
    compiled: list[Any] = []
    yield "compiled", lambda: compiled.extend(compile_model(model)), lambda: [each.remove() for each in compiled], 1


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
