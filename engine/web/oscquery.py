"""The OSCQuery tree: every parameter, action and status address as JSON, after Vidvox's OSCQuery proposal.

A node answers with all it has, or with the attributes that the query names. The short addresses `/norm` and `/index`
are left out: many clients take a node that has others below it for a folder, and would hide the number itself. Where
the table has such an address, its value is also on a leaf below it, `/value`.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from itertools import product
from typing import Any

from pythonosc.osc_message_builder import OscMessageBuilder

from engine.control.osc_codec import encode
from engine.packages import needed
from engine.parameters import ACTIONS, ALIASES, AUTO, PARAMETERS, Action, Parameter, State

Node = dict[str, Any]

NAME = "Reverie"
ATTRIBUTES = (
    "FULL_PATH",
    "CONTENTS",
    "TYPE",
    "ACCESS",
    "VALUE",
    "RANGE",
    "DESCRIPTION",
    "TAGS",
    "EXTENDED_TYPE",
    "UNIT",
    "CRITICAL",
    "CLIPMODE",
    "OVERLOADS",
)
EXTENSIONS = (*ATTRIBUTES[3:], "HTML", "LISTEN")
NOTHING, READ, WRITE, BOTH = 0, 1, 2, 3  # ACCESS

UNITS = {"s": "time.second", "deg": "angle.degree", "bpm": "time.bpm", "Hz": "time.hz"}  # ours to the proposal's
MEANINGS = {
    "/look/x": "position.cartesian.x",
    "/look/y": "position.cartesian.y",
    "/look/rotate": "orientation.euler.r",
    "/look/hue": "color.hsv.h",
    "/look/saturation": "color.hsv.s",
}
SIGNALS = {
    "fps": "frames a second that outputs are given",
    "late": "frames that came late, or not at all, since the show began",
    "shown": "what the outputs are given: dream, begun again, plain (without its look) or held",
    "keyframes": "keyframes dreamed a second",
    "position": "where on the journey the picture is, in legs",
    "ready": "whether the model dreams and outputs are given frames",
    "dreamer": "what the dreamer does; of several also dreamer/1, dreamer/2 and so on, and keyframes/1",
    "input": "which live input is dreamed, and how it runs",
    "error": "the newest trouble",
    "message": "the newest line that is no trouble",
    "heartbeat": "seconds since the show began",
    "tempo": "whose beat it is",
    "beat": "the number of the beat, with its fraction",
    "bar": "the number of the bar, from 1",
    "phase": "how much of the bar has passed",
    "flash": "flashes in the last second, of which three are harmless",
}
_BANG = "I"  # a message without a value


class NoSuchNode(LookupError):
    """There is nothing at an address."""


class NotAsked(LookupError):
    """The node has no such attribute: the value of what only takes values, for example."""


class UnknownAttribute(LookupError):
    """The query names an attribute that there is not."""


def tags_and_values(parameter: Parameter, value: Any) -> tuple[str, list[Any]]:
    """A value as OSC type tags and arguments; no texts are an empty one of weight 0, and None is "auto"."""
    if parameter.kind == "mix":
        if len(value) == 1 and value[0][1] == 1 and not parameter.merges:
            return "s", [value[0][0]]
        return "sf" * max(len(value), 1), [part for entry in value or (("", 0.0),) for part in entry]
    if parameter.kind == "bool":
        return "T" if value else "F", [value]
    if value is None:
        return "s", [AUTO]
    return {"float": "f", "int": "i"}.get(parameter.kind, "s"), [value]


def packet(address: str, value: Any) -> bytes:
    """A parameter's or a status address's value as one OSC message, typed as its node says; b"" for no value."""
    parameter = PARAMETERS.get(ALIASES.get(address, address))
    values = tags_and_values(parameter, value)[1] if parameter else [] if value is None else [value]
    if not values:
        return b""
    if isinstance(values[0], bool):
        builder = OscMessageBuilder(address)
        builder.add_arg(values[0], OscMessageBuilder.ARG_TYPE_TRUE if values[0] else OscMessageBuilder.ARG_TYPE_FALSE)
        return builder.build().dgram
    return encode(address, *values)


def tree(state: State, status: Mapping[str, Any]) -> Node:
    """The whole tree, as JSON says it. status: what is sent under `/status/`, by name."""
    root: Node = {"FULL_PATH": "/", "ACCESS": NOTHING, "DESCRIPTION": f"{NAME}, an engine that dreams pictures live"}
    for address, parameter in PARAMETERS.items():
        _place(root, address, _parameter(parameter, state[address]))
    for address, action in ACTIONS.items():
        _place(root, address, _action(action))
    for alias, address in ALIASES.items():
        leaf = _parameter(PARAMETERS[address], state[address]) if address in PARAMETERS else _action(ACTIONS[address])
        _place(root, alias, leaf)
    for name, value in status.items():
        _place(root, f"/status/{name}", _signal(name, value))
    _describe(root)
    return root


def find(root: Node, path: str) -> Node:
    """The node at an address; raises NoSuchNode."""
    node = root
    for part in filter(None, path.split("/")):
        node = node.get("CONTENTS", {}).get(part)
        if node is None:
            raise NoSuchNode(path)
    return node


def asked(node: Node, attributes: Sequence[str]) -> Node:
    """Only these attributes of a node, all of them for none. Raises UnknownAttribute, and NotAsked if it has none."""
    for attribute in attributes:
        if attribute not in ATTRIBUTES:
            raise UnknownAttribute(attribute)
    found = {key: node[key] for key in attributes if key in node} if attributes else node
    if not found:
        raise NotAsked(*attributes)
    return found


def host_info(host: str, osc_port: int, web_port: int) -> Node:
    """How to reach us. host: the address that the asker has used."""
    return {
        "NAME": NAME,
        "EXTENSIONS": dict.fromkeys(EXTENSIONS, True),
        "OSC_IP": host,
        "OSC_PORT": osc_port,
        "OSC_TRANSPORT": "UDP",
        "WS_IP": host,
        "WS_PORT": web_port,
    }


def _place(root: Node, address: str, node: Node) -> None:
    """Put a node where it belongs; what stands in between holds nothing but others, unless it comes itself."""
    here, path = root, ""
    for part in address.split("/")[1:]:
        path += f"/{part}"
        here = here.setdefault("CONTENTS", {}).setdefault(part, {"FULL_PATH": path, "ACCESS": NOTHING})
    here |= node


def _describe(node: Node) -> None:
    """Say of every container what it holds."""
    inside = node.get("CONTENTS", {})
    node.setdefault("DESCRIPTION", ", ".join(inside))
    for child in inside.values():
        _describe(child)


def _parameter(parameter: Parameter, value: Any) -> Node:
    tags, values = tags_and_values(parameter, value)
    node: Node = {"TYPE": tags, "ACCESS": BOTH, "DESCRIPTION": parameter.doc, "TAGS": [parameter.family]}
    if values:
        node["VALUE"] = values
    if value is None:
        node["RANGE"] = [{"VALS": [AUTO]}]
    elif parameter.bounded:
        node |= {"RANGE": _bounds(parameter), "CLIPMODE": ["both"]}
    elif parameter.choices:
        node["RANGE"] = [{"VALS": list(parameter.choices)}]
    if parameter.unit in UNITS:
        node["UNIT"] = [UNITS[parameter.unit]]
    if parameter.address in MEANINGS:
        node["EXTENDED_TYPE"] = [MEANINGS[parameter.address]]
    overloads = _also(parameter, tags)
    if overloads:
        node["OVERLOADS"] = overloads
    return node


def _also(parameter: Parameter, tags: str) -> list[Node]:
    """In which other types a value is taken."""
    if parameter.kind == "bool":
        return [{"TYPE": "F" if tags == "T" else "T"}, {"TYPE": "i", "RANGE": [{"MIN": 0, "MAX": 1}]}]
    if parameter.kind == "choice":
        return [{"TYPE": "i", "RANGE": [{"MIN": 0, "MAX": len(parameter.choices) - 1}]}]
    if parameter.kind == "mix":
        return [{"TYPE": other} for other in ("s", "sf", "sfsf") if other != tags]
    if parameter.bounded and parameter.default is None:
        number = {"TYPE": "i" if parameter.kind == "int" else "f", "RANGE": _bounds(parameter)}
        return [*([] if tags != "s" else [number]), {"TYPE": "s", "RANGE": [{"VALS": [AUTO]}]}]
    return []


def _bounds(parameter: Parameter) -> list[Node]:
    return [{"MIN": parameter.low, "MAX": parameter.high}]


def _action(action: Action) -> Node:
    first, *others = _signatures(action.arguments)
    node: Node = {
        "TYPE": first,
        "ACCESS": WRITE,
        "DESCRIPTION": action.doc,
        "TAGS": [action.address.split("/")[1], "action"],
        "CRITICAL": True,
    }
    if others:
        node["OVERLOADS"] = [{"TYPE": other} for other in others]
    return node


def _signatures(arguments: str) -> list[str]:
    """The type tags an action takes, the shortest first: of "s|i [f]" they are s, i, sf and if."""
    words = arguments.split()
    needed = [word.split("|") for word in words if not word.startswith("[")]
    optional = [word.strip("[]").split("|") for word in words if word.startswith("[")]
    found = []
    for count in range(len(optional) + 1):
        found += ["".join(each) or _BANG for each in product(*needed, *optional[:count])]
    return found


def _signal(name: str, value: Any) -> Node:
    tags = "T" if value is True else "F" if value is False else "s" if isinstance(value, str) else "f"
    node = {"TYPE": "i" if type(value) is int else tags, "ACCESS": READ, "TAGS": ["status"]}
    node["DESCRIPTION"] = SIGNALS.get(name, name)
    return node if value is None else {**node, "VALUE": [value]}


AFTER = 2.0  # seconds into the show: starting comes first
AGAIN = 30.0  # seconds until the next try where there is no network
EVERYWHERE = ("0.0.0.0", "::")


def machine() -> str:
    return socket.gethostname().split(".")[0] or "stage"


def host_name(osc_port: int) -> str:
    """The name that is announced for this machine: not its own, which its system may announce already."""
    return f"{NAME}-{machine()}-{osc_port}.local".lower()


class Announcement:
    """Announces `_oscjson._tcp` and `_osc._udp` in `run(stop)`, until stop is set.

    host: the address that is listened on; on loopback only programs on this machine hear of it. report: takes one
    line where it can't be done, which harms nothing else.
    """

    def __init__(self, host: str, web_port: int, osc_port: int, report: Callable[[str], None], after: float = AFTER):
        self._host, self._report, self._after = {"localhost": "127.0.0.1"}.get(host, host), report, after
        self._services = {"_oscjson._tcp.local.": web_port, "_osc._udp.local.": osc_port}
        self._osc_port = osc_port

    def run(self, stop: threading.Event) -> None:
        wait, told = self._after, False
        while not stop.wait(wait):
            try:
                self._announce(stop)
            except Exception as error:  # whatever a network without multicast comes up with
                if not told:
                    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                    self._report(f"not announced on the network ({reason}): type the address into OSCQuery browsers")
                    told = True
            wait = AGAIN

    def _announce(self, stop: threading.Event) -> None:
        with needed("zeroconf", OSError):
            from zeroconf import InterfaceChoice, ServiceInfo, Zeroconf

        interfaces = InterfaceChoice.All if self._host in EVERYWHERE else [self._host]
        zeroconf = Zeroconf(interfaces=interfaces)
        try:
            for kind, port in self._services.items():
                service = ServiceInfo(
                    kind,
                    f"{NAME} on {machine()} {self._osc_port}.{kind}",
                    port=port,
                    addresses=[ip_address(each).packed for each in self._addresses()],
                    properties={"txtvers": "1"},
                    server=f"{host_name(self._osc_port)}.",
                )
                if stop.is_set():
                    return
                zeroconf.register_service(service, allow_name_change=True)
            while not stop.wait(60.0):
                pass
        finally:
            zeroconf.close()

    def _addresses(self) -> Sequence[str]:
        if self._host not in EVERYWHERE:
            return [self._host]
        from zeroconf import get_all_addresses

        return [each for each in get_all_addresses() if not ip_address(each).is_loopback] or ["127.0.0.1"]
