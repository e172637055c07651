"""`--compile` in a real show with a live input: the eager picture goes on until the compiled dreamer takes over."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from seen import JUMP, STILL, assert_unbroken, dark_below, picture, recorded, until_seen

from engine.dream.model_files import BUILTIN

LONGEST = 1800.0  # seconds: a minute on a quiet machine, but compilers give way to everything else
UNET = {
    "in_channels": 48,
    "out_channels": 48,
    "cross_attention_dim": 64,
    "attention_head_dim": 8,
    "block_out_channels": (32,),
    "layers_per_block": 1,
    "down_block_types": ("DownBlock2D",),
    "up_block_types": ("UpBlock2D",),
    "norm_num_groups": 8,
}
PLAYED = (
    ("/dream/prompt", "s", "a red sea"),
    ("/dream/seed", "i", "7"),
    ("/live/strength", "f", "0.3"),
    ("/live/steps", "s", "40"),
    ("/live/cfg", "s", "full"),
    ("/live/guidance", "f", "2.5"),
    ("/live/strength", "f", "0.1"),
    ("/live/steps", "s", ""),
)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """As little to compile as a model can be, around the built-in autoencoder, through which the input is seen."""
    from engine.bench.architectures import SMALL, build

    folder = build(replace(SMALL, unet=UNET), tmp_path / "least", half=False)
    shutil.rmtree(folder / "vae")
    shutil.copytree(BUILTIN / "vae", folder / "vae")
    (folder / "reverie.json").write_text('{"width": 256, "height": 160}')
    return folder


def made(cache: Path) -> int:
    """How many files the compiler has written."""
    return sum(path.is_file() for path in cache.rglob("*"))


@pytest.mark.slow
@pytest.mark.timeout(LONGEST + 600)
@pytest.mark.skipif(not any(map(shutil.which, ("c++", "g++", "clang++", "cl"))), reason="no C++ compiler here")
def test_a_compiled_dreamer_takes_over_and_compiles_nothing_more(start, model: Path, tmp_path: Path, monkeypatch):
    cache = tmp_path / "cache"
    monkeypatch.setenv("REVERIE_CACHE", str(cache))
    monkeypatch.delenv("TORCHINDUCTOR_CACHE_DIR", raising=False)
    monkeypatch.setenv("REVERIE_TEST_MODEL", str(model))
    show = start("--input", "pattern", "--compile", size="320x180")
    show.dreaming()
    show.send("/live/strength", "f", "0.1")
    until_seen(show, "the pattern", dark_below)
    show.send("/record/start", "s", "compiled")

    show.until("began to compile", lambda status: "compiling" in status["dreamer"], LONGEST)
    eager = show.dreamers()
    before = picture(show)
    until_seen(show, "the eager picture move on", lambda seen: np.abs(seen - before).mean() > 1)
    show.until("took over", lambda status: status["dreamer"] == "dreaming", LONGEST)
    show.until("let the eager one go", lambda status: len(show.dreamers()) == 1)
    assert show.dreamers()[0] in eager, "no other was started"
    before = picture(show)
    until_seen(show, "the compiled picture move on", lambda seen: np.abs(seen - before).mean() > 1)

    show.send("/record/stop")
    compiled = made(cache)
    assert compiled > 0
    for turn in PLAYED:
        show.send(*turn)
        time.sleep(2)
        status = show.status()
        assert status["ready"] and status["dreamer"] == "dreaming", turn
    assert made(cache) == compiled, "it compiled again"
    show.until("dreamed on", lambda status: status["keyframes"] > 0)
    figures = show.report()
    assert figures["model"]["compiled"] and figures["dreamer_restarts"] == 0
    assert "--compile" not in show.said(), "nothing was given up"
    assert figures["late_frames"] <= figures["machine_late"] + 0.15 * figures["frames"]
    # a compiler stalls the machine, and the pattern moves on
    assert_unbroken(recorded(show), jump=2 * JUMP, rest=2 * STILL)
