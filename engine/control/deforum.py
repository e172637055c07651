"""Settings of Deforum, as `reverie presets import` reads them: a flight as a preset, and its prompts as a list of cues.

Deforum says its motion per frame and in formulas; a flight has rates per second, so a formula becomes its mean. What
has no counterpart is listed, not guessed.
"""

from __future__ import annotations

import ast
import json
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from engine.coercion import BadValue
from engine.files import quoted
from engine.parameters import PARAMETERS

FRAMES = 400  # of a formula that are taken the mean of
DEPTH = 200.0  # units of Deforum's depth that are about a picture's width
_OPERATORS: dict[type, Callable[..., float]] = {
    **{ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv},
    **{ast.Pow: operator.pow, ast.Mod: operator.mod, ast.USub: operator.neg, ast.UAdd: operator.pos},
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    **{name: getattr(math, name) for name in ("sin", "cos", "tan", "sqrt", "exp", "floor")},
    **{"abs": abs, "min": min, "max": max},
}
_READ = {
    *("zoom", "angle", "translation_x", "translation_y", "translation_z", "rotation_3d_x", "rotation_3d_y"),
    *("rotation_3d_z", "strength_schedule", "noise_schedule", "prompts", "seed", "fps", "W", "H", "max_frames"),
    *("diffusion_cadence", "color_coherence", "border", "animation_mode", "amount_schedule", "animation_prompts"),
}
_MEANINGFUL = re.compile(r"schedule|mask|hybrid|init|3d|perspective|kernel|sigma|threshold|model|cadence|control")


class Imported(NamedTuple):
    """values: by address. cues: (seconds, prompt) of each prompt after the first. left: what has no counterpart."""

    values: dict[str, Any]
    cues: list[tuple[float, str]]
    left: list[str]


def read(text: str) -> Imported:
    """What a settings file says. Raises BadValue, one line, where it is none."""
    try:
        said = json.loads(text)
    except ValueError as error:
        raise BadValue(f"no settings of Deforum, which are JSON: {error}") from None
    if not isinstance(said, dict):
        raise BadValue("no settings of Deforum, which are one JSON object")
    prompts = said.get("prompts") or said.get("animation_prompts")
    if not isinstance(prompts, dict) or not prompts:
        raise BadValue("it has no prompts by frame, as Deforum's settings do")
    fps = _number(said.get("fps"), 15.0) or 15.0
    width = _number(said.get("W"), 512.0) or 512.0
    solid = str(said.get("animation_mode", "2D")).upper() == "3D"
    left: list[str] = []

    def mean(key: str, default: float) -> float:
        return _mean(said[key], key, default, left) if key in said else default

    depth = math.log2(max(1 + mean("translation_z", 0.0) / DEPTH, 0.01)) if solid else 0.0
    flat = 0.0 if solid else math.log2(max(mean("zoom", 1.0), 0.01))
    roll = mean("rotation_3d_z", 0.0) if solid else mean("angle", 0.0)
    keyframes = fps / max(_number(said.get("diffusion_cadence"), 1.0), 1.0)
    kept = min(max(mean("strength_schedule", 0.65), 0.0), 1.0)
    values: dict[str, Any] = {
        "/dream/method": "fly",
        "/dream/wander": True,
        "/camera/zoom": (flat + depth) * fps,
        "/camera/roll": roll * fps,
        "/camera/x": -mean("translation_x", 0.0) * fps / width,
        "/camera/y": mean("translation_y", 0.0) * fps / width,
        "/camera/tilt": mean("rotation_3d_x", 0.0) * fps if solid else 0.0,
        "/camera/pan": mean("rotation_3d_y", 0.0) * fps if solid else 0.0,
        "/camera/strength": 1 - kept**keyframes,
        "/camera/noise": 1.5 * mean("noise_schedule", 0.065),
        "/camera/colour": 0.0 if said.get("color_coherence") in (None, "None", "") else 0.5,
        "/camera/edge": "wrap" if said.get("border") == "wrap" else "dream",
    }
    for address, value in values.items():
        row = PARAMETERS[address]
        if row.kind == "float":
            assert row.low is not None and row.high is not None
            values[address] = round(min(max(value, row.low), row.high), 4)
            if abs(values[address] - value) > 0.01:
                left.append(f"{address} would be {value:.3g}: held to {values[address]:g}")
    if 0 <= (seed := int(_number(said.get("seed"), -1.0))) < 2**31:
        values["/dream/seed"] = seed
    legs = sorted((_number(frame, 0.0) / fps, *_prompt(str(each))) for frame, each in prompts.items())
    values["/dream/prompt"] = legs[0][1]
    if legs[0][2]:
        values["/dream/negative"] = legs[0][2]
    left += [f"{key}: {str(each):.60}" for key, each in said.items() if key not in _READ and _MEANINGFUL.search(key)]
    return Imported(values, [(at, prompt) for at, prompt, _ in legs[1:]], left)


def preset_text(found: Imported, name: str) -> str:
    """The preset's file."""
    lines = [f"# {name}, from settings of Deforum.", "", '"/camera" = "default"']
    return "\n".join([*lines, *(f'"{address}" = {quoted(value)}' for address, value in found.values.items())]) + "\n"


def cues_text(found: Imported, name: str) -> str:
    """The list of cues: the preset, and every prompt at its moment after it; "" where there is but one prompt."""
    if not found.cues:
        return ""
    moments = [0.0, *(at for at, _ in found.cues)]
    waits = [later - at for at, later in zip(moments, moments[1:], strict=False)]
    lines = [f"# The prompts of {name}, each at its moment."]
    for number, (_, prompt) in enumerate([(0.0, ""), *found.cues]):
        lines += ["", "[[cue]]", f'name = "{number + 1}"']
        lines.append(f'"/dream/prompt" = {quoted(prompt)}' if number else f"preset = {quoted(name)}")
        if number < len(waits):
            lines.append(f'then = "{max(waits[number], 0.1):g} s"')
    return "\n".join(lines) + "\n"


def _prompt(text: str) -> tuple[str, str]:
    """A prompt, and what is to be kept away from it."""
    wanted, _, unwanted = text.partition("--neg")
    return wanted.strip() or "nothing", unwanted.strip()


def _number(value: Any, default: float) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        return default
    return found if math.isfinite(found) else default


def _mean(schedule: Any, key: str, default: float, left: list[str]) -> float:
    """The mean of a schedule, as in `0: (1.02), 60: (1 + 0.1 * sin(t / 9))`: a number, or formulas of the frame t."""
    parts = re.split(r",\s*(?=\d+\s*:)", str(schedule).strip())
    found: list[tuple[int, str]] = []
    for part in parts:
        frame, colon, formula = part.partition(":")
        found.append((int(_number(frame, 0.0)), formula) if colon else (0, part))
    if len(found) > 1:
        left.append(f"{key}: its {len(found)} steps became their mean")
    try:
        values = []
        for _, formula in found:
            tree = ast.parse(formula.strip().strip('"'), mode="eval")
            values.append(sum(_value(tree.body, {"t": float(frame)}) for frame in range(FRAMES)) / FRAMES)
            if "t" in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}:
                left.append(f"{key}: its formula became its mean; a modulator can move it")
        mean = sum(values) / len(values)
        return mean if math.isfinite(mean) else default
    except (SyntaxError, ValueError, ArithmeticError, TypeError, RecursionError, MemoryError):
        left.append(f"{key}: {str(schedule):.60} is not understood")
        return default


def _value(node: ast.AST, names: Mapping[str, float]) -> float:
    """The value of arithmetic, and of nothing else. Raises ValueError."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    if isinstance(node, ast.Name) and node.id in (*names, "pi"):
        return names.get(node.id, math.pi)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return float(_OPERATORS[type(node.op)](_value(node.left, names), _value(node.right, names)))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
        return float(_OPERATORS[type(node.op)](_value(node.operand, names)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
        return float(_FUNCTIONS[node.func.id](*(_value(each, names) for each in node.args)))
    raise ValueError("no arithmetic")
