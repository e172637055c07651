import multiprocessing
import os
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine.dream.shared_memory import FrameRing

SPAWN = multiprocessing.get_context("spawn")


def fill(slots):
    """In a child: write into the second slot, then end without tidying up."""
    slots.picture(1, 5, 3)[:] = 77
    os._exit(0)


def named_memory():
    return set(Path("/dev/shm").iterdir()) if Path("/dev/shm").exists() else set()


def test_a_picture_written_by_a_child_is_read_here():
    slots = FrameRing(3, 5 * 3 * 3)
    child = SPAWN.Process(target=fill, args=(slots,))
    child.start()
    child.join()
    assert (slots.picture(1, 5, 3) == 77).all()
    assert not slots.picture(0, 5, 3).any() and not slots.picture(2, 5, 3).any()


def test_slots_do_not_overlap():
    slots = FrameRing(2, 3 * 4 * 3)
    slots.picture(0, 4, 3)[:] = np.arange(36, dtype=np.uint8).reshape(3, 4, 3)
    slots.picture(1, 4, 3)[:] = 9
    assert slots.picture(0, 4, 3)[2, 3].tolist() == [33, 34, 35]


@pytest.mark.parametrize(("slot", "width"), [(2, 4), (-1, 4), (0, 5)])
def test_what_does_not_fit_is_refused(slot, width):
    with pytest.raises(ValueError, match="can't hold"):
        FrameRing(2, 3 * 4 * 3).picture(slot, width, 3)


def test_nothing_has_a_name_that_could_be_left_behind():
    before = named_memory()
    slots = FrameRing(2, 10**6)
    assert named_memory() <= before
    del slots


def test_slots_that_hold_no_picture_take_no_memory_here():
    before = psutil.Process().memory_info().rss
    slots = FrameRing(3, 3840 * 2160 * 3)
    slots.picture(0, 512, 288)[:] = 9
    assert psutil.Process().memory_info().rss - before < 8 * 2**20
    assert slots.picture(2, 3840, 2160).shape == (2160, 3840, 3)
