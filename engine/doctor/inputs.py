"""Ways in for the live input that are no way out as well: cameras and the screen."""

from __future__ import annotations

import os
from collections.abc import Callable

from engine.doctor.finding import MISSING, WORKS, Finding
from engine.doctor.links import has_module
from engine.doctor.machine import Machine, pip
from engine.inputs.cameras import Camera
from engine.inputs.cameras import cameras as found


def cameras(machine: Machine, there: Callable[[], list[Camera]] = found) -> list[Finding]:
    """The cameras that may be dreamed; none is switched on."""
    seen = there()
    if seen:
        shown = ", ".join(f"camera:{camera.number} ({camera.name})" for camera in seen)
        return [Finding("cameras", WORKS, shown)]
    nodes = sorted((machine.root / "dev").glob("video*")) if machine.system == "Linux" else []
    if nodes and not any(os.access(node, os.R_OK | os.W_OK) for node in nodes):
        cure = ("sudo usermod -aG video $USER   (then log in again)",)
        return [Finding("cameras", MISSING, f"this user may not use /dev/{nodes[0].name}", cure)]
    return [Finding("cameras", MISSING, "no camera is plugged in")]


def screen(there: Callable[[str], bool] = has_module) -> list[Finding]:
    """Whether `--input screen` has what it needs."""
    if there("mss"):
        return [Finding("screen", WORKS, "mss")]
    cure = (pip("-e", ".[screen]") + "   (in Reverie's folder)",)
    return [Finding("screen", MISSING, "mss is not installed, which --input screen needs", cure)]
