"""The routes of the web port.

/            the preview page: the picture, how the show goes, what it last said
/stream.mjpg the small picture as MJPEG, at most 15 a second, rendered only while somebody looks
/frame.png   the picture of this moment at full output size
/status.json what the show's status() gives; the page shows these keys where they are there:
             fps, target_fps, late, keyframes (a second), position, ready, dreamer (text), error (text), size
             ([width, height]), uptime (s), outputs ({name: {state, text, frames, dropped}}), messages ([text])
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from engine.frames import Frame
from engine.web.guard import Guard

PAGES = Path(__file__).parent / "pages"
PATIENCE = 5.0  # seconds to wait for a full picture
FRESH = {"Cache-Control": "no-store"}


class Preview(Protocol):
    """Where pictures come from: engine.outputs.preview.Preview. Its callbacks come on another thread."""

    jpeg: bytes

    def watch(self, wake: Callable[[], None]) -> AbstractContextManager[None]: ...

    def ask(self, then: Callable[[Frame], None]) -> None: ...


def build(
    preview: Preview, status: Callable[[], Mapping[str, Any]], stop: threading.Event, loopback: bool
) -> Starlette:
    """The application. stop: set when the show ends; loopback: only this machine can reach it."""

    async def page(request: Request) -> Response:
        return FileResponse(PAGES / "index.html", headers={"Cache-Control": "no-cache"})

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

    async def state(request: Request) -> Response:
        return Response(json.dumps(plain(status())), media_type="application/json", headers=FRESH)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/stream.mjpg", stream),
            Route("/frame.png", frame),
            Route("/status.json", state),
            Mount("/pages", StaticFiles(directory=PAGES)),
        ],
        middleware=[Middleware(Guard, loopback=loopback)],
    )


def settle(future: asyncio.Future[Frame], frame: Frame) -> None:
    """Give a request its frame, unless it has stopped waiting."""
    if not future.done():
        future.set_result(frame)


def png(frame: Frame) -> bytes:
    """frame: BGR. Lossless and quick rather than small: a 4K picture takes some tenths of a second."""
    import cv2

    return cv2.imencode(".png", frame.data, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()


async def pictures(preview: Preview, stop: threading.Event) -> AsyncIterator[bytes]:
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


def plain(value: Any) -> Any:
    """The value with what JSON can't say put into its words: NaN and infinity are null, the rest is text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
