"""Kinds of land, water, fire and plants: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, dots, polar, relief, rotate, smooth, worley


def fire(c: Canvas):
    up = (c.tall - c.y) / (2 * c.tall)
    sway = c.noise(c.x * 0.8, c.y * 0.5 + 3, 0.7, 1.3) - 0.5
    tongues = c.noise(c.x * 1.4 + 0.9 * sway, c.y * 0.55, 1.0, 0.9)
    lick = 1 - np.abs(2 * c.noise(c.x * 1.6 + 1.1 * sway, c.y * 0.6, 1.5, 0.8) - 1)
    heat = tongues * 1.15 + 0.35 * lick * tongues - up * (1.15 - 0.55 * c.density) + 0.22
    tone = smooth(0.05, 0.85, heat)
    sparks = dots(c, c.count(10, 70), 0.4, 1.2) * smooth(0.15, 0.5, up + 0.2)
    return tone + 0.7 * sparks, np.clip(heat * 1.05, 0, 1), 0.45 * smooth(0.55, 1.1, heat) + 0.4 * sparks


def ink(c: Canvas):
    x, y = c.x, c.y
    for frequency, amount in ((0.35, 1.2), (0.8, 0.6), (1.7, 0.2)):
        x, y = (
            x + amount * (c.noise(x, y, frequency, 2.4) - 0.5),
            y + amount * (c.noise(x, y, frequency, 2.4) - 0.5),
        )
    plume = c.noise(x, y, 0.45, 2.0)
    level = 0.55 - 0.18 * c.density
    body = smooth(level - 0.06, level + 0.16, plume)
    folds = 1 - np.abs(2 * c.noise(x, y, 1.7, 0.9) - 1)
    lit = relief(blur(plume, 0.01), -1.0, 3.0)
    water = 0.86 - 0.25 * np.hypot(c.x / c.aspect, c.y / c.tall) ** 2
    return (
        water * (1 - body) + body * (0.22 + 0.5 * lit + 0.25 * folds**2),
        0.9 * (1 - body) + body * 0.45 * folds,
        0.0,
    )


def flower(c: Canvas):
    tone = 0.04 + 0.26 * c.noise(c.x, c.y, 0.6, 1.5)
    blend, glow = np.full_like(tone, 0.95), np.zeros_like(tone)
    count = c.count(1, 4)
    for index in range(count):
        last = index == count - 1
        size = c.between(0.55, 0.75) * c.scale * (1.45 if last else 0.95) / (1 + 0.05 * count)
        x = c.x - (c.between(-0.7, 0.7) * c.aspect if not last else c.between(-0.35, 0.35))
        y = c.y - (c.between(-0.8, 0.8) * c.tall if not last else c.between(-0.2, 0.2))
        radius, angle = polar(x, y * c.between(1.0, 1.25))
        radius = radius / size
        petals, turn = int(c.random.integers(5, 12)), c.between(0, 6.3)
        for ring, reach in enumerate((1.0, 0.72, 0.46)):
            wave = np.abs(np.cos(petals / 2 * (angle + turn) + ring * 0.8))
            shape = reach * (0.50 + 0.50 * wave**0.7)
            mask = smooth(0.025, -0.025, radius - shape)
            inner = np.clip(radius / np.maximum(shape, 0.05), 0, 1)
            vein = 0.06 * np.sin(angle * petals * 6 + 5 * inner)
            petal = 0.16 + 0.85 * inner * (0.45 + 0.55 * wave) + vein + 0.14 * (2 - ring) * 0.3
            tone = tone * (1 - mask) + mask * petal
            blend = blend * (1 - mask) + mask * (0.55 * (1 - inner) + 0.06 * ring)
        heart = smooth(0.20, 0.14, radius)
        seeds = 0.5 + 0.5 * np.cos(radius * 90) * np.cos(angle * 13)
        tone = tone * (1 - heart) + heart * (0.55 + 0.4 * seeds)
        blend = blend * (1 - heart) + heart * 0.8
        glow = glow + 0.12 * heart
    return tone, blend, glow


def feathers(c: Canvas):
    x, y = rotate(c.x, c.y, c.between(0, 6.3))
    rows = (1.5 + 1.6 * c.density) / c.scale
    bend = 0.25 * (c.noise(x, y, 0.5, 1.6) - 0.5)
    tone, blend = np.full_like(x, 0.05), np.zeros_like(x)
    x, y = (x + bend) * rows, (y + bend) * rows * 0.55
    table = c.random.random((64, 64), dtype=np.float32)
    for shift in (1, 0, -1):  # the row above lies over the next one
        row = np.floor(y) + shift
        column = np.floor(x + 0.5 * np.mod(row, 2))
        u = x + 0.5 * np.mod(row, 2) - column - 0.5
        v = y - row  # 0 at the feather's root, about 1.6 at its tip
        inside = smooth(0.0, 0.05, 0.62 * np.sqrt(np.clip(1 - (v / 1.75) ** 2, 0, 1)) - np.abs(u)) * (v > -0.05)
        barbs = 0.5 + 0.5 * np.sin((v * 2.2 + np.abs(u) * 3.2) * 26)
        shaft = np.exp(-((u * 24) ** 2))
        dice = table[row.astype(np.int32) & 63, column.astype(np.int32) & 63]
        light = 0.16 + 0.50 * (v / 1.6) + 0.16 * (barbs - 0.5) + 0.32 * shaft - 0.35 * np.abs(u) + 0.2 * (dice - 0.5)
        over = inside > 0.5
        tone = np.where(over, light, tone)
        blend = np.where(over, np.clip(v / 1.7 + 0.35 * (dice - 0.5), 0, 1), blend)
    return np.clip(tone, 0.02, 1), blend, 0.0


def scales(c: Canvas):
    x, y = rotate(c.x, c.y, c.between(0, 6.3))
    bend = c.noise(x, y, 0.4, 1.7) - 0.5
    rows = (2.4 + 2.2 * c.density) / c.scale
    u0, v0 = (x + 0.35 * bend) * rows, (y + 0.35 * bend) * rows * 1.6
    tone, blend = np.zeros_like(x), np.zeros_like(x)
    table = c.random.random((64, 64), dtype=np.float32)
    done = np.zeros_like(x, dtype=bool)
    for shift in (1, 0, -1):
        row = np.floor(v0) + shift
        column = np.floor(u0 + 0.5 * np.mod(row, 2))
        u = u0 + 0.5 * np.mod(row, 2) - column - 0.5
        v = (v0 - row) / 1.6 + 0.10
        radius = np.hypot(u, v)
        inside = (radius < 0.62) & (v > -0.05) & ~done
        dice = table[row.astype(np.int32) & 63, column.astype(np.int32) & 63]
        dome = np.sqrt(np.clip(1 - (radius / 0.64) ** 2, 0, 1))
        light = (
            0.18
            + 0.62 * dome * (0.8 + 0.4 * dice)
            + 0.25 * np.exp(-(((u + 0.15) / 0.12) ** 2 + ((v - 0.2) / 0.16) ** 2))
        )
        tone = np.where(inside, light, tone)
        blend = np.where(inside, np.clip(0.5 + 1.5 * bend + 0.5 * (dice - 0.5), 0, 1), blend)
        done |= inside
    return tone, blend, 0.0


def rain(c: Canvas):
    bokeh = np.zeros_like(c.x)
    blend = c.noise(c.x, c.y, 0.5, 1.6)
    for _ in range(c.count(8, 30)):
        radius = c.between(0.07, 0.24) * c.scale
        distance = np.hypot(c.x - c.between(-1, 1) * c.aspect, c.y - c.between(-1, 1) * c.tall)
        disc = smooth(radius, radius * 0.86, distance) * (0.6 + 0.4 * (distance / radius) ** 2)
        bokeh = np.maximum(bokeh, disc * c.between(0.25, 0.9))
    back = blur(bokeh, 0.02) + 0.12 + 0.12 * blend
    height = np.zeros_like(c.x)
    unit = min(c.x.shape) / 288
    rows, columns = c.x.shape
    spots: list[tuple[float, float, float]] = [
        (int(c.random.integers(columns)), int(c.random.integers(rows)), c.between(3.0, 9.0))
        for _ in range(c.count(16, 70))
    ]
    for _ in range(c.count(3, 14)):  # a runner leaves a broken trail of droplets above it
        left, foot = int(c.random.integers(columns)), int(c.random.integers(rows))
        spots += [(left + c.between(-1.5, 1.5) * unit, foot - step * 13 * unit, 12.0 - 1.1 * step) for step in range(9)]
    for x, y, size in spots:
        size = size * unit * (0.6 + 0.4 * c.scale)
        cv2.ellipse(
            height,
            (int(x * 16), int(y * 16)),
            (int(size * 16), int(size * c.between(17, 22))),
            0,
            0,
            360,
            1.0,
            -1,
            cv2.LINE_AA,
            4,
        )
    drop = blur(height, 0.011)
    mask = smooth(0.25, 0.6, drop)
    below = relief(drop, 1.4, 0.35)  # a drop turns the world over: bright at its foot, dark at its head
    return (
        back * (1 - mask) + mask * (0.10 + 0.85 * below * (0.6 + back)),
        np.clip(blend * 1.8 - 0.4, 0, 1),
        mask * smooth(0.70, 0.95, below) * 0.5,
    )


def cracks(c: Canvas):
    wobble = c.noise(c.x, c.y, 1.0, 1.0) - 0.5
    first, second, cell = worley(c, c.x + 0.3 * wobble, c.y + 0.3 * wobble, 1.0 + 1.3 * c.density)
    gap = second - first
    stone = c.noise(c.x, c.y, 1.8, 0.6)
    plate = smooth(0.03, 0.20, gap)
    lit = relief(0.25 * plate + 0.25 * stone, c.between(-2.5, -0.6), 1.0)
    molten = np.exp(-gap * 10)
    tone = plate * (0.10 + 0.42 * lit + 0.12 * (cell - 0.5)) + molten * 0.95
    return tone, np.clip(molten * 1.1 + 0.15 * cell, 0, 1), 0.45 * molten**2
