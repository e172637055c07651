"""`/still/save`: the dream that is on the screen as a large picture, made beside the show."""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.coercion import BadValue
from engine.dream.dreamer_process import deaf
from engine.dream.still import StillJob, StillNews, run
from engine.files import is_plain

LARGEST = 8192  # pixels, the longer side
TIMES = 2  # the output's size, as far as LARGEST allows
WAITING = 4  # stills that may wait for the one in hand
LOOK = 0.2  # seconds between looks at whether the show ends
CLOSING = 2.0


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
