"""Tells what is drawn from what is dreamed, while a network learns to be taken for drawn, under the hinge loss.

Of latents: latent adversarial distillation (Sauer et al. 2024) in small, a conditional discriminator with projection
(Miyato and Koyama 2018) and spectral norms (Miyato et al. 2018) on latents with some noise. It looks at places of three
sizes, the last as wide as the picture, so that texture and composition are both judged. A student may make any picture
that could have been drawn of its subject, not the average of them all. Of pictures: patches (Isola et al. 2017), so
that a decoder may draw any edge and texture that could have been there.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from engine.training.autoencoder import noised
from engine.training.devices import half
from engine.training.trainer import save_whole

WIDTHS = 48, 96, 160, 192
PATCH_WIDTHS = 32, 64, 96, 128, 128
NOISE = 0.5  # standard deviations of latents, at most
RATE, BETAS = 4e-4, (0.0, 0.99)


class Down(nn.Module):
    """A residual block that halves (N, inside, h, w) to (N, outside, h / 2, w / 2)."""

    def __init__(self, inside: int, outside: int):
        super().__init__()
        self.first = spectral_norm(nn.Conv2d(inside, outside, 3, 1, 1))
        self.second = spectral_norm(nn.Conv2d(outside, outside, 3, 1, 1))
        self.short = spectral_norm(nn.Conv2d(inside, outside, 1))

    def forward(self, x: Tensor) -> Tensor:
        main = self.second(F.leaky_relu(self.first(F.leaky_relu(x, 0.2)), 0.2))
        return F.avg_pool2d(main + self.short(x), 2, ceil_mode=True)


class Discriminator(nn.Module):
    """Latents (N, C, h, w) and subjects (N,) int64 to how drawn each place looks, (N, 1, h', w') a size of place.

    Drawn is positive.
    """

    def __init__(self, channels: int, subjects: int):
        super().__init__()
        self.stem = spectral_norm(nn.Conv2d(channels, WIDTHS[0], 3, 1, 1))
        self.downs = nn.ModuleList(Down(a, b) for a, b in zip(WIDTHS, WIDTHS[1:], strict=False))
        self.heads = nn.ModuleList(spectral_norm(nn.Conv2d(width, 1, 1)) for width in WIDTHS[1:])
        self.subjects = nn.ModuleList(spectral_norm(nn.Embedding(subjects, width)) for width in WIDTHS[1:])

    def forward(self, latents: Tensor, subjects: Tensor) -> list[Tensor]:
        with half(latents.device):
            x, told = self.stem(noised(latents, NOISE)), []
            for down, head, embedding in zip(self.downs, self.heads, self.subjects, strict=True):
                x = down(x)
                seen = F.leaky_relu(x, 0.2)
                told.append((head(seen) + (seen * embedding(subjects)[:, :, None, None]).sum(1, keepdim=True)).float())
        return told


class PatchDiscriminator(nn.Module):
    """Pictures (N, 3, H, W) in -1..1 to how drawn their patches of 22, 46 and 94 pixels look, (N, 1, h, w) each."""

    def __init__(self):
        super().__init__()
        sides = list(zip((3, *PATCH_WIDTHS), PATCH_WIDTHS, strict=False))
        self.downs = nn.ModuleList(spectral_norm(nn.Conv2d(inside, outside, 4, 2, 1)) for inside, outside in sides)
        self.heads = nn.ModuleList(spectral_norm(nn.Conv2d(width, 1, 3, 1, 1)) for width in PATCH_WIDTHS[2:])

    def forward(self, pictures: Tensor) -> list[Tensor]:
        x, told = pictures, []
        with half(pictures.device):
            for place, down in enumerate(self.downs):
                x = F.leaky_relu(down(x), 0.2)
                if place >= 2:
                    told.append(self.heads[place - 2](x).float())
        return told


class Rival:
    """A discriminator in training, resumed from a file if there is one. Its arguments are given as tuples."""

    def __init__(self, file: Path, net: nn.Module):
        self._file, self._net = file, net
        self._optimiser = torch.optim.Adam(net.parameters(), RATE, BETAS)
        if file.exists():
            kept = torch.load(file, weights_only=True, map_location=next(net.parameters()).device)
            net.load_state_dict(kept["weights"])
            self._optimiser.load_state_dict(kept["optimiser"])

    def learn(self, drawn: tuple[Tensor, ...], made: tuple[Tensor, ...]) -> float:
        """One step of telling what is made from what is drawn; returns the hinge loss, 2 when all look alike."""
        self._net.requires_grad_(True)
        pairs = list(zip(self._net(*drawn), self._net(*(each.detach() for each in made)), strict=True))
        loss = torch.stack([F.relu(1 - a).mean() + F.relu(1 + b).mean() for a, b in pairs]).mean()
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self._optimiser.step()
        self._net.requires_grad_(False)
        return loss.item()

    def save(self) -> None:
        """Keep what was learnt."""
        save_whole(self._file, {"weights": self._net.state_dict(), "optimiser": self._optimiser.state_dict()})

    def error(self, *made: Tensor) -> Tensor:
        """How far from drawn something looks, a mean; smaller, also below 0, is better."""
        return -torch.stack([told.mean() for told in self._net(*made)]).mean()
