"""What a thing is made of: each material draws a form's colour, how far it covers what is behind it, and its shine.

Colours are RGB float32 of about 0..1; light may go beyond and is brought back at the end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from engine.training.kinds.canvas import Canvas, blur, dots, relief, rotate, smooth, worley
from engine.training.palette import peak
from engine.training.things.form import Form

# gold from its shadows to its light
GOLD = np.stack(
    [
        np.interp(np.linspace(0, 1, 256), (0, 0.45, 0.75, 1), stops)
        for stops in ((0.36, 0.82, 1.0, 1.0), (0.13, 0.50, 0.74, 0.92), (0.02, 0.08, 0.26, 0.62))
    ],
    1,
).astype(np.float32)


@dataclass
class Scene:
    """What a material may look at: the form, the canvas over the whole picture, colours, and what is behind."""

    form: Form
    canvas: Canvas
    ramp: np.ndarray  # (256, 3) the thing's colours
    asked: bool  # whether those colours were asked for
    behind: np.ndarray  # (H, W, 3) the surroundings
    filling: Callable[[], np.ndarray]  # draws the kind that fills the thing, (H, W, 3)

    @property
    def random(self) -> np.random.Generator:
        return self.canvas.random

    @cached_property
    def lit(self) -> np.ndarray:
        """The colours as light, (256, 3)."""
        return vivid(self.ramp)

    @cached_property
    def across(self) -> np.ndarray:
        """Each place's colour in the ramp when nothing else says so: along a slanted line, and by copy."""
        x, _ = rotate(self.canvas.x, self.canvas.y, self.canvas.between(0, 6.3))
        return np.clip(0.5 + 0.45 * x + (self.form.tint - 0.4) * 0.9, 0, 1)


@dataclass
class Layer:
    """A material drawn."""

    rgb: np.ndarray  # (H, W, 3)
    cover: np.ndarray  # (H, W) 0 lets the surroundings through .. 1 hides them
    shine: np.ndarray | None = None  # (H, W, 3) light that it gives off, added and spilt
    solid: float = 0.5  # how much of a shadow it throws on what is near behind it, 0..1


def paint(ramp: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Colours (H, W, 3) at places 0..1 of a ramp."""
    return ramp[np.clip(place * 255, 0, 255).astype(np.uint8)]


def grey(field: np.ndarray) -> np.ndarray:
    return field[..., None]


def vivid(colour: np.ndarray) -> np.ndarray:
    """The colour as light: as bright as it can be in its hue, dark ones included."""
    return colour * grey(np.float32(1.05) / (peak(colour) + np.float32(0.08)))


def lamp(form: Form, angle: float, lift: float = 0.7) -> np.ndarray:
    """Light on the relief from `angle` (radians, 0 right, -pi/2 above): diffuse, 0..1."""
    x, y, z = form.normal
    reach = np.sqrt(1 - lift * lift)
    return np.clip(x * float(np.cos(angle)) * reach + y * float(np.sin(angle)) * reach + z * lift, 0, 1)


def glint(form: Form, angle: float, power: float) -> np.ndarray:
    """The lamp's highlight, 0..1."""
    x, y, z = form.normal
    hx, hy, hz = 0.5 * float(np.cos(angle)), 0.5 * float(np.sin(angle)), 0.85
    length = (hx * hx + hy * hy + hz * hz) ** 0.5
    return np.clip((x * hx + y * hy + z * hz) / length, 0, 1) ** power


def neon(s: Scene) -> Layer:
    f = s.form
    colour = paint(s.lit, s.across)
    tube = np.clip(f.outline + 0.85 * f.details, 0, 1) * (0.35 + 0.65 * f.near)
    hot = smooth(0.45, 1.0, tube)
    inner = 0.05 + 0.10 * blur(tube, 0.02)
    rgb = colour * grey(inner * f.mask)
    light = colour * grey(1.1 * tube) + grey(0.75 * hot**2)
    return Layer(rgb, 0.6 * f.mask, light, 0.2)


def filled(s: Scene) -> Layer:
    f = s.form
    body = s.filling()
    angle = s.canvas.between(-2.6, -0.5)
    shade = 0.42 + 0.45 * lamp(f, angle) + 0.42 * (f.light - 0.4) - 0.35 * f.details
    rim = f.outline * smooth(0.2, 0.9, f.mask)
    colour = vivid(blur(body, 0.05))
    rgb = body * grey(np.clip(1.25 * shade, 0.12, 1.6))
    gleam = smooth(0.55, 1.0, peak(body)) * f.mask
    shine = colour * grey(0.55 * rim * (0.3 + 0.7 * f.near) + 0.2 * f.outline) + body * grey(0.45 * gleam)
    return Layer(rgb, f.mask, shine, 0.3)


def metal(s: Scene, ramp: np.ndarray, polish: float, dark: float) -> Layer:
    """A metal of a ramp's colours; polish 0 dull .. 1 mirror, dark: how deep its own shadows are."""
    f = s.form
    bump = s.canvas.noise(s.canvas.x, s.canvas.y, 2.2, 1.0) - 0.5
    x, y, z = f.normal
    up = np.clip(-2 * z * y + 0.30 * bump + 0.25 * x, -1, 1)
    # a studio: dark floor, a bright line at the horizon, a soft box above
    sky = 0.38 + 0.55 * smooth(0.0, 0.75, up) + 0.55 * np.exp(-(((up - 0.62) / 0.16) ** 2))
    floor = 0.16 + 0.45 * smooth(-0.1, -0.9, up)
    world = floor + (sky - floor) * smooth(-0.10, 0.10, up) + 0.30 * np.exp(-((up / 0.10) ** 2))
    angle = s.canvas.between(-2.4, -0.7)
    diffuse = lamp(f, angle, 0.55)
    tone = polish * world + (1 - polish) * (0.15 + 0.85 * diffuse)
    tone = tone * (0.62 + 0.38 * smooth(0.0, 0.4, f.depth)) * (1 - dark * 0.7 * (1 - f.light)) * (1 - 0.5 * f.details)
    base = paint(ramp, 0.30 + 0.55 * tone + 0.12 * bump)
    rgb = base * grey(1.25 * tone)
    spark = glint(f, angle, 40.0) * f.mask
    pale = 0.55 + 0.45 * vivid(base)
    shine = pale * grey(0.9 * spark + 0.25 * smooth(0.75, 1.15, tone) * f.mask)
    return Layer(rgb + backlight(s), f.mask, shine, 0.8)


def backlight(s: Scene) -> np.ndarray:
    """Light of the surroundings on the edges that turn away, (H, W, 3): it ties the thing to where it is."""
    f = s.form
    around = blur(s.behind, 0.12)
    return (around + 0.10 * s.lit[160]) * grey(1.5 * np.clip(1 - f.normal[2], 0, 1) ** 2 * f.mask)


def gold(s: Scene) -> Layer:
    return metal(s, s.ramp if s.asked else GOLD, s.canvas.between(0.65, 0.9), 0.6)


def chrome(s: Scene) -> Layer:
    return metal(s, s.ramp, 1.0, 0.35)


def stone(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    angle = c.between(-2.7, -0.4)
    grain = c.noise(c.x, c.y, 5.0, 0.7) - 0.5
    patches = c.noise(c.x, c.y, 1.4, 1.0) - 0.5
    light = lamp(f, angle, 0.42)
    tone = (0.14 + 1.15 * light**1.2) * (0.85 + 0.55 * grain + 0.4 * patches)
    tone = tone * (0.55 + 0.45 * f.light) * (1 - 0.55 * f.details) * (0.5 + 0.5 * smooth(0, 0.4, f.depth))
    rgb = paint(0.8 * s.ramp + 0.3 * s.lit, 0.5 + 0.9 * patches) * grey(tone)
    return Layer(rgb + backlight(s), f.mask, None, 0.9)


def marble(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    angle = c.between(-2.7, -0.4)
    veins = 1 - np.abs(2 * c.warped(0.9, 1.3, 1.2) - 1)
    veins = smooth(0.80, 1.0, veins) * 0.8 + 0.2 * smooth(0.5, 1.0, veins)
    light = lamp(f, angle, 0.5)
    tone = 0.20 + 0.95 * light
    tone = tone * (0.68 + 0.32 * f.light) * (1 - 0.4 * f.details) * (0.6 + 0.4 * smooth(0, 0.35, f.depth))
    body = 0.35 + 0.65 * paint(s.lit, s.across)
    rgb = body * grey(tone) * (1 - grey(0.62 * veins) * (1 - 0.6 * paint(s.ramp, 1 - s.across)))
    return Layer(
        rgb + 0.6 * backlight(s), f.mask, grey(0.55 * glint(f, angle, 50.0) * f.mask) * np.ones(3, np.float32), 0.8
    )


def ice(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    x, y, z = f.normal
    inside = bent(s.behind, f, 0.10)
    first, second, cell = worley(c, c.x + 0.3 * x, c.y + 0.3 * y, 3.2)
    crack = np.exp(-(second - first) * 16) * smooth(0.05, 0.3, f.depth)
    frost = c.noise(c.x, c.y, 3.0, 0.6)
    colour = 0.30 + 0.70 * paint(s.lit, 0.3 + 0.5 * cell)
    rim = (1 - z) ** 1.2
    angle = c.between(-2.4, -0.7)
    tone = 0.16 + 0.34 * lamp(f, angle, 0.4) + 0.30 * (cell - 0.4) + 0.55 * rim + 0.35 * crack + 0.22 * (frost - 0.5)
    tone = tone * (0.7 + 0.5 * f.light)
    rgb = 0.35 * inside + colour * grey(np.clip(tone, 0, 1.3))
    shine = colour * grey((0.9 * glint(f, angle, 30.0) + 0.25 * rim + 0.2 * crack) * f.mask)
    return Layer(rgb, f.mask, shine, 0.35)


def bent(picture: np.ndarray, f: Form, amount: float) -> np.ndarray:
    """The picture as seen through the relief."""
    short = min(f.mask.shape)
    yy, xx = np.indices(f.mask.shape, np.float32)
    x, y, _ = f.normal
    return cv2.remap(
        picture, xx - x * (amount * short), yy - y * (amount * short), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )


def glass(s: Scene) -> Layer:
    f = s.form
    x, y, z = f.normal
    through = bent(s.behind, f, 0.28)
    colour = paint(s.lit, s.across + 0.25 * x)
    rim = np.clip(1 - z, 0, 1) ** 1.4
    angle = s.canvas.between(-2.4, -0.7)
    sky = smooth(0.35, 0.8, -y * z * 2) * 0.35
    rgb = through * (0.6 + 0.6 * colour) * 1.25 + colour * grey(0.03 + 0.45 * rim**1.5 + 0.6 * sky + 0.15 * f.details)
    shine = grey((1.0 * glint(f, angle, 36.0) + 0.5 * glint(f, angle + 2.6, 60.0)) * f.mask) + colour * grey(
        0.16 * f.outline + 0.12 * rim**2 * f.mask + 0.12 * f.details
    )
    return Layer(rgb, f.mask, shine, 0.3)


def xray(s: Scene) -> Layer:
    f = s.form
    _, _, z = f.normal
    colour = paint(s.lit, s.across)
    hull = np.clip(1 - z, 0, 1) ** 1.5 * f.mask
    bones = blur(1 - f.light, 0.004) * f.mask
    tone = 0.05 * f.mask + 0.42 * hull + 0.34 * bones + 0.36 * f.details + 0.30 * f.outline
    tone = tone * (0.4 + 0.6 * f.near) * (0.85 + 0.3 * s.canvas.noise(s.canvas.x, s.canvas.y, 1.5, 1.0))
    shine = colour * grey(0.85 * tone) + grey(0.45 * tone**2.5)
    return Layer(np.zeros_like(s.behind), 0.55 * f.mask, shine, 0.1)


def smoke(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    short = min(f.mask.shape)
    yy, xx = np.indices(f.mask.shape, np.float32)
    u, v = c.noise(c.x, c.y, 1.1, 1.3) - 0.5, c.noise(c.x, c.y, 1.1, 1.3) - 0.5
    p, q = c.noise(c.x, c.y, 3.2, 1.1) - 0.5, c.noise(c.x, c.y, 3.2, 1.1) - 0.5
    strands = (1 - np.abs(2 * c.noise(c.x + 1.3 * u, 0.7 * c.y + 1.3 * v, 1.3, 1.5) - 1)) ** 2.5
    wisps = (1 - np.abs(2 * c.noise(c.x + 0.3 * p + 1.1 * u, 0.7 * c.y + 0.3 * q + 1.1 * v, 2.4, 1.4) - 1)) ** 3
    # thicker where it hugs the outline and where the thing is bright, thin inside, so that what it shows can be told
    body = f.mask * (0.16 + 0.42 * f.light + 0.40 * (1 - f.depth) ** 2) + 0.42 * f.lines
    body = blur(body, 0.005)
    drift = c.between(-0.6, 0.6)
    dense = np.zeros_like(f.mask)
    for step, weight in ((0.0, 1.0), (0.4, 0.55), (1.0, 0.40), (2.0, 0.28)):
        # what has left the thing rises, and is the more torn the farther it has come
        du = (0.018 * p + 0.16 * step * u + 0.03 * step * drift) * short
        dv = (0.018 * q + 0.16 * step * v + 0.075 * step) * short
        moved = cv2.remap(body, xx + du, yy + dv, cv2.INTER_LINEAR)
        torn = 0.42 + 0.55 * strands + 0.40 * wisps if step == 0 else 1.15 * strands + 0.55 * wisps
        dense = np.maximum(dense, 0.35 * dense + weight * moved * torn)
    lit = relief(blur(dense, 0.022), c.between(-2.4, -0.7), 1.6)
    tone = dense * (0.30 + 0.85 * lit)
    colour = paint(s.ramp, 0.10 + 0.85 * np.clip(tone, 0, 1) + 0.5 * u)
    colour = colour + (0.45 + 0.55 * paint(s.lit, 0.5 + u) - colour) * grey(0.55 * smooth(0.35, 1.0, tone))
    cover = 1 - np.exp(-1.9 * dense)
    return Layer(colour * grey(0.22 + 1.0 * tone), cover, colour * grey(0.12 * tone * cover), 0.0)


def stained(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    first, second, cell = worley(c, c.x, c.y, 2.2 / max(f.size, 0.25))
    lead = np.maximum(smooth(0.085, 0.03, second - first), np.clip(1.3 * f.lines, 0, 1))
    place = np.mod(cell * 0.9 + 0.35 * f.light + 0.3 * f.tint, 1.0)
    colour = paint(s.lit, place)
    wave = c.noise(c.x, c.y, 4.0, 1.0)
    sun = np.exp(-((c.x - c.between(-0.5, 0.5)) ** 2 + (c.y - c.between(-0.6, 0.1)) ** 2) * 0.9)
    tone = (0.22 + 0.75 * sun) * (0.55 + 0.6 * cell) * (0.75 + 0.5 * wave) * (0.5 + 0.6 * f.light)
    rgb = colour * grey(tone * 1.25 * (1 - lead)) + grey(0.02 + 0.06 * lead)
    return Layer(rgb, f.mask, colour * grey(0.55 * tone * (1 - lead) * f.mask), 0.5)


def aside(c: Canvas) -> np.random.Generator:
    """Dice of their own, for what takes more of them in a larger picture: what comes after stays the same."""
    return np.random.default_rng(int(c.random.integers(1 << 31)))


def constellation(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    height, width = f.mask.shape
    unit = f.unit
    line, star = np.zeros_like(f.mask), np.zeros_like(f.mask)
    dice = aside(c)
    for field, fine in ((f.mask, 0.012), (np.where(f.mask > 0.6, f.light, 0.5), 0.016)):
        contours, _ = cv2.findContours((field > 0.5).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            reach = cv2.arcLength(contour, True)
            if reach < 24 * unit:
                continue
            corners = cv2.approxPolyDP(contour, max(2.2 * unit, fine * min(reach, 3 * height)), True)[:, 0]
            bright = 1.0 if field is f.mask else 0.6
            cv2.polylines(line, [corners * 16], True, 0.55 * bright, max(1, round(0.9 * unit)), cv2.LINE_AA, 4)
            for x, y in corners:
                size = (0.8 + 2.2 * dice.random() ** 3) * unit * (0.6 + 0.4 * bright)
                light = bright * dice.uniform(0.7, 1.0)
                cv2.circle(star, (int(x * 16), int(y * 16)), max(10, int(size * 16)), light, -1, cv2.LINE_AA, 4)
    dust = dots(c, round(900 * max(width, height) / min(width, height)), 0.25, 0.6) * f.mask
    gas = c.warped(0.9, 1.1, 1.0)
    colour = paint(s.lit, s.across)
    cloud = colour * grey(0.34 * smooth(0.2, 0.8, gas) * blur(f.mask, 0.012) * (0.5 + 0.7 * f.light))
    glow = blur(star, 0.006)
    shine = colour * grey(0.55 * line + 1.2 * glow) + grey(0.9 * star + 0.7 * np.clip(dust, 0, 1)) + cloud
    return Layer(np.zeros_like(s.behind), 0.35 * f.mask, shine, 0.0)


def paper(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    levels = int(c.random.integers(5, 8))
    angle = c.between(-2.4, -0.7)
    short = min(f.mask.shape)
    # sheets follow the outline inwards and step where the thing itself grows brighter
    field = 0.62 * blur(f.depth, 0.008) + 0.50 * blur(f.light, 0.008)
    fibre = (aside(c).random(f.mask.shape, dtype=np.float32) - 0.5) * 0.05 + 0.07 * (c.noise(c.x, c.y, 6.0, 0.6) - 0.5)
    rgb = np.zeros_like(s.behind)
    turned = c.random.random() < 0.5
    moved = np.array([[1, 0, -np.cos(angle) * 0.014 * short], [0, 1, -np.sin(angle) * 0.014 * short]], np.float32)
    for level in range(levels):
        inside = smooth(-0.012, 0.012, field - (0.10 + 0.80 * level / levels))
        sheet = f.mask if level == 0 else f.mask * inside
        place = (level + 0.5) / levels
        colour = s.ramp[int(255 * (1 - place if turned else place))] * np.float32(0.40 + 0.75 * place)
        if level:
            shadow = blur(cv2.warpAffine(sheet, moved, sheet.shape[::-1]), 0.012)
            rgb = rgb * grey(1 - 0.72 * shadow)
        # the cut edge catches the light on one side
        edge = np.clip(
            sheet - cv2.warpAffine(sheet, -0.12 * moved + 1.12 * np.eye(2, 3, dtype=np.float32), sheet.shape[::-1]),
            0,
            1,
        )
        rgb = rgb + (colour + grey(fibre * (0.4 + colour.max()) + 0.35 * edge) - rgb) * grey(sheet)
    return Layer(rgb, f.mask, None, 1.0)


def engraving(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    angle = c.between(-2.4, -0.7)
    tone = (0.15 + 0.9 * lamp(f, angle, 0.45)) * (0.35 + 0.75 * blur(f.light, 0.003)) * (1 - 0.9 * f.details)
    tone = np.clip(tone, 0, 1)
    pitch = 76.0
    x, y = rotate(c.x, c.y, c.between(-0.6, 0.6))
    bulge = 0.28 * f.height * f.size
    fine = min(1.0, 1.3 / max(f.unit, 0.1))

    def hatch(phase, width):
        wave = 0.5 + 0.5 * np.cos(2 * np.pi * phase)
        return smooth(1 - width - 0.28 * fine, 1 - width + 0.28 * fine, wave)

    lines = hatch((y + bulge) * pitch / 4, tone * 0.95)
    cross = hatch((x - bulge) * pitch / 4, np.clip(tone * 1.5 - 0.75, 0, 0.8))
    ink = np.maximum(np.maximum(lines, cross) * f.mask, 0.95 * f.outline)
    colour = 0.25 + 0.75 * paint(s.lit, 0.25 + 0.6 * tone)
    rgb = colour * grey(0.03 + 0.92 * ink)
    return Layer(rgb, f.mask * 0.96, colour * grey(0.10 * ink), 0.4)


def silhouette(s: Scene) -> Layer:
    f = s.form
    sky = blur(s.behind, 0.08)
    rim = 0.5 * f.outline**3
    haze = grey(0.62 * (1 - f.near))
    rgb = sky * (0.05 + haze) + sky * grey(0.16 * f.details)
    return Layer(rgb, f.mask, vivid(sky) * grey(0.55 * rim * peak(sky)), 0.0)


def hologram(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    _, _, z = f.normal
    lines = 0.62 + 0.38 * np.cos(c.y * np.pi * 48)
    sweep = np.exp(-(((c.y - c.between(-0.6, 0.6)) / 0.12) ** 2))
    tone = (0.10 + 0.75 * np.clip(1 - z, 0, 1) + 0.30 * f.light) * f.mask * lines * (0.8 + 0.9 * sweep)
    tone = tone + 0.75 * f.outline + 0.5 * f.details * lines
    shift = max(1, round(1.6 * f.unit))
    split = np.stack([np.roll(tone, -shift, 1), tone, np.roll(tone, shift, 1)], -1)
    colour = paint(s.lit, s.across + 0.3 * (z - 0.7))
    shine = colour * (0.55 * split + 0.45 * grey(tone)) * 0.85 + 0.22 * split**2
    return Layer(np.zeros_like(s.behind), 0.4 * f.mask, shine * grey(0.4 + 0.6 * f.near), 0.0)


def wireframe(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    pitch = c.between(9, 15) / max(f.size, 0.3)
    lift = 0.5 * f.height * f.size
    x, y = rotate(c.x, c.y, c.between(-0.5, 0.5))

    def rule(place):
        slope = cv2.magnitude(
            cv2.Sobel(place, cv2.CV_32F, 1, 0, ksize=3, scale=0.125),
            cv2.Sobel(place, cv2.CV_32F, 0, 1, ksize=3, scale=0.125),
        )
        distance = np.abs(np.mod(place, 1) - 0.5)
        distance = 0.5 - distance
        return np.exp(-((distance / np.maximum(slope * 0.75 * f.unit, 1e-4)) ** 2)) * smooth(0.55, 0.3, slope)

    mesh = np.maximum(rule((x + 0.6 * lift) * pitch), rule((y - lift) * pitch)) * f.mask
    tone = mesh * (0.35 + 0.65 * lamp(f, c.between(-2.4, -0.7), 0.4)) * (0.5 + 0.6 * f.light)
    tone = np.clip(tone + f.outline + 0.7 * f.details, 0, 1.2) * (0.35 + 0.65 * f.near)
    colour = paint(s.lit, s.across)
    rgb = colour * grey(0.06 * f.mask)
    return Layer(rgb, 0.75 * f.mask, colour * grey(0.95 * tone) + grey(0.35 * tone**3), 0.2)


def embers(s: Scene) -> Layer:
    f, c = s.form, s.canvas
    height, width = f.mask.shape
    chance = np.clip(f.lines**2 + f.mask * (0.02 + 0.10 * f.light**2), 0, 1) * (0.35 + 0.65 * f.near)
    small = cv2.resize(
        chance, (min(width, 512), min(height, max(1, round(512 * height / width)))), interpolation=cv2.INTER_AREA
    )
    total = np.cumsum(small.ravel(), dtype=np.float64)
    light = np.zeros_like(f.mask)
    heat = np.zeros_like(f.mask)
    if total[-1] > 0:
        crowd = float(np.clip(f.mask.mean() / 0.2, 0.7, 2.5))
        for number, radius, reach in ((4200, 0.55, 0.008), (800, 0.9, 0.04), (200, 1.5, 0.16)):
            count = round(number * crowd)
            picks = np.searchsorted(total, c.random.random(count) * total[-1])
            y, x = np.divmod(np.minimum(picks, small.size - 1), small.shape[1])
            scale = width / small.shape[1]
            # sparks that have left the thing drift upwards
            leave = reach * min(height, width) * c.random.exponential(1.0, count)
            x = (x + c.random.random(count)) * scale + leave * c.random.normal(0, 0.6, count)
            y = (y + c.random.random(count)) * height / small.shape[0] - leave * c.random.uniform(-0.2, 1.6, count)
            ix, iy = x.astype(int), y.astype(int)
            keep = (ix >= 0) & (ix < width) & (iy >= 0) & (iy < height)
            dots = np.zeros_like(f.mask)
            np.add.at(dots, (iy[keep], ix[keep]), c.random.uniform(0.25, 1.0, count)[keep].astype(np.float32))
            sigma = radius * f.unit
            light += cv2.GaussianBlur(dots, (0, 0), max(sigma, 0.5)) * (2 * np.pi * max(sigma, 0.5) ** 2)
    light = np.clip(light, 0, 1.6)
    heat = np.clip(0.25 + 0.6 * light + 0.3 * (s.across - 0.5), 0, 1)
    colour = paint(s.lit, heat)
    shine = colour * grey(0.95 * light) + grey(0.30 * light**2) + colour * grey(0.12 * blur(f.mask, 0.02))
    return Layer(np.zeros_like(s.behind), 0.45 * f.mask, shine, 0.0)


@dataclass(frozen=True)
class Material:
    draw: Callable[[Scene], Layer]
    adjectives: tuple[str, ...]  # before the thing; the material's own name is one of them where it reads so
    phrases: tuple[str, ...]  # after it
    natural: tuple[str, ...]  # colours and moods it wears when none is asked for
    often: float = 1.0  # how often it is drawn by chance
    still: bool = True  # whether it may be drawn in many copies


MATERIALS: dict[str, Material] = {
    "neon": Material(
        neon,
        ("neon", "neon outline", "glowing neon"),
        ("neon sign", "in neon", "made of neon light", "neon lines"),
        ("neon", "neon", "vaporwave", "cyan", "magenta", "candy", "toxic"),
        1.5,
    ),
    "filled": Material(filled, (), ("made of", "of", "filled with"), (), 3.0),
    "gold": Material(gold, ("golden", "gold", "gilded"), ("made of gold", "in gold", "gold statue"), ("gold",), 1.2),
    "chrome": Material(
        chrome,
        ("chrome", "metal", "silver", "liquid metal"),
        ("made of chrome", "in chrome", "made of steel"),
        ("grey", "grey", "vaporwave", "arctic", "white"),
        0.9,
    ),
    "stone": Material(
        stone,
        ("stone", "carved"),
        ("carved in stone", "made of stone", "stone statue"),
        ("grey", "desert", "sepia", "brown"),
        0.8,
    ),
    "marble": Material(
        marble,
        ("marble",),
        ("made of marble", "marble statue", "in marble"),
        ("white", "white", "mint", "pink", "noir"),
        0.8,
    ),
    "ice": Material(
        ice, ("ice", "frozen", "icy"), ("made of ice", "ice sculpture", "in ice"), ("arctic", "azure", "cyan"), 0.8
    ),
    "glass": Material(
        glass,
        ("glass", "transparent"),
        ("made of glass", "in glass", "of blown glass"),
        ("azure", "rainbow", "cyan", "pink", "mint"),
        0.8,
    ),
    "xray": Material(xray, ("x-ray", "xray"), ("as an x-ray", "x-ray image"), ("azure", "cyan", "white"), 0.7),
    "smoke": Material(
        smoke,
        ("smoke", "smoky"),
        ("made of smoke", "dissolving into smoke", "of smoke"),
        ("grey", "purple", "vaporwave", "dusk", "white"),
        1.0,
    ),
    "stained glass": Material(
        stained, ("stained glass",), ("in stained glass", "stained glass window"), ("rainbow", "royal", "candy"), 0.9
    ),
    "constellation": Material(
        constellation,
        ("constellation", "starry"),
        ("as a constellation", "constellation", "drawn with stars"),
        ("azure", "midnight", "white", "royal"),
        0.9,
    ),
    "paper": Material(
        paper,
        ("paper", "paper cut"),
        ("cut from paper", "in layered paper", "paper art"),
        ("candy", "autumn", "vaporwave", "pastel", "forest", "dusk"),
        0.8,
    ),
    "engraving": Material(
        engraving,
        ("engraved", "etched"),
        ("engraving", "as an old engraving", "woodcut"),
        ("sepia", "white", "noir", "gold"),
        0.8,
    ),
    "silhouette": Material(
        silhouette, ("silhouetted", "backlit"), ("silhouette", "in silhouette"), ("dusk", "ember", "dawn"), 0.9
    ),
    "hologram": Material(
        hologram, ("holographic", "hologram"), ("hologram", "as a hologram"), ("cyan", "rainbow", "vaporwave"), 0.8
    ),
    "wireframe": Material(
        wireframe,
        ("wireframe", "low poly"),
        ("wireframe", "as a wireframe", "mesh"),
        ("cyan", "green", "neon", "vaporwave"),
        0.9,
    ),
    "embers": Material(
        embers,
        ("sparkling", "particle"),
        ("made of sparks", "of glowing particles", "dissolving into embers", "in particles"),
        ("ember", "gold", "azure", "lava"),
        1.0,
    ),
}
