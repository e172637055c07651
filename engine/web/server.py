"""The web server's socket, bound before anything starts, and the thread that serves it."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.web.app import Preview

WAIT = 0.25  # seconds between looks at `stop`
CLOSE = 1.0  # seconds that close() takes at most, about


class WebError(RuntimeError):
    """The web port can't be had; one line that says what to do."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket (port 0: any free one), to be given to Web. Raises WebError."""
    if not 0 <= port <= 65535:
        raise WebError(f"there is no port {port}: choose one up to 65535 with --web-port")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=64)
    except OSError as error:
        reason = error.strerror or error
        raise WebError(
            f"the web port {host}:{port} can't be opened ({reason}): choose another with --web-port"
        ) from None


class Web:
    """Serves the preview on a socket from `bind`, on a thread of its own, until `close()`.

    status: called for each /status.json, gives what is shown (see app.py). report: takes one line when
    serving fails; it is then tried again. uvicorn and starlette are loaded when the first browser connects,
    so that they cost the start of a show nothing.
    """

    def __init__(
        self,
        listening: socket.socket,
        preview: Preview,
        status: Callable[[], Mapping[str, Any]],
        report: Callable[[str], None],
    ):
        self._socket, self._preview, self._status, self._report = listening, preview, status, report
        self.address = address(listening)
        self._server: Any = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.run, args=(self._stop,), name="web")
        self._thread.start()

    def __enter__(self) -> Web:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._stop.set()
        if self._server is not None:
            self._server.should_exit = self._server.force_exit = True
        self._thread.join()
        self._socket.close()

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            if not select.select([self._socket], [], [], WAIT)[0]:
                continue
            try:
                self._serve(stop)
            except (Exception, SystemExit) as error:  # uvicorn exits where it might raise
                self._report(f"web: {type(error).__name__}: {error}")
                stop.wait(1)

    def _serve(self, stop: threading.Event) -> None:
        import uvicorn

        from engine.web.app import build

        app = build(self._preview, self._status, stop, loopback(self._socket))
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,  # the terminal belongs to the show's status line
            access_log=False,
            server_header=False,
            limit_concurrency=100,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        if not stop.is_set():  # else close() has just missed the server
            self._server.run(sockets=[self._socket.dup()])  # uvicorn closes what it is given


def loopback(listening: socket.socket) -> bool:
    """Whether only this machine can reach the socket."""
    host = listening.getsockname()[0]
    return host.startswith("127.") or host == "::1"


def address(listening: socket.socket) -> str:
    """The URL to type into a browser."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
