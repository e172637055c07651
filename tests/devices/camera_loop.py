"""Runs in the virtual machine of test_camera_vm.py: what our virtual camera shows is read back through CameraInput."""

import pathlib
import sys
import threading
import time

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from engine.devices.camera import cameras, first_camera  # noqa: E402
from engine.devices.crop import fit  # noqa: E402
from engine.devices.device_worker import DeviceError  # noqa: E402
from engine.devices.registry import parse_input  # noqa: E402
from engine.devices.selector import CaptureWorker  # noqa: E402
from engine.devices.virtualcam import VirtualCamera  # noqa: E402
from engine.frames import Frame  # noqa: E402

SIZE = (640, 360)
RED = (200, 40, 90)  # in BT.601 limited range: Y 96, Cb 126, Cr 195


def picture(format, tick):
    """I420: red, with the tick as 6 blocks of luma at the top."""
    width, height = SIZE
    data = np.empty(format.shape, np.uint8)
    flat = data.reshape(-1)
    flat[: width * height] = 96
    flat[width * height : width * height * 5 // 4], flat[width * height * 5 // 4 :] = 126, 195
    for bit in range(6):
        data[: height // 3, bit * width // 6 : (bit + 1) * width // 6] = 235 if tick >> bit & 1 else 16
    data.flags.writeable = False
    return Frame(format, tick, data)


def number(seen):
    height, width = seen.shape[:2]
    return sum(int(seen[height // 6, int((bit + 0.5) * width / 6), 1] > 127) << bit for bit in range(6))


def send(camera, stop):
    tick = 0
    while not stop.wait(0.05):
        camera.send(picture(camera.format, tick % 64))
        tick += 1


media = pathlib.Path("/nowhere")
try:
    parse_input("camera:42", media).open()
    sys.exit("a camera that is not there opened")
except DeviceError as error:
    assert str(error) == "camera 42 is not here", error

camera, stop = VirtualCamera("", SIZE, 30), threading.Event()
sender = threading.Thread(target=send, args=(camera, stop))
sender.start()
try:
    (found,) = cameras()
    print(found)
    assert found.number == 10 and found.looped
    assert first_camera() is None, "another program's picture is not the first camera"
    said = []
    named = parse_input("camera:10", media)
    reader = CaptureWorker("camera:10", lambda stop: named.open(), lambda: (320, 180), threading.Event(), said.append)
    numbers, last, end = [], None, time.monotonic() + 120
    while len(numbers) < 12:
        taken = reader.newest
        if taken is not None and taken is not last:
            last = taken
            numbers.append(number(taken.picture))
        assert time.monotonic() < end, (numbers, said, reader.status)
        time.sleep(0.01)
    steps = np.diff(numbers) % 64
    assert np.median(steps) < 32 and len(set(numbers)) > 6, numbers
    below = last.picture[-40:].reshape(-1, 3).mean(axis=0)
    print("numbers", numbers, "colour", below.round(1), "said", said)
    assert last.picture.shape == (180, 320, 3)
    assert np.abs(below - RED).max() < 10, below
    assert fit(last.picture, (64, 36)).shape == (36, 64, 3)
    began = time.monotonic()
    reader.close()
    print(f"closed in {time.monotonic() - began:.2f} s, {reader.status}")
finally:
    stop.set()
    sender.join()
    camera.close()
print("all well")
