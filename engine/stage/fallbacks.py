"""What is shown at each tick, and what instead where something fails: the journey, its look, the guard, each output.

Every class here is of one thread, the presenter's, and says with what it gives which rung of SHOWN that is.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np

from engine.control.store import Scene
from engine.frames import Format, Frame
from engine.parameters import Look, Master, State
from engine.stage.dissolve import Dissolver
from engine.stage.draw import black, draw
from engine.stage.flash_guard import FlashGuard
from engine.stage.flow import Flows
from engine.stage.look import fade
from engine.stage.render import Renderer
from engine.stage.transport import Transport

PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before the next try
STEADY = 2.0  # seconds for which it has to work before it counts as mended
SILENT = 5.0  # seconds between two lines about what goes on failing, each in other words

# What the outputs are given, from what is wanted down to what is always there.
SHOWN = ("dream", "begun again", "plain", "held")
DREAM, BEGUN_AGAIN, PLAIN, HELD = range(4)


class CircuitBreaker:
    """One thing that may fail. One thread only; times are seconds on any clock that goes on.

    what: its name; instead: what there is meanwhile; report: takes a line. Tracebacks go to the log.
    """

    def __init__(self, what: str, instead: str, report: Callable[[str], None]):
        self._what, self._instead, self._report = what, instead, report
        self._failures = 0  # since it last worked for a while
        self._again_at = -math.inf
        self._works_since: float | None = None
        self._told, self._told_at = "", -math.inf

    def due(self, now: float) -> bool:
        """Whether it may be tried: it works, or it has rested."""
        return now >= self._again_at

    def failed(self, error: Exception, now: float) -> None:
        """Note that it has just failed."""
        self._again_at = now + PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        self._works_since = None
        line = f"{self._what} failed, {self._instead}: {type(error).__name__}: {error}".splitlines()[0]
        if not self._told or (line != self._told and now - self._told_at >= SILENT):
            self._told, self._told_at = line, now
            logging.getLogger("reverie").exception("%s failed", self._what, exc_info=error)
            self._report(line)

    def worked(self, now: float) -> None:
        """Note that it has just worked."""
        if not self._failures:
            return
        if self._works_since is None:
            self._works_since = now
        if now - self._works_since >= STEADY:
            self._failures, self._told = 0, ""
            self._report(f"{self._what} is back")


NOTHING = np.zeros((36, 64, 3), np.uint8)  # held where nothing was ever shown


class JourneyPicture:
    """The picture before the look: where the transport is, or where that fails, from where it begins again.

    last: the last picture that came through all that follows, read only; whoever knows sets it. flows: where motions
    between keyframes are found, None for cross-fades only. clock: seconds, for what things take.
    """

    def __init__(
        self,
        transport: Transport,
        size: tuple[int, int],
        flows: Flows | None,
        report: Callable[[str], None],
        clock: Callable[[], float],
    ):
        self.transport, self._flows, self._clock = transport, flows, clock
        self._new_screen = lambda: Dissolver(size, flows)
        self._screen = self._new_screen()
        self.last = NOTHING
        self._begun_with: np.ndarray | None = None  # what the journey was begun again from, while that is on screen
        self._journey = CircuitBreaker("the journey", "it begins again from the picture on the screen", report)

    def show(
        self,
        scene: Scene,
        live: State,
        now: float,
        step: float,
        shares: Sequence[tuple[Look, float]],
        renderer: Renderer,
    ) -> tuple[np.ndarray, int]:
        """The (h, w, 3) uint8 RGB picture of this moment, `step` seconds after the last, and its rung.

        live: the values of the moment. shares: of the looks that dissolve into each other.
        """
        if not self._journey.due(now):
            return self.last, HELD
        try:
            view = self.transport.move(scene, live, now, step, None if self.last is NOTHING else self.last)
            if view.dissolve:
                self._screen.mend(now, view.dissolve, "linear" if view.drifts else "smooth")
            begun = self._clock()
            picture = self._screen.show(
                view.bracket, live.look.blend, now, shares, renderer.flows, view.coming, view.poses, live.camera.edge
            )
            renderer.blended(self._clock() - begun, live.look.blend == "flow" and self._flows is not None)
            self._journey.worked(now)
            bracket = view.bracket
            if bracket and bracket.before.picture is not self._begun_with is not bracket.after.picture:
                self._begun_with = None
            return picture, DREAM if self._begun_with is None else BEGUN_AGAIN
        except Exception as error:
            self._journey.failed(error, now)
        try:
            self._screen = self._new_screen()
            self.transport.begin_again(scene.state, self.last)
            self._begun_with = self.last
            return self.last, BEGUN_AGAIN
        except Exception as error:
            self._journey.failed(error, now)
            return self.last, HELD


class Finisher:
    """Puts the look on, and holds back what flashes. `renderer.quality`, `flashes` may be read by any.

    fps, clock: see Renderer. size: (width, height) of the show. report: takes one line about trouble.
    """

    def __init__(self, fps: float, size: tuple[int, int], report: Callable[[str], None], clock: Callable[[], float]):
        self._new_renderer = lambda: Renderer(fps, report, clock)
        self._new_guard = lambda: FlashGuard(size, report)
        self.renderer, self._guard = self._new_renderer(), self._new_guard()
        self.looked: np.ndarray | None = None  # the last picture with its look that came through the guard
        self._safe = NOTHING  # the last one that the flash guard let through
        self._failed_look: Look | None = None
        self._look = CircuitBreaker("the look", "the picture is shown without", report)
        self._safety = CircuitBreaker("the flash guard", "the picture is held", report)

    @property
    def flashes(self) -> int:
        """How often the picture has flashed in the last second."""
        return self._guard.flashes

    def look(
        self,
        picture: np.ndarray,
        wanted: Look,
        look: Look,
        now: float,
        step: float,
        shares: Sequence[tuple[Look, float]],
    ) -> tuple[np.ndarray, int]:
        """The picture with the look on it, or without where that fails. wanted: as it is set; look: as it is now."""
        if self._look.due(now) or wanted != self._failed_look:
            try:
                looked = self.renderer.look(picture, look, step, shares)
                self._look.worked(now)
                return looked, DREAM
            except Exception as error:
                self._look.failed(error, now)
                self._failed_look = wanted
                self.renderer = self._new_renderer()
        return picture, PLAIN

    def guard(self, picture: np.ndarray, live: State, now: float) -> tuple[np.ndarray, Master, int]:
        """The picture as it may be shown, and what the master still has to do to it."""
        if self._safety.due(now):
            try:
                self._safe, master = self._guard.limit(picture, live, now)
                self._safety.worked(now)
                return self._safe, master, DREAM
            except Exception as error:
                self._safety.failed(error, now)
                self._guard = self._new_guard()
        return self._safe, live.master, HELD


class Sink(Protocol):
    """Where frames go: the formats it wants rendered this tick, and a mailbox that never waits."""

    @property
    def wants(self) -> Sequence[Format]: ...

    def post(self, frame: Frame) -> None: ...


class Publisher:
    """Gives every output what it wants: one that fails, or a format that can't be drawn, takes none with it.

    sinks: iterated anew at every tick. report: takes one line about trouble.
    """

    def __init__(self, sinks: Iterable[Sink], report: Callable[[str], None]):
        self.sinks, self._report = sinks, report
        self._drawing: dict[Format, CircuitBreaker] = {}
        self._outputs: dict[str, CircuitBreaker] = {}

    def publish(
        self,
        renderer: Renderer,
        shares: Sequence[tuple[Look, float]],
        tick: int,
        picture: np.ndarray,
        look: Look,
        master: Master,
        now: float,
    ) -> tuple[bool, int]:
        """Give every output what it wants; returns whether any got it, or none wanted, and the lowest rung drawn."""
        frames: dict[Format, tuple[Frame | None, int]] = {}
        wanted = given = False
        for sink in self.sinks:
            try:
                for format in sink.wants:
                    wanted = True
                    if format not in frames:
                        frames[format] = self._drawn(renderer, shares, picture, format, tick, look, master, now)
                    frame, _ = frames[format]
                    if frame is not None:
                        sink.post(frame)
                        given = True
                if (breaker := self._outputs.get(_name(sink))) is not None:
                    breaker.worked(now)
            except Exception as error:
                wanted = True
                name = _name(sink)
                breaker = self._outputs.setdefault(
                    name, CircuitBreaker(f"output {name}", "it got no frame", self._report)
                )
                breaker.failed(error, now)
        return given or not wanted, max((rung for _, rung in frames.values()), default=DREAM)

    def _drawn(
        self,
        renderer: Renderer,
        shares: Sequence[tuple[Look, float]],
        picture: np.ndarray,
        format: Format,
        tick: int,
        look: Look,
        master: Master,
        now: float,
    ) -> tuple[Frame | None, int]:
        """A frame of this format, drawn as the look says, or plainly, or none."""
        breaker = self._drawing.get(format)
        if breaker is None:
            what = f"drawing {format.width}x{format.height} {format.layout}"
            breaker = self._drawing[format] = CircuitBreaker(what, "it is tried without upscale and fit", self._report)
        if breaker.due(now):
            try:
                frame = renderer.frame(picture, format, tick, look, master, shares)
                breaker.worked(now)
                return frame, DREAM
            except Exception as error:
                breaker.failed(error, now)
        try:
            if master.blackout:
                return black(format, tick), DREAM
            return draw(fade(picture, master.fade), format, tick), PLAIN
        except Exception as error:
            breaker.failed(error, now)
            return None, HELD


def _name(sink: Sink) -> str:
    return getattr(sink, "name", type(sink).__name__)
