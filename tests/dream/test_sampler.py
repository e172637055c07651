from dataclasses import replace

import pytest
import torch
from tiny_models import load

from engine.dream.prompt_encoding import PromptEncoder
from engine.dream.sampler import LatentSampler, place_noise
from engine.dream.sampler_presets import HELD
from engine.journey.path import Between, Recipe, Waypoint

A = Waypoint((("red", 1.0),), 1)
B = Waypoint((("a blue field", 2.0), ("clouds", 1.0)), 2, stray=3, variation=0.4)
SHAPE = (4, 16, 16)


def calm():
    """Nothing to look after between two units of work."""


@pytest.fixture(scope="module")
def model(kinds):
    return load(kinds["sd-turbo"])


class Counted:
    """Counts the network's evaluations."""

    count = 0

    def __call__(self):
        self.count += 1


@pytest.mark.parametrize("kind", ["sd", "sd2-v", "sd-turbo", "lcm", "sdxl", "sdxl-turbo"])
@pytest.mark.parametrize("method", ["travel", "walk"])
def test_a_batch_is_what_its_places_are_alone(kinds, kind, method):
    model = load(kinds[kind])
    recipe = Recipe(method, steps=2)
    places = [A, Between(A, B, 0.25), Between(Between(A, B, 0.5), A, 0.75), B]
    together = LatentSampler(model).latents(places, recipe, calm)
    alone = torch.cat([LatentSampler(model).latents([place], recipe, calm) for place in places])
    torch.testing.assert_close(together, alone, rtol=1e-3, atol=1e-3 * float(alone.abs().max()))


@pytest.mark.parametrize("method", ["travel", "walk"])
def test_the_same_place_comes_back_for_the_same_seeds(model, method):
    recipe, place = Recipe(method), Between(A, B, 0.3)
    assert torch.equal(
        LatentSampler(model).latents([place], recipe, calm), LatentSampler(model).latents([place], recipe, calm)
    )


@pytest.mark.parametrize("change", [{"seed": 9}, {"stray": 4}, {"variation": 0.9}, {"prompt": (("green", 1.0),)}])
def test_every_part_of_a_waypoint_matters(model, change):
    recipe = Recipe("travel")
    before, after = (LatentSampler(model).latents([place], recipe, calm) for place in (B, replace(B, **change)))
    assert (before - after).abs().max() > 1e-3


def test_a_travelled_leg_denoises_only_its_ends(model):
    places, network = LatentSampler(model), Counted()
    for index in range(9):
        places.latents([Between(A, B, index / 8)], Recipe("travel"), network)
    assert network.count == 1  # both at once
    places.latents([Between(A, B, index / 8) for index in range(8)], Recipe("walk"), network)
    assert network.count == 3  # two batches of four


def test_steps_and_guidance_count_network_evaluations(kinds):
    model = load(kinds["sd"])
    network = Counted()
    LatentSampler(model).latents([A], Recipe("travel", steps=5), network)
    assert network.count == 5


def test_a_negative_prompt_matters_only_with_guidance(kinds):
    model = load(kinds["sd"])

    def latents(negative, guidance):
        return LatentSampler(model).latents([A], Recipe("travel", steps=2, guidance=guidance, negative=negative), calm)

    assert torch.equal(latents("", 1.0), latents("grey", 1.0))
    assert not torch.allclose(latents("", 4.0), latents("grey", 4.0), atol=1e-3)


def test_work_is_abandoned_between_network_evaluations(kinds):
    model = load(kinds["sd"])
    network = Counted()

    def check():
        network()
        if network.count == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        LatentSampler(model).latents([A], Recipe("travel"), check)
    assert network.count == 2


def test_noise_is_of_unit_variance_everywhere():
    for place in (A, B, Between(A, B, 0.5), Between(Between(A, B, 0.5), A, 0.3)):
        for step in (0, 2):
            noise = place_noise(place, (4, 64, 64), step)
            assert noise.std() == pytest.approx(1, abs=0.03)
            assert noise.mean() == pytest.approx(0, abs=0.03)


def test_variation_goes_from_the_seed_s_own_noise_to_another():
    own = place_noise(Waypoint((), 5), SHAPE)
    strayed = [place_noise(Waypoint((), 5, stray=1, variation=share), SHAPE) for share in (0.0, 0.3, 0.6, 1.0)]
    distances = [float((noise - own).norm()) for noise in strayed]
    assert distances[0] == 0
    assert distances == sorted(distances)
    plain = torch.randn((1, *SHAPE), generator=torch.Generator().manual_seed(5))
    assert torch.equal(own, plain)  # a seed means what it means in any other Stable Diffusion program


def test_prompts_blend_by_weight(model):
    prompts = PromptEncoder(model)
    red, blue = (prompts.blend(((text, 1.0),), ()).tokens for text in ("red", "blue"))
    torch.testing.assert_close(prompts.blend((("red", 3.0), ("blue", 1.0)), ()).tokens, 0.75 * red + 0.25 * blue)
    torch.testing.assert_close(prompts.blend((("red", 1.0), ("blue", 0.0)), ()).tokens, red)
    torch.testing.assert_close(prompts.blend((("red", 0.0), ("blue", 0.0)), ()).tokens, (red + blue) / 2)
    torch.testing.assert_close(prompts.blend((("red", 0.5), ("red", 0.5)), ()).tokens, red)


def test_a_seed_chooses_the_take_of_a_model_that_has_several(model):
    several = replace(model, takes=("", "blue "))
    prompts, plain = PromptEncoder(several), PromptEncoder(model)
    for seed, text in ((1, "red"), (2, "blue red"), (7, "red"), (0, "blue red")):
        told = prompts.blend((("red", 1.0),), (), seed).tokens
        torch.testing.assert_close(told, plain.blend(((text, 1.0),), (), seed).tokens)
    asked = (("Blue sea", 1.0),)
    torch.testing.assert_close(prompts.blend(asked, (), 2).tokens, plain.blend(asked, ()).tokens)
    torch.testing.assert_close(prompts.blend((("", 1.0),), (), 2).tokens, plain.blend((("", 1.0),), ()).tokens)
    recipe, noise = Recipe(method="walk"), ((("red", 1.0),), (("blue red", 1.0),))
    here = LatentSampler(several).latents([Waypoint(noise[0], 4)], recipe, lambda: None)
    torch.testing.assert_close(here, LatentSampler(model).latents([Waypoint(noise[1], 4)], recipe, lambda: None))


def test_a_prompt_used_before_is_not_encoded_again(model):
    prompts, calls = PromptEncoder(model), []
    hook = model.pipe.text_encoder.register_forward_hook(lambda *_: calls.append(1))
    for _ in range(3):
        prompts.blend((("red", 1.0), ("blue", 2.0)), ())
    hook.remove()
    assert len(calls) == 2


def test_two_pooled_embeddings_blend_too(kinds):
    prompts = PromptEncoder(load(kinds["sdxl"]))
    red, blue = (prompts.blend(((text, 1.0),), ()).pooled for text in ("red", "blue"))
    blended = prompts.blend((("red", 1.0), ("blue", 1.0)), ()).pooled
    torch.testing.assert_close(blended, (red + blue) / 2)
    assert prompts.encode("", (), negative=True).tokens.abs().max() == 0  # as SDXL was trained


def test_a_very_long_prompt_is_cut_short(model):
    assert PromptEncoder(model).encode("word " * 500, ()).tokens.shape[1] == model.pipe.tokenizer.model_max_length


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
def test_words_in_brackets_weigh_more_or_less(kinds, kind):
    told = []
    prompts = PromptEncoder(load(kinds[kind]), told.append)

    def tokens(text):
        return prompts.encode(text, ()).tokens

    plain, heavier, empty = tokens("red sea"), tokens("(red:1.5) sea"), tokens("")
    assert torch.equal(tokens("(red sea:1)"), plain) and torch.equal(tokens("red sea <lora:ink:1>"), plain)
    torch.testing.assert_close(heavier[:, 1:4], empty[:, 1:4] + 1.5 * (plain - empty)[:, 1:4])  # r, e, d
    assert torch.equal(heavier[:, 0], plain[:, 0]) and torch.equal(heavier[:, 4:], plain[:, 4:])
    torch.testing.assert_close(tokens("(red sea:0)")[:, 1:7], empty[:, 1:7])
    assert told == []


def test_a_prompt_that_is_too_long_is_told_once_with_what_is_cut(kinds):
    told = []
    prompts = PromptEncoder(load(kinds["sd"]), told.append)  # it reads 24 tokens, which are letters, two of them ends
    prompts.encode("abcdefghijklmnopqrstuv", ())
    assert told == []
    for _ in range(2):
        prompts.encode("(abcdefghijklmnopqrstuv:1.2) wxyz", ())
    (line,) = told
    assert "reads 22 tokens" in line and "wxyz" in line and "abc" not in line


def test_a_strong_guidance_does_not_burn_what_was_distilled(model):
    def latents(guidance):
        return LatentSampler(model).latents([A], Recipe("travel", guidance=guidance), calm)

    assert torch.equal(latents(10.0), latents(HELD))
    assert not torch.equal(latents(1.5), latents(HELD))
