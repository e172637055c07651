"""What goes back to a device: lamps that show what is on, and motor faders and rings that go where the values are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mido import Message

from engine.coercion import BadValue, coerce
from engine.midi.controls import Control, level, telling
from engine.midi.mapping import Map, Row
from engine.parameters import State

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
            return asked is not None and asked([_number(argument) for argument in row.arguments])
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


def _number(argument: Any) -> Any:
    return int(argument) if isinstance(argument, str) and argument.isdecimal() else argument
