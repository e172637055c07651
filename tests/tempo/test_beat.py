"""The tempo of the show: what a hand, a clock and a Link session make of the grid."""

from __future__ import annotations

import contextlib
import math
import subprocess
import sys
import threading
import time

import mido
import numpy as np
import pytest
from waiting import until

from engine.control.store import Store
from engine.parameters import ACTIONS
from engine.tempo.beat import BeatKeeper
from engine.tempo.link import Link, LinkError
from engine.tempo.midi_clock import TICKS


class House:
    """A tempo on a clock of the test's."""

    def __init__(self, now: float = 0.0):
        self.now = now
        self.told: list[str] = []
        self.store = Store(clock=lambda: self.now)
        self.tempo = BeatKeeper(self.store, self.told.append, print, clock=lambda: self.now)
        self.do = self.tempo.handlers()

    @property
    def grid(self):
        return self.store.scene.grid

    @property
    def beat(self) -> float:
        return self.grid.beat_at(self.now)

    def at(self, now: float, address: str = "", *arguments: float) -> None:
        self.now = now
        if address:
            self.do[address](list(arguments), None)
        self.tempo.step(now)


def test_it_counts_from_the_beginning_at_the_tempo_that_is_set():
    house = House(500.0)
    house.at(504.0)
    assert house.beat == pytest.approx(8)
    house.store.change({"/tempo/bpm": 60.0})
    house.at(504.0)
    house.at(506.0)
    assert house.beat == pytest.approx(10)


def test_the_tempo_can_glide():
    house = House()
    house.store.change({"/tempo/bpm": 180.0}, seconds=2.0, easing="linear")
    for tick in range(101):
        house.at(tick / 50)
    assert house.beat == pytest.approx(150 / 60 * 2, abs=0.05)
    assert house.grid.bpm == 180.0


def test_taps_set_the_tempo_and_the_beat_but_not_the_bar():
    house = House()
    for tap in range(4):
        house.at(10.13 + tap * 0.4, "/tempo/tap")
    assert house.store.scene.state.tempo.bpm == 150.0
    assert abs(house.beat - round(house.beat)) < 1e-6
    house.at(house.now + 0.4)
    assert abs(house.beat - round(house.beat)) < 1e-6


def test_nudge_and_resync():
    house = House()
    house.at(1.1)
    before = house.beat
    house.at(1.1, "/tempo/nudge", 0.25)
    assert house.beat == pytest.approx(before + 0.25)
    house.at(3.3, "/tempo/resync")
    assert house.beat % 4 == pytest.approx(0, abs=1e-9)
    assert house.do.keys() == {a for a in ACTIONS if a.startswith("/tempo/")}


def ticks(house, begin, bpm, beats, jitter=0.002, seed=0):
    """Play MIDI clock into the house, stepping 50 times a second."""
    times = begin + np.arange(beats * TICKS + 1) * 60 / bpm / TICKS
    late = np.random.default_rng(seed).normal(0, jitter, len(times))
    step = begin
    for at in np.sort(times + late):
        while step < at:
            house.at(step)
            step += 0.02
        house.tempo.midi.feed(mido.Message("clock"), at)
    house.at(times[-1])


@pytest.mark.parametrize("bpm", [60, 133, 180])
def test_midi_clock_with_jitter_gives_tempo_and_bars(bpm):
    house = House()
    house.store.change({"/tempo/source": "midi"})
    house.tempo.midi.feed(mido.Message("start"), 5.0)
    ticks(house, 5.0, bpm, 8)
    assert abs(house.grid.bpm - bpm) < 0.1
    assert abs(house.store.scene.state.tempo.bpm - bpm) < 0.2
    line = house.grid.line(house.now + 0.5, 4)
    beats = (house.grid.when(line) - 5.0) * bpm / 60
    assert abs(beats / 4 - round(beats / 4)) * 4 * 60 / bpm < 0.004, "our bar lines are theirs"
    assert house.tempo.about == "midi"
    house.at(house.now, "/tempo/nudge", 0.1)
    house.at(house.now + 0.1)
    moved = (house.grid.when(house.grid.line(house.now + 0.5, 4)) - 5.0) * bpm / 60
    assert abs((moved + 0.1) / 4 - round((moved + 0.1) / 4)) * 4 * 60 / bpm < 0.01, "a nudge stays"
    house.at(house.now + 2)
    assert house.tempo.about == "midi: no clock comes"
    assert abs(house.grid.bpm - bpm) < 0.2, "the last tempo runs on"


def test_a_start_in_the_middle_keeps_the_count_near_and_lines_lines():
    house = House()
    house.store.change({"/tempo/source": "midi"})
    ticks(house, 5.0, 120, 40, jitter=0)
    before = house.beat
    house.tempo.midi.feed(mido.Message("start"), house.now + 0.001)
    begin = house.now + 60 / 120 / TICKS
    ticks(house, begin, 120, 2, jitter=0)
    assert abs(house.beat - before) <= 20
    assert abs(math.remainder(house.grid.beat_at(begin), 32)) < 1e-3


def test_without_link_one_line_is_told_and_the_beat_goes_on(monkeypatch):
    monkeypatch.setitem(sys.modules, "aalink", None)
    house = House()
    house.store.change({"/tempo/source": "link"})
    for tick in range(100):
        house.at(tick / 50)
    assert len(house.told) == 1 and 'pip install "reverie-engine[link]"' in house.told[0]
    assert house.beat == pytest.approx(99 / 50 * 2)
    assert house.tempo.about == "link is not here"


def test_the_thread_tells_every_beat_and_ten_times_a_second():
    said: list[tuple[float, dict]] = []
    store = Store()
    store.change({"/tempo/bpm": 150.0})
    tempo = BeatKeeper(store, print, lambda *messages: said.append((time.perf_counter(), dict(messages))))
    stop = threading.Event()
    thread = threading.Thread(target=tempo.run, args=(stop,))
    thread.start()
    time.sleep(2.2)
    stop.set()
    thread.join()
    beats = {int(told["/status/beat"]) for _, told in said}
    assert beats == set(range(max(beats) + 1)) and max(beats) >= 4
    assert 15 <= len(said) <= 32
    assert all(told["/status/bar"] == int(told["/status/beat"] // 4) + 1 for _, told in said)
    assert all(0 <= told["/status/phase"] < 1 for _, told in said)


# Link: two processes on this machine ------------------------------------------------------------------------------

PEER = """
import asyncio, sys, time
from aalink import Link
async def main():
    link = Link(float(sys.argv[1])); link.quantum = 4; link.enabled = True
    loop = asyncio.get_running_loop()
    asked = loop.run_in_executor(None, sys.stdin.readline)
    while True:
        if asked.done():
            if not asked.result(): break
            link.tempo = float(asked.result())
            asked = loop.run_in_executor(None, sys.stdin.readline)
        begun = time.perf_counter(); beat = link.beat; ended = time.perf_counter()
        if ended - begun < 0.0005:
            print(begun, beat, link.tempo, link.num_peers, flush=True)
        await asyncio.sleep(0.01)
asyncio.run(main())
"""


class Peer:
    """Another program in the Link session. `heard`: (moment, beat, tempo, peers), newest last."""

    def __init__(self, bpm: float):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PEER, str(bpm)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.heard: list[tuple[float, ...]] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.heard.append(tuple(float(part) for part in line.split()))

    def set(self, bpm: float) -> None:
        self.process.stdin.write(f"{bpm}\n")
        self.process.stdin.flush()

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.process.kill()
        self._thread.join()
        self.process.stdout.close()


def test_link_shares_tempo_and_bars_with_another_process_and_a_recall_lands_on_its_bar():
    pytest.importorskip("aalink", exc_type=ImportError)
    told: list[str] = []
    store = Store()
    tempo = BeatKeeper(store, told.append, lambda *messages: None)
    store.change({"/tempo/source": "link", "/tempo/quantize": "bar"})
    stop = threading.Event()
    thread = threading.Thread(target=tempo.run, args=(stop,))
    with Peer(111.0) as peer:
        thread.start()
        try:
            until(lambda: peer.heard and peer.heard[-1][3] == 1 and tempo.about == "link, 1 peers")
            peer.set(128.0)
            until(lambda: abs(store.scene.grid.bpm - 128) < 0.01 and store.scene.state.tempo.bpm == 128.0)
            store.change({"/tempo/bpm": 140.0})
            until(lambda: abs(peer.heard[-1][2] - 140) < 0.01)
            time.sleep(0.3)
            store.change({"/look/zoom": 2.0}, waits=True)
            assert store.scene.at(time.perf_counter()).look.zoom == 1.0
            frame = 1 / 30
            shown = time.perf_counter()
            while store.scene.at(shown).look.zoom == 1.0:  # a stage that looks once a frame
                time.sleep(max(shown + frame - time.perf_counter(), 0))
                shown += frame
            time.sleep(0.2)
            moment, beat, bpm, _ = min(peer.heard, key=lambda heard: abs(heard[0] - shown))
            theirs = beat + (shown - moment) * bpm / 60
            late = (theirs - round(theirs / 4) * 4) * 60 / bpm
            print(f"shown {late * 1000:+.1f} ms after the other's bar line")
            assert -0.003 <= late <= frame + 0.003
        finally:
            stop.set()
            thread.join()
    assert told == []


def test_a_link_that_is_left_is_over():
    pytest.importorskip("aalink", exc_type=ImportError)
    with Link(100.0) as link:
        assert link.grid(0.0).bpm == pytest.approx(100, abs=0.01)
        link.set(150.0)
        assert link.grid(0.0).bpm == 150.0
    assert link.grid(0.0) is None
    assert issubclass(LinkError, RuntimeError)


def test_a_nudge_of_many_beats_moves_by_what_is_left_of_whole_phrases():
    house = House()
    house.at(1.0)
    before = house.beat
    for beats in (32.25, 1e300, -1e300):
        house.at(1.0, "/tempo/nudge", beats)
        assert abs(house.beat - before) <= 48
    assert math.isfinite(house.grid.when(house.beat + 4))
