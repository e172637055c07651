"""What names mean, and that none from the network reaches a file outside the media folder."""

import pytest
from PIL import Image

from engine.coercion import BadValue
from engine.devices import registry
from engine.devices.registry import INPUTS, found_inputs, parse_input
from engine.devices.selector import InputSelector
from engine.parameters import State


@pytest.fixture
def media(tmp_path):
    folder = tmp_path / "media"
    folder.mkdir()
    for name in ("a.png", "b.mp4", ".hidden.png", "notes.txt"):
        (folder / name).write_bytes(b"")
    (tmp_path / "secret.png").write_bytes(b"")
    (folder / "sub").mkdir()
    (folder / "sub" / "c.png").write_bytes(b"")
    return folder


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("camera", "camera", ""),
        ("camera:1", "camera", "1"),
        ("pattern", "pattern", ""),
        ("ndi:STUDIO (Cam 1)", "ndi", "STUDIO (Cam 1)"),
        ("spout:A:B", "spout", "A:B"),
        ("screen:2", "screen", "2"),
    ],
)
def test_names(media, text, name, argument):
    named = parse_input(text, media)
    assert (named.type.name, named.argument) == (name, argument)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is camera, file, image"),
        ("webcam", "no input 'webcam'"),
        ("pattern:x", "takes no argument"),
        ("file", "file needs an argument"),
        ("image:", "image needs an argument"),
        ("camera:x", "followed by a number"),
        ("camera:-1", "followed by a number"),
        ("camera:99", "followed by a number"),
        ("camera:²", "followed by a number"),
        ("screen:/etc", "followed by a number"),
        ("file:nope.mp4", "there is no file nope.mp4"),
        ("file:" + "x" * 5000, "no"),
    ],
)
def test_what_is_none(media, text, said):
    with pytest.raises(ValueError, match=said) as raised:
        parse_input(text, media)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 400


@pytest.mark.parametrize("there", ["bo\u0308se.png", "b\u00f6se.png"])
@pytest.mark.parametrize("asked", ["bo\u0308se.png", "b\u00f6se.png"])
def test_accents_are_the_same_however_they_are_written(media, there, asked):
    (media / there).write_bytes(b"")
    assert parse_input(f"image:{asked}", media).argument == str(media / there)
    assert parse_input(f"image:{media / asked}", media, given=f"image:{media / there}").argument == str(media / there)


ESCAPES = (
    "image:../secret.png",
    "image:/etc/hostname",
    "image:sub/c.png",
    "image:sub\\c.png",
    "image:..",
    "image:.hidden.png",
    "image:~/a.png",
    "image:C:a.png",
    "image:a.png\0",
    "file:http://127.0.0.1/a.mp4",
    "file:concat:a.png|b.mp4",
    "file:pipe:0",
    "image:sub",
)


@pytest.mark.parametrize("text", ESCAPES)
def test_files_come_from_the_media_folder_alone(media, text):
    with pytest.raises(ValueError):
        parse_input(text, media)
    desk = InputSelector(State, lambda: (0, 0), lambda *taken: None, 10**6, "", media, print)
    with pytest.raises(BadValue, match="^/live/input: ") as raised:
        desk.checked(text)
    assert "\n" not in str(raised.value)


def test_files_of_the_folder(media):
    assert parse_input("image:a.png", media).argument == str(media / "a.png")
    assert parse_input("file:b.mp4", media).argument == str(media / "b.mp4")


def test_the_command_line_names_any_file_and_that_text_alone(media):
    given = f"image:{media.parent / 'secret.png'}"
    desk = InputSelector(State, lambda: (0, 0), lambda *taken: None, 10**6, given, media, print)
    assert desk.checked(given) == given
    assert desk.checked("") == ""
    with pytest.raises(BadValue):
        desk.checked(f"image:{media.parent / 'other.png'}")
    with pytest.raises(BadValue):
        desk.checked(given.replace("image:", "file:"))
    assert parse_input("image:a.png", media, "image:a.png").argument == str(media / "a.png"), "or of the folder"
    with pytest.raises(ValueError, match="there is no file"):
        InputSelector(State, lambda: (0, 0), lambda *taken: None, 10**6, "image:nowhere.png", media, print)


def test_what_there_is(media, monkeypatch):
    monkeypatch.setattr("engine.devices.ndi.PATIENCE", 0.0)
    rows = {row.name: (there, why) for row, there, why in found_inputs(media)}
    assert set(rows) == set(INPUTS)
    assert rows["image"][0] == [("image:a.png", "")]
    assert rows["file"][0] == [("file:b.mp4", "")]
    assert all(why and "\n" not in why for there, why in rows.values() if not there)
    assert rows["pattern"][0]


def test_a_camera_and_its_number_are_one_device(monkeypatch, media):
    monkeypatch.setattr("engine.devices.camera.first_camera", lambda: 2)
    first, second, other = (parse_input(text, media).device for text in ("camera", "camera:2", "camera:0"))
    assert first == second != other
    assert registry.usual_input() == "camera:2"
    monkeypatch.setattr("engine.devices.camera.first_camera", lambda: None)
    assert registry.usual_input() == "pattern"


def test_a_still_opens_by_its_name(media):
    Image.new("RGB", (64, 36), (1, 2, 3)).save(media / "a.png")
    source = parse_input("image:a.png", media).open()
    assert source.read((64, 36), 0.0).shape == (36, 64, 3)
    source.close()
