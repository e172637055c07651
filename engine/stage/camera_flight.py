"""A flight on the stage: where the camera is, how each keyframe lies before it, and what it sees of them.

The camera belongs to the stage: it moves at every tick, by what is set at that tick, whatever the dreamer is doing. Of
every keyframe the stage knows by which homography it lies in view, so any two can be warped into the present one. No
pose is kept in the absolute, so nothing overflows however long a flight goes on.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from engine.dream.protocol import FlightWish
from engine.frames import Keyframe, Pose
from engine.journey.homography import cover, covers, moved, seen
from engine.parameters import Camera
from engine.stage.flow import strengthened
from engine.stage.jitter_buffer import JitterBuffer
from engine.stage.pool import empty
from engine.stage.reel import Bracket

INTERVAL = 0.25  # seconds between two keyframes, at least: the camera flies between them at any frame rate
FIRST_GUESS = 0.5  # seconds that a keyframe takes, until some have been made
LONGEST_SIGHT = 4.0  # seconds ahead for which a keyframe is made at most
SHARE = 0.3  # of the newest in what is measured
LATE = 3.0  # usual intervals without a keyframe, and at least so many seconds, after which the camera slows down
LINGER = 0.3  # times its pace at which it then sways to and fro: nobody sees it stand, and it does not get lost
SWAY = 9.0  # seconds of one such to and fro
EASE = 0.6  # seconds, time constant with which its pace changes
REMEMBERED = 600  # wishes whose time is known: ten seconds of them
VIEW_EVERY = 1.0  # seconds between two pictures that a new dreamer could begin from
FAINT = 0.2  # weight of what a keyframe shows beyond its edges: by less, what comes into sight would be there at once
RICH = 0.12  # by how much more the fine band is lost midway, where two dreams of the same place are mixed

Matrix = np.ndarray  # (3, 3) homography, see journey/homography.py


class KeyframePace:
    """How fast keyframes come. interval: seconds between two; cost: seconds that one takes; came_at: of the newest."""

    def __init__(self) -> None:
        self.interval = self.cost = FIRST_GUESS
        self.came_at = -math.inf

    def came(self, now: float, asked_at: float | None) -> None:
        """A keyframe has come, that was asked for at a moment, None for nobody knows when."""
        taken = self.cost if asked_at is None else now - asked_at
        self.cost += SHARE * (min(taken, LONGEST_SIGHT) - self.cost)
        if math.isfinite(self.came_at):
            self.interval += SHARE * (min(now - self.came_at, 2.0) - self.interval)
        self.came_at = now


class CameraFlight:
    """One thread only. Its time runs with the ticks that it is moved by, and stands while the picture is frozen."""

    def __init__(self) -> None:
        self.buffer = JitterBuffer()
        self._numbers = 0
        self.end()

    def end(self) -> None:
        """Forget all of it."""
        self.buffer.clear()
        self._poses: dict[float, Matrix] = {}  # into the present view, by number; views by minus their moment
        self._time = 0.0
        self._newest = 0  # number of the newest keyframe
        self._dues = {0: 0.0}  # when each keyframe is due
        self._asked_at: dict[float, float] = {}  # by when what was asked for is due
        self._pace = 1.0
        self._keyframes = KeyframePace()
        self._view = (0.0, -math.inf)  # the moment that a picture was last handed out under, and when, in its own time
        self._asked: FlightWish | None = None

    def begin(self, picture: np.ndarray | None) -> None:
        """Set out, from a picture, (h, w, 3) uint8 RGB, if there is one."""
        self.end()
        self._numbers += 1
        if picture is not None:
            self._newest = self._numbers
            self._dues[self._newest] = 0.0
            self._poses[self._newest] = np.eye(3)
            self.buffer.add(Keyframe(0, 0.0, picture, 0.0, pose=Pose(self._newest, 0, ())), 0.0)

    def __len__(self) -> int:
        return len(self.buffer)

    @property
    def lies(self) -> Matrix | None:
        """How the newest keyframe lies in the present view; None without any."""
        return self._poses.get(self._newest)

    @property
    def remembered(self) -> int:
        """How many poses are remembered."""
        return len(self._poses)

    def begins(self, step: float) -> bool:
        """Whether it has only the picture that it begins with, as it is on the screen: since a `step` at most."""
        return len(self.buffer) == 1 and self._keyframes.came_at == -math.inf and self._time <= step

    def move(self, camera: Camera, step: float) -> None:
        """Fly on for `step` seconds. Where keyframes stay away the camera lingers, and comes back."""
        self._time += step
        patience = max(LATE * self._keyframes.interval, 1.5)
        late = self._time - self._dues[self._newest] - patience
        wanted = 1.0 if late < 0 else LINGER * math.cos(2 * math.pi * late / SWAY)
        self._pace += (wanted - self._pace) * (1 - math.exp(-step / EASE))
        if step <= 0:
            return
        by = moved(camera, step * self._pace)
        for number, pose in self._poses.items():
            pose = by @ pose
            self._poses[number] = pose / pose[2, 2]

    def add(self, keyframe: Keyframe) -> bool:
        """Take a keyframe; False for one that has come too late, or lies nobody knows where."""
        pose = keyframe.pose
        if pose is None or pose.number <= self._newest:
            return False
        base = np.eye(3) if pose.base == 0 else self._poses.get(pose.base)
        if base is None:
            return False
        here = base @ np.linalg.inv(np.array(pose.through).reshape(3, 3))
        if not np.isfinite(here).all() or abs(here[2, 2]) < 1e-9:
            return False
        self._poses[pose.number] = here / here[2, 2]
        self._dues[pose.number] = keyframe.position
        self._keyframes.came(self._time, self._asked_at.get(keyframe.position))
        self._newest = pose.number
        self.buffer.add(keyframe, self._time)
        known = {each.pose.number for each in self.buffer.keyframes if each.pose} | {pose.number, -self._view[0]}
        self._poses = {number: where for number, where in self._poses.items() if number in known}
        self._dues = {number: due for number, due in self._dues.items() if number in known or number == 0}
        self._asked_at.clear()
        return True

    def bracket(self, step: float) -> Bracket | None:
        """The two keyframes to be mixed now."""
        return self.buffer.bracket(self._time, step)

    def poses(self, bracket: Bracket) -> tuple[Matrix, Matrix]:
        """How the two lie in the present view."""
        before, after = bracket.before.pose, bracket.after.pose
        assert before is not None and after is not None
        return self._poses[before.number], self._poses[after.number]

    def publishes(self, now: float) -> bool:
        """Whether it is time to hand out what is shown, under the moment `now`, for a dreamer to begin from."""
        before, when = self._view
        if not self._poses or self._time - when < VIEW_EVERY:
            return False
        self._poses.pop(-before, None)
        self._view = now, self._time
        self._poses[-now] = np.eye(3)
        return True

    def wish(self, camera: Camera) -> FlightWish | None:
        """The next keyframe: what the camera will see, if it flies on like this, when that can be shown."""
        pace, (view, _) = self._keyframes, self._view
        if self._time - pace.came_at < INTERVAL - pace.cost and self._asked is not None:
            return self._asked
        ahead = min(pace.cost + max(pace.interval, INTERVAL), LONGEST_SIGHT)
        number, due = self._newest + 1 if self._newest else self._numbers + 1, self._time + ahead
        soonest = self._dues[self._newest] + INTERVAL
        if due < soonest and self._asked is not None:
            return self._asked  # while the picture is frozen they would pile up, and then flash by
        due = max(due, soonest)
        on = moved(camera, ahead * self._pace)
        through, from_view = (
            tuple(float(each) for each in (on @ self._poses.get(key, np.eye(3))).ravel())
            for key in (self._newest, -view)
        )
        seconds = min(max(due - self._dues[self._newest], 0.05), 2.0)
        self._asked_at[due] = self._time
        while len(self._asked_at) > REMEMBERED:
            del self._asked_at[next(iter(self._asked_at))]
        self._asked = FlightWish(number, self._newest, through, view, from_view, due, seconds, camera)
        return self._asked


def flown(
    a: np.ndarray,
    b: np.ndarray,
    part: float,
    poses: tuple[Matrix, Matrix],
    edge: str,
    nears: tuple[np.ndarray | None, np.ndarray | None] = (None, None),
) -> np.ndarray:
    """Two keyframes, (h, w, 3) uint8 each, mixed as the present view sees them, `part` (0..1) of the second.

    Beyond the edges of one the other is seen, and beyond both what `edge` says. nears: see `seen` of homography.py.
    """
    height, width = a.shape[:2]
    if a is b:
        part = 1.0
    if part <= 0 or part >= 1:
        shown = 0 if part <= 0 else 1
        return _view((a, b)[shown], poses[shown], edge, nears[shown])
    one, other = _view(a, poses[0], edge, nears[0]), _view(b, poses[1], edge, nears[1])
    if covers(poses[0], width, height) and covers(poses[1], width, height):
        mixed = cv2.addWeighted(one, 1 - part, other, part, 0, dst=empty(a.shape))
    else:
        inside = [np.maximum(cover(pose, width, height), FAINT) for pose in poses]
        share = part * inside[1] / (part * inside[1] + (1 - part) * inside[0])
        weight = cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR)
        mixed = cv2.blendLinear(one, other, 1 - weight, weight)
    return strengthened(mixed, 1 + RICH * 4 * part * (1 - part))


def _view(picture: np.ndarray, pose: Matrix, edge: str, near: np.ndarray | None) -> np.ndarray:
    """Four channels on the way: OpenCV gathers whole pixels, which halves the time."""
    four = cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA, dst=empty((*picture.shape[:2], 4)))
    return cv2.cvtColor(seen(four, pose, edge, near=near), cv2.COLOR_RGBA2RGB, dst=empty(picture.shape))
