"""Models with a known architecture and random weights: what they make is noise, how long it takes is true."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1}
WORDS = 49408  # of CLIP's vocabulary


@dataclass(frozen=True)
class Architecture:
    """unet and text: arguments of diffusers' UNet2DConditionModel and transformers' CLIPTextConfig."""

    name: str
    scheduler: str
    unet: dict[str, Any] = field(default_factory=dict)
    text: dict[str, Any] = field(default_factory=dict)
    decoder: tuple[int, ...] = (64, 64, 64, 64)


SD_TURBO = Architecture(
    "SD-Turbo",
    "EulerDiscreteScheduler",
    {"cross_attention_dim": 1024, "attention_head_dim": (5, 10, 20, 20), "use_linear_projection": True},
    {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 23, "num_attention_heads": 16},
)
SD_15 = Architecture(
    "SD 1.5",
    "LCMScheduler",  # as its users run it live: a few steps, no guidance
    {"cross_attention_dim": 768, "attention_head_dim": 8},
    {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12},
)
SMALL = Architecture(
    "small",
    "EulerDiscreteScheduler",
    {
        "cross_attention_dim": 64,
        "attention_head_dim": 8,
        "block_out_channels": (32, 64),
        "layers_per_block": 1,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
        "norm_num_groups": 8,
    },
    {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4},
    (16, 16, 16, 16),
)


def build(architecture: Architecture, folder: Path, half: bool) -> Path:
    """Write a model in diffusers' layout with random weights, in half precision for a GPU; return its folder."""
    import diffusers
    import torch
    from transformers import CLIPTextConfig, CLIPTextModel

    torch.manual_seed(1)
    tokenizer = _tokenizer(folder / "tokenizer")
    text = CLIPTextConfig(
        vocab_size=WORDS, projection_dim=512, eos_token_id=tokenizer.eos_token_id, **architecture.text
    )
    unet: Any = diffusers.UNet2DConditionModel(sample_size=64, **architecture.unet)
    channels = architecture.decoder
    vae: Any = diffusers.AutoencoderTiny(encoder_block_out_channels=channels, decoder_block_out_channels=channels)
    for name, weights in (*unet.named_parameters(), *vae.named_parameters()):
        if name in ("conv_out.weight", f"decoder.layers.{len(vae.decoder.layers) - 1}.weight"):
            # A keyframe of one colour would be taken for a broken one, and made again.
            torch.nn.init.normal_(weights, std=0.1)
    spacing = {"timestep_spacing": "trailing"} if architecture.scheduler.startswith("Euler") else {}
    encoder: Any = CLIPTextModel(text)
    number = torch.float16 if half else torch.float32
    pipe: Any = diffusers.StableDiffusionPipeline(
        vae=vae.to(number),
        text_encoder=encoder.to(number),
        tokenizer=tokenizer,
        unet=unet.to(number),
        scheduler=getattr(diffusers, architecture.scheduler)(**NOISE, **spacing),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipe.save_pretrained(folder)
    return folder


def _tokenizer(folder: Path) -> Any:
    """CLIP's tokenizer with a vocabulary of single bytes; prompts take 77 tokens whatever they say."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import CLIPTokenizer

    letters = sorted(ByteLevel.alphabet())
    words = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True)
    (folder / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return CLIPTokenizer.from_pretrained(folder, model_max_length=77)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", choices=[known.name for known in (SD_TURBO, SD_15, SMALL)], required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--half", type=int, required=True)
    given = parser.parse_args(sys.argv[1:])
    named = next(known for known in (SD_TURBO, SD_15, SMALL) if known.name == given.name)
    print(json.dumps({"folder": str(build(named, given.folder, bool(given.half)))}))
