"""What the web port is given of a show: its values, its desk, its presets, and what it says about itself."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.control.osc_codec import Peer
from engine.control.osc_server import Network
from engine.control.presets import Presets
from engine.control.reports import Reports
from engine.control.router import MessageRouter
from engine.control.store import Store

KEPT = 60  # lines


class Visitor(Peer):
    """Who sent a message over a WebSocket: a peer on a connection, whose answers go out on that connection."""


@dataclass(frozen=True)
class ShowContext:
    """status: what goes out as `/status/*`, by name; details: all that the panel shows on its status page.

    gone: told of every visitor that has left. osc_port: where OSC is heard. allowed: who is heard over OSC, and so
    over OSCQuery; none means everyone.
    """

    store: Store
    desk: MessageRouter
    presets: Presets
    reports: Reports
    status: Callable[[], Mapping[str, Any]]
    details: Callable[[], Mapping[str, Any]]
    gone: Callable[[Peer], None]
    osc_port: int
    allowed: Sequence[Network] = ()


class MessageLog:
    """Takes lines from any thread; each has a number that counts up, by which a reader asks for the newer ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: deque[tuple[int, float, str, bool]] = deque(maxlen=KEPT)
        self.count = 0
        self.trouble = self.news = ""  # the newest line of each
        self.began = time.perf_counter()

    def told(self, text: str, source: Any = None) -> None:
        """Take a line about trouble."""
        self.trouble = text
        self._take(text, True)

    def noted(self, text: str, source: Any = None) -> None:
        """Take a line that is no trouble."""
        self.news = text
        self._take(text, False)

    def _take(self, text: str, trouble: bool) -> None:
        with self._lock:
            self.count += 1
            self._lines.append((self.count, time.time(), text, trouble))

    def since(self, number: int) -> list[dict[str, Any]]:
        """Lines after that number, oldest first: number, at (seconds since 1970), text, trouble (or else news)."""
        with self._lock:
            lines = [line for line in self._lines if line[0] > number]
        return [dict(zip(("number", "at", "text", "trouble"), line, strict=True)) for line in lines]


def json_safe(value: Any) -> Any:
    """The value with what JSON can't say put into its words: NaN and infinity are null, the rest is text."""
    if isinstance(value, Mapping):
        return {str(key): json_safe(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_safe(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
