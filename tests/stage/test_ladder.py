"""Whatever fails in a tick, outputs are given a frame: each rung of the ladder, down and up, and what is said of it."""

import logging
import threading
from dataclasses import replace

import numpy as np
import pytest
from simulated import FPS, JUMP, NATIVE, Screen, Stage, prompt, steps
from waiting import until

from engine.control.actions import Actions
from engine.control.reports import Reports
from engine.control.router import MessageRouter
from engine.control.store import Store
from engine.frames import Keyframe
from engine.journey.course import Course
from engine.journey.destination import Lead
from engine.journey.path import Path
from engine.stage import look as looks
from engine.stage.presenter import Presenter


def failing(error=None):
    def fail(*arguments, **named):
        raise error or ValueError("a fault that nobody thought of")

    return fail


def every_tick_has_a_frame(stage, seconds):
    """Play on; the steps of the picture."""
    before = len(stage.screen.pixels)
    moves = steps(stage.play(seconds))
    assert len(stage.screen.pixels) - before == round(seconds * FPS)
    return moves


def blackout_works(stage):
    stage.set(master_blackout=True)
    assert stage.play(1 / FPS)[-1].max() == 0
    stage.set(master_blackout=False)
    stage.play(1 / FPS)


def fade_works(stage):
    whole = stage.play(2 / FPS)[-1].mean()
    stage.set(master_fade=0.5)
    assert stage.play(1 / FPS)[-1].mean() == pytest.approx(whole / 2, abs=6)
    stage.set(master_fade=1.0)


@pytest.fixture
def stage():
    stage = Stage(dream_leg=3.0)
    stage.play(4)
    assert stage.presenter.shown == "dream" and not stage.told
    return stage


def test_a_journey_that_fails_begins_again_from_the_picture_on_the_screen(stage):
    old = {leg.id for leg in stage.course.path.legs}
    stage.course.path = Path(stage.course.path.legs + ("no leg",))
    moves = every_tick_has_a_frame(stage, 0.3)
    assert stage.presenter.shown == "begun again"
    assert moves[0] < 3, "the picture on the screen is where it begins"
    moves = np.concatenate([moves, every_tick_has_a_frame(stage, 8)])
    assert moves.max() < 8
    assert stage.presenter.shown == "dream"
    assert not old & {leg.id for leg in stage.course.path.legs}, "what comes late for the old legs would be taken"
    assert (moves[-5 * FPS :].reshape(-1, FPS).sum(axis=1) > 0.5).all(), "it stood still"
    assert len(stage.told) == 2 and "begins again" in stage.told[0] and "is back" in stage.told[1]


def test_a_journey_begun_again_follows_what_is_set(stage):
    stage.transport.playhead = replace(stage.transport.playhead, position=float("nan"))
    stage.set(dream_prompt=prompt("fire"), deck_a="fire", deck_b="ice")
    every_tick_has_a_frame(stage, 4)
    assert stage.presenter.shown == "dream"
    assert stage.course.path.leg_at(stage.presenter.playhead.position).deck


@pytest.mark.parametrize("method", ["travel", "live"])
def test_a_picture_that_can_not_be_blended_is_left_behind(method):
    stage = Stage(rate=12.0, dream_method=method, dream_leg=3.0)
    stage.dreams.live = lambda taken: np.full((36, 64, 3), 100 + 20 * np.sin(taken), np.uint8)
    stage.play(4)
    for keyframe in [*stage.transport.reel._keyframes.values(), *stage.transport.live._keyframes]:
        object.__setattr__(keyframe, "picture", np.zeros((7, 5), np.float32))
    moves = every_tick_has_a_frame(stage, 6)
    assert moves.max() < JUMP
    assert stage.presenter.shown == "dream"
    assert len(stage.told) == 2


def test_a_journey_that_fails_at_every_tick_holds_the_picture_and_is_told_of_once(stage, monkeypatch):
    monkeypatch.setattr(stage.course, "steer", failing())
    moves = every_tick_has_a_frame(stage, 10)
    assert moves.max() < 3
    assert stage.presenter.shown == "held"
    stage.set(look_hue=90.0)
    assert every_tick_has_a_frame(stage, 0.1).max() > 3, "the look still acts on it"
    fade_works(stage)
    blackout_works(stage)
    assert len(stage.told) == 1
    monkeypatch.undo()
    assert every_tick_has_a_frame(stage, 20).max() < JUMP
    assert stage.presenter.shown == "dream"
    assert len(stage.told) == 2


def test_a_look_that_fails_is_taken_off_and_comes_back(stage, monkeypatch):
    stage.set(look_hue=120.0)
    coloured = stage.play(0.1)[-1]
    monkeypatch.setattr(looks, "hue_matrix", failing(MemoryError()))
    every_tick_has_a_frame(stage, 3)
    assert stage.presenter.shown == "plain"
    fade_works(stage)
    blackout_works(stage)
    stage.set(look_hue=0.0)
    every_tick_has_a_frame(stage, 1 / FPS)
    assert stage.presenter.shown == "dream", "another look works at once"
    stage.set(look_hue=120.0)
    every_tick_has_a_frame(stage, 0.1)
    assert stage.presenter.shown == "plain"
    monkeypatch.undo()
    every_tick_has_a_frame(stage, 12)
    assert stage.presenter.shown == "dream"
    assert coloured.shape == (3,) and 2 <= len(stage.told) <= 4


@pytest.mark.parametrize("part", ["_close", "frame"])
def test_drawing_that_fails_is_done_plainly(stage, monkeypatch, part):
    monkeypatch.setattr("engine.stage.render.Renderer." + part, failing())
    every_tick_has_a_frame(stage, 2)
    assert stage.presenter.shown == "plain"
    fade_works(stage)
    blackout_works(stage)
    monkeypatch.undo()
    every_tick_has_a_frame(stage, 12)
    assert stage.presenter.shown == "dream"


def test_a_flash_guard_that_fails_holds_the_picture(stage, monkeypatch):
    monkeypatch.setattr("engine.stage.flash_guard.FlashGuard.limit", failing())
    stage.set(look_brightness=1.0)
    moves = every_tick_has_a_frame(stage, 3)
    assert moves.max() == 0 and stage.presenter.shown == "held", "what is not known to be safe is not shown"
    fade_works(stage)
    blackout_works(stage)
    monkeypatch.undo()
    every_tick_has_a_frame(stage, 12)
    assert stage.presenter.shown == "dream"
    assert len(stage.told) == 2


def test_the_flash_guard_works_over_a_held_picture(stage, monkeypatch):
    monkeypatch.setattr(stage.course, "steer", failing())
    every_tick_has_a_frame(stage, 2)
    for number in range(30):
        stage.set(look_brightness=1.0 if number % 2 else -1.0)
        every_tick_has_a_frame(stage, 0.1)
        assert stage.presenter.flashes <= 3
    assert stage.presenter.shown == "held"


def test_modulation_that_fails_leaves_what_is_set(stage, monkeypatch):
    monkeypatch.setattr(stage.presenter, "_values", failing())
    every_tick_has_a_frame(stage, 3)
    stage.set(master_fade=0.0)
    assert stage.play(1 / FPS)[-1].max() == 0
    assert stage.presenter.shown == "dream" and len(stage.told) == 1


def test_everything_fails_from_the_first_tick(monkeypatch):
    stage = Stage()
    for what in ("look", "frame"):
        monkeypatch.setattr(f"engine.stage.render.Renderer.{what}", failing())
    monkeypatch.setattr("engine.stage.flash_guard.FlashGuard.limit", failing())
    monkeypatch.setattr(stage.course, "steer", failing())
    every_tick_has_a_frame(stage, 2)
    assert stage.presenter.shown == "held"
    monkeypatch.undo()
    assert every_tick_has_a_frame(stage, 20)[-3 * FPS :].max() < JUMP
    assert stage.presenter.shown == "dream"
    assert stage.screen.pixels[-1].max() > 10


def test_the_traceback_is_kept_for_the_log(stage, monkeypatch, caplog):
    monkeypatch.setattr(stage.course, "steer", failing(KeyError(0.25)))
    with caplog.at_level(logging.ERROR, "reverie"):
        every_tick_has_a_frame(stage, 3)
    assert "KeyError" in stage.told[0] and "\n" not in stage.told[0]
    assert len(caplog.records) == 1 and caplog.records[0].exc_info[2] is not None


class Broken(Screen):
    def post(self, frame):
        raise OSError("no such device")


def present_for_real(sinks, told, ticks=10):
    """Run a presenter on the real clock until it has served some ticks."""
    presenter = Presenter(Store(), stage := Course(Store().scene.state), Stage().dreams, sinks, 100, NATIVE, told)
    stop = threading.Event()
    runner = threading.Thread(target=presenter.run, args=(stop,))
    runner.start()
    try:
        until(lambda: presenter.meter.frames + presenter.meter.lost >= ticks)
    finally:
        stop.set()
        runner.join()
    assert stage.path
    return presenter


def test_an_output_that_raises_is_told_of_and_the_others_get_their_frames():
    told, screen = [], Screen()
    presenter = present_for_real([Broken(), screen], told.append)
    assert presenter.meter.frames >= 10 and presenter.meter.lost == 0
    assert len(screen.pixels) == presenter.meter.frames
    assert len(told) == 1 and "no such device" in told[0]


def test_frames_that_no_output_is_given_are_not_counted():
    told = []
    presenter = present_for_real([Broken()], told.append)
    meter = presenter.meter
    assert meter.frames == 0 and meter.fps == 0
    assert meter.lost >= 10 and meter.late >= meter.lost
    assert meter.summary()["lost_frames"] == meter.lost and len(told) == 1


def test_a_tick_that_fails_altogether_is_lost_and_the_clock_goes_on():
    class NoScene(Store):
        @property
        def scene(self):
            if self.gone:
                raise RuntimeError("no scene")
            return self._scene

        @scene.setter
        def scene(self, scene):
            self._scene = scene

        gone = False

    store, told, screen = NoScene(), [], Screen()
    course = Course(store.scene.state)
    presenter = Presenter(store, course, Stage().dreams, [screen], 100, NATIVE, told.append)
    store.gone, stop = True, threading.Event()
    runner = threading.Thread(target=presenter.run, args=(stop,))
    runner.start()
    try:
        until(lambda: presenter.meter.lost >= 5)
        assert presenter.meter.fps == 0
        store.gone = False
        until(lambda: presenter.meter.frames >= 5)
    finally:
        stop.set()
        runner.join()
    assert screen.pixels and "no scene" in told[0]


def test_a_listener_that_raises_does_not_reach_who_reports():
    heard = []
    reports = Reports(failing(OSError("the terminal is gone")), lambda text, source: heard.append(text))
    reports.tell("trouble")
    assert heard == ["trouble"]


def test_a_blackout_is_not_lost_with_what_was_sent_beside_it(stage, monkeypatch):
    monkeypatch.setattr(Lead, "of", failing())
    stage.set(tempo_quantize="bar")
    reports = Reports(lambda text, source: stage.told.append(text))
    router = MessageRouter(stage.store, Actions({}), reports, {"/live/input": failing(OSError("the disk is gone"))})
    router.apply([
        ("/live/input", ["file:a.mp4"], None), ("/dream/prompt", ["fire"], None), ("/master/blackout", [1], None)
    ])  # fmt: skip
    assert stage.play(1 / FPS)[-1].max() == 0
    assert len(stage.told) == 2 and "the disk is gone" in stage.told[0] and "/dream/prompt" in stage.told[1]


def test_what_comes_from_a_dreamer_for_no_place_is_left_out(stage):
    leg = stage.course.path.legs[-1]
    picture = np.zeros((36, 64, 3), np.uint8)
    for position in (float("nan"), float("inf"), leg.high + 9):
        stage.dreams.due.append((0.0, Keyframe(leg.id, position, picture, 0.0)))
    assert every_tick_has_a_frame(stage, 3).max() < 8
    assert not stage.told
