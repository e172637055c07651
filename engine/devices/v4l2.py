"""Linux's video devices (Video4Linux 2): what a node says of itself, and the loopback driver that is a virtual camera.

By <linux/videodev2.h>; nothing is switched on.
"""

from __future__ import annotations

import glob
import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 64  # numbers that a camera may have
CAPTURE, OUTPUT, LOOPBACK = 0x1, 0x2, "v4l2 loopback"
MODPROBE = "sudo modprobe v4l2loopback exclusive_caps=0 max_buffers=8 card_label=Reverie"
RELOAD = f"sudo modprobe -r v4l2loopback && {MODPROBE}"
JOIN = "sudo usermod -aG video $USER"  # for who may not use the devices

QUERYCAP, ENUM_FMT, ENUM_SIZES = 0x80685600, 0xC0405602, 0xC02C564A
CAPABILITY = struct.Struct("16s32s32sIII12x")  # driver, card, bus, version, capabilities, of this node
DESCRIPTION = struct.Struct("=III32sI4I")  # index, type, flags, description, four characters
FRAME_SIZE = struct.Struct("=III6I2I")  # index, four characters, type, sizes
DISCRETE = 1


@dataclass(frozen=True)
class Node:
    """What a video device says of itself. capabilities: flags, CAPTURE and OUTPUT among them."""

    path: str
    driver: str
    card: str
    capabilities: int


def nodes(pattern: str = "/dev/video*") -> list[str]:
    """The video devices whose path matches, as /dev/videoN, in order of their numbers."""
    numbers = [int(found[1]) for path in glob.glob(pattern) if (found := re.search(r"/video(\d+)$", path))]
    return [f"/dev/video{number}" for number in sorted(numbers)]


def loopbacks() -> list[str]:
    """Those that belong to no hardware."""
    return nodes("/sys/devices/virtual/video4linux/video*")


def query(path: str) -> Node:
    """Ask a device what it is. Raises OSError."""
    answer = bytearray(CAPABILITY.size)
    file = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        _ask(file, QUERYCAP, answer)
    finally:
        os.close(file)
    driver, card, _, _, capabilities, here = CAPABILITY.unpack(answer)
    return Node(path, _text(driver), _text(card), here or capabilities)


def frame_sizes(path: str) -> list[tuple[int, int]]:
    """The sizes that a camera offers, (width, height), largest first. Raises OSError."""
    file = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        sizes = dict.fromkeys(size for four in _formats(file) for size in _sizes(file, four))
    finally:
        os.close(file)
    return sorted(sizes, key=lambda size: -size[0] * size[1])


def _formats(file: int) -> Iterator[int]:
    for index in range(32):
        asked = bytearray(DESCRIPTION.pack(index, CAPTURE, 0, b"", 0, 0, 0, 0, 0))
        try:
            _ask(file, ENUM_FMT, asked)
        except OSError:
            return
        yield DESCRIPTION.unpack(asked)[4]


def _sizes(file: int, four: int) -> Iterator[tuple[int, int]]:
    for index in range(64):
        asked = bytearray(FRAME_SIZE.pack(index, four, 0, *[0] * 8))
        try:
            _ask(file, ENUM_SIZES, asked)
        except OSError:
            return
        _, _, kind, width, height, *rest = FRAME_SIZE.unpack(asked)
        if kind != DISCRETE:  # any size between two
            yield height, rest[1]
            return
        yield width, height


def _ask(file: int, request: int, answer: bytearray) -> None:
    import fcntl  # which Windows lacks

    fcntl.ioctl(file, request, answer)


def _text(name: bytes) -> str:
    return name.rstrip(b"\0").decode(errors="replace")
