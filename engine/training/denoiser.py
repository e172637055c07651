"""Trains the denoiser: a UNet of two levels that draws, from noise, latents of what slots.py's codes say.

Rectified flow (Liu et al. 2023, Lipman et al. 2023) in the clothes of DDIM: the schedule's signal and noise are (1 - t)
and t over their root sum of squares, and the network predicts v (Salimans & Ho 2022). DDIM steps on that schedule are
Euler steps along the straight paths, so any diffusers pipeline samples it, and four steps nearly do what sixteen do.
What is shown is left out by chance for classifier-free guidance (Ho & Salimans 2022). The codes reach the inner level
by cross-attention, and every level with the time.
"""

import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from torch import nn
from torch.nn import functional as F

from engine.training.autoencoder import CHANNELS, from_uint8, latents_of, load_autoencoder, pictures_of
from engine.training.captions import caption, taken
from engine.training.devices import LAYOUT, device_of
from engine.training.devices import half as in_half
from engine.training.draw import Wish, sheet, wish_of
from engine.training.gather import SHARD, gathering, shard_path
from engine.training.listen import load_text, reader, said
from engine.training.slots import SLOTS, WIDTH, places, states
from engine.training.trainer import Average, Run, averaged, save_whole, train, write_picture

WIDTHS = 128, 256  # channels of the two levels; 192 falls off the quick bfloat16 kernels of AMD's processors
TIMES = 1000  # of the schedule
STEPS, AT_STEPS = 4, 0.5  # of the sampler, and the share of a batch at the times from which these set out
DROPPED = 0.1  # share of pictures of which nothing is said, for guidance
WORDED = 0.25  # share of drawn pictures that a caption tells of, as the text encoder reads it
LEFT_OUT = 0.06  # share of slots, but for the subject, that are left open
ALL_ALIKE: Mapping[str, float] = MappingProxyType({})
SHEET_PROMPTS = (
    "neon wolf",
    "golden owl",
    "tiger made of fire",
    "skull in purple smoke",
    "butterfly filled with galaxy",
    "ice dragon",
    "stained glass heart",
    "castle at sunset",
    "red tunnel",
    "forest",
    "neon city lights",
    "pastel clouds",
    "lasers",
    "blue sea",
    "royal mandala",
    "fire",
)
Reader = Callable[[list[str]], torch.Tensor]


def new_unet(seed: int) -> UNet2DConditionModel:
    """An untrained UNet for latents of CHANNELS channels."""
    torch.manual_seed(seed)
    unet = UNet2DConditionModel(
        sample_size=(9, 16),
        in_channels=CHANNELS,
        out_channels=CHANNELS,
        layers_per_block=1,
        block_out_channels=WIDTHS,
        cross_attention_dim=WIDTH,
        attention_head_dim=8,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        mid_block_type="UNetMidBlock2D",  # attention there is not missed, and its room is the autoencoder's
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        resnet_time_scale_shift="scale_shift",
        addition_embed_type="text",
        addition_embed_type_num_heads=8,
        use_linear_projection=True,
    )
    unet.set_attn_processor(AttnProcessor())  # the fused kernel's gradients are slow on a CPU
    pooling = unet.add_embedding
    for layer in (pooling.pool.q_proj, pooling.pool.k_proj, pooling.pool.v_proj, pooling.proj):
        nn.init.zeros_(layer.bias)  # as loud as the codes when most tokens are silent
    return unet.to(memory_format=LAYOUT)


def new_scheduler() -> DDIMScheduler:
    """DDIM on the straight path: at time t of 0..1 there are (1 - t) of the picture and t of the noise."""
    t = np.arange(1, TIMES + 1) / TIMES
    kept = (1 - t) ** 2 / ((1 - t) ** 2 + t**2)
    return DDIMScheduler(
        num_train_timesteps=TIMES,
        trained_betas=(1 - kept / np.r_[1.0, kept[:-1]]).tolist(),
        prediction_type="v_prediction",
        timestep_spacing="trailing",
        clip_sample=False,
        set_alpha_to_one=True,
        steps_offset=1,  # trailing steps have none, but diffusers warns of anything else
    )


def signal_and_noise(scheduler, times: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """alpha and sigma of the times (N,), each (N, 1, 1, 1)."""
    kept = scheduler.alphas_cumprod.to(times.device)[times].view(-1, 1, 1, 1)
    return kept.sqrt(), (1 - kept).sqrt()


def fingerprint(vae) -> str:
    """Eight letters that tell one autoencoder's latents from another's; an average's zeros have lost their signs."""
    weights = [(value.detach().half() + 0.0).cpu().numpy().tobytes() for value in vae.encoder.state_dict().values()]
    return f"{zlib.crc32(b''.join(weights)):08x}"


class Latents:
    """The encoded pictures gathered so far; each shard is encoded once by an autoencoder and kept beside it."""

    def __init__(self, folder: Path, run: Run, vae, favour: Mapping[str, float] = ALL_ALIKE):
        self.folder, self.run, self.vae, self.favour = folder, run, vae, favour
        self.ending = f".{fingerprint(vae)}.latents"
        self.latents: list[torch.Tensor] = []  # (SHARD, C, h, w) float16 each
        self.captions: list[str] = []
        self.wishes: list[Wish | None] = []  # of drawn pictures; None for a user's
        self.chances = np.empty(0)  # of each picture to be taken for a batch

    @torch.no_grad()
    def refresh(self, at_once: int = 2) -> None:
        """Takes in up to `at_once` shards that have come since."""
        before = len(self.latents)
        for _ in range(at_once):
            path = shard_path(self.folder, self.run.width, self.run.height, len(self.latents))
            if len(self.latents) >= self.run.shards or not path.exists():
                break
            kept = path.with_suffix(self.ending)
            with np.load(path) as shard:
                if not kept.exists():
                    save_whole(kept, self.encode(shard["pictures"]))
                self.take(shard)
            self.latents.append(torch.load(kept, weights_only=True))
        if len(self.latents) > before:
            weights = np.array([favoured(w, self.favour) if w else 1.0 for w in self.wishes])
            self.chances = weights / weights.sum()

    def take(self, shard: Mapping[str, np.ndarray]) -> None:
        """Takes in what a shard says of its pictures."""
        self.captions += [str(text) for text in shard["captions"]]
        self.wishes += [wish_of(seed, self.run.takes) if seed >= 0 else None for seed in shard["seeds"].tolist()]

    def encode(self, pictures: np.ndarray) -> torch.Tensor:
        device = device_of(self.vae)
        with in_half(device):
            pieces = [piece.to(device) for piece in from_uint8(pictures).split(8)]
            return torch.cat([latents_of(self.vae, piece) for piece in pieces]).half().cpu()

    def __len__(self) -> int:
        return len(self.captions)

    def caption(self, index: int, random: np.random.Generator) -> str:
        """Drawn pictures get a fresh caption every time; a user's keep theirs, with its comma list shuffled."""
        shown = self.wishes[index]
        if shown is not None:
            text = caption(shown, random)
            return taken(text, shown.take, random) if shown.take else text
        parts = self.captions[index].split(",")
        random.shuffle(parts)
        return ",".join(parts)

    def batch(self, random: np.random.Generator, size: int) -> tuple[torch.Tensor, list[int], torch.Tensor]:
        """Latents (size, C, h, w), their places here, and as much Gaussian noise."""
        chosen = [int(i) for i in random.choice(len(self), size, p=self.chances)]
        latents = torch.stack([self.latents[i // SHARD][i % SHARD] for i in chosen]).float()
        return latents, chosen, torch.randn_like(latents)

    def texts(self, chosen: list[int], random: np.random.Generator) -> list[str]:
        """Captions of some pictures, some left out."""
        return ["" if random.random() < DROPPED else self.caption(i, random) for i in chosen]


def told(
    latents: Latents, chosen: list[int], random: np.random.Generator, read: Reader, worded: float = WORDED
) -> tuple[torch.Tensor, torch.Tensor]:
    """The states (N, LENGTH, WIDTH) that some pictures are denoised by, and the places (N, slots) that these say.

    Of most drawn ones the codes, some slots left open; of the share `worded`, and of all others, what a text encoder
    reads in a caption.
    """
    meant, texts = torch.zeros(len(chosen), len(SLOTS), dtype=torch.long), {}
    for row, index in enumerate(chosen):
        shown, dropped = latents.wishes[index], random.random() < DROPPED
        if shown is None or random.random() < worded:
            texts[row] = "" if dropped else latents.caption(index, random)
            if shown is not None and texts[row]:
                meant[row] = torch.tensor(places(said(shown, texts[row])))
        elif not dropped:
            left_open = torch.from_numpy(random.random(len(SLOTS)) < LEFT_OUT)
            left_open[[0, -1]] = False
            meant[row] = torch.tensor(places(shown)).masked_fill(left_open, 0)
    made = states(meant)
    if texts:
        made[list(texts)] = read(list(texts.values()))
    return made, meant


def favoured(shown: Wish, favour: Mapping[str, float]) -> float:
    """How many times as often as others a picture is shown: by its thing or kind, times the most of its colours."""
    colours = [favour.get(name, 1.0) for name in (*shown.colours, shown.mood)]
    return favour.get(shown.thing or shown.kind, 1.0) * max(colours)


def trailing(scheduler, steps: int) -> torch.Tensor:
    """The times (steps + 1,) int64 that so many trailing steps pass through; the last, -1, is the clean end."""
    total = scheduler.config.num_train_timesteps
    times = torch.from_numpy(np.round(np.arange(total, 0, -total / steps)).astype(np.int64) - 1)
    return torch.cat([times, torch.tensor([-1])])


def some_times(count: int, scheduler) -> torch.Tensor:
    """Times (count,) int64 of a scheduler's: logit-normal, the noisy middle, where outlines are decided, most often
    (Esser et al. 2024), and those of STEPS trailing steps, the first of which has nothing but the words to go by."""
    total = scheduler.config.num_train_timesteps
    times = (torch.sigmoid(torch.randn(count) + 0.8) * total).long().clamp_(0, total - 1)
    steps = trailing(scheduler, STEPS)[torch.randint(STEPS, (count,))]
    return torch.where(torch.rand(count) < AT_STEPS, steps, times)


def denoising_loss(
    unet, scheduler, latents: torch.Tensor, text_states: torch.Tensor, noise: torch.Tensor
) -> torch.Tensor:
    """Mean squared error of v at random times."""
    times = some_times(len(latents), scheduler).to(latents.device)
    alpha, sigma = signal_and_noise(scheduler, times)
    noisy, v = alpha * latents + sigma * noise, alpha * noise - sigma * latents
    with in_half(latents.device):
        predicted = unet(noisy.contiguous(memory_format=LAYOUT), times, text_states).sample
    return F.mse_loss(predicted.float(), v)


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
    unet, text_states: torch.Tensor, empty: torch.Tensor, scheduler, vae, path: Path, shape, steps: int, guidance: float
) -> None:
    """A sheet of what text states (N, T, D) say, the same noise every time. shape: (C, h, w) of the latents."""
    count, device = len(text_states), device_of(vae)
    noise = torch.randn((count, *shape), generator=torch.Generator().manual_seed(1)).to(device)
    with torch.no_grad(), in_half(device):
        latents = sample(unet, text_states, empty.expand(count, -1, -1), scheduler, noise, steps, guidance)
        write_picture(path, sheet(pictures_of(vae, latents), 4))


def sheet_states(read: Reader) -> tuple[torch.Tensor, torch.Tensor]:
    """The states of SHEET_PROMPTS and of saying nothing, as a text encoder reads them."""
    return read(list(SHEET_PROMPTS)), read([""])


def train_denoiser(
    work: Path,
    run: Run,
    *,
    peak: float = 5e-4,
    favour: Mapping[str, float] = ALL_ALIKE,
    compiled: bool = False,
) -> int:
    """Trains into work/denoiser.pt on the autoencoder of `load_autoencoder`; returns the steps done.

    The text encoder of work/text.pt reads some of the drawn pictures' captions, so that the denoiser forgives what it
    mishears, and all of a user's, of which nothing else is known. favour: see `favoured`. compiled: torch.compile the
    UNet, which takes minutes and then half the time a step.
    """
    scheduler, vae, unet = new_scheduler(), load_autoencoder(work).to(run.device), new_unet(run.seed).to(run.device)
    read = reader(*load_text(work))
    if compiled:
        unet.compile(dynamic=False)
    random = np.random.default_rng()
    with gathering(work / "pictures", run):
        latents = Latents(work / "pictures", run, vae, favour)
        latents.refresh(at_once=run.shards)

        def loss_of(step: int) -> tuple[torch.Tensor, dict]:
            if step % 50 == 0:
                latents.refresh(at_once=3)
            clean, chosen, noise = latents.batch(random, run.batch or 16)
            saying, _ = told(latents, chosen, random, read)
            loss = denoising_loss(unet, scheduler, clean.to(run.device), saying.to(run.device), noise.to(run.device))
            return loss, {"loss": loss.item()}

        def show(module: nn.Module, path: Path) -> None:
            shape = latents.latents[0].shape[1:]
            sample_sheet(module, *sheet_states(read), new_scheduler(), vae, path, shape, STEPS, 2.0)

        return train(
            out=work,
            name="denoiser",
            module=unet,
            loss_of=loss_of,
            peak=peak,
            run=run,
            show=show,
            average=Average(unet, 0.999),
            weight_decay=0.01,
            pace=pace,
        )


def pace(name: str) -> float:
    """How many times as fast as others weights are learnt by name: those that are told what is shown are faster.

    Each value of a slot is seen in few batches.
    """
    return 2.5 if "add_embedding" in name or "attn2" in name else 1.0


def load_denoiser(work: Path) -> UNet2DConditionModel:
    """The averaged UNet of work/denoiser.pt."""
    unet = new_unet(0)
    unet.load_state_dict(averaged(work / "denoiser.pt"))
    return unet.eval()
