"""A show to be played in simulated time, as plain data: it can be written down, cut shorter and played again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Event:
    """Something that happens at a moment (seconds from the start).

    what: `send` (an OSC message of a peer to `address`), `raw` (any bytes, in hex in `address`), `leave` (a TCP peer
    closes), `fault` (of the dreamer, named in `address`), `clock` (a MIDI clock of arguments[0] bpm, for arguments[1]
    seconds) or `stall` (no tick is served for arguments[0] seconds).
    """

    at: float
    what: str
    peer: int = 0
    address: str = ""
    arguments: tuple[Any, ...] = ()

    def __str__(self) -> str:
        words = " ".join([self.address, *map(repr, self.arguments)])
        who = f"peer {self.peer} " if self.what in ("send", "raw", "leave") else ""
        return f"{self.at:9.3f} s  {who}{self.what} {words}".rstrip()


@dataclass(frozen=True)
class Scenario:
    """seconds: of show time. fps: of the output. seed: of all that the dreamer draws. loads: seconds until a model is
    up. cost: seconds that a keyframe takes, on the whole. dreamers: how many share the work. standby: one more."""

    seed: int
    seconds: float
    fps: float
    loads: float
    cost: float
    events: tuple[Event, ...]
    dreamers: int = 1
    standby: bool = False

    def until(self, seconds: float) -> Scenario:
        """The same show, ended earlier."""
        return replace(self, seconds=seconds, events=tuple(event for event in self.events if event.at <= seconds))

    def with_events(self, events: Iterable[Event]) -> Scenario:
        return replace(self, events=tuple(events))

    def write(self, path: Path) -> None:
        table = asdict(self)
        table["events"] = [list(asdict(event).values()) for event in self.events]
        head = json.dumps({key: value for key, value in table.items() if key != "events"}, indent=1)
        rows = ",\n".join("  " + json.dumps(row) for row in table["events"])
        path.write_text(f'{head[:-2]},\n "events": [\n{rows}\n ]\n}}\n', encoding="utf-8")


def read(path: Path) -> Scenario:
    """Raises OSError, ValueError."""
    table = json.loads(path.read_text(encoding="utf-8"))
    try:
        rows = [Event(row[0], row[1], row[2], row[3], tuple(row[4])) for row in table.pop("events")]
        return Scenario(**table, events=tuple(rows))
    except (TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"{path} is no script of a show: {error}") from None


AFTER = 0.2  # seconds that a show is played on beyond the moment of the failure


def shrink(script: Scenario, at: float, fails: Callable[[Scenario], bool], tries: int = 400) -> Scenario:
    """fails: whether a script still fails the same way; it is asked at most so many times. at: seconds."""
    left = tries

    def still(events: tuple[Event, ...]) -> bool:
        nonlocal left
        left -= 1
        return fails(script.with_events(events))

    script = script.until(at + AFTER)
    events = script.events
    parts = 2
    while len(events) > 0 and left > 0:
        size = max(len(events) // parts, 1)
        for begin in range(0, len(events), size):
            fewer = events[:begin] + events[begin + size :]
            if left > 0 and still(fewer):
                events, parts = fewer, max(parts - 1, 2)
                break
        else:
            if size == 1:
                break
            parts = min(2 * parts, len(events))
    return script.with_events(events)
