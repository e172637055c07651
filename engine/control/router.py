"""Where messages from outside become changes: OSC, the panel and whatever comes later all apply theirs here."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from cachetools import LRUCache

from engine.coercion import BadValue, coerce, coerce_norm, merged, nearest
from engine.control.actions import Actions
from engine.control.reports import Report, Reports
from engine.control.store import Store
from engine.parameters import ACTIONS, ALIASES, PAIRS, PARAMETERS, Parameter

LONGEST_PATTERN = 128
_WILD = frozenset("?*[]{}")

Step = Callable[[str, set[int]], set[int]]  # from the places in a text reached so far to those reached next


def is_pattern(address: str) -> bool:
    """Whether an address has OSC's wildcards in it, and may mean several."""
    return "//" in address or not _WILD.isdisjoint(address)


def matching(pattern: str, addresses: Iterable[str]) -> list[str]:
    """Return the addresses that the pattern matches. Raises BadValue for a broken pattern.

    All ways through the pattern are followed at once, so no pattern takes exponential time, as a regex might.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise BadValue(f"a pattern of {len(pattern)} characters; at most {LONGEST_PATTERN} are taken")
    steps = _compile(pattern)
    return [address for address in addresses if _matches(steps, address)]


def _matches(steps: tuple[Step, ...], text: str) -> bool:
    places = {0}
    for step in steps:
        places = step(text, places)
        if not places:
            return False
    return len(text) in places


def _compile(pattern: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    index = 0
    while index < len(pattern):
        character = pattern[index]
        if pattern.startswith("//", index):
            steps.append(_any_depth)
            index += 1
        elif character == "*":
            steps.append(_any_run)
        elif character == "?":
            steps.append(_one(lambda c: True))
        elif character in "[{":
            end = pattern.find("]" if character == "[" else "}", index)
            if end < 0:
                raise BadValue(f"{pattern:.60} has a {character} that is not closed")
            inside = pattern[index + 1 : end]
            steps.append(_class(inside) if character == "[" else _either(tuple(inside.split(","))))
            index = end
        else:
            steps.append(_either((character,)))
        index += 1
    return tuple(steps)


def _one(accepts: Callable[[str], bool]) -> Step:
    return lambda text, places: {p + 1 for p in places if p < len(text) and text[p] != "/" and accepts(text[p])}


def _class(inside: str) -> Step:
    negated = inside.startswith("!")
    inside = inside[negated:]
    ranges: list[tuple[str, str]] = []
    while inside:
        if len(inside) > 2 and inside[1] == "-":
            ranges.append((inside[0], inside[2]))
            inside = inside[3:]
        else:
            ranges.append((inside[0], inside[0]))
            inside = inside[1:]
    return _one(lambda c: any(low <= c <= high for low, high in ranges) != negated)


def _either(words: tuple[str, ...]) -> Step:
    return lambda text, places: {p + len(word) for p in places for word in words if text.startswith(word, p)}


def _any_run(text: str, places: set[int]) -> set[int]:
    reached: set[int] = set()
    for place in places:
        end = text.find("/", place)
        reached.update(range(place, (len(text) if end < 0 else end) + 1))
    return reached


def _any_depth(text: str, places: set[int]) -> set[int]:
    starts = [p for p in places if text.startswith("/", p)]
    return {i + 1 for i in range(min(starts), len(text)) if text[i] == "/"} if starts else set()


Read = Callable[[Parameter, list[Any]], tuple[Any, str]]
Check = Callable[[Any], Any]  # the value to take in place of a coerced one; raises BadValue

# Every address that takes a value: the parameter it sets and how its arguments are read.
READ: dict[str, tuple[Parameter, Read]] = {
    **{p.address: (p, coerce) for p in PARAMETERS.values()},
    **{f"{p.address}/norm": (p, coerce_norm) for p in PARAMETERS.values() if p.bounded},
    **{f"{p.address}/index": (p, coerce) for p in PARAMETERS.values() if p.kind == "choice"},
}

WAITING = frozenset({"/dream/prompt", "/deck/a", "/deck/b"})  # what waits when it is set by itself
TOLD = frozenset({"/pong", "/cue/current", "/cue/next"})  # what is only ever sent, as all of /status is
QUANTIZE = "/tempo/quantize"  # for what line; what was sent before waits for the old one, what comes after for the new

_BOTH = {
    **PAIRS,
    **{f"{pair}/norm": (f"{x}/norm", f"{y}/norm") for pair, (x, y) in PAIRS.items()},
}
# A pad may also be given the address of its first number.
_FIRST = {x: (x, y) for x, y in _BOTH.values()}


class MessageRouter:
    """Applies messages to a store and runs actions; what can't be taken is reported and changes nothing.

    checks: by address, what the configuration allows beyond the table, such as the models the network may name.
    put_right(source, addresses): called where a sender's controls stand elsewhere than what was taken of them.
    """

    def __init__(
        self,
        store: Store,
        actions: Actions,
        reports: Reports,
        checks: Mapping[str, Check] | None = None,
        clock: Callable[[], float] = time.perf_counter,
        put_right: Callable[[Any, Iterable[str]], None] = lambda source, addresses: None,
    ):
        self._store = store
        self._actions = actions
        self._reports = reports
        self._checks = dict(checks or {})
        self._clock = clock
        self._repeats = RepeatFilter()
        self._put_right = put_right

    def apply(self, messages: Iterable[tuple[str, list[Any], Any]]) -> None:
        """Apply (address or pattern, arguments, source) in order, as one change for every reader; never raises.

        Reports and answers go out when the change has been made, so that whoever is answered finds it made.
        """
        reports: list[tuple[Report, Any]] = []
        answers: list[tuple[str, list[Any], Any]] = []
        wrong: dict[Any, set[str]] = {}
        taken: dict[tuple[Any, str], Any] = {}
        values: dict[str, Any] = {}
        by: Any = None

        def set_so_far() -> None:
            self._set(values, by, reports)
            values.clear()

        with self._store.as_one():
            for address, arguments, source in _singles(messages):
                if source != by:
                    set_so_far()
                    by = source
                targets, report = _targets(address)
                if report:
                    reports.append((report, source))
                for target in targets:
                    if target in READ:
                        address = READ[target][0].address
                        if address == QUANTIZE:
                            set_so_far()
                        report = self._take(target, arguments, source, values)
                        if address == QUANTIZE:
                            set_so_far()
                        if address in values:
                            taken[source, address] = values[address]
                        if report:
                            wrong.setdefault(source, set()).add(address)
                    elif ACTIONS[target].answers:
                        answers.append((target, arguments, source))
                        continue
                    else:
                        set_so_far()
                        report = self._act(target, arguments, source)
                    if report:
                        reports.append((report, source))
            set_so_far()
            state = self._store.latest.state
        for (source, address), value in taken.items():
            if state[address] != value:  # something else that came with it has moved it on
                wrong.setdefault(source, set()).add(address)
        for report, source in reports:
            self._reports.tell(report, source)
        for source, addresses in wrong.items():
            self._put_right(source, addresses)
        for target, arguments, source in answers:
            report = self._act(target, arguments, source)
            if report:
                self._reports.tell(report, source)

    def _set(self, values: dict[str, Any], by: Any, reports: list[tuple[Report, Any]]) -> None:
        """Make a change of what was read; a prompt waits for the line that /tempo/quantize asks for."""
        waiting = {address: values[address] for address in WAITING & values.keys()}
        at_once = {address: value for address, value in values.items() if address not in waiting}
        for change, waits in ((waiting, True), (at_once, False)):
            if change:
                try:
                    self._store.change(change, by, waits=waits)
                except Exception as error:  # what else was sent with it, a blackout perhaps, must not be lost with it
                    reports.append((_failed(", ".join(change), error), by))

    def takes(self, address: str, arguments: list[Any]) -> bool:
        """Tell whether a message for one value's address would be taken, without applying it."""
        try:
            self._value(address, arguments)
        except BadValue:
            return False
        return True

    def _value(self, target: str, arguments: list[Any]) -> tuple[Parameter, Any, str]:
        parameter, read = READ[target]
        value, note = read(parameter, arguments)
        if parameter.address in self._checks:
            value = self._checks[parameter.address](value)
        return parameter, value, note

    def _take(self, target: str, arguments: list[Any], source: Any, values: dict[str, Any]) -> str:
        """Read one value into `values`; return what there is to report."""
        try:
            parameter, value, note = self._value(target, arguments)
        except BadValue as error:
            return str(error)
        except Exception as error:
            return _failed(target, error)
        if self._repeats.streams((source, target), value, self._clock()):
            return ""
        address = parameter.address
        if parameter.merges:
            value = merged(parameter, values.get(address, self._store.latest.state[address]), value)
        values[address] = value
        return note

    def _act(self, address: str, arguments: list[Any], source: Any) -> str:
        try:
            return self._actions.run(address, arguments, source)
        except BadValue as error:
            return str(error)
        except Exception as error:  # a handler's own fault must not take the router, and the show, with it
            return _failed(address, error)


def _failed(what: str, error: Exception) -> str:
    """A fault of our own: a line for the performer, the traceback for the log."""
    logging.getLogger("reverie").exception("%s failed", what, exc_info=error)
    return f"{what} failed: {str(error) or type(error).__name__}".splitlines()[0]


def _singles(messages: Iterable[tuple[str, list[Any], Any]]) -> Iterator[tuple[str, list[Any], Any]]:
    """The messages by the addresses that the table has: of one for both values that a pad moves, one for each."""
    for address, arguments, source in messages:
        pair = _BOTH.get(address) or (_FIRST.get(address) if len(arguments) == 2 else None)
        if pair and len(arguments) > 1:
            yield from ((each, [value], source) for each, value in zip(pair, arguments, strict=False))
        else:
            yield ALIASES.get(address, address), arguments, source


def _targets(address: str) -> tuple[tuple[str, ...], Report]:
    """The addresses that a message is for, or none and what to report."""
    if address in READ or address in ACTIONS:
        return (address,), ""
    if address in _BOTH:
        return (), f"{address} wants two numbers, for {' and '.join(_BOTH[address])}"
    if address.startswith("/status/") or address in TOLD:  # feedback that comes back: so would an answer to it
        return (), ""
    if not is_pattern(address):
        return (), lambda: f"unknown address {address:.60}, the nearest is {nearest(address)}"
    try:
        found = _matched(address)
    except BadValue as error:
        return (), str(error)
    return found, "" if found else f"no address matches {address:.60}"


@lru_cache(maxsize=64)
def _matched(pattern: str) -> tuple[str, ...]:
    return tuple(matching(pattern, (*READ, *ACTIONS)))


STREAM = 30  # equal values in a row, each within
GAP = 0.15  # seconds of the one before, make a stream; it stays one over
PAUSE = 2.0  # seconds of silence, as the program behind it may stall
_CHANNELS = 4096


class RepeatFilter:
    """Remembers what each channel said last.

    A TouchDesigner CHOP sends all its channels in every frame, moved or not. Were each a change, no preset, morph or
    other controller could move what such a channel holds; so a stream counts again when its value changes.
    """

    def __init__(self) -> None:
        self._channels: LRUCache[Any, tuple[Any, float, int]] = LRUCache(_CHANNELS)  # value, when, how many in a row

    def streams(self, channel: Any, value: Any, now: float) -> bool:
        """Note a value at a moment (seconds); True when it is one more of a stream of equal ones."""
        before, when, count = self._channels.get(channel, (None, now, 0))
        same = before == value and now - when <= (PAUSE if count >= STREAM else GAP)
        count = count + 1 if same else 1
        self._channels[channel] = (value, now, count)
        return count > STREAM
