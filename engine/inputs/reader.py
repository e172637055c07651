"""One thread for one source: it opens it, keeps its newest picture, and opens it again when it is gone."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.errors import one_line
from engine.inputs.fit import fit
from engine.inputs.names import Open
from engine.inputs.source import InputEnded, InputError, Size, Source

BACK_OFF = (0.5, 1.0, 2.0, 4.0, 5.0)  # seconds before the next try to open
STALLED = 3.0  # seconds without a picture after which a source that should move counts as stalled
OPENING = 15.0  # seconds in which a source opens, or counts as stuck
CLOSE = 1.0  # seconds that close() takes at most
WAIT = 0.1  # seconds that a read waits for a picture
MEASURED = 2.0  # seconds of pictures that the rate is counted from


@dataclass(frozen=True)
class Status:
    """state: waiting (not open, or nothing comes), open, failed (given up) or closed; text: the device or the error.

    size: pixels of what the source gives, (width, height), before it is fitted. frames: pictures so far.
    """

    state: str
    text: str
    frames: int
    fps: float
    size: Size


@dataclass(frozen=True)
class Taken:
    """A picture, (h, w, 3) uint8 RGB of the size asked for; time: perf_counter seconds at which it was taken.

    opening: counts how often the source was opened.
    """

    picture: np.ndarray
    time: float
    opening: int


class Reader:
    """Reads one source on a thread of its own, from construction to `close()`.

    open: called on that thread; gives an open Source or raises. size: what to fit pictures to now. arrived: set when
    there is a new picture. report: called with one line whenever the state changes, from whichever thread noticed.

    The thread is a daemon for the same one case as an output's: a driver's call that never returns.
    """

    def __init__(
        self,
        name: str,
        open: Open,
        size: Callable[[], Size],
        arrived: threading.Event,
        report: Callable[[str], None],
    ):
        self.name = name
        self.newest: Taken | None = None
        self._open, self._size, self._arrived, self._report = open, size, arrived, report
        self._state, self._text = "waiting", "opening"
        self._frames = self._openings = 0
        self._times: deque[float] = deque(maxlen=200)
        self._given: Size = (0, 0)
        self._still = False
        self._alive_at = time.perf_counter()  # of the newest picture, or of the last try to open
        self._opened = False
        self._stop = threading.Event()
        self._deadline = 0.0
        self._thread = threading.Thread(target=self.run, args=(self._stop,), name=f"input {name}", daemon=True)
        self._thread.start()

    @property
    def status(self) -> Status:
        now = time.perf_counter()
        recent = [moment for moment in list(self._times) if now - moment < MEASURED]
        return Status(self._state, self._text, self._frames, round(len(recent) / MEASURED, 1), self._given)

    def look(self, now: float) -> None:
        """Notice a driver that hangs and a camera that has stalled; asked now and then from another thread."""
        silent = now - self._alive_at
        if self._opened and not self._still and silent > STALLED and self._state == "open":
            self._note("waiting", f"no picture for {STALLED:.0f} s, the last one is held")
        elif not self._opened and silent > OPENING and self._text == "opening":
            self._note("waiting", f"does not open: its driver has not answered for {OPENING:.0f} s")

    def stop(self) -> None:
        """Ask it to end, without waiting."""
        if not self._stop.is_set():
            self._deadline = time.perf_counter() + CLOSE
        self._stop.set()

    def close(self) -> None:
        """End it, within a second after `stop` even where the device hangs."""
        self.stop()
        self._thread.join(max(0.01, self._deadline - time.perf_counter()))
        if self._thread.is_alive():
            self._note("failed", "still closing, and left to end by itself")

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def run(self, stop: threading.Event) -> None:
        failures = 0
        while not stop.is_set():
            before = self._frames
            try:
                self._serve(stop)
                trouble = ""
            except InputEnded as error:
                return self._note("failed", str(error))
            except InputError as error:
                trouble = str(error)
            except Exception as error:  # whatever else a driver raises is this input's trouble alone
                trouble = f"{type(error).__name__}: {one_line(error):.200}"
            if stop.is_set():
                break
            self._note("waiting", trouble)
            if self._frames > before:
                failures = 0
            stop.wait(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
            failures += 1
        self._state = "closed"  # on purpose, so no news
        return None

    def _serve(self, stop: threading.Event) -> None:
        """Open the source and read it until it raises or the reader stops."""
        self._alive_at = time.perf_counter()
        source = self._open()
        try:
            self._opened, self._alive_at = True, time.perf_counter()
            self._openings += 1
            while not stop.is_set():
                self._read_one(source)
        finally:
            self._opened = False
            with contextlib.suppress(Exception):  # what ended it is what is told
                source.close()

    def _read_one(self, source: Source) -> None:
        size = self._size()
        picture = source.read(size, WAIT)
        self._still = source.still
        if picture is None:
            return
        now = time.perf_counter()
        self._given = (picture.shape[1], picture.shape[0])
        self.newest = Taken(fit(picture, size, source.layout), now, self._openings)
        self._alive_at = now
        self._times.append(now)
        self._frames += 1
        self._arrived.set()
        self._note("open", source.description)

    def _note(self, state: str, text: str) -> None:
        """Keep the state, and report it if it is news."""
        if (state, text) != (self._state, self._text):
            self._state, self._text = state, text
            self._report(f"input {self.name}: {text}")
