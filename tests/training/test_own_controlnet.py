"""The model's own ControlNet: what it is taught with, that it learns and resumes, and that anybody can load it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from diffusers import ControlNetModel
from tiny_training import TINY

from engine.cli import main
from engine.dream.loader import load
from engine.dream.protocol import OWN, Launch
from engine.training.autoencoder import train_autoencoder
from engine.training.controlnet import LOUD, gathered, held, new_controlnet, said_of, train_controlnet
from engine.training.denoiser import new_unet, train_denoiser
from engine.training.draw import Wish
from engine.training.export import export
from engine.training.listen import train_listen
from engine.training.outline_score import NEAR, edges, f1
from engine.training.outlines import lesson, wish_of_lesson
from engine.training.slots import SLOTS, states
from engine.training.things.silhouettes import is_taught, lettering, some_icon, word
from engine.training.trainer import averaged


def dice(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_shape_that_is_measured_is_never_taught(icons):
    random = dice()
    for taught in (True, False):
        assert all(is_taught(some_icon(random, taught)[1]) == taught for _ in range(200))
        assert all(is_taught(word(random, taught).lower()) == taught for _ in range(200))


def test_a_lesson_shows_a_figure_and_its_answer_has_the_same_outline(icons):
    kept = []
    for seed in range(12):
        picture, shown, w = lesson(seed, 256, 144, 1)
        assert picture.shape == (144, 256, 3) and shown.shape == (144, 256) and shown.dtype == np.uint8
        assert wish_of_lesson(seed, 1) == w and w.material
        kept.append(f1(edges(np.repeat(shown[..., None], 3, 2)), edges(picture)))
    assert np.mean(kept) > 0.5
    again, elsewhere = (lesson(seed, 256, 144, 1)[0] for seed in (3, 4))
    assert (again == lesson(3, 256, 144, 1)[0]).all() and (again != elsewhere).any()


@pytest.mark.parametrize("text", ["A", "NIGHT", "gjpqy 07", "REVERIE"])
def test_letters_are_whole_in_every_face(text):
    for seed in range(8):
        mask = lettering(text, dice(seed), 512, 288).mask
        assert 0.002 < mask.mean() < 0.6 and mask.max() > 0.9


def test_how_well_an_outline_is_kept():
    square = np.zeros((60, 90), bool)
    square[20:40, [20, 60]] = square[[20, 39], 20:60] = True
    assert f1(square, square) == 1 and f1(square, np.roll(square, NEAR, 1)) == 1
    assert f1(square, np.roll(square, 4 * NEAR, 1)) < 0.7
    assert f1(square, np.zeros_like(square)) == 0
    half = square.copy()
    half[:, 40:] = False
    assert 0.5 < f1(square, half) < 0.8, "what is missing counts"
    noise = square | (dice().random(square.shape) < 0.2)
    assert f1(square, noise) < 0.8, "and so does what is too much"


def test_the_fixed_convolutions_only_bring_pixels_together():
    eyes = new_controlnet(new_unet(0), 0).controlnet_cond_embedding
    grey = dice().integers(0, 256, (2, 64, 96), dtype=np.uint8)
    shown = torch.from_numpy(np.repeat(grey[:, None], 3, 1)).float() / 255
    with torch.no_grad():
        assert torch.allclose(eyes(shown), eyes(gathered(grey)), atol=1e-5)
    assert abs(torch.nn.functional.silu(torch.tensor(LOUD)) - 1) < 1e-3
    assert len(set(gathered(np.arange(16, dtype=np.uint8).reshape(1, 4, 4) * 17).flatten().tolist())) == 16


def test_it_begins_by_changing_nothing():
    unet = new_unet(1).eval()
    control = new_controlnet(unet, 0).eval()
    x, t, said = torch.randn(2, 48, 3, 4), torch.tensor([10, 900]), torch.randn(2, 32, 128)
    with torch.no_grad():
        predicted = held(unet, control, torch.rand(2, 16, 24, 32))(x, t, said).sample
        assert torch.allclose(predicted, unet(x, t, said).sample, atol=1e-5)


def test_it_is_small_enough_to_lie_beside_the_model(monkeypatch):
    monkeypatch.setattr("engine.training.denoiser.WIDTHS", (128, 256))
    assert 2 * sum(part.numel() for part in new_controlnet(new_unet(0), 0).parameters()) < 14.9e6


def test_most_lessons_are_told_by_their_codes_without_a_subject():
    w = Wish("", ("red",), thing="wolf", material="neon", arrangement="single", surroundings="night")
    heard: list[str] = []
    silence = states([[0] * len(SLOTS)])

    def read(texts):
        heard.extend(texts)
        return silence.repeat(len(texts), 1, 1)

    said = said_of([w] * 400, dice(), read)
    subject, material = ((said != silence)[:, place].any(1) for place in (1 - len(SLOTS), 2 - len(SLOTS)))
    assert 0.1 < subject.float().mean() < 0.5 < material.float().mean() < 0.8
    assert 60 < len(heard) < 180 and {"wolf" in text for text in heard} == {True, False}


def test_it_trains_resumes_is_exported_and_holds_a_live_stream(work, icons, tmp_path, capsys):
    train_autoencoder(work, replace(TINY, steps=1), crop=64)
    train_listen(work, replace(TINY, steps=1))
    train_denoiser(work, replace(TINY, steps=1))
    before = averaged(work / "denoiser.pt")
    few = replace(TINY, takes=1, icons=icons)
    assert train_controlnet(work, replace(few, steps=2)) == 2
    assert train_controlnet(work, replace(few, steps=4)) == 4
    assert all((before[name] == value).all() for name, value in averaged(work / "denoiser.pt").items())
    assert (work / "controlnet-000004.png").exists()

    export(work, tmp_path / "model")
    control = ControlNetModel.from_pretrained(tmp_path / "model" / "controlnet")
    assert control.controlnet_mid_block.weight.abs().max() > 0, "it has begun to be heard"
    model = load(Launch(str(tmp_path / "model"), "cpu", 128, 96, controls=(OWN,)), lambda line: None)
    assert model.controlnets["own"].see(np.zeros((96, 128, 3), np.uint8)).shape[-2:] == (3, 4)

    assert main(["train", "unpack", "--model", str(tmp_path / "model"), "--out", str(tmp_path / "on")]) == 0
    mine, theirs = averaged(tmp_path / "on" / "controlnet.pt"), averaged(work / "controlnet.pt")
    assert all(torch.allclose(mine[name], theirs[name].float(), rtol=2e-3, atol=2e-4) for name in theirs)
    assert train_controlnet(tmp_path / "on", replace(few, steps=1)) == 1

    capsys.readouterr()
    assert main(["train", "controlnet", "--out", str(work), "--steps", "1"]) == 2
    assert "--icons" in capsys.readouterr().err
    assert main(["train", "controlnet", "--out", str(tmp_path), "--steps", "1", "--icons", str(icons)]) == 2
    assert "train autoencoder" in capsys.readouterr().err
