"""The stage's side of dreaming: starts dreamers, watches them, replaces them; imports no torch.

One thread hears them all; each dreamer has one more that writes, because a pipe to a hung process blocks.
"""

from __future__ import annotations

import contextlib
import logging
import math
import multiprocessing
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing.connection import wait
from typing import Any

import cv2
import numpy as np

from engine.dream.dreamer_process import Begin, DreamerHandle, DreamerProcess
from engine.dream.protocol import LIVE, Failed, Launch, Loading, Made, Progress, Ready, Wish
from engine.dream.seat import DreamStatus, Seat, together
from engine.dream.shared_memory import LARGEST_INPUT, SharedInput
from engine.dream.work_sharing import Cast, Shares
from engine.frames import Keyframe
from engine.planes import sketch

LOGGER = logging.getLogger("reverie.dreamer")
TAKEN = 256  # keyframes that wait to be taken; older ones are dropped
TICK = 0.1  # seconds between looks at the clock when nothing is heard
SILENCE = 20.0  # seconds without a word, or this many times the usual keyframe time, after which a dreamer hangs
CLOSING = 20.0  # seconds that two dreamers that can hardly be ended may take


class Supervisor:
    """Keeps dreamers dreaming. `wish`, `take`, `swap` and `status` may be called from any thread and never block.

    launch: what to start with. report: hears a line about everything that goes wrong, from the supervisor's thread.
    `shared_input` is where the dreamers find the live input, `shared_view` what is shown. begin: starts a dreamer, in a
    process of its own unless told otherwise. clock: seconds. devices: a dreamer for each, left out: one, on the
    launch's. standby: the device of one more, which is kept warm to stand in for another, "" for none.
    models: of dreamers, by their numbers from 1, that have one of their own; the others have the launch's. largest:
    bytes of a live input, or of a picture that is shown.
    """

    def __init__(
        self,
        launch: Launch,
        report: Callable[[str], None],
        silence: float = SILENCE,
        clock: Callable[[], float] = time.perf_counter,
        begin: Begin | None = None,
        devices: Sequence[str] = (),
        standby: str = "",
        models: Mapping[int, str] | None = None,
        largest: int = LARGEST_INPUT,
    ):
        self._silence, self._clock, self._report = silence, clock, report
        context = multiprocessing.get_context("spawn")
        self.shared_input, self.shared_view = SharedInput(context, largest), SharedInput(context, largest)
        self._process = partial(DreamerProcess, context, self.shared_input, self.shared_view)
        self._wish: Wish | None = None
        self._keyframes: deque[Keyframe] = deque(maxlen=TAKEN)
        self._swaps: deque[tuple[Seat, Launch, int]] = deque()  # that are to begin, of seats that are new too
        self._shares = Shares(clock)
        self._error = ""
        begin = begin or self._process
        self._seats = [
            self._seat(f"dreamer {number} on {device}", launch, device, begin, False, (models or {}).get(number, ""))
            for number, device in enumerate(devices or (launch.device,), 1)
        ]
        self._seats += [self._seat(f"the standby on {standby}", launch, standby, begin, True)] if standby else []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, args=(self._stop,), name="dream supervisor")

    def __enter__(self) -> Supervisor:
        for seat in self._seats:
            seat.begin()
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join(CLOSING)

    @property
    def status(self) -> DreamStatus:
        """How dreaming goes."""
        each = [seat.status for seat in self._seats]
        if self._shares.cast:
            each = [replace(status, roles=self._roles(at)) for at, status in enumerate(each, 1)]
        if len(each) == 1:
            return each[0]
        at_work = [one for one, seat in zip(each, self._seats, strict=True) if seat in self._shares.members]
        status = together(each, self._error, self._show, at_work)
        return replace(status, generation=max(status.generation, self._shares.generation))

    @property
    def _show(self) -> int:
        """The first seat that has the show's own model."""
        return next((at for at, seat in enumerate(self._seats) if not seat.own), 0)

    def cast(self, cast: Cast) -> None:
        """Say who does what, at once: all of them are warm."""
        self._shares.cast = cast
        self._wake()

    def _roles(self, number: int) -> str:
        return " ".join(role for role, numbers in self._shares.cast.items() if number in numbers)

    def wish(self, wish: Wish) -> None:
        """Say what is wanted now; the newest wish counts."""
        self._wish = wish
        self._wake()

    @property
    def away(self) -> bool:
        """Whether nothing is dreamed for now: the dreamer has ended, and no other is up yet."""
        return self.status.state in ("restarting", "failed")

    def see(self, picture: np.ndarray, moment: float) -> None:
        """Hand out what is shown at a moment, (h, w, 3) uint8 RGB, for a dreamer to begin a flight from."""
        shrink = math.sqrt(min(self.shared_view.largest / picture.nbytes, 1.0))
        if shrink < 1:
            size = int(picture.shape[1] * shrink), int(picture.shape[0] * shrink)
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        self.shared_view.put(picture, moment)

    def take(self) -> list[Keyframe]:
        """The keyframes that came since the last call."""
        taken = []
        with contextlib.suppress(IndexError):
            while True:
                taken.append(self._keyframes.popleft())
        return taken

    def swap(self, launch: Launch) -> None:
        """Warm another model while this one dreams on, and change over when its first keyframe is there.

        Back to what dreams, nothing is warmed: it dreams on, and the other is given up. On another device than the
        show's it is for one dreamer alone.
        """
        edition, first = self._shares.asked(), self._seats[self._show]
        self._swaps = deque(swap for swap in self._swaps if swap[0] not in self._seats)
        if launch.device == first.device:
            shown = [seat for seat in self._seats if not seat.own]
            self._swaps.extend((seat, replace(launch, device=seat.device), edition) for seat in shown)
        else:
            self._swaps.append((first, launch, edition))

    def add(self, main: Callable[..., None], device: str, standby: bool) -> None:
        """Have one dreamer more. main: what its process does, as worker.py has it. standby: it only stands in."""
        launch, begin = self._seats[self._show].status.launch.asked, partial(self._process, main=main)
        seat = self._seat(f"a dreamer on {device}", launch, device, begin, standby)
        self._swaps.append((seat, launch, 0))

    def run(self, stop: threading.Event) -> None:
        """The thread: hear the dreamers, watch the clock, until stopped."""
        try:
            while not stop.is_set():
                speakers: list[DreamerHandle] = []
                with _kept_up(*self._seats):  # without a supervisor nothing would ever be dreamed again
                    speakers = self._listen(stop)
                self.step(speakers)
        finally:
            for seat in self._seats:
                seat.close()

    def _listen(self, stop: threading.Event) -> list[DreamerHandle]:
        """Wait for a word from the dreamers, or a TICK."""
        children = {child.connection: child for child in self.children}
        if not children:
            stop.wait(TICK)
            return []
        return [children[connection] for connection in wait(list(children), TICK)]  # type: ignore[index]

    @property
    def children(self) -> list[DreamerHandle]:
        """The dreamers there are: those that dream, and those that are to follow them."""
        return [child for seat in self._seats for child in seat.children]

    def step(self, speakers: Sequence[DreamerHandle]) -> None:
        """Hear one message of each dreamer that has something to say, and look after all of them."""
        there = self.children
        for seat in self._seats:
            with _kept_up(seat):
                for speaker in speakers:
                    if speaker in seat.children:  # the one before may have replaced it
                        self._hear(seat, speaker)
        with contextlib.suppress(IndexError):
            seat, launch, edition = self._swaps.popleft()  # one at a time: to start a process takes long
            with _kept_up(seat):
                if seat in self._seats:
                    seat.swap(launch, edition)
                else:
                    self._seats = [*self._seats, seat]
                    seat.begin()
        spare = [seat for seat in self._seats if seat.status.standby and seat.status.state == "dreaming"]
        for seat in self._seats:
            with _kept_up(seat):
                seat.look_after(self._clock(), self._silence, bool(spare) and seat not in spare)
        if there != self.children:
            self._wake()

    # the thread's own ------------------------------------------------------------------------------------------

    def _hear(self, seat: Seat, child: DreamerHandle) -> None:
        try:
            message = child.connection.recv()
        except (EOFError, OSError):
            seat.lost(child, "the dreamer ended unexpectedly", memory=False)
            return
        except Exception as error:  # half a message, from a process that was killed while it wrote
            seat.lost(child, f"the dreamer was not understood ({type(error).__name__})", memory=False)
            return
        child.heard = self._clock()
        if isinstance(message, Made):
            self._made(seat, child, message)
        elif isinstance(message, Progress):
            for trace in message.traces:
                LOGGER.error("the dreamer failed\n%s", trace)
            self._shares.skipped(message.skipped)
            seat.reported(child, message, self._wish)
        elif isinstance(message, Loading):
            seat.loading(child, message.text)
        elif isinstance(message, Ready):
            seat.came_up(child, message, self._shares.came_up(child, self._wish))
            self._wake()
        elif isinstance(message, Failed):
            if message.trace:
                LOGGER.error("the dreamer failed\n%s", message.trace)
            seat.lost(child, message.text, message.memory, True, message.left_out)

    def _made(self, seat: Seat, child: DreamerHandle, made: Made) -> None:
        assert child.ready is not None
        picture: np.ndarray = child.slots.picture(
            made.slot, child.ready.width, child.ready.height, *([made.shape] if made.shape else [])
        ).copy()
        child.free(made.slot)
        child.last = made.leg, made.position
        self._shares.made(child.last)
        model = child.launch.model
        sketched = sketch(picture) if made.leg != LIVE else None
        now = self._clock()
        self._keyframes.append(
            Keyframe(made.leg, made.position, picture, now, child.pid, model, made.pose, made.variant, sketched)
        )
        seat.made(child)

    def _choose(self, child: DreamerHandle) -> Wish | None:
        return self._shares.choose(child, self._seats, self._wish)

    def _seat(self, name: str, launch: Launch, device: str, begin: Begin, standby: bool, own: str = "") -> Seat:
        """own: the model that is its own, "" for the launch's."""
        chosen = replace(launch, device=device, model=own or launch.model)
        return Seat(
            chosen, lambda launch: begin(launch, self._choose), partial(self._told, name), self._clock, standby, own
        )

    def _told(self, name: str, text: str) -> None:
        self._error = text if len(self._seats) == 1 else f"{name}: {text}"
        self._report(self._error)

    def _wake(self) -> None:
        """Have every dreamer's thread look at what it is to be told."""
        for child in self.children:
            child.wake.set()


@contextlib.contextmanager
def _kept_up(*seats: Seat) -> Iterator[None]:
    """What fails in here costs the dreamers of these seats, and never the supervisor."""
    try:
        yield
    except Exception as error:
        logging.getLogger("reverie").exception("the supervisor of the dreamer failed")
        for seat in seats:
            seat.begin_again(error)
