"""Kinds of living things: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import math

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, paint, polar, relief, rotate, smooth
from engine.training.kinds.scenery import shafts


def jellyfish(c: Canvas):
    up = (c.tall - c.y) / (2 * c.tall)
    murk = c.warped(0.4, 0.9, 1.4)
    sun = c.between(-0.6, 0.6) * c.aspect
    rays = shafts(c, sun, -1.9 * c.tall, 5.0) * up
    tone, blend = 0.07 + 0.30 * up**1.6 * (0.5 + murk) + 0.60 * rays, np.clip(0.15 + 0.55 * up + 0.2 * murk, 0, 1)
    glow = 0.06 * rays
    count = c.count(1, 9)
    leader = c.between(0.34, 0.52) if c.random.random() < 0.75 else 0.2
    sizes = sorted([leader * c.scale**0.7] + [c.between(0.06, 0.26) * c.scale**0.7 for _ in range(count - 1)])
    swim = c.between(-0.6, 0.6)
    for size in sizes:
        near = min(1.0, size / 0.30)
        focus = 0.0 if near > 0.5 else 0.008 * (1 - near)
        left, top = c.between(-0.9, 0.9) * c.aspect, c.between(-0.75, 0.55) * c.tall
        if size == sizes[-1]:
            left, top = 0.6 * left, -abs(top) * 0.5 - 0.05
        lean, squeeze = swim + c.between(-0.4, 0.4), c.between(0.75, 1.15)
        jelly(c, (tone, blend, glow), (left, top, size, lean, squeeze), near, focus)
    drift = c.sheet()
    for _ in range(c.count(60, 320)):  # plankton
        place, small = (
            c.points(c.between(-1, 1) * c.aspect, c.between(-1, 1) * c.tall),
            abs(float(c.random.normal(0, 0.004))),
        )
        colour = paint(c.between(0.25, 1.0), c.between(0.5, 1.0))
        cv2.circle(drift, place.tolist(), max(12, int((small + 0.001) / c.pixel * 16)), colour, -1, cv2.LINE_AA, 4)
    tone, blend, glow = c.laid(drift, tone, blend, glow)
    return tone, np.clip(blend, 0, 1), glow + 0.5 * blur(np.clip(tone - 0.7, 0, 1), 0.012)


def jelly(
    c: Canvas, picture: tuple, place: tuple[float, float, float, float, float], near: float, focus: float
) -> None:
    """Lays one jellyfish into tone, blend and glow: tentacles, frills, then its bell; all let light through."""
    left, top, size, lean, squeeze = place
    strands = c.stencil()
    along = np.linspace(0, 1, 40)
    hue, pulse = c.between(0.35, 1.0), c.between(0, 6.3)

    def laid_out(u: np.ndarray, v: np.ndarray) -> np.ndarray:
        x, y = rotate(u * size, v * size, lean)
        return c.points(left + x, top + y)

    for _ in range(round(10 + 14 * near)):  # long thin ones from the rim
        start, reach = c.between(-0.9, 0.9), c.between(1.2, 3.6)
        wave = 0.10 * np.sin(along * c.between(4, 11) + pulse + 3 * start) * along**0.6
        path = laid_out(
            start * (1 - 0.35 * along) * squeeze + wave + c.between(-0.4, 0.4) * along**2, 0.12 + reach * along
        )
        for index in range(0, 39, 3):
            light = 255 * (0.65 - 0.5 * along[index]) * (0.5 + 0.5 * near)
            cv2.polylines(
                strands, [path[index : index + 4]], False, light, max(1, round(0.012 * size / c.pixel)), cv2.LINE_AA, 4
            )
    frills = c.stencil()
    for _ in range(round(3 + 3 * near)):  # a few wide frilled arms from the middle
        start, reach, wide = c.between(-0.35, 0.35), c.between(0.9, 2.2), c.between(0.06, 0.13)
        spine = start + 0.16 * np.sin(along * c.between(3, 7) + pulse + start) * along
        ruff = wide * (1 - 0.8 * along) * (1 + 0.55 * np.sin(along * 60 + c.between(0, 6)) * (near > 0.4))
        outline = np.r_[spine - ruff, (spine + ruff)[::-1]], np.r_[along, along[::-1]] * reach + 0.05
        layer = c.stencil()
        cv2.fillPoly(layer, [laid_out(*outline)], 105, cv2.LINE_AA, 4)
        cv2.polylines(
            layer, [laid_out(outline[0], outline[1])], True, 200, max(1, round(0.012 * size / c.pixel)), cv2.LINE_AA, 4
        )
        frills = cv2.add(frills, layer // 2)
    where = c.around(left, top, 4.2 * size, 4.2 * size)
    tone, blend, glow = (field[where] for field in picture)
    if not tone.size:
        return
    thin, thick = c.seen(strands, where), c.seen(frills, where)
    if focus:
        thin, thick = (cv2.GaussianBlur(field, (0, 0), 2 * focus / c.pixel) for field in (thin, thick))
    x, y = rotate((c.x[where] - left) / size, (c.y[where] - top) / size, -lean)
    x = x / squeeze
    radius = polar(x, y / 0.85)[0]
    rim = 0.10 + 0.05 * np.cos(x * 14 + pulse)  # the bell's lower edge, scalloped
    soft = (1.5 * c.pixel + focus) / size
    bell = smooth(1 + soft, 1 - soft, radius) * smooth(rim + soft, rim - soft, y)
    dome = np.sqrt(np.clip(1 - radius * radius, 0, 1))
    fan = np.arctan2(x, np.maximum(0.35 - y, 0.02))  # ribs that run down from the crown
    ribs = 0.5 + 0.5 * np.cos(fan * 26)
    lobes = np.exp(-(((radius - 0.48) / 0.16) ** 2)) * (0.5 + 0.5 * np.cos(fan * 5.0)) * smooth(0.05, -0.25, y)
    edge, lip = (1 - dome) ** 2, np.exp(-(((y - rim + 0.05) / 0.05) ** 2))
    crown = np.exp(-((y + 0.55) ** 2 + x * x) * 5)
    light = 0.16 + 0.55 * edge + 0.22 * ribs * (0.3 + edge) + 0.5 * lobes + 0.35 * lip + 0.22 * crown
    strength = 0.55 + 0.65 * near
    halo = np.exp(-np.hypot(x, y + 0.2) * 2.2)
    tone += strength * (0.75 * thin + 0.8 * thick)
    tone *= 1 - 0.55 * bell
    tone += strength * (bell * light + 0.12 * halo)
    share = np.clip(bell * 0.8 + thin + 1.2 * thick, 0, 1)
    blend += share * (np.clip(hue - 0.35 * edge * bell + 0.25 * lobes, 0, 1) - blend)
    glow += strength * (0.22 * bell * (lobes + edge) + 0.10 * halo + 0.12 * thick)


def eye(c: Canvas):
    view = c.random.random()  # the iris alone, a whole eye, or a reptile's
    left, top = c.between(-0.25, 0.25) * c.aspect, c.between(-0.12, 0.12) * c.tall
    size = (c.between(0.75, 1.05) if view < 0.4 else c.between(0.42, 0.62)) * c.scale**0.6
    x, y = (c.x - left) / size, (c.y - top) / size
    radius, angle = polar(x, y)
    slit = c.random.random() < 0.25
    wide = c.between(0.22, 0.48)
    pupil = np.hypot(x / c.between(0.28, 0.5), y / 1.9) / 0.42 if slit else radius / wide
    # the fibres run from the pupil outwards, each a little its own way
    twist = c.field(0.5, 1.4)
    wander = 0.10 * (twist(x, y) - 0.5)
    circle_x, circle_y = np.cos(angle + wander), np.sin(angle + wander)
    fine, coarse = c.field(3.4, 0.6), c.field(1.1, 0.9)
    fibre = fine(circle_x * 1.5 + 0.10 * radius, circle_y * 1.5) * 0.6 + 0.4 * coarse(circle_x + 0.2 * radius, circle_y)
    thread = 1 - np.abs(2 * fine(circle_x * 2.0 + 0.05 * radius, circle_y * 2.0) - 1)
    pits = smooth(0.64, 0.75, coarse(x * 1.6, y * 1.6)) * smooth(0.5, 0.7, radius) * smooth(0.95, 0.8, radius)
    collar = c.between(0.50, 0.62) + 0.10 * (coarse(circle_x * 0.7, circle_y * 0.7) - 0.5)
    inner = smooth(collar + 0.05, collar - 0.05, radius)
    iris = 0.18 + 0.75 * smooth(0.25, 0.75, fibre) + 0.30 * (thread**3 - 0.3) - 0.25 * pits
    iris = iris * (0.62 + 0.5 * inner) + 0.25 * np.exp(-(((radius - collar) / 0.03) ** 2)) * thread
    lamp = c.between(-2.6, -0.5)
    bowl = x * float(np.cos(lamp)) + y * float(np.sin(lamp))
    iris = iris * (0.85 - 0.45 * bowl) * smooth(1.03, 0.80, radius)  # light falls through to the far side
    colour = np.clip(0.25 + 0.65 * inner * (0.6 + fibre) * 0.9 + 0.45 * (fibre - 0.5) - 0.2 * (radius - 0.5), 0, 1)
    soft = 1.5 * c.pixel / size
    hole = smooth(1 + 4 * soft + 0.05, 1 - 4 * soft, pupil)
    iris, glow = iris * (1 - hole) + 0.01 * hole, 0.10 * iris * inner * (1 - hole)
    # around it: the white with its veins
    veins = 1 - np.abs(2 * c.noise(x + 0.3 * wander, y, 0.9, 1.0) - 1)
    white = 0.75 - 0.24 * np.abs(x) ** 1.5 - 0.30 * y * y - 0.10 * veins**10
    disc = smooth(1 + 0.02 + 2 * soft, 1 - 0.03 - 2 * soft, radius)
    tone, blend = white * (1 - disc) + disc * iris, (0.75 - 0.25 * veins**10) * (1 - disc) + disc * colour
    if view < 0.4 and c.random.random() < 0.7:  # the iris fills the picture; outside is dark
        dark = smooth(0.96, 1.35, radius)
        tone, blend = tone * (1 - dark) + 0.03 * dark, blend * (1 - dark) + 0.1 * dark
    shine = 0.0 * tone
    panes, far = int(c.random.integers(1, 4)), c.between(0.30, 0.5)
    at = far * float(np.cos(lamp)), far * float(np.sin(lamp))
    u, v = rotate(x - at[0] + 0.25 * (x * x + y * y) * at[0], y - at[1], c.between(-0.3, 0.3))
    if panes == 1:
        shine = smooth(0.17 + 2 * soft, 0.15, np.hypot(u, v * 1.15))
    else:
        window = smooth(0.20, 0.20 - 3 * soft - 0.01, np.maximum(np.abs(u), np.abs(v * 0.8)))
        bars = smooth(0.012, 0.02 + soft, np.abs(np.mod(u * panes / 0.4 + 0.5 * (panes % 2), 1) - 0.5) * 0.4 / panes)
        shine = window * bars
    tone = tone + 0.75 * shine + 0.10 * np.exp(-((x + at[0]) ** 2 + (y + at[1]) ** 2) * 9) * disc
    glow = glow + 0.6 * shine
    if view >= 0.4:
        tone, blend, glow = lids(c, tone, blend, glow, (left, top, size), view > 0.85 or slit)
    return np.clip(tone, 0, 1.25), np.clip(blend, 0, 1), glow


def lids(c: Canvas, tone, blend, glow, place: tuple[float, float, float], scaly: bool):
    """Skin around an eye at (left, top) whose iris has a size, its two lids and their lashes."""
    left, top, size = place
    x, y = (c.x - left) / size, (c.y - top) / size
    open_, wide, slant = c.between(0.72, 1.02), c.between(1.75, 2.1), c.between(-0.12, 0.12)
    low_open = c.between(0.62, 0.85)

    def upper(u):
        return -open_ * np.clip(1 - (np.abs(u) / wide) ** 2.2, -0.6, 1) + slant * u

    def lower(u):
        return low_open * np.clip(1 - (np.abs(u) / wide) ** 2.0, -0.6, 1) + slant * u

    above, below = upper(x) - y, y - lower(x)  # > 0 on the skin
    outside = np.maximum(above, below)
    skin = smooth(-1.5 * c.pixel / size, 1.5 * c.pixel / size, outside)
    shade = 1 - 0.65 * np.exp(np.minimum(above, 0) * 4.0) - 0.25 * np.exp(np.minimum(below, 0) * 7.0)
    tone, glow = tone * np.clip(shade, 0, 1), glow * np.clip(shade * 1.3, 0, 1)
    pores = c.noise(x, y, 2.2 * size, 0.6)
    crease = np.exp(-(((above - 0.30 - 0.06 * x * x) / 0.05) ** 2)) * (y < 0.2)
    if scaly:
        cells = 0.5 + 0.5 * np.cos(x * 18 + 6 * pores) * np.cos(y * 18 + 5 * c.noise(x, y, 0.8 * size, 1.2))
        pores = 0.4 * pores + 0.6 * smooth(0.1, 0.7, cells)
    bulge = np.exp(-np.maximum(outside, 0) * 1.4)
    face = 0.12 + 0.34 * bulge + 0.28 * (relief(pores, -1.2, 0.12) - 0.5) + 0.10 * (pores - 0.5) - 0.22 * crease
    rim = np.exp(-(((outside - 0.03) / 0.035) ** 2)) * 0.22
    tone = tone * (1 - skin) + skin * np.clip(face + rim, 0.02, 1)
    blend = blend * (1 - skin) + skin * np.clip(0.30 + 0.4 * bulge + 0.3 * (pores - 0.5), 0, 1)
    glow = glow * (1 - skin)
    if scaly:
        return tone, blend, glow
    lashes = c.sheet()
    for side, line, count, reach in ((-1, upper, 46, 0.42), (1, lower, 30, 0.20)):
        for start in np.linspace(-0.93, 0.93, count) * wide:
            u = float(start + c.between(-0.03, 0.03))
            v, long = float(line(u)), reach * c.between(0.7, 1.15)
            bend = np.linspace(0, 1, 7)
            across = u + (0.45 * u / wide + c.between(-0.05, 0.05)) * long * 1.6 * bend
            along = v + side * long * (bend - 0.25 * bend**2) - side * 0.03
            path = c.points(left + size * across, top + size * along)
            for index in range(6):
                thick = max(1, round(0.030 * size * (1 - index / 6.5) / c.pixel))
                cv2.polylines(lashes, [path[index : index + 2]], False, paint(0.015, 0.1), thick, cv2.LINE_AA, 4)
    return c.laid(lashes, tone, blend, glow)


def wings(c: Canvas):
    style = int(c.random.integers(3))  # feathered and spread, feathered and raised, an insect's
    fog = c.warped(0.4, 0.9, 1.4)
    halo = np.exp(-np.hypot(c.x, c.y + 0.1) * 1.3)
    tone, blend, glow = (
        0.05 + 0.16 * fog + 0.38 * halo,
        np.clip(0.2 + 0.5 * halo + 0.3 * (fog - 0.5), 0, 1),
        0.18 * halo**2,
    )
    rays = c.random.random() < 0.4
    if rays:
        beams = shafts(c, 0.0, -0.2, 4.0)
        tone, glow = tone + 0.35 * beams, glow + 0.1 * beams
    size = c.between(0.8, 1.0) * c.scale**0.5 * min(1.0, c.aspect / 1.2)
    middle = c.between(-0.15, 0.15) * c.aspect, c.between(-0.05, 0.2) * c.tall
    sheet = c.sheet()
    if style == 2:
        return insect(c, tone, blend, glow, middle, size)
    rise = c.between(0.25, 0.6) if style == 0 else c.between(0.9, 1.25)
    fan_end = rise - c.between(1.5, 2.2)
    rows = ((17, 1.0, 0.085), (15, 0.62, 0.075), (15, 0.40, 0.06), (14, 0.24, 0.05))
    jitter, droop = c.between(0.02, 0.07), c.between(0.15, 0.5)
    light_side = c.between(-0.5, 0.5)
    for row, (count, reach, wide) in enumerate(rows):
        count = max(6, round(count * (0.75 + 0.5 * c.density)))
        dice = c.random.normal(0, jitter, (count, 2))
        for index in range(count):
            along = index / (count - 1)  # 0 at the body, 1 at the tip
            for side in (-1, 1):
                # the arm: out from the shoulder, up to the wrist, out to the tip
                arm_x = 0.06 + 0.95 * along * np.cos(rise * (1 - 0.45 * along))
                arm_y = -0.95 * np.sin(rise) * along**0.8 * (1 - 0.25 * along) + 0.05
                bend = (np.pi / 2 - 0.1 - fan_end * 0.2) * along**1.3 + 0.1 + droop * (1 - along) * 0.3
                way, long = np.pi / 2 - bend + dice[index, 0], reach * (0.42 + 0.58 * along**0.7) * (1 + dice[index, 1])
                root, hue = (
                    (middle[0] + side * size * arm_x, middle[1] + size * arm_y),
                    0.12 + 0.22 * row + 0.12 * along,
                )
                near = 0.30 + 0.16 * row + light_side * side * 0.2
                feather(c, sheet, root, side, way, size * long, size * wide, near, hue)
    tone, blend, glow = c.laid(sheet, tone, blend, glow)
    return tone, np.clip(blend, 0, 1), glow + 0.10 * halo + 0.25 * blur(np.clip(tone - 0.7, 0, 1), 0.015)


def feather(c: Canvas, sheet, root, side: int, way: float, long: float, wide: float, light: float, hue: float) -> None:
    """Draws one feather from its root: lighter to its edge and tip, with barbs and a shaft; way 0 is sideways."""
    t = np.linspace(0, 1, 26)
    half = wide * np.sqrt(np.clip(t * 5, 0, 1)) * (1 - t**6) ** 0.6
    u, v = side * math.cos(way), math.sin(way)

    def place(along: np.ndarray, across: np.ndarray) -> np.ndarray:
        across = across - 0.10 * long * along**2
        return c.points(root[0] + u * along * long - side * v * across, root[1] + v * along * long + abs(u) * across)

    for lift, share in ((0.0, 1.0), (0.16, 0.82), (0.30, 0.6)):
        outline = place(np.r_[t, t[::-1]] * (1 - 0.06 * lift), np.r_[-half * share, (half * share**2)[::-1]])
        cv2.fillPoly(sheet, [outline], paint(light * (0.55 + 1.9 * lift), hue + 0.35 * lift), cv2.LINE_AA, 4)
    barbs = np.linspace(0.12, 0.95, min(max(8, int(long / (5 * c.pixel))), 60))
    thin = max(1, round(0.04 * wide / c.pixel))
    for edge in (-1, 1):
        ends = np.stack(
            [place(barbs - 0.02, 0 * barbs), place(barbs + 0.05, edge * np.interp(barbs, t, half) * 0.92)], 1
        )
        for first, shade in ((0, 0.75), (1, 1.25)):
            cv2.polylines(sheet, list(ends[first::2]), False, paint(light * shade, hue + 0.15), thin, cv2.LINE_AA, 4)
    shaft = max(1, round(0.06 * wide / c.pixel))
    cv2.polylines(sheet, [place(t, 0 * t)], False, paint(light * 1.9, hue + 0.3), shaft, cv2.LINE_AA, 4)


def insect(c: Canvas, tone, blend, glow, middle: tuple[float, float], size: float):
    """A butterfly's wings: two pairs with veins, bands along their edge and eyes, mirrored at the body."""
    x, y = np.abs(c.x - middle[0]) / size, (c.y - middle[1]) / size
    x = x / c.between(0.85, 1.1)
    for pair in (1, 0):  # the hind wings lie below
        lift = c.between(0.45, 0.75) if pair == 0 else -c.between(0.5, 0.85)
        reach = c.between(1.0, 1.25) if pair == 0 else c.between(0.75, 0.95)
        radius, angle = polar(x + 0.02, y + (0.10 if pair == 0 else -0.06))
        turn = angle + lift
        ends, waves, deep = c.between(0.75, 0.95), c.between(5, 11), c.between(0.01, 0.06)
        shape = (
            reach
            * np.clip(np.cos(turn / ends * 1.35), 0, 1) ** 0.45
            * (1 + deep * np.cos(turn * waves * 3) - 0.12 * np.cos(turn * 4))
        )
        soft = 1.5 * c.pixel / size
        mask = smooth(soft, -soft, radius - shape)
        inside = np.clip(radius / np.maximum(shape, 0.05), 0, 1)
        veins = np.abs(np.mod(turn * c.between(3.4, 4.6) + 0.18 * np.sin(inside * 4), 1) - 0.5)
        vein = smooth(0.035 + 0.02 / np.maximum(radius, 0.1), 0.01, 0.5 - veins) * smooth(0.12, 0.25, inside)
        cell = np.exp(-(((inside - 0.42) / 0.025) ** 2)) * (np.abs(turn) < 0.5)
        border = smooth(0.80, 0.86, inside + 0.05 * np.cos(turn * waves * 3))
        pearls = smooth(0.5, 0.8, np.cos(turn * 30)) * np.exp(-(((inside - 0.92) / 0.035) ** 2))
        grain = c.noise(radius, turn * 2.5, 3.0, 0.5)
        band = c.between(0.3, 0.7)
        light = 0.30 + 0.55 * inside * (0.5 + 0.9 * grain) + 0.25 * np.exp(-(((inside - band) / 0.12) ** 2))
        at_turn, at = c.between(-0.4, 0.4), c.between(0.55, 0.7) * reach
        spot = np.hypot(
            radius * np.cos(turn) - at * np.cos(at_turn), radius * np.sin(turn) - at * np.sin(at_turn)
        ) / c.between(0.10, 0.17)
        eye_ = smooth(1.04, 0.96, spot)
        rings = 0.5 + 0.5 * np.cos(spot * 9)
        light = light * (1 - 0.85 * border) * (1 - 0.8 * vein) * (1 - 0.6 * cell) + 0.75 * pearls
        light = light * (1 - eye_) + eye_ * (0.10 + 0.85 * rings)
        hue = np.clip(0.15 + 0.7 * inside + 0.3 * (grain - 0.5) + 0.4 * eye_ * rings, 0, 1)
        shadow = blur(mask, 0.02) * 0.4
        tone, glow = tone * (1 - shadow), glow * (1 - shadow)
        tone = tone * (1 - mask) + mask * light
        blend = blend * (1 - mask) + mask * hue
        glow = glow * (1 - mask) + mask * 0.12 * light
    trunk = np.hypot(x / 0.045, (y - 0.08) / 0.42)
    body = smooth(1.05, 0.95, trunk)
    fur = 0.10 + 0.45 * np.sqrt(np.clip(1 - trunk**2, 0, 1)) * (0.7 + 0.3 * np.cos(y * 60))
    return tone * (1 - body) + body * fur, np.clip(blend * (1 - body) + 0.3 * body, 0, 1), glow * (1 - body)
