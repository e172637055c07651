"""A simulated stage: the real presenter and course on a clock of their own, with an honest small dreamer."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from engine.control.store import Store
from engine.dream.plan import plan
from engine.dream.protocol import LIVE, Wish
from engine.frames import Format, Frame, Keyframe
from engine.journey.course import Course
from engine.journey.path import Between, Place
from engine.parameters import State
from engine.stage.presenter import Presenter

FPS = 30
NATIVE = (64, 36)
JUMP = 24.0  # mean absolute difference of two neighbouring frames, of 255; the dreams below differ by about 80


def colour(place: Place) -> np.ndarray:
    """A dream: a place between two waypoints is the mixture of their colours, as latents would be."""
    if isinstance(place, Between):
        return colour(place.a) * (1 - place.part) + colour(place.b) * place.part
    draw = np.random.default_rng([place.seed, place.stray, *place.prompt[0][0].encode()])
    return draw.uniform(20, 235, 3)


class Dreamer:
    """An honest small dreamer: plans as the real one does and makes `rate` keyframes per second of stage time."""

    def __init__(self, rate: float, latency: float = 0.3):
        self.rate, self.latency, self.alive = rate, latency, True
        self.now = self.budget = 0.0
        self.wished: Wish | None = None
        self.due: list[tuple[float, Keyframe]] = []
        self.live: Callable[[float], np.ndarray] | None = None  # an input's time to its dream
        self.number, self.variant = 1, 0
        self.draw: Callable[[Place], np.ndarray] = colour

    @property
    def away(self) -> bool:
        return not self.alive

    def wish(self, wish: Wish) -> None:
        self.wished = wish

    def take(self) -> list[Keyframe]:
        ready = [keyframe for at, keyframe in self.due if at <= self.now]
        self.due = [(at, keyframe) for at, keyframe in self.due if at > self.now]
        return ready

    def run(self, now: float) -> None:
        self.budget = min(self.budget + (now - self.now) * self.rate, 2.0)
        self.now = now
        if self.alive and self.wished and self.wished.live:
            while self.live and self.budget >= 1:
                self.budget -= 1
                self.due.append(
                    (now + self.latency, Keyframe(LIVE, now, self.live(now), now, self.number, variant=self.variant))
                )
        elif self.alive and self.wished and self.budget >= 1:
            pending = [keyframe.position for _, keyframe in self.due]
            for leg, at in plan(self.wished, self.rate, pending, int(self.budget)):
                self.budget -= 1
                picture = np.full((36, 64, 3), self.draw(leg.place(at)), np.uint8)
                self.due.append((now + self.latency, Keyframe(leg.id, at, picture, now)))


class Screen:
    """A sink that keeps the middle pixel of every frame."""

    def __init__(self) -> None:
        self.pixels: list[np.ndarray] = []
        self.wants = (Format("RGB", *NATIVE),)

    def post(self, frame: Frame) -> None:
        self.pixels.append(frame.data[18, 32].astype(float))


class Stage:
    """The real presenter on a simulated clock."""

    def __init__(self, rate: float = 8.0, **values):
        self.time = 0.0
        named = {"/" + name.replace("_", "/"): value for name, value in values.items()}
        self.store = Store(State().with_values(named), clock=lambda: self.time)
        self.course = Course(self.store.scene.state)
        self.dreams, self.screen = Dreamer(rate), Screen()
        self.told: list[str] = []
        self.presenter = Presenter(
            self.store, self.course, self.dreams, [self.screen], FPS, NATIVE, self.told.append, clock=lambda: self.time
        )
        self.transport = self.presenter.transport
        self.tick = 0

    def play(self, seconds: float) -> np.ndarray:
        """Run on and return the frames' pixels, the one before included."""
        first = len(self.screen.pixels)
        for _ in range(round(seconds * FPS)):
            self.time = self.tick / FPS
            self.presenter.present(self.tick, self.time, 1 / FPS)
            self.dreams.run(self.time)
            self.tick += 1
        return np.array(self.screen.pixels[max(first - 1, 0) :])

    def set(self, **values) -> None:
        self.store.change({"/" + name.replace("_", "/"): value for name, value in values.items()})


def steps(pixels: np.ndarray) -> np.ndarray:
    return np.abs(np.diff(pixels, axis=0)).mean(axis=1)


def jittered(stage: Stage, shortest: float, longest: float, seed: int = 1) -> None:
    """From now on, keyframes take between these seconds, and come out of order."""
    draw, run = random.Random(seed), stage.dreams.run

    def late(now: float) -> None:
        stage.dreams.latency = draw.uniform(shortest, longest)
        run(now)

    stage.dreams.run = late  # type: ignore[method-assign]


def prompt(text: str):
    return ((text, 1.0),)
