"""Several ControlNets over a live stream: what diffusers makes of a list of them, and a hold that comes and goes."""

from dataclasses import replace

import numpy as np
import pytest
import tiny_adapters
import torch
from diffusers import (
    ControlNetModel,
    DDIMScheduler,
    StableDiffusionControlNetImg2ImgPipeline,
    StableDiffusionControlNetPipeline,
)
from PIL import Image
from tiny_models import load

from engine.dream.controlnet import hint
from engine.dream.live_stream import LiveStream
from engine.dream.protocol import LiveWish
from engine.dream.sampler import place_noise
from engine.dream.shared_memory import InputFrame
from engine.journey.path import Waypoint
from engine.parameters import Dream, Live

SCENE = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
PROMPT = "a red sea"
BOTH = Live(
    glide=0.0,
    steps="0",
    cfg="full",
    guidance=3.0,
    control="lines",
    control_kind="soft",
    control_scale=0.7,
    control2="tile",
    control2_kind="picture",
    control2_scale=1.3,
)


@pytest.fixture(scope="module")
def nets(kinds, tmp_path_factory):
    root = tmp_path_factory.mktemp("nets")
    return [tiny_adapters.make_control(kinds["sd"], root / name, seed) for seed, name in ((4, "lines"), (5, "tile"))]


class Held:
    """A stream under ControlNets, and the latents that come out of it before they are decoded."""

    def __init__(self, folder, nets=(), **launch):
        self.model = load(folder, 64, 64, controls=tuple(map(str, nets)), **launch)
        self.live, self.number, self.latents = LiveStream(self.model), 0, []
        vae = self.model.pipe.vae
        vae.decoder.register_forward_pre_hook(lambda network, given: self.latents.append(given[0].clone()))

    def show(self, live, scene=SCENE, **more):
        """The latents and the picture of an input."""
        self.number += 1
        frame = InputFrame(self.number, float(self.number), scene)
        (_, picture), *_ = self.live.dream(frame, LiveWish(Dream(prompt=((PROMPT, 1.0),)), replace(live, **more)))
        return self.latents[-1], picture.astype(int)


@pytest.mark.parametrize("family", [StableDiffusionControlNetPipeline, StableDiffusionControlNetImg2ImgPipeline])
def test_a_stream_under_two_equals_the_pipeline_of_diffusers_with_a_list(kinds, nets, monkeypatch, family):
    stream = Held(kinds["sd"], nets)
    pipe = stream.model.pipe
    noise = place_noise(Waypoint((), Dream().seed), stream.model.latent_shape, 0)
    parts = {name: pipe.components[name] for name in ("vae", "text_encoder", "tokenizer", "unet")}
    how = {"timestep_spacing": "trailing", "set_alpha_to_one": True, "clip_sample": False}
    scheduler = DDIMScheduler.from_config(stream.model.scheduler("ddim").config, **how)
    peer = family(
        **parts, scheduler=scheduler, controlnet=[ControlNetModel.from_pretrained(str(net)) for net in nets],
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    peer.set_progress_bar_config(disable=True)
    hints = [Image.fromarray(hint(SCENE, kind, (64, 64))) for kind in ("soft", "picture")]
    more = {"num_inference_steps": 1, "guidance_scale": 3.0, "controlnet_conditioning_scale": [0.7, 1.3]}
    if family is StableDiffusionControlNetImg2ImgPipeline:
        monkeypatch.setattr(f"{family.__module__}.randn_tensor", lambda *given, **named: noise)
        more |= {"image": Image.fromarray(SCENE), "control_image": hints, "num_inference_steps": 2, "strength": 0.5}
        live, most = replace(BOTH, steps="25"), 0.0
    else:  # which begins at pure noise: so nearly does a stream, and its share of the input is put into the noise
        schedule = stream.model.scheduler("ddim")
        kept = schedule.alphas_cumprod[999]
        pixels = torch.from_numpy(SCENE).permute(2, 0, 1)[None] / 255
        begun = kept.sqrt() * stream.model.encode(pixels) + (1 - kept).sqrt() * noise
        more |= {"image": hints, "latents": begun, "width": 64, "height": 64}
        live, most = BOTH, 1e-4  # of latents that are 300 and more
    with torch.inference_mode():
        theirs = peer(PROMPT, output_type="latent", **more).images
    ours, _ = stream.show(live)
    assert theirs.std() > 0.1
    torch.testing.assert_close(ours, theirs, atol=2e-3, rtol=most)
    alone, _ = stream.show(replace(live, control2_scale=0.0))
    assert abs(ours - alone).max() > 0.05, "the second holds as well"


def test_each_place_takes_any_of_them_by_its_name(kinds, nets):
    stream = Held(kinds["sd"], nets)
    swapped = replace(
        BOTH, control="", control2="lines", control2_kind="soft", control2_scale=0.7,
        control3="tile", control3_kind="picture", control3_scale=1.3,
    )  # fmt: skip
    ours, _ = stream.show(BOTH)
    assert abs(stream.show(swapped)[0] - ours).max() < 2e-3
    twice = replace(BOTH, control2="lines", control2_kind="soft", control_scale=0.3, control2_scale=0.4)
    once = replace(BOTH, control2="")
    assert abs(stream.show(twice)[0] - stream.show(once)[0]).max() < 2e-3


def test_one_that_is_loaded_meanwhile_leaves_the_last_in_its_place(kinds, nets):
    stream = Held(kinds["sd"], nets[:1])
    ours, _ = stream.show(replace(BOTH, control2=""))
    awaited, _ = stream.show(replace(BOTH, control="tile", control2="tile"))
    assert abs(awaited - ours).max() < 1e-5
    off, _ = stream.show(replace(BOTH, control="", control2="tile"))
    assert abs(off - ours).max() > 0.05


def test_they_come_and_go_while_pictures_are_in_flight(kinds, nets):
    """Whoever holds the newest picture holds all of those before it, whatever was seen of them."""
    stream = Held(kinds["sd"], nets)
    more = {"steps": "10 30 45", "cfg": "onetime"}
    shown = []
    for change in ({"control": "", "control2": ""}, {}, {"control": "tile"}, {"control2": ""}, {"control3": "lines"}):
        live = replace(BOTH, **{**more, **change})
        for _ in range(2):
            stream.number += 1
            wish = LiveWish(Dream(prompt=((PROMPT, 1.0),)), live)
            shown += stream.live.dream(InputFrame(stream.number, float(stream.number), SCENE), wish)
    assert len(shown) == 8 and all(picture.std() > 2 for _, picture in shown)
    assert not stream.live.errors


def test_a_hold_that_comes_goes_or_is_shown_something_else_is_another_variant(kinds, nets):
    """The stage dissolves where the variant changes, so that nothing leaps."""
    stream = Held(kinds["sd"], nets)

    def variant(live):
        stream.number += 1
        prepared = stream.live.prepare(InputFrame(stream.number, float(stream.number), SCENE), live)
        (done,) = stream.live.advance(prepared, LiveWish(Dream(prompt=((PROMPT, 1.0),)), live))
        return done.variant

    first = variant(BOTH)
    assert variant(replace(BOTH, control_scale=0.6)) == first, "a scale is a fader"
    for number, live in enumerate(
        (replace(BOTH, control_kind="canny"), replace(BOTH, control=""), replace(BOTH, control="tile"), BOTH), 1
    ):
        assert variant(live) == first + number
