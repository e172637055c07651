"""Kinds of light in a hall: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, paint, polar, rotate, smooth


def crowd(c: Canvas, top: float) -> np.ndarray:
    """The dark heads and raised arms of people who look towards the stage, below about `top`: 1 where they stand."""
    sheet = c.stencil()
    for row, size in enumerate((0.05, 0.075, 0.11)):
        size = size * c.scale**0.5
        foot = top + (c.tall - top) * (0.25 + 0.42 * row)
        place = -c.aspect - size
        while place < c.aspect + size:
            left, up = place + c.between(-0.3, 0.3) * size, foot + c.between(-0.5, 0.5) * size
            cv2.ellipse(sheet, *ellipse(c, left, up, 0.42 * size, 0.55 * size), 0, 0, 360, 255, -1, cv2.LINE_AA, 4)
            shoulders = [(-1.1, 12), (-1.05, 1.25), (-0.7, 0.85), (-0.25, 0.65), (-0.22, 0.3)]
            across, down = np.array(shoulders + [(-x, y) for x, y in reversed(shoulders)]).T * size
            cv2.fillPoly(sheet, [c.points(left + across, up + down)], 255, cv2.LINE_AA, 4)
            if c.random.random() < 0.28:
                side = float(c.random.choice([-1, 1]))
                elbow, hand = (c.between(0.9, 1.3), 0.2), (c.between(0.4, 1.2), -c.between(0.7, 1.6))
                across, down = np.array([(0.85, 1.1), elbow, hand]).T * size
                arm = c.points(left + side * across, up + down)
                cv2.polylines(sheet, [arm], False, 255, max(1, round(0.3 * size / c.pixel)), cv2.LINE_AA, 4)
                fist = max(8, int(0.2 * size / c.pixel * 16))
                cv2.circle(sheet, (int(arm[2, 0]), int(arm[2, 1])), fist, 255, -1, cv2.LINE_AA, 4)
            place += size * c.between(1.5, 2.3)
        corners = c.points(*np.array([(-9, 0), (9, 0), (9, 9), (-9, 9)]).T + [[0], [foot + 1.5 * size]])
        cv2.fillPoly(sheet, [corners], 255, cv2.LINE_AA, 4)
    return c.seen(sheet)


def ellipse(c: Canvas, left: float, top: float, wide: float, high: float) -> tuple[tuple[int, int], tuple[int, int]]:
    """The middle and half axes of an ellipse as OpenCV takes them with a shift of 4."""
    middle = c.points(left, top)
    return (int(middle[0]), int(middle[1])), (max(8, int(wide / c.pixel * 16)), max(8, int(high / c.pixel * 16)))


def haze(c: Canvas) -> np.ndarray:
    """Smoke that drifts in the light, 0..1."""
    return smooth(0.1, 0.85, 0.6 * c.warped(0.5, 0.9, 1.3) + 0.4 * c.noise(c.x, c.y, 1.1, 1.0))


def fan(
    c: Canvas, left: float, top: float, angles: np.ndarray, thick: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Thin straight beams from one lamp: their light, which beam is nearest (its index), the distance from the lamp."""
    x, y = c.x - left, c.y - top
    radius, angle = polar(x, y)
    order = np.sort(angles)
    table = np.linspace(-np.pi, np.pi, 4096, dtype=np.float32)
    nearest = np.searchsorted((order[1:] + order[:-1]) / 2, table)
    seam = float(np.mod((order[-1] + order[0]) / 2 + 2 * np.pi, 2 * np.pi) - np.pi)
    nearest[(table > seam) & (table > order[-1])] = 0
    nearest[(table < seam) & (table < order[0])] = len(order) - 1
    index = nearest[np.clip((angle + np.pi) * (4095 / 2 / np.pi) + 0.5, 0, 4095).astype(np.int32)]
    apart = angle - order.astype(np.float32)[index]
    across = np.where(np.cos(apart) > 0, np.abs(np.sin(apart)) * radius, radius)
    thick = max(thick, 0.9 * c.pixel)
    return np.exp(-((across / thick) ** 2)) + 0.16 / (1 + (across / (5 * thick)) ** 2), index, radius


def lasers(c: Canvas):
    smoke = haze(c)
    tone, blend, glow = 0.03 + 0.10 * smoke, 0.5 + 0 * smoke, np.zeros_like(smoke)
    show = int(c.random.integers(4))
    thick = 0.006 * c.scale
    lamps: list[tuple[float, float, np.ndarray]] = []
    if show == 0:  # a great fan from behind the stage
        top = c.between(-0.1, 0.75) * c.tall
        count, reach = c.count(9, 30), c.between(1.6, 3.1)
        lamps.append((c.between(-0.5, 0.5) * c.aspect, top, -np.pi / 2 + np.linspace(-reach / 2, reach / 2, count)))
    elif show == 1:  # a row of lamps whose fans cross
        row, count, turn = c.between(-1.0, -0.55), c.count(3, 8), c.between(0.2, 0.8)
        for place in np.linspace(-0.92, 0.92, count).tolist():
            lamps.append(
                (place * c.aspect, row * c.tall, np.pi / 2 - place * turn + np.linspace(-0.7, 0.7, c.count(3, 7)))
            )
    elif show == 2:  # from both sides
        for side in (-1, 1):
            for _ in range(c.count(1, 3)):
                aim = (0 if side < 0 else np.pi) + c.between(-0.5, 0.5)
                angles = aim + np.linspace(-0.6, 0.6, c.count(5, 12))
                lamps.append((side * c.aspect * c.between(0.85, 1.05), c.between(-0.7, 0.7) * c.tall, angles))
    else:  # bursts all around
        for _ in range(c.count(1, 3)):
            angles = c.between(0, 6.3) + np.arange(c.count(10, 30)) * 2 * np.pi / 24
            lamps.append((c.between(-0.6, 0.6) * c.aspect, c.between(-0.5, 0.4) * c.tall, angles))
    several = c.random.random() < 0.6
    for left, top, angles in lamps:
        angles = np.angle(np.exp(1j * np.asarray(angles)))
        beams, index, radius = fan(c, left, top, angles, thick)
        shades = (
            c.random.random(len(angles)).astype(np.float32)
            if several
            else np.full(len(angles), c.between(0, 1), np.float32)
        )
        powers = c.random.uniform(0.55, 1.0, len(angles)).astype(np.float32)
        light = beams * powers[index] * (0.35 + 0.85 * smoke) / (0.65 + 0.35 * radius)
        flare = np.exp(-radius * 9 / c.scale) + 0.25 * np.exp(-radius * 2.5)
        share = np.clip(light * 2, 0, 1)
        blend = blend * (1 - share) + share * shades[index]
        tone = tone + 0.85 * light + 0.5 * flare
        glow = glow + 0.45 * np.clip(light - 0.35, 0, 1) + 0.8 * flare**2
    if c.random.random() < 0.55:
        people = crowd(c, c.between(0.55, 0.75) * c.tall)
        tone, glow = tone * (1 - people) + 0.015 * people, glow * (1 - people)
    return tone, np.clip(blend, 0, 1), glow


def stage_lights(c: Canvas):
    smoke = haze(c)
    tone, blend, glow = 0.03 + 0.12 * smoke, 0.5 + 0 * smoke, np.zeros_like(smoke)
    floor = c.between(0.45, 0.8) * c.tall
    rows = [c.between(-1.0, -0.6)] if c.random.random() < 0.6 else [-0.95, c.between(-0.5, -0.2)]
    if c.random.random() < 0.35:
        rows.append(c.between(0.3, 0.6))  # and from the floor upwards
    turn, wide, several = c.between(-0.9, 0.9), c.between(0.06, 0.2), c.random.random() < 0.65
    shade = c.between(0, 1)
    for row in rows:
        count = c.count(3, 8)
        for place in (np.linspace(-0.9, 0.9, count) + c.between(-0.05, 0.05)).tolist():
            left, top, up = place * c.aspect, row * c.tall, -1.0 if row > 0 else 1.0
            x, y = rotate(c.x - left, (c.y - top) * up, float(np.clip(turn * place + c.between(-0.2, 0.2), -1, 1)))
            spread = wide * c.scale**0.5 * np.maximum(y, 0) + 0.012
            cone = np.exp(-((x / spread) ** 2) * 1.2) * smooth(-0.005, 0.02, y) / (0.75 + 0.9 * np.maximum(y, 0))
            light = cone * (0.30 + 0.9 * smoke) * c.between(0.5, 1.0)
            radius = np.hypot(c.x - left, c.y - top)
            lens = smooth(0.022, 0.016, radius / c.scale**0.5) + 0.5 * np.exp(-radius * 14) + 0.1 * np.exp(-radius * 3)
            shade = float(np.mod(shade + 0.37 + c.between(0, 0.2), 1)) if several else shade
            share = np.clip(light * 1.5 + lens, 0, 1)
            blend = blend * (1 - share) + share * shade
            tone, glow = tone + 0.75 * light + 0.6 * lens, glow + 0.15 * light + 0.6 * lens**2
    if c.random.random() < 0.75:
        people = crowd(c, floor)
        tone, glow = tone * (1 - people) + 0.012 * people, glow * (1 - people)
    else:  # a polished stage floor that shines back
        below = smooth(floor - 0.003, floor + 0.003, c.y)
        mirror = np.clip((2 * floor - c.y + c.tall) / (2 * c.tall), 0, 1)
        rows_, columns = c.x.shape
        v = mirror * (rows_ - 1) + 4 * (c.noise(c.x * 2, c.y * 9, 1.5, 0.8) - 0.5)
        u = np.broadcast_to(np.arange(columns, dtype=np.float32), c.x.shape)
        seen = cv2.remap(
            tone.astype(np.float32), u.copy(), v.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        tone = tone * (1 - below) + below * (0.03 + 0.65 * blur(seen, 0.008))
        glow = glow * (1 - below)
    return tone, np.clip(blend, 0, 1), glow


def disco_ball(c: Canvas):
    smoke = haze(c)
    size = c.between(0.26, 0.52) * c.scale**0.7
    left, top = c.between(-0.55, 0.55) * c.aspect, c.between(-0.35, 0.15) * c.tall
    x, y = (c.x - left) / size, (c.y - top) / size
    radius, angle = polar(x, y)
    tone, blend, glow = 0.04 + 0.10 * smoke, 0.35 + 0.4 * smoke, np.zeros_like(smoke)
    # spots on the walls, thrown along rings around the ball, and the beams that throw them
    spin, rings = c.between(0, 6.3), 0.16 + 0.10 * (1 - c.density)
    far = np.log1p(np.maximum(radius - 0.7, 0)) / rings
    ring = np.floor(far)
    table = c.random.random((4, 64, 64), dtype=np.float32)
    row = ring.astype(np.int32) & 63
    spokes = 26 + 5 * (row % 3)
    around = (angle + spin + 0.3 * row) / (2 * np.pi) * spokes
    column = np.floor(around).astype(np.int32) & 63
    lit = table[0][row, column]
    px, py = around - np.floor(around) - 0.5 + 0.3 * (table[1][row, column] - 0.5), far - ring - 0.5
    spot = smooth(0.34, 0.2, np.hypot(px, py * 1.1)) * (lit > 0.45) * lit * smooth(1.05, 1.5, radius)
    strokes = c.random.random(720).astype(np.float32) ** 6
    place = (angle + np.pi) / (2 * np.pi) * 720
    low = np.floor(place).astype(np.int32) % 720
    beam = strokes[low] * (1 - (place - np.floor(place))) + strokes[(low + 1) % 720] * (place - np.floor(place))
    beams = beam * (0.15 + 0.9 * smoke) * np.exp(-radius * 0.33) * smooth(0.9, 1.3, radius)
    tone = tone + 0.75 * spot * np.exp(-radius * 0.12) + 0.65 * beams
    hue = table[2][row, column] if c.random.random() < 0.6 else 0.5 + 0.4 * np.sin(angle * 2 + spin)
    share = np.clip(spot * 2 + beams, 0, 1)
    blend, glow = blend * (1 - share) + share * hue, glow + 0.25 * spot + 0.15 * beams
    # the ball: rows of small mirrors, each of which shows another part of the hall
    z = np.sqrt(np.clip(1 - radius * radius, 0, 1))
    u, v = rotate(x, y, c.between(-0.25, 0.25))
    mirrors = c.count(14, 24)
    height = np.arcsin(np.clip(v, -1, 1)) / np.pi * mirrors
    line = np.floor(height)
    girth = np.cos((line + 0.5) / mirrors * np.pi)
    number = np.maximum(np.round(2 * mirrors * girth), 3).astype(np.float32)
    turned = np.arctan2(u, np.maximum(z, 1e-3)) / (2 * np.pi) * number + 0.37 * line
    cell = np.floor(turned)
    gap = np.minimum(np.minimum(turned - cell, 1 - turned + cell), np.minimum(height - line, 1 - height + line))
    one = table[3][line.astype(np.int32) & 63, cell.astype(np.int32) & 63]
    two = table[1][cell.astype(np.int32) & 63, line.astype(np.int32) & 63]
    lamp = c.between(-2.6, -0.5)
    facing = np.clip(0.75 * (u * float(np.cos(lamp)) + v * float(np.sin(lamp))) + 0.65 * z, 0, 1)
    shine = 0.06 + 0.42 * one * (0.35 + 0.9 * facing) + 0.30 * facing**2
    flash = (two > 0.90 - 0.18 * facing).astype(np.float32) * facing
    inside = (gap - 0.5) * (turned - cell - 0.5)
    shine = (shine + 0.25 * inside + 0.9 * flash) * smooth(0.03, 0.09, gap) + 0.02
    soft = 1.5 * c.pixel / size
    mask = smooth(1 + soft, 1 - soft, radius)
    cord = smooth(2 * c.pixel, 0.8 * c.pixel, np.abs(c.x - left)) * (y < -0.98)
    tone = (tone * (1 - mask) + mask * shine * (0.35 + 0.65 * z**0.5)) * (1 - 0.8 * cord)
    blend = blend * (1 - mask) + mask * np.clip(0.15 + 0.8 * one, 0, 1)
    sparkle = mask * flash * smooth(0.03, 0.09, gap)
    return tone, blend, glow * (1 - mask) + 0.7 * sparkle + 0.9 * blur(sparkle, 0.02)


def confetti(c: Canvas):
    light = c.between(0, 6.3)
    far = np.hypot(c.x - c.aspect * float(np.cos(light)), c.y - c.tall * float(np.sin(light)))
    tone = 0.06 + 0.30 * np.exp(-far * 0.9) * haze(c)
    blend, glow = c.noise(c.x, c.y, 0.35, 1.6), np.zeros_like(tone)
    burst, streamers = c.random.random() < 0.5, c.random.random() < 0.5
    middle = c.between(-0.5, 0.5) * c.aspect, c.between(-0.1, 0.9) * c.tall
    layers = ((0.016, 0.0, 0.5), (0.032, 0.0, 0.36), (0.055, 0.0, 0.12), (0.12, 0.016, 0.03))
    for depth, (size, focus, share) in enumerate(layers):
        sheet, near = c.sheet(), 0.55 + 0.15 * depth
        count = max(2, round(c.count(140, 620) * share))
        if burst:
            reach, way = np.abs(c.random.normal(0, 0.75, count)) + 0.05, c.random.uniform(0, 6.3, count)
            left, top = middle[0] + reach * np.cos(way) * c.aspect, middle[1] + reach * (np.sin(way) - 0.25)
        else:
            left, top = c.random.uniform(-1.1, 1.1, (2, count)) * ((c.aspect,), (c.tall,))
        turn, tilt, hue = c.random.uniform(0, 1, (3, count)) * ((6.3,), (6.3,), (1.0,))
        one = size * c.scale * c.random.uniform(0.7, 1.3, count)
        across = np.array([-1, -1, 1, 1])[:, None] * one * c.random.uniform(0.35, 1.0, count)
        along = np.array([-1, 1, 1, -1])[:, None] * one * np.abs(np.cos(tilt))
        u, v = across * np.cos(turn) - along * np.sin(turn), across * np.sin(turn) + along * np.cos(turn)
        corners = c.points((left + u).T, (top + v).T)
        facing = np.abs(np.cos(tilt - light))
        shine = (0.22 + 0.62 * facing + 0.5 * (facing > 0.93)) * near
        for index in range(count):
            cv2.fillPoly(sheet, [corners[index]], paint(shine[index], hue[index]), cv2.LINE_AA, 4)
        if streamers and depth in (1, 2):
            for _ in range(c.count(3, 12)):
                ribbon(c, size, near, sheet)
        tone, blend, glow = c.laid(sheet, tone, blend, glow, focus)
    sparkle = np.clip(tone - 0.8, 0, 1)
    return tone, np.clip(blend, 0, 1), glow + 0.6 * sparkle + blur(sparkle, 0.015)


def ribbon(c: Canvas, size: float, near: float, sheet: np.ndarray) -> None:
    """Draws one curled paper streamer on a sheet."""
    along = np.linspace(0, 1, 90)
    way, curls, turn = c.between(0, 6.3), c.between(2, 6), c.between(0, 6.3)
    reach = c.between(0.5, 1.4) * c.scale**0.5
    left = c.between(-1, 1) * c.aspect + reach * along * np.cos(way) + 0.07 * np.cos(turn + curls * 6.28 * along)
    top = c.between(-1, 1) * c.tall + reach * along * np.sin(way) + 0.05 * np.sin(turn + curls * 6.28 * along)
    facing = np.abs(np.sin(turn + curls * 6.28 * along))
    upper, lower = c.points(left, top), c.points(left + size * 0.35 * (0.3 + facing), top + size * 0.35)
    hue = c.between(0, 1)
    for index in range(len(along) - 1):
        strip = np.stack([upper[index], upper[index + 1], lower[index + 1], lower[index]])
        cv2.fillPoly(sheet, [strip], paint((0.25 + 0.75 * float(facing[index])) * near, hue), cv2.LINE_AA, 4)
