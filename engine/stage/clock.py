"""The output clock: absolute deadlines, so it does not drift; missed ticks are skipped and counted."""

from __future__ import annotations

import threading
import time


class Clock:
    """Ticks at `fps` from the moment it is made. tick: the number of the tick that is being served.

    missed: ticks that passed unserved. Use from one thread.
    """

    def __init__(self, fps: float):
        self.fps = fps
        self.start = time.perf_counter()
        self.tick = -1
        self.missed = 0

    def deadline(self, tick: int) -> float:
        """When a tick is due, perf_counter seconds."""
        return self.start + tick / self.fps

    def wait(self, stop: threading.Event) -> bool:
        """Sleep until the next tick is due; False when told to stop.

        A tick that is over before it could be served is skipped, so a stall costs the frames it lasted, no more.
        """
        due = self.tick + 1
        now = time.perf_counter()
        late = int((now - self.start) * self.fps) - due
        if late > 0:
            self.missed += late
            due += late
        self.tick = due
        while (left := self.deadline(due) - time.perf_counter()) > 0:
            # Waiting on the event keeps the stop prompt; the last stretch is slept, which wakes up more exactly.
            if left > 0.02:
                if stop.wait(left - 0.015):
                    return False
            else:
                time.sleep(left)
        return not stop.is_set()
