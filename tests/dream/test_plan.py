"""Planning: nearest first, no faster than the dreamer, never twice, never out of reach."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.dream.plan import BATCH, GUARD, Backlog, plan
from engine.dream.protocol import Wish
from engine.journey.path import Recipe, Waypoint, apart, branch, extend, start
from engine.journey.timetable import Change

RECIPE = Recipe()
VELOCITY = 1 / 8


def waypoint(seed: int) -> Waypoint:
    return Waypoint((("fog", 1.0),), seed)


def long_path():
    path = start(waypoint(1), waypoint(2), RECIPE)
    for seed in range(3, 6):
        path = extend(path, path.legs[-1], 1, waypoint(seed), RECIPE)
    return path


def positions(pairs):
    return [at for _, at in pairs]


def test_the_first_keyframe_is_the_one_under_the_playhead():
    assert positions(plan(Wish(long_path(), 0.0, VELOCITY), 2.0, (), 1)) == [0.0]


def test_keyframes_come_in_the_order_the_playhead_meets_them():
    first = positions(plan(Wish(long_path(), 1.03, VELOCITY), 8.0, (), 8))
    assert first[0] <= 1.03 and first[1:] == sorted(first[1:]) and first[1] >= 1.03
    back = positions(plan(Wish(long_path(), 1.03, -VELOCITY), 8.0, (), 8))
    assert back[0] >= 1.03 and back[1:] == sorted(back[1:], reverse=True) and back[1] <= 1.03


def test_spacing_follows_the_rate_so_that_a_slow_dreamer_keeps_up():
    for rate in (1.0, 4.0, 16.0):
        found = positions(plan(Wish(long_path(), 1.0, VELOCITY), rate, (), 4))
        assert VELOCITY / (found[2] - found[1]) <= rate


def test_a_fast_dreamer_refines_but_never_under_the_playhead():
    wish = Wish(long_path(), 1.0, VELOCITY, room=200)
    held = frozenset(positions(plan(wish, 2.0, (), 15)))
    more = positions(plan(Wish(wish.path, 1.0, VELOCITY, held, room=200), 2.0, (), 100))
    assert more and min(more) > 1.0 + VELOCITY * GUARD


def test_keyframes_go_where_neighbours_differ_most():
    wish = Wish(long_path(), 1.0, VELOCITY, room=200)
    held = sorted(positions(plan(wish, 2.0, (), 15)))
    changes = tuple(Change(a, b, 40.0 if a == 1.5 else 2.0) for a, b in pairwise(held))
    more = positions(plan(Wish(wish.path, 1.0, VELOCITY, frozenset(held), changes, 200), 2.0, (), 7))
    assert all(1.5 < at < 1.5 + held[1] - held[0] for at in more)
    pending = positions(plan(Wish(wish.path, 1.0, VELOCITY, frozenset(held), changes, 200), 2.0, more, 30))
    assert max(pending) - min(pending) > 0.3, "and elsewhere, where that is cut small enough"


def test_refining_stops_when_the_reel_is_full():
    wish, held = Wish(long_path(), 1.0, VELOCITY, room=20), frozenset()
    for _ in range(50):
        found = positions(plan(Wish(wish.path, 1.0, VELOCITY, held, room=20), 2.0, (), 4))
        held |= frozenset(found)
    assert len(held) <= 40


def test_scratching_refines_coarse_to_fine():
    path = start(waypoint(1), waypoint(2), RECIPE)
    found = positions(plan(Wish(path, 0.4, 0.0), 4.0, (), 5))
    assert set(found[:2]) == {0.0, 1.0} and found[2] == 0.5 and set(found[3:]) == {0.25, 0.75}


def test_the_quiet_stretch_is_left_to_the_dissolve():
    path = start(waypoint(1), waypoint(2), RECIPE)
    path = branch(path, path.legs[0], 0.5, 1, waypoint(3), Recipe(steps=9), quiet=0.2)
    found = positions(plan(Wish(path, 0.45, VELOCITY), 16.0, (), 60))
    assert not [at for at in found if 0.5 < at < 0.7] and max(found) > 0.7


def test_reach_shares_the_path_between_two_dreamers():
    path = long_path()
    near = positions(plan(Wish(path, 0.9, VELOCITY, reach=(-9, 1.0)), 8.0, (), 30))
    far = positions(plan(Wish(path, 0.9, VELOCITY, reach=(1.0, 99)), 8.0, (), 30))
    assert max(near) <= 1.0 <= min(far)


def test_a_fixed_spacing_for_rendering():
    found = positions(plan(Wish(long_path(), 1.0, VELOCITY, every=1 / 32), 8.0, (), 5))
    assert found == [1.0 - 1 / 32, 1.0, 1.0 + 1 / 32, 1.0 + 2 / 32, 1.0 + 3 / 32]


@given(st.floats(0, 4), st.floats(-8, 8), st.floats(0.01, 300), st.integers(1, 8), st.integers(4, 100))
def test_any_wish_is_answered_without_repeats(position, velocity, rate, limit, room):
    wish, held = Wish(long_path(), position, velocity, room=room), frozenset()
    for _ in range(20):
        found = positions(plan(Wish(wish.path, position, velocity, held, room=room), rate, (), limit))
        assert len(found) <= limit and not held & set(found) and len(set(found)) == len(found)
        held |= frozenset(found)


def test_what_may_be_wanted_later_comes_after_a_safe_runway_and_before_refining():
    ahead = apart(1, waypoint(9), RECIPE)
    wish = Wish(long_path(), 1.0, VELOCITY, ahead=ahead)
    found = plan(wish, 4.0, (), 12)
    at = [leg.id for leg, _ in found].index(ahead.id)
    runway = [position for _, position in found[:at]]
    assert at > 2 and max(runway) - 1.0 >= VELOCITY
    assert not any(leg.id == ahead.id for leg, _ in plan(wish, 4.0, (ahead.origin,), 60))
    assert ahead.id in [leg.id for leg, _ in plan(Wish(long_path(), 1.0, 0.0, ahead=ahead), 4.0, (), 8)]
    assert wish.owns(ahead.id, ahead.origin) and wish.owns(1, 0.5) and not wish.owns(-2, 0.0)


def test_whoever_stands_in_makes_one_at_once_and_then_no_more_than_are_there_in_time():
    """A dreamer that rested while another dreamed has a long runway, and is known to be slow or quick."""
    leg = long_path().legs[1]
    ahead = tuple((leg, at / 10) for at in range(15, 20))  # from four seconds on
    for rate, most in ((20.0, BATCH), (0.4, 1)):
        backlog = Backlog()
        backlog.follow(Wish(long_path(), 1.0, VELOCITY, share=()), 0.0)
        assert backlog.next() == []
        backlog.rate = rate
        backlog.follow(Wish(long_path(), 1.0, VELOCITY, share=ahead), 0.0)
        assert backlog.next() == [(leg, 1.5)]
        backlog.sent((leg.id, 1.5), 0.0)
        assert len(backlog.next()) == most
