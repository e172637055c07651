"""An emulated machine with the real v4l2loopback, for tests that need a camera of the kernel's.

Slow: the machine is built from Debian's packages once (a minute or two), then each run takes some 15 seconds. Runs
where the script that makes it lies beside the checkout, and we may build it (root, Debian).
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT.parent / "shared" / "tools" / "vcam_vm.sh"

MARKS = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not SCRIPT.exists(), reason="no ../shared/tools/vcam_vm.sh beside this checkout"),
    pytest.mark.skipif(
        not shutil.which("apt-get") or os.geteuid() != 0, reason="the machine is built by root on Debian"
    ),
]


def in_machine(folder: Path, script: str, **env: str) -> str:
    """Run a script of ours in the machine, with a copy of the engine but for its weights; returns what it printed.

    Python finds what lies in the folder `wheels`.
    """
    left = shutil.ignore_patterns("builtin", "training", "__pycache__")
    shutil.copytree(ROOT / "engine", folder / "engine", ignore=left)
    (folder / script).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / script, folder / script)
    ran = subprocess.run(
        ["nice", "bash", str(SCRIPT), str(folder), f"PYTHONPATH=/mnt/wheels python3 {script}"],
        capture_output=True,
        text=True,
        env=os.environ | env,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    print(ran.stdout)
    return ran.stdout
