"""Kinds of woods, weather and caves: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import math

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, paint, polar, relief, smooth


def shafts(c: Canvas, left: float, top: float, width: float) -> np.ndarray:
    """Light that falls in shafts from a place, which may be outside of the picture; 0..1."""
    radius, angle = polar(c.x - left, c.y - top)
    beams = c.noise(angle * width, np.zeros_like(angle), 1.6, 0.9)
    broken = c.noise(c.x, c.y, 0.5, 1.4)
    return smooth(0.42, 0.75, beams) * np.exp(-radius * 0.55) * (0.5 + broken)


def spruce(c: Canvas, left: float, foot: float, tall: float) -> np.ndarray:
    """A conifer's outline, jagged by its branches, in the sixteenths of a pixel that OpenCV takes, (N, 2)."""
    tiers = min(max(int(tall / (5 * c.pixel)), 7), 60)
    down = np.linspace(0.02, 1, tiers)
    reach = 0.20 * tall * (0.05 + down) * c.random.uniform(0.65, 1.2, (2, tiers))
    outline = np.zeros((4 * tiers + 1, 2))
    outline[1 : 2 * tiers + 1 : 2, 0], outline[2 : 2 * tiers + 1 : 2, 0] = reach[0], reach[0] * 0.45
    outline[-1 : 2 * tiers : -2, 0], outline[-2 : 2 * tiers : -2, 0] = -reach[1], -reach[1] * 0.45
    outline[1 : 2 * tiers + 1 : 2, 1] = outline[-1 : 2 * tiers : -2, 1] = (down + 0.9 / tiers) * tall
    outline[2 : 2 * tiers + 1 : 2, 1] = outline[-2 : 2 * tiers : -2, 1] = (down + 0.22 / tiers) * tall
    return c.points(left + outline[:, 0], foot - tall + outline[:, 1])


def branch(c: Canvas, found: list, x: float, y: float, angle: float, length: float, thick: float) -> None:
    """A bare branch that forks until it is thin, as (x, y, x, y, width) for `strokes`; angle 0 points up."""
    joints = []
    for step in range(4):
        angle += c.between(-0.25, 0.25)
        u, v = x + length / 4 * math.sin(angle), y - length / 4 * math.cos(angle)
        found.append((x, y, u, v, thick * (1 - 0.14 * step)))
        x, y = u, v
        joints.append((x, y))
    if thick > 0.008 and length > 0.06:
        for _ in range(int(c.random.integers(2, 4))):
            start = joints[int(c.random.integers(1, 4))]
            branch(c, found, *start, angle + c.between(-0.9, 0.9), length * c.between(0.55, 0.8), thick * 0.55)


def strokes(c: Canvas, sheet: np.ndarray, found: list, colour) -> None:
    """Draws what `branch` has found."""
    if found:
        lines = np.array(found)
        ends = c.points(lines[:, [0, 2]], lines[:, [1, 3]]).tolist()
        for (one, two), wide in zip(ends, lines[:, 4] / c.pixel, strict=True):
            cv2.line(sheet, one, two, colour, max(1, round(wide)), cv2.LINE_AA, 4)


def forest(c: Canvas):
    view = c.random.random()
    sun = c.between(-0.7, 0.7) * c.aspect, c.between(-1.1, -0.35) * c.tall
    light = np.exp(-np.hypot(c.x - sun[0], c.y - sun[1]) * 0.9)
    mist = c.warped(0.4, 0.8, 1.5)
    tone, blend = 0.30 + 0.50 * light + 0.25 * (mist - 0.4), 0.55 + 0.4 * light
    glow = 0.30 * light**2
    rays = shafts(c, sun[0], sun[1] - 0.4, 3.0)
    if view < 0.35:
        return conifers(c, tone, blend, glow, mist, light)
    if view < 0.5:
        return canopy(c, tone, blend, glow)
    layers, ground = 5, c.between(0.35, 0.8) * c.tall
    lean = c.between(-0.12, 0.12)
    for layer in range(layers):
        near = (layer + 1) / layers
        foot = ground - 0.35 * (1 - near) + 0.1
        found: list[tuple[float, ...]] = []
        sheet = c.sheet()
        dark = 0.50 * (1 - near) ** 1.2 + 0.05
        bark = paint(dark, 0.42 * (1 - near) + 0.05)
        thick = (0.02 + 0.10 * near**2) * c.scale**0.7
        count = max(2, round(c.count(9, 26) * (1.25 - near) / c.scale**0.5))
        for place in np.linspace(-1.1, 1.1, count):
            left, wide = (place + c.between(-0.9, 0.9) / count) * c.aspect, thick * c.between(0.55, 1.25)
            tilt = lean + c.between(-0.06, 0.06)
            down = np.linspace(-c.tall - 0.1, foot, 14)
            height = (foot - down) / (foot + c.tall)
            half = 0.5 * wide * (1 - 0.45 * height + 0.9 * np.exp(-height * 22))
            sway = tilt * (foot - down) + 0.02 * np.sin(down * c.between(2, 5) + place * 9)
            outline = np.r_[left + sway - half, (left + sway + half)[::-1]], np.r_[down, down[::-1]]
            cv2.fillPoly(sheet, [c.points(*outline)], bark, cv2.LINE_AA, 4)
            for _ in range(int(c.random.integers(1, 4)) if near > 0.3 else 0):
                at, side = int(c.random.integers(1, 9)), float(c.random.choice([-1, 1]))
                reach = c.between(0.15, 0.5) * near
                branch(
                    c, found, float(left + sway[at]), float(down[at]), side * c.between(0.7, 1.5), reach, wide * 0.28
                )
        strokes(c, sheet, found, bark)
        bark_grain = 0.35 + 1.3 * c.noise(c.x * 2.5, c.y * 0.35, 1.2, 0.5) + 0.5 * light
        tone, blend, glow = c.laid(sheet, tone, blend, glow, grain=bark_grain if near > 0.3 else 1.0)
        # undergrowth and leaves of this distance, whose leaves show as noise
        leaf = c.noise(c.x, c.y, 2.0 + 1.5 * (1 - near), 0.5) + 0.7 * (c.noise(c.x, c.y, 0.6, 1.2) - 0.5)
        low, high = smooth(foot - 0.12, foot + 0.25, c.y), smooth(-0.35 * c.tall, -1.05 * c.tall, c.y)
        cover = smooth(0.50, 0.56, leaf - 0.62 + 1.1 * low + (0.55 * high if layer in (1, 3) else 0))
        lit = dark + 0.30 * (leaf - 0.4) * light * (1.3 - near) + 0.10 * (leaf - 0.5)
        tone = tone * (1 - cover) + cover * np.clip(lit, 0.01, 1)
        blend = blend * (1 - cover) + cover * np.clip(0.30 * (1 - near) + 0.5 * leaf - 0.12, 0, 1)
        glow = glow * (1 - cover)
        veil = (0.16 + 0.5 * rays * (0.4 + light)) * (1 - near) ** 0.8
        tone, blend = tone + veil * (0.9 - tone), blend + veil * (0.85 - blend)
        glow = glow + 0.12 * rays * light * (1 - near)
    tone = tone + 0.42 * rays * smooth(c.tall, -0.4 * c.tall, c.y)
    return tone, np.clip(blend + 0.25 * rays, 0, 1), glow + 0.12 * rays


def conifers(c: Canvas, tone: np.ndarray, blend: np.ndarray, glow: np.ndarray, mist: np.ndarray, light: np.ndarray):
    """Slopes of spruces that rise out of the fog, one behind the other."""
    layers = c.count(4, 7)
    top, slope = c.between(-0.35, 0.0) * c.tall, c.between(-0.4, 0.4)
    for layer in range(layers):
        near = (layer + 1) / layers
        sheet = c.sheet()
        tall = (0.14 + 0.42 * near**1.5) * c.scale
        hue = 0.5 * (1 - near) + 0.05
        count = int(2.6 * c.aspect / (0.16 * tall) * (0.6 + 0.5 * c.density))
        tilt, swell, shift = slope * c.between(-1, 1), c.between(0.05, 0.2), c.between(0, 6.3)
        dark = 0.48 * (1 - near) ** 1.1 + 0.02
        lefts = c.random.uniform(-1.15, 1.15, count) * c.aspect
        feet = top + (c.tall * 1.15 - top) * (near - 0.5 / layers) + tilt * lefts / c.aspect * 0.5
        feet = feet + swell * np.sin(lefts * 2 + shift)
        slope_line = np.linspace(-1.2, 1.2, 40) * c.aspect
        hill = top + (c.tall * 1.15 - top) * (near - 0.5 / layers) + tilt * slope_line / c.aspect * 0.5
        hill = hill + swell * np.sin(slope_line * 2 + shift) - 0.1 * tall
        below = np.r_[slope_line, 1.3 * c.aspect, -1.3 * c.aspect], np.r_[hill, 3, 3]
        cv2.fillPoly(sheet, [c.points(*below)], paint(dark, hue), cv2.LINE_AA, 4)
        for index in np.argsort(feet):
            shade = dark * c.between(0.85, 1.15)
            one = tall * c.between(0.55, 1.15)
            outline = spruce(c, float(lefts[index]), float(feet[index]) + 0.02, one)
            cv2.fillPoly(sheet, [outline], paint(shade, hue), cv2.LINE_AA, 4)
        tone, blend, glow = c.laid(sheet, tone, blend, glow)
        foot = smooth(-0.1, 0.5, c.y - (top + (c.tall * 1.15 - top) * (near - 1.0 / layers))) * (1 - near)
        veil = np.clip(foot * (0.45 + 0.9 * mist), 0, 1) * 0.9
        tone, blend = tone + veil * (0.62 + 0.3 * light - tone), blend + veil * (0.75 + 0.2 * light - blend)
    return tone, np.clip(blend, 0, 1), glow


def canopy(c: Canvas, tone: np.ndarray, blend: np.ndarray, glow: np.ndarray):
    """Looking straight up: trunks that meet above, leaves against the light."""
    left, top = c.between(-0.4, 0.4) * c.aspect, c.between(-0.3, 0.3) * c.tall
    radius, angle = polar(c.x - left, c.y - top)
    hole = np.exp(-((radius / (0.75 * c.scale**0.5)) ** 2))
    tone, blend, glow = 0.45 + 0.55 * hole, 0.7 + 0.3 * hole, 0.4 * hole**2
    for layer, fine in enumerate((2.2, 1.5, 1.0)):
        leaf = 0.6 * c.noise(c.x, c.y, fine, 0.6) + 0.4 * c.noise(c.x, c.y, fine * 2.5, 0.4)
        cover = smooth(0.50, 0.55, leaf + 0.20 * smooth(0.2, 1.4, radius) - 0.15 * hole + 0.08 * c.density)
        lit = 0.42 - 0.14 * layer + 0.5 * (leaf - 0.5) + 0.22 * hole
        tone = tone * (1 - cover) + cover * np.clip(lit, 0.02, 1)
        blend = blend * (1 - cover) + cover * np.clip(0.45 - 0.14 * layer + 0.6 * (leaf - 0.5), 0, 1)
        glow = glow * (1 - cover)
    found: list[tuple[float, ...]] = []
    sheet = c.sheet()
    for way in c.between(0, 6.3) + np.arange(c.count(6, 14)) * 2.4:
        start, end = c.between(1.6, 2.4), c.between(0.15, 0.6)
        wide = c.between(0.05, 0.14) * c.scale**0.5
        out = np.linspace(start, end, 12)
        bend = way + 0.06 * np.sin(out * 5 + way)
        half = 0.5 * wide * (out / start) ** 0.9
        x, y = left + out * np.cos(bend), top + out * np.sin(bend)
        across, along = -np.sin(way) * half, np.cos(way) * half
        outline = np.r_[x - across, (x + across)[::-1]], np.r_[y - along, (y + along)[::-1]]
        cv2.fillPoly(sheet, [c.points(*outline)], paint(0.05, 0.08), cv2.LINE_AA, 4)
        for _ in range(3):
            at = int(c.random.integers(3, 12))
            inwards = math.atan2(-math.cos(bend[at]), math.sin(bend[at])) + c.between(-0.9, 0.9)
            branch(c, found, float(x[at]), float(y[at]), inwards, 0.3, float(half[at]) * 0.7)
    strokes(c, sheet, found, paint(0.05, 0.1))
    tone, blend, glow = c.laid(sheet, tone, blend, glow)
    rays = shafts(c, left, top, 4.0)
    return tone + 0.30 * rays, np.clip(blend + 0.15 * rays, 0, 1), glow + 0.10 * rays


def flake(c: Canvas, left: float, top: float, size: float) -> list:
    """A six-armed crystal of snow, whose arms are alike, as strokes."""
    turn, thick, plate = c.between(0, 1.05), 0.045 * size, c.between(0.12, 0.4)
    lines = [(0, 0, 1, 0), (plate, 0, plate * 0.5, plate * 0.866), (plate * 1.6, 0, plate * 0.8, plate * 1.386)]
    for _ in range(int(c.random.integers(2, 6))):
        out, reach = c.between(0.2, 0.95), c.between(0.15, 0.45)
        reach *= 1.15 - 0.6 * abs(out - 0.5)
        lines += [(out, 0, out + 0.5 * reach, side * 0.866 * reach) for side in (-1, 1)]
    arm = np.array(lines).reshape(-1, 2, 2)
    way = turn + np.arange(6)[:, None, None] * np.pi / 3
    x = left + size * (arm[..., 0] * np.cos(way) - arm[..., 1] * np.sin(way))
    y = top + size * (arm[..., 0] * np.sin(way) + arm[..., 1] * np.cos(way))
    x, y = x.reshape(-1, 2), y.reshape(-1, 2)
    return np.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1], np.full(len(x), thick)], -1).tolist()


def snow(c: Canvas):
    view = c.random.random()
    fog = c.warped(0.4, 0.8, 1.5)
    wind = c.between(-0.9, 0.9)
    if view < 0.3:  # crystals close by
        way = c.between(0, 6.3)
        tone = 0.12 + 0.25 * fog + 0.25 * np.exp(-np.hypot(c.x - float(np.cos(way)), c.y - float(np.sin(way))) * 0.9)
        blend, glow = 0.15 + 0.5 * fog, np.zeros_like(fog)
        for size, focus, share in ((0.05, 0.006, 0.4), (0.10, 0.003, 0.35), (0.2, 0.0, 0.2), (0.36, 0.0, 0.06)):
            sheet = c.sheet()
            for _ in range(max(1, round(c.count(14, 60) * share))):
                place = c.between(-1.05, 1.05) * c.aspect, c.between(-1.05, 1.05) * c.tall
                crystal = flake(c, *place, size * c.scale * c.between(0.7, 1.2))
                strokes(c, sheet, crystal, paint(c.between(0.6, 1.15), 0.85))
            tone, blend, glow = c.laid(sheet, tone, blend, glow, focus)
        bright = np.clip(tone - 0.75, 0, 1)
        return tone, np.clip(blend, 0, 1), 0.4 * bright + blur(bright, 0.02)
    moon = c.between(-0.8, 0.8) * c.aspect, c.between(-0.9, -0.4) * c.tall
    light = np.exp(-np.hypot(c.x - moon[0], c.y - moon[1]) * 1.1)
    tone, blend, glow = 0.20 + 0.25 * fog + 0.40 * light, 0.25 + 0.3 * fog + 0.3 * light, 0.12 * light
    if view < 0.75:  # hills with firs under it
        tone, blend, glow = conifers(c, tone * 0.8, blend, glow, fog, light * 0.5)
        top = c.between(0.45, 0.75) * c.tall
        drift = c.noise(c.x * 0.5, 0 * c.y, 0.6, 2.0)
        height = c.y - top + 0.35 * (drift - 0.5)
        ground = smooth(-0.004, 0.004, height)
        soft = c.noise(c.x * 0.7, c.y * 2.5, 0.7, 1.8)
        white = 0.55 + 0.30 * relief(soft, -1.0, 0.6) + 0.15 * smooth(0.3, 0, height) + 0.1 * light
        tone, blend, glow = (
            tone * (1 - ground) + ground * white,
            blend * (1 - ground) + ground * (0.6 + 0.3 * soft),
            glow * (1 - ground),
        )
    storm = 0.4 + 0.6 * c.density
    for size, focus, share in ((0.0035, 0.0, 0.55), (0.007, 0.0, 0.3), (0.014, 0.004, 0.12), (0.035, 0.012, 0.03)):
        sheet = c.sheet()
        count = max(2, round(c.count(300, 1300) * share))
        left, top = c.random.uniform(-1.15, 1.15, (2, count)) * ((c.aspect,), (c.tall,))
        sizes, lights = size * c.scale * c.random.uniform(0.6, 1.4, count), c.random.uniform(0.55, 1.1, count)
        fall = (0.4 + abs(wind)) * sizes * 3.5 * storm
        one, two = c.points(left, top), c.points(left + wind * fall, top + fall * 0.7)
        for index in range(count):
            thick = max(1, round(float(2 * sizes[index]) / c.pixel))
            colour = paint(float(lights[index]), 0.9)
            cv2.line(sheet, one[index].tolist(), two[index].tolist(), colour, thick, cv2.LINE_AA, 4)
        tone, blend, glow = c.laid(sheet, tone, blend, glow, focus)
    gust = smooth(0.45, 0.8, c.noise(c.x * 0.5 - wind * c.y, c.y + wind * c.x * 0.5, 0.8, 1.1)) * storm * 0.35
    return tone + gust * (0.85 - tone), np.clip(blend + 0.3 * gust, 0, 1), glow
