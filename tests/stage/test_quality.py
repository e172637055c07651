"""Cost is shed when a tick is too short, and taken up again without flapping."""

import pytest

from engine.stage.render import FEW, LADDER, MANY, choose, describe

TICK = 1 / 30
LAST = len(LADDER) - 1


@pytest.mark.parametrize("rung", range(len(LADDER)))
def test_nothing_changes_while_it_fits(rung):
    assert choose(rung, "bicubic", [0.75 * TICK] * MANY, TICK) == rung


def test_a_few_slow_ticks_are_a_stall_and_not_a_load():
    costs = [0.5 * TICK] * 20 + [10 * TICK] * (FEW // 2 - 1)
    assert choose(0, "bicubic", costs, TICK) == 0
    assert choose(0, "bicubic", [3 * TICK] * (FEW - 1), TICK) == 0


def test_down_as_far_as_needed_at_once():
    slight = choose(0, "lanczos", [1.0 * TICK] * FEW, TICK)
    heavy = choose(0, "lanczos", [1.6 * TICK] * FEW, TICK)
    assert 0 < slight < heavy
    assert choose(0, "lanczos", [20 * TICK] * FEW, TICK) == LAST
    assert choose(LAST, "lanczos", [20 * TICK] * FEW, TICK) == LAST


def test_a_rung_that_saves_nothing_is_skipped():
    for asked in ("nearest", "bilinear", "bicubic", "lanczos"):
        rung = choose(0, asked, [0.9 * TICK] * FEW, TICK)
        assert LADDER[rung].price(asked) < LADDER[0].price(asked)
    assert choose(0, "nearest", [1.1 * TICK] * FEW, TICK) >= 3


def test_up_only_after_a_long_calm_and_only_if_it_will_fit():
    assert choose(2, "bicubic", [0.3 * TICK] * (MANY - 1), TICK) == 2
    assert choose(2, "bicubic", [0.3 * TICK] * MANY, TICK) < 2
    assert choose(2, "bicubic", [0.6 * TICK] * MANY, TICK) == 2
    assert choose(0, "bicubic", [0.0] * MANY, TICK) == 0


def test_prices_fall_down_the_ladder():
    for asked in ("nearest", "bilinear", "bicubic", "lanczos"):
        prices = [rung.price(asked) for rung in LADDER]
        assert prices == sorted(prices, reverse=True)
        assert prices[-1] < prices[0]
    assert LADDER[0].filter("lanczos") == "lanczos"
    assert LADDER[2].filter("lanczos") == "bilinear"
    assert LADDER[2].filter("nearest") == "nearest"


@pytest.mark.parametrize("load", [0.2, 0.5, 0.8, 0.95, 1.2, 2.0, 5.0])
@pytest.mark.parametrize("asked", ["bilinear", "bicubic", "lanczos"])
def test_it_settles(load, asked):
    """On a machine where a tick at full quality takes `load` of its time, it changes a few times and then stays."""
    rung, costs, changes = 0, [], []
    for tick in range(6000):
        costs.append(load * TICK * LADDER[rung].price(asked) / LADDER[0].price(asked))
        after = choose(rung, asked, costs, TICK)
        if after != rung:
            changes.append(tick)
            rung, costs = after, []
    assert len(changes) <= 4
    assert not changes or changes[-1] < 1000
    if load <= 0.8:
        assert rung == 0
    if load <= 1.2:
        assert load * LADDER[rung].price(asked) / LADDER[0].price(asked) <= 0.9


def test_it_says_so():
    assert describe(0, 2, 0.041, TICK) == "a picture takes 41 ms of a 33 ms tick: now bilinear upscaling"
    assert "full quality" in describe(2, 0, 0.01, TICK)
