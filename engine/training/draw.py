"""Draws one captioned picture from one seed: a wish (kind, colours, modifiers), its pixels, its caption."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from engine.training.captions import caption
from engine.training.kinds import COMPOSITIONS, KINDS
from engine.training.kinds.canvas import Canvas, blur, fold
from engine.training.palette import palette, peak
from engine.training.things import scene, shapes
from engine.training.things.catalogue import FIRST, THINGS
from engine.training.things.materials import MATERIALS
from engine.training.things.surroundings import SURROUNDINGS
from engine.training.words import COLOURS, MODIFIERS, MOODS

SCALES = {"tiny": 0.55, "huge": 1.8}
OFTEN = {"density": 0.12, "scale": 0.12, "sharpness": 0.2, "symmetry": 0.06, "light": 0.25}  # chance of a word for it
DENSITIES = {"sparse": 0.08, "dense": 0.95}
SHARE = 0.55  # of pictures that show a thing, where there are icons to draw them from
ARRANGED = {"single": 5.4, "close": 0.9, "swarm": 1.5, "mandala": 1.1, "pair": 0.7, "row": 0.5, "kaleidoscope": 0.6}
# kinds that are worth looking at through a shape, and those that make no place for one to be
FILLINGS = (
    *("clouds", "smoke", "galaxy", "nebula", "aurora", "starfield", "sunset", "mountains", "sea", "fire", "ink"),
    *("flower", "feathers", "scales", "cracks", "spiral", "kaleidoscope", "mandala", "orbs", "silk", "liquid", "cells"),
    *("crystal", "fractal", "lightning", "circuit", "city", "lasers", "disco ball", "confetti", "stripes", "glitch"),
    *("forest", "waterfall"),
)
ALONE = ("iris", "wings", "sea life", "disco ball")
# what a thing is learnt in first, and how often: strong looks that are told apart at a glance, plain surroundings
FIRST_MATERIALS = {
    **{"neon": 0.30, "filled": 0.26, "gold": 0.12, "ice": 0.10, "stained glass": 0.08, "marble": 0.08},
    "silhouette": 0.06,
}
FIRST_FILLINGS = {
    **{"fire": 0.24, "galaxy": 0.14, "nebula": 0.12, "starfield": 0.10, "sea": 0.08, "lightning": 0.08},
    **{"flower": 0.08, "crystal": 0.08, "aurora": 0.08},
}
FIRST_SURROUNDINGS = {"night": 0.52, "stars": 0.16, "rays": 0.12, "smoke": 0.13, "mist": 0.07}
BEHIND_SILHOUETTES = {"sky": 0.5, "sunset": 0.2, "aurora": 0.15, "fire": 0.15}
COMPOSED = 101  # stream of dice of the compositions of kinds that are learnt first, which takes show in turns
FIRST_LIGHT = 0.14  # chance of a word for the light, the only modifier that is learnt first


@dataclass(frozen=True)
class Wish:
    """What a picture shows: keys of the tables in words.py and kinds."""

    kind: str  # of a thing: what it is filled with, or ""
    colours: tuple[str, ...] = ()  # none, one or two colours
    mood: str = ""  # or a mood
    modifiers: dict[str, str] = field(default_factory=dict)  # modifier -> level
    thing: str = ""  # of things.catalogue, or "" for a picture of the kind alone
    material: str = ""
    arrangement: str = ""
    surroundings: str = ""  # of things.surroundings, or a kind
    backdrop: str = ""  # a colour or mood of the surroundings, "" for what suits
    take: int | None = None  # which composition of words.TAKES; None leaves it to chance


def wish(random: np.random.Generator, things: float = 0.0, first: bool = False) -> Wish:
    """A wish by chance: a thing with a chance of `things` (0..1), otherwise every kind equally often.

    first: only what is learnt first, the things of FIRST alone in few materials before plain surroundings.
    """
    if things and random.random() < things:
        return first_wish_for_thing(random) if first else wish_for_thing(random)
    kind = str(random.choice(list(KINDS)))
    colours, mood = paint_by_chance(random)
    modifiers = first_modifiers(random) if first else modifiers_by_chance(random)
    if not KINDS[kind].symmetric and modifiers.get("symmetry") == "radial":
        modifiers["symmetry"] = "mirrored"
    return Wish(kind, colours, mood, modifiers)


def paint_by_chance(random: np.random.Generator) -> tuple[tuple[str, ...], str]:
    """Colours alone, in pairs, as a mood, or none: the natural ones of what is drawn."""
    dice = random.random()
    if dice < 0.42:
        return (str(random.choice(list(COLOURS))),), ""
    if dice < 0.60:
        return tuple(str(name) for name in random.choice(list(COLOURS), 2, replace=False)), ""
    return (), str(random.choice(list(MOODS))) if dice < 0.85 else ""


def modifiers_by_chance(random: np.random.Generator) -> dict[str, str]:
    return {
        name: str(random.choice(list(levels))) for name, levels in MODIFIERS.items() if random.random() < OFTEN[name]
    }


def wish_for_thing(random: np.random.Generator) -> Wish:
    """A thing by chance, its material, arrangement, surroundings and colours free of one another."""
    thing = str(random.choice(list(THINGS)))
    material = by_weight({name: found.often for name, found in MATERIALS.items()}, random)
    arrangement = by_weight(ARRANGED, random)
    if material == "silhouette" and arrangement == "close":
        arrangement = "single"  # a part of a shadow is only dark
    kind = str(random.choice(FILLINGS)) if material == "filled" else ""
    if material == "silhouette":
        surroundings = str(random.choice(["sky", "sky", "sunset", "aurora", "fire", "clouds", "nebula", "rays"]))
    elif random.random() < 0.6:
        surroundings = by_weight({name: found.often for name, found in SURROUNDINGS.items()}, random)
    else:
        surroundings = str(random.choice([kind for kind in KINDS if kind not in ALONE]))
    asked = material != "gold" and random.random() < 0.65
    colours, mood = paint_by_chance(random) if asked else ((), "")
    backdrop = str(random.choice([*COLOURS, *MOODS])) if random.random() < 0.35 else ""
    modifiers = modifiers_by_chance(random)
    modifiers.pop("symmetry", None)
    if arrangement not in ("swarm", "kaleidoscope"):
        modifiers.pop("density", None)
    return Wish(kind, colours, mood, modifiers, thing, material, arrangement, surroundings, backdrop)


def first_modifiers(random: np.random.Generator) -> dict[str, str]:
    return {"light": str(random.choice(list(MODIFIERS["light"])))} if random.random() < FIRST_LIGHT else {}


def first_wish_for_thing(random: np.random.Generator) -> Wish:
    """A thing of FIRST by chance, in a material and before surroundings that are learnt first."""
    thing, material = str(random.choice(FIRST)), by_weight(FIRST_MATERIALS, random)
    kind = by_weight(FIRST_FILLINGS, random) if material == "filled" else ""
    surroundings = by_weight(BEHIND_SILHOUETTES if material == "silhouette" else FIRST_SURROUNDINGS, random)
    asked = random.random() < {"gold": 0.0, "filled": 0.35}.get(material, 0.75)
    colours, mood = paint_by_chance(random) if asked else ((), "")
    backdrop = str(random.choice(list(COLOURS))) if random.random() < 0.25 else ""
    modifiers = first_modifiers(random)
    return Wish(kind, colours, mood, modifiers, thing, material, "single", surroundings, backdrop)


def by_weight(weights: dict[str, float], random: np.random.Generator) -> str:
    chances = np.array(list(weights.values()))
    return str(random.choice(list(weights), p=chances / chances.sum()))


def picture(w: Wish, random: np.random.Generator, width: int, height: int, grain: bool = True) -> np.ndarray:
    """The wish drawn: (height, width, 3) uint8 RGB, with a little grain unless told to do without.

    In a take, nothing is left to chance: a kind in settled colours, a thing's place, surroundings and filling are those
    of that number, hardly moved. A model with little time to train learns to draw these well instead of the average of
    everything, which for clouds and smoke is fog.
    """
    if w.thing:
        return finish_thing(w, random, scene.draw(w, random, width, height), grain)
    short = min(width, height)
    x, y = np.meshgrid(
        (np.arange(width, dtype=np.float32) + 0.5) * 2 / short - width / short,
        (np.arange(height, dtype=np.float32) + 0.5) * 2 / short - height / short,
    )
    composing, settled = random, w.take is not None
    scale = SCALES.get(w.modifiers.get("scale", ""), 1.0)
    if w.take is not None:
        chosen = COMPOSITIONS[w.kind]
        composing = np.random.default_rng([chosen[w.take % len(chosen)], COMPOSED])
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
    return finish(w, random, tone, blend, glow + np.zeros_like(tone), settled, grain)


def finish(
    w: Wish,
    random: np.random.Generator,
    tone: np.ndarray,
    blend: np.ndarray,
    glow: np.ndarray,
    settled: bool,
    grain: bool = True,
) -> np.ndarray:
    """Colour, light, focus and grain on a drawn tone (H, W), place in the palette and glow, all about 0..1."""
    ramp, floor = palette(w.colours, w.mood, KINDS[w.kind].natural, random, settled)
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
    pale = 0.35 + 0.65 * body / (peak(body)[..., None] + 0.05)
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
    grains = random.standard_normal(tone.shape, dtype=np.float32) * float(random.uniform(0.0, 0.018))
    return levels(rgb + grains[..., None] if grain else rgb)


def finish_thing(w: Wish, random: np.random.Generator, rgb: np.ndarray, grain: bool = True) -> np.ndarray:
    """Light, focus and grain on a drawn thing, (H, W, 3) float32 light."""
    light = w.modifiers.get("light")
    if light == "dark":
        rgb = rgb * 0.55
    elif light == "bright":
        rgb = rgb * 1.35 + 0.06
    elif light == "glowing":
        rgb = rgb + 0.9 * blur(np.clip(rgb - 0.4, 0, 1), 0.05)
    elif light == "dramatic":
        rgb = np.clip(rgb, 0, 2) ** 1.3 * 1.2
    rgb = scene.developed(rgb)
    sharpness = w.modifiers.get("sharpness")
    if sharpness == "soft":
        rgb = blur(rgb, random.uniform(0.006, 0.012))
    elif sharpness == "crisp":
        rgb = rgb + 0.6 * (rgb - blur(rgb, 0.006))
    grains = random.standard_normal(rgb.shape[:2], dtype=np.float32) * float(random.uniform(0.0, 0.014))
    return levels(rgb + grains[..., None] if grain else rgb)


def levels(rgb: np.ndarray) -> np.ndarray:
    """Light of 0..1 as uint8."""
    return (np.clip(rgb, 0, 1) * 255 + 0.5).astype(np.uint8)


def share_of_things() -> float:
    """How many of the pictures show a thing: SHARE, or none where `shapes.use` has named no icons."""
    return SHARE if shapes.ready() else 0.0


def draw(seed: int, width: int = 512, height: int = 288, takes: int | None = None) -> tuple[np.ndarray, str, Wish]:
    """The picture (height, width, 3) uint8 RGB, caption and wish of one seed: the same on every call."""
    random = np.random.default_rng([seed, 20])
    w = in_take(wish(random, share_of_things(), takes is not None), seed, takes)
    text = caption(w, random)
    return picture(w, random, width, height), text, w


def in_take(w: Wish, seed: int, takes: int | None) -> Wish:
    """A wish in the one of so many takes that a seed is of."""
    return w if takes is None else replace(w, take=int(np.random.default_rng([seed, 21]).integers(takes)))


def wish_of(seed: int, takes: int | None = None) -> Wish:
    """What the picture of `seed` shows."""
    return in_take(wish(np.random.default_rng([seed, 20]), share_of_things(), takes is not None), seed, takes)


def sheet(pictures: list[np.ndarray], columns: int) -> np.ndarray:
    """Equal pictures (H, W, 3) side by side in rows."""
    gap = [cv2.copyMakeBorder(p, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(20, 20, 20)) for p in pictures]
    gap += [np.zeros_like(gap[0])] * (-len(gap) % columns)
    return np.vstack([np.hstack(gap[i : i + columns]) for i in range(0, len(gap), columns)])
