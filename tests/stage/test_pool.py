"""Buffers come back, and only when nobody reads them."""

import gc
import threading

import numpy as np

from engine.frames import Format, Frame
from engine.stage.pool import Pool


def address(data):
    return data.__array_interface__["data"][0]


def test_an_array_comes_back():
    pool = Pool()
    first = pool.empty((90, 160, 3))
    place = address(first)
    del first
    assert address(pool.empty((90, 160, 3))) == place
    assert pool.made == 1


def test_memory_is_not_shared_while_anything_refers_to_it():
    pool = Pool()
    frame = Frame(Format("RGB", 160, 90), 0, pool.empty((90, 160, 3)))
    frame.data[...] = 7
    row = frame.data.reshape(-1)[160:320].reshape(2, 80)[1]  # a view of a view
    window = memoryview(row)
    kept = np.asarray(window)
    del frame, row, window
    gc.collect()
    other = pool.empty((90, 160, 3))
    other[...] = 9
    assert not np.shares_memory(kept, other)
    assert (kept == 7).all()


def test_no_growth_over_500_frames():
    pool = Pool()
    shown: list[np.ndarray] = []
    for tick in range(500):
        shown.append(pool.empty((1080 * 3 // 2, 1920)))
        pool.empty((540, 900 + tick % 40, 3))  # what a moving zoom asks for
        shown = shown[-3:]
    assert pool.made <= 7


def test_shapes_and_types():
    pool = Pool()
    for shape, dtype in [
        ((3, 5), np.float32),
        ((7,), np.uint8),
        ((2, 2, 2), np.int32),
        ((0, 4), np.uint8),
        ((), np.uint8),
    ]:
        data = pool.empty(shape, dtype)
        assert data.shape == shape
        assert data.dtype == dtype
        assert data.flags.c_contiguous
        data[...] = 1


def test_what_lies_unused_is_bounded():
    pool = Pool(spare=2, limit=1 << 20)
    many = [pool.empty((1 << 18,)) for _ in range(6)]
    del many
    assert pool.unused == 2 << 18
    others = [pool.empty((1 << 19,)) for _ in range(4)]
    del others
    pool.empty((1 << 16,))
    assert pool.unused <= (1 << 20) + (1 << 16)


def test_arrays_come_back_from_any_thread():
    pool = Pool()
    handed = [[pool.empty((1000,)) for _ in range(4)] for _ in range(8)]

    def work(mine):
        for n in range(300):
            mine[n % 4] = pool.empty((1000,))
            mine[n % 4][:] = id(mine) % 251
            assert (mine[n % 4] == id(mine) % 251).all()

    threads = [threading.Thread(target=work, args=(mine,)) for mine in handed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pool.made < 100
