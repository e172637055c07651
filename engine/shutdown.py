"""How a command that runs long ends: in good order when it is asked to, at once when it is asked again."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from types import TracebackType
from typing import Any

import psutil

from engine.log import LOGGER, written

ASKS = ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP")
AT_ONCE = 130  # exit code of what was ended by a second Ctrl-C, as shells give for the first
PATIENCE = 5.0  # seconds that threads get to end by themselves, in the end
TWICE = 0.25  # seconds in which a second is the same again: `timeout` sends one to its command and to its whole group
DYING = 2.0  # seconds that processes get to be gone, once they have been killed


def ignore_keys() -> None:
    """Leave Ctrl-C and Ctrl-Break, which reach every process of a terminal, to the show, which ends this one."""
    for name in ("SIGINT", "SIGBREAK"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, signal.SIG_IGN)


class Asked:
    """Hears Ctrl-C and its kind: `event` is set by the first, and the second ends the process and all that it started.

    A thread hears them, as the main one may hang in a driver or a file system. What `nohup` has the process ignore
    stays ignored. Main thread only; leaving the context gives the signals back.
    """

    def __init__(self) -> None:
        self.event = threading.Event()
        self._ours, self._theirs = socket.socketpair()
        self._theirs.setblocking(False)
        self._before: dict[int, Any] = {}
        self._thread = threading.Thread(target=self._listen, name="signals", daemon=True)

    def __enter__(self) -> Asked:
        for name in ASKS:
            number = getattr(signal, name, None)
            if number is None or (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
                continue
            self._before[number] = signal.signal(number, lambda number, frame: None)
        self._wakeup = signal.set_wakeup_fd(self._theirs.fileno(), warn_on_full_buffer=False)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, before in self._before.items():
            signal.signal(number, before)
        self._theirs.close()  # which ends the thread
        self._thread.join(PATIENCE)
        self._ours.close()

    def _listen(self) -> None:
        began = 0.0
        while heard := self._ours.recv(64):
            for number in heard:
                if number not in self._before:
                    continue
                if not self.event.is_set():
                    began = time.monotonic()
                    self.event.set()
                elif time.monotonic() > began + TWICE:
                    end_at_once(AT_ONCE)


def end_at_once(code: int) -> None:
    """End the process and everything that it has started, now and without waiting for any of it."""
    children: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        children = psutil.Process().children(recursive=True)
    for child in children:
        with contextlib.suppress(psutil.Error):
            child.kill()
    psutil.wait_procs(children, DYING)
    os._exit(code)


def leave(code: int) -> int:
    """Return the exit code when nothing hinders the process from ending; end it by force where a thread hangs.

    Python itself would wait for such a thread, and for a process that can't be killed, without end.
    """
    deadline = time.monotonic() + PATIENCE
    while left := _left():
        if time.monotonic() > deadline:
            names = ", ".join(each.name for each in left)
            LOGGER.error("ended by force, as these did not end: %s", names)
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError, ValueError, AttributeError):
                    stream.flush()
            written()
            end_at_once(code)
        time.sleep(0.02)
    return code


def _left() -> list[Any]:
    """The threads and processes that Python would wait for."""
    here = (threading.current_thread(), threading.main_thread())
    threads = [each for each in threading.enumerate() if not each.daemon and each not in here]
    return [*threads, *multiprocessing.active_children()]
