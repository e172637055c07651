"""Ways in and out of this machine: virtual camera, Spout, NDI, Syphon, MIDI."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

from engine.doctor.finding import MISSING, WORKS, Finding
from engine.doctor.machine import Machine, pip

LOOPBACK = {
    "apt": "v4l2loopback-dkms linux-headers-$(uname -r)",
    "dnf": "akmod-v4l2loopback",  # in RPM Fusion
    "pacman": "v4l2loopback-dkms linux-headers",
}
MODPROBE = "sudo modprobe v4l2loopback exclusive_caps=0 max_buffers=8 card_label=Reverie"
RELOAD = f"sudo modprobe -r v4l2loopback && {MODPROBE}"
FEWEST_BUFFERS = 3  # with the default of two a reader sees frames while they are written
OBS_CAMERA = r"HKEY_CLASSES_ROOT\CLSID\{A3FCE0F5-3493-419F-958A-ABA1250EC20B}"
OBS_EXTENSION = "com.obsproject.obs-studio.mac-camera-extension"


def has_module(name: str) -> bool:
    """Whether a Python package is installed; it is not imported."""
    return importlib.util.find_spec(name) is not None


def virtual_camera(machine: Machine) -> list[Finding]:
    """Whether programs on this machine can be given the picture as a camera."""
    kinds = {"Linux": _loopback, "Windows": _obs_on_windows, "Darwin": _obs_on_mac}
    return kinds[machine.system](machine) if machine.system in kinds else []


def loopback_devices(machine: Machine) -> list[tuple[str, str]]:
    """(device, name) of every v4l2loopback camera; only that driver's devices tell how many may open them."""
    found = []
    for device in sorted((machine.root / "sys/class/video4linux").glob("video*")):
        if (device / "max_openers").exists():
            found.append((f"/dev/{device.name}", machine.read(str(device / "name")) or ""))
    return found


def _loopback(machine: Machine) -> list[Finding]:
    about = "virtual camera"
    devices = loopback_devices(machine)
    if not devices:
        if (machine.root / "sys/module/v4l2loopback").exists():
            return [Finding(about, MISSING, "v4l2loopback is loaded, but has no device", (RELOAD,))]
        if "/v4l2loopback.ko" in (machine.read(f"lib/modules/{machine.kernel}/modules.dep") or ""):
            return [Finding(about, MISSING, "v4l2loopback is installed, but not loaded", (MODPROBE,))]
        install = machine.install(LOOPBACK, "v4l2loopback")
        if machine.installer == "dnf":
            install += "   (from RPM Fusion)"
        return [Finding(about, MISSING, "v4l2loopback is not installed", (install, MODPROBE))]
    shown = ", ".join(f"{device} ({name})" for device, name in devices)
    closed = [device for device, _ in devices if not _open_to_us(machine.root / device[1:])]
    if closed:
        cure = ("sudo usermod -aG video $USER   (then log in again)",)
        return [Finding(about, MISSING, f"{shown}, but this user may not write to {', '.join(closed)}", cure)]
    trouble = _loopback_trouble(machine, Path(devices[0][0]).name)
    if trouble:
        return [Finding(about, MISSING, f"{shown}, but {trouble}", (RELOAD,))]
    return [Finding(about, WORKS, shown)]


def _open_to_us(device: Path) -> bool:
    return os.access(device, os.R_OK | os.W_OK)


def _loopback_trouble(machine: Machine, device: str) -> str:
    # 0.12 has neither `version` nor the device's `state`; there a camera that announces itself as capture only
    # can be opened for writing just once per module load.
    version = machine.read("sys/module/v4l2loopback/version")
    old = version.startswith("0.12") if version else machine.read(f"sys/class/video4linux/{device}/state") is None
    exclusive = machine.read("sys/module/v4l2loopback/parameters/exclusive_caps") or ""
    if old and "Y" in exclusive:
        return "this v4l2loopback (before 0.13) with exclusive_caps=1 opens only once, then never again"
    buffers = machine.read("sys/module/v4l2loopback/parameters/max_buffers") or ""
    if buffers.isdigit() and int(buffers) < FEWEST_BUFFERS:
        return f"with max_buffers={buffers} frames tear"
    return ""


def _obs_on_windows(machine: Machine) -> list[Finding]:
    if machine.keys(OBS_CAMERA) is not None:
        return [Finding("virtual camera", WORKS, "OBS Virtual Camera")]
    cure = ("winget install --id OBSProject.OBSStudio -e",)
    return [Finding("virtual camera", MISSING, "OBS Virtual Camera is not installed", cure)]


def _obs_on_mac(machine: Machine) -> list[Finding]:
    about = "virtual camera"
    listed = machine.ask("systemextensionsctl", "list")
    lines = listed.stdout.splitlines() if listed else []
    if any(OBS_EXTENSION in line and "[activated enabled]" in line for line in lines):
        return [Finding(about, WORKS, "OBS Virtual Camera")]
    start = "open OBS, click Start Virtual Camera, allow its extension in System Settings, stop it again"
    if (machine.root / "Applications/OBS.app").exists():
        return [Finding(about, MISSING, "OBS is here, but its virtual camera was never started", (start,))]
    return [Finding(about, MISSING, "OBS is not installed", ("brew install --cask obs", start))]


def spout(machine: Machine) -> list[Finding]:
    """Spout shares the picture with other programs on Windows."""
    if machine.system != "Windows":
        return []
    if has_module("SpoutGL"):
        return [Finding("Spout", WORKS, "SpoutGL")]
    return [Finding("Spout", MISSING, "SpoutGL is not installed", (pip("SpoutGL"),))]


def ndi(machine: Machine, there: Callable[[str], bool] = has_module) -> list[Finding]:
    """NDI sends the picture over the network."""
    if not there("cyndilib"):
        cure = (pip("-e", ".[ndi]") + "   (in Reverie's folder)",)
        return [Finding("NDI", MISSING, "cyndilib is not installed", cure)]
    if machine.system == "Linux" and not (machine.root / "run/avahi-daemon/socket").exists():
        packages = {"apt": "avahi-daemon", "dnf": "avahi", "pacman": "avahi"}
        text = "cyndilib; without avahi other machines don't see the source by its name"
        start = "sudo systemctl enable --now avahi-daemon"
        return [Finding("NDI", MISSING, text, (machine.install(packages, "avahi"), start))]
    return [Finding("NDI", WORKS, "cyndilib")]


def syphon(machine: Machine, there: Callable[[str], bool] = has_module) -> list[Finding]:
    """Syphon shares the picture with other programs on macOS."""
    if machine.system != "Darwin":
        return []
    if there("syphon"):
        return [Finding("Syphon", WORKS, "syphon-python")]
    cure = (pip("-e", ".[syphon]") + "   (in Reverie's folder)",)
    return [Finding("Syphon", MISSING, "syphon-python is not installed", cure)]


def midi_inputs() -> list[str]:
    """Names of the MIDI inputs that are plugged in. Raises OSError where the system has no MIDI."""
    import rtmidi

    port = rtmidi.MidiIn()
    try:
        return port.get_ports()
    finally:
        port.delete()


def midi(machine: Machine, inputs: Callable[[], list[str]] = midi_inputs) -> list[Finding]:
    """MIDI controllers."""
    sequencer = machine.root / "dev/snd/seq"
    if machine.system == "Linux" and not sequencer.exists():
        text = "no ALSA sequencer (/dev/snd/seq)"
        return [Finding("MIDI", MISSING, text, ("sudo modprobe snd-seq",))]
    if machine.system == "Linux" and not _open_to_us(sequencer):
        cure = ("sudo usermod -aG audio $USER   (then log in again)",)
        return [Finding("MIDI", MISSING, "this user may not use /dev/snd/seq", cure)]
    try:
        found = inputs()
    except (OSError, ImportError) as error:
        return [Finding("MIDI", MISSING, str(error), (pip("--force-reinstall", "python-rtmidi"),))]
    return [Finding("MIDI", WORKS, ", ".join(found) if found else "ready; no controller is plugged in")]
