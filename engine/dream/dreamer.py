"""The loop of a dreamer whose model is up: take the newest wish, plan, make keyframes, report."""

from __future__ import annotations

import threading
import time
from collections import deque
from multiprocessing.connection import Connection

import numpy as np
import psutil
import torch

from engine.dream import models
from engine.dream.compiling import compile_model, rehearse, settle
from engine.dream.intake import Input, Intake
from engine.dream.keyframes import Job, Studio
from engine.dream.loras import FusedLoras, Loras
from engine.dream.messages import Loading, Made, Report, Wish
from engine.dream.progress import telling
from engine.dream.slots import Slots
from engine.dream.stream.live import LiveDream
from engine.dream.stream.pipeline import Pipeline
from engine.dream.worker import Ear
from engine.errors import one_line
from engine.journey.live import LIVE, Stream
from engine.journey.plan import plan

REPORT_EVERY = 1.0  # seconds
INPUT_WAIT = 0.1  # seconds that a live stream waits for an input, before it hears what else is wished
UNSEEN = 1.0  # seconds after which a picture that the stage does not hold was dropped by it, and may be made again
RUNWAY = 0.7  # seconds of keyframes ahead from which several are made at once
BATCH = 4
WARM_RUNS = 3  # of what is compiled: a CUDA graph is recorded in the second, and first replayed in the third
MOST_FAULTS = 2  # in a row, that are got over without a new process
HOPELESS = 3  # keyframes of a leg that could not be made, after which the rest of it is not tried
FIRST_GUESS = 2.0  # keyframes a second, until some have been made


class Overtaken(Exception):
    """A newer wish has no use for the work in hand."""


class Dreamer:
    """Nearly a pure function server: what it makes depends on the wish alone."""

    def __init__(self, connection: Connection, slots: Slots, intake: Intake, model: models.Model, ear: Ear):
        self._connection, self._slots, self._intake = connection, slots, intake
        self._model, self._ear = model, ear
        self._studio, self._loras, self._live = Studio(model), Loras(model), LiveDream(model)
        if model.device.type == "cuda":
            connection.send(Loading("warming up"))
            self._studio.warm((1, 2, BATCH))
        self._process = psutil.Process()
        self._sent: dict[tuple[int, float], float] = {}  # (leg, position) -> when; not yet seen in a wish
        self._skipped: set[tuple[int, float]] = set()  # could not be made
        self._wish: Wish | None = None
        self._errors: list[str] = []
        self._told: set[str] = set()
        self._rate = FIRST_GUESS
        self._timed = 0  # batches that the rate is taken from
        self._most = BATCH
        self._faults = 0  # in a row
        self._pace: deque[float] = deque()  # when the last keyframes were made
        self._reported = 0.0
        self._pipeline: Pipeline | None = None  # while there is a live stream
        self._seen = 0  # the number of the newest input that was taken
        self._tick = 0.0  # seconds that the network took for the last input
        self._line = threading.Lock()  # on the connection

    def compile(self, stream: Stream | None) -> None:
        """Compile the networks for a live stream, or without one for journeys; raises whatever hinders that.

        It takes minutes, which are told. LoRAs are fused from then on.
        """
        model = self._model
        say = lambda text: self._connection.send(Loading(text))  # noqa: E731
        with telling(f"compiling {model.about['model']} for {model.width}x{model.height}", say):
            compile_model(model)
            for _ in range(WARM_RUNS):
                if stream:
                    rehearse(self._live, stream, model)
                else:
                    self._studio.warm((1, 2, BATCH))
        settle()
        self._loras = FusedLoras(model)

    def run(self) -> None:
        """Dream until the process is ended from outside. Raises OSError when the stage has gone."""
        try:
            while True:
                self._report()
                self._work()
        finally:
            self._end_stream()

    def _work(self) -> None:
        wish = self._take_wish()
        stream = wish.live if wish else None
        if not stream:
            self._end_stream()
        jobs = [] if stream else self._next_jobs()
        if not jobs and not stream:
            self._ear.wait(REPORT_EVERY / 2)
            return
        try:
            if stream:
                self._dream_live(stream)
            else:
                self._make(jobs)
        except Overtaken:
            pass
        except Exception as error:
            if self._faults == MOST_FAULTS or isinstance(error, (OSError, torch.AcceleratorError)):
                raise
            self._faults += 1
            if models.out_of_memory(error):
                self._spare_memory()
            else:
                self._skipped.update((job.leg.id, job.position) for job in jobs)
                what = f"a keyframe of leg {jobs[0].leg.id}" if jobs else "dreaming the input"
                self._tell(f"{what} failed: {one_line(error)}")

    def _next_jobs(self) -> list[Job]:
        """The most urgent keyframes that share a recipe: one while the runway is short, more when it is not."""
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
                if key[1] not in wish.held and now - when < UNSEEN and wish.owns(*key)
            }
            self._skipped = {key for key in self._skipped if wish.owns(*key)}
        return wish

    def _pending(self, wish: Wish) -> set[float]:
        return {at for leg, at in (*self._sent, *self._skipped) if wish.owns(leg, at)}

    def _dream_live(self, stream: Stream) -> None:
        """Dream the newest input, if one has come."""
        if self._pipeline is None:
            self._pipeline = Pipeline(self._live, stream, self._newest_input, self._send_live)
        self._errors += self._loras.wear(stream.dream.lora)
        self._tick = self._pipeline.tick(stream, INPUT_WAIT) or self._tick
        while self._live.errors:
            self._errors.append(self._live.errors.popleft())

    def _newest_input(self) -> Input | None:
        taken = self._intake.newest(self._seen)
        self._seen = taken.number if taken else self._seen
        return taken

    def _send_live(self, when: float, picture: np.ndarray) -> None:
        self._send(LIVE, when, picture)
        self._faults = 0  # an input that is skipped, or on its way, proves nothing

    def _end_stream(self) -> None:
        if self._pipeline is not None:
            self._pipeline.stop()
            self._pipeline = None
            self._live.start_over()

    def _send(self, leg: int, position: float, picture: np.ndarray) -> None:
        slot = self._ear.free.get()
        self._slots.picture(slot, self._model.width, self._model.height)[:] = picture
        self._say(Made(leg, position, slot))
        self._pace.append(time.perf_counter())

    def _say(self, message: Made | Report) -> None:
        with self._line:
            self._connection.send(message)

    def _make(self, jobs: list[Job]) -> None:
        wish, began = self._wish, time.perf_counter()
        assert wish is not None
        newest = max(leg.id for leg in wish.path.legs)
        recipe = jobs[0].leg.recipe
        self._errors += self._loras.wear(recipe.loras)
        left = {(job.leg.id, job.position) for job in jobs}

        def check() -> None:
            """Between units of work: stay heard, and give up what a newer wish has no use for."""
            self._report()
            now = self._ear.wish
            if now is wish or now is None or not left:
                return
            if now.live:
                raise Overtaken
            low, high = now.reach
            if not any(now.owns(leg, at) and low <= at <= high for leg, at in left):
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
            self._sent[key] = time.perf_counter()
            self._send(*key, picture)
            made += 1
        if made:
            self._faults = 0
            self._timed += 1
            rate = made / (time.perf_counter() - began)
            self._rate += (rate - self._rate) * max(1 / self._timed, 0.15)

    def _spare_memory(self) -> None:
        """Forget what can be had again, and make keyframes singly from now on."""
        self._most = 1
        self._studio.forget()
        self._live.start_over()
        one_by_one = "keyframes are made one at a time from now on"
        self._tell(f"out of memory: {'the live stream begins anew' if self._pipeline else one_by_one}")
        if self._model.device.type == "cuda":
            torch.cuda.empty_cache()

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
        while self._pace and now - self._pace[0] > 3:
            self._pace.popleft()
        rate = len(self._pace) / 3
        rss = self._process.memory_info().rss / 2**20
        device = self._model.device
        gpu = 0.0
        if device.type == "cuda":
            gpu = torch.cuda.memory_reserved(device) / 2**20
        errors, self._errors = tuple(self._errors), []
        live = self._live.figures() if self._pipeline else {}
        cost = self._tick if self._pipeline else 1 / self._rate
        self._say(Report(rate, cost, rss, gpu, errors, live))


def _batch_size(wish: Wish, position: float) -> int:
    """How many keyframes to make at once, when this is the most urgent one."""
    if wish.every:
        return 1  # off-line: how they are batched depends on the time, and shows in the last bit
    if wish.velocity == 0:
        return BATCH if any(abs(at - wish.position) <= 1 for at in wish.held) else 1
    ahead = (position - wish.position) / wish.velocity
    return BATCH if ahead > 2 * RUNWAY else 2 if ahead > RUNWAY else 1
