"""Everyone who is connected by a WebSocket: panels, which speak JSON, and OSCQuery clients, which speak OSC.

One task looks at what has changed, 60 times a second while anybody is connected, and leaves it with each visitor;
each visitor's own task sends it on. To one that reads slowly the newest values go, not all of them.

A panel sends a list of messages, [[address, argument, ...], ...], which is one change, and is told the parameters that
it set by name, changed or not, but for those that wait for the beat. It is sent objects with whatever of these is new:

table     the parameters and actions, once: {parameters: [...], actions: [...]}
values    by address; a text with weights is [[text, weight], ...], null means that the model decides
status    what the show's details() give, by name; also beat (its number, on every beat) and waits (the addresses of
          what is set but waits for its line of the beat)
presets   [{name, number, text, picture}]; picture: a number that changes when the thumbnail does, 0 without one
messages  [{number, at, text, trouble}], oldest first; trouble: or else news
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

from engine.control.osc_codec import BadPacket, Message, decode
from engine.control.store import Scene
from engine.parameters import ACTIONS, ALIASES, PARAMETERS, changed
from engine.tempo.quantize import BAR, Grid
from engine.web import oscquery
from engine.web.show_context import MessageLog, ShowContext, Visitor, json_safe
from engine.web.thumbnails import picture_of

RATE = 60.0  # looks at the values a second
STATUS_EVERY = 0.2  # seconds
PRESETS_EVERY = 1.0  # seconds
MOST = 100  # visitors
_MOST_ARGUMENTS = 130  # of one message from a panel: a blend of 64 texts, and some


class Visitors:
    """The visitors. Everything but `send` is to be called on the server's event loop."""

    def __init__(self, context: ShowContext, messages: MessageLog, stop: threading.Event):
        self._context, self._messages, self._stop = context, messages, stop
        self._visitors: dict[Visitor, PanelVisitor | OscQueryVisitor] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()

    def signals(self) -> dict[str, Any]:
        """What is told under `/status/`, by name."""
        alive = int(time.perf_counter() - self._messages.began)
        scene, now = self._context.store.scene, time.perf_counter()
        told = {"error": self._messages.trouble, "message": self._messages.news, "heartbeat": alive}
        return {**self._context.status(), **told, **beat(scene.grid, now)}

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
        await self._serve(socket, lambda peer: PanelVisitor(self._context, peer))

    async def client(self, socket: WebSocket) -> None:
        """Serve an OSCQuery client until it leaves."""
        await self._serve(socket, lambda peer: OscQueryVisitor(self._context, peer, self.signals))

    async def _serve(self, socket: WebSocket, welcome: Callable[[Visitor], PanelVisitor | OscQueryVisitor]) -> None:
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
            self._context.gone(peer)
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await sending
        return None

    def _everything(self, visitor: PanelVisitor | OscQueryVisitor) -> dict[str, Any]:
        """What a new visitor begins with."""
        state = self._context.store.scene.at(time.perf_counter())
        news: dict[str, Any] = {"values": {address: state[address] for address in PARAMETERS}}
        if isinstance(visitor, PanelVisitor):
            news |= {"table": table(), "presets": self._presets(), "messages": self._messages.since(0)}
            with contextlib.suppress(Exception):  # the next tick tells of it
                news["status"] = dict(self._context.details())
        return news

    async def _tick(self) -> None:
        """Tell the visitors what is new until the last has left."""
        store = self._context.store
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
                    before_status, status = status, {**self._context.details(), "waits": waiting(scene, now)}
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
                    self._context.reports.tell(f"panel: {type(error).__name__}: {error}")
            if news:
                for visitor in list(self._visitors.values()):
                    visitor.take(news)

    def _presets(self) -> list[dict[str, Any]]:
        presets = self._context.presets
        found = []
        for name, number in presets.numbers.items():
            preset = presets.get(name)
            picture = picture_of(preset.path)
            found.append({"name": name, "number": number, "text": preset.description, "picture": picture})
        return found


class PanelVisitor:
    """One panel: what waits to be sent to it, and what it says."""

    def __init__(self, context: ShowContext, peer: Visitor):
        self._context, self._peer = context, peer
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
            await socket.send_text(json.dumps(json_safe(news), separators=(",", ":")))

    def heard(self, message: Mapping[str, Any]) -> None:
        desk, reports = self._context.desk, self._context.reports
        try:
            messages = [_message(each) for each in json.loads(message.get("text") or "")]
        except (ValueError, TypeError, RecursionError):
            return reports.tell("ignored a panel's message that is not a list of messages", self._peer)
        desk.apply([(address, arguments, self._peer) for address, arguments in messages])
        return self._confirm({address for address, _ in messages})

    def _confirm(self, addresses: set[str]) -> None:
        """Tell the panel what it set even where it is as before: there, what was written still stands."""
        scene, now = self._context.store.scene, time.perf_counter()
        state, waits = scene.at(now), waiting(scene, now)
        values = {address: state[address] for address in addresses if address in PARAMETERS and address not in waits}
        if values:
            self.take({"values": values})


class OscQueryVisitor:
    """One OSCQuery client: the addresses it listens to, and the packets that wait to be sent."""

    def __init__(self, context: ShowContext, peer: Visitor, signals: Callable[[], Mapping[str, Any]]):
        self._context, self._peer, self._signals = context, peer, signals
        self._listens: set[str] = set()
        self._waiting: dict[str, bytes] = {}  # by address: the newest only
        self._wake = asyncio.Event()

    def take(self, news: Mapping[str, Any]) -> None:
        signals = {f"/status/{name}": value for name, value in news.get("signals", {}).items()}
        values = news.get("values", {})
        leaves = {alias: values[address] for alias, address in ALIASES.items() if address in values}
        for address, value in {**values, **leaves, **signals}.items():
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
        packet, reports = message.get("bytes"), self._context.reports
        if packet is None:
            return self._command(message.get("text") or "")
        try:
            messages = decode(packet, lambda line: reports.tell(line, self._peer))
        except BadPacket as error:
            return reports.tell(f"ignored {error}", self._peer)
        return self._context.desk.apply([(address, arguments, self._peer) for address, arguments in messages])

    def _command(self, text: str) -> None:
        try:
            request = json.loads(text)
            command, address = request["COMMAND"], request["DATA"]
            if command not in ("LISTEN", "IGNORE") or not self._known(address):
                raise ValueError
        except (ValueError, TypeError, KeyError, RecursionError):
            return self._context.reports.tell(f"ignored what is no LISTEN or IGNORE: {text:.80}", self._peer)
        return self._listens.add(address) if command == "LISTEN" else self._listens.discard(address)

    def _known(self, address: Any) -> bool:
        if not isinstance(address, str):
            return False
        return any(address in table for table in (PARAMETERS, ACTIONS, ALIASES)) or address[8:] in self._signals()


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
