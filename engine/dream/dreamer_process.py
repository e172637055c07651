"""A dreamer as the stage has it: a process of its own, its pipe, its slots and the thread that writes to it."""

from __future__ import annotations

import contextlib
import math
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from engine.dream import worker
from engine.dream.protocol import Free, Launch, Quit, Ready, Wish
from engine.dream.shared_memory import FrameRing, SharedInput

SLOTS = 6  # pictures that a dreamer may have made and the stage not taken
PICTURE_BYTES = 1536 * 1024 * 3  # the largest keyframe unless the launch names a larger size
WISH_PACE = 0.1  # seconds between two wishes of one path: pickling one costs half a millisecond
SILENCE_KEYFRAMES = 10.0  # times the usual keyframe time, after which a dreamer hangs
SILENCE_LOADING = 300.0  # seconds; also until the first keyframe, which may be the first use of a slow device
ASK_AGAIN = 2.0  # seconds that a swapped-in model waits for a leg of its own before it takes any


class DreamerHandle:
    """One dreamer: what it has said, and how to reach it. connection: where `recv` gives its messages."""

    connection: Any
    slots: Any  # `picture(slot, width, height)` is what it has put there
    pid: int

    def __init__(self, launch: Launch, now: float):
        self.launch = launch
        self.ready: Ready | None = None
        self.edition = 0  # of the models that the show has asked for, counted up
        self.heard = self.ready_at = now
        self.took_over_at = -math.inf  # from another model
        self.made = 0  # keyframes,
        self.last: tuple[int, float] | None = None  # and the leg and position of the last
        self.cost = 0.0  # seconds that a keyframe takes
        self.wake = threading.Event()

    def patience(self, silence: float) -> float:
        """Seconds of silence after which this dreamer hangs."""
        if self.ready is None or self.made == 0:
            return max(SILENCE_LOADING, silence)
        return max(silence, SILENCE_KEYFRAMES * self.cost)

    def free(self, slot: int) -> None:
        """The picture has been copied out of this slot."""
        raise NotImplementedError

    def kill(self) -> None:
        """End it at once."""
        raise NotImplementedError

    def close(self) -> None:
        """End it in good order and give everything back. Closing twice is fine."""
        raise NotImplementedError


Choose = Callable[[DreamerHandle], Wish | None]
Begin = Callable[[Launch, Choose], DreamerHandle]  # raises OSError where there is no beginning


def _slot_bytes(launch: Launch) -> int:
    """What a keyframe takes at most: a model's own, the size that was asked for, or detail up to the output's."""
    width, height = launch.keyframe_size or (launch.most if launch.keyframes == "auto" else (0, 0))
    return max(PICTURE_BYTES, launch.width * launch.height * 3, width * height * 3 // 2)


class DreamerProcess(DreamerHandle):
    """A dreamer in a process of its own, with its pipe, its slots and the thread that writes to it.

    main: what that process does, as worker.py has it.
    """

    def __init__(
        self,
        context: Any,
        shared_input: SharedInput,
        shared_view: SharedInput,
        launch: Launch,
        choose: Choose,
        main: Callable[..., None] = worker.run,
    ):
        super().__init__(launch, time.perf_counter())
        self._choose = choose
        self._closing = False
        self._freed: deque[int] = deque()
        self.slots = FrameRing(SLOTS, _slot_bytes(launch))
        self.connection, theirs = context.Pipe()
        self.process = context.Process(
            target=main, args=(theirs, self.slots, shared_input, shared_view, launch), name="dreamer", daemon=True
        )
        try:
            with deaf():
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

    def kill(self) -> None:
        self.process.kill()

    def close(self) -> None:
        """End the process within seconds, whatever it does, and give everything back. Closing twice is fine.

        One that can't be ended, stuck in a driver or short of a busy machine's time, is left to end by itself.
        """
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
        self._writer.join(1.0)
        if self.process.exitcode is not None and not self._writer.is_alive():
            self.connection.close()
            self.process.close()

    def _write(self, connection: Connection) -> None:
        """The writing thread: freed slots and the newest wish, until closing or the process is gone."""
        pace, pause = Pace(), ASK_AGAIN
        with contextlib.suppress(OSError, ValueError):
            while not self._closing:
                self.wake.wait(pause)
                self.wake.clear()
                while self._freed:
                    connection.send(Free(self._freed.popleft()))
                wish, pause = pace.next(self._choose(self), time.perf_counter())
                if wish is not None:
                    connection.send(wish)
            connection.send(Quit())


class Pace:
    """Which wishes are sent, and when: one that only moved on can wait, what changed goes at once."""

    def __init__(self) -> None:
        self._sent: Wish | None = None
        self._sent_at = 0.0

    def next(self, wish: Wish | None, now: float) -> tuple[Wish | None, float]:
        """The wish, where it is to be sent now, and the seconds after which to ask again."""
        sent = self._sent
        if wish is None or wish == sent:
            return None, ASK_AGAIN
        alike = sent and sent.path is wish.path and (sent.live, sent.flight_number) == (wish.live, wish.flight_number)
        if alike and now - self._sent_at < WISH_PACE:
            return None, self._sent_at + WISH_PACE - now
        self._sent, self._sent_at = wish, now
        return wish, ASK_AGAIN


@contextlib.contextmanager
def deaf() -> Iterator[None]:
    """Processes that are started here never hear Ctrl-C, not even while Python starts: the stage ends them in order."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        kernel.SetConsoleCtrlHandler(None, True)  # which is inherited
        try:
            yield
        finally:
            kernel.SetConsoleCtrlHandler(None, False)
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it would unblock the signal as it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
