"""Kinds of violent nature: each takes a canvas and returns tone, blend and glow, (H, W) in 0..1."""

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, paint, polar, relief, rotate, smooth


def billows(c: Canvas, x: np.ndarray, y: np.ndarray, frequency: float) -> tuple[np.ndarray, np.ndarray]:
    """Puffs of ash or cloud at coordinates, 0..1, and how their upper side is lit, 0..1."""
    puff = 1 - np.abs(2 * c.noise(x, y, frequency, 1.4) - 1)
    small = 1 - np.abs(2 * c.noise(x, y, frequency * 2.6, 1.1) - 1)
    body = 1 - (0.62 * puff + 0.38 * small)
    body = np.sqrt(np.clip(body, 0, 1))
    return body, relief(blur(body, 0.004), -1.2, 1.1)


def volcano(c: Canvas):
    left, top = c.between(-0.5, 0.5) * c.aspect, c.between(-0.2, 0.4) * c.tall
    crater = c.between(0.07, 0.14) * c.scale**0.7
    steep = c.between(0.75, 2.0) * c.scale**0.5
    wind, violent = c.between(-0.5, 0.5), c.between(0.4, 1.0)
    # the night behind, lit from below by the fire
    fire = np.exp(-np.hypot(c.x - left, (c.y - top) * 0.8) * 1.5)
    sky = c.warped(0.5, 0.9, 1.3)
    tone, blend, glow = 0.05 + 0.14 * sky + 0.32 * fire * (0.5 + sky), np.clip(0.10 + 0.75 * fire, 0, 1), 0.10 * fire
    # the plume: a column that widens as it rises and bends with the wind
    rise = np.maximum(top - c.y, 0)
    wide = crater * 0.9 + rise * c.between(0.28, 0.6) + 0.25 * rise**2
    bend = left + wind * rise**1.4
    body, lit = billows(c, c.x - bend, c.y + 0.25 * np.abs(c.x - bend) ** 1.5, 0.65)
    ash = smooth(1.15, 0.85, np.abs(c.x - bend) / wide + 0.8 * (0.6 - body)) * smooth(-0.02, 0.06, top - c.y)
    hot = np.exp(-rise * 1.6)
    plume = 0.06 + 0.60 * lit**1.5 * (0.4 + 0.6 * body) + hot * (0.10 + 0.7 * (1 - lit)) * body
    tone, glow = tone * (1 - ash) + ash * plume, glow * (1 - ash) + 0.15 * ash * hot
    blend = blend * (1 - ash) + ash * np.clip(0.12 + 0.35 * lit + 0.6 * hot, 0, 1)
    tone, blend, glow = fountain(c, tone, blend, glow, (left, top), crater, violent)
    # the cone, its gullies and its streams of lava
    down = np.maximum(c.y - top, 0)
    rough = c.noise(c.x * 0.5, 0.35 * c.y, 0.8, 1.0) - 0.5
    flank = crater + down / steep + 0.35 * down**2 / steep + 0.14 * rough * smooth(0, 0.3, down)
    across = (c.x - left) / np.maximum(flank, 1e-3)
    dip = 0.05 * (1 - np.clip(np.abs(c.x - left) / crater, 0, 1) ** 2) + 0.03 * rough
    cone = smooth(1.0 + 0.012, 1.0 - 0.012, np.abs(across)) * smooth(0.0, 0.008, c.y - top - dip)
    gully = c.noise(across * 0.9, 0.12 * down, 1.3, 0.8)
    rock = c.noise(c.x, c.y, 1.8, 0.6)
    slope = relief(0.5 * gully + 0.5 * rock, -0.4, 0.35)
    stone = 0.02 + 0.20 * slope * (0.4 + rock) + 0.10 * smooth(0.4, 0.95, np.abs(across)) * slope
    wander = c.field(1.0, 1.2)
    path = across + 0.30 * (wander(across * 0.2, c.y * 0.6) - 0.5) * smooth(0, 0.8, down)
    lava = np.zeros_like(tone)
    for _ in range(c.count(2, 7)):
        course = c.between(-0.85, 0.85)
        thick = c.between(0.02, 0.09) * (1 - 0.4 * np.clip(down / 1.4, 0, 1)) * (0.6 + 0.8 * rock)
        fade = smooth(c.between(0.5, 1.9), 0.0, down)
        lava = np.maximum(
            lava, np.exp(-(((path - course * smooth(-0.1, 0.35, down) - 0.25 * course * down) / thick) ** 2)) * fade
        )
    crust = smooth(0.35, 0.65, c.noise(path * 1.5, c.y, 2.4, 0.6))
    melt = np.clip(lava * (0.55 + 0.75 * crust), 0, 1)
    warm = blur(lava * cone, 0.03)
    ground = stone + 0.95 * melt + 0.45 * warm * (0.3 + slope)
    lip = np.exp(-(((c.y - top - dip) / 0.018) ** 2)) * (np.abs(c.x - left) < crater)
    tone = tone * (1 - cone) + cone * (ground + 0.8 * lip)
    blend = blend * (1 - cone) + cone * np.clip(0.06 + 0.10 * slope + 0.85 * melt**0.7 + 0.6 * warm + 0.7 * lip, 0, 1)
    return tone, blend, glow * (1 - cone) + cone * (0.45 * melt**2 + 0.25 * warm) + 0.5 * lip


def fountain(c: Canvas, tone, blend, glow, place: tuple[float, float], crater: float, violent: float):
    """Lays glowing rocks on the arcs of their flight, and the jet they come from, over tone, blend and glow."""
    sheet, count = c.stencil(), c.count(60, 260)
    speed = np.abs(c.random.normal(0.75, 0.32, count)) * (0.7 + 0.7 * violent)
    way, now = c.random.normal(0, 0.42, count), c.random.uniform(0.1, 1.25, count)
    light = c.random.uniform(0.45, 1.0, count)
    trail = np.clip(now[:, None] - np.linspace(0.16, 0, 6), 0, None)
    x = place[0] + (speed * np.sin(way))[:, None] * trail + c.random.uniform(-0.5, 0.5, count)[:, None] * crater
    y = place[1] - (speed * np.cos(way))[:, None] * trail * 1.5 + 0.85 * trail**2
    paths = c.points(x, y)
    for index in range(count):
        thick = max(1, round(0.0055 * (0.4 + light[index]) * c.scale**0.5 / c.pixel))
        cv2.polylines(sheet, [paths[index]], False, 255 * float(light[index]), thick, cv2.LINE_AA, 4)
    sparks = c.seen(sheet)
    rise = place[1] - c.y
    column = np.abs(c.x - place[0]) / (crater * (0.55 + 0.7 * np.maximum(rise, 0)))
    lick = c.noise((c.x - place[0]) * 1.3, c.y * 0.6, 1.6, 0.9)
    height = 0.30 + 0.55 * violent
    jet = np.clip(1.25 - column**2 * 0.8 - rise / height + 1.1 * (lick - 0.5), 0, 1) * smooth(-0.05, 0.02, rise)
    halo = blur(sparks, 0.02)
    heat = np.clip(jet + sparks + halo, 0, 1)
    tone = tone * (1 - 0.7 * jet) + 1.05 * jet + 0.9 * sparks + 0.7 * halo
    return (
        tone,
        blend + np.clip(heat, 0, 1) * (0.72 + 0.28 * heat - blend),
        glow + 0.5 * jet**2 + 0.35 * sparks + 0.35 * halo,
    )


def waterfall(c: Canvas):
    light_x = c.between(-0.8, 0.8) * c.aspect
    lip, pool = c.between(-0.85, -0.35) * c.tall, c.between(0.35, 0.72) * c.tall
    brow = lip + 0.30 * (c.noise(c.x, 0 * c.y, 0.5, 1.3) - 0.5)
    sky = 0.62 + 0.3 * np.exp(-np.hypot(c.x - light_x, c.y + c.tall) * 1.2) + 0.2 * (c.noise(c.x, c.y, 0.5, 1.4) - 0.5)
    # the cliff: ledges and clefts, darker where it overhangs
    bend = 0.5 * (c.noise(c.x, c.y, 0.5, 1.4) - 0.5)
    clefts = 1 - np.abs(2 * c.noise(c.x * 1.5 + bend, c.y * 0.28, 1.0, 0.9) - 1)
    ledges = c.noise(c.x * 0.6 + bend, c.y * 1.2 + bend, 0.9, 1.0)
    grain = c.noise(c.x, c.y * 0.7, 2.0, 0.6)
    stone = 0.5 * clefts + 0.3 * ledges + 0.2 * grain
    lit = relief(stone, -0.5 if light_x > 0 else -2.6, 0.35)
    cliff = 0.02 + 0.42 * lit * (0.25 + stone) * (0.6 + 0.5 * ledges)
    moss = smooth(0.50, 0.66, c.noise(c.x, c.y * 0.8, 1.0, 0.8)) * smooth(0.3, 0.6, lit)
    tone, blend = cliff + 0.08 * moss, np.clip(0.04 + 0.25 * lit + 0.20 * moss, 0, 1)
    water, mist_at = np.zeros_like(tone), np.zeros_like(tone)
    style = int(c.random.integers(3))
    if style == 0:  # one broad curtain
        falls = [(c.between(-0.3, 0.3) * c.aspect, c.between(0.45, 0.95) * c.aspect)]
    elif style == 1:  # one high and thin
        falls = [(c.between(-0.5, 0.5) * c.aspect, c.between(0.08, 0.18))]
    else:  # several side by side
        falls = [
            (place * c.aspect + c.between(-0.1, 0.1), c.between(0.06, 0.28))
            for place in np.linspace(-0.8, 0.8, c.count(3, 6)).tolist()
        ]
    steps = [c.between(0.25, 0.75)] if c.random.random() < 0.5 else []
    fine, broad = c.field(2.4, 0.6), c.field(0.9, 1.0)
    for left, wide in falls:
        wide = wide * c.scale**0.7
        fall = np.clip((c.y - brow) / (pool - brow), 0, 1)
        drop = np.sqrt(fall)
        half, step = wide * (0.75 + 0.35 * fall), np.zeros_like(fall)
        for at in steps:  # a ledge on which it breaks and widens
            step = step + smooth(at - 0.01, at + 0.02, fall)
            half = half * (1 + 0.35 * smooth(at - 0.02, at + 0.05, fall))
        u = (c.x - left - 0.06 * step) / half
        strands = fine(u * wide * 2.2 + 0.1 * step, drop * 0.5 + step) * 0.55 + 0.45 * broad(
            u * wide * 2.5 + 0.3 * step, drop * 0.7 + step
        )
        ragged = np.abs(u) + 0.9 * (0.5 - strands) * (0.4 + 0.6 * fall)
        body = smooth(1.0, 0.72, ragged) * smooth(-0.005, 0.03, c.y - brow) * smooth(pool + 0.05, pool - 0.03, c.y)
        thin = smooth(0.30, 0.52, strands + 0.25 * (1 - fall))
        crest = np.exp(-((fall / 0.03) ** 2))
        light = 0.42 + 0.75 * (strands - 0.35) + 0.20 * fall + 0.15 * crest
        for at in steps:
            light = light + 0.30 * np.exp(-(((fall - at - 0.03) / 0.04) ** 2))
        cover = body * thin
        tone = tone * (1 - cover) + cover * np.clip(light, 0.1, 1.1)
        blend = blend * (1 - cover) + cover * np.clip(0.55 + 0.6 * (strands - 0.3), 0, 1)
        water = np.maximum(water, cover)
        mist_at = mist_at + np.exp(-((np.maximum(np.abs(c.x - left) - wide, 0) * 2.2) ** 2))
    above = smooth(0.004, -0.004, c.y - brow)
    tone, blend = tone * (1 - above) + above * sky, blend * (1 - above) + above * (0.75 + 0.2 * (sky - 0.6))
    # the pool: rings and glints that run towards the eye
    below = smooth(pool - 0.003, pool + 0.003, c.y)
    near = np.maximum(c.y - pool, 0.003)
    waves = c.noise(c.x * 0.8 / (near + 0.35), 0.8 / (near + 0.12), 1.5, 0.8)
    mirror = cv2.flip(tone, 0)
    surface = 0.10 + 0.30 * mirror + 0.55 * relief(waves, -1.4, 0.12) - 0.15 + 0.35 * smooth(0.62, 0.8, waves)
    foam = smooth(0.30, 0.0, near / (0.3 + 0.4 * waves)) * np.clip(mist_at, 0, 1)
    tone = tone * (1 - below) + below * (surface + 0.5 * foam)
    blend = blend * (1 - below) + below * np.clip(0.30 + 0.35 * waves + 0.4 * foam, 0, 1)
    # mist climbs from where the water strikes
    drift = c.warped(0.6, 0.8, 1.3)
    height = np.abs(c.y - pool) / np.where(c.y < pool, 0.55, 0.16)
    mist = np.clip(np.exp(-height * 1.6) * np.clip(mist_at, 0, 1.2) * (0.35 + 1.1 * drift), 0, 1)
    tone, blend = tone + mist * (0.88 - tone) * 0.9, blend + mist * (0.85 - blend) * 0.8
    glow = 0.16 * mist + 0.12 * water * np.clip(tone - 0.6, 0, 1)
    if c.random.random() < 0.6:  # leaves and rocks close by frame it
        side = np.abs(c.x - c.between(-0.25, 0.25) * c.aspect) / c.aspect
        leaf = 0.5 * c.noise(c.x, c.y, 1.2, 1.0) + 0.5 * c.noise(c.x, c.y, 4.0, 0.4)
        foot = smooth(0.72 * c.tall, 1.1 * c.tall, c.y)
        frame = smooth(0.5, 0.54, leaf - 0.55 + 0.9 * smooth(0.6, 1.1, side) + 0.55 * foot)
        dark = 0.02 + 0.30 * smooth(0.5, 0.8, leaf)
        tone, blend, glow = tone * (1 - frame) + frame * dark, blend * (1 - frame) + frame * 0.12, glow * (1 - frame)
    return tone, np.clip(blend, 0, 1), glow


def tornado(c: Canvas):
    ground, roof = c.between(0.55, 0.85) * c.tall, c.between(-0.75, -0.4) * c.tall
    left, lean = c.between(-0.55, 0.55) * c.aspect, c.between(-0.4, 0.4)
    flash = c.between(-1, 1) * c.aspect
    body, lit = billows(c, c.x * 0.8, c.y * 1.6, 0.6)
    far = np.exp(-np.abs(c.x - flash) * 1.1)
    clear = smooth(roof + 0.1, ground, c.y)
    tone = 0.08 + (0.24 + 0.28 * far) * (0.4 + body) * (1 - 0.6 * clear) + 0.50 * clear * (0.45 + 0.8 * far)
    tone = tone + 0.40 * (lit - 0.45) * (1 - clear)
    blend = np.clip(0.20 + 0.45 * clear + 0.3 * far + 0.2 * body, 0, 1)
    glow = 0.12 * far * clear
    # the funnel: a rope or a wedge that widens into the cloud
    up = np.clip((ground - c.y) / (ground - roof), 0, 1.6)
    thin, wide = c.between(0.025, 0.16) * c.scale, c.between(0.35, 0.8) * c.scale
    sway = c.noise(0 * c.x, c.y * 0.5, 0.7, 1.8) - 0.5
    spine = left + lean * up + 0.55 * sway * (0.2 + up)
    half = thin * (1 + 0.5 * up) + wide * up ** c.between(2.2, 4.0)
    u = (c.x - spine) / half
    ragged = c.noise(u * 0.5, c.y * 0.8 + 0.4 * u, 1.2, 0.9)
    funnel = smooth(1.06, 0.86, np.abs(u) + 0.22 * (ragged - 0.5)) * smooth(-0.01, 0.03, up)
    around = np.arcsin(np.clip(u, -1, 1)) / np.pi
    twist = c.between(0.6, 1.5) * float(c.random.choice([-1, 1]))
    bands = c.noise(around * 0.9, c.y * 1.3 + twist * around * (0.3 + half), 1.3, 0.9)
    threads = c.noise(around * 1.2, c.y * 2.6 + 2 * twist * around * (0.3 + half), 2.0, 0.7)
    side = float(np.sign(flash - left)) or 1.0
    shade = 0.5 + 0.45 * np.clip(u, -1, 1) * side
    wall = 0.05 + (0.18 + 0.55 * shade) * (0.25 + 1.1 * bands * (0.4 + 0.9 * threads))
    tone, glow = tone * (1 - funnel) + funnel * wall, glow * (1 - funnel)
    blend = blend * (1 - funnel) + funnel * np.clip(0.15 + 0.5 * shade * bands + 0.3 * threads, 0, 1)
    # the cloud it hangs from turns with it
    spin = np.hypot((c.x - spine) * 0.55, (c.y - roof) * 2.6)
    collar = smooth(1.05, 0.3, spin) * smooth(roof + 0.35, roof - 0.05, c.y)
    swirl = c.noise(spin * 0.8 + 0.3 * np.arctan2(c.y - roof, c.x - spine), c.y * 2.2, 1.1, 0.9)
    tone = tone * (1 - 0.75 * collar) + 0.75 * collar * (0.05 + 0.45 * swirl * (0.4 + far))
    # dust at its foot, wreckage in the air
    cloud, dusty = billows(c, c.x - left, c.y * 1.3, 0.9)
    rim = np.hypot((c.x - left) / (0.5 + 2.2 * thin), (c.y - ground) / 0.22)
    dust = smooth(1.05, 0.35, rim + 0.5 * (0.5 - cloud))
    tone = tone * (1 - dust) + dust * (0.08 + 0.5 * dusty * (0.4 + 0.6 * far))
    blend, glow = blend * (1 - dust) + dust * (0.25 + 0.4 * dusty), glow * (1 - dust)
    floor = smooth(-0.004, 0.006, c.y - ground - 0.05 * (c.noise(c.x, 0 * c.y, 1.5, 0.8) - 0.5))
    soil = 0.03 + 0.16 * c.noise(c.x * 0.6 / (c.y - ground + 0.4), 0.5 / (np.abs(c.y - ground) + 0.15), 1.5, 0.8) * (
        0.3 + far
    )
    floor = floor * (1 - 0.8 * dust)
    tone, blend, glow = tone * (1 - floor) + floor * soil, blend * (1 - floor) + 0.1 * floor, glow * (1 - floor)
    sheet = c.sheet()
    for _ in range(c.count(14, 70)):
        height, reach = abs(float(c.random.normal(0, 0.4))), float(c.random.normal(0, 0.35 + thin))
        size, turn = c.between(0.003, 0.014) * c.scale, c.between(0, 6.3)
        corner = np.arange(4) * np.pi / 2 + turn
        ends = c.points(
            left + reach * (1 + height) + size * np.cos(corner) * 1.8, ground - height + size * np.sin(corner)
        )
        cv2.fillPoly(sheet, [ends], paint(c.between(0.02, 0.10), 0.1), cv2.LINE_AA, 4)
    tone, blend, glow = c.laid(sheet, tone, blend, glow)
    if c.random.random() < 0.5:
        tone, blend, glow = bolt(c, tone, blend, glow, flash, roof, ground)
    return tone, np.clip(blend, 0, 1), glow


def bolt(c: Canvas, tone, blend, glow, x: float, top: float, foot: float):
    """Lays one thin stroke of lightning from a cloud to the ground over tone, blend and glow."""
    steps = 40
    path = x + np.cumsum(c.random.normal(0, 0.022, steps))
    sheet = c.stencil()
    points = c.points(path, np.linspace(top, foot, steps))
    cv2.polylines(sheet, [points], False, 255, max(1, round(0.008 / c.pixel)), cv2.LINE_AA, 4)
    for _ in range(3):
        start = int(c.random.integers(4, steps - 12))
        fork = path[start] + np.cumsum(c.random.normal(c.between(-0.02, 0.02), 0.02, 10))
        ends = c.points(fork, np.linspace(top, foot, steps)[start : start + 10])
        cv2.polylines(sheet, [ends], False, 150, max(1, round(0.004 / c.pixel)), cv2.LINE_AA, 4)
    line = c.seen(sheet)
    near, wide = blur(line, 0.012), blur(line, 0.08)
    return tone + line + near + 0.6 * wide, blend + np.clip(line + near, 0, 1) * (0.9 - blend), glow + line + 0.7 * near


def smoke_rings(c: Canvas):
    fog = c.warped(0.5, 0.9, 1.3)
    lamp = c.between(-1, 1) * c.aspect
    tone, blend = 0.02 + 0.10 * fog * np.exp(-np.abs(c.x - lamp) * 0.8), 0.3 + 0.3 * fog
    count = c.count(1, 6)
    way, middle = c.between(0, 6.3), (c.between(-0.25, 0.25) * c.aspect, c.between(-0.2, 0.2) * c.tall)
    in_line = c.random.random() < 0.65
    for index in range(count):
        share = (index + 0.5) / count
        if in_line:  # one puff after the other, each older one wider
            size = (1.0 - 0.75 * share) * c.scale**0.7 * c.between(0.9, 1.1)
            left, top = (
                middle[0] + float(np.cos(way)) * (share - 0.3) * c.aspect,
                middle[1] + float(np.sin(way)) * (share - 0.3) * 0.8,
            )
        else:
            size = c.between(0.28, 0.7) * c.scale**0.7
            left, top = c.between(-0.75, 0.75) * c.aspect, c.between(-0.6, 0.6) * c.tall
        tilt, turn = c.between(0.35, 1.0), way + c.between(-0.4, 0.4)
        x, y = rotate((c.x - left) / size, (c.y - top) / size, -turn)
        wobble = 0.12 * (c.noise(x, y, 0.5, 1.5) - 0.5)
        radius, angle = polar(x / (0.35 + 0.65 * tilt) if tilt < 0.999 else x, y)
        thick = c.between(0.24, 0.42) * (1 + 0.25 * np.cos(angle + c.between(0, 6.3)))
        v = (radius + wobble - 0.8) / thick  # across the ring's tube, -1..1
        # smoke rolls around the tube as it flies: threads that wind along it
        roll = np.arcsin(np.clip(v, -1, 1))
        wind = angle + c.between(-0.9, 0.9) * roll
        reach = 0.7 + c.between(0.5, 0.9) * v + 0.25 * np.cos(roll * 2)
        threads, puffs = c.field(0.8, 1.3), c.field(0.7, 1.3)
        wisps = 1 - np.abs(2 * threads(reach * np.cos(wind), reach * np.sin(wind)) - 1)
        strands = 1 - np.abs(2 * threads(2 * reach * np.cos(wind), 2.5 * reach * np.sin(wind)) - 1)
        patch = puffs(np.cos(angle), np.sin(angle))
        tube = np.exp(-((v / 0.62) ** 4)) * (0.35 + 0.65 * np.minimum(np.abs(v) * 1.6, 1))
        veil = np.exp(-((v / 1.25) ** 2)) * smooth(0.66, 0.95, strands)
        side = float(np.sign(lamp - left)) or 1.0
        light = np.clip(0.55 + 0.4 * side * x - 0.25 * v * np.sin(angle), 0.08, 1)
        smoke = (tube * (0.30 + 1.1 * wisps**2 + 0.6 * strands**3) + 0.40 * veil) * (0.55 + 1.0 * patch)
        smoke = np.clip(smoke, 0, 1.1) * (0.45 + 0.55 * share)
        cover = np.clip(smoke, 0, 0.85)
        tone = tone * (1 - cover) + smoke * (0.18 + 0.95 * light)
        blend = blend * (1 - cover) + cover * np.clip(0.10 + 0.6 * light + 0.35 * (wisps - 0.4), 0, 1)
    return tone, np.clip(blend, 0, 1), 0.10 * np.clip(tone - 0.6, 0, 1)
