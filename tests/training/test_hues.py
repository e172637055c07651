"""The measure of colours agrees with what was drawn, and tells other colours apart."""

import cv2
import numpy as np
import pytest

from engine.training.classifier import tellable
from engine.training.draw import picture
from engine.training.hues import apart, polar, wears
from engine.training.words import COLOURS, MOODS


def flat(*colours: str) -> np.ndarray:
    """Stripes of named colours, from light to shade, (36, 64, 3) uint8."""
    stripes = np.stack([COLOURS[name][0] for name in colours]).repeat(64 // len(colours), 0)
    return (stripes[None] * np.linspace(0.4, 1, 36)[:, None, None] * 255).astype(np.uint8)


def test_nearly_all_drawn_pictures_wear_what_they_were_drawn_in():
    drawn = []
    for index in range(400):
        random = np.random.default_rng([index, 41])
        w = tellable(random)
        if w.colours or w.mood:
            drawn.append((w, picture(w, random, 128, 72)))
    worn = [wears(shown, w.colours, w.mood) for w, shown in drawn]
    assert len(worn) > 300 and np.mean(worn) >= 0.97
    strange = [
        wears(shown, other.colours) for (_, shown), (other, _) in zip(drawn, drawn[7:], strict=False) if not other.mood
    ]
    assert np.mean(strange) < 0.15


@pytest.mark.parametrize("name", COLOURS)
def test_a_colour_is_told_from_those_that_look_different(name):
    assert wears(flat(name), (name,))
    own = polar(np.array(COLOURS[name][0]))
    for other, (rgb, _) in COLOURS.items():
        seen = polar(np.array(rgb))
        if min(own.chroma, seen.chroma) > 0.08 and apart(own.hue, float(seen.hue)) > 35:
            assert not wears(flat(other), (name,)), other


def test_colours_without_a_hue_are_told_by_their_lightness():
    assert not wears(flat("black"), ("white",)) and not wears(flat("white"), ("black",))
    assert not wears(flat("navy"), ("black",)) and not wears(flat("grey"), ("blue",))
    assert not wears(np.zeros((36, 64, 3), np.uint8), ("red",))


def test_both_colours_of_a_pair_must_be_there():
    pair = ("red", "cyan")
    assert wears(flat(*pair), pair)
    assert not wears(flat("red"), pair) and not wears(flat("cyan"), pair)
    assert not wears(flat("red", "cyan", "green", "magenta"), pair)
    assert wears(flat("red", "white"), ("red", "white")) and not wears(flat("red"), ("red", "white"))


def test_moods_are_told_apart():
    def stripes(mood: str) -> np.ndarray:
        stops = np.array(MOODS[mood][0], np.float32)[None]
        return (cv2.resize(stops, (64, 36), interpolation=cv2.INTER_LINEAR) * 255).astype(np.uint8)

    for mood in MOODS:
        assert wears(stripes(mood), (), mood), mood
    for mood, other in (("lava", "arctic"), ("forest", "neon"), ("midnight", "sepia"), ("noir", "candy")):
        assert not wears(stripes(other), (), mood) and not wears(stripes(mood), (), other)
    assert not wears(flat("red"), (), "rainbow")


def test_something_must_be_asked_for():
    with pytest.raises(ValueError, match="no colour"):
        wears(flat("red"), ())
