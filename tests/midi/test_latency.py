"""From a hand on a controller, through a real MIDI driver and the presenter, to the first frame that shows it."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from stage import Controller, MidiRoom
from waiting import until

from engine.bench.bare_timer import BareTimer
from engine.frames import Format, Frame, Keyframe
from engine.journey.course import Course
from engine.stage.presenter import Presenter

FPS = 30
SIZE = (640, 360)
PRESSES = 40
ROUNDS = 5  # the machine may stall in some


class Dreams:
    """One bright picture, so that black is a change."""

    away = False

    def __init__(self) -> None:
        self.pictures = [Keyframe(1, 0.0, np.full((36, 64, 3), 200, np.uint8), 0.0)]

    def take(self) -> list[Keyframe]:
        return []

    def wish(self, wish: object) -> None:
        pass


class Screen:
    """Keeps when each frame came and whether it was black."""

    def __init__(self) -> None:
        self.wants = (Format("RGB", *SIZE),)
        self.frames: list[tuple[float, bool]] = []

    def post(self, frame: Frame) -> None:
        self.frames.append((time.perf_counter(), not frame.data[::16, ::16].any()))


def presses(pad: Controller, screen: Screen) -> np.ndarray:
    """Press and release a pad at every phase of a frame; returns how long each took to be seen, in frames."""
    took = []
    for press in range(PRESSES):
        time.sleep(0.1 + 0.037 * (press % 4))
        (pad.release if press % 2 else pad.press)(1)
        sent, black = time.perf_counter(), not press % 2

        def shown(sent: float = sent, black: bool = black) -> list[float]:
            return [at for at, dark in screen.frames[-300:] if at > sent and dark == black]

        took.append((until(shown, every=0.002)[0] - sent) * FPS)
    return np.array(took)


@pytest.mark.usefixtures("jack")
def test_a_press_is_seen_within_one_and_a_half_frames(tmp_path):
    maps = tmp_path / "midi"
    maps.mkdir()
    (maps / "pad.toml").write_text('ports = ["Pad"]\n"note 1" = { to = "/master/blackout", mode = "momentary" }\n')
    screen, stop = Screen(), threading.Event()
    with Controller("Pad") as pad, MidiRoom(maps) as room:
        room.plugged(pad)
        course = Course(room.store.scene.state)
        presenter = Presenter(room.store, course, Dreams(), [screen], FPS, SIZE, print)
        thread = threading.Thread(target=presenter.run, args=(stop,))
        thread.start()
        try:
            time.sleep(1.0)
            for _ in range(ROUNDS):
                with BareTimer(FPS) as machine:
                    p50, p90, p99 = np.percentile(presses(pad, screen), (50, 90, 99))
                stall = (machine.stall or 0.0) * FPS
                print(f"press to frame: p50 {p50:.2f} p90 {p90:.2f} p99 {p99:.2f} frames, bare timer {stall:.2f} late")
                # The way leads through five threads of three processes, each of which this machine may stall.
                if p99 < 1.5 + stall:
                    break
            else:
                pytest.fail("not once in time")
            assert p50 < 1.2
        finally:
            stop.set()
            thread.join(10)
