"""Even journeys: where a dream changes suddenly the playhead takes its time, and legs end when they were to."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated import FPS, JUMP, Stage, colour, prompt, steps

from engine.journey.path import Between, Place
from engine.journey.timetable import Change, timetable
from engine.tempo.quantize import Grid


def sudden(place: Place) -> np.ndarray:
    """A dream that hardly changes but for the middle of a leg, as walks do: six times as fast there as on average."""
    if isinstance(place, Between):
        part = 1 / (1 + math.exp(-24 * (place.part - 0.5)))
        return sudden(place.a) * (1 - part) + sudden(place.b) * part
    return colour(place)


def test_a_dream_that_leaps_in_the_middle_of_a_leg_is_travelled_evenly():
    stage = Stage(rate=8.0, dream_leg=8.0)
    stage.dreams.draw = sudden
    stage.play(8)
    for leg in range(3):
        taken = steps(stage.play(8)[::6])  # colours are whole levels
        print(f"leg {leg}: the largest step {taken.max() / np.median(taken):.2f} times the median")
        assert taken.max() < 3 * np.median(taken)


@pytest.mark.parametrize("draw", [colour, sudden])
def test_a_leg_takes_as_long_as_is_set(draw):
    stage = Stage(rate=8.0, dream_leg=6.0)
    stage.dreams.draw = draw
    ends = []
    for _ in range(40 * FPS):
        before = math.floor(stage.presenter.playhead.position)
        stage.play(1 / FPS)
        if math.floor(stage.presenter.playhead.position) > before:
            ends.append(stage.time)
    assert len(ends) >= 5
    assert np.abs(np.diff(ends) - 6).max() < 0.1


@pytest.mark.parametrize("rate", [3.0, 10.0])
def test_legs_in_beats_end_on_a_beat_however_uneven_the_dream(rate):
    stage = Stage(rate=rate, dream_leg_beats=8)
    stage.dreams.draw = sudden
    stage.store.follow(Grid(120.0, 0.0, 0.1))
    stage.play(9)
    for _ in range(20 * FPS):
        before = math.floor(stage.presenter.playhead.position)
        stage.play(1 / FPS)
        if math.floor(stage.presenter.playhead.position) > before:
            beat = stage.store.scene.grid.beat_at(stage.time - 1 / FPS)
            assert abs(beat - round(beat)) < 0.15, f"a leg ended at beat {beat:.2f}"


def test_a_prompt_cuts_a_sudden_leg_without_a_jump_and_on_its_line():
    stage = Stage(rate=8.0, dream_leg=8.0, tempo_quantize="bar")
    stage.dreams.draw = sudden
    stage.store.follow(Grid(120.0, 0.0, 0.0))
    stage.play(10.7)
    stage.store.change({"/dream/prompt": prompt("fire")}, waits=True)
    line = stage.store.scene.grid.when(stage.store.scene.glides["/dream/prompt"].begin)
    pixels = stage.play(line - stage.time - 1 / FPS)
    leg = next(leg for leg in stage.course.path.legs if getattr(leg.b, "prompt", None) == prompt("fire"))
    assert leg.origin - 0.03 < stage.presenter.playhead.position <= leg.origin + 1e-9
    pixels = np.concatenate([pixels, stage.play(0.2)[1:]])
    assert stage.presenter.playhead.position > leg.origin
    assert steps(pixels).max() < JUMP


CHANGES = st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 50)), max_size=12)


@given(CHANGES, CHANGES, st.floats(0, 1), st.integers(3, 60), st.booleans())
def test_whatever_is_learnt_on_the_way_it_goes_on_from_where_it_is_and_never_back(first, second, turn, ticks, forwards):
    place = time = 0.0 if forwards else 1.0
    end, step = (1.0, 1 / ticks) if forwards else (0.0, -1 / ticks)
    for tick in range(ticks):
        table = timetable(0.0, 1.0, end, place, time, laid(first if tick < turn * ticks else second))
        assert table.place(time) == pytest.approx(place, abs=1e-6)
        assert table.time(place) == pytest.approx(time, abs=1e-6)
        there = table.place(time + step)
        assert (there - place) * step > 0 and abs(there - place) < 30 * abs(step)
        if not 0 < there < 1:
            break
        place, time = there, time + step


@given(CHANGES)
def test_what_is_known_from_the_beginning_is_over_in_time(spans):
    table = timetable(0.0, 1.0, 1.0, 0.0, 0.0, laid(spans))
    assert table.time(1.0) == pytest.approx(1.0)
    assert table.reached(0.25, table.way(0.25, 0.75)) == pytest.approx(0.75)


def laid(spans: list[tuple[float, float]]) -> list[Change]:
    """Neighbours on a leg of length 1."""
    total, at, found = sum(way for way, _ in spans), 0.0, []
    for way, amount in spans:
        found.append(Change(at, min(at + way / total, 1.0), amount))
        at = found[-1].high
    return found
