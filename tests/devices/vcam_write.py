"""Runs in the virtual machine of test_vcam_vm.py: writes frames to /dev/video10 and checks what a reader gets.

Neither torch nor OpenCV is there, as on a stage machine that only publishes.
"""

import pathlib
import subprocess
import sys
import time

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from engine.devices import registry, v4l2  # noqa: E402
from engine.devices.device_worker import DeviceError  # noqa: E402
from engine.devices.virtualcam import VirtualCamera  # noqa: E402
from engine.frames import Frame  # noqa: E402

NODE = "/dev/video10"
READ = pathlib.Path("/tmp/read.raw")


def frame(format, tick):
    data = np.random.default_rng(tick).integers(0, 256, format.shape, np.uint8)
    data.flags.writeable = False
    return Frame(format, tick, data)


def written() -> int:
    """Bytes that the reader has kept."""
    return READ.stat().st_size if READ.exists() else 0


def check(size, count=6):
    READ.unlink(missing_ok=True)
    camera = VirtualCamera("", size, 30)
    assert camera.description == f"{NODE}, I420 {size[0]}x{size[1]}", camera.description
    frames = [frame(camera.format, tick) for tick in range(3)]
    step = frames[0].data.nbytes
    known = {item.data.tobytes(): item.tick for item in frames}
    camera.send(frames[0])
    reader = subprocess.Popen(
        ["v4l2-ctl", "-d", NODE, "--stream-mmap", f"--stream-count={count}", f"--stream-to={READ}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    tick, end = 0, time.monotonic() + 240
    while reader.poll() is None:
        camera.send(frames[tick % 3])
        tick += 1
        # Emulated, the reader is slow; a writer that laps it tears the picture under its hands, as v4l2loopback does.
        kept, patience = written() // step, time.monotonic() + 5
        while reader.poll() is None and written() // step == kept and time.monotonic() < patience:
            time.sleep(0.01)
        assert time.monotonic() < end, "the reader got too few frames"
    raw = READ.read_bytes()
    assert len(raw) == step * count, (len(raw), step, reader.stderr.read())
    got = [known.get(raw[start : start + step]) for start in range(0, len(raw), step)]
    assert None not in got, f"frames that were never sent: {got}"
    assert len(set(got)) > 1, "always the same frame"
    began = time.perf_counter()
    for tick in range(10):
        camera.send(frames[tick % 3])
    print(f"{size[0]}x{size[1]}: {got} byte for byte; {(time.perf_counter() - began) * 100:.1f} ms a send, emulated")
    camera.close()


assert v4l2.loopbacks() == [NODE], v4l2.loopbacks()
assert "virtualcam" in registry.available_outputs()
assert ("virtualcam", True, NODE) in registry.output_findings()
for size in ((640, 360), (1920, 1080), (3840, 2160), (1080, 1920)):
    check(size)
open_files = len(list(pathlib.Path("/proc/self/fd").iterdir()))
for _ in range(20):
    for wrong in ("/dev/video99", "/dev/null"):
        try:
            VirtualCamera(wrong, (640, 360), 30)
        except DeviceError as error:
            assert wrong in str(error), error
assert len(list(pathlib.Path("/proc/self/fd").iterdir())) == open_files, "tries leave files open"
print("all well")
