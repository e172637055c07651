"""Control, the stage, and a show, on Windows' own Python under Wine: for the code that only Windows takes.

Slow: that Python is built once, in minutes, with the wheels of `windows.txt`, by a script that may lie beside the
checkout; as root on Debian. What Wine itself can't show is in the script's README: NDI, what Spout receives,
Ctrl-Break, times.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT.parent / "shared" / "tools" / "windows" / "windows_python.sh"
SECONDS = 1200
NO_WINE = 125  # the script's status where it can't build or start that Python

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(SECONDS + 900),  # the first builds the Python
    pytest.mark.skipif(not SCRIPT.exists(), reason=f"no ../shared/tools/windows/{SCRIPT.name} beside this checkout"),
    pytest.mark.skipif(
        not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0,
        reason="Windows' Python is built by root on Debian, beside this checkout",
    ),
]

SUITES = {
    "show": ["tests/end_to_end/test_show_on_windows.py"],
    "stage": ["tests/stage"],
    "control": [
        *("tests/control", "tests/midi", "tests/tempo", "tests/journey", "tests/modulation"),
        "--ignore=tests/control/test_garbage.py",  # Wine loses a datagram now and then
        "--deselect=tests/tempo/test_beat.py::test_link_shares_tempo_and_bars_with_another_process_and_a_recall_lands_on_its_bar",
    ],
}

# Wine starts its desktop from the first process that asks for it, with all that this one inherits: were that a child
# of a test, a pipe to it would never end.
PYTEST = "import ctypes, pytest, sys; ctypes.windll.user32.GetDesktopWindow(); sys.exit(pytest.main(sys.argv[1:]))"

# Why a test may be skipped there: what is POSIX's own, and programs that are not there.
KNOWN = re.compile(
    "folder that can not be written|no pipes in the file system|limit on file sizes|other systems always have"
    "|(jackd|liblo-tools|puredata-core) is|pipes and links|'sounddevice'"
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy, for tests write into it and Windows makes no links."""
    copy = tmp_path_factory.mktemp("windows") / "copy"
    return shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.egg-info"))


@pytest.mark.parametrize("suite", SUITES)
def test_what_works_here_works_on_windows(checkout, suite):
    reports = [checkout / f"{suite}-{attempt}.xml" for attempt in range(2)]
    words = ["-c", PYTEST, "-q", "-o", f"cache_dir={suite}-cache", "--last-failed", *SUITES[suite]]
    environment = os.environ | {"WINPY_REQUIREMENTS": str(ROOT / "tests" / "windows.txt"), "WINPY_S": str(SECONDS)}
    for report in reports:  # twice if need be, as Wine loses a datagram now and then, and hangs
        command = ["bash", str(SCRIPT), str(checkout), *words, f"--junitxml={report.name}"]
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace", env=environment)
        if ran.returncode == NO_WINE:
            pytest.skip(f"no Wine here: {ran.stderr.strip()[-300:]}")
        if ran.returncode == 0:
            break
    assert ran.returncode == 0, ran.stdout[-20000:] + ran.stderr[-5000:]
    # A test that runs into its time limit ends pytest there and then: no report, and all is run again.
    read = [ElementTree.parse(report) for report in reports if report.exists()]
    skipped = [str(each.get("message")) for tree in read for each in tree.iter("skipped")]
    assert read and [reason for reason in skipped if not KNOWN.search(reason)] == []
