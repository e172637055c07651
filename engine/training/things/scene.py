"""A thing in its surroundings: form, material and backdrop brought together under one light."""

import cv2
import numpy as np

from engine.training.kinds import KINDS
from engine.training.kinds.canvas import Canvas, blur, smooth
from engine.training.palette import named, palette, peak
from engine.training.things.form import ARRANGEMENTS, Form, placed
from engine.training.things.materials import MATERIALS, Scene, grey, paint
from engine.training.things.shapes import clearest, icons_of
from engine.training.things.surroundings import SURROUNDINGS

CLEAR = ("glass", "ice")  # these show what is behind them
SCALES = {"tiny": 0.6, "huge": 1.45}
DENSITIES = {"sparse": 0.05, "dense": 0.95}
DARK = ("black", "navy", "noir", "midnight")  # these are dark where they are asked for
GLOWING = ("neon", "xray", "hologram", "wireframe", "constellation", "embers")  # these need the dark


def canvas(width: int, height: int, random: np.random.Generator, scale: float = 1.0, density: float = 0.5) -> Canvas:
    short = min(width, height)
    x, y = np.meshgrid(
        (np.arange(width, dtype=np.float32) + 0.5) * 2 / short - width / short,
        (np.arange(height, dtype=np.float32) + 0.5) * 2 / short - height / short,
    )
    return Canvas(x, y, random, scale, density)


def of_kind(kind: str, c: Canvas, ramp: np.ndarray, floor: float) -> np.ndarray:
    """A kind's picture in colours of its own, float32 (H, W, 3) of about 0..1."""
    tone, blend, glow = KINDS[kind].draw(c)
    tone = np.clip(tone, 0, 1.25).astype(np.float32)
    body = paint(ramp, blend)
    rgb = body * grey(np.clip(floor + (1.12 - floor) * tone, 0, 1.15))
    pale = paint(0.35 + 0.65 * ramp / (ramp.max(1, keepdims=True) + 0.05), blend)
    light = np.clip(tone - 0.80, 0, 0.45) * 1.1 + 0.8 * np.clip(glow + np.zeros_like(tone), 0, 1)
    return (rgb + (pale - 0.5 * rgb) * grey(np.minimum(light, 1))).astype(np.float32)


def larger(picture: np.ndarray, width: int, height: int) -> np.ndarray:
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)


def share(width: int, height: int, of: float, least: int) -> tuple[int, int]:
    """A picture's size times `of`, but no shorter than `least` unless it is so itself."""
    of = min(1.0, max(of, least / min(width, height)))
    return max(8, round(width * of)), max(8, round(height * of))


def backdrop(w, random: np.random.Generator, ramp: np.ndarray, width: int, height: int) -> np.ndarray:
    """What is behind the thing, (H, W, 3) float32, darker than the thing is to be."""
    of_its_own = SURROUNDINGS.get(w.surroundings)
    natural = of_its_own.natural if of_its_own else KINDS[w.surroundings].natural
    floor = 0.05
    if w.backdrop:
        ramp, floor = palette(*named(w.backdrop), natural, random)
    else:
        dice = random.random()
        asked = bool(w.colours or w.mood)
        if dice > (0.65 if asked else 0.45):
            ramp, floor = palette((), "noir" if asked and dice < 0.75 else "", natural, random)
    floor = min(floor, 0.15)
    if of_its_own:
        size = share(width, height, 1.0 if w.surroundings == "stars" else 0.5, 144)
        drawn = of_its_own.draw(canvas(*size, random), ramp)
        return larger(drawn, width, height)
    soft = random.random() < 0.6
    size = share(width, height, 0.34 if soft else 0.6, 100 if soft else 170)
    drawn = of_kind(w.surroundings, canvas(*size, random, float(np.exp(random.normal(0, 0.2)))), ramp, floor)
    if soft:
        drawn = blur(drawn, random.uniform(0.008, 0.03))
    return larger(drawn, width, height) * np.float32(random.uniform(0.45, 0.85))


def filling(w, random: np.random.Generator, ramp: np.ndarray, floor: float, form: Form) -> np.ndarray:
    """The kind that fills the thing, drawn where the thing is; (H, W, 3) float32."""
    height, width = form.mask.shape
    size = share(width, height, 0.7, 200)
    c = canvas(*size, random, float(np.exp(random.normal(-0.35, 0.2))))
    return larger(of_kind(w.kind, c, ramp, floor), width, height)


def settled(name: str, take: int) -> np.random.Generator:
    """The dice of one composition of a kind, surroundings or material."""
    return np.random.default_rng([[*KINDS, *SURROUNDINGS, *MATERIALS].index(name), take, 33])


def arranged(w, random: np.random.Generator, width: int, height: int) -> Form:
    """The shapes of a wish's thing, as they are arranged in it."""
    icons = icons_of(w.thing)
    if not icons:
        raise ValueError(f"{w.thing}: the icon sets have no shape for it")
    if w.take is not None:
        icons = clearest(icons, 1)
    density = DENSITIES.get(w.modifiers.get("density", ""), float(random.uniform(0.3, 0.7)))
    scale = SCALES.get(w.modifiers.get("scale", ""), 1.0)
    if w.take is not None and w.arrangement == "single":
        return placed(icons[0], width, height, random, scale, w.take)
    return ARRANGEMENTS[w.arrangement](icons, width, height, random, scale, density)


def draw(w, random: np.random.Generator, width: int, height: int, form: Form | None = None) -> np.ndarray:
    """The wish for a thing drawn in light, (height, width, 3) float32 of about 0..1.

    form: shapes that are drawn in the place of the thing's own.
    """

    def dice(name: str) -> np.random.Generator:
        return random if w.take is None else settled(name, w.take)

    material, made_of = MATERIALS[w.material], w.kind if w.material == "filled" else w.material
    natural = KINDS[w.kind].natural if w.material == "filled" else material.natural
    ramp, floor = palette(w.colours, w.mood, natural, dice(made_of))
    if form is None:
        form = arranged(w, random, width, height)
    behind = backdrop(w, dice(w.surroundings), ramp, width, height)
    if w.material == "silhouette":
        behind = behind * np.float32(1.5)
    elif w.material not in CLEAR:  # darker around the thing, so that it stands out; light that it gives off comes after
        behind = behind * grey(1 - 0.45 * form.halo) * np.float32(0.6 if w.material in GLOWING else 0.85)
    c = canvas(width, height, dice(w.material))
    layer = material.draw(
        Scene(form, c, ramp, bool(w.colours or w.mood), behind, lambda: filling(w, dice(w.kind), ramp, floor, form))
    )
    if layer.solid > 0.1:
        short = min(width, height)
        fall = np.array([[1, 0, 0.012 * short], [0, 1, 0.03 * short]], np.float32)
        shadow = blur(cv2.warpAffine(form.mask, fall, (width, height)), 0.03)
        behind = behind * grey(1 - 0.6 * layer.solid * shadow)
    rgb = layer.rgb
    if w.material not in (*GLOWING, "silhouette", "smoke"):
        gain, dim = balance(form.mask, rgb, behind, dark=bool({*w.colours, w.mood} & {*DARK}))
        rgb, behind = rgb * gain, behind * dim
    if w.arrangement in ("swarm", "kaleidoscope"):
        # far copies take on the colour of the air
        air = blur(behind, 0.10) * 1.3
        rgb = rgb + (air - rgb) * grey(0.75 * smooth(0.75, 0.0, form.near) * form.mask)
    picture = behind + (rgb - behind) * grey(layer.cover)
    if layer.shine is not None:
        picture = picture + layer.shine + spill(layer.shine, behind)
    return picture


def balance(mask: np.ndarray, rgb: np.ndarray, behind: np.ndarray, dark: bool) -> tuple[np.float32, np.float32]:
    """What to multiply a thing and its surroundings by, so that the thing can be seen and is the brighter one."""
    size = mask.shape[1] // 8, mask.shape[0] // 8
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    body, around = (cv2.resize(peak(field), size, interpolation=cv2.INTER_AREA) for field in (rgb, behind))
    bright = float((body * small).sum() / max(small.sum(), 1e-3))
    gain = 1.0 if dark else float(np.clip(0.42 / max(bright, 1e-3), 1, 2))
    dim = float(np.clip(0.62 * bright * gain / max(float(around.mean()), 1e-3), 0.45, 1))
    return np.float32(gain), np.float32(dim)


def spill(shine: np.ndarray, behind: np.ndarray) -> np.ndarray:
    """What light (H, W, 3) does around itself: it blooms, falls on what is behind, and hangs a little in the air."""
    height, width = shine.shape[:2]
    half = cv2.resize(shine, share(width, height, 0.5, 144), interpolation=cv2.INTER_AREA)
    wide = blur(half, 0.055)
    far = blur(cv2.resize(wide, share(width, height, 0.125, 36)), 0.2)
    bloom = larger(blur(half, 0.012), width, height) * 0.75
    return (
        bloom + larger(wide, width, height) * (0.45 + 1.6 * behind) + larger(far, width, height) * (0.35 + 1.2 * behind)
    )


def developed(picture: np.ndarray) -> np.ndarray:
    """Light beyond white rolled off softly, its hue kept as far as it goes."""
    top = peak(picture)
    over = np.maximum(top - 0.75, 0)
    rolled = np.minimum(top, 0.75) + 0.25 * (1 - np.exp(-3.2 * over))
    scaled = picture * grey(rolled / np.maximum(top, 1e-4))
    return scaled + grey(np.clip(top - 1.0, 0, 1.5) * 0.35) * (1 - scaled)
