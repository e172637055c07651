"""A still picture from a file, turned as its EXIF says, over black where it is transparent."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from engine.inputs.source import InputError, Size, Source

MOST_PIXELS = 80_000_000  # that are decoded: 240 MB for a moment
LARGEST = (3840, 2160)  # what is kept, as the size that is dreamed may change

Image.MAX_IMAGE_PIXELS = None  # the bound is ours, as a JPEG is decoded at a fraction of its size


class Still(Source):
    """Gives the picture once."""

    still = True

    def __init__(self, path: Path):
        self._picture: np.ndarray | None = load(path)
        self.description = path.name

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        picture, self._picture = self._picture, None
        if picture is None:
            time.sleep(wait)
        return picture


def load(path: Path) -> np.ndarray:
    """Read a picture as (h, w, 3) uint8 RGB, scaled down to about LARGEST. Raises InputError."""
    try:
        with Image.open(path) as image:
            width, height = image.size
            if image.format == "JPEG":
                image.draft("RGB", LARGEST)  # libjpeg decodes at a half, a quarter or an eighth of the size
            if image.width * image.height > MOST_PIXELS:
                most = f"{MOST_PIXELS // 1_000_000} million pixels are taken"
                raise InputError(f"{path.name} is {width}x{height}: at most {most}; save it smaller, or as JPEG")
            return _flat(image)
    except UnidentifiedImageError:
        raise InputError(f"{path.name} is no picture that can be read") from None
    except InputError:
        raise
    except Exception as error:  # a broken file breaks its decoder in many ways
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InputError(f"{path.name} can't be read: {' '.join(reason.split())}") from None


def _flat(image: Image.Image) -> np.ndarray:
    factor = int(min(image.width / LARGEST[0], image.height / LARGEST[1]))
    alpha = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    turned = ImageOps.exif_transpose(image).convert("RGBA" if alpha else "RGB")
    if factor > 1:
        turned = turned.reduce(factor)
    pixels = np.asarray(turned)
    if alpha:
        weight = pixels[:, :, 3:].astype(np.uint16)
        pixels = ((pixels[:, :, :3] * weight + 127) // 255).astype(np.uint8)
    return np.ascontiguousarray(pixels)
