"""Keys and values that are projected beforehand: the same predictions, and no projection while nothing changes."""

import numpy as np
import pytest
import torch
from diffusers import UNet2DConditionModel
from tiny_models import load

from engine.dream.ip_adapter import project
from engine.dream.live_stream import LiveStream
from engine.dream.prompt_encoding import Conditioning, unet_arguments
from engine.dream.protocol import LiveWish
from engine.dream.shared_memory import InputFrame
from engine.parameters import Dream, Live


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
@torch.inference_mode()
def test_a_prediction_is_that_of_diffusers_projected_or_not(kinds, kind):
    model = load(kinds[kind], 64, 64)
    ours = model.pipe.unet
    theirs = UNet2DConditionModel.from_pretrained(kinds[kind], subfolder="unet").eval()
    x, t = torch.randn(3, *model.latent_shape), torch.tensor([900, 500, 100])
    tokens = torch.randn(3, 77, ours.config.cross_attention_dim)
    pooled = torch.randn(3, ours.config.projection_class_embeddings_input_dim - 6 * 8) if kind == "sdxl" else None
    told = unet_arguments(ours, Conditioning(tokens, pooled), 0.0, (64, 64))
    expected = theirs(x, t, **told).sample
    projected = project(ours, tokens)
    assert projected
    torch.testing.assert_close(ours(x, t, **told).sample, expected, atol=1e-5, rtol=1e-5)
    other = told | {"encoder_hidden_states": torch.zeros_like(tokens)}  # nothing but the projections is read of it
    given = ours(x, t, **other, cross_attention_kwargs={"projected": projected}).sample
    torch.testing.assert_close(given, expected, atol=1e-5, rtol=1e-5)


def test_a_stream_projects_a_prompt_once(kinds):
    model = load(kinds["sd-turbo"], 64, 64)
    asked = []
    layers = [module for name, module in model.pipe.unet.named_modules() if name.endswith("attn2.to_k")]
    for layer in layers:
        layer.register_forward_hook(lambda module, given, made: asked.append(len(made)))
    live, picture = LiveStream(model), np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)

    def show(count, **more):
        asked.clear()
        stream = LiveWish(Dream(prompt=((more.pop("prompt", "fire"), 1.0),)), Live(glide=0.0, **more))
        for number in range(count):
            live.dream(InputFrame(number, float(number), picture), stream)
        return len(asked)

    assert show(4, cfg="full", guidance=2.0, steps="10 30") == len(layers) > 0
    assert show(4, cfg="self", guidance=1.5, steps="10 20 30") == 0, "other rows are made of the same projections"
    assert show(4, prompt="water", cfg="none") == len(layers)


def test_a_prompt_that_could_not_be_projected_is_projected_the_next_time(kinds, monkeypatch):
    picture = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    fire, water = (LiveWish(Dream(prompt=((text, 1.0),)), Live(glide=0.0)) for text in ("fire", "water"))
    (_, expected), *_ = LiveStream(load(kinds["sd-turbo"], 64, 64)).dream(InputFrame(1, 1.0, picture), water)
    live = LiveStream(load(kinds["sd-turbo"], 64, 64))
    live.dream(InputFrame(1, 1.0, picture), fire)
    with monkeypatch.context() as patch:
        patch.setattr("engine.dream.live_conditioning.project", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            live.dream(InputFrame(2, 2.0, picture), water)
    (_, shown), *_ = live.dream(InputFrame(3, 3.0, picture), water)
    np.testing.assert_array_equal(shown, expected)


@pytest.mark.parametrize("kind, most", [("sd-turbo", 2), ("sd2-v", 6)])
def test_a_cpu_that_multiplies_bfloat16_gives_nearly_the_same_pictures(kinds, monkeypatch, kind, most):
    """But near pure noise epsilon's errors would grow, so there the UNet works as precisely as anywhere."""
    picture = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    stream, shown = LiveWish(Dream(prompt=(("fire", 1.0),)), Live(glide=0.0, strength=0.98)), []
    monkeypatch.setattr("engine.dream.model.NARROW", 1)
    for brief in (False, True):
        monkeypatch.setattr("engine.dream.model.multiplies_bfloat16", lambda brief=brief: brief)
        shown += [
            made.astype(int)
            for _, made in LiveStream(load(kinds[kind], 64, 64)).dream(InputFrame(1, 1.0, picture), stream)
        ]
    assert np.abs(shown[0] - shown[1]).max() <= most
