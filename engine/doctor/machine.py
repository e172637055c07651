"""The machine that is examined (its system, its files, what installs things on it), and what is found of it."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from engine.config import Settings
from engine.dream.model_files import BUILTIN
from engine.log import Log

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
SLOW_DISK = 150.0  # seconds: a first import of torch and diffusers from one takes that long, or twice beside other work


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


LITTLE_DISK = 5 * 10**9  # bytes: ten minutes of 4K
LITTLE_SHARED = 64 * 2**20  # bytes: what a container gets unless told otherwise, and the keyframes' ring wants


def ports(settings: Settings) -> list[Finding]:
    """Whether the ports of a show are free: OSC over UDP and TCP, and the web page."""
    wanted = (
        ("osc", settings.osc_port, (socket.SOCK_DGRAM, socket.SOCK_STREAM)),
        ("web", settings.web_port, (socket.SOCK_STREAM,)),
    )
    found = []
    for name, port, kinds in wanted:
        if port == 0:
            continue
        reasons = [reason for kind in kinds if (reason := refusal(settings.listen, port, kind))]
        about = f"{name} port {port}"
        if not reasons:
            found.append(Finding(about, WORKS, f"free on {settings.listen}"))
            continue
        free = next(
            (p for p in range(port + 10, port + 1000, 10) if not any(refusal(settings.listen, p, k) for k in kinds)),
            0,
        )
        cure = f"end that program, or: reverie run --{name}-port {free}"
        found.append(Finding(about, BROKEN, reasons[0] + _holder(port), (cure,)))
    if settings.feedback_port:
        # Nothing of ours is bound there; a program that is, on this machine, is one that wants the feedback.
        taken = refusal("127.0.0.1", settings.feedback_port, socket.SOCK_DGRAM)
        text = "a program here listens" + _holder(settings.feedback_port) if taken else "nobody here listens yet"
        found.append(Finding(f"feedback port {settings.feedback_port}", WORKS, text))
    return found


def refusal(host: str, port: int, kind: int) -> str:
    """Why a port can't be bound, in words; "" if it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind == socket.SOCK_STREAM and hasattr(socket, "SO_REUSEPORT"):
            # Where there is SO_REUSEPORT, SO_REUSEADDR only means: never mind a connection that is closing down.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return f"{host}: {error.strerror or error}"
    return ""


def _holder(port: int) -> str:
    """Who holds a port, as ", held by NAME (process N)", as far as the system tells."""
    import psutil

    try:
        for connection in psutil.net_connections("inet"):
            if connection.laddr and connection.laddr.port == port and connection.pid and not connection.raddr:
                return f", held by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        pass
    return ""


def encoders(names: Sequence[str] = ()) -> list[Finding]:
    """The video encoders that really open, hardware ones first. names: to try; left out: all the recorder's."""
    import av

    from engine.devices import encoder_process
    from engine.devices.encoder import EncoderJob

    jobs = [EncoderJob("", 1280, 720, "30", codec) for codec in ("h264", "prores")]
    names = names or [known.name for job in jobs for known in encoder_process.encoders(job)]
    # An encoder that misses its card says so on stderr; the answer here is enough.
    av.logging.set_level(av.logging.PANIC)
    found = []
    for name in names:
        try:
            codec = av.CodecContext.create(name, "w")
            assert isinstance(codec, av.VideoCodecContext)
            codec.width, codec.height = 1280, 720
            codec.pix_fmt = "yuv422p10le" if "prores" in name else "nv12" if name.startswith("h264") else "yuv420p"
            codec.time_base, codec.framerate = Fraction(1, 30), Fraction(30)
            codec.open()
        except (av.FFmpegError, ValueError):
            continue
        found.append(name)
    if not any("264" in name for name in found):
        return [Finding("recording", MISSING, "PyAV has no H.264 encoder", (pip("--force-reinstall", "av"),))]
    hardware = [name for name in found if name.startswith("h264")]
    text = ", ".join(found) + ("" if hardware else " (no hardware encoder: recording 4K costs much CPU)")
    return [Finding("recording", WORKS, text)]


def disk(folder: Path, little: int = LITTLE_DISK) -> list[Finding]:
    """Free space where recordings go."""
    there = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(there).free
    text = f"{free / 1e9:.1f} GB free for recordings in {folder}"
    if free < little:
        return [Finding("disk", MISSING, text, ("make room, or: reverie run --recordings FOLDER",))]
    return [Finding("disk", WORKS, text)]


def log(file: str) -> list[Finding]:
    """Where the log is, and whether it can be written."""
    with Log(file) as log:
        pass
    if log.file is None:
        return [Finding("log", MISSING, log.trouble, ("name another file: reverie run --log FILE",))]
    return [Finding("log", WORKS, f"{log.file} ({log.file.stat().st_size / 1000:.0f} kB)")]


def shared_memory(machine: Machine, little: int = LITTLE_SHARED) -> list[Finding]:
    """Room for the keyframes that pass between the processes (Linux; elsewhere it is ordinary memory)."""
    folder = machine.root / "dev/shm"
    if machine.system != "Linux" or not folder.exists():
        return []
    free = shutil.disk_usage(folder).free
    text = f"{free / 2**20:.0f} MB free in /dev/shm"
    if free < little:
        cure = ("sudo mount -o remount,size=1G /dev/shm   (in a container: start it with --shm-size=1g)",)
        return [Finding("shared memory", MISSING, text + ", so keyframes pass through the disk", cure)]
    return [Finding("shared memory", WORKS, text)]


def builtin_model(folder: Path = BUILTIN) -> list[Finding]:
    """Whether the built-in model came with the package."""
    files = list(folder.rglob("*.safetensors"))
    if not (folder / "model_index.json").exists() or not files:
        cure = ("install Reverie again from a full clone",)
        return [Finding("built-in model", BROKEN, f"not in {folder}", cure)]
    size = sum(file.stat().st_size for file in files)
    return [Finding("built-in model", WORKS, f"{size / 1e6:.1f} MB")]
