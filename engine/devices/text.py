"""Words as a picture: white letters on black, as large as they fit, for whatever the dreamer makes of them."""

from __future__ import annotations

import functools
import time
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.devices.device_worker import DeviceError, Found, InputDevice, Size

MOST = 200  # characters
MARGIN = 0.06  # of the width and of the height that stays black on each side
SPACING = 0.2  # between lines, of the letters' size
STROKE = 1 / 28  # by which the letters are made bolder, of their size
TRIAL = 100  # pixels of the letters that are measured
# Tried in this order where Pillow's own Latin letters are not enough; Pillow looks in the system's folders.
FONTS = (
    *("DejaVuSans-Bold.ttf", "NotoSans-Bold.ttf", "LiberationSans-Bold.ttf", "segoeuib.ttf", "arialbd.ttf"),
    *("Arial Bold.ttf", "Arial Unicode.ttf", "NotoSansCJK-Bold.ttc", "msyhbd.ttc", "YuGothB.ttc", "malgunbd.ttf"),
    *("PingFang.ttc", "Hiragino Sans GB.ttc", "AppleSDGothicNeo.ttc", "DejaVuSans.ttf", "seguisym.ttf"),
)


class TextInput(InputDevice):
    """Gives the words once for every size that is asked for. Raises DeviceError for what can't be written."""

    still = True

    def __init__(self, words: str):
        self._words = " ".join(words.split())
        if len(self._words) > MOST:
            raise DeviceError(f"text of {len(self._words)} characters: {MOST} are taken")
        _font(self._words)
        self._given: Size | None = None
        self.description = f"the words {self._words:.40}"

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        if size == self._given:
            time.sleep(wait)
            return None
        self._given = size
        return self.picture(size)

    def picture(self, size: Size) -> np.ndarray:
        """The words as (height, width, 3) uint8 RGB."""
        return written(self._words, size)

    @staticmethod
    def found(media: Path) -> list[Found]:
        return [("text:REVERIE", "any words, as large as they fit")]


def written(words: str, size: Size) -> np.ndarray:
    """The words in as many lines as make them largest: (height, width, 3) uint8 RGB. Raises DeviceError."""
    width, height = size
    lines, scale = max((_fitted(words, count, size) for count in range(1, words.count(" ") + 2)), key=lambda x: x[1])
    pixels = max(6, int(TRIAL * scale))
    font = _font(words).font_variant(size=pixels)
    left, top, right, bottom = _extent(lines, font, pixels)
    picture = Image.new("L", size, 0)
    at = (width - left - right) / 2, (height - top - bottom) / 2  # the ink's middle, not that of the lines
    ImageDraw.Draw(picture).multiline_text(at, "\n".join(lines), fill=255, font=font, **_style(pixels))
    return np.repeat(np.asarray(picture)[:, :, None], 3, axis=2)


def _fitted(words: str, count: int, size: Size) -> tuple[list[str], float]:
    """The words in at most so many lines of about one length, and how many times larger than TRIAL they fit."""
    lines = _broken(words.split(" "), count)
    left, top, right, bottom = _extent(lines, _font(words), TRIAL)
    room = 1 - 2 * MARGIN
    return lines, min(room * size[0] / max(right - left, 1), room * size[1] / max(bottom - top, 1))


def _extent(lines: list[str], font: ImageFont.FreeTypeFont, pixels: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the ink of lines that are drawn at (0, 0)."""
    draw = ImageDraw.Draw(Image.new("L", (1, 1)))
    return draw.multiline_textbbox((0, 0), "\n".join(lines), font=font, **_style(pixels))


def _style(pixels: int) -> dict[str, Any]:
    return {"align": "center", "spacing": pixels * SPACING, "stroke_width": round(pixels * STROKE)}


def _broken(words: list[str], count: int) -> list[str]:
    """Put words into the fewest lines no longer than a limit, which is the shortest that gives at most `count`."""
    limit = max(map(len, words))
    while True:
        lines = [words[0]]
        for word in words[1:]:
            if len(lines[-1]) + 1 + len(word) <= limit:
                lines[-1] += " " + word
            else:
                lines.append(word)
        if len(lines) <= count:
            return lines
        limit += 1


@functools.lru_cache(8)
def _font(words: str) -> ImageFont.FreeTypeFont:
    """The first font that has every letter, TRIAL pixels large. Raises DeviceError where none has."""
    letters = sorted(set(words) - {" "})
    missing: list[str] = letters
    for name in (None, *FONTS):
        try:
            font = ImageFont.load_default(TRIAL) if name is None else ImageFont.truetype(name, TRIAL)
        except OSError:
            continue
        if not isinstance(font, ImageFont.FreeTypeFont):  # a Pillow without FreeType
            raise DeviceError("this Pillow has no FreeType: pip install --force-reinstall pillow")
        lacking = [letter for letter in letters if not _has(font, letter)]
        if not lacking:
            return font
        missing = min(missing, lacking, key=len)
    shown = ", ".join(f"{letter} ({unicodedata.name(letter, 'no name')})" for letter in missing[:3])
    raise DeviceError(f"no font here has {shown}: install one that has, such as Noto Sans")


def _has(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))  # no character, so what stands for missing ones
