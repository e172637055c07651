import json
from dataclasses import replace

import numpy as np
import pytest
import tiny_models
import torch
from safetensors.torch import save_file

from engine.dream.keyframes import KeyframeJob, KeyframeMaker
from engine.dream.lora_file import LoraError, few_steps, read_lora
from engine.dream.loras import Loras, lora_file
from engine.dream.sampler import held_guidance, sampler_preset_for
from engine.dream.sampler_presets import HELD
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
    ((_, made, _),) = KeyframeMaker(model).make([KeyframeJob(leg, 0.0)], lambda: None, 1)
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


def old_processor(layer, half):
    return f"{layer.replace('.to_', '.processor.to_').replace('to_out.0', 'to_out')}_lora.{half}.weight"


def kohya(layer):
    return f"lora_unet_{layer.replace('.', '_')}"


HALVES = {"A": "down", "B": "up"}
WRITERS = {
    "peft": lambda layer, half: f"base_model.model.{layer}.lora_{half}.weight",
    "peft-of-the-unet": lambda layer, half: f"base_model.model.unet.{layer}.lora_{half}.default.weight",
    "no-prefix": lambda layer, half: f"{layer}.lora_{half}.weight",
    "old-processors": lambda layer, half: old_processor(layer, HALVES[half]),
    "old-processors-of-the-unet": lambda layer, half: f"unet.{old_processor(layer, HALVES[half])}",
    "kohya": lambda layer, half: f"{kohya(layer)}.lora_{HALVES[half]}.weight",
    "original": lambda layer, half: f"diffusion_model.{tiny_models._unet_name(layer + '.')[:-1]}.lora_{half}.weight",
}


@pytest.fixture(scope="module")
def pipe(kinds):
    return tiny_models.load(kinds["sd"]).pipe


@pytest.mark.parametrize("writer", [*WRITERS])
def test_every_trainers_file_is_read_as_the_same_change(pipe, folder, tmp_path, writer):
    ours = read_lora(folder / "ink.safetensors", pipe)
    file = tiny_models.rewrite_lora(folder / "ink.safetensors", tmp_path / "theirs.safetensors", WRITERS[writer])
    theirs = read_lora(file, pipe)
    assert len(ours) > 8
    assert ours.keys() == theirs.keys()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
def test_a_file_in_other_names_changes_the_picture_as_ours_does(kinds, folder, kind):
    ours = folder / ("ink.safetensors" if kind == "sd" else "other.safetensors")
    for writer in ("peft", "old-processors"):
        tiny_models.rewrite_lora(ours, folder / f"{writer}.safetensors", WRITERS[writer])
    model = tiny_models.load(kinds[kind], lora_folder=str(folder))
    worn = Loras(model)
    wanted, faults = picture(model, ((ours.name, 1.0),), worn)
    for writer in ("peft", "old-processors"):
        made, more = picture(model, ((writer, 1.0),), worn)
        assert faults == more == []
        np.testing.assert_array_equal(made, wanted)


def test_alpha_scales_wherever_it_stands(pipe, folder, tmp_path):
    """The same change, twice as strong with an alpha of half the rank: as a key, or in a configuration."""
    ink, ours = folder / "ink.safetensors", read_lora(folder / "ink.safetensors", pipe)

    def with_alpha(layer, half):
        return f"{kohya(layer)}.alpha" if half == "alpha" else WRITERS["kohya"](layer, half)

    config = json.dumps({"unet.r": 4, "unet.lora_alpha": 2})
    for file in (
        tiny_models.rewrite_lora(ink, tmp_path / "key.safetensors", with_alpha, 2.0, alpha=2.0),
        tiny_models.rewrite_lora(
            ink, tmp_path / "told.safetensors", WRITERS["peft"], 2.0, {"lora_adapter_metadata": config}
        ),
    ):
        theirs = read_lora(file, pipe)
        assert all(torch.allclose(ours[name], theirs[name]) for name in ours)


def test_changes_of_convolutions_and_of_text_encoders_are_read(pipe, tmp_path):
    tensors = {
        "lora_unet_down_blocks_0_resnets_0_conv1.lora_down.weight": torch.ones(2, 32, 3, 3),
        "lora_unet_down_blocks_0_resnets_0_conv1.lora_up.weight": torch.ones(32, 2, 1, 1),
        "lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight": torch.ones(2, 32),
        "lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_up.weight": torch.ones(32, 2),
        "text_encoder.text_model.encoder.layers.1.mlp.fc1.lora_linear_layer.down.weight": torch.ones(2, 32),
        "text_encoder.text_model.encoder.layers.1.mlp.fc1.lora_linear_layer.up.weight": torch.ones(64, 2),
    }
    save_file(tensors, str(tmp_path / "all.safetensors"))
    read = read_lora(tmp_path / "all.safetensors", pipe)
    assert read["unet.down_blocks.0.resnets.0.conv1.lora_B.weight"].shape == (32, 2, 1, 1)
    assert len([name for name in read if name.startswith("text_encoder.")]) == 4


FOREIGN = {
    "Flux": "transformer.single_transformer_blocks.0.attn.to_q.lora_{}.weight",
    "Wan": "diffusion_model.blocks.0.self_attn.q.lora_{}.weight",
    "Stable Diffusion 3": "transformer.transformer_blocks.0.attn.add_q_proj.lora_{}.weight",
    "Qwen-Image": "transformer_blocks.3.img_mlp.net.2.lora_{}.weight",
    "another kind of network": "diffusion_model.blocks.0.mlp.lora_{}.weight",
}


def foreign(file, key, metadata=None):
    save_file({key.format("A"): torch.ones(4, 64), key.format("B"): torch.ones(64, 4)}, str(file), metadata)


@pytest.mark.parametrize("made", FOREIGN)
def test_what_a_lora_is_made_for_is_said_once_and_dreaming_goes_on(model, folder, made):
    foreign(folder / "foreign.safetensors", FOREIGN[made])
    worn = Loras(model)
    plain, _ = picture(model, (), worn)
    made_with, faults = picture(model, (("foreign", 1.0),), worn)
    assert len(faults) == 1 and f"foreign is made for {made}" in faults[0] and "\n" not in faults[0]
    np.testing.assert_array_equal(made_with, plain)
    assert picture(model, (("foreign", 1.0),), worn)[1] == []
    assert worn.wear(()) == []


def test_a_lora_of_the_other_family_and_what_its_metadata_says(model, folder):
    foreign(folder / "big.safetensors", "lora_unet_x_attn2_to_k.lora_{}.weight", {"ss_base_model_version": "sdxl_base"})
    (why,) = Loras(model).wear((("big", 1.0),))
    assert "made for SDXL, not for Stable Diffusion" in why
    wide = {"unet.x.attn2.to_k.lora_A.weight": torch.ones(4, 2048), "unet.x.attn2.to_k.lora_B.weight": torch.ones(8, 4)}
    save_file(wide, str(folder / "wide.safetensors"))
    assert "made for SDXL" in Loras(model).wear((("wide", 1.0),))[0]
    save_file({"lora_unet_x.hada_w1_a": torch.ones(2, 2)}, str(folder / "loha.safetensors"))
    assert "is a LoHa" in Loras(model).wear((("loha", 1.0),))[0]


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/b", "a\\b", "..", ".hidden", "", "c:ink"])
def test_names_stay_inside_the_folder(folder, name):
    (folder.parent / "secret.safetensors").write_bytes(b"")
    with pytest.raises(LoraError, match="no plain file name"):
        lora_file(folder, name)


@pytest.mark.parametrize("asked", ["bo\u0308se", "b\u00f6se", "b\u00f6se.safetensors"])
def test_accents_are_the_same_however_they_are_written(folder, asked):
    (folder / "bo\u0308se.safetensors").write_bytes(b"")
    assert lora_file(folder, asked) == folder / "bo\u0308se.safetensors"


def test_without_a_folder_there_are_no_loras():
    with pytest.raises(LoraError, match="no LoRA folder"):
        lora_file(None, "ink")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("some.lcm", "lcm, 4 steps, guidance 1"),
        ("LCM_LoRA_SDXL", "lcm, 4 steps, guidance 1"),
        ("lcm-lora-sdv1-5", "lcm, 4 steps, guidance 1"),
        ("Hyper-SD15-8steps-lora", "ddim, 8 steps, guidance 0"),
        ("Hyper-SD15-12steps-CFG-lora", "ddim, 12 steps, guidance 5"),
        ("Hyper-SDXL-1step-lora", "lcm, 1 step, guidance 0"),
        ("sdxl_lightning_2step_lora", "euler, 2 steps, guidance 0"),
        ("juggernautXL_lightning", "euler, 4 steps, guidance 0"),
        ("dmd2_sdxl_4step_lora_fp16", "lcm, 4 steps at 999, 749, 499, 249, guidance 0"),
        ("calcmap", None),
        ("hyperrealism", None),
        ("lightning bolts", None),
        ("pytorch_lora_weights", None),
    ],
)
def test_few_steps_are_told_by_whole_words_of_a_name(folder, name, wanted):
    file = (folder / "ink.safetensors").rename(folder / f"{name}.safetensors")
    found = few_steps(file, 0)
    assert (found and str(found)) == wanted


def test_few_steps_are_told_by_metadata_and_by_layers(folder):
    ink, file = folder / "ink.safetensors", folder / "pytorch_lora_weights.safetensors"
    tiny_models.rewrite_lora(ink, file, WRITERS["peft"], metadata={"modelspec.title": "LCM LoRA for 6 steps"})
    assert str(few_steps(file, 1)) == "lcm, 6 steps, guidance 1"
    distilled = "lora_unet_down_blocks_0_resnets_0_time_emb_proj.lora_{}.weight"
    save_file({distilled.format("down"): torch.ones(2, 128), distilled.format("up"): torch.ones(32, 2)}, str(file))
    assert str(few_steps(file, 2)) == "lcm, 4 steps, guidance 1"


def test_a_file_that_tells_nothing_is_asked_about(model, folder):
    (folder / "ink.safetensors").rename(folder / "pytorch_lora_weights.safetensors")
    worn = Loras(model)
    (note,) = worn.wear((("pytorch_lora_weights", 1.0),))
    assert "few steps" in note and "gets 15" in note and "/dream/steps 4" in note
    assert worn.wear((("pytorch_lora_weights", 0.5),)) == []
    assert worn.wear((("some.lcm", 0.5),)) == ["LoRA some.lcm is LCM: lcm, 4 steps, guidance 1"]
    assert worn.wear((("some.lcm", 0.6),)) == []


def test_an_lcm_lora_makes_a_model_sample_like_lcm(model):
    style = sampler_preset_for(model, Recipe(loras=(("some.lcm", 1.0),)))
    assert (style.sampler, style.steps, style.guidance) == ("lcm", 4, 1.0)
    assert sampler_preset_for(model, Recipe(loras=(("some.lcm", 0.0),))) == model.preset
    assert sampler_preset_for(model, replace(Recipe(), steps=7, guidance=3.0)).steps == 7


def test_a_distilled_model_is_held_to_the_guidance_that_it_can_take(model):
    lcm = (("some.lcm", 1.0),)
    assert sampler_preset_for(model, Recipe(guidance=10.0)).guidance == 10.0
    assert sampler_preset_for(model, Recipe(guidance=10.0, loras=lcm)).guidance == HELD
    assert sampler_preset_for(model, Recipe(guidance=1.5, loras=lcm)).guidance == 1.5
    assert "gets 2" in held_guidance(model, lcm, 10.0)
    assert held_guidance(model, (), 10.0) == held_guidance(model, lcm, 1.5) == held_guidance(model, lcm, None) == ""
