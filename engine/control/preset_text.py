"""What a preset's file says: flat `"/address" = value` lines, read and written.

A preset changes only what it names. `"/look" = "default"` names every value of a group, so a file that starts with it
is a whole look; saved presets do, and so come back exactly. It never names the model, as a swap takes long, nor the
live input, which is what happens to be plugged in: a preset changes these only where it says so itself.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from engine.coercion import BadValue, coerce, nearest
from engine.files import line_of, lines_of, opening_of, table_of
from engine.modulation.modulation import TARGETS, movable
from engine.parameters import PARAMETERS, State

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KEPT = ("/dream/model", "/live/input")  # what a group's "default" leaves as it is
GROUPS = (
    "dream",
    "deck",
    "live",
    "camera",
    "look",
    "mod",
)  # what a preset may set: the rest belongs to the performer's hand


def parse(text: str, name: str) -> tuple[str, dict[str, Any], list[str]]:
    """Read a file's text into (description, values, complaints about single lines, which are left out).

    Raises BrokenFile when there is no reading it at all.
    """
    table = table_of(text, name)
    values: dict[str, Any] = {}
    named: dict[str, Any] = {}
    complaints = []
    for address, value in table.items():
        try:
            if value == "default" and address.strip("/") in GROUPS and address.startswith("/"):
                values |= _defaults(address)
            else:
                named[address], note = value_of(address, value)
                if note:
                    complaints.append(f"{name} line {line_of(text, address)}: {note}")
        except BadValue as error:
            complaints.append(f"{name} line {line_of(text, address)}: {error}")
    return opening_of(text), values | named, complaints


def written(state: State, before: str = "", note: str = "") -> str:
    """Return the text of a file that brings `state` back; comments of the text it replaces are kept.

    note: the first line of a file that replaces nothing.
    """
    lines = {f"/{group}": '"default"' for group in GROUPS}
    for address, parameter in PARAMETERS.items():
        if parameter.family in GROUPS and state[address] != parameter.default:
            lines[address] = _toml(parameter.kind, state[address])
    kept: list[str] = []
    for line in lines_of(before) or [f"# {note}"]:
        named, comment = _split(line)
        if named is None:
            kept.append(line)
        elif named in lines:
            kept.append(f'"{named}" = {lines.pop(named)}{comment}')
    whole = [f'"{address}" = {value}' for address, value in lines.items()]
    return "\n".join([*kept, *whole]) + "\n"


def value_of(address: str, value: Any, groups: Sequence[str] = GROUPS) -> tuple[Any, str]:
    """Read what a file sets an address to: (value, note), as coerce does. Raises BadValue."""
    if isinstance(value, dict):
        raise BadValue(f'presets are flat lines such as "/look/zoom" = 1.2, not tables: {address:.60}')
    if address not in PARAMETERS:
        raise BadValue(f"unknown address {address:.60}, the nearest is {nearest(address)}")
    parameter = PARAMETERS[address]
    if parameter.family not in groups:
        raise BadValue(f"{address} is not for presets to set")
    if parameter.merges and value == []:
        return (), ""
    coerced, note = coerce(parameter, value if isinstance(value, list) else [value])
    return (movable(coerced), note) if address in TARGETS else (coerced, note)


def _defaults(group: str) -> dict[str, Any]:
    rows = PARAMETERS.items()
    return {a: p.default for a, p in rows if f"/{p.family}" == group and a not in KEPT}


def _split(line: str) -> tuple[str | None, str]:
    """Of a line that sets a value, its address and the comment behind the value; of any other (None, "")."""
    if not line.strip() or line.lstrip().startswith("#"):
        return None, ""
    address = next(iter(tomllib.loads(line)))
    for place in (i for i, character in enumerate(line) if character == "#"):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            if tomllib.loads(line[:place]):
                return address, "  " + line[place:]
    return address, ""


def line_by_line(text: str) -> bool:
    """Tell whether each line stands for itself, so that it can be edited by lines."""
    try:
        tables: Iterable[dict[str, Any]] = [tomllib.loads(line) for line in lines_of(text)]
        return all(not isinstance(value, dict) for table in tables for value in table.values())
    except tomllib.TOMLDecodeError:
        return False


def _toml(kind: str, value: Any) -> str:
    if kind == "bool":
        return "true" if value else "false"
    if kind in ("float", "int"):
        return "" if value is None else str(value) if kind == "int" else f"{value:.7g}"
    if kind == "mix":
        if len(value) == 1 and value[0][1] == 1:
            return quoted(value[0][0])
        return "[" + ", ".join(f"{quoted(name)}, {weight:.7g}" for name, weight in value) + "]"
    return quoted(value)


def quoted(text: str) -> str:
    """A text as TOML has it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
