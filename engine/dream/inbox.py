"""The dreamer's end of the pipe: what the stage says, heard in a thread of its own."""

from __future__ import annotations

import os
import queue
import threading
from multiprocessing.connection import Connection
from typing import Any

from engine.dream.protocol import FrameRing, Free, Quit, Wish

LOOK = 0.2  # seconds between looks at whether the process should end


class Inbox:
    """Hears the stage from a thread of its own, so that no wish waits in the pipe. Ends the process when told to.

    When the pipe closes, the stage has gone: there is nobody to work for, whatever is going on.
    """

    def __init__(self, connection: Connection, slots: FrameRing):
        self._connection = connection
        self._stop = threading.Event()
        self._news = threading.Event()
        self._wish: Wish | None = None
        self.free: queue.SimpleQueue[int] = queue.SimpleQueue()
        for slot in range(slots.count):
            self.free.put(slot)
        self._thread = threading.Thread(target=self._listen, name="inbox")

    def __enter__(self) -> Inbox:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join(10 * LOOK)

    @property
    def wish(self) -> Wish | None:
        return self._wish

    def wait(self, seconds: float) -> None:
        """Until a wish or a free slot comes, or the time is over."""
        self._news.wait(seconds)
        self._news.clear()

    def _listen(self) -> None:
        try:
            while not self._stop.is_set():
                if self._connection.poll(LOOK):
                    message = self._connection.recv()
                    if isinstance(message, Quit):
                        break
                    if isinstance(message, Free):
                        self.free.put(message.slot)
                    elif isinstance(message, Wish):
                        self._wish = message
                    self._news.set()
        except (EOFError, OSError):
            pass
        if not self._stop.is_set():
            os._exit(0)  # at once: an orderly end could wait for a long computation
