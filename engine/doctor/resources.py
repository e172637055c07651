"""Room to work in: ports, encoders, disk, shared memory, the built-in model."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from engine.config import Settings
from engine.doctor.machine import BROKEN, MISSING, WORKS, Finding, Machine, pip
from engine.dream.model_files import BUILTIN
from engine.log import Log

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
