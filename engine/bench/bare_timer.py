"""A bare timer in a process of its own: how many ticks of a clock this machine misses all by itself.

Shared machines stall; lateness of a show is judged against this. Only the standard library is loaded here.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path

from engine.stage.clock import Clock

ROOT = Path(__file__).resolve().parents[2]
REMEMBERED = 100_000  # ticks: an hour at 30 a second
ANSWER = 5.0  # seconds the timer gets to say what it counted


class BareTimer:
    """Counts missed ticks from when it is made until it is closed. Raises OSError if it can't be started.

    missed: ticks that were skipped, or served after the next one was due, as the meter counts lateness; None
    until closed, and after that if the timer's process was lost. stall: seconds by which one tick in a hundred
    was late, or later; None likewise.
    """

    def __init__(self, fps: float):
        self.missed: int | None = None
        self.stall: float | None = None
        # A session or console of its own keeps the terminal's keys away; it ends when its input does, so also with us.
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, repr(float(fps))],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def __enter__(self) -> BareTimer:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the timer and take its count; a second call does nothing."""
        if self._process.returncode is not None:
            return
        try:
            said, _ = self._process.communicate(timeout=ANSWER)
        except subprocess.TimeoutExpired:
            self._process.kill()
            said, _ = self._process.communicate(timeout=ANSWER)
        if said.strip():
            missed, stall = said.split()
            self.missed, self.stall = int(missed), float(stall)


def count(fps: float, stop: threading.Event) -> tuple[int, float]:
    """Serve ticks until told to stop; return how many were missed, as clock and meter count, and the stall."""
    clock = Clock(fps)
    late: deque[float] = deque(maxlen=REMEMBERED)
    missed = 0
    while clock.wait(stop):
        late.append(time.perf_counter() - clock.deadline(clock.tick))
        missed += late[-1] > 1 / fps
    return missed + clock.missed, sorted(late)[len(late) * 99 // 100] if late else 0.0


def _main() -> None:
    stop = threading.Event()

    def await_end() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=await_end, name="end of input").start()
    print(*count(float(sys.argv[1]), stop))


if __name__ == "__main__":
    _main()
