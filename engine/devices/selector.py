"""Which input is dreamed: switched live with a dissolve, held when it vanishes, published for any dreamer."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine.coercion import BadValue
from engine.devices.crop import fit, size_of
from engine.devices.device_worker import DeviceStatus, DeviceWorker, InputDevice, Report, Size
from engine.devices.registry import DeviceName, parse_input, usual_input
from engine.errors import UserError
from engine.parameters import State

USUAL = (512, 288)  # pixels, until a dreamer says what it makes
FASTEST = 1 / 60  # seconds between two pictures that are published, at least
HELD = 0.5  # seconds without a new picture, after which the last one is published again
STEADY = 1 / 30  # seconds between publications of a picture that is held
DISSOLVE = 0.5  # seconds
GRACE = 3.0  # seconds that a source stays open when nobody dreams it any more
LOOK = 0.1  # seconds between looks at what is wanted

STALLED = 3.0  # seconds without a picture after which a source that should move counts as stalled
WAIT = 0.1  # seconds that a read waits for a picture
MEASURED = 2.0  # seconds of pictures that the rate is counted from

Put = Callable[[np.ndarray, float], None]


@dataclass(frozen=True)
class InputStatus(DeviceStatus):
    """fps: pictures a second of late. size: pixels of what the source gives, (width, height), before it is fitted."""

    fps: float
    size: Size


@dataclass(frozen=True)
class Captured:
    """A picture, (h, w, 3) uint8 RGB of the size asked for; time: perf_counter seconds at which it was taken.

    opening: counts how often the source was opened.
    """

    picture: np.ndarray
    time: float
    opening: int


class CaptureWorker(DeviceWorker[InputDevice]):
    """Keeps the newest picture of an input.

    size: what to fit pictures to now. arrived: set when there is a new picture. source: what it opens, as
    DeviceName.device.
    """

    BACK_OFF = (0.5, 1.0, 2.0, 4.0, 5.0)
    ROLE = "input"
    PREFIX = "input "

    def __init__(
        self,
        name: str,
        open: Callable[[threading.Event], InputDevice],
        size: Callable[[], Size],
        arrived: threading.Event,
        report: Report,
        note: Report | None = None,
        source: tuple[str, str] = ("", ""),
    ):
        self.source = source
        self.newest: Captured | None = None
        self._size, self._arrived = size, arrived
        self._openings = 0
        self._times: deque[float] = deque(maxlen=200)
        self._given: Size = (0, 0)
        self._alive_at = 0.0  # of the newest picture, or of opening
        super().__init__(name, open, report, note)

    @property
    def status(self) -> InputStatus:
        now = time.perf_counter()
        recent = [moment for moment in list(self._times) if now - moment < MEASURED]
        return InputStatus(self._state, self._text, self._frames, round(len(recent) / MEASURED, 1), self._given)

    def look(self, now: float) -> None:
        """Notice a source that has stalled, too."""
        super().look(now)
        device = self._device
        if device is not None and not device.still and now - self._alive_at > STALLED and self._state == "open":
            self._tell("waiting", f"no picture for {STALLED:.0f} s, the last one is held")

    def _opened(self, device: InputDevice) -> None:
        self._alive_at = time.perf_counter()
        self._openings += 1

    def _serve_once(self, device: InputDevice) -> None:
        size = self._size()
        picture = device.read(size, WAIT)
        if picture is None:
            return
        now = time.perf_counter()
        self._given = size_of(picture)
        self.newest = Captured(fit(picture, size, device.layout), now, self._openings)
        self._alive_at = now
        self._times.append(now)
        self._frames += 1
        self._arrived.set()
        self._tell("open", device.description)


class InputPublisher:
    """Puts the pictures of one worker after the other, dissolving from each to the next. One thread.

    put: takes a picture, (h, w, 3) uint8 RGB of `size()`, and the perf_counter time at which it was taken, which
    always grows.
    """

    def __init__(self, put: Put, size: Callable[[], Size]):
        self._put, self.size = put, size
        self._time = 0.0
        self.reset()

    def reset(self) -> None:
        """Forget what was seen: nothing is dissolved from."""
        self._seen: np.ndarray | None = None  # the picture that was put last, and
        self._seen_at = self._fresh_at = 0.0
        self._shown: Captured | None = None  # what it was made from
        self._opening: tuple[CaptureWorker | None, int, bool] = (None, 0, False)
        self._from: np.ndarray | None = None  # what is dissolved from
        self._dissolving_since = 0.0

    def publish(self, now: float, worker: CaptureWorker | None, mirror: bool) -> float:
        """Put what is due, and return after how many seconds to look again."""
        taken = worker.newest if worker else None
        if taken is None:
            return LOOK
        opening = (worker, taken.opening, mirror)
        if opening != self._opening:
            # Another source, one that was away and is back, or its mirror image: dissolve from what is seen.
            self._opening, self._from, self._dissolving_since = opening, self._seen, now
        weight = (now - self._dissolving_since) / DISSOLVE if self._from is not None else 1.0
        since = now - self._seen_at
        new = taken is not self._shown
        held = now - self._fresh_at
        if not new and weight >= 1 and held < HELD:
            return min(LOOK, HELD - held)
        pause = FASTEST if new else STEADY
        if since < pause:
            return pause - since
        size = self.size()
        picture = taken.picture if size_of(taken.picture) == size else fit(taken.picture, size)
        if mirror:
            picture = cv2.flip(picture, 1)
        if self._from is not None and weight < 1:
            before = self._from if size_of(self._from) == size else fit(self._from, size)
            picture = cv2.addWeighted(before, 1 - weight, picture, weight, 0)
        else:
            self._from = None
        self._time = max(self._time + 1e-6, taken.time if new else now)
        self._put(picture, self._time)
        self._seen, self._seen_at, self._shown = picture, now, taken
        self._fresh_at = now if new else self._fresh_at
        return pause


class InputSelector:
    """Publishes the newest picture of the source that is wanted, in `run(stop)`, while `/dream/method` is live.

    state: what is set. size: of the pictures that are dreamed, (0, 0) while nobody knows. put: takes a picture,
    (h, w, 3) uint8 RGB of at most `largest` bytes, and the perf_counter time at which it was taken, which always
    grows. given: what --input says. media: the folder that names from outside mean. report: hears a line about every
    change.
    """

    def __init__(
        self,
        state: Callable[[], State],
        size: Callable[[], Size],
        put: Put,
        largest: int,
        given: str,
        media: Path,
        report: Report,
        note: Report | None = None,
    ):
        self._state, self._report, self._note = state, report, note or report
        self._given, self._parse = given, partial(parse_input, media=media, given=given)
        if given:
            self._parse(given)

        def bounded() -> Size:
            width, height = size()
            if not width or not height:
                return USUAL
            shrink = min(1.0, (largest / (width * height * 3)) ** 0.5)
            return int(width * shrink), int(height * shrink)

        self._publisher = InputPublisher(put, bounded)
        self._arrived = threading.Event()
        self._worker: CaptureWorker | None = None  # whose pictures are published
        self._next: CaptureWorker | None = None  # which has not given one yet
        self._ending: list[CaptureWorker] = []
        self._wanted: str | None = None
        self._wanted_until = 0.0

    # what others ask -------------------------------------------------------------------------------------------

    def checked(self, text: str) -> str:
        """An input that the network may ask for. Raises BadValue."""
        if text:
            try:
                self._parse(text)
            except UserError as error:
                raise BadValue(f"/live/input: {error}") from None
        return text

    def status(self) -> dict[str, dict[str, Any]]:
        """Per source that is open or opening: state, text, frames, fps, size."""
        workers = (self._worker, self._next)
        return {worker.name: asdict(worker.status) for worker in workers if worker is not None}

    @property
    def about(self) -> str:
        """One line on the source that is dreamed, "off" while none is."""
        worker = self._worker or self._next
        if worker is None:
            return "off"
        status = worker.status
        return f"{worker.name}: " + (
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
            for worker in self._ending:
                worker.close()

    def _tick(self, now: float) -> float:
        """Do what is due, and return after how many seconds to look again, unless a picture comes before."""
        state = self._state()
        if state.dream.method == "live":
            self._wanted_until = now + GRACE
        elif now > self._wanted_until:
            self._release()
            return LOOK
        self._follow(state.live.input)
        for worker in (self._worker, self._next):
            if worker is not None:
                worker.look(now)
        self._ending = [worker for worker in self._ending if not worker.ended]
        if self._next is not None and self._next.newest is not None:
            self._end(self._worker)
            self._worker, self._next = self._next, None
        return self._publisher.publish(now, self._worker, state.live.mirror)

    def _follow(self, text: str) -> None:
        """Start the source that is wanted, beside the one that is shown."""
        text = text or self._given
        if text == self._wanted:
            return
        self._wanted = text
        if not text:
            text = usual_input()
            here = "no camera is here" if text == "pattern" else "no --input is given"
            self._note(f"the live input is {text}, as {here}")
        try:
            named = self._parse(text)
        except ValueError as error:  # from a preset, say
            self._report(f"/live/input: {error}")
            return
        self._start(named)

    def _start(self, named: DeviceName) -> None:
        self._end(self._next)
        self._next = None
        device = named.device
        if self._worker is not None and device == self._worker.source:
            self._worker.name = named.text
            return
        opener = lambda stop: named.open()  # noqa: E731
        size = self._publisher.size
        self._next = CaptureWorker(named.text, opener, size, self._arrived, self._report, self._note, device)

    def _end(self, worker: CaptureWorker | None) -> None:
        if worker is not None:
            worker.stop()
            self._ending.append(worker)

    def _release(self) -> None:
        """Let go of every device."""
        for worker in (self._worker, self._next):
            self._end(worker)
        self._worker = self._next = self._wanted = None
        self._publisher.reset()
