"""Runs in the virtual machine with exclusive_caps=1: such a device can be opened for writing once, and we say so."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from engine.outputs.output import OutputError  # noqa: E402
from engine.outputs.virtualcam import RELOAD, VirtualCam  # noqa: E402

VirtualCam("", (640, 360), 30).close()
try:
    VirtualCam("", (640, 360), 30).close()
    print("opened twice")  # 0.13 and newer
except OutputError as error:
    assert RELOAD in str(error), error
    print("refused with the cure")
