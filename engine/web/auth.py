"""The pin that a panel is asked for when others than this machine can reach the web port."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable

from cachetools import FIFOCache

from engine.control.reports import RateLimiter

DIGITS = 6
TRIES, WAIT = 5, 20.0  # wrong pins from one host at once, and then one in so many seconds
ALL_TRIES, ALL_WAIT = 30, 4.0  # the same from all hosts together: of a million pins, at most 1 in 1000 in an hour
_SESSIONS = 256


class TooManyTries(ValueError):
    """A pin that is not looked at, because too many were wrong; seconds: when to try again."""

    def __init__(self, seconds: float):
        super().__init__(f"too many wrong pins: try again in {seconds:.0f} s")
        self.seconds = seconds


class PinAuth:
    """Knows the pin and who has given it. Open to everyone when it is made without a pin."""

    def __init__(self, pin: str = "", clock: Callable[[], float] = time.monotonic):
        self.pin = pin
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: FIFOCache[bytes, bool] = FIFOCache(_SESSIONS)  # digests: looking one up tells nothing about it
        self._wrong = RateLimiter((1 / WAIT, TRIES), (1 / ALL_WAIT, ALL_TRIES), clock())

    def admits(self, session: str | None) -> bool:
        """Whether a visitor who shows this session may come in."""
        return not self.pin or (session is not None and _digest(session) in self._sessions)

    def knock(self, host: str, pin: str) -> str | None:
        """Give a new session for the right pin, None for a wrong one. Raises TooManyTries."""
        with self._lock:
            now = self._clock()
            missing = self._wrong.wait(host, now)
            if missing > 0:
                raise TooManyTries(missing)
            if not hmac.compare_digest(pin.encode(), self.pin.encode()):
                self._wrong.take(host, now)
                return None
            session = secrets.token_urlsafe(32)
            self._sessions[_digest(session)] = True
            return session


def new_pin() -> str:
    """A pin of DIGITS digits, drawn as nobody can foresee."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def _digest(session: str) -> bytes:
    return hashlib.sha256(session.encode("utf-8", "replace")).digest()
