"""Each trainer takes a few steps on tiny pictures, saves, resumes, and learns from a user's own folder too."""

import re
from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from tiny_training import TINY

from engine.cli import main
from engine.training.autoencoder import crops, new_autoencoder, pictures_of, train_autoencoder
from engine.training.cli import favour
from engine.training.coupling import coarse, coupled_noise, layouts
from engine.training.denoiser import (
    Latents,
    new_denoiser,
    new_scheduler,
    sample,
    tokenize,
    train_denoiser,
    work_tokenizer,
)
from engine.training.distill import load_student, picture_for, signal_and_noise, split, train_distill
from engine.training.draw import wish, wish_of
from engine.training.export import dream, export, export_student, open_pipeline
from engine.training.gather import SHARD, Pictures, folder_shards
from engine.training.listen import amid_chatter, train_listen
from engine.training.teach import teach_words
from engine.training.tokens import taught_words


def test_an_untrained_autoencoder_already_has_the_hues(work):
    vae = new_autoencoder(0)
    real = crops(Pictures(work / "pictures", 128, 96), np.random.default_rng(0), 8, 96)
    with torch.no_grad():
        latents = vae.encoder(real)
        made = vae.decoder(latents)
    average = torch.nn.functional.avg_pool2d
    error = (average(made, 32) - average(real, 32)).abs().mean()
    assert error < 0.15
    assert latents[:, :3].std() < 2 and latents.shape == (8, 6, 6, 6)


def test_all_three_trainers_run_resume_and_export(work, tmp_path):
    assert train_autoencoder(work, replace(TINY, steps=2), crop=64, half=True) == 2
    assert train_autoencoder(work, replace(TINY, steps=1), crop=64) == 1
    assert train_autoencoder(work, replace(TINY, steps=3), crop=64) == 3
    assert train_denoiser(work, replace(TINY, steps=2), words=2) == 2
    before = torch.load(work / "denoiser.pt", weights_only=True)["step"]
    assert train_denoiser(work, replace(TINY, steps=3)) == 3 and before == 2
    assert (work / "denoiser-000003.png").exists()
    assert export(work, tmp_path / "plain") < 30e6
    assert train_distill(tmp_path / "plain", work, replace(TINY, steps=1)) == 1
    assert train_distill(tmp_path / "plain", work, replace(TINY, steps=2)) == 2
    export_student(tmp_path / "plain", tmp_path / "quick", load_student(work), steps=4, guidance=1.0)
    pipeline, settings = open_pipeline(tmp_path / "quick")
    assert settings["steps"] == 4
    assert dream(pipeline, settings, "red orbs", 1, width=128, height=96).shape == (96, 128, 3)


def test_favoured_kinds_and_colours_are_seen_more_often(work):
    vae, wishes = new_autoencoder(0), [wish_of(seed) for seed in range(SHARD)]
    kind, colour = wishes[0].kind, next(w.colours[0] for w in wishes if w.colours)
    latents = Latents(work / "pictures", 128, 96, vae, 1, {kind: 3.0, colour: 5.0})
    latents.refresh()
    times = [(3.0 if w.kind == kind else 1.0) * (5.0 if colour in w.colours else 1.0) for w in wishes]
    np.testing.assert_allclose(latents.chances / latents.chances.min(), times)
    assert len(latents.batch(np.random.default_rng(1), 5)[1]) == 5


def test_listening_changes_the_text_encoder_alone_and_for_the_better(tmp_path):
    tokenizer = work_tokenizer(tmp_path)
    denoiser = new_denoiser(tokenizer, 1)
    teach_words(denoiser, lambda captions: tokenize(tokenizer, captions), steps=20, batch=16)
    weights = denoiser.state_dict()
    torch.save({"module": dict(weights), "average": {"count": 0, "weights": dict(weights)}}, tmp_path / "denoiser.pt")
    first = train_listen(tmp_path, 0.002)
    last = train_listen(tmp_path, 0.15)
    after = torch.load(tmp_path / "denoiser.pt", weights_only=True)["average"]["weights"]
    changed = {name.partition(".")[0] for name, value in after.items() if not torch.equal(value, weights[name])}
    assert changed == {"text"} and last < first


def test_a_wish_amid_chatter_names_all_that_it_means():
    random = np.random.default_rng(1)
    for _ in range(200):
        text, bare = amid_chatter(wish(random), random)
        for word in re.findall("[a-z-]+", bare):
            assert word in text


@pytest.mark.parametrize("given", ["flour=2", "flower", "flower=often", "flower=0.5", "flower=nan", ""])
def test_a_favour_that_means_nothing_is_refused(given, capsys):
    with pytest.raises(SystemExit):
        main(["train", "denoiser", "--out", "x", "--steps", "1", "--favour", given])
    assert "--favour" in capsys.readouterr().err
    assert favour("flower=2.5, black=3") == {"flower": 2.5, "black": 3.0}


def test_a_users_pictures_and_captions_are_read(tmp_path):
    random = np.random.default_rng(0)
    for name in ("one", "two_blue"):
        cv2.imwrite(str(tmp_path / f"{name}.png"), random.integers(0, 255, (150, 90, 3), dtype=np.uint8))
    (tmp_path / "one.txt").write_text("my own look\n")
    folder_shards(tmp_path / "shards", 128, 96, tmp_path, 0) if (tmp_path / "shards").mkdir() is None else None
    gathered = Pictures(tmp_path / "shards", 128, 96)
    assert len(gathered) == SHARD and gathered[0].shape == (96, 128, 3)
    assert set(gathered.captions) == {"my own look", "two blue"}


def test_an_empty_folder_of_pictures_is_one_clear_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no pictures"):
        folder_shards(tmp_path, 128, 96, tmp_path, 0)


def test_taught_words_are_whole_and_unknown_ones_never_break(tmp_path):
    tokenizer = work_tokenizer(tmp_path)
    assert all(len(tokenizer.tokenize(word)) == 1 for word in taught_words())
    for odd in ("xyzzy", "Größe", "雲", "🔥🔥", "a" * 500, "", "l'été; 42%"):
        ids = tokenizer(odd, padding="max_length", max_length=32, truncation=True).input_ids
        assert len(ids) == 32 and max(ids) < len(tokenizer)


@pytest.mark.parametrize("word", ["coloured", "layered", "inspired", "bored", "device", "think", "grandstand"])
def test_no_strange_word_ends_in_a_short_taught_one(tmp_path, word):
    pieces = {piece.removesuffix("</w>") for piece in work_tokenizer(tmp_path).tokenize(word) if piece.endswith("</w>")}
    assert not pieces & set(taught_words())


@pytest.mark.parametrize("kind", ["v_prediction", "epsilon"])
def test_one_step_to_the_distillation_target_lands_where_the_teacher_did(kind):
    scheduler = new_scheduler()
    noisy, landed = torch.randn(2, 3, 6, 4, 4)
    start, end = torch.tensor([749, 499, 249]), torch.tensor([499, 249, -1])
    picture = picture_for(landed, noisy, scheduler, start, end)
    alpha, sigma = signal_and_noise(scheduler, start)
    noise = (noisy - alpha * picture) / sigma
    predicted = alpha * noise - sigma * picture if kind == "v_prediction" else noise
    again, same_noise = split(predicted, noisy, alpha, sigma, kind)
    alpha_end, sigma_end = signal_and_noise(scheduler, end.clamp_min(0))
    alpha_end[2], sigma_end[2] = 1, 0
    assert torch.allclose(alpha_end * again + sigma_end * same_noise, landed, atol=1e-3)


def test_sampling_a_perfect_denoiser_gives_the_picture():
    scheduler, truth = new_scheduler(), torch.randn(1, 6, 8, 8)

    class Perfect:
        def __call__(self, noisy, time, states):
            alpha, sigma = signal_and_noise(scheduler, time.reshape(1))
            noise = (noisy - alpha * truth) / sigma
            return type("Made", (), {"sample": alpha * noise - sigma * truth})

    made = sample(Perfect(), None, None, scheduler, torch.randn(1, 6, 8, 8), 4, 1.0)
    assert torch.allclose(made, truth, atol=1e-3)


def test_decoded_latents_are_pictures(work):
    made = pictures_of(new_autoencoder(0), torch.zeros(1, 6, 4, 6))
    assert made[0].shape == (64, 96, 3) and made[0].dtype == np.uint8


def test_a_quarter_of_the_channels_starts_free_of_the_picture(tmp_path):
    tokenizer = work_tokenizer(tmp_path)
    denoiser = new_denoiser(tokenizer, 0).eval()
    seen = []
    denoiser.unet.up_blocks[-1].register_forward_hook(lambda module, given, made: seen.append(made[0]))
    ids = tokenize(tokenizer, ["fire"])
    with torch.no_grad():
        for _ in range(2):
            denoiser(torch.randn(1, 6, 18, 32), torch.tensor([999]), ids)
    assert torch.equal(seen[0][:12], seen[1][:12]) and not torch.equal(seen[0][12:], seen[1][12:])
    assert seen[0][:12].std((1, 2)).mean() > 0.05  # and knows where it is


def test_coupled_noise_leans_towards_its_layout_and_is_noise_otherwise():
    torch.manual_seed(0)
    latents = torch.randn(512, 6, 18, 32)
    latents[:256, 0, :, :16] += 2  # two layouts of one kind
    latents[256:, 0, :, 16:] += 2
    wanted = layouts(coarse(latents), torch.zeros(512, dtype=torch.int64))
    noise = coupled_noise(wanted, latents.shape)
    left = noise[:, 0, :, :16].sum((1, 2)) - noise[:, 0, :, 16:].sum((1, 2))
    assert (left[:256] > 0).float().mean() > 0.85 and (left[256:] < 0).float().mean() > 0.85
    assert abs(noise.mean()) < 0.01 and abs(noise.std() - 1) < 0.01
    assert noise.mean(0).abs().max() < 0.3  # over all pictures, a place leans nowhere


def test_coupling_tells_nothing_of_the_kind():
    cells, kinds = torch.randn(64, 6, 8), torch.arange(64) % 2
    cells[kinds == 1] += 3 * torch.randn(6, 8)
    for kind in (0, 1):
        assert layouts(cells, kinds)[kinds == kind].mean(0).abs().max() < 1e-5


def test_teaching_words_brings_captions_nearer_to_what_they_show(tmp_path):
    tokenizer = work_tokenizer(tmp_path)
    denoiser = new_denoiser(tokenizer, 0)
    before = teach_words(denoiser, lambda captions: tokenize(tokenizer, captions), steps=1, batch=16)
    assert teach_words(denoiser, lambda captions: tokenize(tokenizer, captions), steps=150, batch=16) < 0.5 * before
