"""Video files with something to recognise in them: each picture's number, and plain colours."""

import time
from fractions import Fraction

import av
import numpy as np
from waiting import until

RED = (200, 40, 90)
BITS = 6


def numbered(number, size=(320, 180), colour=RED):
    """RGB: a colour, with the number in blocks of black and white along the top half."""
    width, height = size
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = colour
    block = width // BITS
    for bit in range(BITS):
        picture[: height // 2, bit * block : (bit + 1) * block] = 255 if number >> bit & 1 else 0
    return picture


def number(picture):
    """The number in a picture made by `numbered`, however it was scaled."""
    height, width = picture.shape[:2]
    block = width / BITS
    return sum(int(picture[height // 4, int((bit + 0.5) * block)].mean() > 127) << bit for bit in range(BITS))


def colour(picture):
    """The mean colour of the lower part, where there is no number."""
    return picture[picture.shape[0] * 3 // 4 :].reshape(-1, 3).mean(axis=0)


def write(
    path, pictures, codec="libx264", pixels="yuv420p", times=None, rate=10, container=None, options=None, alpha=None
):
    """Write pictures at `times` (seconds each; at `rate` if left out). alpha: one for all, 0..255, or (h, w)."""
    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        if times:
            stream.codec_context.time_base = Fraction(1, 1000)
        for index, picture in enumerate(pictures):
            if alpha is not None:
                picture = np.dstack([picture, np.broadcast_to(np.uint8(alpha), picture.shape[:2])])
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24" if alpha is None else "rgba")
            if times:
                frame.pts, frame.time_base = round(times[index] * 1000), Fraction(1, 1000)
            else:
                frame.pts, frame.time_base = index, Fraction(1, rate)
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def seen(source, count, size=(320, 180), seconds=30.0):
    """Read so many pictures, as (perf_counter, picture); a machine may stall, so the limit is wide."""
    found = []

    def enough():
        picture = source.read(size, 0.1)
        if picture is not None:
            found.append((time.perf_counter(), picture.copy()))
        return len(found) >= count

    until(enough, seconds, 0, lambda: f"{len(found)} of {count} pictures")
    return found
