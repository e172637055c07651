"""Arrays that are used again: a fresh 12 MB array costs more in page faults than the picture drawn into it."""

from __future__ import annotations

import math
import weakref
from collections import deque

import numpy as np

SMALL = 1 << 14  # bytes, below which a fresh array costs less
SPARE = 8  # arrays of one shape that may lie unused
LIMIT = 128 << 20  # bytes that may lie unused when a new array is made


class Pool:
    """An allocator like np.empty, whose arrays come back when nobody refers to them any more, views included.

    Any thread may take, and arrays come back from any thread, also from inside the garbage collector; so there
    is no lock, only single operations on dicts and deques. `made` counts the arrays ever made.
    """

    def __init__(self, spare: int = SPARE, limit: int = LIMIT):
        self.made = 0
        self._spare = spare
        self._limit = limit
        self._free: dict[int, deque[memoryview]] = {}  # by size in bytes, as they were made

    def empty(self, shape: tuple[int, ...], dtype: type = np.uint8) -> np.ndarray:
        """Return an array of this shape with undefined content, in memory that was used before where some is free."""
        length = math.prod(shape) * np.dtype(dtype).itemsize
        if length < SMALL:
            return np.empty(shape, dtype)
        size = _rounded(length)
        free = self._free.get(size)
        try:
            memory = free.pop() if free else self._make(size)  # the last one back is the one still in the cache
        except IndexError:  # another thread was faster
            memory = self._make(size)
        # frombuffer, because its array has no array as its base: views of views then all refer to this very one,
        # so that it lives as long as any of them.
        whole = np.frombuffer(memory, np.uint8)
        weakref.finalize(whole, self._give, size, memory).atexit = False
        return whole[:length].view(dtype).reshape(shape)

    @property
    def unused(self) -> int:
        """Bytes that lie unused."""
        return sum(size * len(free) for size, free in list(self._free.items()))

    def _make(self, size: int) -> memoryview:
        self.made += 1
        free = self._free.pop(size, None) or deque(maxlen=self._spare)
        unused = self.unused
        for length, kept in list(self._free.items()):
            if unused <= self._limit:
                break
            unused -= length * len(kept)
            self._free.pop(length, None)
        self._free[size] = free
        return np.empty(size, np.uint8).data

    def _give(self, size: int, memory: memoryview) -> None:
        free = self._free.get(size)
        if free is not None:
            free.append(memory)


def _rounded(size: int) -> int:
    """Round up by an eighth at most: what a moving zoom cuts out differs in size at every tick."""
    step = 1 << max(size.bit_length() - 4, 9)
    return -(-max(size, 1) // step) * step


# One for the process, as there is one malloc.
empty = Pool().empty
