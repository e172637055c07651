"""What the stage process and the dreamer process say to each other, pickled over one pipe.

Pictures travel beside the pipe in shared-memory slots (`slots.py`); everything here is small. Wish, the newest of which
counts, is in journey/plan.py: planning is a function of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from engine.journey.live import Stream
from engine.journey.plan import Wish

__all__ = ["Failed", "Free", "Launch", "Loading", "Made", "Quit", "Ready", "Report", "Wish"]


@dataclass(frozen=True)
class Launch:
    """How to start a dreamer.

    model: builtin, a folder, a .safetensors file or a hub id. device: auto, cuda, mps or cpu. width and height: of the
    keyframes in pixels, 0 for the model's own area in the show's aspect (width / height). shrink: scales both sides,
    for a device that ran out of memory. vae: full, tiny or a folder, "" for tiny where the model has it. control: a
    ControlNet's folder, adapter: an IP-Adapter's, "" for none. compile: torch.compile for UNet and VAE. media_folder:
    where reference pictures are. live_steps: how many steps of a live stream to compile for, 0 for journeys. stream:
    the stream to warm up with.
    """

    model: str = "builtin"
    device: str = "auto"
    width: int = 0
    height: int = 0
    aspect: float = 16 / 9
    shrink: float = 1.0
    vae: str = ""
    lora_folder: str = ""
    control: str = ""
    adapter: str = ""
    compile: bool = False
    media_folder: str = ""
    live_steps: int = 0
    stream: Stream | None = field(default=None, compare=False)

    @property
    def asked(self) -> Launch:
        """What was asked for: its pictures may have shrunk since, and its compilation come or gone."""
        return replace(self, shrink=1.0, compile=False, live_steps=0)


# stage to dreamer ----------------------------------------------------------------------------------------------


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
    """A keyframe of width x height pixels (those of Ready) lies in a slot.

    Of a live stream, the leg is LIVE and the position is the time of its input.
    """

    leg: int
    position: float
    slot: int


@dataclass(frozen=True)
class Report:
    """About once a second. rate: keyframes per second. cost: seconds that one takes. errors: texts, since the last.

    live: figures of the live stream by name, empty without one.
    """

    rate: float
    cost: float
    rss_mb: float
    gpu_mb: float = 0.0
    errors: tuple[str, ...] = ()
    live: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """The dreamer can't go on, and exits: one clear line that says what to do. memory: there was too little."""

    text: str
    memory: bool = False
