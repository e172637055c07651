"""A live stream's pictures flow at the output's pace, however unevenly they come."""

import numpy as np
import pytest

from engine.dream.protocol import LIVE
from engine.frames import Keyframe
from engine.stage.jitter_buffer import JitterBuffer

FPS = 30


def picture(value: float) -> np.ndarray:
    return np.full((2, 2, 3), round(value), np.uint8)


def play(reel: JitterBuffer, arrivals: list[tuple[float, float, float]], seconds: float) -> np.ndarray:
    """The level on screen per frame. arrivals: (now, the input's time, its level)."""
    waiting, shown = sorted(arrivals), []
    for tick in range(round(seconds * FPS)):
        now = tick / FPS
        while waiting and waiting[0][0] <= now:
            at, taken, level = waiting.pop(0)
            reel.add(Keyframe(LIVE, taken, picture(level), at), now)
        bracket = reel.bracket(now, 1 / FPS)
        if bracket is None:
            shown.append(np.nan)
        else:
            before, after = bracket.before.picture[0, 0, 0], bracket.after.picture[0, 0, 0]
            shown.append(before + bracket.part * (float(after) - before))
    return np.array(shown)


@pytest.mark.parametrize("rate", [3, 8, 24, 60])
def test_a_steady_stream_flows_evenly(rate: int):
    """A level that rises by 20 a second rises evenly on screen, whatever the rate and the jitter of the dreams."""
    jitter = np.random.default_rng(1).uniform(0, 0.5 / rate, 100 * rate)
    arrivals = [(n / rate + 1 / rate + jitter[n], n / rate, 20 * n / rate) for n in range(9 * rate)]
    shown = play(JitterBuffer(), arrivals, 9)
    steps = np.diff(shown[4 * FPS :])
    assert steps.min() >= 0
    assert steps.max() < 2.2 * 20 / FPS + 0.5  # levels are whole numbers
    assert abs(shown[-1] - shown[4 * FPS] - 20 * 5) < 4


def test_a_still_input_stays_and_goes_on_without_a_jump():
    """Ten pictures a second, two seconds without any, then other ones: no frame differs much from the one before."""
    arrivals = [(n / 10 + 0.15, n / 10, 100) for n in range(30)]
    arrivals += [(5 + n / 10 + 0.15, 5 + n / 10, 100 + 5 * n) for n in range(30)]
    shown = play(JitterBuffer(), arrivals, 8)
    assert np.all(shown[FPS : 5 * FPS] == 100)
    assert np.abs(np.diff(shown[FPS:])).max() < 4
    assert shown[-1] > 200


def test_a_stall_of_quick_dreams_ends_without_a_jump():
    """Thirty pictures a second, a second and a half without any, then quite other ones, which are soon on time."""
    arrivals = [(n / 30 + 0.05, n / 30, 100) for n in range(60)]
    arrivals += [(3.5 + n / 30 + 0.05, 3.5 + n / 30, 200) for n in range(90)]
    shown = play(JitterBuffer(), arrivals, 6)
    assert np.abs(np.diff(shown[FPS:])).max() < 20
    assert shown[round(3.7 * FPS)] > 120 and shown[4 * FPS] == 200


def test_fewer_steps_bring_many_pictures_at_once_without_a_jump():
    """Pictures on their way are done together when the steps become few, and are all shown, a little faster."""
    arrivals = [(max(min(n / 15 + 1.3, 4.0), n / 15 + 0.1), n / 15, 20 * n / 15) for n in range(15 * 9)]
    shown = play(JitterBuffer(), arrivals, 9)
    steps = np.diff(shown[3 * FPS :])
    assert steps.min() >= 0 and steps.max() < 2.2 * 20 / FPS + 0.5
    assert shown[-1] > 20 * (9 - 0.4), "and it is soon on time again"


def test_the_delay_is_what_the_dreams_take():
    """At 30 pictures a second that take 20 ms each, the picture on screen is at most 60 ms old plus a frame."""
    reel = JitterBuffer()
    arrivals = [(n / 30 + 0.02, n / 30, n) for n in range(240)]
    shown = play(reel, arrivals, 8)
    age = np.arange(len(shown)) / FPS - shown / 30
    assert reel.delay < 0.1
    assert age[4 * FPS :].max() < 0.1


def test_pictures_out_of_order_are_left_out():
    reel = JitterBuffer()
    for taken in (1.0, 1.1, 1.05, 1.1):
        reel.add(Keyframe(LIVE, taken, picture(0), 2.0), 2.0)
    assert len(reel) == 2
