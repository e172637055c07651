"""The grid: moments to beats and back, lines, and counts that never leap far."""

import math

from hypothesis import given
from hypothesis import strategies as st

from engine.tempo.quantize import PHRASE, Grid, joined

grids = st.builds(Grid, st.floats(20, 300), st.floats(-1e4, 1e4), st.floats(0, 1e6))
moments = st.floats(0, 1e6)


@given(grids, moments)
def test_there_and_back(grid, now):
    assert math.isclose(grid.when(grid.beat_at(now)), now, abs_tol=1e-4)


@given(grids, moments, st.floats(20, 300))
def test_another_tempo_goes_on_from_the_same_beat(grid, now, bpm):
    after = grid.from_now(now, bpm)
    assert after.beat_at(now) == grid.beat_at(now)
    assert math.isclose(after.beat_at(now + 60) - after.beat_at(now), bpm, rel_tol=1e-6)


@given(grids, moments, st.sampled_from([1, 4, 16, 32]))
def test_a_line_is_the_next_one(grid, now, every):
    line = grid.line(now, every)
    assert line % every == 0
    assert -1e-6 <= line - grid.beat_at(now) < every + 1e-6


def test_a_line_that_is_now_is_now():
    grid = Grid(120.0, 0.0, 0.1)
    assert grid.line(grid.when(8), 4) == 8
    assert grid.line(grid.when(8) + 0.001, 4) == 12


@given(grids, grids, moments)
def test_joined_grids_keep_their_lines_and_leap_at_most_half_a_phrase(grid, before, now):
    after = joined(grid, before, now)
    assert abs(math.remainder(after.beat - grid.beat, PHRASE)) < 1e-6
    assert abs(after.beat_at(now) - before.beat_at(now)) <= PHRASE / 2 + 1e-6


@given(grids, st.floats(-3, 3), moments)
def test_shifted_beats_come_earlier(grid, beats, now):
    assert math.isclose(grid.shifted(beats).beat_at(now), grid.beat_at(now) + beats, abs_tol=1e-6)
