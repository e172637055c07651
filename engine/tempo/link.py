"""Tempo from Ableton Link: what other programs on the network play to. Needs aalink, and an asyncio loop of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

from engine.tempo.grid import BAR, Grid

EVERY = 0.02  # seconds between two looks at the session
SURE = 0.0005  # seconds that reading the beat may take for its moment to be known well enough
START = 2.0  # seconds that it gets to come up
MISSING = "Ableton Link is not here: pip install 'reverie-engine[link]'"


class LinkError(RuntimeError):
    """Link can't be joined; its text is one line for the performer."""


class Link:
    """A member of the Link session while its context lasts. Raises LinkError. Any thread may call its methods.

    Which tempo wins when sessions meet is Link's own affair.
    """

    def __init__(self, bpm: float):
        try:
            from aalink import Link as Session
        except ImportError as error:
            raise LinkError(MISSING if isinstance(error, ModuleNotFoundError) else f"{MISSING} ({error})") from None
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
        self._thread.join()

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
