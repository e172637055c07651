"""Still pictures: upright, over black, and never too many pixels at once."""

import cv2
import numpy as np
import pytest
from clips import RED, colour, number, numbered
from PIL import Image, ImageCms

from engine.devices.crop import fit
from engine.devices.device_worker import DeviceError
from engine.devices.image import LARGEST, ImageInput, load

PICTURE = numbered(5)


@pytest.mark.parametrize("suffix", ["png", "bmp", "webp", "tif", "jpg", "gif"])
def test_any_usual_format(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(PICTURE).save(path)
    source = ImageInput(path)
    picture = source.read((320, 180), 0.01)
    assert picture.shape == (180, 320, 3) and picture.dtype == np.uint8
    assert number(picture) == 5 and np.abs(colour(picture) - RED).max() < 8
    assert source.read((320, 180), 0.01) is None, "once is enough"
    assert source.description == path.name


@pytest.mark.parametrize(("orientation", "turn"), [(3, 2), (6, 1), (8, -1)])
def test_it_is_turned_as_its_exif_says(tmp_path, orientation, turn):
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(np.rot90(PICTURE, turn)).save(tmp_path / "a.jpg", exif=exif)
    picture = load(tmp_path / "a.jpg")
    assert picture.shape == (180, 320, 3)
    assert number(picture) == 5


def test_what_is_transparent_is_black(tmp_path):
    alpha = np.full((180, 320, 1), 128, np.uint8)
    Image.fromarray(np.concatenate([PICTURE, alpha], axis=2)).save(tmp_path / "a.png")
    assert np.abs(colour(load(tmp_path / "a.png")) - np.array(RED) / 2).max() < 2
    Image.fromarray(np.dstack([PICTURE[:, :, 0], alpha])).save(tmp_path / "grey.png")
    assert np.abs(colour(load(tmp_path / "grey.png")) - RED[0] / 2).max() < 2


def test_sixteen_bits_and_greys(tmp_path):
    grey = np.full((90, 160), 0x8000, np.uint16)
    Image.fromarray(grey).save(tmp_path / "a.png")
    assert load(tmp_path / "a.png").shape == (90, 160, 3)
    assert (load(tmp_path / "a.png") == 128).all()


def profile(kind="sRGB"):
    """An ICC profile: sRGB's own, or one whose red and blue are exchanged."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    if kind == "swapped":
        for place in range(128, 128 + 12 * 20):
            if data[place : place + 4] in (b"rXYZ", b"bXYZ"):
                data[place : place + 1] = b"b" if data[place] == ord("r") else b"r"
    return bytes(data)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "JPEG"])
def test_an_embedded_profile_is_heeded(tmp_path, mode):
    image = Image.new("RGB", (64, 64), (200, 60, 60))
    if mode == "RGBA":
        image.putalpha(128)
    elif mode == "P":
        image = image.quantize(4)
    path = tmp_path / ("a.jpg" if mode == "JPEG" else "a.png")
    image.save(path, icc_profile=profile("swapped"))
    wanted = np.array((60, 60, 200)) / (2 if mode == "RGBA" else 1)
    assert np.abs(load(path)[32, 32] - wanted).max() < 5
    image.save(path, icc_profile=profile())
    assert np.abs(load(path)[32, 32] - wanted[::-1]).max() < 5
    image.save(path, icc_profile=b"torn" + profile()[:400])
    assert np.abs(load(path)[32, 32] - wanted[::-1]).max() < 5


def test_greys_and_inks_have_profiles_of_their_own(tmp_path):
    image = Image.new("L", (16, 16), 100)
    image.save(tmp_path / "grey.png", icc_profile=profile())  # of other colours, as some programs do
    assert np.abs(load(tmp_path / "grey.png").astype(int) - 100).max() <= 2
    Image.new("CMYK", (16, 16), (255, 0, 0, 0)).save(tmp_path / "ink.tif")
    assert load(tmp_path / "ink.tif")[8, 8].tolist() == [0, 255, 255]


@pytest.mark.parametrize(
    ("pixels", "wanted"),
    [
        (np.full((8, 8), 0.5, np.float32), 128),
        (np.full((8, 8), 128.0, np.float32), 128),
        (np.array([[0.25, np.nan, np.inf, 3.0]] * 4, np.float32), (64, 0, 0, 255)),
        (np.full((8, 8), 1 << 30, np.int32), 128),
        (np.full((8, 8), 128 * 257, np.int32), 128),
        (np.full((8, 8), 128, np.int32), 128),
        (np.zeros((8, 8), np.int32), 0),
    ],
)
def test_floating_point_and_32_bit_pictures(tmp_path, pixels, wanted):
    Image.fromarray(pixels).save(tmp_path / "deep.tif")
    assert np.abs(load(tmp_path / "deep.tif")[0, :4, 0].astype(int) - wanted).max() <= 1


@pytest.mark.parametrize("dtype", [np.float32, np.uint16])
def test_deep_colours(tmp_path, dtype):
    full = 1.0 if dtype == np.float32 else 65535
    picture = (np.array(RED, np.float64)[::-1] / 255 * full).astype(dtype)
    cv2.imwrite(str(tmp_path / "deep.tif"), np.broadcast_to(picture, (20, 30, 3)).copy())
    assert np.abs(load(tmp_path / "deep.tif").astype(int) - RED).max() <= 2


def test_sixteen_bit_greys_with_a_transparent_one(tmp_path):
    grey = np.full((8, 8), 40000, np.uint16)
    grey[:, :4] = 50000
    Image.fromarray(grey).save(tmp_path / "a.png", transparency=50000)
    shown = load(tmp_path / "a.png")
    assert (shown[:, :4] == 0).all() and np.abs(shown[:, 4:].astype(int) - 156).max() <= 1


@pytest.mark.parametrize("size", [(30000, 2), (2, 30000)])
def test_extreme_shapes_are_fitted(tmp_path, size):
    Image.new("RGB", size, RED).save(tmp_path / "thin.png")
    shown = fit(load(tmp_path / "thin.png"), (320, 180))
    assert shown.shape == (180, 320, 3) and np.abs(shown.astype(int) - RED).max() <= 1


def test_a_16k_png_is_told_before_it_is_decoded(tmp_path, monkeypatch):
    Image.new("1", (16384, 8640)).save(tmp_path / "wall.png")
    decoded = []
    monkeypatch.setattr(Image.Image, "convert", lambda *rest: decoded.append(rest))
    with pytest.raises(DeviceError, match="wall.png is 16384x8640: at most 80 million pixels"):
        load(tmp_path / "wall.png")
    assert not decoded


def test_a_16k_jpeg_is_decoded_at_a_fraction(tmp_path):
    Image.new("L", (16384, 8640), 77).save(tmp_path / "wall.jpg")
    picture = load(tmp_path / "wall.jpg")
    assert picture.shape[0] >= LARGEST[1] and picture.shape[1] >= LARGEST[0]
    assert picture.shape[1] <= 8192
    assert np.abs(picture.astype(int) - 77).max() < 3


@pytest.mark.parametrize("name", ["empty.png", "text.jpg", "cut.png", "cut.jpg", "sound.png", "folder.png", "gone.png"])
def test_what_is_no_picture_is_told_in_one_line(tmp_path, name):
    path = tmp_path / name
    if name == "folder.png":
        path.mkdir()
    elif name.startswith("cut"):
        Image.fromarray(np.random.default_rng(1).integers(0, 256, (200, 200, 3), np.uint8)).save(path)
        path.write_bytes(path.read_bytes()[:20_000])
    elif name != "gone.png":
        path.write_bytes({"empty.png": b"", "text.jpg": b"hello\n" * 99, "sound.png": b"RIFF\0\0\0\0WAVEfmt "}[name])
    with pytest.raises(DeviceError, match=name) as raised:
        load(path)
    assert "\n" not in str(raised.value) and str(tmp_path) not in str(raised.value)


def test_what_is_a_program_and_not_a_picture_is_not_run(tmp_path):
    """PostScript, for which Pillow would start Ghostscript, and this one never ends."""
    path = tmp_path / "loop.png"
    path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 50 50\n%%EndComments\n{} loop\nshowpage\n")
    with pytest.raises(DeviceError, match="no picture that can be read"):
        load(path)
