"""The newest input picture in shared memory: the stage writes it, every dreamer reads it, nobody waits.

A ring of slots under sequence numbers: the writer marks a slot as unfinished, fills it and numbers it; a reader copies
a slot and keeps the copy if the number is still the same (a seqlock, Lameter 2005). Newest wins, nothing queues up.
"""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.context import BaseContext

import numpy as np

SLOTS = 4
LARGEST = 1536 * 1024 * 3  # bytes of a picture
HEADER = 4  # numbers before each picture: sequence number, time, width, height
TRIES = 8


@dataclass(frozen=True)
class Input:
    """An input picture: (h, w, 3) uint8 RGB; time: perf_counter seconds at which it was taken; number: counts up."""

    number: int
    time: float
    picture: np.ndarray


class Intake:
    """Holds the newest input. One process puts, any number read; made before they are spawned and handed to them."""

    def __init__(self, context: BaseContext, largest: int = LARGEST):
        self.largest = largest
        self._headers = context.RawArray("d", (SLOTS + 1) * HEADER)  # the last one holds the newest number alone
        self._pixels = context.RawArray("B", SLOTS * largest)

    def put(self, picture: np.ndarray, time: float) -> None:
        """Publish an input. ValueError for anything but (h, w, 3) uint8 of at most `largest` bytes."""
        if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3 or picture.nbytes > self.largest:
            raise ValueError(f"an input is RGB bytes of at most {self.largest}, not {picture.dtype} {picture.shape}")
        number = int(self._headers[SLOTS * HEADER]) + 1
        slot = number % SLOTS
        at = slot * HEADER
        height, width = picture.shape[:2]
        self._headers[at] = 0
        self._view(slot, width, height)[:] = picture
        self._headers[at + 1 : at + HEADER] = (time, width, height)
        self._headers[at] = number
        self._headers[SLOTS * HEADER] = number

    def newest(self, after: int = 0) -> Input | None:
        """A copy of the newest input with a number above `after`, None if there is none."""
        for _ in range(TRIES):
            number = int(self._headers[SLOTS * HEADER])
            if number <= after:
                return None
            slot = number % SLOTS
            at = slot * HEADER
            _, time, width, height = self._headers[at : at + HEADER]
            if int(self._headers[at]) != number:
                continue
            picture = self._view(slot, int(width), int(height)).copy()
            if int(self._headers[at]) == number:
                return Input(number, time, picture)
        return None

    def _view(self, slot: int, width: int, height: int) -> np.ndarray:
        flat: np.ndarray = np.frombuffer(self._pixels, np.uint8, width * height * 3, slot * self.largest)
        return flat.reshape(height, width, 3)
