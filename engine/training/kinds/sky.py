"""Kinds of air and space: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import numpy as np

from engine.training.kinds.canvas import Canvas, blur, dots, polar, relief, rotate, smooth


def clouds(c: Canvas):
    dx, dy = c.noise(c.x, c.y, 0.9, 0.9) - 0.5, c.noise(c.x, c.y, 0.9, 0.9) - 0.5
    x, y = c.x + 0.25 * dx, 1.35 * c.y + 0.25 * dy
    body = 0.78 * c.noise(x, y, 0.6, 1.6) + 0.22 * c.noise(x, y, 1.4, 1.0)
    level = 0.58 - 0.24 * c.density
    cover = smooth(level, level + 0.24, body)
    lit = relief(blur(body, 0.012), c.between(-2.2, -0.9), 1.6)
    billow = np.clip(0.25 + 0.95 * lit + 0.5 * (body - level), 0, 1.1)
    sky = 0.34 + 0.30 * (c.y / c.tall + 1) / 2
    return (
        sky * (1 - cover) + cover * billow,
        np.clip(0.10 * (1 - cover) + cover * (0.25 + 0.75 * lit), 0, 1),
        0.35 * cover * smooth(0.7, 1.0, lit),
    )


def smoke(c: Canvas):
    dx, dy = c.noise(c.x, c.y, 0.5, 1.6) - 0.5, c.noise(c.x, c.y, 0.5, 1.6) - 0.5
    x, y = c.x + 1.6 * dx, c.y * 0.6 + 1.6 * dy
    strands = 1 - np.abs(2 * c.noise(x, y, 0.9, 1.1) - 1)
    wisps = 1 - np.abs(2 * c.noise(x + 0.3 * dy, y, 1.6, 0.9) - 1)
    veil = smooth(0.22, 0.62, c.noise(x, y, 0.5, 1.3) + 0.25 * (c.density - 0.5))
    tone = (0.85 * strands**2.4 + 0.4 * wisps**4) * veil + 0.12 * veil
    return tone, 0.5 + 1.6 * dx, 0.0


def galaxy(c: Canvas):
    x, y = rotate(c.x - c.between(-0.3, 0.3), c.y - c.between(-0.2, 0.2), c.between(0, 3.1))
    radius, angle = polar(x, y * c.between(1.2, 2.2))
    radius = radius / c.scale
    arms = int(c.random.integers(2, 5))
    twist = c.between(3.0, 6.0)
    dust = c.noise(c.x, c.y, 1.6, 0.7)
    spiral = 0.5 + 0.5 * np.cos(arms * angle - twist * np.log(radius + 0.08) * 1.6 + 2.0 * (dust - 0.5))
    disc = np.exp(-radius * 1.35)
    core = np.exp(-radius * radius * 14)
    stars = dots(c, c.count(60, 420), 0.3, 1.1)
    tone = disc * (0.25 + 1.1 * spiral**2 * (0.45 + dust)) + core
    return (
        np.clip(tone + stars * 0.8, 0, 1.2),
        np.clip(radius * 0.8 + 0.25 * (dust - 0.5), 0, 1),
        0.8 * core + 0.5 * stars,
    )


def nebula(c: Canvas):
    gas = c.warped(0.7, 1.2, 0.9)
    lanes = 1 - np.abs(2 * c.warped(1.0, 1.0, 1.0) - 1)
    colour = c.warped(0.4, 0.8, 1.4)
    stars = dots(c, c.count(50, 400), 0.3, 1.2)
    big = blur(dots(c, c.count(1, 9), 2.0, 4.0), 0.012)
    tone = smooth(0.25, 0.9, gas) * (0.45 + 0.8 * lanes**2)
    return tone + 0.7 * stars, smooth(0.25, 0.75, colour), 0.6 * stars + big


def aurora(c: Canvas):
    tone, blend = np.full_like(c.x, 0.04), np.zeros_like(c.x)
    up = (c.tall - c.y) / (2 * c.tall)  # 0 at the bottom, 1 at the top
    for _ in range(c.count(2, 5)):
        line = c.between(0.25, 0.55) + 0.55 * (c.noise(c.x, c.y * 0.15, 0.45, 1.6) - 0.5)
        rays = 0.35 + 0.9 * c.noise(c.x * 2.2, c.y * 0.10, 1.3, 0.8)
        height = np.clip(up - line, -0.2, 1)
        curtain = smooth(-0.035, 0.015, height) * np.exp(-np.maximum(height, 0) * c.between(3.0, 6.0)) * rays
        tone = tone + 0.85 * curtain
        blend = np.maximum(blend, np.clip(height * 2.4, 0, 1) * (curtain > 0.03))
    ground = smooth(0.02, -0.02, up - 0.10 - 0.10 * c.noise(c.x, c.y * 0, 1.2, 0.8))
    stars = dots(c, 90, 0.3, 0.8) * smooth(0.3, 0.9, up)
    return (tone + 0.4 * stars) * (1 - 0.95 * ground), blend, 0.15 * tone * (1 - ground)


def starfield(c: Canvas):
    radius, angle = polar(c.x - c.between(-0.3, 0.3), c.y - c.between(-0.3, 0.3))
    spokes = 24 + 50 * c.density
    cell = np.floor((angle / (2 * np.pi) + 0.5) * spokes).astype(np.int32) % 512
    table = c.random.random((4, 512), dtype=np.float32)
    offset = np.mod((angle / (2 * np.pi) + 0.5) * spokes, 1.0) - 0.5
    depth = np.mod(np.log(radius + 0.02) * (0.7 / c.scale) + table[0][cell], 1.0)
    streak = smooth(0.5, 0.98, depth) * np.exp(-((offset * (3.0 + 4 * table[1][cell])) ** 2))
    core = np.exp(-radius * 5)
    tone = streak**1.6 * (0.1 + 0.9 * table[2][cell] ** 2) * smooth(0.0, 0.35, radius) + 0.55 * core + 0.03
    return tone, np.clip(table[3][cell] * 0.9, 0, 1), 0.5 * core + 0.3 * streak * smooth(0.5, 1.5, radius)


def sunset(c: Canvas):
    horizon = c.between(-0.05, 0.45) * c.tall
    sun_x, sun_y = c.between(-0.6, 0.6) * c.aspect, horizon - c.between(0.05, 0.45)
    size = 0.17 * c.scale
    radius = np.hypot(c.x - sun_x, c.y - sun_y)
    below = c.y > horizon
    disc = smooth(size + 0.012, size - 0.012, radius) * ~below
    halo = np.exp(-radius * 1.7)
    cloud = c.noise(c.x * 0.45, c.y * 2.4, 1.0, 0.9)
    bands = smooth(0.5, 0.8, cloud + 0.25 * (c.density - 0.5))
    sky = 0.30 + 0.62 * halo + 0.28 * bands * halo - 0.18 * bands
    distance = np.maximum(c.y - horizon, 0.004)
    ripple = c.noise(c.x / (0.25 + distance) * 0.35, 1.0 / (distance + 0.03) * 0.6, 1.6, 0.8)
    glitter = np.exp(-(((c.x - sun_x) / (0.10 + 0.55 * distance)) ** 2)) * smooth(0.42, 0.68, ripple)
    water = 0.10 + 0.30 * ripple * halo + 0.95 * glitter
    tone = np.where(below, water, sky + 0.5 * disc)
    height = np.clip((horizon - c.y) / (horizon + c.tall), 0, 1)
    blend = np.where(below, 0.35 + 0.65 * glitter, 1 - 0.95 * height**0.7)
    return tone, blend, disc * 0.55 + 0.35 * glitter * below
