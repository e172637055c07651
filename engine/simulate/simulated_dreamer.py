"""A simulated dreamer: plans as the real one does, and draws the colour of a place in microseconds.

A place between two waypoints is the mixture of their colours, as of latents. Everything it draws comes from its seed.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from engine.dream.dreamer_process import SLOTS, Choose, DreamerHandle, Pace
from engine.dream.plan import Backlog
from engine.dream.protocol import LIVE, Failed, Launch, Loading, Made, Progress, Ready, Wish, controls
from engine.frames import Pose
from engine.journey.path import Between, Place, Waypoint

SIZE = (16, 8)  # of a keyframe
OTHER_SIZE = (12, 6)  # of the model `other`
DARKEST, BRIGHTEST = 20, 235

FAULTS = ("crash", "hang", "garble", "memory", "failed", "blank", "slow", "late", "deny", "input")


@lru_cache(maxsize=4096)
def _own(waypoint: Waypoint, model: str) -> tuple[float, float, float]:
    draw = random.Random(f"{waypoint.prompt} {waypoint.seed} {model}")
    home = [draw.uniform(DARKEST, BRIGHTEST) for _ in range(3)]
    if waypoint.stray:
        draw = random.Random(f"{waypoint.prompt} {waypoint.seed} {waypoint.stray} {model}")
        part = waypoint.variation
        home = [own * (1 - part) + part * draw.uniform(DARKEST, BRIGHTEST) for own in home]
    return home[0], home[1], home[2]


def colour(place: Place, model: str) -> np.ndarray:
    """The colour of a place, (3,) in 0..255."""
    if isinstance(place, Between):
        return colour(place.a, model) * (1 - place.part) + colour(place.b, model) * place.part
    return np.array(_own(place, model))


class SimulatedConnection:
    """The pipe of a dreamer: keeps the order of its messages, each until its moment. up: its model is."""

    def __init__(self, clock: Callable[[], float]):
        self._clock = clock
        self._said: deque[tuple[float, Any]] = deque()
        self.up = False

    def say(self, after: float, message: Any, first: bool = False) -> None:
        """Put a message in, to be heard in so many seconds; first: instead of what has not been heard yet."""
        if first:
            self._said.clear()
        due = self._clock() + after
        self._said.append((max(due, self._said[-1][0]) if self._said else due, message))

    def speaks(self, now: float) -> bool:
        return bool(self._said) and self._said[0][0] <= now

    def recv(self) -> Any:
        said = self._said.popleft()[1]
        if isinstance(said, Exception):
            raise said
        self.up |= isinstance(said, Ready)
        return said

    def clear(self) -> None:
        self._said.clear()


class SimulatedSlots:
    """Pictures of one colour, of a (width, height) in pixels. free: the numbers of slots that may be used."""

    def __init__(self, size: tuple[int, int]):
        self.size = size
        self.free = list(range(SLOTS))
        self._pictures: dict[int, np.ndarray] = {}

    def put(self, shade: np.ndarray) -> int:
        slot = self.free.pop()
        picture = np.empty((self.size[1], self.size[0], 3), np.uint8)
        picture[:] = np.rint(shade).astype(np.uint8)
        self._pictures[slot] = picture
        return slot

    def picture(self, slot: int, width: int, height: int) -> np.ndarray:
        return self._pictures[slot]


class SimulatedReporter:
    """Tells once a second how it goes. errors: to be told next; made: keyframes since the last report."""

    def __init__(self, now: float):
        self._reported = now
        self.made = 0
        self.errors: tuple[str, ...] = ()

    def due(self, now: float) -> bool:
        return now - self._reported >= 1.0

    def report(self, now: float, cost: float, skipped: tuple[tuple[int, float], ...]) -> Progress:
        progress = Progress(self.made / (now - self._reported), cost, 300.0, errors=self.errors, skipped=skipped)
        self._reported, self.made, self.errors = now, 0, ()
        return progress


class SimulatedWriter:
    """Asks for wishes as the thread does that writes to a real dreamer. wish: the newest that was sent.

    idle_until: when to look again whether there is anything to do for it.
    """

    def __init__(self, choose: Choose):
        self._choose, self._pace, self._ask_at = choose, Pace(), 0.0
        self.wish: Wish | None = None
        self.idle_until = 0.0

    def step(self, dreamer: DreamerHandle, now: float) -> None:
        if dreamer.wake.is_set() or now >= self._ask_at:
            dreamer.wake.clear()
            wish, pause = self._pace.next(self._choose(dreamer), now)
            self._ask_at, self.idle_until = now + pause, 0.0 if wish else self.idle_until
            self.wish = wish or self.wish


class SimulatedDreamer(DreamerHandle):
    """A dreamer that is moved on by `advance`. loads: seconds until it is up; cost: of a keyframe, seconds."""

    def __init__(
        self,
        launch: Launch,
        choose: Choose,
        clock: Callable[[], float],
        number: int,
        seed: int,
        loads: float,
        cost: float,
    ):
        super().__init__(launch, clock())
        self.pid = number
        self.connection = SimulatedConnection(clock)
        size = OTHER_SIZE if "other" in launch.model else SIZE
        self.slots = SimulatedSlots(size)
        self._writer = SimulatedWriter(choose)
        self._draw = random.Random(f"dreamer {number} of {seed}")
        self._base = cost
        self._backlog = Backlog()
        self._free_at = clock()
        self._reporter = SimulatedReporter(clock())
        self._until: dict[str, float] = {}  # how long each fault lasts
        self._flown = 0  # the number of the newest keyframe of a flight,
        self._flights: dict[int, np.ndarray] = {}  # and its colour
        self._streamed: np.ndarray | None = None  # the colour of the live stream, before it waves
        self._making = ("", 0)  # how its pictures are made, and how often that has changed
        self._mute = False
        self.connection.say(0.05, Loading("starting"))
        self.connection.say(loads * self._draw.uniform(0.5, 1.5), Ready(*size, {"model": launch.model}))

    # what the supervisor asks of it ----------------------------------------------------------------------------

    def free(self, slot: int) -> None:
        self.slots.free.append(slot)
        self.wake.set()

    def kill(self) -> None:
        self._mute = True

    def close(self) -> None:
        self._mute = True
        self.connection.clear()

    # simulated -------------------------------------------------------------------------------------------------

    def suffer(self, fault: str, seconds: float, now: float) -> None:
        """Let something go wrong, for a time or for ever."""
        if fault == "hang":
            self._mute = True
        elif fault in ("crash", "garble"):
            self.connection.say(0.0, EOFError() if fault == "crash" else ValueError("half a message"), first=True)
            self._mute = True
        elif fault in ("memory", "failed"):
            self.connection.say(0.0, Failed(f"simulated: {fault}", memory=fault == "memory"), first=True)
            self._mute = True
        else:
            self._until[fault] = now + seconds

    def advance(self, now: float) -> None:
        """Dream up to this moment."""
        if self._mute or not self.connection.up:
            return
        if self._reporter.due(now):
            self.connection.say(0.0, self._reporter.report(now, self._cost(now), self._backlog.news()))
        self._writer.step(self, now)
        while self._free_at <= now and self.slots.free:
            wish = self._writer.wish
            if wish is None:
                return
            if wish.live is not None:
                if self._suffers("input", now):
                    return
                self._dream_live(wish, now)
            elif wish.flight is not None:
                if not self._fly(wish, now):
                    return
            elif not self._dream(wish, now):
                return

    def _dream(self, wish: Wish, now: float) -> bool:
        if now < self._writer.idle_until:
            return False
        self._backlog.follow(wish, now)
        cost = self._cost(now)
        self._backlog.rate = 1 / cost
        picks = self._backlog.next(len(self.slots.free))
        if not picks:
            self._writer.idle_until = now + 0.5
            return False
        self._draw.shuffle(picks)
        self._free_at = max(self._free_at, now - 0.1)
        for leg, at in picks:
            key = (leg.id, at)
            self._free_at += cost * (1.0 if len(picks) == 1 else 0.7)
            if self._suffers("blank", now):  # NaN, black or frozen: a real one looks for them and leaves them out
                self._backlog.skip(key)
                self._reporter.errors = (f"simulated: keyframes of leg {leg.id} come out blank",)
                continue
            self._backlog.sent(key, self._free_at)
            self._send(now, leg.id, at, colour(leg.place(at), self.launch.model + leg.recipe.method))
        return True

    def _dream_live(self, wish: Wish, now: float) -> None:
        assert wish.live is not None
        dream = wish.live.dream
        begin = max(self._free_at, now - 0.1)
        self._free_at = begin + max(self._cost(now), 1 / 30)
        base = colour(Waypoint(dream.prompt, dream.seed), self.launch.model)
        if self._streamed is not None:  # as /live/glide has it, in a second
            base = self._streamed + (base - self._streamed) * min(self._free_at - begin, 1.0)
        self._streamed = base
        live = wish.live.live
        held = [(name, kind) for name, kind, _ in controls(live)]
        made = f"{live.cfg} {live.steps} {held} {live.reference} {dream.lora}"
        if made != self._making[0]:
            self._making = made, self._making[1] + 1
        base = (base + colour(Waypoint(((made, 1.0),), 0), self.launch.model)) / 2
        wave = np.array([math.sin(2 * math.pi * begin / period) for period in (5.0, 7.0, 11.0)])
        self._send(now, LIVE, begin, np.clip(base + 40 * wave, 0, 255), variant=self._making[1])

    def _fly(self, wish: Wish, now: float) -> bool:
        """The next keyframe of a flight, in the colour of the place that is flown over, and slowly on to that."""
        flight = wish.flight
        assert flight is not None
        if flight.number == self._flown:
            return False
        base: float = flight.parent if flight.parent in self._flights else -flight.view
        through = flight.through if base > 0 else flight.from_view if base else tuple(np.eye(3).ravel())
        self._free_at = max(self._free_at, now - 0.1) + self._cost(now)
        self._flown = flight.number
        if self._suffers("blank", now):
            self._reporter.errors = ("simulated: a flight comes out blank",)
            self._flown = 0
            return True
        leg = wish.path.leg_at(wish.position)
        shade = colour(leg.place(wish.position), self.launch.model + "travel")
        last = self._flights.get(flight.parent)
        if last is not None:
            shade = last + (shade - last) * min(flight.seconds, 1.0)
        self._flights = {flight.number: shade}
        self._send(now, LIVE, flight.due, shade, Pose(flight.number, base, through))
        return True

    def _send(
        self, now: float, leg: int, position: float, shade: np.ndarray, pose: Pose | None = None, variant: int = 0
    ) -> None:
        slot = self.slots.put(shade)
        self._reporter.made += 1
        late = self._draw.uniform(0, 3) if self._suffers("late", now) else 0.0
        self.connection.say(self._free_at - now + late, Made(leg, position, slot, pose=pose, variant=variant))

    def _cost(self, now: float) -> float:
        """Seconds for the next keyframe: lognormal, with stragglers."""
        cost = self._base * self._draw.lognormvariate(0, 0.3)
        if self._draw.random() < 0.01:
            cost *= 8
        return cost * (10 if self._suffers("slow", now) else 1)

    def _suffers(self, fault: str, now: float) -> bool:
        return now < self._until.get(fault, 0.0)
