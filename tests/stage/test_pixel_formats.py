"""Layouts: the right colours in the right places, against float references and FFmpeg."""

import av
import numpy as np
import pytest

from engine.frames import SHAPES, Format
from engine.stage.draw import black, draw
from engine.stage.pixel_formats import BT601, BT709, split

COLOURS = [
    (255, 0, 0),
    (0, 255, 0),
    (0, 0, 255),
    (255, 255, 255),
    (0, 0, 0),
    (255, 255, 0),
    (0, 255, 255),
    (96, 32, 160),
]


def chart(width=64, height=32):
    """Two rows of four patches, no two alike: red at the top left, white at the top right."""
    picture = np.zeros((height, width, 3), np.uint8)
    for n, colour in enumerate(COLOURS):
        row, column = divmod(n, 4)
        picture[row * height // 2 : (row + 1) * height // 2, column * width // 4 : (column + 1) * width // 4] = colour
    return picture


def patches(picture):
    """The colour in the middle of each patch of a chart, (8, channels)."""
    height, width = picture.shape[:2]
    return np.array([picture[height // 4 + n // 4 * height // 2, width // 8 + n % 4 * width // 4] for n in range(8)])


def to_rgb(data, format):
    """Decode a frame as FFmpeg does."""
    if format.layout in ("RGB", "RGBA"):
        return data[..., :3]
    if format.layout in ("BGR", "BGRA"):
        return data[..., 2::-1]
    name = {"I420": "yuv420p", "NV12": "nv12", "UYVY": "yuyv422"}[format.layout]
    if format.layout == "UYVY":
        data = data[..., ::-1]
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(data), format=name)
    space = "ITU709" if format.layout == "UYVY" else "ITU601"
    return frame.reformat(format="rgb24", src_colorspace=space).to_ndarray()


@pytest.mark.parametrize("layout", SHAPES)
@pytest.mark.parametrize("size", [(256, 128), (1280, 720)])
def test_colours_and_orientation(layout, size):
    format = Format(layout, *size)
    frame = draw(chart(*(side // 4 for side in size)), format, 7)
    assert frame.data.shape == format.shape
    assert frame.data.dtype == np.uint8
    assert frame.data.flags.c_contiguous
    assert (frame.tick, frame.format) == (7, format)
    # FFmpeg's own conversion back to RGB is only good to a few levels
    np.testing.assert_allclose(patches(to_rgb(frame.data, format)).astype(int), COLOURS, atol=4)
    if layout in ("RGBA", "BGRA"):
        assert (frame.data[..., 3] == 255).all()


@pytest.mark.parametrize(
    "layout, height, weights",
    [
        ("I420", 720, (0.299, 0.587, 0.114)),
        ("UYVY", 720, (0.2126, 0.7152, 0.0722)),
        ("UYVY", 576, (0.2126, 0.7152, 0.0722)),
    ],
)
def test_planes_are_within_one_level_of_the_standard(layout, height, weights):
    picture = np.random.default_rng(1).integers(0, 256, (90, 160, 3), np.uint8)
    red, green, blue = np.moveaxis(picture / 255, -1, 0)
    luma = weights[0] * red + weights[1] * green + weights[2] * blue
    wanted = [
        16 + 219 * luma,
        128 + 224 * (blue - luma) / (2 * (1 - weights[2])),
        128 + 224 * (red - luma) / (2 * (1 - weights[0])),
    ]
    for plane, reference in zip(split(picture, Format(layout, 1280, height)), wanted, strict=True):
        assert np.abs(plane - reference).max() < 1


def test_grey_has_no_colour():
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    for matrix_height in (576, 720):
        luma, *chroma = split(ramp, Format("UYVY", 256, matrix_height))
        assert luma[0, 0] == 16
        assert luma[0, 255] == 235
        assert (np.diff(luma[0].astype(int)) >= 0).all()
        assert all((plane == 128).all() for plane in chroma)
    assert np.allclose(BT601[0, :3].sum(), BT709[0, :3].sum())


def test_nv12_and_i420_carry_the_same_planes():
    picture = np.random.default_rng(2).integers(0, 256, (90, 160, 3), np.uint8)
    planar, mixed = (draw(picture, Format(layout, 640, 360), 0).data for layout in ("I420", "NV12"))
    np.testing.assert_array_equal(mixed[:360], planar[:360])
    chroma = mixed[360:].reshape(180, 320, 2)
    np.testing.assert_array_equal(chroma[..., 0].ravel(), planar[360:450].ravel())
    np.testing.assert_array_equal(chroma[..., 1].ravel(), planar[450:].ravel())


def test_chroma_is_sited_between_the_pixels_that_share_it():
    # a ramp of blue: its chroma plane must be the mean of each 2x2 block of a full-size one
    ramp = np.zeros((36, 64, 3), np.uint8)
    ramp[..., 2] = np.arange(64)[None, :] * 4
    full = split(draw(ramp, Format("RGB", 256, 144), 0).data, Format("I420", 256, 144))[1]
    half = draw(ramp, Format("I420", 256, 144), 0).data[144:180].reshape(72, 128)
    mean = full.reshape(72, 2, 128, 2).mean(axis=(1, 3))
    assert np.abs(half - mean)[:, 4:-4].max() <= 1


@pytest.mark.parametrize("layout", SHAPES)
def test_black(layout):
    format = Format(layout, 64, 48)
    frame = black(format, 3)
    drawn = draw(np.zeros((9, 16, 3), np.uint8), format, 3)
    np.testing.assert_array_equal(frame.data, drawn.data)
    if layout in ("I420", "NV12"):
        assert (frame.data[:48] == 16).all()
        assert (frame.data[48:] == 128).all()
