"""Trains the denoiser: a small CLIP text encoder and a small UNet, together, on latents of captioned pictures.

v-prediction (Salimans & Ho 2022) with zero terminal signal-to-noise and trailing steps (Lin et al. 2024), so that few
steps suffice and the brightness of a picture is free; captions are dropped by chance for classifier-free guidance
(Ho & Salimans 2022). The pooled text also joins the time embedding, which carries colour words to every level.
"""

import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from torch import nn
from torch.nn import functional as F
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from engine.training.autoencoder import LATENT_CHANNELS, latents_of, load_autoencoder, pictures_of
from engine.training.coupling import coarse, coupled_noise, layouts
from engine.training.devices import device_of
from engine.training.devices import half as in_half
from engine.training.draw import Wish, caption_of, sheet, wish_of
from engine.training.gather import SHARD, gathering
from engine.training.kinds import KINDS
from engine.training.teach import teach_words
from engine.training.tokens import LENGTH, write_tokenizer
from engine.training.trainer import Average, Run, averaged, save_whole, train, write_picture

TEXT_WIDTH = 128
# colour decides what a picture shows; how it tilts inside a block is detail that is hard to foretell
CHANNEL_WEIGHTS = (1.5, 1.5, 1.5, 0.5, 0.5, 0.5)
FEW = 3  # steps of the sampler that the denoiser is made for
FIRST_TIMES = 0.5  # share of a batch at pure noise
FEW_TIMES = 0.35  # and at the later ones of FEW trailing steps; the rest are at any time
DROPPED = 0.1  # share of captions left out, for guidance
ALL_ALIKE: Mapping[str, float] = MappingProxyType({})
SHEET_PROMPTS = (
    "red orbs",
    "blue tunnel",
    "fire",
    "green aurora",
    "purple and gold mandala",
    "ocean",
    "neon city lights",
    "pastel clouds",
    "sunset",
    "pink flowers",
    "cyan circuit board",
    "galaxy",
    "lightning",
    "rainbow kaleidoscope",
    "ink in water",
    "rain on glass",
)


class Denoiser(nn.Module):
    """The text encoder and the UNet as one module, so that they train, average and save together."""

    def __init__(self, text: CLIPTextModel, unet: UNet2DConditionModel):
        super().__init__()
        self.text, self.unet = text, unet

    def forward(self, noisy: torch.Tensor, times: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        """Predicted v (N, C, h, w) for noisy latents (N, C, h, w), times (N,) and token ids (N, LENGTH)."""
        return self.unet(noisy, times, self.text(ids).last_hidden_state).sample


def work_tokenizer(work: Path) -> CLIPTokenizer:
    """The tokenizer of work/tokenizer, made on first use: weights that were trained with one fit no other."""
    if not (work / "tokenizer" / "vocab.json").exists():
        write_tokenizer(work / "tokenizer")
    return CLIPTokenizer.from_pretrained(work / "tokenizer")


def new_denoiser(tokenizer: CLIPTokenizer, seed: int) -> Denoiser:
    """An untrained denoiser for latents of LATENT_CHANNELS."""
    torch.manual_seed(seed)
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=TEXT_WIDTH,
            intermediate_size=4 * TEXT_WIDTH,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=LENGTH,
            projection_dim=TEXT_WIDTH,
            hidden_act="gelu",
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )
    unet = UNet2DConditionModel(
        sample_size=(18, 32),
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        layers_per_block=1,
        block_out_channels=(48, 96, 192),
        norm_num_groups=16,
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=4,
        down_block_types=("DownBlock2D",) * 3,
        mid_block_type="UNetMidBlock2DCrossAttn",  # attention only where there are few places
        up_block_types=("UpBlock2D",) * 3,
        resnet_time_scale_shift="scale_shift",
        addition_embed_type="text",
        addition_embed_type_num_heads=8,
    )
    keep_places(unet)
    return Denoiser(text, unet).to(memory_format=torch.channels_last)


@torch.no_grad()
def keep_places(unet: UNet2DConditionModel) -> None:
    """Keeps a quarter of the UNet's channels free of the noisy picture, so that they know places and words alone.

    A convolution knows where it is only from its zero padding (Islam et al. 2020), and at high noise the picture
    drowns that. Here the first quarter of each layer's channels starts by reading only its like. What reaches them is
    padding, the time and the words: a small generator of layouts beside the denoiser, which the other channels learn
    to read. Training is free to mix them later.
    """

    def part(conv: nn.Module, reads: int, read_from: int, gain: float = 0.7) -> None:
        """The first quarter of `conv`'s outputs reads the first `reads` inputs; the rest ignores `read_from`."""
        quarter = conv.out_channels // 4
        fresh = torch.randn_like(conv.weight[:quarter, :reads]) * gain / (reads * conv.kernel_size[0] ** 2) ** 0.5
        conv.weight[:quarter] = 0
        conv.weight[quarter:, :read_from] = 0
        conv.weight[:quarter, :reads] = fresh
        if conv.bias is not None:
            conv.bias[:quarter] = 0

    def spread(norm: nn.GroupNorm, channels: int) -> None:
        norm.weight[:channels] = 1
        norm.bias[:channels] = 0.5 * torch.randn(channels)

    def resnet(block: nn.Module, hidden: int) -> None:
        """`hidden` of the block's inputs come from the layer before, the others over a skip connection."""
        quarter, group = hidden // 4, block.norm1.num_channels // block.norm1.num_groups
        clean = quarter // group * group  # channels whose whole group is free of the picture
        spread(block.norm1, clean)
        part(block.conv1, clean, quarter, gain=1.4)
        own = block.conv1.out_channels // 4
        spread(block.norm2, own)
        part(block.conv2, own, own)
        if block.conv_shortcut is not None:
            part(block.conv_shortcut, quarter, quarter)

    quarter = unet.conv_in.out_channels // 4
    unet.conv_in.weight[:quarter] = 0
    unet.conv_in.bias[:quarter] = torch.randn(quarter)
    hidden = unet.conv_in.out_channels
    for block in [*unet.down_blocks, unet.mid_block, *unet.up_blocks]:
        for layer in block.resnets:
            resnet(layer, hidden)
            hidden = layer.conv1.out_channels
        for sampler in [
            *(getattr(block, "downsamplers", None) or []),
            *(getattr(block, "upsamplers", None) or []),
        ]:
            part(sampler.conv, hidden // 4, hidden // 4)
    for attention in unet.mid_block.attentions:
        attention.proj_out.weight[: hidden_of(attention) // 4] = 0
        attention.proj_out.bias[: hidden_of(attention) // 4] = 0
    unet.conv_out.weight[:, :quarter] = 0


def hidden_of(attention: nn.Module) -> int:
    return attention.proj_out.weight.shape[0]


def new_scheduler() -> DDIMScheduler:
    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        clip_sample=False,
        set_alpha_to_one=True,
        steps_offset=1,  # trailing steps have none, but diffusers warns of anything else
    )


def signal_and_noise(scheduler, times: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """alpha and sigma of the times (N,), each (N, 1, 1, 1)."""
    kept = scheduler.alphas_cumprod.to(times.device)[times].view(-1, 1, 1, 1)
    return kept.sqrt(), (1 - kept).sqrt()


def tokenize(tokenizer: CLIPTokenizer, captions: list[str]) -> torch.Tensor:
    """Token ids (N, LENGTH)."""
    return tokenizer(captions, padding="max_length", truncation=True, return_tensors="pt").input_ids


def reader(text, tokenizer: CLIPTokenizer) -> Callable[[list[str]], torch.Tensor]:
    """What a text encoder makes of captions: their states (N, LENGTH, width)."""

    @torch.no_grad()
    def read(captions: list[str]) -> torch.Tensor:
        return text(tokenize(tokenizer, captions).to(device_of(text))).last_hidden_state

    return read


def fingerprint(vae) -> str:
    """Eight letters that tell one autoencoder's latents from another's."""
    weights = [value.detach().half().cpu().numpy().tobytes() for value in vae.encoder.state_dict().values()]
    return f"{zlib.crc32(b''.join(weights)):08x}"


class Latents:
    """The encoded pictures gathered so far; each shard is encoded once by an autoencoder and kept beside it."""

    def __init__(self, folder: Path, width: int, height: int, vae, most: int, favour: Mapping[str, float] = ALL_ALIKE):
        self.folder, self.vae, self.most, self.favour = folder, vae, most, favour
        self.ending = f".{fingerprint(vae)}.latents"
        self.width, self.height = width, height
        self.latents: list[torch.Tensor] = []  # (SHARD, C, h, w) float16 each
        self.captions: list[str] = []
        self.seeds: list[int] = []
        self.cells: list[torch.Tensor] = []  # (SHARD, *CELLS) each
        self.kinds: list[int] = []  # a user's pictures are all of one kind
        self.layouts = torch.empty(0)
        self.chances = np.empty(0)  # of each picture to be taken for a batch

    @torch.no_grad()
    def refresh(self, at_once: int = 2) -> None:
        """Takes in up to `at_once` shards that have come since."""
        before = len(self.latents)
        for _ in range(at_once):
            path = self.folder / f"{self.height}x{self.width}-{len(self.latents):05d}.npz"
            if len(self.latents) >= self.most or not path.exists():
                break
            kept = path.with_suffix(self.ending)
            with np.load(path) as shard:
                captions, seeds = [str(text) for text in shard["captions"]], shard["seeds"].tolist()
                if not kept.exists():
                    save_whole(kept, self.encode(shard["pictures"]))
            self.latents.append(torch.load(kept, weights_only=True))
            self.captions += captions
            self.seeds += seeds
            self.cells.append(coarse(self.latents[-1]))
            self.kinds += [list(KINDS).index(wish_of(seed).kind) if seed >= 0 else 0 for seed in seeds]
        if len(self.latents) > before:
            self.layouts = layouts(torch.cat(self.cells), torch.tensor(self.kinds))
            weights = np.array([favoured(wish_of(seed), self.favour) if seed >= 0 else 1.0 for seed in self.seeds])
            self.chances = weights / weights.sum()

    def encode(self, pictures: np.ndarray) -> torch.Tensor:
        pixels = torch.from_numpy(pictures).permute(0, 3, 1, 2).float().div(127.5).sub(1)
        device = device_of(self.vae)
        with in_half(device):
            pieces = [piece.to(device, memory_format=torch.channels_last) for piece in pixels.split(8)]
            return torch.cat([latents_of(self.vae, piece) for piece in pieces]).half().cpu()

    def __len__(self) -> int:
        return len(self.captions)

    def caption(self, index: int, random: np.random.Generator) -> str:
        """Drawn pictures get a fresh caption every time; a user's keep theirs, with its comma list shuffled."""
        if self.seeds[index] >= 0:
            return caption_of(self.seeds[index], int(random.integers(1 << 30)))
        parts = self.captions[index].split(",")
        random.shuffle(parts)
        return ",".join(parts)

    def batch(self, random: np.random.Generator, size: int) -> tuple[torch.Tensor, list[str], torch.Tensor]:
        """Latents (size, C, h, w), their captions, some left out, and noise that goes with them."""
        indices = random.choice(len(self), size, p=self.chances)
        latents = torch.stack([self.latents[i // SHARD][i % SHARD] for i in indices]).float()
        captions = ["" if random.random() < DROPPED else self.caption(int(i), random) for i in indices]
        return latents, captions, coupled_noise(self.layouts[indices], latents.shape)


def favoured(shown: Wish, favour: Mapping[str, float]) -> float:
    """How many times as often as others a picture is shown: by its kind, times the most of its colours and mood."""
    colours = [favour.get(name, 1.0) for name in (*shown.colours, shown.mood)]
    return favour.get(shown.kind, 1.0) * max(colours)


def some_times(count: int, total: int) -> torch.Tensor:
    """Times (count,) int64 to train at: most of them those that FEW sampling steps pass through.

    A network with little time to learn learns first what it will be asked: at pure noise, where nothing but the words
    says what goes where, and at the few times after it. The rest keep it usable with any number of steps.
    """
    dice = torch.rand(count)
    later = (total * torch.randint(1, FEW, (count,)) / FEW).round().long() - 1
    anywhere = torch.randint(0, total, (count,))
    return torch.where(dice < FIRST_TIMES, total - 1, torch.where(dice < FIRST_TIMES + FEW_TIMES, later, anywhere))


def denoising_loss(
    denoiser: Denoiser, scheduler, tokenizer, latents: torch.Tensor, captions: list[str], noise: torch.Tensor
) -> torch.Tensor:
    """v-prediction error at random times; nearly clean times count less (min-SNR, Hang et al. 2023)."""
    device = latents.device
    times = some_times(len(latents), scheduler.config.num_train_timesteps).to(device)
    alpha, sigma = signal_and_noise(scheduler, times)
    noisy, v = alpha * latents + sigma * noise, alpha * noise - sigma * latents
    ids = tokenize(tokenizer, captions).to(device)
    with in_half(device):
        predicted = denoiser(noisy.contiguous(memory_format=torch.channels_last), times, ids)
    snr = (alpha / sigma).square().flatten()
    weight = (5 / (snr + 1)).clamp_max(1)
    error = F.mse_loss(predicted.float(), v, reduction="none").mean((2, 3)) * torch.tensor(
        CHANNEL_WEIGHTS, device=device
    )
    return (weight * error.mean(1)).mean()


@torch.no_grad()
def sample(
    unet,
    text_states: torch.Tensor,
    empty_states: torch.Tensor,
    scheduler,
    noise: torch.Tensor,
    steps: int,
    guidance: float,
) -> torch.Tensor:
    """Latents (N, C, h, w) made from noise in `steps` with guidance (none at 1 or less)."""
    scheduler.set_timesteps(steps)
    latents = noise
    for time in scheduler.timesteps:
        with in_half(latents.device):
            predicted = unet(latents, time, text_states).sample.float()
            if guidance > 1:
                without = unet(latents, time, empty_states).sample.float()
                predicted = without + guidance * (predicted - without)
        latents = scheduler.step(predicted, time, latents).prev_sample
    return latents


def sample_sheet(
    unet, read: Callable[[list[str]], torch.Tensor], scheduler, vae, path: Path, shape, steps: int, guidance: float
) -> None:
    """A sheet of SHEET_PROMPTS, the same noise every time. read: see `reader`. shape: (C, h, w) of the latents."""
    noise = torch.randn((len(SHEET_PROMPTS), *shape), generator=torch.Generator().manual_seed(1)).to(device_of(vae))
    states, empty = read(list(SHEET_PROMPTS)), read([""]).expand(len(SHEET_PROMPTS), -1, -1)
    with torch.no_grad(), in_half(noise.device):
        latents = sample(unet, states, empty, scheduler, noise, steps, guidance)
        write_picture(path, sheet(pictures_of(vae, latents), 4))


def train_denoiser(
    work: Path,
    run: Run,
    *,
    peak: float = 1e-3,
    words: int = 1000,
    half: bool = False,
    favour: Mapping[str, float] = ALL_ALIKE,
    compiled: bool = False,
) -> int:
    """Trains into work/denoiser.pt on the autoencoder of work/autoencoder.pt; returns the steps done.

    A new one that learns from drawn pictures is first taught the words alone, for `words` steps. With `half`, the inner
    autoencoder encodes pictures of half the size into the same latents, which spares three quarters of the drawing.
    favour: see `favoured`. compiled: torch.compile the UNet, which takes minutes and then a quarter less time a step.
    """
    tokenizer, scheduler = work_tokenizer(work), new_scheduler()
    vae, denoiser = load_autoencoder(work).to(run.device), new_denoiser(tokenizer, run.seed).to(run.device)
    encoder = load_autoencoder(work, half=True).to(run.device) if half else vae
    if compiled:
        denoiser.unet.compile(dynamic=False)
    if run.pictures is None and not (run.resume and (work / "denoiser.pt").exists()):
        teach_words(denoiser, lambda captions: tokenize(tokenizer, captions).to(run.device), steps=words, seed=run.seed)
    random = np.random.default_rng()
    with gathering(work / "pictures", run):
        latents = Latents(work / "pictures", run.width, run.height, encoder, run.shards, favour)
        latents.refresh(at_once=run.shards)

        def loss_of(step: int) -> tuple[torch.Tensor, dict]:
            if step % 50 == 0:
                latents.refresh(at_once=3)
            clean, captions, noise = latents.batch(random, run.batch or 16)
            clean, noise = clean.to(run.device), noise.to(run.device)
            loss = denoising_loss(denoiser, scheduler, tokenizer, clean, captions, noise)
            return loss, {"loss": loss.item()}

        def show(module: nn.Module, path: Path) -> None:
            read = reader(module.text, tokenizer)
            sample_sheet(module.unet, read, new_scheduler(), vae, path, latents.latents[0].shape[1:], 16, 3.0)

        return train(
            out=work,
            name="denoiser",
            module=denoiser,
            loss_of=loss_of,
            peak=peak,
            run=run,
            show=show,
            average=Average(denoiser, 0.999),
            weight_decay=0.01,
        )


def load_denoiser(work: Path, name: str = "denoiser") -> tuple[Denoiser, CLIPTokenizer]:
    """The averaged denoiser of work/NAME.pt and its tokenizer."""
    tokenizer = work_tokenizer(work)
    denoiser = new_denoiser(tokenizer, 0)
    denoiser.load_state_dict(averaged(work / f"{name}.pt"))
    return denoiser.eval(), tokenizer
