"""What senders mean by what they send: message arguments as the values of parameters, generously, or a line why not."""

from __future__ import annotations

import contextlib
import difflib
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from engine.parameters import ACTIONS, AUTO, HEAVIEST, LONGEST_TEXT, MOST_TEXTS, PARAMETERS, Mix, Parameter

ROUNDING = 1e-3  # how far off a whole number may be, as some send only fractions


class BadValue(ValueError):
    """A value from outside that can't be taken; its text is one line for the performer."""


def nearest(address: str) -> str:
    """Name the known address most like an unknown one, for the report."""
    found = difflib.get_close_matches(address[:80], [*PARAMETERS, *ACTIONS], n=1, cutoff=0.0)
    return found[0]


def coerce(parameter: Parameter, arguments: Sequence[Any]) -> tuple[Any, str]:
    """Turn message arguments into the parameter's value, generously.

    Returns (value, note); note is "" or one line saying what was clamped. Raises BadValue.
    """
    where = parameter.address
    if parameter.kind == "mix":
        return _weighted(parameter, arguments)
    if parameter.kind == "text":
        if not arguments or any(isinstance(a, (bytes, list)) or a is None for a in arguments):
            raise BadValue(f"{where} wants one text")
        return _short(where, composed(joined(arguments))), ""
    value = _newest(where, arguments)
    if parameter.kind == "choice":
        return _chosen(parameter, value), ""
    if parameter.kind == "bool" and isinstance(value, str) and value.strip().lower() in _WORDS:
        return _WORDS[value.strip().lower()], ""
    if parameter.default is None and isinstance(value, str) and value.strip().lower() == AUTO:
        return None, ""
    amount = number(where, value)
    if parameter.kind == "bool":
        return amount != 0, ""
    assert parameter.low is not None and parameter.high is not None
    held = min(max(amount, parameter.low), parameter.high)
    note = ""
    if not math.isclose(held, amount, rel_tol=1e-6):  # 0.01 comes as the nearest 32-bit float
        note = f"{where} {amount:g} is outside {parameter.low:g}..{parameter.high:g}, took {held:g}"
    return (round(held) if parameter.kind == "int" else held), note


def merged(parameter: Parameter, old: Any, new: Any) -> Any:
    """Return what the parameter holds after a message: `new`, or for one that merges, the old texts brought up to date.

    There a weight of 0 takes a text out, and no texts at all take out every one.
    """
    if not parameter.merges or not new:
        return new
    return tuple((name, weight) for name, weight in {**dict(old), **dict(new)}.items() if weight)


def coerce_norm(parameter: Parameter, arguments: Sequence[Any]) -> tuple[Any, str]:
    """Turn what came for a bounded parameter's address + `/norm`, 0..1, into its value and a note, as `coerce` does."""
    where = f"{parameter.address}/norm"
    amount = number(where, _newest(where, arguments))
    note = "" if 0 <= amount <= 1 else f"{where} {amount:g} is outside 0..1, took {min(max(amount, 0), 1):g}"
    return from_norm(parameter, amount), note


def from_norm(parameter: Parameter, norm: float) -> Any:
    """Map 0..1 to the parameter's range."""
    assert parameter.low is not None and parameter.high is not None
    value = parameter.low + min(max(norm, 0.0), 1.0) * (parameter.high - parameter.low)
    return round(value) if parameter.kind == "int" else value


def to_norm(parameter: Parameter, value: float) -> float:
    """Map a value of the parameter to 0..1."""
    assert parameter.low is not None and parameter.high is not None
    return (value - parameter.low) / (parameter.high - parameter.low)


_WORDS = dict.fromkeys(("true", "t", "on", "yes"), True) | dict.fromkeys(("false", "f", "off", "no", ""), False)


def composed(text: str) -> str:
    """A text with its accents on its letters: macOS writes file names decomposed, keyboards don't."""
    return unicodedata.normalize("NFC", text)


def joined(words: Sequence[Any]) -> str:
    """A text whose sender has split it at its spaces, and taken words of it for numbers, as one."""
    return " ".join(f"{word:.7g}" if isinstance(word, float) else str(word) for word in words)


def with_amount(text: str) -> tuple[Any, ...]:
    """A text with a number and perhaps a word behind it in its parts, `fog 4.5 out` say; () where there is none."""
    for words in (1, 2):
        parts = text.rsplit(None, words)
        if len(parts) == words + 1 and re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", parts[1]):
            return parts[0], float(parts[1]), *parts[2:]
    return ()


def _newest(where: str, arguments: Sequence[Any]) -> Any:
    """The value of a message: of several numbers, which are samples of one that moves, the last."""
    if len(arguments) != 1 and not (arguments and all(isinstance(a, (bool, int, float)) for a in arguments)):
        raise BadValue(f"{where} wants one value, got {len(arguments)}")
    return arguments[-1]


def number(where: str, value: Any, wants: str = "a number") -> float:
    """A finite number, also one that is spelt. Raises BadValue, which says what the address `where` wants."""
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        if not isinstance(value, bytes) and math.isfinite(amount := float(value)):
            return amount
    raise BadValue(f"{where} wants {wants}, got {value!r:.60}")


def _short(where: str, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise BadValue(f"{where} takes at most {LONGEST_TEXT} characters, got {len(text)}")
    try:
        text.encode()
    except UnicodeEncodeError:  # bytes of a command line that were no UTF-8, say
        raise BadValue(f"{where} wants a text in UTF-8, got {text!r:.60}") from None
    return text


def printable(text: str) -> str:
    """A text on one line whose control characters, which would drive a terminal, are spelt out."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def _chosen(parameter: Parameter, value: Any) -> str:
    if isinstance(value, str) and value.strip().lower() in parameter.choices:
        return value.strip().lower()
    try:
        index = math.floor(float(value) + ROUNDING)
        if 0 <= index < len(parameter.choices):
            return parameter.choices[index]
    except (TypeError, ValueError, OverflowError):
        pass
    raise BadValue(f"{parameter.address} wants one of {', '.join(parameter.choices)}, got {value!r:.60}")


def _is_split(arguments: Sequence[Any]) -> bool:
    words = [isinstance(a, str) for a in arguments]
    in_a_row = any(a and b for a, b in zip(words, words[1:], strict=False))
    return (
        in_a_row
        and not any(" " in a for a in arguments if isinstance(a, str))
        and all(isinstance(a, (str, int, float)) for a in arguments)
    )


def _weighted(parameter: Parameter, arguments: Sequence[Any]) -> tuple[Mix, str]:
    """s | s f | s s ... | s f s f ...: every text takes the number behind it as its weight, else 1.

    Single words in a row are no blend but one text that its sender has split at the spaces.
    """
    where = parameter.address
    if not parameter.merges and _is_split(arguments):
        arguments = [joined(arguments)]
    entries: list[tuple[str, float]] = []
    note = ""
    for argument in arguments:
        if isinstance(argument, str):
            entries.append((composed(argument), 1.0))
        elif entries and not isinstance(argument, (bool, list)):
            weight = number(where, argument)
            held = min(max(weight, -HEAVIEST), HEAVIEST)
            if held != weight:
                note = f"{where} weight {weight:g} is outside {-HEAVIEST:g}..{HEAVIEST:g}, took {held:g}"
            entries[-1] = (entries[-1][0], held)
        else:
            raise BadValue(f"{where} wants a text, or texts with weights")
    if len(entries) > MOST_TEXTS:
        raise BadValue(f"{where} takes at most {MOST_TEXTS} texts, got {len(entries)}")
    _short(where, "".join(name for name, _ in entries))
    if not parameter.merges and not any(weight for _, weight in entries):
        raise BadValue(f"{where} wants a text, or texts with weights that are not all 0")
    return tuple(entries), note
