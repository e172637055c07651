"""Kinds of built space in perspective: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, dots, polar, relief, rotate, smooth
from engine.training.kinds.terrain import look


def rule(place: np.ndarray, thick: float | np.ndarray, pixel: np.ndarray | float) -> np.ndarray:
    """Lines at whole numbers of `place`, 1 on them; thick and a pixel's width in its units; faint where too fine."""
    away = np.abs(place - np.round(place))
    wide = np.maximum(thick, pixel)
    return np.exp(-((away / wide) ** 2)) * np.clip(thick / wide, 0, 1) ** 0.5 * smooth(0.45, 0.15, pixel + 0 * away)


def tunnel(c: Canvas):
    left, top = c.between(-0.35, 0.35) * c.aspect, c.between(-0.3, 0.3)
    sides = int(c.random.choice([0, 0, 3, 4, 4, 6, 8]))
    lean, wind = c.between(0, 6.3), c.between(-0.12, 0.12)
    curve = c.between(0.0, 0.45), c.between(0, 6.3), c.between(0.25, 0.7)
    x0, y0 = c.x - left, c.y - top
    depth = np.full_like(c.x, 1.0)
    for _ in range(4):  # the tunnel bends: where its middle is depends on how far one sees
        seen = np.minimum(depth, 5)
        far = curve[0] * (1 - np.exp(-0.35 * seen))
        x = x0 - far * (np.cos(curve[1] + curve[2] * seen) - float(np.cos(curve[1])))
        y = y0 - far * (np.sin(curve[1] + curve[2] * seen) - float(np.sin(curve[1])))
        radius, angle = polar(*rotate(x, y, lean))
        across = radius
        if sides:
            wedge = 2 * np.pi / sides
            local = np.mod(angle, wedge) - wedge / 2
            across = radius * np.cos(local)
        depth = np.minimum(0.62 * c.scale**0.5 / (across + 0.012), 40).astype(np.float32)
    turn = angle / (2 * np.pi) + wind * depth
    step = c.pixel * depth * depth / (0.62 * c.scale**0.5)  # depth that one pixel spans
    fog = np.exp(-depth * c.between(0.06, 0.14))
    rings, spokes = (0.9 + 1.8 * c.density), int(c.random.integers(2, 6)) * (sides or 4)
    style = int(c.random.integers(5))
    row, column = np.floor(depth * rings).astype(np.int32) & 63, np.floor(turn * spokes).astype(np.int32) & 63
    table = c.random.random((2, 64, 64), dtype=np.float32)
    one, two = table[0][row, column], table[1][row, column]
    spoke = rule(turn * spokes, 0.02 * spokes / 6, 0.16 * c.pixel * spokes / (radius + 0.01))
    seam = np.maximum(rule(depth * rings, 0.035, step * rings), spoke)
    light = np.zeros_like(depth)
    if style == 0:  # frames of neon
        frame = rule(depth * rings * 0.9, 0.06, step * rings * 0.9)
        wide = rule(depth * rings * 0.9, 0.25, step)
        tone, light = 0.04 + 0.16 * wide + 0.9 * frame, frame
        if c.random.random() < 0.5:
            tone = tone + 0.5 * spoke
    elif style == 1:  # panels, some of which shine
        lit = (one > 0.80).astype(np.float32)
        wall = 0.10 + 0.32 * two + 0.10 * c.noise(turn * 3, depth * 0.5, 1.2, 0.6)
        tone, light = (wall + 0.85 * lit) * (1 - 0.85 * seam), lit * (1 - seam) * 0.7
    elif style == 2:  # rock
        field = c.field(0.8, 0.9)
        around = np.cos(2 * np.pi * turn), np.sin(2 * np.pi * turn)
        stone = field(around[0] + 0.8 * depth, around[1] + 0.5 * depth)
        rough = relief(stone, c.between(0, 6.3), 0.5)
        tone = 0.06 + 1.15 * rough * (0.2 + stone) * (0.45 + 0.55 * np.cos(np.pi * turn + lean) ** 2)
    elif style == 3:  # light that rushes along it
        number = spokes * 6
        place = np.mod(turn, 1) * number
        lane = np.floor(place).astype(np.int32)
        speed, start = table[0].ravel()[lane & 4095], table[1].ravel()[lane & 4095]
        dash = np.mod(depth * (0.12 + 0.3 * speed) + start * 7, 1)
        streak = smooth(0.55, 0.98, dash) * smooth(1.0, 0.985, dash) * np.exp(-(((place - lane - 0.5) / 0.28) ** 2))
        tone, light = 0.05 + 0.12 * (1 - fog) + 1.1 * streak * (0.3 + 0.7 * start), streak * start
    else:  # a ruled surface
        tone, light = 0.04 + 0.95 * seam, seam
    end = c.random.random() < 0.6
    fog = fog * smooth(0.015, 0.09, radius)
    tone, light = tone * (0.05 + 0.95 * fog), light * fog

    shine = np.exp(-radius * 4.5) if end else 0 * radius
    tone = tone * (1 - 0.7 * shine) + (0.75 * shine + 0.3 * np.exp(-radius * 1.6) if end else 0)
    phase = c.between(0, 1)
    blend = 0.5 + 0.5 * np.sin(depth * c.between(0.25, 1.0) + 2 * np.pi * (phase + turn * int(c.random.integers(0, 2))))
    if style in (1, 3):
        blend = 0.65 * blend + 0.35 * two
    halo = blur(light, 0.02)
    return tone + 0.55 * halo, np.clip(blend + 0.4 * shine, 0, 1), 0.5 * light + 0.35 * halo + 0.6 * shine**2


def grid(c: Canvas):
    style = int(c.random.integers(4))  # a plain, a plain under a ceiling, hills, hills beside a road
    horizon = c.between(-0.3, 0.25) * c.tall if style != 1 else c.between(-0.15, 0.15)
    lines = (0.9 + 1.5 * c.density) / c.scale
    up = np.clip((horizon - c.y) / (horizon + c.tall), 0, 1)
    sun_x = c.between(-0.5, 0.5) * c.aspect * (style > 1) + c.between(-0.2, 0.2)
    size = c.between(0.3, 0.55) * c.scale**0.5
    rise = c.between(0.1, 0.9) * size
    bare = c.random.random() < 0.2  # no sun: stars alone
    radius = np.hypot(c.x - sun_x, c.y - horizon + rise)
    low = (c.y - horizon + rise) / size  # -1 at the sun's top, 1 at its foot
    bars = smooth(-0.08, 0.08, np.sin(low * c.between(20, 34)) + 0.35 - 1.1 * low)
    disc = smooth(size + c.pixel, size - c.pixel, radius) * (1.0 if c.random.random() < 0.25 else bars) * (not bare)
    stars = dots(c, c.count(60, 300), 0.2, 0.8) * smooth(0.05, 0.4, up)
    haze = np.exp(-np.abs(c.y - horizon) * 7)
    tone = 0.05 + 0.40 * (1 - up) ** 4 + 0.25 * np.exp(-radius * 1.8) * (not bare) + 0.7 * stars
    tone = tone * (1 - disc) + disc * (0.55 + 0.35 * np.clip((c.y - horizon + rise + size) / (2 * size), 0, 1))
    blend = np.clip(0.10 + 0.85 * up + 0.5 * disc * (0.6 - up), 0, 1)
    glow = 0.25 * haze + 0.22 * disc + 0.3 * stars
    shift = c.between(0, 1)
    if style < 2:
        for side in (1,) if style == 0 else (1, -1):
            away = 0.6 / np.maximum(side * (c.y - horizon), 0.003)
            pixel = away * away * c.pixel / 0.6
            u, v, fine = c.x * away * lines, away * lines + shift, away * c.pixel * lines
            net = np.maximum(rule(u, 0.035, fine), rule(v, 0.035, pixel * lines))
            wide = 0.35 * np.maximum(rule(u, 0.12, fine), rule(v, 0.12, pixel * lines))
            below = smooth(-c.pixel, c.pixel, side * (c.y - horizon))
            floor = (0.03 + 0.95 * net + wide) * np.exp(-away * 0.10)
            tone = tone * (1 - below) + below * floor
            blend = blend * (1 - below) + below * np.clip(1 - 0.9 * np.abs(c.y - horizon), 0, 1)
            glow = glow * (1 - below) + below * (0.25 * net + 0.3 * haze)
        return tone + 0.35 * haze, blend, glow
    broad, spikes = c.field(0.28, 2.0), c.field(0.9, 1.2)
    tall, road = c.between(0.6, 1.6) * c.scale**0.5, c.between(0.5, 1.0)

    def height(x, z):
        hill = broad(x, z) * 0.6 + spikes(x, z) * 0.4
        open_ = smooth(road, road + 2.0, np.abs(x)) if style == 3 else smooth(1.0, 4.0, z)
        return tall * 1.8 * np.clip(hill - 0.3, 0, 1) * open_

    seen = look(c, height, horizon, c.between(0.35, 0.8), 24.0, 0.3)
    pixel = c.pixel * seen.away * (1 + 1.5 * seen.steep) * lines * 1.5
    along = pixel * (1 + seen.away / (0.5 + np.abs(seen.back) * seen.away + 0.3))
    net = np.maximum(rule(seen.across * lines * 1.5, 0.04, pixel), rule(seen.away * lines * 1.5 + shift, 0.04, along))
    dim = np.exp(-seen.away * 0.07)
    land = 0.03 + 0.10 * seen.light * (seen.height > 0.02) + 0.95 * net * (0.25 + 0.75 * dim)
    tone = seen.softened(np.where(seen.ground, land, tone))
    colour = np.clip(0.95 - 0.06 * seen.away + 0.3 * seen.height / tall * np.sin(seen.height), 0, 1)
    glow = np.where(seen.ground, 0.28 * net * dim, glow)
    return tone + 0.22 * haze, seen.softened(np.where(seen.ground, colour, blend)), glow


def city(c: Canvas):
    view = c.random.random()
    if view < 0.45:
        return skyline(c)
    return street(c) if view < 0.75 else aerial(c)


def skyline(c: Canvas):
    """Towers one behind the other, often over water that mirrors them."""
    water = c.between(0.35, 0.75) * c.tall if c.random.random() < 0.6 else 1.2 * c.tall
    ground = min(water, c.tall)
    up = np.clip((ground - c.y) / (ground + c.tall), 0, 1)
    tone = 0.12 + 0.52 * np.exp(-up * 2.6) * (0.5 + 0.8 * c.noise(c.x, c.y * 1.5, 0.5, 1.4))
    blend, glow = np.clip(0.80 - 0.8 * up, 0, 1), 0.0 * tone
    if c.random.random() < 0.35:
        x, y = c.x - c.between(-0.8, 0.8) * c.aspect, c.y + c.between(0.3, 0.85) * c.tall
        moon = np.hypot(x, y) / c.between(0.08, 0.28)
        disc = smooth(1.02, 0.98, moon)
        tone, glow = tone + 0.6 * disc + 0.12 * np.exp(-moon), 0.3 * disc
        blend = blend + disc * (0.9 - blend)
    hill = c.between(-0.7, 0.7) * c.aspect  # downtown: where the tallest stand
    for layer in range(4):
        near = (layer + 1) / 4
        left = -c.aspect - 0.1
        sheet = (np.zeros_like(tone), np.full_like(tone, 9.0), np.zeros_like(tone))  # number, roof, left edge
        wall, roofs, edges = sheet
        count = 0
        while left < c.aspect:
            wide = c.between(0.10, 0.30) * (0.55 + 0.6 * near) * c.scale
            peak = c.between(0.15, 0.65) + 0.75 * np.exp(-(((left - hill) / 0.8) ** 2)) * c.between(0.2, 1.0)
            high = float(np.clip(peak * (1.25 - 0.5 * near) * c.scale**0.5, 0.08, 1.6))
            count += 1
            kind, steps = c.random.random(), [(wide, high)]
            if kind < 0.35:
                steps.append((wide * 0.6, high * 1.15))
            if kind < 0.18:
                steps += [(wide * 0.25, high * 1.3), (0.012, high * 1.6)]
            for broad, tall in steps:
                middle = left + wide / 2
                inside = (np.abs(c.x[:1] - middle) < broad / 2) & (c.y[:, :1] > ground - tall) & (c.y[:, :1] < ground)
                rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
                if len(rows) and len(columns):
                    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
                    wall[box], roofs[box], edges[box] = count, ground - tall, middle
            left += wide * c.between(0.85, 1.15) + c.between(0, 0.05)
        built = wall > 0
        pitch = 0.056 * (0.5 + 0.7 * near) * c.scale**0.5
        u, v = (c.x - edges) / pitch, (c.y - roofs) / (pitch * 1.15)
        table = c.random.random((3, 64, 64), dtype=np.float32)
        number = wall.astype(np.int32)
        cell = (np.floor(v).astype(np.int32) + 7 * number) & 63, (np.floor(u).astype(np.int32) + 11 * number) & 63
        lit = table[0][cell] < 0.16 + 0.45 * c.density * table[1][number & 63, 5]
        soft = c.pixel / pitch
        pane = smooth(0.36 + soft, 0.36 - soft, np.abs(np.mod(u, 1) - 0.5))
        pane = pane * smooth(0.30 + soft, 0.30 - soft, np.abs(np.mod(v, 1) - 0.5)) * (v > 0.7)
        clear = max(0.0, min(1.0, 1.6 - 2.2 * soft))
        window = lit * pane * (0.40 + 0.60 * table[1][cell]) * (0.45 + 0.55 * near) * clear
        face = 0.02 + 0.24 * (1 - near) + 0.05 * table[2][number & 63, 9] + 0.10 * (1 - near) * up
        tone = np.where(built, face + 0.95 * window, tone)
        hue = np.where(window > 0.05, 0.15 + 0.85 * table[2][cell], 0.15 + 0.5 * (1 - near) * (1 - up))
        blend = np.where(built, hue, blend)
        glow = np.where(built, 0.35 * window, glow)
        veil = 0.35 * (1 - near) * np.exp(-up * 5)
        tone, blend = tone + veil * (0.6 - tone), blend + veil * (0.7 - blend)
    if water < c.tall:
        depth = np.maximum(c.y - water, 0)
        waves = c.noise(c.x * 0.7 / (depth + 0.3), 0.9 / (depth + 0.15), 1.6, 0.8) - 0.5
        row = (2 * water - c.y + c.tall + waves * (0.05 + 0.35 * depth)) / c.pixel
        column = np.arange(c.x.shape[1], dtype=np.float32)[None] + waves * (0.01 + 0.03 * depth) / c.pixel
        below = smooth(water - 0.002, water + 0.002, c.y)
        mirrored = [reflected(field, column, row) for field in (tone, blend)]
        tone = tone * (1 - below) + below * (0.02 + 0.75 * mirrored[0] * (1 - 0.3 * depth))
        blend, glow = blend * (1 - below) + below * mirrored[1], glow * (1 - below)
    haze = blur(glow, 0.03)
    return tone + 0.8 * haze, blend, glow + 0.5 * haze


def reflected(field: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    """A field (H, W) seen at other columns and rows, mirrored at its edges."""
    places = column.astype(np.float32), row.astype(np.float32)
    return cv2.remap(field.astype(np.float32), *places, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def street(c: Canvas):
    """Down a street between towers, with signs, lights that pass and a wet road."""
    left, top = c.between(-0.3, 0.3) * c.aspect, c.between(-0.1, 0.35) * c.tall
    half, eye = c.between(0.7, 1.2), c.between(0.28, 0.6)
    x, y = c.x - left, c.y - top
    table = c.random.random((4, 64, 64), dtype=np.float32)
    number = (x > 0).astype(np.int32)

    def wall(y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Light, place in the palette, glow and cover of the walls at heights above the vanishing point."""
        away = np.minimum(half / np.maximum(np.abs(x), 0.004), 60)
        height = eye - y * away
        block = np.floor(away * 0.55 + 0.5 * number).astype(np.int32)
        tall = (1.0 + 4.5 * table[0][number, block & 63] ** 1.5) * c.scale**0.5
        pitch = 0.14

        u, v = away / pitch, height / pitch
        pixel = np.clip(c.pixel * away * away / half / pitch, 0, 9), c.pixel * away / pitch
        cell = (np.floor(v).astype(np.int32) + 5 * block) & 63, (np.floor(u).astype(np.int32) * 2 + number) & 63
        lit = table[1][cell] < 0.25 + 0.4 * c.density
        pane = smooth(0.42, 0.28, np.abs(np.mod(u, 1) - 0.5)) * smooth(0.40, 0.28, np.abs(np.mod(v, 1) - 0.5))
        clear = smooth(0.6, 0.2, pixel[0]) * smooth(0.6, 0.2, pixel[1])
        window = lit * (0.3 + 0.7 * table[2][cell]) * (pane * clear + 0.25 * (1 - clear))
        sign_row = np.floor(height / 0.55).astype(np.int32)
        sign = table[3][(sign_row + 3 * block) & 63, (block * 2 + number) & 63] > 0.72
        sign = sign & (height < 2.2) & (height > 0.25)
        inner = np.abs(np.mod(height / 0.55, 1) - 0.5), np.abs(np.mod(away * 0.55 + 0.5 * number, 1) - 0.5)
        board = sign * smooth(0.42, 0.38, inner[0]) * smooth(0.30, 0.26, inner[1])
        strokes = 0.45 + 0.55 * (table[1][cell] > 0.45)
        fog = np.exp(-away * 0.055)
        light = 0.05 + 0.12 * table[0][(block + 9) & 63, number] + 0.85 * window
        light = light * (1 - board) + board * (0.55 + 0.5 * strokes)
        painted = table[2][block & 63, (sign_row + 11 * number) & 63]
        hue = np.where(board > 0.3, painted, 0.2 + 0.6 * table[3][cell] * (window > 0.05))
        light = light * fog + 0.42 * (1 - fog)
        return (
            light,
            hue * fog + 0.75 * (1 - fog),
            (0.3 * window + 0.65 * board) * fog,
            (height < tall).astype(np.float32),
        )

    sky = 0.10 + 0.32 * np.exp(-np.hypot(x, y) * 1.4) + 0.12 * c.noise(c.x, c.y, 0.5, 1.4)
    light, hue, shine, cover = wall(np.minimum(y, np.abs(x) * eye / half))
    tone, blend, glow = (
        sky * (1 - cover) + cover * light,
        (0.8 - 0.3 * cover) * (1 - cover) + cover * hue,
        cover * shine,
    )
    road = smooth(-1.5, 1.5, (y - np.abs(x) * eye / half) / c.pixel)
    away = np.minimum(eye / np.maximum(y, 0.004), 60)
    across = x * away / half
    wet = c.noise(across * 1.2, away * 0.8, 1.0, 0.9)
    light, hue, shine, cover = wall(-y + 0.02 * (wet - 0.5))
    mirror = cover * (light + 0.6 * shine)
    lanes = np.zeros_like(x)
    lamps = np.zeros_like(x)
    for lane in (-0.55, -0.35, -0.15, 0.15, 0.35, 0.55):
        trail = np.exp(-(((across - lane) / (0.018 + 0.4 * c.pixel * away)) ** 2))
        traffic = smooth(0.45, 0.62, c.noise(0 * x + lane, away * 0.14, 1.0, 1.4))
        lanes = lanes + trail * traffic * c.between(0.4, 1.0)
        lamps = lamps + trail * (lane > 0)
    marks = np.exp(-((across / (0.012 + 0.4 * c.pixel * away)) ** 2)) * (np.mod(away * 1.1, 1) < 0.5)
    fog = np.exp(-away * 0.055)
    floor = (0.03 + 0.60 * mirror * smooth(0.25, 0.65, wet) + 0.30 * marks + 0.95 * lanes) * fog + 0.42 * (1 - fog)
    colour = np.where(lanes > 0.15, np.where(lamps > 0.15, 0.95, 0.1), hue) * fog + 0.75 * (1 - fog)
    tone, blend = tone * (1 - road) + road * floor, blend * (1 - road) + road * colour
    glow = glow * (1 - road) + road * (0.5 * lanes + 0.15 * shine * cover) * fog
    haze = blur(glow, 0.025)
    return tone + 0.7 * haze, np.clip(blend, 0, 1), glow + 0.45 * haze


def aerial(c: Canvas):
    """A city at night from high above: streets of light to the horizon."""
    horizon = c.between(-0.95, -0.3) * c.tall
    away = 0.9 / np.maximum(c.y - horizon, 0.004)
    x, z = rotate(c.x * away, away, c.between(-0.7, 0.7))
    x, z = x * 1.6 / c.scale, z * 1.6 / c.scale
    bend = c.field(0.12, 1.8)
    x, z = x + 1.6 * (bend(x, z) - 0.5), z + 1.6 * (bend(z, -x) - 0.5)
    pixel = np.clip(c.pixel * away * 1.6 / c.scale * (1 + 0.8 * away), 0, 5)
    crowd = smooth(0.3, 0.65, c.noise(x * 0.25, z * 0.25, 0.5, 1.3))  # how built-up it is
    avenues = np.maximum(rule(x, 0.02, 0.6 * pixel), rule(z, 0.02, 0.8 * pixel))
    streets = np.maximum(rule(4 * x, 0.06, 2.4 * pixel), rule(4 * z, 0.06, 3.2 * pixel))
    beads = 0.45 + 0.55 * c.noise(x * 3, z * 3, 2.5, 0.3)
    table = c.random.random((2, 64, 64), dtype=np.float32)
    u, v = x * 14, z * 14
    cell = np.floor(v).astype(np.int32) & 63, np.floor(u).astype(np.int32) & 63
    spot = np.hypot(np.mod(u, 1) - 0.5, np.mod(v, 1) - 0.5)
    clear = smooth(0.10, 0.03, pixel)
    spot = smooth(0.4, 0.1, spot) * clear + 0.14 * (1 - clear)
    lights = (table[0][cell] > 0.65 - 0.45 * c.density) * spot * (0.3 + table[1][cell])
    fog = np.exp(-away * 0.06)
    land = 0.02 + 0.12 * crowd + 0.95 * avenues * beads + (0.40 * streets * beads + 0.95 * lights) * crowd
    height = np.clip((horizon - c.y) / (horizon + c.tall + 0.1), 0, 1)
    sky = (
        0.06
        + 0.42 * np.exp(-height * 5)
        + 0.10 * c.noise(c.x, c.y * 2, 0.5, 1.4)
        + 0.5 * dots(c, 120, 0.2, 0.6) * height
    )
    ground = smooth(-c.pixel, c.pixel, c.y - horizon)
    tone = (land * fog + 0.46 * (1 - fog)) * ground + sky * (1 - ground)
    hue = np.where(avenues > 0.3, 0.95, np.where(lights > 0.1, table[1][cell], 0.45))
    blend = (hue * fog + 0.8 * (1 - fog)) * ground + np.clip(0.75 - 0.7 * height, 0, 1) * (1 - ground)
    shine = ground * fog * (0.4 * avenues * beads + 0.25 * lights * crowd)
    haze = blur(shine, 0.02)
    return tone + 0.6 * haze, np.clip(blend, 0, 1), shine + 0.35 * haze
