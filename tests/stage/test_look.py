"""Every control does what its doc says, and its neutral value nothing."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import decibels, textured

from engine.frames import SHAPES, Format
from engine.parameters import PARAMETERS, Look
from engine.stage.draw import draw
from engine.stage.look import colour, fade, grade, hue_matrix, sharpen, trail
from engine.stage.warp import warp

LUMA = np.array([0.299, 0.587, 0.114])


def looked(picture, **controls):
    return grade(warp(picture, Look(**controls)), Look(**controls), None, 1 / 30)[0]


def test_a_neutral_look_is_the_picture_itself():
    picture = textured()
    assert looked(picture) is picture
    assert looked(picture, rotate=360.0, hue=-0.0) is picture
    assert grade(warp(picture, Look()), Look(), np.ones(picture.shape, np.float32), 1 / 30)[1] is None


def test_a_look_never_writes_to_the_picture():
    picture = textured()
    before = picture.copy()
    looked(picture, zoom=1.3, rotate=9, hue=20, brightness=0.2, gamma=2, sharpen=1, trail=0.5, mirror="quad")
    np.testing.assert_array_equal(picture, before)


def marked(x, y, width=160, height=90):
    """Black, with a white spot around a pixel."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[y - 2 : y + 3, x - 2 : x + 3] = 255
    return picture


def spot(picture):
    """The centre of what is white, (x, y)."""
    weight = picture[..., 0].astype(float)
    y, x = np.mgrid[: weight.shape[0], : weight.shape[1]]
    return (x * weight).sum() / weight.sum(), (y * weight).sum() / weight.sum()


@pytest.mark.parametrize(
    "controls, wanted",
    [
        ({"x": 0.1}, (116, 40)),  # to the right
        ({"y": 0.1}, (100, 31)),  # upwards
        ({"zoom": 2.0}, (120.5, 35.5)),
        ({"zoom": 3.0}, (141, 31)),
        ({"rotate": 90.0}, (75, 24)),  # anticlockwise: what was right of the centre is now above it
        ({"rotate": -90.0}, (84, 65)),
        ({"rotate": 90.0, "x": -0.05, "y": 0.1}, (67, 15)),  # turned around its own centre, then moved
    ],
)
def test_geometry(controls, wanted):
    picture = warp(marked(100, 40), Look(**controls))
    assert spot(picture) == pytest.approx(wanted, abs=0.35)


def test_a_warp_looks_as_good_as_a_bicubic_one():
    picture = textured(320, 180)
    cos, sin = np.cos(np.radians(11)) / 1.3, np.sin(np.radians(11)) / 1.3
    turn = np.array([[cos, -sin], [sin, cos]])
    centre = np.array([159.5, 89.5])
    matrix = np.column_stack([turn, centre - turn @ centre])
    inverse = cv2.WARP_INVERSE_MAP
    reference = cv2.warpAffine(picture, matrix, (320, 180), flags=cv2.INTER_CUBIC | inverse)
    plain = cv2.warpAffine(picture, matrix, (320, 180), flags=cv2.INTER_LINEAR | inverse)
    drawn = warp(picture, Look(zoom=1.3, rotate=11))
    inner = slice(30, -30)
    assert decibels(drawn[inner, inner], reference[inner, inner]) > 46
    assert (
        decibels(drawn[inner, inner], reference[inner, inner])
        > decibels(plain[inner, inner], reference[inner, inner]) + 5
    )


@pytest.mark.parametrize("zoom", [0.25, 0.29, 0.31, 0.5, 0.61, 0.79, 0.81, 0.99])
@pytest.mark.parametrize("rotate, x, y", [(0, 0, 0), (33, 0.4, -0.7), (0, 1, 1), (180, -1, 0.5)])
def test_nothing_beyond_the_edges_is_black(zoom, rotate, x, y):
    picture = np.full((90, 160, 3), 200, np.uint8)
    for mirror in ("off", "horizontal", "vertical", "quad", "kaleidoscope"):
        out = warp(picture, Look(zoom=zoom, rotate=rotate, x=x, y=y, mirror=mirror))
        assert out.shape == picture.shape
        assert out.min() == out.max() == 200


@pytest.mark.parametrize("zoom", [0.3, 0.55, 0.8, 0.9, 1.0, 1.7, 2.0, 2.1, 5.0])
@pytest.mark.parametrize("x, y", [(0.0, 0.0), (0.3, -0.2), (-1.0, 1.0), (0.9, 0.1)])
def test_warps_of_every_size_agree_with_a_plain_reflected_one(zoom, x, y):
    # a smooth picture, so that the quality of the filter does not matter
    picture = cv2.GaussianBlur(textured(160, 90), (0, 0), 15)
    cos, sin = np.cos(np.radians(25)) / zoom, np.sin(np.radians(25)) / zoom
    turn, centre = np.array([[cos, -sin], [sin, cos]]), np.array([79.5, 44.5])
    matrix = np.column_stack([turn, centre - turn @ (centre + [160 * x, -90 * y])])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    wanted = cv2.warpAffine(picture, matrix, (160, 90), flags=flags, borderMode=cv2.BORDER_REFLECT)
    drawn = warp(picture, Look(zoom=zoom, rotate=25, x=x, y=y))
    assert np.abs(drawn.astype(int) - wanted).mean() < 1
    assert np.abs(drawn.astype(int) - wanted).max() < 6


@pytest.mark.parametrize("size", [(64, 36), (63, 35), (16, 64)])
def test_mirrors(size):
    picture = textured(*size)
    width, height = size
    columns, rows = (width + 1) // 2, (height + 1) // 2
    left, top, both = (warp(picture, Look(mirror=mirror)) for mirror in ("horizontal", "vertical", "quad"))
    np.testing.assert_array_equal(left, left[:, ::-1])
    np.testing.assert_array_equal(left[:, :columns], picture[:, :columns])
    np.testing.assert_array_equal(top, top[::-1])
    np.testing.assert_array_equal(top[:rows], picture[:rows])
    np.testing.assert_array_equal(both, both[::-1])
    np.testing.assert_array_equal(both, both[:, ::-1])
    np.testing.assert_array_equal(both[:rows, :columns], picture[:rows, :columns])
    star = warp(picture, Look(mirror="kaleidoscope"))
    np.testing.assert_array_equal(star, star[::-1, ::-1])


def test_the_kaleidoscope_repeats_every_sixty_degrees():
    picture = cv2.GaussianBlur(textured(200, 200), (0, 0), 3)
    star = warp(picture, Look(mirror="kaleidoscope"))
    turn = cv2.getRotationMatrix2D((99.5, 99.5), 60, 1)
    turned = cv2.warpAffine(star, turn, (200, 200))
    y, x = np.mgrid[:200, :200] - 99.5
    inside = np.hypot(x, y) < 90
    assert np.abs(star.astype(int) - turned)[inside].mean() < 2


def test_mirrors_stay_in_the_middle_while_the_picture_moves():
    picture = warp(textured(160, 90), Look(mirror="quad", zoom=1.4, rotate=31, x=0.2, y=-0.1))
    np.testing.assert_array_equal(picture, picture[:, ::-1])
    np.testing.assert_array_equal(picture, picture[::-1])


@pytest.mark.parametrize("hue, saturation", [(40, 1.0), (-120, 0.7), (0, 0.3), (180, 0.5)])
def test_hue_and_saturation_keep_luma(hue, saturation):
    picture = (96 + 0.25 * textured()).astype(np.uint8)  # nothing clips
    out = colour(picture, Look(hue=hue, saturation=saturation))
    assert np.abs(out @ LUMA - picture @ LUMA).max() < 1.5
    assert np.abs(out.astype(int) - picture).max() > 5


def test_hue_goes_from_red_to_green_to_blue_and_back():
    assert np.argmax(hue_matrix(120, 1) @ [1, 0, 0]) == 1
    assert np.argmax(hue_matrix(120, 1) @ [0, 1, 0]) == 2
    np.testing.assert_allclose(hue_matrix(120, 1) @ hue_matrix(-120, 1), np.eye(3), atol=1e-12)
    np.testing.assert_allclose(hue_matrix(0, 1), np.eye(3), atol=1e-12)


def test_no_saturation_is_grey():
    grey = colour(textured(), Look(saturation=0.0)).astype(int)
    assert np.ptp(grey, axis=-1).max() <= 1


@pytest.mark.parametrize(
    "controls, curve",
    [
        ({"brightness": 0.2}, lambda v: v + 0.2),
        ({"contrast": 2.0}, lambda v: 2 * (v - 0.5) + 0.5),
        ({"contrast": 0.0}, lambda v: 0.5 + 0 * v),
        ({"gamma": 2.2}, lambda v: v ** (1 / 2.2)),
        ({"brightness": -0.1, "contrast": 1.5, "gamma": 0.5}, lambda v: np.clip(1.5 * (v - 0.5) + 0.4, 0, 1) ** 2),
    ],
)
@pytest.mark.parametrize("more", [{}, {"hue": 0.01}])  # as a table, and as a matrix
def test_curves(controls, curve, more):
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    wanted = 255 * np.clip(curve(ramp / 255), 0, 1)
    assert np.abs(colour(ramp, Look(**controls, **more)) - wanted).max() < (1 if "gamma" not in controls else 10)
    assert np.abs(colour(ramp, Look(**controls)) - wanted).max() <= 0.51


def test_sharpen_is_an_unsharp_mask():
    picture = textured()
    soft = cv2.GaussianBlur(picture.astype(float), (5, 5), 1.1)
    wanted = np.clip(picture + 1.5 * (picture - soft), 0, 255)
    assert np.abs(sharpen(picture, 1.5) - wanted).max() < 2
    flat = np.full((20, 20, 3), 77, np.uint8)
    np.testing.assert_array_equal(sharpen(flat, 4.0), flat)


def run_trail(fps, seconds, share):
    white, black = np.full((4, 4, 3), 255, np.uint8), np.zeros((4, 4, 3), np.uint8)
    _, glow = trail(white, None, share, 1 / fps)
    picture = white
    for _ in range(round(fps * seconds)):
        picture, glow = trail(black, glow, share, 1 / fps)
    return int(picture[0, 0, 0])


def test_a_trail_is_the_same_at_any_frame_rate():
    assert run_trail(30, 1 / 30, 0.6) == round(255 * 0.6)
    assert run_trail(30, 0.5, 0.9) == run_trail(60, 0.5, 0.9) == run_trail(120, 0.5, 0.9) == round(255 * 0.9**15)


def test_the_longest_trail_leaves_no_ghost():
    assert run_trail(60, 30, 0.99) == 0


def test_a_trail_survives_a_change_of_size():
    _, glow = trail(textured(64, 36), None, 0.9, 1 / 30)
    picture, glow = trail(textured(128, 72), glow, 0.9, 1 / 30)
    assert picture.shape == glow.shape == (72, 128, 3)


def test_fade():
    picture = textured()
    assert fade(picture, 1.0) is picture
    np.testing.assert_allclose(fade(picture, 0.5), picture / 2, atol=0.51)
    assert not fade(picture, 0.0).any()


def number(name):
    parameter = PARAMETERS[f"/look/{name}"]
    edges = st.sampled_from([parameter.low, parameter.high, parameter.default])
    return st.one_of(st.floats(parameter.low, parameter.high), edges)


looks = st.builds(
    Look,
    **{row.name: number(row.name) for row in PARAMETERS.values() if row.group == "look" and row.bounded},
    **{row.name: st.sampled_from(row.choices) for row in PARAMETERS.values() if row.group == "look" and row.choices},
)
even = st.integers(1, 60).map(lambda half: 2 * half)


@settings(max_examples=300, deadline=None)
@given(looks, st.integers(2, 70), st.integers(2, 70), st.sampled_from(list(SHAPES)), even, even, st.booleans())
def test_any_look_gives_a_frame(look, wide, high, layout, width, height, halve):
    picture = np.random.default_rng(0).integers(0, 256, (high, wide, 3), np.uint8)
    out, glow = grade(warp(picture, look), look, np.zeros((10, 10, 3), np.float32), 1 / 30)
    assert out.shape == picture.shape
    assert out.dtype == np.uint8
    assert (glow is None) == (look.trail == 0)
    format = Format(layout, width, height)
    data = draw(out, format, 0, look.upscale, look.fit, halve).data
    assert data.shape == format.shape
