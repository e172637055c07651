"""`reverie render`: the same pictures off-line, every frame on time, the same for the same seed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

from engine import config
from engine.journey.course import recipe
from engine.journey.path import Path, Waypoint, extend, start
from engine.parameters import Dream

SPACING = 0.125  # seconds between keyframes, at most: denser than a live show on most machines
SETTLE = 2.0  # seconds of the loop's end that run unseen before its start, so that trails meet too


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Fill in the parser of `reverie render`."""
    parser.add_argument("file", metavar="OUT.mp4", help="the video: .mp4 or .mkv for H.264, .mov for ProRes")
    parser.add_argument("--prompt", action="append", default=[], metavar="TEXT", help="a place to go; several in order")
    parser.add_argument("--seconds", required=True, metavar="N", help="how long the video lasts")
    parser.add_argument("--seed", metavar="N", help="the seed (1)")
    parser.add_argument("--loop", action="store_true", help="the end meets the beginning")
    config.add_flags(parser, only=("model", "device", "vae", "loras", "size", "fps", "presets", "preset"))

    def call(flags: argparse.Namespace) -> int:
        seconds = config.checked("--seconds", config.seconds, flags.seconds)
        seed = config.checked("--seed", int, flags.seed)
        return render(config.settings(flags), flags.file, seconds, flags.prompt, seed, flags.loop)

    parser.set_defaults(call=call)


def route(dream: Dream, prompts: Sequence[str], seconds: float, loop: bool) -> Path:
    """Lay a path through the prompts that is to be travelled in `seconds`.

    With fewer than two prompts it wanders, a leg for every `dream.leg` seconds.
    """
    if len(prompts) > 1:
        stops = [Waypoint(((text, 1.0),), dream.seed) for text in prompts]
    else:
        home = Waypoint(((prompts[0], 1.0),) if prompts else dream.prompt, dream.seed)
        legs = max(round(seconds / dream.leg), 2 if loop else 1)
        strays = range(1, legs if loop else legs + 1)
        stops = [home, *(replace(home, stray=number, variation=dream.variation) for number in strays)]
    if loop:
        stops.append(stops[0])
    path = start(stops[0], stops[1], recipe(dream))
    for stop in stops[2:]:
        path = extend(path, path.legs[-1], 1, stop, recipe(dream))
    return path
