"""Verbs: what happens once when a message comes, as a dict from address to a callable that the show gives."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from engine.parameters import ACTIONS, Action, BadValue

# Called as handler(arguments, source). It returns at once (others wait for it) and raises BadValue for what can't be.
Handler = Callable[[list[Any], Any], None]

_CHANNELS = 1024

_WORDS = {"false": 0.0, "off": 0.0, "no": 0.0, "true": 1.0, "on": 1.0, "yes": 1.0}


class Actions:
    """Runs handlers by address, with arguments checked against ACTIONS and numbers taken on their rising edge.

    A message without arguments, or with a text, always fires. 0 never fires. A number fires when it rises from 0; one
    that chooses (`/preset/recall 3`) also when it changes. What repeats the same number, as TouchDesigner does in
    every frame, fires once per sender.
    """

    def __init__(self, handlers: Mapping[str, Handler]):
        unknown = handlers.keys() - ACTIONS.keys()
        if unknown:
            raise ValueError(f"handlers for addresses that are not in ACTIONS: {', '.join(sorted(unknown))}")
        self._handlers = dict(handlers)
        self._held: OrderedDict[tuple[Any, str], tuple[float, float]] = OrderedDict()  # number and when it came

    def run(self, address: str, arguments: list[Any], source: Any) -> None:
        """Run the handler if this message fires it. KeyError for an unknown address; raises BadValue."""
        action = ACTIONS[address]
        wanted = action.arguments
        if arguments == [None]:
            arguments = []
        level = _level(arguments[0]) if arguments else None
        if level is not None and not self._fires(action, level, (source, address)):
            return
        handler = self._handlers.get(address)
        if handler is None:
            raise BadValue(f"{address} is not available in this show")
        handler(_fitted(address, wanted, arguments), source)

    def _fires(self, action: Action, level: float, channel: tuple[Any, str]) -> bool:
        if action.arguments == "[i]":  # a port; asking twice for the same is asking twice
            return level != 0
        now = time.perf_counter()
        before, when = self._held.pop(channel, (0.0, now))
        self._held[channel] = (level, now)
        if len(self._held) > _CHANNELS:
            self._held.popitem(last=False)
        if level == 0:
            return False
        if before == 0 or now - when > action.rest:
            return True
        return level != before and action.arguments.startswith("s|i")


def _level(argument: Any) -> float | None:
    """The number of a button or channel; None for a text. BadValue for anything else."""
    if isinstance(argument, str):
        return _WORDS.get(argument.strip().lower())
    if isinstance(argument, (bool, int, float)):
        return float(argument)
    raise BadValue(f"a trigger wants a number or nothing, got {argument!r:.60}")


def _fitted(address: str, wanted: str, arguments: list[Any]) -> list[Any]:
    """Fit arguments to a row's type tags: pressing a button that sends 1 names no file and no port."""
    if wanted == "":
        return []
    if wanted in ("[s]", "[i]") and arguments and _level(arguments[0]) == 1:
        return []
    tags = [tag.strip("[]") for tag in wanted.split()]
    needed = sum(not tag.startswith("[") for tag in wanted.split())
    if not needed <= len(arguments) <= len(tags):
        raise BadValue(f"{address} wants {wanted}, got {len(arguments)} arguments")
    return [_typed(address, tag, argument) for tag, argument in zip(tags, arguments, strict=False)]


def _typed(address: str, tag: str, argument: Any) -> Any:
    kinds = tag.split("|")
    if isinstance(argument, str) and "s" in kinds:
        return argument
    if isinstance(argument, (bytes, bool)) or kinds == ["s"]:
        raise BadValue(f"{address} wants {tag}, got {argument!r:.60}")
    try:
        return float(argument) if "f" in kinds else int(float(argument))
    except (TypeError, ValueError, OverflowError):
        raise BadValue(f"{address} wants {tag}, got {argument!r:.60}") from None
