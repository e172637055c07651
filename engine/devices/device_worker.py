"""What every device is, and the one worker that opens it, serves it, and opens it again when it is gone."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from engine.errors import one_line
from engine.frames import SHAPES, Format, Frame

Size = tuple[int, int]  # pixels, (width, height)
Report = Callable[[str], None]  # takes one line
Found = tuple[str, str]  # what may be asked for, as NAME:ARGUMENT, and a few words about it

OPENING = 20.0  # seconds in which a device opens, or counts as stuck
CLOSE = 1.0  # seconds that close() takes at most


class DeviceError(RuntimeError):
    """It can't be had or is gone; the text is one line that says what to do. The worker tries again."""


class DeviceEnded(DeviceError):
    """It will never open, or is over for good (a package is missing, the disk is full): not tried again."""


class Device:
    """One open device. Its constructor acquires it, or raises DeviceError.

    `description`: a few words on what was opened; news in it is reported. All but `abort` is called from one thread,
    the one that made it.
    """

    description: str = ""

    def close(self) -> None:
        """Give it back. Called once, also after an error."""

    def abort(self) -> None:
        """Make a call that hangs return, where the device knows a way to do that; called from any thread."""


class InputDevice(Device):
    """Gives pictures; made with the argument that stands behind its name, "" for none.

    `layout`: RGB, BGR, RGBA or BGRA, what its pictures are; where there is an alpha it is not looked at. `still`: it
    may rightly give nothing new for long.
    """

    layout: str = "RGB"
    still: bool = False

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        """The newest picture, (h, w, channels) uint8, that was not given yet, waiting up to `wait` seconds for one.

        It is read before the next call. size: what it will be cropped and scaled to; a device that scales anyway may
        scale to that, as long as it covers it. Raises DeviceError.
        """
        raise NotImplementedError

    @staticmethod
    def found(media: Path) -> list[Found]:
        """What there is of it, which may take a second or two. media: the folder of files that may be named.

        Raises DeviceError with what to do where it can't be had.
        """
        raise NotImplementedError


def media_files(folder: Path, name: str, suffixes: frozenset[str]) -> list[Found]:
    """The files in a folder with one of the endings, as NAME:FILE. Raises DeviceError where there are none."""
    try:
        there = sorted(
            path.name
            for path in folder.iterdir()
            if path.suffix.lower() in suffixes and not path.name.startswith(".") and path.is_file()
        )
    except OSError:
        there = []
    if not there:
        raise DeviceError(f"none in {folder}, where --media names another folder")
    return [(f"{name}:{file}", "") for file in there]


def fraction(fps: float) -> Fraction:
    """Frames per second as broadcasting counts them: 29.97 is 30000/1001."""
    near = Fraction(1000 * round(fps * 1.001), 1001)
    return near if fps % 1 and abs(near / Fraction(fps) - 1) < 1e-5 else Fraction(fps).limit_denominator(1001)


class OutputDevice(Device):
    """Takes frames; made with (argument, size, fps, stop): the size and rate of the show, and an Event that is set
    when the worker ends. `format` is what it wants to be sent. `wants` is asked from any thread.
    """

    format: Format

    @property
    def wants(self) -> tuple[Format, ...]:
        """The formats to render for it this tick: none while nobody looks."""
        return (self.format,)

    def send(self, frame: Frame) -> None:
        """Take one frame of a wanted format; read it before returning, or keep the Frame. Raises DeviceError."""
        raise NotImplementedError

    @staticmethod
    def check(argument: str) -> None:
        """Raises DeviceError for an argument with which it will never open."""

    @staticmethod
    def here() -> tuple[bool, str]:
        """(True, what was found) or (False, what to do about it); quick, and loads nothing heavy."""
        return True, ""


class NullOutput(OutputDevice):
    """Asks for frames and lets them go. layout: a key of SHAPES; empty: I420."""

    def __init__(self, layout: str, size: Size, fps: float = 30.0, stop: threading.Event | None = None):
        self.check(layout)
        self.description = layout.upper() or "I420"
        self.format = Format(self.description, *size)

    def send(self, frame: Frame) -> None:
        pass

    @staticmethod
    def check(argument: str) -> None:
        if argument and argument.upper() not in SHAPES:
            raise DeviceEnded(f"no layout {argument.upper()!r}: use one of {', '.join(SHAPES)}")


@dataclass(frozen=True)
class DeviceStatus:
    """state: waiting (not open, or nothing moves; tries again), open, failed (given up) or closed.

    text: the device or the last error. frames: pictures so far.
    """

    state: str
    text: str
    frames: int


AnyDevice = TypeVar("AnyDevice", bound=Device)


class DeviceWorker(Generic[AnyDevice]):
    """Serves one device on a thread of its own, from construction to `close()`. Subclasses say what serving is.

    open: called on that thread with an Event that is set when the worker ends; gives an open device or raises.
    report: called with one line whenever the state changes for the worse, from whichever thread noticed; note: the
    same for the better, where it goes elsewhere.

    The thread is a daemon, against the house rule, for one case only: a driver's call that never returns.
    Python cannot interrupt such a call and would wait for its thread for ever at exit, so Ctrl-C would hang.
    In every other case close() joins the thread and it ends like any other.
    """

    BACK_OFF = (1.0, 2.0, 4.0, 8.0, 10.0)  # seconds before the next try to open
    ROLE = "output"
    PREFIX = ""  # of what is reported, before the name

    def __init__(
        self,
        name: str,
        open: Callable[[threading.Event], AnyDevice],
        report: Report,
        note: Report | None = None,
    ):
        self.name = name
        self._open = open
        self._report, self._good_news = report, note or report
        self._device: AnyDevice | None = None
        self._opening_since: float | None = None  # perf_counter while it is being opened
        self._state, self._text = "waiting", "opening"
        self._frames = 0
        self._stop = threading.Event()
        self._deadline = 0.0  # perf_counter at which close() gives up, from the moment of stop()
        self._thread = threading.Thread(target=self.run, args=(self._stop,), name=f"{self.ROLE} {name}", daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def look(self, now: float) -> None:
        """Notice a driver that hangs while it opens; asked now and then from another thread. Never blocks."""
        since = self._opening_since
        if since is not None and now - since > OPENING:
            self._tell("waiting", f"does not open: its driver has not answered for {OPENING:.0f} s")

    def stop(self) -> None:
        """Ask it to end, without waiting: so that several close in the time of one."""
        if not self._stop.is_set():
            self._deadline = time.perf_counter() + CLOSE
        self._stop.set()

    def close(self) -> None:
        """End it, within a second after `stop` even where the device hangs."""
        self.stop()
        self._thread.join(max(0.0, self._deadline - 0.3 * CLOSE - time.perf_counter()))
        device = self._device
        if self._thread.is_alive() and device is not None:
            device.abort()
        self._thread.join(max(0.01, self._deadline - time.perf_counter()))
        if self._thread.is_alive():
            self._tell("failed", "still closing, and left to end by itself")

    def run(self, stop: threading.Event) -> None:
        """Open and serve the device, again and again, until stopped or until it is over for good."""
        failures = 0
        while not stop.is_set():
            began = time.perf_counter()
            try:
                self._serve(stop)
                trouble = ""
            except DeviceEnded as error:
                return self._tell("failed", str(error))
            except DeviceError as error:
                trouble = str(error)
            except Exception as error:  # whatever else a driver raises is this device's trouble alone
                logging.getLogger("reverie").exception("%s %s failed", self.ROLE, self.name)
                trouble = f"{type(error).__name__}: {one_line(error):.200}"
            if stop.is_set():
                break
            self._tell("waiting", trouble)
            if time.perf_counter() - began > self.BACK_OFF[-1]:
                failures = 0  # it had worked for a while
            stop.wait(self.BACK_OFF[min(failures, len(self.BACK_OFF) - 1)])
            failures += 1
        self._state = "closed"  # on purpose, so no news
        return None

    def _serve(self, stop: threading.Event) -> None:
        """Open the device and serve it until it raises or the worker stops."""
        self._opening_since = time.perf_counter()
        try:
            device = self._open(stop)
        finally:
            self._opening_since = None
        try:
            self._device = device
            self._opened(device)
            while not stop.is_set():
                self._serve_once(device)
        except BaseException:
            with contextlib.suppress(Exception):  # what ended it is what is told
                self._close(device)
            raise
        try:
            self._close(device)
        except DeviceError as error:  # the worker ends, so it is not tried again
            raise DeviceEnded(str(error)) from None

    def _close(self, device: AnyDevice) -> None:
        self._device = None
        self._gone()
        device.close()

    def _opened(self, device: AnyDevice) -> None:
        """It is open."""

    def _serve_once(self, device: AnyDevice) -> None:
        """One picture, or a short wait for one. Raises DeviceError, or whatever a driver raises."""
        raise NotImplementedError

    def _gone(self) -> None:
        """It is about to be closed."""

    def _tell(self, state: str, text: str) -> None:
        """Keep the state, and report it if it is news."""
        if (state, text) != (self._state, self._text):
            self._state, self._text = state, text
            if state == "open":
                self._good_news(f"{self.PREFIX}{self.name}: open" + f" ({text})" * bool(text))
            else:
                self._report(f"{self.PREFIX}{self.name}: {text}")
