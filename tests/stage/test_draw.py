"""From a picture to a frame of any size: filters, shapes, borders."""

import cv2
import numpy as np
import pytest
from pictures import decibels, textured

from engine.frames import Format
from engine.stage.draw import crop, draw, inner_size, scale
from engine.stage.pixel_formats import split

SIZES = [(1280, 720), (1920, 1080), (2560, 1440), (3840, 2160), (1080, 1920), (2160, 3840), (1080, 1080), (2160, 2160)]


@pytest.mark.parametrize("size", [(3840, 2160), (1280, 720)])
def test_bicubic_is_opencv_s_on_each_plane_and_chroma_comes_from_native_size(size):
    picture, (width, height) = textured(), size
    data = draw(picture, Format("I420", width, height), 0, "bicubic").data
    luma, *chroma = split(picture, Format("I420", width, height))
    np.testing.assert_array_equal(data[:height], cv2.resize(luma, size, interpolation=cv2.INTER_CUBIC))
    for n, plane in enumerate(chroma):
        drawn = data[height + n * height // 4 : height + (n + 1) * height // 4].reshape(height // 2, width // 2)
        wanted = cv2.resize(plane, (width // 2, height // 2), interpolation=cv2.INTER_CUBIC)
        np.testing.assert_array_equal(drawn, wanted)


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("filter, flag", [("nearest", cv2.INTER_NEAREST), ("bilinear", cv2.INTER_LINEAR)])
def test_simple_filters_are_opencv_s(filter, flag, channels):
    source = np.random.default_rng(0).integers(0, 256, (36, 64, channels), np.uint8).squeeze()
    target = np.zeros((144, 256, channels), np.uint8).squeeze()
    scale(source, target, filter)
    np.testing.assert_array_equal(target, cv2.resize(source, (256, 144), interpolation=flag))


def test_lanczos_is_nearer_to_lanczos_than_bicubic_is():
    picture = textured(320, 180)[..., 0]
    exact = cv2.resize(picture.astype(np.float32), (1200, 675), interpolation=cv2.INTER_LANCZOS4)
    drawn = {}
    for filter in ("bilinear", "bicubic", "lanczos"):
        target = np.empty((675, 1200), np.uint8)
        scale(picture, target, filter)
        drawn[filter] = decibels(target, np.clip(exact, 0, 255))
    assert drawn["lanczos"] > 50
    assert drawn["lanczos"] > drawn["bicubic"] + 2 > drawn["bilinear"] + 4


def test_lanczos_does_not_fold_its_overshoot_over():
    edge = np.zeros((40, 40), np.uint8)
    edge[:, 20:] = 255
    target = np.empty((100, 100), np.uint8)
    scale(edge, target, "lanczos")
    assert target[:, :45].max() < 40
    assert target[:, 55:].min() > 215


def test_same_size_is_a_copy():
    picture = textured()
    for filter in ("nearest", "bilinear", "bicubic", "lanczos"):
        data = draw(picture, Format("RGB", 256, 144), 0, filter).data
        np.testing.assert_array_equal(data, picture)
        assert not np.shares_memory(data, picture)


@pytest.mark.parametrize("layout", ["I420", "NV12", "UYVY", "RGB", "BGRA"])
def test_halving_doubles_pixels(layout):
    format, small = Format(layout, 512, 288), Format("RGB", 256, 144)
    picture = textured(128, 72)
    data = draw(picture, format, 0, "bilinear", halve=True).data
    if layout in ("I420", "NV12"):
        data = data[:288, :, None]
    elif layout == "UYVY":
        data = data[..., 1:]
    np.testing.assert_array_equal(data[0::2], data[1::2])
    if layout == "RGB":
        assert decibels(cv2.resize(data, (256, 144), interpolation=cv2.INTER_AREA), draw(picture, small, 0).data) > 30
    else:
        np.testing.assert_array_equal(data[:, 0::2], data[:, 1::2])


def test_shrinking_averages():
    noise = np.random.default_rng(0).integers(0, 256, (512, 512, 3), np.uint8)
    for filter in ("bilinear", "bicubic", "lanczos"):
        assert draw(noise, Format("RGB", 64, 64), 0, filter).data.std() < 16


def disk(width, height):
    picture = np.zeros((height, width, 3), np.uint8)
    cv2.circle(picture, (width // 2, height // 2), min(width, height) // 4, (255, 255, 255), -1)
    return picture


@pytest.mark.parametrize("fit", ["crop", "fit"])
@pytest.mark.parametrize("native", [(512, 288), (288, 512), (512, 512), (456, 256)])
@pytest.mark.parametrize("size", SIZES)
def test_a_circle_stays_a_circle_in_the_middle(size, native, fit):
    format = Format("I420", *size)
    luma = draw(disk(*native), format, 0, "bilinear", fit).data[: size[1]]
    wide, high = (luma > 128).any(axis=0), (luma > 128).any(axis=1)
    assert wide.sum() == pytest.approx(high.sum(), rel=0.02)
    for seen, side in ((wide, size[0]), (high, size[1])):
        assert abs(np.flatnonzero(seen).mean() - side / 2) < 0.01 * max(size)
    # crop fills the frame with the shorter way, fit keeps the whole picture
    grow = (max if fit == "crop" else min)(size[0] / native[0], size[1] / native[1])
    assert wide.sum() == pytest.approx(2 * (min(native) // 4) * grow, rel=0.03)


def test_fit_shows_all_of_the_picture_and_no_black():
    picture = np.full((144, 256, 3), 180, np.uint8)
    picture[0], picture[-1], picture[:, 0], picture[:, -1] = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)
    data = draw(picture, Format("RGB", 720, 1280), 0, "nearest", "fit").data
    wide, high = inner_size(256, 144, 720, 1280)
    assert (wide, high) == (720, 404)
    top = (1280 - high) // 4 * 2
    inner = data[top : top + high]
    np.testing.assert_array_equal(inner[0, 360], (255, 0, 0))
    np.testing.assert_array_equal(inner[-1, 360], (0, 255, 0))
    np.testing.assert_array_equal(inner[200, 0], (0, 0, 255))
    np.testing.assert_array_equal(inner[200, -1], (255, 255, 0))
    for border in (data[:top], data[top + high :]):
        assert 40 < border.mean() < 100


@pytest.mark.parametrize("layout", ["I420", "NV12", "UYVY", "BGRA"])
def test_fit_fills_every_plane(layout):
    grey = np.full((90, 160, 3), 128, np.uint8)
    data = draw(grey, Format(layout, 180, 320), 0, "bicubic", "fit").data
    chroma = {"I420": data[320:], "NV12": data[320:], "UYVY": data[..., 0], "BGRA": np.array([128])}[layout]
    assert np.abs(chroma.astype(int) - 128).max() <= 1
    luma = {"UYVY": data[..., 1], "BGRA": data[..., 0]}.get(layout, data[:320])
    assert luma.min() > 30


def test_nearly_the_same_shape_gets_no_hairline_borders():
    picture = textured(456, 256)
    cropped, fitted = (draw(picture, Format("RGB", 640, 360), 0, "bicubic", fit).data for fit in ("crop", "fit"))
    np.testing.assert_array_equal(cropped, fitted)


def test_crop_takes_the_middle():
    picture = textured(160, 90)
    assert crop(picture, 90, 160).shape == (90, 51, 3)
    assert crop(picture, 1000, 10).shape == (2, 160, 3)
    np.testing.assert_array_equal(crop(picture, 1, 1), picture[:, 35:125])
