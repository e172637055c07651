"""Larger latents of every family of models, decoded in tiles: repeatable, seamless, and given up when overtaken."""

import numpy as np
import pytest
import torch
from tiny_models import KINDS, load

from engine.dream import detail as d
from engine.dream.keyframes import KeyframeJob, KeyframeMaker
from engine.dream.prompt_encoding import Conditioning
from engine.dream.sampler import sampler_preset_for
from engine.journey.path import Recipe, Waypoint, start

FAMILIES = tuple(name for name in KINDS if "edm" not in name)


def job(detail="refine", scale=2.0, at=0.0, **more):
    ends = (Waypoint((("red", 1.0),), 1), Waypoint((("blue", 1.0),), 2))
    return KeyframeJob(start(*ends, Recipe(detail=detail, detail_scale=scale, **more)).legs[0], at)


def picture(maker, one, check=lambda: None):
    [(_, shown, fault)] = maker.make([one], check, 1)
    assert fault == ""
    return shown


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("way", ["refine", "demofusion"])
def test_every_family_makes_larger_pictures_that_repeat(kinds, family, way):
    model = load(kinds[family])
    shown = picture(KeyframeMaker(model), job(way, 1.5, steps=2))
    across, down = (-(-side * 3 // 2 // model.scale) * model.scale for side in (model.width, model.height))
    assert shown.shape == (down, across, 3)
    assert np.array_equal(shown, picture(KeyframeMaker(model), job(way, 1.5, steps=2)))


@pytest.mark.parametrize("guidance", [0.0, 1.0, 3.0])
def test_any_guidance_will_do(kinds, guidance):
    model = load(kinds["sd"])
    picture(KeyframeMaker(model), job("demofusion", 1.5, steps=2, guidance=guidance))
    picture(KeyframeMaker(model), job("refine", 1.5, steps=2, guidance=guidance))


def test_at_its_own_size_nothing_is_changed(kinds):
    model = load(kinds["sd-turbo"])
    plain = picture(KeyframeMaker(model), job("off", 1.0))
    for way in ("refine", "demofusion"):
        assert np.array_equal(picture(KeyframeMaker(model), job(way, 1.0)), plain)


def test_no_picture_is_larger_than_is_of_use(kinds):
    model = load(kinds["sd-turbo"])
    shown = picture(KeyframeMaker(model, most=(96, 96)), job("refine", 8.0))
    assert shown.shape[0] == 96


def test_travelling_interpolates_the_large_latents_and_only_decodes(kinds):
    model = load(kinds["sd-turbo"])
    maker, calls = KeyframeMaker(model), []
    model.pipe.unet.register_forward_hook(lambda *_: calls.append(1))
    for at in (0.0, 1.0):
        picture(maker, job(at=at))
    made = len(calls)
    assert made and picture(maker, job(at=0.5)).shape[0] == 2 * model.height
    assert len(calls) == made


def test_it_is_given_up_when_something_newer_is_wanted(kinds):
    class Newer(Exception):
        pass

    count = 0

    def check():
        nonlocal count
        count += 1
        if count == 5:
            raise Newer

    with pytest.raises(Newer):
        picture(KeyframeMaker(load(kinds["sd-turbo"])), job("demofusion", 3.0), check)
    assert count == 5


def test_a_maker_short_of_memory_makes_no_detail(kinds):
    model = load(kinds["sd-turbo"])
    maker = KeyframeMaker(model)
    maker.forget()
    assert picture(maker, job()).shape[:2] == (model.height, model.width)


def test_an_edm_model_is_told_of_and_dreams_on(kinds):
    told = []
    model = load(kinds["sdxl-edm"])
    assert picture(KeyframeMaker(model, told.append), job(steps=2)).shape[0] == model.height
    assert any("EDM" in line for line in told)


def test_sdxl_is_told_where_a_window_lies(kinds):
    model = load(kinds["sdxl"])
    told = []

    class Unet:
        config, dtype = model.pipe.unet.config, torch.float32

        def __call__(self, x, t, **more):
            told.append(more["added_cond_kwargs"]["time_ids"].tolist())
            return (x,)

    class Wrapped:
        pipe = type("Pipe", (), {"unet": Unet()})()
        scale, height, width = model.scale, model.height, model.width

    one = Conditioning(torch.zeros(1, 2, 8), torch.zeros(1, 8))
    predict = d.views(Wrapped(), one, one, 2.0, lambda: (16, 24), lambda: None)
    x, t = torch.zeros(2, 4, 8, 8), torch.tensor(5)
    predict(x, t, [(0, 4), (8, 16)])
    predict(x, t, None)
    own, s = [model.height, model.width], model.scale
    rows = [[16 * s, 24 * s, 0, 4 * s, *own], [16 * s, 24 * s, 8 * s, 16 * s, *own]]
    assert told[0] == rows * 2
    assert told[1] == [[*own, 0, 0, *own]] * 4


@pytest.mark.parametrize("size", [(8, 8), (20, 13), (31, 40)])
def test_tiles_show_no_seams(kinds, size):
    model = load(kinds["sd-turbo"])
    z = torch.randn(1, model.latent_shape[0], *size, generator=torch.Generator().manual_seed(1)) * 0.5
    tiled = d.decode(model, z, lambda: None)
    whole = d.levels(model.decode(z)[0])
    assert tiled.shape == whole.shape == (size[0] * model.scale, size[1] * model.scale, 3)
    assert np.abs(tiled.astype(int) - whole).mean() < 2


def test_tiles_are_encoded_as_the_whole(kinds):
    model = load(kinds["sd-turbo"])
    shown = np.random.default_rng(1).integers(0, 255, (24 * model.scale, 20 * model.scale, 3), dtype=np.uint8)
    whole = model.encode(torch.from_numpy(shown).permute(2, 0, 1)[None].float() / 255)
    found = d.encode(model, shown, lambda: None)
    assert found.shape == whole.shape
    assert float((found - whole).abs().mean()) < 0.2 * float(whole.std())


def test_feathers_average_to_what_every_window_says():
    z = torch.randn(1, 2, 21, 30)
    assert torch.allclose(d.through_feathers(lambda v, t, p: v * 3, z, torch.tensor(1), (8, 8)), 3 * z, atol=1e-4)
    ramp = d.through_feathers(
        lambda v, t, p: torch.linspace(-1, 1, 8).expand_as(v), torch.zeros(1, 1, 8, 64), torch.tensor(1), (8, 8)
    )
    assert float(ramp.diff(dim=-1).abs().max()) < 0.6  # window by window it would step by 2


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
def test_the_noise_found_and_the_picture_make_up_the_latents(prediction):
    alpha, x0, noise = torch.tensor(0.7), torch.randn(1, 2, 4, 4), torch.randn(1, 2, 4, 4)
    z = alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise
    told = {"epsilon": noise, "v_prediction": alpha.sqrt() * noise - (1 - alpha).sqrt() * x0, "sample": x0}[prediction]
    assert torch.allclose(d._noise_in(z, told, alpha, prediction), noise, atol=1e-5)


@pytest.mark.parametrize("family", [name for name in FAMILIES if "xl" not in name])
def test_schedules_end_in_the_clean_picture(kinds, family):
    """A network that always knows the clean picture is led there by every sampler."""
    model = load(kinds[family])
    preset = sampler_preset_for(model, Recipe(steps=4))
    clean = torch.randn(1, 4, 8, 8)
    steps = d.schedule(model, preset)(clean)
    assert len(steps) >= d.FEWEST
    noise = torch.randn_like(clean)
    z = steps[0].alpha ** 0.5 * clean + (1 - steps[0].alpha) ** 0.5 * noise
    for step in steps:
        found = (z - step.alpha**0.5 * clean) / (1 - step.alpha) ** 0.5
        if model.prediction == "v_prediction":
            found = step.alpha**0.5 * found - (1 - step.alpha) ** 0.5 * clean
        z = step.take(found, z)
    assert torch.allclose(z, clean, atol=0.05)
