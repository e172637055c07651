"""What the stage process and the dreamer process say to each other. No torch here.

Messages are small and pickled over one pipe: wishes and freed slots one way, keyframes made and progress the other.
Pictures travel beside it, in shared memory (shared_memory.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

from engine.frames import Pose
from engine.journey.path import Leg, Path
from engine.journey.prompt_syntax import worn
from engine.journey.timetable import Change
from engine.parameters import Camera, Dream, Live

# what makes a device quick, and may be left out on it
GRAPHS, COMPILED, HALF, BATCHES = "graphs", "compiled", "half precision", "batches"
CHANNELS_LAST, STREAMS = "channels last", "own streams"
STEPS = 50  # of the schedule that a live stream's steps are indices of, as in StreamDiffusion
MOST_STEPS = 16  # steps at once
OWN = "own"  # in the place of a ControlNet's folder: the one that the model's folder holds as `controlnet`


@dataclass(frozen=True)
class Launch:
    """How to start a dreamer.

    model: builtin, a folder, a .safetensors file or a hub id. device: auto, cuda, mps, xpu or cpu. width and height: of
    the keyframes in pixels, 0 for the model's own area in the show's aspect (width / height). shrink: scales both
    sides, for a device that ran out of memory. vae: full, tiny or a folder, "" for tiny where the model has it.
    controls: folders of ControlNets or OWN; adapter: an IP-Adapter's, depth, pose and segmentation: those of networks
    that tell them, "" for none. compile: torch.compile for UNet and VAE. media_folder: where reference pictures are.
    live_steps: how many steps of a live stream to compile for, 0 for journeys. stream: the stream to warm up with.
    keyframes: native, auto, output or WIDTHxHEIGHT, the size of keyframes. most: the output's (width, height), beyond
    which a keyframe is of no use. enlarge: what pictures are enlarged by: auto, off or a file. left_out: what is quick
    elsewhere and fails on this device, by its name above.
    """

    model: str = "builtin"
    device: str = "auto"
    width: int = 0
    height: int = 0
    aspect: float = 16 / 9
    shrink: float = 1.0
    vae: str = ""
    lora_folder: str = ""
    controls: tuple[str, ...] = ()
    adapter: str = ""
    depth: str = ""
    pose: str = ""
    segmentation: str = ""
    compile: bool = False
    media_folder: str = ""
    live_steps: int = 0
    stream: LiveWish | None = field(default=None, compare=False)
    keyframes: str = "native"
    most: tuple[int, int] = (0, 0)
    enlarge: str = "auto"
    left_out: tuple[str, ...] = ()

    @property
    def keyframe_size(self) -> tuple[int, int] | None:
        """The one size of all keyframes, or None where they come as they are."""
        if self.keyframes == "output":
            return self.most
        width, found, height = self.keyframes.partition("x")
        return (int(width), int(height)) if found else None

    @property
    def asked(self) -> Launch:
        """What was asked for: its pictures may have shrunk since, its compilation come or gone, what fails be left."""
        return replace(self, shrink=1.0, compile=False, live_steps=0, left_out=())


# stage to dreamer ----------------------------------------------------------------------------------------------


LIVE = 0  # the leg that live keyframes are stamped with, their position being their input's time; paths count from 1


@dataclass(frozen=True)
class LiveWish:
    """Dream the newest input like this. Of `dream`, a stream follows prompt, negative, seed and lora."""

    dream: Dream
    live: Live


def live_wish(dream: Dream, live: Live) -> LiveWish:
    """The stream of what is set, with the LoRAs that its prompts name."""
    texts = (text for text, weight in dream.prompt if weight)
    return LiveWish(replace(dream, lora=worn(dream.lora, *texts)), live)


def indices(text: str, strength: float, usual: int = 1) -> tuple[int, ...]:
    """The steps as rising indices of a schedule of STEPS. text: whole numbers apart, "" for one step by strength, or
    auto for as many of the `usual` number as strength leaves.

    Raises ValueError, one line.
    """
    first, asked = min(round(STEPS * (1 - strength)), STEPS - 1), text.strip().lower()
    if asked in ("", "auto"):
        count = min(max(round(usual * strength), 1), MOST_STEPS) if asked else 1
        return tuple(first + (STEPS - first) * step // count for step in range(count))
    try:
        found = tuple(int(float(part)) for part in text.replace(",", " ").split())
    except (ValueError, OverflowError):
        raise ValueError(f"/live/steps wants auto or whole numbers, as in 22 32 45, got {text!r:.60}") from None
    if not all(0 <= index < STEPS for index in found) or list(found) != sorted(set(found)) or len(found) > MOST_STEPS:
        raise ValueError(f"/live/steps wants at most {MOST_STEPS} rising indices of 0..{STEPS - 1}, got {text!r:.60}")
    return found


def controls(live: Live) -> tuple[tuple[str, str, float], ...]:
    """Of each ControlNet that may hold a stream: its name or "", the kind of what it is shown, its scale."""
    names = ("control", "control2", "control3")
    return tuple((getattr(live, n), getattr(live, f"{n}_kind"), getattr(live, f"{n}_scale")) for n in names)


@dataclass(frozen=True)
class FlightWish:
    """The next keyframe of a flight: an earlier one seen through the moved camera, and dreamed over.

    number: of this keyframe, from 1. parent: of the one that it is seen from. through: the homography from there to
    here, row by row (journey/homography.py). view, from_view: the same from what the stage showed at a moment, by the
    time that `SharedInput` holds it under, for a dreamer that does not have the parent; 0 where nothing was shown yet.
    due: the moment it is for, seconds. seconds: since the parent's. camera: how it is dreamed over.
    """

    number: int
    parent: int
    through: tuple[float, ...]
    view: float
    from_view: tuple[float, ...]
    due: float
    seconds: float
    camera: Camera


@dataclass(frozen=True)
class Wish:
    """What the stage would like next; the newest wish counts, older ones are forgotten.

    position: of the playhead, in legs. velocity: legs per second, backwards below 0, 0 when holding or scratching.
    held: positions that the reel has, and changes: by how much neighbours among them differ. room: how many keyframes
    ahead of the playhead the reel can keep.
    reach: the range of positions this dreamer may work on (while a model is swapped, two share the path).
    share: of several dreamers, the keyframes that are this one's, the most urgent first; None for whatever it plans.
    every: a fixed spacing of keyframes in legs, a power of two, instead of one that follows the dreamer's rate
    (off-line rendering); 0 for live. ahead: a leg apart from the path, of one place that may be wanted soon: it is
    dreamed when the runway is. live: what to make of the live input; where it is set, nothing else is dreamed. flight:
    the same of a flight, which is dreamed for the place at the position.
    """

    path: Path
    position: float
    velocity: float
    held: frozenset[float] = frozenset()
    changes: tuple[Change, ...] = ()
    room: int = 48
    reach: tuple[float, float] = (-math.inf, math.inf)
    share: tuple[tuple[Leg, float], ...] | None = None
    every: float = 0.0
    ahead: Leg | None = None
    live: LiveWish | None = None
    flight: FlightWish | None = None

    @property
    def flight_number(self) -> int:
        """Of the keyframe of a flight that is wished for, 0 for none."""
        return self.flight.number if self.flight else 0

    def owns(self, leg_id: int, position: float) -> bool:
        """Whether a keyframe made for this leg at this position is of any use."""
        return self.path.owns(leg_id, position) or (self.ahead is not None and self.ahead.id == leg_id)


@dataclass(frozen=True)
class Free:
    """The stage has copied the picture out of this slot."""

    slot: int


@dataclass(frozen=True)
class Quit:
    pass


# dreamer to stage ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Loading:
    """A line about what the dreamer is doing before it is ready; also tells that it is alive."""

    text: str


@dataclass(frozen=True)
class Ready:
    """The model is up. about: model name, family, device, dtype, size, steps, guidance and such, for people."""

    width: int
    height: int
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A keyframe lies in a slot: an array of this shape, as engine/planes.py says; () for RGB of Ready's size.

    Of a live stream, the leg is LIVE and the position is the time of its input; of a flight, which has a pose, it is
    the moment that it is for. variant: of a live stream, counts up where its pictures are made in another way, so that
    they would leap (other guidance, steps, LoRAs, a ControlNet or a reference picture that comes or goes).
    """

    leg: int
    position: float
    slot: int
    shape: tuple[int, ...] = ()
    pose: Pose | None = None
    variant: int = 0


@dataclass(frozen=True)
class Progress:
    """About once a second. rate: keyframes per second. cost: seconds that one takes. errors: texts, since the last.

    live: figures of the live stream by name, empty without one. skipped: keyframes as (leg, position) that could not be
    made, since the last. traces: tracebacks of what failed, for the log. left_out: as in Launch, as it is now.
    """

    rate: float
    cost: float
    rss_mb: float
    gpu_mb: float = 0.0
    errors: tuple[str, ...] = ()
    live: dict[str, float] = field(default_factory=dict)
    skipped: tuple[tuple[int, float], ...] = ()
    traces: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failed:
    """The dreamer can't go on, and exits: one clear line that says what to do. memory: there was too little.

    trace: the traceback, for the log. left_out: as in Launch, of what the next one had better do without.
    """

    text: str
    memory: bool = False
    trace: str = ""
    left_out: tuple[str, ...] = ()
