"""Teaches the decoder the denoiser's own latents, so that dreams have edges: the stage after the denoiser.

A denoiser's latents are a little wrong everywhere, and a decoder that knows only encoded ones makes fog of them. Here
half of what it decodes is dreamed: one part from a picture with noise, which it is to give back, the other from noise
alone, of which no picture is known. A discriminator of patches tells what it makes from what is drawn, balanced against
likeness by their gradients at the last layer (Esser et al. 2021). The encoder, and so every latent, stays as it is.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.training.autoencoder import (
    IN_MEMORY,
    from_uint8,
    in_one,
    load_autoencoder,
    noised,
    picture_loss,
    there_and_back,
)
from engine.training.denoiser import Latents, load_denoiser, new_scheduler, signal_and_noise, told
from engine.training.devices import half as in_half
from engine.training.discriminator import PatchDiscriminator, Rival
from engine.training.distill import teacher_lands
from engine.training.gather import Pictures, gathering
from engine.training.listen import load_text, reader
from engine.training.trainer import Average, Run, train

NOISE = 0.2  # standard deviations of noise on encoded latents, at most
FROM = 0.3, 0.75  # of 0..1: the times from which pictures are dreamed over
STEPS = 4  # of a dream, as in a show
JUDGED = 0.2  # how strongly the discriminator pulls against likeness
WARM = 150  # steps in which the discriminator alone learns who made what
COARSE = 16  # pixels whose mean colour a dream of noise keeps
PEAK = 4e-4  # learning rate


def train_decoder(work: Path, run: Run, *, guidance: float = 2.0) -> int:
    """Trains the decoder on dreams of work/denoiser.pt into work/decoder.pt; returns the steps done.

    guidance: of those dreams; 1 for a student, which does without.
    A batch is half encoded and half dreamed latents; see FROM. Whole pictures, as the decoder sees where they end.
    """
    device, batch = run.device, max(run.batch or 3, 3)
    vae, known = load_autoencoder(work).to(device), load_autoencoder(work).to(device)
    vae.decoder.requires_grad_(True)
    decode, decode_before = in_one(vae.decoder), in_one(known.decoder)
    unet, scheduler, read = load_denoiser(work).to(device), new_scheduler(), reader(*load_text(work))
    unet.requires_grad_(False)
    empty = read([""]).to(device)
    random = np.random.default_rng()
    rival = Rival(work / "decoder-rival.pt", PatchDiscriminator().to(device))
    run = replace(run, shards=min(run.shards, IN_MEMORY))

    def dreamed(clean: Tensor, said: Tensor) -> Tensor:
        """Latents (N, C, h, w) dreamed over, the second half of them from noise alone."""
        total, alone = scheduler.config.num_train_timesteps, len(clean) // 2
        times = (torch.empty(len(clean)).uniform_(*FROM) * total).long()
        times[alone:] = total - 1
        alpha, sigma = signal_and_noise(scheduler, times)
        noisy = alpha * clean + sigma * torch.randn_like(clean)
        end = torch.full_like(times, -1).to(device)
        with in_half(device):
            unsaid = empty.expand(len(clean), -1, -1)
            return teacher_lands(
                unet, scheduler, noisy.to(device), times.to(device), end, said, unsaid, guidance, STEPS
            )

    with gathering(work / "pictures", run):
        pictures, latents = Pictures(work / "pictures", run.width, run.height), Latents(work / "pictures", run, vae)

        def lesson() -> tuple[Tensor, Tensor, int]:
            """Latents, the pictures that they stand for, and of how many one is known."""
            clean, chosen, _ = latents.batch(random, batch)
            own = batch // 2
            saying, _ = told(latents, chosen[own:], random, read)
            seen = torch.cat([noised(clean[:own], NOISE).to(device), dreamed(clean[own:], saying.to(device))])
            real = from_uint8(np.stack([pictures[i] for i in chosen])).to(device)
            return seen, real, own + (batch - own) // 2

        def loss_of(step: int) -> tuple[Tensor, dict]:
            if step % 50 == 0:
                pictures.refresh(limit=len(latents.latents) + 2)
                latents.refresh()
            seen, real, paired = lesson()
            with in_half(device):
                made = decode(seen).float()
                with torch.no_grad():
                    before = decode_before(seen[paired:]).float()
            likeness = picture_loss(made[:paired], real[:paired])
            likeness = likeness + F.l1_loss(F.avg_pool2d(made[paired:], COARSE), F.avg_pool2d(before, COARSE))
            hinge = rival.learn((real,), (made,))
            numbers = {"likeness": likeness.item(), "hinge": hinge}
            if step < WARM:
                return likeness, numbers
            error, last = rival.error(made), vae.decoder.layers[-1].weight
            (alike,) = torch.autograd.grad(likeness, last, retain_graph=True)
            (drawn,) = torch.autograd.grad(error, last, retain_graph=True)
            weight = JUDGED * (alike.norm() / (drawn.norm() + 1e-6)).clamp(max=100)
            return likeness + weight * error, numbers | {"drawn": error.item()}

        pictures.refresh(limit=IN_MEMORY)
        latents.refresh(at_once=len(pictures.pictures))
        try:
            return train(
                out=work,
                name="decoder",
                module=vae,
                loss_of=loss_of,
                peak=PEAK,
                run=run,
                show=there_and_back(pictures, device),
                average=Average(vae, 0.998),
            )
        finally:
            rival.save()
