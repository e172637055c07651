"""The presenter: at every tick of the output clock it renders one picture, just in time, and publishes it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import cv2
import numpy as np

from engine.control.store import Scene, Store
from engine.frames import Format, Frame, Keyframe
from engine.journey.course import Course, Motion, destination, recipe
from engine.journey.live import LIVE, Stream
from engine.journey.path import Leg, Place, Recipe, Waypoint, between
from engine.journey.plan import Wish
from engine.parameters import Dream, Look, Master, State
from engine.stage.clock import Clock
from engine.stage.flash import FlashGuard
from engine.stage.live import LiveReel
from engine.stage.meter import Meter
from engine.stage.playhead import Playhead, scratch, travel
from engine.stage.reel import Bracket, Reel, same_pictures
from engine.stage.render import Renderer
from engine.stage.screen import Screen
from engine.stage.urgency import make_urgent

MEND = 0.3  # seconds of the dissolve when the content under the playhead changes
ARRIVE = 1.2  # seconds of the dissolve out of the overture, and over to another deck
RUNWAY = 0.8  # seconds of keyframes ahead under which the playhead slows down; more if they come seldom
LONGEST_RUNWAY = 3.0
WISH_EVERY = 0.1  # seconds
PATIENT = 1.0  # seconds assumed for a prompt's first keyframe until some have been timed
LONGEST_WAIT = 1.5  # seconds that a newer prompt waits for the picture of the last one
PREPARED = 0.1  # seconds to leave before a cut when the picture that it leads to is there
LONGEST_LEAD = 4.0  # seconds before it is due that a change is dreamed of; less than a wandering path reaches ahead
SPARES = 4  # prepared pictures that are kept


class Dreams(Protocol):
    """Where keyframes come from. away: nothing comes for now, whatever is wished for."""

    @property
    def away(self) -> bool: ...

    def take(self) -> Sequence[Keyframe]: ...

    def wish(self, wish: Wish) -> None: ...


class Sink(Protocol):
    """Where frames go: the formats it wants rendered this tick, and a mailbox that never waits."""

    @property
    def wants(self) -> Sequence[Format]: ...

    def post(self, frame: Frame) -> None: ...


class Presenter:
    """Runs the stage: follows the course, moves the playhead, shows the reel, renders and posts.

    Everything it owns is touched by its own thread only; `playhead`, `meter` and `len(reel)` may be read by any.
    sinks: iterated anew at every tick. size: (width, height) of the show. report: takes one line about trouble.
    live: the values that a scene shows at a moment, modulated if need be.
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
    ):
        self._store = store
        self._values = live
        self._course = course
        self._dreams = dreams
        self._sinks = sinks
        self._report = report
        self._screen = Screen(size)
        self._renderer = Renderer(fps, report)
        self._guard = FlashGuard(size, report)
        self._wished: Wish | None = None
        self._wished_at = 0.0
        self._ahead: Leg | None = None
        self._frozen: np.ndarray | None = None
        self._answer = (0, 0.0)  # the leg that answers the newest prompt, and since when it is awaited
        self._spares: OrderedDict[tuple[Place, Recipe], Keyframe] = OrderedDict()  # of places that may be wanted soon
        self._remakes = course.remakes
        self._sight = 0.0  # the moment up to which changes to come are dreamed of
        self._seen_change = store.scene.changed_at
        self.fps = fps
        self.reel = Reel(course.path)
        self.live = LiveReel()
        self._on_live = False  # whether the picture is the live stream's
        self._dreamer = 0  # of the live stream's newest picture
        self.playhead = Playhead()
        self.meter = Meter(fps)

    @property
    def quality(self) -> str:
        """What is drawn now, in words."""
        return self._renderer.quality

    @property
    def flashes(self) -> int:
        """How often the picture has flashed in the last second."""
        return self._guard.flashes

    def run(self, stop: threading.Event) -> None:
        """Present until told to stop."""
        make_urgent()
        cv2.setNumThreads(1)  # a second core saves few milliseconds, and waiting for it costs more when it is busy
        clock = Clock(self.fps)
        before, missed, trouble = 0, 0, ""
        while clock.wait(stop):
            begun = time.perf_counter()
            due = clock.deadline(clock.tick)
            try:
                self.present(clock.tick, due, (clock.tick - before) / self.fps)
                trouble = ""
            except Exception as error:
                # One tick without a new frame: outputs hold the last one, and the next tick tries again.
                trouble, before_trouble = f"no picture: {type(error).__name__}: {error}", trouble
                if trouble != before_trouble:
                    self._report(trouble)
            self.meter.frame(due, begun, time.perf_counter(), clock.missed - missed)
            before, missed = clock.tick, clock.missed

    def present(self, tick: int, now: float, step: float) -> None:
        """Render and publish one tick. now: the moment it stands for; step: seconds since the one before."""
        scene = self._store.scene
        live = self._values(scene, now)
        self._move(scene, live, now, step)
        if live.master.freeze and self._frozen is not None:
            picture = self._frozen
        else:
            picture = self._screen.show(self._bracket(live, now, step), live.look.blend, now)
            picture = self._renderer.look(picture, live.look, step)
            self._frozen = picture
        self._publish(tick, *self._guard.limit(picture, live, now), live.look)
        if scene.changed_at != self._seen_change:
            self._seen_change = scene.changed_at
            self.meter.control(time.perf_counter() - scene.changed_at)

    def _bracket(self, live: State, now: float, step: float) -> Bracket | None:
        """The pictures that are blended now: the live stream's as soon as there are any, else the journey's."""
        on_live = live.dream.method == "live" and len(self.live) > 0
        if on_live != self._on_live:
            self._on_live = on_live
            self._screen.mend(now, ARRIVE)
        return self.live.bracket(now, step, self._dreams.away) if on_live else self.reel.bracket(self.playhead.position)

    def _publish(self, tick: int, picture: np.ndarray, master: Master, look: Look) -> None:
        frames: dict[Format, Frame] = {}
        for sink in self._sinks:
            for format in sink.wants:
                if format not in frames:
                    frames[format] = self._renderer.frame(picture, format, tick, look, master)
                sink.post(frames[format])

    def lead(self, scene: Scene, values: Mapping[str, Any]) -> float:
        """Seconds that it takes until a change of these values can be shown. May be asked from any thread."""
        after = scene.state.with_values(values)
        place = destination(scene.state, after)
        if after.dream.method == "live" or (place is None and recipe(after.dream) == recipe(scene.state.dream)):
            return 0.0
        return PREPARED if (place, recipe(after.dream)) in self._spares else self._lead()

    def _move(self, scene: Scene, live: State, now: float, step: float) -> None:
        """Bring path, reel and playhead to this tick."""
        position = self.playhead.position
        shown = self.reel.bracket(position)
        before = self._course.path
        newest = max(leg.id for leg in before.legs)
        # What has come into sight stays in sight, although a quicker prompt may have shortened the lead meanwhile.
        self._sight = max(self._sight, now + self._lead())
        settled, due = scene.settled(now, self._sight - now)
        margin = PREPARED if _place(settled.dream) in self._spares else self._margin()
        awaited = self._answer[1] > 0 and now - self._answer[1] < LONGEST_WAIT
        motion = self._course.steer(settled, live, position, margin, now, scene.grid, due, awaited)
        path = self._course.path
        if self._course.answer and self._course.answer != self._answer[0]:
            self._answer = (self._course.answer, scene.changed_at if due is None else now)
        if self._course.remakes != self._remakes:
            self._remakes = self._course.remakes
            self._spares.clear()
        if path is not before:
            self.reel.follow(path, position)
            self._place_spares([leg for leg in path.legs if leg.id > newest], settled.deck.mix, position)
        streaming = settled.dream.method == "live"
        if streaming:
            self._answer = (self._answer[0], 0.0)  # prompts travel within the stream
        else:
            self.live.clear()
        for keyframe in self._dreams.take():
            if keyframe.leg == LIVE:
                if streaming:
                    if keyframe.dreamer != self._dreamer:  # another model, or the same after a pause
                        self._dreamer = keyframe.dreamer
                        self.live.clear()
                        self._screen.mend(now, ARRIVE)
                    self.live.add(keyframe, now)
                    self.meter.keyframe(keyframe.made)
                continue
            if self._ahead is not None and keyframe.leg == self._ahead.id:
                self._keep(self._ahead, keyframe)
            if not self.reel.add(keyframe, position):
                continue
            self.meter.keyframe(keyframe.made)
            if keyframe.leg == self._answer[0] and self._answer[1] and keyframe.position != self._course.cut:
                self.meter.prompt(keyframe.made - self._answer[1])
                self._answer = (keyframe.leg, 0.0)
        if not same_pictures(shown, self.reel.bracket(position)):
            self._screen.mend(now, MEND if shown else ARRIVE)
        if not live.master.freeze:
            self.playhead = self._moved(motion, now, step)
        self._ahead = self._coming(scene, settled)
        self._ask(motion, now, Stream(settled.dream, live.live) if streaming else None)

    def _coming(self, scene: Scene, settled: State) -> Leg | None:
        """What to prepare: the place that what waits for its time leads to, or the next cue, unless it is there."""
        next = scene.state.with_values(scene.coming)
        for before, after in ((settled, scene.state), (scene.state, next)):
            place, wanted = destination(before, after), recipe(after.dream)
            if place is not None and (place, wanted) not in self._spares:
                return self._course.aside(place, wanted)
        return None

    def _keep(self, leg: Leg, keyframe: Keyframe) -> None:
        self._spares[leg.a, leg.recipe] = keyframe
        while len(self._spares) > SPARES:
            self._spares.popitem(last=False)

    def _place_spares(self, legs: Iterable[Leg], mix: float, position: float) -> None:
        """Where a new leg leads to a place that was prepared, its picture is there at once."""
        for leg in legs:
            for part in (0.0, 1.0, mix) if leg.deck else (0.0, 1.0):
                place, at = between(leg.a, leg.b, part), leg.origin + part
                spare = self._spares.get((place, leg.recipe))
                if spare is None or not self.reel.add(replace(spare, leg=leg.id, position=at), position):
                    continue
                if leg.id == self._answer[0]:
                    self._answer = (leg.id, 0.0)  # not dreamed for this, so it does not tell how long a prompt takes

    def _moved(self, motion: Motion, now: float, step: float) -> Playhead:
        playhead, reel, path = self.playhead, self.reel, self._course.path
        if motion.target is not None:
            low, high = path.extent(playhead.position)
            if low <= motion.target <= high:
                return scratch(playhead, motion.target, step)
            if reel.bracket(motion.target) is None:
                return playhead
            self._screen.mend(now, ARRIVE)
            return Playhead(motion.target)
        direction = -1 if motion.velocity < 0 else 1
        ahead = reel.reach(playhead.position, direction)
        behind = reel.reach(playhead.position, -direction)
        low, high = path.extent(playhead.position)
        edge = high if direction > 0 else low
        ends = abs(edge - playhead.position) - ahead < 1e-9
        return travel(playhead, motion.velocity, ahead, behind, ends, self._runway(), step)

    def _ask(self, motion: Motion, now: float, stream: Stream | None) -> None:
        """Tell the dreamer what to dream next: at once when path or reel changed, else as the playhead moves on."""
        path, reel, last = self._course.path, self.reel, self._wished
        same = last and last.path is path and last.held is reel.held and last.ahead is self._ahead
        if same and last and last.live == stream and now - self._wished_at < WISH_EVERY:
            return
        position = self.playhead.position if motion.target is None else motion.target
        if self.playhead.turned_at is not None:
            position = self.playhead.turned_at  # where it goes on once there is more, not where it passes the time
        self._wished = Wish(path, position, motion.velocity, reel.held, reel.room, ahead=self._ahead, live=stream)
        self._wished_at = now
        self._dreams.wish(self._wished)

    def _margin(self) -> float:
        """Seconds to leave before a cut: a bit more than a prompt usually takes to its first keyframe."""
        times = sorted(self.meter.prompt_times)
        return min(max(1.25 * times[len(times) // 2], 0.1), 2.0) if times else PATIENT

    def _runway(self) -> float:
        """Seconds of keyframes ahead under which the playhead slows down."""
        return min(max(RUNWAY, 2 * self.meter.keyframe_interval), LONGEST_RUNWAY)

    def _lead(self) -> float:
        """Seconds before it is due that a change has to be dreamed of, so that the playhead gets there in time."""
        return min(self._margin() + self._runway(), LONGEST_LEAD)


def _place(dream: Dream) -> tuple[Place, Recipe]:
    """Where a prompt with its seed leads, and how it is dreamed."""
    return Waypoint(dream.prompt, dream.seed), recipe(dream)
