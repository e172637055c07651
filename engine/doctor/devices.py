"""Ways in and out of this machine: virtual camera, Spout, NDI, Syphon, cameras, the screen, MIDI, Link, sound."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from engine.devices import v4l2
from engine.devices.camera import FoundCamera
from engine.devices.camera import cameras as found_cameras
from engine.devices.virtualcam import OBS_CAMERA, OBS_ON_MAC, WINDOWS_CAMERAS
from engine.doctor.machine import MISSING, WORKS, Finding, Machine, pip, python
from engine.packages import PACKAGES

LOOPBACK = {
    "apt": "v4l2loopback-dkms linux-headers-$(uname -r)",
    "dnf": "akmod-v4l2loopback",  # in RPM Fusion
    "pacman": "v4l2loopback-dkms linux-headers",
}
FEWEST_BUFFERS = 3  # with the default of two a reader sees frames while they are written
OBS_EXTENSION = "com.obsproject.obs-studio.mac-camera-extension"


Trouble = Callable[[str], tuple[str, str]]  # package → ("", "") where it imports, else what is wrong and the cure


def imported(package: str) -> tuple[str, str]:
    """Import one of engine.packages' packages for real, in a Python of its own, which it may well end."""
    said, error = python("import json, sys; from engine import packages; "
                         "print(json.dumps(packages.found(sys.argv[1])))", package)  # fmt: skip
    if error:
        return f"{package} does not load: {error}", pip("--force-reinstall", PACKAGES[package].pip.strip('"'))
    text, cure = json.loads(said)
    return text, cure


def missing(about: str, trouble: tuple[str, str]) -> list[Finding]:
    """The finding about a package that does not import; none where it does."""
    text, cure = trouble
    return [Finding(about, MISSING, text, (cure,))] if text else []


def virtual_camera(machine: Machine, trouble: Trouble = imported) -> list[Finding]:
    """Whether programs on this machine can be given the picture as a camera."""
    kinds = {"Linux": _loopback, "Windows": _obs_on_windows, "Darwin": _obs_on_mac}
    if machine.system in kinds and (found := missing("virtual camera", trouble("pyvirtualcam"))):
        return found
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
            return [Finding(about, MISSING, "v4l2loopback is loaded, but has no device", (v4l2.RELOAD,))]
        if "/v4l2loopback.ko" in (machine.read(f"lib/modules/{machine.kernel}/modules.dep") or ""):
            return [Finding(about, MISSING, "v4l2loopback is installed, but not loaded", (v4l2.MODPROBE,))]
        install = machine.install(LOOPBACK, "v4l2loopback")
        if machine.installer == "dnf":
            install += "   (from RPM Fusion)"
        return [Finding(about, MISSING, "v4l2loopback is not installed", (install, v4l2.MODPROBE))]
    shown = ", ".join(f"{device} ({name})" for device, name in devices)
    closed = [device for device, _ in devices if not _open_to_us(machine.root / device[1:])]
    if closed:
        cure = (f"{v4l2.JOIN}   (then log in again)",)
        return [Finding(about, MISSING, f"{shown}, but this user may not write to {', '.join(closed)}", cure)]
    trouble = _loopback_trouble(machine, Path(devices[0][0]).name)
    if trouble:
        return [Finding(about, MISSING, f"{shown}, but {trouble}", (v4l2.RELOAD,))]
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
    if machine.keys(f"HKEY_CLASSES_ROOT\\{WINDOWS_CAMERAS[OBS_CAMERA]}") is not None:
        return [Finding("virtual camera", WORKS, OBS_CAMERA)]
    cure = ("winget install --id OBSProject.OBSStudio -e",)
    return [Finding("virtual camera", MISSING, f"{OBS_CAMERA} is not installed", cure)]


def _obs_on_mac(machine: Machine) -> list[Finding]:
    about = "virtual camera"
    listed = machine.ask("systemextensionsctl", "list")
    lines = listed.stdout.splitlines() if listed else []
    if any(OBS_EXTENSION in line and "[activated enabled]" in line for line in lines):
        return [Finding(about, WORKS, OBS_CAMERA)]
    start = "open OBS, click Start Virtual Camera, allow its extension in System Settings, stop it again"
    if (machine.root / OBS_ON_MAC.lstrip("/")).exists():
        return [Finding(about, MISSING, "OBS is here, but its virtual camera was never started", (start,))]
    return [Finding(about, MISSING, "OBS is not installed", ("brew install --cask obs", start))]


def spout(machine: Machine, trouble: Trouble = imported) -> list[Finding]:
    """Spout shares the picture with other programs on Windows."""
    if machine.system != "Windows":
        return []
    return missing("Spout", trouble("SpoutGL")) or [Finding("Spout", WORKS, "SpoutGL")]


def ndi(machine: Machine, trouble: Trouble = imported) -> list[Finding]:
    """NDI sends the picture over the network."""
    if found := missing("NDI", trouble("cyndilib")):
        return found
    if machine.system == "Linux" and not (machine.root / "run/avahi-daemon/socket").exists():
        packages = {"apt": "avahi-daemon", "dnf": "avahi", "pacman": "avahi"}
        text = "cyndilib; without avahi other machines don't see the source by its name"
        start = "sudo systemctl enable --now avahi-daemon"
        return [Finding("NDI", MISSING, text, (machine.install(packages, "avahi"), start))]
    return [Finding("NDI", WORKS, "cyndilib")]


def syphon(machine: Machine, trouble: Trouble = imported) -> list[Finding]:
    """Syphon shares the picture with other programs on macOS."""
    if machine.system != "Darwin":
        return []
    return missing("Syphon", trouble("syphon")) or [Finding("Syphon", WORKS, "syphon-python")]


def midi_inputs() -> list[str]:
    """Names of the MIDI inputs that are plugged in. Raises OSError where the system has no MIDI."""
    from engine.midi.ports import MidiDriver, shown
    from engine.midi.session import ours

    with MidiDriver() as driver:
        return [shown(name) for name in driver.inputs() if not ours(name)]


def midi(machine: Machine, inputs: Callable[[], list[str]] = midi_inputs, trouble: Trouble = imported) -> list[Finding]:
    """MIDI controllers."""
    if found := missing("MIDI", trouble("supriya_midi")):
        return found
    sequencer = machine.root / "dev/snd/seq"
    if machine.system == "Linux" and not sequencer.exists():
        text = "no ALSA sequencer (/dev/snd/seq)"
        return [Finding("MIDI", MISSING, text, ("sudo modprobe snd-seq",))]
    if machine.system == "Linux" and not _open_to_us(sequencer):
        cure = ("sudo usermod -aG audio $USER   (then log in again)",)
        return [Finding("MIDI", MISSING, "this user may not use /dev/snd/seq", cure)]
    try:
        plugged = inputs()
    except OSError as error:
        return [Finding("MIDI", MISSING, str(error))]
    return [Finding("MIDI", WORKS, ", ".join(plugged) if plugged else "ready; no controller is plugged in")]


def link(trouble: Trouble = imported) -> list[Finding]:
    """Ableton Link, which shares the tempo with other programs."""
    return missing("Link", trouble("aalink")) or [Finding("Link", WORKS, "aalink")]


def sound(trouble: Trouble = imported) -> list[Finding]:
    """A sound input that may move the picture."""
    return missing("sound", trouble("sounddevice")) or [Finding("sound", WORKS, "sounddevice")]


def cameras(machine: Machine, there: Callable[[], list[FoundCamera]] = found_cameras) -> list[Finding]:
    """The cameras that may be dreamed; none is switched on."""
    seen = there()
    if seen:
        shown = ", ".join(f"camera:{camera.number} ({camera.name})" for camera in seen)
        return [Finding("cameras", WORKS, shown)]
    nodes = sorted((machine.root / "dev").glob("video*")) if machine.system == "Linux" else []
    if nodes and not any(os.access(node, os.R_OK | os.W_OK) for node in nodes):
        cure = (f"{v4l2.JOIN}   (then log in again)",)
        return [Finding("cameras", MISSING, f"this user may not use /dev/{nodes[0].name}", cure)]
    return [Finding("cameras", MISSING, "no camera is plugged in")]


def screen(trouble: Trouble = imported) -> list[Finding]:
    """Whether `--input screen` has what it needs."""
    return missing("screen", trouble("mss")) or [Finding("screen", WORKS, "mss")]
