"""Trains the autoencoder: diffusers' `AutoencoderTiny` (after TAESD) with 32x32 pixels and 48 channels a latent.

As few places as a deep-compression autoencoder has (DC-AE, Chen et al. 2024), so that a denoiser is quick on a CPU, and
channels enough for eyes and thin lines. The first channels can be those of an earlier autoencoder, so that a denoiser
that knows its latents goes on with more.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderTiny
from torch import nn
from torch.nn import functional as F

from engine.config import ConfigError
from engine.dream.folding import is_linear
from engine.training.devices import LAYOUT
from engine.training.devices import half as in_half
from engine.training.draw import sheet
from engine.training.gather import Pictures, gathering
from engine.training.trainer import Average, Run, averaged, train, write_picture

CHANNELS = 48  # of a latent, which stands for 32x32 pixels
WIDTH = 64  # channels of every layer
ENCODER_BLOCKS = 0, 0, 1, 2, 3, 3  # from the full size inwards
DECODER_BLOCKS = 5, 5, 3, 2, 0, 0  # and outwards: nothing but convolutions at half and full size
CONTRAST = 0.2  # how much local contrast counts of a picture's likeness
IN_MEMORY = 40  # shards of pictures that the autoencoder draws its cut-outs from
SHARE = 0.5  # of what a decoder has learnt against its judge: all of it is sharper still, and jagged
NOISE = 0.12  # standard deviations of noise on latents, at most: a denoiser's are a little wrong


def new_autoencoder(seed: int) -> AutoencoderTiny:
    """An untrained autoencoder of CHANNELS channels."""
    torch.manual_seed(seed)
    vae = AutoencoderTiny(
        latent_channels=CHANNELS,
        scaling_factor=1.0,
        encoder_block_out_channels=(WIDTH,) * len(ENCODER_BLOCKS),
        num_encoder_blocks=ENCODER_BLOCKS,
        decoder_block_out_channels=(WIDTH,) * len(DECODER_BLOCKS),
        num_decoder_blocks=DECODER_BLOCKS,
    )
    return vae.to(memory_format=LAYOUT)


def in_one(decoder: nn.Module) -> Callable[[torch.Tensor], torch.Tensor]:
    """What decodes as a tiny decoder does, in a third of the time.

    Its last convolutions, with nothing but upsampling between them, are done as the one that they are (see
    dream/folding.py), whose kernel is worked out anew each time, so that gradients reach them all; at the edges, where
    each of them sees zeros of its own, they are run as they are.
    """
    last = 1 + max(i for i, layer in enumerate(decoder.layers) if not is_linear(layer))
    body, tail = decoder.layers[:last], decoder.layers[last:]
    channels = next(layer.in_channels for layer in tail if isinstance(layer, nn.Conv2d))
    up = 2 ** sum(isinstance(layer, nn.Upsample) for layer in tail)

    def decoded(latents: torch.Tensor) -> torch.Tensor:
        x = body(torch.tanh(latents / 3) * 3)
        impulses = torch.zeros(channels, channels, 3, 3, device=x.device)
        impulses[range(channels), range(channels), 1, 1] = 1
        bias = tail[-1].bias
        kernel = F.pixel_unshuffle(tail(impulses) - bias[:, None, None], up).transpose(0, 1).flip(2, 3)
        made = F.pixel_shuffle(F.conv2d(x, kernel, bias.repeat_interleave(up * up), padding=1), up)
        top, bottom = tail(x[:, :, :2])[:, :, :up], tail(x[:, :, -2:])[:, :, -up:]
        left, right = tail(x[..., :2])[..., :up], tail(x[..., -2:])[..., -up:]
        rows = torch.cat([left, made[..., up:-up], right], 3)[:, :, up:-up]
        return torch.cat([top, rows, bottom], 2).mul(2).sub(1)

    return decoded


def picture_loss(made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """How unlike two batches (N, 3, H, W) in -1..1 look: colour at several sizes, edges, and local contrast.

    Edges are compared as differences between neighbours; contrast as local deviation, so that texture that cannot be
    stored exactly is at least as rough as it should be instead of flat.
    """
    loss = torch.zeros((), device=made.device)
    for level in range(3):
        loss = loss + F.l1_loss(made, real)
        for dim in (-1, -2):
            loss = loss + 0.7 * F.l1_loss(made.diff(dim=dim), real.diff(dim=dim))
        size = 8 >> level
        if size > 1:
            loss = loss + CONTRAST * F.l1_loss(deviation(made, size), deviation(real, size))
        made, real = F.avg_pool2d(made, 2), F.avg_pool2d(real, 2)
    return loss


def deviation(picture: torch.Tensor, size: int) -> torch.Tensor:
    """Standard deviation of each `size` x `size` window, half overlapping."""
    mean = F.avg_pool2d(picture, size, size // 2)
    square = F.avg_pool2d(picture * picture, size, size // 2)
    return (square - mean * mean).clamp_min(1e-5).sqrt()


def crops(pictures: Pictures, random: np.random.Generator, batch: int, size: int) -> torch.Tensor:
    """Random square cut-outs (batch, 3, size, size) in -1..1, mirrored by chance; some of them shrunk from larger."""
    cut = []
    for _ in range(batch):
        picture = pictures[int(random.integers(len(pictures)))]
        step = 2 if random.random() < 0.15 and min(picture.shape[:2]) >= 2 * size else 1
        top = int(random.integers(picture.shape[0] - size * step + 1))
        left = int(random.integers(picture.shape[1] - size * step + 1))
        piece = picture[top : top + size * step : step, left : left + size * step : step]
        cut.append(piece[:, ::-1] if random.random() < 0.5 else piece)
    return from_uint8(np.stack(cut))


def latents_of(vae, pixels: torch.Tensor) -> torch.Tensor:
    """Latents as a denoiser sees them, of pixels (N, 3, H, W) in -1..1, by a tiny or a full autoencoder."""
    encoded = vae.encode(pixels)
    latents = encoded.latents if hasattr(encoded, "latents") else encoded.latent_dist.mode()
    return latents * vae.config.scaling_factor


def noised(latents: torch.Tensor, most: float) -> torch.Tensor:
    """Latents (N, C, h, w), each with noise of up to `most` standard deviations."""
    return latents + most * torch.rand(len(latents), 1, 1, 1, device=latents.device) * torch.randn_like(latents)


def pictures_of(vae, latents: torch.Tensor) -> list[np.ndarray]:
    """The pictures (H, W, 3) uint8 of latents (N, C, h, w) as a denoiser makes them."""
    return to_uint8(vae.decode(latents / vae.config.scaling_factor).sample)


def from_uint8(pictures: np.ndarray) -> torch.Tensor:
    """(N, H, W, 3) uint8 to (N, 3, H, W) float32 in -1..1."""
    pixels = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2)
    return pixels.to(torch.float32).div_(127.5).sub_(1).contiguous(memory_format=LAYOUT)


def to_uint8(pictures: torch.Tensor) -> list[np.ndarray]:
    """(N, 3, H, W) in -1..1 to N pictures (H, W, 3) uint8."""
    pixels = pictures.float().clamp(-1, 1).add(1).mul(127.5).round().to(torch.uint8)
    return list(pixels.permute(0, 2, 3, 1).cpu().numpy())


def train_autoencoder(work: Path, run: Run, *, crop: int = 256, begin: Path | None = None) -> int:
    """Trains into work/autoencoder.pt from cut-outs of crop x crop pixels; returns the steps done.

    begin: a pipeline folder whose autoencoder's latents the first channels are to be, so that a denoiser that knows
    those goes on with more. Raises ConfigError for one that has no tiny autoencoder of 32x32 pixels a latent.
    """
    device, batch = run.device, run.batch or 4
    vae, before = new_autoencoder(run.seed).to(device), autoencoder_of(begin).to(device) if begin else None
    random, decode = np.random.default_rng(), in_one(vae.decoder)
    with gathering(work / "pictures", run):
        gathered = Pictures(work / "pictures", run.width, run.height)
        gathered.refresh(limit=IN_MEMORY)

        def loss_of(step: int) -> tuple[torch.Tensor, dict]:
            if step % 100 == 0:
                gathered.refresh(limit=IN_MEMORY)
            real = crops(gathered, random, batch, crop).to(device)
            with in_half(device):
                latents = vae.encoder(real)
                made = decode(noised(latents, NOISE)).float()
                with torch.no_grad():
                    known = before.encoder(real).float() if before else None
            latents = latents.float()
            likeness = picture_loss(made, real)
            free = latents if known is None else latents[:, known.shape[1] :]
            drift = free.mean((0, 2, 3)).square().mean() + (free.var((0, 2, 3)) - 1).square().mean()
            wide = F.relu(latents.abs() - 3).square().mean()  # the decoder clamps softly at 3
            loss, numbers = likeness + 0.02 * drift + 0.05 * wide, {"loss": likeness.item(), "drift": drift.item()}
            if known is None:
                return loss, numbers
            kept = F.mse_loss(latents[:, : known.shape[1]], known)
            return loss + 0.5 * kept, numbers | {"kept": kept.item()}

        return train(
            out=work,
            name="autoencoder",
            module=vae,
            loss_of=loss_of,
            peak=1e-3,
            run=run,
            show=there_and_back(gathered, device),
            average=Average(vae, 0.998),
        )


def there_and_back(gathered: Pictures, device: torch.device) -> Callable[[nn.Module, Path], None]:
    """What draws a sheet of pictures, each beside what an autoencoder makes of it."""

    def show(module: nn.Module, path: Path) -> None:
        with torch.no_grad(), in_half(device):
            real = from_uint8(np.stack([gathered[i] for i in range(8)]))
            made = module.decoder(module.encoder(real.to(device)))
        pairs = [p for both in zip(to_uint8(real), to_uint8(made), strict=True) for p in both]
        write_picture(path, sheet(pairs, 4))

    return show


def autoencoder_of(folder: Path) -> AutoencoderTiny:
    """The autoencoder of a pipeline folder whose latents stand for 32x32 pixels. Raises ConfigError for another."""
    try:
        vae = AutoencoderTiny.from_pretrained(folder / "vae")
    except OSError:
        raise ConfigError(f"--begin: {folder} has no tiny autoencoder") from None
    if len(vae.config.num_encoder_blocks) != len(ENCODER_BLOCKS) or vae.config.latent_channels > CHANNELS:
        raise ConfigError(f"--begin: the autoencoder of {folder} is not one of 32x32 pixels and {CHANNELS} channels")
    return vae.eval().requires_grad_(False)


def load_autoencoder(work: Path) -> AutoencoderTiny:
    """The averaged autoencoder of work/autoencoder.pt, SHARE of the way to that of decoder.pt once that is there."""
    vae, taught = new_autoencoder(0), work / "decoder.pt"
    weights = averaged(work / "autoencoder.pt")
    if taught.exists():
        learnt = averaged(taught)
        weights = {name: torch.lerp(value, learnt[name], SHARE) for name, value in weights.items()}
    vae.load_state_dict(weights)
    return vae.eval().requires_grad_(False)
