"""In-betweens that move: two pictures warped towards each other along their optical flow, and mixed where they meet.

The flow of a pair is estimated once (`motion`), on a thread beside the clock (`Flows`); an output frame then costs two
warps (`between`). The field lies on the grid of the moment midway, so that both pictures are warped by one and the same
field and meet. Where forward and backward flow disagree, or where warping does not bring the pictures closer, it fades
to nothing, and what is left is a cross-fade.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace

import cv2
import numpy as np

from engine.journey.homography import pixel_grid
from engine.planes import is_planar, planes, size_of, to_rgb
from engine.stage.pool import empty

LONGEST = 512  # pixels, the longer side of what flow is estimated on
COARSER = 2  # the field has every so many of those pixels: flow is smooth
DISAGREE = 3.0  # pixels between there and back at which flow is half trusted,
UNSURE = 0.1  # and so much more for each pixel that it is long
NOISE = 2.0  # levels of difference between two pictures that say nothing about their motion
SMOOTH = 3.0  # pixels of the field over which trust spreads
PARTS = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the way, where the fine band is measured
MOST_GAIN = 3.0
BAND = 5  # pixels, of the box that a picture's fine band is the difference from
KEPT = 12  # pairs of pictures
WAITING = 2  # pairs that wait to be estimated: the one on the screen, and the next
PATIENCE = 5.0  # seconds for the thread to end
SMALLEST = 64  # pixels, the shorter side of a picture whose flow is worth estimating
LARGEST = 1920 * 1088  # pixels of one that there is time to warp at every tick
AT_ONCE = 0.08  # of the way between two pictures, from either end, within which nobody sees them begin to move
LET_IN = 0.2  # seconds over which they do elsewhere
BRIEF, QUICK = 0.05, 0.15  # seconds that a pair is blended, under which flow is not worth it, or a rough one does
USUAL = 0.3  # the share of the newest in how long a pair is usually blended
LOOK = 0.5  # seconds between looks at whether the thread is to end


@dataclass(frozen=True, eq=False)
class Motion:
    """How picture a becomes picture b, both (h, w, 3) uint8 RGB, or both planar (planes.py).

    speed, bend: (h', w', 2) float32 on the coarse grid of the moment midway, in pixels of the pictures as (x, y):
    what is at x midway has come from x - speed / 2 and goes to x + speed / 2, and the field of another moment differs
    by the bend, times the way from the middle. gains: what the fine band has to be multiplied with at PARTS to keep its
    strength: mixing two textures that differ halves their variance midway, and bilinear sampling takes its share.
    """

    a: np.ndarray
    b: np.ndarray
    speed: np.ndarray
    bend: np.ndarray
    gains: tuple[float, ...] = (1.0,) * len(PARTS)


def motion(a: np.ndarray, b: np.ndarray, quick: bool = False) -> Motion:
    """Estimate how picture a becomes b, of the same size: RGB or planar.

    Dense inverse search (Kroeger et al. 2016) both ways, brought to the grid midway. quick: at half the size, and what
    mixing takes from the fine band is not measured, which costs a fifth: for pairs that hardly differ.
    """
    width, height = size_of(a)
    shrink = max(max(height, width) / LONGEST, 1.0) * (2 if quick else 1)
    size = max(round(width / shrink), 16), max(round(height / shrink), 16)
    coarse = max(size[0] // COARSER, 8), max(size[1] // COARSER, 8)
    grey = [cv2.resize(_grey(each), size, interpolation=cv2.INTER_AREA) for each in (a, b)]
    finder = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)  # type: ignore[attr-defined]
    step = size[0] / coarse[0]
    there, back = (
        cv2.resize(finder.calc(first, second, None), coarse, interpolation=cv2.INTER_AREA) / np.float32(step)  # type: ignore[call-overload]
        for first, second in (grey, grey[::-1])
    )
    ahead, behind = _brought(there), _brought(back)
    speed = (ahead - behind) / 2
    apart = np.linalg.norm(ahead + behind, axis=2) * step
    known = DISAGREE + UNSURE * step * np.linalg.norm(speed, axis=2)
    small = [_small(each, coarse).astype(np.float32) for each in (a, b)]
    unmoved = _difference(small[0], small[1])
    moved = _difference(_sampled(small[0], -speed / 2), _sampled(small[1], speed / 2))
    closer = np.clip(2 * (unmoved - moved) / (unmoved + NOISE), 0, 1)
    trust = cv2.GaussianBlur(closer / (1 + (apart / known) ** 2), (0, 0), SMOOTH)
    speed = speed * trust[..., None]
    found = Motion(a, b, _in_pixels(speed, width, height), _in_pixels(_bend(speed), width, height))
    return found if quick else replace(found, gains=_gains(found))


def between(motion: Motion, part: float, moving: float = 1.0) -> np.ndarray:
    """The picture `part` (0..1) of the way from a to b, as they are: one of them at the ends, to be read only.

    moving: how much of the motion is shown, from 0, a cross-fade, to 1.
    """
    if part <= 0 or part >= 1:
        return motion.a if part <= 0 else motion.b
    if moving <= 0:
        return _mix(motion.a, motion.b, motion, part, 0.0)
    gain = 1 + (float(np.interp(part, PARTS, motion.gains)) - 1) * moving
    if is_planar(motion.a):
        mixed = empty(motion.a.shape)
        for index, (a, b, target) in enumerate(zip(planes(motion.a), planes(motion.b), planes(mixed), strict=True)):
            plane = _mix(a, b, motion, part, moving)
            target[...] = plane if index else strengthened(plane, gain)
        return mixed
    mixed = _mix(_four(motion.a), _four(motion.b), motion, part, moving)
    mixed = cv2.cvtColor(mixed, cv2.COLOR_RGBA2RGB, dst=empty(motion.a.shape))
    return strengthened(mixed, gain)


def strengthened(picture: np.ndarray, gain: float) -> np.ndarray:
    """An (h, w, 3) or grey (h, w) uint8 picture whose fine band is `gain` times as strong."""
    if abs(gain - 1) < 0.02:
        return picture
    soft = cv2.blur(picture, (BAND, BAND), dst=empty(picture.shape))
    return cv2.addWeighted(picture, gain, soft, 1 - gain, 0, dst=soft)


def fine_band(picture: np.ndarray) -> float:
    """How strong the fine detail of an (h, w, 3) or grey (h, w) uint8 picture is: rms in levels, at least a little."""
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    _, spread = cv2.meanStdDev(cv2.subtract(grey, cv2.blur(grey, (BAND, BAND)), dtype=cv2.CV_16S))
    return max(float(spread[0, 0]), 0.1)


def _mix(a: np.ndarray, b: np.ndarray, motion: Motion, part: float, moving: float) -> np.ndarray:
    """Both pictures or planes, of any number of channels, moved and mixed; nothing is done for their detail yet."""
    if moving > 0:
        height, width = a.shape[:2]
        scale = moving * width / size_of(motion.a)[0]  # chroma has planes of half the size
        field = cv2.addWeighted(motion.speed, scale, motion.bend, (0.5 - part) * moving * scale, 0)
        field = cv2.resize(field, (width, height), dst=empty((height, width, 2), np.float32))
        grid, places = pixel_grid(width, height), empty((height, width, 2), np.float32)
        a = _remapped(a, cv2.scaleAdd(field, -part, grid, dst=places))
        b = _remapped(b, cv2.scaleAdd(field, 1 - part, grid, dst=places))
    return cv2.addWeighted(a, 1 - part, b, part, 0, dst=empty(a.shape))


def _remapped(picture: np.ndarray, places: np.ndarray) -> np.ndarray:
    # None: both coordinates are in the first map, which OpenCV's type stubs don't know
    out = empty(picture.shape)
    return cv2.remap(picture, places, None, cv2.INTER_LINEAR, dst=out, borderMode=cv2.BORDER_REFLECT_101)  # type: ignore[call-overload,no-any-return]


def _four(picture: np.ndarray) -> np.ndarray:
    """With a fourth channel: OpenCV gathers whole pixels, which halves the time."""
    return cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA, dst=empty((*picture.shape[:2], 4)))


def _gains(motion: Motion) -> tuple[float, ...]:
    """What the fine band wants to be multiplied with at PARTS."""
    a, b = _grey(motion.a), _grey(motion.b)
    first, last = fine_band(a), fine_band(b)
    found = [1.0]
    for part in PARTS[1:-1]:
        wanted = first ** (1 - part) * last**part
        mixed, gain = _mix(a, b, motion, part, 1.0), 1.0
        for _ in range(2):  # the band's lower edge takes less of a gain than the rest
            gain = min(max(gain * wanted / fine_band(strengthened(mixed, gain)), 1.0), MOST_GAIN)
        found.append(gain)
    return (*found, 1.0)


def _grey(picture: np.ndarray) -> np.ndarray:
    """The (h, w) uint8 luma of a picture, RGB or planar."""
    return planes(picture)[0] if is_planar(picture) else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def _small(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """A picture, RGB or planar, as RGB of a smaller (width, height)."""
    return to_rgb(picture, size) if is_planar(picture) else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _brought(flow: np.ndarray) -> np.ndarray:
    """A flow that starts at one picture, on the grid of the moment midway: v(x) = flow(x - v(x) / 2)."""
    found = flow
    for _ in range(2):
        found = _sampled(flow, -found / 2)
    return found


def _bend(speed: np.ndarray) -> np.ndarray:
    """The field's own change along itself, so that speed(x - s speed(x)) is nearly speed - s bend."""
    across = cv2.Sobel(speed, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(speed, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    return across * speed[..., :1] + down * speed[..., 1:]


def _sampled(picture: np.ndarray, by: np.ndarray) -> np.ndarray:
    """The (h, w, channels) float picture, every pixel from `by` (h, w, 2) pixels beside it."""
    height, width = by.shape[:2]
    places = (pixel_grid(width, height) + by).astype(np.float32)
    return cv2.remap(picture, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload,no-any-return]


def _difference(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Levels by which two pictures differ around every pixel."""
    return cv2.GaussianBlur(np.abs(a - b).mean(axis=2), (0, 0), SMOOTH)


def _in_pixels(field: np.ndarray, width: int, height: int) -> np.ndarray:
    """A field in its own pixels, in those of a picture of this size."""
    scale = (width / field.shape[1], height / field.shape[0])
    return np.ascontiguousarray(field * np.array(scale), np.float32)


class Flows:
    """Estimates motions on a thread of its own; whoever asks gets what is there, and never waits.

    Of the pairs that are asked for, the one that was asked for first comes first, and the oldest goes where they come
    too fast. Enter it to start the thread; without, `find` estimates at once (off-line).
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, int], Motion] = OrderedDict()  # holds its pictures, so an id stays theirs
        self._asked: OrderedDict[tuple[int, int], tuple[np.ndarray, np.ndarray, bool]] = OrderedDict()
        self._lock = threading.Lock()  # on both
        self._news, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="flow")

    def __enter__(self) -> Flows:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._news.set()
        self._thread.join(PATIENCE)

    def find(self, a: np.ndarray, b: np.ndarray) -> Motion:
        """The motion from a to b, estimated here and now unless it is known."""
        known = self._known.get((id(a), id(b)))
        return self._keep(motion(a, b)) if known is None else known

    def known(self, a: np.ndarray, b: np.ndarray) -> Motion | None:
        """The motion from a to b if it is known."""
        return self._known.get((id(a), id(b)))

    def ask(self, a: np.ndarray, b: np.ndarray, quick: bool = False) -> Motion | None:
        """The motion from a to b if it is known; else it will be. quick: see `motion`."""
        key = id(a), id(b)
        with self._lock:
            known = self._known.get(key)
            if known is None and key not in self._asked:
                self._asked[key] = a, b, quick
                while len(self._asked) > WAITING:
                    self._asked.popitem(last=False)
                self._news.set()
        return known

    def _keep(self, found: Motion) -> Motion:
        with self._lock:
            self._known[id(found.a), id(found.b)] = found
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return found

    def _run(self) -> None:
        while not self._stop.is_set():
            self._news.wait(LOOK)
            self._news.clear()
            while self._asked and not self._stop.is_set():
                with self._lock:
                    key, (a, b, quick) = next(iter(self._asked.items()))
                try:
                    found = motion(a, b, quick)
                except cv2.error:  # pictures that can't be compared are faded
                    found = Motion(a, b, np.zeros((8, 8, 2), np.float32), np.zeros((8, 8, 2), np.float32))
                self._keep(found)
                with self._lock:
                    self._asked.pop(key, None)


class InBetweens:
    """Moves from picture to picture, as far as their motion is known. One thread only.

    live: a motion comes when it comes, and until then the pictures fade; else every one is waited for. A motion begins
    where a pair begins; one that comes later, or has to go, glides in and out.
    """

    def __init__(self, flows: Flows, live: bool = True):
        self._flows, self._live = flows, live
        self._pair: tuple[np.ndarray, np.ndarray] | None = None
        self._since = self._then = 0.0  # when it came on, and when it was shown last
        self._usual = 1.0  # seconds that a pair is blended
        self._moving = 0.0  # how much of this pair's motion is shown

    def at(self, a: np.ndarray, b: np.ndarray, part: float, now: float, plenty: bool) -> np.ndarray | None:
        """The picture `part` (0..1) of the way from a to b at a moment; None where only a cross-fade can be had.

        a, b: (h, w, 3) uint8 RGB or planar. now: seconds. plenty: whether there is time for it.
        """
        if self._pair is None or a is not self._pair[0] or b is not self._pair[1]:
            if self._pair is not None:
                self._usual += USUAL * (min(now - self._since, 1.0) - self._usual)
            self._pair, self._since, self._moving = (a, b), now, 0.0
        seconds, self._then = min(max(now - self._then, 0.0), 0.1), now
        if a is b or not self._worth(a):
            return None
        if not self._live:
            return between(self._flows.find(a, b), part)
        wanted = plenty and self._usual >= BRIEF
        motion = self._flows.ask(a, b, self._usual < QUICK) if wanted else self._flows.known(a, b)
        if motion is None:
            return None
        most = 1.0 if min(part, 1 - part) <= AT_ONCE else seconds / LET_IN
        self._moving += min(max(float(wanted) - self._moving, -most), most)
        return between(motion, part, self._moving) if self._moving > 0 else None

    def expect(self, a: np.ndarray, b: np.ndarray) -> None:
        """This pair of pictures, as in `at`, comes next."""
        if self._live and self._usual >= BRIEF and a is not b and a.shape == b.shape and self._worth(a):
            self._flows.ask(a, b, self._usual < QUICK)

    def _worth(self, picture: np.ndarray) -> bool:
        """Whether motion is to be seen in pictures of this size, and there is time to show it."""
        width, height = size_of(picture)
        return min(width, height) >= SMALLEST and (not self._live or width * height <= LARGEST)
