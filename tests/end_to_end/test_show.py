"""The whole of it, on the built-in model, driven by clients that this project did not write."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from peers import Listener, needs
from waiting import until

from engine.control.osc_codec import decode, encode


def picture(png: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)


def shared_memory() -> set[str]:
    return set(os.listdir("/dev/shm")) if os.path.isdir("/dev/shm") else set()


def test_a_show_at_4k_from_osc_to_the_picture_and_back(start):
    """OSC in through python-osc, the picture out at full size, feedback out to python-osc, a clean end."""
    before = shared_memory()
    show = start()
    with Listener(show.feedback) as listener:
        show.dreaming()
        first = picture(show.frame())
        assert first.shape == (2160, 3840, 3)
        assert first.std() > 3, "a blank picture"
        with urllib.request.urlopen(f"http://127.0.0.1:{show.web}/dream/method?VALUE", timeout=30) as answer:
            assert json.load(answer) == {"VALUE": ["walk"]}, "the built-in model begins to walk"

        show.send("/subscribe", "i", str(show.feedback))
        show.send("/dream/leg", "f", "1.5")
        show.send("/dream/prompt", "s", "a red and orange fire")
        show.send("/look/zoom", "f", "99")
        show.until("travelled", lambda status: status["position"] > 1.5)
        assert np.abs(picture(show.frame()).astype(int) - first).mean() > 4, "the prompt changed nothing"

        show.send("/master/blackout", "T")
        time.sleep(0.5)
        assert picture(show.frame()).max() == 0
        show.send("/master/blackout", "F")
        show.send("/no/such/thing", "f", "1")
        show.send("/state")
        time.sleep(1.5)
    heard = listener.heard
    assert "/look/zoom 8\n" in heard, heard
    assert "outside 0.25..8" in heard
    assert '/dream/prompt "a red and orange fire"' in heard
    assert "/status/heartbeat" in heard
    assert "unknown address /no/such/thing" in heard

    figures = show.report()
    assert figures["frames"] > 60 and figures["size"] == [3840, 2160]
    assert figures["late_frames"] <= figures["machine_late"] + 0.15 * figures["frames"]
    assert figures["first_frame_s"] < 10 and figures["keyframes"] > 5
    assert figures["prompt_to_keyframe_ms"]["p50"] and figures["control_to_frame_ms"]["p50"]
    assert figures["outputs"]["null"]["frames"] > 60
    assert shared_memory() <= before, "shared memory was left behind"


def test_a_killed_dreamer_is_replaced_while_the_picture_goes_on(start):
    show = start(size="1280x720")
    show.dreaming()
    show.until("a reel", lambda status: status["position"] > 0.3)
    victims = show.dreamers()
    assert len(victims) == 1
    victims[0].send_signal(signal.SIGKILL)
    show.until("noticed", lambda status: "restarting" in status["dreamer"])
    one = picture(show.frame())
    time.sleep(4)
    two = picture(show.frame())
    assert np.abs(one.astype(int) - two).mean() > 0.3, "the picture stood still"
    again = show.dreaming()
    position = again["position"]
    show.until("went on", lambda status: status["position"] > position)
    figures = show.report()
    assert figures["dreamer_restarts"] == 1
    assert "dreamer" in show.said()


def test_a_recording_plays_back_at_a_constant_rate(start):
    show = start(size="640x360")
    show.dreaming()
    heard: list[tuple[str, list]] = []
    screen = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    screen.bind(("127.0.0.1", 0))
    screen.settimeout(1.0)
    screen.sendto(encode("/subscribe", screen.getsockname()[1]), ("127.0.0.1", show.osc))
    show.send("/record/start", "s", "../../take one")
    show.until("recorded", lambda status: any(n.startswith("recording") for n in status["outputs"]))
    time.sleep(4)
    with screen:
        until = time.monotonic() + 20
        while not any(address == "/status/message" for address, _ in heard) and time.monotonic() < until:
            heard += decode(screen.recv(65536))
    assert "recording: open" in next(
        (values[0] for address, values in heard if address == "/status/message"), "nothing"
    )
    assert not [values for address, values in heard if address == "/status/error" and "recording" in values[0]]
    show.send("/record/stop")
    files = show.folder / "recordings"
    time.sleep(2)
    show.report()
    (file,) = files.iterdir()
    assert file.parent == files
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.width, stream.average_rate) == (640, 30)
        pictures = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(pictures) > 60
    moved = [np.abs(a.astype(int) - b).mean() for a, b in zip(pictures, pictures[1:], strict=False)]
    assert max(moved) < 12, "the picture jumped"


def test_floods_and_garbage_do_not_stop_the_picture(start):
    show = start(size="1280x720")
    show.dreaming()
    before = show.status()
    draw = random.Random(1)
    message = b"/look/hue\0\0\0,f\0\0" + b"\x41\x20\0\0"
    end, sent = time.monotonic() + 4, 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        while time.monotonic() < end:
            for _ in range(100):
                garbage = draw.randbytes(draw.randrange(1, 200)) if sent % 10 == 0 else message
                sender.sendto(garbage, ("127.0.0.1", show.osc))
                sent += 1
            time.sleep(0.009)
    with socket.create_connection(("127.0.0.1", show.osc)) as tcp:
        tcp.sendall(draw.randbytes(5000))
    with socket.create_connection(("127.0.0.1", show.web)) as tcp:
        tcp.sendall(draw.randbytes(5000))
    after = show.until("lived", lambda status: status["fps"] > 0)
    assert sent > 10_000
    elapsed = 4 * 30
    assert after["late"] - before["late"] < elapsed * 0.4
    assert abs(picture(show.frame()).astype(int)).mean() > 1
    show.send("/look/zoom", "f", "2")
    show.report()


def test_presets_are_recalled_saved_and_read_again(start):
    show = start(size="640x360")
    show.dreaming()
    show.send("/look/hue", "f", "90")
    show.send("/preset/save", "s", "my look")
    file = show.folder / "presets" / "my look.toml"
    until(file.exists)
    assert '"/look/hue" = 90' in file.read_text()
    show.send("/preset/next")
    show.send("/preset/recall", "sf", "my look", "0.5")
    show.until("recalled", lambda status: status["preset"] == "my look")
    (show.folder / "presets" / "broken.toml").write_text('"/look/hue" = = 3\n')
    until(lambda: "broken.toml line 1" in show.said(), said=show.said)
    show.report()


@needs("pd")
def test_pure_data_plays_the_show(start, tmp_path: Path):
    """A real Pd patch sends numbers and hears feedback."""
    show = start(size="640x360")
    show.dreaming()
    patch = tmp_path / "play.pd"
    patch.write_text(
        "#N canvas 0 0 400 300 10;\n"
        "#X obj 10 10 loadbang;\n#X obj 10 30 delay 500;\n"
        f"#X msg 10 50 connect 127.0.0.1 {show.osc};\n"
        "#X obj 10 130 netsend -u -b;\n"
        "#X obj 100 30 delay 1500;\n#X msg 100 50 2.5;\n"
        "#X obj 100 80 oscformat look zoom;\n#X obj 100 100 list prepend send;\n#X obj 100 115 list trim;\n"
        "#X obj 250 30 delay 2500;\n#X msg 250 50 \\; pd quit;\n"
        "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 2 0 3 0;\n"
        "#X connect 0 0 4 0;\n#X connect 4 0 5 0;\n#X connect 5 0 6 0;\n#X connect 6 0 7 0;\n"
        "#X connect 7 0 8 0;\n#X connect 8 0 3 0;\n#X connect 0 0 9 0;\n#X connect 9 0 10 0;\n"
    )
    with Listener(show.feedback) as listener:
        show.send("/subscribe", "i", str(show.feedback))
        subprocess.run(["pd", "-nogui", "-noaudio", "-nomidi", "-open", str(patch)], timeout=60, check=False)
        time.sleep(1)
    assert "/look/zoom 2.5\n" in listener.heard, listener.heard
    show.report()


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        (["--size", "big"], "--size wants WIDTHxHEIGHT"),
        (["--output", "toaster"], "no output 'toaster'"),
        (["--preset", "nothing like it"], "no preset"),
        (["--config", "missing.toml"], "missing.toml"),
        (["--fps", "0"], "--fps wants"),
        (["--for", "soon"], "--for wants"),
        (["--allow", "everyone"], "--allow wants"),
        (["--report", "no/such/folder/r.json"], "--report"),
    ],
)
def test_wrong_flags_are_one_line_and_exit_2(flags, complaint, tmp_path):
    command = [sys.executable, "-m", "engine.cli", "run", "--osc-port", "0", "--web-port", "0", *flags]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path,
                          env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])})  # fmt: skip
    assert done.returncode == 2, done
    assert complaint in done.stderr and len(done.stderr.strip().splitlines()) == 1


def test_a_busy_port_is_one_line_and_exit_2(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        command = [sys.executable, "-m", "engine.cli", "run", "--osc-port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path,
                              env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])})  # fmt: skip
    assert done.returncode == 2 and "already" in done.stderr and "Traceback" not in done.stderr


def test_a_decoder_that_is_not_there_is_told_and_the_show_dreams_all_the_same(start):
    show = start("--vae", "no such decoder", size="640x360")
    show.dreaming()
    assert "no such decoder is no decoder" in show.said()
    assert "the built-in model dreams instead" in show.said()
    show.report()
