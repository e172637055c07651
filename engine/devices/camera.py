"""Cameras: which there are, found without switching one on where the system allows that, and one that is dreamed.

Pictures come through OpenCV: V4L2 on Linux, DirectShow on Windows, AVFoundation on macOS.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine.devices import v4l2
from engine.devices.device_worker import DeviceError, Found, InputDevice, Size

BACKENDS = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
ASKED = (1280, 720)  # pixels: what dreams are smaller than, and what every camera gives at a full rate
RATE = 30.0
THIN = 1 / 62  # seconds between pictures that are converted, at least
FOUND_SIZES = 6  # that are told
TRIES = 3  # grabs in a row that may fail

CURES = {
    "linux": "is it plugged in, used by another program, or this user not in the group video?",
    "win32": "is it used by another program, or closed to desktop apps in Settings > Privacy > Camera?",
    "darwin": "is it used by another program, or closed to this terminal in System Settings > Privacy > Camera?",
}


@dataclass(frozen=True)
class FoundCamera:
    """number: as in camera:NUMBER. sizes: what it offers, largest first, in words, as far as it says without opening.

    looped: it carries what a program on this machine sends.
    """

    number: int
    name: str
    sizes: tuple[str, ...] = ()
    looped: bool = False


def cameras() -> list[FoundCamera]:
    """Every camera, in order of their numbers."""
    if sys.platform == "linux":
        return _video4linux()
    return _listed("avfoundation" if sys.platform == "darwin" else "dshow")


def first_camera() -> int | None:
    """The camera that is meant where none is named: the first that is no other program's picture, or None."""
    return next((camera.number for camera in cameras() if not camera.looped), None)


def _video4linux() -> list[FoundCamera]:
    found = []
    for path in v4l2.nodes():
        number = int(path.removeprefix("/dev/video"))
        with contextlib.suppress(OSError):
            node = v4l2.query(path)
            if number < v4l2.MOST and node.capabilities & v4l2.CAPTURE:
                sizes = tuple(f"{width}x{height}" for width, height in v4l2.frame_sizes(path)[:FOUND_SIZES])
                found.append(FoundCamera(number, node.card, sizes, node.driver == v4l2.LOOPBACK))
    return found


def _listed(system: str) -> list[FoundCamera]:
    """What FFmpeg lists of DirectShow or AVFoundation, in the order in which OpenCV counts them."""
    import av

    try:
        devices = av.enumerate_input_devices(system)
    except (AttributeError, ValueError, av.FFmpegError):  # an older PyAV, or one without that system
        return []
    named = [device.description for device in devices if "video" in device.media_types]
    real = [name for name in named if not name.startswith("Capture screen")]
    return [FoundCamera(number, name, looped="virtual" in name.lower()) for number, name in enumerate(real)]


class CameraInput(InputDevice):
    """number: as the system counts them, "" for the first."""

    layout = "BGR"

    def __init__(self, number: str):
        index = int(number) if number else first_camera()
        if index is None:
            raise DeviceError("no camera is here")
        if sys.platform == "linux" and not os.path.exists(f"/dev/video{index}"):
            raise DeviceError(f"camera {index} is not here")
        self._index = index
        self._camera: Any = cv2.VideoCapture(index, BACKENDS.get(sys.platform, cv2.CAP_ANY))
        if not self._camera.isOpened():
            self._camera.release()
            raise DeviceError(f"camera {index} does not open: {CURES.get(sys.platform, 'is it plugged in?')}")
        # Compressed first: over USB 2 a camera gives 720p at 30 a second only as MJPG. What it can't do, it ignores.
        self._camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._camera.set(cv2.CAP_PROP_FRAME_WIDTH, ASKED[0])
        self._camera.set(cv2.CAP_PROP_FRAME_HEIGHT, ASKED[1])
        self._camera.set(cv2.CAP_PROP_FPS, RATE)
        self._camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._converted = 0.0
        self._failed = 0
        self.description = f"camera {index}"

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        if not self._camera.grab():
            self._missed(wait)
            return None
        now = time.perf_counter()
        if now - self._converted < THIN:
            return None
        there, picture = self._camera.retrieve()
        if not there or picture is None or picture.size == 0:
            self._missed(wait)
            return None
        self._failed, self._converted = 0, now
        self.description = f"camera {self._index}, {picture.shape[1]}x{picture.shape[0]}"
        if picture.ndim == 2 or picture.shape[2] == 1:
            return cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
        return picture[:, :, :3]

    def close(self) -> None:
        self._camera.release()

    @staticmethod
    def found(media: Path) -> list[Found]:
        there = cameras()
        if not there:
            raise DeviceError("no camera is here")
        return [(f"camera:{one.number}", f"{one.name}   {' '.join(one.sizes)}".rstrip()) for one in there]

    def _missed(self, wait: float) -> None:
        self._failed += 1
        if self._failed >= TRIES:
            raise DeviceError(f"camera {self._index} gives no pictures any more")
        time.sleep(min(wait, 0.05))
