"""Trains the autoencoder: diffusers' `AutoencoderTiny` (after TAESD), with latents that start as colour.

The first three latent channels begin as the average brightness and two colour differences of each block of pixels,
the next three as how the brightness tilts inside it; the network then only has to learn the remainder, so hues are
right from the first step. A latent stands for 16x16 pixels. What the denoiser sees is folded: the latents of 2x2 places
as one of four times the channels, each of unit variance, so that it has a quarter of the places to look at. Folding is
written into the encoder's last weights and changes nothing that it says; the decoder learns to unfold.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderTiny
from torch import nn
from torch.nn import functional as F

from engine.config import ConfigError
from engine.training.devices import half as in_half
from engine.training.draw import sheet
from engine.training.gather import SHARD, Pictures, gathering
from engine.training.trainer import Average, Run, averaged, train, write_picture

LATENT_CHANNELS = 6
FOLDED = 4 * LATENT_CHANNELS  # channels of what a denoiser sees
HALVINGS = 4  # a latent stands for 16x16 pixels, folded for 32x32
WIDTH, FOLDED_WIDTH = 32, 48  # of the decoder, too, when it unfolds
MEASURED = 4  # shards of pictures whose latents say what unit variance is
IN_MEMORY = 40  # shards of pictures that the autoencoder draws its cut-outs from
# brightness and two colour differences of RGB 0..1, scaled so that drawn pictures have about unit variance in each
COLOUR_BASIS = ((1.30, 1.70, 0.70), (3.20, -3.00, -0.60), (-1.60, -1.80, 3.60))
TILT = 5.5


def new_autoencoder(seed: int, halvings: int = HALVINGS) -> AutoencoderTiny:
    """An untrained autoencoder whose latents already are colours and tilts, and which decodes them as flat blocks."""
    torch.manual_seed(seed)
    vae = AutoencoderTiny(
        latent_channels=LATENT_CHANNELS,
        scaling_factor=1.0,
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
def folded(inner: AutoencoderTiny, mean: torch.Tensor, deviation: torch.Tensor, seed: int) -> AutoencoderTiny:
    """An autoencoder with one halving more, whose latents are those of `inner`, 2x2 places folded into one.

    Channel 4c + 2y + x is channel c at row y and column x of the 2x2, less `mean` and over `deviation`, (FOLDED,) each.
    The encoder is exact; the decoder is an untrained level before that of `inner`, in more channels.
    """
    torch.manual_seed(seed)
    parts = 9 * LATENT_CHANNELS
    encoder_blocks, decoder_blocks = inner.config.num_encoder_blocks, inner.config.num_decoder_blocks
    vae = AutoencoderTiny(
        latent_channels=FOLDED,
        scaling_factor=1.0,
        encoder_block_out_channels=(parts,) * (len(encoder_blocks) + 1),
        num_encoder_blocks=(*encoder_blocks, 0),
        decoder_block_out_channels=(FOLDED_WIDTH,) * (len(decoder_blocks) + 1),
        num_decoder_blocks=(3, *decoder_blocks),
    )
    theirs, layers = list(inner.encoder.layers), list(vae.encoder.layers)
    for mine, other in zip(layers, theirs[:-1], strict=False):
        _widen(mine, other, alone=True)
    _write_fold(layers[-2], layers[-1], theirs[-1], mean, deviation)
    theirs, layers = list(inner.decoder.layers)[2:], list(vae.decoder.layers)
    for mine, other in zip(layers[-len(theirs) :], theirs, strict=True):
        _widen(mine, other, alone=False)
    return vae.to(memory_format=torch.channels_last)


def new_folded() -> AutoencoderTiny:
    """An untrained one to take weights."""
    return folded(new_autoencoder(0), torch.zeros(FOLDED), torch.ones(FOLDED), 0)


def _widen(mine: nn.Module, other: nn.Module, alone: bool) -> None:
    """Lets a layer do on its first channels what a narrower one does; alone: and nothing on the others."""
    theirs = dict(other.named_parameters())
    for name, weight in mine.named_parameters():
        own = theirs[name]
        if alone:
            weight.zero_()
        rows = own.shape[0]
        if own.ndim > 1:
            weight[:rows] = 0
            weight[:rows, : own.shape[1]] = own
        else:
            weight[:rows] = own


def _write_fold(
    halving: nn.Module, leave: nn.Module, inner: nn.Module, mean: torch.Tensor, deviation: torch.Tensor
) -> None:
    """Writes a 3x3 convolution with its 2x2 outputs folded as one of stride 2 and one after it.

    Of rows, as of columns: the even one sees just what a window of stride 2 does. The odd one sees two of its three,
    and the middle one of the next window.
    """
    halving.weight.zero_()
    leave.weight.zero_()
    # (row or column of the 2x2, window after, from which taps of the inner kernel, at which taps of the window)
    pieces = ((0, 0, (0, 1, 2), (0, 1, 2)), (1, 0, (0, 1), (1, 2)), (1, 1, (2,), (1,)))
    for i, (y, down, rows, at_rows) in enumerate(pieces):
        for j, (x, right, columns, at_columns) in enumerate(pieces):
            first = LATENT_CHANNELS * (3 * i + j)
            for row, at_row in zip(rows, at_rows, strict=True):
                for column, at_column in zip(columns, at_columns, strict=True):
                    taps = inner.weight[:, :, row, column]
                    halving.weight[first : first + len(taps), : taps.shape[1], at_row, at_column] = taps
            for channel in range(LATENT_CHANNELS):
                place = 4 * channel + 2 * y + x
                leave.weight[place, first + channel, 1 + down, 1 + right] = 1 / deviation[place]
    leave.bias.copy_((inner.bias.repeat_interleave(4) - mean) / deviation)


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
    return pixels.to(torch.float32).div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


def to_uint8(pictures: torch.Tensor) -> list[np.ndarray]:
    """(N, 3, H, W) in -1..1 to N pictures (H, W, 3) uint8."""
    pixels = pictures.float().clamp(-1, 1).add(1).mul(127.5).round().to(torch.uint8)
    return list(pixels.permute(0, 2, 3, 1).cpu().numpy())


def train_autoencoder(work: Path, run: Run, *, crop: int = 128, half: bool = False, forgive: float = 0.0) -> int:
    """Trains into work/autoencoder.pt from cut-outs of crop x crop pixels; returns the steps done.

    `half` trains the inner one, with one halving less, into work/autoencoder-half.pt: it settles the latents cheaply.
    Where one is there, training in full starts from it and its encoder keeps to that latent space. With `forgive`, the
    decoder alone learns to make calm pictures of latents with noise of up to so many standard deviations, as a denoiser
    leaves in them; the encoder, and so every latent, stays as it is.
    """
    inner = None
    batch = run.batch or 8
    device = run.device
    vae = new_autoencoder(run.seed, HALVINGS - 1 if half else HALVINGS)
    if not half and (work / "autoencoder-half.pt").exists():
        inner = load_inner(work, half=True)
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

        return train(
            out=work,
            name="autoencoder-half" if half else "autoencoder",
            module=vae,
            loss_of=loss_of,
            peak=6e-4 if forgive else 2e-3,
            run=run,
            show=there_and_back(gathered, device),
            average=Average(vae, 0.998),
        )


def train_unfolding(work: Path, run: Run, *, crop: int = 256, begin: Path | None = None) -> int:
    """Trains into work/folded.pt the decoder of work/autoencoder.pt's folded latents; returns the steps done.

    The encoder, and so every latent, is settled from the first step on, so a denoiser can learn meanwhile.
    begin: a pipeline folder whose autoencoder is folded instead. Raises ConfigError for one that has another sort.
    Where it goes on neither is needed.
    """
    device, batch = run.device, run.batch or 4
    goes_on = run.resume and (work / "folded.pt").exists()
    random = np.random.default_rng()
    with gathering(work / "pictures", run):
        gathered = Pictures(work / "pictures", run.width, run.height)
        gathered.refresh(limit=IN_MEMORY)
        if goes_on:
            vae = load_autoencoder(work).to(device)
        else:
            inner = autoencoder_of(begin) if begin else load_inner(work)
            vae = folded(inner, *spread(inner, gathered), run.seed).to(device)
            (work / "decoder.pt").unlink(missing_ok=True)  # of other latents
        vae.encoder.requires_grad_(False)
        vae.decoder.requires_grad_(True)

        def loss_of(step: int) -> tuple[torch.Tensor, dict]:
            if step % 100 == 0:
                gathered.refresh(limit=IN_MEMORY)
            real = crops(gathered, random, batch, crop).to(device)
            with in_half(device):
                latents = vae.encoder(real)
                made = vae.decoder(noised(latents.float(), 0.12))
            loss = picture_loss(made.float(), real, contrast=0.2)
            return loss, {"loss": loss.item()}

        return train(
            out=work,
            name="folded",
            module=vae,
            loss_of=loss_of,
            peak=1e-3,
            run=run,
            show=there_and_back(gathered, device),
            average=Average(vae, 0.998),
        )


@torch.no_grad()
def spread(inner: AutoencoderTiny, pictures: Pictures) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation of each channel of folded latents, (FOLDED,), over the first pictures."""
    made = []
    for first in range(0, min(len(pictures), MEASURED * SHARD), 8):
        shown = from_uint8(np.stack([pictures[i] for i in range(first, min(first + 8, len(pictures)))]))
        made.append(F.pixel_unshuffle(latents_of(inner, shown), 2))
    latents = torch.cat(made)
    return latents.mean((0, 2, 3)), latents.std((0, 2, 3))


def there_and_back(gathered: Pictures, device: torch.device) -> Callable[[nn.Module, Path], None]:
    """What draws a sheet of pictures, each beside what an autoencoder makes of it."""

    def show(module: nn.Module, path: Path) -> None:
        with torch.no_grad(), in_half(device):
            real = from_uint8(np.stack([gathered[i] for i in range(8)]))
            made = module.decoder(module.encoder(real.to(device)))
        pairs = [p for both in zip(to_uint8(real), to_uint8(made), strict=True) for p in both]
        write_picture(path, sheet(pairs, 4))

    return show


def load_inner(work: Path, half: bool = False) -> AutoencoderTiny:
    """The averaged autoencoder of work/autoencoder.pt, or of autoencoder-half.pt, before it is folded."""
    vae = new_autoencoder(0, HALVINGS - 1 if half else HALVINGS)
    name = "autoencoder-half.pt" if half else "autoencoder.pt"
    vae.load_state_dict(averaged(work / name))
    return vae.eval().requires_grad_(False)


def autoencoder_of(folder: Path) -> AutoencoderTiny:
    """The autoencoder of a pipeline folder whose latents stand for 16x16 pixels. Raises ConfigError for another."""
    vae = new_autoencoder(0)
    try:
        vae.load_state_dict(AutoencoderTiny.from_pretrained(folder / "vae").state_dict())
    except (OSError, RuntimeError):
        raise ConfigError(
            f"--begin: {folder} has no autoencoder of {LATENT_CHANNELS} channels that this one can fold"
        ) from None
    return vae.eval().requires_grad_(False)


def load_autoencoder(work: Path) -> AutoencoderTiny:
    """The averaged autoencoder whose latents a denoiser sees, of work/decoder.pt once that is there, or folded.pt."""
    vae, taught = new_folded(), work / "decoder.pt"
    vae.load_state_dict(averaged(taught if taught.exists() else work / "folded.pt"))
    return vae.eval().requires_grad_(False)
