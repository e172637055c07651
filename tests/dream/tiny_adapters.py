"""Small ControlNets and IP-Adapters with random weights, for the small models in tiny_models, and a step with them."""

from __future__ import annotations

from pathlib import Path

import torch


def make_control(model: Path, folder: Path, seed: int = 4, **config) -> Path:
    """A ControlNet for a model's UNet, its zero convolutions not zero."""
    from diffusers import ControlNetModel, UNet2DConditionModel

    torch.manual_seed(seed)
    network = UNet2DConditionModel.from_pretrained(str(model / "unet"))
    control = ControlNetModel.from_unet(network, conditioning_embedding_out_channels=(4, 8, 8, 16), **config)
    zero = (control.controlnet_cond_embedding.conv_out, control.controlnet_mid_block, *control.controlnet_down_blocks)
    for convolution in zero:
        torch.nn.init.normal_(convolution.weight, std=0.2)
    control.save_pretrained(str(folder))
    return folder


def make_adapter(model: Path, folder: Path, plus: bool = False) -> Path:
    """An IP-Adapter for a model's UNet, with a small image encoder; plus: one that is shown every patch."""
    from diffusers import UNet2DConditionModel
    from safetensors.torch import save_file
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    torch.manual_seed(5)
    unet = UNet2DConditionModel.from_pretrained(str(model / "unet"))
    wide, cross = 24, unet.config.cross_attention_dim
    encoder = CLIPVisionModelWithProjection(
        CLIPVisionConfig(
            hidden_size=32,
            intermediate_size=64,
            projection_dim=wide,
            num_hidden_layers=2,
            num_attention_heads=4,
            image_size=32,
            patch_size=8,
        )
    )
    encoder.save_pretrained(str(folder / "image_encoder"))
    tensors = _plus(cross) if plus else _plain(cross, wide)
    for number, name in enumerate(unet.attn_processors):
        if name.endswith("attn2.processor"):
            channels = unet.get_submodule(name.removesuffix(".processor")).to_q.out_features
            for part in ("k", "v"):
                tensors[f"ip_adapter.{number}.to_{part}_ip.weight"] = torch.randn(channels, cross) * 0.5
    save_file(tensors, str(folder / "adapter.safetensors"))
    return folder


def begin(pipe, scheduler, noise: torch.Tensor) -> tuple[dict, torch.Tensor, torch.Tensor, torch.Tensor]:
    """One guided step to "a red sea", up to the UNet: what that is told, the time, the latents, and them scaled, twice.

    The first row of each two is without the prompt. noise: (1, C, h, w).
    """
    told = {}
    if "text_encoder_2" in pipe.components:
        wanted, unwanted, pooled, shunned = pipe.encode_prompt("a red sea", device=noise.device)
        ids = torch.tensor([[64.0, 64, 0, 0, 64, 64]] * 2)
        told["added_cond_kwargs"] = {"text_embeds": torch.cat([shunned, pooled]), "time_ids": ids}
    else:
        wanted, unwanted = pipe.encode_prompt("a red sea", noise.device, 1, True)
    told["encoder_hidden_states"] = torch.cat([unwanted, wanted])
    scheduler.set_timesteps(1)
    t = scheduler.timesteps[0]
    x = noise * scheduler.init_noise_sigma
    return told, t, x, scheduler.scale_model_input(torch.cat([x, x]), t)


def _plain(cross: int, wide: int) -> dict[str, torch.Tensor]:
    return {
        "image_proj.proj.weight": torch.randn(4 * cross, wide),
        "image_proj.proj.bias": torch.randn(4 * cross),
        "image_proj.norm.weight": torch.ones(cross),
        "image_proj.norm.bias": torch.zeros(cross),
    }


def _plus(cross: int, depth: int = 4, inner: int = 64, patches: int = 32) -> dict[str, torch.Tensor]:
    tensors = {
        "latents": torch.randn(1, 4, inner),
        "proj_in.weight": torch.randn(inner, patches) * 0.2,
        "proj_in.bias": torch.zeros(inner),
        "proj_out.weight": torch.randn(cross, inner) * 0.2,
        "proj_out.bias": torch.zeros(cross),
        "norm_out.weight": torch.ones(cross),
        "norm_out.bias": torch.zeros(cross),
    }
    for layer in range(depth):
        for norm in ("0.norm1", "0.norm2", "1.0"):
            tensors[f"layers.{layer}.{norm}.weight"] = torch.ones(inner)
            tensors[f"layers.{layer}.{norm}.bias"] = torch.zeros(inner)
        tensors[f"layers.{layer}.0.to_q.weight"] = torch.randn(inner, inner) * 0.2
        tensors[f"layers.{layer}.0.to_kv.weight"] = torch.randn(2 * inner, inner) * 0.2
        tensors[f"layers.{layer}.0.to_out.weight"] = torch.randn(inner, inner) * 0.2
        tensors[f"layers.{layer}.1.1.weight"] = torch.randn(4 * inner, inner) * 0.2
        tensors[f"layers.{layer}.1.3.weight"] = torch.randn(inner, 4 * inner) * 0.2
    return {f"image_proj.{name}": weight for name, weight in tensors.items()}
