"""In-betweens that move, against plain truth: drawn textures that are shifted, zoomed and turned by known amounts."""

import gc
import math
import threading
import time
import weakref

import cv2
import numpy as np
import pytest

from engine.frames import Keyframe
from engine.stage.dissolve import Dissolver
from engine.stage.flow import AT_ONCE, KEPT, Flows, between, fine_band, motion
from engine.stage.reel import Bracket

WIDTH, HEIGHT = 256, 144


def texture(seed: int) -> np.ndarray:
    """A drawing with detail of all sizes, larger than what is seen of it."""
    draw = np.random.default_rng(seed)
    height, width = 2 * HEIGHT, 2 * WIDTH
    layers = [cv2.GaussianBlur(draw.standard_normal((height, width, 3)), (0, 0), s) * s for s in (1.5, 4, 10)]
    clouds = sum(layers) / np.std(sum(layers)) * 40 + 128
    picture = np.clip(clouds, 0, 255).astype(np.uint8)
    for _ in range(40):
        colour = [int(each) for each in draw.integers(0, 255, 3)]
        middle = int(draw.integers(0, width)), int(draw.integers(0, height))
        cv2.circle(picture, middle, int(draw.integers(4, 30)), colour, -1, cv2.LINE_AA)
    return picture


def seen(picture: np.ndarray, part: float, x: float = 0, y: float = 0, zoom: float = 1, turn: float = 0) -> np.ndarray:
    """What is seen of a drawing after `part` of a motion."""
    angle, scale = math.radians(turn * part), zoom**part
    cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
    matrix = np.array([[cos, -sin, WIDTH / 2 + x * part], [sin, cos, HEIGHT / 2 + y * part]])
    matrix[:, 2] -= matrix[:, :2] @ (WIDTH, HEIGHT)
    return cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC)


def decibels(a: np.ndarray, b: np.ndarray) -> float:
    error = (a.astype(float) - b)[8:-8, 8:-8]
    return 10 * math.log10(255**2 / np.mean(error**2))


@pytest.mark.parametrize("move", [{"x": 12, "y": 5}, {"x": -4, "y": 1.5}, {"zoom": 1.1}, {"zoom": 0.92}, {"turn": 6}])
@pytest.mark.parametrize("part", [0.25, 0.5, 0.8])
def test_in_betweens_show_the_motion(move: dict[str, float], part: float) -> None:
    drawing = texture(1)
    a, b, true = (seen(drawing, at, **move) for at in (0, 1, part))
    faded = cv2.addWeighted(a, 1 - part, b, part, 0)
    assert decibels(between(motion(a, b), part), true) > decibels(faded, true) + 6


def test_each_end_is_the_picture_itself_and_next_to_it_hardly_another() -> None:
    a, b = seen(texture(2), 0), seen(texture(2), 1, x=10)
    found = motion(a, b)
    assert between(found, 0.0) is a and between(found, 1.0) is b
    assert decibels(between(found, 0.002), a) > 40 and decibels(between(found, 0.998), b) > 40


def test_where_nothing_moves_from_one_to_the_other_it_fades() -> None:
    a, b = seen(texture(3), 0), seen(texture(4), 0)
    found = motion(a, b)
    assert np.linalg.norm(found.speed, axis=2).mean() < 1.5
    soft = cv2.blur(between(found, 0.5), (9, 9))
    assert decibels(soft, cv2.blur(cv2.addWeighted(a, 0.5, b, 0.5, 0), (9, 9))) > 30


@pytest.mark.parametrize("other", [3, 4])
def test_detail_keeps_its_strength_midway(other: int) -> None:
    """The same texture moved by half a pixel, which bilinear sampling blurs, and one that has nothing to do with it."""
    a, b = seen(texture(3), 0), seen(texture(other), 1, x=5)
    usual = math.sqrt(fine_band(a) * fine_band(b))
    found = motion(a, b)
    for part in (0.25, 0.4, 0.5, 0.7):
        assert 0.9 < fine_band(between(found, part)) / usual < 1.1


def test_how_much_of_the_motion_is_shown_goes_all_the_way_down_to_a_fade() -> None:
    a, b = seen(texture(5), 0), seen(texture(5), 1, x=8)
    found = motion(a, b)
    faded = cv2.addWeighted(a, 0.5, b, 0.5, 0)
    shown = [between(found, 0.5, moving) for moving in np.linspace(0, 1, 17)]
    assert np.array_equal(shown[0], faded)
    steps = [float(np.abs(x.astype(int) - y).mean()) for x, y in zip(shown, shown[1:], strict=False)]
    assert max(steps) < 0.2 * sum(steps)


def test_pictures_of_any_size_are_compared() -> None:
    for height, width in ((1, 1), (8, 16), (36, 64), (91, 1003), (700, 401)):
        a = np.full((height, width, 3), 90, np.uint8)
        assert between(motion(a, a + 1), 0.5).shape == a.shape


def test_whoever_asks_never_waits_and_gets_it_later() -> None:
    a, b = seen(texture(6), 0), seen(texture(6), 1, x=6)
    threads = threading.active_count()
    with Flows() as flows:
        assert flows.ask(a, b) is None
        deadline = time.monotonic() + 30
        while (found := flows.ask(a, b)) is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert found is not None and found.a is a and found.b is b
    assert threading.active_count() == threads


def test_what_is_remembered_is_bounded_and_lets_its_pictures_go() -> None:
    flows = Flows()
    pairs = [(np.full((64, 64, 3), n, np.uint8), np.full((64, 64, 3), n + 1, np.uint8)) for n in range(2 * KEPT)]
    first = weakref.ref(pairs[0][0])
    for a, b in pairs:
        flows.find(a, b)
    assert flows.known(*pairs[-1]) is not None and flows.known(*pairs[0]) is None
    del pairs, a, b
    gc.collect()
    assert first() is None


class Late(Flows):
    """Motions that are there when they are told to be."""

    there = False

    def ask(self, a, b, quick=False):
        return self.find(a, b) if self.there else None

    def known(self, a, b):
        return self.ask(a, b)


def test_a_motion_that_comes_late_does_not_jump() -> None:
    pictures = [seen(texture(7), part, x=10) for part in (0, 1)]
    before, after = (Keyframe(1, float(n), picture, 0.0) for n, picture in enumerate(pictures))
    flows = Late()
    screen = Dissolver((WIDTH, HEIGHT), flows)
    fade = Dissolver((WIDTH, HEIGHT))
    shown, usual = [], []
    for tick in range(60):
        flows.there = tick >= 24
        part = tick / 60
        assert tick < 24 or part > AT_ONCE
        shown.append(screen.show(Bracket(before, after, part), "flow", tick / 60).astype(int))
        usual.append(fade.show(Bracket(before, after, part), "linear", tick / 60).astype(int))
    steps = [float(np.abs(x - y).mean()) for x, y in zip(shown, shown[1:], strict=False)]
    assert max(steps[:23]) == max(float(np.abs(x - y).mean()) for x, y in zip(usual[:24], usual[1:24], strict=False))
    assert max(steps) < 4 * np.median(steps[30:])
    true = seen(texture(7), 59 / 60, x=10)
    assert decibels(shown[-1], true) > 30


def test_flow_that_there_is_no_time_for_glides_away() -> None:
    pictures = [seen(texture(8), part, x=10) for part in (0, 1)]
    before, after = (Keyframe(1, float(n), picture, 0.0) for n, picture in enumerate(pictures))
    flows = Late()
    flows.there = True
    screen = Dissolver((WIDTH, HEIGHT), flows)
    shown = [screen.show(Bracket(before, after, 0.5), "flow", 0.0)]
    shown += [screen.show(Bracket(before, after, 0.02), "flow", 0.1)]
    shown = [
        screen.show(Bracket(before, after, 0.3 + n / 1000), "flow", 0.2 + n / 60, plenty=n < 20).astype(int)
        for n in range(60)
    ]
    steps = [float(np.abs(x - y).mean()) for x, y in zip(shown, shown[1:], strict=False)]
    assert max(steps) < 0.4 * float(np.abs(shown[0] - shown[-1]).mean())
    assert np.abs(shown[-1] - cv2.addWeighted(pictures[0], 1 - 0.359, pictures[1], 0.359, 0)).max() <= 1
