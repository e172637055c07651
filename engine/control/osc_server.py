"""The OSC server: UDP and TCP on one port, drained in one thread, so that a flood costs little and order is kept."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import selectors
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol

from engine.control.osc_codec import BadPacket, Message, PacketFramer, Peer, address_of, decode, is_bundle
from engine.control.reports import Reports
from engine.control.router import QUANTIZE, READ, MessageRouter
from engine.errors import UserError, resolve
from engine.parameters import ACTIONS

SPACING = 0.003  # seconds between two drains while messages keep coming; a first message after a rest never waits
_DRAIN = 4096  # datagrams, and
_DRAIN_BYTES = 8 << 20  # bytes at most in one drain
_RECEIVE_BUFFER = 4 << 20
_CONNECTIONS = 32
_OUTBOX = 1 << 20  # bytes waiting for a TCP peer that does not read; further packets to it are dropped

# Of these, only the newest message in a drain counts; texts are kept in order, as prompts may be merged or queued.
_COALESCED = frozenset(
    a.encode() for a, (p, _) in READ.items() if p.kind in ("float", "int", "bool", "choice") and p.address != QUANTIZE
)
# Not across these: a preset is saved with what was set before, whatever is set after it.
_IN_TURN = frozenset(a.encode() for a, action in ACTIONS.items() if not action.answers)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Hearing(Protocol):
    """Who wants to know which peers have spoken, and which have gone."""

    def heard(self, peer: Peer, addresses: Iterable[str]) -> None: ...

    def gone(self, peer: Peer) -> None: ...


class PortTaken(OSError):
    """The port can't be opened; its text is one line for the performer."""


def networks(allowed: Iterable[str]) -> list[Network]:
    """Parse ADDRESS/BITS texts; UserError with one line for a wrong one."""
    found = []
    for text in allowed:
        try:
            found.append(ipaddress.ip_network(text.strip(), strict=False))
        except ValueError:
            raise UserError(f"--allow wants ADDRESS/BITS such as 192.168.1.0/24, got {text!r}") from None
    return found


class Ports:
    """The bound sockets. On 127.0.0.1 it listens on ::1 too, as `localhost` means that to some programs.

    Constructing binds, in the main thread; raises PortTaken. `send` may be called from any thread and never raises.
    """

    def __init__(self, host: str, port: int):
        self.udp: dict[socket.AddressFamily, socket.socket] = {}
        self.tcp: list[socket.socket] = []
        self.connections: dict[Peer, Connection] = {}
        hosts = ("127.0.0.1", "::1") if host in ("127.0.0.1", "localhost") else (host,)
        for attempts_left in reversed(range(1 if port else 16)):  # a port that is free for UDP may be taken for TCP
            self.port = port
            try:
                for name in hosts:
                    self._open(name, optional=name != hosts[0])
                return
            except PortTaken:
                self.close()
                if not attempts_left:
                    raise

    def _open(self, host: str, optional: bool) -> None:
        try:
            family, address = resolve(host, self.port, socket.SOCK_DGRAM)
            udp = socket.socket(family, socket.SOCK_DGRAM)
        except OSError as error:
            if optional:
                return
            raise PortTaken(f"can't listen on {host}: {error.strerror or error}") from None
        tcp = socket.socket(family, socket.SOCK_STREAM)
        try:
            udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            if sys.platform == "win32":
                for each in (udp, tcp):
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                for each in (udp, tcp):
                    each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            udp.bind(address)
            self.port = udp.getsockname()[1]
            tcp.bind((address[0], self.port, *address[2:]))
            tcp.listen(2 * _CONNECTIONS)
        except OSError as error:
            udp.close()
            tcp.close()
            if optional and error.errno not in (errno.EADDRINUSE, errno.EACCES):
                return  # this machine has no ::1
            raise PortTaken(
                f"can't open OSC port {self.port} on {host}: {error.strerror or error}; "
                "is Reverie or another program already using it?"
            ) from None
        udp.setblocking(False)
        tcp.setblocking(False)
        self.udp[family] = udp
        self.tcp.append(tcp)

    def send(self, peer: Peer, packet: bytes) -> None:
        """Send a packet; to a UDP peer that is not there, or a TCP peer that does not read, it is lost."""
        if peer.tcp:
            connection = self.connections.get(peer)
            if connection is not None:
                connection.send(packet)
            return
        family = socket.AF_INET6 if ":" in peer.host else socket.AF_INET
        udp = self.udp.get(family)
        if udp is not None and not (peer.port == self.port and _is_here(peer.host, family)):  # never to ourselves
            # Unreachable, or too large for a datagram: UDP promises nothing, and feedback comes again.
            with contextlib.suppress(OSError):
                udp.sendto(packet, (peer.host, peer.port))

    def close(self) -> None:
        for connection in list(self.connections.values()):
            connection.close()
        self.connections.clear()
        for each in (*self.udp.values(), *self.tcp):
            each.close()
        self.udp.clear()
        self.tcp.clear()

    def __enter__(self) -> Ports:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@lru_cache(maxsize=64)
def _is_here(host: str, family: socket.AddressFamily) -> bool:
    """Whether an address is one of this machine's."""
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError:
            return False
    return True


class Connection:
    """One TCP peer: what has arrived of its packets, and what it has not read yet of ours."""

    def __init__(self, sock: socket.socket, peer: Peer):
        self.sock, self.peer = sock, peer
        self.stream = PacketFramer()
        self._outbox = bytearray()
        self._lock = threading.Lock()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, packet: bytes) -> None:
        with self._lock:
            if len(self._outbox) < _OUTBOX:
                self._outbox += self.stream.frame(packet)
        self.flush()

    def flush(self) -> None:
        with self._lock:
            try:
                while self._outbox:
                    del self._outbox[: self.sock.send(self._outbox)]
            except BlockingIOError:
                pass
            except OSError:  # the reading side notices the end
                self._outbox.clear()

    def close(self) -> None:
        self.sock.close()


class OscServer:
    """Reads packets from Ports and applies them to a MessageRouter in `run(stop)`."""

    def __init__(
        self, ports: Ports, router: MessageRouter, reports: Reports, hearing: Hearing, allow: Sequence[Network] = ()
    ):
        self._ports, self._router, self._reports, self._hearing = ports, router, reports, hearing
        self._allow = tuple(allow)
        self._verdicts: dict[str, bool] = {}

    def run(self, stop: threading.Event) -> None:
        """Serve until stop is set. A wake-up takes everything that has arrived and makes one change of it."""
        with selectors.DefaultSelector() as selector:
            for udp in self._ports.udp.values():
                selector.register(udp, selectors.EVENT_READ)
            for tcp in self._ports.tcp:
                selector.register(tcp, selectors.EVENT_READ)
            for connection in self._ports.connections.values():  # of an earlier run that failed
                selector.register(connection.sock, selectors.EVENT_READ, connection)
            while not stop.is_set():
                ready = selector.select(0.1)
                began = time.perf_counter()
                for key, _ in ready:
                    if isinstance(key.data, Connection):
                        self._read(selector, key.data)
                    elif key.fileobj in self._ports.tcp:
                        self._accept(selector, key.fileobj)
                    else:
                        self._drain(key.fileobj)
                for connection in list(self._ports.connections.values()):
                    connection.flush()
                if ready:
                    # Let a flood pile up rather than wake up for each message, and never take more than half the time.
                    stop.wait(max(SPACING, time.perf_counter() - began))

    def _drain(self, udp: Any) -> None:
        arrived: list[tuple[bytes, Peer]] = []
        size = 0
        for _ in range(_DRAIN):
            try:
                packet, sender = udp.recvfrom(65536)
            except BlockingIOError:
                break
            except OSError:  # Windows tells here that a peer's port is closed
                continue
            arrived.append((packet, Peer(*sender[:2])))
            size += len(packet)
            if size > _DRAIN_BYTES:
                break
        self.take(arrived)

    def take(self, arrived: Iterable[tuple[bytes, Peer]]) -> None:
        """Make one change of datagrams that came together, in their order; what streams counts with its newest."""
        waiting: dict[Any, list[bytes]] = {}
        turns: Counter[Peer] = Counter()
        for count, (packet, peer) in enumerate(arrived):
            head = address_of(packet)
            if head in _IN_TURN or is_bundle(packet):
                turns[peer] += 1
            key = (head if head in _COALESCED else count, turns[peer], peer)
            same = waiting.pop(key, [])  # and back in: the order is that of the newest
            same.append(packet)
            waiting[key] = same
        self._apply((peer, packets) for (*_, peer), packets in waiting.items())

    def _apply(self, arrived: Iterable[tuple[Peer, list[bytes]]]) -> None:
        messages: list[tuple[str, list[Any], Peer]] = []
        spoke: dict[Peer, set[str]] = {}
        for peer, packets in arrived:
            if not self._allowed(peer):
                continue
            for address, arguments in self._newest(peer, packets):
                messages.append((address, arguments, peer))
                spoke.setdefault(peer, set()).add(address)
        for peer, addresses in spoke.items():
            self._hearing.heard(peer, addresses)
        if messages:
            self._router.apply(messages)

    def _newest(self, peer: Peer, packets: list[bytes]) -> list[Message]:
        """The messages of the last packet; of several for one value, the last that can be taken."""
        first: list[Message] = []
        for packet in reversed(packets):
            try:
                messages = decode(packet, lambda line: self._reports.tell(line, peer))
            except BadPacket as error:
                self._reports.tell(f"ignored {error}", peer)
                continue
            if len(packets) == 1 or self._router.takes(*messages[0]):
                return messages
            first = first or messages
        return first

    def _accept(self, selector: selectors.BaseSelector, tcp: Any) -> None:
        while True:
            try:
                sock, sender = tcp.accept()
            except OSError:  # nobody is waiting any more, or whoever did has gone
                return
            peer = Peer(sender[0], sender[1], tcp=True)
            if not self._allowed(peer) or len(self._ports.connections) >= _CONNECTIONS:
                sock.close()
                continue
            connection = Connection(sock, peer)
            self._ports.connections[peer] = connection
            selector.register(sock, selectors.EVENT_READ, connection)

    def _read(self, selector: selectors.BaseSelector, connection: Connection) -> None:
        try:
            data = connection.sock.recv(1 << 18)
            ended = not data
        except BlockingIOError:
            return
        except OSError:
            data, ended = b"", True
        packets: list[bytes] = []
        try:
            for packet in connection.stream.feed(data):
                packets.append(packet)
        except BadPacket as error:
            self._reports.tell(f"closed a connection: {error}", connection.peer)
            ended = True
        self._apply((connection.peer, [packet]) for packet in packets)
        if ended:
            selector.unregister(connection.sock)
            del self._ports.connections[connection.peer]
            connection.close()
            self._hearing.gone(connection.peer)

    def _allowed(self, peer: Peer) -> bool:
        if not self._allow:
            return True
        verdict = self._verdicts.get(peer.host)
        if verdict is None:
            if len(self._verdicts) > 1024:
                self._verdicts.clear()
            address = ipaddress.ip_address(peer.host.partition("%")[0])
            verdict = self._verdicts[peer.host] = any(address in network for network in self._allow)
        if not verdict:
            # Told to the show only: whoever is not heard is not answered either.
            self._reports.tell(f"ignored {peer.host}, which is not among those --allow names", peer.host)
        return verdict
