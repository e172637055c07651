"""`reverie render` ends whatever its dreamer does: with the frames that can be made, and a line about the others."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import av
import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from engine.dream.dreamer_process import DreamerHandle
from engine.dream.protocol import Launch, Made, Progress, Ready
from engine.dream.supervisor import Supervisor
from engine.journey.path import Recipe, Waypoint, start
from engine.stage.keyframe_feed import PatientFeed

pytestmark = pytest.mark.timeout(600)


def render(folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [
        sys.executable,
        "-m",
        "engine.cli",
        "render",
        "--size",
        "128x72",
        "--fps",
        "4",
        "--device",
        "cpu",
        *flags,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=400, cwd=folder, env=environment)


def frames(file: Path) -> int:
    with av.open(str(file)) as movie:
        return sum(1 for _ in movie.decode(video=0))


def without_a_letter(model: Path, folder: Path, letters: str) -> Path:
    """The model, which dreams of nothing that could be shown where a prompt has one of these letters in it."""
    from transformers import CLIPTokenizer

    shutil.copytree(model, folder)
    tokens = CLIPTokenizer.from_pretrained(str(folder / "tokenizer"))
    file = folder / "text_encoder" / "model.safetensors"
    weights = load_file(str(file))
    name = next(name for name in weights if name.endswith("token_embedding.weight"))
    for letter in letters:
        for token in (letter, letter + "</w>"):
            weights[name][tokens.convert_tokens_to_ids(token)] = float("nan")
    save_file(weights, str(file), {"format": "pt"})
    return folder


def test_keyframes_that_come_out_broken_are_left_out_and_told_in_a_line(kinds, tmp_path):
    model = without_a_letter(kinds["sd-turbo"], tmp_path / "model", "z")
    prompts = [flag for text in ("aaa", "zzz", "bbb") for flag in ("--prompt", text)]
    done = render(tmp_path, "--model", str(model), *prompts, "--seconds", "2", "film.mkv")
    assert done.returncode == 0, done.stderr
    assert frames(tmp_path / "film.mkv") == 8
    assert "15 of 17 keyframes could not be made" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_model_that_draws_nothing_at_all_ends_it_too(kinds, tmp_path):
    model = without_a_letter(kinds["sd-turbo"], tmp_path / "model", "z")
    done = render(tmp_path, "--model", str(model), "--prompt", "zzz", "--seconds", "60", "film.mkv")
    assert done.returncode == 1
    assert "there is no video" in done.stderr.splitlines()[-1] and "Traceback" not in done.stderr
    assert not (tmp_path / "film.mkv").exists()


class Dying(DreamerHandle):
    """A dreamer that makes what is wished, and ends over some keyframes."""

    def __init__(self, launch, choose, deadly, silent):
        super().__init__(launch, time.perf_counter())
        self.connection, self._ours = multiprocessing.Pipe()
        self.slots, self.pid = self, 1
        self._choose, self._deadly, self._silent, self._over = choose, deadly, silent, False
        self._thread = threading.Thread(target=self._dream)
        self._thread.start()

    def _dream(self):
        made = set()
        self._ours.send(Ready(8, 4, {}))
        while not self._over:
            self._ours.send(Progress(1.0, 0.1, 1.0))
            wish = self._choose(self)
            picks = offline_plan(wish, made) if wish else []
            for leg, at in picks:
                if at in self._deadly:
                    if not self._silent:
                        self._ours.close()
                    return
                made.add(at)
                self._ours.send(Made(leg.id, at, 0))
            time.sleep(0.005)

    def picture(self, slot, width, height):
        return np.full((height, width, 3), 90, np.uint8)

    def free(self, slot):
        pass

    def kill(self):
        self.close()

    def close(self):
        self._over = True
        self._thread.join(5.0)


def offline_plan(wish, made):
    from engine.dream.plan import plan

    return plan(wish, 2.0, {at for at in made if at in wish.held}, 1)


@pytest.mark.parametrize("silent", [False, True], ids=["ends", "hangs"])
@pytest.mark.parametrize("deadly, ends_well", [((0.25,), True), ((0.0,), True), ((0.25, 0.5, 0.75, 1.0), False)])
def test_a_dreamer_that_dies_over_a_keyframe_again_and_again_costs_that_keyframe(deadly, ends_well, silent):
    path = start(Waypoint((("a", 1.0),), 1), Waypoint((("b", 1.0),), 2), Recipe("walk"))
    clock = lambda: time.perf_counter() * 200  # noqa: E731 - minutes of patience and back-off, in a second
    begin = lambda launch, choose: Dying(launch, choose, deadly, silent)  # noqa: E731
    with Supervisor(Launch(), lambda text: None, clock=clock, begin=begin) as dreams:
        feed = PatientFeed(dreams, path, 0.25, threading.Event())
        gathered = [feed.gather(at / 8, 0.1) for at in range(9)]
    assert gathered[:2] == [True, True] or not ends_well
    assert all(gathered) == ends_well
    if ends_well:
        assert feed.missing == set(deadly)
        assert feed.reel.held == {0.0, 0.25, 0.5, 0.75, 1.0} - set(deadly)
