"""The stream batch gives what the same pictures give one by one by diffusers; changes of it lose nothing."""

import numpy as np
import pytest
import torch
from diffusers import DDIMScheduler, LCMScheduler
from tiny_models import load

from engine.dream.protocol import MOST_STEPS, indices
from engine.dream.stream_batch import Guidance, StreamBatch, evaluations, schedule

STEPS = (10, 20, 32, 45)


class Batching:
    """A model and a stream of random pictures for it."""

    def __init__(self, folder, consistent=False):
        self.model = load(folder, 64, 64, device="cpu")
        self.unet, self.consistent = self.model.pipe.unet, consistent
        own = dict(self.model.schedule)
        self.scheduler = (LCMScheduler if consistent else DDIMScheduler).from_config(own, clip_sample=False)
        self.prediction = self.scheduler.config.prediction_type
        random = torch.Generator().manual_seed(5)
        self.pictures = torch.randn((9, *self.model.latent_shape), generator=random)
        self.noise = torch.randn((16, *self.model.latent_shape), generator=random)
        self.tokens = self.model.pipe.encode_prompt(["fire", "water"], "cpu", 1, False)[0]
        self.calls: list[int] = []

    def schedule(self, steps=STEPS):
        return schedule(self.scheduler, steps, self.consistent, torch.device("cpu"))

    def network(self, marks, x, times, unwanted):
        self.calls.append(len(x))
        tokens = torch.cat([self.tokens[:1]] * (len(x) - unwanted) + [self.tokens[1:]] * unwanted)
        return self.unet(x, times, tokens).sample

    def run(self, guidance=Guidance(), steps=STEPS, batch=None):  # noqa: B008 - immutable
        batch = batch or StreamBatch(self.prediction)
        made, wanted = {}, self.schedule(steps)
        for number, picture in enumerate(self.pictures):
            for mark, latent in batch.tick(
                picture[None], number, self.network, wanted, self.noise[: len(steps)], guidance
            ):
                made[mark] = latent
        return made

    @torch.no_grad()
    def alone(self, number, guide=None, steps=STEPS):
        """One picture through the steps by diffusers' scheduler; guide(x, t, noise) may change the predicted noise."""
        times = self.schedule(steps).times
        if self.consistent:
            self.scheduler.set_timesteps(timesteps=times.tolist())
        else:
            self.scheduler.set_timesteps(50)
        picture = self.pictures[number][None]
        for step, t in enumerate(times):
            x = self.scheduler.add_noise(picture, self.noise[step][None], t[None])
            output = self.unet(x, t, self.tokens[:1]).sample
            if guide:
                output = guide(x, t, output)
            stepped = self.scheduler.step(output, t, x)
            picture = stepped.denoised if self.consistent else stepped.pred_original_sample
        return picture


@pytest.fixture(scope="module", params=["sd", "sd2-v", "lcm"])
def room(request, kinds):
    if request.param != "lcm":
        return Batching(kinds[request.param])
    import tiny_models

    # a consistency model whose UNet is not told the guidance, as one with an LCM LoRA
    folder = kinds["sd"].parent / "lcm-plain"
    return Batching(tiny_models.make_sd(folder, LCMScheduler(**tiny_models.NOISE)), consistent=True)


def test_the_batch_equals_each_picture_alone(room):
    room.calls.clear()
    made = room.run()
    assert sorted(made) == list(range(len(room.pictures) - len(STEPS) + 1))
    assert set(room.calls) == {len(STEPS)}, "one call a tick, of one row a step"
    for number, latent in made.items():
        torch.testing.assert_close(latent, room.alone(number), rtol=1e-4, atol=2e-4)


def noise_of(room, x, t, output):
    """What a prediction says the noise is; and back, with the schedule's numbers."""
    kept = room.scheduler.alphas_cumprod[t]
    if room.prediction == "epsilon":
        return output
    return kept.sqrt() * output + (1 - kept).sqrt() * x


def output_of(room, x, t, noise):
    kept = room.scheduler.alphas_cumprod[t]
    if room.prediction == "epsilon":
        return noise
    return (noise - (1 - kept).sqrt() * x) / kept.sqrt()


@pytest.mark.parametrize("cfg", ["full", "self", "onetime"])
def test_guidance_follows_the_paper(room, cfg):
    """delta * residual + guidance * (wanted - delta * residual), written in noises as the paper does."""
    strength, delta = 1.7, 1.0 if cfg == "full" else 0.8
    room.calls.clear()
    made = room.run(Guidance(cfg, strength, delta))
    rows = {"full": 8, "self": 4, "onetime": 5}[cfg]
    assert set(room.calls) == {rows} == {evaluations(4, cfg, strength)}
    for number, latent in made.items():
        known = [room.pictures[number][None]]

        def guide(x, t, output, known=known):
            noise = noise_of(room, x, t, output)
            kept = room.scheduler.alphas_cumprod[t]
            first = len(known) == 1
            if cfg == "full" or (cfg == "onetime" and first):
                shunned = noise_of(room, x, t, room.unet(x, t, room.tokens[1:]).sample)
                if first:
                    known.append((x - (1 - kept).sqrt() * shunned) / kept.sqrt())
            else:
                shunned = (x - kept.sqrt() * known[-1]) / (1 - kept).sqrt()
            if cfg == "self":
                known[:] = known[:1]
            return output_of(room, x, t, delta * shunned + strength * (noise - delta * shunned))

        torch.testing.assert_close(latent, room.alone(number, guide), rtol=1e-3, atol=1e-3)


def test_evaluations_are_those_of_the_paper():
    assert [evaluations(4, cfg, 2.0) for cfg in ("none", "full", "self", "onetime")] == [4, 8, 4, 5]
    assert evaluations(4, "full", 1.0) == 4


@pytest.mark.parametrize("others", [(10, 20, 45), (20,), (5, 10, 15, 20, 30, 45), (1, 2, 3, 4), (46, 47, 48, 49)])
def test_new_steps_lose_no_picture_in_flight(room, others):
    batch = StreamBatch(room.prediction)
    order, wanted = [], room.schedule()
    for number in range(5):
        order += batch.tick(room.pictures[:1], number, room.network, wanted, room.noise[:4], Guidance())
    wanted = room.schedule(others)
    for number in range(5, 5 + 2 * len(others) + 4):
        noise = room.noise[: len(others)]
        order += batch.tick(room.pictures[:1], number, room.network, wanted, noise, Guidance())
    marks = [mark for mark, _ in order]
    assert marks == list(range(len(marks))), "in order, and none left out"
    assert len(marks) == 5 + 2 * len(others) + 4 - (len(others) - 1)
    assert all(bool(torch.isfinite(latent).all()) for _, latent in order)


def test_steps_are_read_generously_and_refused_in_one_line():
    assert indices("auto", 1.0, 4) == (0, 12, 25, 37) and indices("AUTO ", 0.5, 4) == (25, 37)
    assert indices("auto", 0.02, 4) == (49,) and len(indices("auto", 1.0, 90)) == MOST_STEPS
    assert indices("", 0.6) == (20,) and indices("", 1.0) == (0,) and indices("", 0.02) == (49,)
    assert indices("22, 32 45", 0.1) == (22, 32, 45) and indices("32.0", 0.1) == (32,)
    for wrong in ("fast", "3 2", "50", "-1", "1 1", "inf", " ".join(map(str, range(17)))):
        with pytest.raises(ValueError, match="/live/steps wants") as told:
            indices(wrong, 0.5)
        assert "\n" not in str(told.value) and len(str(told.value)) < 200


def test_the_schedule_is_that_of_the_scheduler(room):
    times = room.schedule((0, 49)).times
    assert times.tolist() == [999, 19]
    levels = room.schedule().alpha.square().flatten().numpy()
    np.testing.assert_allclose(levels, room.scheduler.alphas_cumprod[room.schedule().times].numpy(), rtol=1e-6)
