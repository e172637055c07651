"""`reverie render`: what a user gets from the command, on the built-in model."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from engine.dream.plan import plan
from engine.dream.protocol import Wish
from engine.offline import route
from engine.parameters import Dream
from engine.tempo.quantize import Grid

SMALL = ("--size", "320x180", "--fps", "8")


def reverie(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "engine.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=folder, env=environment)


def render(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    return reverie(folder, "render", *SMALL, *flags)


def rendered(folder: Path, films: dict[str, tuple[str, ...]]) -> list[list[np.ndarray]]:
    """The frames of films by name, each rendered with its flags, all at once."""
    with ThreadPoolExecutor() as pool:
        for done in pool.map(lambda name: render(folder, *films[name], name), films):
            assert done.returncode == 0, done.stderr
    return [frames(folder / name) for name in films]


def frames(file: Path) -> list[np.ndarray]:
    with av.open(str(file)) as movie:
        return [frame.to_ndarray(format="rgb24").astype(int) for frame in movie.decode(video=0)]


def test_legs_in_beats_go_by_the_tempo():
    assert len(route(Dream(leg_beats=8.0), ["fire"], 32.0, False, Grid(90.0)).legs) == 6


def test_a_preset_is_rendered_with_its_modulation(tmp_path):
    (tmp_path / "presets").mkdir()
    plain = '"/dream/prompt" = "red fire"\n'
    (tmp_path / "presets/still.toml").write_text(plain)
    moved = plain + '"/mod/1/target" = "/look/brightness"\n"/mod/1/shape" = "square"\n"/mod/1/beats" = 2\n'
    (tmp_path / "presets/moved.toml").write_text(moved)
    flags = ("--presets", "presets", "--seconds", "1", "--bpm", "120", "--preset")
    films = rendered(tmp_path, {f"{name}.mkv": (*flags, name) for name in ("moved", "still")})
    apart = [(a - b).mean() for a, b in zip(*films, strict=True)]
    assert min(apart[:4]) > 20 and max(apart[4:]) < -20


def test_presets_are_given_the_pictures_that_the_panel_shows(tmp_path):
    folder = tmp_path / "presets"
    folder.mkdir()
    (folder / "red.toml").write_text('"/dream/prompt" = "red fire"\n')
    (folder / "flies.toml").write_text('"/dream/prompt" = "blue sea"\n"/dream/method" = "fly"\n"/camera/zoom" = 0.5\n')
    done = reverie(tmp_path, "presets", "pictures", "--presets", "presets")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in folder.glob("*.jpg")} == {"red.jpg", "flies.jpg"}, "no other folder is written to"
    red, blue = (cv2.imread(str(folder / name)).astype(int) for name in ("red.jpg", "flies.jpg"))
    assert red.shape == blue.shape == (180, 320, 3) and red.std() > 10 < blue.std()
    assert red[..., 2].mean() > red[..., 0].mean() and blue[..., 0].mean() > blue[..., 2].mean()
    done = reverie(tmp_path, "presets", "pictures", "--presets", "presets", "nowhere")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1) and "no preset 'nowhere'" in done.stderr


def test_the_same_seed_gives_the_same_loop_and_its_end_meets_its_beginning(tmp_path):
    flags = ("--prompt", "red fire", "--prompt", "blue sea", "--seconds", "1", "--seed", "5", "--loop")
    first, second = rendered(tmp_path, {"a.mkv": flags, "b.mkv": flags})
    assert len(first) == len(second) == 8
    np.testing.assert_array_equal(first, second)
    steps = [np.abs(one - other).mean() for one, other in zip(first, first[1:] + first[:1], strict=True)]
    assert 0 < steps[-1] < 2 * np.median(steps)


def test_a_film_that_is_there_is_kept_and_the_new_one_s_name_is_told(tmp_path):
    (tmp_path / "film.mkv").write_text("old")
    done = render(tmp_path, "--seconds", "0.5", "--prompt", "wolf", "film.mkv")
    assert done.returncode == 0 and "film.mkv is there already: the video is film-2.mkv" in done.stderr
    assert (tmp_path / "film.mkv").read_text() == "old" and len(frames(tmp_path / "film-2.mkv")) == 4


def test_a_long_one_begins_at_its_beginning():
    path = route(Dream(), ["fire"], 3600, loop=True)
    assert [leg.low for leg in path.legs] == list(range(450))
    assert path.legs[-1].b == path.legs[0].a
    assert plan(Wish(path, 0.0, 0.125, every=2.0**-6), 2.0, (), 2) == [(path.legs[0], 0.0), (path.legs[0], 2.0**-6)]


def test_many_prompts_in_no_time(tmp_path):
    prompts = [flag for place in ("fire", "sea", "sky") for flag in ("--prompt", place)]
    done = render(tmp_path, *prompts, "--seconds", "0.1", "short.mp4")
    assert done.returncode == 0, done.stderr
    assert len(frames(tmp_path / "short.mp4")) == 1


@pytest.mark.parametrize(
    "flags, words",
    [
        (("--seed", "99999999999"), "--seed wants 0..2147483647"),
        (("--seed", "one"), "--seed wants a number"),
        (("--model", "/no/model"), "there is no model /no/model"),
        (("--control", "own"), "--control holds an --input"),
        (("--set", "/deck/a=wolf"), "--set /deck/a is of a show"),
        (("--set", "/dream/method=live"), "live input is dreamed of an --input"),
        (("--set", "/dream/prompt=lion", "--prompt", "wolf"), "a --prompt is given, too"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_2_and_no_file(tmp_path, flags, words):
    done = render(tmp_path, "--seconds", "1", *flags, "out.mp4")
    assert done.returncode == 2
    assert words in done.stderr and len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())
