"""The newest input reaches another process whole."""

import multiprocessing
import time

import numpy as np
import pytest

from engine.dream.intake import Intake


def write(intake: Intake, count: int) -> None:
    for number in range(count):
        intake.put(np.full((90 + number % 7, 160, 3), number % 251, np.uint8), float(number))
        if number % 5 == 0:
            time.sleep(0.001)


def test_every_picture_that_is_read_is_whole():
    """A writer in bursts in another process, a reader here: no torn picture, and they only get newer."""
    context = multiprocessing.get_context("spawn")
    intake = Intake(context, 100 * 160 * 3)
    writer = context.Process(target=write, args=(intake, 4000))
    writer.start()
    last, seen = 0, 0
    end = time.monotonic() + 60
    while last < 4000 and time.monotonic() < end:
        found = intake.newest(last)
        if found is None:
            continue
        assert found.number > last and found.time == found.number - 1
        assert found.picture.shape == (90 + int(found.time) % 7, 160, 3)
        assert np.all(found.picture == int(found.time) % 251)
        last, seen = found.number, seen + 1
    writer.join(30)
    assert last == 4000 and seen > 10
    assert intake.newest(last) is None


def test_nothing_but_pictures_goes_in():
    intake = Intake(multiprocessing.get_context("spawn"), 300)
    assert intake.newest() is None
    for wrong in (np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((11, 10, 3), np.uint8)):
        with pytest.raises(ValueError, match="an input is RGB bytes"):
            intake.put(wrong, 0.0)
