"""The reel: the keyframes that are there, in order of position, within a budget of memory."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass

from engine.frames import Keyframe
from engine.journey.path import Path


@dataclass(frozen=True)
class Bracket:
    """The keyframes around a position; `part` (0..1) is how far it lies from `before` to `after`."""

    before: Keyframe
    after: Keyframe
    part: float


class Reel:
    """Keyframes of a path. One thread only.

    budget: bytes of pictures that are kept; the keyframes farthest from the playhead go first.
    """

    def __init__(self, path: Path, budget: int = 96 * 2**20):
        self._budget = budget
        self._positions: list[float] = []
        self._keyframes: dict[float, Keyframe] = {}
        self._stale: set[float] = set()  # cut off by a new path, but still on screen until something comes
        self._path = path
        self.held: frozenset[float] = frozenset()

    def __len__(self) -> int:
        return len(self._positions)

    @property
    def bytes(self) -> int:
        return sum(keyframe.picture.nbytes for keyframe in self._keyframes.values())

    @property
    def room(self) -> int:
        """How many keyframes ahead of the playhead may be asked for, so that as many behind are kept."""
        if not self._positions:
            return 48
        return max(self._budget // self._keyframes[self._positions[0]].picture.nbytes // 2, 4)

    def follow(self, path: Path, playhead: float) -> None:
        """Take a new path: what no longer belongs to it goes, but for what the playhead is between."""
        if path is self._path:
            return
        self._path = path
        bracket = self.bracket(playhead)
        shown = {bracket.before.position, bracket.after.position} if bracket else set()
        for position in list(self._positions):
            if not path.owns(self._keyframes[position].leg, position):
                if position in shown:
                    self._stale.add(position)
                else:
                    self._drop(position)
        self._tell()

    def add(self, keyframe: Keyframe, playhead: float) -> bool:
        """Take a keyframe; False if the path has meanwhile left it behind."""
        position = keyframe.position
        if not self._path.owns(keyframe.leg, position):
            return False
        if position not in self._keyframes:
            insort(self._positions, position)
        self._keyframes[position] = keyframe
        self._stale.discard(position)
        for old in list(self._stale):
            # What replaces a stale keyframe lies on the same side of the playhead.
            if (old - playhead) * (position - playhead) > 0:
                self._drop(old)
        while len(self._positions) > 2 and self.bytes > self._budget:
            first, last = self._positions[0], self._positions[-1]
            self._drop(first if playhead - first > last - playhead else last)
        self._tell()
        return True

    def bracket(self, position: float) -> Bracket | None:
        """The nearest keyframes on both sides within the unbroken stretch of path; None if there are none."""
        low, high = self._path.extent(position)
        index = bisect_left(self._positions, position)
        after = self._positions[index] if index < len(self._positions) else None
        before = self._positions[index - 1] if index else None
        if after is not None and after > high and after not in self._stale:
            after = None
        if after == position:
            before = after
        if before is not None and before < low and before not in self._stale:
            before = None
        if before is None:
            before = after
        if after is None:
            after = before
        if before is None or after is None:
            return None
        part = (position - before) / (after - before) if after > before else 0.0
        return Bracket(self._keyframes[before], self._keyframes[after], min(max(part, 0.0), 1.0))

    def reach(self, position: float, direction: int) -> float:
        """How far the keyframes carry in a direction (1 or -1) without leaving the path, in legs, 0 or more."""
        low, high = self._path.extent(position)
        inside = [p for p in self._positions if low <= p <= high and p not in self._stale]
        if not inside:
            return 0.0
        return max(inside[-1] - position if direction > 0 else position - inside[0], 0.0)

    def _drop(self, position: float) -> None:
        self._positions.remove(position)
        del self._keyframes[position]
        self._stale.discard(position)

    def _tell(self) -> None:
        self.held = frozenset(p for p in self._positions if p not in self._stale)


def same_pictures(a: Bracket | None, b: Bracket | None) -> bool:
    """Whether two brackets blend the same two pictures."""
    if a is None or b is None:
        return a is b
    return a.before.picture is b.before.picture and a.after.picture is b.after.picture
