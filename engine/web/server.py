"""The web server's sockets, bound before anything starts, and the thread that serves it."""

from __future__ import annotations

import errno
import select
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.control.osc_codec import LARGEST_PACKET, Peer
from engine.web.auth import PinAuth, new_pin
from engine.web.show_context import MessageLog, ShowContext, Visitor

if TYPE_CHECKING:
    from engine.web.app import PictureSource
    from engine.web.sockets import Visitors

WAIT = 0.25  # seconds between looks at `stop`
CLOSE = 1.0  # seconds that close() takes at most, about


class WebError(RuntimeError):
    """The web port can't be had; one line that says what to do."""


def bind(host: str, port: int) -> list[socket.socket]:
    """Listening sockets (port 0: any free one), to be given to Web; the first tells the port. Raises WebError.

    With 127.0.0.1 and 0.0.0.0 goes ::1, as `localhost` means that to many browsers, and where nobody answers they
    wait: on Windows for two seconds.
    """
    if not 0 <= port <= 65535:
        raise WebError(f"there is no port {port}: choose one up to 65535 with --web-port")
    listening: list[socket.socket] = []
    for name in (host, "::1") if host in ("127.0.0.1", "localhost", "0.0.0.0") else (host,):
        family = socket.AF_INET6 if ":" in name else socket.AF_INET
        at = listening[0].getsockname()[1] if listening else port
        try:
            listening.append(socket.create_server((name, at), family=family, backlog=64))
        except OSError as error:
            if listening and (not port or error.errno != errno.EADDRINUSE):
                continue  # this machine has no ::1
            for each in listening:
                each.close()
            reason = error.strerror or error
            raise WebError(
                f"the web port {name}:{at} can't be opened ({reason}): choose another with --web-port"
            ) from None
    return listening


class WebServer:
    """Serves the panel and OSCQuery on the sockets from `bind`, on a thread of its own, until `close()`.

    report: takes one line when serving fails; it is then tried again.
    uvicorn and starlette are loaded when the first browser connects, so that they cost the start of a show nothing.
    """

    def __init__(
        self,
        listening: list[socket.socket],
        preview: PictureSource,
        context: ShowContext,
        report: Callable[[str], None],
    ):
        self._sockets, self._preview, self._context, self._report = listening, preview, context, report
        self.address = address(listening[0])
        self.port: int = listening[0].getsockname()[1]
        self._auth = PinAuth("" if loopback(listening[0]) else new_pin())
        self._messages = MessageLog()
        context.reports.listen(self._messages.told, self._messages.noted)
        self._visitors: Visitors | None = None
        self._server: Any = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, args=(self._stop,), name="web")
        self._thread.start()

    def __enter__(self) -> WebServer:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def pin(self) -> str:
        """What a panel is asked for, "" on loopback."""
        return self._auth.pin

    @property
    def invitation(self) -> str:
        """The URL for a phone, with the pin in it behind a #, which browsers keep to themselves."""
        return f"{reachable(self._sockets[0])}#{self.pin}" if self.pin else self.address

    def send(self, peer: Peer, packet: bytes) -> bool:
        """Answer a visitor, from any thread; False for a peer that is none."""
        if not isinstance(peer, Visitor):
            return False
        if self._visitors is not None:
            self._visitors.send(peer, packet)
        return True

    def close(self) -> None:
        self._stop.set()
        if self._server is not None:
            self._server.should_exit = self._server.force_exit = True
        self._thread.join(2 * CLOSE)
        for each in self._sockets:
            each.close()

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            if not select.select(self._sockets, [], [], WAIT)[0]:
                continue
            try:
                self._serve(stop)
            except (Exception, SystemExit) as error:  # uvicorn exits where it might raise
                self._report(f"web: {type(error).__name__}: {error}")
                stop.wait(1)

    def _serve(self, stop: threading.Event) -> None:
        import asyncio

        import uvicorn

        from engine.web.app import build
        from engine.web.sockets import Visitors

        async def serve() -> None:
            self._visitors = Visitors(self._context, self._messages, stop)
            config = uvicorn.Config(
                build(self._preview, self._context, self._visitors, self._auth, stop, self.port),
                lifespan="off",
                log_config=None,  # the terminal belongs to the show's status line,
                log_level="error",  # and a visitor's bad manners are no news
                access_log=False,
                server_header=False,
                limit_concurrency=200,
                timeout_graceful_shutdown=1,
                ws_max_size=LARGEST_PACKET,
                ws_per_message_deflate=False,  # costs more time than it saves on the way
            )
            self._server = uvicorn.Server(config)
            if not stop.is_set():  # else close() has just missed the server
                await self._server.serve(sockets=[each.dup() for each in self._sockets])  # it closes what it is given

        asyncio.run(serve())


def loopback(listening: socket.socket) -> bool:
    """Whether only this machine can reach the socket."""
    host = listening.getsockname()[0]
    return host.startswith("127.") or host == "::1"


def address(listening: socket.socket) -> str:
    """The URL to type into a browser."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def reachable(listening: socket.socket) -> str:
    """The URL by which another machine, such as a phone, finds us: with a number where there is no name service."""
    host, port = listening.getsockname()[:2]
    if host not in ("0.0.0.0", "::"):
        return address(listening)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; tells which of our addresses the way out has
        except OSError:
            return address(listening)
        return f"http://{probe.getsockname()[0]}:{port}/"
