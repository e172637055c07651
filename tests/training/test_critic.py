"""The critic agrees with the measure of colours, and a student gets its verdict through the steps it takes."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from diffusers import UNet2DConditionModel
from tiny_training import TINY
from torch.nn import functional as F

from engine.cli import main
from engine.training import distill
from engine.training.autoencoder import CHANNELS, train_autoencoder
from engine.training.captions import spoken
from engine.training.classifier import tellable
from engine.training.critic import Critic, oklab, paint_of_kind, palette_error, teach_eye, teach_slots
from engine.training.denoiser import new_scheduler, new_unet, sample, train_denoiser
from engine.training.discriminator import Discriminator, Rival
from engine.training.draw import Wish, picture, wish
from engine.training.export import export, open_pipeline, write_with
from engine.training.hues import polar, wears
from engine.training.listen import train_listen
from engine.training.narrow import changes, copy_with
from engine.training.slots import SLOTS, WIDTH, heard, places, states
from engine.training.tokens import LENGTH, known_words
from engine.training.words import COLOURS

CPU = torch.device("cpu")


def seen(shown: np.ndarray) -> torch.Tensor:
    small = cv2.resize(shown, (64, 36), interpolation=cv2.INTER_AREA)
    return torch.from_numpy(small).permute(2, 0, 1) / 255


def test_lightness_chroma_and_hue_are_those_of_the_measure():
    colours = np.random.default_rng(0).random((50, 3))
    light, a, b = oklab(torch.from_numpy(colours.T).float())
    there = polar(colours)
    np.testing.assert_allclose(light, there.light, atol=2e-3)
    np.testing.assert_allclose(torch.hypot(a, b), there.chroma, atol=2e-3)


def test_pictures_that_wear_their_colours_are_left_alone_and_others_are_not():
    own, strange = [], []
    for index in range(150):
        random = np.random.default_rng([index, 43])
        w, other = tellable(random), tellable(random)
        if (w.colours or w.mood) and other.colours:
            shown = picture(w, random, 128, 72)
            own.append(palette_error(seen(shown), w.colours, w.mood).item())
            if not wears(shown, other.colours):
                strange.append(palette_error(seen(shown), other.colours, "").item())
    assert len(strange) > 50 and np.mean(np.array(own) < 0.02) > 0.9 and np.mean(np.array(strange) > 0.1) > 0.9


def test_one_colour_is_not_enough_where_two_were_asked_for():
    for first in COLOURS:
        flat = np.full((36, 64, 3), np.array(COLOURS[first][0]) * 255, np.uint8)
        for second in COLOURS:
            if second != first and not wears(flat, (first, second)):
                assert palette_error(seen(flat), (first, second), "") > 0.1, (first, second)
    plain = np.full((36, 64, 3), np.array(COLOURS["red"][0]) * 255, np.uint8)
    assert not wears(plain, (), "rainbow") and palette_error(seen(plain), (), "rainbow") > 0.1


def test_a_dark_picture_can_be_led_out_of_the_dark():
    critic = Critic(6)
    with torch.no_grad():
        critic.eye[4].weight.zero_()
        critic.eye[4].bias.fill_(-0.5)
    critic.colour_error(torch.zeros(1, 6, 4, 4), torch.tensor([places(Wish("orbs", ("red",)))])).sum().backward()
    gradient = critic.eye[4].bias.grad
    assert gradient.isfinite().all() and 1e-3 < gradient.norm() < 100


@pytest.mark.parametrize("colours", [("red",), ("red", "gold"), ("blue", "gold"), ("black",), ("grey", "lime")])
def test_following_the_error_of_colours_leads_to_a_picture_that_wears_them(colours):
    """From a flat picture in another colour."""
    logits = torch.full((3, 9, 16), -0.5)
    logits[1] += 0.4
    logits += 0.05 * torch.randn(logits.shape, generator=torch.Generator().manual_seed(1))
    logits.requires_grad_(True)
    optimiser = torch.optim.Adam([logits], 0.1)
    for _ in range(250):
        error = palette_error(torch.sigmoid(logits), colours, "")
        optimiser.zero_grad()
        error.backward()
        optimiser.step()
    shown = (torch.sigmoid(logits).detach().permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
    assert wears(shown, colours)


def test_what_was_clearly_told_right_counts_nothing_nor_does_what_was_left_open():
    critic, meant = Critic(6).eval(), torch.tensor([places(Wish("orbs"))])
    with torch.no_grad():
        for head in critic.heads:
            head.weight.zero_()
            head.bias.zero_()
        latents = torch.zeros(1, 6, 4, 4)
        vague, nothing = critic.slot_error(latents, meant), critic.slot_error(latents, 0 * meant)
        critic.heads[0].bias[meant[0, 0]] = 20.0
        sure = critic.slot_error(latents, meant)
    assert nothing == 0 and sure < 1e-3 < 1 < vague


def test_only_a_whole_picture_wears_the_colours_asked_for():
    kind, thing = Wish("orbs", ("red", "gold")), Wish("", ("red",), thing="wolf", material="neon")
    assert paint_of_kind(places(kind)) == (("gold", "red"), "") and paint_of_kind(places(thing)) == ((), "")
    assert paint_of_kind(places(Wish("orbs", mood="royal"))) == ((), "royal")
    assert paint_of_kind([0] * len(SLOTS)) == ((), "")


def test_it_learns_slots_and_colours_from_latents(monkeypatch):
    """Latents that say it plainly: each value has its own average, and three channels are the picture's colours."""

    class Plain:
        config = type("Config", (), {"scaling_factor": 1.0})

        def decode(self, latents):
            return type("Made", (), {"sample": F.interpolate(latents[:, :3], scale_factor=4).clamp(-1, 1)})

    monkeypatch.setattr("engine.training.critic.EPOCHS", 6)
    monkeypatch.setattr("engine.training.critic.LOOKS", 400)
    torch.manual_seed(0)
    shown = torch.zeros(960, len(SLOTS), dtype=torch.long)
    shown[:, 0], shown[:, 1] = torch.arange(960) % 24 + 1, torch.arange(960) % 5
    subjects, materials = torch.randn(25, 6, 1, 1), torch.randn(5, 6, 1, 1)
    latents = subjects[shown[:, 0]] + materials[shown[:, 1]] + 0.3 * torch.randn(960, 6, 6, 8)
    critic = Critic(6)
    right = teach_slots(critic, latents, shown)
    assert right[0] > 0.9 and right[1] > 0.9
    assert teach_eye(critic, latents, Plain()) < 0.08
    assert critic.eval().slot_error(latents[:2], shown[:2]).shape == (2,)
    assert critic.eye(latents[:1]).shape == (1, 3, 12, 16)


def test_a_student_s_dreams_are_those_of_the_sampler_and_can_be_followed():
    scheduler = new_scheduler()
    unet: UNet2DConditionModel = new_unet(3).eval()
    noise, states = torch.randn(2, CHANNELS, 8, 8), torch.randn(2, LENGTH, WIDTH)
    made = distill.dreamed(unet, scheduler, noise, states, 4, followed=2)
    with torch.no_grad():
        told = sample(unet, states, states, new_scheduler(), noise, 4, 1.0)
    assert torch.allclose(made, told, atol=0.05 * told.std().item())
    made.sum().backward()
    assert all(weight.grad is not None for weight in unet.conv_out.parameters())


def test_a_rival_learns_what_is_drawn_and_resumes(tmp_path):
    torch.manual_seed(0)
    drawn, kinds = torch.randn(64, 6, 8, 8) + 1, torch.randint(0, 4, (64,))
    rival = Rival(tmp_path / "rival.pt", Discriminator(6, 4))
    made = torch.randn(16, 6, 8, 8) - 1
    losses = [rival.learn((drawn[:16], kinds[:16]), (made, kinds[:16])) for _ in range(100)]
    rival.save()
    assert losses[-1] < 0.5 < losses[0]
    again = Rival(tmp_path / "rival.pt", Discriminator(6, 4))
    assert again.error(made, kinds[:16]) > again.error(drawn[:16], kinds[:16]) + 1
    moved = made.clone().requires_grad_(True)
    again.error(moved, kinds[:16]).backward()
    assert again.error(made - 0.5 * moved.grad.sign(), kinds[:16]) < again.error(made, kinds[:16])


def test_a_student_that_is_judged_follows_the_judges_alone_and_mistakes_are_told(work, tmp_path, monkeypatch, capsys):
    """`work`: one shard of pictures."""
    monkeypatch.setattr("engine.training.critic.EPOCHS", 1)
    monkeypatch.setattr("engine.training.critic.LOOKS", 3)
    train_autoencoder(work, replace(TINY, steps=1), crop=64)
    train_listen(work, replace(TINY, steps=1))
    train_denoiser(work, replace(TINY, steps=1))
    teacher, student = tmp_path / "teacher", tmp_path / "student"
    export(work, teacher)
    monkeypatch.setattr(distill, "distillation_loss", lambda unet, *more: 0 * unet.conv_out.weight.sum())
    for steps in (1, 2):
        distill.train_distill(teacher, work, replace(TINY, steps=steps), judged=0.1, begin=teacher)
    before = open_pipeline(teacher)[0].unet.state_dict()
    moved = torch.load(work / "distill.pt", weights_only=True)["module"]
    assert any(not torch.allclose(moved[name], before[name].float(), atol=1e-6) for name in before)
    assert len(list(work.glob("critic-*.pt"))) == len(list(work.glob("discriminator-*.pt"))) == 1

    def told(*command) -> str:
        assert main(["train", *map(str, command)]) == 2
        return capsys.readouterr().err

    asked_for = ["distill", "--out", work, "--model", teacher, "--steps", 1, "--size", "128x96"]
    assert "--pictures" in told(*asked_for, "--judged", 0.1, "--pictures", tmp_path)
    assert "--aware" in told(*asked_for, "--judged", 0.1, "--aware", 0.5)
    assert "no pipeline folder" in told(*asked_for[:4], tmp_path, *asked_for[5:])
    written = ["export", "--out", work, "--folder", student, "--distilled"]
    assert main(["train", *map(str, [*written, teacher])]) == 0 and (student / "unet").is_dir()
    assert "another folder" in told("export", "--out", work, "--folder", teacher, "--distilled", teacher)
    assert "no distill.pt" in told("export", "--out", tmp_path, "--folder", student, "--distilled", teacher)
    small = open_pipeline(teacher)[0].unet
    write_with(teacher, tmp_path / "small", copy_with(small, changes(small)[0]))
    assert "does not fit" in told(*written, tmp_path / "small")
    assert "--begin" in told(*asked_for, "--begin", tmp_path / "small")


def test_what_a_text_encoder_says_of_several_things_at_once_is_taken_for_the_nearest():
    random = np.random.default_rng(4)
    wishes = [replace(wish(random, 0.5), take=index % 4) for index in range(40)]
    meant = torch.tensor([places(w) for w in wishes])
    other = torch.tensor([places(wish(random, 0.5)) for _ in wishes])
    assert torch.equal(heard(states(meant)), meant)
    assert torch.equal(heard(0.2 * states(meant) + 0.1 * states(other)), meant)
    assert bool((heard(torch.zeros(2, LENGTH, WIDTH))[:, 0] > 0).all())


def test_a_student_is_asked_for_any_words_of_its_tokenizer():
    words = known_words({"<|endoftext|>": 0, "wolf</w>": 1, "wo": 2, "an</w>": 3, "l33t</w>": 4, "moss</w>": 5})
    assert words == ["moss", "wolf"]
    said = {spoken(np.random.default_rng(seed), lambda random: random.choice(words)) for seed in range(40)}
    assert {len(text.split()) for text in said} == {1, 2, 3}
    assert {word for text in said for word in text.split()} == {*words}
