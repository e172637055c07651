"""Keyframes of a path, asked for where they are wanted and kept in a reel: the show and `render` use the same."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from engine.dream.protocol import Wish
from engine.frames import Keyframe
from engine.journey.path import Leg, Path
from engine.journey.timetable import timetable
from engine.stage.dissolve import blend
from engine.stage.flow import Flows
from engine.stage.flow import between as in_between
from engine.stage.playhead import Playhead
from engine.stage.reel import Reel

WISH_EVERY = 0.1  # seconds
AHEAD = 64  # keyframes that are looked ahead off-line: a leg of eight seconds
UNDISTURBED = 1.0  # seconds between two keyframes, up to which none is put between them as they are shown
RETRIES = 3  # dreamers that may end over one keyframe before it is left out
HOPELESS = 24  # keyframes in a row that can't be made, after which no others are tried


class Dreams(Protocol):
    """Where keyframes come from.

    away: nothing comes for now, whatever is wished for. see: takes the picture of a moment, (h, w, 3) uint8 RGB, for a
    dreamer to begin a flight from.
    """

    @property
    def away(self) -> bool: ...

    def take(self) -> Sequence[Keyframe]: ...

    def wish(self, wish: Wish) -> None: ...

    def see(self, picture: np.ndarray, moment: float) -> None: ...


class KeyframeFeed:
    """Between a dreamer and a reel. One thread only.

    memory: bytes of pictures that are kept, None for as many as the reel thinks right.
    """

    def __init__(self, dreams: Dreams, path: Path, memory: int | None = None):
        self.dreams = dreams
        self._memory = memory
        self.reel = Reel(path, memory)
        self._path = path
        self._later: dict[float, Keyframe] = {}  # that came too late to be shown now, by position
        self._wished: Wish | None = None
        self._wished_at = 0.0

    def begun(self, path: Path) -> KeyframeFeed:
        """Another one, on another path and with nothing dreamed yet."""
        return KeyframeFeed(self.dreams, path, self._memory)

    def follow(self, path: Path, position: float) -> None:
        """Take a new path, of which `position` is shown."""
        self._path = path
        self.reel.follow(path, position)

    def shows(self, position: float) -> bool:
        """Whether there are pictures around a position."""
        there = self.reel.bracket(position)
        return there is not None and there.before.position <= position <= there.after.position

    def ask(self, wish: Wish, now: float) -> None:
        """Tell the dreamer what to dream next: at once when anything has changed, else as the playhead moves on.

        The wish is for what the reel lacks, so its `held`, `changes` and `room` are the reel's; what else is not to be
        dreamed is added to its `held`.
        """
        held, last = self.reel.held.union(self._later, wish.held), self._wished
        same = last and last.path is wish.path and last.held == held and last.ahead is wish.ahead
        alike = last and last.live == wish.live and last.flight_number == wish.flight_number
        if same and alike and now - self._wished_at < WISH_EVERY:
            return
        self._wished, self._wished_at = replace(wish, held=held, changes=self.reel.changes, room=self.reel.room), now
        self.dreams.wish(self._wished)

    def add(self, keyframe: Keyframe, playhead: Playhead) -> bool:
        """Put a keyframe into the reel, or keep it until the picture is past it; False where it is of no use any more.

        One that came between the two that are being blended would turn the picture from its way, for a moment.
        """
        shown = self.reel.bracket(playhead.position)
        if shown is not None and shown.before.position < keyframe.position < shown.after.position:
            held = {shown.before.position, shown.after.position} <= self.reel.held
            if held and abs(shown.after.position - shown.before.position) < abs(playhead.velocity) * UNDISTURBED:
                self._later[keyframe.position] = keyframe
                return self._path.owns(keyframe.leg, keyframe.position)
        return self.reel.add(keyframe, playhead.position)

    def add_later(self, playhead: Playhead) -> None:
        """Try again what was kept for later."""
        later, self._later = self._later, {}
        for keyframe in later.values():
            self.add(keyframe, playhead)

    def seam(self, path: Path, leg: Leg, at: float, flows: Flows | None) -> Keyframe | None:
        """What a path would have shown where a new leg leaves it: up to there the picture goes on as it would have.

        None where the leg is apart, or where the pictures that it is made of are not there.
        """
        old, shown = path.leg_at(at), None if leg.deck else self.reel.bracket(at)
        if old is None or shown is None or not shown.before.position <= at <= shown.after.position:
            return None
        before, after = shown.before, shown.after
        if before.picture.shape != after.picture.shape:  # of another model
            return None
        flow = flows.known(before.picture, after.picture) if flows else None
        if flow is not None:
            picture = in_between(flow, shown.part)
        else:
            picture = blend(before.picture, after.picture, shown.part, "linear")
        sketched = [each for each in (before.sketch, after.sketch) if each is not None]
        sketch = sketched[0] + (sketched[1] - sketched[0]) * shown.part if len(sketched) == 2 else None
        return replace(after, leg=old.id, position=at, picture=picture, sketch=sketch)


class Patience:
    """How long a keyframe is waited for, off-line. dreams: a Supervisor; over: ends all waiting."""

    def __init__(self, dreams: Any, over: threading.Event):
        self._dreams, self._over = dreams, over
        self._restarts = 0  # of the dreamer, when the last keyframe came

    def waits(self) -> bool:
        """Wait for a moment; False when it is over."""
        return not self._over.wait(0.002)

    def came(self) -> None:
        """A keyframe has come."""
        self._restarts = self._dreams.status.restarts

    def lost(self) -> bool:
        """Whether so many dreamers have ended over one keyframe that it is left out; the next is counted anew."""
        lost = self._dreams.status.restarts - self._restarts >= RETRIES
        if lost:
            self.came()
        return lost

    @property
    def hopes(self) -> bool:
        """Whether more may come."""
        return not self._over.is_set() and self._dreams.status.state != "failed"


class PatientFeed(KeyframeFeed):
    """Waits for every keyframe that can be made, so that each frame has those on both sides of it: for `render`.

    dreams: a Supervisor. every: their spacing in legs; over: ends the waiting.
    """

    def __init__(self, dreams: Any, path: Path, every: float, over: threading.Event):
        super().__init__(dreams, path)
        self._every, self._patience = every, Patience(dreams, over)
        self.missing: set[float] = set()  # positions of keyframes that can't be made
        self._place, self._time = 0.0, math.inf
        self._in_a_row = 0  # of those

    def at(self, moment: float, velocity: float) -> float | None:
        """Where to be at a moment, as timetable.py has time, and wait for what is shown there.

        Call it for one moment after the other. It looks as far ahead as it always can, so that the same journey is
        travelled alike on every machine. None when nothing more will come.
        """
        if moment < self._time:
            self._place, self._time = moment, moment
        place, every = self._place, self._every
        if not self.gather(place, velocity, AHEAD):
            return None
        low, leg = math.floor(place / every) * every, self._path.leg_at(place)
        high = low + min(AHEAD, self.reel.room - 1) * every
        known = [change for change in self.reel.changes if low <= change.low and change.high <= high]
        table = timetable(leg.low, leg.high, leg.high, place, self._time, known)
        self._place, self._time = min(table.place(moment), self._path.legs[-1].high), moment
        return self._place if self.gather(self._place, velocity) else None

    def gather(self, position: float, velocity: float, ahead: int = 1) -> bool:
        """Wait until the reel has what can be had around a position; False when nothing more will come.

        ahead: how many keyframes after it are waited for, as far as there is room.
        """
        while lacking := self._lacking(position, min(ahead, self.reel.room - 1)):
            near = max(position, lacking[-1] - self.reel.room * self._every)
            wish = Wish(self._path, near, velocity, frozenset(self.missing), every=self._every)
            self.ask(wish, time.perf_counter())
            if not self._hear(near, lacking[0]):
                return False
        return bool(self.reel.held)

    def _lacking(self, position: float, ahead: int) -> list[float]:
        """Positions whose keyframes can be made and are not there yet: one before, and as many as wanted after."""
        end = self._path.legs[-1].high
        at = math.floor(position / self._every) * self._every
        wanted = [at]
        while ahead > 0 and at < end:
            at = min(at + self._every, end)
            wanted.append(at)
            ahead -= at not in self.missing
        return [at for at in wanted if at not in self.missing and at not in self.reel.held]

    def _hear(self, playhead: float, wanted: float) -> bool:
        """Take what came, and note what will not; False when there is no hope left."""
        status, came = self.dreams.status, False  # type: ignore[attr-defined]
        for keyframe in self.dreams.take():
            came |= self.reel.add(keyframe, playhead)
        if came:
            self._in_a_row = 0
            self._patience.came()
        skipped = {at for leg, at in status.skipped if self._path.owns(leg, at)} - self.missing
        self.missing |= skipped
        self._in_a_row += len(skipped)
        if self._patience.lost():
            self.missing.add(wanted)
            self._in_a_row += HOPELESS // RETRIES
        return (came or self._patience.waits()) and self._patience.hopes and self._in_a_row < HOPELESS
