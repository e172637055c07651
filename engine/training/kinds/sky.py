"""Kinds of air and space: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import cv2
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
    place = int(c.random.integers(4))  # over water, hills, a sea of clouds, water with a shore close by
    horizon = (c.between(-0.15, 0.6) if place != 1 else c.between(0.2, 0.7)) * c.tall
    sun_x, sun_y = c.between(-0.75, 0.75) * c.aspect, horizon - c.between(-0.08, 0.55)
    size = c.between(0.09, 0.30) * c.scale
    radius = np.hypot(c.x - sun_x, c.y - sun_y)
    above = smooth(-1.2 * c.pixel, 1.2 * c.pixel, horizon - c.y)
    disc = smooth(size + 1.5 * c.pixel, size - 1.5 * c.pixel, radius)
    halo = np.exp(-radius * c.between(1.1, 2.0))
    # clouds in perspective: the nearer to the horizon the flatter, lit from below by the sun
    lift = np.maximum(horizon - c.y, 0) + 0.10
    drift = c.between(-0.5, 0.5)
    u, v = c.x / (lift + 0.25) * 0.55 + drift, 0.5 / (lift + 0.12)
    billow = 0.65 * c.noise(u, v, 0.7, 1.1) + 0.35 * c.noise(u * 1.6, v * 1.6, 1.3, 0.8)
    level = 0.60 - 0.28 * c.density + c.between(-0.08, 0.08)
    cover = smooth(level, level + 0.18, billow)
    fringe = smooth(level - 0.03, level + 0.05, billow) * smooth(level + 0.16, level + 0.02, billow)
    height = np.clip((horizon - c.y) / (horizon + c.tall + 0.05), 0, 1)
    clear = 0.26 + 0.62 * halo + 0.30 * (1 - height) ** 3
    cloud = 0.16 + 0.40 * halo + 0.75 * fringe * (0.25 + halo) + 0.15 * (1 - height)
    tone = clear * (1 - cover) + cover * cloud + 0.45 * disc * (1 - 0.75 * cover)
    blend = np.clip(1 - 0.95 * height**0.7 + 0.2 * halo - 0.22 * cover + 0.25 * fringe * halo, 0, 1)
    glow = 0.5 * disc * (1 - 0.8 * cover) + 0.15 * halo**2
    below = 1 - above
    if place in (0, 3):
        distance = np.maximum(c.y - horizon, 0.004)
        ripple = c.noise(c.x / (0.25 + distance) * 0.35, 1.0 / (distance + 0.03) * 0.6, 1.6, 0.8)
        glitter = np.exp(-(((c.x - sun_x) / (0.5 * size + 0.03 + 0.45 * distance)) ** 2)) * smooth(0.42, 0.62, ripple)
        water = 0.08 + 0.42 * ripple * (0.35 + np.exp(-np.abs(c.x - sun_x) * 0.9)) + 0.95 * glitter
        tone = tone * above + below * water
        blend, glow = (
            blend * above + below * np.clip(0.3 + 0.3 * ripple + 0.6 * glitter, 0, 1),
            glow * above + 0.35 * glitter * below,
        )
    elif place == 1:
        for layer in range(c.count(3, 6)):
            near = layer / 4
            ridge = c.noise(c.x, 0 * c.y, 0.35 + 0.2 * near, 1.1)
            line = horizon - 0.10 + 0.20 * near - 0.5 * (ridge - 0.4) * (0.5 + 0.5 * near) * c.scale**0.5
            land = smooth(-1.2 * c.pixel, 1.2 * c.pixel, c.y - line)
            mist = np.clip((c.y - line) * 1.6, 0, 1)
            shade = (0.34 + 0.40 * np.exp(-np.abs(c.x - sun_x) * 1.2)) * max(0.08, 1 - near)
            shade = shade + 0.16 * mist * max(0.0, 1 - near)
            tone, glow = tone * (1 - land) + land * shade * 0.75, glow * (1 - land)
            blend = blend * (1 - land) + land * max(0.03, 0.6 - 0.5 * near)
    else:
        distance = np.maximum(c.y - horizon, 0) + 0.08
        puffs = c.noise(c.x / (distance + 0.4) * 0.7, 0.9 / (distance + 0.2), 0.9, 1.3)
        lit = relief(blur(puffs, 0.006), float(np.arctan2(-0.6, sun_x - 0.0)), 0.7)
        top = 0.10 + 0.50 * lit * (0.4 + np.exp(-np.abs(c.x - sun_x) * 0.8)) + 0.25 * (puffs - 0.4)
        tone = tone * above + below * top
        blend, glow = (
            blend * above + below * np.clip(0.15 + 0.75 * lit, 0, 1),
            glow * above + 0.12 * below * smooth(0.7, 1, lit),
        )
    if place == 3:  # reeds and grasses against the light
        tone, blend, glow = reeds(c, tone, blend, glow)
    return tone, np.clip(blend, 0, 1), glow


def reeds(c: Canvas, tone, blend, glow):
    """Lays dark grass, which grows from the picture's foot and bends with the wind, over tone, blend and glow."""
    sheet, wind = c.stencil(), c.between(-0.4, 0.4)
    along = np.linspace(0, 1, 12)
    side = c.between(-1, 1)
    for _ in range(c.count(40, 160)):
        left = float(np.clip(c.random.normal(side, 0.5), -1.1, 1.1)) * c.aspect
        tall = c.between(0.15, 0.9) * c.scale**0.5
        bend = wind + c.between(-0.25, 0.25)
        path = c.points(left + bend * tall * along**2, c.tall * 1.02 - tall * along)
        wide = c.between(0.006, 0.016)
        for index in range(0, 11, 2):
            thick = max(1, round(wide * (1 - 0.8 * along[index]) / c.pixel))
            cv2.polylines(sheet, [path[index : index + 3]], False, 255, thick, cv2.LINE_AA, 4)
        if c.random.random() < 0.3:  # an ear of seeds
            turn = float(np.degrees(np.arctan2(path[-1, 1] - path[-3, 1], path[-1, 0] - path[-3, 0])))
            axes = max(16, int(0.05 * tall / c.pixel * 16)), max(12, int(0.016 * tall / c.pixel * 16))
            cv2.ellipse(sheet, path[-1].tolist(), axes, turn, 0, 360, 255, -1, cv2.LINE_AA, 4)
    dark = c.seen(sheet)
    return tone * (1 - dark) + 0.02 * dark, blend * (1 - dark) + 0.05 * dark, glow * (1 - dark)
