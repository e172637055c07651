"""One-line reports of what was wrong, held to a rate, so that a flood of garbage stays one voice; and good news."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache

from engine.coercion import printable

HOSTS = 256  # that are known, the latest


@dataclass
class TokenBucket:
    """rate: tokens that come in a second; burst: how many it holds. left: at the moment `then`, in seconds."""

    rate: float
    burst: float
    left: float
    then: float

    def wait(self, now: float) -> float:
        """Seconds until there is a token, 0 where there is one."""
        self.left = min(self.burst, self.left + (now - self.then) * self.rate)
        self.then = now
        return max(0.0, (1 - self.left) / self.rate)


class RateLimiter:
    """A bucket of (rate, burst) for each host, and one for all of them. One thread at a time; begins at `now`, s."""

    def __init__(self, each: tuple[float, float], together: tuple[float, float], now: float):
        self._each = each
        self._all = TokenBucket(*together, together[1], now)
        self._hosts: LRUCache[Hashable, TokenBucket] = LRUCache(HOSTS)

    def wait(self, host: Hashable, now: float) -> float:
        """Seconds until a host may have a token, 0 if it may now."""
        return max(self._of(host, now).wait(now), self._all.wait(now))

    def take(self, host: Hashable, now: float) -> bool:
        """Take a token for a host; False where there is none."""
        if self.wait(host, now) > 0:
            return False
        self._of(host, now).left -= 1
        self._all.left -= 1
        return True

    def _of(self, host: Hashable, now: float) -> TokenBucket:
        return self._hosts.setdefault(host, TokenBucket(*self._each, self._each[1], now))


RATE = 5.0  # reports a second from one host, after
BURST = 10.0  # that many at once

Report = str | Callable[[], str]  # a line, or how to compose it should it be heard
Listener = Callable[[str, Any], None]


class Reports:
    """Passes reports on to listeners(text, source), from any thread; a network source's host is held to RATE.

    A report whose source is None (a preset file, the show itself) always passes.
    """

    def __init__(self, *listeners: Listener, clock: Callable[[], float] = time.perf_counter):
        self._listeners = list(listeners)
        self._readers = list(listeners)
        self._clock = clock
        self._lock = threading.Lock()
        self._limit = RateLimiter((RATE, BURST), (10 * RATE, 10 * BURST), clock())
        self._silenced: LRUCache[Any, int] = LRUCache(HOSTS)  # reports of each host that were not passed on

    def listen(self, listener: Listener, reader: Listener | None = None) -> None:
        """Pass trouble on to a listener, and what is no trouble to a reader, who is the same unless told otherwise."""
        self._listeners.append(listener)
        self._readers.append(reader or listener)

    def note(self, text: str) -> None:
        """Tell a line that is no trouble: a recording that has begun, a controller that is back."""
        _pass(self._readers, text, None)

    def tell(self, compose: Report, source: Any = None) -> None:
        """Report a line; compose is only called when the line will be heard, as naming a near address takes 1 ms."""
        silenced = 0
        if source is not None:
            with self._lock:
                host = getattr(source, "host", source)
                silenced = self._silenced.pop(host, 0)
                if not self._limit.take(host, self._clock()):
                    self._silenced[host] = silenced + 1
                    return
        text = compose if isinstance(compose, str) else compose()
        if silenced:
            text += f" (and {silenced} more not shown)"
        _pass(self._listeners, text, source)


def _pass(listeners: list[Listener], text: str, source: Any) -> None:
    text = printable(text)
    for listener in listeners:
        try:
            listener(text, source)
        except Exception:  # whoever reports trouble must not come into trouble by it
            logging.getLogger("reverie").exception("a report was not heard: %s", text)
