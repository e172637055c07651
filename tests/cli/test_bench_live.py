import io

import pytest

from engine.bench import stream
from engine.bench.stream_times import ratio
from engine.bench.table import print_rows


def report(**more):
    return {
        "fps": 30.0, "frames": 900, "late_frames": 10, "machine_late": 8, "keyframes_per_second": 5.5,
        "live_delay_ms": 40.0, **more,
    }  # fmt: skip


def times(**more):
    pair = {"ratio": 1.9, "ms": 10.0, "other_ms": 19.0}
    return {
        "batch": pair, "residual": pair, "saved": 90.9, "diffusers_1": pair, "diffusers_4": pair, "diffusers_10": pair,
        "text_to_image": 210.0, "image_to_image": 170.0,
        "difference": {"steady": 2.0, "switched": 10.0, "cut": 40.0}, **more,
    }  # fmt: skip


def shows():
    return {"travelling": report(), "live": report(late_frames=14), "switched": report(late_frames=30)}


def test_without_a_gpu_its_rows_are_open_and_say_so():
    rows = stream.rows({"builtin": times(), **shows()})
    found = {row.figure: row for row in rows}
    assert [row.open for row in rows].count(True) == 3
    assert found["stream batch, 4 steps, against in sequence"].passed
    assert found["residual guidance (self) against full"].value == 1.9
    assert not found["diffusers' image-to-image, 4 steps"].passed
    assert found["its late frames beyond travelling's"].passed
    assert found["late frames switched about, beyond not"].value == pytest.approx(1.7, abs=0.1)
    assert found["largest step between pictures, part of a cut's"].value == 0.25
    out = io.StringIO()
    print_rows(rows, out)
    assert out.getvalue().count(" open ") == 3 and "no GPU here" in out.getvalue()


def test_with_a_gpu_its_rows_are_judged():
    rows = {
        row.figure: row
        for row in stream.rows({"builtin": times(), "turbo": times(), "turbo_live": report(), **shows()})
    }
    assert not any(row.open for row in rows.values())
    assert rows["SD-Turbo 512x512, 1 step, text to image"].passed
    assert not rows["SD-Turbo 512x512, 1 step, image to image"].passed
    assert rows["input to its frame at 30 fps"].value == pytest.approx(73.3)
    assert rows["stream batch, 4 steps, against in sequence"].limit == 2.0


def test_what_is_compiled_is_judged_beside_what_is_not():
    quick = times(diffusers_10={"ratio": 6.2, "ms": 95.0, "other_ms": 590.0})
    rows = {row.figure: row for row in stream.rows({"builtin": times(), "compiled": quick, **shows()})}
    assert not rows["diffusers' image-to-image, 10 steps"].passed
    assert rows["diffusers' image-to-image, 10 steps, compiled"].passed


def test_a_ratio_is_of_what_takes_turns():
    order = []
    found = ratio(lambda: order.append("one"), lambda: order.append("other"), lambda: None, 3)
    assert order == ["one", "other"] * (len(order) // 2)
    assert set(found) == {"ratio", "ms", "other_ms"}


class Sent:
    def __init__(self):
        self.messages = []

    def send(self, *messages):
        self.messages += [message.split(b"\0")[0].decode() for message in messages]


def test_everything_is_switched_in_turn():
    line, play = Sent(), stream.switched()
    for tick in range(2500):
        play(line, tick / 100, tick > 100)
    assert {"/dream/prompt", "/dream/seed", "/preset/recall", "/dream/lora", "/live/input"} == set(line.messages)


def test_the_lora_that_is_switched_is_one_that_the_model_wears(tmp_path):
    from engine.bench.architectures import SMALL, build
    from engine.dream import loader
    from engine.dream.loras import Loras
    from engine.dream.protocol import Launch

    stream.write_lora(build(SMALL, tmp_path / "small", half=False), tmp_path / "bench.safetensors")
    model = loader.load(Launch(str(tmp_path / "small"), "cpu", lora_folder=str(tmp_path)), print)
    worn = Loras(model)
    for _, (name, weight) in (switch for switch in stream.SWITCHES if switch[0] == "/dream/lora"):
        assert worn.wear(((name, weight),)) == []
        assert (len(model.pipe.get_active_adapters()) == 1) == (weight > 0)


def test_a_small_model_is_measured(tmp_path):
    from engine.bench.architectures import SMALL, build
    from engine.bench.stream_times import measure

    found = measure(str(build(SMALL, tmp_path / "small", half=False)), "cpu", (64, 64), 1, False)
    assert found["saved"] > 80
    assert all(found[name]["ratio"] > 0 for name in ("batch", "residual", "diffusers_1", "diffusers_4", "diffusers_10"))
    assert found["image_to_image"] > 0 and found["text_to_image"] > 0
