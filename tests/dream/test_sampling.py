import math

import pytest
import torch
from diffusers import DDIMScheduler, StableDiffusionPipeline
from tiny_models import load

from engine.dream.interpolation import handed_over, slerp
from engine.dream.prompt_encoding import guidance_embedding
from engine.dream.sampler import LatentSampler, clean, place_noise
from engine.journey.path import Recipe, Waypoint

HERE = Waypoint((("a red lake", 1.0),), 7)


def noise(seed, shape=(1, 4, 32, 32)):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_noise_keeps_its_variance_while_it_turns(part):
    mixed = slerp(noise(1), noise(2), part, dims=3)
    assert mixed.std() == pytest.approx(1, abs=0.03)


def test_the_ends_of_a_turn_are_its_ends():
    a, b = noise(1), 3 * noise(2)
    torch.testing.assert_close(slerp(a, b, 0.0, dims=3), a)
    torch.testing.assert_close(slerp(a, b, 1.0, dims=3), b)


def test_equal_and_opposite_vectors_turn_safely():
    a = noise(1)
    torch.testing.assert_close(slerp(a, a, 0.3, dims=3), a)
    assert torch.isfinite(slerp(a, -a, 0.5, dims=3)).all()
    assert torch.isfinite(slerp(torch.zeros_like(a), a, 0.5, dims=3)).all()


def test_each_sample_of_a_batch_turns_by_its_own_angle():
    a, b = torch.cat([noise(1), noise(2)]), torch.cat([noise(3), noise(4)])
    both = slerp(a, b, 0.4, dims=3)
    torch.testing.assert_close(both[1:], slerp(a[1:], b[1:], 0.4, dims=3))


def test_a_leg_hands_over_place_by_place():
    a, b = 0.1 * noise(1), 0.1 * noise(2)
    a[..., :12] *= 30  # what a shows is on the left,
    b[..., -12:] *= 30  # and what b does on the right
    whole = [float(handed_over(a, b, part).mean()) for part in (0, 0.25, 0.5, 0.75, 1)]
    assert whole[0] == 0 and whole[-1] == 1 and whole == sorted(whole)
    shares = handed_over(a, b, 0.5)
    assert shares[..., -8:].min() > 0.95 and shares[..., :8].max() < 0.05  # both are there, beside each other
    torch.testing.assert_close(handed_over(b, a, 0.3), 1 - handed_over(a, b, 0.7))


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
def test_clean_latents_are_those_of_the_plain_scheduler(prediction):
    scheduler = DDIMScheduler(prediction_type=prediction, clip_sample=False, steps_offset=1)
    scheduler.set_timesteps(10)
    t, x, output = scheduler.timesteps[3], noise(1), noise(2)
    expected = scheduler.step(output, t, x).pred_original_sample
    torch.testing.assert_close(clean(x, output, scheduler.alphas_cumprod[t], prediction), expected)


def test_guidance_is_told_as_the_pipeline_tells_it(kinds):
    pipe = StableDiffusionPipeline.from_pretrained(str(kinds["lcm"]))
    expected = pipe.get_guidance_scale_embedding(torch.tensor([7.5]), 16)
    torch.testing.assert_close(guidance_embedding(7.5, 16), expected)


@pytest.mark.parametrize(
    ("kind", "steps", "guidance"),
    [
        ("sd", 6, 5.0),
        ("sd", 3, 1.0),
        ("sd2-v", 5, 3.0),
        ("sd-turbo", 1, 0.0),
        ("lcm", 1, 8.5),
        ("sdxl", 5, 4.0),
        ("sdxl-turbo", 1, 0.0),
        ("sdxl-edm", 4, 3.0),
    ],
)
def test_the_same_latents_as_the_library_s_own_pipeline(kinds, kind, steps, guidance):
    """The whole way from prompt to latents, against diffusers' pipeline on the same scheduler, noise and prompts."""
    model = load(kinds[kind])
    negative = "" if kind in ("sdxl", "sdxl-edm") else "grey"
    recipe = Recipe("walk", steps=steps, guidance=guidance, negative=negative)
    ours = LatentSampler(model).latents([HERE], recipe, lambda: None)
    pipe = model.pipe
    pipe.scheduler = model.scheduler(model.preset.sampler)
    theirs = pipe(
        "a red lake",
        negative_prompt=negative or None,
        height=model.height,
        width=model.width,
        num_inference_steps=steps,
        guidance_scale=guidance,
        latents=place_noise(HERE, model.latent_shape),
        output_type="latent",
    ).images
    torch.testing.assert_close(ours, theirs, rtol=2e-3, atol=2e-3 * float(theirs.abs().max()))


def test_a_turn_of_noise_stays_gaussian_in_the_middle():
    middle = slerp(noise(1), noise(2), 0.5, dims=3).flatten().sort().values
    expected = torch.distributions.Normal(0, 1).icdf(torch.linspace(0.01, 0.99, 99))
    found = middle[(torch.linspace(0.01, 0.99, 99) * len(middle)).long()]
    assert (found - expected).abs().max() < 0.15
    assert math.isfinite(float(middle.sum()))
