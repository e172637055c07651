"""The path: cuts keep what lies behind, and every place stays where it was."""

from hypothesis import given
from hypothesis import strategies as st

from engine.journey.path import KEPT_LEGS, NESTED_PLACES, Between, Recipe, Waypoint, add_deck, branch, extend, start

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
    path = add_deck(path, waypoint(3), waypoint(4), RECIPE)
    deck = path.legs[-1]
    assert path.extent(0.5) == (0.0, 1.0)
    assert path.extent(deck.origin + 0.5) == (deck.low, deck.high)
    path = add_deck(path, waypoint(5), waypoint(6), RECIPE)
    path = add_deck(path, waypoint(7), waypoint(8), RECIPE)
    assert sum(leg.deck for leg in path.legs) == 2


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([1, -1])), max_size=150))
def test_any_history_of_cuts_stays_bounded_and_sound(cuts):
    path = start(waypoint(0), waypoint(1), RECIPE)
    position = 0.5
    for number, (share, direction) in enumerate(cuts):
        low, high = path.extent(position)
        position = min(low + share * (high - low), high)
        path = branch(path, path.leg_at(position), position, direction, waypoint(number), RECIPE)
        assert path.leg_at(position) is not None
        assert len(path.legs) <= KEPT_LEGS
        assert all(leg.low <= leg.high for leg in path.legs)
        assert len({leg.id for leg in path.legs}) == len(path.legs)
        assert max(depth(leg.a) for leg in path.legs) <= NESTED_PLACES + 1
    low, high = path.extent(position)
    assert low <= position <= high
