"""Trains the autoencoder: diffusers' `AutoencoderTiny` (after TAESD), with latents that start as colour.

The first three latent channels begin as the average brightness and two colour differences of each block of pixels,
the next three as how the brightness tilts inside it; the network then only has to learn the remainder, so hues are
right from the first step. A latent stands for 16x16 pixels: a quarter of the usual latents, so that a CPU can dream.
"""

from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderTiny
from torch import nn
from torch.nn import functional as F

from engine.training.devices import half as in_half
from engine.training.draw import sheet
from engine.training.gather import Pictures, gathering
from engine.training.trainer import Average, Run, averaged, train, write_picture

LATENT_CHANNELS = 6
HALVINGS = 4  # a latent stands for 16x16 pixels
WIDTH = 32
IN_MEMORY = 40  # shards of pictures that the autoencoder draws its cut-outs from
# brightness and two colour differences of RGB 0..1, scaled so that drawn pictures have about unit variance in each
COLOUR_BASIS = ((1.30, 1.70, 0.70), (3.20, -3.00, -0.60), (-1.60, -1.80, 3.60))
TILT = 5.5


def new_autoencoder(seed: int, halvings: int = HALVINGS) -> AutoencoderTiny:
    """An untrained autoencoder whose latents already are colours and tilts, and which decodes them as flat blocks."""
    torch.manual_seed(seed)
    vae = AutoencoderTiny(
        latent_channels=LATENT_CHANNELS,
        encoder_block_out_channels=(WIDTH,) * (halvings + 1),
        num_encoder_blocks=(0,) * (halvings - 2) + (1, 1, 2),
        decoder_block_out_channels=(WIDTH,) * (halvings + 1),
        num_decoder_blocks=(3, 3) + (1,) * (halvings - 2) + (0,),  # nothing but the last step at full size
    )
    begin_with_colour(vae)
    return vae.to(memory_format=torch.channels_last)


@torch.no_grad()
def deepen(vae: AutoencoderTiny, inner: AutoencoderTiny) -> None:
    """Starts `vae` from an autoencoder with one halving less, trained on pictures of half size.

    The encoder's layers move one level inwards and the decoder's stay where they are, counted from the latents, so
    each goes on seeing pictures at the size it knows.
    """
    for mine, theirs in zip(list(vae.encoder.layers)[2:], list(inner.encoder.layers)[1:], strict=True):
        mine.load_state_dict(theirs.state_dict())
    inner_layers, layers = list(inner.decoder.layers), list(vae.decoder.layers)
    for mine, theirs in zip(layers, inner_layers[:-1], strict=False):
        mine.load_state_dict(theirs.state_dict())
    layers[-1].load_state_dict(inner_layers[-1].state_dict())


@torch.no_grad()
def begin_with_colour(vae: AutoencoderTiny) -> None:
    """Writes into the weights the paths that carry averages through; the other channels keep their random start.

    Encoder channels 0..2 carry R, G, B; the last halving splits the brightness of its 2x2 into channels 3..6.
    """
    layers = list(vae.encoder.layers)
    halvings = [layer for layer in layers if isinstance(layer, nn.Conv2d) and layer.stride == (2, 2)]
    entry, leave = layers[0], layers[-1]
    keep = slice(0, 7)
    entry.weight[keep] = 0
    entry.bias[keep] = 0
    for i in range(3):
        entry.weight[i, i, 1, 1] = 1
    for index, halving in enumerate(halvings):
        halving.weight[keep] = 0
        for i in range(3):
            halving.weight[i, i, 1:, 1:] = 0.25
        if index == len(halvings) - 1:
            for place, (dy, dx) in enumerate(((1, 1), (1, 2), (2, 1), (2, 2))):
                halving.weight[3 + place, :3, dy, dx] = 1 / 3
    for block in layers:
        if hasattr(block, "conv"):
            block.conv[-1].weight[keep] = 0
            block.conv[-1].bias[keep] = 0
    basis = torch.tensor(COLOUR_BASIS)
    leave.weight *= 0.05
    leave.bias.zero_()
    leave.weight[:, keep] = 0
    leave.weight[:3, :3, 1, 1] = basis
    leave.bias[:3] = -basis @ torch.tensor((0.34, 0.30, 0.36))
    for row, signs in enumerate(((-1, 1, -1, 1), (-1, -1, 1, 1), (1, -1, -1, 1))):
        leave.weight[3 + row, 3:7, 1, 1] = TILT * torch.tensor(signs, dtype=torch.float32)

    layers = list(vae.decoder.layers)
    first, last = layers[0], layers[-1]
    back = torch.linalg.inv(basis)
    first.weight[:3] = 0
    first.weight[:3, :3, 1, 1] = back
    first.bias[:3] = torch.tensor((0.34, 0.30, 0.36))
    for layer in layers[1:-1]:
        if hasattr(layer, "conv"):
            layer.conv[-1].weight[:3] = 0
            layer.conv[-1].bias[:3] = 0
        elif isinstance(layer, nn.Conv2d):
            layer.weight[:3] = 0
            for i in range(3):
                layer.weight[i, i, 1, 1] = 1
    last.weight *= 0.1
    last.weight[:, :3] = 0
    last.bias.zero_()
    for i in range(3):
        last.weight[i, i, 1, 1] = 1


def picture_loss(made: torch.Tensor, real: torch.Tensor, contrast: float = 0.35) -> torch.Tensor:
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
            loss = loss + contrast * F.l1_loss(deviation(made, size), deviation(real, size))
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
    pixels = torch.from_numpy(np.ascontiguousarray(np.stack(cut))).permute(0, 3, 1, 2)
    return pixels.to(torch.float32).div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


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


def to_uint8(pictures: torch.Tensor) -> list[np.ndarray]:
    """(N, 3, H, W) in -1..1 to N pictures (H, W, 3) uint8."""
    pixels = pictures.float().clamp(-1, 1).add(1).mul(127.5).round().to(torch.uint8)
    return list(pixels.permute(0, 2, 3, 1).cpu().numpy())


def train_autoencoder(work: Path, run: Run, *, crop: int = 128, half: bool = False, forgive: float = 0.0) -> int:
    """Trains into work/autoencoder.pt from cut-outs of crop x crop pixels; returns the steps done.

    `half` trains the inner autoencoder, with one halving less, into work/autoencoder-half.pt: it settles the latent
    space cheaply. Where one is there, training in full starts from it and its encoder keeps to that latent space, so
    that a denoiser can learn in the meantime and stays valid. With `forgive`, the decoder alone learns to make calm
    pictures of latents with noise of up to so many standard deviations, as a denoiser leaves in them; the encoder, and
    so every latent, stays as it is.
    """
    inner = None
    batch = run.batch or 8
    device = run.device
    vae = new_autoencoder(run.seed, HALVINGS - 1 if half else HALVINGS)
    if not half and (work / "autoencoder-half.pt").exists():
        inner = load_autoencoder(work, half=True)
        deepen(vae, inner)
    if forgive:
        vae.encoder.requires_grad_(False)
    vae = vae.to(device)
    inner = inner.to(device) if inner else None
    random = np.random.default_rng()
    with gathering(work / "pictures", run):
        gathered = Pictures(work / "pictures", run.width, run.height)
        gathered.refresh(limit=IN_MEMORY)

        def loss_of(step: int) -> tuple[torch.Tensor, dict]:
            if step % 100 == 0:
                gathered.refresh(limit=IN_MEMORY)
            real = crops(gathered, random, batch, crop).to(device)
            with in_half(device):
                latents = vae.encoder(real)
                settled = inner.encoder(F.avg_pool2d(real, 2)).float() if inner else None
                # a decoder that has seen slightly wrong latents forgives a denoiser its small mistakes
                used = latents if inner is None else settled
                made = vae.decoder(noised(used, forgive or 0.12))
            latents, made = latents.float(), made.float()
            likeness = picture_loss(made, real, contrast=0.1 if forgive else 0.35)
            if forgive:
                return likeness, {"loss": likeness.item()}
            if settled is not None:
                drift = F.mse_loss(latents, settled)
                return likeness + 2 * drift, {"loss": likeness.item(), "drift": drift.item()}
            drift = latents.mean((0, 2, 3)).square().mean() + (latents.var((0, 2, 3)) - 1).square().mean()
            wide = F.relu(latents.abs() - 3).square().mean()  # the decoder clamps softly at 3
            return likeness + 0.02 * drift + 0.05 * wide, {"loss": likeness.item(), "drift": drift.item()}

        def show(module: nn.Module, path: Path) -> None:
            with torch.no_grad(), in_half(device):
                real = torch.from_numpy(np.stack([gathered[i] for i in range(8)])).permute(0, 3, 1, 2) / 127.5 - 1
                made = module.decoder(module.encoder(real.to(device)))
            pairs = [p for both in zip(to_uint8(real), to_uint8(made), strict=True) for p in both]
            write_picture(path, sheet(pairs, 4))

        return train(
            out=work,
            name="autoencoder-half" if half else "autoencoder",
            module=vae,
            loss_of=loss_of,
            peak=6e-4 if forgive else 2e-3,
            run=run,
            show=show,
            average=Average(vae, 0.998),
        )


def load_autoencoder(work: Path, half: bool = False) -> AutoencoderTiny:
    """The averaged autoencoder of work/autoencoder.pt, or the inner one of autoencoder-half.pt."""
    vae = new_autoencoder(0, HALVINGS - 1 if half else HALVINGS)
    name = "autoencoder-half.pt" if half else "autoencoder.pt"
    vae.load_state_dict(averaged(work / name))
    return vae.eval().requires_grad_(False)
