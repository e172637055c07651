"""The stage as a whole: whatever the performer or the dreamer does, the picture neither jumps nor stands still."""

import math
import random
import threading
import time

import numpy as np
import pytest
from simulated import FPS, JUMP, Stage, colour, jittered, prompt, steps

from engine.journey.path import Waypoint


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


@pytest.mark.parametrize("rate", [4.0, 20.0])
def test_a_prompt_every_three_seconds_gives_even_motion(rate):
    """Keyframes of any latency never turn the picture from its way, nor does a place that is a cut of many cuts."""
    stage = Stage(rate=rate, dream_leg=6.0)
    jittered(stage, 0.1, 0.8)
    stage.play(6)
    turned = []
    move = stage.presenter.transport.move

    def watched(*moment):
        view = move(*moment)
        turned.append(view.dissolve > 0)
        return view

    stage.presenter.transport.move = watched
    pixels = []
    for number in range(10):
        stage.set(dream_prompt=prompt(f"prompt {number % 2}"))
        pixels.append(stage.play(3.0)[1:])
    moves = steps(np.concatenate(pixels))
    assert moves.max() < 3.5, "it lurched"
    assert sum(turned) <= 2, "keyframes came up under the playhead"


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
    stage = Stage(dream_wander=False)
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


@pytest.mark.parametrize("rate", [2.0, 12.0])
def test_decks_whose_mix_is_left_alone_go_on_dreaming_and_can_be_scratched_at_any_time(rate):
    stage = Stage(rate=rate, deck_mix=0.4)
    stage.play(3)
    stage.set(deck_a="fire", deck_b="ice")
    assert steps(stage.play(4)).max() < JUMP
    begun = stage.course.path.leg_at(stage.presenter.playhead.position)
    moves = steps(stage.play(12))
    assert moves.max() < 3, "it jumped"
    assert moves.reshape(12, FPS).sum(axis=1).min() > 0.5, "it stood still"
    for mix in (1.0, 0.0, 0.7):
        stage.set(deck_mix=mix)
        stage.play(0.2)
        here = stage.course.path.leg_at(stage.presenter.playhead.position)
        wanted = colour(here.place(here.origin + mix))
        assert np.abs(stage.play(0.3) - wanted).max(axis=1).min() < 6, "the hand had to wait"
    assert np.abs(colour(here.a) - colour(begun.a)).max() > 20 < np.abs(colour(here.b) - colour(begun.b)).max()
    assert len(stage.course.path.legs) < 6


@pytest.mark.parametrize("rate", [2.0, 8.0])
def test_decks_never_stand_however_late_a_keyframe_comes(rate):
    stage = Stage(rate=rate, deck_mix=0.4)
    stage.play(3)
    stage.set(deck_a="neon tunnel", deck_b="black ink")
    stage.play(12)
    draw, run, until = random.Random(1), stage.dreams.run, [0.0]

    def straggling(now: float) -> None:
        if now > until[0]:
            stage.dreams.alive = not stage.dreams.alive
            until[0] = now + (draw.uniform(3, 8) if stage.dreams.alive else draw.uniform(3, 9))
        run(now)

    stage.dreams.run = straggling
    moves = steps(stage.play(70))
    assert moves.max() < 6, "it jumped"
    assert moves[: 69 * FPS].reshape(-1, FPS).max(axis=1).min() > 0, "it stood still"
    stage.dreams.run, stage.dreams.alive = run, True
    stage.set(deck_mix=0.7)
    stage.play(0.3)
    assert steps(stage.play(3)).reshape(-1, FPS // 2).max(axis=1).min() > 0, "it stood still after a scratch"


@pytest.mark.parametrize("rate", [1.0, 4.0])
def test_the_picture_goes_on_until_the_first_places_of_decks_are_dreamed(rate):
    stage = Stage(rate=rate, deck_mix=0.4, dream_leg=4.0)
    stage.play(8)
    stage.set(deck_a="neon tunnel", deck_b="black ink")
    moves = steps(stage.play(12))
    assert moves.max() < JUMP
    stands = np.convolve(moves > 0, np.ones(round(1.2 * FPS)), "valid")
    assert stands.min() > 0, "it stood still for more than a second"


@pytest.mark.parametrize("still", [{"dream_wander": False}, {"dream_speed": 0.0}])
def test_decks_stand_still_where_they_are_told_to(still):
    stage = Stage(deck_mix=0.4, **still)
    stage.play(3)
    stage.set(deck_a="fire", deck_b="ice")
    stage.play(5)
    assert steps(stage.play(5)).max() < 0.5


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


@pytest.mark.parametrize("speed", [1.0, -1.0, 4.0, -4.0])
@pytest.mark.parametrize("beats", [5e-324, 1e-3, 0.1, 0.25, 0.5])
def test_legs_that_end_before_the_next_keyframe_is_dreamed(beats, speed):
    stage = Stage(dream_leg_beats=beats, dream_speed=speed)
    stage.play(3)
    begun = stage.presenter.playhead.position
    moves = steps(stage.play(6))
    went = stage.presenter.playhead.position - begun
    assert went * speed > 6, "it goes on, as fast as it is dreamed"
    assert stage.course.path.leg_at(stage.presenter.playhead.position).off(stage.presenter.playhead.position) == 0
    assert moves.max() < 2 * JUMP and (moves.reshape(-1, FPS // 2).sum(axis=1) > 0).all()


def test_any_pace_and_any_change_of_it_keeps_the_playhead_on_its_path():
    draw, stage = random.Random(1), Stage(dream_leg=2.0)
    for number in range(150):
        stage.set(**draw.choice([
            {"dream_leg_beats": draw.choice([0.0, 1e-6, 0.1, 0.5, 4.0, 128.0])},
            {"dream_leg": draw.choice([0.5, 2.0, 120.0])},
            {"dream_speed": draw.choice([-4.0, -1.0, 0.0, 0.01, 1.0, 4.0])},
            {"dream_wander": draw.random() < 0.7},
            {"dream_prompt": prompt(f"prompt {number}")},
            {"dream_steps": draw.choice([1, 2, None])},
            {"deck_a": draw.choice(["", "fire", "ice"]), "deck_mix": draw.random()},
        ]))  # fmt: skip
        stage.store.follow(stage.store.scene.grid.from_now(stage.time, draw.choice([20.0, 120.0, 300.0])))
        moves = steps(stage.play(draw.choice([0.1, 0.5])))
        position = stage.presenter.playhead.position
        assert stage.course.path.leg_at(position).off(position) == 0, f"it left the path at {position}"
        assert moves.max() < 2 * JUMP


@pytest.mark.parametrize("ends", [(0.0, 8.0), (8.0, 0.0)])
def test_a_morph_between_legs_in_seconds_and_in_beats_never_races(ends):
    stage = Stage(dream_leg_beats=ends[0], dream_leg=8.0)
    stage.play(4)
    begun = stage.presenter.playhead.position
    stage.store.change({"/dream/leg/beats": ends[1]}, seconds=6.0)
    stage.play(6)
    assert 0.5 < stage.presenter.playhead.position - begun < 2.0


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


@pytest.mark.parametrize("morph", [{}, {"seconds": 3.0}])
def test_leaving_live_sets_out_from_the_picture_on_the_screen(morph):
    """Where the journey was before live is not shown again: from the stream the picture goes to the new prompt."""
    stage = Stage(rate=12.0, dream_wander=False, dream_prompt=prompt("fire"))
    stage.play(4)
    stage.set(dream_method="live")
    stage.dreams.live = lambda taken: np.full((36, 64, 3), 120 + 12 * np.sin(6 * taken), np.uint8)
    stage.play(5)
    stage.store.change({"/dream/method": "travel", "/dream/prompt": prompt("ice")}, **morph)
    pixels = stage.play(9)
    assert steps(pixels).max() < JUMP
    ice, fire = colour(Waypoint(prompt("ice"), 1)), colour(Waypoint(prompt("fire"), 1))
    there = int(np.argmax(np.abs(pixels - ice).max(axis=1) < 3))
    still = "".join("0" if move < 0.01 else "1" for move in steps(pixels[:there])).split("1")
    assert max(len(run) for run in still) < FPS // 2, "it stood still"
    assert np.abs(pixels[-1] - ice).max() < 3
    low, high = np.minimum(ice, 107), np.maximum(ice, 133)
    assert ((pixels > low - 3) & (pixels < high + 3)).all(), f"it went by what was before: {fire}"


def test_leaving_live_before_it_gave_a_picture_goes_on_with_the_journey():
    stage = Stage(rate=12.0)
    stage.play(4)
    stage.set(dream_method="live")
    stage.play(2)
    path = stage.course.path
    stage.set(dream_method="travel")
    assert steps(stage.play(3)).max() < 8
    assert stage.course.path.legs[0] == path.legs[0]


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


@pytest.mark.parametrize("glide", [0.0, 1.0, 30.0])
def test_switches_of_a_live_stream_dissolve(glide):
    """Guidance, steps, a ControlNet: from one input to the next the dreams are others by 160 levels."""
    stage = streaming_stage()
    stage.set(live_glide=glide)
    for variant, shade in enumerate((220, 60, 200), 1):
        stage.dreams.live = lambda taken, shade=shade: np.full((36, 64, 3), shade + 4 * np.sin(taken), np.uint8)
        stage.dreams.variant = variant
        moves = steps(stage.play(4))
        assert moves.max() < 1.5 * 160 / (min(max(glide, 0.3), 1.2) * FPS) + 1, "it cut"
        assert abs(stage.screen.pixels[-1].mean() - shade) < 6, "it is there"
    assert steps(stage.play(2)).max() < 2


def test_a_live_stream_that_goes_back_and_forth_over_a_switch_dissolves_once():
    stage = streaming_stage()
    stage.dreams.variant = 1
    stage.play(0.6)
    stage.dreams.alive = False
    views = stage.presenter.transport.move
    seen = []
    stage.presenter.transport.move = lambda *given: seen.append(views(*given)) or seen[-1]
    stage.play(12)
    parts = {view.bracket.before.variant for view in seen}
    assert parts == {0, 1}, "it turned over pictures of both"
    assert sum(view.dissolve > 0 for view in seen) <= 1


def test_another_model_takes_over_a_live_stream_without_a_jump():
    stage = streaming_stage()
    stage.dreams.number, stage.dreams.live = 2, lambda taken: np.full((18, 32, 3), 220, np.uint8)
    assert steps(stage.play(4)).max() < 7  # of 120
    assert stage.screen.pixels[-1].min() == 220
