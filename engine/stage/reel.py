"""The reel: the keyframes that are there, in order of position, within a budget of memory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import psutil
from cachetools import FIFOCache

from engine.frames import Keyframe
from engine.journey.destination import Lead
from engine.journey.path import Leg, Path, Place, Recipe
from engine.journey.timetable import Change
from engine.planes import sketch
from engine.stage.meter import Meter

BUDGET = 48 * 2**20  # bytes, unless that is too little for
KEPT = 32  # keyframes, so that large ones can be scratched too,
SHARE = 16  # which may take one part in so many of the machine's memory


@dataclass(frozen=True)
class Bracket:
    """The keyframes around a position; `part` (0..1) is how far it lies from `before` to `after`."""

    before: Keyframe
    after: Keyframe
    part: float


class Reel:
    """Keyframes of a path. One thread only.

    budget: bytes of pictures that are kept, None for BUDGET, or more where large ones would be few (see KEPT). The
    keyframes farthest from the playhead go first. held: their positions, and changes: by how much neighbours differ,
    but for what is stale.
    """

    def __init__(self, path: Path, budget: int | None = None):
        self._budget = budget
        self._positions: list[float] = []
        self._keyframes: dict[float, Keyframe] = {}
        self.bytes = 0  # of their pictures
        self._stale: set[float] = set()  # cut off by a new path, but still on screen until something comes
        self._path = path
        self._sketches: dict[float, np.ndarray] = {}
        self._changes: dict[tuple[float, float], Change] = {}  # of neighbours
        self.held: frozenset[float] = frozenset()
        self.changes: tuple[Change, ...] = ()

    def __len__(self) -> int:
        return len(self._positions)

    @property
    def room(self) -> int:
        """How many keyframes ahead of the playhead may be asked for, so that as many behind are kept."""
        if not self._positions:
            return 48
        size = self._keyframes[self._positions[0]].picture.nbytes
        return max(self._allowed(size) // size // 2, 4)

    def follow(self, path: Path, playhead: float) -> None:
        """Take a new path: what no longer belongs to it goes, but for what the playhead is between."""
        if path is self._path:
            return
        self._path = path
        self._leave([at for at in self._positions if not path.owns(self._keyframes[at].leg, at)], playhead)
        self._tell()

    def add(self, keyframe: Keyframe, playhead: float) -> bool:
        """Take a keyframe; False if the path has meanwhile left it behind."""
        position = keyframe.position
        if not self._path.owns(keyframe.leg, position):
            return False
        leg, model = keyframe.leg, keyframe.model  # another model's pictures of it would be shown in turns with these
        self._leave([p for p, k in self._keyframes.items() if k.leg == leg and k.model not in ("", model)], playhead)
        if position in self._keyframes:
            self._drop(position)
        insort(self._positions, position)
        self._keyframes[position] = keyframe
        self.bytes += keyframe.picture.nbytes
        self._sketches[position] = sketch(keyframe.picture) if keyframe.sketch is None else keyframe.sketch
        self._changes = {pair: change for pair, change in self._changes.items() if position not in pair}
        for old in list(self._stale):
            # What replaces a stale keyframe lies on the same side of the playhead.
            if (old - playhead) * (position - playhead) > 0:
                self._drop(old)
        allowed = self._allowed(keyframe.picture.nbytes)
        while len(self._positions) > 2 and self.bytes > allowed:
            first, last = self._positions[0], self._positions[-1]
            self._drop(first if playhead - first > last - playhead else last)
        self._tell()
        return True

    def _leave(self, positions: list[float], playhead: float) -> None:
        """Let go of keyframes, but for what the playhead is between."""
        bracket = self.bracket(playhead) if positions else None
        shown = {bracket.before.position, bracket.after.position} if bracket else set()
        self._stale.update(shown.intersection(positions))
        for position in positions:
            if position not in shown:
                self._drop(position)

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

    def beside(self, bracket: Bracket, direction: int) -> Bracket | None:
        """The next two keyframes in a direction (1 or -1), None where there are no more."""
        edge = bracket.after if direction > 0 else bracket.before
        index = bisect_left(self._positions, edge.position) + direction
        if not 0 <= index < len(self._positions):
            return None
        other = self._keyframes[self._positions[index]]
        return Bracket(edge, other, 0.0) if direction > 0 else Bracket(other, edge, 1.0)

    def reach(self, position: float, direction: int) -> float:
        """How far the keyframes carry in a direction (1 or -1) without leaving the path, in legs, 0 or more."""
        return max((self.outermost(position, direction) - position) * direction, 0.0)

    def outermost(self, position: float, direction: int) -> float:
        """Where the last keyframe in a direction (1 or -1) is that the path leads to from a position, or else that.

        It may lie on the other side, where nothing is there in that direction.
        """
        low, high = self._path.extent(position)
        begin, end = bisect_left(self._positions, low), bisect_right(self._positions, high)
        outwards = range(end - 1, begin - 1, -1) if direction > 0 else range(begin, end)
        return next((at for i in outwards if (at := self._positions[i]) not in self._stale), position)

    def _allowed(self, size: int) -> int:
        """Bytes that may be kept of pictures of this size."""
        if self._budget is not None:
            return self._budget
        return max(BUDGET, min(KEPT * size, psutil.virtual_memory().total // SHARE))

    def _drop(self, position: float) -> None:
        self._positions.remove(position)
        self.bytes -= self._keyframes.pop(position).picture.nbytes
        del self._sketches[position]
        self._stale.discard(position)

    def _tell(self) -> None:
        there = [position for position in self._positions if position not in self._stale]
        self.held = frozenset(there)
        known = self._changes.get
        self._changes = {pair: known(pair) or self._compared(*pair) for pair in pairwise(there)}
        self.changes = tuple(self._changes.values())

    def _compared(self, low: float, high: float) -> Change:
        """Two neighbours: the mean difference of their sketches, levels."""
        return Change(low, high, float(np.abs(self._sketches[high] - self._sketches[low]).mean()))


def same_pictures(a: Bracket | None, b: Bracket | None) -> bool:
    """Whether two brackets blend the same two pictures."""
    if a is None or b is None:
        return a is b
    return a.before.picture is b.before.picture and a.after.picture is b.after.picture


RUNWAY = 0.8  # seconds of keyframes ahead under which the playhead slows down; more if they come seldom
LONGEST_RUNWAY = 3.0
PATIENT = 1.0  # seconds assumed for a prompt's first keyframe until some have been timed
PREPARED = 0.1  # seconds to leave before a cut when the picture that it leads to is there
LONGEST_LEAD = 4.0  # seconds before it is due that a change is dreamed of; less than a wandering path reaches ahead
SPARES = 4  # prepared pictures that are kept


class Spares:
    """Pictures of places that may be wanted soon, prepared ahead; and how long a change takes with them, and without.

    They belong to what the course has been remade for: another model makes others. One thread only.
    """

    def __init__(self, meter: Meter):
        self._meter = meter
        self._kept: FIFOCache[tuple[Place, Recipe], Keyframe] = FIFOCache(SPARES)
        self._remakes = 0
        self._prepared: frozenset[tuple[Place, Recipe]] = frozenset()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, what: tuple[Place | None, Recipe]) -> bool:
        return what in self._kept

    def get(self, place: Place, wanted: Recipe) -> Keyframe | None:
        return self._kept.get((place, wanted))

    def keep(self, leg: Leg, keyframe: Keyframe) -> None:
        """Keep the picture of a leg apart."""
        self._kept[leg.a, leg.recipe] = keyframe
        self._prepared = frozenset(self._kept)

    def follow(self, remakes: int) -> None:
        """Forget what is not to be shown any more."""
        if remakes != self._remakes:
            self._remakes = remakes
            self.clear()

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
        self._prepared = frozenset()

    def margin(self, place: Place, wanted: Recipe) -> float:
        """Seconds to leave before a cut to a place: a bit more than a prompt usually takes to its first keyframe."""
        return PREPARED if (place, wanted) in self._kept else self._usual_margin()

    def runway(self) -> float:
        """Seconds of keyframes ahead under which the playhead slows down."""
        return min(max(RUNWAY, 2 * self._meter.keyframe_interval), LONGEST_RUNWAY)

    def lead(self) -> Lead:
        """How long before it is due a change has to be dreamed of, so that the playhead gets there in time."""
        return Lead(min(self._usual_margin() + self.runway(), LONGEST_LEAD), PREPARED, self._prepared)

    def _usual_margin(self) -> float:
        times = sorted(self._meter.prompt_times)
        return min(max(1.25 * times[len(times) // 2], 0.1), 2.0) if times else PATIENT
