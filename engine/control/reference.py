"""The table of addresses as documentation, made from the tables that the engine itself reads."""

from __future__ import annotations

from engine.parameters import ACTIONS, PARAMETERS, Parameter


def address_table() -> str:
    """Return a Markdown table of every value and every action."""
    rows = ["| address | value | default | meaning |", "|---|---|---|---|"]
    for parameter in PARAMETERS.values():
        rows.append(_row(parameter.address, _values(parameter), parameter.default_text, parameter.doc))
    for action in ACTIONS.values():
        rows.append(_row(action.address, action.arguments or "trigger", "", action.doc))
    return "\n".join(rows) + "\n"


def _values(parameter: Parameter) -> str:
    if parameter.kind == "choice":
        return ", ".join(parameter.choices)
    if parameter.kind == "mix":
        return "s f s f …"
    if parameter.bounded:
        kind = "i" if parameter.kind == "int" else "f"
        auto = ", auto" if parameter.default is None else ""
        return f"{kind} {parameter.low:.10g}..{parameter.high:.10g} {parameter.unit}".rstrip() + auto
    return {"bool": "T/F, 0/1", "text": "s"}[parameter.kind]


def _row(*cells: str) -> str:
    first, *others = (cell.replace("|", "\\|") for cell in cells)
    return f"| `{first}` | " + " | ".join(others) + " |"
