"""A flight over a drawn world, through the real presenter: the truth is known for every frame."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from engine.control.store import Store
from engine.dream.protocol import LIVE, Wish
from engine.frames import Format, Frame, Keyframe, Pose
from engine.journey.course import Course
from engine.journey.homography import in_pixels
from engine.parameters import Camera, State
from engine.stage.presenter import Presenter

FPS = 30
WIDTH, HEIGHT = 256, 144


@cache
def world(size: int = 1536) -> np.ndarray:
    """A drawing with detail of all sizes."""
    draw = np.random.default_rng(5)
    layers = [cv2.GaussianBlur(draw.standard_normal((size, size, 3)), (0, 0), s) * s for s in (2.5, 6, 16, 40)]
    clouds = sum(layers) / np.std(sum(layers)) * 42 + 128
    return np.clip(clouds, 0, 255).astype(np.uint8)


def view(where: np.ndarray, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """The world as a camera sees it; where: the homography from the world, in widths of the view."""
    drawing, scale = world(), width / WIDTH
    middle = np.array([[scale, 0, (width - 1) / 2], [0, scale, (height - 1) / 2], [0, 0, 1]])
    around = np.array([[1, 0, -drawing.shape[1] / 2 + 0.5], [0, 1, -drawing.shape[0] / 2 + 0.5], [0, 0, 1]])
    return cv2.warpPerspective(drawing, in_pixels(where, width, height) @ middle @ around, (width, height))


class Dreamer:
    """Knows the world: what it makes of a flight is just what the camera that it was told of would see."""

    def __init__(self, cost: float):
        self.cost, self.alive, self.number = cost, True, 1
        self.wished: Wish | None = None
        self.seen: tuple[np.ndarray, float] | None = None
        self.where: dict[float, np.ndarray] = {}  # from the world, by number; a view's by minus its moment
        self.known: set[int] = set()  # what this process could see on from
        self.busy: tuple[float, Keyframe] | None = None
        self.due: list[Keyframe] = []
        self.made = 0
        self.stage_sees = lambda: np.eye(3)  # from the world to what the stage shows

    @property
    def away(self) -> bool:
        return not self.alive

    def wish(self, wish: Wish) -> None:
        self.wished = wish

    def see(self, picture: np.ndarray, moment: float) -> None:
        self.seen = picture, moment
        self.where[-moment] = self.stage_sees()

    def take(self) -> list[Keyframe]:
        due, self.due = self.due, []
        return due

    def forget(self) -> None:
        """As a new process would."""
        self.known.clear()
        self.busy = None
        self.number += 1

    def run(self, now: float) -> None:
        if self.busy and now >= self.busy[0]:
            self.due.append(self.busy[1])
            self.made = self.busy[1].pose.number
            self.busy = None
        flight = self.wished.flight if self.wished else None
        if not self.alive or self.busy or flight is None or flight.number == self.made:
            return
        through, base = np.array(flight.through).reshape(3, 3), float(flight.parent)
        if flight.parent not in self.known:
            base, through = -flight.view, np.array(flight.from_view).reshape(3, 3)
            if not flight.view:
                base, through = 0.0, np.eye(3)
        where = through @ self.where.get(base, np.eye(3))
        self.where[flight.number] = where / where[2, 2]
        self.known.add(flight.number)
        pose = Pose(flight.number, base, tuple(through.ravel()))
        self.busy = now + self.cost, Keyframe(LIVE, flight.due, view(where), now, self.number, pose=pose)


class FlyingStage:
    """The real presenter on a simulated clock; `where` is what the camera is to have flown."""

    def __init__(self, cost: float = 0.5, size: tuple[int, int] = (WIDTH, HEIGHT), fps: float = FPS, **values):
        self.fps, self.time, self.tick = fps, 0.0, 0
        self.store = Store(State().with_values(_named({"dream_method": "fly"} | values)), clock=lambda: self.time)
        self.course = Course(self.store.scene.state)
        self.dreams = Dreamer(cost)
        self.told: list[str] = []
        self.wants = (Format("RGB", *size),)
        self.frames: list[np.ndarray] = []
        self.presenter = Presenter(
            self.store, self.course, self.dreams, [self], fps, size, self.told.append, clock=lambda: self.time
        )
        self.flight = self.presenter.transport.flight
        self.dreams.stage_sees = lambda: self.where

    def post(self, frame: Frame) -> None:
        self.frames.append(frame.data.copy())

    def play(self, seconds: float) -> list[np.ndarray]:
        """Run on and return the frames."""
        first = len(self.frames)
        for _ in range(round(seconds * self.fps)):
            self.time = self.tick / self.fps
            self.presenter.present(self.tick, self.time, 1 / self.fps)
            self.dreams.run(self.time)
            self.tick += 1
        return self.frames[first:]

    @property
    def camera(self) -> Camera:
        return self.store.scene.state.camera

    @property
    def where(self) -> np.ndarray:
        """From the world to what is seen now, by what the stage believes of its newest keyframe."""
        newest = max(number for number in self.flight._poses if number > 0)
        found = self.flight._poses[newest] @ self.dreams.where[newest]
        return found / found[2, 2]

    def set(self, **values) -> None:
        self.store.change(_named(values))


def _named(values: dict) -> dict:
    return {"/" + name.replace("_", "/"): value for name, value in values.items()}
