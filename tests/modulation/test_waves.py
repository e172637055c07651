"""Waves and envelopes: their range, their shape, and the same on every day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.modulation.modulation import envelope, wave
from engine.parameters import PARAMETERS

SHAPES = PARAMETERS["/mod/1/shape"].choices
cycles = st.floats(-1e5, 1e5)


@given(st.sampled_from(SHAPES), cycles, st.integers(0, 7))
def test_heights_stay_in_range(shape, at, voice):
    assert -1 <= wave(shape, at, voice) <= 1
    assert 0 <= envelope(shape, at, voice) <= 1
    assert wave(shape, at, voice) == wave(shape, at, voice)


@given(st.sampled_from(["sine", "triangle", "saw", "square"]), st.integers(-1000, 1000), st.integers(0, 63))
def test_periodic_waves_repeat(shape, whole, part):
    assert wave(shape, whole + part / 64) == pytest.approx(wave(shape, part / 64), abs=1e-9)


@pytest.mark.parametrize(
    ("shape", "heights"),
    [("sine", [0, 1, 0, -1]), ("triangle", [0, 1, 0, -1]), ("saw", [-1, -0.5, 0, 0.5]), ("square", [1, 1, -1, -1])],
)
def test_a_cycle_in_quarters(shape, heights):
    assert [wave(shape, quarter / 4) for quarter in range(4)] == pytest.approx(heights, abs=1e-9)


@given(st.sampled_from(["sine", "triangle", "walk"]), st.floats(-100, 100), st.integers(0, 7))
def test_smooth_waves_have_no_steps(shape, at, voice):
    assert abs(wave(shape, at + 1e-3, voice) - wave(shape, at, voice)) < 0.01


def test_random_waves_differ_by_voice_and_hold_keeps_its_height():
    walks = {voice: [wave("walk", number / 3, voice) for number in range(60)] for voice in (0, 1)}
    assert walks[0] != walks[1] and max(walks[0]) > 0.3 and min(walks[0]) < -0.3
    assert len({wave("hold", 7 + part / 10, 3) for part in range(10)}) == 1
    assert len({wave("hold", number, 3) for number in range(20)}) == 20


@pytest.mark.parametrize("shape", SHAPES)
def test_an_envelope_is_over_after_a_cycle_and_nothing_before_it(shape):
    assert envelope(shape, -0.01) == envelope(shape, 1.0) == envelope(shape, 50) == 0
    assert max(envelope(shape, part / 50, 1) for part in range(50)) > 0.05
    assert envelope("saw", 0) == 1
