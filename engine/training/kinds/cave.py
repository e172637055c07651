"""Caves: of crystals; takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import math

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, dots, paint, relief, smooth


def crystal_cave(c: Canvas):
    # where the cave opens and its light comes from
    left, top = c.between(-0.55, 0.55) * c.aspect, c.between(-0.35, 0.35) * c.tall
    wide, high = c.between(0.5, 0.85) * c.aspect, c.between(0.55, 0.85) * c.tall
    ragged = c.noise(c.x, c.y, 0.9, 0.9) - 0.5
    away = np.hypot((c.x - left) / wide, (c.y - top) / high) + 0.55 * ragged
    light = np.exp(-(np.maximum(away, 0) ** 2) * 0.9)
    rock = c.noise(c.x, c.y, 1.0, 0.8)
    faces = relief(0.6 * rock + 0.4 * c.noise(c.x, c.y, 2.2, 0.6), float(np.arctan2(-top, -left)) + 0.4, 0.5)
    fog = c.warped(0.5, 0.8, 1.4)
    tone = (
        0.03
        + light * (0.35 + 0.40 * fog)
        + (1 - light) * 0.34 * faces * (0.15 + np.exp(-np.maximum(away - 0.5, 0) * 1.2))
    )
    blend, glow = np.clip(0.12 + 0.65 * light + 0.2 * faces, 0, 1), 0.20 * light**2
    lamp = np.array([left, top])
    layers = ((0.55, 0.34), (0.85, 0.52), (1.2, 0.8))
    for depth, (reach, size) in enumerate(layers):  # walls with crystals, each ring of them nearer to the eye
        near = (depth + 1) / len(layers)
        sheet = c.sheet()
        for _ in range(max(2, round(c.count(6, 13) * (1.0 + 0.1 * depth)))):
            way = c.between(0, 2 * np.pi)
            root = lamp + reach * 1.15 * np.array([wide * np.cos(way), high * np.sin(way)])
            inward = float(np.arctan2(*(lamp - root)[::-1])) + c.between(-0.4, 0.4)
            for _ in range(int(c.random.integers(2, 5))):
                length = size * c.between(0.4, 1.0) * c.scale**0.8
                start = root + c.random.normal(0, 0.14 * size, 2)
                girth = length * c.between(0.13, 0.24)
                prism(c, sheet, start, inward + c.between(-0.5, 0.5), length, girth, lamp, near)
        tone, blend, glow = c.laid(sheet, tone, blend, glow)
        bumps = c.noise(c.x, c.y, 0.7 + 0.2 * depth, 0.9)
        ring = np.hypot((c.x - left) / wide, (c.y - top) / high) + 0.8 * (bumps - 0.5)
        wall = smooth(reach - 0.01, reach + 0.05, ring)
        slope = relief(bumps + 0.35 * rock, float(np.arctan2(-top, -left)), 0.6)
        shine = np.exp(-np.maximum(ring - reach, 0) * 1.3)
        stone = (0.04 + 0.62 * slope * shine) * (1.0 - 0.22 * depth) + 0.25 * shine**9
        tone, glow = tone * (1 - wall) + wall * stone, glow * (1 - wall)
        blend = blend * (1 - wall) + wall * np.clip(0.05 + 0.5 * shine * slope + 0.15 * bumps, 0, 1)
        veil = light * (0.55 + 0.6 * fog) * (1 - near) * 0.45
        tone, blend = tone + veil * (0.9 - tone), blend + veil * (0.85 - blend)
        glow = glow + 0.10 * veil
    if c.random.random() < 0.45:  # still water that mirrors it
        level = c.between(0.45, 0.75) * c.tall
        rows, columns = c.x.shape
        ahead = np.maximum(c.y - level, 0)
        waves = c.noise(c.x * 0.5 / (ahead + 0.2), 0.5 / (ahead + 0.12), 1.2, 1.0) - 0.5
        row = ((2 * level - c.y + c.tall) / c.pixel + waves * 0.05 / c.pixel).astype(np.float32)
        column = (np.arange(columns, dtype=np.float32)[None] + waves * 0.03 / c.pixel).astype(np.float32)
        below = smooth(level - 0.002, level + 0.004, c.y)
        mirrored = [
            cv2.remap(f.astype(np.float32), column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
            for f in (tone, blend)
        ]
        tone = tone * (1 - below) + below * (0.02 + 0.62 * mirrored[0] + 0.10 * waves)
        blend, glow = blend * (1 - below) + below * mirrored[1], glow * (1 - below)
    dust = dots(c, c.count(30, 140), 0.3, 1.0) * (0.3 + light)
    bright = blur(np.clip(tone - 0.75, 0, 1), 0.02)
    return tone + 0.5 * dust, np.clip(blend, 0, 1), glow + 0.6 * bright + 0.3 * dust


def prism(
    c: Canvas, sheet: np.ndarray, root: np.ndarray, way: float, length: float, wide: float, lamp, near: float
) -> None:
    """Draws one pointed crystal from its root: three long faces, three of its tip, light inside and on its edges."""
    along, across = np.array([np.cos(way), np.sin(way)]), np.array([-np.sin(way), np.cos(way)])
    cuts = np.array([-0.5, c.between(-0.28, -0.1), c.between(0.1, 0.28), 0.5]) * wide
    shoulder = length - wide * c.random.uniform(0.5, 0.9, 4)
    ends = np.linspace(0, 1, 6)
    out = np.concatenate([shoulder[:, None] * ends, np.full((4, 1), length)], 1)  # along each edge, then the tip
    aside = np.concatenate([np.repeat(cuts[:, None], 6, 1), np.full((4, 1), wide * c.between(-0.12, 0.12))], 1)
    place = c.points(root[0] + out * along[0] + aside * across[0], root[1] + out * along[1] + aside * across[1])
    to_light = lamp - (root + along * length / 2)
    away = float(np.hypot(*to_light))
    side = float(across @ to_light) / max(away, 0.1)
    power = (0.35 + 0.80 * math.exp(-away * 0.8)) * (0.5 + 0.5 * near) * c.between(0.8, 1.15)
    hue = c.between(0.15, 0.75)
    for face in range(3):
        turned = (face - 1) * 0.9
        lit = power * min(max(0.62 + 0.6 * side * turned + 0.2 * (1 - abs(turned)), 0.08), 1.3)
        for index in range(5):  # clearer and lighter towards the tip
            corners = place[[face, face, face + 1, face + 1], [index, index + 1, index + 1, index]]
            inner = 0.25 + 0.75 * ends[index + 1] ** 1.2 + c.between(0, 0.25)
            cv2.fillPoly(sheet, [corners], paint(lit * inner, hue + 0.35 * inner * lit), cv2.LINE_AA, 4)
        crown = lit * c.between(0.8, 1.7) + 0.12 * power
        corners = place[[face, face, face + 1], [5, 6, 5]]
        cv2.fillPoly(sheet, [corners], paint(crown, hue + 0.3 + 0.2 * crown), cv2.LINE_AA, 4)
    thin = max(1, round(0.0035 / c.pixel))
    cv2.polylines(sheet, list(place[:, 1:]), False, paint(min(1.1, power * 1.15), hue + 0.4), thin, cv2.LINE_AA, 4)
