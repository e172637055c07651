"""A folded autoencoder against diffusers' own: the same pictures, for less work."""

import copy

import pytest
import torch
from diffusers import AutoencoderTiny

from engine.dream.folding import Folded, fold

SHAPES = {
    "ours": {"num_encoder_blocks": (0, 0, 1, 1), "num_decoder_blocks": (1, 1, 1, 0)},
    "two empty levels": {"num_encoder_blocks": (0, 0, 0, 1), "num_decoder_blocks": (1, 1, 0, 0)},
    "an upsampling between": {"num_encoder_blocks": (1, 0, 1, 1), "num_decoder_blocks": (1, 0, 1, 0)},
    "nothing to fold": {},
}


def tiny(**blocks):
    torch.manual_seed(1)
    vae = AutoencoderTiny(encoder_block_out_channels=(16,) * 4, decoder_block_out_channels=(16,) * 4, **blocks)
    for layer in vae.modules():
        if isinstance(layer, torch.nn.Conv2d) and layer.bias is not None:
            torch.nn.init.normal_(layer.bias)  # so that a forgotten edge shows
    return vae.eval()


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("size", [(64, 96), (8, 16), (72, 40), (61, 47)])
@torch.inference_mode()
def test_the_pictures_are_the_same_to_the_last_edge(name, size):
    plain = tiny(**SHAPES[name])
    folded = copy.deepcopy(plain)
    fold(folded)
    pictures = torch.rand(2, 3, *size) * 2 - 1
    latents = plain.encode(pictures).latents
    torch.testing.assert_close(folded.encode(pictures).latents, latents, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(folded.decode(latents).sample, plain.decode(latents).sample, atol=1e-4, rtol=1e-4)


def test_what_has_no_chains_is_left_alone_and_the_others_multiply_less():
    counts = {}
    for name, blocks in SHAPES.items():
        vae = tiny(**blocks)
        fold(vae)
        counts[name] = sum(isinstance(layer, Folded) for layer in vae.modules())
    assert counts["nothing to fold"] == 0
    assert counts["ours"] == 2 and counts["two empty levels"] >= 1
