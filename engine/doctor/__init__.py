"""`reverie doctor`: what works here, and what to install for what does not."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TextIO

from engine import config
from engine.doctor.finding import BROKEN, MISSING, WORKS, Finding
from engine.doctor.machine import Machine

__all__ = ["Finding", "add_flags", "examine", "print_findings"]

MARKS = {WORKS: ("ok", "32"), MISSING: ("--", "33"), BROKEN: ("!!", "31")}


def examine(launch: config.Settings, machine: Machine) -> Iterator[Finding]:
    """Look at everything a show needs or could use, one finding after another; never raises."""
    from engine.doctor import compute, inputs, links, room

    examinations: dict[str, Callable[[], Iterable[Finding]]] = {
        "Python": compute.python,
        "torch": partial(compute.compute, machine),
        "built-in model": room.builtin_model,
        "virtual camera": partial(links.virtual_camera, machine),
        "Spout": partial(links.spout, machine),
        "NDI": partial(links.ndi, machine),
        "Syphon": partial(links.syphon, machine),
        "cameras": partial(inputs.cameras, machine),
        "screen": inputs.screen,
        "MIDI": partial(links.midi, machine),
        "ports": partial(room.ports, launch),
        "recording": room.encoders,
        "disk": partial(room.disk, Path(launch.recordings)),
        "shared memory": partial(room.shared_memory, machine),
    }
    for about, look in examinations.items():
        try:
            yield from look()
        except Exception as error:  # one odd machine must not hide all the other findings
            yield Finding(about, MISSING, f"could not be examined: {type(error).__name__}: {error}")


def print_findings(findings: Iterable[Finding], out: TextIO) -> int:
    """Print findings as they come; return 0 when the show can run, 1 when something essential is broken."""
    colour = out.isatty()
    broken = 0
    for finding in findings:
        mark, code = MARKS[finding.state]
        sign = f"\033[{code}m{mark}\033[0m" if colour else mark
        print(f"{sign}  {finding.about:<19} {finding.text}", file=out)
        for step in finding.cure:
            print(f"{'':24}> {step}", file=out)
        broken += finding.state == BROKEN
    print("The show can't run yet: see !! above." if broken else "The show can run.", file=out)
    return 1 if broken else 0


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The flags of `run`, so that the ports and folders of that very show are examined."""
    config.add_flags(parser)
    parser.set_defaults(call=lambda flags: print_findings(examine(config.settings(flags), Machine()), sys.stdout))
