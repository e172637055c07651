"""A flight on the stage, against the truth of a drawn world: every frame shows what the camera sees."""

import math

import cv2
import numpy as np
import pytest
from flying import FPS, HEIGHT, WIDTH, FlyingStage, view

from engine.journey.homography import cover, covers, far, in_pixels, moved, seen
from engine.parameters import Camera

STILL = {"camera_zoom": 0.0}
FLIGHTS = [
    {"camera_zoom": 0.4},
    {"camera_zoom": -0.3},
    {"camera_zoom": 0.0, "camera_roll": 25.0},
    {"camera_zoom": 0.0, "camera_x": 0.15, "camera_y": -0.08},
    {"camera_zoom": 0.0, "camera_pan": 9.0, "camera_tilt": -5.0},
]


def decibels(a: np.ndarray, b: np.ndarray, margin: int = 20) -> float:
    error = (a.astype(float) - b)[margin:-margin, margin:-margin]
    return 10 * math.log10(255**2 / max(np.mean(error**2), 1e-6))


def steps(frames: list[np.ndarray]) -> np.ndarray:
    return np.array([np.abs(a.astype(int) - b).mean() for a, b in zip(frames, frames[1:], strict=False)])


def test_rates_are_per_second_whatever_the_ticks() -> None:
    camera = Camera(zoom=0.7, roll=40, x=0.2, y=-0.1, pan=15, tilt=-8)
    whole, on = moved(camera, 1.0), np.eye(3)
    for _ in range(60):
        on = moved(camera, 1 / 60) @ on
    assert np.allclose(whole, on / on[2, 2])
    assert np.allclose(moved(camera, -1.0) @ whole / (moved(camera, -1.0) @ whole)[2, 2], np.eye(3), atol=1e-9)


@pytest.mark.parametrize(
    ("camera", "right", "down"),
    [(Camera(zoom=0, x=0.1), -0.1, 0), (Camera(zoom=0, y=0.1), 0, 0.1), (Camera(zoom=0, pan=5), -0.0875, 0),
     (Camera(zoom=0, tilt=5), 0, 0.0875), (Camera(zoom=1), 0, 0)],
)  # fmt: skip
def test_what_is_in_the_middle_goes_where_a_camera_makes_it_go(camera: Camera, right: float, down: float) -> None:
    x, y, w = moved(camera, 1.0) @ (0, 0, 1)
    assert (x / w, y / w) == pytest.approx((right, down), abs=0.002)


def test_zoom_doubles_and_roll_turns_anticlockwise() -> None:
    x, y, w = moved(Camera(zoom=1, roll=0), 1.0) @ (0.1, 0.05, 1)
    assert (x / w, y / w) == pytest.approx((0.2, 0.1))
    x, y, w = moved(Camera(zoom=0, roll=90), 1.0) @ (0.1, 0, 1)
    assert (x / w, y / w) == pytest.approx((0, -0.1))  # y is down


def test_a_picture_is_seen_alike_at_any_size() -> None:
    through = moved(Camera(zoom=0.4, roll=10, x=0.1, pan=5), 1.0)
    small = view(np.eye(3))
    large = cv2.resize(small, (2 * WIDTH, 2 * HEIGHT), interpolation=cv2.INTER_CUBIC)
    again = cv2.resize(seen(large, through), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    assert decibels(again, seen(small, through), 8) > 35
    assert in_pixels(np.eye(3), 512, 288) == pytest.approx(np.eye(3))


def test_cover_tells_what_there_is_of_a_picture() -> None:
    into, out = moved(Camera(zoom=0.5), 1.0), moved(Camera(zoom=-0.5), 1.0)
    assert covers(into, WIDTH, HEIGHT) and cover(into, WIDTH, HEIGHT).min() > 0.99
    assert not covers(out, WIDTH, HEIGHT)
    assert cover(out, WIDTH, HEIGHT)[18, 32] == 1 and cover(out, WIDTH, HEIGHT)[0, 0] == 0
    assert far(np.eye(3)) == 0 and far(into) > 0.2


@pytest.mark.parametrize("flight", FLIGHTS)
def test_every_frame_shows_what_the_camera_sees(flight: dict) -> None:
    """From two keyframes a second, the middle of the picture at least: what comes in at the edges is not known yet."""
    stage = FlyingStage(cost=0.45, **flight)
    stage.play(2.5)
    found = []
    for _ in range(2 * FPS):
        frame = stage.play(1 / FPS)[0]
        found.append(decibels(frame, view(stage.where), 36))
    assert min(found) > 34
    assert not stage.told


def test_neighbouring_frames_are_apart_by_just_the_cameras_own_motion() -> None:
    """Of a picture that is warped into each of them, what is left between two that are warped into one is little."""
    stage = FlyingStage(cost=0.45, camera_zoom=0.3, camera_roll=8.0, camera_x=0.05)
    stage.play(3)
    frames = stage.play(1.5)
    by = moved(stage.camera, 1 / FPS)
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    finder = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    worst = 0.0
    for a, b in zip(grey, grey[1:], strict=False):
        left = finder.calc(seen(a, by), b, None)[30:-30, 30:-30]
        worst = max(worst, float(np.percentile(np.linalg.norm(left, axis=2), 95)))
    assert worst * 1920 / WIDTH < 1.0  # in pixels at 1080p; the finder itself is good to a tenth of one here


def test_a_control_moves_the_very_next_frame() -> None:
    stage = FlyingStage(cost=0.4, **STILL)
    before = stage.play(3)[-1]
    assert np.abs(stage.play(1 / FPS)[0].astype(int) - before).max() <= 2
    stage.set(camera_x=1.0)
    frame = stage.play(1 / FPS)[0]
    assert np.abs(frame.astype(int) - before).mean() > 2
    assert decibels(frame, seen(before, moved(stage.camera, 1 / FPS)), 36) > 34


@pytest.mark.parametrize("cost", [0.1, 0.5, 1.2])
def test_nothing_jumps_however_slow_the_dreamer(cost: float) -> None:
    stage = FlyingStage(cost=cost, camera_zoom=0.25)
    stage.play(5)
    found = steps(stage.play(4))
    assert found.max() < 2.5 * np.median(found)


def test_a_lost_dreamer_neither_stops_the_flight_nor_loses_it() -> None:
    stage = FlyingStage(cost=0.3, camera_zoom=0.4)
    stage.play(4)
    stage.dreams.alive = False
    away = steps(stage.play(40))
    longest = max(len(run) for run in "".join("x" if step < 0.02 else " " for step in away).split() or [""])
    assert longest <= FPS / 2  # seconds
    assert all(far(pose) < 3 for pose in stage.flight._poses.values())
    stage.dreams.alive = True
    stage.dreams.forget()
    again = steps(stage.play(6))
    assert again.max() < 3 * np.median(away[:FPS]) + 1
    assert stage.dreams.number == 2 and not stage.told
    assert decibels(stage.play(1 / FPS)[0], view(stage.where), 36) > 25


def test_frozen_it_stands_and_then_goes_on_from_there() -> None:
    stage = FlyingStage(cost=0.3, camera_zoom=0.3)
    last = stage.play(3)[-1]
    stage.set(master_freeze=True)
    held = stage.play(7)
    assert all(np.array_equal(last, frame) for frame in held)
    stage.set(master_freeze=False)
    on = steps([last, *stage.play(2)])
    assert on.max() < 3 * np.median(on)


def test_it_begins_from_what_is_on_the_screen_and_ends_in_a_dissolve() -> None:
    stage = FlyingStage(cost=0.3, camera_zoom=0.3)
    stage.play(3)
    stage.set(dream_method="travel")
    stage.play(1)  # the journey has no keyframes here: the flight goes on meanwhile
    stage.set(dream_method="fly")
    found = steps(stage.play(3))
    assert found.max() < 3 * np.median(found)
    assert not stage.told


def test_what_is_beyond_the_edges_dissolves() -> None:
    stage = FlyingStage(cost=3.0, camera_zoom=-0.4)  # by the next keyframe a quarter of the picture is beyond them
    stage.set(camera_edge="reflect")
    stage.play(6)
    for edge in ("wrap", "dream", "wrap", "reflect"):
        last = stage.frames[-1]
        usual = steps([last, *stage.play(2 / FPS)]).max()
        last = stage.frames[-1]
        stage.set(camera_edge=edge)
        found = steps([last, *stage.play(0.5)])
        assert found.max() < usual + 3, edge


def test_what_is_remembered_of_a_flight_is_bounded() -> None:
    stage = FlyingStage(cost=0.1, camera_zoom=0.5, camera_roll=30.0)
    stage.play(20)
    flight = stage.flight
    assert max(len(flight._poses), len(flight._dues), len(flight.buffer)) < 20 and len(flight._asked_at) <= 600


def test_prompts_travel_within_it() -> None:
    stage = FlyingStage(cost=0.3, dream_leg=2.0)
    stage.play(3)
    stage.set(dream_prompt=(("somewhere else", 1.0),))
    stage.play(4)
    wish = stage.dreams.wished
    assert wish is not None
    place = str(wish.path.leg_at(wish.position).place(wish.position))
    assert "somewhere else" in place
