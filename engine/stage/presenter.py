"""The presenter: at every tick of the output clock it renders one picture, just in time, and publishes it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

import cv2
import numpy as np

from engine.control.store import Scene, Store
from engine.journey.course import Course
from engine.parameters import State
from engine.stage.clock import Clock, raise_thread_priority
from engine.stage.dissolve import LookDissolver
from engine.stage.fallbacks import DREAM, SHOWN, CircuitBreaker, Finisher, JourneyPicture, Publisher, Sink
from engine.stage.flow import Flows
from engine.stage.keyframe_feed import Dreams
from engine.stage.meter import Meter
from engine.stage.playhead import Playhead
from engine.stage.reel import Reel
from engine.stage.transport import Transport


class Presenter:
    """Runs the stage: has the transport move, shows, renders and posts what it comes to.

    No failure ends the picture. Where the journey fails, another begins from the picture on the screen; where this look
    fails, the picture goes without; where neither helps, the last one is held, and the master still acts on it. What
    has failed is tried again after a pause, and each step down and up is reported.

    Everything it owns is touched by its own thread only; `playhead`, `meter`, `shown` and `len(reel)` may be read by
    any. sinks: iterated anew at every tick. size: (width, height) of the show. report: takes one line about trouble.
    live: the values that a scene shows at a moment, modulated if need be. clock: seconds, for what things take. memory:
    bytes of keyframes that are kept. flows: where motions between keyframes are found, None for cross-fades only.
    """

    def __init__(
        self,
        store: Store,
        course: Course,
        dreams: Dreams,
        sinks: Iterable[Sink],
        fps: float,
        size: tuple[int, int],
        report: Callable[[str], None],
        live: Callable[[Scene, float], State] = Scene.at,
        clock: Callable[[], float] = time.perf_counter,
        memory: int | None = None,
        flows: Flows | None = None,
    ):
        self._store, self._values, self.fps = store, live, fps
        self.meter = Meter(fps, clock)
        transport = Transport(course, dreams, self.meter, memory, flows)
        self._journey = JourneyPicture(transport, size, flows, report, clock)
        self._finisher = Finisher(fps, size, report, clock)
        self._publisher = Publisher(sinks, report)
        self._switches = LookDissolver()
        self._before = store.scene  # of the last tick
        self._rung = DREAM
        self._tick = CircuitBreaker("the picture", "outputs hold the last one", report)
        self._modulation = CircuitBreaker("modulation", "what is set is shown", report)

    @property
    def transport(self) -> Transport:
        return self._journey.transport

    @property
    def playhead(self) -> Playhead:
        return self.transport.playhead

    @property
    def reel(self) -> Reel:
        return self.transport.reel

    @property
    def shown(self) -> str:
        """What the outputs are given, one of SHOWN."""
        return SHOWN[self._rung]

    @property
    def dreamed(self) -> np.ndarray:
        """The picture before the look, (h, w, 3) uint8 RGB, read only."""
        return self._journey.last

    @property
    def quality(self) -> str:
        """What is drawn now, in words."""
        return self._finisher.renderer.quality

    @property
    def flashes(self) -> int:
        """How often the picture has flashed in the last second."""
        return self._finisher.flashes

    def run(self, stop: threading.Event) -> None:
        """Present until told to stop."""
        raise_thread_priority()
        cv2.setNumThreads(1)  # a second core saves few milliseconds, and waiting for it costs more when it is busy
        clock = Clock(self.fps)
        before, missed = 0, 0
        while clock.wait(stop):
            begun = time.perf_counter()
            due = clock.deadline(clock.tick)
            try:
                given = self.present(clock.tick, due, (clock.tick - before) / self.fps)
                self._tick.worked(due)
            except Exception as error:
                given = False
                self._tick.failed(error, due)
            self.meter.frame(due, begun, time.perf_counter(), clock.missed - missed, given, self.shown)
            before, missed = clock.tick, clock.missed

    def present(self, tick: int, now: float, step: float) -> bool:
        """Render and publish one tick; returns False where outputs wanted a frame and none was given one.

        now: the moment the tick stands for; step: seconds since the one before.
        """
        scene, before = self._store.scene, self._before
        live, self._before = self._live(scene, now), scene

        def left(address: str) -> float:
            """Of its morph, or else of one that was taken over after it had changed it, between two ticks."""
            turned = before.dissolves(address, now) if not before.dissolves(address, now - step) else 0.0
            return scene.dissolves(address, now) or turned

        shares = self._switches.shares(live.look, now, left)
        journey, finisher = self._journey, self._finisher
        dreamed, came = journey.show(scene, live, now, step, shares, finisher.renderer)
        self._store.lead = self.transport.lead
        if live.master.freeze and finisher.looked is not None:
            picture, looks = finisher.looked, DREAM
        else:
            picture, looks = finisher.look(dreamed, scene.state.look, live.look, now, step, shares)
        shown, master, safe = finisher.guard(picture, live, now)
        if safe == DREAM:
            journey.last, finisher.looked = dreamed, picture
        given, drawn = self._publisher.publish(finisher.renderer, shares, tick, shown, live.look, master, now)
        self._rung = max(came, looks, safe, drawn)
        if scene.changed_at != before.changed_at:
            self.meter.control(self.meter.clock() - scene.changed_at)
        return given

    def _live(self, scene: Scene, now: float) -> State:
        """The values of this moment; where they can't be had, those that are set."""
        if self._modulation.due(now):
            try:
                live = self._values(scene, now)
                self._modulation.worked(now)
                return live
            except Exception as error:
                self._modulation.failed(error, now)
        return scene.state
