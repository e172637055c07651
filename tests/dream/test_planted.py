"""What is planted into a flight: where it begins, how it grows, when there has to be more."""

import numpy as np
import pytest

from engine.dream.planted import GONE, SMALL, Planted, another, centre, edged, laid, moved, wanted
from engine.journey.homography import cover
from engine.journey.homography import moved as flown
from engine.journey.path import Between, Waypoint
from engine.parameters import Camera

ASPECT = 9 / 16
PICTURE = np.random.default_rng(1).random((90, 160, 3), np.float32)


@pytest.mark.parametrize(
    ("camera", "spot"),
    [
        (Camera(zoom=0.25), (0, 0)),
        (Camera(zoom=0.25, roll=20), (0, 0)),
        (Camera(zoom=0.5, x=0.1, y=-0.05), (0.1 / (0.5 * np.log(2)), 0.05 / (0.5 * np.log(2)))),
        (Camera(zoom=0.08, x=0.06), None),  # it flies to what is not in view
        (Camera(zoom=-0.3), None),
        (Camera(zoom=0, roll=30), None),
        (Camera(zoom=0, pan=10), None),
        (Camera(zoom=0, x=0.2), None),
        (Camera(zoom=0), None),
    ],
)
def test_where_a_camera_flies_to(camera, spot):
    found = centre(flown(camera, 0.5), 0.5, ASPECT)
    assert found is None if spot is None else found == pytest.approx(spot, abs=1e-6)


def test_one_after_another_comes_out_of_the_distance_and_goes_when_it_is_near():
    through, planted, begun = flown(Camera(zoom=0.5), 0.25), [], []
    for number in range(200):
        planted = moved(planted, through)
        for pose, ahead in wanted(planted, through, 0.25, ASPECT, False):
            assert ahead
            planted.append(Planted(PICTURE, pose, True))
            begun.append(number)
        assert len(planted) <= 3 and all(SMALL * 0.9 < each.size < GONE for each in planted)
    assert set(np.diff(begun)) <= {18, 19}  # a little over two doublings
    assert planted[-1].share > 0 or planted[-1].size < 1.1 * SMALL


def test_where_it_flies_back_the_same_grow_small_and_go():
    planted = [Planted(PICTURE, np.diag([0.5, 0.5, 1.0]), True)]
    shares = []
    while planted:
        shares.append(planted[0].share)
        planted = moved(planted, flown(Camera(zoom=-0.5), 0.25))
    assert shares == sorted(shares, reverse=True) and shares[0] == 1 and shares[-1] < 0.05


@pytest.mark.parametrize(
    "camera",
    [
        Camera(zoom=-0.3),
        Camera(zoom=0, x=0.1),
        Camera(zoom=0, x=0.1, y=-0.05),
        Camera(zoom=0, tilt=-3),
        Camera(zoom=0, roll=40),
    ],
)
def test_beyond_the_edges_there_is_always_a_picture(camera):
    through, planted, count = flown(camera, 0.25), [], 0
    for _ in range(80):
        planted = moved(planted, through)
        for pose, ahead in wanted(planted, through, 0.25, ASPECT, True):
            assert not ahead
            planted.append(Planted(PICTURE, pose, False))
            count += 1
        there = np.max([each.mask(64, 36) for each in planted], axis=0)
        assert np.all(there[cover(through, 16, 9) < 0.4] > 0.2)
        assert len(planted) <= 3
    assert 1 <= count <= 12


def test_it_is_laid_where_it_is_and_fades_at_its_edges():
    ground = np.zeros((90, 160, 3), np.float32)
    shown = laid(ground, [Planted(PICTURE * 0 + 1, np.diag([0.5, 0.5, 1.0]), True)], 10.0)[..., 0]
    assert shown[45, 80] > 0.99 and shown[45, 38] == 0 and shown[20, 80] == 0
    assert np.abs(np.diff(shown[45])).max() < 0.15
    assert np.array_equal(laid(PICTURE, [], 1.0), PICTURE)


def test_beyond_the_edges_it_is_seen_and_nowhere_else():
    through = flown(Camera(zoom=0, x=0.2), 1.0)
    [(pose, _)] = wanted([], through, 1.0, ASPECT, True)
    shown = edged(np.zeros((90, 160, 3), np.float32), through, [Planted(PICTURE * 0 + 1, pose, False)])[..., 0]
    assert shown[45, -20:].min() > 0.99 and shown[45, :100].max() == 0


def test_another_is_the_same_place_under_other_noise():
    place = Between(Waypoint((("a", 1.0),), 1), Waypoint((("b", 1.0),), 1, 2, 0.5), 0.3)
    one, other = another(place, 1), another(place, 2)
    assert one.a.prompt == place.a.prompt and one.part == place.part and one.a.seed == 1
    assert len({one.a.stray, other.a.stray, place.a.stray}) == 3 and one.a.variation == 1
