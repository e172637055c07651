"""A still picture of a place on a journey, as large as wanted, made in a process of its own beside the show."""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.coercion import BadValue
from engine.dream.dreamer_process import deaf
from engine.dream.protocol import Launch
from engine.errors import one_line
from engine.files import is_plain
from engine.journey.path import Place, Recipe
from engine.shutdown import ignore_keys

if TYPE_CHECKING:
    from engine.dream.enlarge import KeyframeSize

DETAIL = "refine"  # how detail is made where the show makes none
LARGEST = 8192  # pixels, the longer side
TIMES = 2  # the output's size, as far as LARGEST allows
WAITING = 4  # stills that may wait for the one in hand
LOOK = 0.2  # seconds between looks at whether the show ends
CLOSING = 2.0


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
    from engine.dream.worker import before_torch, give_way

    ignore_keys()
    give_way(to_all=True)
    before_torch()
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


def still_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of a still of an output of this size: TIMES as large, in its shape, held to LARGEST."""
    scale = min(TIMES, LARGEST / max(width, height))
    return int(width * scale) // 2 * 2, int(height * scale) // 2 * 2


class Stills:
    """Makes one still after the other in `run(stop)`. on_screen: what to make of what is shown, but for its file.

    folder: where they go. `about` tells how the one in hand is doing, "" without one.
    """

    def __init__(
        self,
        on_screen: Callable[[], StillJob],
        folder: Path,
        report: Callable[[str], None],
        note: Callable[[str], None],
    ):
        self._on_screen, self._folder, self._report, self._note = on_screen, folder, report, note
        self._jobs: queue.Queue[tuple[str, StillJob]] = queue.Queue(WAITING)
        self.about = ""

    def handlers(self) -> dict[str, Callable[[list[Any], Any], None]]:
        return {"/still/save": lambda arguments, source: self.save(*arguments)}

    def save(self, name: str = "") -> None:
        """Have what is on the screen now made into NAME.png, soon. Returns at once; raises BadValue."""
        name = name.removesuffix(".png") or time.strftime("still-%Y%m%d-%H%M%S")
        if not is_plain(f"{name}.png"):
            raise BadValue(f"/still/save {name!r:.60} is no name of a file: it goes into the folder of recordings")
        try:
            self._jobs.put_nowait((name, self._on_screen()))
        except queue.Full:
            raise BadValue(f"/still/save: {WAITING} stills are waiting already") from None

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            with contextlib.suppress(queue.Empty):
                name, job = self._jobs.get(timeout=LOOK)
                try:
                    self._make(self._free(name), job, stop)
                finally:
                    self.about = ""

    def _free(self, name: str) -> Path:
        """A file that is not there yet."""
        file, count = self._folder / f"{name}.png", 1
        while file.exists():
            count += 1
            file = self._folder / f"{name}-{count}.png"
        return file

    def _make(self, file: Path, job: StillJob, stop: threading.Event) -> None:
        self.about = f"{file.name}: starting"
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=run, args=(theirs, replace(job, file=file)), name="still", daemon=True)
        with deaf():
            process.start()
        theirs.close()
        news = StillNews()
        try:
            while not stop.is_set() and not news.done and not news.failed:
                if ours.poll(LOOK):
                    news = ours.recv()
                    if news.doing:
                        self.about = f"{file.name}: {news.doing}"
        except (EOFError, OSError):
            news = StillNews(failed="its process ended, perhaps for lack of memory")
        finally:
            ours.close()
            if not news.done:
                process.terminate()
            process.join(CLOSING)
            if process.exitcode is None:
                process.kill()
                process.join(CLOSING)
        if news.done:
            self._note(f"still saved: {file}, {job.size[0]}x{job.size[1]}")
        elif news.failed:
            self._report(f"no still {file.name}: {news.failed}")
