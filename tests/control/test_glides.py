"""Values on their way: in beats and in seconds, waiting for a line, one after another, eased."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.coercion import BadValue
from engine.control.actions import Actions
from engine.control.morph import EASINGS
from engine.control.presets import Presets
from engine.control.reports import Reports
from engine.control.router import MessageRouter
from engine.control.store import Store
from engine.journey.destination import Lead
from engine.parameters import PARAMETERS
from engine.tempo.quantize import QUANTIZE_LINES, Grid, quantized

FIRE = (("fire", 1.0),)


class Clocked(Store):
    """A store at 120 bpm, beat 0 at 0 seconds, on a clock of the test's."""

    def __init__(self) -> None:
        super().__init__(clock=lambda: self.now)
        self.now = 0.0
        self.follow(Grid(120.0, 0.0, 0.0))

    def live(self, address: str, now: float | None = None):
        return self.scene.at(self.now if now is None else now)[address]


@pytest.mark.parametrize("name", EASINGS)
def test_an_easing_goes_all_the_way_and_never_back(name):
    ease = EASINGS[name]
    parts = [ease(step / 100) for step in range(101)]
    assert parts[0] == 0 and parts[-1] == pytest.approx(1)
    assert parts == sorted(parts)


def test_a_morph_in_beats_follows_the_tempo():
    store = Clocked()
    store.change({"/look/zoom": 2.0}, beats=8, easing="linear")
    assert store.live("/look/zoom", 2.0) == pytest.approx(1.5)
    store.now = 2.0
    store.follow(store.scene.grid.from_now(2.0, 240.0))
    assert store.live("/look/zoom", 2.0) == pytest.approx(1.5)
    assert store.live("/look/zoom", 3.0) == pytest.approx(2.0)


def test_numbers_glide_choices_and_switches_turn_half_way_texts_at_once():
    store = Clocked()
    values = {
        "/look/zoom": 2.0,
        "/look/mirror": "quad",
        "/dream/wander": False,
        "/dream/steps": 4,
        "/dream/prompt": FIRE,
    }
    store.change(values, seconds=4)
    early, late = store.scene.at(1.9), store.scene.at(2.1)
    assert (early.look.mirror, early.dream.wander, early.dream.steps) == ("off", True, None)
    assert (late.look.mirror, late.dream.wander, late.dream.steps) == ("quad", False, 4)
    assert early.dream.prompt == FIRE
    assert 1.4 < early.look.zoom < late.look.zoom < 1.6


def test_what_waits_for_a_line_is_as_it_was_until_then():
    store = Clocked()
    store.change({"/tempo/quantize": "bar"})
    store.now = 0.3
    assert store.change({"/look/zoom": 2.0, "/dream/prompt": FIRE}, waits=True) == 4.0
    assert store.live("/look/zoom", 1.999) == 1.0 and store.live("/look/zoom", 2.0) == 2.0
    assert store.live("/dream/prompt", 1.999) != FIRE and store.live("/dream/prompt", 2.0) == FIRE
    assert store.scene.state.dream.prompt == FIRE, "it is what is set, and what a preset would save"


def test_the_journey_hears_of_it_ahead_of_time():
    store = Clocked()
    store.change({"/tempo/quantize": "4 bars"})
    store.now = 0.1
    store.change({"/dream/prompt": FIRE, "/deck/mix": 0.5}, waits=True)  # due at 8 s
    for now, fire, moment in ((5.9, False, None), (6.1, True, 8.0), (7.9, True, 8.0), (8.1, True, None)):
        state, when = store.scene.settled(now, 2.0)
        assert (state.dream.prompt == FIRE, when) == (fire, moment)
        assert state.deck.mix == (0.5 if now > 8 else 0.0)


def test_with_texts_for_the_decks_it_does_not_as_those_are_where_it_goes():
    store = Clocked()
    store.change({"/tempo/quantize": "4 bars"})
    store.now = 0.1
    store.change({"/dream/prompt": FIRE, "/deck/a": "ice"}, waits=True)  # due at 8 s
    for now, there in ((5.9, False), (7.9, False), (8.1, True)):
        state, when = store.scene.settled(now, 2.0)
        assert (state.dream.prompt == FIRE, state.deck.a == "ice", when) == (there, there, None)


def test_a_line_that_comes_too_soon_to_dream_of_is_passed_over():
    store = Clocked()
    store.lead = Lead(1.0)
    store.change({"/tempo/quantize": "beat"})
    store.now = 0.4
    assert store.change({"/dream/prompt": FIRE}, waits=True) == 3.0
    assert store.change({"/look/zoom": 2.0}, waits=True) == 1.0


def test_while_one_change_waits_the_one_before_goes_on():
    store = Clocked()
    store.change({"/look/zoom": 3.0}, seconds=4, easing="linear")
    store.now = 1.0
    store.change({"/look/zoom": 1.0}, begin=4.0, beats=4, easing="linear")  # from 2 s to 4 s
    assert [store.live("/look/zoom", at) for at in (1.5, 2.0, 3.0, 4.0)] == pytest.approx([1.75, 2.0, 1.5, 1.0])


def test_of_two_that_wait_the_newer_counts_and_a_hand_counts_at_once():
    store = Clocked()
    store.change({"/look/zoom": 2.0}, begin=4.0)
    store.change({"/look/zoom": 3.0}, begin=8.0)
    assert [store.live("/look/zoom", at) for at in (1.9, 2.1, 3.9, 4.0)] == [1.0, 1.0, 1.0, 3.0]
    store.change({"/look/zoom": 1.5})
    assert store.live("/look/zoom", 0.0) == store.live("/look/zoom", 9.0) == 1.5


VALUES = {
    "/look/zoom": st.floats(0.25, 8),
    "/dream/steps": st.none() | st.integers(1, 50),
    "/look/mirror": st.sampled_from(PARAMETERS["/look/mirror"].choices),
    "/dream/prompt": st.sampled_from([FIRE, (("ice", 1.0), ("fog", 0.5))]),
}
histories = st.lists(
    st.tuples(
        st.floats(0, 3),
        st.fixed_dictionaries({}, optional=VALUES),
        st.none() | st.integers(1, 12),
        st.sampled_from([0.0, 0.5, 4.0]),
        st.sampled_from(sorted(EASINGS)),
    ),
    max_size=12,
)


@given(histories)
def test_any_history_ends_where_it_was_set_and_never_leaves_the_range(changes):
    store = Clocked()
    for wait, values, begin, length, easing in changes:
        store.now += wait
        store.change(values, seconds=length, easing=easing, begin=begin)
        for ahead in (0.0, 0.1, 1.0, 5.0):
            state = store.scene.at(store.now + ahead)
            assert 0.25 <= state.look.zoom <= 8
            assert state.dream.steps is None or 1 <= state.dream.steps <= 50
            store.scene.settled(store.now + ahead, 2.0)
    assert store.scene.at(store.now + 100) == store.scene.state
    assert store.scene.settled(store.now + 100, 2.0) == (store.scene.state, None)
    for glide in store.scene.glides.values():
        depth = 0
        while hasattr(glide, "origin"):
            depth, glide = depth + 1, glide.origin
        assert depth <= 3, "a long night of changes is not remembered"


@given(
    st.sampled_from(["off", *QUANTIZE_LINES]), st.floats(20, 300), st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0, 4)
)
def test_due_is_on_a_line_and_leaves_time(quantize, bpm, at, now, lead):
    grid = Grid(bpm, 0.0, at)
    beat = quantized(quantize, grid, now, lead)
    if quantize == "off":
        assert beat is None
    else:
        assert beat % QUANTIZE_LINES[quantize] == 0
        assert -1e-6 <= grid.when(beat) - now - lead < grid.seconds(QUANTIZE_LINES[quantize]) + 1e-6
    assert set(PARAMETERS["/tempo/quantize"].choices) == {"off", *QUANTIZE_LINES}


def test_over_osc_prompts_wait_and_everything_else_does_not():
    store, told = Clocked(), []
    router = MessageRouter(store, Actions({}), Reports(lambda text, source: told.append(text)), clock=lambda: store.now)
    router.apply([("/tempo/quantize", ["bar"], "a")])
    store.now = 0.1
    router.apply([("/dream/prompt", ["fire"], "a"), ("/look/zoom", [2.0], "a")])
    assert store.live("/look/zoom") == 2.0 and store.live("/dream/prompt") != FIRE
    assert store.live("/dream/prompt", 2.0) == FIRE and told == []


def test_a_prompt_waits_for_the_line_that_was_asked_for_before_it():
    store = Clocked()
    router = MessageRouter(store, Actions({}), Reports(lambda text, source: None), clock=lambda: store.now)
    store.now = 0.1
    router.apply([("/tempo/quantize", ["bar"], "a"), ("/dream/prompt", ["fire"], "a")])
    assert store.live("/dream/prompt") != FIRE and store.live("/dream/prompt", 2.0) == FIRE
    store.now = 2.1
    router.apply([("/dream/prompt", ["ice"], "a"), ("/tempo/quantize", ["off"], "a"), ("/deck/a", ["sea"], "a")])
    assert store.live("/dream/prompt") == FIRE and store.live("/deck/a") == "sea"


def test_a_preset_recalled_in_beats_eased_and_on_a_line(tmp_path):
    (tmp_path / "wide.toml").write_text('"/look/zoom" = 3\n')
    store = Clocked()
    handlers = Presets([tmp_path], store, print).handlers(print)
    handlers["/preset/recall"](["wide", 2.0, "in"], None)
    assert store.live("/look/zoom", 1.0) == pytest.approx(1.5)
    store.change({"/look/zoom": 1.0, "/tempo/quantize": "8 bars"})
    store.now = 1.0
    handlers["/preset/recall/beats"](["wide", 4.0, "linear"], None)
    assert [store.live("/look/zoom", at) for at in (15.9, 17.0, 18.0)] == pytest.approx([1.0, 2.0, 3.0])
    with pytest.raises(BadValue, match="linear, ease, in, out"):
        handlers["/preset/recall"](["wide", 2.0, "bouncy"], None)
    with pytest.raises(BadValue, match="beats"):
        handlers["/preset/recall/beats"](["wide", math.nan], None)


def test_the_grid_is_no_change():
    store = Clocked()
    version = store.scene.version
    store.follow(Grid(90.0))
    store.prepare({"/look/zoom": 2.0})
    assert store.scene.version == version and store.scene.grid.bpm == 90.0
    with store.as_one():
        store.change({"/look/zoom": 2.0})
        store.follow(Grid(91.0))
    assert store.scene.grid.bpm == 91.0 and store.scene.state.look.zoom == 2.0
