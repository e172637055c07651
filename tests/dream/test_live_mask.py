"""Dreamed only where the mask is: elsewhere the input shows, to the last bit, and no switch of it is a cut."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from test_estimators import loaded, segformer
from test_live_structure import Held

from engine.dream.estimators import load_segmentation
from engine.dream.live_conditioning import LiveMask
from engine.dream.protocol import LiveWish
from engine.dream.shared_memory import InputFrame
from engine.parameters import Dream, Live

SIDE, CPU = 64, torch.device("cpu")
LIVE = Live(glide=0.0, cfg="none", steps="25", mask_soft=0.0)
SCENE = np.full((SIDE, SIDE, 3), 30, np.uint8)
SCENE[:, SIDE // 2 :] = (250, 220, 200)
LEFT, RIGHT = np.s_[:, : SIDE // 2 - 2], np.s_[:, SIDE // 2 + 2 :]


@pytest.fixture
def stream(kinds, tmp_path):
    half = np.zeros((90, 160), np.uint8)
    half[:, :80] = 255
    cv2.imwrite(str(tmp_path / "half.png"), half)
    return Held(kinds["sd-turbo"], media_folder=str(tmp_path))


def show(stream, **live):
    return stream.show(LIVE, SCENE, **live)[1]


def test_a_luma_key_dreams_where_it_is_light_and_shows_the_input_elsewhere(stream):
    dream = show(stream)
    assert np.abs(dream[LEFT] - SCENE[LEFT]).mean() > 3
    keyed = show(stream, mask="luma", mask_luma=0.5)
    np.testing.assert_array_equal(keyed[LEFT], SCENE[LEFT])
    np.testing.assert_array_equal(keyed[RIGHT], dream[RIGHT])
    turned = show(stream, mask="luma", mask_luma=0.5, mask_invert=True)
    np.testing.assert_array_equal(turned[LEFT], dream[LEFT])
    np.testing.assert_array_equal(turned[RIGHT], SCENE[RIGHT])
    np.testing.assert_array_equal(show(stream, mask="luma", mask_luma=0.97), SCENE)


def test_a_file_dreams_where_it_is_white(stream):
    dream, filed = show(stream), show(stream, mask="file", mask_file="half.png")
    np.testing.assert_array_equal(filed[LEFT], dream[LEFT])
    np.testing.assert_array_equal(filed[RIGHT], SCENE[RIGHT])


def test_soft_edges_go_evenly_from_one_to_the_other(stream):
    def width(soft):
        mask = LiveMask(stream.model, pytest.fail).at(0.0, SCENE, Live(mask="luma", mask_soft=soft))
        row = mask[SIDE // 2]
        assert (np.diff(row) >= -1e-6).all() and row[0] < 0.01 and row[-1] > 0.99
        return int(((row > 0.1) & (row < 0.9)).sum())

    assert width(0.0) <= 1 and width(0.25) == pytest.approx(0.25 * SIDE, abs=2)


def test_every_switch_of_it_dissolves(stream):
    """No step from one input to the next is larger than a glide of a second allows, whatever is switched."""
    mask, now = LiveMask(stream.model, pytest.fail), 0.0
    last = np.ones((SIDE, SIDE), np.float32)
    assert mask.at(now, SCENE, Live(glide=1.0)) is None
    for change in (
        {"mask": "luma"},
        {"mask": "luma", "mask_invert": True},
        {"mask": "file", "mask_file": "half.png"},
        {"mask": "off"},
        {"mask": "luma"},
    ):
        for tick in range(14 if change["mask"] != "off" else 5):  # off is left on its way
            now += 0.1
            made = mask.at(now, SCENE, Live(glide=1.0, mask_soft=0.0, **change))
            made = np.ones_like(last) if made is None else made
            assert np.abs(made - last).max() <= 0.1 + 1e-5, (change, tick)
            last = made
    light = SCENE[..., 0] > 128
    np.testing.assert_allclose(last, light, atol=1e-6)


def test_a_segmentation_dreams_its_classes(kinds, stream, tmp_path):
    torch.manual_seed(3)
    network = segformer(3)
    network.config.id2label = {0: "wall", 1: "person", 2: "car, auto"}
    network.save_pretrained(tmp_path / "seg")
    stream = Held(kinds["sd-turbo"], media_folder=str(tmp_path), segmentation=str(tmp_path / "seg"))
    dream = show(stream)
    np.testing.assert_array_equal(show(stream, mask="segmentation"), dream)  # it loads meanwhile
    loaded(stream.model.estimators)
    segmenter = load_segmentation(tmp_path / "seg", CPU)
    for name, classes in (("person", {1}), ("Auto, wall", {0, 2}), ("person,wall,car", {0, 1, 2})):
        mask = np.clip(2 * segmenter.share(SCENE, classes) - 0.5, 0, 1)
        expected = cv2.blendLinear(dream.astype(np.uint8), SCENE, mask, 1 - mask)
        shown = show(stream, mask="segmentation", mask_class=name)
        np.testing.assert_array_equal(shown, expected, name)
        assert (len(classes) == 3) == np.array_equal(shown, dream)
    assert not stream.live.errors
    np.testing.assert_array_equal(show(stream, mask="segmentation", mask_class="whale"), dream)
    (line,) = stream.live.errors
    assert "whale" in line and "person" in line and "\n" not in line


@pytest.mark.parametrize(
    "live, why",
    [
        ({"mask": "file", "mask_file": "gone.png"}, "gone.png"),
        ({"mask": "file", "mask_file": "../half.png"}, "no plain file name"),
        ({"mask": "segmentation"}, "start with --segmentation FOLDER"),
    ],
)
def test_a_mask_that_cannot_be_had_is_one_line_and_all_is_dreamed(stream, live, why):
    dream = show(stream)
    for _ in range(3):
        np.testing.assert_array_equal(show(stream, **live), dream)
    (line,) = stream.live.errors
    assert why in line and "\n" not in line
    stream.live.errors.clear()
    show(stream, mask="luma")
    show(stream, **live)
    assert len(stream.live.errors) == 1, "told again when it is asked for again"


def test_each_picture_has_the_mask_and_the_input_that_it_came_with(stream):
    """Of three steps, a picture comes out two inputs later."""
    shown, live = [], replace(LIVE, steps="10 25 40", mask="luma")
    for number in range(6):
        scene = SCENE if number % 2 else SCENE[:, ::-1].copy()
        frame = InputFrame(number + 1, number + 1.0, scene)
        shown += [made for _, made in stream.live.dream(frame, LiveWish(Dream(), live))]
    assert len(shown) == 4
    for number, picture in enumerate(shown):
        scene = SCENE if number % 2 else SCENE[:, ::-1]
        dark = scene[..., 0] < 128
        np.testing.assert_array_equal(picture[dark], scene[dark])
