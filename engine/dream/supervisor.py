"""The stage's side of dreaming: starts dreamers, watches them, replaces them; imports no torch.

One thread hears them all; each dreamer has one more that writes, because a pipe to a hung process blocks.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from typing import Any

import numpy as np

from engine.dream import worker
from engine.dream.intake import Intake
from engine.dream.messages import Failed, Free, Launch, Loading, Made, Quit, Ready, Report, Wish
from engine.dream.slots import Slots
from engine.frames import Keyframe

SLOTS = 6
PICTURE_BYTES = 1536 * 1024 * 3  # the largest keyframe unless the launch names a larger size
TAKEN = 256  # keyframes that wait to be taken; older ones are dropped
TICK = 0.1  # seconds between looks at the clock when nothing is heard
WISH_PACE = 0.1  # seconds between two wishes of one path: pickling one costs half a millisecond
BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds before the next try
STEADY = 60.0  # seconds of dreaming after which the next failure counts as the first again
SILENCE = 20.0  # seconds without a word, or this many times the usual keyframe time, after which a dreamer hangs
SILENCE_KEYFRAMES = 10.0
SILENCE_LOADING = 300.0  # also until the first keyframe, which may be the first use of a slow device
SHRINK, SMALLEST = 0.75, 0.4  # of the keyframe's sides when memory runs out again
ASK_AGAIN = 2.0  # seconds that a swapped-in model waits for a leg of its own before it takes any


@dataclass(frozen=True)
class Status:
    """How dreaming goes; replaced, never changed.

    state: starting, loading, dreaming, restarting or failed. doing: a line about it. error: the newest, or "".
    rate: keyframes per second. about: what the model says of itself, as in Ready. generation: how many models have
    come up; when it grows, another model waits to take over and wants a new leg laid. swapping: what the next model
    is doing, or "". launch: what dreams, or is about to. refused: the model swapped to last, if it could not be had.
    """

    state: str = "starting"
    doing: str = ""
    error: str = ""
    rate: float = 0.0
    rss_mb: float = 0.0
    gpu_mb: float = 0.0
    width: int = 0
    height: int = 0
    about: dict[str, Any] = field(default_factory=dict)
    generation: int = 0
    swapping: str = ""
    restarts: int = 0
    live: dict[str, float] = field(default_factory=dict)
    launch: Launch = field(default_factory=Launch)
    refused: Launch | None = None


class Supervisor:
    """Keeps a dreamer dreaming. `wish`, `take`, `swap` and `status` may be called from any thread and never block.

    launch: what to start with. report: hears a line about everything that goes wrong, from the supervisor's thread.
    `intake` is where the dreamers find the live input.
    """

    def __init__(self, launch: Launch, report: Callable[[str], None], silence: float = SILENCE):
        self._launch, self._report, self._silence = launch, report, silence
        self._context = multiprocessing.get_context("spawn")
        self.intake = Intake(self._context)
        self._lock = threading.Lock()
        self._wish: Wish | None = None
        self._keyframes: deque[Keyframe] = deque(maxlen=TAKEN)
        self._swap: Launch | None = None
        self._current: _Child | None = None
        self._next: _Child | None = None
        self._failures = 0
        self._retry_at = 0.0
        self._memory_short = False
        self.status = Status(launch=launch)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, args=(self._stop,), name="dream supervisor")

    def __enter__(self) -> Supervisor:
        self._current = _Child(self._context, self.intake, self._launch, self._choose)
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join()

    def wish(self, wish: Wish) -> None:
        """Say what is wanted now; the newest wish counts."""
        self._wish = wish
        for child in (self._current, self._next):
            if child is not None:
                child.wake.set()

    @property
    def away(self) -> bool:
        """Whether nothing is dreamed for now: the dreamer has ended, and no other is up yet."""
        return self.status.state in ("restarting", "failed")

    def take(self) -> list[Keyframe]:
        """The keyframes that came since the last call."""
        taken = []
        with contextlib.suppress(IndexError):
            while True:
                taken.append(self._keyframes.popleft())
        return taken

    def swap(self, launch: Launch) -> None:
        """Warm another model while this one dreams on, and change over when its first keyframe is there.

        Back to what dreams, nothing is warmed: it dreams on, and the other is given up.
        """
        with self._lock:
            self._swap = launch

    def run(self, stop: threading.Event) -> None:
        """The thread: hear the dreamers, watch the clock, until stopped."""
        try:
            while not stop.is_set():
                children = {child.connection: child for child in (self._current, self._next) if child is not None}
                if children:
                    for connection in wait(list(children), TICK):
                        speaker = children[connection]  # type: ignore[index]
                        if speaker in (self._current, self._next):  # the one before may have replaced it
                            self._hear(speaker)
                else:
                    stop.wait(TICK)
                self._look_after(time.perf_counter())
        except Exception as error:
            self._give_up(f"the supervisor of the dreamer failed: {type(error).__name__}: {error}")
            raise
        finally:
            for child in (self._current, self._next):
                if child is not None:
                    child.close()
            self._current = self._next = None

    # the thread's own ------------------------------------------------------------------------------------------

    def _hear(self, child: _Child) -> None:
        try:
            message = child.connection.recv()
        except (EOFError, OSError):
            self._lost(child, "the dreamer ended unexpectedly", memory=False)
            return
        except Exception as error:  # half a message, from a process that was killed while it wrote
            self._lost(child, f"the dreamer was not understood ({type(error).__name__})", memory=False)
            return
        child.heard = time.perf_counter()
        if isinstance(message, Made):
            self._made(child, message)
        elif isinstance(message, Report):
            self._reported(child, message)
        elif isinstance(message, Loading):
            self._loading(child, message.text)
        elif isinstance(message, Ready):
            self._ready(child, message)
        elif isinstance(message, Failed):
            self._lost(child, message.text, message.memory, told=True)

    def _made(self, child: _Child, made: Made) -> None:
        assert child.ready is not None
        picture: np.ndarray = child.slots.picture(made.slot, child.ready.width, child.ready.height).copy()
        child.free(made.slot)
        child.made += 1
        self._keyframes.append(Keyframe(made.leg, made.position, picture, time.perf_counter(), child.pid))
        if child is self._next:
            self._change_over(child)
        self._tell(state="dreaming", doing="")

    def _reported(self, child: _Child, report: Report) -> None:
        for text in report.errors:
            self._complain(text)
        child.cost = report.cost
        if child is self._current:
            self._tell(rate=report.rate, rss_mb=report.rss_mb, gpu_mb=report.gpu_mb, live=report.live)

    def _loading(self, child: _Child, text: str) -> None:
        if child is self._next:
            self._tell(swapping=text)
        elif self.status.state != "restarting":
            self._tell(state="loading", doing=text)
        else:
            self._tell(doing=text)

    def _ready(self, child: _Child, ready: Ready) -> None:
        child.ready, child.ready_at = ready, child.heard
        wish = self._wish
        child.newer_than = max((leg.id for leg in wish.path.legs), default=0) if wish else 0
        if child is self._next:
            self._tell(generation=self.status.generation + 1, swapping="waiting for its first keyframe")
        else:
            self._tell(
                state="dreaming",
                doing="",
                about=ready.about,
                width=ready.width,
                height=ready.height,
                generation=self.status.generation or 1,
            )
        child.wake.set()

    def _change_over(self, child: _Child) -> None:
        assert child.ready is not None
        old, self._current, self._next = self._current, child, None
        self._failures, self._memory_short = 0, False
        self._launch = child.launch
        ready = child.ready
        self._tell(
            state="dreaming",
            doing="",
            swapping="",
            about=ready.about,
            width=ready.width,
            height=ready.height,
            launch=child.launch,
        )
        child.wake.set()
        if old is not None:
            old.close()

    def _lost(self, child: _Child, text: str, memory: bool, told: bool = False) -> None:
        """A dreamer ended, or can't go on. told: it said so itself."""
        child.close()
        if child is self._next:
            self._next = None
            self._tell(swapping="", refused=child.launch)
            keeps = "; the model that dreams goes on" if self._current is not None else ""
            self._complain(f"{child.launch.model}: {text}{keeps}")
            return
        self._current = None
        was_up = child.ready is not None
        if was_up and child.heard - child.ready_at > STEADY:
            self._failures = 0
        if memory:
            launch = self._launch
            smaller = max(launch.shrink * SHRINK, SMALLEST)
            if self._memory_short and smaller < launch.shrink:
                self._launch = replace(launch, shrink=smaller)
                text += f"; goes on at {smaller:.0%} of the keyframe size"
            elif self._memory_short and not was_up:
                self._give_up(text)
                return
            self._memory_short = True
        elif told and not was_up and self.status.generation == 0:
            self._give_up(text)
            return
        pause = BACK_OFF[min(self._failures, len(BACK_OFF) - 1)]
        self._failures += 1
        self._retry_at = time.perf_counter() + pause
        self._launch = replace(self._launch, compile=False)  # which is up sooner
        self._complain(f"{text}; a new one starts" if not memory else text)
        restarts = self.status.restarts + 1
        self._tell(state="restarting", doing="", rate=0.0, rss_mb=0.0, restarts=restarts, launch=self._launch)

    def _give_up(self, text: str) -> None:
        """Trying again would not help; another model may still be swapped in."""
        self._retry_at = float("inf")
        self._complain(text)
        self._tell(state="failed", doing="", rate=0.0)

    def _look_after(self, now: float) -> None:
        with self._lock:
            launch, self._swap = self._swap, None
        if launch is not None:
            if self._next is not None:
                self._next.close()
            back = self._current is not None and self._current.launch.asked == launch
            self._next = None if back else self._start(launch)
            self._tell(
                swapping=f"starting {launch.model}" if self._next else "",
                refused=None if self._next or back else launch,
            )
        for child in (self._current, self._next):
            if child is not None and now - child.heard > child.patience(self._silence):
                child.kill()
                self._lost(child, f"the dreamer was silent for {now - child.heard:.0f} s", memory=False)
        if self._current is None and now >= self._retry_at and not (self._next and self._next.ready):
            self._current = self._start(self._launch)
            self._retry_at = float("inf") if self._current else now + BACK_OFF[-1]

    def _start(self, launch: Launch) -> _Child | None:
        try:
            return _Child(self._context, self.intake, launch, self._choose)
        except OSError as error:
            self._complain(f"no dreamer can be started: {error}")
            return None

    def _choose(self, child: _Child) -> Wish | None:
        """The wish for a dreamer: while two share the path, the newer one takes the leg that was laid for it."""
        wish, newcomer = self._wish, self._next
        if wish is not None and wish.live is not None and child.ready is not None:
            return wish  # both dream the same stream
        if wish is None or child.ready is None or newcomer is None or newcomer.ready is None:
            return wish if child.ready is not None else None
        own = [leg for leg in wish.path.legs if leg.id > newcomer.newer_than]
        if not own:
            if child is not newcomer:
                return wish
            late = self._current is None or time.perf_counter() - newcomer.ready_at > ASK_AGAIN
            return replace(wish, held=frozenset()) if late else None
        low = min(leg.low for leg in own)
        high = max(leg.high for leg in own)
        if child is newcomer:
            return replace(wish, reach=(low, high), held=frozenset())
        backwards = wish.velocity < 0
        return replace(wish, reach=(high, float("inf")) if backwards else (float("-inf"), low))

    def _complain(self, text: str) -> None:
        self._tell(error=text)
        self._report(text)

    def _tell(self, **news: Any) -> None:
        self.status = replace(self.status, **news)


class _Child:
    """One dreamer process with its pipe, its slots and the thread that writes to it."""

    def __init__(self, context: Any, intake: Intake, launch: Launch, choose: Callable[[_Child], Wish | None]):
        self.launch = launch
        self.ready: Ready | None = None
        self.newer_than = 0  # legs with larger ids were laid since it became ready
        self.heard = self.ready_at = time.perf_counter()
        self.made = 0  # keyframes
        self.cost = 0.0  # seconds that a keyframe takes
        self.wake = threading.Event()
        self._choose = choose
        self._closing = False
        self._freed: deque[int] = deque()
        self.slots = Slots(context, SLOTS, max(PICTURE_BYTES, launch.width * launch.height * 3))
        self.connection, theirs = context.Pipe()
        self.process = context.Process(
            target=worker.run, args=(theirs, self.slots, intake, launch), name="dreamer", daemon=True
        )
        try:
            with _deaf():
                self.process.start()
        except OSError:
            self.connection.close()
            raise
        finally:
            theirs.close()
        self.pid = self.process.pid or 0
        self._writer = threading.Thread(target=self._write, args=(self.connection,), name="dream writer")
        self._writer.start()

    def free(self, slot: int) -> None:
        self._freed.append(slot)
        self.wake.set()

    def patience(self, silence: float) -> float:
        """Seconds of silence after which this dreamer hangs."""
        if self.ready is None or self.made == 0:
            return max(SILENCE_LOADING, silence)
        return max(silence, SILENCE_KEYFRAMES * self.cost)

    def kill(self) -> None:
        self.process.kill()

    def close(self) -> None:
        """End the process within two seconds, whatever it does, and give everything back. Closing twice is fine."""
        if self._closing:
            return
        self._closing = True
        self.wake.set()
        for end, patience in ((None, 1.0), (self.process.terminate, 0.3), (self.process.kill, 5.0)):
            if end is not None:
                end()
            self.process.join(patience)
            if self.process.exitcode is not None:
                break
        self._writer.join()
        self.connection.close()
        self.process.close()

    def _write(self, connection: Connection) -> None:
        """The writing thread: freed slots and the newest wish, until closing or the process is gone."""
        sent, sent_at, pause = None, 0.0, ASK_AGAIN
        with contextlib.suppress(OSError, ValueError):
            while not self._closing:
                self.wake.wait(pause)
                self.wake.clear()
                while self._freed:
                    connection.send(Free(self._freed.popleft()))
                wish, now, pause = self._choose(self), time.perf_counter(), ASK_AGAIN
                if wish is None or wish == sent:
                    continue
                alike = sent is not None and wish.path is sent.path and wish.live == sent.live
                if alike and now - sent_at < WISH_PACE:
                    pause = sent_at + WISH_PACE - now  # it only moved on; what changed goes at once
                    continue
                connection.send(wish)
                sent, sent_at = wish, now
            connection.send(Quit())


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Processes that are started here never hear Ctrl-C, not even while Python starts: the stage ends them in order."""
    if os.name != "posix":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would unblock the signal as it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
