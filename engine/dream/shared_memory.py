"""Pictures between the stage process and the dreamer processes. No torch here.

The memory has no name in the file system (`multiprocessing` maps an unlinked file): nothing can be left behind however
either process ends, and no resource tracker is involved.
"""

from __future__ import annotations

import math
import os
import zlib
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from multiprocessing.heap import Arena

import numpy as np


def reserved(size: int) -> Arena:
    """Shared memory of so many bytes. OSError where there is no room.

    A process holds of it what it touches, which `RawArray` does with all when it writes zeros. What the machine has too
    little of is missed here, and not, as SIGBUS, in the middle of a picture.
    """
    memory = Arena(size)
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(memory.fd, 0, size)
    return memory


class FrameRing:
    """Pictures from the dreamer, which fills its slots, to the stage, which copies out of them.

    `count` slots of up to `size` bytes each; made by the stage process and handed to the child as it is spawned.
    """

    def __init__(self, count: int, size: int):
        self.count, self.size = count, size
        self._memory = reserved(count * size)

    def picture(self, slot: int, width: int, height: int, shape: tuple[int, ...] = ()) -> np.ndarray:
        """The slot as a (height, width, 3) uint8 array, or one of a shape, without a copy. ValueError if too large."""
        shape = shape or (height, width, 3)
        length = math.prod(shape)
        if length > self.size or not 0 <= slot < self.count:
            raise ValueError(f"slot {slot} of {self.count} can't hold a picture of {shape[1]}x{shape[0]}")
        flat: np.ndarray = np.frombuffer(self._memory.buffer, np.uint8, length, slot * self.size)
        return flat.reshape(shape)


INPUT_SLOTS = 4
LARGEST_INPUT = 1536 * 1024 * 3  # bytes of a picture
HEADER = 5  # numbers before each picture: sequence number, time, width, height, checksum
TRIES = 8


@dataclass(frozen=True)
class InputFrame:
    """An input picture: (h, w, 3) uint8 RGB; time: perf_counter seconds at which it was taken; number: counts up."""

    number: int
    time: float
    picture: np.ndarray


class SharedInput:
    """The newest live input, from the stage to every dreamer; nobody waits, and nothing queues up.

    A ring of slots under sequence numbers: the writer marks a slot as unfinished, fills it and numbers it; a reader
    copies a slot and keeps the copy if the number is still the same (a seqlock, Lameter 2005). ARM may show a number
    before the picture that was written before it, and Python has no barriers: a checksum tells. One process puts, any
    number read; made before they are spawned and handed to them.
    """

    def __init__(self, context: BaseContext, largest: int = LARGEST_INPUT):
        self.largest = largest
        self._headers = context.RawArray("d", (INPUT_SLOTS + 1) * HEADER)  # the last one holds the newest number alone
        self._pixels = reserved(INPUT_SLOTS * largest)

    def put(self, picture: np.ndarray, time: float) -> None:
        """Publish an input. ValueError for anything but (h, w, 3) uint8 of at most `largest` bytes."""
        if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3 or picture.nbytes > self.largest:
            raise ValueError(f"an input is RGB bytes of at most {self.largest}, not {picture.dtype} {picture.shape}")
        number = int(self._headers[INPUT_SLOTS * HEADER]) + 1
        slot = number % INPUT_SLOTS
        at = slot * HEADER
        height, width = picture.shape[:2]
        self._headers[at] = 0
        self._view(slot, width, height)[:] = picture
        self._headers[at + 1 : at + HEADER] = (time, width, height, zlib.crc32(np.ascontiguousarray(picture).data))
        self._headers[at] = number
        self._headers[INPUT_SLOTS * HEADER] = number

    def newest(self, after: int = 0) -> InputFrame | None:
        """A copy of the newest input with a number above `after`, None if there is none."""
        for _ in range(TRIES):
            number = int(self._headers[INPUT_SLOTS * HEADER])
            if number <= after:
                return None
            slot = number % INPUT_SLOTS
            at = slot * HEADER
            _, time, width, height, checksum = self._headers[at : at + HEADER]
            if int(self._headers[at]) != number or not 0 < width * height * 3 <= self.largest:
                continue
            picture = self._view(slot, int(width), int(height)).copy()
            if int(self._headers[at]) == number and zlib.crc32(picture.data) == checksum:
                return InputFrame(number, time, picture)
        return None

    def _view(self, slot: int, width: int, height: int) -> np.ndarray:
        flat: np.ndarray = np.frombuffer(self._pixels.buffer, np.uint8, width * height * 3, slot * self.largest)
        return flat.reshape(height, width, 3)
