"""A map: what each control of a device does, as TOML of one line a control.

    ports = ["nanoKONTROL2"]
    "cc 0" = "/dream/speed"
    "cc 32" = "/preset/recall 1"
    "cc 16" = { to = "/look/hue", mode = "relative twos" }

Keys with a number or a space are controls, the others say something about the device. All that a row leaves out
follows from the table of parameters.
"""

from __future__ import annotations

import fnmatch
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.coercion import BadValue, coerce, nearest
from engine.control.actions import fitted
from engine.files import BrokenFile, line_of, opening_of, table_of
from engine.midi.controls import RELATIVE, BadControl, Control, parse_control
from engine.parameters import ACTIONS, PARAMETERS, Parameter

CURVES = ("linear", "exp", "log", "s")
STEEP = 50.0  # how many times wider the last part of an exp curve is than the first, where the range does not say
WIDE = 16.0  # a range above 0 whose ends are so many times apart is felt in ratios: its curve is exp by default

ABSOLUTE = ("pickup", "jump")
BUTTONS = ("toggle", "momentary", "trigger")
MODES = (*ABSOLUTE, *RELATIVE, *BUTTONS)

_ROW_KEYS = ("to", "mode", "curve", "low", "high", "light", "light_at", "follows")
_EXAMPLE = 'a row looks like "cc 7" = "/look/zoom"'


@dataclass(frozen=True)
class Row:
    """What one control does. arguments: what a press sets or hands to an action.

    mode: `pickup` waits until the control meets the value, `jump` does not; the relative ones are encoders; toggle,
    momentary and trigger are buttons. low, high: the part of the parameter's range that the control covers, low above
    high to turn it round. light: (idle, active) values of its lamp; light_at: the lamp, if it is not at the control's
    own number. follows: the control itself, a motor fader or a ring of lights, is moved to the value.
    """

    control: Control
    address: str
    arguments: tuple[Any, ...] = ()
    mode: str = "trigger"
    curve: str = "linear"
    low: float = 0.0
    high: float = 1.0
    light: tuple[int, int] | None = None
    light_at: Control | None = None
    follows: bool = False

    @property
    def parameter(self) -> Parameter | None:
        return PARAMETERS.get(self.address)

    def value(self, u: float) -> Any:
        """The parameter's value for a control at u, 0..1."""
        parameter = PARAMETERS[self.address]
        if parameter.kind == "bool":
            return u >= 0.5
        if parameter.kind == "choice":
            return parameter.choices[min(int(u * len(parameter.choices)), len(parameter.choices) - 1)]
        low, high = sorted((self.low, self.high))
        at = bent(self.curve, u if self.low <= self.high else 1 - u, steepness(low, high))
        value = min(max(low + at * (high - low), low), high)
        return round(value) if parameter.kind == "int" else value

    def place(self, value: Any) -> float | None:
        """Where the control stands, 0..1, for a value of the parameter; None where the value is no number."""
        parameter = PARAMETERS[self.address]
        if parameter.kind == "bool":
            return float(value)
        if parameter.kind == "choice":
            return (parameter.choices.index(value) + 0.5) / len(parameter.choices)
        if value is None:
            return None
        low, high = sorted((self.low, self.high))
        at = (min(max(value, low), high) - low) / (high - low)
        u = unbent(self.curve, at, steepness(low, high))
        return u if self.low <= self.high else 1 - u


@dataclass(frozen=True)
class Map:
    """A device: the names its ports go by, its rows, and how to draw it.

    hello, goodbye: system exclusive bytes that make it listen to us, and leave it as it was. panel: rows of controls
    as they lie on the device.
    """

    name: str
    path: Path
    title: str
    ports: tuple[str, ...]
    channel: int | None = None
    rows: tuple[Row, ...] = ()
    hello: tuple[int, ...] = ()
    goodbye: tuple[int, ...] = ()
    panel: tuple[str, ...] = ()
    own: bool = False
    _index: dict[tuple[str, int | None, int | None], Row] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for row in self.rows:
            self._index[row.control.kind, row.control.number, row.control.channel] = row

    def row(self, control: Control) -> Row | None:
        """The row for a control that was moved, on its channel or on any."""
        for number in (control.number, None) if control.kind == "program" else (control.number,):
            for channel in (control.channel, None):
                if (control.kind, number, channel) in self._index:
                    return self._index[control.kind, number, channel]
        return None

    @property
    def shows(self) -> bool:
        """There is something to light or to move on the device."""
        return any(row.light or row.follows for row in self.rows)

    def fits(self, port: str) -> int:
        """How well a port's name fits: the length of the longest pattern that is in it, 0 for none."""
        name = port.casefold()
        return max((len(p) for p in self.ports if fnmatch.fnmatchcase(name, f"*{p.casefold()}*")), default=0)


def parse(text: str, path: Path, own: bool = False) -> tuple[Map, list[str]]:
    """Read a map's text into (map, complaints about single lines, which are left out). Raises BrokenFile."""
    try:
        table = table_of(text, path.name)
    except BrokenFile as error:
        raise BrokenFile(f"{error}; {_EXAMPLE}") from None
    complaints: list[str] = []
    about: dict[str, Any] = {}
    controls: dict[str, Any] = {}
    for key, value in table.items():
        if key in _ABOUT:
            try:
                about[key] = _ABOUT[key](value)
            except (ValueError, TypeError) as error:
                complaints.append(f"{path.name} line {line_of(text, key)}: {key} {error}")
        elif re.search(r"[\d ]", key) or key in ("bend", "program"):
            controls[key] = value
        else:
            known = ", ".join(_ABOUT)
            complaints.append(f"{path.name} line {line_of(text, key)}: unknown key {key:.40}; there is {known}")
    if not about.get("ports"):
        raise BrokenFile(f'{path.name} line 1: names no port; add a line such as ports = ["{path.stem}"]')
    rows: list[Row] = []
    taken: dict[tuple[str, int | None], list[Control]] = {}
    for key, value in controls.items():
        try:
            row = _row(key, value, about)
            _not_twice(row.control, taken)
            rows.append(row)
        except (BadControl, BadValue) as error:
            complaints.append(f"{path.name} line {line_of(text, key)}: {error}")
    title = opening_of(text).partition(". ")[0].strip().rstrip(".") or path.stem
    kept = {key: about[key] for key in ("channel", "hello", "goodbye", "panel") if key in about}
    return Map(path.stem, path, title, about["ports"], rows=tuple(rows), own=own, **kept), complaints


def parts_of(to: Any) -> tuple[str, tuple[Any, ...]]:
    """The parts of where a row leads: "ADDRESS", "ADDRESS ARGUMENT" or [ADDRESS, ARGUMENT, ...]. Raises BadValue."""
    parts = to if isinstance(to, list) else str(to).split(None, 1)
    if not parts or not isinstance(parts[0], str) or not isinstance(to, (str, list)):
        raise BadValue(f"leads nowhere: {to!r:.60}; {_EXAMPLE}")
    return parts[0], tuple(parts[1:])


def target(to: Any) -> tuple[str, tuple[Any, ...]]:
    """The same, of what there is and is taken there. Raises BadValue."""
    address, arguments = parts_of(to)
    if address not in PARAMETERS and address not in ACTIONS:
        raise BadValue(f"unknown address {address:.60}, the nearest is {nearest(address)}")
    if not all(isinstance(argument, (str, int, float)) for argument in arguments):
        raise BadValue(f"{address} takes texts and numbers, got {to!r:.60}")
    if arguments and address in PARAMETERS:
        coerce(PARAMETERS[address], arguments)
    elif arguments:
        fitted(address, [str(arguments[0]), *arguments[1:]])
    return address, arguments


def _row(key: str, value: Any, about: Mapping[str, Any]) -> Row:
    control = parse_control(key, about.get("channel"))
    said: dict[str, Any] = value if isinstance(value, dict) else {"to": value}
    for name in said:
        if name not in _ROW_KEYS:
            raise BadValue(f"unknown word {name:.40}; a row takes {', '.join(_ROW_KEYS)}")
    address, arguments = target(said.get("to", ""))
    parameter = PARAMETERS.get(address)
    follows = bool(said.get("follows", about.get("follows", False))) and control.kind not in ("note", "program")
    mode = said.get("mode", _default_mode(control, parameter, arguments, follows))
    _check_mode(mode, control, parameter, arguments)
    curve, low, high = _range(said, mode, parameter)
    light, at = about.get("light"), said.get("light_at")
    if "light" in said:
        try:
            light = _lamps(said["light"])
        except ValueError as error:
            raise BadValue(f"light {error}") from None
    return Row(
        control,
        address,
        arguments,
        mode,
        curve,
        low,
        high,
        light=light if mode in BUTTONS and control.kind in ("note", "cc") else None,
        light_at=_lamp_at(control, at, about.get("light_channel")),
        follows=follows and mode not in BUTTONS,
    )


def _default_mode(control: Control, parameter: Parameter | None, arguments: tuple[Any, ...], follows: bool) -> str:
    if parameter is None or arguments or parameter.kind in ("text", "mix"):
        return "trigger"
    if parameter.kind == "bool":
        return "toggle"
    if control.kind in ("note", "program"):
        return "toggle" if parameter.kind == "choice" else "momentary"
    return "jump" if follows else "pickup"


def _check_mode(mode: Any, control: Control, parameter: Parameter | None, arguments: tuple[Any, ...]) -> None:
    if mode not in MODES:
        raise BadValue(f"mode {mode!r:.40} is none of {', '.join(MODES)}")
    if parameter is None:
        if mode != "trigger":
            raise BadValue(f"mode {mode} is for values; an action is a trigger, so leave mode out")
        return
    if mode == "trigger":
        if not arguments and control.kind != "program":
            raise BadValue(f'a trigger of {parameter.address} wants the value to set: "{parameter.address} VALUE"')
        return
    if arguments or parameter.kind in ("text", "mix"):
        raise BadValue(f"{parameter.address} with a value is set by a press, so leave mode out")
    if mode in RELATIVE and control.kind != "cc":
        raise BadValue(f"mode {mode} is for a cc, not for {control}")
    if mode == "momentary" and parameter.kind == "choice":
        raise BadValue(f"{parameter.address} has no on and off; toggle steps through its choices")


def _range(said: Mapping[str, Any], mode: str, parameter: Parameter | None) -> tuple[str, float, float]:
    """A row's curve, low and high, those it does not say taken from the parameter."""
    if parameter is None or not parameter.bounded:
        for name in ("curve", "low", "high"):
            if name in said:
                raise BadValue(f"{name} is for parameters that are numbers")
        return "linear", 0.0, 1.0
    assert parameter.low is not None and parameter.high is not None
    resting, pressed = parameter.low, parameter.high
    if mode == "momentary" and parameter.default is not None:
        resting = parameter.default
        pressed = parameter.low if resting == parameter.high else parameter.high
    low, high = said.get("low", resting), said.get("high", pressed)
    for name, bound in (("low", low), ("high", high)):
        if isinstance(bound, bool) or not isinstance(bound, (int, float)):
            raise BadValue(f"{name} wants a number, got {bound!r:.40}")
        if not parameter.low <= bound <= parameter.high:
            raise BadValue(f"{name} {bound:g} is outside {parameter.low:g}..{parameter.high:g}")
    if low == high:
        raise BadValue(f"low and high are both {low:g}")
    curve = said.get("curve", default_curve(min(low, high), max(low, high)))
    if curve not in CURVES:
        raise BadValue(f"curve {curve!r:.40} is none of {', '.join(CURVES)}")
    return curve, float(low), float(high)


def _not_twice(control: Control, taken: dict[tuple[str, int | None], list[Control]]) -> None:
    for wire in control.wires():
        for other in taken.get(wire, []):
            if None in (control.channel, other.channel) or control.channel == other.channel:
                raise BadControl(f"{control} is used twice, by {other} above too; remove one of the lines")
    for wire in control.wires():
        taken.setdefault(wire, []).append(control)


def _lamp_at(control: Control, at: Any, channel: int | None) -> Control | None:
    if at is not None:
        lamp = parse_control(str(at), control.channel)
        if lamp.kind not in ("note", "cc"):
            raise BadValue(f"light_at is a note or a cc, got {at!r:.40}")
        return lamp
    return Control(control.kind, control.number, channel) if channel else None


def _ports(value: Any) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    good = isinstance(names, list) and names and all(isinstance(name, str) and name.strip("* ") for name in names)
    if not good:
        raise ValueError(f'wants part of a port\'s name, or several: ports = ["nanoKONTROL2"], got {value!r:.60}')
    return tuple(names)


def _channel(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 16:
        raise ValueError(f"goes from 1 to 16, got {value!r:.40}")
    return value


def _lamps(value: Any) -> tuple[int, int]:
    good = isinstance(value, list) and len(value) == 2
    if not good or not all(type(each) is int and 0 <= each <= 127 for each in value):
        raise ValueError(f"wants two numbers from 0 to 127, [idle, active], got {value!r:.40}")
    return value[0], value[1]


def _bytes(value: Any) -> tuple[int, ...]:
    try:
        data = tuple(bytes.fromhex(value))
    except (ValueError, TypeError):
        raise ValueError(f"wants hexadecimal bytes, got {value!r:.40}") from None
    if len(data) < 3 or data[0] != 0xF0 or data[-1] != 0xF7 or any(byte > 127 for byte in data[1:-1]):
        raise ValueError('wants a system exclusive message: "F0 ... F7"')
    return data


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"wants true or false, got {value!r:.40}")
    return value


def _panel(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        raise ValueError('wants rows such as "knobs: cc 16-23"')
    return tuple(value)


# What a map says about its device, and how it is read.
_ABOUT = {
    "ports": _ports,
    "channel": _channel,
    "light": _lamps,
    "light_channel": _channel,
    "follows": _flag,
    "hello": _bytes,
    "goodbye": _bytes,
    "panel": _panel,
}


def steepness(low: float, high: float) -> float:
    """The ratio that exp and log bend by: that of the range's own ends where both are above 0, so that equal turns
    give equal ratios."""
    if low > 0 and high > 0 and low != high:
        return max(low, high) / min(low, high)
    return STEEP


def default_curve(low: float, high: float) -> str:
    """The curve that suits a range."""
    return "exp" if 0 < low < high and high / low >= WIDE else "linear"


def bent(curve: str, u: float, ratio: float) -> float:
    """Where on the range (0..1) a hand at u (0..1) is. exp creeps at the bottom, log at the top, s at both ends."""
    if curve == "exp":
        return math.expm1(u * math.log(ratio)) / (ratio - 1)
    if curve == "log":
        return 1 - bent("exp", 1 - u, ratio)
    if curve == "s":
        return u * u * (3 - 2 * u)
    return u


def unbent(curve: str, y: float, ratio: float) -> float:
    """Where the hand is (0..1) for a place on the range: the inverse of `bent`."""
    if curve == "exp":
        return math.log1p(y * (ratio - 1)) / math.log(ratio)
    if curve == "log":
        return 1 - unbent("exp", 1 - y, ratio)
    if curve == "s":
        return 0.5 - math.sin(math.asin(min(max(1 - 2 * y, -1.0), 1.0)) / 3)
    return y
