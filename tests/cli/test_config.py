"""Flags and the TOML file: whatever is wrong is one line that names it, and exit code 2, before anything starts."""

import argparse
import os
import sys
from pathlib import Path

import pytest

from engine import cli, config
from engine.config import from_file, member
from engine.control.presets import Presets
from engine.control.store import Store
from engine.midi.session import map_folder
from engine.model_switch import ModelSwitcher
from engine.parameters import State
from engine.terminal import folders

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the user's folders can't be moved")

WRONG = [
    ("size", "100", "WIDTHxHEIGHT"),
    ("size", "101x100", "even sides"),
    ("size", "64x9000", "even sides"),
    ("fps", "nan", "1 to 240"),
    ("fps", "fast", "wants N"),
    ("osc-port", "70000", "0 to 65535"),
    ("web-port", "-1", "0 to 65535"),
    ("device", "quantum", "auto, cuda, mps, xpu or cpu"),
    ("allow", "300.1.1.1/8", "ADDRESS/BITS"),
    ("listen", "300.1.1.1", "can't listen on"),
    ("preset", "nowhere to be found", "no preset"),
    ("output", "telepathy", "there is virtualcam"),
    ("output", "record:show.avi", "ends in .mp4"),
    ("output", "stream:there", "must begin with"),
    ("output", "null:YV99", "use one of RGB"),
]


@pytest.mark.parametrize("key, value, words", WRONG)
@pytest.mark.parametrize("place", ["flag", "file"])
def test_a_wrong_value_is_one_line_and_exit_code_2(place, key, value, words, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = {"osc-port": "0", "web-port": "0", key: value}
    if place == "file":
        (tmp_path / "show.toml").write_text("".join(f'{name} = "{text}"\n' for name, text in settings.items()))
        flags = ["--config", "show.toml"]
    else:
        flags = [part for name, text in settings.items() for part in (f"--{name}", text)]
    assert cli.main(["run", "--for", "0.1", *flags]) == 2
    said = capsys.readouterr().err
    assert said.startswith("reverie: ") and said.count("\n") == 1
    assert key in said or key in ("listen", "preset", "output")
    assert words in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_may_begin_with_a_byte_order_mark(encoding, tmp_path):
    (tmp_path / "show.toml").write_text('fps = 25\npreset = "böse"\n', encoding=encoding)
    assert from_file(tmp_path / "show.toml") == {"fps": 25.0, "preset": "böse"}


@pytest.mark.parametrize(
    "text, words",
    [
        ("speed = 3\n", "unknown key speed"),
        ("fps = \n", "line 1"),
        ("[look]\nzoom = 2\n", "unknown key look"),
        ("fps = " + "9" * 5000, "digits"),
        ("output = " + "[" * 5000, "nested too deep"),
    ],
)
def test_a_broken_file_is_one_line_and_exit_code_2(text, words, tmp_path, capsys):
    file = tmp_path / "show.toml"
    file.write_text(text)
    assert cli.main(["run", "--config", str(file), "--for", "0.1"]) == 2
    said = capsys.readouterr().err
    assert words in said and said.count("\n") == 1


def flags(*given):
    parser = argparse.ArgumentParser()
    config.add_flags(parser)
    return config.settings(parser.parse_args(given))


def test_a_folder_named_in_a_file_is_relative_to_that_file(tmp_path, monkeypatch):
    tour, elsewhere = tmp_path / "tour", tmp_path / "elsewhere"
    for folder in (tour / "clips", tour / "nets" / "turbo", elsewhere / "looks"):
        folder.mkdir(parents=True)
    (tour / "show.toml").write_text(
        'media = "clips"\nloras = "not yet"\npresets = "looks"\nlog = "night.log"\nvae = "tiny"\n'
        'model = "builtin"\nmodels = ["nets/turbo", "owner/name"]\nrecordings = "/video"\n'
        'input = "image:logo.png"\noutput = ["record:tonight.mkv", "record:~/a.mkv", "ndi:Reverie"]\n'
    )
    (tour / "logo.png").touch()
    monkeypatch.chdir(elsewhere)
    settings = flags("--config", str(tour / "show.toml"), "--log", "here.log")
    assert (settings.media, settings.loras) == (str(tour / "clips"), str(tour / "not yet"))
    assert (settings.input, settings.output) == (
        f"image:{tour / 'logo.png'}",
        (f"record:{tour / 'tonight.mkv'}", f"record:{Path.home() / 'a.mkv'}", "ndi:Reverie"),
    )
    assert settings.presets == "looks"  # which is here, where the show is started, and not there
    assert (settings.model, settings.vae, settings.recordings, settings.log) == (
        "builtin",
        "tiny",
        "/video",
        "here.log",
    )
    assert settings.models == (str(tour / "nets" / "turbo"), "owner/name")
    allowed = ModelSwitcher(settings, State, print).checks()["/dream/model"]
    assert allowed("turbo") == allowed(settings.models[0]) == settings.models[0]
    monkeypatch.chdir(tour)
    assert flags("--config", "show.toml").media == str(tour / "clips")


@pytest.mark.parametrize("prompt, words", [("wolf \udcff", "wants a text in UTF-8"), ("a" * 8001, "at most 8000")])
def test_a_prompt_on_the_command_line_is_held_to_what_osc_takes(prompt, words, tmp_path, capsys):
    assert cli.main(["render", "--seconds", "0.1", "--prompt", prompt, str(tmp_path / "film.mp4")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "--prompt" in line and words in line


def test_a_folder_in_the_users_home_is_named_with_a_tilde_where_no_shell_reads_it(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "show.toml").write_text('media = "~/clips"\nmodels = ["~/nets", "owner/name"]\n')
    settings = flags("--config", str(tmp_path / "show.toml"), "--loras=~/loras", "--model=builtin")
    assert settings.media == os.path.join(str(tmp_path), "clips") and settings.loras == str(tmp_path / "loras")
    assert settings.models == (os.path.join(str(tmp_path), "nets"), "owner/name") and settings.model == "builtin"


@on_linux
def test_what_nobody_named_is_found_wherever_a_show_is_started(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    own = config.user_folder("presets")
    own.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path)
    settings = flags()
    assert config.preset_folders(settings) == [own, config.shipped("presets")]
    assert map_folder(settings.presets) == config.user_folder("midi")
    for name in ("media", "loras", "recordings"):
        assert Path(getattr(settings, name)) == config.user_folder(name) and config.user_folder(name).is_absolute()
    said = "\n".join(folders(settings))
    assert all(str(config.user_folder(name)) in said for name in ("presets", "media", "loras", "recordings"))

    for name in ("presets", "media", "loras", "recordings"):
        (tmp_path / name).mkdir()
    settings = flags()
    assert config.preset_folders(settings) == [Path("presets"), own, config.shipped("presets")]
    assert map_folder(settings.presets) == Path("midi")
    assert (settings.media, settings.loras, settings.recordings) == ("media", "loras", "recordings")
    assert str(tmp_path / "media") in "\n".join(folders(settings))
    assert config.preset_folders(flags("--presets", "mine")) == [Path("mine"), config.shipped("presets")]


@on_linux
def test_a_preset_saved_in_the_users_folder_is_there_in_the_next_show(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        presets = Presets(config.preset_folders(flags()), Store(), print)
        if name == "first":
            presets.write("night", State())
    assert presets.get("night").path == config.user_folder("presets") / "night.toml"


def test_a_member_of_a_cast_has_a_number_a_model_and_roles():
    assert member("2=stabilityai/sd-turbo:live+fly") == (2, "stabilityai/sd-turbo", ("live", "fly"))
    assert member(r"1=C:\models\mine") == (1, r"C:\models\mine", ())
    assert member("3:journey") == (3, "", ("journey",))
    for wrong in ("", "0=a", "live", "2=", "2:juggle:"):
        with pytest.raises(ValueError, match="wants"):
            member(wrong)
