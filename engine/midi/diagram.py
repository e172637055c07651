"""A drawing of a device, in plain text, of what each control does: made from its map."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.midi.controls import Control, parse_control
from engine.midi.mapping import Map, Row

_WIDTH = 10  # characters of a cell, at most


class BadPanel(ValueError):
    """A panel that names what is no control; the text is one line."""


def cells(map: Map) -> Iterator[tuple[str, list[Control | None]]]:
    """The rows of a map's panel: a label, and the controls from left to right, None for a gap. Raises BadPanel.

    A map without a panel gives its controls in order, eight in a row.
    """
    for line in map.panel:
        label, _, controls = line.partition(":")
        row: list[Control | None] = []
        for part in controls.split(","):
            match = re.fullmatch(r"\s*(\w+) (\d+)(?:-(\d+))?\s*", part)
            if match:
                low, high = int(match[2]), int(match[3] or match[2])
                step = 1 if low <= high else -1
                row += [parse_control(f"{match[1]} {n}", map.channel) for n in range(low, high + step, step)]
            elif part.strip() == "-":
                row.append(None)
            else:
                raise BadPanel(f"{map.path.name}: {part.strip()!r:.40} in the panel; write controls such as cc 16-23")
        yield label.strip(), row
    if not map.panel:
        for start in range(0, len(map.rows), 8):
            yield "", [row.control for row in map.rows[start : start + 8]]


def chart(map: Map) -> str:
    """Draw a map. What is not on its panel is listed below."""
    panel = list(cells(map))
    found = [[map.row(control) if control else None for control in row] for _, row in panel]
    texts = [
        [_words(row, control, bool(map.panel)) for row, control in zip(rows, controls, strict=True)]
        for rows, (_, controls) in zip(found, panel, strict=True)
    ]
    width = max((len(line) for row in texts for cell in row for line in cell), default=1)
    margin = max((len(label) for label, _ in panel), default=0)
    lines, above = [map.title, ""], [False]
    for (label, controls), row in zip(panel, texts, strict=True):
        here = [control is not None for control in controls]
        lines.append(" " * margin + " " + _edge(above, here, width))
        for line in range(max(len(cell) for cell in row) or 1):
            parts = [(cell[line] if line < len(cell) else "").ljust(width) for cell in row]
            lines.append(f"{'' if line else label:{margin}} " + _sides(parts, here))
        above = here
    lines.append(" " * margin + " " + _edge(above, [False], width))
    drawn = {row for rows in found for row in rows}
    rest = [row for row in map.rows if row not in drawn]
    if rest:
        lines += ["", *(f"{row.control}: {' '.join([row.address, *_said(row)])}" for row in rest)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _edge(above: list[bool], below: list[bool], width: int) -> str:
    """The line between two rows of cells, where there is one above or below."""
    size = max(len(above), len(below))
    there = [any(place < len(row) and row[place] for row in (above, below)) for place in range(size)]
    return _joined(["-" * width if each else " " * width for each in there], there, "+")


def _sides(parts: list[str], there: list[bool]) -> str:
    return _joined(parts, there, "|")


def _joined(parts: list[str], there: list[bool], mark: str) -> str:
    """Parts with a mark on both sides of those that are there."""
    sides = [mark if left or right else " " for left, right in zip([False, *there], [*there, False], strict=True)]
    return "".join(side + part for side, part in zip(sides, [*parts, ""], strict=True))


def _words(row: Row | None, control: Control | None, placed: bool) -> list[str]:
    """What a control does, in lines of at most _WIDTH characters; its name first where no panel shows its place."""
    lines = [] if placed or control is None else [str(control)[:_WIDTH]]
    if row is None:
        return lines
    group, _, name = row.address.strip("/").partition("/")
    words = [*([group] if group not in ("look", "master") else []), *name.split("/"), *_said(row)]
    if row.address == "/preset/recall" and row.arguments:
        words = ["preset", *_said(row)]
    first = len(lines)
    for word in words:
        if len(lines) > first and len(lines[-1]) + 1 + len(word) <= _WIDTH:
            lines[-1] += " " + word
        else:
            lines += [word[start : start + _WIDTH] for start in range(0, len(word), _WIDTH)]
    return lines


def _said(row: Row) -> list[str]:
    return [word for argument in row.arguments for word in str(argument).split()]
