"""The stream of one model in this process: what each input costs, and what is said of it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.dream import loader
from engine.dream.live_conditioning import LiveConditioning
from engine.dream.live_stream import LiveStream
from engine.dream.protocol import Launch, LiveWish
from engine.dream.shared_memory import InputFrame
from engine.parameters import Dream, Live

FIRE, WATER = (("fire", 1.0),), (("water", 1.0),)
SCENE = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)


class Camera:
    """Shows one picture to a stream, again and again, and counts the rows of each call of the UNet."""

    def __init__(self, folder):
        self.model = loader.load(Launch(str(folder), "cpu", 64, 64), lambda text: None)
        self.live = LiveStream(self.model)
        self.rows, self.errors, self.number = [], [], 0
        self.model.pipe.unet.register_forward_hook(lambda network, given, made: self.rows.append(len(made[0])))

    def show(self, inputs, prompt=FIRE, speed=1.0, **live):
        """What comes out of a number of inputs, and the rows of each call that it took."""
        self.rows.clear()
        stream = LiveWish(Dream(prompt=prompt, speed=speed), replace(Live(glide=0.0, cfg="none"), **live))
        came = []
        for _ in range(inputs):
            self.number += 1
            came += self.live.dream(InputFrame(self.number, float(self.number), SCENE), stream)
            self.errors += self.live.errors
            self.live.errors.clear()
        return came, list(self.rows)


@pytest.fixture
def camera(kinds):
    return Camera(kinds["sd-turbo"])


def test_bad_steps_are_told_once_for_each_text_and_the_old_ones_stay(camera):
    camera.show(3, steps="10 20")
    assert camera.show(10, steps="fast")[1] == [2] * 10
    assert len(camera.errors) == 1 and "'fast'" in camera.errors[0]
    camera.show(5, steps="9 9")
    camera.show(5, steps="30")
    camera.show(5, steps="fast")
    assert len(camera.errors) == 3


def test_a_still_input_is_skipped_but_what_changes_comes_out_at_once(camera):
    still = {"filter": 0.98, "filter_skips": 10, "steps": "10 20 30"}
    camera.show(40, **still)
    assert len(camera.show(110, **still)[1]) == 10
    before = camera.show(11, speed=2.0, **still)[0][-1][1]
    assert len(camera.rows) == 1, "what a stream does not follow does not count"
    came, calls = camera.show(8, WATER, **still)
    assert len(calls) >= 3, "the line is as long as there are steps"
    settled = camera.show(44, WATER, **still)[0][-1][1]
    assert (came[-1][1] != before).any() and (came[-1][1] == settled).all(), "all of the change had come out"


def test_what_makes_pictures_leap_is_a_variant_from_the_first_that_it_changes(camera):
    wish = LiveWish(Dream(prompt=FIRE), Live(glide=0.0, cfg="full", guidance=3.0))

    def variants(**changes):
        """Of six pictures after a change, and the first of them."""
        nonlocal wish
        dream = {name: changes.pop(name) for name in ("lora",) if name in changes}
        wish = LiveWish(replace(wish.dream, **dream), replace(wish.live, **changes))
        done = []
        while len(done) < 6:
            done += camera.live.advance(_prepared(camera, wish), wish)
        return [one.variant for one in done], camera.live.finish(done[0])

    (now, *_), before = variants()
    leaps = [{"steps": "10 20 30"}, {"cfg": "none"}, {"cfg": "self"}, {"lora": (("ink", 0.6),)}, {"steps": ""}]
    for leap in leaps:
        found, first = variants(**leap)
        assert set(found) == {now + 1}, leap
        assert "lora" in leap or (first != before).any(), leap
        now, before = now + 1, camera.live.finish(camera.live.advance(_prepared(camera, wish), wish)[0])
    for smooth in ({"strength": 0.55}, {"guidance": 2.9}, {"lora": (("ink", 0.65),)}, {"delta": 0.9}, {"steps": "9 9"}):
        assert set(variants(**smooth)[0]) == {now}, smooth


def _prepared(camera, wish):
    camera.number += 1
    return camera.live.prepare(InputFrame(camera.number, float(camera.number), SCENE), wish.live)


def test_a_flowing_noise_is_not_held_back_by_the_filter(camera):
    assert len(camera.show(20, filter=0.98, flow=0.5)[1]) == 20


def test_what_the_network_is_told_is_made_once_while_nothing_glides(camera):
    told = []
    unet = camera.model.pipe.unet
    unet.register_forward_pre_hook(
        lambda network, given, named: told.append(named["encoder_hidden_states"]), with_kwargs=True
    )
    blend = (("fire", 1.0), ("water", 0.5))
    camera.show(6, blend, cfg="full", guidance=2.0, steps="10 30")
    assert len(told) == 6 and all(one is told[0] for one in told)
    camera.show(2, WATER, cfg="full", guidance=2.0, steps="10 30")
    assert told[-1] is told[-2] and not torch.equal(told[-1], told[0])
    camera.show(1, WATER, cfg="onetime", guidance=2.0, steps="10 30")
    assert len(told[-1]) == 3
    camera.show(4, blend, glide=1000.0)
    assert not torch.equal(told[-1], told[-2]), "it is on its way"


def test_a_seed_of_another_take_glides_there_and_one_of_the_same_changes_no_words(camera):
    told = LiveConditioning(replace(camera.model, takes=("", "blue ")), print)

    def said(seed: int, now: float) -> torch.Tensor:
        told.follow(now, Dream(prompt=FIRE, seed=seed), Live(glide=2.0))
        return told.rows(1, 0)["encoder_hidden_states"].float()

    first, same = said(1, 0.0), said(3, 1.0)
    begun, halfway, there = said(4, 2.0), said(4, 3.0), said(4, 4.5)
    assert torch.equal(first, same) and torch.allclose(first, begun, atol=1e-5)
    assert 0 < (halfway - first).abs().mean() < (there - first).abs().mean()


@pytest.mark.parametrize(("strength", "rows"), [(1.0, 4), (0.5, 2), (0.05, 1)])
def test_auto_steps_are_as_many_of_the_model_s_own_as_strength_leaves(camera, strength, rows):
    camera.model = replace(camera.model, preset=replace(camera.model.preset, steps=4))
    camera.live = LiveStream(camera.model)
    assert camera.show(6, steps="auto", strength=strength)[1] == [rows] * 6
    assert not camera.errors
