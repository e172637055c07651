"""MIDI clock: late and early ticks, transport, lost ticks, a clock that goes away."""

import mido
import numpy as np
import pytest

from engine.tempo.midi_clock import TICKS, MidiClock

CLOCK = mido.Message("clock")
TWO_BARS = 8 * TICKS


def play(clock, times):
    for at in times:
        clock.feed(CLOCK, at)


def ticks(bpm, count, begin=100.0, jitter=0.0, seed=0):
    even = begin + np.arange(count) * 60 / bpm / TICKS
    return np.sort(even + np.random.default_rng(seed).normal(0, jitter, count)) if jitter else even


@pytest.mark.parametrize("bpm", [60, 75.5, 100, 120, 128, 140, 174, 180])
def test_two_bars_with_two_milliseconds_of_jitter(bpm):
    errors, phases = [], []
    for seed in range(12):
        clock = MidiClock()
        clock.feed(mido.Message("start"), 99.9)
        times = ticks(bpm, TWO_BARS + 1, jitter=0.002, seed=seed)
        play(clock, times)
        grid = clock.grid(times[-1])
        errors.append(abs(grid.bpm - bpm))
        phases.append(abs(grid.when(8) - (100 + 8 * 60 / bpm)))
    print(f"{bpm} bpm: worst of 12: {max(errors):.3f} bpm, {max(phases) * 1000:.2f} ms")
    assert max(errors) < 0.1
    assert max(phases) < 0.002


def test_uniform_jitter_at_its_worst_stays_within_a_tenth_for_an_hour_of_song():
    clock, draw = MidiClock(), np.random.default_rng(3)
    even = ticks(180, 30 * TICKS)
    for number, at in enumerate(even + draw.uniform(-0.002, 0.002, len(even))):
        clock.feed(CLOCK, at)
        if number >= TWO_BARS:
            assert abs(clock.grid(at).bpm - 180) < 0.1


def test_start_continue_and_song_position():
    clock = MidiClock()
    early = ticks(120, 48)
    play(clock, early)
    assert not clock.running
    clock.feed(mido.Message("start"), early[-1] + 0.01)
    song = ticks(120, 97, begin=early[-1] + 60 / 120 / TICKS)
    play(clock, song)
    assert clock.running
    assert clock.grid(song[-1]).beat_at(song[-1]) == pytest.approx(4.0, abs=1e-6)
    clock.feed(mido.Message("stop"), song[-1] + 0.001)
    assert not clock.running
    idle = ticks(120, 24, begin=song[-1] + 60 / 120 / TICKS)
    play(clock, idle)
    assert clock.grid(idle[-1]).beat_at(idle[-1]) == pytest.approx(5.0, abs=1e-6), "it runs on while the song stands"
    clock.feed(mido.Message("continue"), idle[-1] + 0.001)
    more = ticks(120, 25, begin=idle[-1] + 60 / 120 / TICKS)
    play(clock, more)
    clock.feed(mido.Message("continue"), more[-1] + 0.001)  # one that goes on already stays where it is
    assert clock.grid(more[-1]).beat_at(more[-1]) == pytest.approx(4.0 + 25 / 24, abs=1e-6)
    clock.feed(mido.Message("songpos", pos=32), more[-1] + 0.001)
    last = ticks(120, 1, begin=more[-1] + 60 / 120 / TICKS)
    play(clock, last)
    assert clock.grid(last[-1]).beat_at(last[-1]) == pytest.approx(8.0, abs=1e-6)
    clock.feed(mido.Message("continue"), last[-1] + 0.001)
    after = ticks(120, 1, begin=last[-1] + 60 / 120 / TICKS)
    play(clock, after)
    assert clock.grid(after[-1]).beat_at(after[-1]) == pytest.approx(8.0 + 1 / 24, abs=1e-6)


def test_a_change_of_tempo_is_followed_within_two_beats():
    clock = MidiClock()
    before = ticks(120, 400, jitter=0.001)
    play(clock, before)
    after = ticks(140, 2 * TICKS, begin=before[-1] + 60 / 140 / TICKS, jitter=0.001, seed=1)
    play(clock, after)
    assert clock.grid(after[-1]).bpm == pytest.approx(140, abs=0.7)


def test_a_burst_after_a_stall_does_no_harm():
    clock = MidiClock()
    times = ticks(120, 200)
    times[150:156] = times[156]  # six ticks that waited in a queue
    play(clock, times)
    assert clock.grid(times[-1]).bpm == pytest.approx(120, abs=0.05)


def test_a_clock_that_goes_away_says_nothing_and_may_come_back():
    clock = MidiClock()
    assert clock.grid(0.0) is None
    times = ticks(120, 96)
    play(clock, times)
    assert clock.grid(times[-1] + 0.4) is not None
    assert clock.grid(times[-1] + 0.6) is None
    again = ticks(90, 60, begin=times[-1] + 30)
    play(clock, again)
    assert clock.grid(again[-1]).bpm == pytest.approx(90, abs=0.01)


def test_other_messages_and_nonsense_times_are_ignored():
    clock = MidiClock()
    clock.feed(mido.Message("note_on", note=60), 1.0)
    play(clock, [1.0] * 50)
    assert clock.grid(1.0) is None


def test_of_two_ports_the_first_counts_until_it_is_silent():
    clock = MidiClock()
    for here, there in zip(ticks(120, 96), ticks(97, 96, begin=100.001), strict=True):
        clock.feed(CLOCK, here, "one")
        clock.feed(CLOCK, there, "two")
    assert clock.grid(here).bpm == pytest.approx(120, abs=0.01)
    for later in ticks(97, 96, begin=there + 3):
        clock.feed(CLOCK, later, "two")
    assert clock.grid(later).bpm == pytest.approx(97, abs=0.01)
