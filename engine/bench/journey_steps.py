"""How evenly a journey goes: the built-in model dreams for the real stage, on a simulated clock and at a fixed pace."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from engine.control.store import Store
from engine.dream.keyframes import KeyframeJob, KeyframeMaker
from engine.dream.model import Model
from engine.dream.plan import Backlog
from engine.dream.protocol import Wish
from engine.frames import Keyframe
from engine.journey.course import Course
from engine.parameters import State
from engine.stage.dissolve import Dissolver
from engine.stage.flow import Flows
from engine.stage.meter import Meter
from engine.stage.transport import Transport

FPS = 30
RATE = 6.0  # keyframes per second of the show: what two busy cores manage
PROMPTS = ("violet smoke", "neon tunnel", "sea at night", "burning forest")
PROMPT_EVERY = 10.0  # seconds, so that legs are cut as well as ended
BEGIN = 4.0  # seconds until the first picture has dissolved into the journey


class PacedDreams:
    """A dreamer whose keyframes take their time on a simulated clock, however long they really take."""

    away = False

    def __init__(self, model: Model, rate: float):
        self._maker, self._rate, self._backlog = KeyframeMaker(model), rate, Backlog()
        self._backlog.timed(rate)
        self._wish: Wish | None = None
        self._made: list[Keyframe] = []
        self._free_at = 0.0

    def wish(self, wish: Wish) -> None:
        self._wish = wish

    def see(self, picture: np.ndarray, moment: float) -> None:
        """No flight is dreamed here."""

    def take(self) -> Sequence[Keyframe]:
        made, self._made = self._made, []
        return made

    def dream(self, now: float) -> None:
        """Make what there is time for until now."""
        self._backlog.follow(self._wish, now)
        while self._free_at <= now and (jobs := [KeyframeJob(*pick) for pick in self._backlog.next(1)]):
            self._free_at = max(self._free_at, now - 1 / FPS) + 1 / self._rate
            for job, picture, _ in self._maker.make(jobs, lambda: None, 1):
                key = (job.leg.id, job.position)
                if picture is None:
                    self._backlog.skip(key)
                    continue
                self._backlog.sent(key, now)
                self._made.append(Keyframe(*key, picture, now))


def largest_step(model: Model, method: str, seconds: float) -> float:
    """The largest mean difference of neighbouring frames of a journey over the median one."""
    now = 0.0
    store = Store(State().with_values({"/dream/method": method}), clock=lambda: now)
    dreams = PacedDreams(model, RATE)
    transport = Transport(Course(store.scene.state), dreams, Meter(FPS, lambda: now))
    screen = Dissolver((512, 288), Flows(), live=False)
    before, steps, prompts = None, [], iter(PROMPTS)
    for tick in range(round(seconds * FPS)):
        now = tick / FPS
        if tick and tick % round(PROMPT_EVERY * FPS) == 0 and (text := next(prompts, "")):
            store.change({"/dream/prompt": ((text, 1.0),)})
        scene = store.scene
        live = scene.at(now)
        view = transport.move(scene, live, now, 1 / FPS, before)
        if view.dissolve:
            screen.mend(now, view.dissolve)
        picture = screen.show(view.bracket, live.look.blend, now)
        dreams.dream(now)
        if before is not None and before.shape == picture.shape and now > BEGIN:
            steps.append(cv2.norm(before, picture, cv2.NORM_L1))
        before = picture
    return float(max(steps) / np.median(steps))
