"""The figures that are promised, what was measured for each, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TextIO

SIZE, FPS = (3840, 2160), 30.0  # of the shows that are measured


@dataclass(frozen=True)
class Promise:
    """A promise: value is to be at most `limit`, or at least where `more` says so. value: None if nothing came.

    open: nothing could come, for want of what it is measured on.
    """

    figure: str
    value: float | None
    unit: str
    limit: float
    more: bool = False
    note: str = ""
    open: bool = False

    @property
    def passed(self) -> bool:
        if self.value is None:
            return False
        return self.value >= self.limit if self.more else self.value <= self.limit

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "passed": self.passed}


def live_rows(
    neutral: dict[str, Any], moving: dict[str, Any], morphing: dict[str, Any], touched: dict[str, Any]
) -> list[Promise]:
    """What the reports of four shows say.

    One is left alone, one has every look control moving, one morphs from preset to preset, and one is played.
    """
    tick = 1000 / neutral["fps"]
    width, height = neutral["size"]
    size = f"{width}x{height}"
    late, late_morphing = late_points(neutral), late_points(morphing)
    more = None if late is None or late_morphing is None else round(late_morphing - late, 2)
    stall = touched["machine_stall_ms"]
    control = touched["control_to_frame_ms"]
    return [
        Promise("late frames beyond the machine's own", late, "points", 1.0, note=_counted(neutral)),
        Promise("the same while presets morph, beyond that", more, "points", 0.5, note=_counted(morphing)),
        Promise(
            f"stage, {size} I420, neutral look", neutral["stage_cpu_ms_per_frame"], "CPU ms", 16, note=_shed(neutral)
        ),
        Promise(f"stage, {size} I420, look moving", moving["stage_cpu_ms_per_frame"], "CPU ms", 25, note=_shed(moving)),
        Promise("first frame", neutral["first_frame_s"], "s", 1.5),
        Promise("first dreamed keyframe", neutral["first_keyframe_s"], "s", 20),
        Promise("control to frame, p50", control["p50"], "ms", round(tick, 1)),
        Promise("control to frame, p99", control["p99"], "ms", round(1.5 * tick + stall, 1), note=_stalls(stall)),
        Promise("prompt to keyframe, p50", touched["prompt_to_keyframe_ms"]["p50"], "ms", 1000),
        Promise("memory, stage", _most("stage_rss_mb", neutral, moving, morphing, touched), "MB", 400),
        Promise("memory, all processes", _most("all_rss_mb", neutral, moving, morphing, touched), "MB", 2500),
    ]


def ratio_rows(seed: dict[str, Any], stage: dict[str, Any], touched: dict[str, Any]) -> list[Promise]:
    """Ours against the seed's loop in the same run, on the same decoded pictures; decoding is the same for both."""
    made = seed["cpu_ms"] + seed["camera_cpu_ms"]  # as a virtual camera takes it, which is how our frames come
    control = touched["control_to_frame_ms"]["p50"]
    return [
        Promise(
            "I420 frames per CPU second, times the seed's",
            round(made / stage["cpu_ms"], 2),
            "x",
            4,
            more=True,
            note=f"{made:.1f} against {stage['cpu_ms']} CPU ms; {seed['cpu_ms'] / stage['cpu_ms']:.1f}x left as RGB",
        ),
        Promise(
            "memory for pictures, part of the seed's",
            round(stage["memory_mb"] / seed["memory_mb"], 3),
            "",
            0.1,
            note=f"{stage['memory_mb']} against {seed['memory_mb']} MB, {seed['queue']} frames queued",
        ),
        Promise(
            "control latency, part of the seed's",
            None if control is None else round(control / seed["control_ms"], 3),
            "",
            0.1,
            note=f"{control} against {seed['control_ms']} ms",
        ),
    ]


def print_rows(rows: Sequence[Promise], out: TextIO) -> None:
    """Print figure, value, limit, verdict and note in columns."""
    for row in rows:
        value = "-" if row.value is None else f"{row.value:g}"
        verdict = "open" if row.open else "pass" if row.passed else "FAIL"
        wanted = f"{'at least' if row.more else 'at most'} {row.limit:g} {row.unit}"
        print(f"{row.figure:<42} {value:>9} {row.unit:<7} {wanted:<20} {verdict}  {row.note}".rstrip(), file=out)


def late_points(report: dict[str, Any]) -> float | None:
    """Late frames beyond the machine's own, in a hundred ticks."""
    machine = report["machine_late"]
    return None if machine is None else round(100 * (report["late_frames"] - machine) / max(_ticks(report), 1), 2)


def _ticks(report: dict[str, Any]) -> int:
    return int(report["frames"] + report["late_frames"])


def _counted(report: dict[str, Any]) -> str:
    return f"{report['late_frames']} late of {_ticks(report)}, {report['machine_late']} by the machine alone"


def _shed(report: dict[str, Any]) -> str:
    return "" if report["quality"] == "full quality" else f"at reduced quality: {report['quality']}"


def _stalls(stall: float) -> str:
    return f"a frame and a half, and the machine's own stalls of {stall:g} ms"


def _most(key: str, *reports: dict[str, Any]) -> float:
    return max(report[key] for report in reports)
