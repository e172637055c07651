"""Settings of Deforum as presets that fly."""

import json
import math
from pathlib import Path

import pytest

from engine import cli
from engine.coercion import BadValue
from engine.control.cue_list import parse as parse_cues
from engine.control.deforum import cues_text, read
from engine.control.preset_files import parse

SETTINGS = {
    "W": 512, "H": 512, "fps": 15, "seed": 42, "animation_mode": "2D", "max_frames": 240, "diffusion_cadence": 3,
    "zoom": "0: (1.02)", "angle": "0: (-0.5)", "translation_x": "0: (2 * sin(t / 10))", "translation_y": "0: (0)",
    "strength_schedule": "0: (0.65)", "noise_schedule": "0: (0.065)", "color_coherence": "Match Frame 0 LAB",
    "border": "wrap", "hybrid_motion": "Optical Flow",
    "prompts": {"0": "a neon city --neg people", "90": "a forest of glass"},
}  # fmt: skip


def test_rates_per_frame_become_rates_per_second():
    found = read(json.dumps(SETTINGS))
    values = found.values
    assert values["/dream/method"] == "fly" and values["/dream/seed"] == 42
    assert values["/camera/zoom"] == pytest.approx(15 * math.log2(1.02), abs=1e-3)
    assert values["/camera/roll"] == pytest.approx(-7.5)
    assert abs(values["/camera/x"]) < 0.01  # a sway around nothing
    assert values["/camera/strength"] == pytest.approx(1 - 0.65**5, abs=1e-3)
    assert values["/camera/edge"] == "wrap"
    assert (values["/dream/prompt"], values["/dream/negative"]) == ("a neon city", "people")
    assert found.cues == [(6.0, "a forest of glass", "")]
    assert any("translation_x" in line for line in found.left) and any("hybrid_motion" in line for line in found.left)


def test_in_depth_it_turns_about_its_own_axes():
    solid = {**SETTINGS, "animation_mode": "3D", "translation_z": "0: (5)", "rotation_3d_y": "0: (0.4)"}
    values = read(json.dumps(solid)).values
    assert values["/camera/pan"] == pytest.approx(6) and values["/camera/zoom"] > 0.3 and values["/camera/roll"] == 0


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"prompts": {}}', "not json", '{"prompts": ["a"]}', "[" * 100_000, '{"prompts": {"now": "a"}}'],
)
def test_what_is_none_is_one_clear_line(text):
    with pytest.raises(BadValue):
        read(text)


@pytest.mark.parametrize("formula", ["__import__('os').system('x')", "9**9**9**9", "t.real", "(" * 500, "1/0", "x"])
def test_formulas_are_arithmetic_and_nothing_else(formula):
    found = read(json.dumps({**SETTINGS, "zoom": f"0: ({formula})"}))
    assert found.values["/camera/zoom"] == 0 and any("zoom" in line for line in found.left)


@pytest.mark.parametrize("key", ["fps", "W", "diffusion_cadence", "max_frames", "seed"])
@pytest.mark.parametrize("value", [-15, 10**400, 1e-320, "many", None, math.nan])
def test_a_number_that_can_not_be_is_told_and_the_usual_one_taken(key, value):
    found = read(json.dumps({**SETTINGS, "strength_schedule": "0:(0)", key: value}))
    assert any(line.startswith(f"{key}: ") for line in found.left) or (key, value) == ("seed", 1e-320)


def test_every_part_of_every_prompt_counts_and_frames_are_arithmetic():
    prompts = {"0": "ant", "max_f-1": "dog --neg cat", "max_f / 4": "bee", "soon": "fly"}
    more = {"animation_prompts_positive": "oil,", "animation_prompts_negative": "blur", "max_frames": 201}
    found = read(json.dumps({**SETTINGS, "fps": 10, "prompts": prompts, **more, "transform_center_x": "0: (0.5)"}))
    assert found.values["/dream/prompt"] == "oil, ant"
    assert found.cues == [(5.0, "oil, bee", "blur"), (19.9, "oil, dog", "cat blur")]
    assert any("'soon'" in line for line in found.left) and "also transform_center_x" in found.left
    cues, wrong = parse_cues(cues_text(found, "x"), Path("x.cues.toml"), lambda name: True)
    assert [cue.values.get("/dream/negative") for cue in cues.cues] == [None, None, "cat blur"] and not wrong
    assert read(json.dumps({**SETTINGS, "prompts": {"0": None}})).values["/dream/prompt"] == "nothing"


@pytest.mark.parametrize("name", [".hidden.txt", "foo.cues.txt", "presets.numbers.txt", "a\x85b.txt"])
def test_a_file_whose_name_no_preset_can_have_is_one_line(name, tmp_path, capsys):
    (tmp_path / name).write_text(json.dumps(SETTINGS), encoding="utf-8")
    assert cli.main(["presets", "import", str(tmp_path / name), "--presets", str(tmp_path / "presets")]) == 2
    assert "a preset's name is" in capsys.readouterr().err and not (tmp_path / "presets").exists()


def test_the_command_writes_what_the_show_reads(tmp_path, capsys):
    source, folder = tmp_path / "night trip.txt", tmp_path / "presets"
    source.write_text(json.dumps(SETTINGS), encoding="utf-8")
    assert cli.main(["presets", "import", str(source), "--presets", str(folder)]) == 0
    _, values, complaints = parse((folder / "night trip.toml").read_text(encoding="utf-8"), "night trip")
    assert values["/dream/method"] == "fly" and not complaints
    text = (folder / "night trip.cues.toml").read_text(encoding="utf-8")
    assert "a forest of glass" in text and 'then = "6 s"' in text
    assert "left out" in capsys.readouterr().out
    cues, wrong = parse_cues(text, folder / "night trip.cues.toml", lambda name: name == "night trip")
    assert len(cues.cues) == 2 and not wrong
    assert cli.main(["presets", "import", str(source), "--presets", str(folder)]) == 2
