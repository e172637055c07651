"""Kinds of bodies in space: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

from functools import lru_cache

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, dots, rotate, smooth

SHADOW = 2.598  # the radius of a black hole's shadow in Schwarzschild radii: 3 sqrt(3) / 2
IMPACTS = np.linspace(0.02, 16.0, 800)  # how far from the middle light reaches the eye, in Schwarzschild radii
TURNS = 512  # steps of the angle around the hole, 0..2 pi


def stars(c: Canvas, count: int) -> tuple[np.ndarray, np.ndarray]:
    """A night sky: many faint stars in clusters, few bright ones; light and glow."""
    field = dots(c, count, 0.2, 0.8)
    big = dots(c, max(2, count // 40), 0.7, 1.3)
    band = c.warped(0.4, 0.8, 1.0)
    return field * (0.25 + 0.75 * smooth(0.35, 0.7, band)) + big, blur(big, 0.006) + 0.6 * big


def body(c: Canvas, x: np.ndarray, y: np.ndarray, lamp: tuple[float, float, float], rough: bool):
    """A lit planet on coordinates where it is the unit disc: its tone, place in the palette and rim of air."""
    square = x * x + y * y
    z = np.sqrt(np.clip(1 - square, 0, 1))
    lean = c.between(-0.6, 0.6)
    u, v = rotate(x, y, lean)
    bulge = 1.25 / (0.35 + z)
    u, v = u * bulge, v * bulge * 0.9
    if rough:
        ground = c.field(0.75, 0.9)
        shift = c.field(0.4, 1.6)
        height = ground(u + 0.6 * shift(u, v), v)
        land = smooth(0.47, 0.53, height)
        step = np.float32(0.012)
        slope = (ground(u + 0.6 * shift(u, v) + step * lamp[0], v + step * lamp[1]) - height) / step
        surface = 0.30 + 0.35 * height + 0.28 * land - 0.10 * slope * land
        clouds = smooth(0.52, 0.78, c.field(0.9, 0.9)(u + shift(u, v), v * 1.6 + shift(v, u))) * c.between(0, 0.8)
        surface, colour = (
            surface + 0.55 * clouds,
            np.clip(0.15 + 0.55 * land + 0.5 * (height - 0.4) + 0.3 * clouds, 0, 1),
        )
    else:
        drift = c.field(0.7, 1.2)
        eddies = drift(u * 0.7, v * 3.0) - 0.5
        bands = c.field(0.9, 0.8)(0.06 * u + 0.02 * eddies, v * c.between(1.0, 1.8) + 0.16 * eddies)
        fine = c.noise(u * 0.5 + 0.3 * eddies, v * 5 + 0.8 * eddies, 1.4, 0.8)
        surface = 0.22 + 0.72 * bands + 0.30 * (fine - 0.5)
        colour = np.clip(1.7 * bands - 0.35 + 0.3 * (fine - 0.5), 0, 1)
    facing = x * lamp[0] + y * lamp[1] + z * lamp[2]
    day = smooth(-0.08, 0.75, facing)
    radius = np.sqrt(square)
    rim = np.exp(-np.maximum(radius - 1, 0) * 22) * np.clip(radius, 0, 1) ** 9
    air = rim * smooth(-0.35, 0.8, (x * lamp[0] + y * lamp[1]) / np.maximum(radius, 0.3) + lamp[2] * 0.6)
    return surface * day, colour, air


def planet(c: Canvas):
    tone, glow = stars(c, c.count(120, 520))
    haze = c.warped(0.4, 1.0, 1.1)
    tone, blend = 0.02 + 0.22 * smooth(0.45, 0.95, haze) + 0.8 * tone, np.clip(1.2 * haze - 0.2, 0, 1)
    view = c.random.random()
    if view < 0.3:  # low above a huge one, its edge a bright arc
        size = c.between(2.2, 4.0) * c.scale**0.5
        turn = c.between(-0.5, 0.5) + (np.pi if c.random.random() < 0.25 else 0)
        away = size - c.between(-0.1, 0.35)
        places = [(away * np.sin(turn), away * np.cos(turn), size)]
        around = c.between(-0.9, 0.9)
        lamp = (0.75 * np.sin(turn + np.pi + around), 0.75 * np.cos(turn + np.pi + around), c.between(-0.25, 0.35))
    else:
        size = c.between(0.42, 0.75) * c.scale**0.7
        places = [(c.between(-0.6, 0.6) * c.aspect, c.between(-0.3, 0.3) * c.tall, size)]
        angle = c.between(0, 6.3)
        lamp = (0.85 * np.cos(angle), 0.85 * np.sin(angle), c.between(-0.2, 0.6))
        for _ in range(c.count(0, 3) if c.density > 0.2 else 0):
            small = (c.between(-0.95, 0.95) * c.aspect, c.between(-0.9, 0.9) * c.tall, size * c.between(0.08, 0.35))
            places.insert(0 if c.random.random() < 0.6 else 1, small)
    length = float(np.hypot(np.hypot(lamp[0], lamp[1]), lamp[2]))
    lamp = (float(lamp[0]) / length, float(lamp[1]) / length, float(lamp[2]) / length)
    ringed = view > 0.55
    for left, top, size in places:
        x, y = (c.x - left) / size, (c.y - top) / size
        main = size == max(p[2] for p in places)
        surface, colour, air = body(c, x, y, lamp, c.random.random() < (0.35 if ringed and main else 0.6))
        radius = np.sqrt(x * x + y * y)
        soft = 1.5 * c.pixel / size
        mask = smooth(1 + soft, 1 - soft, radius)
        strength = 1.0 if main else 0.35
        if ringed and main:
            tilt, turn = c.between(0.12, 0.45), c.between(-0.6, 0.6)
            u, v = rotate(x, y, turn)
            flat = np.hypot(u, v / tilt)
            inner, outer = c.between(1.25, 1.45), c.between(1.9, 2.5)
            grooves = c.noise(flat * 0.9, np.zeros_like(flat), 2.2, 0.5)
            gap = 1 - 0.9 * np.exp(-(((flat - inner - 0.62 * (outer - inner)) / 0.03) ** 2))
            inside = smooth(inner, inner + 0.04, flat) * smooth(outer, outer - 0.06, flat)
            ring = inside * smooth(0.2, 0.62, grooves) * gap
            along = x * lamp[0] + y * lamp[1]
            aside = np.hypot(x - along * lamp[0], y - along * lamp[1])
            shade = 1 - 0.92 * smooth(1.02, 0.94, aside) * (along < 0)
            lit = (0.30 + 0.65 * grooves) * shade
            cast = np.hypot(u + lamp[0] * 0.5, (v + (0.25 + lamp[1] * 0.3)) / tilt)
            surface = surface * (1 - 0.65 * smooth(inner, inner + 0.05, cast) * smooth(outer, outer - 0.1, cast))
            before = v > 0
        tone = tone * (1 - mask) + mask * surface + strength * 0.75 * air
        blend = blend * (1 - mask) + mask * colour
        blend = blend + (0.9 - blend) * np.clip(air, 0, 1) * 0.6
        glow = glow * (1 - mask) + strength * 0.5 * air
        if ringed and main:
            over = ring * np.maximum(before, 1 - mask)
            tone = tone * (1 - 0.9 * over) + over * lit
            blend = blend * (1 - over) + over * np.clip(0.25 + 0.7 * grooves, 0, 1)
            glow = glow * (1 - over)
    return tone, np.clip(blend, 0, 1), glow


@lru_cache(maxsize=1)
def light_paths() -> np.ndarray:
    """How far from a black hole light is at each angle around it, (TURNS, IMPACTS) float32, in Schwarzschild radii.

    Light that reaches the eye with impact b obeys u'' = 3/2 u^2 - u with u = 1/r from u = 0, u' = 1/b on the eye's
    side (Luminet 1979); 0 where it has fallen in, 99 where it has flown off.
    """
    u, slope = np.zeros_like(IMPACTS), 1 / IMPACTS
    step = 2 * np.pi / TURNS / 4
    path = np.zeros((TURNS, len(IMPACTS)), np.float32)
    gone = np.zeros(len(IMPACTS), bool)
    for turn in range(TURNS * 4):
        middle = slope + step / 2 * (1.5 * u * u - u)
        u = u + step * middle
        slope = middle + step / 2 * (1.5 * u * u - u)
        gone |= (u > 1.0) | (u < 0)
        u, slope = np.where(gone, np.where(u > 0.5, 1.01, -0.01), u), np.where(gone, 0, slope)
        if turn % 4 == 3:
            path[turn // 4] = np.where(u <= 0.0101, 99.0, np.where(u >= 1.0, 0.0, 1 / np.maximum(u, 0.0101)))
    return path


def black_hole(c: Canvas):
    middle = c.between(-0.35, 0.35) * c.aspect, c.between(-0.25, 0.25) * c.tall
    x, y = rotate(c.x - middle[0], c.y - middle[1], c.between(-0.7, 0.7))
    zoom = SHADOW / (c.between(0.16, 0.34) * c.scale)
    x, y = x * zoom, y * zoom
    impact = np.hypot(x, y)
    tilt = np.cos(c.between(1.05, 1.5))  # of the disc's axis against the line of sight
    inner, outer = c.between(2.2, 3.2), c.between(8.0, 13.0)
    rush, side = c.between(0.25, 0.6), float(c.random.choice([-1, 1]))
    swirl, fine = c.field(0.9, 0.9), c.field(2.2, 0.7)
    arms = c.between(1.2, 2.6)
    paths = light_paths()
    place = (impact - IMPACTS[0]) / (IMPACTS[1] - IMPACTS[0])
    # the plane of a ray meets the disc's plane at these angles from the eye's side (Luminet 1979, equation 12)
    up = -y / np.maximum(impact, 1e-3)
    lean = float(np.sqrt(1 - tilt * tilt) / max(tilt, 1e-3))
    first = np.mod(np.arctan2(1.0, -up * lean), np.pi).astype(np.float32)
    tone, blend, glow = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    hidden = np.zeros_like(x)
    for order in (0, 1):  # light from this side of the hole, then what has gone around behind it
        turn = (first + order * np.pi) / (2 * np.pi) * TURNS - 1
        radius = cv2.remap(
            paths, place.astype(np.float32), turn.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        there = smooth(inner, inner + 0.25, radius) * smooth(outer, outer * 0.72, radius) * (radius < outer)
        around = np.arctan2(x, (-y) / max(tilt, 0.05) * (1 if order == 0 else -1))
        phase = around * side + 9.0 / np.sqrt(np.maximum(radius, 1.0))
        streaks = swirl(np.cos(phase) * 0.25 + radius * arms * 0.22, np.sin(phase) * 0.25)
        threads = fine(np.cos(phase) * 0.2 + radius * 0.45, np.sin(phase) * 0.2)
        gas = (0.25 + 1.2 * streaks * (0.4 + 1.1 * threads)) * (inner / np.maximum(radius, 1)) ** 0.9
        beam = (1 + side * rush * x / np.maximum(radius, impact) * (1.6 / np.sqrt(np.maximum(radius, 1)) + 0.4)) ** 3
        beam = np.maximum(beam, 0.02)
        light = np.clip(there * gas * beam * 1.55, 0, 1.4) * (1 - hidden)
        tone = tone + light
        heat = np.clip(0.25 + 0.75 * (inner / np.maximum(radius, 1)) * np.sqrt(beam), 0, 1)
        blend = np.where(light > blend * 0, heat * (light > 0.02) + blend * (light <= 0.02), blend)
        hidden = np.maximum(hidden, 0.75 * there)
    ring = np.exp(-(((impact - SHADOW * 1.02) / 0.06) ** 2)) * (1 - hidden)
    tone = tone + 0.8 * ring
    bent = 1 - (SHADOW * 0.8 / np.maximum(impact, SHADOW)) ** 2
    night, sparkle = stars(c, c.count(150, 700))
    sky = smooth(SHADOW * 0.99, SHADOW * 1.05, impact) * (1 - hidden)
    gas = smooth(0.4, 0.95, c.noise(c.x * bent, c.y * bent, 0.6, 1.0))
    tone = tone + sky * (0.7 * night + 0.22 * gas + 0.02)
    blend = np.where(hidden + ring > 0.05, np.maximum(blend, 0.9 * ring), 0.15 + 0.5 * gas)
    halo = blur(np.clip(tone - 0.55, 0, 1), 0.04)
    return tone + 0.35 * halo, np.clip(blend, 0, 1), glow + 0.5 * sparkle * sky + 0.7 * halo + 0.3 * ring
