"""Kinds of pattern and geometry: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import cv2
import numpy as np

from engine.training.kinds.canvas import (
    Canvas,
    blur,
    fold,
    polar,
    relief,
    rotate,
    smooth,
    worley,
)


def spiral(c: Canvas):
    radius, angle = polar(c.x - c.between(-0.4, 0.4) * c.aspect, c.y - c.between(-0.35, 0.35) * c.tall)
    arms, hand = c.count(1, 5), 1 if c.random.random() < 0.5 else -1
    curl = np.log(radius + 0.03) * c.between(1.5, 8) / c.scale
    if c.random.random() < 0.25:  # even turns, as on a record, instead of ever wider ones
        curl = radius * c.between(6, 13) / c.scale
    phase = hand * arms * angle + curl * 1.6
    grain = c.noise(c.x, c.y, 1.2, 0.9)
    style = int(c.random.integers(3))
    arm = 0.5 + 0.5 * np.cos(phase + (1.2 * (grain - 0.5) if style != 1 else 0))
    blend = 0.5 + 0.5 * np.cos(phase + 2.5 + radius * 2)
    dim, core = 0.35 + 0.65 * smooth(0, 0.8, radius), 0.35 * np.exp(-radius * 6)
    if style == 0:  # smoke
        return (0.08 + 0.9 * arm**1.7 * (0.6 + 0.7 * grain)) * dim, blend, core
    if style == 1:  # tubes of light
        tube = np.exp(-(((1 - arm) / 0.12) ** 2))
        body = np.sqrt(np.clip(1 - ((1 - arm) / 0.75) ** 2, 0, 1))
        return (0.04 + 0.45 * body + 0.6 * tube) * dim, blend, core + 0.35 * tube
    # drops strung along the arms
    along = np.mod(np.log(radius + 0.02) * c.between(3, 6) - hand * angle * arms / (2 * np.pi), 1) - 0.5
    across = np.mod(phase / (2 * np.pi) + 0.5, 1) - 0.5
    ball = np.sqrt(np.clip(1 - (np.hypot(along, across * 1.3) / 0.4) ** 2, 0, 1))
    spot = np.exp(-(((along + 0.12) ** 2 + (across + 0.12) ** 2) * 130))
    return (0.06 + 0.8 * ball * (0.55 - along - across)) * dim + 0.5 * spot, blend, core + 0.5 * spot


def kaleidoscope(c: Canvas):
    sides = int(c.random.choice([6, 8, 10, 12]))
    x, y = fold(*rotate(c.x, c.y, c.between(0, 3)), sides)
    u, v = rotate(x + c.between(0, 9), y, c.between(0, 6.3))
    first, second, cell = worley(c, u, v, (1.0 + 1.6 * c.density) * 1.1)
    flow = c.noise(u, v, 1.0, 1.2)
    shards = smooth(0.02, 0.16, second - first)
    tone = shards * (0.25 + 0.55 * cell + 0.35 * (flow - 0.4)) + 0.12 * (1 - first)
    facet = relief(blur(first, 0.004), 0.8, 0.35)
    return tone * (0.55 + 0.7 * facet), np.mod(cell * 1.7 + 0.8 * flow, 1.0), 0.25 * np.exp(-first * 7)


def mandala(c: Canvas):
    radius, angle = polar(c.x, c.y)
    radius = radius / c.scale**0.7
    petals = int(c.random.choice([5, 6, 7, 8, 9, 10, 12, 16]))
    back = c.random.random()
    tone, blend = np.full_like(radius, 0.10), np.full_like(radius, 0.05)
    if back < 0.4:  # rays behind it
        rays = 0.5 + 0.5 * np.cos(petals * 2 * angle)
        tone = 0.06 + 0.30 * rays**3 * np.exp(-radius * 0.5)
    elif back < 0.6:
        tone = 0.05 + 0.20 * (0.5 + 0.5 * np.cos(radius * 40)) * np.exp(-radius)
    rings = c.count(3, 7)
    reach, whole = 1.0, c.between(1.05, 1.4)
    glow = np.zeros_like(radius)
    for ring in range(rings):
        share = reach
        reach = reach * c.between(0.62, 0.86)
        lobes = petals * int(c.random.choice([1, 1, 2])) * (2 if ring == 0 and c.random.random() < 0.3 else 1)
        turn = np.pi / 2 if ring % 2 else 0.0
        local = np.mod(lobes * angle / (2 * np.pi) + turn / np.pi, 1) - 0.5  # -0.5..0.5 within one petal
        style, deep = int(c.random.integers(5)), c.between(0.15, 0.45)
        if style == 0:  # round lobes
            lobe = np.abs(np.cos(np.pi * local)) ** c.between(0.4, 1.2)
        elif style == 1:  # pointed, like a lotus
            lobe = 1 - np.abs(2 * local) ** c.between(0.7, 1.6)
        elif style == 2:  # a star
            lobe = np.abs(1 - np.abs(4 * local))
        elif style == 3:  # scallops
            lobe = 1 - np.cos(np.pi * local) ** 3
        else:  # a plain band
            lobe = np.ones_like(local)
        edge = whole * share * (1 - deep * (1 - lobe))
        mask = smooth(0.012, -0.012, radius - edge)
        inside = np.clip(1 - (edge - radius) / (whole * (share - reach) + 0.08), 0, 1)
        line = np.exp(-(((radius - edge) / 0.022) ** 2))
        line = line + 0.7 * np.exp(-(((radius - edge + 0.055) / 0.012) ** 2)) * mask
        ornament = int(c.random.integers(5))
        if ornament == 0:  # fine ribs
            fill = 0.5 + 0.5 * np.cos(lobes * 6 * angle)
        elif ornament == 1:  # a bead in each petal
            middle = whole * (0.55 * share + 0.45 * reach)
            bead = np.hypot((radius - middle) * 9, local * 9 * 2 * np.pi * middle / lobes) / c.between(0.5, 0.9)
            fill = smooth(1.0, 0.8, bead) * (1.3 - 0.9 * bead) + 0.4 * np.exp(-(((bead - 1.5) / 0.12) ** 2))
        elif ornament == 2:  # lines that follow the edge
            fill = 0.5 + 0.5 * np.cos((edge - radius) * c.between(50, 110))
        elif ornament == 3:  # a lattice
            threads = np.cos(lobes * 3 * angle + radius * 50), np.cos(lobes * 3 * angle - radius * 50)
            fill = (0.5 + 0.5 * threads[0]) * (0.5 + 0.5 * threads[1])
        else:  # a smooth bowl
            fill = np.sqrt(np.clip(1 - (2 * local) ** 2, 0, 1))
        body = 0.16 + 0.42 * inside**2 + 0.42 * fill * (0.4 + 0.6 * inside)
        shade = c.between(0, 1)
        tone = tone * (1 - mask) + mask * body + 0.5 * line
        blend = blend * (1 - mask) + mask * np.clip(shade + 0.3 * (inside - 0.5) + 0.2 * (fill - 0.5), 0, 1)
        glow = glow * (1 - mask) + 0.12 * line
    heart = np.exp(-radius * radius * c.between(40, 160))
    return tone * (1 - 0.35 * smooth(0.9, 1.9, radius)) + 0.6 * heart, blend, glow + 0.4 * heart


def orbs(c: Canvas):
    tone = 0.10 + 0.22 * c.noise(c.x, c.y, 0.5, 1.6)
    blend, glow = c.noise(c.x, c.y, 0.4, 1.6), np.zeros_like(tone)
    count = c.count(2, 16)
    sizes = sorted(c.between(0.09, 0.42) * c.scale * (1.3 - 0.6 * c.density) for _ in range(count))
    lamp = c.between(-2.4, -0.7)
    lx, ly = float(np.cos(lamp)) * 0.45, float(np.sin(lamp)) * 0.45
    for size in sizes:
        x, y = (c.x - c.between(-0.95, 0.95) * c.aspect) / size, (c.y - c.between(-0.9, 0.9) * c.tall) / size
        radius = x * x + y * y
        mask = smooth(1.03, 0.97, radius)
        ball = np.sqrt(np.clip(1 - radius, 0, 1))
        lit = np.clip(x * lx + y * ly + 0.8 * ball, 0, 1)
        spot = np.exp(-((x - lx * 1.1) ** 2 + (y - ly * 1.1) ** 2) * 14)
        rim = (1 - ball) ** 3
        halo = np.exp(-np.maximum(radius - 1, 0) * 1.3) * (1 - mask)
        shade = c.between(0, 1)
        tone = tone * (1 - mask) + mask * (0.10 + 0.75 * lit + 0.25 * rim) + 0.14 * halo
        blend = blend * (1 - mask) + mask * np.clip(shade + 0.35 * (0.5 - lit), 0, 1)
        glow = glow * (1 - mask) + mask * spot * 0.75
    return tone, blend, glow


def ripples(c: Canvas):
    field = np.zeros_like(c.x)
    sources = c.count(2, 5)
    for _ in range(sources):
        radius = np.hypot(c.x - c.between(-1.3, 1.3) * c.aspect, c.y - c.between(-1.2, 1.2) * c.tall)
        field = field + np.sin(radius * c.between(9, 22) / c.scale + c.between(0, 6.3)) / np.sqrt(1 + radius)
    field = field / sources * 1.3
    lit = relief(blur(field * 0.12 + 0.03 * c.noise(c.x, c.y, 0.8, 1.3), 0.003), c.between(0, 6.3), 1.1)
    return (
        0.12 + 0.45 * lit + 0.35 * (field + 0.6) * 0.6,
        np.clip(0.5 + 0.55 * field, 0, 1),
        0.3 * smooth(0.8, 1.0, lit),
    )


def silk(c: Canvas):
    x, y = rotate(c.x, c.y, c.between(-0.6, 0.6))
    drift = c.noise(x * 0.7, y * 0.7, 0.5, 2.6) - 0.5
    fine = c.noise(x * 0.4, y, 0.7, 2.2) - 0.5
    phase = (y + 1.8 * drift + 0.4 * fine) * (4 + 7 * c.density) / c.scale
    fold_ = 0.5 + 0.5 * np.sin(phase)
    sheen = np.clip(0.5 + 0.5 * np.sin(phase + 0.9 + x), 0, 1) ** 4
    thread = 0.03 * np.sin((y + 1.8 * drift) * 150)
    return (
        0.10 + 0.58 * fold_ + 0.42 * sheen + thread,
        np.clip(0.15 + 0.9 * drift + 0.5 * fold_ + 0.35 * sheen, 0, 1),
        0.25 * sheen**2,
    )


def liquid(c: Canvas):
    x, y = c.x, c.y
    for _ in range(2):
        x, y = x + 0.9 * (c.noise(x, y, 0.5, 2.7) - 0.5), y + 0.9 * (c.noise(x, y, 0.5, 2.7) - 0.5)
    body = c.noise(x, y, 0.55, 2.6)
    bands = 0.5 + 0.5 * np.sin(body * (30 + 55 * c.density))
    lit = relief(blur(body + 0.03 * bands, 0.004), c.between(0, 6.3), 6.0)
    shine = smooth(0.80, 0.98, lit)
    return 0.06 + 0.36 * bands + 0.58 * lit, np.clip(body * 2.8 - 0.9, 0, 1), 0.6 * shine


def cells(c: Canvas):
    wobble = c.noise(c.x, c.y, 0.7, 1.6) - 0.5
    first, second, cell = worley(c, c.x + 0.25 * wobble, c.y + 0.25 * wobble, 1.2 + 1.8 * c.density)
    wall = smooth(0.16, 0.02, second - first)
    body = np.clip(1 - first * 1.1, 0, 1)
    nucleus = np.exp(-((first * 5.5) ** 2))
    tone = 0.12 + 0.45 * body * (0.5 + 0.7 * cell) + 0.55 * wall
    return (
        tone - 0.2 * nucleus * (cell > 0.5) + 0.35 * nucleus * (cell <= 0.5),
        np.clip(cell * 0.8 + 0.5 * wobble, 0, 1),
        0.3 * wall**3,
    )


def crystal(c: Canvas):
    x, y = rotate(c.x, c.y * c.between(0.6, 1.0), c.between(0, 3))
    _, _, big = worley(c, x, y, 0.8 + 1.0 * c.density)
    first, second, small = worley(c, x + 0.5 * big, y - 0.4 * big, 1.2 + 1.4 * c.density)
    slope = np.cos(big * 40) * x + np.sin(big * 40) * y
    facet = np.clip(0.5 + 0.45 * np.cos(small * 25) + 0.35 * slope, 0, 1)
    edge = np.exp(-(second - first) * 22)
    gleam = smooth(0.85, 1.0, facet) * 0.6
    return 0.10 + 0.68 * facet + 0.30 * edge, np.clip(0.6 * big + 0.4 * small, 0, 1), gleam + 0.2 * edge


def fractal(c: Canvas):
    seeds = (
        (-0.8, 0.156),
        (-0.4, 0.6),
        (0.285, 0.01),
        (-0.70176, -0.3842),
        (-0.835, -0.2321),
        (-0.7269, 0.1889),
        (0.355, 0.355),
        (-0.54, 0.54),
        (-0.162, 1.04),
        (0.37, 0.1),
    )
    cr, ci = seeds[int(c.random.integers(len(seeds)))]
    cr, ci = cr + c.between(-0.012, 0.012), ci + c.between(-0.012, 0.012)
    zoom = c.between(0.55, 1.15) / c.scale
    zr, zi = rotate(c.x * zoom + c.between(-0.3, 0.3), c.y * zoom + c.between(-0.3, 0.3), c.between(0, 6.3))
    count = np.zeros_like(zr)
    trap = np.full_like(zr, 9.0)
    for _ in range(42):
        zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
        size = zr * zr + zi * zi
        alive = size < 16
        count += alive
        trap = np.where(alive, np.minimum(trap, np.abs(zr) + 0.6 * np.abs(zi)), trap)
        np.clip(zr, -9, 9, out=zr)
        np.clip(zi, -9, 9, out=zi)
    bands = np.clip(np.log1p(count) / np.log1p(42.0), 0, 1)
    veins = np.exp(-trap * 3.5)
    tone = 0.08 + 0.75 * bands**1.6 * (0.55 + 0.45 * np.cos(count * 0.7)) + 0.6 * veins
    return tone, np.clip(0.25 + 0.55 * np.sin(count * 0.22) + 0.3 * veins, 0, 1), 0.4 * veins**2


def lightning(c: Canvas):
    height, width = c.x.shape
    drawn = c.stencil()
    unit = min(height, width) / 288

    def strike(x: float, y: float, angle: float, reach: float, strength: float) -> None:
        points = [(x, y)]
        while reach > 0 and -40 < y < height + 40:
            step = c.between(5, 13) * unit
            angle_now = angle + c.between(-0.75, 0.75)
            x, y = x + step * float(np.sin(angle_now)), y + step * float(np.cos(angle_now))
            points.append((x, y))
            reach -= step
            if strength > 0.35 and c.random.random() < 0.09 + 0.08 * c.density:
                strike(x, y, angle + c.between(-1.0, 1.0), reach * 0.45, strength * 0.55)
        path = (np.array(points, np.float32) * 16).astype(np.int32)
        cv2.polylines(
            drawn, [path], False, 255 * strength, max(1, round(6 * strength * unit * c.scale)), cv2.LINE_AA, 4
        )

    for _ in range(1 + (c.random.random() < c.density) + (c.random.random() < 0.3)):
        strike(c.between(0.15, 0.85) * width, -5, c.between(-0.45, 0.45), height * c.between(0.7, 1.4), 1.0)
    bolt = c.seen(drawn)
    near, wide = blur(bolt, 0.02), blur(bolt, 0.09)
    storm = c.warped(0.6, 0.9, 1.0)
    tone = 0.10 + 0.50 * storm * (0.6 + 3.0 * wide) + 1.2 * near + bolt
    return tone, np.clip(0.15 + 0.4 * storm + 2.2 * near, 0, 1), bolt + 0.8 * near


def circuit(c: Canvas):
    height, width = c.x.shape
    pitch = max(4, round(23 * min(height, width) / 288 * c.scale))
    board, pulse = c.stencil(), c.stencil()
    rows, columns = height // pitch + 2, width // pitch + 2
    moves = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
    thin = max(1, pitch // 5)
    for _ in range(c.count(14, 44)):
        x, y = int(c.random.integers(columns)), int(c.random.integers(rows))
        way = int(c.random.integers(4)) * 2
        path = [(x, y)]
        for _ in range(int(c.random.integers(2, 6))):
            run = int(c.random.integers(1, 6))
            x, y = x + moves[way % 8][0] * run, y + moves[way % 8][1] * run
            path.append((x, y))
            way += int(c.random.choice([-1, 1]))
        points = np.array(path, np.int32) * pitch
        light = 255 * c.between(0.6, 1.0)
        cv2.polylines(board, [points], False, light, thin, cv2.LINE_AA)
        for end in (points[0], points[-1]):
            cv2.circle(board, (int(end[0]), int(end[1])), max(2, pitch // 3), light, thin, cv2.LINE_AA)
        if c.random.random() < 0.3:
            cv2.polylines(pulse, [points[-2:]], False, 255, thin, cv2.LINE_AA)
    for _ in range(c.count(1, 5)):
        left, top = int(c.random.integers(columns)) * pitch, int(c.random.integers(rows)) * pitch
        right, bottom = (
            left + pitch * int(c.random.integers(3, 8)),
            top + pitch * int(c.random.integers(2, 6)),
        )
        cv2.rectangle(board, (left, top), (right, bottom), 40, -1)
        cv2.rectangle(board, (left, top), (right, bottom), 190, thin)
    board, pulse = c.seen(board), c.seen(pulse)
    halo = blur(pulse, 0.018)
    shade = c.noise(c.x, c.y, 0.5, 1.6)
    return (
        0.07 + 0.08 * shade + board * (0.35 + 0.9 * shade) + 1.3 * halo + pulse,
        np.clip(shade * 1.6 - 0.3 + 0.5 * halo, 0, 1),
        0.6 * pulse + halo,
    )


def bokeh(c: Canvas):
    tone = 0.03 + 0.12 * c.noise(c.x, c.y, 0.4, 1.7)
    blend, weight = 0.5 * np.ones_like(tone), np.full_like(tone, 0.2)
    sides, turn = int(c.random.choice([0, 0, 5, 6, 8])), c.between(0, 1)
    line = c.random.random() < 0.5  # lights along a street or a string, instead of anywhere
    start, way, sag = c.between(-0.7, 0.7), c.between(-0.5, 0.5), c.between(-0.5, 0.5)
    one, spread = c.between(0.10, 0.24), c.between(0.1, 0.7)
    for index in range(c.count(16, 44)):
        left = c.between(-1.05, 1.05) * c.aspect
        top = c.between(-1, 1) * c.tall
        if line and index % 4:
            top = (start + way * left / c.aspect + sag * (left / c.aspect) ** 2) * c.tall + c.between(-0.06, 0.06)
        size = one * c.scale * (1 + spread * c.between(-0.8, 1.4))
        radius, angle = polar((c.x - left) / size, (c.y - top) / size)
        if sides:  # the shape of the iris that took them
            wedge = 2 * np.pi / sides
            radius = radius * np.cos(np.mod(angle + turn, wedge) - wedge / 2) * 1.08
        soft = c.between(0.03, 0.12)
        rim = 0.5 + 0.25 * np.clip(radius, 0, 1) ** 2 + 0.35 * np.exp(-(((radius - 0.93) / 0.06) ** 2))
        disc = smooth(1.0 + soft, 1.0 - soft, radius) * rim * c.between(0.15, 0.8)
        tone = tone + disc
        blend, weight = blend + disc * c.between(0, 1) * 2.5, weight + disc * 2.5
    return tone, np.clip((blend) / (weight + 0.8), 0, 1), 0.12 * np.clip(tone - 0.7, 0, 1)
