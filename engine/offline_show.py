"""A show off-line: every keyframe is waited for, so the pictures are the same on any machine."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from engine.control.store import Scene
from engine.dream.protocol import FlightWish, Wish
from engine.frames import Format, Frame, Keyframe
from engine.journey.homography import moved
from engine.journey.path import Path
from engine.modulation.modulation import Modulation
from engine.parameters import State
from engine.stage.camera_flight import INTERVAL
from engine.stage.dissolve import Dissolver
from engine.stage.flash_guard import FlashGuard
from engine.stage.flow import Flows
from engine.stage.keyframe_feed import PatientFeed
from engine.stage.reel import Bracket
from engine.stage.render import Renderer

SPACING = 0.125  # seconds between keyframes, at most: denser than a live show on most machines
RETRIES = 3  # dreamers that may end over one keyframe before it is left out


class OfflineShow:
    """A scene along a path that takes `seconds`, drawn tick after tick.

    Every keyframe is made alone and at a fixed spacing, so that the pictures depend on the seed and not on the pace of
    this machine. dreams: a Supervisor. size: pixels, (width, height). over: ends the waiting. report: takes one line.
    spacing: seconds between keyframes, at most.
    """

    def __init__(
        self,
        dreams: Any,
        scene: Scene,
        path: Path,
        size: tuple[int, int],
        fps: float,
        seconds: float,
        over: threading.Event,
        report: Callable[[str], None],
        spacing: float = SPACING,
    ):
        self._fps, self.frames = fps, max(round(seconds * fps), 1)
        self._values = partial(Modulation(lambda: 0.0), scene)
        self._legs = path.legs[-1].high
        self._pace = self._legs / seconds
        every = min(2.0 ** math.floor(math.log2(spacing * self._pace)), 1.0)
        self._planned = round(self._legs / every) + 1
        self._feed = PatientFeed(dreams, path, every, over)
        flies = scene.state.dream.method == "fly"
        self._flyer = Flyer(dreams, path, fps, seconds, self._values, over) if flies else None
        self._dissolver, self._renderer = Dissolver(size, Flows(), live=False), Renderer(0)
        self._guard = FlashGuard(size, report)

    @property
    def missing(self) -> tuple[int, int]:
        """How many keyframes could not be made, and of how many."""
        return (self._flyer.missing, self._flyer.number) if self._flyer else (len(self._feed.missing), self._planned)

    def show(self, tick: int) -> Callable[[Format], Frame] | None:
        """Go on to a tick; returns what draws its frame, None when nothing more will come."""
        now, flyer = tick / self._fps, self._flyer
        if flyer:
            bracket = flyer.bracket if flyer.fly(tick) else None
        else:
            position = self._feed.at(self._legs * ((tick / self.frames) % 1.0), self._pace)
            bracket = None if position is None else self._feed.reel.bracket(position)
        if bracket is None:
            return None
        live = self._values(now)
        picture = self._dissolver.show(
            bracket,
            live.look.blend,
            now,
            poses=flyer.poses if flyer else None,
            edge=live.camera.edge,
        )
        picture = self._renderer.look(picture, live.look, 1 / self._fps)
        picture, master = self._guard.limit(picture, live, now)
        return lambda format: self._renderer.frame(picture, format, tick, live.look, master)


class Flyer:
    """Flies along a path, with a keyframe every INTERVAL of show time; every one is waited for.

    values: the state at a moment, seconds. over: ends the waiting. After `fly`, `bracket` and `poses` are what is seen.
    """

    def __init__(
        self,
        dreams: Any,
        path: Path,
        fps: float,
        seconds: float,
        values: Callable[[float], State],
        over: threading.Event,
    ):
        self._dreams, self._path, self._fps, self._values, self._over = dreams, path, fps, values, over
        self._pace = path.legs[-1].high / seconds
        self._stride = max(round(INTERVAL * fps), 1)  # ticks from keyframe to keyframe
        self._before: Keyframe | None = None
        self._after: Keyframe | None = None
        self._moves: list[np.ndarray] = []  # of the camera, from the keyframe before up to each tick of this stretch
        self.number = self.missing = 0
        self._restarts = 0

    @property
    def bracket(self) -> Bracket:
        """The two keyframes that are mixed."""
        assert self._before is not None
        after = self._after or self._before
        return Bracket(self._before, after, self._part if self._after else 0.0)

    @property
    def poses(self) -> tuple[np.ndarray, np.ndarray]:
        """How the two lie in view."""
        return self._here, self._here @ np.linalg.inv(self._moves[-1] @ self._lead)

    def fly(self, tick: int) -> bool:
        """Go on to a tick, and wait for what it takes to show it; False when nothing more will come."""
        step = tick % self._stride
        if step == 0 and not self._next(tick):
            return False
        self._part = step / self._stride
        self._here = self._moves[step - 1] @ self._lead if step else self._lead
        return self._before is not None

    def _next(self, tick: int) -> bool:
        """Begin the stretch from this tick to the next keyframe."""
        if self._before is None:
            self._before, self._lead = self._made(tick, np.eye(3)), np.eye(3)
            if self._before is None:
                return False
        elif self._after is not None:
            self._before, self._lead = self._after, np.eye(3)
        else:  # the last one is seen for another stretch
            self._lead = self._moves[-1] @ self._lead
        self._moves, on = [], np.eye(3)
        for each in range(tick, tick + self._stride):
            on = moved(self._values(each / self._fps).camera, 1 / self._fps) @ on
            self._moves.append(on / on[2, 2])
        self._after = self._made(tick + self._stride, self._moves[-1] @ self._lead)
        return not self._over.is_set() and self._dreams.status.state != "failed"

    def _made(self, tick: int, through: np.ndarray) -> Keyframe | None:
        """The next keyframe, for a tick; None where it can't be made."""
        self.number += 1
        parent, number = (self._before.pose.number if self._before and self._before.pose else 0), self.number
        if self._before is not None:
            self._dreams.see(self._before.picture, float(number))  # for a dreamer that begins anew
        flat = tuple(float(each) for each in through.ravel())
        now = tick / self._fps
        camera = self._values(now).camera
        seconds = self._stride / self._fps
        flight = FlightWish(number, parent, flat, float(number) if parent else 0.0, flat, now, seconds, camera)
        position = min(now * self._pace, self._path.legs[-1].high)
        self._dreams.wish(Wish(self._path, position, self._pace, flight=flight))
        while not self._over.wait(0.002):
            for keyframe in self._dreams.take():
                if keyframe.pose is not None and keyframe.pose.number == number:
                    self._restarts = self._dreams.status.restarts
                    return replace(keyframe, position=float(number))
            if self._dreams.status.state == "failed":
                break
            if self._dreams.status.restarts - self._restarts >= RETRIES:
                self._restarts = self._dreams.status.restarts
                break
        self.missing += 1
        return None
