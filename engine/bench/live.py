"""Whole shows, as `reverie run --report` measures them, played by a client over OSC."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from engine.bench.bare_timer import BareTimer
from engine.bench.stage_alone import swung
from engine.control.client import Line
from engine.control.osc_codec import encode
from engine.doctor.machine import refusal

ROOT = Path(__file__).resolve().parents[2]
GRACE = 60.0  # seconds beyond its own time that a show gets to load and to end
LOOK = 0.5  # seconds between looks at memory
PROMPTS = ("a lighthouse at dusk", "rolling waves", "a red forest", "stars above hills", "blue smoke", "a golden field")
PROMPT_EVERY = 4.0  # seconds
LOOKS = ("ember clouds", "midnight galaxy", "sunset sea", "violet smoke")
MORPH = 3.0  # seconds
CAMERA = {"/camera/zoom": 0.5, "/camera/roll": 15.0, "/camera/x": 0.1, "/camera/pan": 8.0}  # turned as far, both ways
CONTROL_EVERY = (0.15, 0.4)  # seconds, at random, so that no change falls in step with the clock

PORTS = ("osc-port", "feedback-port", "web-port")

Play = Callable[[Line, float, bool], None]  # (line to the show, seconds since it answered, whether it dreams)


class ShowFailed(RuntimeError):
    """A show could not be measured; the text says what it said."""


def still() -> Play:
    """Play nothing."""
    return lambda line, now, dreaming: None


def moving() -> Play:
    """Turn every look control, thirty times a second."""
    due = 0.0

    def play(line: Line, now: float, dreaming: bool) -> None:
        nonlocal due
        if now >= due:
            due = now + 1 / 30
            line.send(*(encode(address, value) for address, value in swung(now).items()))

    return play


def morphing() -> Play:
    """Morph from one whole preset to the next, without a pause."""
    due, count = 0.0, 0

    def play(line: Line, now: float, dreaming: bool) -> None:
        nonlocal due, count
        if dreaming and now >= due:
            due = now + MORPH
            line.send(encode("/preset/recall", LOOKS[count % len(LOOKS)], MORPH))
            count += 1

    return play


def touched() -> Play:
    """Touch zoom, mix or fade now and then, and change the prompt every few seconds."""
    draw = random.Random(1)
    controls = {"/look/zoom": (1.0, 2.0), "/deck/mix": (0.0, 1.0), "/master/fade": (0.5, 1.0)}
    due, prompt_due, count = 0.0, 0.0, 0

    def play(line: Line, now: float, dreaming: bool) -> None:
        nonlocal due, prompt_due, count
        if dreaming and now >= prompt_due:
            prompt_due = now + PROMPT_EVERY
            line.send(encode("/dream/prompt", PROMPTS[count % len(PROMPTS)]))
            count += 1
            due = now + 1.0  # a prompt is no picture control; leave it alone for a moment
        elif now >= due:
            due = now + draw.uniform(*CONTROL_EVERY)
            address = draw.choice(list(controls))
            line.send(encode(address, draw.uniform(*controls[address])))

    return play


def faded() -> Play:
    """Have keyframes cross-fade."""
    return _once(encode("/look/blend", "linear"))


def flying() -> Play:
    """Fly, and turn the camera's controls now and then."""
    draw, due = random.Random(1), 0.0
    begin = _once(encode("/dream/method", "fly"))

    def play(line: Line, now: float, dreaming: bool) -> None:
        nonlocal due
        begin(line, now, dreaming)
        if dreaming and now >= due:
            due = now + draw.uniform(*CONTROL_EVERY)
            address, most = draw.choice(list(CAMERA.items()))
            line.send(encode(address, draw.uniform(-most, most)))

    return play


def _once(message: bytes) -> Play:
    sent = False

    def play(line: Line, now: float, dreaming: bool) -> None:
        nonlocal sent
        if not sent:
            line.send(message)
            sent = True

    return play


def show(
    play: Play, seconds: float, model: str, size: tuple[int, int], fps: float, folder: Path, **more: str
) -> dict[str, Any]:
    """Run a show for a while; returns its report, and all_rss_mb and machine_stall_ms beside. Raises ShowFailed.

    more: further flags of `reverie run`.
    """
    report, log = folder / "report.json", folder / "show.log"
    begin = _once(encode("/dream/method", "live" if "input" in more else "travel"))
    ports = {name: _free_port() for name in PORTS}
    wide, high = size
    flags = {"model": model, "size": f"{wide}x{high}", "fps": fps, "output": "null", "report": report, "for": seconds}
    flags |= {**ports, "presets": folder, "recordings": folder, **more}
    command = [sys.executable, "-m", "engine.cli", "run", *(f"--{key}={value}" for key, value in flags.items())]
    most, due = 0, 0.0
    with (
        log.open("w+", encoding="utf-8") as said,
        BareTimer(fps) as timer,
        subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said) as process,
        Line("127.0.0.1", ports["osc-port"]) as line,
    ):
        try:
            for now, dreaming in _moments(process, line, seconds + GRACE):
                with contextlib.suppress(OSError):  # the show is ending
                    begin(line, now, dreaming)
                    play(line, now, dreaming)
                if time.perf_counter() > due:
                    due = time.perf_counter() + LOOK
                    most = max(most, _memory(process.pid))
        finally:
            process.kill()
    if process.returncode or not report.exists() or not report.stat().st_size:
        raise ShowFailed(f"the show ended with code {process.returncode}: {log.read_text(encoding='utf-8')[-500:]}")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return {**found, "all_rss_mb": round(most / 2**20, 1), "machine_stall_ms": round((timer.stall or 0) * 1000, 1)}


def _moments(process: subprocess.Popen[bytes], line: Line, limit: float) -> Iterator[tuple[float, bool]]:
    """Yield a hundred times a second while the show runs and answers: seconds since then, and whether it dreams."""
    begun = time.perf_counter()
    asked, answered, dreaming = begun, 0.0, False
    while process.poll() is None:
        now = time.perf_counter()
        if now - begun > limit:
            raise ShowFailed("the show does not end")
        if not dreaming:
            if now > asked:
                asked = now + 1.0
                with contextlib.suppress(OSError):  # nobody is there yet
                    line.send(encode("/subscribe", line.port))
            heard = _heard(line)
            answered = answered or now * bool(heard)
            dreaming = ("/status/ready", True) in heard
        if answered:
            yield now - answered, dreaming
        time.sleep(0.01)


def _heard(line: Line) -> list[tuple[str, bool]]:
    try:
        return [(address, bool(values and values[0])) for address, values in line.receive(0.01)]
    except OSError:
        return []


def _memory(pid: int) -> int:
    """Bytes of a process and all that it has started."""
    try:
        parent = psutil.Process(pid)
        return sum(process.memory_info().rss for process in (parent, *parent.children(recursive=True)))
    except psutil.Error:
        return 0


def _free_port() -> int:
    """A port that is free over UDP and TCP, below those that systems hand out: our own line must not get it."""
    while True:
        port = random.randrange(20000, 30000)
        if not any(refusal("127.0.0.1", port, kind) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)):
            return port
