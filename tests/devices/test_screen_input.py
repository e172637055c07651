"""The screen, for real under Xvfb; without a display or mss, one line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.devices.device_worker import DeviceEnded, DeviceError

SIZE = (64, 36)


@pytest.fixture
def display(monkeypatch):
    """A display of our own, 640x360."""
    pytest.importorskip("mss", reason="mss is not installed: the extra [screen] or [test] brings it")
    if not shutil.which("Xvfb"):
        pytest.skip("no Xvfb")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x360x24", "-br", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as said:
        number = said.readline().strip()
    monkeypatch.setenv("DISPLAY", f":{number}")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    yield server
    server.terminate()
    server.wait(20)


def test_a_screen_is_read(display):
    from engine.devices.screen import ScreenInput

    assert ScreenInput.found(Path()) == [("screen:1", "640x360")]
    source = ScreenInput("")
    pictures = [picture for _ in range(50) if (picture := source.read(SIZE, 0.1)) is not None]
    assert pictures and pictures[0].shape == (360, 640, 4) and pictures[0].dtype == np.uint8
    assert (pictures[0][:, :, :3] == 0).all(), "its root is black"
    assert source.description == "screen 1, 640x360"
    source.close()
    with pytest.raises(DeviceError, match="there is no screen 2: 1 here"):
        ScreenInput("2")


def test_a_screen_that_goes_is_told(display):
    from engine.devices.screen import ScreenInput

    source = ScreenInput("1")
    display.kill()
    display.wait(20)
    with pytest.raises(DeviceError, match="the screen can't be read: "):
        for _ in range(50):
            source.read(SIZE, 0.1)
    source.close()


@pytest.mark.skipif(sys.platform != "linux", reason="there is always a screen")
def test_no_display(monkeypatch):
    pytest.importorskip("mss", reason="mss is not installed: the extra [screen] or [test] brings it")
    from engine.devices.screen import ScreenInput

    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(DeviceError, match="no screen can be read: ") as raised:
        ScreenInput("")
    assert "\n" not in str(raised.value)


def test_no_mss(monkeypatch):
    from engine.devices.screen import ScreenInput

    monkeypatch.setitem(sys.modules, "mss", None)
    with pytest.raises(DeviceEnded, match=r"reverie-engine\[screen\]"):
        ScreenInput("")
