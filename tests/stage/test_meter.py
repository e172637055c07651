"""What is measured: the figures, and that they cost little to keep and to read."""

import sys
import tracemalloc

import numpy as np
import pytest

from engine.stage.clock import HIGHEST, raise_thread_priority
from engine.stage.meter import WINDOW, Meter, Samples


def test_the_newest_are_kept_in_order():
    samples = Samples()
    assert samples.newest().size == 0
    for number in range(WINDOW + 10):
        samples.append(number)
    np.testing.assert_array_equal(samples.newest(3), [WINDOW + 7, WINDOW + 8, WINDOW + 9])
    np.testing.assert_array_equal(samples.newest(), np.arange(10, WINDOW + 10))


def test_an_hour_costs_a_megabyte_a_figure_and_reading_a_rate_a_few_kilobytes():
    now = 0.0
    tracemalloc.start()
    try:
        meter = Meter(30.0, lambda: now)
        for _ in range(WINDOW + 100):
            meter.frame(now, now, now + 0.01, 0, True, "dream")
            now += 1 / 30
        kept, _ = tracemalloc.get_traced_memory()
        assert kept < 4 * 1.1 * 8 * WINDOW
        tracemalloc.reset_peak()
        assert meter.fps == pytest.approx(30.0, rel=0.05)
        assert tracemalloc.get_traced_memory()[1] - kept < 20_000
    finally:
        tracemalloc.stop()
    figures = meter.summary()
    assert figures["render_ms"] == {"p50": 10.0, "p99": 10.0}
    assert figures["interval_ms"]["p50"] == pytest.approx(33.33, abs=0.01)
    assert figures["control_to_frame_ms"] == {"p50": None, "p99": None}


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows")
def test_windows_has_raised_the_thread():
    import ctypes
    from ctypes import wintypes

    raise_thread_priority()
    kernel = ctypes.WinDLL("kernel32")
    kernel.GetCurrentThread.restype = wintypes.HANDLE
    kernel.GetThreadPriority.argtypes = (wintypes.HANDLE,)
    assert kernel.GetThreadPriority(kernel.GetCurrentThread()) == HIGHEST
