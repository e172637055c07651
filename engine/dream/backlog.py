"""What is still to be dreamed of a wish: the dreamer's bookkeeping, with no model and no clock of its own. No torch."""

from __future__ import annotations

from engine.dream.plan import plan
from engine.dream.protocol import Wish
from engine.journey.path import Leg

UNSEEN = 1.0  # seconds after which a picture that the stage does not hold was dropped by it, and may be made again
RUNWAY = 0.7  # seconds of keyframes ahead from which several are made at once
BATCH = 4
HOPELESS = 3  # keyframes of a leg that could not be made, after which the rest of it is not tried in a show
FIRST_GUESS = 2.0  # keyframes a second, until some have been made

Key = tuple[int, float]  # a leg's id, and a position


class Backlog:
    """Follows the newest wish and what has come of it. One thread only; times are seconds on any clock.

    rate: keyframes per second that the dreamer manages.
    """

    def __init__(self) -> None:
        self.wish: Wish | None = None
        self.rate = FIRST_GUESS
        self._timed = 0  # batches that the rate is taken from
        self._sent: dict[Key, float] = {}  # when; not yet seen in a wish
        self._skipped: set[Key] = set()  # could not be made,
        self._unsaid: list[Key] = []  # and the stage does not know it yet

    def follow(self, wish: Wish | None, now: float) -> Wish | None:
        """Take the newest wish, and forget what it has no use for."""
        if wish is not None and wish is not self.wish:
            self.wish = wish
            self._sent = {
                key: when
                for key, when in self._sent.items()
                if key[1] not in wish.held and now - when < UNSEEN and wish.owns(*key)
            }
            self._skipped = {key for key in self._skipped if wish.owns(*key)}
        return wish

    def picks(self, limit: int) -> list[tuple[Leg, float]]:
        """Up to so many keyframes as (leg, position), the most urgent first, but for those of hopeless legs."""
        wish = self.wish
        while wish is not None and (picks := plan(wish, self.rate, self._pending(wish), limit)):
            hopeless = [(leg.id, at) for leg, at in picks if not wish.every and self._is_hopeless(leg)]
            if not hopeless:
                return picks
            self.skip(*hopeless)
        return []

    def next(self, most: int = BATCH) -> list[tuple[Leg, float]]:
        """The most urgent keyframes, as (leg, position), that share a recipe, as many as are to be made at once.

        One while the runway is short, more when it is not; none where there is nothing to do.
        """
        picks = self.picks(BATCH)
        if not picks or self.wish is None:
            return []
        first, at = picks[0]
        count = min(_batch_size(self.wish, at), most)
        return [(leg, at) for leg, at in picks[:count] if leg.recipe == first.recipe]

    def overtaken(self, newer: Wish, left: set[Key], newest: int) -> bool:
        """Whether a newer wish has no use for the work in hand, or something more urgent to do.

        left: what is in hand. newest: the id of the newest leg when it was begun.
        """
        low, high = newer.reach
        if newer.live or newer.flight or not any(newer.owns(leg, at) and low <= at <= high for leg, at in left):
            return True
        urgent = plan(newer, self.rate, self._pending(newer), 1)
        return bool(urgent) and urgent[0][0].id > newest

    def sent(self, key: Key, now: float) -> None:
        """A keyframe has been made and sent."""
        self._sent[key] = now

    def skip(self, *keys: Key) -> None:
        """Leave out keyframes that could not be made."""
        self._skipped.update(keys)
        self._unsaid += keys

    def news(self) -> tuple[Key, ...]:
        """What has been left out since the last call."""
        unsaid, self._unsaid = tuple(self._unsaid), []
        return unsaid

    def timed(self, rate: float) -> None:
        """A batch came at this rate, keyframes per second."""
        self._timed += 1
        self.rate += (rate - self.rate) * max(1 / self._timed, 0.15)

    def _is_hopeless(self, leg: Leg) -> bool:
        return sum(skipped == leg.id for skipped, _ in self._skipped) >= HOPELESS

    def _pending(self, wish: Wish) -> set[float]:
        return {at for leg, at in (*self._sent, *self._skipped) if wish.owns(leg, at)}


def _batch_size(wish: Wish, position: float) -> int:
    """How many keyframes to make at once, when this is the most urgent one."""
    if wish.every:
        return 1  # off-line: how they are batched depends on the time, and shows in the last bit
    if wish.velocity == 0:
        return BATCH if any(abs(at - wish.position) <= 1 for at in wish.held) else 1
    ahead = (position - wish.position) / wish.velocity
    return BATCH if ahead > 2 * RUNWAY else 2 if ahead > RUNWAY else 1
