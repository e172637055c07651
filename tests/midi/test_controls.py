"""The encodings of the wire and the curves of hands, over all their values."""

from __future__ import annotations

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.midi.controls import (
    RELATIVE,
    TOPS,
    BadControl,
    Control,
    Reader,
    decoded,
    level,
    parse_control,
    plain_move,
    position,
    telling,
)
from engine.midi.curves import CURVES, bent, steepness, unbent

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
    number = None if kind == "bend" else draw(st.integers(0, 16383 if kind == "nrpn" else 31 if kind == "cc14" else 95))
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
    reader = Reader([control])
    moves = [reader.read(mido.Message.from_bytes(m.bytes())) for m in telling(control, value)]
    assert moves[-1].value == value
    assert moves[-1].control.number == control.number
    assert moves[-1].control.channel == (control.channel or 1)


@given(st.lists(st.integers(0, 16383), min_size=2, max_size=20))
def test_a_14_bit_fader_does_not_jump_between_its_halves(values):
    control = Control("cc14", 7, 1, 39)
    reader = Reader([control])
    seen = [move.value for value in values for m in telling(control, value) if (move := reader.read(m))]
    assert seen == [values[0] // 128 * 128, *values]


@given(st.binary(min_size=1, max_size=3))
def test_whatever_comes_is_read_or_left(data):
    message = decoded(data)
    if message is not None:
        plain_move(message)
        Reader([Control("cc14", 7, None, 39), Control("nrpn", 300)]).read(message)


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
