"""Taps: a hand is neither exact nor complete."""

import random

import pytest

from engine.tempo.beat import TAPS, Taps, tapped


def tap(moments):
    taps, found = Taps(), None
    for at in moments:
        found = taps.feed(at) or found
    return found


@pytest.mark.parametrize("bpm", [20, 22.5, 60, 90, 120, 133.3, 174, 299])
def test_exact_taps_give_the_tempo_and_the_beat(bpm):
    moments = [100 + beat * 60 / bpm for beat in range(5)]
    grid = tap(moments)
    assert grid.bpm == pytest.approx(bpm)
    assert grid.at == pytest.approx(moments[-1]) and grid.beat == 0


def test_two_taps_are_enough_and_one_is_not():
    assert tap([1.0]) is None
    assert tap([1.0, 1.5]).bpm == pytest.approx(120)


def test_a_shaky_hand_is_averaged():
    draw = random.Random(1)
    errors = []
    for _ in range(100):
        grid = tap([beat * 0.5 + draw.gauss(0, 0.015) for beat in range(TAPS)])
        errors.append(abs(grid.bpm - 120))
    assert sorted(errors)[95] < 2.5


def test_a_missed_tap_a_bounce_and_a_slip_do_no_harm():
    even = [beat * 0.5 for beat in range(8)]
    assert tap([at for at in even if at != 1.5]).bpm == pytest.approx(120)
    assert tap(sorted([*even, 1.52])).bpm == pytest.approx(120)
    slipped = even.copy()
    slipped[4] += 0.12
    grid = tap(slipped)
    assert grid.bpm == pytest.approx(120, abs=0.5) and grid.at == pytest.approx(3.5, abs=0.01)


def test_after_a_pause_it_is_counted_anew():
    assert tap([0, 0.5, 1.0, 1.5, 10.0, 10.4, 10.8]).bpm == pytest.approx(150)


def test_what_is_no_tempo_is_none():
    assert tapped((0.0, 10.0)) is None
    assert tapped(()) is None
