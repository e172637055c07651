"""How much detail a picture holds, measured without a network or a download: seven measures and what they stand on.

Bicubic enlargements are the floor of each, pictures drawn at full size the ceiling. Grain over a bicubic enlargement
has the energy of detail and none of its shape: a measure that takes it for detail is no good, and is not believed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

CROP = 1024  # pixels, the side of the windows whose spectrum is taken
BLOCK = 240  # pixels, the side of the blocks that the patch features describe
SCALES = 4  # octaves of the patch features
QUIET = 0.25  # levels of 255 below which a difference is taken for none
LEAKAGE = 4  # bins that a Hann window smears a frequency over, and some

Size = tuple[int, int]  # width, height


def luma(picture: np.ndarray) -> np.ndarray:
    """The luma of an (H, W, 3) uint8 RGB picture by BT.601, as (H, W) float32 of 0..255."""
    return (
        cv2.transform(picture, np.array([[0.299, 0.587, 0.114]], np.float32))
        .astype(np.float32)
        .reshape(picture.shape[:2])
    )


def crops(height: int, width: int, side: int = CROP) -> list[tuple[slice, slice]]:
    """Windows of `side`, or of what the picture has, evenly over it and hardly overlapping."""
    rows, columns = min(side, height), min(side, width)
    tops = np.linspace(0, height - rows, max(height // rows, 1)).round().astype(int)
    lefts = np.linspace(0, width - columns, max(width // columns, 1)).round().astype(int)
    return [(slice(top, top + rows), slice(left, left + columns)) for top in tops for left in lefts]


def band_energy(picture: np.ndarray, native: Size) -> float:
    """Mean square (levels of 255) of what lies above a native size's Nyquist frequency, in Hann-windowed crops of luma.

    picture: (H, W, 3) uint8 RGB; native: the (width, height) that it may have been enlarged from.
    """
    light = luma(picture)
    height, width = light.shape
    found = []
    for rows, columns in crops(height, width):
        cut = light[rows, columns]
        window = np.outer(np.hanning(cut.shape[0]), np.hanning(cut.shape[1])).astype(np.float32)
        mean = float((cut * window).sum() / window.sum())
        spectrum = np.fft.fft2((cut - mean) * window)
        down, across = np.abs(np.fft.fftfreq(cut.shape[0])), np.abs(np.fft.fftfreq(cut.shape[1]))
        above = (down > native[1] / height / 2 + LEAKAGE / cut.shape[0])[:, None]
        above = above | (across > native[0] / width / 2 + LEAKAGE / cut.shape[1])[None, :]
        energy = float((np.abs(spectrum[above]) ** 2).sum())
        found.append(energy / cut.size / float((window.astype(np.float64) ** 2).sum()))
    return float(np.mean(found))


def decibels(energy: float, reference: float) -> float:
    """One mean square over another, in dB; energies that nobody could see count as one five-hundredth of a level."""
    return 10 * math.log10(max(energy, 4e-6) / max(reference, 4e-6))


def fine_band(light: np.ndarray, native: Size) -> np.ndarray:
    """What a native size can't hold of (H, W) luma: all but a Gaussian that passes half of twice its Nyquist frequency.

    Of what lies below that frequency, where an enlargement has its edges too, hardly anything is left.
    """
    height, width = light.shape
    spread = math.sqrt(math.log(2) / 2) / math.pi
    sigmas = (spread * width / native[0], spread * height / native[1])
    return light - cv2.GaussianBlur(light, (0, 0), sigmaX=sigmas[0], sigmaY=sigmas[1])


def kurtosis(band: np.ndarray) -> float:
    """The fourth moment over the square of the second: 3 for Gaussian grain, far more for edges, 0 for nothing."""
    values = band.astype(np.float64).ravel()
    values -= values.mean()
    square = float((values**2).mean())
    return float((values**4).mean() / square**2) if square > 1e-12 else 0.0


def belongs(light: np.ndarray, native: Size) -> float:
    """Whether the fine band lies where the base has edges, a correlation of -1..1: detail does, grain does not."""
    band = np.abs(fine_band(light, native))
    base = light - fine_band(light, native)
    slope = np.hypot(cv2.Sobel(base, cv2.CV_32F, 1, 0), cv2.Sobel(base, cv2.CV_32F, 0, 1))
    cell = max(light.shape[1] // native[0], 1) * 2
    small = max(light.shape[1] // cell, 1), max(light.shape[0] // cell, 1)
    a, b = (cv2.resize(each, small, interpolation=cv2.INTER_AREA).ravel() for each in (band, slope))
    return float(np.corrcoef(a, b)[0, 1]) if a.std() > 1e-6 and b.std() > 1e-6 else 0.0


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    """Peak signal to noise of two uint8 pictures of one shape, in dB; 100 where they are equal."""
    wrong = float(((a.astype(np.float32) - b.astype(np.float32)) ** 2).mean())
    return min(10 * math.log10(255**2 / max(wrong, 1e-9)), 100.0)


def fidelity(large: np.ndarray, keyframe: np.ndarray) -> float:
    """PSNR in dB of an enlargement, scaled down again by averaging areas, against the keyframe that it came from."""
    height, width = keyframe.shape[:2]
    return psnr(cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA), keyframe)


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Structural similarity of the luma of two pictures, 11 x 11 Gaussian windows of sigma 1.5 (Wang et al. 2004)."""
    x, y = luma(a), luma(b)

    def local(values: np.ndarray) -> np.ndarray:
        return cv2.GaussianBlur(values, (11, 11), 1.5)

    mean_x, mean_y = local(x), local(y)
    var_x, var_y = local(x * x) - mean_x**2, local(y * y) - mean_y**2
    both = local(x * y) - mean_x * mean_y
    low, high = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    seen = (2 * mean_x * mean_y + low) * (2 * both + high) / ((mean_x**2 + mean_y**2 + low) * (var_x + var_y + high))
    return float(seen.mean())


def patch_features(picture: np.ndarray) -> np.ndarray:
    """What the blocks of a picture look like close up: (N, 28) float64, one row for each block of BLOCK pixels.

    For each of four octaves: how strong the differences in four directions and their curvature are, relative to the
    slopes of the coarsest, how sparse they are (grain is not, edges are), and whether they lie where those of the next
    octave do. After Portilla & Simoncelli 2000, who describe textures by such statistics.
    """
    light = luma(picture)
    rows, columns = max(light.shape[0] // BLOCK, 1), max(light.shape[1] // BLOCK, 1)

    def blocks(values: np.ndarray) -> np.ndarray:
        return cv2.resize(values, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float64)

    kernels = [np.array(k, np.float32) / 2 for k in ([[-1, 0, 1]], [[-1], [0], [1]])]
    kernels += [
        np.array(k, np.float32) / 2 for k in ([[-1, 0, 0], [0, 0, 0], [0, 0, 1]], [[0, 0, -1], [0, 0, 0], [1, 0, 0]])
    ]
    features, levels = [], [light]
    for _ in range(SCALES):
        levels.append(cv2.pyrDown(levels[-1]))

    def slopes(level: np.ndarray) -> np.ndarray:
        return np.hypot(cv2.filter2D(level, cv2.CV_32F, kernels[0]), cv2.filter2D(level, cv2.CV_32F, kernels[1]))

    strong = [slopes(level) for level in levels]
    coarsest = np.log(blocks(strong[-1]) + QUIET)
    for level, here, coarser in zip(levels, strong, strong[1:], strict=False):
        features += [np.log(blocks(np.abs(cv2.filter2D(level, cv2.CV_32F, k))) + QUIET) - coarsest for k in kernels]
        features.append(np.log(blocks(np.abs(cv2.Laplacian(level, cv2.CV_32F))) + QUIET) - coarsest)
        mean, square = blocks(here), blocks(here * here)
        features.append(0.5 * np.log((square + QUIET**2) / (mean**2 + QUIET**2)))
        there = cv2.resize(coarser, (here.shape[1], here.shape[0]), interpolation=cv2.INTER_LINEAR)
        mean_there = blocks(there)
        both = blocks(here * there) - mean * mean_there
        spread = (square - mean**2).clip(0) * (blocks(there * there) - mean_there**2).clip(0)
        features.append(both / np.sqrt(spread + QUIET**4))
    return np.stack([each.ravel() for each in features], axis=1)


def patch_distance(found: np.ndarray, real: np.ndarray, scale: np.ndarray) -> float:
    """The Fréchet distance of patch features (N, F) from those of real detail, each in units of `scale` (F,)."""
    from engine.training.figures import frechet

    return frechet(found / scale, real / scale)


def apart(found: np.ndarray, real: np.ndarray, scale: np.ndarray) -> float:
    """The root mean square distance of paired patch features (N, F), each in units of `scale` (F,)."""
    return float(np.sqrt((((found - real) / scale) ** 2).mean()))


def spread_in_time(bands: Sequence[np.ndarray]) -> float:
    """How much the fine bands (H, W) of a held place differ from frame to frame, over what one of them holds, 0..1.

    0 where all frames are equal; 1 and more where the detail boils.
    """
    whole = np.stack(bands).astype(np.float64)
    inside = float(whole[0].std())
    return float(np.sqrt(whole.var(axis=0).mean())) / inside if inside > 1e-9 else 0.0


def pulse(strengths: Sequence[float], fps: float, rate: float) -> float:
    """How far fine-band strengths, one a frame, beat at the keyframe rate: their power there over that nearby.

    Around 1 is no peak. Power nearby is the median from half that rate to twice it, slow change taken off.
    """
    series = np.asarray(strengths, np.float64)
    times = np.arange(len(series))
    series = series - np.polyval(np.polyfit(times, series, 3), times)
    power = np.abs(np.fft.rfft(series * np.hanning(len(series)))) ** 2
    bins = np.fft.rfftfreq(len(series), 1 / fps)
    width = 1.5 * fps / len(series)
    here, near = np.abs(bins - rate) <= width, (bins >= rate / 2) & (bins <= min(2 * rate, fps / 2))
    near &= ~here
    floor = max(float(np.median(power[near])), 1e-9 * float(np.asarray(strengths).mean() ** 2) * len(series))
    return float(power[here].max() / floor)


def largest_step(frames: Sequence[np.ndarray]) -> float:
    """The largest mean difference of neighbouring frames over the median one; 1 for even motion, 0 for none."""
    steps = [float(np.abs(b.astype(np.float32) - a).mean()) for a, b in zip(frames, frames[1:], strict=False)]
    median = float(np.median(steps))
    return max(steps) / median if median > 1e-6 else 0.0


def copies(whole: Sequence[str], windows: Sequence[Sequence[str]]) -> float:
    """Percent of windows in which a classifier sees what the whole picture shows: a subject that comes in miniature."""
    hits = [each == kind for kind, seen in zip(whole, windows, strict=True) for each in seen]
    return 100 * float(np.mean(hits)) if hits else 0.0
