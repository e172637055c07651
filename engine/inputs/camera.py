"""A camera, through OpenCV: V4L2 on Linux, DirectShow on Windows, AVFoundation on macOS."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import cv2
import numpy as np

from engine.inputs.cameras import first
from engine.inputs.source import InputError, Size, Source

BACKENDS = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
ASKED = (1280, 720)  # pixels: what dreams are smaller than, and what every camera gives at a full rate
RATE = 30.0
THIN = 1 / 62  # seconds between pictures that are converted, at least
TRIES = 3  # grabs in a row that may fail

CURES = {
    "linux": "is it plugged in, used by another program, or this user not in the group video?",
    "win32": "is it used by another program, or closed to desktop apps in Settings > Privacy > Camera?",
    "darwin": "is it used by another program, or closed to this terminal in System Settings > Privacy > Camera?",
}


class Cam(Source):
    """number: as the system counts them, "" for the first."""

    layout = "BGR"

    def __init__(self, number: str):
        index = int(number) if number else first()
        if index is None:
            raise InputError("no camera is here")
        if sys.platform == "linux" and not os.path.exists(f"/dev/video{index}"):
            raise InputError(f"camera {index} is not here")
        self._index = index
        self._camera: Any = cv2.VideoCapture(index, BACKENDS.get(sys.platform, cv2.CAP_ANY))
        if not self._camera.isOpened():
            self._camera.release()
            raise InputError(f"camera {index} does not open: {CURES.get(sys.platform, 'is it plugged in?')}")
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

    def _missed(self, wait: float) -> None:
        self._failed += 1
        if self._failed >= TRIES:
            raise InputError(f"camera {self._index} gives no pictures any more")
        time.sleep(min(wait, 0.05))
