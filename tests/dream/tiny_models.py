"""Small pipelines with random weights in the shapes of each Stable Diffusion family, for tests."""

from __future__ import annotations

import json
from pathlib import Path

import torch

SIZE = 64  # pixels


def load(folder: Path, width: int = 0, height: int = 0, **launch):
    """The model of a folder as a dreamer has it, for keyframes of its own size unless told otherwise."""
    from engine.dream import loader
    from engine.dream.protocol import Launch

    return loader.load(Launch(str(folder), width=width, height=height, **launch), lambda text: None)


def tokenizer(folder: Path):
    """A CLIP tokenizer that knows bytes only."""
    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import CLIPTokenizer

    letters = sorted(ByteLevel.alphabet())
    words = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return CLIPTokenizer.from_pretrained(str(folder), model_max_length=24)


def text_encoder(tokens, width: int = 32, projected: bool = False):
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=len(tokens),
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=tokens.model_max_length,
        projection_dim=width,
        bos_token_id=tokens.bos_token_id,
        eos_token_id=tokens.eos_token_id,
        pad_token_id=tokens.pad_token_id,
    )
    model = (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)
    for name, weight in model.named_parameters():
        if "embedding" in name:
            torch.nn.init.normal_(weight)  # so that prompts differ
    return model


def unet(width: int, **more):
    from diffusers import UNet2DConditionModel

    model = UNet2DConditionModel(
        sample_size=SIZE // 8,
        block_out_channels=(32, 64),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=width,
        attention_head_dim=8,
        norm_num_groups=8,
        **more,
    )
    torch.nn.init.normal_(model.conv_out.weight, std=0.2)
    return model


def tiny_decoder():
    from diffusers import AutoencoderTiny

    channels = (8, 8, 8, 8)
    return AutoencoderTiny(encoder_block_out_channels=channels, decoder_block_out_channels=channels)


def full_decoder():
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=SIZE,
    )


NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1}


def make_sd(folder: Path, scheduler=None, tiny: bool = True, prediction: str = "epsilon", **more) -> Path:
    """SD 1.x; with other schedulers, predictions and UNet arguments also 2.x, SD-Turbo and LCM."""
    from diffusers import DDIMScheduler, StableDiffusionPipeline

    torch.manual_seed(1)
    tokens = tokenizer(folder / "tokenizer")
    pipe = StableDiffusionPipeline(
        vae=tiny_decoder() if tiny else full_decoder(),
        text_encoder=text_encoder(tokens),
        tokenizer=tokens,
        unet=unet(32, **more),
        scheduler=scheduler or DDIMScheduler(**NOISE, prediction_type=prediction, clip_sample=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipe.save_pretrained(str(folder))
    return folder


def make_turbo(folder: Path) -> Path:
    from diffusers import EulerDiscreteScheduler

    return make_sd(folder, EulerDiscreteScheduler(**NOISE, timestep_spacing="trailing"))


def make_v(folder: Path) -> Path:
    return make_sd(folder, prediction="v_prediction", tiny=False)


def make_lcm(folder: Path) -> Path:
    from diffusers import LCMScheduler

    return make_sd(folder, LCMScheduler(**NOISE), time_cond_proj_dim=16)


def make_sdxl(folder: Path, turbo: bool = False) -> Path:
    from diffusers import EulerAncestralDiscreteScheduler, EulerDiscreteScheduler, StableDiffusionXLPipeline

    torch.manual_seed(2)
    tokens = tokenizer(folder / "tokenizer")
    turbo_noise = EulerAncestralDiscreteScheduler(**NOISE, timestep_spacing="trailing")
    pipe = StableDiffusionXLPipeline(
        vae=tiny_decoder(),
        text_encoder=text_encoder(tokens, 32),
        text_encoder_2=text_encoder(tokens, 32, projected=True),
        tokenizer=tokens,
        tokenizer_2=tokens,
        unet=unet(
            64,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=6 * 8 + 32,
            use_linear_projection=True,
        ),
        scheduler=turbo_noise if turbo else EulerDiscreteScheduler(**NOISE),
        add_watermarker=False,
    )
    pipe.save_pretrained(str(folder))
    return folder


def make_edm(folder: Path) -> Path:
    """SDXL on continuous noise levels, with statistics of its latents, as Playground 2.5 is."""
    from diffusers import EDMDPMSolverMultistepScheduler, StableDiffusionXLPipeline

    pipe = StableDiffusionXLPipeline.from_pretrained(str(make_sdxl(folder)))
    pipe.scheduler = EDMDPMSolverMultistepScheduler()
    pipe.vae = full_decoder()
    pipe.vae.register_to_config(
        latents_mean=[0.5, -1.0, 0.2, 0.0], latents_std=[2.0, 3.0, 1.0, 0.5], scaling_factor=0.5
    )
    pipe.save_pretrained(str(folder))
    return folder


def make_lora(model: Path, file: Path) -> Path:
    """A LoRA on the attention of a model's UNet, strong enough to be seen."""
    from diffusers import StableDiffusionPipeline, UNet2DConditionModel
    from peft import LoraConfig
    from peft.utils import get_peft_model_state_dict

    torch.manual_seed(3)
    network = UNet2DConditionModel.from_pretrained(str(model / "unet"))
    network.add_adapter(LoraConfig(r=4, init_lora_weights=False, target_modules=["to_k", "to_q", "to_v", "to_out.0"]))
    for name, weight in network.named_parameters():
        if "lora" in name:
            torch.nn.init.normal_(weight, std=0.5)
    StableDiffusionPipeline.save_lora_weights(
        str(file.parent), unet_lora_layers=get_peft_model_state_dict(network), weight_name=file.name
    )
    return file


def rewrite_lora(file: Path, target: Path, names, scale: float = 1.0, metadata=None, **more) -> Path:
    """A LoRA of make_lora as another trainer writes it. names: gives the key for (layer, "A" or "B").

    scale: of the up half, for formats that scale it back by their alpha; more: further tensors.
    """
    from safetensors.torch import load_file, save_file

    written = {}
    for key, tensor in load_file(str(file)).items():
        layer, _, half = key.removeprefix("unet.").removesuffix(".weight").rpartition(".lora_")
        half = {"A": "A", "B": "B", "down": "A", "up": "B"}[half.split(".")[-1]]
        written[names(layer, half)] = tensor * scale if half == "B" else tensor
        for name, value in more.items():
            written[names(layer, name)] = torch.tensor(value)
    save_file(written, str(target), metadata)
    return target


KINDS = {
    "sd": make_sd,
    "sd2-v": make_v,
    "sd-turbo": make_turbo,
    "lcm": make_lcm,
    "sdxl": make_sdxl,
    "sdxl-edm": make_edm,
    "sdxl-turbo": lambda folder: make_sdxl(folder, turbo=True),
    "lightning": lambda folder: make_sdxl(folder.with_name("sdxl_lightning_4step")),
}


def make_single_file(model: Path, file: Path, metadata=None, **more) -> Path:
    """One .safetensors file in the original Stable Diffusion layout, of a model with a full decoder (make_v).

    more: further tensors, by which such files say of themselves what they are.
    """
    from safetensors.torch import load_file, save_file

    unet_weights = load_file(str(model / "unet" / "diffusion_pytorch_model.safetensors"))
    vae_weights = load_file(str(model / "vae" / "diffusion_pytorch_model.safetensors"))
    text_weights = load_file(str(model / "text_encoder" / "model.safetensors"))
    whole = {f"model.diffusion_model.{_unet_name(name)}": weight for name, weight in unet_weights.items()}
    for name, weight in vae_weights.items():
        name = _vae_name(name)
        convolution = ".attn_1." in name and ".norm." not in name and weight.ndim == 2
        whole[f"first_stage_model.{name}"] = weight[:, :, None, None] if convolution else weight
    for name, weight in text_weights.items():
        name = name if name.startswith("text_model.") else f"text_model.{name}"
        whole[f"cond_stage_model.transformer.{name}"] = weight
    whole |= {name.replace("__", "."): torch.tensor(value) for name, value in more.items()}
    save_file({name: weight.contiguous() for name, weight in whole.items()}, str(file), metadata)
    return file


def _unet_name(name: str, layers: int = 1) -> str:
    """A diffusers UNet weight's name in the original layout."""
    ends = {
        "time_embedding.linear_1": "time_embed.0",
        "time_embedding.linear_2": "time_embed.2",
        "conv_in": "input_blocks.0.0",
        "conv_norm_out": "out.0",
        "conv_out": "out.2",
        "mid_block.resnets.0": "middle_block.0",
        "mid_block.attentions.0": "middle_block.1",
        "mid_block.resnets.1": "middle_block.2",
    }
    for block in range(2):
        first = (layers + 1) * block
        for layer in range(layers + 1):
            ends[f"down_blocks.{block}.resnets.{layer}"] = f"input_blocks.{first + layer + 1}.0"
            ends[f"down_blocks.{block}.attentions.{layer}"] = f"input_blocks.{first + layer + 1}.1"
            ends[f"up_blocks.{block}.resnets.{layer}"] = f"output_blocks.{first + layer}.0"
            ends[f"up_blocks.{block}.attentions.{layer}"] = f"output_blocks.{first + layer}.1"
        ends[f"down_blocks.{block}.downsamplers.0.conv"] = f"input_blocks.{first + layers + 1}.0.op"
        ends[f"up_blocks.{block}.upsamplers.0.conv"] = f"output_blocks.{first + layers}.{2 - block}.conv"
    for ours, original in ends.items():
        if name.startswith(ours + "."):
            name = original + name.removeprefix(ours)
            break
    if "resnets" in ours:
        inner = {
            "norm1": "in_layers.0",
            "conv1": "in_layers.2",
            "norm2": "out_layers.0",
            "conv2": "out_layers.3",
            "time_emb_proj": "emb_layers.1",
            "conv_shortcut": "skip_connection",
        }
        for here, there in inner.items():
            name = name.replace(f".{here}.", f".{there}.")
    return name


def _vae_name(name: str) -> str:
    """A diffusers VAE weight's name in the original layout."""
    for block in range(4):
        name = name.replace(f"up_blocks.{block}.", f"up.{3 - block}.")
        name = name.replace(f"down_blocks.{block}.", f"down.{block}.")
    for here, there in (
        ("mid_block.resnets.0.", "mid.block_1."),
        ("mid_block.resnets.1.", "mid.block_2."),
        ("mid_block.attentions.0.", "mid.attn_1."),
        (".resnets.", ".block."),
        ("downsamplers.0.", "downsample."),
        ("upsamplers.0.", "upsample."),
        ("conv_shortcut", "nin_shortcut"),
        ("conv_norm_out", "norm_out"),
        ("group_norm", "norm"),
        ("to_q", "q"),
        ("to_k", "k"),
        ("to_v", "v"),
        ("to_out.0", "proj_out"),
    ):
        name = name.replace(here, there)
    return name
