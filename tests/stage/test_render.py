"""The renderer as the presenter uses it."""

import numpy as np
import pytest
from pictures import textured

from engine.frames import Format
from engine.parameters import Look, Master
from engine.stage.dissolve import blend
from engine.stage.render import FEW, LADDER, Renderer

SMALL = Format("I420", 320, 180)


@pytest.mark.parametrize("mode, curve", [("linear", lambda p: p), ("smooth", lambda p: p * p * (3 - 2 * p))])
def test_blend(mode, curve):
    a, b = textured(seed=1), textured(seed=2)
    for part in (0.01, 0.25, 0.5, 0.9):
        wanted = a + curve(part) * (b.astype(float) - a)
        assert np.abs(blend(a, b, part, mode) - wanted).max() <= 0.51
    assert blend(a, b, 0.0, mode) is a
    assert blend(a, b, 1.0, mode) is b


def test_cut():
    a, b = textured(seed=1), textured(seed=2)
    assert blend(a, b, 0.49, "cut") is a
    assert blend(a, b, 0.5, "cut") is b


def test_master():
    picture, look, renderer = textured(), Look(), Renderer(0)
    full = renderer.frame(picture, SMALL, 0, look, Master()).data
    half = renderer.frame(picture, SMALL, 0, look, Master(fade=0.5)).data
    np.testing.assert_allclose(half[:180], 16 + (full[:180].astype(float) - 16) / 2, atol=2)
    for master in (Master(fade=0.0), Master(blackout=True)):
        black = renderer.frame(picture, SMALL, 0, look, master).data
        assert (black[:180] == 16).all()
        assert (black[180:] == 128).all()


def test_a_neutral_look_passes_through_bit_for_bit():
    picture, renderer = textured(), Renderer(30)
    assert renderer.look(picture, Look(), 1 / 30) is picture
    np.testing.assert_array_equal(renderer.frame(picture, Format("RGB", 256, 144), 0, Look(), Master()).data, picture)


def test_trails_are_remembered():
    renderer, look = Renderer(0), Look(trail=0.5)
    white, black = np.full((36, 64, 3), 255, np.uint8), np.zeros((36, 64, 3), np.uint8)
    renderer.look(white, look, 1 / 30)
    assert (renderer.look(black, look, 1 / 30) == 128).all()
    assert renderer.look(black, Look(), 1 / 30) is black
    assert not renderer.look(black, look, 1 / 30).any()


def play(renderer, ticks, start=0, look=None, master=None):
    look, master, picture = look or Look(), master or Master(), textured()
    for tick in range(start, start + ticks):
        frame = renderer.frame(renderer.look(picture, look, 1 / 30), SMALL, tick, look, master)
        assert frame.data.shape == SMALL.shape


def test_quality_falls_when_ticks_are_too_short_and_it_is_said():
    lines = []
    renderer = Renderer(1e6, lines.append)  # a tick of a microsecond
    play(renderer, FEW)
    assert renderer.quality == "full quality"
    play(renderer, 10 * FEW, FEW)
    assert renderer.quality == LADDER[-1].name
    assert "now " + LADDER[-1].name in lines[-1]


def test_black_ticks_and_off_line_rendering_shed_nothing():
    renderer = Renderer(1e6)
    play(renderer, 5 * FEW, master=Master(blackout=True))
    assert renderer.quality == "full quality"
    renderer = Renderer(0)
    play(renderer, 5 * FEW)
    assert renderer.quality == "full quality"


def test_a_frozen_picture_is_judged_too():
    renderer, picture = Renderer(1e6), textured()
    for tick in range(5 * FEW):
        renderer.frame(picture, SMALL, tick, Look(), Master())
    assert renderer.quality != "full quality"
