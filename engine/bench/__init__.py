"""`reverie bench`: this machine against the figures that are promised, and our way against the seed's."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from engine import __version__
from engine.bench.table import FPS, SIZE
from engine.doctor.machine import cpu_name

__all__ = ["add_flags"]

ROOT = Path(__file__).resolve().parents[2]
KEYFRAME = (512, 288)  # of the comparison with the seed's loop: what the built-in model's decoder gives
GPU_SIZES = ((512, 512), (1024, 576))
GPU_STEPS = (1, 4)
PACKAGES = ("torch", "diffusers", "transformers", "numpy", "opencv-python-headless")
LONGEST = 1800.0  # seconds that one measurement may take


def add_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        choices=("show", "live", "detail", "motion"),
        default="show",
        help="shows, the live stream, how much of a 4K frame is detail, or how in-betweens and flights move",
    )
    parser.add_argument("--json", metavar="FILE", help="write what was measured")
    parser.add_argument("--quick", action="store_true", help="shorter: a first look, not figures to quote")
    parser.add_argument("--pictures", metavar="FOLDER", help="detail: put the 4K pictures there that were looked at")
    parser.add_argument("--compile", action="store_true", help="live: measure it compiled as well, which takes minutes")
    parser.set_defaults(call=bench)


def bench(flags: argparse.Namespace) -> int:
    """Run `reverie bench`; 1 if something could not be measured."""
    from engine.bench.live import ShowFailed
    from engine.bench.table import print_rows

    try:
        if flags.json:
            Path(flags.json).touch()
        if flags.what == "motion":
            found = measure_motion(flags.quick)
        elif flags.what == "detail":
            found = measure_detail(flags.quick, flags.pictures)
        else:
            found = measure_live(flags.quick, flags.compile) if flags.what == "live" else measure(flags.quick)
    except (OSError, ShowFailed, subprocess.SubprocessError) as error:
        print(f"reverie bench: {error}", file=sys.stderr)
        return 1
    rows = found.pop("rows")
    print(f"\n{found['device']}, {found['date']}")
    print_rows(rows, sys.stdout)
    for times in found.get("keyframes", ()):
        width, height = times["size"]
        print(
            f"{times['model']:<9} {width}x{height}, {times['steps']} steps: keyframe {times['keyframe_ms']:g} ms, "
            f"in fours {times['keyframe_ms_in_fours']:g} ms each, decoding {times['decode_ms']:g} ms"
        )
    if flags.json:
        whole = {**found, "rows": [row.as_json() for row in rows]}
        Path(flags.json).write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(quick: bool) -> dict[str, Any]:
    """Everything that is written with --json; `rows` are Rows. Raises ShowFailed, OSError, SubprocessError."""
    from engine.bench import live
    from engine.bench.table import live_rows, ratio_rows

    found, gpu = _machine(quick)
    shared, lone = (25.0, 4.0) if quick else (60.0, 12.0)
    with tempfile.TemporaryDirectory(prefix="reverie-bench-") as place:
        folder = Path(place)
        pictures = folder / "pictures.npy"
        _say("the seed's loop")
        seed = _run("seed_loop", model="builtin", keyframe=KEYFRAME, size=SIZE, seconds=lone, pictures=pictures)
        _say("our stage on the same pictures")
        stage = _run("stage_alone", pictures=pictures, size=SIZE, fps=FPS, seconds=lone)
        shows: dict[str, dict[str, Any]] = {}
        plays = {"neutral": live.still, "moving": live.moving, "morphing": live.morphing, "touched": live.touched}
        for name, play in plays.items():
            # A slow machine's dreamer takes a while to come up; what is measured then is to be as long anywhere.
            length = shared + ((shows["neutral"]["first_keyframe_s"] or shared) if shows else 0.0)
            _say(f"a show of {length:.0f} seconds: {name}")
            shows[name] = live.show(play(), length, "builtin", SIZE, FPS, folder)
        found["seed_loop"], found["stage_alone"], found["shows"] = seed, stage, shows
        found["rows"] = live_rows(**shows) + ratio_rows(seed, stage, shows["touched"])
        found["keyframes"] = _architectures(folder, shows, shared) if gpu else []
    return found


def measure_live(quick: bool, compiled: bool) -> dict[str, Any]:
    """The same of the live stream."""
    from engine.bench import stream

    found, gpu = _machine(quick)
    seconds, repeats = (25.0, 8) if quick else (60.0, 24)
    with tempfile.TemporaryDirectory(prefix="reverie-bench-") as place:
        found["live"] = stream.measure(_run, Path(place), gpu, seconds, repeats, compiled, _say)
    found["rows"] = stream.rows(found["live"])
    return found


def measure_detail(quick: bool, pictures: str | None) -> dict[str, Any]:
    """The same of how much of a frame is detail. pictures: a folder for what was looked at."""
    from engine.bench import detail

    found, _ = _machine(quick)
    _say("detail: drawing and dreaming at full size, which takes minutes")
    more = {"pictures": Path(pictures).absolute()} if pictures else {}
    found["detail"] = _run("detail", quick=int(quick), **more)
    found["rows"] = detail.rows(found["detail"])
    return found


def measure_motion(quick: bool) -> dict[str, Any]:
    """The same of how in-betweens and flights move."""
    from engine.bench import live, motion

    found, _ = _machine(quick)
    _say("motion: in-betweens, journeys and a flight of the built-in model, which takes minutes")
    found["motion"] = _run("motion", quick=int(quick))
    seconds, shows = 25.0 if quick else 60.0, {}
    with tempfile.TemporaryDirectory(prefix="reverie-bench-") as place:
        for name, play in {"faded": live.faded, "flowing": live.still, "flying": live.flying}.items():
            _say(f"a show of {seconds:.0f} seconds: {name}")
            shows[name] = live.show(play(), seconds, "builtin", SIZE, FPS, Path(place))
    found["motion"]["shows"] = shows
    found["rows"] = motion.rows(found["motion"])
    return found


def _machine(quick: bool) -> tuple[dict[str, Any], bool]:
    """What is measured on, and whether it has a GPU that works."""
    from engine.doctor.compute import probe_torch

    _say("looking at the machine")
    torch = probe_torch()
    found = {
        "date": time.strftime("%Y-%m-%d"),
        "device": torch.get("name") or cpu_name(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "versions": {"reverie": __version__, "python": platform.python_version(), **_versions()},
        "quick": quick,
    }
    return found, bool(torch.get("works"))


def _architectures(folder: Path, shows: dict[str, Any], seconds: float) -> list[dict[str, Any]]:
    """On a GPU: the times of known architectures, and a show with one of them, which goes into `shows`."""
    from engine.bench import live
    from engine.bench.architectures import SD_15, SD_TURBO

    times = []
    for architecture in (SD_TURBO, SD_15):
        _say(f"{architecture.name} with random weights")
        model = folder / architecture.name.replace(" ", "-")
        _run("architectures", name=architecture.name, folder=model, half=1)
        for size in GPU_SIZES:
            for steps in GPU_STEPS:
                taken = _run("keyframe_times", model=model, device="cuda", size=size, steps=steps, repeats=30)
                times.append({"model": architecture.name, **taken})
        _say(f"a show of {seconds:.0f} seconds on {architecture.name}")
        shows[architecture.name] = live.show(live.touched(), seconds, str(model), SIZE, FPS, folder)
    return times


def _run(module: str, **arguments: object) -> dict[str, Any]:
    """Run a measurement in a process of its own and read the JSON that it prints last."""
    command = [sys.executable, "-m", f"engine.bench.{module}"]
    for key, value in arguments.items():
        command += [f"--{key}", f"{value[0]}x{value[1]}" if isinstance(value, tuple) else str(value)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", timeout=LONGEST)
    if said.returncode:
        raise OSError(f"{module} failed: {(said.stderr.strip().splitlines() or ['without a word'])[-1]}")
    return json.loads(said.stdout.strip().splitlines()[-1])


def _versions() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _say(text: str) -> None:
    print(f"measuring: {text}", file=sys.stderr, flush=True)
