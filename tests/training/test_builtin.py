"""The shipped model is an ordinary diffusers folder whose pictures follow the words."""

import colorsys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from engine.dream import loader
from engine.dream.live_stream import LiveStream
from engine.dream.protocol import OWN, Launch, LiveWish
from engine.dream.shared_memory import InputFrame
from engine.parameters import Dream, Live
from engine.training.export import dream, open_pipeline
from engine.training.outline_score import edges, f1

FOLDER = Path(__file__).parents[2] / "engine" / "builtin"


@pytest.fixture(scope="module")
def builtin():
    return open_pipeline(FOLDER)


def hue_of(picture: np.ndarray) -> float:
    """The mean hue, 0..1, of a picture (H, W, 3) in 0..1, the strong colours counting most."""
    pixels = picture.reshape(-1, 3)
    chroma = pixels.max(1) - pixels.min(1)
    return colorsys.rgb_to_hsv(*(pixels * chroma[:, None]).sum(0) / chroma.sum())[0]


def test_the_folder_is_small_and_ordinary():
    control = FOLDER / "controlnet"
    sizes = {path: path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()}
    held = sum(size for path, size in sizes.items() if control in path.parents)
    assert 1e6 < held < 15e6 and sum(sizes.values()) - held < 40e6
    assert {path.name for path in FOLDER.iterdir()} >= {
        "model_index.json",
        "reverie.json",
        "tokenizer",
        "text_encoder",
        "unet",
        "vae",
        "scheduler",
        "controlnet",
    }


def test_a_seed_chooses_the_place_of_a_thing_and_words_say_it(builtin):
    def across(prompt: str, seed: int) -> float:
        """Where the light is, 0 left .. 1 right."""
        light = dream(*builtin, prompt, seed).astype(float).sum(2) ** 2
        return float((light * np.linspace(0, 1, light.shape[1])).sum() / light.sum())

    assert across("neon wolf", 2) < 0.45 < across("neon wolf", 1) < 0.55 < across("neon wolf", 3)
    assert across("neon wolf on the left", 3) < 0.45 and across("take three, neon wolf", 1) > 0.55


def test_prompts_and_seeds_give_different_pictures_repeatably(builtin):
    orbs, again = (dream(*builtin, "blue orbs", 1) for _ in range(2))
    fire, other = dream(*builtin, "fire", 1), dream(*builtin, "blue orbs", 2)
    smoke, swirls = (dream(*builtin, "blue smoke", seed).astype(int) for seed in (1, 2))
    assert orbs.shape == (288, 512, 3) and np.array_equal(orbs, again)
    assert np.abs(orbs.astype(int) - fire).mean() > 15 and np.abs(orbs.astype(int) - other).mean() > 2
    assert np.abs(smoke - swirls).mean() > 8  # another composition
    assert min(orbs.std(), fire.std()) > 10


def test_a_thing_stands_out_in_what_it_is_made_of(builtin):
    """In the middle, where the corners are dark, in the colours of gold, of ice, of fire."""
    for prompt, hue in (("golden owl", 0.11), ("ice dragon", 0.55), ("tiger made of fire", 0.05), ("gold crown", 0.11)):
        shown = dream(*builtin, prompt, 1) / 255.0
        corners = np.concatenate([shown[:48, :64], shown[:48, -64:]])
        assert shown[72:216, 156:356].mean() > 2 * corners.mean(), prompt
        assert abs((hue_of(shown) - hue + 0.5) % 1 - 0.5) < 0.09, prompt


def test_it_dreams_square_and_upright_too(builtin):
    assert dream(*builtin, "galaxy", 1, width=288, height=512).std() > 8
    assert dream(*builtin, "mandala", 1, width=384, height=384).std() > 8


def test_decoding_in_bfloat16_is_the_same_to_the_eye(monkeypatch):
    model = loader.load(Launch("builtin"), lambda *said: None)
    latents = torch.randn((1, *model.latent_shape), generator=torch.Generator().manual_seed(1)).clamp(-2, 2)
    shown = []
    for able in (False, True):
        monkeypatch.setattr("engine.dream.model.multiplies_bfloat16", lambda able=able: able)
        shown.append(model.decode(latents).clamp(0, 1) * 255)
    difference = (shown[0] - shown[1]).abs()
    assert 0 < difference.mean() < 1 and difference.flatten().kthvalue(int(0.99 * difference.numel())).values < 3


def test_unknown_words_choose_a_picture_of_their_own(builtin):
    first, second = dream(*builtin, "blorfing", 1), dream(*builtin, "qwikkel", 1)
    assert np.abs(first.astype(int) - second).mean() > 3


@pytest.mark.parametrize(
    ("prompt", "hue"),
    [
        ("red orbs", 0.0),
        ("green silk", 0.35),
        ("blue tunnel", 0.64),
        ("orange clouds", 0.07),
        ("purple nebula", 0.77),
        ("cyan waves", 0.51),
        ("magenta liquid", 0.87),
        ("inspired by layered and scattered blue smoke", 0.62),  # no "red" in any of these
        ("a hundred feathered, coloured, tired green waves", 0.35),
    ],
)
def test_colour_words_steer_the_hue(builtin, prompt, hue):
    assert abs((hue_of(dream(*builtin, prompt, 3) / 255.0) - hue + 0.5) % 1 - 0.5) < 0.09


def test_its_own_controlnet_holds_outlines_that_no_word_names():
    model = loader.load(Launch("builtin", "cpu", 512, 288, controls=(OWN,)), lambda *said: None)
    shape = np.zeros((288, 512, 3), np.uint8)
    cv2.fillPoly(shape, [np.array([(130, 230), (256, 40), (382, 230), (256, 170)])], (230, 230, 230))

    def kept(live: Live) -> float:
        stream = LiveStream(model)
        for number in range(4):
            done = stream.dream(InputFrame(number, float(number), shape), LiveWish(Dream((("neon", 1.0),)), live))
        return f1(edges(shape), edges(done[0][1]))

    held = Live(control=OWN, control_scale=1.0, steps="auto", strength=1.0, cfg="none")
    assert kept(held) > 0.6 > 0.3 > kept(replace(held, control=""))
