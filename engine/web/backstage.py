"""What the web port is given of a show: its values, its desk, its presets, and what it says about itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.control.desk import Desk
from engine.control.osc import Network
from engine.control.presets import Presets
from engine.control.reports import Reports
from engine.control.store import Store
from engine.control.wire import Peer


class Visitor(Peer):
    """Who sent a message over a WebSocket: a peer on a connection, whose answers go out on that connection."""


@dataclass(frozen=True)
class Backstage:
    """status: what goes out as `/status/*`, by name; details: all that the panel shows (see panel.py).

    gone: told of every visitor that has left. osc_port: where OSC is heard. allowed: who is heard over OSC, and so
    over OSCQuery; none means everyone.
    """

    store: Store
    desk: Desk
    presets: Presets
    reports: Reports
    status: Callable[[], Mapping[str, Any]]
    details: Callable[[], Mapping[str, Any]]
    gone: Callable[[Peer], None]
    osc_port: int
    allowed: Sequence[Network] = ()
