"""A still picture of a place on a journey, as large as wanted, made in a process of its own beside the show."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil

from engine.dream.protocol import Launch
from engine.errors import one_line
from engine.journey.path import Place, Recipe
from engine.shutdown import ignore_keys

if TYPE_CHECKING:
    from engine.dream.enlarge import KeyframeSize

DETAIL = "refine"  # how detail is made where the show makes none


@dataclass(frozen=True)
class StillJob:
    """What to make: a place, dreamed by a recipe, or a picture that is there, (h, w, 3) uint8 RGB.

    size: (width, height) in pixels. file: the PNG, written whole or not at all.
    """

    launch: Launch
    size: tuple[int, int]
    file: Path
    place: Place | None = None
    recipe: Recipe = Recipe()
    picture: np.ndarray | None = None


@dataclass(frozen=True)
class StillNews:
    """doing: a line about it. done: it is there. failed: why it will not be."""

    doing: str = ""
    done: bool = False
    failed: str = ""


def run(connection: Connection, job: StillJob) -> None:
    """The child's main: make the picture, tell how it goes, and end."""
    from engine.dream.worker import QUIET, THREADS

    ignore_keys()
    _stand_back()
    for name, value in (THREADS | QUIET).items():
        os.environ.setdefault(name, value)
    warnings.simplefilter("ignore")
    with contextlib.suppress(OSError):  # the show has gone
        try:
            make(job, lambda text: connection.send(StillNews(text)))
            connection.send(StillNews(done=True))
        except OSError as error:
            connection.send(StillNews(failed=f"{job.file}: {error.strerror or error}"))
        except Exception as error:
            connection.send(StillNews(failed=one_line(error)[:200]))


def make(job: StillJob, say: Callable[[str], None]) -> None:
    """Make the picture and write it. Raises ModelError, OSError, and whatever dreaming does."""
    import cv2

    from engine.dream.enlarge import KeyframeSize, keyframe_size
    from engine.files import write_bytes
    from engine.planes import cropped, scaled_plane

    say("loading")
    launch = replace(job.launch, compile=False, keyframes="native", live_steps=0, stream=None)
    if job.place is None:
        from engine.dream.model import choose_device

        assert job.picture is not None
        picture, size = job.picture, keyframe_size(launch, choose_device(launch.device))
    else:
        picture, size = _dreamed(job, launch, say)
    picture = np.ascontiguousarray(cropped(picture, *job.size))
    say("enlarging")
    network = KeyframeSize(size.device, network=size.network)
    picture = scaled_plane(network.larger(picture, job.size), *job.size)
    say("writing")
    whole, data = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 3])
    if not whole:
        raise ValueError("the picture can't be encoded")
    job.file.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(job.file, data.tobytes())


def _dreamed(job: StillJob, launch: Launch, say: Callable[[str], None]) -> tuple[np.ndarray, KeyframeSize]:
    from engine.dream.enlarge import keyframe_size
    from engine.dream.keyframes import KeyframeJob, KeyframeMaker
    from engine.dream.loader import load
    from engine.dream.loras import Loras
    from engine.journey.path import start

    assert job.place is not None
    model = load(launch, say)
    size = keyframe_size(launch, model.device)
    scale = max(job.size[0] / model.width, job.size[1] / model.height, 1.0)
    recipe = replace(job.recipe, detail_scale=scale, detail=DETAIL if job.recipe.detail == "off" else job.recipe.detail)
    Loras(model).wear(recipe.loras)
    made = 0

    def check() -> None:
        nonlocal made
        made += 1
        if made % 8 == 1:
            say(f"dreaming, {made} steps")

    maker = KeyframeMaker(model, say, size.larger)
    leg = start(job.place, job.place, recipe).legs[0]
    [(_, picture, fault)] = maker.make([KeyframeJob(leg, 0.0)], check, 1)
    if picture is None:
        raise ValueError(f"the picture comes out {fault}")
    return picture, size


def _stand_back() -> None:
    """Leave the cores to the show, whatever it does."""
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process().nice(psutil.IDLE_PRIORITY_CLASS if sys.platform == "win32" else 15)
