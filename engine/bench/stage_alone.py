"""The stage by itself: the real presenter at a real clock, on keyframes that were decoded before.

A process of its own, without torch, so that its memory and CPU time are its own. Prints JSON.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from engine.config import size as read_size
from engine.control.store import Store
from engine.dream.plan import plan
from engine.dream.protocol import Wish
from engine.frames import Format, Frame, Keyframe
from engine.journey.course import Course
from engine.stage.clock import Clock
from engine.stage.presenter import Presenter

SPACING = 4  # output frames to a keyframe, as in the seed's loop
SETTLE = 2.0  # seconds before measuring, so that the idle picture has gone and the reel is full

# What each picture control swings between, once in some seconds.
SWINGS: Mapping[str, tuple[float, float]] = {
    "/look/zoom": (1.1, 1.6),
    "/look/rotate": (-40.0, 40.0),
    "/look/x": (-0.1, 0.1),
    "/look/y": (-0.1, 0.1),
    "/look/hue": (-90.0, 90.0),
    "/look/saturation": (0.6, 1.6),
    "/look/brightness": (-0.1, 0.1),
    "/look/contrast": (0.8, 1.3),
    "/look/gamma": (0.8, 1.4),
    "/look/sharpen": (0.2, 1.0),
    "/look/trail": (0.2, 0.8),
    "/master/fade": (0.6, 1.0),
}


def swung(now: float) -> dict[str, float]:
    """Every look control somewhere on its way, at a moment in seconds; no two move alike."""
    return {
        address: low + (high - low) * (0.5 + 0.5 * math.sin(now * (1 + index * 0.13)))
        for index, (address, (low, high)) in enumerate(SWINGS.items())
    }


class Shelf:
    """Dreams that are on the shelf already: whatever is wished for is there, at a steady rate."""

    away = False

    def __init__(self, pictures: np.ndarray, rate: float):
        self._next = itertools.cycle(pictures)
        self._rate, self._begun, self._given = rate, time.perf_counter(), 0
        self._wish: Wish | None = None

    def wish(self, wish: Wish) -> None:
        self._wish = wish

    def take(self) -> Sequence[Keyframe]:
        now = time.perf_counter()
        if self._wish is None or self._given > (now - self._begun) * self._rate:
            return ()
        self._given += 1
        picked = plan(self._wish, self._rate, (), 1)
        return [Keyframe(leg.id, at, next(self._next).copy(), now) for leg, at in picked]

    def see(self, picture: np.ndarray, moment: float) -> None:
        pass


class Nowhere:
    """A sink that wants one format and lets it go."""

    def __init__(self, format: Format):
        self.wants = (format,)

    def post(self, frame: Frame) -> None:
        pass


def measure(pictures: Path, size: tuple[int, int], fps: float, seconds: float, moving: bool) -> dict[str, Any]:
    """Present for a while; returns cpu_ms per output frame and memory_mb, what the stage took for its work."""
    loaded = np.load(pictures)
    process = psutil.Process()
    before = process.memory_info().rss
    store = Store()
    sinks = [Nowhere(Format("I420", *size))]
    # The presenter is told of a period that it can't exceed: what is measured here is full quality, never less.
    presenter = Presenter(store, Course(store.scene.state), Shelf(loaded, fps / SPACING), sinks, 1.0, size, print)
    clock, stop = Clock(fps), threading.Event()
    spent, frames, most, last = 0.0, 0, 0, 0
    while clock.wait(stop) and (now := clock.deadline(clock.tick)) < clock.start + SETTLE + seconds:
        if moving:
            store.change(swung(now))
        begun = time.process_time()
        presenter.present(clock.tick, now, (clock.tick - last) / fps)
        last = clock.tick
        if now > clock.start + SETTLE:
            spent += time.process_time() - begun
            frames += 1
            most = max(most, process.memory_info().rss)
    return {
        "cpu_ms": round(spent * 1000 / frames, 2),
        "memory_mb": round((most - before) / 2**20, 1),
        "frames": frames,
        "quality": presenter.quality,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=Path, required=True)
    parser.add_argument("--size", type=read_size, required=True)
    parser.add_argument("--fps", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--moving", action="store_true")
    given = parser.parse_args(sys.argv[1:])
    print(json.dumps(measure(given.pictures, given.size, given.fps, given.seconds, given.moving)))
