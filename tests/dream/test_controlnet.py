import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import tiny_adapters
import torch
from tiny_models import load

from engine.dream import controlnet, loader
from engine.dream.controlnet import load_controlnet
from engine.dream.live_stream import LiveStream
from engine.dream.model_files import ModelError
from engine.dream.protocol import OWN, Launch, LiveWish
from engine.dream.shared_memory import InputFrame
from engine.parameters import Dream, Live

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def nets(kinds, tmp_path_factory):
    root = tmp_path_factory.mktemp("controls")
    return {kind: tiny_adapters.make_control(kinds[kind], root / kind) for kind in ("sd", "sdxl")}


@pytest.fixture
def scene():
    """A picture with a bright disc on a grainy ground."""
    rows, columns = np.mgrid[:64, :64]
    grain = np.random.default_rng(1).integers(30, 42, (64, 64, 3)).astype(np.uint8)
    return np.where(((rows - 30) ** 2 + (columns - 34) ** 2 < 400)[..., None], np.uint8([220, 120, 40]), grain)


def fit(model, folder):
    return load_controlnet(folder, model.pipe.unet, model.latent_shape[1:], CPU)


@pytest.mark.parametrize("kind", controlnet.KINDS)
def test_what_is_drawn_has_the_size_asked_for_and_follows_the_outline(scene, kind):
    drawn = controlnet.hint(np.kron(scene, np.ones((2, 2, 1), np.uint8)), kind, (64, 64))
    assert drawn.shape == (64, 64, 3) and drawn.dtype == np.uint8
    if kind != "picture":
        rows, columns = np.mgrid[:64, :64]
        far = abs(np.hypot(rows - 30, columns - 34) - 20)
        light = drawn[..., 0].astype(float)
        assert light[far < 1].mean() > 4 * light[far > 6].mean()
        assert light[far < 1].mean() > 60
        assert controlnet.hint(np.full((64, 64, 3), 90, np.uint8), kind, (64, 64)).max() == 0


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
def test_one_step_equals_the_controlnet_pipeline_of_diffusers(kinds, nets, scene, kind):
    from diffusers import (
        ControlNetModel,
        DDIMScheduler,
        StableDiffusionControlNetPipeline,
        StableDiffusionXLControlNetPipeline,
    )
    from PIL import Image

    model = load(kinds[kind], 64, 64)
    pipe, unet = model.pipe, model.pipe.unet
    scheduler = DDIMScheduler.from_config(pipe.scheduler.config)
    net = ControlNetModel.from_pretrained(str(nets[kind]))
    family = StableDiffusionControlNetPipeline if kind == "sd" else StableDiffusionXLControlNetPipeline
    parts = {name: part for name, part in pipe.components.items() if name in family.__init__.__annotations__}
    parts |= {"safety_checker": None, "requires_safety_checker": False} if kind == "sd" else {"add_watermarker": False}
    peer = family(**{**parts, "controlnet": net, "scheduler": scheduler})
    peer.set_progress_bar_config(disable=True)
    noise = torch.randn((1, *model.latent_shape), generator=torch.Generator().manual_seed(3))
    hinted = controlnet.hint(scene, "soft", (64, 64))
    with torch.inference_mode():
        theirs = peer(
            "a red sea", image=Image.fromarray(hinted), width=64, height=64, num_inference_steps=1, guidance_scale=3.0,
            controlnet_conditioning_scale=0.7, latents=noise, output_type="latent",
        ).images  # fmt: skip

        structure = fit(model, nets[kind])
        told, t, x, twice = tiny_adapters.begin(pipe, scheduler, noise)
        seen = structure.see(hinted).expand(2, -1, -1, -1)
        more = structure(twice, t, seen, torch.tensor(0.7), told)
        away, towards = unet(twice, t, **told, **more, return_dict=False)[0].chunk(2)
        ours = scheduler.step(away + 3.0 * (towards - away), t, x).prev_sample
        off = structure(twice, t, seen, torch.tensor(0.0), told)
        plain = unet(twice, t, **told, return_dict=False)[0]
        held = unet(twice, t, **told, **off, return_dict=False)[0]
    assert abs(ours - theirs).max() < 2e-3
    assert abs(plain - held).max() < 1e-5
    assert abs(plain - torch.cat([away, towards])).mean() > 0.01


def test_a_model_is_held_by_the_controlnet_in_its_own_folder(kinds, nets, tmp_path, scene):
    told = []
    assert not loader.load(Launch(str(kinds["sd"]), "cpu", 64, 64, controls=(OWN,)), told.append).controlnets
    assert any("no ControlNet of its own: lower /live/strength, or name" in line for line in told)
    shutil.copytree(kinds["sd"], tmp_path / "model")
    shutil.copytree(nets["sd"], tmp_path / "model" / "controlnet")
    own = load(tmp_path / "model", 64, 64, controls=(OWN,))
    named = load(kinds["sd"], 64, 64, controls=(str(nets["sd"]),))
    assert own.about["control"] == "own" and not load(tmp_path / "model", 64, 64).controlnets
    dream, live = Dream(seed=1), Live(control="own", strength=1, guidance=1)
    shown = [
        LiveStream(model).dream(InputFrame(1, 1.0, scene), LiveWish(dream, wished))[0][1].astype(int)
        for model, wished in ((own, live), (named, replace(live, control="sd")), (own, replace(live, control_scale=0)))
    ]
    assert abs(shown[0] - shown[1]).max() == 0, "the same as named from elsewhere"
    assert abs(shown[0] - shown[2]).max() > 3, "and it does something"


def test_each_row_of_a_batch_is_held_by_its_own_picture(kinds, nets, scene):
    model = load(kinds["sd"], 64, 64)
    structure = fit(model, nets["sd"])
    hints = controlnet.hint(scene, "soft", (64, 64)), controlnet.hint(scene[::-1].copy(), "canny", (64, 64))
    seen = torch.cat([structure.see(hint) for hint in hints])
    x, t = torch.randn((2, *model.latent_shape)), torch.tensor([901, 301])
    told = {"encoder_hidden_states": torch.randn(2, 24, 32)}
    with torch.inference_mode():
        both = structure(x, t, seen, torch.tensor(1.0), told)
        for row in range(2):
            part = {"encoder_hidden_states": told["encoder_hidden_states"][row : row + 1]}
            alone = structure(x[row : row + 1], t[row], seen[row : row + 1], torch.tensor(1.0), part)
            gap = both["mid_block_additional_residual"][row] - alone["mid_block_additional_residual"][0]
            assert abs(gap).max() < 1e-4


def test_bgr_controlnets_see_the_same_colours(kinds, nets, tmp_path, scene):
    folder = tiny_adapters.make_control(kinds["sd"], tmp_path / "bgr", controlnet_conditioning_channel_order="bgr")
    model = load(kinds["sd"], 64, 64)
    flipped, plain = fit(model, folder).see(scene), fit(model, nets["sd"]).see(scene[..., ::-1])
    assert abs(flipped - plain).max() < 1e-5


def test_what_does_not_fit_is_said_on_one_line(kinds, nets, tmp_path):
    model = load(kinds["sd"], 64, 64)
    with pytest.raises(ModelError, match="another kind of model: its cross_attention_dim"):
        fit(model, nets["sdxl"])
    for folder, why in ((tmp_path / "none", "no ControlNet"), (kinds["sd"] / "unet", "UNet2DConditionModel")):
        with pytest.raises(ModelError, match=why):
            fit(model, folder)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text((nets["sd"] / "config.json").read_text())
    with pytest.raises(ModelError, match="no .safetensors"):
        fit(model, broken)
    (broken / "diffusion_pytorch_model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="damaged"):
        fit(model, broken)
    (broken / "config.json").write_text(json.dumps({"_class_name": "ControlNetModel", "in_channels": "x"}))
    with pytest.raises(ModelError) as told:
        fit(model, broken)
    assert "\n" not in str(told.value)
