"""Each trainer takes a few steps on tiny pictures, saves, resumes, and learns from a user's own folder too."""

import re
import shutil
from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from diffusers import AutoencoderTiny
from tiny_training import TINY

from engine.cli import main
from engine.dream.loader import load
from engine.dream.protocol import Launch
from engine.training import decoder
from engine.training.autoencoder import (
    CHANNELS,
    autoencoder_of,
    crops,
    in_one,
    load_autoencoder,
    new_autoencoder,
    pictures_of,
    train_autoencoder,
)
from engine.training.cli import favour
from engine.training.decoder import train_decoder
from engine.training.denoiser import (
    STEPS,
    TIMES,
    Latents,
    new_scheduler,
    new_unet,
    sample,
    some_times,
    told,
    trailing,
    train_denoiser,
)
from engine.training.distill import load_student, picture_for, signal_and_noise, split, train_distill
from engine.training.draw import Wish, wish, wish_of
from engine.training.export import dream, export, export_student, open_pipeline
from engine.training.gather import SHARD, Pictures, folder_shards
from engine.training.listen import (
    LOOSE,
    amid_chatter,
    as_first,
    hearing_error,
    hushed,
    lesson,
    load_text,
    new_text_encoder,
    reader,
    said,
    train_listen,
    work_tokenizer,
)
from engine.training.slots import SLOTS, WIDTH, codes, places, slots_of, states
from engine.training.tokens import SIZE, taught_words
from engine.training.trainer import averaged
from engine.training.words import TAKES


def test_an_autoencoder_learns_the_latents_that_a_denoiser_knows(work, tmp_path, capsys, monkeypatch):
    dice = np.random.default_rng
    monkeypatch.setattr(np.random, "default_rng", lambda *seed: dice(*(seed or (2,))))  # 60 steps may begin badly
    torch.manual_seed(0)
    few = AutoencoderTiny(
        latent_channels=8,
        scaling_factor=1.0,
        encoder_block_out_channels=(8,) * 6,
        num_encoder_blocks=(0,) * 6,
        decoder_block_out_channels=(8,) * 6,
        num_decoder_blocks=(0,) * 6,
    )
    few.save_pretrained(tmp_path / "before" / "vae")
    assert train_autoencoder(work, replace(TINY, steps=60), crop=64, begin=tmp_path / "before") == 60
    real = crops(Pictures(work / "pictures", 128, 96), np.random.default_rng(0), 8, 96)
    mine, known = (vae.encoder(real) for vae in (load_autoencoder(work), autoencoder_of(tmp_path / "before")))
    assert mine.shape == (8, CHANNELS, 3, 3)
    assert (mine[:, :8] - known).square().mean() < (new_autoencoder(0).encoder(real)[:, :8] - known).square().mean()
    (work / "autoencoder.pt").unlink()
    AutoencoderTiny(latent_channels=8).save_pretrained(tmp_path / "fine" / "vae")
    command = ["train", "autoencoder", "--out", str(work), "--steps", "1", "--begin"]
    assert main([*command, str(tmp_path / "fine")]) == 2 and "32x32" in capsys.readouterr().err
    assert main([*command, str(tmp_path)]) == 2 and "no tiny autoencoder" in capsys.readouterr().err


def test_a_decoder_whose_last_convolutions_are_one_learns_as_it_is():
    decoder, latents = new_autoencoder(0).requires_grad_(True).decoder, torch.randn(2, CHANNELS, 3, 4)
    slopes = []
    for decode in (decoder, in_one(decoder)):
        made = decode(latents)
        slopes.append([made, *torch.autograd.grad(made.square().mean(), list(decoder.parameters()))])
    for plain, quick in zip(*slopes, strict=True):
        torch.testing.assert_close(quick, plain, atol=1e-5, rtol=1e-3)


def test_all_trainers_run_resume_and_export(work, tmp_path, monkeypatch):
    assert train_autoencoder(work, replace(TINY, steps=1), crop=64) == 1
    assert train_autoencoder(work, replace(TINY, steps=3), crop=64) == 3
    assert train_listen(work, replace(TINY, steps=2)) == 2
    assert train_denoiser(work, replace(TINY, steps=2)) == 2
    before = torch.load(work / "denoiser.pt", weights_only=True)["step"]
    assert train_denoiser(work, replace(TINY, steps=3)) == 3 and before == 2
    assert (work / "denoiser-000003.png").exists()
    encoder = load_autoencoder(work).encoder.state_dict()
    monkeypatch.setattr(decoder, "WARM", 1)
    assert train_decoder(work, replace(TINY, steps=1, batch=4)) == 1
    assert train_decoder(work, replace(TINY, steps=3, batch=4)) == 3 and (work / "decoder-rival.pt").exists()
    taught = load_autoencoder(work)
    assert all(torch.equal(value, encoder[name]) for name, value in taught.encoder.state_dict().items())
    assert export(work, tmp_path / "plain") < 15e6
    written = AutoencoderTiny.from_pretrained(tmp_path / "plain" / "vae").decoder.state_dict()
    for name, value in taught.decoder.state_dict().items():
        torch.testing.assert_close(written[name].float(), value, atol=1e-3, rtol=1e-3)
    assert train_distill(tmp_path / "plain", work, replace(TINY, steps=1)) == 1
    assert train_distill(tmp_path / "plain", work, replace(TINY, steps=2)) == 2
    export_student(tmp_path / "plain", tmp_path / "quick", load_student(work), steps=4, guidance=1.0)
    pipeline, settings = open_pipeline(tmp_path / "quick")
    assert settings["steps"] == 4 and "takes" not in settings
    assert dream(pipeline, settings, "red orbs", 1, width=128, height=96).shape == (96, 128, 3)
    begun, moved = (folder.unet.state_dict() for folder in (open_pipeline(tmp_path / "plain")[0], pipeline))
    student = {name: value + 1 for name, value in begun.items()}
    export_student(tmp_path / "plain", tmp_path / "half", student, share=0.25)
    half = open_pipeline(tmp_path / "half")[0].unet.state_dict()
    assert any(not torch.equal(value, begun[name]) for name, value in moved.items())
    assert all(torch.allclose(value, begun[name] + 0.25, atol=2e-3) for name, value in half.items())


def sampler_of(folder):
    """What the engine samples a folder's model with."""
    return load(Launch(str(folder), device="cpu"), print).preset.sampler


def test_a_model_that_was_written_is_trained_on_elsewhere(work, tmp_path, capsys):
    train_autoencoder(work, replace(TINY, steps=1), crop=64)
    train_listen(work, replace(TINY, steps=1))
    train_denoiser(work, replace(TINY, steps=1))
    export(work, tmp_path / "model", takes=2)
    assert open_pipeline(tmp_path / "model")[1]["takes"] == ["", "take two, "]
    assert sampler_of(tmp_path / "model") == "ddim", "others divide by the signal of a place that has none"
    command = ["train", "unpack", "--model", str(tmp_path / "model"), "--out", str(tmp_path / "on")]
    assert main(command) == 0
    for name in ("autoencoder", "text", "denoiser"):
        mine, theirs = averaged(tmp_path / "on" / f"{name}.pt"), averaged(work / f"{name}.pt")
        assert mine.keys() == theirs.keys()
        assert all(torch.allclose(mine[key], theirs[key].float(), rtol=2e-3, atol=2e-4) for key in mine)
    assert main(command) == 2 and "has been trained in already" in capsys.readouterr().err
    shutil.copytree(work / "pictures", tmp_path / "on" / "pictures")
    assert train_denoiser(tmp_path / "on", replace(TINY, steps=2)) == 2
    assert train_listen(tmp_path / "on", replace(TINY, steps=1)) == 1
    assert train_autoencoder(tmp_path / "on", replace(TINY, steps=1), crop=64) == 1


def test_a_model_of_all_english_fits_into_forty_megabytes(monkeypatch, tmp_path):
    monkeypatch.setattr("engine.training.denoiser.WIDTHS", (128, 256))
    text = new_text_encoder(work_tokenizer(tmp_path), 0)
    words = (SIZE - len(work_tokenizer(tmp_path))) * WIDTH
    weights = sum(part.numel() for module in (new_autoencoder(0), text, new_unet(0)) for part in module.parameters())
    assert 2 * (weights + words) < 39.6e6


def test_favoured_kinds_and_colours_are_seen_more_often(work):
    vae, wishes = new_autoencoder(0), [wish_of(seed) for seed in range(SHARD)]
    kind, colour = wishes[0].kind, next(w.colours[0] for w in wishes if w.colours)
    latents = Latents(work / "pictures", TINY, vae, {kind: 3.0, colour: 5.0})
    latents.refresh()
    times = [(3.0 if w.kind == kind else 1.0) * (5.0 if colour in w.colours else 1.0) for w in wishes]
    np.testing.assert_allclose(latents.chances / latents.chances.min(), times)
    assert len(latents.batch(np.random.default_rng(1), 5)[1]) == 5


def test_every_value_has_a_code_of_its_own_that_a_normalised_state_can_be():
    every = torch.cat(codes())
    alike = every @ every.T / every.square().sum(1)
    assert (alike - torch.eye(len(every))).abs().max() < 0.5
    normalised = torch.nn.functional.layer_norm(every, every.shape[1:])
    assert torch.allclose(normalised, every, atol=0.05)
    shown = states([places(Wish("", ("red",), thing="owl", material="neon")), [0] * len(SLOTS)])
    assert shown[:, : -len(SLOTS)].abs().max() == 0 and torch.equal(slots_of(shown)[0, -1], slots_of(shown)[1, -1])
    assert not torch.equal(slots_of(shown)[0, 0], slots_of(shown)[1, 0])


def test_half_the_times_are_those_at_which_a_sampler_of_few_steps_asks():
    times = some_times(4000, new_scheduler())
    asked = trailing(new_scheduler(), STEPS)[:-1]
    counts = torch.stack([(times == time).sum() for time in asked])
    assert int(times.min()) >= 0 and int(times.max()) == TIMES - 1 and bool((counts > 400).all())
    assert len(times.unique()) > 400


def test_listening_learns_to_say_what_is_shown(tmp_path):
    random, error = np.random.default_rng(1), []
    texts, shown, _ = lesson(random)
    for steps in (1, 15):
        assert train_listen(tmp_path, replace(TINY, steps=steps)) == steps
        heard = reader(*load_text(tmp_path))(texts[: len(shown)])
        error.append(hearing_error(heard, torch.tensor([places(w) for w in shown])))
    assert error[1][0] < error[0][0] and error[1][1] < error[0][1]


def test_where_the_words_are_a_text_says_next_to_nothing_to_the_unet_s_pooling(tmp_path):
    train_listen(tmp_path, replace(TINY, steps=40))
    text, tokenizer = load_text(tmp_path)
    pooling, words = new_unet(0).add_embedding, slice(None, -len(SLOTS))

    def noise() -> float:
        said = reader(text, tokenizer)(["neon wolf", "", "golden butterflies over the sea at night " * 4])
        quiet = said.clone()
        quiet[:, words] = 0
        return float((pooling(said) - pooling(quiet)).abs().mean())

    hushed_noise = noise()
    hushed(text, 0.0)
    assert hushed_noise < noise() / 4


def test_a_lesson_means_what_its_texts_name():
    texts, shown, takes = lesson(np.random.default_rng(3))
    assert texts[0] == "" and places(shown[0]) == [0] * len(SLOTS) and len(texts) == len(shown) + LOOSE
    assert all(w.kind or w.thing for w in shown[1:]) and takes == [0] * LOOSE
    whole = Wish("fire", ("red",), "", {"light": "dark"}, "owl", "filled", "single", "mist", "blue")
    assert as_first(Wish("sea", ("red",), thing="owl", material="hologram", surroundings="city")) == Wish(
        "", ("red",), thing="owl", material="neon", arrangement="single", surroundings="night"
    )
    assert as_first(whole) == whole
    assert said(whole, "red owl") == Wish("", ("red",), "", {}, "owl", "", "single", "", "")
    assert said(whole, "dark owl of flames in the blue mist") == replace(whole, colours=())
    assert said(Wish("sea", (), "dusk"), "twilight ocean") == Wish("sea", (), "dusk")


def test_a_lesson_in_takes_says_which_and_means_the_first_where_it_names_none():
    texts, shown, takes = lesson(np.random.default_rng(4), takes=4)
    assert shown[0].take is None and set(takes) == {1, 2, 3, 4}
    for text, take in zip(texts[1:], [*(w.take for w in shown[1:]), *(place - 1 for place in takes)], strict=True):
        named = [at for at, words in enumerate(TAKES.values()) if any(word in text for word in words)]
        assert take in named or (take == 0 and not named), text


def test_pictures_are_told_by_their_codes_and_by_what_is_read(work):
    latents = Latents(work / "pictures", TINY, new_autoencoder(0))
    latents.refresh()
    random, read_texts = np.random.default_rng(1), []

    def read(texts: list[str]) -> torch.Tensor:
        read_texts.extend(texts)
        return torch.full((len(texts), *states([[0] * len(SLOTS)]).shape[1:]), 9.0)

    made, meant = told(latents, list(range(SHARD)), random, read)
    worded = (made == 9).all(2).all(1)
    assert worded.sum() == len(read_texts) and 8 < len(read_texts) < SHARD - 8
    subjects = slots_of(made)[~worded, 0]
    known = slots_of(states([places(w) for w in latents.wishes]))[~worded, 0]
    assert sum(torch.equal(*pair) for pair in zip(subjects, known, strict=True)) > 0.7 * len(subjects)
    assert torch.equal(states(meant)[~worded], made[~worded])
    shown = torch.tensor([places(w) for w in latents.wishes])
    kept = (meant == shown) | (meant == 0)
    assert kept[~worded].all() and kept[:, 0].all() and (meant[worded] > 0).sum() > worded.sum()


def test_a_wish_amid_chatter_names_all_that_it_means():
    random = np.random.default_rng(1)
    for _ in range(200):
        text, bare, _ = amid_chatter(wish(random), random)
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


@pytest.mark.parametrize("word", ["coloured", "wearied", "inspired", "bored", "device", "think", "grandstand"])
def test_no_strange_word_ends_in_a_short_taught_one(tmp_path, word):
    pieces = {piece.removesuffix("</w>") for piece in work_tokenizer(tmp_path).tokenize(word) if piece.endswith("</w>")}
    assert pieces & set(taught_words()) <= {word}  # which may be taught itself


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
    made = pictures_of(new_autoencoder(0), torch.zeros(1, CHANNELS, 2, 3))
    assert made[0].shape == (64, 96, 3) and made[0].dtype == np.uint8


def test_few_steps_walk_the_straight_path_evenly():
    scheduler = new_scheduler()
    scheduler.set_timesteps(4)
    alpha, sigma = signal_and_noise(scheduler, scheduler.timesteps)
    share = (sigma / (alpha + sigma)).flatten()  # of the noise, on the straight path
    assert torch.allclose(share, torch.tensor([1.0, 0.75, 0.5, 0.25]), atol=1e-3)
