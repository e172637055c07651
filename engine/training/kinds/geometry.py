"""Kinds of hard-edged geometry: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

from functools import lru_cache
from itertools import combinations, product

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, polar, rotate, smooth


def edge(phase: np.ndarray) -> np.ndarray:
    """Stripes of 0 and 1 that change where `phase` (H, W) passes a whole or a half, smooth within a pixel."""
    away = np.abs(np.mod(phase + 0.25, 1) - 0.5) - 0.25  # > 0 in the light half
    slope = np.hypot(np.diff(phase, axis=1, append=phase[:, -1:]), np.diff(phase, axis=0, append=phase[-1:]))
    slope = np.where(slope > 0.5, 0.5, slope)  # a seam of the angle, or finer than can be seen
    return np.clip(0.5 + away / np.maximum(slope, 1e-5), 0, 1).astype(np.float32)


def stripes(c: Canvas):
    lines = (5 + 9 * c.density) / c.scale
    x, y = rotate(c.x, c.y, c.between(0, 6.3))
    style = int(c.random.integers(7))
    left, top = c.between(-0.5, 0.5) * c.aspect, c.between(-0.5, 0.5) * c.tall
    radius, angle = polar(c.x - left, c.y - top)
    depth = np.zeros_like(x)
    if style == 0:  # waves whose width breathes, after Bridget Riley
        wave = 0.16 * c.scale * np.sin(x * c.between(2, 5) + 1.6 * np.sin(y * c.between(0.7, 2)) + c.between(0, 6))
        phase = (y + wave * (1 + 0.8 * np.sin(y * 1.7 + c.between(0, 6)))) * lines * 0.7
        depth = wave * 3
    elif style == 1:  # two gratings of rings whose overlap makes new ones
        gap = c.between(0.06, 0.3)
        way = c.between(0, 6.3)
        other = np.hypot(c.x - left - gap * float(np.cos(way)), c.y - top - gap * float(np.sin(way)))
        both = edge(radius * lines * 1.5) - edge(other * lines * 1.5)
        return 0.05 + 0.9 * np.abs(both), np.clip(0.5 + 0.5 * np.sin((radius - other) * lines * 5), 0, 1), 0.0 * both
    elif style == 2:  # a plane of squares that swells to a ball, after Vasarely
        size = c.between(0.5, 0.95) * c.scale**0.5
        inside = np.clip(1 - (radius / size) ** 2, 0, 1)
        pull = 1 / (1 + c.between(0.7, 1.4) * inside)
        u, v = rotate((c.x - left) * pull, (c.y - top) * pull, c.between(0, 1.6))
        first, second = edge(u * lines * 0.55), edge(v * lines * 0.55)
        check = np.abs(first - second)
        light = 0.55 + 0.45 * np.sqrt(inside) - 0.25 * smooth(0, 0.25, inside) * (1 - np.sqrt(inside))
        return 0.05 + 0.9 * check * light, np.clip(0.15 + 0.8 * inside + 0.1 * u, 0, 1), 0.0 * check
    elif style == 3:  # a spiral of squares or of rings that seems to turn
        sides = int(c.random.choice([3, 4, 6, 0]))
        if sides:
            wedge = 2 * np.pi / sides
            turned = angle + c.between(0.3, 1.2) * np.log(radius + 0.02)
            radius = radius * np.cos(np.mod(turned, wedge) - wedge / 2) + 0.004
            phase = np.log(radius + 0.02) * lines * 0.55
        else:
            phase = np.log(radius + 0.02) * lines * 0.45 + int(c.random.integers(1, 5)) * angle / (2 * np.pi)
        depth = np.log(radius + 0.05) * 0.3
    elif style == 4:  # rays crossed by rings: a chequered funnel
        spokes = 2 * round(lines)
        rays, rings = (
            edge(angle / (2 * np.pi) * spokes + c.between(-2, 2) * radius),
            edge(np.log(radius + 0.01) * spokes / 6),
        )
        check = np.abs(rays - rings)
        fade = smooth(0.0, 0.5, radius)
        return 0.05 + 0.9 * check * (0.25 + 0.75 * fade), np.clip(0.9 - 0.6 * radius, 0, 1), 0.0 * check
    elif style == 5:  # straight lines that a hidden relief bends
        hidden = c.field(c.between(0.18, 0.32), 2.4)(x, y) - 0.5
        phase = (y + c.between(0.8, 1.6) * hidden) * lines * 1.1
        depth = 2.4 * hidden
    else:  # a few hills ringed like a map
        hills = np.zeros_like(x)
        for _ in range(c.count(2, 6)):
            away = np.hypot(c.x - c.between(-1, 1) * c.aspect, c.y - c.between(-1, 1) * c.tall)
            hills = hills + c.between(-1, 1) * np.exp(-((away / (c.between(0.35, 0.8) * c.scale**0.5)) ** 2))
        phase = (hills * 1.3 + 0.35 * y) * lines
        depth = hills
    dark = edge(phase)
    light = np.clip(0.72 + 0.35 * depth, 0.25, 1)
    return 0.04 + 0.92 * dark * light, np.clip(0.5 + 0.7 * depth, 0, 1), 0.0 * dark


@lru_cache(maxsize=1)
def solids() -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Corners (N, D) on the unit sphere and pairs of neighbours (E, 2): the Platonic solids, then hypercubes."""
    golden = (1 + 5**0.5) / 2
    turned = [(0, 1, golden), (golden, 0, 1), (1, golden, 0)]
    ends = list(product((-1, 1), repeat=3))
    icosahedron = {tuple(np.multiply(corner, end)) for corner in turned for end in ends}
    flipped = [(0, 1 / golden, golden), (golden, 0, 1 / golden), (1 / golden, golden, 0)]
    dodecahedron = {tuple(np.multiply(corner, end)) for corner in flipped for end in ends} | set(ends)
    octahedron = [tuple(sign * np.eye(3)[axis]) for axis in range(3) for sign in (-1, 1)]
    tetrahedron = [end for end in ends if np.prod(end) > 0]
    corners = [icosahedron, dodecahedron, octahedron, tetrahedron, ends, list(product((-1, 1), repeat=4))]
    found = []
    for each in corners:
        points = np.array(sorted(each), float)
        points /= np.linalg.norm(points[0])
        apart = np.array([np.linalg.norm(points[a] - points[b]) for a, b in combinations(range(len(points)), 2)])
        pairs = np.array(list(combinations(range(len(points)), 2)))
        found.append((points, pairs[apart < apart.min() * 1.01]))
    return tuple(found)


def meshes(random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Corners (N, 3) within about the unit sphere and pairs of neighbours (E, 2) of a surface by chance."""
    across, along = int(random.integers(12, 26)), int(random.integers(20, 44))
    u, v = np.meshgrid(np.arange(along) / along * 2 * np.pi, np.arange(across) / across * 2 * np.pi)
    shape = int(random.integers(4))
    if shape == 0:  # a ball of meridians
        v = (v / 2 + np.pi / (2 * across)) * 1.0
        points = [np.sin(v) * np.cos(u), np.sin(v) * np.sin(u), np.cos(v)]
    elif shape == 1:  # a ring
        thin = random.uniform(0.25, 0.45)
        points = [(0.7 + thin * np.cos(v)) * np.cos(u), (0.7 + thin * np.cos(v)) * np.sin(u), thin * np.sin(v)]
    elif shape == 2:  # a tube along a torus knot
        turns, loops, thin = int(random.integers(2, 4)), int(random.choice([3, 5])), 0.16
        u = np.repeat(np.arange(along * 4)[None] / (along * 4) * 2 * np.pi, across // 2, 0)
        v = np.repeat(np.arange(across // 2)[:, None] / (across // 2) * 2 * np.pi, along * 4, 1)
        wide = 0.62 + 0.26 * np.cos(loops * u) + thin * np.cos(v)
        points = [wide * np.cos(turns * u), wide * np.sin(turns * u), 0.34 * np.sin(loops * u) + thin * np.sin(v)]
    else:  # a ball whose surface swells in lobes
        v = v / 2 + np.pi / (2 * across)
        size = 0.75 + 0.25 * np.cos(int(random.integers(2, 7)) * u) * np.sin(v) ** 2 * np.cos(
            int(random.integers(1, 4)) * v
        )
        points = [size * np.sin(v) * np.cos(u), size * np.sin(v) * np.sin(u), size * np.cos(v)]
    rows, columns = u.shape
    number = np.arange(rows * columns).reshape(rows, columns)
    around = np.stack([number, np.roll(number, -1, 1)], -1).reshape(-1, 2)
    closed = shape in (1, 2)
    upward = np.stack([number, np.roll(number, -1, 0)], -1)[: rows if closed else rows - 1].reshape(-1, 2)
    return np.stack(points, -1).reshape(-1, 3), np.concatenate([around, upward])


def wireframe(c: Canvas):
    drawn, knots = c.stencil(), c.stencil()
    many = c.random.random() < 0.4
    count = c.count(3, 14) if many else 1
    sizes = (
        sorted(c.between(0.10, 0.34) * c.scale for _ in range(count)) if many else [c.between(0.6, 0.95) * c.scale**0.5]
    )
    shades = []
    for size in sizes:
        left, top = (
            (c.between(-0.95, 0.95) * c.aspect, c.between(-0.9, 0.9) * c.tall)
            if many
            else (c.between(-0.3, 0.3), c.between(-0.12, 0.12))
        )
        platonic = many or c.random.random() < 0.5
        points, pairs = solids()[int(c.random.integers(6))] if platonic else meshes(c.random)
        nested = platonic and not many and points.shape[1] == 3
        for shell in (1.0, 0.62, 0.38)[: int(c.random.integers(1, 4)) if nested else 1]:
            turned = points * shell
            if turned.shape[1] == 4:  # a hypercube's shadow
                plane = c.between(0, 6.3)
                a, b = turned[:, 0].copy(), turned[:, 3].copy()
                turned = turned.copy()
                turned[:, 0], turned[:, 3] = (
                    a * np.cos(plane) - b * np.sin(plane),
                    a * np.sin(plane) + b * np.cos(plane),
                )
                turned = turned[:, :3] * 1.25 / (1.7 - turned[:, 3:])
                turned = turned / np.abs(turned).max() * 0.8
            basis = np.linalg.qr(c.random.standard_normal((3, 3)))[0]
            turned = turned @ basis
            near = 1 / (2.6 - turned[:, 2])
            place = c.points(left + turned[:, 0] * near * 2.6 * size, top + turned[:, 1] * near * 2.6 * size)
            light = np.clip(0.15 + 0.95 * (turned[:, 2] + 1) / 2, 0.1, 1)
            thin = (0.007 if platonic else 0.0035) * (0.5 + 0.5 * size) / c.pixel
            for a, b in pairs[np.argsort(turned[pairs, 2].sum(1))]:
                shine = 255 * float(light[a] + light[b]) / 2
                wide = max(1, round(thin * float(near[a] + near[b]) * 1.3))
                cv2.line(drawn, place[a].tolist(), place[b].tolist(), shine, wide, cv2.LINE_AA, 4)
            for index in range(len(turned) if platonic else 0):
                dot = max(10, int(16 * 1.9 * thin * near[index] * 2.6))
                cv2.circle(knots, place[index].tolist(), dot, 255 * float(light[index]), -1, cv2.LINE_AA, 4)
            shades.append((left, top, size))
    lines, knots = c.seen(drawn), c.seen(knots)
    halo = blur(lines, 0.02)
    floor = 0.02 + 0.10 * np.exp(-np.hypot(c.x, c.y) * 0.8)
    if c.random.random() < 0.4:  # a faint field of points behind
        u, v = rotate(c.x * 9 / c.scale, c.y * 9 / c.scale, c.between(0, 0.8))
        floor = floor + 0.22 * smooth(0.10, 0.05, np.hypot(np.mod(u, 1) - 0.5, np.mod(v, 1) - 0.5))
    way = c.between(0, 6.3)
    blend = np.clip(0.5 + 0.55 * (c.x * float(np.cos(way)) + c.y * float(np.sin(way))) / c.aspect, 0, 1)
    return (
        floor + 0.95 * lines + 0.9 * halo + 0.6 * knots,
        blend,
        0.25 * lines**2 + 0.7 * knots + 0.5 * blur(knots, 0.02),
    )


def glitch(c: Canvas):
    rows, columns = c.x.shape
    # what is broken: a plain picture of discs and bars
    style = int(c.random.integers(4))
    left, top = c.between(-0.4, 0.4) * c.aspect, c.between(-0.3, 0.3) * c.tall
    radius, angle = polar(c.x - left, c.y - top)
    size = c.between(0.4, 0.75) * c.scale**0.7
    if style == 0:  # a sun behind bars
        disc = smooth(size + c.pixel, size - c.pixel, radius)
        whole = 0.06 + disc * (0.35 + 0.6 * (c.y - top + size) / (2 * size)) + 0.14 * np.exp(-radius * 2)
    elif style == 1:  # colour bars of a test card
        bars = np.floor((c.x / c.aspect + 1) * 4)
        whole = 0.15 + 0.75 * np.mod(bars * 0.381, 1) * (0.6 + 0.4 * (c.y < 0.4 * c.tall))
    elif style == 2:  # a ring with as many corners as it likes
        wedge = 2 * np.pi / int(c.random.integers(3, 7))
        round_ = radius * np.cos(np.mod(angle + c.between(0, 6), wedge) - wedge / 2) / (size * 0.8)
        ring = smooth(0.22 + 2 * c.pixel, 0.22 - 2 * c.pixel, np.abs(round_ - 0.8))
        whole = 0.07 + 0.2 * np.exp(-radius * 1.5) + ring * (0.55 + 0.4 * np.cos(angle))
    else:  # a sky over a horizon
        whole = 0.12 + 0.7 * c.warped(0.5, 0.9, 1.4) * smooth(0.9 * c.tall, -c.tall, c.y) + 0.4 * smooth(0.2, 0.25, c.y)
    hue = np.clip(0.5 + 0.5 * np.sin(whole * 4 + c.y), 0, 1)
    # bands slip sideways, blocks of them repeat, colours part
    strips = c.random.integers(6, 10 + int(40 * c.density))
    cuts = np.sort(c.random.random(strips))
    strip = np.searchsorted(cuts, (np.arange(rows) + 0.5) / rows)
    slip = c.random.standard_normal(strips + 1) ** 3 * 0.10
    slip[c.random.random(strips + 1) < 0.35] = 0
    u = np.arange(columns, dtype=np.float32)[None] + (slip[strip] / c.pixel)[:, None].astype(np.float32)
    v = np.repeat(np.arange(rows, dtype=np.float32)[:, None], columns, 1)
    u = u + 0 * v
    for _ in range(c.count(6, 40)):
        wide, high = c.between(0.04, 0.5), c.between(0.012, 0.14)
        x0, y0 = int(c.random.random() * columns), int(c.random.random() * rows)
        x1, y1 = x0 + max(2, int(wide / c.pixel)), y0 + max(2, int(high / c.pixel))
        u[y0:y1, x0:x1] += c.between(-0.4, 0.4) / c.pixel
        v[y0:y1, x0:x1] += c.between(-0.15, 0.15) / c.pixel
        if c.random.random() < 0.3:  # a block that froze: one column smeared
            u[y0:y1, x0:x1] = u[y0:y1, x0 : x0 + 1]
    part = c.between(0.01, 0.05) / c.pixel

    def torn(field: np.ndarray, shift: float) -> np.ndarray:
        return cv2.remap(
            field.astype(np.float32), u + np.float32(shift), v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
        )

    one, two, three = torn(whole, -part), torn(whole, 0), torn(whole, part)
    tone = 0.35 * one + 0.4 * two + 0.35 * three
    blend = np.clip(torn(hue, 0) * 0.5 + 0.25 + 1.1 * (one - three), 0, 1)
    # pixels sorted into streaks from where they are bright
    if c.random.random() < 0.6:
        column = np.arange(columns) * 256 // columns
        start = np.where(c.random.random(256) < 0.35, c.random.random(256), 2).astype(np.float32)[column]
        length = c.random.uniform(0.1, 0.5, 256).astype(np.float32)[column]
        place = np.arange(rows, dtype=np.float32)[:, None] / rows - start
        held = tone[np.clip(start * rows, 0, rows - 1).astype(int), np.arange(columns)] * (1 - 0.8 * place / length)
        tone = np.where((place > 0) & (place < length), np.maximum(tone, held), tone)
    table = c.random.random((64, 64), dtype=np.float32)
    speck = table[np.floor(c.y / 0.028).astype(np.int32) & 63, np.floor(c.x / 0.11).astype(np.int32) & 63]
    noisy = (c.random.random(strips + 1) < 0.12)[strip][:, None]
    tone = np.where(noisy, tone * 0.4 + 0.8 * speck, tone)
    lines = 0.86 + 0.14 * np.cos((c.y / c.tall) * np.pi * 110)
    return tone * lines, blend, 0.35 * np.clip(tone - 0.75, 0, 1)
