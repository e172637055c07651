"""Keyframes of a flight: every kind of model dreams over what the camera sees, and nothing drifts away."""

import numpy as np
import pytest
import torch
from tiny_models import load

from engine.dream.flight_keyframes import FlightMaker, _warped_noise, from_oklab, to_oklab
from engine.dream.protocol import FlightWish
from engine.journey.homography import moved, seen
from engine.journey.path import Between, Recipe, Waypoint
from engine.parameters import Camera

A = Waypoint((("red", 1.0),), 1)
B = Waypoint((("blue", 1.0),), 2)
RECIPE = Recipe("travel", steps=4)


def wish(number: int, parent: int, camera: Camera, seconds: float = 0.5, view: float = 0.0) -> FlightWish:
    through = tuple(float(each) for each in moved(camera, seconds).ravel())
    return FlightWish(number, parent, through, view, through, number * seconds, seconds, camera)


def calm() -> None:
    """Nothing to look after between two units of work."""


@pytest.mark.parametrize("kind", ["sd", "sd2-v", "sd-turbo", "lcm", "sdxl", "lightning"])
def test_every_kind_of_model_flies(kinds, kind):
    model = load(kinds[kind])
    maker, camera = FlightMaker(model), Camera(zoom=-0.5, roll=10, pan=5)
    for number in range(1, 4):
        pose, picture = maker.make(wish(number, number - 1, camera), Between(A, B, 0.3), RECIPE, None, calm)
        assert picture.shape == (model.height, model.width, 3) and picture.dtype == np.uint8
        assert pose.number == number and pose.base == number - 1
    assert maker.has(3) and maker.has(2)


def test_the_same_wishes_give_the_same_flight(kinds):
    model, camera = load(kinds["sd-turbo"]), Camera(zoom=0.5)
    flights = []
    for _ in range(2):
        maker = FlightMaker(model)
        flights.append([maker.make(wish(n, n - 1, camera), A, RECIPE, None, calm)[1] for n in range(1, 5)])
    assert all(np.array_equal(x, y) for x, y in zip(*flights, strict=True))


def test_a_fresh_dreamer_goes_on_from_what_is_shown(kinds):
    model = load(kinds["sd-turbo"])
    view = np.random.default_rng(1).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    pose, picture = FlightMaker(model).make(wish(8, 7, Camera(strength=0), view=12.5), A, RECIPE, view, calm)
    assert pose.base == -12.5 and pose.number == 8
    again, _ = FlightMaker(model).make(wish(8, 7, Camera()), A, RECIPE, None, calm)
    assert again.base == 0 and picture.std() > 10


def test_what_is_not_dreamed_over_is_only_seen(kinds):
    """At strength 0 and with nothing held, a camera that stands gives the same picture again."""
    model = load(kinds["sd-turbo"])
    maker, still = FlightMaker(model), Camera(zoom=0, strength=0, colour=0, sharpen=0, noise=0)
    first = maker.make(wish(1, 0, still), A, RECIPE, None, calm)[1]
    last = first
    for number in range(2, 6):
        last = maker.make(wish(number, number - 1, still), A, RECIPE, None, calm)[1]
    assert np.abs(first.astype(int) - last).max() <= 1


def test_colours_come_back(kinds):
    model = load(kinds["sd-turbo"])
    maker, camera = FlightMaker(model), Camera(zoom=0, strength=0, sharpen=0, colour=1)
    home = maker.make(wish(1, 0, camera), A, RECIPE, None, calm)[1]
    grey = np.full_like(home, 128) + np.random.default_rng(0).integers(0, 12, home.shape, dtype=np.uint8)
    maker = FlightMaker(model)
    picture = maker.make(wish(2, 0, camera, view=1.0), A, RECIPE, grey, calm)[1]
    for number in range(3, 14):
        picture = maker.make(wish(number, number - 1, camera), A, RECIPE, None, calm)[1]
    assert np.abs(picture.mean(axis=(0, 1)) - home.mean(axis=(0, 1))).max() < 12


def test_oklab_there_and_back():
    picture = np.random.default_rng(2).random((9, 7, 3), np.float32)
    assert np.abs(from_oklab(to_oklab(picture)) - picture).max() < 2e-3
    grey = to_oklab(np.full((1, 1, 3), 0.5, np.float32))[0, 0]
    assert grey[0] == pytest.approx(0.598, abs=0.002) and np.abs(grey[1:]).max() < 1e-3


def test_noise_does_not_pile_up_where_the_camera_flies_to(kinds):
    """What stands still there would else grow keyframe by keyframe, and with it a knot in the picture."""
    maker, through = FlightMaker(load(kinds["sd-turbo"])), moved(Camera(zoom=0.25), 0.5)
    for _ in range(40):
        noises = maker._carried(A, through, 0.5, 4)
    height, width = noises[0].shape[-2:]
    spot = np.s_[..., height // 2 - 2 : height // 2 + 2, width // 2 - 2 : width // 2 + 2]
    assert float(torch.cat([each[spot] for each in noises]).std()) == pytest.approx(1, abs=0.25)


def test_what_it_flies_to_comes_out_of_the_distance(kinds):
    """With nothing dreamed over, another picture is seen where there would be an ever coarser one."""
    model = load(kinds["sd-turbo"])
    maker, camera = FlightMaker(model), Camera(zoom=1, strength=0, colour=0, sharpen=0, noise=0)
    pictures = [maker.make(wish(n, n - 1, camera), A, RECIPE, None, calm)[1].astype(float) for n in range(1, 7)]
    [planted] = maker._keyframes[6].planted
    size = model.width, model.height
    whole, where = 255 * planted.seen(*size), planted.mask(*size) > 0.9
    coarse = seen(pictures[0], moved(camera, 2.5))
    off = [np.abs(each - whole)[where].mean() for each in (pictures[-1], coarse)]
    assert where.sum() > 20 and off[0] < 0.4 * off[1]


def test_what_comes_in_from_the_side_moves_on(kinds):
    model = load(kinds["sd-turbo"])
    maker, camera = FlightMaker(model), Camera(zoom=0, x=0.25, strength=0, colour=0, sharpen=0, noise=0)
    pictures = [maker.make(wish(n, n - 1, camera), A, RECIPE, None, calm)[1].astype(float) for n in range(1, 9)]
    by = model.width // 8  # from one to the next
    before, stood = (each[:, -2 * by : -by] for each in pictures[-2:])
    moved_on = pictures[-1][:, -3 * by : -2 * by]
    assert np.abs(before - moved_on).mean() < 0.5 * np.abs(before - stood).mean()


def test_warped_noise_is_still_noise():
    noise = torch.randn((1, 4, 36, 64), generator=torch.Generator().manual_seed(1))
    by = moved(Camera(zoom=0.3, roll=5), 0.25)
    first = noise
    dice = torch.Generator()
    for _ in range(60):
        noise = _warped_noise(noise, by, dice)
    assert float(noise.std()) == pytest.approx(1, abs=0.05)
    beside = float((noise[..., 1:] * noise[..., :-1]).mean())
    assert abs(beside) < 0.06  # no pixel has become a block
    shifted = _warped_noise(first, moved(Camera(zoom=0, x=1), 4 / 64), dice)
    assert torch.equal(shifted[..., :-4], first[..., 4:])
