"""Runs in the virtual machine with exclusive_caps=1: such a device can be opened for writing once, and we say so."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from engine.devices.device_worker import DeviceError  # noqa: E402
from engine.devices.v4l2 import RELOAD
from engine.devices.virtualcam import VirtualCamera  # noqa: E402

VirtualCamera("", (640, 360), 30).close()
try:
    VirtualCamera("", (640, 360), 30).close()
    print("opened twice")  # 0.13 and newer
except DeviceError as error:
    assert RELOAD in str(error), error
    print("refused with the cure")
