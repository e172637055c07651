"""Open Stage Control: a session, one tab a page. Properties that are left out take its own defaults."""

from __future__ import annotations

import json
from typing import Any

from engine.parameters import Action, Parameter
from engine.patches.pages import HOST, OSC_PORT, Page, pages, presses, wants_text, words

VERSION = "1.25.0"  # of the session format

Widget = dict[str, Any]


def openstagecontrol() -> str:
    """Return the session as JSON."""
    content = {"type": "root", "id": "root", "tabs": [_tab(page) for page in pages()]}
    session = {"createdWith": "Open Stage Control", "version": VERSION, "type": "session", "content": content}
    return json.dumps(session, indent=1) + "\n"


def _tab(page: Page) -> Widget:
    cells = [_cell(parameter.address, _unit(parameter), _widgets(parameter)) for parameter in page.parameters]
    cells += [_cell(action.address, "", _buttons(action)) for action in page.actions]
    return {
        "type": "tab",
        "id": f"page {page.name}",
        "label": page.name,
        "layout": "grid",
        "gridTemplate": 4,
        "widgets": cells,
    }


def _unit(parameter: Parameter) -> str:
    return f" ({parameter.unit})" if parameter.unit else ""


def _cell(address: str, unit: str, widgets: list[Widget]) -> Widget:
    label = {"type": "text", "id": f"{address} label", "value": words(address) + unit, "height": 30, "bypass": True}
    inside = {"type": "panel", "id": f"{address} row", "layout": "horizontal", "expand": True, "widgets": widgets}
    return {"type": "panel", "id": f"{address} cell", "layout": "vertical", "height": 120, "widgets": [label, inside]}


def _widgets(parameter: Parameter) -> list[Widget]:
    address = parameter.address
    if parameter.kind == "choice":
        row = _widget("switch", address, typeTags="s", values=list(parameter.choices), layout="horizontal")
        return [row | {"default": parameter.default}]
    if parameter.kind == "bool":
        return [_widget("button", address, typeTags="i", mode="toggle", on=1, off=0, default=int(parameter.default))]
    if not parameter.bounded:
        return [_widget("input", address, typeTags="s", default=parameter.default_text)]
    whole = parameter.kind == "int"
    fader = _widget(
        "fader",
        address,
        typeTags="i" if whole else "f",
        horizontal=True,
        design="compact",
        range={"min": parameter.low, "max": parameter.high},
        decimals=0 if whole else 4,
        doubleTap=True,
    )
    # of the same id as the fader: Open Stage Control then lets each show the other's value
    number = _widget("input", address, typeTags="i" if whole else "f", numeric=True)
    if parameter.default is None:
        auto = _widget("button", address, typeTags="s", mode="tap", on="auto", id=f"{address} auto", label="auto")
        return [fader, number, auto]
    fader["default"] = parameter.default
    return [fader, number | {"default": parameter.default}]


def _buttons(action: Action) -> list[Widget]:
    widgets = []
    for label, arguments in presses(action):
        tags = "".join("f" if isinstance(argument, float) else "i" for argument in arguments)
        button = _widget("button", action.address, typeTags=tags, id=f"{action.address} {label}", label=label)
        if len(arguments) > 1:
            button |= {"mode": "tap", "on": arguments[-1], "preArgs": list(arguments[:-1])}
        elif arguments:
            button |= {"mode": "tap", "on": arguments[0]}
        else:
            button |= {"mode": "momentary"}
        widgets.append(button)
    if wants_text(action):
        widgets.append(_widget("input", action.address, typeTags="s", id=f"{action.address} name"))
    return widgets


def _widget(kind: str, address: str, **properties: Any) -> Widget:
    common = {"type": kind, "id": address, "address": address, "target": f"{HOST}:{OSC_PORT}", "expand": True}
    return common | properties
