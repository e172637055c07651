"""Things: the catalogue, their shapes from packages of icons, and pictures of them in every material."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.training import draw as drawing
from engine.training.captions import caption, thing_phrase, thing_words
from engine.training.draw import SHARE, Wish, draw, picture, wish, wish_for_thing, wish_of
from engine.training.things import shapes
from engine.training.things.catalogue import THINGS
from engine.training.things.form import ARRANGEMENTS
from engine.training.things.materials import MATERIALS
from engine.training.things.surroundings import SURROUNDINGS
from engine.training.words import COLOURS


def dice(*seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_catalogue_is_as_rich_as_promised():
    assert len(THINGS) >= 300
    assert all(thing.emoji or thing.game for thing in THINGS.values())
    assert len(MATERIALS) >= 12 and len(ARRANGEMENTS) >= 5 and len(SURROUNDINGS) >= 5


def test_a_missing_package_is_named_with_what_fetches_it(tmp_path):
    with pytest.raises(FileNotFoundError, match="npm pack @iconify-json/fluent-emoji@"):
        shapes.use(tmp_path)


def test_a_shape_has_its_silhouette_and_its_inner_light(icons):
    shaded = shapes.shape("fluent", "wolf", 96)
    assert shaded.mask.shape == shaded.light.shape and shaded.mask[48, 48] == 255 and shaded.mask[0, 0] == 0
    middle, eye = shaded.light[60, 60], shaded.light[int(96 * 0.385), int(96 * 0.355)]
    assert middle > 200 and eye < 60
    inked = shapes.shape("game", "wolf-head", 96)  # the small hole is a dark place of a solid thing
    assert inked.mask[52, 48] == 255 and inked.light[52, 48] < 60


def test_a_wall_gets_sharper_shapes_and_memory_is_bounded(icons, monkeypatch):
    assert len(shapes.shape("fluent", "wolf", 900).mask) > len(shapes.shape("fluent", "wolf", 90).mask)
    monkeypatch.setattr(shapes, "KEPT", 100_000)
    for name in ("owl", "lion", "fox", "bat", "swan"):
        shapes.shape("noto", name, 150)
    assert shapes._icons.bytes <= 100_000 and len(shapes._icons.kept) < 4


@pytest.mark.parametrize("material", MATERIALS)
def test_every_material_draws_something_of_its_own_at_any_size(icons, material):
    kind = "fire" if material == "filled" else ""
    w = Wish(kind, thing="wolf", material=material, arrangement="single", surroundings="night")
    for size in ((192, 108), (96, 96), (108, 192)):
        first, second = (picture(w, dice(seed), *size) for seed in (1, 2))
        assert first.shape == (size[1], size[0], 3) and first.std() > 4
        assert np.abs(first.astype(int) - second).mean() > 1


@pytest.mark.parametrize("material", MATERIALS)
def test_a_seed_is_one_picture_at_any_size(icons, material):
    w = Wish("fire" if material == "filled" else "", (), "", {}, "wolf", material, "single", "stars", "")
    small, large = (picture(w, dice(6), *size).mean(2) for size in ((320, 180), (640, 360)))
    small, large = (
        cv2.GaussianBlur(cv2.resize(one, (80, 45), interpolation=cv2.INTER_AREA), (0, 0), 2) for one in (small, large)
    )
    assert np.corrcoef(small.ravel(), large.ravel())[0, 1] > 0.97


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@pytest.mark.parametrize("surroundings", [*SURROUNDINGS, "fire", "mountains"])
def test_arrangements_and_surroundings_are_free_of_one_another(icons, arrangement, surroundings):
    w = Wish("", (), "", {}, "owl", "gold", arrangement, surroundings, "purple")
    assert picture(w, dice(3), 128, 72).std() > 4


def test_a_seed_draws_the_same_again_whatever_was_drawn_before(icons):
    first = draw(5, 160, 90)
    for seed in range(6, 12):
        draw(seed, 128, 72)
    again = draw(5, 160, 90)
    assert np.array_equal(first[0], again[0]) and first[1:] == again[1:] and wish_of(5) == first[2]


def test_things_are_drawn_only_where_there_are_icons(icons):
    share = np.mean([bool(wish_of(seed).thing) for seed in range(400)])
    assert abs(share - SHARE) < 0.08
    shapes.use(None)
    assert not any(wish_of(seed).thing for seed in range(50))
    assert not wish(dice(1)).thing and drawing.share_of_things() == 0


def test_the_colour_asked_for_is_the_things(icons):
    for material in ("neon", "chrome", "smoke", "glass", "embers"):
        for colour in ("red", "green", "blue"):
            w = Wish("", (colour,), "", {}, "wolf", material, "single", "night", "")
            drawn = picture(w, dice(4), 96, 54).reshape(-1, 3).astype(float).sum(0)
            assert np.argmax(drawn) == np.argmax(COLOURS[colour][0]), (material, colour)


def test_captions_name_things_their_materials_and_where_they_are(icons):
    named = made = around = 0
    texts = set()
    for seed in range(400):
        w = wish_for_thing(dice(seed))
        text = thing_phrase(w, dice(seed, 1))
        texts.add(text)
        assert text.strip() and "  " not in text and "{" not in text
        found = MATERIALS[w.material]
        named += any(word in text for word in thing_words(w))
        made += w.material != "filled" and any(word in text for word in (*found.adjectives, *found.phrases))
        own = SURROUNDINGS.get(w.surroundings)
        around += own is not None and any(word in text for word in (*own.words, "smoke", "stars", "mist", "fog", "sky"))
    assert named > 370 and made > 180 and around > 60 and len(texts) > 390


def test_several_are_named_as_several(icons):
    w = replace(wish_for_thing(dice(1)), thing="butterfly", arrangement="swarm")
    texts = [caption(w, dice(seed)) for seed in range(80)]
    assert sum("butterflies" in text for text in texts) > 40


def test_the_licences_are_said(icons):
    text = shapes.notice()
    for found in shapes.SETS.values():
        assert found.package in text and found.version in text and found.licence in text
    assert "Lorc" in text and "Delapouite" in text
    assert (Path(__file__).parents[2] / "NOTICE").read_text(encoding="utf-8").strip() == text.strip()


def test_a_take_of_a_thing_is_one_shape_in_one_place(icons):
    def middles(take: int | None) -> np.ndarray:
        found = []
        for seed in range(8):
            w = Wish(
                "", ("white",), thing="wolf", material="neon", arrangement="single", surroundings="night", take=take
            )
            shown = picture(w, dice(seed), 128, 72)
            light = shown.astype(float).sum(2) ** 2
            y, x = np.indices(light.shape)
            found.append(((light * x).sum() / light.sum() / 128, (light * y).sum() / light.sum() / 72))
        return np.array(found)

    left, right, middle = middles(1), middles(2), middles(3)
    assert middle.std(0).max() < 0.6 * middles(None).std(0).max()
    assert abs(middle.mean(0) - 0.5).max() < 0.1
    assert left.mean(0)[0] < 0.45 and right.mean(0)[0] > 0.55
    several = shapes.icons_of("wolf")
    assert len({name for name, _ in shapes.clearest(several, 2)}) == 2, "of two sets"
    assert sorted(shapes.clearest(several, 99)) == sorted(several)
