"""Weights in brackets and LoRA tags, as other programs write them, and what is none of either."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dream.protocol import live_wish
from engine.journey.destination import recipe
from engine.journey.prompt_syntax import HEAVIEST, lora_tags, weighted, worn
from engine.parameters import Deck, State


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("slow clouds", {"slow clouds": 1}),
        ("a (red:1.3) sea", {"a ": 1, "red": 1.3, " sea": 1}),
        ("(red) sea", {"red": 1.1, " sea": 1}),
        ("((red)) [sea]", {"red": 1.21, " ": 1, "sea": 1 / 1.1}),
        ("(a (red:2) sea:0.5)", {"a ": 0.5, "red": 1.0, " sea": 0.5}),
        (r"cat \(sitting\)", {"cat (sitting)": 1}),
        ("smile :) and (", {"smile :) and (": 1}),
        ("(mixed]", {"(mixed]": 1}),
        ("ratio 16:9", {"ratio 16:9": 1}),
        ("(fire:99)", {"fire": HEAVIEST}),
        ("(fire:-1)", {"fire": 0}),
        (f"((fire:0):{'9' * 310})", {"fire": 0}),
        ("sea <lora:ink:0.8>, night", {"sea, night": 1}),
        ("<lora:ink>", {}),
        ("", {}),
    ],
)
def test_weights(text, parts):
    joined = []
    for part, weight in weighted(text):
        if joined and joined[-1][1] == pytest.approx(weight):
            joined[-1] = (joined[-1][0] + part, weight)
        else:
            joined.append((part, weight))
    assert [part for part, _ in joined] == list(parts)
    assert [weight for _, weight in joined] == [pytest.approx(weight) for weight in parts.values()]


@given(st.text(st.sampled_from("ab ()[]\\:.0123<lora>"), max_size=40))
def test_any_text_is_read_and_loses_nothing_but_brackets_and_tags(text):
    parts = weighted(text)
    assert all(0 <= weight <= HEAVIEST for _, weight in parts)
    read = "".join(part for part, _ in parts)
    assert len(read) <= len(text)
    if not set(text) & set("()[]<>\\"):
        assert read == text.strip()


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("<lora:ink:0.8>", (("ink", 0.8),)),
        ("a <lora:ink> b <LORA: my style.v2 : 0.5 > c", (("ink", 1.0), ("my style.v2", 0.5))),
        ("<lyco:ink:0.7:0.3>", (("ink", 0.7),)),
        ("<lora:ink:0>", ()),
        ("<lora:ink:much>", (("ink", 1.0),)),
        ("<lora:ink:nan>", (("ink", 1.0),)),
        ("<lora:ink:1e999>", (("ink", 1.0),)),
        ("<lora:ink:-99999>", (("ink", -100.0),)),
        ("<lora: :2>", ()),
        ("<b> <lora> a < b", ()),
    ],
)
def test_lora_tags(text, tags):
    assert lora_tags(text) == tags


def test_loras_that_prompts_and_decks_name_are_worn_and_what_is_set_counts():
    assert worn((("ink", 0.25),), "<lora:ink:1>", "<lora:neon:0.5>") == (("ink", 0.25), ("neon", 0.5))
    state = State().with_values(
        {"/dream/prompt": (("sea <lora:ink:0.8>", 1.0), ("sky <lora:gone:1>", 0.0)), "/dream/lora": (("fog", 1.0),)}
    )
    assert recipe(state.dream).loras == (("ink", 0.8), ("fog", 1.0))
    assert recipe(state.dream, Deck(b="fire <lora:neon>")).loras == (("ink", 0.8), ("neon", 1.0), ("fog", 1.0))
    assert live_wish(state.dream, state.live).dream.lora == (("ink", 0.8), ("fog", 1.0))
    plain = State()
    assert recipe(plain.dream).loras is plain.dream.lora


@pytest.mark.parametrize("begun", ["", "<lora:", "<lora:a:", "<lora:a:1:", "(a:", "(a:1.", "(a:\\"])
@pytest.mark.parametrize("more", [" ", "1", "<lora:", "(a:1", ":", "[", "\\"])
def test_no_text_holds_up_the_show(begun, more):
    """The longest text that is taken is read within the time of a few frames, whatever it is made of."""
    text = (begun + more * 8000)[:8000]
    since = time.thread_time()
    assert all(math.isfinite(weight) for _, weight in weighted(text)) and lora_tags(text) is not None
    assert time.thread_time() - since < 0.25


@pytest.mark.parametrize("inside", ["", "a", "a:1.3) (b"])
def test_brackets_in_brackets_hold_up_no_show(inside):
    deep = 8000 // (2 + len(inside))
    since = time.thread_time()
    weights = [weight for _, weight in weighted(f"({inside}" * deep + ")" * deep)]
    assert all(0 <= weight <= HEAVIEST for weight in weights)
    assert time.thread_time() - since < 0.25


def test_each_bracket_holds_what_is_in_it_to_the_most():
    assert weighted("((a:9):0.5)") == [("a", pytest.approx(2.0))]
    assert weighted("(" * 3000 + "(a:4)" + ":0)" * 3000) == [("a", 0.0)]
