"""What the stage wishes of a live stream: plain data, so that any dreamer takes it up where another ended."""

from __future__ import annotations

from dataclasses import dataclass

from engine.parameters import Dream, Live

LIVE = 0  # the leg that live keyframes are stamped with, their position being their input's time; paths count from 1


@dataclass(frozen=True)
class Stream:
    """Dream the newest input like this. Of `dream`, a stream follows prompt, negative, seed and lora."""

    dream: Dream
    live: Live
