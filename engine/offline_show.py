"""A show off-line: every keyframe is waited for, so the pictures are the same on any machine."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

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
from engine.stage.keyframe_feed import Patience, PatientFeed
from engine.stage.reel import Bracket
from engine.stage.render import Renderer

if TYPE_CHECKING:  # it brings what reads films
    from engine.offline_live import LiveFilm

SPACING = 0.125  # seconds between keyframes, at most: denser than a live show on most machines

Poses = tuple[np.ndarray, np.ndarray]  # how two keyframes lie in view, (3, 3) each


class OfflineShow:
    """A scene along a path that takes `seconds`, drawn tick after tick.

    Every keyframe is made alone and at a fixed spacing, so that the pictures depend on the seed and not on the pace of
    this machine. dreams: a Supervisor. size: pixels, (width, height). over: ends the waiting. report: takes one line.
    spacing: seconds between keyframes, at most. film: what is shown instead of the path, a picture for every tick.
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
        film: LiveFilm | None = None,
    ):
        self._film = film
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
        if self._film:
            return self._film.missing, self.frames
        return (self._flyer.missing, self._flyer.number) if self._flyer else (len(self._feed.missing), self._planned)

    def show(self, tick: int) -> Callable[[Format], Frame] | None:
        """Go on to a tick; returns what draws its frame, None when nothing more will come."""
        now, flyer = tick / self._fps, self._flyer
        poses = None
        if self._film:
            bracket = self._film.at(tick, self._values)
        elif flyer:
            bracket, poses = flyer.fly(tick) or (None, None)
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
            poses=poses,
            edge=live.camera.edge,
        )
        picture = self._renderer.look(picture, live.look, 1 / self._fps)
        picture, master = self._guard.limit(picture, live, now)
        return lambda format: self._renderer.frame(picture, format, tick, live.look, master)


@dataclass(frozen=True)
class Stretch:
    """What is flown from one keyframe to the next, None where that can't be made.

    lead: how `before` lies in view at its beginning, (3, 3). moves: of the camera since then, (3, 3) for each tick.
    """

    before: Keyframe
    after: Keyframe | None
    lead: np.ndarray
    moves: Sequence[np.ndarray]

    @property
    def end(self) -> np.ndarray:
        """How `before` lies in view when `after` is due."""
        found: np.ndarray = self.moves[-1] @ self.lead
        return found

    def seen(self, step: int) -> tuple[Bracket, Poses]:
        """The two keyframes that are mixed at a tick of the stretch, from 0, and how they lie in view."""
        here = self.moves[step - 1] @ self.lead if step else self.lead
        part = step / len(self.moves) if self.after else 0.0
        return Bracket(self.before, self.after or self.before, part), (here, here @ np.linalg.inv(self.end))


class Flyer:
    """Flies along a path, with a keyframe every INTERVAL of show time; every one is waited for.

    values: the state at a moment, seconds. over: ends the waiting.
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
        self._dreams, self._path, self._fps, self._values = dreams, path, fps, values
        self._patience = Patience(dreams, over)
        self._pace = path.legs[-1].high / seconds
        self._stride = max(round(INTERVAL * fps), 1)  # ticks from keyframe to keyframe
        self._stretch: Stretch | None = None
        self.number = self.missing = 0

    def fly(self, tick: int) -> tuple[Bracket, Poses] | None:
        """Go on to a tick and wait for what is seen there; None when nothing more will come."""
        step = tick % self._stride
        if step == 0 and not self._next(tick):
            return None
        return self._stretch.seen(step) if self._stretch else None

    def _next(self, tick: int) -> bool:
        """Begin the stretch from this tick to the next keyframe."""
        last, lead = self._stretch, np.eye(3)
        if last is None:
            before = self._made(tick, lead, None)
            if before is None:
                return False
        elif last.after is not None:
            before = last.after
        else:  # the last one is seen for another stretch
            before, lead = last.before, last.end
        moves, on = [], np.eye(3)
        for each in range(tick, tick + self._stride):
            on = moved(self._values(each / self._fps).camera, 1 / self._fps) @ on
            moves.append(on / on[2, 2])
        after = self._made(tick + self._stride, moves[-1] @ lead, before)
        self._stretch = Stretch(before, after, lead, moves)
        return self._patience.hopes

    def _made(self, tick: int, through: np.ndarray, before: Keyframe | None) -> Keyframe | None:
        """The next keyframe, for a tick, dreamed from the one before; None where it can't be made."""
        self.number += 1
        parent, number = (before.pose.number if before and before.pose else 0), self.number
        if before is not None:
            self._dreams.see(before.picture, float(number))  # for a dreamer that begins anew
        flat = tuple(float(each) for each in through.ravel())
        now = tick / self._fps
        camera = self._values(now).camera
        seconds = self._stride / self._fps
        flight = FlightWish(number, parent, flat, float(number) if parent else 0.0, flat, now, seconds, camera)
        position = min(now * self._pace, self._path.legs[-1].high)
        self._dreams.wish(Wish(self._path, position, self._pace, flight=flight))
        while self._patience.waits():
            for keyframe in self._dreams.take():
                if keyframe.pose is not None and keyframe.pose.number == number:
                    self._patience.came()
                    return replace(keyframe, position=float(number))
            if self._patience.lost() or not self._patience.hopes:
                break
        self.missing += 1
        return None
