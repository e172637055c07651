"""What a move of a hand does: one device's controls, as its map says, turned into messages for the router."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mido import Message

from engine.coercion import BadValue, coerce
from engine.midi.controls import RELATIVE, Control, Move, level, telling
from engine.midi.mapping import ABSOLUTE, Map, Row
from engine.parameters import PARAMETERS, State

NEAR = 1.5 / 127  # how close a control has to be to a value to take it up
STEP = 1 / 128  # of a number's range for one step of an encoder; whole numbers and choices go one by one

Messages = list[tuple[str, list[Any]]]


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

    def take(self, move: Move, now: Callable[[str], Any]) -> Messages:
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

    def _press(self, row: Row, now: Callable[[str], Any], arguments: list[Any]) -> Messages:
        if row.mode == "toggle":
            return [(row.address, [_next(row, now(row.address))])]
        if row.mode == "momentary":  # a programme change, which is never released
            return [(row.address, [row.high])]
        if row.parameter is None:  # the first as a text: an action takes a number that comes twice for one press held
            arguments = [*map(str, arguments[:1]), *arguments[1:]]
        return [(row.address, arguments)]

    def _absolute(self, row: Row, move: Move, value: Any) -> Messages:
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


LOOK_EVERY = 0.2  # seconds between looks while no value changes, at what actions are in force and who let go
REST = 0.3  # seconds after its last move that a control is taken to be let go

# By the address of an action: whether what these arguments would do is in force, such as a preset that is recalled.
Lit = Mapping[str, Callable[[list[Any]], bool]]


class Lights:
    """What one map's devices are to show, and what they show already. Made anew, everything is to be sent."""

    def __init__(self, map: Map, lit: Lit):
        self._map, self._lit = map, lit
        self._rows = [row for row in map.rows if row.light or row.follows]
        self._sent: dict[Control, int] = {}  # by the row's control
        self._touched: dict[Control, float] = {}
        self._shown: tuple[State, frozenset[Control]] | None = None  # what everything was last looked at for
        self._look_at = 0.0

    def touched(self, row: Row, value: int, now: float) -> None:
        """Note that a control came to a value by hand."""
        self._shown = None
        if row.follows:
            self._touched[row.control] = now
            self._sent[row.control] = value
        else:
            self._sent.pop(row.control, None)  # many a device turns its lamp on and off itself

    def due(self, state: State, pressed: set[Control], now: float) -> list[Message]:
        """The messages for what has changed, but not to a control that is being moved. pressed: buttons held down."""
        showing = (state, frozenset(pressed))
        if self._shown and self._shown[0] is state and self._shown[1] == showing[1] and now < self._look_at:
            return []
        self._shown, self._look_at = showing, now + LOOK_EVERY
        messages = []
        for row in self._rows:
            if now - self._touched.get(row.control, -REST) < REST:
                continue
            value = self._wanted(row, state, pressed)
            if value is not None and self._sent.get(row.control) != value:
                self._sent[row.control] = value
                messages += telling(_lamp(row) if row.light else row.control, value)
        return messages

    def dark(self) -> list[Message]:
        """The messages that turn every lamp off, for the end."""
        return [message for row in self._rows if row.light for message in telling(_lamp(row), 0)]

    def _wanted(self, row: Row, state: State, pressed: set[Control]) -> int | None:
        if row.light:
            return row.light[self._on(row, state) or any(self._map.row(control) is row for control in pressed)]
        at = row.place(state[row.address])
        return None if at is None else level(at, row.control.top)

    def _on(self, row: Row, state: State) -> bool:
        parameter = row.parameter
        if parameter is None:
            asked = self._lit.get(row.address)
            return asked is not None and asked(list(row.arguments))
        value = state[row.address]
        if row.arguments:
            try:
                return bool(coerce(parameter, row.arguments)[0] == value)
            except BadValue:
                return False
        if parameter.kind == "bool":
            return bool(value)
        if parameter.kind == "choice":
            return bool(value != parameter.default)
        return value is not None and row.low != row.high and abs(value - row.high) < abs(value - row.low)


def _lamp(row: Row) -> Control:
    lamp = row.light_at or row.control
    return replace(lamp, channel=lamp.channel or 1)
