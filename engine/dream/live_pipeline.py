"""The threads beside a live stream: one makes inputs ready before the network, one takes pictures away behind it.

The newest input wins: one that was made ready and not taken is dropped for the next. Nothing queues up behind either,
since the network waits while a picture does.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable

import numpy as np

from engine.dream.live_stream import Dreamed, LiveStream, Prepared
from engine.dream.protocol import LiveWish
from engine.dream.shared_memory import InputFrame, SharedInput

LOOK = 0.002  # seconds between looks for a new input
BEHIND = 1  # pictures that wait to be taken away, beside the one in hand, at which the network waits
PATIENCE = 5.0  # seconds for a thread to end


class LivePipeline:
    """A running stream, until `stop`. Call `tick` from the thread that the network belongs to.

    newest: gives an input that it has not given before, or None. show: takes a picture, its input's time and its
    variant (see `Made`). Each is called in a thread of its own, and what it raises, `tick` raises.
    """

    def __init__(
        self,
        live: LiveStream,
        stream: LiveWish,
        newest: Callable[[], InputFrame | None],
        show: Callable[[float, np.ndarray, int], None],
    ):
        self._live, self._stream, self._newest, self._show = live, stream, newest, show
        self._ready: queue.Queue[Prepared] = queue.Queue(1)
        self._done: queue.SimpleQueue[Dreamed | None] = queue.SimpleQueue()
        self._fault: Exception | None = None
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._before, name="before the stream", daemon=True),
            threading.Thread(target=self._behind, name="behind the stream", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads. Pictures that are done are still shown."""
        self._over.set()
        self._done.put(None)
        for thread in self._threads:
            thread.join(PATIENCE)

    def tick(self, stream: LiveWish, wait: float) -> float | None:
        """Dream the newest input; returns the seconds that it took.

        None if no input has come within `wait` seconds, or too much is behind.
        """
        if fault := self._fault:
            self._fault = None
            raise fault
        self._stream = stream
        if self._done.qsize() >= BEHIND:
            self._over.wait(LOOK)
            return None
        try:
            prepared = self._ready.get(timeout=wait)
        except queue.Empty:
            return None
        began = time.perf_counter()
        for one in self._live.advance(prepared, stream):
            self._done.put(one)
        return time.perf_counter() - began

    def _before(self) -> None:
        while not self._over.is_set():
            try:
                taken = self._newest()
                if taken is None:
                    self._over.wait(LOOK)
                    continue
                prepared = self._live.prepare(taken, self._stream.live)
            except Exception as error:
                self._fault = error  # one at a time: they come in bursts
                self._over.wait(LOOK)
                continue
            with contextlib.suppress(queue.Empty):
                self._ready.get_nowait()
            self._ready.put(prepared)

    def _behind(self) -> None:
        while (one := self._done.get()) is not None:
            try:
                shown = self._live.finish(one)
                if shown is not None:
                    self._show(one.time, shown, one.variant)
            except Exception as error:
                self._fault = error


class LiveSession:
    """The live stream of a model, as long as one is wished for. cost: seconds that the network took for the last input.

    send: takes a picture, its input's time and its variant, in a thread of its own.
    """

    def __init__(self, stream: LiveStream, inputs: SharedInput, send: Callable[[float, np.ndarray, int], None]):
        self.stream, self.cost = stream, 0.0
        self._inputs, self._send = inputs, send
        self._pipeline: LivePipeline | None = None
        self._seen = 0  # the number of the newest input that was taken

    @property
    def running(self) -> bool:
        return self._pipeline is not None

    def tick(self, wish: LiveWish, wait: float) -> list[str]:
        """Dream the newest input, if one comes within `wait` seconds; returns lines that the performer should read."""
        if self._pipeline is None:
            self._pipeline = LivePipeline(self.stream, wish, self._newest, self._send)
        self.cost = self._pipeline.tick(wish, wait) or self.cost
        return [self.stream.errors.popleft() for _ in range(len(self.stream.errors))]

    def end(self) -> None:
        """Leave the stream, if there is one."""
        if self._pipeline is not None:
            self._pipeline.stop()
            self._pipeline = None
            self.stream.start_over()

    def _newest(self) -> InputFrame | None:
        taken = self._inputs.newest(self._seen)
        self._seen = taken.number if taken else self._seen
        return taken
