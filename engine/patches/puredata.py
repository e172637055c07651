"""Pure Data (vanilla 0.53 or newer): a patch with a window for each page.

Every address is also a name in the patch: [s /look/zoom] sets it, [r /look/zoom:heard] gets `set VALUE` when it is
changed from anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.parameters import Action, Parameter
from engine.patches.pages import FEEDBACK_PORT, HOST, OSC_PORT, Page, pages, presses, wants_text, words

ROW, COLUMN, ROWS = 44, 440, 12
SLIDER = 160  # pixels
FONT = "-2 -8 0 10 -262144 -1 -1"  # where a label stands, its font, the colours
PLUMBING = 1400  # pixels to the right, out of sight: what nobody has to touch


@dataclass
class _Canvas:
    """The lines of one window; Pure Data numbers objects in their order."""

    objects: list[str] = field(default_factory=list)
    wires: list[str] = field(default_factory=list)

    def add(self, text: str, kind: str = "obj", x: int | None = None, y: int = 0) -> int:
        number = len(self.objects)
        if x is None:
            x, y = PLUMBING + 150 * (number % 8), 30 + 30 * (number // 8)
        self.objects.append(f"#X {kind} {x} {y} {text};")
        return number

    def wire(self, source: int, target: int, outlet: int = 0) -> None:
        self.wires.append(f"#X connect {source} {outlet} {target} 0;")

    def chain(self, source: int, *texts: str, outlet: int = 0) -> int:
        """Add objects one after another, wired in a row, and return the last."""
        for text in texts:
            following = self.add(text)
            self.wire(source, following, outlet)
            source, outlet = following, 0
        return source


def puredata() -> str:
    """Return the patch."""
    main = _Canvas()
    main.add(_plain("Open a page. What you turn goes out as OSC, what others turn comes back."), "text", 20, 20)
    begun = main.add("loadbang")
    connect = main.add(f"connect {HOST} {OSC_PORT}", "msg", 20, 420)
    send = main.chain(connect, "netsend -u -b")
    main.wire(begun, connect)
    main.wire(main.chain(main.add("r reverie-out"), "list prepend send", "list trim"), send)
    main.chain(main.add(f"netreceive -u -b {FEEDBACK_PORT}"), "oscparse", "list trim", "s reverie-in")
    connected = main.chain(begun, "delay 200")
    for address, arguments in (("subscribe", f"list {FEEDBACK_PORT}"), ("state", "bang")):
        asked = main.add(arguments, "msg")
        main.wire(connected, asked)
        main.chain(asked, f"oscformat {address}", "s reverie-out")
    windows = []
    for place, page in enumerate(pages()):
        inside, name = _window(page), page.name.replace(" ", "-")
        windows += [f"#N canvas 60 60 1340 600 {name} 0;", *inside.objects, *inside.wires]
        windows.append(f"#X restore {20 + 130 * (place % 5)} {60 + 40 * (place // 5)} pd {name};")
    return "\n".join(["#N canvas 40 40 720 500 12;", *main.objects, *windows, *main.wires]) + "\n"


def _window(page: Page) -> _Canvas:
    canvas = _Canvas()
    rows: list[Parameter | Action] = [*page.parameters, *page.actions]
    for place, row in enumerate(rows):
        x, y = 20 + COLUMN * (place // ROWS), 30 + ROW * (place % ROWS)
        if isinstance(row, Parameter):
            _parameter(canvas, row, x, y)
        else:
            _action(canvas, row, x, y)
    _heard(canvas, page)
    return canvas


def _parameter(canvas: _Canvas, parameter: Parameter, x: int, y: int) -> None:
    address, label = parameter.address, words(parameter.address).replace(" ", "-")
    names = f"{address} {address}:heard {label}"
    out = _out(canvas, address)
    if parameter.kind == "choice":
        steps, start = len(parameter.choices), parameter.choices.index(parameter.default)
        canvas.add(f"hradio 15 1 0 {steps} {names} {FONT} {start}", "obj", x, y)
        canvas.add(_plain(" | ".join(parameter.choices)), "text", x + 15 * steps + 4, y)
    elif parameter.kind == "bool":
        canvas.add(f"tgl 15 0 {names} {FONT} {int(parameter.default)} 1", "obj", x, y)
    elif parameter.bounded:
        low, high = f"{parameter.low:.10g}", f"{parameter.high:.10g}"
        canvas.add(f"hsl {SLIDER} 15 {low} {high} 0 0 {names} {FONT} 0 1", "obj", x, y)
        canvas.add(f"9 {low} {high} 0 - {address}:heard {address}", "floatatom", x + SLIDER + 20, y)
        # slider and number show each other's value
        canvas.chain(canvas.add(f"r {address}"), "list prepend set", "list trim", f"s {address}:heard")
        if parameter.default is None:
            canvas.wire(canvas.add("symbol auto", "msg", x + SLIDER + 110, y), out)
    else:
        _field(canvas, address, label, x, y)


def _action(canvas: _Canvas, action: Action, x: int, y: int) -> None:
    out = _out(canvas, action.address)
    canvas.add(_plain(words(action.address)), "text", x, y - 18)
    buttons = presses(action)
    for place, (_, arguments) in enumerate(buttons):
        text = " ".join(f"{argument:g}" for argument in arguments) or "bang"
        canvas.wire(canvas.add(text, "msg", x + (26 if len(buttons) > 8 else 44) * place, y), out)
    if wants_text(action):
        _field(canvas, action.address, "-", x + 150, y - 20)


def _field(canvas: _Canvas, address: str, label: str, x: int, y: int) -> None:
    """A box to type into, which sends it as one symbol."""
    canvas.add(f"24 0 0 1 {label} {address}:heard {address}", "symbolatom", x, y)


def _out(canvas: _Canvas, address: str) -> int:
    """From the address as a name to the network; returns the object that takes arguments as a list."""
    format = canvas.chain(canvas.add(f"r {address}"), f"oscformat {address[1:].replace('/', ' ')}")
    canvas.chain(format, "s reverie-out")
    return format


def _heard(canvas: _Canvas, page: Page) -> None:
    """Take feedback apart by the words of its address, and set what shows it."""
    tree: dict[str, Any] = {}
    for parameter in page.parameters:
        # a choice comes as a word on its own address, which no row of buttons can show, and as a number on this one
        address = f"{parameter.address}/index" if parameter.kind == "choice" else parameter.address
        branch = tree
        for word in address[1:].split("/"):
            branch = branch.setdefault(word, {})
        branch["/"] = parameter.address
    if tree:
        _branch(canvas, canvas.add("r reverie-in"), 0, tree)


def _branch(canvas: _Canvas, source: int, outlet: int, tree: dict[str, Any]) -> None:
    below = [word for word in tree if word != "/"]
    if below:
        # oscparse makes symbols of all words, so the 1 of /mod/1 must be one here too, which the backslash does
        names = " ".join(f"\\{word}" if word.isdecimal() else word for word in below)
        route = canvas.chain(source, f"route {names}", outlet=outlet)
        for number, word in enumerate(below):
            _branch(canvas, route, number, tree[word])
        source, outlet = route, len(below)
    if "/" in tree:
        canvas.chain(source, "list prepend set", "list trim", f"s {tree['/']}:heard", outlet=outlet)


def _plain(text: str) -> str:
    return text.replace(",", " \\,").replace(";", " \\;")
