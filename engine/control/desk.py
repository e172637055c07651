"""Where messages from outside become changes: OSC, the panel and whatever comes later all apply theirs here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from engine.control.actions import Actions
from engine.control.patterns import is_pattern, matching
from engine.control.repeats import Repeats
from engine.control.reports import Report, Reports
from engine.control.schedule import WAITING
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
        self,
        store: Store,
        actions: Actions,
        reports: Reports,
        checks: Mapping[str, Check] | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ):
        self._store = store
        self._actions = actions
        self._reports = reports
        self._checks = dict(checks or {})
        self._clock = clock
        self._repeats = Repeats()

    def apply(self, messages: Iterable[tuple[str, list[Any], Any]]) -> None:
        """Apply (address or pattern, arguments, source) in order, as one change for every reader; never raises.

        Reports and answers go out when the change has been made, so that whoever is answered finds it made.
        """
        reports: list[tuple[Report, Any]] = []
        answers: list[tuple[str, list[Any], Any]] = []
        with self._store.as_one():
            values: dict[str, Any] = {}
            by: Any = None
            for address, arguments, source in messages:
                if source != by:
                    self._set(values, by)
                    values, by = {}, source
                targets, report = _targets(address)
                if report:
                    reports.append((report, source))
                for target in targets:
                    if target in READ:
                        report = self._take(target, arguments, source, values)
                    elif ACTIONS[target].answers:
                        answers.append((target, arguments, source))
                        continue
                    else:
                        self._set(values, by)
                        values = {}
                        report = self._act(target, arguments, source)
                    if report:
                        reports.append((report, source))
            self._set(values, by)
        for report, source in reports:
            self._reports.tell(report, source)
        for target, arguments, source in answers:
            report = self._act(target, arguments, source)
            if report:
                self._reports.tell(report, source)

    def _set(self, values: dict[str, Any], by: Any) -> None:
        """Make a change of what was read; a prompt waits for the line that /tempo/quantize asks for."""
        waiting = {address: values[address] for address in WAITING & values.keys()}
        if waiting:
            self._store.change(waiting, by, waits=True)
        self._store.change({address: value for address, value in values.items() if address not in waiting}, by)

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
        if self._repeats.streams((source, target), value, self._clock()):
            return ""
        address = parameter.address
        if parameter.merges:
            value = merged(parameter, values.get(address, self._store.latest.state[address]), value)
        values[address] = value
        return note

    def _act(self, address: str, arguments: list[Any], source: Any) -> str:
        try:
            self._actions.run(address, arguments, source)
        except BadValue as error:
            return str(error)
        except Exception as error:  # a handler's own fault must not take the desk, and the show, with it
            return f"{address} failed: {error or type(error).__name__}"
        return ""


def _targets(address: str) -> tuple[tuple[str, ...], Report]:
    """The addresses that a message is for, or none and what to report."""
    if address in READ or address in ACTIONS:
        return (address,), ""
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
