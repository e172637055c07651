"""The output clock, and priority for the thread that makes the picture at its ticks, as far as the system grants it.

Deadlines are absolute, so the clock does not drift; missed ticks are skipped and counted.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time

AHEAD = -10  # niceness; Linux grants it to root, or by a line in limits.conf
HIGHEST = 2  # THREAD_PRIORITY_HIGHEST


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


def raise_thread_priority() -> None:
    """Put the calling thread before others for the cores, and have sleeps end on time; silently, where refused."""
    sys.setswitchinterval(0.001)  # seconds another thread may keep Python from this one
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        # Windows wakes sleepers every 15.6 ms unless a program asks for better; the request ends with the process.
        ctypes.windll.winmm.timeBeginPeriod(1)
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentThread.restype = wintypes.HANDLE  # of 64 bits, which an int would cut off
        kernel.SetThreadPriority.argtypes = (wintypes.HANDLE, ctypes.c_int)
        kernel.SetThreadPriority(kernel.GetCurrentThread(), HIGHEST)
    elif sys.platform == "linux":
        # On Linux niceness belongs to the thread, so the other threads, and what they start, stay as they are.
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), AHEAD)
