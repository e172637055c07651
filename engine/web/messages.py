"""The last lines that a show has said, for panels that come later."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Any

KEPT = 60  # lines


class Messages:
    """Takes lines from any thread; each has a number that counts up, by which a reader asks for the newer ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: deque[tuple[int, float, str]] = deque(maxlen=KEPT)
        self.count = 0
        self.newest = ""
        self.began = time.perf_counter()

    def told(self, text: str, source: Any = None) -> None:
        with self._lock:
            self.count += 1
            self.newest = text
            self._lines.append((self.count, time.time(), text))

    def since(self, number: int) -> list[dict[str, Any]]:
        """Lines after that number, oldest first: number, at (seconds since 1970), text."""
        with self._lock:
            return [{"number": n, "at": at, "text": text} for n, at, text in self._lines if n > number]
