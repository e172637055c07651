"""Verbs: what happens once when a message comes, as a dict from address to a callable that the show gives."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Any

from cachetools import LRUCache

from engine.coercion import ROUNDING, BadValue, composed, joined, number, with_amount
from engine.parameters import ACTIONS, Action

# Called as handler(arguments, source). It returns at once (others wait for it), with a line where it has taken
# something otherwise than it was sent, and raises BadValue for what can't be.
Handler = Callable[[list[Any], Any], str | None]

_CHANNELS = 1024

_WORDS = {"false": 0.0, "off": 0.0, "no": 0.0, "true": 1.0, "on": 1.0, "yes": 1.0}


class Actions:
    """Runs handlers by address, with arguments checked against ACTIONS and numbers taken on their rising edge.

    A message without arguments, or with a text, always fires. 0 never fires: it lets go of a button, and where nothing
    was pressed and a name or number is wanted, it is answered. A number fires when it rises from 0; one that chooses
    (`/preset/recall 3`) or says how much (`/tempo/nudge 0.1`) also when it changes. What repeats the same number, as
    TouchDesigner does in every frame, fires once per sender.
    """

    def __init__(self, handlers: Mapping[str, Handler], clock: Callable[[], float] = time.perf_counter):
        unknown = handlers.keys() - ACTIONS.keys()
        if unknown:
            raise ValueError(f"handlers for addresses that are not in ACTIONS: {', '.join(sorted(unknown))}")
        self._handlers, self._clock = dict(handlers), clock
        self._held: LRUCache[tuple[Any, str], tuple[Any, float]] = LRUCache(_CHANNELS)  # number and when it came

    def run(self, address: str, arguments: list[Any], source: Any) -> str:
        """Run the handler if this message fires it, and return what there is to report.

        KeyError for an unknown address; raises BadValue.
        """
        action = ACTIONS[address]
        wanted = action.arguments
        if arguments == [None]:
            arguments = []
        samples = arguments[:1]
        if len(arguments) > 1 and wanted in ("", "[s]", "[i]", "s|i", "s") and not isinstance(arguments[0], str):
            samples, arguments = arguments, arguments[-1:]  # of one channel
        fires = [self._fires(action, sample, (source, address)) for sample in samples]
        if fires and not any(fires):
            if None in fires:
                raise BadValue(f"{address} wants {wanted}, got {samples[-1]!r:.60}")
            return ""
        handler = self._handlers.get(address)
        if handler is None:
            raise BadValue(f"{address} is not available in this show")
        said = handler(fitted(address, arguments), source)
        return said if isinstance(said, str) else ""

    def _fires(self, action: Action, argument: Any, channel: tuple[Any, str]) -> bool | None:
        """Whether a first argument fires; None where it does not and is no release of a button either."""
        chooses = action.arguments.startswith("s")  # a name or a number
        text = isinstance(argument, str) and (chooses or action.arguments == "f")
        level = None if text else _level(argument)
        if level is None:
            return True
        now = self._clock()
        before, when = self._held.get(channel, (None, now))
        self._held[channel] = (argument, now)
        if level == 0:
            alone = not before and (before is None or now - when > action.rest)
            return None if alone and (chooses or action.arguments == "[i]") else False
        if (
            not before or now - when > action.rest or action.arguments == "[i]"
        ):  # asking twice for a port is asking twice
            return True
        counts = chooses or action.arguments == "f"
        return counts and (argument, type(argument) is bool) != (before, type(before) is bool)


def _level(argument: Any) -> float | None:
    """The number of a button or channel; None for a text. BadValue for anything else."""
    if isinstance(argument, str):
        return _WORDS.get(argument.strip().lower())
    if isinstance(argument, (bool, int, float)):
        with contextlib.suppress(OverflowError):
            return float(argument)
    raise BadValue(f"a trigger wants a number or nothing, got {argument!r:.60}")


def fitted(address: str, arguments: list[Any]) -> list[Any]:
    """Fit arguments to an action's type tags: pressing a button that sends 1 names no file and no port.

    Raises BadValue where they are too few, too many or of another kind.
    """
    wanted = ACTIONS[address].arguments
    if wanted == "":
        return []
    if wanted in ("[s]", "[i]") and arguments and _level(arguments[0]) == 1:
        return []
    tags = [tag.strip("[]") for tag in wanted.split()]
    if "s" in tags[0].split("|"):
        arguments = _rejoined(arguments, len(tags) == 1)
    needed = sum(not tag.startswith("[") for tag in wanted.split())
    if 0 < len(arguments) < needed and isinstance(arguments[-1], str) and (parts := with_amount(arguments[-1])):
        arguments = [*arguments[:-1], *parts]
    if not needed <= len(arguments) <= len(tags):
        raise BadValue(f"{address} wants {wanted}, got {len(arguments)} arguments")
    return [_typed(address, tag, argument) for tag, argument in zip(tags, arguments, strict=False)]


def _rejoined(arguments: list[Any], all_of_them: bool) -> list[Any]:
    """Put a name together that its sender has split at the spaces: the texts in front, or all that there is."""
    count = next((i for i, argument in enumerate(arguments) if not isinstance(argument, str)), len(arguments))
    if all_of_them and count:
        count = len(arguments)
    return [joined(arguments[:count]), *arguments[count:]] if count > 1 else arguments


def _typed(address: str, tag: str, argument: Any) -> Any:
    kinds = tag.split("|")
    if isinstance(argument, str) and "s" in kinds:
        return composed(argument)
    if isinstance(argument, (bytes, bool)) or kinds == ["s"]:
        raise BadValue(f"{address} wants {tag}, got {argument!r:.60}")
    amount = number(address, argument, tag)
    whole = amount if "f" in kinds else round(amount)
    if abs(whole - amount) > ROUNDING:
        raise BadValue(f"{address} wants a whole number, got {amount:g}")
    return whole
