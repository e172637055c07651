"""One thread for one output: it opens it, feeds it the newest frame, and opens it again when it is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from engine.frames import Format, Frame
from engine.outputs.output import Output, OutputEnded, OutputError

BACK_OFF = (1.0, 2.0, 4.0, 8.0, 10.0)  # seconds before the next try to open
STUCK = 5.0  # seconds in one `send` after which the device counts as stuck
CLOSE = 1.0  # seconds that close() takes at most


@dataclass(frozen=True)
class Status:
    """state: waiting (not open, tries again), open, failed (given up) or closed; text: the device or the last error."""

    state: str
    text: str
    frames: int
    dropped: int


class Runner:
    """Runs one output on a thread of its own, from construction to `close()`.

    open: called on that thread with an Event that is set when the runner closes; gives an open Output or
    raises. report: called with one line whenever the state changes, from whichever thread noticed.

    The thread is a daemon, against the house rule, for one case only: a driver's call that never returns.
    Python cannot interrupt such a call and would wait for its thread for ever at exit, so Ctrl-C would hang.
    In every other case close() joins the thread and it ends like any other.
    """

    def __init__(self, name: str, open: Callable[[threading.Event], Output], report: Callable[[str], None]):
        self.name = name
        self._open = open
        self._report = report
        self._mail = threading.Condition()
        self._box: dict[Format, Frame] = {}  # the newest frame of each format that is still to be sent
        self._output: Output | None = None
        self._sending_since: float | None = None  # perf_counter while a frame is being sent
        self._stuck = False
        self._state, self._text = "waiting", "opening"
        self._frames = self._dropped = 0
        self._stop = threading.Event()
        self._deadline = 0.0  # perf_counter at which close() gives up, from the moment of stop()
        self._thread = threading.Thread(target=self.run, args=(self._stop,), name=f"output {name}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def status(self) -> Status:
        return Status(self._state, self._text, self._frames, self._dropped)

    @property
    def wants(self) -> tuple[Format, ...]:
        """What the presenter has to render this tick for this output; asked once per tick. Never blocks."""
        output, since = self._output, self._sending_since
        if output is None:
            return ()
        if since is not None and time.perf_counter() - since > STUCK:
            if not self._stuck:
                self._stuck = True
                self._note("waiting", f"stuck: the device has not taken a frame for {STUCK:.0f} s")
                output.abort()
            return ()
        return output.wants

    def post(self, frame: Frame) -> None:
        """Leave a frame in the mailbox, in place of one of the same format that was not sent. Never blocks."""
        with self._mail:
            if self._output is None:
                return
            self._dropped += frame.format in self._box
            self._box[frame.format] = frame
            self._mail.notify()

    def stop(self) -> None:
        """Ask it to end, without waiting: so that several runners close in the time of one."""
        if not self._stop.is_set():
            self._deadline = time.perf_counter() + CLOSE
        self._stop.set()
        with self._mail:
            self._mail.notify()

    def close(self) -> None:
        """End it, within a second after `stop` even where the device hangs."""
        self.stop()
        self._thread.join(max(0.0, self._deadline - 0.3 * CLOSE - time.perf_counter()))
        output = self._output
        if self._thread.is_alive() and output is not None:
            output.abort()
        self._thread.join(max(0.01, self._deadline - time.perf_counter()))
        if self._thread.is_alive():
            self._note("failed", "still closing, and left to end by itself")

    def run(self, stop: threading.Event) -> None:
        failures = 0
        while not stop.is_set():
            opened = time.perf_counter()
            try:
                self._serve(stop)
                trouble = ""
            except OutputEnded as error:
                return self._note("failed", str(error))
            except OutputError as error:
                trouble = str(error)
            except Exception as error:  # whatever else a driver raises is this output's trouble alone
                trouble = f"{type(error).__name__}: {error}".splitlines()[0]
            if stop.is_set():
                break
            self._note("waiting", trouble)
            if time.perf_counter() - opened > BACK_OFF[-1]:
                failures = 0  # it had worked for a while
            stop.wait(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
            failures += 1
        self._state = "closed"  # on purpose, so no news
        return None

    def _serve(self, stop: threading.Event) -> None:
        """Open the output and send what is posted until it raises or the runner stops."""
        output = self._open(stop)
        try:
            self._output = output
            self._note("open", output.description)
            while not stop.is_set():
                self._send_one(output)
        finally:
            self._output = None
            self._sending_since = None
            with self._mail:
                self._box.clear()
            self._stuck = False
            output.close()

    def _send_one(self, output: Output) -> None:
        """Send what is in the mailbox, or wait for it; holds no frame while it waits, as frames are pooled."""
        with self._mail:
            if not self._box:
                self._mail.wait(0.25)
            box, self._box = self._box, {}
        for frame in box.values():
            self._sending_since = time.perf_counter()
            output.send(frame)
            self._sending_since = None
            self._frames += 1
            self._stuck = False
            self._note("open", output.description)

    def _note(self, state: str, text: str) -> None:
        """Keep the state, and report it if it is news."""
        if (state, text) != (self._state, self._text):
            self._state, self._text = state, text
            said = ("open" + f" ({text})" * bool(text)) if state == "open" else text
            self._report(f"{self.name}: {said}")
