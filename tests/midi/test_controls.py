"""The encodings of the wire and the curves of hands, over all their values."""

from __future__ import annotations

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.control.store import Store
from engine.midi.controls import (
    RELATIVE,
    TOPS,
    BadControl,
    Control,
    ControlDecoder,
    decoded,
    level,
    parse_control,
    plain_move,
    position,
    telling,
)
from engine.midi.mapping import CURVES, bent, steepness, unbent
from engine.midi.session import MidiSession, _OpenSession

# What an encoder of each kind sends for a turn by n steps.
ENCODE = {
    "relative twos": lambda n: n % 128,
    "relative offset": lambda n: 64 + n,
    "relative sign": lambda n: n if n >= 0 else 64 - n,
}


@given(st.sampled_from(sorted(RELATIVE)), st.integers(-63, 63))
def test_a_turn_comes_out_as_it_went_in(encoding, steps):
    assert RELATIVE[encoding](ENCODE[encoding](steps)) == steps


@given(st.sampled_from(sorted(set(TOPS.values()))), st.data())
def test_positions_rise_from_0_to_1_with_the_middle_in_the_middle(top, data):
    value = data.draw(st.integers(0, top))
    assert level(position(value, top), top) == value
    assert 0 <= position(value, top) <= 1
    if value:
        assert position(value - 1, top) < position(value, top)
    assert (position(0, top), position((top + 1) // 2, top), position(top, top)) == (0, 0.5, 1)


@st.composite
def controls(draw):
    kind = draw(st.sampled_from(sorted(TOPS)))
    number = None if kind == "bend" else draw(st.integers(0, 16382 if kind == "nrpn" else 31 if kind == "cc14" else 95))
    low = draw(st.sampled_from([number + 32, 127])) if kind == "cc14" else None
    return Control(kind, number, draw(st.none() | st.integers(1, 16)), low)


@given(controls())
def test_a_control_is_called_what_it_is_read_from(control):
    assert parse_control(str(control)) == control


@given(controls(), st.data())
def test_what_moves_a_control_is_read_as_its_move(control, data):
    value = data.draw(st.integers(0, control.top))
    if control.kind == "program":
        value = control.number
    reader = ControlDecoder([control])
    moves = [reader.read(mido.Message.from_bytes(m.bytes())) for m in telling(control, value)]
    assert moves[-1].value == value
    assert moves[-1].control.number == control.number
    assert moves[-1].control.channel == (control.channel or 1)


@given(st.lists(st.integers(0, 16383), min_size=2, max_size=20))
def test_a_14_bit_fader_does_not_jump_between_its_halves(values):
    control = Control("cc14", 7, 1, 39)
    reader = ControlDecoder([control])
    seen = [move.value for value in values for m in telling(control, value) if (move := reader.read(m))]
    assert seen == [values[0] // 128 * 128, *values]


def change(number, value, channel=0):
    return mido.Message("control_change", channel=channel, control=number, value=value)


@pytest.mark.parametrize("control", [Control("cc14", 7, 1, 39), Control("nrpn", 300, 1)])
@given(values=st.lists(st.integers(0, 16383), min_size=1, max_size=20))
def test_the_low_half_may_come_first(control, values):
    reader = ControlDecoder([control])
    seen = []
    for value in values:
        *named, high, low = telling(control, value)
        seen += [move.value for m in (*named, low, high) if (move := reader.read(m))]
    assert seen == values


def test_a_controller_met_in_the_middle_of_its_halves_ends_where_it_is():
    """The first thing heard of it is a high half, yet it sends the low one first."""
    reader, now, seen = ControlDecoder([Control("cc14", 7, 1, 39)]), 0.0, []
    for number, value in ((7, 10), (39, 1), (7, 11), (39, 127), (7, 127)):
        seen.append(reader.read(change(number, value), now))
        now += 0.001
    (late,) = reader.late(now + 0.1)
    assert late.value == 16383
    assert reader.late(now + 0.2) == []
    for value in (0, 16383, 5):
        assert reader.read(change(39, value % 128), now) is None
        assert reader.read(change(7, value // 128), now).value == value


def test_a_half_that_is_not_sent_again_as_it_has_not_changed_is_not_waited_for():
    reader = ControlDecoder([Control("cc14", 7, 1, 39)])
    for number, value in ((7, 64), (39, 5)):
        last = reader.read(change(number, value), 0.0)
    assert last.value == 64 * 128 + 5
    assert reader.read(change(7, 65), 1.0) is None
    assert [move.value for move in reader.late(1.1)] == [65 * 128 + 5]
    assert reader.read(change(39, 6), 2.0).value == 65 * 128 + 6, "it is still the low half that comes last"


def test_data_of_an_rpn_between_is_none_of_an_nrpns():
    reader = ControlDecoder([Control("nrpn", 300)])
    for message in telling(Control("nrpn", 300, 1), 1000):
        move = reader.read(message)
    assert move.value == 1000
    pitch_range = [(101, 0), (100, 0), (6, 12), (38, 0)]
    assert all((move := reader.read(change(*each))) is None or move.control.kind == "cc" for each in pitch_range)
    assert [reader.read(change(*each)) for each in ((98, 44), (99, 2), (6, 0))] == [None] * 3
    assert reader.read(change(38, 3)).value == 3
    for each in ((99, 127), (98, 127)):  # none is named any more
        reader.read(change(*each))
    assert reader.read(change(6, 5)).control.kind == "cc"


@given(st.binary(min_size=1, max_size=3))
def test_whatever_comes_is_read_or_left(data):
    message = decoded(data)
    if message is not None:
        plain_move(message)
        ControlDecoder([Control("cc14", 7, None, 39), Control("nrpn", 300)]).read(message)


@given(st.sampled_from(CURVES), st.floats(0, 1), st.sampled_from([(0.25, 8.0), (-4.0, 4.0), (0.0, 1.0), (1.0, 50.0)]))
def test_curves_rise_from_0_to_1_and_can_be_undone(curve, u, range):
    ratio = steepness(*range)
    assert unbent(curve, bent(curve, u, ratio), ratio) == pytest.approx(u, abs=1e-6)
    assert bent(curve, u, ratio) <= bent(curve, min(u + 0.01, 1), ratio) + 1e-12
    assert (bent(curve, 0, ratio), bent(curve, 1, ratio)) == pytest.approx((0, 1))


def test_an_exp_curve_over_a_range_above_0_goes_in_ratios():
    at = [0.25 + bent("exp", u, steepness(0.25, 8)) * 7.75 for u in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    assert at == pytest.approx([0.25, 0.5, 1, 2, 4, 8])


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("cc", "wants a number"),
        ("bend 3", "takes no number"),
        ("note 128", "from 0 to 127"),
        ("cc 3/4", "only cc14"),
        ("cc14 100", "from 0 to 127"),
        ("cc 3 channel 17", "from 1 to 16"),
        ("knob 3", '"cc 7"'),
    ],
)
def test_a_wrong_name_is_told_with_the_remedy(text, trouble):
    with pytest.raises(BadControl, match=trouble):
        parse_control(text)


class _Plugged:
    """The driver's end: one port, and what has come there, (bytes, seconds) each."""

    name = "Bench"

    def __init__(self):
        self.came = []

    def inputs(self):
        return [self.name]

    def outputs(self):
        return []

    def hear(self, name):
        return self

    def read(self, now):
        came, self.came = self.came, []
        return came


def test_a_half_that_came_in_time_is_not_late_because_the_show_looked_late(tmp_path):
    (tmp_path / "bench.toml").write_text('ports = ["Bench"]\n"cc14 7" = { to = "/master/fade", mode = "jump" }\n')
    driver, now, played = _Plugged(), [0.0], []
    session = _OpenSession(MidiSession(played.extend, Store(), tmp_path, print, clock=lambda: now[0]), driver)
    session.look()
    for at, halves in ((0.0, [(7, 10), (39, 5)]), (1.0, [(7, 64)]), (1.5, [(39, 0)])):
        now[0] = at
        driver.came = [((0xB0, number, value), min(at, 1.01)) for number, value in halves]
        session.drain()
    first, *others = (arguments[0] for _, arguments, _ in played)  # the very first half is taken by itself
    assert others == pytest.approx([(10 * 128 + 5) / 16383, 64 * 128 / 16383], abs=1e-4)
