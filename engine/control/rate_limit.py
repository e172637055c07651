"""Token buckets: how much a host may have at once and, after that, a second; and all hosts together."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from cachetools import LRUCache

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
