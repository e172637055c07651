"""The pin that a panel is asked for when others than this machine can reach the web port."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

DIGITS = 6
TRIES, WAIT = 5, 20.0  # wrong pins from one host at once, and then one in so many seconds
ALL_TRIES, ALL_WAIT = 30, 4.0  # the same from all hosts together: of a million pins, at most 1 in 1000 in an hour
_HOSTS = 256
_SESSIONS = 256


class TooManyTries(ValueError):
    """A pin that is not looked at, because too many were wrong; seconds: when to try again."""

    def __init__(self, seconds: float):
        super().__init__(f"too many wrong pins: try again in {seconds:.0f} s")
        self.seconds = seconds


class _Patience:
    def __init__(self, tries: int, wait: float, now: float):
        self.tries, self.wait, self.left, self.then = tries, wait, float(tries), now

    def missing(self, now: float) -> float:
        """Seconds until another try, 0 if it may be made now."""
        self.left = min(self.tries, self.left + (now - self.then) / self.wait)
        self.then = now
        return max(0.0, (1 - self.left) * self.wait)


class Door:
    """Knows the pin and who has given it. Open to everyone when it is made without a pin."""

    def __init__(self, pin: str = "", clock: Callable[[], float] = time.monotonic):
        self.pin = pin
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: OrderedDict[bytes, None] = OrderedDict()  # digests: looking one up tells nothing about it
        self._hosts: OrderedDict[str, _Patience] = OrderedDict()
        self._all = _Patience(ALL_TRIES, ALL_WAIT, clock())

    def admits(self, session: str | None) -> bool:
        """Whether a visitor who shows this session may come in."""
        return not self.pin or (session is not None and _digest(session) in self._sessions)

    def knock(self, host: str, pin: str) -> str | None:
        """Give a new session for the right pin, None for a wrong one. Raises TooManyTries."""
        with self._lock:
            now = self._clock()
            patience = self._hosts.pop(host, None) or _Patience(TRIES, WAIT, now)
            self._hosts[host] = patience
            if len(self._hosts) > _HOSTS:
                self._hosts.popitem(last=False)
            missing = max(patience.missing(now), self._all.missing(now))
            if missing > 0:
                raise TooManyTries(missing)
            if not hmac.compare_digest(pin.encode(), self.pin.encode()):
                patience.left -= 1
                self._all.left -= 1
                return None
            session = secrets.token_urlsafe(32)
            self._sessions[_digest(session)] = None
            if len(self._sessions) > _SESSIONS:
                self._sessions.popitem(last=False)
            return session


def new_pin() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def _digest(session: str) -> bytes:
    return hashlib.sha256(session.encode("utf-8", "replace")).digest()
