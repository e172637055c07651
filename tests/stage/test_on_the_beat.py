"""Changes that wait for a line land on it, cues that were prepared answer at once, morphs cost nothing."""

import time

import mido
import numpy as np
import pytest
from simulated import FPS, JUMP, Stage, colour, prompt, steps

from engine.tempo.beat import BeatKeeper
from engine.tempo.quantize import Grid

FRAME = 1 / FPS


def landing(stage, prompt_text, seconds=40.0):
    """Play until the playhead reaches the leg to a prompt; return (the moment, the frames' pixels)."""
    pixels = []
    for _ in range(round(seconds * FPS)):
        pixels.append(stage.play(FRAME))
        legs = [leg for leg in stage.course.path.legs if getattr(leg.b, "prompt", None) == prompt(prompt_text)]
        if legs and stage.presenter.playhead.position >= legs[0].origin - 1e-9:
            return stage.time, np.concatenate([part[1:] for part in pixels])
    raise AssertionError("it never came")


@pytest.mark.parametrize(
    ("bpm", "quantize"), [(60, "bar"), (97, "bar"), (128, "4 bars"), (180, "bar"), (180, "4 bars")]
)
def test_a_prompt_lands_on_its_line(bpm, quantize):
    stage = Stage(tempo_quantize=quantize, dream_leg=6.0)
    stage.store.follow(Grid(bpm, 0.0, 0.37))
    stage.play(7.3)
    stage.store.change({"/dream/prompt": prompt("fire")}, waits=True)
    glide = stage.store.scene.glides["/dream/prompt"]
    line = stage.store.scene.grid.when(glide.begin)
    assert glide.begin % {"bar": 4, "4 bars": 16}[quantize] == 0
    came, pixels = landing(stage, "fire")
    print(f"{bpm} bpm, {quantize}: landed {(came - line) * 1000:+.1f} ms from the line")
    assert abs(came - line) <= FRAME + 1e-6
    assert steps(pixels).max() < JUMP
    assert steps(stage.play(4)).max() < JUMP


@pytest.mark.parametrize("rate", [1.5, 10.0])
def test_a_slow_dreamer_takes_a_later_line_and_still_lands_on_it(rate):
    stage = Stage(rate=rate, tempo_quantize="beat", dream_leg=8.0)
    stage.store.follow(Grid(120.0, 0.0, 0.0))
    stage.play(12.1)
    stage.store.change({"/dream/prompt": prompt("fire")}, waits=True)
    line = stage.store.scene.grid.when(stage.store.scene.glides["/dream/prompt"].begin)
    came, _ = landing(stage, "fire")
    assert line - 12.1 < 4.6
    assert abs(came - line) <= FRAME + 1e-6


@pytest.mark.parametrize("bpm", [60, 120, 180])
def test_with_jittery_midi_clock_it_lands_on_the_bar_of_the_song(bpm):
    stage = Stage(tempo_quantize="4 bars", tempo_source="midi", dream_leg=6.0)
    tempo = BeatKeeper(stage.store, print, print, clock=lambda: stage.time)
    ticks = 0.123 + np.arange(3000) * 60 / bpm / 24  # the song begins at 0.123 s
    waiting = list(np.sort(ticks + np.random.default_rng(bpm).normal(0, 0.002, len(ticks))))
    tempo.midi.feed(mido.Message("start"), 0.0)

    def follow():
        while waiting and waiting[0] <= stage.time:
            tempo.midi.feed(mido.Message("clock"), waiting.pop(0))
        tempo.step(stage.time)

    plain = stage.play
    stage.play = lambda seconds: np.concatenate([(follow(), plain(FRAME))[1] for _ in range(round(seconds * FPS))])
    stage.play(8 * 60 / bpm + 2)
    stage.store.change({"/dream/prompt": prompt("fire")}, waits=True)
    came, _ = landing(stage, "fire")
    bars = (came - 0.123) * bpm / 60 / 16
    late = (bars - round(bars)) * 16 * 60 / bpm
    print(f"{bpm} bpm from MIDI clock: landed {late * 1000:+.1f} ms from the song's line")
    assert abs(late) <= FRAME + 0.004


def test_a_line_that_moves_while_a_change_waits_for_it_is_still_landed_on():
    stage = Stage(tempo_quantize="4 bars", dream_leg=6.0)
    stage.store.follow(Grid(120.0, 0.0, 0.0))
    stage.play(9)
    stage.store.change({"/dream/prompt": prompt("fire")}, waits=True)
    stage.play(1)
    stage.store.follow(stage.store.scene.grid.from_now(stage.time, 133.0))
    stage.play(1)
    stage.store.follow(stage.store.scene.grid.shifted(-0.1))
    line = stage.store.scene.grid.when(stage.store.scene.glides["/dream/prompt"].begin)
    assert abs(landing(stage, "fire")[0] - line) <= FRAME + 1e-6


def test_a_whole_recall_lands_on_its_bar_line():
    stage = Stage(tempo_quantize="bar", dream_leg=6.0)
    stage.store.follow(Grid(110.0, 0.0, 0.0))
    stage.play(8)
    values = {"/dream/prompt": prompt("fire"), "/dream/steps": 3, "/look/zoom": 2.0, "/look/mirror": "quad"}
    stage.store.change(values, waits=True)
    line = stage.store.scene.grid.when(stage.store.scene.glides["/look/zoom"].begin)
    seen = []
    stage.presenter._values = lambda scene, now: seen.append((now, scene.at(now))) or seen[-1][1]
    came, _ = landing(stage, "fire")
    stage.play(2 * FRAME)
    shown = next(now for now, live in seen if live.look.zoom == 2.0 and live.look.mirror == "quad")
    assert 0 <= shown - line <= FRAME
    assert abs(came - line) <= FRAME + 1e-6
    leg = max(stage.course.path.legs, key=lambda leg: leg.id)
    assert leg.recipe.steps == 3, "prompt and recipe come in one cut"


def test_without_wandering_it_waits_where_the_path_ends():
    stage = Stage(tempo_quantize="8 bars", dream_wander=False)
    stage.store.follow(Grid(140.0, 0.0, 0.0))
    stage.play(3)
    stage.store.change({"/dream/prompt": prompt("fire")}, waits=True)
    line = stage.store.scene.grid.when(stage.store.scene.glides["/dream/prompt"].begin)
    stage.play(line - stage.time - 0.5)
    before = stage.presenter.playhead.position
    stage.play(6)
    assert stage.presenter.playhead.position > before
    assert any(getattr(leg.b, "prompt", None) == prompt("fire") for leg in stage.course.path.legs)


def test_legs_in_beats_end_on_beats():
    stage = Stage(dream_leg_beats=8.0)
    stage.store.follow(Grid(128.0, 0.0, 0.2))
    stage.play(12)
    ends, before = [], stage.presenter.playhead.position
    for _ in range(17 * FPS):
        stage.play(FRAME)
        after = stage.presenter.playhead.position
        if int(after) > int(before):
            ends.append(stage.store.scene.grid.beat_at(stage.time))
        before = after
    assert len(ends) >= 4
    assert np.abs(np.array(ends) - np.round(ends)).max() < 0.12, ends
    assert np.diff(np.round(ends)) == pytest.approx(8)


def prepared(stage, **values):
    """Let a cue's values be prepared, and play until they are."""
    coming = {"/" + name.replace("_", "/"): value for name, value in values.items()}
    stage.store.prepare(coming)
    stage.play(4)
    return coming


def go(stage, coming):
    """Set a cue's values; return how many frames later the first keyframe of its leg, or from there on, is there."""
    stage.store.change(coming)
    for frames in range(1, 60):
        stage.play(FRAME)
        if any(0 < stage.course.answer.leg <= k.leg for k in stage.presenter.reel._keyframes.values()):
            return frames
    raise AssertionError("no keyframe came")


def test_go_on_a_prepared_cue_answers_within_two_frames_and_arrives_there():
    stage = Stage(rate=4.0, dream_leg=4.0, dream_wander=False)
    stage.play(5)
    coming = prepared(stage, dream_prompt=prompt("fire"), dream_seed=7, dream_steps=2)
    assert go(stage, coming) <= 2
    pixels = stage.play(6)
    assert steps(pixels).max() < JUMP
    target = colour(max(stage.course.path.legs, key=lambda leg: leg.id).b)
    assert np.abs(pixels[-1] - target).max() < 6


def arrives(stage, moment, position):
    """Play until the playhead is at a position; return the frames between that and a moment."""
    for _ in range(20 * FPS):
        stage.play(FRAME)
        if abs(stage.presenter.playhead.position - position()) < 1e-6:
            return (stage.time - moment) / FRAME
    raise AssertionError("it never came")


def deck(stage, mix):
    return lambda: (legs := [leg for leg in stage.course.path.legs if leg.deck]) and legs[-1].origin + mix or -1.0


@pytest.mark.parametrize("mix", [0.0, 0.3, 1.0])
def test_go_on_a_prepared_cue_with_decks_answers_within_two_frames(mix):
    stage = Stage(rate=4.0, dream_leg=4.0, dream_wander=False)
    stage.play(5)
    coming = prepared(stage, dream_prompt=prompt("sea"), deck_a="fire", deck_b="ice", deck_mix=mix)
    stage.store.change(coming)
    assert arrives(stage, stage.time, deck(stage, mix)) <= 2
    pixels = stage.play(6)
    assert steps(pixels).max() < JUMP
    leg = stage.course.path.legs[-1]
    assert np.abs(pixels[-1] - colour(leg.place(leg.origin + mix))).max() < 6


@pytest.mark.parametrize("recall", [{}, {"/dream/prompt": prompt("sea"), "/deck/mix": 0.5, "/look/zoom": 1.5}])
def test_texts_for_the_decks_are_dreamed_ahead_and_land_on_their_line(recall):
    stage = Stage(rate=4.0, tempo_quantize="bar", dream_leg=4.0)
    stage.store.follow(Grid(110.0, 0.0, 0.0))
    stage.play(8)
    stage.store.change({"/deck/a": "fire", "/deck/b": "ice", **recall}, waits=True)
    line = stage.store.scene.grid.when(stage.store.scene.glides["/deck/a"].begin)
    assert -0.5 <= arrives(stage, line, deck(stage, recall.get("/deck/mix", 0.0))) <= 1.5
    assert steps(stage.play(4)).max() < JUMP


def test_a_whole_look_brings_its_decks_with_it_and_one_without_leaves_them():
    stage = Stage(dream_prompt=prompt("sea"))
    stage.play(4)
    stage.set(dream_prompt=prompt("forest"), deck_a="fire", deck_b="ice", deck_mix=0.5)
    arrives(stage, 0.0, deck(stage, 0.5))
    stage.play(1)
    stage.set(deck_a="", deck_b="", deck_mix=0.0)
    pixels = stage.play(12)
    assert steps(pixels).max() < JUMP
    legs = [leg for leg in stage.course.path.legs if not leg.deck]
    assert any(getattr(leg.b, "prompt", None) == prompt("forest") for leg in legs)
    assert stage.presenter.playhead.position > deck(stage, 0.5)()


def test_without_preparing_it_takes_longer():
    stage = Stage(rate=4.0, dream_leg=4.0)
    stage.play(5)
    assert go(stage, {"/dream/prompt": prompt("fire")}) > 2


def test_preparing_never_starves_the_journey():
    plain, busy = Stage(rate=2.0, dream_leg=4.0), Stage(rate=2.0, dream_leg=4.0)
    for number in range(12):
        busy.store.prepare({"/dream/prompt": prompt(f"cue {number}")})
        plain.play(0.5)
        busy.play(0.5)
    assert busy.presenter.playhead.position > 0.9 * plain.presenter.playhead.position


def test_another_model_forgets_what_the_last_one_prepared():
    stage = Stage(rate=4.0, dream_leg=4.0)
    stage.play(4)
    coming = prepared(stage, dream_prompt=prompt("fire"))
    stage.course.remake()
    stage.play(FRAME)
    assert not stage.presenter.transport.spares
    stage.play(8)
    assert go(stage, coming) <= 2


def test_a_morph_of_everything_costs_no_late_frames():
    whole = {
        "/dream/prompt": prompt("fire"), "/dream/speed": 1.5, "/look/zoom": 1.4, "/look/hue": 90.0,
        "/look/saturation": 2.0, "/look/contrast": 1.5, "/look/gamma": 0.7, "/look/x": 0.2, "/look/y": -0.1,
        "/look/rotate": 30.0, "/look/brightness": 0.1, "/look/mirror": "quad", "/look/blend": "smooth",
    }  # fmt: skip
    still, moving = Stage(dream_leg=4.0), Stage(dream_leg=4.0)
    for stage in (still, moving):
        stage.play(4)
        stage.store.change({a: v for a, v in whole.items() if not a.startswith("/look")})
    moving.store.change(whole, seconds=4.0)
    spent = {}
    for stage in (still, moving):
        begun = time.process_time()
        for _ in range(3 * FPS):
            stage.store.scene.settled(stage.time, 2.0)
            stage.store.scene.at(stage.time + 0.5)
        spent[stage] = (time.process_time() - begun) / (3 * FPS)
    assert spent[moving] - spent[still] < 0.05 * FRAME
    assert steps(moving.play(6)).max() < 40
    assert moving.presenter.playhead.position >= 0.9 * still.presenter.playhead.position
