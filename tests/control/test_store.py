"""The store: what is one change, what is none, and glides."""

from __future__ import annotations

import threading

from control_room import Running, open_room
from waiting import PATIENCE

from engine.control.store import Store
from engine.parameters import State, changed


def test_setting_what_is_set_is_no_change():
    store = Store()
    before = store.scene
    store.change({"/look/zoom": 1.0}, source="a")
    store.change({})
    assert store.scene is before
    store.change({"/look/zoom": 2.0, "/look/hue": 0.0}, source="a")
    assert store.scene.version == 1
    assert store.scene.sources == {"/look/zoom": "a"}


def test_changes_inside_as_one_are_seen_together_and_later_ones_build_on_earlier():
    store = Store()
    with store.as_one():
        store.change({"/look/zoom": 2.0})
        with store.as_one():
            store.change({"/look/hue": 30.0})
        assert store.scene.state == State()
        assert store.latest.state.look.zoom == 2.0
    assert (store.scene.state.look.zoom, store.scene.state.look.hue) == (2.0, 30.0)


def test_a_failure_inside_as_one_leaves_a_working_store():
    store = Store()
    try:
        with store.as_one():
            store.change({"/look/zoom": 2.0})
            raise RuntimeError
    except RuntimeError:
        pass
    store.change({"/look/hue": 30.0})
    assert (store.scene.state.look.zoom, store.scene.state.look.hue) == (2.0, 30.0)


def test_writers_in_threads_lose_nothing():
    store = Store()

    def write(address: str) -> None:
        for step in range(300):
            with store.as_one():
                store.change({address: step / 1000})
                store.change({address: step / 1000 + 0.0005})

    threads = [threading.Thread(target=write, args=(a,)) for a in ("/look/x", "/look/y", "/deck/mix")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    state = store.scene.state
    assert [state.look.x, state.look.y, state.deck.mix] == [0.2995] * 3
    assert store.scene.version >= 3 * 300


def test_a_glide_ends_where_it_was_going_and_a_hand_ends_it():
    now = [0.0]
    store = Store(clock=lambda: now[0])
    store.change({"/look/zoom": 3.0, "/dream/steps": 4, "/look/mirror": "quad"}, seconds=2.0)
    half = store.scene.at(1.0)
    assert (half.look.zoom, half.dream.steps, half.look.mirror) == (2.0, 4, "quad")  # from auto there is no way
    now[0] = 1.0
    store.change({"/look/zoom": 3.0})
    assert store.scene.at(1.0).look.zoom == 3.0
    now[0] = 5.0
    store.change({"/dream/seed": 5})
    store.change({"/dream/seed": 9}, seconds=2.0)
    assert store.scene.at(6.0).dream.seed == 7
    assert store.scene.at(8.0) is store.scene.state


def test_changed_names_what_differs():
    before = State()
    after = before.with_values({"/look/zoom": 2.0, "/dream/wander": False})
    assert changed(before, after) == {"/look/zoom": 2.0, "/dream/wander": False}
    assert changed(after, after) == {}


def test_a_room_starts_and_stops_at_once():
    with Running(open_room()):
        pass
