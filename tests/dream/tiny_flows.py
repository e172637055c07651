"""Small pipelines of transformers with random weights, made of diffusers' own classes, for tests."""

from __future__ import annotations

from pathlib import Path

import torch
from tiny_models import full_decoder, text_encoder, tokenizer

CHAT = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def strong(network, std: float = 0.2):
    """Weights large enough that prompts, times and noise all show in what comes out."""
    for name, weight in network.named_parameters():
        if weight.dim() > 1:
            torch.nn.init.normal_(weight, std=std)
        elif "pad_token" not in name and "norm" not in name:
            torch.nn.init.normal_(weight, std=0.02)
    return network.eval()


def qwen(causal: bool, layers: int, width: int = 16):
    """A text encoder and a tokenizer that knows bytes only."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import Qwen2Tokenizer, Qwen3Config, Qwen3ForCausalLM, Qwen3Model

    words = [*sorted(ByteLevel.alphabet()), "<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokens = Qwen2Tokenizer(vocab={word: index for index, word in enumerate(words)}, merges=[])
    tokens.chat_template = CHAT
    config = Qwen3Config(
        vocab_size=len(tokens),
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
    )
    return strong((Qwen3ForCausalLM if causal else Qwen3Model)(config)), tokens


def make_flux2(folder: Path) -> Path:
    from diffusers import (
        AutoencoderKLFlux2,
        FlowMatchEulerDiscreteScheduler,
        Flux2KleinPipeline,
        Flux2Transformer2DModel,
    )

    torch.manual_seed(11)
    reader, tokens = qwen(causal=True, layers=27)
    vae = AutoencoderKLFlux2(
        block_out_channels=(8, 8, 8, 8), layers_per_block=1, latent_channels=4, norm_num_groups=4, sample_size=64
    )
    vae.bn.running_mean.normal_()
    vae.bn.running_var.uniform_(0.5, 2.0)
    network = Flux2Transformer2DModel(
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=3 * 16,
        timestep_guidance_channels=16,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    )
    scheduler = FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True)
    pipe = Flux2KleinPipeline(scheduler, vae, reader, tokens, strong(network), is_distilled=True)
    pipe.save_pretrained(str(folder))
    return folder


def make_zimage(folder: Path) -> Path:
    from diffusers import FlowMatchEulerDiscreteScheduler, ZImagePipeline, ZImageTransformer2DModel

    torch.manual_seed(12)
    reader, tokens = qwen(causal=False, layers=3)
    network = ZImageTransformer2DModel(
        in_channels=4,
        dim=32,
        n_layers=1,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=16,
        axes_dims=[8, 4, 4],
    )
    torch.nn.init.normal_(network.cap_pad_token)
    torch.nn.init.normal_(network.x_pad_token)
    vae = full_decoder()
    vae.register_to_config(scaling_factor=0.36, shift_factor=0.12)
    scheduler = FlowMatchEulerDiscreteScheduler(shift=3.0)
    ZImagePipeline(scheduler, vae, reader, tokens, strong(network)).save_pretrained(str(folder))
    return folder


def make_sd3(folder: Path) -> Path:
    from diffusers import FlowMatchEulerDiscreteScheduler, SD3Transformer2DModel, StableDiffusion3Pipeline
    from transformers import T5Config, T5EncoderModel, T5Tokenizer

    torch.manual_seed(13)
    vae = full_decoder()
    vae.register_to_config(scaling_factor=1.5, shift_factor=0.06)
    clip = tokenizer(folder / "tokenizer")
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), *((chr(c), -3.0) for c in range(33, 127))]
    tokens = T5Tokenizer(vocab=pieces, extra_ids=0)
    t5 = T5Config(vocab_size=len(tokens), d_model=64, d_kv=16, d_ff=64, num_layers=1, num_heads=2)
    network = SD3Transformer2DModel(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        num_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=64,
        caption_projection_dim=32,
        pooled_projection_dim=64,
        pos_embed_max_size=16,
    )
    pipe = StableDiffusion3Pipeline(
        transformer=strong(network),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=vae,
        text_encoder=text_encoder(clip, projected=True),
        tokenizer=clip,
        text_encoder_2=text_encoder(clip, projected=True),
        tokenizer_2=clip,
        text_encoder_3=strong(T5EncoderModel(t5)),
        tokenizer_3=tokens,
    )
    pipe.save_pretrained(str(folder))
    return folder


def make_sana(folder: Path) -> Path:
    from diffusers import AutoencoderDC, SanaSprintPipeline, SanaTransformer2DModel, SCMScheduler
    from transformers import Gemma2Config, Gemma2Model, GemmaTokenizer

    torch.manual_seed(14)
    letters = {word: index for index, word in enumerate(("<pad>", "<eos>", "<bos>", "<unk>", "▁"))}
    tokens = GemmaTokenizer(vocab={**letters, **{chr(c): c - 28 for c in range(33, 127)}}, merges=[])
    config = Gemma2Config(
        vocab_size=len(tokens),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
    )
    network = SanaTransformer2DModel(
        in_channels=4,
        out_channels=4,
        num_attention_heads=2,
        attention_head_dim=8,
        num_layers=2,
        num_cross_attention_heads=2,
        cross_attention_head_dim=8,
        cross_attention_dim=16,
        caption_channels=16,
        sample_size=2,
        guidance_embeds=True,
        qk_norm="rms_norm_across_heads",
    )
    kind = "ResBlock"
    vae = AutoencoderDC(
        latent_channels=4,
        attention_head_dim=4,
        encoder_block_types=(kind,) * 6,
        decoder_block_types=(kind,) * 6,
        encoder_block_out_channels=(4,) * 6,
        decoder_block_out_channels=(4,) * 6,
        encoder_layers_per_block=(1,) * 6,
        decoder_layers_per_block=(1,) * 6,
        scaling_factor=0.41,
    )
    reader = strong(Gemma2Model(config))
    SanaSprintPipeline(tokens, reader, vae, strong(network), SCMScheduler()).save_pretrained(str(folder))
    return folder


FLOWS = {
    "flux2": make_flux2,
    "zimage": lambda folder: make_zimage(folder.with_name("zimage-turbo")),
    "sd3": lambda folder: make_sd3(folder.with_name("sd3-turbo")),
    "sana": make_sana,
}
