"""The cameras of this machine, found without switching one on where the system allows that."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 64  # numbers that a camera may have
CAPTURE, LOOPBACK = 0x1, "v4l2 loopback"
FOUND_SIZES = 6  # that are told

# Linux's ioctls, by <linux/videodev2.h>
QUERYCAP, ENUM_FMT, ENUM_SIZES = 0x80685600, 0xC0405602, 0xC02C564A
CAPABILITY = struct.Struct("16s32s32sIII12x")  # driver, card, bus, version, capabilities, of this node
DESCRIPTION = struct.Struct("=III32sI4I")  # index, type, flags, description, four characters
FRAME_SIZE = struct.Struct("=III6I2I")  # index, four characters, type, sizes
DISCRETE = 1


@dataclass(frozen=True)
class Camera:
    """number: as in camera:NUMBER. sizes: what it offers, largest first, in words, as far as it says without opening.

    looped: it carries what a program on this machine sends.
    """

    number: int
    name: str
    sizes: tuple[str, ...] = ()
    looped: bool = False


def cameras() -> list[Camera]:
    """Every camera, in order of their numbers."""
    if sys.platform == "linux":
        return _video4linux()
    return _listed("avfoundation" if sys.platform == "darwin" else "dshow")


def first() -> int | None:
    """The camera that is meant where none is named: the first that is no other program's picture, or None."""
    return next((camera.number for camera in cameras() if not camera.looped), None)


def _listed(system: str) -> list[Camera]:
    """What FFmpeg lists of DirectShow or AVFoundation, in the order in which OpenCV counts them."""
    import av

    try:
        devices = av.enumerate_input_devices(system)
    except (AttributeError, ValueError, av.FFmpegError):  # an older PyAV, or one without that system
        return []
    named = [device.description for device in devices if "video" in device.media_types]
    real = [name for name in named if not name.startswith("Capture screen")]
    return [Camera(number, name, looped="virtual" in name.lower()) for number, name in enumerate(real)]


def _video4linux() -> list[Camera]:
    found = []
    for node in sorted(glob.glob("/dev/video*"), key=lambda node: int(re.sub(r"\D", "", node) or 0)):
        number = re.fullmatch(r"/dev/video(\d+)", node)
        with contextlib.suppress(OSError, ValueError):
            if number and int(number[1]) < MOST and (camera := _asked(node, int(number[1]))):
                found.append(camera)
    return found


def _asked(node: str, number: int) -> Camera | None:
    """What a node says of itself; None for one that gives no pictures. Raises OSError."""
    import fcntl

    file = os.open(node, os.O_RDWR | os.O_NONBLOCK)
    try:
        answer = bytearray(CAPABILITY.size)
        fcntl.ioctl(file, QUERYCAP, answer)
        driver, card, _, _, all_nodes, this_node = CAPABILITY.unpack(answer)
        if not (this_node or all_nodes) & CAPTURE:
            return None
        looped = driver.rstrip(b"\0").decode(errors="replace") == LOOPBACK
        sizes = dict.fromkeys(size for four in _formats(file) for size in _sizes(file, four))
        largest = sorted(sizes, key=lambda size: -size[0] * size[1])[:FOUND_SIZES]
        name = card.rstrip(b"\0").decode(errors="replace")
        return Camera(number, name, tuple(f"{width}x{height}" for width, height in largest), looped)
    finally:
        os.close(file)


def _formats(file: int) -> Iterator[int]:
    import fcntl

    for index in range(32):
        asked = bytearray(DESCRIPTION.pack(index, CAPTURE, 0, b"", 0, 0, 0, 0, 0))
        try:
            fcntl.ioctl(file, ENUM_FMT, asked)
        except OSError:
            return
        yield DESCRIPTION.unpack(asked)[4]


def _sizes(file: int, four: int) -> Iterator[tuple[int, int]]:
    import fcntl

    for index in range(64):
        asked = bytearray(FRAME_SIZE.pack(index, four, 0, *[0] * 8))
        try:
            fcntl.ioctl(file, ENUM_SIZES, asked)
        except OSError:
            return
        _, _, kind, width, height, *rest = FRAME_SIZE.unpack(asked)
        if kind != DISCRETE:  # any size between two
            yield height, rest[1]
            return
        yield width, height
