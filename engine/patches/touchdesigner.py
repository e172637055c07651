"""TouchDesigner: a script that builds a Reverie component with a custom parameter for every row of the table."""

from __future__ import annotations

from pathlib import Path

from engine.parameters import Parameter
from engine.patches.pages import FEEDBACK_PORT, HOST, OSC_PORT, pages, presses, wants_text, words

SCRIPT = Path(__file__).with_name("touchdesigner.txt")


def touchdesigner() -> str:
    """Return the script, with the table filled in."""
    lines = ["TABLE = ["]
    for page in pages():
        rows = [row for parameter in page.parameters for row in _parameter(parameter)]
        for action in page.actions:
            rows += [
                ("Pulse", name_of(action.address, *arguments), label, action.address, arguments, None, action.doc)
                for label, arguments in presses(action)
            ]
            if wants_text(action):
                label = f"{words(action.address)} (name)"
                rows.append(("Str", name_of(action.address, "name"), label, action.address, "", "filled", action.doc))
        lines.append(f"    ({page.name.capitalize()!r}, [")
        lines += [f"        {row!r}," for row in rows]
        lines.append("    ]),")
    lines.append("]")
    text = SCRIPT.read_text(encoding="utf-8")
    for name, value in (("HOST", HOST), ("OSC_PORT", OSC_PORT), ("FEEDBACK_PORT", FEEDBACK_PORT)):
        text = text.replace(f"{name} = None", f"{name} = {value!r}")
    return text.replace("TABLE = []", "\n".join(lines))


def name_of(address: str, *more: object) -> str:
    """Return a custom parameter's name: a capital, then only small letters and digits, as TouchDesigner wants it."""
    parts = address.split("/") + [str(part).replace("-", "minus") for part in more]
    return "".join(char for char in "".join(parts).lower() if char.isalnum()).capitalize()


def _parameter(parameter: Parameter) -> list[tuple[object, ...]]:
    """Rows of (style, name, label, address, default or arguments, range or choices or "filled", help)."""
    address, label, doc = parameter.address, words(parameter.address), parameter.doc
    name = name_of(address)
    if parameter.unit:
        label += f" ({parameter.unit})"
    if parameter.kind == "choice":
        return [("Menu", name, label, address, parameter.default, list(parameter.choices), doc)]
    if parameter.kind == "bool":
        return [("Toggle", name, label, address, parameter.default, None, doc)]
    if not parameter.bounded:
        extent = "filled" if parameter.kind == "mix" else None
        return [("Str", name, label, address, parameter.default_text, extent, doc)]
    assert parameter.low is not None
    style = "Int" if parameter.kind == "int" else "Float"
    default = parameter.low if parameter.default is None else parameter.default
    rows: list[tuple[object, ...]] = [(style, name, label, address, default, (parameter.low, parameter.high), doc)]
    if parameter.default is None:
        rows.append(("Pulse", name_of(address, "auto"), f"{label} auto", address, ("auto",), None, doc))
    return rows
