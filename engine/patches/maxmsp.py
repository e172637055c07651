"""Max 8: a patcher with a window for each page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from engine.parameters import Action, Parameter
from engine.patches.pages import FEEDBACK_PORT, HOST, OSC_PORT, Page, pages, presses, wants_text, words

ROW, COLUMN, ROWS = 34, 420, 16  # pixels
PLUMBING = 1400  # pixels to the right: what nobody has to touch


class _Patcher:
    """Boxes and the lines between them."""

    def __init__(self) -> None:
        self.boxes: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []

    def add(self, maxclass: str, place: Sequence[float] | None = None, **attributes: Any) -> str:
        number = len(self.boxes) + 1
        if place is None:
            place = (PLUMBING + 180 * (number % 5), 20 + 24 * (number // 5), 170, 22)
        box = {"id": f"obj-{number}", "maxclass": maxclass, "patching_rect": [float(side) for side in place]}
        self.boxes.append({"box": box | attributes})
        return f"obj-{number}"

    def object(self, text: str, ins: int = 1, outs: int = 1) -> str:
        return self.add("newobj", text=text, numinlets=ins, numoutlets=outs, outlettype=[""] * outs)

    def message(self, text: str, place: Sequence[float] | None = None) -> str:
        return self.add("message", place, text=text, numinlets=2, numoutlets=1, outlettype=[""])

    def comment(self, text: str, place: Sequence[float]) -> str:
        return self.add("comment", place, text=text, numinlets=1, numoutlets=0)

    def wire(self, *chain: str, outlet: int = 0) -> None:
        """Wire objects in a row, the first from an outlet of its own."""
        for source, target in zip(chain, chain[1:], strict=False):
            self.lines.append({"patchline": {"source": [source, outlet], "destination": [target, 0]}})
            outlet = 0

    def written(self, rect: Sequence[float]) -> dict[str, Any]:
        return {
            "fileversion": 1,
            "appversion": {"major": 8, "minor": 5, "revision": 0, "architecture": "x64", "modernui": 1},
            "classnamespace": "box",
            "rect": [float(side) for side in rect],
            "bglocked": 0,
            "openinpresentation": 0,
            "default_fontsize": 12.0,
            "default_fontname": "Arial",
            "gridsize": [15.0, 15.0],
            "boxes": self.boxes,
            "lines": self.lines,
        }


def maxmsp() -> str:
    """Return the patcher as JSON."""
    main = _Patcher()
    main.comment("Double-click a page. What you turn goes out as OSC, what others turn comes back.", (20, 15, 560, 22))
    main.wire(main.object("r reverie-out", 0), main.object(f"udpsend {HOST} {OSC_PORT}", 1, 0))
    main.wire(main.object(f"udpreceive {FEEDBACK_PORT}"), main.object("s reverie-in", 1, 0))
    begun = main.object("loadbang", 1)
    for text in (f"/subscribe {FEEDBACK_PORT}", "/state"):
        main.wire(begun, main.object("delay 200", 2), main.message(text), main.object("s reverie-out", 1, 0))
    for place, page in enumerate(pages()):
        main.add(
            "newobj",
            (20 + 150 * (place % 4), 50 + 34 * (place // 4), 140, 22),
            text=f'p "{page.name}"',
            numinlets=0,
            numoutlets=0,
            patcher=_window(page).written((80, 100, 1340, 640)),
        )
    return json.dumps({"patcher": main.written((40, 80, 660, 320))}, indent=1) + "\n"


def _window(page: Page) -> _Patcher:
    patcher = _Patcher()
    shows: dict[str, str] = {}  # the box that shows what comes in on an address
    rows: list[Parameter | Action] = [*page.parameters, *page.actions]
    for place, row in enumerate(rows):
        x, y = 20 + COLUMN * (place // ROWS), 20 + ROW * (place % ROWS)
        patcher.comment(words(row.address), (x, y, 100, 22))
        if isinstance(row, Parameter):
            shown = f"{row.address}/index" if row.kind == "choice" else row.address
            shows[shown] = _parameter(patcher, row, x + 105, y)
        else:
            _action(patcher, row, x + 105, y)
    if shows:
        route = patcher.object(f"route {' '.join(shows)}", len(shows) + 1, len(shows) + 1)
        patcher.wire(patcher.object("r reverie-in", 0), route)
        for outlet, box in enumerate(shows.values()):
            patcher.wire(route, patcher.object("prepend set"), box, outlet=outlet)
    return patcher


def _parameter(patcher: _Patcher, parameter: Parameter, x: int, y: int) -> str:
    """Add its control and its way out; returns the box."""
    out = _out(patcher, parameter.address)
    if parameter.kind == "choice":
        items = [part for choice in parameter.choices for part in (choice, ",")][:-1]
        box = patcher.add("umenu", (x, y, 140, 22), items=items, numinlets=1, numoutlets=3, outlettype=["int", "", ""])
    elif parameter.kind == "bool":
        box = patcher.add("toggle", (x, y, 22, 22), numinlets=1, numoutlets=1, outlettype=["int"])
    elif parameter.bounded:
        kind = "number" if parameter.kind == "int" else "flonum"
        limits = {"minimum": parameter.low, "maximum": parameter.high}
        box = patcher.add(kind, (x, y, 90, 22), **limits, numinlets=1, numoutlets=2, outlettype=["", "bang"])
        unit = " ".join(filter(None, (f"{parameter.low:g}..{parameter.high:g}", parameter.unit)))
        patcher.comment(unit, (x + 95, y, 130, 22))
        if parameter.default is None:
            patcher.wire(patcher.message("auto", (x + 230, y, 40, 22)), out)
    else:
        return _field(patcher, out, x, y)
    patcher.wire(box, out)
    return box


def _action(patcher: _Patcher, action: Action, x: int, y: int) -> None:
    out = _out(patcher, action.address)
    for place, (_, arguments) in enumerate(presses(action)):
        width = 17 if len(arguments) < 2 else 30
        if arguments:
            text = " ".join(str(argument) for argument in arguments)
            box = patcher.message(text, (x + (width + 1) * place, y, width, 22))
            patcher.wire(box, out)
        else:
            # without arguments the address alone is the message
            box = patcher.add("button", (x, y, 22, 22), numinlets=1, numoutlets=1, outlettype=["bang"])
            patcher.wire(box, patcher.message(action.address), patcher.object("s reverie-out", 1, 0))
    if wants_text(action):
        _field(patcher, out, x + 160, y)


def _field(patcher: _Patcher, out: str, x: int, y: int) -> str:
    """A box to type into: enter sends it, as one symbol."""
    attributes = {"keymode": 1, "lines": 1, "numinlets": 1, "numoutlets": 4, "outlettype": ["", "int", "", ""]}
    box = patcher.add("textedit", (x, y, 150, 24), **attributes)
    patcher.wire(box, patcher.object("route text", 2, 2), patcher.object("tosymbol"), out)
    return box


def _out(patcher: _Patcher, address: str) -> str:
    box = patcher.object(f"prepend {address}")
    patcher.wire(box, patcher.object("s reverie-out", 1, 0))
    return box
