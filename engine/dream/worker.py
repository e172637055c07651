"""The dreamer process: takes the newest wish, plans, makes keyframes, reports. Nearly a pure function server."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
import warnings
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

import psutil

from engine.dream.messages import Failed, Free, Launch, Loading, Made, Quit, Ready, Report, Wish
from engine.dream.slots import Slots
from engine.journey.plan import plan

if TYPE_CHECKING:
    from engine.dream.keyframes import Job

REPORT_EVERY = 1.0  # seconds
LOOK = 0.2  # seconds between looks at whether the process should end
UNSEEN = 1.0  # seconds after which a picture that the stage does not hold was dropped by it, and may be made again
RUNWAY = 0.7  # seconds of keyframes ahead from which several are made at once
BATCH = 4
HOPELESS = 3  # keyframes of a leg that could not be made, after which the rest of it is not tried
FIRST_GUESS = 2.0  # keyframes a second, until some have been made

QUIET = {  # read by the libraries as they are imported
    "OMP_WAIT_POLICY": "PASSIVE",  # threads that spin for work would starve the stage, and each other on busy cores
    "KMP_BLOCKTIME": "0",  # the same for the OpenMP of macOS and Windows builds
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_ETAG_TIMEOUT": "5",
    "DIFFUSERS_VERBOSITY": "error",
    "TRANSFORMERS_VERBOSITY": "error",
}


class Overtaken(Exception):
    """A newer wish has no use for the work in hand."""


class Ear:
    """Hears the stage from a thread of its own, so that no wish waits in the pipe. Ends the process when told to.

    When the pipe closes, the stage has gone: there is nobody to work for, whatever is going on.
    """

    def __init__(self, connection: Connection, slots: Slots):
        self._connection = connection
        self._stop = threading.Event()
        self._news = threading.Event()
        self._wish: Wish | None = None
        self.free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(slots.count):
            self.free.put(slot)
        self._thread = threading.Thread(target=self._listen, name="ear")

    def __enter__(self) -> Ear:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def wish(self) -> Wish | None:
        return self._wish

    def wait(self, seconds: float) -> None:
        """Until a wish or a free slot comes, or the time is over."""
        self._news.wait(seconds)
        self._news.clear()

    def _listen(self) -> None:
        try:
            while not self._stop.is_set():
                if self._connection.poll(LOOK):
                    message = self._connection.recv()
                    if isinstance(message, Quit):
                        break
                    if isinstance(message, Free):
                        self.free.put(message.slot)
                    elif isinstance(message, Wish):
                        self._wish = message
                    self._news.set()
        except (EOFError, OSError):
            pass
        if not self._stop.is_set():
            os._exit(0)  # at once: an orderly end could wait for a long computation


def run(connection: Connection, slots: Slots, launch: Launch) -> None:
    """The child's main: load the model, then dream until told to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the stage ends us in order
    _give_way()
    os.environ.update({name: value for name, value in QUIET.items() if name not in os.environ})
    warnings.simplefilter("ignore")
    with Ear(connection, slots) as ear, contextlib.suppress(OSError):  # the stage has gone
        _dream(connection, slots, launch, ear)


def _dream(connection: Connection, slots: Slots, launch: Launch, ear: Ear) -> None:
    connection.send(Loading("starting torch"))
    try:
        from engine.dream import models
    except Exception as error:
        connection.send(Failed(f"torch does not start: {' '.join(str(error).split())[:200]}; see `reverie doctor`"))
        return
    try:
        model = models.load(launch, lambda text: connection.send(Loading(text)))
        if model.width * model.height * 3 > slots.size:
            raise models.ModelError(f"keyframes of {model.width}x{model.height} are too large: ask for a smaller size")
    except models.ModelError as error:
        connection.send(Failed(str(error), error.memory))
        return
    connection.send(Ready(model.width, model.height, model.about))
    try:
        Dreamer(connection, slots, model, ear).run()
    except OSError:
        raise
    except Exception as error:
        if models.out_of_memory(error):
            connection.send(Failed(models.no_memory(f"dreaming at {model.width}x{model.height}"), memory=True))
        else:
            where = error.__traceback__
            while where is not None and where.tb_next is not None:
                where = where.tb_next
            line = f"{os.path.basename(where.tb_frame.f_code.co_filename)}:{where.tb_lineno}" if where else "?"
            connection.send(Failed(f"the dreamer failed: {type(error).__name__}: {models.one_line(error)} ({line})"))


class Dreamer:
    """The loop of a dreamer whose model is up."""

    def __init__(self, connection: Connection, slots: Slots, model: Any, ear: Ear):
        from engine.dream.keyframes import Studio
        from engine.dream.loras import Loras

        self._connection, self._slots, self._model, self._ear = connection, slots, model, ear
        self._studio, self._loras = Studio(model), Loras(model)
        self._process = psutil.Process()
        self._sent: dict[tuple[int, float], float] = {}  # (leg, position) -> when; not yet seen in a wish
        self._skipped: set[tuple[int, float]] = set()  # could not be made
        self._wish: Wish | None = None
        self._errors: list[str] = []
        self._told: set[str] = set()
        self._rate = FIRST_GUESS
        self._timed = 0  # batches that the rate is taken from
        self._most = BATCH
        self._pace: list[float] = []  # when the last keyframes were made
        self._reported = 0.0

    def run(self) -> None:
        """Dream until the process is ended from outside. Raises OSError when the stage has gone."""
        while True:
            self._report()
            jobs = self._next_jobs()
            if not jobs:
                self._ear.wait(REPORT_EVERY / 2)
                continue
            try:
                self._make(jobs)
            except Overtaken:
                pass
            except Exception as error:
                self._spare_memory(error)

    def _next_jobs(self) -> list[Job]:
        """The most urgent keyframes that share a recipe: one while the runway is short, more when it is not."""
        from engine.dream.keyframes import Job

        wish = self._take_wish()
        if wish is None:
            return []
        while True:
            picks = plan(wish, self._rate, self._pending(wish), BATCH)
            if not picks:
                return []
            first = picks[0][0]
            if sum(leg == first.id for leg, _ in self._skipped) < HOPELESS:
                break
            self._skipped.add((first.id, picks[0][1]))
        count = min(_batch_size(wish, picks[0][1]), self._most)
        return [Job(leg, at) for leg, at in picks[:count] if leg.recipe == first.recipe]

    def _take_wish(self) -> Wish | None:
        wish = self._ear.wish
        if wish is not None and wish is not self._wish:
            now = time.perf_counter()
            self._wish = wish
            self._sent = {
                key: when
                for key, when in self._sent.items()
                if key[1] not in wish.held and now - when < UNSEEN and wish.path.owns(*key)
            }
            self._skipped = {key for key in self._skipped if wish.path.owns(*key)}
        return wish

    def _pending(self, wish: Wish) -> set[float]:
        return {at for leg, at in (*self._sent, *self._skipped) if wish.path.owns(leg, at)}

    def _make(self, jobs: list[Job]) -> None:
        wish, began = self._wish, time.perf_counter()
        assert wish is not None
        newest = max(leg.id for leg in wish.path.legs)
        recipe = jobs[0].leg.recipe
        for fault in self._loras.wear(recipe.loras):
            self._tell(fault)
        left = {(job.leg.id, job.position) for job in jobs}

        def check() -> None:
            """Between units of work: stay heard, and give up what a newer wish has no use for."""
            self._report()
            now = self._ear.wish
            if now is wish or now is None or not left:
                return
            low, high = now.reach
            if not any(now.path.owns(leg, at) and low <= at <= high for leg, at in left):
                raise Overtaken
            urgent = plan(now, self._rate, self._pending(now), 1)
            if urgent and urgent[0][0].id > newest:
                raise Overtaken

        made = 0
        for job, picture, fault in self._studio.make(jobs, check, len(jobs)):
            key = (job.leg.id, job.position)
            left.discard(key)
            if picture is None:
                self._skipped.add(key)
                self._tell(f"keyframes of leg {job.leg.id} come out {fault}, and again when remade: skipped")
                continue
            slot = self._free_slot()
            self._slots.picture(slot, self._model.width, self._model.height)[:] = picture
            self._sent[key] = time.perf_counter()
            self._connection.send(Made(job.leg.id, job.position, slot))
            made += 1
            self._pace.append(time.perf_counter())
        if made:
            self._timed += 1
            rate = made / (time.perf_counter() - began)
            self._rate += (rate - self._rate) * max(1 / self._timed, 0.15)

    def _spare_memory(self, error: Exception) -> None:
        """Out of memory the first time: forget what can be had again, and make keyframes singly from now on."""
        from engine.dream import models

        if self._most == 1 or not models.out_of_memory(error):
            raise error
        self._most = 1
        self._studio.forget()
        self._tell("out of memory: keyframes are made one at a time from now on")
        if self._model.device.type == "cuda":
            import torch

            torch.cuda.empty_cache()

    def _free_slot(self) -> int:
        while True:
            with contextlib.suppress(queue.Empty):
                return self._ear.free.get(timeout=LOOK)
            self._report()

    def _tell(self, text: str) -> None:
        """Report a fault, once."""
        if text not in self._told:
            self._told.add(text)
            self._errors.append(text)

    def _report(self) -> None:
        now = time.perf_counter()
        if now - self._reported < REPORT_EVERY:
            return
        self._reported = now
        self._pace = [when for when in self._pace if now - when < 3]
        rate = len(self._pace) / 3
        rss = self._process.memory_info().rss / 2**20
        device = self._model.device
        gpu = 0.0
        if device.type == "cuda":
            import torch

            gpu = torch.cuda.memory_reserved(device) / 2**20
        errors, self._errors = tuple(self._errors), []
        self._connection.send(Report(rate, 1 / self._rate, rss, gpu, errors))


def _batch_size(wish: Wish, position: float) -> int:
    """How many keyframes to make at once, when this is the most urgent one."""
    if wish.every:
        return BATCH
    if wish.velocity == 0:
        return BATCH if any(abs(at - wish.position) <= 1 for at in wish.held) else 1
    ahead = (position - wish.position) / wish.velocity
    return BATCH if ahead > 2 * RUNWAY else 2 if ahead > RUNWAY else 1


def _give_way() -> None:
    """Leave the cores to the stage whenever it wants them."""
    with contextlib.suppress(psutil.Error, OSError):
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 10)
