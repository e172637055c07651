"""What live inputs there are: `reverie inputs`, and the answer to /input/list."""

from __future__ import annotations

import argparse
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine import config
from engine.devices.registry import found_inputs

Reply = Callable[..., None]  # reply(source, address, *values)

LOOK = 0.25  # seconds between looks at whether anyone has asked
MOST = 64  # names in an answer, which is one datagram


class InputList:
    """Answers `/input/list` from `run(stop)`, as looking at the network takes a second or two."""

    def __init__(self, media: Path, reply: Reply):
        self._media, self._reply = media, reply
        self._asked: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def handlers(self) -> dict[str, Callable[[list[Any], Any], None]]:
        return {"/input/list": lambda arguments, source: self._asked.put(source)}

    def run(self, stop: threading.Event) -> None:
        """Answer whoever asks, until stopped."""
        while not stop.is_set():
            try:
                askers = {self._asked.get(timeout=LOOK)}
            except queue.Empty:
                continue
            while not self._asked.empty():
                askers.add(self._asked.get_nowait())
            names = [name for _, there, _ in found_inputs(self._media) for name, _ in there][:MOST]
            for asker in askers:
                self._reply(asker, "/input/list", *names)


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The folder that is looked into."""
    config.add_flags(parser, only=("media",))
    parser.set_defaults(call=_list)


def _list(flags: argparse.Namespace) -> int:
    for kind, there, why in found_inputs(Path(config.settings(flags).media)):
        for name, about in there:
            print(f"{name:28}  {about}".rstrip(), flush=True)
        if not there:
            print(f"{kind.name:28}  -- {why}", flush=True)
    return 0
