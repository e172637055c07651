"""Drawn pictures are repeatable, varied, and show what their captions say."""

import colorsys

import cv2
import numpy as np
import pytest

from engine.training.captions import caption, kind_words, phrase
from engine.training.draw import Wish, draw, in_take, picture, wish
from engine.training.kinds import KINDS
from engine.training.kinds.canvas import Canvas
from engine.training.tokens import merge, taught_words
from engine.training.words import COLOURS, MODIFIERS, MOODS


def dice(*seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_vocabulary_is_as_rich_as_promised():
    assert len(KINDS) >= 50 and len(COLOURS) >= 16 and len(MOODS) >= 10
    assert set(MODIFIERS) == {"density", "scale", "sharpness", "symmetry", "light"}
    assert len(taught_words()) > 300


def test_a_seed_always_draws_the_same():
    first, again, other = draw(11, 128, 72), draw(11, 128, 72), draw(12, 128, 72)
    assert np.array_equal(first[0], again[0]) and first[1:] == again[1:]
    assert not np.array_equal(first[0], other[0])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(192, 108), (96, 96), (108, 192)])
def test_every_kind_varies_and_is_not_flat(kind, size):
    first, second = (picture(Wish(kind), dice(i, 5), *size) for i in range(2))
    assert first.shape == (size[1], size[0], 3) and first.dtype == np.uint8
    assert min(first.std(), second.std()) > 6
    assert np.abs(first.astype(int) - second).mean() > 4


def alike(kind: str, take: int | None) -> float:
    """How like one another pictures of a kind are: the mean correlation of their brightness with the first one's."""
    drawn = [picture(Wish(kind, ("white",), take=take), dice(i), 96, 54).mean(2).ravel() for i in range(6)]
    return float(np.mean([np.corrcoef(drawn[0], other)[0, 1] for other in drawn[1:]]))


@pytest.mark.parametrize("kind", KINDS)
def test_two_seeds_of_a_kind_are_two_pictures(kind):
    assert alike(kind, take=None) < 0.85


def test_a_seed_shows_the_same_picture_at_any_size():
    for kind in ("forest", "volcano", "sea life", "black hole", "confetti", "wings", "tornado", "snow"):
        small, large = (picture(Wish(kind, ("white",)), dice(3), *size).mean(2) for size in ((96, 54), (192, 108)))
        large = cv2.resize(large, (96, 54), interpolation=cv2.INTER_AREA)
        small, large = cv2.GaussianBlur(small, (0, 0), 1.5), cv2.GaussianBlur(large, (0, 0), 1.5)
        assert np.corrcoef(small.ravel(), large.ravel())[0, 1] > 0.9, kind


def test_noise_goes_on_getting_finer_where_a_picture_is_large():
    def finest(height: int) -> float:
        """How much neighbouring pixels differ, in a view that is as small as the picture is large."""
        place = (np.arange(64, dtype=np.float32) * 2 / height)[None] + np.zeros((64, 1), np.float32)
        whole = np.zeros((height, 1), np.float32)
        canvas = Canvas(np.pad(whole, ((0, 0), (0, height - 1))), whole + np.zeros((1, height), np.float32), dice(5))
        seen = canvas.field(0.5, 0.6)(place, place.T)
        return float(np.abs(np.diff(seen, 2, axis=1)).mean())

    texture_alone = finest(270) / 64  # a magnified texture is smooth: second differences fall with the square
    assert finest(2160) > 4 * texture_alone


@pytest.mark.parametrize("kind", ["orbs", "cells", "clouds"])
def test_a_take_is_one_composition(kind):
    assert alike(kind, take=1) > alike(kind, take=None) + 0.2


def test_seeds_choose_takes():
    assert {in_take(Wish("orbs"), seed, 4).take for seed in range(50)} == {0, 1, 2, 3}
    assert in_take(Wish("orbs"), 5, None).take is None


def test_in_a_take_the_darker_of_two_colours_is_in_the_shadows():
    def lit(seed: int) -> np.ndarray:
        drawn = picture(Wish("silk", ("yellow", "blue"), take=0), dice(seed), 96, 54).reshape(-1, 3).astype(float)
        return drawn[drawn.sum(1) > np.percentile(drawn.sum(1), 80)].mean(0)

    assert all(red > blue for red, _, blue in map(lit, range(6)))


def shown(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)


def test_captions_say_what_was_drawn():
    kinds = colours = moods = asked_colours = asked_moods = 0
    for seed in range(400):
        w = wish(dice(seed))
        text = phrase(w, dice(seed, 1))
        assert text.strip()
        kinds += shown(kind_words(w), text)
        for name in w.colours:
            asked_colours += 1
            colours += shown((name, *COLOURS[name][1]), text)
        if w.mood:
            asked_moods += 1
            moods += shown((w.mood, *MOODS[w.mood][2]), text)
    assert kinds > 330 and colours > 0.85 * asked_colours and moods > 0.85 * asked_moods


def test_captions_vary_in_wording_and_length():
    w = Wish("orbs", ("red",), "", {"light": "dark", "scale": "huge"})
    texts = {caption(w, dice(i)) for i in range(100)}
    assert len(texts) > 60
    assert {1, 2, 3, 4} <= {len(text.replace(",", "").split()) for text in texts}


def test_every_taught_word_is_written_with_known_letters():
    assert all(word.isascii() and word.isalnum() for word in taught_words())
    assert merge(["a", "b", "c</w>"], {("b", "c</w>"): 0, ("a", "bc</w>"): 1}) == ["abc</w>"]


def hue_distance(a: float, b: float) -> float:
    return abs((a - b + 0.5) % 1 - 0.5)


@pytest.mark.parametrize(
    "colour",
    [
        "red",
        "orange",
        "yellow",
        "lime",
        "green",
        "teal",
        "cyan",
        "azure",
        "blue",
        "indigo",
        "purple",
        "magenta",
        "pink",
    ],
)
def test_the_colour_asked_for_dominates(colour):
    wanted = colorsys.rgb_to_hsv(*COLOURS[colour][0])[0]
    for index, kind in enumerate(KINDS):
        pixels = picture(Wish(kind, (colour,)), dice(index, 3), 96, 54).reshape(-1, 3) / 255.0
        spread = pixels.max(1) - pixels.min(1)  # chroma: grey pixels have no say
        mean = (pixels * spread[:, None]).sum(0) / spread.sum()
        assert hue_distance(colorsys.rgb_to_hsv(*mean)[0], wanted) < 0.07, kind
