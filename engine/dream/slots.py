"""A ring of picture slots in shared memory: the dreamer fills them, the stage copies out of them.

The memory has no name in the file system (`multiprocessing` maps an unlinked file), so nothing can be left behind
however either process ends, and no resource tracker is involved.
"""

from __future__ import annotations

from multiprocessing.context import BaseContext

import numpy as np


class Slots:
    """`count` slots of up to `size` bytes each; made by the stage process and handed to the child as it is spawned."""

    def __init__(self, context: BaseContext, count: int, size: int):
        self.count, self.size = count, size
        self._memory = context.RawArray("B", count * size)

    def picture(self, slot: int, width: int, height: int) -> np.ndarray:
        """The slot as a (height, width, 3) uint8 array, without a copy. ValueError if it does not fit."""
        length = width * height * 3
        if length > self.size or not 0 <= slot < self.count:
            raise ValueError(f"slot {slot} of {self.count} can't hold a picture of {width}x{height}")
        flat: np.ndarray = np.frombuffer(self._memory, np.uint8, length, slot * self.size)
        return flat.reshape(height, width, 3)
