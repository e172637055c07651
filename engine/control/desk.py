"""Where messages from outside become changes: OSC, the panel and whatever comes later all apply theirs here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any

from engine.control.actions import Actions
from engine.control.patterns import is_pattern, matching
from engine.control.reports import Reports
from engine.control.store import Store
from engine.parameters import ACTIONS, PARAMETERS, BadValue, Parameter, coerce, coerce_norm, merged, nearest

Read = Callable[[Parameter, list[Any]], tuple[Any, str]]
Check = Callable[[Any], Any]  # the value to take in place of a coerced one; raises BadValue

# Every address that takes a value: the parameter it sets and how its arguments are read.
READ: dict[str, tuple[Parameter, Read]] = {
    **{p.address: (p, coerce) for p in PARAMETERS.values()},
    **{f"{p.address}/norm": (p, coerce_norm) for p in PARAMETERS.values() if p.bounded},
    **{f"{p.address}/index": (p, coerce) for p in PARAMETERS.values() if p.kind == "choice"},
}


class Desk:
    """Applies messages to a store and runs actions; what can't be taken is reported and changes nothing.

    checks: by address, what the configuration allows beyond the table, such as the models the network may name.
    """

    def __init__(
        self, store: Store, actions: Actions, reports: Reports, checks: Mapping[str, Check] | None = None
    ):
        self._store = store
        self._actions = actions
        self._reports = reports
        self._checks = dict(checks or {})

    def apply(self, messages: Iterable[tuple[str, list[Any], Any]]) -> None:
        """Apply (address or pattern, arguments, source) in order, as one change for every reader; never raises."""
        with self._store.as_one():
            values: dict[str, Any] = {}
            by: Any = None
            for address, arguments, source in messages:
                if source != by:
                    self._store.change(values, by)
                    values, by = {}, source
                try:
                    targets = _targets(address)
                except BadValue as error:
                    self._reports.tell(str(error), source)
                    continue
                if not targets:
                    self._reports.tell(partial(_unknown, address), source)
                for target in targets:
                    if target in ACTIONS:
                        self._store.change(values, by)
                        values = {}
                        self._act(target, arguments, source)
                    else:
                        self._take(target, arguments, source, values)
            self._store.change(values, by)

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

    def _take(self, target: str, arguments: list[Any], source: Any, values: dict[str, Any]) -> None:
        try:
            parameter, value, note = self._value(target, arguments)
        except BadValue as error:
            self._reports.tell(str(error), source)
            return
        if note:
            self._reports.tell(note, source)
        address = parameter.address
        if parameter.merges:
            value = merged(parameter, values.get(address, self._store.latest.state[address]), value)
        values[address] = value

    def _act(self, address: str, arguments: list[Any], source: Any) -> None:
        try:
            self._actions.run(address, arguments, source)
        except BadValue as error:
            self._reports.tell(str(error), source)
        except Exception as error:  # a handler's own fault must not take the desk, and the show, with it
            self._reports.tell(f"{address} failed: {error or type(error).__name__}", source)


def _targets(address: str) -> tuple[str, ...]:
    if address in READ or address in ACTIONS:
        return (address,)
    return _matched(address) if is_pattern(address) else ()


@lru_cache(maxsize=64)
def _matched(pattern: str) -> tuple[str, ...]:
    return tuple(matching(pattern, (*READ, *ACTIONS)))


def _unknown(address: str) -> str:
    if is_pattern(address):
        return f"no address matches {address:.60}"
    return f"unknown address {address:.60}, the nearest is {nearest(address)}"
