"""Frames with something to recognise in them."""

import numpy as np

from engine.frames import Format, Frame

# RGB, and the same in BT.601 limited range as the layouts of frames.py have it
COLOURS = {"red": (200, 40, 90), "green": (30, 160, 60), "blue": (40, 60, 190), "grey": (128, 128, 128)}


def yuv(rgb: tuple[int, int, int], red: float = 0.299, blue: float = 0.114) -> tuple[int, int, int]:
    """Limited range; red, blue: the luma weights, BT.601's unless told otherwise (BT.709: 0.2126, 0.0722)."""
    r, g, b = (value / 255 for value in rgb)
    y = red * r + (1 - red - blue) * g + blue * b
    return round(16 + 219 * y), round(128 + 224 * (b - y) / (2 - 2 * blue)), round(128 + 224 * (r - y) / (2 - 2 * red))


def plain(format: Format, tick: int, rgb: tuple[int, int, int]) -> Frame:
    """One colour all over."""
    data = np.empty(format.shape, np.uint8)
    y, u, v = yuv(rgb, 0.2126, 0.0722) if format.layout == "UYVY" else yuv(rgb)
    height, size = format.height, format.width * format.height
    if format.layout == "I420":
        flat = data.reshape(-1)
        flat[:size], flat[size : size * 5 // 4], flat[size * 5 // 4 :] = y, u, v
    elif format.layout == "NV12":
        data[:height], data[height:, ::2], data[height:, 1::2] = y, u, v
    elif format.layout == "UYVY":
        data[:, ::2], data[:, 1::2] = [[u, y]], [[v, y]]
    else:
        data[:] = [dict(zip("RGBA", (*rgb, 255), strict=True))[letter] for letter in format.layout]
    return frozen(format, tick, data)


def noise(format: Format, tick: int) -> Frame:
    """Another picture for each tick, all bytes of it."""
    return frozen(format, tick, np.random.default_rng(tick).integers(0, 256, format.shape, np.uint8))


def stamped(format: Format, tick: int) -> Frame:
    """I420: grey, with the tick written in 16 blocks of luma at the top, black for 0 and white for 1."""
    frame = plain(format, tick, COLOURS["grey"])
    data = frame.data.copy()
    block = format.width // 16
    for bit in range(16):
        data[: format.height // 4, bit * block : (bit + 1) * block] = 235 if tick >> bit & 1 else 16
    return frozen(format, tick, data)


def stamp(luma: np.ndarray) -> int:
    """The tick in a picture made by `stamped`; luma: (height, width)."""
    height, width = luma.shape
    block = width // 16
    return sum(int(luma[height // 8, bit * block + block // 2] > 125) << bit for bit in range(16))


def frozen(format: Format, tick: int, data: np.ndarray) -> Frame:
    """As the presenter hands them out: read-only."""
    data.flags.writeable = False
    return Frame(format, tick, data)
