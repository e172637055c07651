"""The pin that a panel is asked for when others than this machine can reach the web port."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cachetools import FIFOCache

from engine.control.reports import RateLimiter

if TYPE_CHECKING:
    from starlette.datastructures import Headers

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


# What every answer says: load nothing from elsewhere, be framed by nobody.
HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        b"frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class HostCheck:
    """ASGI middleware. loopback: the port is for this machine alone, and so are the names it answers to.

    announced: the name by which zeroconf lets others find us.

    A page anywhere can make a browser on this machine send requests here, and can have its own host name
    resolve to 127.0.0.1 (DNS rebinding) to read the answers too; the Host and Origin headers give both away.
    """

    def __init__(self, app: Callable, loopback: bool, announced: str):
        self._app, self._loopback = app, loopback
        host = socket.gethostname().lower()
        here = {host, f"{host}.local", f"{host.split('.')[0]}.local"}
        self._names = {"localhost", announced} | (set() if loopback else here)

    async def __call__(self, scope: dict[str, Any], receive: Callable, send: Callable) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        from starlette.datastructures import Headers  # costs a start a tenth of a second, so with the first browser
        from starlette.responses import PlainTextResponse

        headers = Headers(scope=scope)
        refusal = self._refusal(headers, scope)
        if refusal:
            answer = PlainTextResponse(refusal + "\n", 403)
            if scope["type"] == "websocket":
                return await send({"type": "websocket.close", "code": 1008, "reason": refusal})
            return await answer(scope, receive, send)

        async def guarded(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *HEADERS]}
            await send(message)

        return await self._app(scope, receive, guarded)

    def _refusal(self, headers: Headers, scope: dict[str, Any]) -> str:
        """Why a request is refused, or ''."""
        host = headers.get("host", "")
        if not self._known(hostname(host)):
            return "unknown Host: open this page by its address, or as localhost"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return "requests from other sites are refused"
        visit = (
            scope.get("method") == "GET"
            and headers.get("sec-fetch-mode") == "navigate"
            and headers.get("sec-fetch-dest") == "document"
        )  # a link that somebody followed: the answer goes to them and not to the page they came from
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not visit:
            return "requests from other sites are refused"
        return ""

    def _known(self, name: str) -> bool:
        if name in self._names:
            return True
        try:
            ip = ipaddress.ip_address(name)
        except ValueError:
            return False
        return ip.is_loopback or not self._loopback


def hostname(host: str) -> str:
    """The name in a Host header, in lower case, without its port and a last dot; '' where it is malformed."""
    try:
        return (urlsplit(f"//{host}").hostname or "").removesuffix(".")
    except ValueError:
        return ""
