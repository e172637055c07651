"""The stage as a whole: whatever the performer or the dreamer does, the picture neither jumps nor stands still."""

import math
import threading
import time

import numpy as np
import pytest
from simulated import FPS, JUMP, NATIVE, Screen, Stage, colour, prompt, steps

from engine.control.store import Store
from engine.stage.presenter import Presenter


def test_the_opening_dissolves_into_the_dream():
    stage = Stage()
    assert steps(stage.play(4)).max() < JUMP
    assert len(stage.presenter.reel) > 4


def test_a_wandering_journey_is_steady_and_never_stands():
    stage = Stage(dream_leg=2.0)
    stage.play(4)
    moves = steps(stage.play(20))
    assert moves.max() < 8
    longest = max(len(run) for run in "".join("0" if m < 0.01 else "1" for m in moves).split("1"))
    assert longest < FPS // 2, f"stood still for {longest} frames"


@pytest.mark.parametrize("method", ["travel", "walk"])
def test_a_new_prompt_starts_from_the_picture_that_is_on_screen_and_arrives(method):
    stage = Stage(dream_leg=3.0, dream_wander=False, dream_method=method)
    stage.play(2)
    stage.set(dream_prompt=prompt("fire"))
    pixels = stage.play(8)
    assert steps(pixels).max() < 8
    target = colour(stage.course.path.legs[-1].b)
    assert np.abs(pixels[-1] - target).max() < 6
    assert stage.presenter.meter.prompt_times


def test_prompts_thrown_in_faster_than_they_can_be_dreamed():
    stage = Stage(dream_leg=2.0)
    stage.play(3)
    pixels = []
    for number in range(40):
        stage.set(dream_prompt=prompt(f"prompt {number}"))
        pixels.append(stage.play(0.17))
    pixels.append(stage.play(6))
    whole = np.concatenate([part[1:] for part in pixels])
    assert steps(whole).max() < JUMP
    assert np.ptp(whole[-30:], axis=0).max() > 0.5


def test_a_blend_dragged_by_a_fader_is_dreamed_on_the_way():
    stage = Stage(dream_leg=2.0)
    stage.play(3)
    pixels = []
    for number in range(150):
        share = number / 150
        stage.set(dream_prompt=(("fire", 1 - share), ("ice", share)))
        pixels.append(stage.play(1 / FPS))
    whole = np.concatenate([part[1:] for part in pixels])
    assert len(stage.course.path.legs) < 20, "every move of the fader laid a leg"
    seconds = steps(whole)[: 4 * FPS].reshape(4, FPS).sum(axis=1)
    assert (seconds > 0.5).all(), "it stood still while the fader moved"
    stage.play(4)
    assert stage.course.path.legs[-1].b.prompt == stage.store.scene.state.dream.prompt


def test_changing_the_recipe_dissolves():
    stage = Stage(dream_leg=4.0)
    stage.play(3)
    for count in range(1, 20):
        stage.set(dream_steps=count)
        assert steps(stage.play(0.2)).max() < JUMP
    stage.play(2)
    assert stage.course.path.legs[-1].recipe.steps == 19
    assert len(stage.course.path.legs) < 12, "a fader cut the path on every move"


def test_the_crossfader_is_scratchable_and_never_jumps():
    stage = Stage()
    stage.play(3)
    stage.set(deck_a="fire", deck_b="ice")
    opening = stage.play(4)
    assert steps(opening).max() < JUMP
    deck = stage.course.path.legs[-1]
    assert np.abs(opening[-1] - colour(deck.a)).max() < 6
    stage.set(deck_mix=1.0)
    assert np.abs(stage.play(0.5)[-1] - colour(deck.b)).max() < 6
    for mix in (0.2, 0.9, 0.5):
        stage.set(deck_mix=mix)
        stage.play(0.4)
        assert abs(stage.presenter.playhead.position - deck.origin - mix) < 0.01
    stage.set(dream_prompt=prompt("forest"))
    assert steps(stage.play(3)).max() < JUMP
    assert np.abs(stage.play(14)[-1] - colour(stage.course.path.legs[-1].b)).max() < 200


def test_a_new_text_on_a_deck_dissolves():
    stage = Stage(deck_a="fire", deck_b="ice")
    stage.set(deck_mix=0.4)
    stage.play(4)
    stage.set(deck_a="water")
    assert steps(stage.play(4)).max() < JUMP


def test_backwards_shows_the_same_pictures_again():
    stage = Stage(dream_leg=4.0)
    stage.play(6)
    there = stage.presenter.playhead.position
    forward = stage.play(2)
    stage.set(dream_speed=-1.0)
    moves = stage.play(4)
    assert steps(moves).max() < 8
    assert stage.presenter.playhead.position < there
    closest = np.abs(moves[:, None] - forward[None]).mean(axis=2).min(axis=0)
    assert closest.max() < 4
    before = stage.presenter.playhead.position
    stage.play(10)
    assert stage.presenter.playhead.position < before - 1.5, "it wanders backwards, too"


def test_a_dead_dreamer_does_not_stop_the_picture():
    stage = Stage(dream_leg=4.0)
    stage.play(6)
    stage.dreams.alive = False
    stage.play(8)
    moves = steps(stage.play(20))
    assert moves.max() < 8
    seconds = moves[: 20 * FPS].reshape(20, FPS).sum(axis=1)
    assert (seconds > 0).mean() > 0.8, "it stood still"
    stage.dreams.alive = True
    stage.dreams.due.clear()
    back = stage.play(12)
    assert steps(back).max() < 8
    assert stage.presenter.playhead.position > 2.0


def test_another_model_takes_over_without_a_jump():
    stage = Stage(dream_leg=4.0)
    stage.play(5)
    stage.course.remake()
    assert steps(stage.play(6)).max() < JUMP


def test_freeze_holds_the_picture_and_lets_it_go_on_from_there():
    stage = Stage(dream_leg=2.0)
    stage.play(4)
    stage.set(master_freeze=True)
    assert steps(stage.play(2))[2:].max() == 0
    stage.set(master_freeze=False)
    assert steps(stage.play(3)).max() < 8


def test_blackout_and_fade_act_on_the_next_frame():
    stage = Stage()
    stage.play(3)
    stage.set(master_blackout=True)
    assert stage.play(1 / FPS)[-1].max() == 0
    stage.set(master_blackout=False, master_fade=0.5)
    assert 0 < stage.play(1 / FPS)[-1].max() < 140


def test_speed_zero_stands_still_and_starts_again():
    stage = Stage(dream_speed=0.0)
    stage.play(3)
    assert steps(stage.play(2)).max() < 0.5
    stage.set(dream_speed=1.0)
    assert steps(stage.play(4))[60:].max() > 0


def test_a_slow_dreamer_slows_the_journey_but_not_the_frames():
    stage = Stage(rate=0.7, dream_leg=2.0, dream_speed=4.0)
    stage.play(6)
    moves = steps(stage.play(20))
    assert moves.max() < JUMP and moves.mean() > 0.3


def test_a_sink_that_raises_is_reported_and_the_clock_goes_on():
    told = []
    stage = Stage()

    class Broken(Screen):
        def post(self, frame):
            raise OSError("no such device")

    presenter = Presenter(Store(), stage.course, stage.dreams, [Broken(), stage.screen], 100, NATIVE, told.append)
    stop = threading.Event()
    runner = threading.Thread(target=presenter.run, args=(stop,))
    runner.start()
    time.sleep(0.5)
    stop.set()
    runner.join()
    assert presenter.meter.frames > 5
    assert len(told) == 1 and "no such device" in told[0]


def test_the_clock_counts_what_it_skips():
    from engine.stage.clock import Clock

    clock, stop = Clock(100), threading.Event()
    assert clock.wait(stop)
    time.sleep(0.1)
    assert clock.wait(stop)
    assert clock.missed >= 8 and clock.tick == clock.missed + 1
    assert math.isclose(clock.deadline(200) - clock.deadline(100), 1.0)


def test_a_live_stream_takes_over_and_hands_back_without_a_jump():
    """From the journey to dreamed inputs and back: dissolves, no black, no frame far from the one before."""
    stage = Stage(rate=12.0)
    stage.play(4)
    stage.set(dream_method="live", live_strength=0.4)
    waiting = stage.play(1.0)
    assert stage.dreams.wished is not None and stage.dreams.wished.live is not None
    assert stage.dreams.wished.live.live.strength == 0.4
    stage.dreams.live = lambda taken: np.full((36, 64, 3), 40 + 20 * np.sin(taken), np.uint8)
    streaming = stage.play(4)
    stage.set(dream_method="travel")
    back = stage.play(3)
    for part in (waiting, streaming, back):
        assert steps(part).max() < JUMP
        assert part.min() > 10
    assert streaming[-1].max() <= 60 and np.ptp(streaming[-60:]) > 10  # it shows the stream, and moves
    assert stage.dreams.wished.live is None


def streaming_stage(rate: float = 12.0) -> Stage:
    """A live stream whose level goes up and down by 40 in some seconds."""
    stage = Stage(rate=rate, dream_method="live")
    stage.dreams.live = lambda taken: np.full((36, 64, 3), 100 + 20 * np.sin(taken), np.uint8)
    stage.play(4)
    return stage


def test_a_live_stream_whose_dreamer_is_dead_turns_over_its_last_pictures_and_goes_on():
    stage = streaming_stage()
    stage.dreams.alive = False
    away = stage.play(10)
    assert steps(away).max() < 3
    seconds = steps(away)[FPS:][: 8 * FPS].reshape(8, FPS).sum(axis=1)
    assert (seconds > 0).mean() > 0.8, "it stood still"
    stage.dreams.alive, stage.dreams.number = True, 2
    back = stage.play(6)
    assert steps(back).max() < 3
    assert np.ptp(back[-3 * FPS :]) > 20, "it shows the stream again"


def test_a_live_stream_s_held_picture_is_not_turned_over_while_its_dreamer_is_there():
    stage = streaming_stage()
    stage.dreams.live = None
    stage.play(2)
    assert steps(stage.play(3)).max() == 0


def test_another_model_takes_over_a_live_stream_without_a_jump():
    stage = streaming_stage()
    stage.dreams.number, stage.dreams.live = 2, lambda taken: np.full((18, 32, 3), 220, np.uint8)
    assert steps(stage.play(4)).max() < 7  # of 120
    assert stage.screen.pixels[-1].min() == 220
