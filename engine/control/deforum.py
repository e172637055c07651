"""Settings of Deforum, as `reverie presets import` reads them: a flight as a preset, and its prompts as a list of cues.

Deforum says its motion per frame and in formulas; a flight has rates per second, so a formula becomes its mean. What
has no counterpart is listed, not guessed.
"""

from __future__ import annotations

import ast
import contextlib
import json
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from engine.coercion import BadValue, coerce
from engine.files import quoted
from engine.parameters import PARAMETERS

FRAMES = 400  # of a formula that are taken the mean of
HIGHEST = 2**31 - 1  # of numbers that are taken: frames, pictures a second, a seed
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
    *("diffusion_cadence", "color_coherence", "border", "animation_mode", "animation_prompts"),
    *("animation_prompts_positive", "animation_prompts_negative"),
}
_UNREADABLE = (SyntaxError, ValueError, ArithmeticError, TypeError, RecursionError, MemoryError)  # of a formula
_MEANINGFUL = re.compile(r"schedule|mask|hybrid|init|3d|perspective|kernel|sigma|threshold|model|cadence|control")


class Imported(NamedTuple):
    """values: by address. cues: (seconds, prompt, what is kept away from it) of each prompt after the first. left: what
    has no counterpart, a line each.
    """

    values: dict[str, Any]
    cues: list[tuple[float, str, str]]
    left: list[str]


def read(text: str) -> Imported:
    """What a settings file says. Raises BadValue, one line, where it is none."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadValue(f"no settings of Deforum, which are JSON: {error}") from None
    if not isinstance(said, dict):
        raise BadValue("no settings of Deforum, which are one JSON object")
    left: list[str] = []

    def number(key: str, default: float, low: float) -> float:
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            if low <= (found := float(said.get(key, default))) <= HIGHEST:
                return found
        left.append(f"{key}: {str(said[key]):.60} can't be, took {default:g}")
        return default

    fps, width, seed = number("fps", 15.0, 1.0), number("W", 512.0, 1.0), int(number("seed", -1.0, -1.0))
    keyframes = fps / number("diffusion_cadence", 1.0, 1.0)
    last = number("max_frames", 120.0, 1.0) - 1
    solid = str(said.get("animation_mode", "2D")).upper() == "3D"

    def mean(key: str, default: float) -> float:
        return _mean(said[key], key, default, last, left) if key in said else default

    legs = _legs(said, last, left)
    depth = math.log2(max(1 + mean("translation_z", 0.0) / DEPTH, 0.01)) if solid else 0.0
    flat = 0.0 if solid else math.log2(max(mean("zoom", 1.0), 0.01))
    roll = mean("rotation_3d_z", 0.0) if solid else mean("angle", 0.0)
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
        **({"/dream/seed": seed} if seed >= 0 else {}),
    }
    for address, value in values.items():
        values[address], note = coerce(PARAMETERS[address], [round(value, 4) if isinstance(value, float) else value])
        if note:
            left.append(note)
    unread = [key for key in said if key not in _READ]
    left += [f"{key}: {str(said[key]):.60}" for key in unread if _MEANINGFUL.search(key)]
    if others := [key for key in unread if not _MEANINGFUL.search(key)]:
        left.append(f"also {', '.join(others)}")
    _, values["/dream/prompt"], values["/dream/negative"] = legs[0]
    return Imported(values, [(frame / fps, wanted, unwanted) for frame, wanted, unwanted in legs[1:]], left)


def _legs(said: Mapping[str, Any], last: float, left: list[str]) -> list[tuple[int, str, str]]:
    """(frame, prompt, what is to be kept away from it) of each prompt in their order. Raises BadValue."""
    both = said.get("prompts"), said.get("animation_prompts")
    prompts = next((each for each in both if isinstance(each, dict) and each), None)
    if prompts is None:
        raise BadValue("it has no prompts by frame, as Deforum's settings do")
    everywhere, nowhere = (str(said.get(f"animation_prompts_{each}") or "") for each in ("positive", "negative"))
    legs = []
    for key, prompt in prompts.items():
        try:
            frame = int(_value(_parsed(key), {"max_f": last}))
        except _UNREADABLE:
            frame = -1
        if not 0 <= frame <= HIGHEST:
            left.append(f"the prompt of {key!r:.60}, which is no frame")
            continue
        wanted, _, unwanted = str(prompt or "").partition("--neg")
        texts = f"{everywhere} {wanted.strip()}".strip() or "nothing", f"{unwanted.strip()} {nowhere}".strip()
        for address, text in zip(("/dream/prompt", "/dream/negative"), texts, strict=True):
            coerce(PARAMETERS[address], [text])
        legs.append((frame, *texts))
    if not legs:
        raise BadValue("it has no prompts by frame, as Deforum's settings do")
    return sorted(legs, key=operator.itemgetter(0))


def preset_text(found: Imported, name: str) -> str:
    """The preset's file."""
    lines = [f"# {name}, from settings of Deforum.", "", '"/camera" = "default"']
    return "\n".join([*lines, *(f'"{address}" = {quoted(value)}' for address, value in found.values.items())]) + "\n"


def cues_text(found: Imported, name: str) -> str:
    """The list of cues: the preset, and every prompt at its moment after it; "" where there is but one prompt."""
    if not found.cues:
        return ""
    lines = [f"# The prompts of {name}, each at its moment."]
    legs = [(0.0, "", found.values["/dream/negative"]), *found.cues]
    for number, (at, prompt, unwanted) in enumerate(legs):
        lines += ["", "[[cue]]", f'name = "{number + 1}"']
        lines.append(f'"/dream/prompt" = {quoted(prompt)}' if number else f"preset = {quoted(name)}")
        if unwanted != legs[number - 1][2] and number:
            lines.append(f'"/dream/negative" = {quoted(unwanted)}')
        if number + 1 < len(legs):
            lines.append(f'then = "{max(legs[number + 1][0] - at, 0.1):.10g} s"')
    return "\n".join(lines) + "\n"


def _mean(schedule: Any, key: str, default: float, last: float, left: list[str]) -> float:
    """The mean of a schedule, as in `0: (1.02), 60: (1 + 0.1 * sin(t / 9))`: a number, or formulas of the frame t.

    last: the last frame's number, which Deforum calls max_f.
    """
    formulas = [part.rpartition(":")[2] for part in re.split(r",(?=[^,:]*:)", str(schedule))]
    try:
        trees = [_parsed(formula) for formula in formulas]
        found = [_value(tree, {"t": float(t), "max_f": last}) for tree in trees for t in range(FRAMES)]
        if len(formulas) > 1:
            left.append(f"{key}: its {len(formulas)} steps became their mean")
        if any(isinstance(node, ast.Name) and node.id == "t" for tree in trees for node in ast.walk(tree)):
            left.append(f"{key}: its formula became its mean; a modulator can move it")
        mean = sum(found) / len(found)
        return mean if math.isfinite(mean) else default
    except _UNREADABLE:
        left.append(f"{key}: {str(schedule):.60} is not understood")
        return default


def _parsed(formula: str) -> ast.expr:
    """A formula as a tree for `_value`; what it raises where it is none is _UNREADABLE."""
    return ast.parse(formula.strip().strip('"'), mode="eval").body


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
