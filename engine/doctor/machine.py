"""The machine that is examined (its system, its files, what installs things on it), and what is found of it."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

WORKS, MISSING, BROKEN = "works", "missing", "broken"  # states of a Finding
INSTALL = {"apt": "sudo apt install", "dnf": "sudo dnf install", "pacman": "sudo pacman -S"}
FAMILIES = {
    "debian": "apt",
    "ubuntu": "apt",
    "fedora": "dnf",
    "rhel": "dnf",
    "centos": "dnf",
    "arch": "pacman",
}
PATIENCE = 5.0  # seconds for a tool to answer
SLOW_DISK = 150.0  # seconds: a first import of torch and diffusers from one takes that long


def registry_keys(path: str) -> list[str] | None:
    """Names below a Windows registry key, written as HIVE\\PATH; None where there is no such key or registry."""
    if sys.platform != "win32":
        return None
    import winreg

    hive, _, rest = path.partition("\\")
    try:
        with winreg.OpenKey(getattr(winreg, hive), rest) as key:
            return [winreg.EnumKey(key, index) for index in range(winreg.QueryInfoKey(key)[0])]
    except OSError:
        return None


@dataclass(frozen=True)
class Machine:
    """system: Linux, Windows or Darwin. root: where /etc, /sys, /dev and /proc are found. path: as PATH.

    kernel: its release. keys: the registry, as `registry_keys`.
    """

    system: str = field(default_factory=platform.system)
    root: Path = Path("/")
    path: str = field(default_factory=lambda: os.environ.get("PATH", os.defpath))
    kernel: str = field(default_factory=platform.release)
    keys: Callable[[str], list[str] | None] = registry_keys

    def read(self, path: str) -> str | None:
        """The text of a small file below the root, stripped; None if it can't be read."""
        try:
            return (self.root / path).read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return None

    def release(self) -> dict[str, str]:
        """/etc/os-release as a dictionary."""
        lines = (self.read("etc/os-release") or "").splitlines()
        return {key: value.strip("\"'") for key, _, value in (line.partition("=") for line in lines)}

    @property
    def installer(self) -> str:
        """apt, dnf or pacman, by the distribution's ID or what it says it is like; "" where none is known."""
        release = self.release()
        names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
        return next((FAMILIES[name] for name in names if name in FAMILIES), "")

    def install(self, packages: Mapping[str, str], otherwise: str) -> str:
        """The command that installs packages, named per installer; `otherwise` in words where none is known."""
        installer = self.installer
        if installer not in packages:
            return f"install {otherwise} with your package manager"
        return f"{INSTALL[installer]} {packages[installer]}"

    def ask(self, tool: str, *arguments: str) -> subprocess.CompletedProcess[str] | None:
        """Run a tool found on the path; None if it is not there or does not answer."""
        found = shutil.which(tool, path=self.path)
        if found is None:
            return None
        try:
            return subprocess.run(
                [found, *arguments], capture_output=True, text=True, errors="replace", timeout=PATIENCE
            )
        except (OSError, subprocess.TimeoutExpired):
            return None


def python(code: str, *arguments: str, patience: float = SLOW_DISK) -> tuple[str, str]:
    """Run code in a Python of its own, which may crash: (the last line it printed, "") or ("", why it ended).

    patience: seconds.
    """
    root = Path(__file__).resolve().parents[2]
    try:
        said = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=root, capture_output=True, text=True, errors="replace", timeout=patience,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "", f"it did not answer within {patience:g} seconds"
    if said.returncode:
        lines = said.stderr.strip().splitlines() or [f"it ends Python with code {said.returncode}"]
        return "", lines[-1][:300]
    return said.stdout.strip().rpartition("\n")[2], ""


def pip(*arguments: str) -> str:
    """The pip command of the Python that is running."""
    quoted = [f'"{word}"' if set(word) & set("<>[] ;") else word for word in arguments]
    python = "python" if sys.prefix != sys.base_prefix else shlex.quote(sys.executable)
    return " ".join([python, "-m", "pip", "install", *quoted])


def cpu_name(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """What the processor calls itself."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


@dataclass(frozen=True)
class Finding:
    """state: WORKS; MISSING (the show runs without it); BROKEN (it can't run). cure: commands and steps, in order."""

    about: str
    state: str
    text: str
    cure: tuple[str, ...] = ()
