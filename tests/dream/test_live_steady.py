"""Steadiness: attention to earlier pictures as its formula says, less flicker, and nothing that stays behind."""

import numpy as np
import pytest
import torch
from diffusers import UNet2DConditionModel
from test_live_structure import Held
from tiny_models import load, make_sd

from engine.dream.live_steady import ALIKE, KEPT, MOST, AttentionCache, Steadiness
from engine.parameters import Live

LIVE = Live(glide=0.0, cfg="none", steps="25")
DICE = np.random.default_rng(5)
STILL = DICE.integers(60, 200, (8, 8, 3)).repeat(8, 0).repeat(8, 1)
NOISY = [np.clip(STILL + DICE.normal(0, 16, STILL.shape), 0, 255).astype(np.uint8) for _ in range(10)]


class Formula:
    """softmax of [q k / sqrt(c), q k' / sqrt(c) + log s] times [v, v'], where k' and v' are running means."""

    def __init__(self, steady):
        self.steady, self.kept = steady, None

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None, temb=None):
        told = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        query, key, value = (
            each.unflatten(2, (attn.heads, -1)).transpose(1, 2)
            for each in (attn.to_q(hidden_states), attn.to_k(told), attn.to_v(told))
        )
        logits, values = query @ key.mT / query.shape[-1] ** 0.5, value
        if encoder_hidden_states is None:
            if self.kept is None:
                self.kept = key, value
            else:
                keys, olds = self.kept
                before = query @ keys.mT / query.shape[-1] ** 0.5 + np.log(self.steady)
                logits, values = torch.cat([logits, before], -1), torch.cat([value, olds], 2)
                self.kept = KEPT * keys + (1 - KEPT) * key, KEPT * olds + (1 - KEPT) * value
        return attn.to_out[0]((logits.softmax(-1) @ values).transpose(1, 2).flatten(2))


@pytest.mark.parametrize("steady", [0.3, 1.0])
@torch.inference_mode()
def test_a_unet_attends_to_earlier_pictures_as_the_formula_says(kinds, steady):
    ours = load(kinds["sd"], 64, 64).pipe.unet
    theirs = UNet2DConditionModel.from_pretrained(kinds["sd"], subfolder="unet").eval()
    theirs.set_attn_processor({name: Formula(steady) for name in theirs.attn_processors})
    plain = UNet2DConditionModel.from_pretrained(kinds["sd"], subfolder="unet").eval()
    cache, t, tokens = AttentionCache(), torch.tensor([900, 300]), torch.randn(2, 24, 32)
    cache.steady = steady
    gaps = []
    for _ in range(3):
        x = torch.randn(2, 4, 8, 8)
        made = ours(x, t, tokens, cross_attention_kwargs={"cache": cache}).sample
        torch.testing.assert_close(made, theirs(x, t, tokens).sample, atol=2e-4, rtol=1e-4)
        gaps.append(float((made - plain(x, t, tokens).sample).abs().max()))
    assert gaps[0] < 1e-3 < gaps[1], "the first picture has none before it"


def test_what_is_done_is_fused_as_the_formula_says():
    steadiness, torch_dice = Steadiness(), torch.Generator().manual_seed(1)
    first = torch.randn(1, 4, 6, 6, generator=torch_dice)
    second = first + 0.3 * torch.randn(1, 4, 6, 6, generator=torch_dice)
    assert steadiness.fuse(first, 0.8) is first
    apart = np.pad(((second - first) ** 2).mean(1)[0].numpy(), 1, constant_values=np.nan)
    near = np.array([[np.nanmean(apart[y : y + 3, x : x + 3]) for x in range(6)] for y in range(6)])
    share = MOST * 0.8 * np.exp(-near / (2 * ALIKE**2 * second.numpy().var(ddof=1)))
    expected = second + torch.from_numpy(share) * (first - second)
    torch.testing.assert_close(steadiness.fuse(second, 0.8), expected.float(), atol=1e-5, rtol=1e-4)
    assert steadiness.fuse(second, 0.0) is second


def flicker(stream, steady):
    """The mean difference between neighbouring pictures, not yet rounded, of a noisy input that stands still."""
    stream.live.start_over()
    made = []
    decoder = stream.model.pipe.vae.decoder
    hook = decoder.register_forward_hook(lambda network, given, picture: made.append(picture.float().numpy()))
    for scene in NOISY:
        stream.show(LIVE, scene, steady=steady)
    hook.remove()
    return np.mean([np.abs(a - b).mean() for a, b in zip(made[3:-1], made[4:], strict=True)])


@pytest.mark.parametrize("kind", ["epsilon", "v_prediction"])
def test_a_noisy_still_input_flickers_less(kind, tmp_path):
    stream = Held(make_sd(tmp_path, prediction=kind, tiny=False))
    without, half, full = (flicker(stream, steady) for steady in (0.0, 0.5, 1.0))
    assert without > 1e-6, "there is something to steady"
    print(f"flicker of {kind}: {half / without:.3f} times at 0.5, {full / without:.3f} times at 1")
    assert full <= 0.7 * without and full < half < without, (without, half, full)


def test_another_scene_is_not_held_back():
    """What has moved is not alike: after a cut, a picture is the new scene's, and in a few more exactly its own."""
    stream, scenes = Held("builtin"), (STILL.astype(np.uint8), 255 - STILL[::-1].astype(np.uint8))
    alone = [stream.show(LIVE, scene)[1] for scene in scenes]
    for _ in range(6):
        stream.show(LIVE, scenes[0], steady=1.0)
    cut = [stream.show(LIVE, scenes[1], steady=1.0)[1] for _ in range(25)]
    whole = np.abs(alone[0] - alone[1]).mean()
    print(f"a cut of {whole:.2f} levels: {np.abs(cut[0] - cut[-1]).mean():.2f} are missing at once")
    assert whole > 1
    assert np.abs(cut[0] - cut[-1]).mean() < 0.5 * whole, "most of the way at once"
    assert np.abs(cut[-2] - cut[-1]).mean() < max(0.02 * whole, 0.5)  # half a level: pictures are of whole ones
    back = stream.show(LIVE, scenes[1])[1]
    np.testing.assert_array_equal(back, alone[1], "off is off")


def test_steps_and_guidance_change_while_it_holds(kinds):
    stream = Held(kinds["sd-turbo"])
    for more in ({"steps": "25"}, {"steps": "25", "cfg": "full", "guidance": 2.0}, {"steps": "20"}, {"steps": "25"}):
        for scene in NOISY[:3]:
            assert stream.show(LIVE, scene, steady=0.7, **more)[1].std() > 2
    assert not stream.live.errors


def test_a_picture_that_went_wrong_is_not_remembered(kinds):
    stream = Held(kinds["sd-turbo"])
    stream.show(LIVE, NOISY[0], steady=1.0)
    broken = stream.model.pipe.unet.conv_in.register_forward_hook(lambda layer, given, made: made * float("nan"))
    with pytest.raises(ValueError):
        stream.show(LIVE, NOISY[1], steady=1.0)  # it shows nothing: the last picture stays
    broken.remove()
    assert stream.show(LIVE, NOISY[2], steady=1.0)[1].std() > 2
    assert len(stream.live.errors) == 1
