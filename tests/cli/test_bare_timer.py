import os
import signal
import sys
import time

import psutil
import pytest
from waiting import until

from engine.bench.bare_timer import BareTimer


def test_counts_nothing_much_on_its_own_and_knows_only_once_closed():
    with BareTimer(20) as timer:
        assert timer.missed is None
        time.sleep(0.6)
    assert timer.missed is not None and timer.missed <= 6
    assert timer.stall is not None and timer.stall >= 0
    timer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGSTOP")
def test_counts_the_ticks_of_a_stall():
    with BareTimer(100) as timer:
        until(lambda: psutil.Process(timer._process.pid).num_threads() > 1, 60)  # one reads, the other counts
        time.sleep(0.5)
        os.kill(timer._process.pid, signal.SIGSTOP)
        time.sleep(0.5)
        os.kill(timer._process.pid, signal.SIGCONT)
        time.sleep(0.1)
    assert timer.missed is not None and timer.missed >= 45


def test_a_lost_timer_is_told_from_a_perfect_one():
    with BareTimer(30) as timer:
        timer._process.kill()
    assert timer.missed is None
