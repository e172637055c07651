"""A control room as a show wires it, on free ports, and peers that talk to it over real sockets."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from waiting import PATIENCE, until

from engine.coercion import BadValue
from engine.control.actions import Actions
from engine.control.feedback import Feedback
from engine.control.osc_codec import decode, encode
from engine.control.osc_server import OscServer, Ports, networks
from engine.control.reports import Reports
from engine.control.router import MessageRouter
from engine.control.store import Store
from engine.parameters import ACTIONS


class Client:
    """A peer on a UDP port of its own."""

    def __init__(self, port: int):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.sock.settimeout(0.05)
        self.port = self.sock.getsockname()[1]
        self._engine = ("127.0.0.1", port)
        self.got: list[tuple[str, list[Any]]] = []

    def send(self, address: str, *values: Any) -> None:
        self.raw(encode(address, *values))

    def raw(self, packet: bytes) -> None:
        self.sock.sendto(packet, self._engine)

    def read(self) -> None:
        with contextlib.suppress(TimeoutError):
            self.got += decode(self.sock.recv(65536))

    def wait_for(self, address: str) -> list[Any]:
        """Return the arguments of the first message to an address, and forget everything up to it."""

        def found() -> tuple[int, list[Any]] | None:
            self.read()
            return next(((i, v) for i, (a, v) in enumerate(self.got) if a == address), None)

        place, values = until(found)
        del self.got[: place + 1]
        return values

    def settle(self) -> None:
        """Come back when the engine has taken in all that was sent."""
        self.send("/ping")
        self.wait_for("/pong")

    def addresses(self, seconds: float) -> set[str]:
        """What comes within some time."""
        self.got.clear()
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            self.read()
        return {address for address, _ in self.got}

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()


@dataclass
class Room:
    """A running control room. fired: the actions that have run, with their arguments."""

    store: Store
    ports: Ports
    router: MessageRouter
    feedback: Feedback
    reports: Reports
    osc: OscServer
    told: list[str] = field(default_factory=list)
    fired: list[tuple[str, list[Any]]] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.ports.port

    def client(self, subscribe: bool = False) -> Client:
        client = Client(self.port)
        self.clients.append(client)
        if subscribe:
            client.send("/subscribe", client.port)
            client.settle()
        return client

    def value(self, address: str) -> Any:
        return self.store.scene.state[address]


def open_room(allow: tuple[str, ...] = (), checks: Any = None, feedback_port: int = 0) -> Room:
    store = Store()
    ports = Ports("127.0.0.1", 0)
    told: list[str] = []
    fired: list[tuple[str, list[Any]]] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as spare:  # a feedback port that nobody listens on
        spare.bind(("127.0.0.1", 0))
        port = feedback_port or spare.getsockname()[1]
    feedback = Feedback(store, ports.send, port, lambda: {"fps": 30.0, "ready": True, "none": None})
    reports = Reports(lambda text, source: told.append(text))
    reports.listen(feedback.error, feedback.message)

    def handler(address: str) -> Callable[[list[Any], Any], None]:
        def run(arguments: list[Any], source: Any) -> None:
            if arguments == ["no such preset"]:
                raise BadValue("there is no such preset")
            if arguments == ["boom"]:
                raise OSError("the disk is full")
            fired.append((address, arguments))

        return run

    handlers = {address: handler(address) for address in ACTIONS} | feedback.handlers()
    router = MessageRouter(store, Actions(handlers), reports, checks, put_right=feedback.put_right)
    osc = OscServer(ports, router, reports, feedback.listeners, networks(allow))
    return Room(store, ports, router, feedback, reports, osc, told, fired)


class Running:
    """Runs a room's threads, and fails the test when one of them died."""

    def __init__(self, room: Room):
        self.room = room
        self.stop = threading.Event()
        self.errors: list[BaseException] = []
        bodies = (room.osc.run, room.feedback.run)
        self.threads = [threading.Thread(target=self._run, args=(body,)) for body in bodies]

    def _run(self, body: Callable[[threading.Event], None]) -> None:
        try:
            body(self.stop)
        except BaseException as error:
            self.errors.append(error)

    def __enter__(self) -> Room:
        for thread in self.threads:
            thread.start()
        return self.room

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE)
        self.room.ports.close()
        for client in self.room.clients:
            client.sock.close()
        assert not self.errors, self.errors
        assert not any(thread.is_alive() for thread in self.threads)
