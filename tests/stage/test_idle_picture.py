"""The opening picture: dark, alive, and quick."""

import numpy as np
import pytest

from engine.stage.dissolve import idle_picture


@pytest.mark.parametrize("size", [(512, 288), (288, 512), (512, 512), (1024, 576), (64, 36)])
def test_size_and_type(size):
    picture = idle_picture(1.5, *size)
    assert picture.shape == (size[1], size[0], 3)
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(picture, idle_picture(1.5, *size))


@pytest.mark.parametrize("seconds", [0, 1, 17, 60, 250, 3600, 86400])
def test_never_black_never_flat_never_bright(seconds):
    picture = idle_picture(seconds, 256, 144)
    assert 15 < picture.mean() < 90
    assert picture.max(axis=2).min() >= 10
    assert picture.max() < 230
    assert picture.astype(float).std() > 8


def test_it_moves_and_never_flashes():
    step = 1 / 30
    pictures = [idle_picture(40 + step * n, 128, 72).astype(int) for n in range(90)]
    moves = [np.abs(b - a) for a, b in zip(pictures, pictures[1:], strict=False)]
    assert max(move.max() for move in moves) <= 4
    assert abs(pictures[-1] - pictures[0]).mean() > 1
    brightness = np.array([picture.mean() for picture in pictures])
    assert np.abs(np.diff(brightness)).max() < 0.3
