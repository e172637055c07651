"""What names mean, and that none from the network reaches a file outside the media folder."""

import pytest
from PIL import Image

from engine.inputs import names
from engine.inputs.names import found, parse
from engine.inputs.switcher import Switcher
from engine.parameters import BadValue, State


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
    named = parse(text, media)
    assert (named.kind.name, named.argument) == (name, argument)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is camera, file, image"),
        ("webcam", "no input 'webcam'"),
        ("pattern:x", "takes no argument"),
        ("file", "file needs a file"),
        ("image:", "image needs a file"),
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
        parse(text, media)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 400


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
        parse(text, media)
    desk = Switcher(State, lambda: (0, 0), lambda *taken: None, "", media, print)
    with pytest.raises(BadValue, match="^/live/input: ") as raised:
        desk.checked(text)
    assert "\n" not in str(raised.value)


def test_files_of_the_folder(media):
    assert parse("image:a.png", media).argument == str(media / "a.png")
    assert parse("file:b.mp4", media).argument == str(media / "b.mp4")


def test_the_command_line_names_any_file_and_that_text_alone(media):
    given = f"image:{media.parent / 'secret.png'}"
    desk = Switcher(State, lambda: (0, 0), lambda *taken: None, given, media, print)
    assert desk.checked(given) == given
    assert desk.checked("") == ""
    with pytest.raises(BadValue):
        desk.checked(f"image:{media.parent / 'other.png'}")
    with pytest.raises(BadValue):
        desk.checked(given.replace("image:", "file:"))
    assert parse("image:a.png", media, "image:a.png").argument == str(media / "a.png"), "or of the folder"
    with pytest.raises(ValueError, match="there is no file"):
        Switcher(State, lambda: (0, 0), lambda *taken: None, "image:nowhere.png", media, print)


def test_what_there_is(media, monkeypatch):
    monkeypatch.setattr("engine.inputs.ndi.PATIENCE", 0.0)
    rows = {kind.name: (there, why) for kind, there, why in found(media)}
    assert set(rows) == set(names.KINDS)
    assert rows["image"][0] == [("image:a.png", "")]
    assert rows["file"][0] == [("file:b.mp4", "")]
    assert all(why and "\n" not in why for there, why in rows.values() if not there)
    assert rows["pattern"][0]


def test_a_camera_and_its_number_are_one_device(monkeypatch, media):
    monkeypatch.setattr("engine.inputs.cameras.first", lambda: 2)
    assert parse("camera", media).device == parse("camera:2", media).device != parse("camera:0", media).device
    assert names.usual() == "camera:2"
    monkeypatch.setattr("engine.inputs.cameras.first", lambda: None)
    assert names.usual() == "pattern"


def test_a_still_opens_by_its_name(media):
    Image.new("RGB", (64, 36), (1, 2, 3)).save(media / "a.png")
    source = parse("image:a.png", media).open()
    assert source.read((64, 36), 0.0).shape == (36, 64, 3)
    source.close()
