"""A form: shapes of a thing placed in a picture, as fields that every material is drawn from."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from engine.training.kinds.canvas import blur, fold, smooth
from engine.training.things import shapes

# of takes: how far aside, two of the built-in model's latents, and whether mirrored
PLACES = (0.0, False), (-64 / 144, True), (64 / 144, False), (0.0, True)


@dataclass
class Form:
    """Fields (H, W) float32 of what stands where."""

    mask: np.ndarray  # 0 outside .. 1 inside
    light: np.ndarray  # 0 dark .. 1 bright places of the thing itself
    near: np.ndarray  # 0 far .. 1 near
    tint: np.ndarray  # each copy's own place in the palette, 0..1
    size: float  # of the largest copy, as a share of the picture's short side

    @property
    def unit(self) -> float:
        """Pixels in one line of a picture 288 lines high."""
        return min(self.mask.shape) / 288

    @cached_property
    def outline(self) -> np.ndarray:
        """Lines along the silhouettes, 0..1."""
        return edges(self.mask + 0.7 * self.tint * (self.mask > 0.5), 1.25 * self.unit, 0.25)

    @cached_property
    def details(self) -> np.ndarray:
        """Lines along the edges of light inside the silhouettes, 0..1."""
        return edges(self.light, 1.1 * self.unit, 0.34) * smooth(0.6, 0.95, self.mask)

    @cached_property
    def lines(self) -> np.ndarray:
        return np.maximum(self.outline, self.details)

    @cached_property
    def depth(self) -> np.ndarray:
        """How far inside its outline a place is, 0..1 over a fifth of the thing's size."""
        solid = ((self.mask > 0.5) & (self.outline < 0.6)).astype(np.uint8)
        inside = cv2.distanceTransform(solid, cv2.DIST_L2, 3)
        return np.minimum(inside / (0.2 * self.size * min(self.mask.shape)), 1)

    @cached_property
    def height(self) -> np.ndarray:
        """The thing as a relief, 0..1: domed inside its outline, lower where it is dark."""
        dome = np.sqrt(np.clip(1 - (1 - self.depth) ** 2, 0, 1))
        detail = 0.26 * (blur(self.light, 0.004) - 0.5)
        return blur((0.75 * blur(dome, 0.008) + detail) * self.mask, 0.003)

    @cached_property
    def normal(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The relief's unit normals x, y, z."""
        scale = 0.55 * self.size * min(self.mask.shape) / 8
        dx = -cv2.Sobel(self.height, cv2.CV_32F, 1, 0, ksize=3) * scale
        dy = -cv2.Sobel(self.height, cv2.CV_32F, 0, 1, ksize=3) * scale
        length = 1 / np.sqrt(1 + dx * dx + dy * dy)
        return dx * length, dy * length, length

    @cached_property
    def halo(self) -> np.ndarray:
        """Nearness to the thing from outside, 1 at it .. 0 far away."""
        return np.clip(blur(self.mask, 0.06) * 1.6, 0, 1)


def edges(field: np.ndarray, width: float, full: float) -> np.ndarray:
    """Lines of a Gaussian profile `width` pixels wide where `field` steps by `full` or more, 0..1."""
    soft = cv2.GaussianBlur(field, (0, 0), max(width, 0.6))
    slope = cv2.magnitude(
        cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3, scale=0.125), cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    )
    step = slope * (max(width, 0.6) * 2.5066)  # the height of the step that it is the slope of
    return np.clip((step - 0.06) / (full - 0.06), 0, 1)


def empty(width: int, height: int, size: float) -> Form:
    mask, light, near, tint = (np.zeros((height, width), np.float32) for _ in range(4))
    return Form(mask, light, near, tint, size)


def stamp(
    form: Form,
    icon: tuple[str, str],
    x: float,
    y: float,
    size: float,
    angle: float,
    near: float,
    tint: float,
    flip: bool = False,
    squeeze: float = 1.0,
) -> None:
    """Puts a copy over what stands there: its middle at x, y and its side `size`, in the short side's units (-1..1
    and 2); turned by `angle`, mirrored, or narrowed by `squeeze`."""
    height, width = form.mask.shape
    short = min(width, height)
    pixels = size * short / 2
    found = shapes.shape(*icon, pixels)
    scale = pixels / len(found.mask)
    c, s = np.cos(angle) * scale, np.sin(angle) * scale
    a = np.array([[c * squeeze * (-1 if flip else 1), -s], [s * squeeze * (-1 if flip else 1), c]])
    middle = np.array([(x * short + width) / 2, (y * short + height) / 2])
    reach = int(np.ceil(pixels * 0.72)) + 2
    left, top = max(0, int(middle[0]) - reach), max(0, int(middle[1]) - reach)
    right, bottom = min(width, int(middle[0]) + reach), min(height, int(middle[1]) + reach)
    if right <= left or bottom <= top:
        return
    move = middle - [left, top] - a @ np.full(2, len(found.mask) / 2)
    matrix = np.hstack([a, move[:, None]])
    window = right - left, bottom - top
    mask = cv2.warpAffine(found.mask, matrix, window, flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    light = cv2.warpAffine(found.light, matrix, window, flags=cv2.INTER_LINEAR).astype(np.float32) / 255
    place = slice(top, bottom), slice(left, right)
    for field, value in ((form.light, light), (form.near, near), (form.tint, tint)):
        field[place] += (value - field[place]) * mask
    form.mask[place] = np.maximum(form.mask[place], mask)


# --- arrangements: each places copies of the icons of one thing, `scale` times as large as usual ---


def single(icons, width, height, random, scale, density) -> Form:
    """One, as large as the picture carries."""
    short = min(width, height)
    wide, tall = width / short, height / short
    size = random.uniform(1.3, 1.9) * scale
    aside = max(0.0, 0.5 * wide - 0.35 * size)
    x = random.uniform(-aside, aside) if random.random() < 0.5 else random.normal(0, 0.1)
    return alone(icons, width, height, random, x, random.normal(0, 0.05) * tall, size)


def placed(icon, width, height, random, scale, take) -> Form:
    """One upright in the place of a take, hardly moved: the first that a model can learn of a thing.

    Where it may lie a quarter of a latent further, the average of all places is all that pure noise is denoised to.
    """
    aside, flip = PLACES[take]
    x, y, size = aside + random.normal(0, 0.01), random.normal(0, 0.01), random.normal(1.65, 0.0165) * scale
    form = empty(width, height, size / 2)
    stamp(form, icon, x, y, size, random.normal(0, 0.005), 1.0, 0.4, flip)
    return form


def close(icons, width, height, random, scale, density) -> Form:
    """A part of one, from near."""
    size = random.uniform(2.4, 4.2) * max(1.0, scale)
    x, y = (random.uniform(-0.14, 0.14) * size for _ in range(2))
    return alone(icons, width, height, random, x, y, size)


def alone(icons, width, height, random, x, y, size) -> Form:
    form = empty(width, height, size / 2)
    turn, flip = random.normal(0, 0.09), random.random() < 0.5
    stamp(form, any_of(icons, random), x, y, size, turn, 1.0, 0.4, flip)
    return form


def any_of(icons, random) -> tuple[str, str]:
    return icons[int(random.integers(len(icons)))]


def pair(icons, width, height, random, scale, density) -> Form:
    """Two that face one another."""
    wide = width / min(width, height)
    size = min(random.uniform(1.1, 1.5), 1.15 * wide) * scale
    form = empty(width, height, size / 2)
    icon = any_of(icons, random)
    gap, y, turn = size * random.uniform(0.42, 0.56), random.normal(0, 0.05), random.normal(0, 0.12)
    flip = random.random() < 0.5
    for side in (-1, 1):
        stamp(form, icon, side * gap, y, size, side * turn, 1.0, 0.35 + 0.15 * side, flip == (side > 0))
    return form


def row(icons, width, height, random, scale, density) -> Form:
    """A row of equal ones, or several rows."""
    short = min(width, height)
    wide, tall = width / short, height / short
    rows = max(1, round((int(random.integers(1, 4)) if tall < 1.4 else int(random.integers(3, 6))) / scale))
    size = min(1.5, 2 * tall / rows * 0.9)
    pitch = size * random.uniform(0.9, 1.1)
    columns = max(2, int(np.ceil(2 * wide / pitch)))
    form = empty(width, height, size / 2)
    icon = any_of(icons, random)
    alternate, slide = random.random() < 0.5, random.random() < 0.5
    for j in range(rows):
        for i in range(-1, columns + 1):
            x = (i - (columns - 1) / 2 + (0.5 if slide and j % 2 else 0)) * pitch
            y = (j - (rows - 1) / 2) * 2 * tall / rows
            stamp(form, icon, x, y, size, 0.0, 1.0, ((i + 2 * j) % 4) / 4, alternate and (i + j) % 2 == 0)
    return form


def swarm(icons, width, height, random, scale, density) -> Form:
    """Many in depth: small and hazy far away, a few large ones near."""
    short = min(width, height)
    wide, tall = width / short, height / short
    count = round(random.uniform(0.75, 1.25) * (8 + 44 * density) / max(scale, 0.8))
    largest = random.uniform(0.85, 1.25) * scale
    form = empty(width, height, 0.3 * largest)
    chosen = [any_of(icons, random) for _ in range(2)]
    tumble = random.choice([0.25, 0.5, 3.2])
    for near in np.sort(random.random(count) ** 1.7):
        size = 0.13 + max(0.05, largest - 0.13) * near
        x, y = random.uniform(-1.05, 1.05) * wide, random.uniform(-0.95, 0.95) * tall
        turn, flip, squeeze = random.normal(0, tumble), random.random() < 0.5, random.uniform(0.55, 1.0)
        icon = chosen[int(random.random() < 0.3)]
        stamp(form, icon, x, y, size, turn, float(near), float(random.random()), flip, squeeze)
    return form


def mandala(icons, width, height, random, scale, density) -> Form:
    """Copies in rings around the middle, outer ones larger, to beyond the picture's edge."""
    short = min(width, height)
    form = empty(width, height, 0.22 * scale)
    chosen = [any_of(icons, random) for _ in range(2)]
    petals = int(random.choice([6, 8, 8, 10, 12]))
    outward = random.random() < 0.6
    rings, reach, ring = [], 0.42 * scale, 0
    while reach < 1.1 * np.hypot(width, height) / short:
        size = 2 * np.pi * reach / petals * random.uniform(0.95, 1.3)
        rings.append((reach, size, ring % 2, random.random()))
        reach += size * random.uniform(0.55, 0.75)
        ring += 1
    for index, (reach, size, odd, tint) in reversed(list(enumerate(rings))):
        for k in range(petals):
            angle = (k + 0.5 * odd) * 2 * np.pi / petals
            x, y, turn = reach * np.sin(angle), -reach * np.cos(angle), angle + (0 if outward else np.pi)
            stamp(form, chosen[index % 2], x, y, size, turn, 1.0 - 0.12 * index, tint, k % 2 == 0)
    stamp(form, chosen[0], 0, 0, random.uniform(0.45, 0.7) * scale, 0.0, 1.0, 0.9)
    return form


def kaleidoscope(icons, width, height, random, scale, density) -> Form:
    """Many seen through mirrors."""
    short = min(width, height)
    base = empty(width, height, 0.3 * scale)
    chosen = [any_of(icons, random) for _ in range(2)]
    for near in np.sort(random.random(round(14 + 26 * density))):
        size = (0.45 + 0.75 * near) * scale
        x, y = random.uniform(-0.9, 1.6), random.uniform(-0.5, 1.1)
        turn, tint = random.uniform(0, 6.3), float(random.random())
        stamp(base, chosen[int(random.random() < 0.3)], x, y, size, turn, float(0.4 + 0.6 * near), tint)
    x, y = np.meshgrid(
        (np.arange(width, dtype=np.float32) + 0.5) * 2 / short - width / short,
        (np.arange(height, dtype=np.float32) + 0.5) * 2 / short - height / short,
    )
    u, v = fold(x, y, int(random.choice([6, 8, 10, 12])))
    u, v = u - np.float32(0.7), v - np.float32(random.uniform(0, 0.3))
    u, v = (u * short + width) / 2, (v * short + height) / 2

    def seen(field):
        return cv2.remap(field, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)

    return Form(seen(base.mask), seen(base.light), seen(base.near), seen(base.tint), base.size)


ARRANGEMENTS = {
    "single": single,
    "close": close,
    "pair": pair,
    "row": row,
    "swarm": swarm,
    "mandala": mandala,
    "kaleidoscope": kaleidoscope,
}
