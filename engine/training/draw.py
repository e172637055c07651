"""Draws one captioned picture from one seed: a wish (kind, colours, modifiers), its pixels, its caption."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from engine.training.captions import caption
from engine.training.kinds import KINDS, TEXTURES
from engine.training.kinds.canvas import Canvas, blur, fold
from engine.training.words import COLOURS, MODIFIERS, MOODS

SCALES = {"tiny": 0.55, "huge": 1.8}
OFTEN = {"density": 0.12, "scale": 0.12, "sharpness": 0.2, "symmetry": 0.06, "light": 0.25}  # chance of a word for it
DENSITIES = {"sparse": 0.08, "dense": 0.95}


@dataclass(frozen=True)
class Wish:
    """What a picture shows: keys of the tables in words.py and kinds."""

    kind: str
    colours: tuple[str, ...] = ()  # none, one or two colours
    mood: str = ""  # or a mood
    modifiers: dict[str, str] = field(default_factory=dict)  # modifier -> level


def wish(random: np.random.Generator) -> Wish:
    """A wish by chance: every kind equally often, colours alone, in pairs, as a mood or the kind's own."""
    kind = str(random.choice(list(KINDS)))
    colours: tuple[str, ...] = ()
    mood = ""
    dice = random.random()
    if dice < 0.42:
        colours = (str(random.choice(list(COLOURS))),)
    elif dice < 0.60:
        colours = tuple(str(name) for name in random.choice(list(COLOURS), 2, replace=False))
    elif dice < 0.85:
        mood = str(random.choice(list(MOODS)))
    modifiers = {}
    for name, levels in MODIFIERS.items():
        if random.random() < OFTEN[name]:
            modifiers[name] = str(random.choice(list(levels)))
    if not KINDS[kind].symmetric and modifiers.get("symmetry") == "radial":
        modifiers["symmetry"] = "mirrored"
    return Wish(kind, colours, mood, modifiers)


def palette(w: Wish, random: np.random.Generator, settled: bool) -> tuple[np.ndarray, float]:
    """The wish's colours along `blend` 0..1, (256, 3) float32 RGB 0..1, and how far its shadows stay from black.

    settled: without dice, the kind's first natural colours if none are asked for and the darker of two first.
    """
    colours, mood = w.colours, w.mood
    if not colours and not mood:
        natural = KINDS[w.kind].natural
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
        if colours[0] in ("white", "pink", "mint"):  # these live on being light
            floor = 0.18
    places = np.linspace(0, 1, len(stops))
    ramp = np.stack([np.interp(np.linspace(0, 1, 256), places, stops[:, i]) for i in range(3)], 1)
    return ramp.astype(np.float32), floor


def picture(w: Wish, random: np.random.Generator, width: int, height: int, takes: int | None = None) -> np.ndarray:
    """The wish drawn: (height, width, 3) uint8 RGB.

    With `takes`, a kind that is no texture has only so many compositions, each a little moved and zoomed, in settled
    colours: a model with little time to train learns to draw these well instead of the average of everything.
    """
    short = min(width, height)
    x, y = np.meshgrid(
        (np.arange(width, dtype=np.float32) + 0.5) * 2 / short - width / short,
        (np.arange(height, dtype=np.float32) + 0.5) * 2 / short - height / short,
    )
    takes = None if w.kind in TEXTURES else takes
    composing, settled = random, takes is not None
    scale = SCALES.get(w.modifiers.get("scale", ""), 1.0)
    if takes is not None:
        composing = np.random.default_rng([list(KINDS).index(w.kind), int(random.integers(takes)), 33])
        zoom = np.float32(np.exp(random.normal(0, 0.01)))
        x, y = zoom * x + np.float32(random.normal(0, 0.01)), zoom * y + np.float32(random.normal(0, 0.01))
    symmetry = w.modifiers.get("symmetry")
    if symmetry == "mirrored":
        x = np.abs(x) - np.float32(composing.uniform(0.1, 0.5))
    elif symmetry == "radial":
        x, y = fold(x, y, 6)
        x = x - np.float32(composing.uniform(0.3, 0.6))
    if not settled:
        scale *= float(np.exp(random.normal(0, 0.12)))
    density = DENSITIES.get(w.modifiers.get("density", ""), 0.5 if settled else float(random.uniform(0.3, 0.7)))
    tone, blend, glow = KINDS[w.kind].draw(Canvas(x, y, composing, scale, density))
    return finish(w, random, tone, blend, glow + np.zeros_like(tone), settled)


def finish(
    w: Wish, random: np.random.Generator, tone: np.ndarray, blend: np.ndarray, glow: np.ndarray, settled: bool
) -> np.ndarray:
    """Colour, light, focus and grain on a drawn tone (H, W), place in the palette and glow, all about 0..1."""
    ramp, floor = palette(w, random, settled)
    light = w.modifiers.get("light")
    tone = np.clip(tone, 0, 1.25)
    if light == "dark":
        tone, glow, floor = tone * 0.5, glow * 0.4, floor * 0.4
    elif light == "bright":
        tone, floor = 0.22 + 0.85 * tone, floor + 0.15
    elif light == "dramatic":
        tone = tone + 0.32 * np.sin((np.clip(tone, 0, 1) - 0.5) * np.pi) * np.abs(tone - 0.5) * 2
        floor = floor * 0.3
    body = ramp[np.clip(blend * 255, 0, 255).astype(np.uint8)]  # (H, W, 3)
    shade = np.clip(floor + (1.12 - floor) * tone, 0, 1.15)[..., None]
    rgb = body * shade
    # highlights pale but keep their hue
    pale = 0.35 + 0.65 * body / (body.max(2, keepdims=True) + 0.05)
    rgb = rgb + (pale - rgb) * np.clip(tone - 0.80, 0, 0.45)[..., None] * 1.1
    if light == "glowing":
        glow = glow + 0.55 * blur(np.clip(tone - 0.45, 0, 1), 0.05)
    glow = np.clip(glow, 0, 1)[..., None]
    rgb = rgb + glow * (0.35 * body + 0.65 * pale) * (1.08 - np.clip(rgb, 0, 1))
    sharpness = w.modifiers.get("sharpness")
    if sharpness == "soft":
        rgb = blur(rgb, random.uniform(0.012, 0.03))
    elif sharpness == "crisp":
        rgb = rgb + 0.7 * (rgb - blur(rgb, 0.006))
    grain = random.standard_normal(tone.shape, dtype=np.float32) * float(random.uniform(0.0, 0.018))
    return (np.clip(rgb + grain[..., None], 0, 1) * 255 + 0.5).astype(np.uint8)


def draw(seed: int, width: int = 512, height: int = 288, takes: int | None = None) -> tuple[np.ndarray, str, Wish]:
    """The picture (height, width, 3) uint8 RGB, caption and wish of one seed: the same on every call."""
    random = np.random.default_rng([seed, 20])
    w = wish(random)
    text = caption(w, random)
    return picture(w, random, width, height, takes), text, w


def wish_of(seed: int) -> Wish:
    """What the picture of `seed` shows."""
    return wish(np.random.default_rng([seed, 20]))


def caption_of(seed: int, again: int) -> str:
    """Another caption for the picture of `seed`: numbered by `again`."""
    return caption(wish_of(seed), np.random.default_rng([seed, 21, again]))


def sheet(pictures: list[np.ndarray], columns: int) -> np.ndarray:
    """Equal pictures (H, W, 3) side by side in rows."""
    gap = [cv2.copyMakeBorder(p, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(20, 20, 20)) for p in pictures]
    gap += [np.zeros_like(gap[0])] * (-len(gap) % columns)
    return np.vstack([np.hstack(gap[i : i + columns]) for i in range(0, len(gap), columns)])
