"""A real camera as the kernel has it: our own virtual camera, read back as an input, in an emulated machine.

OpenCV is brought along; there is no torch.
"""

import subprocess

from vm import MARKS, in_machine

pytestmark = MARKS


def test_our_own_camera_comes_back_as_an_input(tmp_path):
    wheels = ["pip", "install", "-q", "--no-deps", "--target", str(tmp_path / "wheels"), "--only-binary", ":all:"]
    subprocess.run([*wheels, "--python-version", "3.11", "numpy", "opencv-python-headless"], check=True)
    assert "all well" in in_machine(tmp_path, "tests/devices/camera_loop.py")
