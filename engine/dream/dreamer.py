"""The loop of a dreamer whose model is up: take the newest wish, plan, make keyframes, report."""

from __future__ import annotations

import time
from collections.abc import Collection
from multiprocessing.connection import Connection

import numpy as np
import torch

from engine.dream.compiling import Compiled, compile_model, rehearse, settle
from engine.dream.enlarge import KeyframeSize
from engine.dream.flight_keyframes import FlightMaker
from engine.dream.inbox import REPORT_EVERY, Inbox, Reporter
from engine.dream.keyframes import KeyframeJob, KeyframeMaker
from engine.dream.live_pipeline import LiveSession
from engine.dream.live_stream import LiveStream
from engine.dream.loras import FusedLoras, Loras
from engine.dream.memory import free_memory
from engine.dream.model import Model, out_of_memory
from engine.dream.model_files import progress
from engine.dream.plan import BATCH, Backlog
from engine.dream.protocol import BATCHES, COMPILED, GRAPHS, HALF, LIVE, FlightWish, LiveWish, Made, Wish
from engine.dream.sampler import held_guidance
from engine.dream.shared_memory import FrameRing, SharedInput
from engine.errors import one_line
from engine.frames import Pose
from engine.parameters import Mix

FLIGHT_WAIT = 0.05  # seconds that a flight waits at most, before it looks for a newer wish
INPUT_WAIT = 0.1  # seconds that a live stream waits for an input, before it hears what else is wished
WARM_RUNS = 3  # of what is compiled: a CUDA graph is recorded in the second, and first replayed in the third
LADDER = (GRAPHS, COMPILED, HALF)  # what is left, one after the other, where it fails in a show; then batches and size
MOST_FAULTS = 2  # in a row, that are got over without a new process


class Overtaken(Exception):
    """A newer wish has no use for the work in hand."""


def lower(in_use: Collection[str], without: Collection[str]) -> str:
    """The boldest of what is in use, which is left first; "" where nothing is left to leave."""
    return next((name for name in LADDER if name in in_use and name not in without), "")


class Dreamer:
    """Nearly a pure function server: what it makes depends on the wish alone."""

    def __init__(
        self,
        connection: Connection,
        slots: FrameRing,
        shared_input: SharedInput,
        shared_view: SharedInput,
        model: Model,
        inbox: Inbox,
        size: KeyframeSize,
    ):
        self._slots, self._model, self._inbox, self._size = slots, model, inbox, size
        self._shared_view = shared_view
        self._reporter = Reporter(connection, model.device, model.left_out)
        self._maker = KeyframeMaker(model, self._reporter.tell, size.larger, size.most)
        self._loras = Loras(model)
        self._live = LiveSession(LiveStream(model), shared_input, self._send_live)
        self._compiled: list[Compiled] = []
        self._most = 1 if BATCHES in model.left_out else BATCH
        if model.device.type in ("cuda", "xpu"):
            self._reporter.say("warming up")
            self._warm()
        self._backlog = Backlog()
        self._held = ""  # what was said of a guidance that is too strong
        self._faults = 0  # in a row
        self._flight = FlightMaker(model, self._reporter.tell)
        self._flown = 0  # the number of the newest keyframe of a flight

    def compile(self, stream: LiveWish | None) -> None:
        """Compile the networks for a live stream, or without one for journeys; raises whatever hinders that.

        It takes minutes, which are told. LoRAs are fused from then on.
        """
        model = self._model
        with progress(f"compiling {model.about['model']} for {model.width}x{model.height}", self._reporter.say):
            self._compiled = compile_model(model)
            for _ in range(WARM_RUNS):
                if stream:
                    rehearse(self._live.stream, stream, model)
                else:
                    self._maker.warm(self._batches)
        settle()
        self._loras = FusedLoras(model)

    def run(self) -> None:
        """Dream until the process is ended from outside. Raises OSError when the stage has gone."""
        try:
            while True:
                self._report()
                self._work()
        finally:
            self._live.end()

    def _work(self) -> None:
        wish = self._backlog.follow(self._inbox.wish, time.perf_counter())
        stream = wish.live if wish else None
        if not stream:
            self._live.end()
        elif self._model.edm:
            self._reporter.tell(f"{self._model.unlike} can't dream live input: choose travel or walk")
            stream = None
        flight = wish.flight if wish and not stream else None
        if flight is None and self._flown:
            self._flown = 0
            self._flight.forget()
        elif flight is not None and flight.number == self._flown:
            self._inbox.wait(FLIGHT_WAIT)  # until the stage has it, and wishes for the next
            return
        jobs = [] if wish and (wish.live or flight) else [KeyframeJob(*pick) for pick in self._backlog.next(self._most)]
        if not jobs and not stream and not flight:
            self._inbox.wait(REPORT_EVERY / 2)
            return
        try:
            if stream:
                self._dream_live(stream)
            elif flight:
                assert wish is not None
                self._fly(wish, flight)
            else:
                self._make(jobs)
        except Overtaken:
            pass
        except Exception as error:
            if self._faults == MOST_FAULTS or isinstance(error, (OSError, torch.AcceleratorError)):
                raise
            self._reporter.trace()
            if not out_of_memory(error) and self._step_down(error):
                return
            self._faults += 1
            if out_of_memory(error):
                self._spare_memory()
            else:
                self._backlog.skip(*((job.leg.id, job.position) for job in jobs))
                what = "a flight" if flight else "dreaming the input"
                what = f"a keyframe of leg {jobs[0].leg.id}" if jobs else what
                self._reporter.tell(f"{what} failed: {one_line(error)}")

    def _dream_live(self, stream: LiveWish) -> None:
        """Dream the newest input, if one has come."""
        self._reporter.note(*self._loras.wear(stream.dream.lora))
        self._hold(stream.dream.lora, None if stream.live.cfg == "none" else stream.live.guidance)
        self._reporter.note(*self._live.tick(stream, INPUT_WAIT))

    def _fly(self, wish: Wish, flight: FlightWish) -> None:
        """Make the next keyframe of a flight."""
        view = None
        if flight.view and not self._flight.has(flight.parent):
            shown = self._shared_view.newest()
            if shown is None or shown.time != flight.view:
                self._inbox.wait(FLIGHT_WAIT)  # a newer wish knows where what is there now was seen from
                return
            view = shown.picture
        leg, began = wish.path.leg_at(wish.position), time.perf_counter()
        self._reporter.note(*self._loras.wear(leg.recipe.loras))
        self._hold(leg.recipe.loras, leg.recipe.guidance)

        def check() -> None:
            self._report()
            now = self._inbox.wish
            if now is not None and now.flight is None:
                raise Overtaken

        pose, picture = self._flight.make(flight, leg.place(wish.position), leg.recipe, view, check)
        self._flown = flight.number
        self._send(LIVE, flight.due, picture, pose)
        self._faults = 0
        self._backlog.timed(1 / (time.perf_counter() - began))

    def _hold(self, loras: Mix, guidance: float | None) -> None:
        """Say once that a guidance is held back."""
        held, self._held = self._held, held_guidance(self._model, loras, guidance)
        if self._held and self._held != held:
            self._reporter.note(self._held)

    def _send_live(self, when: float, picture: np.ndarray, variant: int) -> None:
        self._send(LIVE, when, picture, variant=variant)
        self._faults = 0  # an input that is skipped, or on its way, proves nothing

    def _send(self, leg: int, position: float, picture: np.ndarray, pose: Pose | None = None, variant: int = 0) -> None:
        if pose is None:  # what the stage warps at every frame stays as small as it is
            picture = self._size(picture)
        slot = self._inbox.free.get()
        self._slots.picture(slot, self._model.width, self._model.height, picture.shape)[:] = picture
        self._reporter.send(Made(leg, position, slot, picture.shape, pose, variant))

    def _make(self, jobs: list[KeyframeJob]) -> None:
        wish, began = self._backlog.wish, time.perf_counter()
        assert wish is not None
        newest = max(leg.id for leg in wish.path.legs)
        recipe = jobs[0].leg.recipe
        self._reporter.note(*self._loras.wear(recipe.loras))
        self._hold(recipe.loras, recipe.guidance)
        left = {(job.leg.id, job.position) for job in jobs}

        def check() -> None:
            """Between units of work: stay heard, and give up what a newer wish has no use for."""
            self._report()
            now = self._inbox.wish
            if now is not wish and now is not None and left and self._backlog.overtaken(now, left, newest):
                raise Overtaken

        made, detailed = 0, self._maker.detail_seconds
        for job, picture, fault in self._maker.make(jobs, check, len(jobs)):
            key = (job.leg.id, job.position)
            left.discard(key)
            if picture is None:
                self._backlog.skip(key)
                self._reporter.tell(f"keyframes of leg {job.leg.id} come out {fault}, and again when remade: skipped")
                continue
            self._backlog.sent(key, time.perf_counter())
            self._send(*key, picture)
            made += 1
        if made:
            self._faults = 0
            waypoints = self._maker.detail_seconds - detailed if recipe.method == "travel" else 0.0  # once for a leg
            self._backlog.timed(made / max(time.perf_counter() - began - waypoints, 1e-6))

    @property
    def _batches(self) -> list[int]:
        """The numbers of keyframes that are made at once."""
        return sorted({1, min(2, self._most), self._most})

    def _warm(self) -> None:
        try:
            self._maker.warm(self._batches)
        except RuntimeError as error:
            if out_of_memory(error) or not self._step_down(error):
                raise
            self._warm()

    @property
    def lower(self) -> tuple[str, ...]:
        """What is left out, and the boldest of what is in use."""
        half = {HALF} if self._model.network.dtype != torch.float32 else set()
        graphs = {GRAPHS} if self._compiled and self._model.device.type == "cuda" else set()
        compiled = {COMPILED} if self._compiled else set()
        rung = lower(half | graphs | compiled, self._reporter.left_out)
        return (*self._reporter.left_out, rung) if rung else self._reporter.left_out

    def _step_down(self, error: Exception) -> bool:
        """After a fault, go on without the boldest of what is in use, one line told; False where that is no use.

        What is compiled is compiled anew without graphs by a dreamer beside; full precision wants memory.
        """
        below, model = self.lower, self._model
        if below == self._reporter.left_out or not isinstance(error, RuntimeError):
            return False
        if below[-1] == HALF:
            weights = [weight for part in (model.network, model.pipe.vae) for weight in part.parameters()]
            if sum(weight.nbytes for weight in weights) > free_memory(model.device):
                return False
            model.network.float()
            model.pipe.vae.float()
            model.about["dtype"] = "float32"
        else:
            for each in self._compiled:
                each.remove()
            self._compiled = []
            model.about.pop("compiled", None)
            torch.compiler.set_stance("default")
        self._reporter.left_out = below
        self._live.stream.start_over()
        self._reporter.tell(f"{below[-1]}: left out from now on, where it failed: {one_line(error)}")
        return True

    def _spare_memory(self) -> None:
        """Forget what can be had again, and make keyframes singly from now on."""
        self._most = 1
        self._maker.forget()
        self._flight.forget()
        self._live.stream.start_over()
        one_by_one = "keyframes are made one at a time from now on"
        self._reporter.tell(f"out of memory: {'the live stream begins anew' if self._live.running else one_by_one}")
        if self._model.device.type in ("cuda", "xpu"):
            getattr(torch, self._model.device.type).empty_cache()

    def _report(self) -> None:
        if self._reporter.due:
            live = self._live
            cost = live.cost if live.running else 1 / self._backlog.rate
            self._reporter.report(cost, live.stream.figures() if live.running else {}, self._backlog.news())
