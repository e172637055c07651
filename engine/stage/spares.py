"""Pictures of places that may be wanted soon, and how long before its time a change has to be dreamed of."""

from __future__ import annotations

from cachetools import FIFOCache

from engine.frames import Keyframe
from engine.journey.destination import Lead
from engine.journey.path import Leg, Place, Recipe
from engine.stage.meter import Meter

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
