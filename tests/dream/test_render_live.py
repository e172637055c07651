"""`reverie render --input`: a film of the live stream, off-line, frame by frame."""

import os
import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from tiny_adapters import make_control

from engine.devices.text import written

SIZE = (96, 64)
FPS = 8


def render(folder: Path, model: Path, *flags: str) -> tuple[int, str, list[np.ndarray]]:
    """The exit code, what was said, and the pictures of the film."""
    usual = ["--model", str(model), "--size", "x".join(map(str, SIZE)), "--fps", str(FPS), "--prompt", "red", *flags]
    command = [sys.executable, "-m", "engine.cli", "render", *usual, "film.mkv"]
    (folder / "film.mkv").unlink(missing_ok=True)  # it would not be written over
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, cwd=folder, env=environment)
    pictures = []
    if done.returncode == 0:
        with av.open(str(folder / "film.mkv")) as movie:
            pictures = [frame.to_ndarray(format="rgb24").astype(int) for frame in movie.decode(video=0)]
    return done.returncode, done.stderr, pictures


def brightness(pictures: list[np.ndarray]) -> list[float]:
    return [float(picture.mean()) for picture in pictures]


@pytest.fixture
def dance(tmp_path):
    """A film that grows brighter from picture to picture, one a tick."""
    with av.open(str(tmp_path / "dance.mp4"), "w") as movie:
        stream = movie.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for grey in range(40, 220, 30):
            picture = np.full((*SIZE[::-1], 3), grey, np.uint8)
            movie.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        movie.mux(stream.encode())
    return tmp_path


@pytest.mark.timeout(600)
def test_every_picture_of_a_film_is_dreamed_at_its_time_and_always_alike(kinds, dance):
    flags = ("--input", "video:dance.mp4", "--set", "/live/strength=0.1", "--set", "/live/mask=luma")
    code, said, masked = render(dance, kinds["sd-turbo"], *flags, "--set", "/live/mask/luma=1")
    assert code == 0, said
    levels = brightness(masked)  # nothing is that bright, so what came in is seen
    assert len(levels) == 6 and np.abs(np.array(levels) - range(40, 220, 30)).max() < 8, said
    steps = (
        "--input",
        "video:dance.mp4",
        "--set",
        "/live/steps=30 40",
        "--set",
        "/live/feedback=0.2",
        "--set",
        "/live/flow=1",
    )
    (_, _, first), (_, _, again) = (render(dance, kinds["sd-turbo"], *steps) for _ in range(2))
    assert len(first) == 6 and all((a == b).all() for a, b in zip(first, again, strict=True))
    apart = [abs(a - b).mean() for a, b in zip(first, masked, strict=True)]
    assert min(apart) > 2, apart


def test_words_are_dreamed_too(kinds, tmp_path):
    """Where the mask leaves what came in: around the letters."""
    flags = ("--input", "text:HI", "--seconds", "0.25", "--set", "/live/mask=luma", "--set", "/live/mask/luma=0.9")
    code, said, pictures = render(tmp_path, kinds["sd-turbo"], *flags)
    assert code == 0 and len(pictures) == 2, said
    letters = cv2.blur(written("HI", SIZE), (5, 5))
    assert pictures[1][letters == 0].mean() < 1 and pictures[1][letters == 255].mean() > 5


@pytest.mark.timeout(600)
def test_a_picture_is_held_by_controls(kinds, tmp_path):
    cv2.imwrite(
        str(tmp_path / "shape.png"), cv2.rectangle(np.zeros((64, 96, 3), np.uint8), (20, 20), (70, 50), (255,) * 3, 2)
    )
    net = make_control(kinds["sd-turbo"], tmp_path / "edges")
    flags = ("--input", "image:shape.png", "--seconds", "0.25", "--controlnet", str(net), "--set", "/live/strength=1")
    (code, said, held), (_, _, free) = (
        render(tmp_path, kinds["sd-turbo"], *flags, *more)
        for more in (("--control", "edges:soft", "--set", "/live/control/scale=2"), ())
    )
    assert code == 0 and len(held) == len(free) == 2, said
    assert abs(held[0] - free[0]).max() > 3


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        (("--input", "image:" + 300 * "x"), "--input wants text:WORDS, or video:FILE or image:FILE"),
        (("--input", "video:~nobody9/x"), "--input wants text:WORDS, or video:FILE or image:FILE"),
        (("--input", "text:" + 201 * "x"), "are taken"),
        (("--input", "camera"), "--input wants text:WORDS, or video:FILE or image:FILE"),
        (("--input", "video:film.py"), "--input video:film.py: film.py is no video"),
        (("--input", "image:shape.png"), "--seconds is wanted"),
        (("--input", "image:shape.png", "--seconds", "1", "--set", "/live/nothing=1"), "--set wants ADDRESS=VALUE"),
        (("--input", "image:shape.png", "--seconds", "1", "--set", "/live/cfg=some"), "--set /live/cfg"),
        (("--input", "image:shape.png", "--seconds", "1", "--set", "/live/strength=7"), "7 is outside 0.02..1"),
        (("--input", "image:shape.png", "--seconds", "1", "--loop"), "--loop: an input"),
        (("--input", "image:shape.png", "--seconds", "1", "--control", "own"), "no ControlNet of its own"),
        (("--seconds", "0"), "--seconds"),
        ((), "--seconds is wanted"),
    ],
)
def test_what_can_not_be_rendered_is_one_line(tmp_path, kinds, flags, complaint):
    (tmp_path / "film.py").write_text("no film")
    cv2.imwrite(str(tmp_path / "shape.png"), np.zeros((64, 96, 3), np.uint8))
    code, said, _ = render(tmp_path, kinds["sd-turbo"], *flags)
    assert code == 2 and complaint in said and len(said.strip().splitlines()) == 1
