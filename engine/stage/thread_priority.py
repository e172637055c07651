"""Priority for the thread that makes the picture, as far as the system grants it."""

from __future__ import annotations

import contextlib
import os
import sys
import threading

AHEAD = -10  # niceness; Linux grants it to root, or by a line in limits.conf
HIGHEST = 2  # THREAD_PRIORITY_HIGHEST


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
