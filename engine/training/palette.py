"""Colours and moods as ramps that pictures are painted with."""

from collections.abc import Sequence

import numpy as np

from engine.training.words import COLOURS, MOODS

LIGHT = ("white", "pink", "mint")  # these live on being light


def palette(
    colours: Sequence[str], mood: str, natural: Sequence[str], random: np.random.Generator, settled: bool = False
) -> tuple[np.ndarray, float]:
    """One or two colours or a mood along `blend` 0..1, (256, 3) float32 RGB 0..1, and how far shadows stay from black.

    natural: the colours and moods of which one is taken if none is asked for. settled: without dice, the first natural
    one and the darker of two first.
    """
    if not colours and not mood:
        own = natural[0] if settled else str(random.choice(natural))
        colours, mood = ((own,), "") if own in COLOURS else ((), own)
    if mood:
        named, floor, _ = MOODS[mood]
        stops = np.array(named)
    elif len(colours) == 2:
        pair = np.array([COLOURS[name][0] for name in colours])
        turned = pair[0].sum() > pair[1].sum() if settled else random.random() < 0.5
        pair = pair[::-1] if turned else pair
        stops, floor = pair[[0, 0, 1, 1]], 0.10
    else:
        base = np.array(COLOURS[colours[0]][0])
        # one colour still breathes: darker and lighter shades of it, a slight turn of hue
        turn = np.roll(base, 1 if settled else int(random.integers(1, 3))) * 0.10
        stops, floor = (
            np.stack([base * 0.55 + turn * 0.3, base, np.clip(base * 0.93 + turn + 0.05, 0, 1)]),
            0.06,
        )
        if colours[0] in LIGHT:
            floor = 0.18
    places = np.linspace(0, 1, len(stops))
    ramp = np.stack([np.interp(np.linspace(0, 1, 256), places, stops[:, i]) for i in range(3)], 1)
    return ramp.astype(np.float32), floor


def peak(rgb: np.ndarray) -> np.ndarray:
    """The brightest channel of a picture (H, W, 3), (H, W): many times quicker than its maximum along the last axis."""
    return np.maximum(np.maximum(rgb[..., 0], rgb[..., 1]), rgb[..., 2])


def named(name: str) -> tuple[tuple[str, ...], str]:
    """The name of a colour or mood as (colours, mood)."""
    return ((name,), "") if name in COLOURS else ((), name)
