"""Keyframe, Frame and their pixel formats: all that two rooms share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Shape of one frame in each layout. I420 and NV12 are planar 4:2:0 in BT.601 limited range (what webcams speak).
SHAPES = {
    "RGB": lambda width, height: (height, width, 3),
    "BGR": lambda width, height: (height, width, 3),
    "RGBA": lambda width, height: (height, width, 4),
    "BGRA": lambda width, height: (height, width, 4),
    "UYVY": lambda width, height: (height, width, 2),
    "I420": lambda width, height: (height * 3 // 2, width),
    "NV12": lambda width, height: (height * 3 // 2, width),
}


@dataclass(frozen=True)
class Keyframe:
    """A small decoded picture stamped with the place on the journey that it belongs to.

    picture: (h, w, 3) uint8 RGB, C-contiguous. position: legs from the start of the journey.
    leg: the id of the leg it was dreamed for. made: seconds on `time.perf_counter` of the stage process.
    dreamer: the process that dreamed it; another one may have another model.
    """

    leg: int
    position: float
    picture: np.ndarray
    made: float
    dreamer: int = 0


@dataclass(frozen=True)
class Format:
    """What an output asks for: a layout (a key of SHAPES) and a size in pixels, even in both directions."""

    layout: str
    width: int
    height: int

    @property
    def shape(self) -> tuple[int, ...]:
        return SHAPES[self.layout](self.width, self.height)


class Frame:
    """One output picture: `data` is a uint8 array of `format.shape`, to be read only.

    The array goes back to the pool it came from when the last reference to the Frame is gone, so keep the
    Frame, not the array, for as long as you read it. `tick` counts output frames from the start of the show.
    """

    __slots__ = ("format", "tick", "data", "__weakref__")

    def __init__(self, format: Format, tick: int, data: np.ndarray):
        self.format = format
        self.tick = tick
        self.data = data
