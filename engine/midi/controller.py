"""What a move of a hand does: one device's controls, as its map says, turned into messages for the router."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine.midi.controls import RELATIVE, Control, Move
from engine.midi.mapping import ABSOLUTE, Map, Row
from engine.parameters import PARAMETERS

NEAR = 1.5 / 127  # how close a control has to be to a value to take it up
STEP = 1 / 128  # of a number's range for one step of an encoder; whole numbers and choices go one by one

Message = tuple[str, list[Any]]


class Controller:
    """The controls of one port. `pressed` holds the buttons that are down."""

    def __init__(self, map: Map):
        self.map = map
        self.pressed: set[Control] = set()
        self._at: dict[Control, float] = {}  # where a control was last
        self._gave: dict[Control, Any] = {}  # the value that it set last

    def stands(self, move: Move) -> None:
        """Note where a control is, without doing what it asks for."""
        self._at[move.control] = move.position

    def take(self, move: Move, now: Callable[[str], Any]) -> list[Message]:
        """Return what a move asks for. now: an address's value as it is at this moment."""
        row = self.map.row(move.control)
        if row is None:
            return []
        if row.mode in ABSOLUTE:
            return self._absolute(row, move, now(row.address))
        if row.mode in RELATIVE:
            steps = RELATIVE[row.mode](move.value)
            return [(row.address, [_turned(row, now(row.address), steps)])] if steps else []
        if move.control.kind == "program":
            number = [] if row.control.number is not None else [str(move.value + 1)]
            return self._press(row, now, list(row.arguments) or number)
        down = move.value > 0 if move.control.kind == "note" else move.position >= 0.5
        was = move.control in self.pressed
        (self.pressed.add if down else self.pressed.discard)(move.control)
        if down == was:
            return []
        if row.mode == "momentary":
            switch = PARAMETERS[row.address].kind == "bool"
            return [(row.address, [down if switch else row.high if down else row.low])]
        return self._press(row, now, list(row.arguments)) if down else []

    def _press(self, row: Row, now: Callable[[str], Any], arguments: list[Any]) -> list[Message]:
        if row.mode == "toggle":
            return [(row.address, [_next(row, now(row.address))])]
        if row.mode == "momentary":  # a programme change, which is never released
            return [(row.address, [row.high])]
        if row.parameter is None:  # as texts, because an action takes a number that comes twice for one press held
            arguments = [str(argument) for argument in arguments]
        return [(row.address, arguments)]

    def _absolute(self, row: Row, move: Move, value: Any) -> list[Message]:
        control, u = move.control, move.position
        before = self._at.get(control)
        self._at[control] = u
        if row.mode == "pickup" and not self._picked(row, control, before, u, value):
            return []
        given = self._gave[control] = row.value(u)
        return [(row.address, [given])]

    def _picked(self, row: Row, control: Control, before: float | None, u: float, value: Any) -> bool:
        """Tell whether a control has the value in hand: it set it last, stands where it is, or has just crossed it."""
        if control in self._gave and _same(self._gave[control], value):
            return True
        self._gave.pop(control, None)
        there = row.place(value)
        if there is None or abs(u - there) <= NEAR or row.value(u) == value:
            return True
        return before is not None and (before - there) * (u - there) <= 0


def _same(given: Any, value: Any) -> bool:
    if isinstance(given, float) and isinstance(value, (int, float)):
        return math.isclose(given, value, rel_tol=1e-9, abs_tol=1e-12)
    return bool(given == value)


def _turned(row: Row, value: Any, steps: int) -> Any:
    """The value some steps of an encoder further."""
    parameter = PARAMETERS[row.address]
    if parameter.kind == "bool":
        return steps > 0
    if parameter.kind == "choice":
        last = len(parameter.choices) - 1
        return parameter.choices[min(max(parameter.choices.index(value) + steps, 0), last)]
    if parameter.kind == "int":
        low, high = sorted((row.low, row.high))
        by = steps if row.low <= row.high else -steps
        return int(min(max((low if value is None else value) + by, low), high))
    u = row.place(value) or 0.0
    return row.value(min(max(u + steps * STEP, 0.0), 1.0))


def _next(row: Row, value: Any) -> Any:
    parameter = PARAMETERS[row.address]
    if parameter.kind == "bool":
        return not value
    if parameter.kind == "choice":
        return parameter.choices[(parameter.choices.index(value) + 1) % len(parameter.choices)]
    at = row.place(value)
    return row.low if at is not None and at >= 0.5 else row.high
