"""A real camera as the kernel has it: our own virtual camera, read back as an input, in an emulated machine.

Slow: see tests/outputs/test_vcam_vm.py, whose machine it is. OpenCV is brought along; there is no torch.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT.parent / "shared" / "tools" / "vcam_vm.sh"
CARRIED = (
    "engine/__init__.py",
    "engine/frames.py",
    "engine/outputs",
    "engine/inputs",
    "tests/inputs/camera_loop.py",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not SCRIPT.exists(), reason="no ../shared/tools/vcam_vm.sh beside this checkout"),
    pytest.mark.skipif(
        not shutil.which("apt-get") or os.geteuid() != 0, reason="the machine is built by root on Debian"
    ),
]


def test_our_own_camera_comes_back_as_an_input(tmp_path):
    for part in CARRIED:
        source, target = ROOT / part, tmp_path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, target)
    wheels = ["pip", "install", "-q", "--no-deps", "--target", str(tmp_path / "wheels"), "--only-binary", ":all:"]
    subprocess.run([*wheels, "--python-version", "3.11", "numpy", "opencv-python-headless"], check=True)
    ran = subprocess.run(
        ["nice", "bash", str(SCRIPT), str(tmp_path), "PYTHONPATH=/mnt/wheels python3 tests/inputs/camera_loop.py"],
        capture_output=True,
        text=True,
    )
    print(ran.stdout)
    assert ran.returncode == 0 and "all well" in ran.stdout, ran.stdout + ran.stderr
