"""What a show's audience sees: its frames as they are, and as they were recorded."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice, pairwise

import av
import cv2
import numpy as np

DARK, JUMP = 15, 12  # levels of 255, of a whole picture and between two frames
STILL = 90  # frames


def picture(show) -> np.ndarray:
    """What the audience sees, (h, w, 3) BGR."""
    return cv2.imdecode(np.frombuffer(show.frame(), np.uint8), cv2.IMREAD_COLOR).astype(float)


def until_seen(show, what: str, holds: Callable[[np.ndarray], bool], seconds: float = 60.0) -> np.ndarray:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds(seen := picture(show)):
            return seen
        time.sleep(0.3)
    raise AssertionError(f"never saw {what}: {show.status()}\n{show.said()}")


def dark_below(seen: np.ndarray) -> bool:
    """Whether this is the pattern, whose lower part is dark but for some shapes."""
    return bool(np.median(seen[len(seen) // 2 :]) < 110)


def recorded(show) -> Iterator[np.ndarray]:
    """The frames of the only recording of a show that has ended, (h, w) grey."""
    (file,) = (show.folder / "recordings").iterdir()
    with av.open(str(file)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="gray").astype(np.int16)


def assert_unbroken(frames: Iterable[np.ndarray], jump: float = JUMP, rest: int = STILL) -> None:
    """Never black, no jump, and never still for long; but for the first seconds, in which a test may set things up."""
    levels, moved = [], []
    for before, frame in pairwise(islice(frames, STILL, None)):
        levels.append(frame.mean())
        moved.append(np.abs(frame - before).mean())
    assert len(levels) > STILL
    assert min(levels) > DARK, "it went black"
    assert max(moved) < jump, f"the picture jumped by {max(moved):.1f} levels at frame {moved.index(max(moved))}"
    still = [len(list(run)) for quiet, run in groupby(step < 0.02 for step in moved) if quiet]
    assert max(still, default=0) < rest, "the picture stood still"
