"""`reverie send` and `reverie listen`: a small OSC client, for trying things out."""

from __future__ import annotations

import argparse
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from engine.coercion import printable
from engine.config import ConfigError
from engine.control.osc_codec import BadPacket, Message, PacketFramer, decode, encode, pack
from engine.errors import reader_gone, resolve
from engine.parameters import ACTIONS, PARAMETERS

PATIENCE = 2.0  # seconds to wait for an answer
_RENEW = 10.0  # seconds between subscriptions, so that an engine started again is heard again


class Line:
    """A line to an engine, over UDP or TCP. Constructing connects; raises OSError."""

    def __init__(self, host: str, port: int, tcp: bool = False):
        kind = socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM
        family, address = resolve(host, port, kind)
        self._socket = socket.socket(family, kind)
        try:
            self._socket.settimeout(PATIENCE)
            self._socket.connect(address)
        except OSError:
            self._socket.close()
            raise
        self._stream = PacketFramer() if tcp else None
        self.port = int(self._socket.getsockname()[1])

    def send(self, *messages: bytes) -> None:
        """Send encoded messages, bundled where they fit."""
        for packet in pack(messages):
            self._socket.sendall(self._stream.frame(packet) if self._stream else packet)

    def receive(self, seconds: float) -> list[Message]:
        """Return the messages of the next packet, [] when none comes in time; OSError when nobody is there."""
        self._socket.settimeout(max(seconds, 0.001))
        try:
            data = self._socket.recv(65536)
        except TimeoutError:
            return []
        if self._stream and not data:
            raise ConnectionError("the connection has ended")
        messages = []
        try:
            for packet in self._stream.feed(data) if self._stream else [data]:
                messages += decode(packet)
        except BadPacket:
            pass  # an answer that is not OSC is no answer
        return messages

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def guess(text: str) -> Any:
    """Take a word of a command line as an int, a float, true or false, or else the text."""
    if re.fullmatch(r"[+-]?\d{1,18}", text):
        return int(text)
    if re.fullmatch(r"[+-]?(\d+\.\d*|\.?\d+)(e[+-]?\d{1,2})?", text, re.IGNORECASE):
        return float(text)
    return {"true": True, "false": False}.get(text.lower(), text)


def send(address: str, values: Sequence[Any], host: str, port: int, tcp: bool = False) -> Iterator[Message]:
    """Send a message and yield what is answered, until the engine has taken it in; OSError when nobody answers."""
    with Line(host, port, tcp) as line:
        line.send(encode(address, *values), encode("/ping"))
        deadline = time.perf_counter() + PATIENCE
        pongs = 2 if address == "/ping" else 1
        while time.perf_counter() < deadline:
            for answer in line.receive(deadline - time.perf_counter()):
                if answer[0] == "/pong":
                    pongs -= 1
                    if pongs == 0:
                        return
                yield answer
        raise TimeoutError("no answer")


def listen(
    host: str,
    port: int,
    tcp: bool = False,
    take: Callable[[Message], None] = lambda message: print(shown(message)),
    stop: threading.Event | None = None,
) -> None:
    """Subscribe to an engine and hand every message to `take`, until stop is set; OSError when nobody is there."""
    stop = stop or threading.Event()
    with Line(host, port, tcp) as line:
        subscription = encode("/subscribe") if tcp else encode("/subscribe", line.port)
        renewed = -_RENEW
        try:
            while not stop.is_set():
                if time.perf_counter() - renewed >= _RENEW:
                    renewed = time.perf_counter()
                    line.send(subscription)
                for message in line.receive(0.1):
                    take(message)
        finally:
            line.send(encode("/unsubscribe"))


def shown(message: Message) -> str:
    """A message as one line of text."""
    address, values = message
    words = [f"{v:.6g}" if isinstance(v, float) else repr(v) if isinstance(v, bytes) else str(v) for v in values]
    return printable(" ".join([address, *words]))


def add_send_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="such as /look/zoom")
    parser.add_argument("values", metavar="VALUE", nargs="*", help="a number, true, false or a text")
    _add_flags(parser)
    parser.set_defaults(call=_send)


def add_listen_flags(parser: argparse.ArgumentParser) -> None:
    _add_flags(parser)
    parser.set_defaults(call=_listen)


def _add_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="where the engine runs (127.0.0.1)")
    parser.add_argument("--port", type=int, default=7777, help="its OSC port (7777)")
    parser.add_argument("--tcp", action="store_true", help="over TCP, for long texts and bad networks")


def _send(flags: argparse.Namespace) -> int:
    if not flags.address.startswith("/"):
        raise ConfigError(f"send wants an address such as /look/zoom, got {flags.address}")
    code = 0
    try:
        values = [guess(value) for value in flags.values]
        texts = _texts(flags.address)  # which may well look like numbers
        values[:texts] = flags.values[:texts]
        for answer in send(flags.address, values, flags.host, flags.port, flags.tcp):
            failed = answer[0] == "/status/error"
            print(" ".join(map(str, answer[1])) if failed else shown(answer), file=sys.stderr if failed else sys.stdout)
            code |= failed
    except (OSError, OverflowError) as error:
        return _nobody(flags, error)
    return code


def _texts(address: str) -> int | None:
    """How many of the arguments of an address, the first, are texts; None for all."""
    kind = PARAMETERS[address].kind if address in PARAMETERS else ""
    wanted = ACTIONS[address].arguments if address in ACTIONS else ""
    if kind == "text" or wanted in ("s", "[s]"):
        return None
    return 1 if kind == "mix" or wanted.startswith("s|i") else 0


def _listen(flags: argparse.Namespace) -> int:
    try:
        listen(flags.host, flags.port, flags.tcp, take=lambda message: print(shown(message), flush=True))
    except (OSError, OverflowError) as error:
        return _nobody(flags, error)
    return 0


def _nobody(flags: argparse.Namespace, error: Exception) -> int:
    if reader_gone(error):
        raise error
    print(f"reverie: nobody answers on {flags.host} port {flags.port}: {error}", file=sys.stderr)
    return 1
