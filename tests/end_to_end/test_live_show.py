"""A real show that dreams its live input: pattern and pictures, switched, refused, survived and left."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
from safetensors.numpy import load_file, save_file
from seen import STILL, assert_unbroken, dark_below, picture, recorded, until_seen

from engine.dream.model_files import BUILTIN

SIZE = "1280x720"
SMALL = "640x360"


def negative_of(model: Path, folder: Path) -> Path:
    """Another model: the same, but for a decoder that turns light to dark, and for smaller pictures."""
    shutil.copytree(model, folder)
    (folder / "reverie.json").write_text('{"width": 256, "height": 144}')
    file = folder / "vae" / "diffusion_pytorch_model.safetensors"
    weights = load_file(file)
    last = max(int(name.split(".")[2]) for name in weights if name.startswith("decoder.layers."))
    for name, bias in ((f"decoder.layers.{last}.weight", 0), (f"decoder.layers.{last}.bias", 1)):
        weights[name] = bias - weights[name]
    save_file(weights, file)
    return folder


def bluer(seen: np.ndarray) -> bool:
    return seen[..., 0].mean() > 1.5 * seen[..., 2].mean()


def test_the_input_is_dreamed_switched_survives_and_is_left(start, tmp_path: Path):
    media = tmp_path / "media"
    media.mkdir()
    for name, colour in (("blue.png", (230, 90, 20)), ("red.png", (20, 40, 220))):
        flat = np.full((300, 500, 3), colour, np.uint8)
        cv2.imwrite(str(media / name), cv2.circle(flat, (250, 150), 90, (240, 240, 240), -1))
    show = start("--input", "pattern", "--media", str(media), size=SIZE)
    status = show.dreaming()
    assert status["inputs"]["pattern"]["state"] == "open", status
    first = picture(show)
    until_seen(show, "the pattern move", lambda seen: np.abs(seen - first).mean() > 3)

    show.send("/live/strength", "f", "0.1")
    show.send("/live/input", "s", "image:blue.png")
    until_seen(show, "blue", bluer)
    show.send("/live/input", "s", "file:../../secret.mp4")
    show.send("/live/input", "s", "image:red.png")
    until_seen(show, "red", lambda seen: seen[..., 2].mean() > 1.5 * seen[..., 0].mean())
    assert "/live/input" in show.said() and "secret" in show.said(), "what is refused is told"

    for child in show.dreamers():
        child.kill()
    show.until("started another dreamer", lambda status: status["restarts"] > 0)
    assert picture(show).mean() > 20, "the last picture stays"
    show.until("dreamed again", lambda status: status["ready"] and status["keyframes"] > 0)
    show.send("/live/input", "s", "image:blue.png")
    until_seen(show, "blue again", bluer)

    show.send("/dream/method", "s", "travel")
    show.until("closed the input", lambda status: not status["inputs"])
    figures = show.report()
    assert figures["keyframes"] > 10


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_model_is_swapped_while_the_input_is_dreamed(start, tmp_path: Path):
    other = negative_of(BUILTIN, tmp_path / "negative")
    show = start("--input", "pattern", "--models", str(other), "--models", "/no/such/model", size=SMALL)
    show.dreaming()
    show.send("/live/strength", "f", "0.1")
    until_seen(show, "the pattern", dark_below)
    show.send("/record/start", "s", "swaps")

    show.send("/dream/model", "s", "/not/listed")
    show.send("/dream/model", "s", "/no/such/model")
    show.until("refused it", lambda status: "no model /no/such/model" in status["error"])
    refused = [line for line in show.said().splitlines() if "no model /no/such/model" in line]
    assert len(refused) == 1 and "the model that dreams goes on" in refused[0]
    assert show.said().count("'/not/listed' is not listed") == 1
    before = picture(show)
    until_seen(show, "the pattern move on", lambda seen: np.abs(seen - before).mean() > 3)

    show.send("/dream/model", "s", str(other))
    until_seen(show, "the other model's pictures", lambda seen: not dark_below(seen), 240)
    show.until("let the first one go", lambda status: len(show.dreamers()) == 1)
    before = picture(show)
    until_seen(show, "the negative move", lambda seen: np.abs(seen - before).mean() > 3)
    show.send("/dream/model", "s", "")
    until_seen(show, "the first model's pictures again", dark_below, 240)

    assert show.report()["dreamer_restarts"] == 0
    assert_unbroken(recorded(show))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="wants Linux: a process with little memory")
def test_a_live_stream_outlives_a_lack_of_memory(start):
    show = start("--input", "pattern", size=SMALL)
    show.dreaming()
    show.send("/live/strength", "f", "0.1")
    until_seen(show, "the pattern", dark_below)
    show.send("/record/start", "s", "memory")
    show.until("recorded", lambda status: status["outputs"].get("recording", {}).get("frames", 0) > STILL)

    (dreamer,) = show.dreamers()
    dreamer.rlimit(psutil.RLIMIT_AS, (dreamer.memory_info().vms,) * 2)
    show.send("/live/cfg", "s", "full")
    show.send("/live/steps", "s", " ".join(map(str, range(34, 50))))  # as many rows as would fill it
    show.until("started another dreamer", lambda status: status["restarts"] == 1)
    show.until("dreamed all the steps", lambda status: status["ready"] and status.get("live/evaluations") == 32)
    show.send("/live/cfg", "s", "none")
    show.send("/live/steps", "s", "")
    before = picture(show)
    until_seen(show, "the pattern move again", lambda seen: np.abs(seen - before).mean() > 3)

    assert show.report()["dreamer_restarts"] == 1
    assert "out of memory" in show.said()
    assert_unbroken(recorded(show))
