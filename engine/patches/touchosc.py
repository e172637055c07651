"""TouchOSC: a .tosc layout, which is XML in a zlib stream."""

from __future__ import annotations

import struct
import uuid
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Sequence

from engine.parameters import Action, Parameter
from engine.patches.pages import Page, pages, presses, wants_text, words

WIDTH, HEIGHT = 1280, 800
TAB = 44  # height of the pager's tabs
COLUMNS, GAP = 6, 6
DARK, LIGHT, WARM = (0.09, 0.1, 0.16, 1.0), (0.43, 0.36, 0.78, 1.0), (0.85, 0.46, 0.31, 1.0)

Frame = tuple[float, float, float, float]  # left, top, width, height
_Press = tuple[str, tuple[int | float, ...]] | None  # a button, or None for what is not one


def touchosc() -> bytes:
    """Return the layout. It listens for feedback as TouchOSC's own settings say, and sends on connection 1."""
    root = ET.Element("lexml", version="3")
    show = _node(root, "GROUP", "reverie", (0, 0, WIDTH, HEIGHT), DARK)
    pager = _node(show, "PAGER", "pages", (0, 0, WIDTH, HEIGHT), DARK)
    _property(pager, "tabLabels", True)
    _property(pager, "tabbar", True)
    _property(pager, "tabbarSize", TAB)
    for page in pages():
        _page(pager, page)
    return stored(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


def stored(data: bytes) -> bytes:
    """Return a zlib stream that holds the data as it is, so that every zlib makes the same file (RFC 1950, 1951)."""
    pieces = [data[start : start + 65535] for start in range(0, len(data), 65535)] or [b""]
    blocks = b"".join(
        struct.pack("<BHH", piece is pieces[-1], len(piece), len(piece) ^ 0xFFFF) + piece for piece in pieces
    )
    return b"\x78\x01" + blocks + struct.pack(">I", zlib.adler32(data))


def _page(pager: ET.Element, page: Page) -> None:
    group = _node(pager, "GROUP", page.name, (0, TAB, WIDTH, HEIGHT - TAB), DARK)
    _property(group, "tabLabel", page.name)
    widgets: list[tuple[Parameter | Action, _Press]] = [(row, None) for row in page.parameters]
    for action in page.actions:
        widgets += [(action, press) for press in presses(action)]
        widgets += [(action, None)] * wants_text(action)
    columns = max(COLUMNS, -(-len(widgets) // 7))
    rows = max(4, -(-len(widgets) // columns))
    width, height = WIDTH / columns, (HEIGHT - TAB) / rows
    for place, (row, press) in enumerate(widgets):
        left, top = width * (place % columns), height * (place // columns)
        box = (left + GAP, top + GAP, width - 2 * GAP, height - 2 * GAP)
        if isinstance(row, Parameter):
            _parameter(group, row, box)
        else:
            _action(group, row, press, box)


def _parameter(group: ET.Element, parameter: Parameter, box: Frame) -> None:
    label, below = _split(box)
    unit = f" ({parameter.unit})" if parameter.unit else ""
    _label(group, words(parameter.address) + unit, label)
    address = parameter.address
    if parameter.kind == "choice":
        radio = _node(group, "RADIO", address, below, LIGHT)
        _property(radio, "steps", len(parameter.choices))
        _property(radio, "orientation", 1)
        _value(radio, "x", parameter.choices.index(parameter.default))
        _osc(radio, address, [_partial("VALUE", "INTEGER", "x")], receive=False)
        _osc(radio, f"{address}/index", [_partial("VALUE", "INTEGER", "x")], send=False)
        left, top, width, height = label
        _label(group, " | ".join(parameter.choices), (left, top + height / 2, width, height / 2), small=True)
    elif parameter.kind == "bool":
        button = _node(group, "BUTTON", address, below, WARM)
        _property(button, "buttonType", 1)
        _value(button, "x", int(parameter.default))
        _osc(button, address, [_partial("VALUE", "INTEGER", "x")])
    elif parameter.bounded:
        assert parameter.low is not None and parameter.high is not None
        if parameter.default is None:
            below, auto = _beside(below)
            button = _node(group, "BUTTON", f"{address} auto", auto, WARM)
            _osc(button, address, [_partial("CONSTANT", "STRING", "auto")], rise=True, receive=False)
            _label(group, "auto", auto)
        fader = _node(group, "FADER", address, below, LIGHT)
        _property(fader, "orientation", 1)
        value = parameter.low if parameter.default is None else parameter.default
        _value(fader, "x", (value - parameter.low) / (parameter.high - parameter.low))
        kind = "INTEGER" if parameter.kind == "int" else "FLOAT"
        _osc(fader, address, [_partial("VALUE", kind, "x", parameter.low, parameter.high)])
    else:
        _text(group, address, parameter.default_text, below, receive=True)


def _action(group: ET.Element, action: Action, press: _Press, box: Frame) -> None:
    if press is None:
        label, below = _split(box)
        _label(group, f"{words(action.address)} (name)", label)
        _text(group, action.address, "", below, receive=False)
        return
    label_text, arguments = press
    button = _node(group, "BUTTON", " ".join(map(str, (action.address, *arguments))), box, WARM)
    constants = [_partial("CONSTANT", "FLOAT" if isinstance(a, float) else "INTEGER", str(a)) for a in arguments]
    _osc(button, action.address, constants, rise=True, receive=False)
    _label(group, label_text, box)


def _text(group: ET.Element, address: str, text: str, box: Frame, receive: bool) -> None:
    field = _node(group, "TEXT", address, box, LIGHT)
    _property(field, "textSize", 16)
    _value(field, "text", text)
    _osc(field, address, [_partial("VALUE", "STRING", "text")], var="text", receive=receive)


def _label(group: ET.Element, text: str, box: Frame, small: bool = False) -> None:
    label = _node(group, "LABEL", text, box, (1.0, 1.0, 1.0, 1.0))
    for key, value in (("background", False), ("outline", False), ("interactive", False), ("textClip", True)):
        _property(label, key, value)
    _property(label, "textSize", 10 if small else 16)
    _value(label, "text", text)


def _split(box: Frame) -> tuple[Frame, Frame]:
    """The label's place above, the control's below."""
    left, top, width, height = box
    return (left, top, width, height * 0.4), (left, top + height * 0.4, width, height * 0.6)


def _beside(box: Frame) -> tuple[Frame, Frame]:
    left, top, width, height = box
    return (left, top, width * 0.7, height), (left + width * 0.72, top, width * 0.28, height)


def _node(parent: ET.Element, kind: str, name: str, frame: Frame, colour: Sequence[float]) -> ET.Element:
    """Add a control; its ID follows from where it is, so that the same table makes the same file."""
    children = parent if parent.tag == "lexml" else parent.find("children")
    assert children is not None
    path = f"{parent.get('ID', '')}/{len(children)}/{kind}/{name}"
    node = ET.SubElement(children, "node", ID=str(uuid.uuid5(uuid.NAMESPACE_URL, path)), type=kind)
    for part in ("properties", "values", "messages", "children"):
        ET.SubElement(node, part)
    _property(node, "name", name)
    _property(node, "frame", frame)
    _property(node, "color", tuple(colour), kind="c")
    return node


def _property(node: ET.Element, key: str, value: object, kind: str = "") -> None:
    kinds = {bool: "b", int: "i", float: "f", str: "s", tuple: "r"}
    parent = node.find("properties")
    assert parent is not None
    kind = kind or kinds[type(value)]
    item = ET.SubElement(parent, "property", type=kind)
    ET.SubElement(item, "key").text = key
    held = ET.SubElement(item, "value")
    if isinstance(value, tuple):
        for name, part in zip("xywh" if kind == "r" else "rgba", value, strict=True):
            ET.SubElement(held, name).text = f"{part:.6g}"
    else:
        held.text = str(int(value)) if isinstance(value, bool) else str(value)


def _value(node: ET.Element, key: str, default: object) -> None:
    parent = node.find("values")
    assert parent is not None
    item = ET.SubElement(parent, "value")
    rows = (("key", key), ("locked", "0"), ("lockedDefaultCurrent", "0"), ("default", default), ("defaultPull", "0"))
    for tag, text in rows:
        ET.SubElement(item, tag).text = f"{text:.6g}" if isinstance(text, float) else str(text)


def _osc(
    node: ET.Element,
    address: str,
    arguments: Sequence[dict[str, str]],
    var: str = "x",
    rise: bool = False,
    send: bool = True,
    receive: bool = True,
) -> None:
    parent = node.find("messages")
    assert parent is not None
    osc = ET.SubElement(parent, "osc")
    flags = (("enabled", True), ("send", send), ("receive", receive), ("feedback", False))
    for tag, on in flags:
        ET.SubElement(osc, tag).text = str(int(on))
    ET.SubElement(osc, "connections").text = "00001"
    trigger = ET.SubElement(ET.SubElement(osc, "triggers"), "trigger")
    ET.SubElement(trigger, "var").text = var
    ET.SubElement(trigger, "condition").text = "RISE" if rise else "ANY"
    for tag, partials in (("path", [_partial("CONSTANT", "STRING", address)]), ("arguments", list(arguments))):
        place = ET.SubElement(osc, tag)
        for partial in partials:
            item = ET.SubElement(place, "partial")
            for key, text in partial.items():
                ET.SubElement(item, key).text = text


def _partial(kind: str, conversion: str, value: str, low: float = 0, high: float = 1) -> dict[str, str]:
    return {
        "type": kind,
        "conversion": conversion,
        "value": value,
        "scaleMin": f"{low:.10g}",
        "scaleMax": f"{high:.10g}",
    }
