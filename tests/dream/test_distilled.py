"""Models distilled for few steps: how they are told, and that they are sampled as their makers sample them."""

import json
import shutil
from dataclasses import replace

import pytest
import tiny_models
import torch
from diffusers import DDIMScheduler, EulerDiscreteScheduler, LCMScheduler
from safetensors.torch import load_file, save_file
from tiny_models import load

from engine.dream import loader
from engine.dream.loras import Loras
from engine.dream.model_files import ModelError
from engine.dream.protocol import Launch
from engine.dream.sampler import LatentSampler, place_noise
from engine.dream.sampler_presets import sampler_preset_of
from engine.journey.path import Recipe, Waypoint

HERE = Waypoint((("a red lake", 1.0),), 7)
TRAILING = {"timestep_spacing": "trailing"}

# of a model that is published: how its own page has it sampled by diffusers (scheduler, its changes, call's arguments)
PUBLISHED = {
    "sdxl_lightning_4step_unet": (EulerDiscreteScheduler, TRAILING, {"num_inference_steps": 4}),
    "sdxl_lightning_1step_unet_x0": (
        EulerDiscreteScheduler,
        TRAILING | {"prediction_type": "sample"},
        {"num_inference_steps": 1},
    ),
    "Hyper-SDXL-2steps-lora": (DDIMScheduler, TRAILING | {"clip_sample": False}, {"num_inference_steps": 2}),
    "Hyper-SD15-8steps-CFG-lora": (
        DDIMScheduler,
        TRAILING | {"clip_sample": False},
        {"num_inference_steps": 8, "guidance_scale": 5.0},
    ),
    "Hyper-SDXL-1step-Unet": (LCMScheduler, {}, {"num_inference_steps": 1, "timesteps": [800]}),
    "dmd2_sdxl_1step_unet_fp16": (LCMScheduler, {}, {"num_inference_steps": 1, "timesteps": [399]}),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_same_latents_as_by_the_way_on_the_makers_page(kinds, tmp_path, name):
    kind = "sd" if "SD15" in name else "sdxl"
    recipe = Recipe("walk", negative="" if kind == "sdxl" else "grey")
    if name.endswith("lora"):
        tiny_models.make_lora(kinds[kind], tmp_path / f"{name}.safetensors")
        model = load(kinds[kind], lora_folder=str(tmp_path))
        recipe = replace(recipe, loras=((name, 0.5),))
        (said,) = Loras(model).wear(recipe.loras)
        assert said.startswith(f"LoRA {name} is Hyper-SD: ddim, ")
    else:
        model = load(shutil.copytree(kinds[kind], tmp_path / name))
    ours = LatentSampler(model).latents([HERE], recipe, lambda: None)
    scheduler, changes, asked = PUBLISHED[name]
    pipe = model.pipe
    pipe.scheduler = scheduler.from_config(model.schedule, **changes)
    theirs = pipe(
        "a red lake",
        negative_prompt=recipe.negative or None,
        height=model.height,
        width=model.width,
        latents=place_noise(HERE, model.latent_shape),
        output_type="latent",
        **{"guidance_scale": 0.0, **asked},
    ).images
    torch.testing.assert_close(ours, theirs, rtol=2e-3, atol=2e-3 * float(theirs.abs().max()))


EULER = {"_class_name": "EulerDiscreteScheduler", **TRAILING}


@pytest.mark.parametrize(
    ("names", "unet", "schedule", "told"),
    [
        (("my merge",), {}, EULER, "turbo, 1 step, guidance 0"),
        (("lightning strikes",), {}, {}, "solver, 20 steps, guidance 5"),
        (("lightning strikes",), {}, EULER, "euler, 4 steps, guidance 0"),
        (("merge",), {"_name_or_path": "ByteDance/SDXL-Lightning"}, {}, "euler, 4 steps, guidance 0"),
        (("SDXL Lightning 8 steps", "hyper-sd 2 steps"), {}, {}, "euler, 8 steps, guidance 0"),
        (("merge",), {}, {"_class_name": "LCMScheduler"}, "lcm, 4 steps, guidance 1"),
        (("dmd2",), {}, {"_class_name": "LCMScheduler"}, "lcm, 4 steps at 999, 749, 499, 249, guidance 0"),
        (("hyper-sd 8steps",), {"time_cond_proj_dim": 256}, {}, "lcm, 4 steps, guidance 8.5"),
    ],
)
def test_configs_come_before_metadata_and_metadata_before_a_name(names, unet, schedule, told):
    assert str(sampler_preset_of("sdxl", names, unet, schedule)) == told


def said_by(launch):
    lines = []
    model = loader.load(launch, lines.append)
    return model, lines


def test_a_unet_alone_goes_into_its_base_and_is_said_aloud(kinds, tmp_path):
    """As a file beside the base's folder, whose own UNet need not be there, and as a folder that names its base."""
    file = tmp_path / "some_lightning_4step_unet.safetensors"
    weights = load_file(str(kinds["sdxl"] / "unet" / "diffusion_pytorch_model.safetensors"))
    save_file({name: 2 * weight for name, weight in weights.items()}, str(file))
    shutil.copytree(kinds["sdxl"], tmp_path / file.stem)
    (tmp_path / file.stem / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    of_file, lines = said_by(Launch(str(file)))
    assert f"{file.stem} is Lightning: euler, 4 steps, guidance 0" in lines
    assert torch.equal(of_file.pipe.unet.conv_out.weight, 2 * weights["conv_out.weight"])
    folder = shutil.copytree(kinds["sdxl"] / "unet", tmp_path / "Hyper-SDXL-1step-Unet")
    with pytest.raises(ModelError, match="name the model that it goes into"):
        load(folder)
    (folder / "reverie.json").write_text(json.dumps({"base": str(kinds["sdxl"]), "width": 128}))
    of_folder, lines = said_by(Launch(str(folder)))
    assert "Hyper-SDXL-1step-Unet is Hyper-SD: lcm, 1 step at 800, guidance 0" in lines
    assert torch.equal(of_folder.pipe.unet.conv_out.weight, weights["conv_out.weight"])


def test_a_file_s_metadata_say_what_its_name_does_not(kinds, tmp_path):
    shutil.copytree(kinds["sd2-v"], tmp_path / "one")
    metadata = {"modelspec.title": "Hyper-SD 2 steps"}
    tiny_models.make_single_file(kinds["sd2-v"], tmp_path / "one.safetensors", metadata)
    model, lines = said_by(Launch(str(tmp_path / "one.safetensors")))
    assert (model.preset.sampler, model.preset.steps) == ("ddim", 2)
    assert "one is Hyper-SD: ddim, 2 steps, guidance 0" in lines
