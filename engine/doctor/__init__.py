"""`reverie doctor`: what works here, and what to install for what does not."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TextIO

from engine import config
from engine.doctor.machine import BROKEN, MISSING, WORKS, Finding, Machine

__all__ = ["Finding", "add_flags", "examine", "print_findings"]

AT_ONCE = 4  # examinations
MARKS = {WORKS: ("ok", "32"), MISSING: ("--", "33"), BROKEN: ("!!", "31")}


def examine(launch: config.Settings, machine: Machine) -> Iterator[Finding]:
    """Look at everything a show needs or could use, one finding after another; never raises."""
    from engine.doctor import compute, devices
    from engine.doctor import machine as resources

    examinations: dict[str, Callable[[], Iterable[Finding]]] = {
        "Python": compute.python,
        "Reverie": compute.show,
        "torch": partial(compute.compute, machine),
        **{f"device {name}": partial(compute.tried, name) for name in launch.device if name != "auto"},
        **({"Ray": partial(compute.cluster, launch.ray)} if launch.ray else {}),
        "built-in model": resources.builtin_model,
        "virtual camera": partial(devices.virtual_camera, machine),
        "Spout": partial(devices.spout, machine),
        "NDI": partial(devices.ndi, machine),
        "Syphon": partial(devices.syphon, machine),
        "cameras": partial(devices.cameras, machine),
        "screen": devices.screen,
        "MIDI": partial(devices.midi, machine),
        "Link": devices.link,
        "sound": devices.sound,
        "ports": partial(resources.ports, launch),
        "recording": resources.encoders,
        "disk": partial(resources.disk, Path(launch.recordings)),
        "log": partial(resources.log, launch.log),
        "shared memory": partial(resources.shared_memory, machine),
    }
    # Some import libraries in a Python of their own, and wait for it: so several are looked at in the time of one.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        looks = {about: pool.submit(_all, look) for about, look in examinations.items()}
        for about, found in looks.items():
            try:
                yield from found.result()
            except Exception as error:  # one odd machine must not hide all the other findings
                yield Finding(about, MISSING, f"could not be examined: {type(error).__name__}: {error}")


def _all(look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    return list(look())


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
