"""Still pictures: upright, over black, and never too many pixels at once."""

import numpy as np
import pytest
from clips import RED, colour, number, numbered
from PIL import Image

from engine.inputs.image import LARGEST, Still, load
from engine.inputs.source import InputError

PICTURE = numbered(5)


@pytest.mark.parametrize("suffix", ["png", "bmp", "webp", "tif", "jpg", "gif"])
def test_any_usual_format(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(PICTURE).save(path)
    source = Still(path)
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


def test_a_16k_png_is_told_before_it_is_decoded(tmp_path, monkeypatch):
    Image.new("1", (16384, 8640)).save(tmp_path / "wall.png")
    decoded = []
    monkeypatch.setattr(Image.Image, "convert", lambda *rest: decoded.append(rest))
    with pytest.raises(InputError, match="wall.png is 16384x8640: at most 80 million pixels"):
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
    with pytest.raises(InputError, match=name) as raised:
        load(path)
    assert "\n" not in str(raised.value) and str(tmp_path) not in str(raised.value)
