"""Tempo from Ableton Link: what other programs on the network play to. Needs aalink, and an asyncio loop of its own."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable
from typing import Any

from engine.packages import needed
from engine.tempo.quantize import BAR, Grid

EVERY = 0.02  # seconds between two looks at the session
SURE = 0.0005  # seconds that reading the beat may take for its moment to be known well enough
RETRY = 5.0  # seconds before it is tried again
START = 2.0  # seconds that it gets to come up


class LinkError(RuntimeError):
    """Link can't be joined; its text is one line for the performer."""


class Link:
    """A member of the Link session while its context lasts. Raises LinkError. Any thread may call its methods.

    Which tempo wins when sessions meet is Link's own affair.
    """

    def __init__(self, bpm: float):
        with needed("aalink", LinkError):
            from aalink import Link as Session
        self.peers = 0
        self._lock = threading.Lock()
        self._wanted: float | None = None
        self._grid: Grid | None = None
        self._error = ""
        self._stop, self._up = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(Session, bpm), name="link")
        self._thread.start()
        self._up.wait(START)
        if self._grid is None:
            self.close()
            raise LinkError(f"Ableton Link does not start{self._error and ': '}{self._error}")

    def __enter__(self) -> Link:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(START)

    def grid(self, now: float) -> Grid | None:
        """The session's grid; None when it has ended."""
        return self._grid if self._thread.is_alive() else None

    def set(self, bpm: float) -> None:
        """Ask the whole session for another tempo; the grid has it at once."""
        with self._lock:
            self._wanted = bpm
            if self._grid is not None:
                self._grid = self._grid.from_now(time.perf_counter(), bpm)

    def _run(self, session: Any, bpm: float) -> None:
        try:
            asyncio.run(self._follow(session, bpm))
        except Exception as error:
            self._error = f"{type(error).__name__}: {error}"
        finally:
            self._up.set()

    async def _follow(self, session: Any, bpm: float) -> None:
        link = session(bpm)
        link.quantum = BAR
        link.enabled = True
        try:
            while not self._stop.is_set():
                with self._lock:
                    if self._wanted is not None:
                        link.tempo, self._wanted = self._wanted, None
                    self._grid, self.peers = _read(link), link.num_peers
                self._up.set()
                await asyncio.sleep(EVERY)
        finally:
            link.enabled = False


def _read(link: Any) -> Grid:
    """The session as a grid; read again when the thread was interrupted between the beat and its moment."""
    for _ in range(4):
        begun = time.perf_counter()
        beat = link.beat
        ended = time.perf_counter()
        if ended - begun < SURE:
            break
    return Grid(link.tempo, beat, (begun + ended) / 2)


class LinkSession:
    """The session, joined when its beat is asked for, and again when it has ended. report: takes a line of trouble."""

    def __init__(self, report: Callable[[str], None]):
        self._report = report
        self._link: Link | None = None
        self._again_at = -math.inf  # when it may be joined

    @property
    def joined(self) -> bool:
        return self._link is not None

    @property
    def peers(self) -> int:
        return self._link.peers if self._link else 0

    def set(self, bpm: float) -> None:
        """Set the tempo of the session, where it is joined."""
        if self._link:
            self._link.set(bpm)

    def grid(self, bpm: float, now: float) -> Grid | None:
        """The session's grid at a moment, joined first where it is not; None where there is none. bpm: ours."""
        if self._link is None and now >= self._again_at:
            try:
                self._link = Link(bpm)
            except LinkError as error:
                self._again_at = math.inf  # until it is chosen again
                self._report(str(error))
        if self._link is None:
            return None
        grid = self._link.grid(now)
        if grid is None:
            self.leave()
            self._again_at = now + RETRY
            self._report("Ableton Link has ended; it is joined again")
        return grid

    def leave(self) -> None:
        """Leave the session; it may be joined again."""
        if self._link:
            self._link.close()
        self._link, self._again_at = None, -math.inf
