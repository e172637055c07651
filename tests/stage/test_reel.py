"""The reel: brackets, budget, and what a new path leaves valid."""

from dataclasses import replace

import numpy as np

from engine.frames import Keyframe
from engine.journey.path import Recipe, Waypoint, add_deck, branch, start
from engine.stage.reel import Reel

RECIPE = Recipe()


def waypoint(seed: int) -> Waypoint:
    return Waypoint((("fog", 1.0),), seed)


def keyframe(leg: int, position: float) -> Keyframe:
    return Keyframe(leg, position, np.full((4, 8, 3), int(position * 100) % 256, np.uint8), 0.0)


def filled(positions=(0.0, 0.25, 0.5, 0.75, 1.0)):
    path = start(waypoint(1), waypoint(2), RECIPE)
    reel = Reel(path)
    for position in positions:
        assert reel.add(keyframe(1, position), 0.0)
    return path, reel


def test_the_bracket_is_the_nearest_on_both_sides():
    _, reel = filled()
    bracket = reel.bracket(0.3)
    assert (bracket.before.position, bracket.after.position) == (0.25, 0.5)
    assert abs(bracket.part - 0.2) < 1e-9
    assert reel.bracket(0.5).before is reel.bracket(0.5).after


def test_reach_is_how_far_the_keyframes_carry():
    _, reel = filled((0.0, 0.25, 0.5))
    assert reel.reach(0.2, 1) == 0.3 and reel.reach(0.2, -1) == 0.2


def test_keyframes_of_a_dropped_future_are_refused():
    path, reel = filled()
    path = branch(path, path.legs[0], 0.6, 1, waypoint(3), RECIPE)
    reel.follow(path, 0.3)
    assert not reel.add(keyframe(1, 0.7), 0.3)
    assert reel.add(keyframe(path.legs[-1].id, 0.7), 0.3)
    assert sorted(reel.held) == [0.0, 0.25, 0.5, 0.7]


def test_what_is_on_screen_stays_until_its_successor_comes():
    path, reel = filled()
    path = branch(path, path.legs[0], 0.4, 1, waypoint(3), RECIPE)
    reel.follow(path, 0.3)
    assert reel.bracket(0.3).after.position == 0.5, "the picture would jump back to the keyframe before"
    assert 0.5 not in reel.held
    assert reel.reach(0.3, 1) == 0.0
    reel.add(keyframe(path.legs[-1].id, 0.4), 0.3)
    assert reel.bracket(0.3).after.position == 0.4


def test_the_budget_drops_the_farthest_from_the_playhead():
    path = start(waypoint(1), waypoint(2), RECIPE)
    reel = Reel(path, budget=10 * 4 * 8 * 3)
    for index in range(32):
        reel.add(keyframe(1, index / 32), index / 32)
    assert len(reel) == 10 and reel.bytes <= 960
    assert min(reel.held) == 22 / 32


def test_keyframes_are_compared_by_the_sketches_that_come_with_them():
    """A keyframe of 4K takes milliseconds to sketch, which the clock has not."""
    reel = Reel(start(waypoint(1), waypoint(2), RECIPE))
    for position, level in ((0.0, 10.0), (0.5, 50.0)):
        reel.add(replace(keyframe(1, position), sketch=np.full((18, 32, 3), level, np.float32)), 0.0)
    assert [change.amount for change in reel.changes] == [40.0]
    reel.add(keyframe(1, 1.0), 0.0)
    assert reel.changes[1].amount == 50.0, "one that has none is sketched"


def test_a_deck_has_brackets_of_its_own():
    path, reel = filled()
    path = add_deck(path, waypoint(3), waypoint(4), RECIPE, 0.5)
    deck = path.legs[-1]
    reel.follow(path, 0.3)
    assert reel.bracket(deck.origin + 0.5) is None
    reel.add(keyframe(deck.id, deck.origin), 0.3)
    assert reel.bracket(deck.origin + 0.5).before.position == deck.origin
    assert reel.bracket(0.9).after.position == 1.0


def test_of_one_leg_the_newest_model_is_shown_alone():
    """Two models in turns would flicker: what the other has dreamed goes, once what is on screen is replaced."""
    reel = Reel(start(waypoint(1), waypoint(2), RECIPE))
    places = (0.0, 0.25, 0.5, 0.75, 1.0)
    old, new = [[replace(keyframe(1, at), model=model) for at in places] for model in ("builtin", "other")]
    for each in old:
        reel.add(each, 0.3)
    reel.add(new[3], 0.3)
    bracket = reel.bracket(0.3)
    assert (bracket.before.model, bracket.after.model) == ("builtin", "other")
    reel.add(new[1], 0.3)
    assert len(reel) == 2 and {reel.bracket(at).before.model for at in (0.3, 0.75)} == {"other"}
