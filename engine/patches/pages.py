"""The table as every surface lays it out: pages of parameters and actions, and what to press or type for an action."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.config import Settings
from engine.parameters import ACTIONS, PARAMETERS, Action, Parameter

HOST = "127.0.0.1"
OSC_PORT, FEEDBACK_PORT, WEB_PORT = Settings.osc_port, Settings.feedback_port, Settings.web_port
PRESETS, OTHERS = 16, 8  # buttons that recall presets, and cues and the like, by number
BEATS = 4.0  # that a morph over beats takes
NUDGE = 0.05  # beats


@dataclass(frozen=True)
class Page:
    """What belongs together: a group of parameters and the actions whose addresses begin alike."""

    name: str
    parameters: tuple[Parameter, ...]
    actions: tuple[Action, ...]


def pages() -> tuple[Page, ...]:
    """Return all parameters and actions of the table in pages, in its order; actions of no group come last."""
    rows: dict[str, tuple[list[Parameter], list[Action]]] = {}
    for parameter in PARAMETERS.values():
        rows.setdefault(_page(parameter.address), ([], []))[0].append(parameter)
    for action in ACTIONS.values():
        rows.setdefault(_page(action.address), ([], []))[1].append(action)
    show = rows.pop("show")
    rows["show"] = show
    return tuple(Page(name, tuple(parameters), tuple(actions)) for name, (parameters, actions) in rows.items())


def words(address: str) -> str:
    """Return an address as a label: what comes after the page's name."""
    page = _page(address)
    return address.strip("/").replace("/", " ").removeprefix(page).strip() or page


def presses(action: Action) -> tuple[tuple[str, tuple[int | float, ...]], ...]:
    """Return the buttons for an action, as (label, the arguments it sends); none where only a text will do."""
    wanted = [tag for tag in action.arguments.split() if not tag.startswith("[")]
    first = wanted[0] if wanted else ""
    more = tuple(BEATS for tag in wanted[1:] if tag == "f")
    label = words(action.address)
    if first == "s|i":
        count = PRESETS if action.address == "/preset/recall" else OTHERS
        return tuple((f"{label} {number}", (number, *more)) for number in range(1, count + 1))
    if first == "f":
        return (f"{label} -", (-NUDGE,)), (f"{label} +", (NUDGE,))
    return () if first == "s" else ((label, ()),)


def wants_text(action: Action) -> bool:
    """Whether there is something to type: a name, or an address to learn, and nothing more is wanted."""
    first, *others = action.arguments.split() or [""]
    return "s" in re.split(r"\W+", first) and all(tag.startswith("[") for tag in others)


def _page(address: str) -> str:
    """The group's name as words, `mod 2`; `show` for actions at the root."""
    first, *rest = address.strip("/").split("/")
    if not rest:
        return "show"
    return f"{first} {rest[0]}" if rest[0].isdecimal() else first
