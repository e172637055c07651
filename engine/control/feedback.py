"""Tells peers what has changed: every value on the address that sets it, and how the show is doing."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cachetools import FIFOCache, LRUCache

from engine.coercion import BadValue, to_norm
from engine.control.actions import Handler
from engine.control.osc_codec import Peer, encode, pack
from engine.control.store import Store
from engine.parameters import AUTO, PAIRS, PARAMETERS, State, changed

RATE = 30.0  # looks at what has changed a second
PATIENCE = 6 * 3600.0  # seconds until one who has only sent something, and never subscribed, is forgotten
_LISTENERS = 64
_SENDERS = 16  # of one listener: a program may send from several ports, or a new one each time


@dataclass
class Listener:
    """Where feedback goes. norms, pairs: told on such addresses, too. senders: whose changes are not sent back there.

    heard_at: seconds.
    """

    subscribed: bool = False
    heard_at: float = 0.0
    norms: bool = False
    pairs: bool = False
    senders: LRUCache[Peer, bool] = field(default_factory=lambda: LRUCache(_SENDERS))


class Listeners:
    """Who listens, and where. port: of a UDP peer that has subscribed no other. Any thread may."""

    def __init__(self, port: int, clock: Callable[[], float]):
        self._port, self._clock = port, clock
        self._lock = threading.Lock()
        self._listeners: OrderedDict[Peer, Listener] = OrderedDict()  # the latest last
        self._routes: FIFOCache[Peer, Peer] = FIFOCache(_LISTENERS * _SENDERS)  # where a sender asked to be told
        self._muted: FIFOCache[Peer, bool] = FIFOCache(2 * _LISTENERS)  # unsubscribed, until it subscribes again

    def heard(self, peer: Peer, addresses: Iterable[str]) -> None:
        """Note that a peer has sent messages to these addresses; it gets feedback from now on."""
        with self._lock:
            place = self._place(peer)
            if place in self._muted or peer in self._muted:
                return
            listener = self._listener(place)
            if not listener.subscribed:
                listener.senders[peer] = True
            for address in addresses:
                listener.norms |= address.endswith("/norm")
                listener.pairs |= address.removesuffix("/norm") in PAIRS

    def gone(self, peer: Peer) -> None:
        """Forget a TCP peer whose connection has ended."""
        with self._lock:
            self._listeners.pop(peer, None)
            self._routes.pop(peer, None)

    def subscribe(self, peer: Any, port: int | None) -> None:
        """Send a peer feedback from now on, at a port, or where its feedback goes anyway. Raises BadValue."""
        with self._lock:
            place, before = self._asked(peer, port), self._place(peer)
            if before != place and before in self._listeners:
                listener = self._listeners[before]
                listener.senders.pop(peer, None)
                if not listener.senders and not listener.subscribed:
                    self._drop(before)
            self._muted.pop(place, None)
            self._muted.pop(peer, None)
            listener = self._listener(place)
            if not listener.subscribed:
                listener.subscribed = True
                listener.senders.clear()  # others on that host may have sent; only who subscribed is spared its echo
            listener.senders[peer] = True
            self._routes[peer] = place

    def unsubscribe(self, peer: Any, port: int | None) -> None:
        """Send a peer no more until it subscribes again. Raises BadValue."""
        with self._lock:
            place = self._asked(peer, port)
            if place in self._listeners:
                self._drop(place)
            self._muted[place] = self._muted[peer] = True

    def muted(self, peer: Peer) -> bool:
        """Whether a peer has unsubscribed, and not subscribed again."""
        with self._lock:
            return peer in self._muted or self._place(peer) in self._muted

    def place(self, peer: Peer) -> Peer:
        """Where a peer's feedback goes."""
        with self._lock:
            return self._place(peer)

    def listener(self, peer: Peer) -> Listener:
        """What is known of who listens where a peer's feedback goes."""
        with self._lock:
            return self._listeners.get(self._place(peer), Listener())

    def everyone(self, only_subscribers: bool = False) -> list[tuple[Peer, Listener]]:
        """Whom to send to, and where."""
        with self._lock:
            return [(p, one) for p, one in self._listeners.items() if one.subscribed or not only_subscribers]

    def forget_quiet(self, now: float) -> None:
        """Forget who has only sent something and then gone quiet."""
        with self._lock:
            for place, listener in list(self._listeners.items()):
                if not listener.subscribed and now - listener.heard_at > PATIENCE:
                    self._drop(place)

    def _place(self, peer: Peer) -> Peer:
        return self._routes.get(peer) or (peer if peer.tcp else Peer(peer.host, self._port))

    def _listener(self, place: Peer) -> Listener:
        listener = self._listeners.setdefault(place, Listener())
        listener.heard_at = self._clock()
        self._listeners.move_to_end(place)
        if len(self._listeners) > _LISTENERS:
            passing = [p for p, other in self._listeners.items() if not other.subscribed and p != place]
            self._drop(passing[0] if passing else next(iter(self._listeners)))
        return listener

    def _drop(self, place: Peer) -> None:
        del self._listeners[place]
        for sender in [s for s, p in self._routes.items() if p == place]:
            del self._routes[sender]

    def _asked(self, peer: Any, port: int | None) -> Peer:
        if not isinstance(peer, Peer):
            raise BadValue("only a peer on the network can subscribe")
        if port is None:
            return self._place(peer)
        if not 1024 <= port <= 65535:
            raise BadValue(f"a feedback port is 1024..65535, got {port}")
        return Peer(peer.host, port)


class Feedback:
    """Sends changes RATE times a second and `/status/*` once a second, in `run(stop)`.

    send: sends a packet to a peer and never raises. port: where a UDP peer listens unless it subscribed another; a
    TCP peer is answered on its connection. status: what goes out under `/status/`, by name; None is left out.
    """

    def __init__(
        self,
        store: Store,
        send: Callable[[Peer, bytes], None],
        port: int,
        status: Callable[[], Mapping[str, Any]],
        clock: Callable[[], float] = time.perf_counter,
    ):
        self._store, self._send, self._status, self._clock = store, send, status, clock
        self.listeners = Listeners(port, clock)
        self._lock = threading.Lock()  # on what follows
        self._wrong: dict[Peer, set[str]] = {}  # values that a peer's own controls do not show
        self._before: State = store.scene.at(clock())
        self._sources = store.scene.sources
        self._beats = 0
        self._next_beat = clock()

    def handlers(self) -> dict[str, Handler]:
        """The actions that are answered here."""
        listeners = self.listeners
        return {
            "/subscribe": lambda arguments, source: listeners.subscribe(source, *(arguments or [None])),
            "/unsubscribe": lambda arguments, source: listeners.unsubscribe(source, *(arguments or [None])),
            "/state": lambda arguments, source: self._send_state(source),
            "/ping": lambda arguments, source: self.reply(source, "/pong"),
        }

    # what they get --------------------------------------------------------------------------------------------

    def reply(self, peer: Any, address: str, *values: Any) -> None:
        """Answer one peer, where it listens."""
        self._answer(peer, [encode(address, *values)])

    def put_right(self, peer: Any, addresses: Iterable[str]) -> None:
        """Tell a peer soon how its own controls stand: what it sent was not taken as it was. Any thread may."""
        if isinstance(peer, Peer) and not self.listeners.muted(peer):
            with self._lock:
                self._wrong.setdefault(peer, set()).update(addresses)

    def error(self, text: str, source: Any = None) -> None:
        """Send `/status/error` to whom it concerns: its sender and the subscribers, or with no source to everyone."""
        message = encode("/status/error", text[:1000])
        answered = self._answer(source, [message])
        for place, _ in self.listeners.everyone(only_subscribers=source is not None):
            if place not in answered:
                self._send(place, message)

    def message(self, text: str, source: Any = None) -> None:
        """Send `/status/message`, which is no trouble, to everyone."""
        self.say(("/status/message", text[:1000]))

    def say(self, *messages: tuple[str, Any]) -> None:
        """Send messages, (address, value) each, to everyone now. Any thread may."""
        packets = list(pack(encode(address, value) for address, value in messages))
        for place, _ in self.listeners.everyone():
            for packet in packets:
                self._send(place, packet)

    def _answer(self, peer: Any, messages: list[bytes]) -> set[Peer]:
        """Send to a peer and return where to: where its feedback goes, and the port it spoke from.

        Half of all programs listen on the port they speak from.
        """
        if not isinstance(peer, Peer):
            return set()
        places = {peer, self.listeners.place(peer)}
        for packet in pack(messages):
            for place in places:
                self._send(place, packet)
        return places

    def _send_state(self, peer: Any) -> None:
        if isinstance(peer, Peer):
            state = self._store.latest.at(self._clock())
            self._answer(peer, _telling(state)(PARAMETERS, self.listeners.listener(peer)))

    # the thread -----------------------------------------------------------------------------------------------

    def run(self, stop: threading.Event) -> None:
        """Tick RATE times a second until stop is set."""
        start = self._clock()
        ticks = 0
        while not stop.is_set():
            self.step(self._clock())
            ticks = max(ticks + 1, int((self._clock() - start) * RATE))
            stop.wait(max(0.0, start + ticks / RATE - self._clock()))

    def step(self, now: float) -> None:
        """Send what has changed, and once a second the status."""
        self.tick(now)
        if now >= self._next_beat:
            self.beat(now)
            self._next_beat += 1 + int(now - self._next_beat)

    def tick(self, now: float) -> None:
        """Send what has changed since the last tick, gliding numbers as they move, but not to who changed it."""
        scene = self._store.scene
        state = scene.at(now)
        with self._lock:
            wrong, self._wrong = self._wrong, {}
        told = _telling(state)
        for peer, addresses in wrong.items():
            self._answer(peer, told(addresses, self.listeners.listener(peer)))
        moved = dict.fromkeys(changed(self._before, state))
        if scene.sources is not self._sources:  # who set a value may have set it back to what it was before another did
            moved |= dict.fromkeys(a for a, source in scene.sources.items() if source != self._sources.get(a))
        self._before, self._sources = state, scene.sources
        if not moved:
            return
        for place, listener in self.listeners.everyone():
            theirs = [address for address in moved if scene.sources.get(address) not in listener.senders]
            for packet in pack(told(theirs, listener)):
                self._send(place, packet)

    def beat(self, now: float) -> None:
        """Send the status, and forget who has only sent something and then gone quiet."""
        self._beats += 1
        self.listeners.forget_quiet(now)
        status = {**self._status(), "heartbeat": self._beats}
        self.say(*((f"/status/{name}", value) for name, value in status.items() if value is not None))


def _telling(state: State) -> Callable[[Iterable[str], Listener], list[bytes]]:
    """What tells values of a state, each encoded once: on all addresses that a listener knows them by."""
    plain = cache(lambda address: _messages(address, state[address]))
    normed = cache(lambda address: _norms(address, state[address]))

    def told(addresses: Iterable[str], listener: Listener) -> list[bytes]:
        addresses = list(addresses)
        messages = [m for address in addresses for m in plain(address)]
        if listener.norms:
            messages += [m for address in addresses for m in normed(address)]
        for pair, both in PAIRS.items() if listener.pairs else ():
            if not set(both).isdisjoint(addresses):
                messages.append(encode(pair, *(state[each] for each in both)))
                if listener.norms:
                    norms = (float(to_norm(PARAMETERS[each], state[each])) for each in both)
                    messages.append(encode(f"{pair}/norm", *norms))
        return messages

    return told


def _messages(address: str, value: Any) -> list[bytes]:
    """A value as messages; a choice also as a number on `/index`, for peers such as a CHOP that take only numbers."""
    parameter = PARAMETERS[address]
    if value is None:
        return [encode(address, AUTO)]
    if parameter.kind == "mix":
        plain = len(value) == 1 and value[0][1] == 1 and not parameter.merges
        return [encode(address, *([value[0][0]] if plain else [part for entry in value for part in entry]))]
    if parameter.kind == "choice":
        return [encode(address, value), encode(f"{address}/index", parameter.choices.index(value))]
    return [encode(address, value)]


def _norms(address: str, value: Any) -> list[bytes]:
    parameter = PARAMETERS[address]
    if not parameter.bounded or value is None:
        return []
    return [encode(f"{address}/norm", float(to_norm(parameter, value)))]
