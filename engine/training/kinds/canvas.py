"""Where pictures are drawn: coordinates, tileable noise and small optical helpers, all float32 numpy."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

TEXTURE_SIZE = 512
TEXTURE_COUNT = 24


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

    def noise(self, x: np.ndarray, y: np.ndarray, frequency: float, detail: float = 1.0) -> np.ndarray:
        """Tileable fractal noise in 0..1 looked up at x, y: a new place in it on every call."""
        texture = cloud_texture(int(self.random.integers(TEXTURE_COUNT)), round(detail, 1))
        # frequency 1 shows about a sixth of the texture across one unit
        step = TEXTURE_SIZE / 6.0 * frequency / self.scale
        u = x * step + self.between(0, TEXTURE_SIZE)
        v = y * step + self.between(0, TEXTURE_SIZE)
        return sample(texture, u, v)

    def warped(self, frequency: float, amount: float, detail: float = 1.0) -> np.ndarray:
        """Noise looked up at places that noise has moved, which reads as flow; 0..1, (H, W)."""
        dx = self.noise(self.x, self.y, frequency * 0.6, 1.4) - 0.5
        dy = self.noise(self.x, self.y, frequency * 0.6, 1.4) - 0.5
        return self.noise(self.x + amount * dx, self.y + amount * dy, frequency, detail)


@lru_cache(maxsize=64)
def cloud_texture(index: int, detail: float) -> np.ndarray:
    """A tileable 1/f texture in 0..1, (512, 512) float32; `detail` < 1 is rougher, > 1 smoother."""
    random = np.random.default_rng(7919 * index + 13)
    spectrum = np.fft.rfft2(random.standard_normal((TEXTURE_SIZE, TEXTURE_SIZE)))
    fy = np.fft.fftfreq(TEXTURE_SIZE)[:, None] * TEXTURE_SIZE
    fx = np.fft.rfftfreq(TEXTURE_SIZE)[None] * TEXTURE_SIZE
    radius = np.hypot(fx, fy)
    spectrum *= (radius + 2.0) ** (-1.0 - 0.8 * detail) * (radius > 0)
    field = np.fft.irfft2(spectrum, s=(TEXTURE_SIZE, TEXTURE_SIZE))
    return np.clip(0.5 + 0.22 * field / field.std(), 0, 1).astype(np.float32)


def sample(texture: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """`texture` at pixel places u, v, wrapping around its edges."""
    return cv2.remap(texture, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)


def smooth(low: float, high: float, field: np.ndarray) -> np.ndarray:
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
    """Scattered soft points of light (stars, sparks) of radius low..high pixels at 288 lines; 0..1."""
    height, width = canvas.x.shape
    field = np.zeros((height, width), np.float32)
    unit = min(height, width) / 288
    for _ in range(count):
        centre = (int(canvas.random.integers(width)), int(canvas.random.integers(height)))
        radius = canvas.between(low, high) * unit
        light = canvas.between(0.3, 1.0)
        cv2.circle(field, (centre[0] * 16, centre[1] * 16), max(8, int(radius * 16)), light, -1, cv2.LINE_AA, 4)
    return field
