"""Where pictures are drawn: coordinates, tileable noise and small optical helpers, all float32 numpy."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

TEXTURE_SIZE = 512
TEXTURE_COUNT = 16
BRIGHTEST = 1.25  # the most tone that finishing knows
MARGIN = 2  # texels of the other side around a texture
FINER = 8  # how many times finer the next texture is where one is magnified
MAGNIFIED = 0.2  # texels a pixel below which that is needed

Field = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass
class Canvas:
    """One picture's coordinates (H, W), its dice, and how the performer's words turn its shape."""

    x: np.ndarray  # (H, W) the short side of the picture spans -1..1
    y: np.ndarray  # (H, W) downwards
    random: np.random.Generator
    scale: float = 1.0  # 0.5 tiny .. 2 huge
    density: float = 0.5  # 0 sparse .. 1 dense

    def between(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high))

    def count(self, low: int, high: int) -> int:
        """A whole number from `low` (sparse) to `high` (dense)."""
        spread = (high - low) * 0.15
        return max(1, round(low + (high - low) * self.density + self.between(-spread, spread)))

    @property
    def aspect(self) -> float:
        return float(np.abs(self.x).max())

    @property
    def tall(self) -> float:
        return float(np.abs(self.y).max())

    @property
    def pixel(self) -> float:
        """The width of a pixel in the picture's units."""
        return 2.0 / min(self.x.shape)

    def field(self, frequency: float, detail: float = 1.0) -> Field:
        """Tileable fractal noise in 0..1 as a function of x, y: a new place in it on every call of this.

        Where a picture is so large that the texture would be magnified, finer ones go on where it ends.
        """
        index, detail = int(self.random.integers(TEXTURE_COUNT)), round(5 * detail) / 5
        # frequency 1 shows about a sixth of the texture across one unit
        step = TEXTURE_SIZE / 6.0 * frequency / self.scale
        left, top = self.between(0, TEXTURE_SIZE), self.between(0, TEXTURE_SIZE)

        def look_up(x: np.ndarray, y: np.ndarray) -> np.ndarray:
            u, v = x * step + left, y * step + top
            texels = step * self.pixel
            seen = sample(cloud_texture(index, detail), u, v, texels < MAGNIFIED)
            share = 1.0
            while texels < MAGNIFIED:
                u, v, texels, share = FINER * u, FINER * v, FINER * texels, share * FINER ** (-0.8 * detail)
                seen += np.float32(share) * sample(cloud_texture(index, detail, True), u, v, texels < MAGNIFIED)
            return np.clip(seen, 0, 1, out=seen)

        return look_up

    def noise(self, x: np.ndarray, y: np.ndarray, frequency: float, detail: float = 1.0) -> np.ndarray:
        """Fractal noise in 0..1 looked up at x, y: a new place in it on every call."""
        return self.field(frequency, detail)(x, y)

    def sheet(self) -> np.ndarray:
        """An empty sheet (H, W, 3) uint8 to draw on with OpenCV in colours of `paint`; see `points` and `laid`."""
        return np.zeros((*self.x.shape, 3), np.uint8)  # OpenCV smooths no edges on float

    def stencil(self) -> np.ndarray:
        """An empty sheet (H, W) uint8 of which only light counts, 0..255; see `points` and `seen`."""
        return np.zeros(self.x.shape, np.uint8)

    def points(self, x, y) -> np.ndarray:
        """Places in the picture's units as OpenCV draws them with a shift of 4: sixteenths of a pixel, (..., 2)."""
        height, width = self.x.shape
        places = np.empty((*np.shape(x), 2))
        places[..., 0], places[..., 1] = x, y
        places *= 16 / self.pixel
        places += (8 * width - 7.5, 8 * height - 7.5)
        return np.clip(places, -(1 << 20), 1 << 20, out=places).astype(np.int32)

    def seen(self, drawn: np.ndarray, where=...) -> np.ndarray:
        """A sheet as it looks through the canvas's coordinates, mirrored or folded: float32, uint8 as 0..1.

        where: rows and columns, see `around`; the whole picture by default.
        """
        height, width = self.x.shape
        u, v = self.x[where] / self.pixel + (width / 2 - 0.5), self.y[where] / self.pixel + (height / 2 - 0.5)
        found = cv2.remap(drawn, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        return found * np.float32(1 / 255) if drawn.dtype == np.uint8 else found

    def around(self, left: float, top: float, across: float, down: float) -> tuple[slice, slice]:
        """The rows and columns that hold every place less than so far from one; none of either where there is none."""
        near = (np.abs(self.x - left) < across) & (np.abs(self.y - top) < down)
        return span(np.any(near, 1)), span(np.any(near, 0))

    def laid(self, sheet: np.ndarray, tone, blend, glow, focus: float = 0.0, grain: np.ndarray | float = 1.0):
        """Tone, blend and glow with a sheet laid over them.

        focus: how far it is out of focus, as a share of the short side. grain: a texture that its light is times.
        """
        drawn = self.seen(blur(sheet.astype(np.float32) / 255, focus) if focus else sheet)
        light, hue, clear = drawn[..., 0] * BRIGHTEST * grain, drawn[..., 1], 1 - drawn[..., 2]
        return tone * clear + light, blend * clear + hue, glow * clear

    def warped(self, frequency: float, amount: float, detail: float = 1.0) -> np.ndarray:
        """Noise looked up at places that noise has moved, which reads as flow; 0..1, (H, W)."""
        dx = self.noise(self.x, self.y, frequency * 0.6, 1.4) - 0.5
        dy = self.noise(self.x, self.y, frequency * 0.6, 1.4) - 0.5
        return self.noise(self.x + amount * dx, self.y + amount * dy, frequency, detail)


@lru_cache(maxsize=192)
def cloud_texture(index: int, detail: float, fine: bool = False) -> np.ndarray:
    """A tileable 1/f texture in 0..1, float32, (512, 512) with MARGIN around it; `detail` < 1 is rougher, > 1 smoother.

    fine: only its fine part, around 0, which continues the spectrum of one that is magnified FINER times.
    """
    random = np.random.default_rng(7919 * index + 13)
    spectrum = np.fft.rfft2(random.standard_normal((TEXTURE_SIZE, TEXTURE_SIZE)))
    fy = np.fft.fftfreq(TEXTURE_SIZE)[:, None] * TEXTURE_SIZE
    fx = np.fft.rfftfreq(TEXTURE_SIZE)[None] * TEXTURE_SIZE
    radius = np.hypot(fx, fy)
    spectrum *= (radius + 2.0) ** (-1.0 - 0.8 * detail) * (radius > 0)
    spread = np.fft.irfft2(spectrum, s=(TEXTURE_SIZE, TEXTURE_SIZE)).std()
    if fine:
        spectrum *= radius > TEXTURE_SIZE / 2 / FINER
    field = np.fft.irfft2(spectrum, s=(TEXTURE_SIZE, TEXTURE_SIZE)) * 0.22 / spread
    field = np.pad(field if fine else np.clip(0.5 + field, 0, 1), MARGIN, mode="wrap")
    return field.astype(np.float32)


def sample(texture: np.ndarray, u: np.ndarray, v: np.ndarray, cubic: bool = False) -> np.ndarray:
    """A cloud texture at pixel places u, v, wrapping around its edges; cubic: without creases where it is magnified."""
    u, v = u.astype(np.float32, copy=False), v.astype(np.float32, copy=False)
    # several times faster than OpenCV's own wrapping
    u, v = (
        u - TEXTURE_SIZE * np.floor(u / TEXTURE_SIZE) + MARGIN,
        v - TEXTURE_SIZE * np.floor(v / TEXTURE_SIZE) + MARGIN,
    )
    return cv2.remap(texture, u, v, cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def span(held: np.ndarray) -> slice:
    """From the first to the last that is true."""
    places = np.flatnonzero(held)
    return slice(int(places[0]), int(places[-1]) + 1) if len(places) else slice(0)


def paint(light: float, hue: float) -> tuple[float, float, float]:
    """The colour on a sheet of a tone 0..1.25 and a place in the palette 0..1."""
    return 255 * min(max(light, 0), BRIGHTEST) / BRIGHTEST, 255 * min(max(hue, 0), 1), 255.0


def smooth(low: float | np.ndarray, high: float | np.ndarray, field: np.ndarray) -> np.ndarray:
    """Smoothstep: 0 below `low`, 1 above `high` (swap them to fall)."""
    t = np.clip((field - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def rotate(x: np.ndarray, y: np.ndarray, angle: float) -> tuple[np.ndarray, np.ndarray]:
    c, s = float(np.cos(angle)), float(np.sin(angle))
    return c * x - s * y, s * x + c * y


def polar(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Radius and angle (-pi..pi)."""
    return cv2.cartToPolar(x, y)[0], np.arctan2(y, x)


def fold(x: np.ndarray, y: np.ndarray, sides: int) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates folded into one mirrored wedge of `sides`, so that what is drawn repeats around the middle."""
    radius, angle = polar(x, y)
    wedge = 2 * np.pi / sides
    angle = np.abs(np.mod(angle, wedge) - wedge / 2).astype(np.float32)
    return radius * np.cos(angle), radius * np.sin(angle)


def relief(height: np.ndarray, angle: float, strength: float = 1.0) -> np.ndarray:
    """Light raking over a height field from `angle`: about 0.5 on the flat, 0..1."""
    scale = strength * height.shape[0] / 24.0
    dx = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3)
    dy = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3)
    slope = -(dx * float(np.cos(angle)) + dy * float(np.sin(angle))) * scale
    return 0.5 + 0.5 * slope / np.sqrt(1 + slope * slope)


def blur(field: np.ndarray, radius: float) -> np.ndarray:
    """Gaussian blur; `radius` as a share of the picture's short side (cheap: wide ones run at a lower size)."""
    sigma = radius * min(field.shape[:2])
    if sigma < 0.4:
        return field
    if sigma > 5:
        small = cv2.resize(field, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), sigma / 4)
        return cv2.resize(small, field.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.GaussianBlur(field, (0, 0), sigma)


def worley(canvas: Canvas, x: np.ndarray, y: np.ndarray, frequency: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nearest and second nearest distance to scattered points (in cell units) and a random 0..1 per cell."""
    frequency = frequency / canvas.scale
    u, v = x * frequency, y * frequency
    table = canvas.random.random((3, 64, 64), dtype=np.float32)
    iu, iv = np.floor(u).astype(np.int32), np.floor(v).astype(np.int32)
    first = np.full(x.shape, 9.0, np.float32)
    second, cell = first.copy(), np.zeros_like(first)
    for du in (-1, 0, 1):
        for dv in (-1, 0, 1):
            index = ((iv + dv) & 63) * 64 + ((iu + du) & 63)
            px = iu + du + table[0].ravel()[index] - u
            py = iv + dv + table[1].ravel()[index] - v
            distance = np.sqrt(px * px + py * py, dtype=np.float32)
            nearer = distance < first
            second = np.where(nearer, first, np.minimum(second, distance))
            cell = np.where(nearer, table[2].ravel()[index], cell)
            first = np.minimum(first, distance)
    return first, second, cell


def dots(canvas: Canvas, count: int, low: float, high: float) -> np.ndarray:
    """Scattered points of light (stars, sparks) of radius low..high pixels at 288 lines; 0..1."""
    height, width = canvas.x.shape
    field = canvas.stencil()
    unit = 1 / (144 * canvas.pixel)
    for _ in range(count):
        centre = (int(canvas.random.random() * width * 16), int(canvas.random.random() * height * 16))
        radius, light = canvas.between(low, high) * unit, canvas.between(0.3, 1.0)
        # less than a pixel is less light, not less wide
        light *= min(1.0, (radius / 0.7) ** 2)
        cv2.circle(field, centre, max(11, int(radius * 16)), 255 * light, -1, cv2.LINE_AA, 4)
    return canvas.seen(field)
