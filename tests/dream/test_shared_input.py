"""The newest input reaches another process whole."""

import multiprocessing
import time

import numpy as np
import pytest

from engine.dream.shared_memory import SharedInput


def write(shared_input: SharedInput, count: int) -> None:
    for number in range(count):
        shared_input.put(np.full((90 + number % 7, 160, 3), number % 251, np.uint8), float(number))
        if number % 5 == 0:
            time.sleep(0.001)


def test_every_picture_that_is_read_is_whole():
    """A writer in bursts in another process, a reader here: no torn picture, and they only get newer."""
    context = multiprocessing.get_context("spawn")
    shared_input = SharedInput(context, 100 * 160 * 3)
    writer = context.Process(target=write, args=(shared_input, 4000))
    writer.start()
    last, seen = 0, 0
    end = time.monotonic() + 60
    while last < 4000 and time.monotonic() < end:
        found = shared_input.newest(last)
        if found is None:
            continue
        assert found.number > last and found.time == found.number - 1
        assert found.picture.shape == (90 + int(found.time) % 7, 160, 3)
        assert np.all(found.picture == int(found.time) % 251)
        last, seen = found.number, seen + 1
    writer.join(30)
    assert last == 4000 and seen > 10
    assert shared_input.newest(last) is None


def test_nothing_but_pictures_goes_in():
    shared_input = SharedInput(multiprocessing.get_context("spawn"), 300)
    assert shared_input.newest() is None
    for wrong in (np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((11, 10, 3), np.uint8)):
        with pytest.raises(ValueError, match="an input is RGB bytes"):
            shared_input.put(wrong, 0.0)


def test_a_picture_that_is_not_whole_is_not_taken():
    """As a reader on ARM may find it: the number is there, and not yet all that was written before it."""
    shared_input = SharedInput(multiprocessing.get_context("spawn"), 300)
    shared_input.put(np.full((4, 4, 3), 7, np.uint8), 1.0)
    slot = shared_input._view(shared_input.newest().number % 4, 4, 4)
    slot[3, 3, 2] = 0
    assert shared_input.newest() is None
    slot[3, 3, 2] = 7
    assert (shared_input.newest().picture == 7).all()
