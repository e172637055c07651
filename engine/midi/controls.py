"""What comes over the wire: controls by name, and messages turned into moves of them (MIDI 1.0 specification)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mido import Message

from engine.errors import UserError

TOPS = {"note": 127, "cc": 127, "cc14": 16383, "nrpn": 16383, "bend": 16383, "program": 127}  # highest value by kind
# highest number by kind: 127 127 names no NRPN
_NUMBERS = {"note": 127, "cc": 127, "cc14": 127, "nrpn": 16382, "program": 127}
_SHAPE = re.compile(r"(note|cc|cc14|nrpn|bend|program)(?: (\d{1,5})(?:/(\d{1,5}))?)?(?: channel (\d{1,5}))?")
_EXAMPLES = '"note 36", "cc 7", "cc14 7/39", "nrpn 300", "bend", "program" or "cc 7 channel 2"'

NRPN_NUMBER = (99, 98)  # controllers that name a parameter, most significant 7 bits first
RPN_NUMBER = (101, 100)  # and those that name one of MIDI's own, such as the range of pitch bend
DATA = (6, 38)  # and those that set either
PAIR = 0.02  # seconds within which the two halves of a value come


class BadControl(UserError):
    """A control's name that can't be read; the text is one line for the performer."""


@dataclass(frozen=True)
class Control:
    """A knob, fader, key or pad, as its messages tell it from others.

    number: None for pitch bend, and for a programme change to any number. channel: 1 to 16, None for any.
    low: the controller with the lower 7 bits of a cc14.
    """

    kind: str
    number: int | None = None
    channel: int | None = None
    low: int | None = None

    def __str__(self) -> str:
        number = "" if self.number is None else f" {self.number}"
        low = "" if self.low is None or self.low == (self.number or 0) + 32 else f"/{self.low}"
        return f"{self.kind}{number}{low}" + (f" channel {self.channel}" if self.channel else "")

    @property
    def top(self) -> int:
        """Its highest value."""
        return TOPS[self.kind]

    def wires(self) -> set[tuple[str, int | None]]:
        """The kinds and numbers of the messages it is told by: two controls that share one can't be told apart."""
        if self.kind == "cc14":
            return {("cc", self.number), ("cc", self.low)}
        return {(self.kind, self.number)}


def parse_control(text: str, channel: int | None = None) -> Control:
    """Read a control's name; channel: where it is unless the name says so. Raises BadControl."""
    match = _SHAPE.fullmatch(" ".join(text.lower().split()))
    if not match:
        raise BadControl(f"{text!r:.60} is no control; write {_EXAMPLES}")
    kind, number, low = match[1], *(int(part) if part else None for part in match.group(2, 3))
    if (number is None) != (kind == "bend") and not (kind == "program" and number is None):
        raise BadControl(f"{text!r:.60}: {kind} {'takes no number' if kind == 'bend' else 'wants a number'}")
    if low is not None and kind != "cc14":
        raise BadControl(f"{text!r:.60}: only cc14 has a second number")
    if kind == "cc14" and low is None and number is not None:
        low = number + 32
    for each in (number, low):
        if each is not None and each > _NUMBERS[kind]:
            raise BadControl(f"{text!r:.60}: numbers of {kind} go from 0 to {_NUMBERS[kind]}")
    if match[4]:
        channel = int(match[4])
    if channel is not None and not 1 <= channel <= 16:
        raise BadControl(f"{text!r:.60}: channels go from 1 to 16")
    return Control(kind, number, channel, low)


@dataclass(frozen=True)
class Move:
    """A control was moved or pressed. value: 0 to `control.top`; 0 is a release. The control's channel is known."""

    control: Control
    value: int

    @property
    def position(self) -> float:
        """Where it stands, 0..1, the middle value being exactly 0.5."""
        return position(self.value, self.control.top)


def position(value: int, top: int) -> float:
    """Map 0..top to 0..1 so that (top + 1) / 2, where a centre detent rests, is 0.5 (as MIDI 2.0 scales)."""
    middle = (top + 1) // 2
    return value / (2 * middle) if value <= middle else 0.5 + (value - middle) / (2 * (top - middle))


def level(position: float, top: int) -> int:
    """The value nearest to a position: the inverse of `position`."""
    middle = (top + 1) // 2
    held = min(max(position, 0.0), 1.0)
    return round(held * 2 * middle) if held <= 0.5 else round(middle + (held - 0.5) * 2 * (top - middle))


# What encoders that turn without end send for a turn by `n` steps to the right.
RELATIVE = {
    "relative twos": lambda value: value - 128 if value >= 64 else value,  # n modulo 128
    "relative offset": lambda value: value - 64,  # 64 + n
    "relative sign": lambda value: -(value - 64) if value > 64 else value % 64,  # bit 6 is set for a turn to the left
}


def decoded(data: Sequence[int]) -> Message | None:
    """The message that bytes are; None for what is not one, or not a whole one."""
    try:
        return Message.from_bytes(data)
    except (ValueError, IndexError):
        return None


def plain_move(message: Message) -> Move | None:
    """What a message alone tells, with high and low controllers apart; None for what is no control's."""
    kind = message.type
    if kind in ("note_on", "note_off"):
        value = message.velocity if kind == "note_on" else 0
        return Move(Control("note", message.note, message.channel + 1), value)
    if kind == "control_change":
        return Move(Control("cc", message.control, message.channel + 1), message.value)
    if kind == "pitchwheel":
        return Move(Control("bend", None, message.channel + 1), message.pitch + 8192)
    if kind == "program_change":
        return Move(Control("program", message.program, message.channel + 1), message.program)
    return None


@dataclass
class _Halves:
    """What has come of a 14-bit control. held: the half that waits for the other, "high" or "low", or ""."""

    high: int | None = None
    low: int | None = None
    low_first: bool = False
    held: str = ""
    held_at: float = 0.0  # seconds
    low_at: float = 0.0

    @property
    def value(self) -> int:
        return (self.high or 0) * 128 + (self.low or 0)


class ControlDecoder:
    """Turns one port's messages into moves, joining what 14-bit controls send in parts, in either order.

    The high part alone moves a control until its low part has been seen once; from then on the part that comes last
    completes a move, so that a fader does not jump back and forth between the two. Which that is shows when a control
    first speaks, or later when the other half is long in coming: then `late` has the move.
    """

    def __init__(self, controls: Iterable[Control]):
        joined = [control for control in controls if control.kind == "cc14"]
        self._highs = {control.number: control for control in joined}
        self._lows = {control.low: control for control in joined}
        self._nrpn = any(control.kind == "nrpn" for control in controls)
        self._halves: dict[Control, _Halves] = {}  # by the control on its channel
        self._numbers: dict[int, list[int]] = {}  # by channel, the NRPN that was named last
        self._named: set[int] = set()  # channels whose data is for that, and not for an RPN

    def read(self, message: Message, when: float = 0.0) -> Move | None:
        """Return the move that a message completes, if any. when: it came, in seconds."""
        if message.type != "control_change":
            return plain_move(message)
        number, channel = message.control, message.channel + 1
        if number in self._highs or number in self._lows:
            control = self._highs.get(number) or self._lows[number]
            return self._join(replace(control, channel=channel), number in self._highs, message.value, when)
        if self._nrpn and number in NRPN_NUMBER:
            named = self._numbers.setdefault(channel, [0, 0])
            named[NRPN_NUMBER.index(number)] = message.value
            self._named.add(channel)
            if named == [127, 127]:  # none
                self._named.discard(channel)
            return None
        if self._nrpn and number in RPN_NUMBER:
            self._named.discard(channel)
            return plain_move(message)
        if self._nrpn and number in DATA and channel in self._named:
            high, low = self._numbers[channel]
            return self._join(Control("nrpn", high * 128 + low, channel), number == DATA[0], message.value, when)
        return plain_move(message)

    def late(self, now: float) -> list[Move]:
        """The moves of which a half has waited for the other in vain."""
        moves = []
        for control, halves in self._halves.items():
            if halves.held and now - halves.held_at > PAIR:
                if halves.held == "high" and 0 <= halves.held_at - halves.low_at < PAIR:
                    halves.low_first = True  # the low half had come just before, and belonged to it
                halves.held = ""
                moves.append(Move(control, halves.value))
        return moves

    def _join(self, control: Control, is_high: bool, value: int, when: float) -> Move | None:
        halves = self._halves.setdefault(control, _Halves())
        if is_high:
            halves.high = value
        else:
            halves.low, halves.low_at = value, when
            if halves.high is None:
                halves.low_first = True
        half = "high" if is_high else "low"
        completes = halves.low_first == is_high or halves.low is None or halves.held == half
        if halves.high is None or not completes:
            halves.held, halves.held_at = half, when
            return None
        halves.held = ""
        return Move(control, halves.value)


def telling(control: Control, value: int) -> list[Message]:
    """The messages that move a control to a value, on channel 1 where the control is on any."""
    channel = (control.channel or 1) - 1
    high, low = divmod(value, 128)

    def change(number: int, part: int) -> Message:
        return Message("control_change", channel=channel, control=number, value=part)

    number = control.number or 0
    if control.kind == "note":
        return [Message("note_on", channel=channel, note=number, velocity=value)]
    if control.kind == "cc":
        return [change(number, value)]
    if control.kind == "cc14":
        return [change(number, high), change(control.low or 0, low)]
    if control.kind == "nrpn":
        parts = (*divmod(number, 128), high, low)
        return [change(each, part) for each, part in zip((*NRPN_NUMBER, *DATA), parts, strict=True)]
    if control.kind == "bend":
        return [Message("pitchwheel", channel=channel, pitch=value - 8192)]
    return [Message("program_change", channel=channel, program=value)]
