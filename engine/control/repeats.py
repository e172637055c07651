"""Tells a channel that streams the same value in every frame from a hand that sets a value again."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

STREAM = 30  # equal values in a row, each within
GAP = 0.15  # seconds of the one before, make a stream; it stays one over
PAUSE = 2.0  # seconds of silence, as the program behind it may stall
_CHANNELS = 4096


class Repeats:
    """Remembers what each channel said last.

    A TouchDesigner CHOP sends all its channels in every frame, moved or not. Were each a change, no preset, morph or
    other controller could move what such a channel holds; so a stream counts again when its value changes.
    """

    def __init__(self) -> None:
        self._channels: OrderedDict[Any, tuple[Any, float, int]] = OrderedDict()  # value, when, how many in a row

    def streams(self, channel: Any, value: Any, now: float) -> bool:
        """Note a value at a moment (seconds); True when it is one more of a stream of equal ones."""
        before, when, count = self._channels.pop(channel, (None, now, 0))
        same = before == value and now - when <= (PAUSE if count >= STREAM else GAP)
        count = count + 1 if same else 1
        self._channels[channel] = (value, now, count)
        if len(self._channels) > _CHANNELS:
            self._channels.popitem(last=False)
        return count > STREAM
