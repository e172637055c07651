import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import bench
from engine.bench import live, motion, stage_alone
from engine.bench.table import Promise, live_rows, print_rows, ratio_rows
from engine.config import shipped
from engine.control.presets import Presets
from engine.control.store import Store
from engine.parameters import PARAMETERS

ROOT = Path(__file__).parents[2]


def report(**more):
    return {
        "fps": 30.0, "size": [3840, 2160], "frames": 1780, "late_frames": 20, "machine_late": 12,
        "stage_cpu_ms_per_frame": 12.0, "first_frame_s": 0.9, "first_keyframe_s": 6.0, "quality": "full quality",
        "control_to_frame_ms": {"p50": 17.0, "p99": 40.0}, "prompt_to_keyframe_ms": {"p50": None, "p99": None},
        "stage_rss_mb": 250.0, "all_rss_mb": 1500.0, "machine_stall_ms": 4.0, **more,
    }  # fmt: skip


def test_the_table_judges_what_was_measured():
    moving = report(stage_cpu_ms_per_frame=26.0, quality="bilinear upscaling", stage_rss_mb=410.0)
    rows = {row.figure: row for row in live_rows(report(), moving, report(late_frames=38), report())}
    late = rows["late frames beyond the machine's own"]
    assert (late.value, late.passed) == (0.44, True)
    morphing = rows["the same while presets morph, beyond that"]
    assert (morphing.value, morphing.passed) == (0.99, False)
    assert rows["stage, 3840x2160 I420, look moving"].passed is False
    assert "bilinear" in rows["stage, 3840x2160 I420, look moving"].note
    assert rows["control to frame, p99"].limit == 54.0
    assert rows["prompt to keyframe, p50"].passed is False
    assert rows["memory, stage"].passed is False


def test_what_shows_say_of_motion():
    faded, flowing = report(stage_cpu_ms_per_frame=10.0), report(stage_cpu_ms_per_frame=14.0)
    late, cost, control = motion.show_rows(faded, flowing, report())
    assert (late.value, late.passed) == (0.44, True)
    assert (cost.value, cost.passed) == (1.4, True)
    assert (control.value, control.limit) == (40.0, 54.0)
    assert motion.show_rows(faded, report(stage_cpu_ms_per_frame=None), report())[1].value is None


def test_ratios_against_the_seed():
    seed = {"cpu_ms": 50.0, "camera_cpu_ms": 5.0, "memory_mb": 1500.0, "control_ms": 2000.0, "queue": 60}
    rows = ratio_rows(seed, {"cpu_ms": 12.5, "memory_mb": 120.0}, report())
    assert [row.value for row in rows] == [4.4, 0.08, 0.009]
    assert all(row.passed for row in rows)


def test_the_table_is_printed_and_written():
    out = io.StringIO()
    row = Promise("some figure", 3.0, "x", 4, more=True, note="why")
    print_rows([row], out)
    assert out.getvalue().split() == ["some", "figure", "3", "x", "at", "least", "4", "x", "FAIL", "why"]
    assert json.loads(json.dumps(row.as_json()))["passed"] is False


def test_every_look_number_moves_within_its_range():
    looks = {address for address, p in PARAMETERS.items() if p.group == "look" and p.bounded}
    assert looks <= set(stage_alone.SWINGS)
    for now in np.linspace(0, 20, 50):
        for address, value in stage_alone.swung(now).items():
            assert PARAMETERS[address].low <= value <= PARAMETERS[address].high


class Sent:
    def __init__(self):
        self.messages = []

    def send(self, *messages):
        self.messages += [message.split(b"\0")[0].decode() for message in messages]


def test_what_is_played():
    line = Sent()
    for play in (live.still(), live.moving()):
        for tick in range(10):
            play(line, tick / 10, True)
    assert set(line.messages) == set(stage_alone.SWINGS)
    line, play = Sent(), live.touched()
    for tick in range(1000):
        play(line, tick / 100, tick > 200)
    assert line.messages.count("/dream/prompt") == 2
    assert len(set(line.messages)) == 4
    line, play = Sent(), live.morphing()
    for tick in range(1000):
        play(line, tick / 100, tick > 200)
    assert line.messages == ["/preset/recall"] * 3
    names = Presets([shipped("presets")], Store(), print).names
    assert set(live.LOOKS) <= set(names)


def test_the_stage_alone(tmp_path):
    np.save(tmp_path / "p.npy", np.random.default_rng(1).integers(0, 255, (3, 72, 128, 3), np.uint8))
    stage_alone.SETTLE, settle = 0.2, stage_alone.SETTLE
    try:
        found = stage_alone.measure(tmp_path / "p.npy", (320, 180), 30.0, 0.5, True)
    finally:
        stage_alone.SETTLE = settle
    assert found["quality"] == "full quality"
    assert found["frames"] >= 5 and found["cpu_ms"] > 0


def test_the_seeds_loop():
    import torch

    from engine.bench.seed_loop import QUEUE, Loop

    with torch.inference_mode():
        loop = Loop([torch.full((1, 3, 9, 16), value) for value in (-1.0, 1.0)], (64, 36))
        grey = [loop.enlarge(step)[0][0, 0, 0] for step, _ in zip(loop.steps(), range(8), strict=False)]
        assert grey == [0, 64, 128, 191, 255, 191, 128, 64]
        assert loop.cost(16) > 0
        found = loop.run(0.2)
    assert found["control_ms"] > QUEUE * 1000 / 31


def test_architectures_make_keyframes(tmp_path):
    from engine.bench.architectures import SMALL, build
    from engine.bench.keyframe_times import measure

    found = measure(str(build(SMALL, tmp_path / "small", half=False)), "cpu", (64, 64), 2, 1)
    assert found["steps"] == 2 and found["keyframe_ms"] > found["decode_ms"] > 0
    assert found["unet_parameters"] > 10**6


def test_the_machines_name(tmp_path):
    (tmp_path / "cpuinfo").write_text("processor: 0\nmodel name\t: Some CPU @ 2.5GHz\n")
    assert bench.cpu_name(tmp_path / "cpuinfo") == "Some CPU @ 2.5GHz"
    assert bench.cpu_name(tmp_path / "none")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_whole_bench(tmp_path):
    command = [sys.executable, "-m", "engine.cli", "bench", "--quick", "--json", str(tmp_path / "b.json")]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert said.returncode == 0, said.stderr
    found = json.loads((tmp_path / "b.json").read_text())
    assert len(found["rows"]) == 14
    assert {"date", "device", "versions", "shows", "seed_loop", "stage_alone"} <= set(found)
