"""Where a thing is: what is behind it, free of what it is made of."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.training.kinds.canvas import Canvas, dots, polar, smooth
from engine.training.things.materials import grey, paint


def night(c: Canvas, ramp: np.ndarray) -> np.ndarray:
    """Darkness with a glow behind."""
    radius = np.hypot(c.x / max(1, c.aspect * 0.8), c.y - c.between(-0.2, 0.3))
    glow = np.exp(-radius * radius * c.between(1.0, 2.6))
    veil = c.noise(c.x, c.y, 0.6, 1.5)
    return paint(ramp, 0.2 + 0.7 * glow) * grey((0.04 + 0.42 * glow) * (0.6 + 0.8 * veil))


def stars(c: Canvas, ramp: np.ndarray) -> np.ndarray:
    gas = c.warped(0.6, 1.0, 1.1)
    wide = max(c.x.shape) / min(c.x.shape)  # the same at any size, which `aspect` is not quite
    spots = dots(c, round(130 * wide), 0.25, 0.6) + dots(c, round(18 * wide), 0.6, 1.1)
    return paint(ramp, gas) * grey(0.06 + 0.40 * smooth(0.35, 0.9, gas)) + grey(0.75 * np.clip(spots, 0, 1))


def smoke(c: Canvas, ramp: np.ndarray) -> np.ndarray:
    u, v = c.noise(c.x, c.y, 0.6, 1.5) - 0.5, c.noise(c.x, c.y, 0.6, 1.5) - 0.5
    strands = 1 - np.abs(2 * c.noise(c.x + 1.1 * u, 0.8 * c.y + 1.1 * v, 0.9, 1.1) - 1)
    veil = smooth(0.25, 0.75, c.noise(c.x + 0.5 * u, c.y, 0.5, 1.3))
    tone = (0.12 + 0.80 * strands**2) * veil + 0.06
    return paint(ramp, 0.15 + 0.7 * strands + u) * grey(tone)


def mist(c: Canvas, ramp: np.ndarray) -> np.ndarray:
    height = (c.tall - c.y) / (2 * c.tall)
    bank = c.noise(c.x * 0.5, c.y * 1.6, 0.8, 1.4)
    tone = 0.10 + 0.40 * np.exp(-(((height - 0.42) / 0.30) ** 2)) * (0.6 + 0.8 * bank)
    return paint(ramp, 0.25 + 0.6 * (1 - height) * bank + 0.2) * grey(tone)


def rays(c: Canvas, ramp: np.ndarray) -> np.ndarray:
    """Beams from behind the thing."""
    radius, angle = polar(c.x - c.between(-0.2, 0.2), c.y - c.between(-0.3, 0.1))
    turn = c.between(0, 6.3)
    beams = c.noise(np.cos(angle + turn), np.sin(angle + turn), 1.4, 0.6) * c.noise(
        np.cos(angle), np.sin(angle), 3.0, 0.5
    )
    tone = smooth(0.10, 0.55, beams) * np.exp(-radius * 0.75) + 0.40 * np.exp(-radius * 2.2)
    return paint(ramp, 0.15 + 0.8 * np.exp(-radius)) * grey(0.02 + 0.60 * tone)


def sky(c: Canvas, ramp: np.ndarray) -> np.ndarray:
    """A glowing sky with a low sun or a full moon: what a silhouette stands before."""
    horizon = c.between(0.3, 0.9) * c.tall
    x, y = c.between(-0.35, 0.35), c.between(-0.25, 0.25)
    radius = np.hypot(c.x - x, c.y - y)
    size = c.between(0.35, 0.75)
    disc = smooth(size + 0.012, size - 0.012, radius)
    halo = np.exp(-np.maximum(radius - size, 0) * 1.6)
    bands = c.noise(c.x * 0.4, c.y * 2.2, 1.0, 1.0)
    tone = 0.16 + 0.42 * halo + 0.48 * disc * (0.85 + 0.3 * bands) + 0.25 * (bands - 0.5) * halo
    ground = smooth(-0.01, 0.01, c.y - horizon - 0.10 * (c.noise(c.x, c.y * 0, 1.2, 0.9) - 0.5))
    tone = tone * (1 - 0.92 * ground)
    return paint(ramp, np.clip(0.10 + 0.55 * halo + 0.35 * disc - 0.12 * (bands - 0.5), 0, 1)) * grey(tone * 1.1)


@dataclass(frozen=True)
class Surroundings:
    draw: Callable[[Canvas, np.ndarray], np.ndarray]
    phrases: tuple[str, ...]  # after the thing; {} stands for a colour or mood with a space, or nothing
    words: tuple[str, ...]  # in a list of words
    natural: tuple[str, ...]
    often: float = 1.0


SURROUNDINGS: dict[str, Surroundings] = {
    "night": Surroundings(
        night,
        ("in the {}dark", "on a {}black background", "in {}darkness"),
        ("dark background", "darkness", "black background"),
        ("midnight", "navy", "indigo", "noir"),
        2.0,
    ),
    "stars": Surroundings(
        stars,
        ("among {}stars", "in {}space", "under the {}stars", "in the {}night sky"),
        ("stars", "outer space", "starry sky"),
        ("midnight", "royal", "deep sea", "dusk"),
        1.2,
    ),
    "smoke": Surroundings(
        smoke,
        ("in {}smoke", "behind {}smoke", "wrapped in {}smoke"),
        ("smoke", "smoky background"),
        ("grey", "purple", "dusk", "teal"),
        1.2,
    ),
    "mist": Surroundings(
        mist,
        ("in the {}mist", "in {}fog", "in a {}haze"),
        ("mist", "fog", "foggy"),
        ("arctic", "dusk", "forest", "grey"),
        0.8,
    ),
    "rays": Surroundings(
        rays,
        ("before {}rays of light", "in {}light beams", "with {}god rays"),
        ("light rays", "god rays", "beams"),
        ("gold", "azure", "ember", "vaporwave"),
        1.0,
    ),
    "sky": Surroundings(
        sky,
        ("before a {}sunset", "before a huge {}moon", "against the {}evening sky", "at {}sunset"),
        ("sunset sky", "big moon", "evening sky"),
        ("dusk", "ember", "vaporwave", "lava"),
        0.8,
    ),
}
