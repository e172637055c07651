"""The log: what was told and what failed, with time, thread and traceback, in a file that a night on stage leaves.

Everything below the logger `reverie` comes here, and what libraries warn of; nothing of it to the terminal. A thread of
its own writes, so that a slow disk holds up nobody.
"""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import queue
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import platformdirs

from engine.files import expanded

LARGEST = 1 << 20  # bytes of a file, before the next is begun
KEPT = 5  # older files
WAITING = 10_000  # lines that wait for a slow disk; further ones are dropped
PATIENCE = 2.0  # seconds that the disk gets at the end

LOGGER = logging.getLogger("reverie")


def default_file() -> Path:
    """Where the log is, unless --log names another file."""
    return platformdirs.user_state_path("reverie", appauthor=False) / "reverie.log"


def fault(what: str, error: BaseException, file: str = "") -> str:
    """Note a fault of Reverie's own with its traceback, and return the line about it for the user.

    file: the log, "" for the one that this process had open last.
    """
    with Log(file or _newest.file) as log:
        LOGGER.error("%s failed", what, exc_info=error)
    text = " ".join(str(error).split())
    where = f"see {log.file}" if log.file else log.trouble
    return f"this is a fault of Reverie's: {type(error).__name__}{text and ': '}{text:.160}; {where}"


class Log:
    """Writes the log while its context lasts. file: its path, "" for the user's own.

    A file that can't be written costs nothing: `trouble` is then a line about it, else "".
    """

    def __init__(self, file: str = ""):
        self.file: Path | None = expanded(file) if file else default_file()
        self.trouble = ""
        self._queue: queue.Queue[logging.LogRecord | None] = queue.Queue(WAITING)
        self._handler: logging.Handler = _Queued(self._queue)
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)  # its disk may never answer

    def __enter__(self) -> Log:
        path = self.file
        assert path is not None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = _File(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", errors="replace")
        except OSError as error:
            self.file, self.trouble = None, f"there is no log, as {path} can't be written: {error.strerror or error}"
            self._handler = logging.NullHandler()
            logging.getLogger().addHandler(self._handler)
            return self
        line = logging.Formatter(
            "%(asctime)s.%(msecs)03d %(levelname)s [%(threadName)s] %(message)s", "%Y-%m-%d %H:%M:%S"
        )
        self._file.setFormatter(line)
        self._hooks = threading.excepthook, sys.unraisablehook
        threading.excepthook, sys.unraisablehook = _thread_failed, _unraisable
        logging.getLogger().addHandler(self._handler)
        LOGGER.setLevel(logging.INFO)
        self._thread.start()
        _newest.file, _newest.log = str(path), self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        logging.getLogger().removeHandler(self._handler)
        if self.file is None:
            return
        _newest.log = None
        threading.excepthook, sys.unraisablehook = self._hooks
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=PATIENCE)
        self._thread.join(PATIENCE)
        if not self._thread.is_alive():
            self._file.close()

    @property
    def behind(self) -> int:
        """Lines that are not in the file yet."""
        return self._queue.unfinished_tasks

    def _write(self) -> None:
        while (record := self._queue.get()) is not None:
            self._file.handle(record)
            self._queue.task_done()


def written() -> None:
    """Wait until what was noted is in the file, but not for long."""
    deadline = time.monotonic() + PATIENCE
    log = _newest.log
    while log is not None and log.behind and time.monotonic() < deadline:
        time.sleep(0.01)


class _Newest:
    """The log that this process opened last: its path, "" where none was, and itself while it is open."""

    file = ""
    log: Log | None = None


_newest = _Newest()


class _Queued(logging.handlers.QueueHandler):
    """Leaves records to the thread that writes; what it can't take is dropped."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


class _File(logging.handlers.RotatingFileHandler):
    """A file that is begun anew when it is large; a full disk, or another show that has it open, fails nobody."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass


def _thread_failed(failed: Any) -> None:
    if failed.exc_type is not SystemExit:
        name = failed.thread.name if failed.thread else "a thread"
        LOGGER.error("%s failed", name, exc_info=(failed.exc_type, failed.exc_value, failed.exc_traceback))


def _unraisable(failed: Any) -> None:
    LOGGER.error("%s", failed.err_msg or "ignored", exc_info=(failed.exc_type, failed.exc_value, failed.exc_traceback))
