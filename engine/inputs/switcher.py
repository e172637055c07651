"""Which source is dreamed: switched live with a dissolve, held when it vanishes, published for any dreamer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine.dream.intake import LARGEST
from engine.inputs.fit import fit
from engine.inputs.names import Named, parse, usual
from engine.inputs.reader import Reader
from engine.inputs.source import Size
from engine.parameters import BadValue, State

USUAL = (512, 288)  # pixels, until a dreamer says what it makes
FASTEST = 1 / 60  # seconds between two pictures that are published, at least
HELD = 0.5  # seconds without a new picture, after which the last one is published again
STEADY = 1 / 30  # seconds between publications of a picture that is held
DISSOLVE = 0.5  # seconds
GRACE = 3.0  # seconds that a source stays open when nobody dreams it any more
LOOK = 0.1  # seconds between looks at what is wanted

Put = Callable[[np.ndarray, float], None]


class Switcher:
    """Publishes the newest picture of the source that is wanted, in `run(stop)`, while `/dream/method` is live.

    state: what is set. size: of the pictures that are dreamed, (0, 0) while nobody knows. put: takes a picture,
    (h, w, 3) uint8 RGB, and the perf_counter time at which it was taken, which always grows. given: what --input
    says. media: the folder that names from outside mean. report: hears a line about every change.
    """

    def __init__(
        self,
        state: Callable[[], State],
        size: Callable[[], Size],
        put: Put,
        given: str,
        media: Path,
        report: Callable[[str], None],
    ):
        self._state, self._asked_size, self._put = state, size, put
        self.given, self.media, self._report = given, media, report
        if given:
            parse(given, media, given)
        self._arrived = threading.Event()
        self._reader: Reader | None = None  # whose pictures are published
        self._next: Reader | None = None  # which has not given one yet
        self._ending: list[Reader] = []
        self._wanted: str | None = None
        self._device: tuple[str, str] = ("", "")
        self._wanted_until = 0.0
        self._published: np.ndarray | None = None
        self._published_at = self._fresh_at = self._time = 0.0
        self._shown: object = None  # the picture that was published last, and of which opening
        self._opening: tuple[Reader | None, int] = (None, 0)
        self._from: np.ndarray | None = None  # what is dissolved from
        self._dissolving_since = 0.0

    # what others ask -------------------------------------------------------------------------------------------

    def checked(self, text: str) -> str:
        """An input that the network may ask for. Raises BadValue."""
        if text:
            try:
                parse(text, self.media, self.given)
            except ValueError as error:
                raise BadValue(f"/live/input: {error}") from None
        return text

    def status(self) -> dict[str, dict[str, Any]]:
        """Per source that is open or opening: state, text, frames, fps, size."""
        readers = (self._reader, self._next)
        return {reader.name: asdict(reader.status) for reader in readers if reader is not None}

    @property
    def about(self) -> str:
        """One line on the source that is dreamed, "off" while none is."""
        reader = self._reader or self._next
        if reader is None:
            return "off"
        status = reader.status
        return f"{reader.name}: " + (
            f"{status.fps:g} fps" if status.state == "open" and status.fps >= 1 else status.text
        )

    # the thread ------------------------------------------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Open, switch and publish until stopped."""
        try:
            while not stop.is_set():
                pause = self._tick(time.perf_counter())
                self._arrived.wait(pause)
                self._arrived.clear()
        finally:
            self._release()
            for reader in self._ending:
                reader.close()

    def _tick(self, now: float) -> float:
        """Do what is due, and return after how many seconds to look again, unless a picture comes before."""
        state = self._state()
        if state.dream.method == "live":
            self._wanted_until = now + GRACE
        elif now > self._wanted_until:
            self._release()
            return LOOK
        self._follow(state.live.input)
        for reader in (self._reader, self._next):
            if reader is not None:
                reader.look(now)
        self._ending = [reader for reader in self._ending if not reader.ended]
        if self._next is not None and self._next.newest is not None:
            self._end(self._reader)
            self._reader, self._next = self._next, None
        return self._publish(now, state.live.mirror)

    def _follow(self, text: str) -> None:
        """Start the source that is wanted, beside the one that is shown."""
        text = text or self.given
        if text == self._wanted:
            return
        self._wanted = text
        if not text:
            text = usual()
            here = "no camera is here" if text == "pattern" else "no --input is given"
            self._report(f"the live input is {text}, as {here}")
        try:
            named = parse(text, self.media, self.given)
        except ValueError as error:  # from a preset, say
            self._report(f"/live/input: {error}")
            return
        self._start(named)

    def _start(self, named: Named) -> None:
        self._end(self._next)
        self._next = None
        device = named.device
        if self._reader is not None and device == self._device:
            self._reader.name = named.text
            return
        self._device = device
        self._next = Reader(named.text, named.open, self._size, self._arrived, self._report)

    def _publish(self, now: float, mirror: bool) -> float:
        """Publish what is due of the source that is shown."""
        taken = self._reader.newest if self._reader else None
        if taken is None:
            return LOOK
        opening = (self._reader, taken.opening)
        if opening != self._opening:
            # Another source, or one that was away and is back: dissolve from what is seen.
            self._opening, self._from, self._dissolving_since = opening, self._published, now
        weight = (now - self._dissolving_since) / DISSOLVE if self._from is not None else 1.0
        since = now - self._published_at
        new = taken is not self._shown
        held = now - self._fresh_at
        if not new and weight >= 1 and held < HELD:
            return min(LOOK, HELD - held)
        pause = FASTEST if new else STEADY
        if since < pause:
            return pause - since
        size = self._size()
        picture = taken.picture if _size_of(taken.picture) == size else fit(taken.picture, size)
        if self._from is not None and weight < 1:
            before = self._from if _size_of(self._from) == size else fit(self._from, size)
            picture = cv2.addWeighted(before, 1 - weight, picture, weight, 0)
        else:
            self._from = None
        self._time = max(self._time + 1e-6, taken.time if new else now)
        self._put(picture[:, ::-1] if mirror else picture, self._time)
        self._published, self._published_at, self._shown = picture, now, taken
        self._fresh_at = now if new else self._fresh_at
        return FASTEST if new else STEADY

    def _size(self) -> Size:
        width, height = self._asked_size()
        if not width or not height:
            return USUAL
        shrink = min(1.0, (LARGEST / (width * height * 3)) ** 0.5)
        return int(width * shrink), int(height * shrink)

    def _end(self, reader: Reader | None) -> None:
        if reader is not None:
            reader.stop()
            self._ending.append(reader)

    def _release(self) -> None:
        """Let go of every device."""
        for reader in (self._reader, self._next):
            self._end(reader)
        self._reader = self._next = self._wanted = self._published = self._from = self._shown = None
        self._opening = (None, 0)


def _size_of(picture: np.ndarray) -> Size:
    return picture.shape[1], picture.shape[0]
