"""One-line reports of what was wrong with a message, held to a rate, so that a flood of garbage stays one voice."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

RATE = 5.0  # reports a second from one host, after
BURST = 10.0  # that many at once
_HOSTS = 256

Report = str | Callable[[], str]  # a line, or how to compose it should it be heard
Listener = Callable[[str, Any], None]


class _Allowance:
    def __init__(self, rate: float, burst: float, now: float):
        self.rate, self.burst, self.left, self.then, self.silenced = rate, burst, burst, now, 0

    def take(self, now: float) -> bool:
        self.left = min(self.burst, self.left + (now - self.then) * self.rate)
        self.then = now
        if self.left < 1:
            self.silenced += 1
            return False
        self.left -= 1
        return True


class Reports:
    """Passes reports on to listeners(text, source), from any thread; a network source's host is held to RATE.

    A report whose source is None (a preset file, the show itself) always passes.
    """

    def __init__(self, *listeners: Listener, clock: Callable[[], float] = time.perf_counter):
        self._listeners = list(listeners)
        self._clock = clock
        self._lock = threading.Lock()
        self._hosts: OrderedDict[Any, _Allowance] = OrderedDict()
        self._total = _Allowance(10 * RATE, 10 * BURST, clock())

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def tell(self, compose: Report, source: Any = None) -> None:
        """Report a line; compose is only called when the line will be heard, as naming a near address takes 1 ms."""
        silenced = 0
        if source is not None:
            with self._lock:
                now = self._clock()
                host = getattr(source, "host", source)
                allowance = self._hosts.pop(host, None) or _Allowance(RATE, BURST, now)
                self._hosts[host] = allowance
                if len(self._hosts) > _HOSTS:
                    self._hosts.popitem(last=False)
                if not allowance.take(now) or not self._total.take(now):
                    return
                silenced, allowance.silenced = allowance.silenced, 0
        text = compose if isinstance(compose, str) else compose()
        if silenced:
            text += f" (and {silenced} more not shown)"
        for listener in self._listeners:
            listener(text, source)
