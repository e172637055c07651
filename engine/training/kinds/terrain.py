"""Landscapes of a height field seen in perspective: tone, blend and glow, (H, W) in 0..1."""

from dataclasses import dataclass

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, Field, smooth


@dataclass(frozen=True)
class View:
    """What each pixel sees of a height field: its place on the ground, how far it is, whether it is ground at all."""

    across: np.ndarray
    away: np.ndarray
    height: np.ndarray
    ground: np.ndarray  # bool
    light: np.ndarray  # of the slope, about 0.5 on the flat, 0..1
    steep: np.ndarray  # 0 flat .. 1 upright
    right: np.ndarray  # slope to the right
    back: np.ndarray  # slope away from the eye: what is above 0 faces it

    def softened(self, field: np.ndarray) -> np.ndarray:
        """A field (H, W) without the stairs where near ground stands before far ground or sky."""
        away = np.where(self.ground, np.log(self.away), np.float32(9)).astype(np.float32)
        edge = cv2.dilate(away, np.ones((3, 3))) - cv2.erode(away, np.ones((3, 3))) > 0.12
        return np.where(edge, cv2.GaussianBlur(field.astype(np.float32), (3, 3), 0.8), field)


def look(c: Canvas, height: Field, horizon: float, eye: float, far: float, sun: float) -> View:
    """Looks over a height field towards the horizon, a height on the picture; columns are walked from near to far.

    eye: above the ground nearby. sun: where its light comes from, -1 left .. 1 right.
    """
    rows, columns = c.x.shape
    steps = rows * 3 // 5
    near = 0.9 * eye / (c.tall - horizon)
    away = (near * (far / near) ** np.linspace(0, 1, steps, dtype=np.float32))[:, None]
    across = c.x[:1] * away
    ground = height(across, away + np.zeros_like(across))
    eye += float(ground[: steps // 4].max())
    top, pixel = float(c.y[0, 0]), float(c.y[1, 0] - c.y[0, 0])
    at = (horizon + (eye - ground) / away - top) / pixel  # rows on the picture, (steps, columns)
    highest = np.minimum.accumulate(at, 0)
    below = np.clip(np.ceil(highest), 0, rows).astype(np.int64) * columns + np.arange(columns)
    passed = np.bincount(below.ravel(), minlength=(rows + 1) * columns).reshape(rows + 1, columns)
    passed = passed[::-1].cumsum(0)[::-1][1:]  # how many steps end below each pixel: the next one covers it
    step, column = np.minimum(passed, steps - 1), np.arange(columns)[None]
    before, here = at[np.maximum(step - 1, 0), column], at[step, column]
    share = np.clip((before - np.arange(rows)[:, None]) / np.maximum(before - here, 1e-3), 0, 1)
    z = away[np.maximum(step - 1, 0), 0] * (1 - share) + away[step, 0] * share
    z = z.astype(np.float32)
    x = (c.x * z).astype(np.float32)
    h = height(x, z)
    reach = np.float32(2.0 * c.pixel) * z
    right, back = (height(x + reach, z) - h) / reach, (height(x, z + reach) - h) / reach
    upright = 1 / np.sqrt(1 + right * right + back * back)
    light = np.clip((-right * sun - 0.35 * back * (1 - abs(sun)) + 0.55) * upright, 0, 1.2)
    light = 0.88 * light + (0.10 + 0.12 * np.clip(right * sun + 0.4 * back, 0, 1)) * upright  # from sky and ground
    return View(x, z, h, passed < steps, light, 1 - upright, right, back)


def sky_and_sun(c: Canvas, horizon: float, sun: tuple[float, float], size: float) -> tuple[np.ndarray, ...]:
    """A sky with thin clouds and a low sun: its tone, its place in the palette, the sun's halo."""
    height = np.clip((horizon - c.y) / (horizon + c.tall + 0.1), 0, 1)
    radius = np.hypot(c.x - sun[0], c.y - sun[1])
    halo = np.exp(-radius * 1.8)
    veil = smooth(0.45, 0.85, c.noise(c.x * 0.5, c.y * 1.8, 0.8, 1.0))
    disc = smooth(size + 1.5 * c.pixel, size - 1.5 * c.pixel, radius)
    tone = 0.42 + 0.40 * (1 - height) ** 2 + 0.45 * halo - 0.16 * height + veil * (0.30 * halo - 0.04) + 0.5 * disc
    return tone, np.clip(0.92 - 0.75 * height + 0.3 * halo, 0, 1), halo * halo * 0.35 + 0.5 * disc


def mountains(c: Canvas):
    horizon = c.between(0.1, 0.55) * c.tall
    base, mask, ribs, fine = (
        c.field(c.between(0.11, 0.20), 2.4),
        c.field(0.06, 2.0),
        c.field(0.5, 1.6),
        c.field(1.6, 0.9),
    )
    peak, sharp = c.between(5.5, 10.0) * c.scale**0.5, c.between(1.6, 2.8)
    lake = c.random.random() < 0.45

    def height(x, z):
        ridge = 1 - np.abs(2 * base(x, z) - 1)
        h = ridge**sharp * (0.35 + 0.9 * smooth(0.2, 0.8, mask(x, z))) * smooth(1.5, 8.0, z)
        rib = 1 - np.abs(2 * ribs(x, z) - 1)
        h = peak * h * (0.55 + 0.5 * rib) + 0.35 * (fine(x, z) - 0.5) * (0.1 + h)
        return np.maximum(h - 0.35, 0) if lake else h

    sun_x = c.between(-0.9, 0.9) * c.aspect
    side = float(np.sign(sun_x))
    v = look(c, height, horizon, c.between(0.4, 1.2), 26.0, side * c.between(0.6, 0.95))
    tone, blend, glow = sky_and_sun(c, horizon, (sun_x, horizon - c.between(0.35, 0.8)), c.between(0.03, 0.07))
    haze = 1 - np.exp(-np.maximum(v.away - 2, 0) * c.between(0.03, 0.08) * np.exp(-0.30 * v.height))
    snow = smooth(0.25, 0.5, v.height / peak + 0.5 * (0.35 - v.steep)) * c.between(0.2, 1.0)
    rock = 0.06 + 0.70 * v.light**1.4 + 0.45 * snow * v.light
    mist = smooth(2.0, 7.0, v.away) * np.exp(-np.maximum(v.height, 0) * c.between(1.0, 3.5))
    haze = 1 - (1 - haze) * (1 - c.between(0.3, 0.9) * mist * (0.4 + c.noise(v.across, v.away, 0.3, 1.4)))
    fog = 0.50 + 0.35 * np.exp(-np.abs(c.x - sun_x))
    land = rock * (1 - haze) + fog * haze
    colour = np.clip(0.05 + 0.45 * v.light + 0.4 * snow * v.light, 0, 1) * (1 - haze) + 0.75 * haze
    if lake:
        water = v.height <= 0
        rows, columns = c.x.shape
        waves = c.noise(c.x * 0.3 / (c.y - horizon + 0.15), 0.6 / (np.abs(c.y - horizon) + 0.05), 1.6, 0.8) - 0.5
        there = np.where(v.ground, land, tone)
        v_row = (2 * horizon + 0.02 - c.y + c.tall) / c.pixel + waves * 0.06 / c.pixel
        u_col = np.arange(columns, dtype=np.float32)[None] + waves * 0.02 / c.pixel
        mirror = cv2.remap(
            there.astype(np.float32),
            u_col.astype(np.float32),
            v_row.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT,
        )
        land = np.where(water, 0.04 + 0.72 * mirror + 0.12 * waves, land)
        colour = np.where(water, np.clip(0.15 + 0.75 * mirror, 0, 1), colour)
    tone = v.softened(np.where(v.ground, land, tone))
    return tone, v.softened(np.where(v.ground, colour, blend)), glow * ~v.ground


def dunes(c: Canvas):
    horizon = c.between(-0.5, 0.0) * c.tall
    turn = float(c.random.choice([-1, 1])) * c.between(0.5, 2.2)
    broad, bend, grain = c.field(0.2, 3.2), c.field(0.16, 3.0), c.field(5.0, 0.4)
    steepness = c.between(0.70, 0.85)
    tallest = c.between(0.8, 1.5) * c.scale**0.5
    rows = (0.13 + 0.14 * c.density) / c.scale**0.5 / (1 + 0.4 * abs(turn))

    def height(x, z):
        wave = (z + turn * x) * rows + 1.8 * bend(x, z)
        wave = wave - np.floor(wave)
        ridge = np.where(wave < steepness, wave / steepness, (1 - wave) / (1 - steepness))  # long windward, short lee
        ridge = 0.6 * ridge * ridge * (3 - 2 * ridge) + 0.4 * ridge
        wide = broad(x, z)
        return tallest * (ridge * (0.3 + 0.9 * wide) + 0.7 * wide) * smooth(30, 12, z)

    side = float(c.random.choice([-1, 1]))
    v = look(c, height, horizon, c.between(0.25, 0.7), 30.0, side * c.between(0.75, 0.98))
    sun = side * c.between(0.2, 0.95) * c.aspect, horizon - c.between(0.12, 0.55)
    tone, blend, glow = sky_and_sun(c, horizon, sun, c.between(0.05, 0.13))
    near = np.exp(-v.away * 0.3)
    ripple = np.sin(v.height * 60 + (v.away - turn * v.across) * 30 + 26 * bend(v.across * 2, v.away * 2)) * near
    haze = 1 - np.exp(-np.maximum(v.away - 2, 0) * 0.05)
    lit = smooth(0.25, 0.85, v.light + 0.035 * ripple)
    sand = 0.05 + 0.80 * lit + 0.16 * (grain(v.across, v.away) - 0.5) * near
    land = sand * (1 - haze) + (0.55 + 0.3 * np.exp(-np.abs(c.x - sun[0]))) * haze
    colour = (0.10 + 0.65 * lit) * (1 - haze) + 0.8 * haze
    tone = v.softened(np.where(v.ground, land, tone))
    return tone, v.softened(np.where(v.ground, colour, blend)), glow * ~v.ground


def sea(c: Canvas):
    horizon = c.between(-0.75, 0.15) * c.tall
    storm = float(np.clip(c.between(0.1, 1.0) * (0.6 + 0.8 * c.density), 0.1, 1.2))
    swell, chop, fine = c.field(c.between(0.16, 0.3), 1.9), c.field(0.9, 1.1), c.field(3.0, 0.9)
    tall, slant = (0.12 + 1.1 * storm) * c.scale**0.5, c.between(-0.5, 0.5)

    def height(x, z):
        u, w = 0.45 * x + slant * z, z - slant * x
        crest = 1 - np.abs(2 * swell(u, w) - 1)
        ruffle = 1 - np.abs(2 * chop(0.7 * u, w) - 1)
        return tall * crest**2 + (0.05 + 0.13 * storm) * ruffle**2 * (0.3 + crest) + 0.03 * fine(x, z)

    v = look(c, height, horizon, c.between(0.2, 0.8) * (0.5 + storm), 30.0, 0.5)
    sun = c.between(-0.85, 0.85) * c.aspect, horizon - c.between(0.08, 0.7)
    tone, blend, glow = sky_and_sun(c, horizon, sun, c.between(0.0, 0.08))
    clouds = smooth(0.42, 0.75, c.noise(c.x * 0.6, c.y * 1.6, 0.7, 1.2)) * storm
    tone = tone * (1 - 0.45 * clouds) + 0.25 * clouds * np.exp(-np.hypot(c.x - sun[0], c.y - sun[1]) * 1.2)
    haze = 1 - np.exp(-np.maximum(v.away - 3, 0) * 0.07)
    seen = smooth(-0.5, 0.6, v.back)  # what faces the eye shows its depth, the rest the sky
    crest = np.clip(v.height / (tall + 0.2), 0, 1)
    through = seen * crest**3 * np.exp(-np.abs(c.x - sun[0]) * 0.8)  # light shines through thin crests
    mirror = (0.62 + 0.35 * np.exp(-np.abs(c.x - sun[0] + 0.8 * v.right) * 1.1)) * (1 - seen) ** 1.5
    glint = np.exp(-(((c.x - sun[0] + 1.1 * v.right) / 0.30) ** 2)) * smooth(
        0.12, -0.25, v.back + 0.25 * fine(v.across, v.away)
    )
    water = 0.05 + 0.45 * mirror + 0.26 * seen * crest + 0.60 * through + 0.55 * glint * np.exp(-v.away * 0.03)
    lace = c.noise(v.across * 1.2, v.away * 1.2, 2.4, 0.6)
    foam = smooth(0.80 - 0.22 * storm, 0.95, crest + 0.5 * (lace - 0.5)) * smooth(0.35, 0.6, lace) * min(storm * 1.3, 1)
    water = water + foam * (0.9 - water)
    far = 0.42 + 0.4 * np.exp(-np.abs(c.x - sun[0]) * 1.2)
    land = water * (1 - haze) + far * haze
    colour = (
        np.clip(0.08 + 0.55 * mirror + 0.5 * through + 0.4 * foam + 0.5 * glint + 0.2 * crest, 0, 1) * (1 - haze)
        + 0.7 * haze
    )
    tone = v.softened(np.where(v.ground, land, tone))
    spark = 0.30 * glint**2 * (1 - haze) + 0.10 * foam
    return tone, v.softened(np.where(v.ground, colour, blend)), np.where(v.ground, spark, glow)
