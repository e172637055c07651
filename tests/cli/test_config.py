"""Flags and the TOML file: whatever is wrong is one line that names it, and exit code 2, before anything starts."""

import pytest

from engine import cli

WRONG = [
    ("size", "100", "WIDTHxHEIGHT"),
    ("size", "101x100", "even sides"),
    ("size", "64x9000", "even sides"),
    ("fps", "nan", "1 to 240"),
    ("fps", "fast", "wants N"),
    ("osc-port", "70000", "0 to 65535"),
    ("web-port", "-1", "0 to 65535"),
    ("device", "quantum", "auto, cuda, mps or cpu"),
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
