"""The dreamer's end of the pipe: what the stage says, heard in a thread of its own, and what it says to the stage."""

from __future__ import annotations

import os
import queue
import threading
import time
import traceback
from collections import deque
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

import psutil

from engine.dream.protocol import Free, Loading, Made, Progress, Quit, Wish
from engine.dream.shared_memory import FrameRing

if TYPE_CHECKING:
    import torch

LOOK = 0.2  # seconds between looks at whether the process should end


class Inbox:
    """Hears the stage from a thread of its own, so that no wish waits in the pipe. Ends the process when told to.

    When the pipe closes, the stage has gone: there is nobody to work for, whatever is going on.
    """

    def __init__(self, connection: Connection, slots: FrameRing):
        self._connection = connection
        self._stop = threading.Event()
        self._news = threading.Event()
        self._wish: Wish | None = None
        self.free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(slots.count):
            self.free.put(slot)
        self._thread = threading.Thread(target=self._listen, name="inbox")

    def __enter__(self) -> Inbox:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join(10 * LOOK)

    @property
    def wish(self) -> Wish | None:
        return self._wish

    def wait(self, seconds: float) -> None:
        """Until a wish or a free slot comes, or the time is over."""
        self._news.wait(seconds)
        self._news.clear()

    def _listen(self) -> None:
        try:
            while not self._stop.is_set():
                if self._connection.poll(LOOK):
                    message = self._connection.recv()
                    if isinstance(message, Quit):
                        break
                    if isinstance(message, Free):
                        self.free.put(message.slot)
                    elif isinstance(message, Wish):
                        self._wish = message
                    self._news.set()
        except (EOFError, OSError):
            pass
        if not self._stop.is_set():
            os._exit(0)  # at once: an orderly end could wait for a long computation


REPORT_EVERY = 1.0  # seconds
WINDOW = 3.0  # seconds that the rate is taken over
MOST_TRACES = 3


class Rate:
    """How many there are a second, over the last WINDOW seconds. One thread counts, another may read."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque()

    def count(self) -> None:
        self._moments.append(time.perf_counter())

    @property
    def per_second(self) -> float:
        since = time.perf_counter() - WINDOW
        while self._moments and self._moments[0] < since:
            self._moments.popleft()
        return len(self._moments) / WINDOW


class Reporter:
    """Any thread may `send` what was made; all else is of the dreamer's own thread. Raises OSError without a stage.

    left_out: of what makes a device quick, what is not used any more; as in Launch.
    """

    def __init__(self, connection: Connection, device: torch.device, left_out: tuple[str, ...] = ()):
        self.left_out = left_out
        self._connection, self._device = connection, device
        self._line = threading.Lock()  # on the connection
        self._process = psutil.Process()
        self._made = Rate()
        self._errors: list[str] = []
        self._traces: deque[str] = deque(maxlen=MOST_TRACES)
        self._told: set[str] = set()
        self._reported = 0.0

    def send(self, made: Made) -> None:
        """Say that a keyframe has been made."""
        with self._line:
            self._connection.send(made)
        self._made.count()

    def say(self, text: str) -> None:
        """Tell at once what is being done."""
        with self._line:
            self._connection.send(Loading(text))

    def note(self, *texts: str) -> None:
        """Have lines told with the next report."""
        self._errors += texts

    def tell(self, text: str) -> None:
        """Report a fault, once."""
        if text not in self._told:
            self._told.add(text)
            self._errors.append(text)

    def trace(self) -> None:
        """Have the traceback of the exception that is being handled told with the next report, for the log."""
        self._traces.append(traceback.format_exc())

    @property
    def due(self) -> bool:
        return time.perf_counter() - self._reported >= REPORT_EVERY

    def report(self, cost: float, live: dict[str, float], skipped: tuple[tuple[int, float], ...]) -> None:
        """Say how it goes; see Progress."""
        self._reported = time.perf_counter()
        rss = self._process.memory_info().rss / 2**20
        kind = self._device.type
        backend = getattr(import_module("torch"), kind, None) if kind in ("cuda", "xpu") else None
        gpu = backend.memory_reserved(self._device) / 2**20 if backend else 0.0
        errors, self._errors = tuple(self._errors), []
        traces = tuple(self._traces)
        self._traces.clear()
        with self._line:
            self._connection.send(
                Progress(self._made.per_second, cost, rss, gpu, errors, live, skipped, traces, self.left_out)
            )
