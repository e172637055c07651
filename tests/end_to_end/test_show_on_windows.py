"""A show as Windows has it: how it is ended there, OBS's camera, and what `doctor` says."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import struct
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from peers import Listener
from ports import free_port
from pythonosc.udp_client import SimpleUDPClient
from waiting import until

from engine.devices.virtualcam import OBS_CAMERA, WINDOWS_CAMERAS, VirtualCamera
from engine.frames import Format, Frame

PATIENCE = 300.0  # seconds: torch loads slowly where much else runs
pytestmark = [pytest.mark.skipif(sys.platform != "win32", reason="asks Windows"), pytest.mark.timeout(2 * PATIENCE)]

ROOT = Path(__file__).parents[2]
SIZE = (320, 180)

# A console's Ctrl-C reaches every process of it; whoever presses it for another must join its console first.
PRESS = """
import ctypes, sys
kernel = ctypes.WinDLL("kernel32", use_last_error=True)
kernel.FreeConsole()
for done in (kernel.AttachConsole(int(sys.argv[1])), kernel.SetConsoleCtrlHandler(None, 1),
             kernel.GenerateConsoleCtrlEvent(0, 0)):
    done or sys.exit(ctypes.get_last_error() or -1)
"""


# A console has a process of its own, which may outlive the one that it came with and holds what that one inherited: a
# pipe to it would not end. So nothing here is read through one.


class Show:
    """`reverie run` in a console of its own."""

    def __init__(self, folder: Path, *flags: str):
        self.osc, self.web, self.report = free_port(), free_port(), folder / "report.json"
        words = [sys.executable, "-m", "engine.cli", "run", "--size", f"{SIZE[0]}x{SIZE[1]}", "--fps", "10", *flags]
        words += ["--osc-port", str(self.osc), "--web-port", str(self.web), "--report", str(self.report)]
        words += ["--log", str(folder / "show.log")]
        self._said = folder / "said.txt"
        with self._said.open("wb") as file:
            self.process = subprocess.Popen(
                words,
                cwd=folder,
                env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )

    def said(self) -> str:
        return self._said.read_text(encoding="utf-8", errors="replace")

    def status(self) -> dict:
        assert self.process.poll() is None, self.said()
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.web}/status.json") as answer:
            return json.load(answer)
        return {}

    def dreams(self) -> None:
        until(lambda: self.status().get("ready") and self.status()["keyframes"] > 0, PATIENCE, 0.2, self.status)

    def press_ctrl_c(self) -> None:
        detached = getattr(subprocess, "DETACHED_PROCESS", 0)  # it needs no console before that one
        command = [sys.executable, "-c", PRESS, str(self.process.pid)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, creationflags=detached, timeout=60)
        assert done.returncode == 0, f"Windows' error {done.returncode}"

    def ended(self, children: list[psutil.Process]) -> dict:
        """Wait for its end, check that it was in order and left nothing, and return the report."""
        self.process.wait(PATIENCE)
        assert self.process.returncode == 0, self.said()
        assert "Traceback" not in self.said(), self.said()
        assert psutil.wait_procs(children, timeout=20)[1] == []
        return json.loads(self.report.read_text(encoding="utf-8"))


@pytest.fixture
def start(tmp_path) -> Iterator:
    shows: list[Show] = []

    def begin(*flags: str) -> Show:
        shows.append(Show(tmp_path, *flags))
        return shows[-1]

    yield begin
    for show in shows:
        show.process.kill()
        show.process.wait(PATIENCE)


@pytest.fixture
def obs() -> Iterator[None]:
    """The registry has OBS's camera, as after its installation."""
    import winreg

    key = WINDOWS_CAMERAS[OBS_CAMERA]
    with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, key):
        yield
        return
    try:
        winreg.CloseKey(winreg.CreateKey(winreg.HKEY_CLASSES_ROOT, key))
    except PermissionError:
        pytest.skip("OBS's camera isn't here, and its name may not be written")
    yield
    winreg.DeleteKey(winreg.HKEY_CLASSES_ROOT, key)


def seen_by_obs(size: tuple[int, int]) -> bytes | None:
    """The newest picture in OBS's shared memory, NV12, read as its camera does; None where nobody sends any."""
    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenFileMappingW.restype = kernel.MapViewOfFile.restype = ctypes.c_void_p
    kernel.MapViewOfFile.argtypes = (ctypes.c_void_p, *[ctypes.c_uint32] * 3, ctypes.c_size_t)
    kernel.UnmapViewOfFile.argtypes = kernel.CloseHandle.argtypes = (ctypes.c_void_p,)
    mapping = kernel.OpenFileMappingW(4, 0, "OBSVirtualCamVideo")  # FILE_MAP_READ
    if not mapping:
        return None
    view = kernel.MapViewOfFile(mapping, 4, 0, 0, 0)
    try:
        _, newest, state, *offsets, _, width, height = struct.unpack("<9I", ctypes.string_at(view, 36))
        assert (width, height) == size
        ready = state == 2
        return ctypes.string_at(view + offsets[newest % 3] + 32, width * height * 3 // 2) if ready else None
    finally:
        kernel.UnmapViewOfFile(view)
        kernel.CloseHandle(mapping)


def test_obs_is_given_the_very_bytes(obs):
    camera = VirtualCamera("", SIZE, 30)
    try:
        assert camera.format == Format("NV12", *SIZE) and OBS_CAMERA in camera.description
        for seed in range(5):
            data = np.random.default_rng(seed).integers(0, 256, (SIZE[1] * 3 // 2, SIZE[0]), np.uint8)
            camera.send(Frame(camera.format, seed, data))
            assert seen_by_obs(SIZE) == data.tobytes()
    finally:
        camera.close()
    assert seen_by_obs(SIZE) is None


def test_a_show_dreams_hears_osc_gives_obs_its_pictures_and_ends_in_order_at_ctrl_c(start, obs):
    show = start("--output", "virtualcam")
    show.dreams()
    first = until(lambda: seen_by_obs(SIZE), PATIENCE)
    assert np.frombuffer(first, np.uint8).std() > 3, "a blank picture"
    client, port = SimpleUDPClient("127.0.0.1", show.osc), free_port()
    with Listener(port) as listener:
        client.send_message("/subscribe", port)
        client.send_message("/look/zoom", 99.0)
        until(lambda: "/look/zoom 8\n" in listener.heard, PATIENCE, said=lambda: listener.heard)
    until(lambda: seen_by_obs(SIZE) not in (None, first), PATIENCE)
    children = psutil.Process(show.process.pid).children(recursive=True)
    assert children
    show.press_ctrl_c()
    report = show.ended(children)
    assert report["keyframes"] > 0 and report["frames"] > 0
    assert seen_by_obs(SIZE) is None


def test_doctor_knows_windows(obs, tmp_path):
    with (tmp_path / "said.txt").open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "engine.cli", "doctor"],
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=file,
            timeout=PATIENCE,
        )
    said = (tmp_path / "said.txt").read_text(encoding="utf-8")
    print(said)
    assert f"ok  virtual camera      {OBS_CAMERA}\n" in said
    assert "ok  Spout               SpoutGL\n" in said
    assert said.endswith("The show can run.\n") == (done.returncode == 0) == ("!!" not in said)
