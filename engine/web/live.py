"""Everyone who is connected by a WebSocket: panels, which speak JSON, and OSCQuery clients, which speak OSC.

One task looks at what has changed, 60 times a second while anybody is connected, and leaves it with each visitor;
each visitor's own task sends it on. To one that reads slowly the newest values go, not all of them.

A panel sends a list of messages, [[address, argument, ...], ...], which is one change, and is told the parameters that
it set by name, changed or not, but for those that wait for the beat. It is sent objects with whatever of these is new:

table     the parameters and actions, once: {parameters: [...], actions: [...]}
values    by address; a text with weights is [[text, weight], ...], null means that the model decides
status    what the show's details() give, by name; also beat (its number, on every beat) and waits (the addresses of
          what is set but waits for its line of the beat)
presets   [{name, text, picture}]; picture: a number that changes when the thumbnail does, 0 without one
messages  [{number, at, text}], oldest first
answers   [[address, argument, ...], ...] to what the panel asked
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from engine.control.store import Scene
from engine.control.wire import BadPacket, Message, decode
from engine.parameters import ACTIONS, PARAMETERS, changed
from engine.tempo.grid import BAR, Grid
from engine.web import oscquery
from engine.web.backstage import Backstage, Visitor
from engine.web.messages import Messages
from engine.web.plain import plain
from engine.web.thumbnails import picture_of

RATE = 60.0  # looks at the values a second
STATUS_EVERY = 0.2  # seconds
PRESETS_EVERY = 1.0  # seconds
MOST = 100  # visitors
_MOST_ARGUMENTS = 130  # of one message from a panel: a blend of 64 texts, and some


class Live:
    """The visitors. Everything but `send` is to be called on the server's event loop."""

    def __init__(self, backstage: Backstage, messages: Messages, stop: threading.Event):
        self._backstage, self._messages, self._stop = backstage, messages, stop
        self._visitors: dict[Visitor, Panel | Client] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()

    def signals(self) -> dict[str, Any]:
        """What is told under `/status/`, by name."""
        alive = int(time.perf_counter() - self._messages.began)
        scene, now = self._backstage.store.scene, time.perf_counter()
        told = {"error": self._messages.newest, "heartbeat": alive}
        return {**self._backstage.status(), **told, **beat(scene.grid, now)}

    def send(self, peer: Visitor, packet: bytes) -> None:
        """Answer a visitor, from any thread; lost if it has left."""
        with contextlib.suppress(RuntimeError):  # the server has just been closed
            self._loop.call_soon_threadsafe(self._answer, peer, packet)

    def _answer(self, peer: Visitor, packet: bytes) -> None:
        visitor = self._visitors.get(peer)
        if visitor is not None:
            visitor.answered(decode(packet))

    async def panel(self, socket: WebSocket) -> None:
        """Serve a panel until it leaves."""
        await self._serve(socket, lambda peer: Panel(self._backstage, peer))

    async def client(self, socket: WebSocket) -> None:
        """Serve an OSCQuery client until it leaves."""
        await self._serve(socket, lambda peer: Client(self._backstage, peer, self.signals))

    async def _serve(self, socket: WebSocket, welcome: Callable[[Visitor], Panel | Client]) -> None:
        if len(self._visitors) >= MOST:
            return await socket.close(1013)
        await socket.accept()
        host, port = socket.client or ("", 0)
        peer = Visitor(host, port, True)
        visitor = self._visitors[peer] = welcome(peer)
        visitor.take(self._everything(visitor))
        if self._ticking is None or self._ticking.done():
            self._ticking = asyncio.create_task(self._tick())
        sending = asyncio.create_task(visitor.send_on(socket))
        try:
            while not self._stop.is_set():
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    break
                visitor.heard(message)
        except WebSocketDisconnect:
            pass
        finally:
            sending.cancel()
            del self._visitors[peer]
            self._backstage.gone(peer)
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await sending
        return None

    def _everything(self, visitor: Panel | Client) -> dict[str, Any]:
        """What a new visitor begins with."""
        state = self._backstage.store.scene.at(time.perf_counter())
        news: dict[str, Any] = {"values": {address: state[address] for address in PARAMETERS}}
        if isinstance(visitor, Panel):
            news |= {"table": table(), "presets": self._presets(), "messages": self._messages.since(0)}
            with contextlib.suppress(Exception):  # the next tick tells of it
                news["status"] = dict(self._backstage.details())
        return news

    async def _tick(self) -> None:
        """Tell the visitors what is new until the last has left."""
        store = self._backstage.store
        scene = store.scene
        state = scene.at(time.perf_counter())
        status: Mapping[str, Any] = {}
        signals: Mapping[str, Any] = {}
        presets: list[dict[str, Any]] = []
        told = self._messages.count
        status_at = presets_at = 0.0
        trouble, count = "", 0
        while self._visitors and not self._stop.is_set():
            await asyncio.sleep(1 / RATE)
            now = time.perf_counter()
            news: dict[str, Any] = {}
            try:
                if store.scene is not scene or scene.glides:
                    scene = store.scene
                    before, state = state, scene.at(now)
                    if values := changed(before, state):
                        news["values"] = values
                if self._messages.count > told:
                    news["messages"] = self._messages.since(told)
                    told = self._messages.count
                if now >= status_at:
                    status_at = now + STATUS_EVERY
                    before_status, status = status, {**self._backstage.details(), "waits": waiting(scene, now)}
                    news |= _difference("status", before_status, status)
                    before_signals, signals = signals, self.signals()
                    for name in beat(scene.grid, now):
                        del signals[name]
                    news |= _difference("signals", before_signals, signals)
                    trouble = ""
                if math.floor(scene.grid.beat_at(now)) != count:
                    count = math.floor(scene.grid.beat_at(now))
                    news["signals"] = {**news.get("signals", {}), **beat(scene.grid, now)}
                    news["status"] = {**news.get("status", {}), "beat": scene.grid.beat_at(now)}
                if now >= presets_at:
                    presets_at = now + PRESETS_EVERY
                    before_presets, presets = presets, self._presets()
                    if presets != before_presets:
                        news["presets"] = presets
            except Exception as error:  # what the show says of itself must not end what it shows
                if trouble != repr(error):
                    trouble = repr(error)
                    self._backstage.reports.tell(f"panel: {type(error).__name__}: {error}")
            if news:
                for visitor in list(self._visitors.values()):
                    visitor.take(news)

    def _presets(self) -> list[dict[str, Any]]:
        presets = self._backstage.presets
        found = []
        for name in presets.names:
            preset = presets.get(name)
            found.append({"name": name, "text": preset.description, "picture": picture_of(preset.path)})
        return found


class Panel:
    """One panel: what waits to be sent to it, and what it says."""

    def __init__(self, backstage: Backstage, peer: Visitor):
        self._backstage, self._peer = backstage, peer
        self._waiting: dict[str, Any] = {}
        self._wake = asyncio.Event()

    def take(self, news: Mapping[str, Any]) -> None:
        for key, value in news.items():
            if key == "signals":
                continue
            held = self._waiting.get(key)
            if key in ("values", "status") and held:
                value = {**held, **value}
            elif key in ("messages", "answers") and held:
                value = [*held, *value][-MOST:]
            self._waiting[key] = value
        self._wake.set()

    def answered(self, messages: list[Message]) -> None:
        """Show what the panel asked for; values and status it has anyway."""
        answers = [
            [address, *arguments]
            for address, arguments in messages
            if address not in PARAMETERS and not address.startswith("/status/")
        ]
        if answers:
            self.take({"answers": answers})

    async def send_on(self, socket: WebSocket) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            news, self._waiting = self._waiting, {}
            await socket.send_text(json.dumps(plain(news), separators=(",", ":")))

    def heard(self, message: Mapping[str, Any]) -> None:
        desk, reports = self._backstage.desk, self._backstage.reports
        try:
            messages = [_message(each) for each in json.loads(message.get("text") or "")]
        except (ValueError, TypeError, RecursionError):
            return reports.tell("ignored a panel's message that is not a list of messages", self._peer)
        desk.apply([(address, arguments, self._peer) for address, arguments in messages])
        return self._confirm({address for address, _ in messages})

    def _confirm(self, addresses: set[str]) -> None:
        """Tell the panel what it set even where it is as before: there, what was written still stands."""
        scene, now = self._backstage.store.scene, time.perf_counter()
        state, waits = scene.at(now), waiting(scene, now)
        values = {address: state[address] for address in addresses if address in PARAMETERS and address not in waits}
        if values:
            self.take({"values": values})


class Client:
    """One OSCQuery client: the addresses it listens to, and the packets that wait to be sent."""

    def __init__(self, backstage: Backstage, peer: Visitor, signals: Callable[[], Mapping[str, Any]]):
        self._backstage, self._peer, self._signals = backstage, peer, signals
        self._listens: set[str] = set()
        self._waiting: dict[str, bytes] = {}  # by address: the newest only
        self._wake = asyncio.Event()

    def take(self, news: Mapping[str, Any]) -> None:
        signals = {f"/status/{name}": value for name, value in news.get("signals", {}).items()}
        for address, value in {**news.get("values", {}), **signals}.items():
            if address in self._listens:
                self._put(address, oscquery.packet(address, value))

    def answered(self, messages: list[Message]) -> None:
        """Pass an answer on; values and status only where they are listened to."""
        for address, arguments in messages:
            if address in self._listens or not (address in PARAMETERS or address.startswith("/status/")):
                self._put(address, oscquery.encode(address, *arguments))

    def _put(self, address: str, packet: bytes) -> None:
        if packet:
            self._waiting[address] = packet
            self._wake.set()

    async def send_on(self, socket: WebSocket) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            packets, self._waiting = self._waiting, {}
            for packet in packets.values():
                await socket.send_bytes(packet)

    def heard(self, message: Mapping[str, Any]) -> None:
        packet, reports = message.get("bytes"), self._backstage.reports
        if packet is None:
            return self._command(message.get("text") or "")
        try:
            messages = decode(packet)
        except BadPacket as error:
            return reports.tell(f"ignored {error}", self._peer)
        return self._backstage.desk.apply([(address, arguments, self._peer) for address, arguments in messages])

    def _command(self, text: str) -> None:
        try:
            request = json.loads(text)
            command, address = request["COMMAND"], request["DATA"]
            if command not in ("LISTEN", "IGNORE") or not self._known(address):
                raise ValueError
        except (ValueError, TypeError, KeyError, RecursionError):
            return self._backstage.reports.tell(f"ignored what is no LISTEN or IGNORE: {text:.80}", self._peer)
        return self._listens.add(address) if command == "LISTEN" else self._listens.discard(address)

    def _known(self, address: Any) -> bool:
        if not isinstance(address, str):
            return False
        return address in PARAMETERS or address in ACTIONS or address[8:] in self._signals()


def beat(grid: Grid, now: float) -> dict[str, float]:
    """The musical time, as it is told under `/status/`."""
    number = grid.beat_at(now)
    return {"beat": number, "bar": math.floor(number / BAR) + 1, "phase": number / BAR % 1.0}


def waiting(scene: Scene, now: float) -> list[str]:
    """The addresses of what is set but waits for its line of the beat."""
    return sorted(address for address, glide in scene.glides.items() if glide.changes(scene.grid) > now)


def table() -> dict[str, Any]:
    """The parameters and actions, as the panel builds itself from them."""
    return {
        "parameters": [
            {
                "address": p.address,
                "kind": p.kind,
                "default": p.default,
                "low": p.low,
                "high": p.high,
                "unit": p.unit,
                "choices": p.choices,
                "doc": p.doc,
                "merges": p.merges,
            }
            for p in PARAMETERS.values()
        ],
        "actions": [{"address": a.address, "arguments": a.arguments, "doc": a.doc} for a in ACTIONS.values()],
    }


def _message(entry: Any) -> Message:
    """One message of a panel's list; raises ValueError, TypeError."""
    address, *arguments = entry
    if not isinstance(address, str) or len(arguments) > _MOST_ARGUMENTS:
        raise ValueError
    if not all(isinstance(argument, (str, int, float, bool)) for argument in arguments):
        raise TypeError
    for text in (address, *arguments):
        str(text).encode()  # half a surrogate pair is no text, for OSC and tokenizers alike
    return address, arguments


def _difference(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What is new or other than before, None for what is gone; nothing where all is as before."""
    new = {name: value for name, value in after.items() if name not in before or before[name] != value}
    new |= {name: None for name in before if name not in after}
    return {key: new} if new else {}
