"""A still picture from a file, turned as its EXIF says, in sRGB's colours, over black where it is transparent."""

from __future__ import annotations

import io
import time
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from engine.devices.crop import over_black
from engine.devices.device_worker import DeviceError, Found, InputDevice, Size, media_files

MOST_PIXELS = 80_000_000  # that are decoded: 240 MB for a moment
PICTURES = frozenset([".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"])
# What is read, whatever a file is called: for PostScript Pillow runs a program.
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
LARGEST = (3840, 2160)  # what is kept, as the size that is dreamed may change

Image.MAX_IMAGE_PIXELS = None  # the bound is ours, as a JPEG is decoded at a fraction of its size
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # what is wrong with a file is said in a line of ours


class ImageInput(InputDevice):
    """Gives the picture once."""

    still = True

    def __init__(self, file: str):
        path = Path(file)
        self._picture: np.ndarray | None = load(path)
        self.description = path.name

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        picture, self._picture = self._picture, None
        if picture is None:
            time.sleep(wait)
        return picture

    @staticmethod
    def found(media: Path) -> list[Found]:
        return media_files(media, "image", PICTURES)


def load(path: Path) -> np.ndarray:
    """Read a picture as (h, w, 3) uint8 RGB, scaled down to about LARGEST. Raises DeviceError."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            width, height = image.size
            if image.format == "JPEG":
                image.draft("RGB", LARGEST)  # libjpeg decodes at a half, a quarter or an eighth of the size
            if image.width * image.height > MOST_PIXELS:
                most = f"{MOST_PIXELS // 1_000_000} million pixels are taken"
                raise DeviceError(f"{path.name} is {width}x{height}: at most {most}; save it smaller, or as JPEG")
            return _flat(image)
    except UnidentifiedImageError:
        picture = _deep(path)
        if picture is not None:
            return picture
        raise DeviceError(f"{path.name} is no picture that can be read") from None
    except DeviceError:
        raise
    except Exception as error:  # a broken file breaks its decoder in many ways
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise DeviceError(f"{path.name} can't be read: {' '.join(reason.split())}") from None


def _flat(image: Image.Image) -> np.ndarray:
    factor = int(min(image.width / LARGEST[0], image.height / LARGEST[1]))
    alpha = image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
    profile = image.info.get("icc_profile")
    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("I", "F") or turned.mode.startswith("I;16"):
        values, clear = np.asarray(turned), turned.info.get("transparency")
        turned = Image.fromarray(_eight_bits(values))
        if clear is not None:
            turned.putalpha(Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8)))
    elif turned.mode in ("La", "RGBa"):
        turned = turned.convert({"La": "LA", "RGBa": "RGBA"}[turned.mode])
    if turned.mode not in ("L", "CMYK", "LAB") or alpha:  # those whose profiles are their own
        turned = turned.convert("RGBA" if alpha else "RGB")
    if factor > 1:
        turned = turned.reduce(factor)
    pixels = np.asarray(_in_srgb(turned, profile))
    if alpha:
        pixels = over_black(pixels, np.asarray(turned.getchannel("A"))[:, :, None])
    return np.ascontiguousarray(pixels)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """An image as RGB, from the colours of its embedded profile to sRGB's; one that is broken is left out."""
    colours = image.convert("RGB") if image.mode == "RGBA" else image
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if own.profile.xcolor_space.strip() == "GRAY" and colours.mode == "RGB":
                colours = colours.convert("L")
            intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
            shown = ImageCms.profileToProfile(colours, own, ImageCms.createProfile("sRGB"), intent, "RGB")
            if shown is not None:
                return shown
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return colours.convert("RGB")


def _eight_bits(values: np.ndarray) -> np.ndarray:
    """Numbers of any range as uint8: whole ones of 8, 16 or 32 bits by the largest, floating-point ones of 0..1 or 255.

    Of those up to 8, what is above 1 is taken for highlights, and held.
    """
    numbers = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
    largest = float(numbers.max(initial=0.0))
    if np.issubdtype(values.dtype, np.floating):
        full = 1.0 if largest <= 8 else 255.0 if largest <= 255 else 65535.0 if largest <= 65535 else largest
    elif values.dtype == np.uint16:
        full = 65535.0
    else:
        full = next(2.0**bits - 1 for bits in (8, 16, 31, 32) if largest < 2.0**bits)
    return np.clip(numbers * (255 / full) + 0.5, 0, 255).astype(np.uint8)


def _deep(path: Path) -> np.ndarray | None:
    """A picture that OpenCV alone can read, as with floating-point colours; None for one that it can't either."""
    try:  # read as bytes first: OpenCV can't open every path that a system can
        found = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    except (OSError, cv2.error):
        return None
    if found is None or found.size > 4 * MOST_PIXELS:
        return None
    picture = found if found.dtype == np.uint8 else _eight_bits(found)
    if picture.ndim == 2:
        return cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB)
    if picture.shape[2] == 4:
        picture = over_black(picture[:, :, :3], picture[:, :, 3:])
    return cv2.cvtColor(np.ascontiguousarray(picture[:, :, :3]), cv2.COLOR_BGR2RGB)
