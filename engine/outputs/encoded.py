"""The show's end of an encoder process (see encoder.py): an output that pipes raw frames to it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import struct
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path

from engine.frames import Format, Frame
from engine.outputs.output import Output, OutputEnded, OutputError

OPENING = 15.0  # seconds that an encoder may take to open, a slow server included
SLOW = 4.0  # seconds without taking a byte, after which an encoder is more than slow
ROOT = Path(__file__).resolve().parents[2]  # where `engine` is imported from


@dataclass(frozen=True)
class Job:
    """What an encoder is asked to do. target: a path or a URL. codec: h264 or prores.

    live: as little delay as possible and no filling of missed ticks, rather than the best picture.
    """

    target: str
    width: int
    height: int
    fps: str  # a fraction: "30", "30000/1001"
    codec: str = "h264"
    live: bool = False

    @classmethod
    def parse(cls, text: str) -> Job:
        return cls(**json.loads(text))

    def text(self) -> str:
        return json.dumps(asdict(self))


def fraction(fps: float) -> Fraction:
    """Frames per second as broadcasting counts them: 29.97 is 30000/1001."""
    return Fraction(fps).limit_denominator(1001)


class Encoded(Output):
    """finish: seconds that the encoder may take to end by itself once it has all frames; then it is killed."""

    def __init__(self, job: Job, finish: float, stop: threading.Event):
        self._finish = finish
        self._moved = time.perf_counter()  # when the encoder last took something
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "engine.outputs.encoder", job.text()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=os.environ | {"PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C in the terminal ends the show, which ends this in good order
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
            | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),  # elsewhere it steps back by itself
        )
        self._answers: queue.SimpleQueue[dict | None] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, name=f"answers from {job.target}")
        self._listener.start()
        widen(self._process.stdin)
        try:
            answer = self._wait_open(job, stop)
        except BaseException:
            if not stop.is_set():  # else it ends by itself, and takes its empty file along
                self._process.kill()
            self._reap()
            raise
        self.format = Format(answer["layout"], job.width, job.height)
        self.description = answer["description"]

    def send(self, frame: Frame) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            for part in (struct.pack("<q", frame.tick), frame.data.reshape(-1)):
                view = memoryview(part)  # type: ignore[arg-type]
                while view:
                    view = view[pipe.write(view) :]
                    self._moved = time.perf_counter()
        except OSError:
            with contextlib.suppress(queue.Empty):
                raise self._trouble(self._answers.get(timeout=2)) from None
            raise OutputError("the encoder process takes no frames") from None

    def close(self) -> None:
        self._moved = time.perf_counter()
        self._reap()

    def abort(self) -> None:
        # what is recorded is worth waiting for, as long as the encoder gets on with it
        if self._finish < SLOW or time.perf_counter() - self._moved > SLOW:
            self._process.kill()

    def _wait_open(self, job: Job, stop: threading.Event) -> dict:
        deadline = time.perf_counter() + OPENING
        while not stop.is_set():
            try:
                answer = self._answers.get(timeout=0.1)
            except queue.Empty:
                if time.perf_counter() > deadline:
                    raise OutputError(f"{job.target} did not answer in {OPENING:.0f} s: is it up?") from None
                continue
            if answer is not None and "layout" in answer:
                return answer
            raise self._trouble(answer)
        raise OutputError("closed while it was being opened")

    def _trouble(self, answer: dict | None) -> OutputError:
        """Why the encoder has ended; `answer` is its last word, None where it died without one."""
        if answer is None:
            return OutputError(f"the encoder process died (exit status {self._process.poll()})")
        return (OutputEnded if answer.get("ended") else OutputError)(answer.get("error", "the encoder ended"))

    def _listen(self) -> None:
        """Read answers until the encoder ends; a thread, as pipes can't be waited for with a timeout everywhere."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            if answer.keys() == {"description"}:
                self.description = answer["description"]
            else:
                self._answers.put(answer)
        self._answers.put(None)

    def _reap(self) -> None:
        """End the input, let the encoder finish, and leave nothing behind."""
        with contextlib.suppress(OSError):  # it is gone already
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(self._finish)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join()
        self._process.stdout.close()  # type: ignore[union-attr]


def widen(pipe) -> None:
    """Make a pipe hold 1 MiB where the system lets us: a 4K frame is 12 MB, and 64 KiB at a time is slow."""
    try:
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, 1 << 20)  # type: ignore[attr-defined]
    except (ImportError, AttributeError, OSError):
        pass  # not Linux, or the system's limit is lower
