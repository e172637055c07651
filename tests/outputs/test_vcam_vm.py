"""The real v4l2loopback, in an emulated machine: frames arrive byte for byte.

Slow: the machine is built from Debian's packages once (a minute or two), then each run takes some 15 seconds. Runs
where the script that makes it lies beside the checkout, and we may build it (root, Debian).
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT.parent / "shared" / "tools" / "vcam_vm.sh"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not SCRIPT.exists(), reason="no ../shared/tools/vcam_vm.sh beside this checkout"),
    pytest.mark.skipif(
        not shutil.which("apt-get") or os.geteuid() != 0, reason="the machine is built by root on Debian"
    ),
]


def in_machine(tmp_path: Path, script: str, **env: str) -> str:
    """Run a script of this folder in the machine, with a copy of what it needs; returns what it printed."""
    for part in ("engine/__init__.py", "engine/frames.py", "engine/outputs", f"tests/outputs/{script}"):
        source, target = ROOT / part, tmp_path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, target)
    ran = subprocess.run(
        ["nice", "bash", str(SCRIPT), str(tmp_path), f"python3 tests/outputs/{script}"],
        capture_output=True,
        text=True,
        env=os.environ | env,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_frames_arrive_byte_for_byte(tmp_path):
    said = in_machine(tmp_path, "vcam_write.py")
    print(said)
    assert "all well" in said


def test_a_device_that_opens_once_is_named_with_its_cure(tmp_path):
    said = in_machine(tmp_path, "vcam_once.py", LOOPBACK="video_nr=10 exclusive_caps=1")
    assert "refused with the cure" in said or "opened twice" in said
