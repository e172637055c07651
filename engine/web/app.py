"""The routes of the web port.

/               the panel, for a browser; the OSCQuery tree, for everyone else
/live           the panel's WebSocket (sockets.py)
/stream.mjpg    the small picture as MJPEG, at most 15 a second, rendered only while somebody looks
/frame.png      the picture of this moment at full output size
/status.json    what the show's details() give
/thumbnails/    the small pictures of presets, NAME.jpg
/session        GET: whether the visitor may come in; POST: takes the pin
anything else   an address in the OSCQuery tree (oscquery.py), whose WebSocket is at every other path

The picture, the status and the panel's WebSocket want a session where others than this machine can reach the port.
The tree doesn't: it tells and takes what OSC does, from those that OSC hears.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import anyio.to_thread
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from engine.coercion import BadValue
from engine.frames import Frame
from engine.web import oscquery
from engine.web.auth import PinAuth, TooManyTries
from engine.web.oscquery import host_name
from engine.web.show_context import ShowContext, json_safe
from engine.web.sockets import Visitors

PAGES = Path(__file__).parent / "pages"
PATIENCE = 5.0  # seconds to wait for a full picture
FRESH = {"Cache-Control": "no-store"}
LONGEST_FORM = 200  # bytes of a pin's JSON
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


class PictureSource(Protocol):
    """Where pictures come from: engine.devices.preview.PreviewOutput. Its callbacks come on another thread."""

    jpeg: bytes

    def watch(self, wake: Callable[[], None]) -> AbstractContextManager[None]: ...

    def ask(self, then: Callable[[Frame], None]) -> None: ...


def build(
    preview: PictureSource, context: ShowContext, visitors: Visitors, auth: PinAuth, stop: threading.Event, port: int
) -> Starlette:
    """The application. stop: set when the show ends; port: the web port; an `auth` without a pin is on loopback."""
    cookie = f"reverie_{port}"  # cookies know no ports

    def admitted(visitor: HTTPConnection) -> bool:
        return auth.admits(visitor.cookies.get(cookie))

    def private(endpoint: Any) -> Any:
        """The endpoint, for those who have given the pin."""

        async def guarded(request: Request) -> Response:
            if not admitted(request):
                return PlainTextResponse("the pin first: open the panel\n", 401, headers=FRESH)
            return await endpoint(request)

        return guarded

    async def stream(request: Request) -> Response:
        return StreamingResponse(
            pictures(preview, stop), media_type="multipart/x-mixed-replace; boundary=frame", headers=FRESH
        )

    async def frame(request: Request) -> Response:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Frame] = loop.create_future()

        def then(frame: Frame) -> None:
            with contextlib.suppress(RuntimeError):  # the server has just been closed
                loop.call_soon_threadsafe(settle, future, frame)

        preview.ask(then)
        try:
            picture = await asyncio.wait_for(future, PATIENCE)
        except asyncio.TimeoutError:
            return PlainTextResponse("no picture yet\n", 503, headers=FRESH)
        return Response(await anyio.to_thread.run_sync(png, picture), media_type="image/png", headers=FRESH)

    async def status(request: Request) -> Response:
        return as_json(context.details())

    async def thumbnail(request: Request) -> Response:
        name = request.path_params["name"]
        if name in context.presets.names:
            with contextlib.suppress(BadValue, OSError):
                data = context.presets.get(name).path.with_suffix(".jpg").read_bytes()
                return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})
        return PlainTextResponse("no such picture\n", 404)

    async def session(request: Request) -> Response:
        return as_json({"open": admitted(request)})

    async def pin(request: Request) -> Response:
        host = request.client.host if request.client else ""
        try:
            given = str(json.loads(await short_body(request))["pin"]).strip()
            token = auth.knock(host, given)
        except TooManyTries as error:
            return as_json({"open": False, "error": str(error)}, 429)
        except (ValueError, KeyError, TypeError, ClientDisconnect):
            return as_json({"open": False, "error": "wants a pin"}, 400)
        if token is None:
            return as_json({"open": False, "error": "that is not the pin"}, 403)
        answer = as_json({"open": True})
        answer.set_cookie(cookie, token, httponly=True, samesite="strict", max_age=7 * 86400)
        return answer

    async def tree(request: Request) -> Response:
        query = [unquote(part.split("=")[0]) for part in request.url.query.split("&") if part]
        html = "text/html" in request.headers.get("accept", "")
        if "HTML" in query or (request.url.path == "/" and html and not query):
            return FileResponse(PAGES / "index.html", headers={"Cache-Control": "no-cache", "Vary": "Accept"})
        if not heard(request, context):
            return PlainTextResponse("not among those whom --allow names\n", 403)
        if "HOST_INFO" in query or request.url.path.rstrip("/") == "/HOST_INFO":  # some ask so
            here = request.scope.get("server") or ("127.0.0.1", port)
            return as_json(oscquery.host_info(here[0], context.osc_port, port))
        state = context.store.scene.at(time.perf_counter())
        try:
            node = oscquery.find(oscquery.tree(state, visitors.signals()), request.url.path)
            return as_json(oscquery.asked(node, query), vary=True)
        except oscquery.NoSuchNode:
            return as_json({"error": f"there is no {request.url.path:.80}"}, 404)
        except oscquery.UnknownAttribute as error:
            return as_json({"error": f"there is no attribute {error!s:.80}"}, 400)
        except oscquery.NotAsked:
            return Response(status_code=204, headers=FRESH)

    async def panel_socket(socket: WebSocket) -> None:
        if not admitted(socket):
            return await socket.close(1008)
        return await visitors.panel(socket)

    async def client_socket(socket: WebSocket) -> None:
        if not heard(socket, context):
            return await socket.close(1008)
        return await visitors.client(socket)

    return Starlette(
        routes=[
            WebSocketRoute("/live", panel_socket),
            WebSocketRoute("/{path:path}", client_socket),
            Route("/stream.mjpg", private(stream)),
            Route("/frame.png", private(frame)),
            Route("/status.json", private(status)),
            Route("/thumbnails/{name}.jpg", private(thumbnail)),
            Route("/session", session, methods=["GET"]),
            Route("/session", pin, methods=["POST"]),
            Mount("/pages", StaticFiles(directory=PAGES)),
            Route("/{path:path}", tree),
        ],
        middleware=[Middleware(HostCheck, loopback=not auth.pin, announced=host_name(context.osc_port))],
    )


def heard(visitor: HTTPConnection, context: ShowContext) -> bool:
    """Whether OSC from this visitor is heard."""
    if not context.allowed or visitor.client is None:
        return True
    address = ipaddress.ip_address(visitor.client.host.partition("%")[0])
    return any(address in network for network in context.allowed)


def as_json(value: Any, status: int = 200, vary: bool = False) -> Response:
    headers = {**FRESH, "Vary": "Accept"} if vary else FRESH
    return Response(json.dumps(json_safe(value)), status, media_type="application/json", headers=headers)


async def short_body(request: Request) -> bytes:
    """What was posted, if it is short; raises ValueError."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise ValueError
    return body


def settle(future: asyncio.Future[Frame], frame: Frame) -> None:
    """Give a request its frame, unless it has stopped waiting."""
    if not future.done():
        future.set_result(frame)


def png(frame: Frame) -> bytes:
    """frame: BGR. Lossless and quick rather than small: a 4K picture takes some tenths of a second."""
    import cv2

    return cv2.imencode(".png", frame.data, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()


async def pictures(preview: PictureSource, stop: threading.Event) -> AsyncIterator[bytes]:
    """The parts of the MJPEG, as they are made; a viewer that reads slowly misses some."""
    loop, fresh = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        with contextlib.suppress(RuntimeError):  # the server has just been closed
            loop.call_soon_threadsafe(fresh.set)

    with preview.watch(wake):
        while not stop.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(fresh.wait(), 0.5)
            if fresh.is_set():
                fresh.clear()
                jpeg = preview.jpeg
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                yield head.encode() + jpeg + b"\r\n"


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
        if origin is not None and origin.lower() not in (f"http://{host.lower()}", f"https://{host.lower()}"):
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
