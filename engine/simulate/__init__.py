"""`reverie simulate`: whole shows in simulated time, everything drawn from a seed, every promise checked at every tick.

After FoundationDB's simulation and TigerBeetle's VOPR: the real store, control, journey, stage and supervisor on a
simulated clock, with a simulated dreamer and simulated hands. A failure is a seed to repeat, and is shrunk.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from engine.config import checked, misuse

if TYPE_CHECKING:
    from engine.simulate.invariants import Broken
    from engine.simulate.scenario import Scenario

PROGRESS = 720.0  # seconds of show between two lines that tell how far it is
SHOWN = 40  # events of a failure that are printed


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Fill in the parser of `reverie simulate`."""
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the seed of the first show (1)")
    parser.add_argument("--hours", metavar="H", help="play the shows of that seed and the next ones for so long")
    parser.add_argument("--replay", metavar="FILE.json", help="play a script that was written down")
    parser.add_argument("--whole", action="store_true", help="do not shrink what failed")
    parser.add_argument("--out", metavar="FOLDER", help="write the shrunk script of every failure there")
    parser.set_defaults(call=_call)


def _call(flags: argparse.Namespace) -> int:
    from engine.simulate.invariants import play
    from engine.simulate.scenario import read

    if flags.replay:
        with misuse(OSError, ValueError, of=f"--replay {flags.replay}"):
            script = read(Path(flags.replay))
        broken = play(script)
        print(broken or f"{script.seconds:.0f} s of show kept every promise")
        return int(broken is not None)
    hours = checked("--hours", float, flags.hours)
    return campaign(flags.seed, 3600 * hours if hours else 0.0, Path(flags.out) if flags.out else None, flags.whole)


def campaign(seed: int, seconds: float, out: Path | None, whole: bool) -> int:
    """Play seed after seed for so much show time, at least one; returns 1 when a promise was broken.

    The first show that breaks a promise is shrunk, unless `whole`, and then written to `out`.
    """
    import cv2

    from engine.simulate.invariants import play
    from engine.simulate.performer import write
    from engine.simulate.simulated_show import SimulatedShow

    cv2.setNumThreads(1)
    began, played, told, first = time.process_time(), 0.0, 0.0, seed
    armed: Counter[str] = Counter()
    found: Counter[str] = Counter()

    def seen(show: SimulatedShow) -> None:
        armed.update(show.watcher.armed)

    try:
        while seed == first or played < seconds:
            script = write(seed)
            broken = play(script, seen)
            played += script.seconds if broken is None else broken.at
            if broken is not None:
                print(f"seed {seed}: {broken}", flush=True)
                found[broken.promise] += 1
                if found[broken.promise] == 1 and not whole:
                    _shrink(script, broken, out)
            if played - told >= PROGRESS:
                told = played
                print(
                    f"{played / 3600:.1f} hours, up to seed {seed}, {found.total()} failed", file=sys.stderr, flush=True
                )
            seed += 1
    except KeyboardInterrupt:
        print("stopped")
    spent = max(time.process_time() - began, 1e-9)
    print(
        f"{played / 3600:.2f} hours of show, seeds {first} to {seed - 1}, in {spent / 60:.1f} minutes of one core "
        f"({played / spent:.0f} times real time): {found.total()} failed; "
        + ", ".join(f"{name} checked {count} times" for name, count in sorted(armed.items()))
    )
    return int(bool(found))


def _shrink(script: Scenario, broken: Broken, out: Path | None) -> None:
    """Print, and write, the fewest events with which a show breaks the same promise."""
    from engine.simulate.invariants import play
    from engine.simulate.scenario import shrink

    def fails(fewer: Scenario) -> bool:
        again = play(fewer)
        return again is not None and again.promise == broken.promise

    small = shrink(script, broken.at, fails)
    print(f"  the same with {len(small.events)} of {len(script.events)} events, {small.fps:g} fps:")
    for event in small.events[:SHOWN]:
        print(f"  {event}"[:160])
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        small.write(out / f"{script.seed}.json")
