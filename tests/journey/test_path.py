"""The path: cuts keep what lies behind, and every place stays where it was."""

from hypothesis import given
from hypothesis import strategies as st

from engine.journey.path import (
    KEPT_LEGS,
    NESTED_PLACES,
    Between,
    Recipe,
    Waypoint,
    add_deck,
    branch,
    extend,
    near,
    start,
)

RECIPE = Recipe()


def waypoint(seed: int) -> Waypoint:
    return Waypoint((("fog", 1.0),), seed)


def depth(place) -> int:
    return 1 + max(depth(place.a), depth(place.b)) if isinstance(place, Between) else 0


def test_a_cut_keeps_what_lies_behind_and_drops_what_lay_beyond():
    path = start(waypoint(1), waypoint(2), RECIPE)
    old = path.legs[0]
    path = branch(path, old, 0.25, 1, waypoint(3), RECIPE)
    assert path.owns(old.id, 0.1) and path.owns(old.id, 0.25)
    assert not path.owns(old.id, 0.3)
    assert path.extent(0.1) == (0.0, 1.25)
    assert path.leg_at(0.25).place(0.25) == old.place(0.25)
    assert path.leg_at(1.25).place(1.25) == waypoint(3)


def test_a_cut_backwards_mirrors_a_cut_forwards():
    path = start(waypoint(1), waypoint(2), RECIPE)
    old = path.legs[0]
    path = branch(path, old, 0.25, -1, waypoint(3), RECIPE)
    assert path.owns(old.id, 0.9) and not path.owns(old.id, 0.1)
    assert path.extent(0.5) == (-0.75, 1.0)
    assert path.leg_at(-0.75).place(-0.75) == waypoint(3)


def test_legs_extend_both_ways_into_one_stretch():
    path = start(waypoint(1), waypoint(2), RECIPE)
    path = extend(path, path.legs[-1], 1, waypoint(3), RECIPE)
    path = extend(path, path.legs[0], -1, waypoint(4), RECIPE)
    assert path.extent(0.5) == (-1.0, 2.0)
    assert [leg.place(leg.low) for leg in path.legs] == [waypoint(4), waypoint(1), waypoint(2)]


def test_a_deck_stands_apart():
    path = start(waypoint(1), waypoint(2), RECIPE)
    path = add_deck(path, waypoint(3), waypoint(4), RECIPE, 0.5)
    deck = path.legs[-1]
    assert path.extent(0.5) == (0.0, 1.0)
    assert path.extent(deck.origin + 0.5) == (deck.low, deck.high)
    for seed in range(5, 9):
        path = add_deck(path, waypoint(seed), waypoint(seed), RECIPE, deck.origin + 0.5)
    assert [leg.b for leg in path.legs if leg.deck] == [deck.b, waypoint(8)], "what is on screen stays on the path"


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([1, -1])), max_size=150))
def test_any_history_of_cuts_stays_bounded_and_sound(cuts):
    path = start(waypoint(0), waypoint(1), RECIPE)
    position = 0.5
    for number, (share, direction) in enumerate(cuts):
        low, high = path.extent(position)
        position = min(low + share * (high - low), high)
        path = near(branch(path, path.leg_at(position), position, direction, waypoint(number), RECIPE), position)
        assert path.leg_at(position).off(position) == 0
        assert len(path.legs) <= KEPT_LEGS
        assert all(leg.low <= leg.high for leg in path.legs)
        assert len({leg.id for leg in path.legs}) == len(path.legs)
        assert max(depth(leg.a) for leg in path.legs) <= NESTED_PLACES + 1
    low, high = path.extent(position)
    assert low <= position <= high


@given(st.floats(-1e6, 1e6))
def test_every_position_has_its_place_on_a_path(position):
    path = start(waypoint(1), waypoint(2), RECIPE)
    path = add_deck(path, waypoint(3), waypoint(4), RECIPE, position)
    held = path.hold(position)
    low, high = path.extent(position)
    assert low <= held <= high and high - low == 1
    assert path.leg_at(position) is path.leg_at(held)
    assert abs(held - position) == min(leg.off(position) for leg in path.legs)


def test_a_long_path_keeps_what_is_near_and_the_crossfader():
    path = add_deck(start(waypoint(1), waypoint(2), RECIPE), waypoint(3), waypoint(4), RECIPE, 0.5)
    deck = path.legs[-1]
    for number in range(3 * KEPT_LEGS):
        path = near(extend(path, path.legs[0], -1, waypoint(number), RECIPE), path.legs[0].origin, deck)
    assert len(path.legs) == KEPT_LEGS and deck in path.legs
    low, high = path.extent(path.legs[0].origin)
    assert high - low == KEPT_LEGS - 1


def shares(place, share=1.0, found=None):
    """How much of each waypoint is in a place, by seed."""
    found = {} if found is None else found
    if isinstance(place, Between):
        shares(place.a, share * (1 - place.part), found)
        shares(place.b, share * place.part, found)
    else:
        found[place.seed] = found.get(place.seed, 0.0) + share
    return found


@given(st.lists(st.floats(0.1, 0.9), min_size=1, max_size=40), st.sampled_from([1, -1]))
def test_where_a_leg_is_cut_the_next_one_begins_however_often(parts, direction):
    path = start(waypoint(0), waypoint(1), RECIPE)
    leg = path.legs[0]
    for number, part in enumerate(parts, 2):
        at = leg.origin + (part if direction > 0 else 1 - part)
        here = shares(leg.place(at))
        path = branch(path, leg, at, direction, waypoint(number), RECIPE)
        leg = max(path.legs, key=lambda each: each.id)
        there = shares(leg.place(at))
        off = sum(abs(here.get(seed, 0.0) - there.get(seed, 0.0)) for seed in {*here, *there})
        assert off < 0.05
