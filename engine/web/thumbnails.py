"""Small pictures of presets, taken from the screen when a preset is saved and kept beside its file."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.coercion import BadValue
from engine.control.actions import Handler
from engine.control.presets import Presets, checked_name
from engine.files import write_bytes

WIDTH = 320  # pixels of the longer side
QUALITY = 82
PATIENCE = 5.0  # seconds for the preset's file and for the picture


class Thumbnails:
    """Takes pictures in `run(stop)`. preview: a devices.preview.PreviewOutput; report: takes one line of trouble."""

    def __init__(self, preview: Any, presets: Presets, report: Callable[[str], None]):
        self._preview, self._presets, self._report = preview, presets, report
        self._wanted: queue.SimpleQueue[str] = queue.SimpleQueue()

    def after(self, save: Handler) -> Handler:
        """The handler of /preset/save with a picture taken, soon, of what it saves."""

        def saved(arguments: list[Any], source: Any) -> None:
            save(arguments, source)
            self._wanted.put(checked_name(arguments[0]))

        return saved

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            with contextlib.suppress(queue.Empty):
                self._take(self._wanted.get(timeout=0.2), stop)

    def _take(self, name: str, stop: threading.Event) -> None:
        woken = threading.Event()
        with self._preview.watch(woken.set):
            if not woken.wait(PATIENCE):
                return
        path = self._saved(name, stop)
        if path is None:
            return
        try:
            write_bytes(path.with_suffix(".jpg"), small(self._preview.jpeg))
        except OSError as error:
            self._report(f"no picture of preset {name!r}: {error.strerror or error}")

    def _saved(self, name: str, stop: threading.Event) -> Path | None:
        """The preset's file, once it has been written a moment ago; None where that failed."""
        began = time.time() - PATIENCE
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end and not stop.wait(0.05):
            with contextlib.suppress(BadValue, OSError):
                path = self._presets.get(name).path
                if path.stat().st_mtime >= began:
                    return path
        return None


def small(jpeg: bytes) -> bytes:
    """The same JPEG at thumbnail size."""
    import cv2
    import numpy as np

    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None, "the preview makes whole pictures"
    height, width = picture.shape[:2]
    scale = min(1.0, WIDTH / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()


def picture_of(preset: Path) -> int:
    """When the thumbnail of a preset's file was taken, in ms since 1970; 0 where there is none."""
    try:
        return preset.with_suffix(".jpg").stat().st_mtime_ns // 1_000_000
    except OSError:
        return 0
