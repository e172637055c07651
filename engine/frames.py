"""Keyframe, Frame and their pixel formats: all that two rooms share."""

from __future__ import annotations

from dataclasses import dataclass, field

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
class Pose:
    """Where the camera was for a keyframe of a flight.

    number: of the keyframe, from 1. base: the number of the keyframe that it was seen from, or, below 0, minus the
    moment of the view that it was; 0 for nothing, where a flight begins. through: the homography from there to here,
    row by row (journey/homography.py). near: how near what it shows is, see `seen` there; None where nobody knows.
    """

    number: int
    base: float
    through: tuple[float, ...]
    near: np.ndarray | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Keyframe:
    """A small decoded picture stamped with the place on the journey that it belongs to.

    picture: (h, w, 3) uint8 RGB, C-contiguous. position: legs from the start of the journey.
    leg: the id of the leg it was dreamed for. made: seconds on `time.perf_counter` of the stage process.
    dreamer: the process that dreamed it. model: what it was dreamed with,
    "" for one that goes with any. pose: of a flight. variant: of a live stream, see `Made` of dream/protocol.py.
    sketch: what it is compared by, (18, 32, 3) float32 as planes.py makes it, None where nobody has made it yet.
    """

    leg: int
    position: float
    picture: np.ndarray
    made: float
    dreamer: int = 0
    model: str = ""
    pose: Pose | None = None
    variant: int = 0
    sketch: np.ndarray | None = field(default=None, compare=False)


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
