from dataclasses import replace

import numpy as np
import pytest
import tiny_models

from engine.dream.keyframes import Job, Studio
from engine.dream.loras import LoraError, Loras, lora_file
from engine.journey.path import Recipe, Waypoint, start


@pytest.fixture
def folder(kinds, tmp_path):
    place = tmp_path / "loras"
    place.mkdir()
    tiny_models.make_lora(kinds["sd"], place / "ink.safetensors")
    tiny_models.make_lora(kinds["sd"], place / "some.lcm.safetensors")
    (place / "broken.safetensors").write_bytes(b"nothing of the kind")
    tiny_models.make_lora(kinds["sdxl"], place / "other.safetensors")
    return place


@pytest.fixture
def model(kinds, folder):
    return tiny_models.load(kinds["sd"], lora_folder=str(folder))


def picture(model, loras, worn):
    """What a waypoint looks like; `worn` is told to wear the LoRAs first."""
    faults = worn.wear(loras)
    recipe = Recipe(steps=2, guidance=1.0, loras=loras)
    leg = start(Waypoint((("red", 1.0),), 1), Waypoint((("red", 1.0),), 1), recipe).legs[0]
    ((_, made, _),) = Studio(model).make([Job(leg, 0.0)], lambda: None, 1)
    return made.astype(int), faults


def test_a_lora_changes_the_picture_by_its_weight_and_unloading_restores_it(model):
    worn = Loras(model)
    plain, _ = picture(model, (), worn)
    half, _ = picture(model, (("ink", 0.5),), worn)
    full, _ = picture(model, (("ink", 1.0),), worn)
    again, _ = picture(model, (), worn)
    assert 0 < abs(half - plain).mean() != abs(full - plain).mean() > 0
    np.testing.assert_array_equal(again, plain)
    np.testing.assert_array_equal(picture(model, (("ink", 0.0),), worn)[0], plain)
    np.testing.assert_array_equal(picture(model, (("ink", 1.0),), worn)[0], full)


def test_two_loras_are_worn_at_once(model):
    worn = Loras(model)
    one, _ = picture(model, (("ink", 1.0),), worn)
    both, _ = picture(model, (("ink", 1.0), ("some.lcm", 0.7)), worn)
    assert abs(one - both).mean() > 0
    np.testing.assert_array_equal(picture(model, (("ink", 1.0),), worn)[0], one)


@pytest.mark.parametrize("name", ["absent", "broken", "other"])
def test_a_lora_that_does_not_fit_is_said_once_and_left_out(model, name):
    worn = Loras(model)
    ink, _ = picture(model, (("ink", 1.0),), worn)
    made, faults = picture(model, (("ink", 1.0), (name, 1.0)), worn)
    assert len(faults) == 1 and name in faults[0] and "\n" not in faults[0]
    np.testing.assert_array_equal(made, ink)
    assert worn.wear((("ink", 1.0), (name, 1.0))) == []


def test_a_line_is_told_for_what_was_asked_and_a_file_that_came_since_is_found(model, kinds, folder):
    worn = Loras(model)
    assert len(worn.wear((("late", 1.0), ("x" * 300, 1.0)))) == 2
    assert worn.wear((("late", 1.0), ("x" * 300, 1.0), ("ink", 1.0))) == []
    tiny_models.make_lora(kinds["sd"], folder / "late.safetensors")
    assert worn.wear((("late", 0.5), ("x" * 300, 1.0))) == []
    assert "late" in worn._loaded


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/b", "a\\b", "..", ".hidden", "", "c:ink"])
def test_names_stay_inside_the_folder(folder, name):
    (folder.parent / "secret.safetensors").write_bytes(b"")
    with pytest.raises(LoraError, match="no plain file name"):
        lora_file(folder, name)


def test_without_a_folder_there_are_no_loras():
    with pytest.raises(LoraError, match="no LoRA folder"):
        lora_file(None, "ink")


def test_an_lcm_lora_makes_a_model_sample_like_lcm(model):
    from engine.dream.places import style_for

    style = style_for(model, Recipe(loras=(("some.lcm", 1.0),)))
    assert (style.sampler, style.steps, style.guidance) == ("lcm", 4, 1.0)
    assert style_for(model, Recipe(loras=(("some.lcm", 0.0),))) == model.style
    assert style_for(model, replace(Recipe(), steps=7, guidance=3.0)).steps == 7
