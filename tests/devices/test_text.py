"""Words as an input: they fill the picture, in any size and shape, and what can't be written is said."""

import numpy as np
import pytest

from engine.devices.device_worker import DeviceError
from engine.devices.registry import parse_input
from engine.devices.text import MARGIN, MOST, TextInput, written


def box(picture: np.ndarray) -> tuple[float, float, float, float]:
    """What is lit, as shares of the picture: left, top, right, bottom."""
    rows, columns = np.flatnonzero(picture.max((1, 2)) > 128), np.flatnonzero(picture.max((0, 2)) > 128)
    height, width = picture.shape[:2]
    return columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height


@pytest.mark.parametrize("size", [(512, 288), (288, 512), (384, 384), (1920, 1080), (64, 640)])
@pytest.mark.parametrize("words", ["A", "REVERIE", "the night is young", "gjpqy", "0123456789 " * 10])
def test_words_are_whole_in_the_middle_and_as_large_as_they_fit(words, size):
    picture = written(words.strip(), size)
    assert picture.shape == (size[1], size[0], 3) and picture.dtype == np.uint8
    left, top, right, bottom = box(picture)
    assert min(left, top, 1 - right, 1 - bottom) > MARGIN / 2, "nothing is cut off"
    assert abs(left - (1 - right)) < 0.05 and abs(top - (1 - bottom)) < 0.05
    assert max(right - left, bottom - top) > 1 - 4 * MARGIN, "one side is filled"


def test_a_long_name_takes_more_lines_where_the_picture_is_tall():
    assert box(written("OPEN AIR NIGHT", (288, 512)))[3] > box(written("OPEN AIR NIGHT", (512, 288)))[3] - 0.1
    tall, lit = written("OPEN AIR NIGHT", (288, 512)).max((1, 2)) > 128, 0
    lit = int((np.diff(tall.astype(int)) == 1).sum())
    assert lit == 3, "three lines"


def test_another_word_is_another_picture_and_letters_stand_as_they_are_read():
    a, b = (written(word, (512, 288)) for word in ("LIVE", "EVIL"))
    assert (a != b).any()
    assert (written("E", (288, 288))[:, ::-1] != written("E", (288, 288))).any(), "it is not mirrored"


def test_it_is_given_once_for_every_size():
    words = TextInput("  hello \t world ")
    assert words.description == "the words hello world"
    first = words.read((512, 288), 0.0)
    assert first is not None and words.read((512, 288), 0.0) is None
    assert words.read((288, 512), 0.0).shape == (512, 288, 3)


def test_what_cant_be_written_is_said(tmp_path):
    with pytest.raises(DeviceError, match=f"{MOST} are taken"):
        TextInput("x" * (MOST + 1))
    with pytest.raises(DeviceError, match=r"no font here has .*: install one"):
        TextInput("\U0001fa75\u1ffff")  # one too new for any font of text, one that is none
    with pytest.raises(ValueError, match="text needs an argument: write text:WORDS"):
        parse_input("text:", tmp_path)
    assert parse_input("text:Tonight: DJ Ä", tmp_path).argument == "Tonight: DJ Ä"
