"""Judges latents by the words they were asked for, so that a denoiser can learn from what it dreams itself.

What a picture shows, slot by slot (slots.py), is told by a small network that learnt from drawn pictures' latents.
Colours of kinds are also measured as hues.py measures
them, with soft limits, on what an eye sees of a latent: a network that foretells what the decoder would make of it,
in few pixels. Both are differentiable, so their verdict can be followed back through the few steps that made a
picture (DRaFT, Clark et al. 2023; AlignProp, Prabhudesai et al. 2023). A picture that is clearly right is left alone:
nothing is gained by pleasing a critic further.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import trange

from engine.training import hues
from engine.training.autoencoder import noised
from engine.training.classifier import Block
from engine.training.devices import LAYOUT, device_of, half
from engine.training.kinds import KINDS
from engine.training.slots import SLOTS
from engine.training.trainer import save_whole
from engine.training.words import COLOURS, MOODS

WIDTHS = 96, 160, 256  # channels of the network that tells what is shown
COUNTS = {  # how much each slot counts
    **{"subject": 1.0, "material": 0.7, "filling": 0.7, "colour": 0.4, "second colour": 0.4},
    **{"surroundings": 0.3, "backdrop": 0.2, "light": 0.3, "take": 0.4},
}
SEES = 2  # pixels of the eye along each side of a latent
MARGIN = 2.0  # by how much the logit of the right kind must lead
WELL_SHOWN = hues.SHOWN + 0.1  # share of a picture that one of two colours should have
AT_LIMIT = 0.6  # of the way to the opposite hue, for a hue at the limit of what still is the colour
DARKEST = 0.004  # what the eye sees, at least: one level of 255
NOISE = 0.25  # standard deviations of latents, at most, added while learning
EPOCHS, RATE = 12, 3e-3
LOOKS, LOOKED_AT = 1500, 1200  # steps of the eye's training, and how many latents it learns from


class Critic(nn.Module):
    """Tells what is shown, and sees colours, in latents (N, C, h, w) as a denoiser makes them."""

    def __init__(self, channels: int):
        super().__init__()
        stem = [nn.Conv2d(channels, WIDTHS[0], 3, 1, 1, bias=False), nn.BatchNorm2d(WIDTHS[0]), nn.ReLU()]
        blocks = [Block(a, b) for a, b in zip(WIDTHS, WIDTHS[1:], strict=False)]
        self.body = nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.heads = nn.ModuleList(nn.Linear(WIDTHS[-1], len(table) + 1) for table in SLOTS.values())
        self.eye = nn.Sequential(
            nn.Conv2d(channels, 64, 3, 1, 1),
            nn.GELU(),
            nn.Conv2d(64, 64, 3, 1, 1),
            nn.GELU(),
            nn.Conv2d(64, 3 * SEES**2, 3, 1, 1),
            nn.PixelShuffle(SEES),
        )

    def slot_error(self, latents: Tensor, meant: Tensor) -> Tensor:
        """By how much the values meant, places (N, slots) int64, fail to lead by MARGIN, (N,); an open one doesn't.

        Nor does a kind's take, as compositions come round again.
        """
        seen, total = self.body(latents), latents.new_zeros(len(latents))
        for (name, counts), head, right in zip(COUNTS.items(), self.heads, meant.T, strict=True):
            logits = head(seen)
            others = logits.scatter(1, right[:, None], -torch.inf).logsumexp(1)
            error = F.softplus(2 * (MARGIN + others - logits.gather(1, right[:, None])[:, 0])) / 2
            told = (right > 0) & (meant[:, 0] > len(KINDS)) if name == "take" else right > 0
            total = total + counts * error * told
        return total

    def colour_error(self, latents: Tensor, meant: Tensor) -> Tensor:
        """How far each latent's picture is from wearing what is meant by places (N, slots) int64, (N,).

        0 where that is a thing, whose colours are not those of the whole picture, or names no colour.
        """
        seen = self.eye(latents)
        seen = seen + (seen.clamp(DARKEST, 1) - seen).detach()  # no gradient is lost at black, nor grows without end
        return torch.stack(
            [
                palette_error(picture, *paint) if any(paint) else picture.sum() * 0
                for picture, paint in zip(seen, map(paint_of_kind, meant.tolist()), strict=True)
            ]
        )


def paint_of_kind(places: Sequence[int]) -> tuple[tuple[str, ...], str]:
    """The colours and the mood that places in SLOTS name for a whole picture: none for a thing's."""
    value = {name: ("", *table)[at] for (name, table), at in zip(SLOTS.items(), places, strict=True)}
    if not value["subject"].startswith("kind "):
        return (), ""
    if value["colour"] in MOODS:
        return (), value["colour"]
    return tuple(name for name in (value["colour"], value["second colour"]) if name in COLOURS), ""


def palette_error(seen: Tensor, colours: Sequence[str], mood: str) -> Tensor:
    """How far a picture (3, h, w) sRGB 0..1 is from what `hues.wears` asks of it; 0 with some room to spare."""
    stops = hues.asked_stops(colours, mood)
    wanted, each = hues.polar(hues.blended(stops, 24)), hues.polar(stops)
    light, a, b = oklab(seen.flatten(1))
    chroma = (a.square() + b.square() + 1e-8).sqrt()
    way = (a.square() + b.square() + 0.005**2).sqrt()  # what has next to no hue points nowhere
    ratio = light.mean() / wanted.light.mean()
    strength = chroma.sum() / light.sum().clamp_min(1e-3)
    directions = wanted.hue[wanted.chroma > hues.HUELESS]
    if not len(directions):
        return 12 * F.relu(strength - 0.6 * hues.NEUTRAL) + outside(ratio, hues.NEUTRAL_LIGHT)
    own = strength / (wanted.chroma.sum() / wanted.light.sum())
    missed = (chroma * beside(a / way, b / way, directions, hues.NEAR).amin(0)).sum() / chroma.sum()
    error = outside(ratio, hues.LIGHT) + outside(own, hues.STRENGTH) + 2 * F.relu(missed - 0.5 * (1 - hues.SHARE))
    if len(colours) < 2 and not (mood and hues.is_wide(directions)):
        return error
    lacking = []
    for stop_chroma, stop_hue in zip(each.chroma, each.hue, strict=True):
        if stop_chroma <= hues.HUELESS:
            lacking.append(F.relu(WELL_SHOWN - torch.sigmoid((hues.GREYISH * light + 0.005 - chroma) / 0.01).mean()))
            continue
        far = beside(a / way, b / way, np.array([stop_hue]), hues.SHOWN_NEAR)[0]
        there = (chroma * F.relu(1 - far / AT_LIMIT)).sum() / chroma.sum()
        lacking.append(F.relu(WELL_SHOWN - there) * (0.5 + (chroma * far).sum() / chroma.sum()))
    if mood:  # two of its stops are enough
        return error + 4 * torch.stack(lacking).sort().values[1]
    return error + 4 * torch.stack(lacking).sum()


def beside(a: Tensor, b: Tensor, directions: np.ndarray, degrees: float) -> Tensor:
    """How far unit vectors (P,) of hue lie from each direction (D,) in degrees: (D, P), 0..1.

    0 well within `degrees`, AT_LIMIT and more beyond them, and rising on to the opposite hue, so that every colour
    has somewhere to go.
    """
    angles = torch.from_numpy(np.radians(directions)).float().to(a.device)[:, None]
    limit = float(np.cos(np.radians(degrees)))
    inner = float(np.cos(np.radians(0.7 * degrees)))
    short = F.relu(inner - (angles.cos() * a + angles.sin() * b))
    return AT_LIMIT * (short / (inner - limit)).clamp_max(1) + (1 - AT_LIMIT) * short / (inner + 1)


def outside(value: Tensor, limits: tuple[float, float]) -> Tensor:
    """How far a ratio lies outside limits that are drawn in: the lower by two fifths, the upper by a tenth."""
    low, high = 1.4 * limits[0], 0.9 * limits[1]
    return F.relu((low - value) / low) + F.relu((value - high) / high)


def oklab(rgb: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """OKLab's L, a and b (P,) each, of sRGB colours (3, P) (Ottosson 2020); below 0 counts as 0."""
    rgb = rgb.clamp_min(0)
    linear = torch.where(rgb <= 0.04045, rgb / 12.92, ((rgb.clamp_min(0.04) + 0.055) / 1.055) ** 2.4)
    lms = torch.from_numpy(hues.TO_LMS).float().to(rgb.device) @ linear
    light, a, b = torch.from_numpy(hues.TO_LAB).float().to(rgb.device) @ (lms.clamp_min(0) + 1e-7).pow(1 / 3)
    return light, a, b


def teach_critic(path: Path, latents: Tensor, shown: Tensor, vae) -> None:
    """Teaches a critic with drawn pictures' latents (N, C, h, w), the places (N, slots) shown, and writes it."""
    critic = Critic(latents.shape[1]).to(device_of(vae))
    told = teach_slots(critic, latents, shown)
    level = teach_eye(critic, latents, vae)
    right = ", ".join(f"{name} {100 * share:.1f} %" for name, share in zip(SLOTS, told, strict=True))
    print(f"critic: {right} told right, colours seen within {255 * level:.1f} levels")
    save_whole(path, critic.state_dict())


def load_critic(path: Path) -> Critic:
    """The critic that was written to a file."""
    weights = torch.load(path, weights_only=True, map_location="cpu")
    critic = Critic(weights["eye.0.weight"].shape[1])
    critic.load_state_dict(weights)
    return critic.eval().requires_grad_(False)


def teach_slots(critic: Critic, latents: Tensor, shown: Tensor, batch: int = 64) -> list[float]:
    """Trains all but the eye with places (N, slots) int64; returns of each slot the share of latents held back, 0..1,
    that it then tells right."""
    device = device_of(critic)
    latents, shown = latents.to(device), shown.to(device)
    held = len(shown) // 10
    batch = min(batch, len(shown) - held)
    parts = [critic.body, critic.heads]
    optimiser = torch.optim.AdamW([weight for part in parts for weight in part.parameters()], weight_decay=0.05)
    steps = EPOCHS * ((len(shown) - held) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    critic.body.train().to(memory_format=LAYOUT)  # type: ignore[call-overload]
    for _ in trange(EPOCHS, desc="critic, what is shown", mininterval=5):
        order = held + torch.randperm(len(shown) - held)
        for chosen in order.split(batch):
            if len(chosen) < batch:
                continue
            noisy = noised(latents[chosen].float(), NOISE).contiguous(memory_format=LAYOUT)
            with half(device):
                seen = critic.body(noisy)
            seen = seen.float()
            losses = [
                counts * F.cross_entropy(head(seen), shown[chosen, slot], label_smoothing=0.05)
                for slot, (head, counts) in enumerate(zip(critic.heads, COUNTS.values(), strict=True))
            ]
            optimiser.zero_grad(set_to_none=True)
            torch.stack(losses).sum().backward()
            optimiser.step()
            schedule.step()
    critic.body.eval()
    with torch.no_grad():
        seen = torch.cat([critic.body(part.float()) for part in latents[:held].split(batch)])
        return [
            (head(seen).argmax(1) == shown[:held, slot]).float().mean().item() for slot, head in enumerate(critic.heads)
        ]


def teach_eye(critic: Critic, latents: Tensor, vae, batch: int = 32) -> float:
    """Trains `critic.eye` to foretell the decoder's picture in few pixels; returns its error then, 0..1."""
    latents = latents[:LOOKED_AT].to(device_of(critic)).float()
    with torch.no_grad(), half(latents.device):
        size = SEES * latents.shape[2], SEES * latents.shape[3]
        decoded = [
            F.adaptive_avg_pool2d(vae.decode(part / vae.config.scaling_factor).sample.float() / 2 + 0.5, size)
            for part in latents.split(8)
        ]
    pictures = torch.cat(decoded).clamp(0, 1)
    optimiser = torch.optim.AdamW(critic.eye.parameters(), weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=LOOKS)
    held = len(latents) // 10
    for _ in trange(LOOKS, desc="critic, colours", mininterval=5):
        chosen = torch.randint(held, len(latents), (batch,))
        wanted = pictures[chosen]
        # dark colours are told apart by fewer levels
        loss = ((critic.eye(latents[chosen]) - wanted).abs() / (wanted + 0.1).sqrt()).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
    with torch.no_grad():
        return (critic.eye(latents[:held]) - pictures[:held]).abs().mean().item()
