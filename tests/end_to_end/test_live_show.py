"""A real show that dreams its live input: pattern and pictures, switched, refused, survived and left."""

import time
from pathlib import Path

import cv2
import numpy as np

SIZE = "1280x720"


def picture(show) -> np.ndarray:
    """What the audience sees, (h, w, 3) BGR."""
    return cv2.imdecode(np.frombuffer(show.frame(), np.uint8), cv2.IMREAD_COLOR).astype(float)


def until_seen(show, what, holds, seconds=60.0) -> np.ndarray:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds(seen := picture(show)):
            return seen
        time.sleep(0.3)
    raise AssertionError(f"never saw {what}: {show.status()}\n{show.said()}")


def bluer(seen: np.ndarray) -> bool:
    return seen[..., 0].mean() > 1.5 * seen[..., 2].mean()


def test_the_input_is_dreamed_switched_survives_and_is_left(start, tmp_path: Path):
    media = tmp_path / "media"
    media.mkdir()
    for name, colour in (("blue.png", (230, 90, 20)), ("red.png", (20, 40, 220))):
        flat = np.full((300, 500, 3), colour, np.uint8)
        cv2.imwrite(str(media / name), cv2.circle(flat, (250, 150), 90, (240, 240, 240), -1))
    show = start("--input", "pattern", "--media", str(media), size=SIZE)
    status = show.dreaming()
    assert status["inputs"]["pattern"]["state"] == "open", status
    first = picture(show)
    until_seen(show, "the pattern move", lambda seen: np.abs(seen - first).mean() > 3)

    show.send("/live/strength", "f", "0.1")
    show.send("/live/input", "s", "image:blue.png")
    until_seen(show, "blue", bluer)
    show.send("/live/input", "s", "file:../../secret.mp4")
    show.send("/live/input", "s", "image:red.png")
    until_seen(show, "red", lambda seen: seen[..., 2].mean() > 1.5 * seen[..., 0].mean())
    assert "/live/input" in show.said() and "secret" in show.said(), "what is refused is told"

    for child in show.dreamers():
        child.kill()
    show.until("started another dreamer", lambda status: status["restarts"] > 0)
    assert picture(show).mean() > 20, "the last picture stays"
    show.until("dreamed again", lambda status: status["ready"] and status["keyframes"] > 0)
    show.send("/live/input", "s", "image:blue.png")
    until_seen(show, "blue again", bluer)

    show.send("/dream/method", "s", "travel")
    show.until("closed the input", lambda status: not status["inputs"])
    figures = show.report()
    assert figures["keyframes"] > 10
