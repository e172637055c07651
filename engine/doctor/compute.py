"""Python, its packages, and torch with the device it dreams on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from engine.doctor.finding import BROKEN, MISSING, WORKS, Finding
from engine.doctor.machine import Machine, pip

DISTRIBUTION = "reverie-engine"
TORCH_PATIENCE = 60.0  # seconds: a first import from a slow disk takes that long
CUDA_INDEX = "<the CUDA index that pytorch.org/get-started shows>"
ROCM_INDEX = "<the ROCm index that pytorch.org/get-started shows>"
NVIDIA, AMD = "10de", "1002"
DRIVERS = {"apt": "nvidia-driver", "dnf": "akmod-nvidia", "pacman": "nvidia-open-dkms"}


def python() -> list[Finding]:
    """Whether this Python can run Reverie at all, and every package it needs is there in the right version."""
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

    version = ".".join(map(str, sys.version_info[:3]))
    try:
        about = metadata.metadata(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        text = f"Python {version}; Reverie runs from its folder without being installed"
        return [Finding("Python", MISSING, text, (pip("-e", ".") + "   (in Reverie's folder)",))]
    wanted = about["Requires-Python"]
    if version not in SpecifierSet(wanted):
        return [Finding("Python", BROKEN, f"{version}, but Reverie wants {wanted}", (f"install Python {wanted}",))]
    if sys.maxsize < 2**32:
        return [Finding("Python", BROKEN, f"{version} of 32 bits, but torch wants 64", ("install 64-bit Python",))]
    wrong = []
    for line in metadata.requires(DISTRIBUTION) or []:
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            there = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            there = "missing"
        if there == "missing" or not requirement.specifier.contains(there, prereleases=True):
            wrong.append((f"{requirement.name} ({there})", f"{requirement.name}{requirement.specifier}"))
    if wrong:
        names = ", ".join(name for name, _ in wrong)
        cure = pip(*(wish for _, wish in wrong))
        return [Finding("Python", BROKEN, f"{version}, packages not as wanted: {names}", (cure,))]
    return [Finding("Python", WORKS, f"{version}, every package it needs")]


def probe_torch() -> dict[str, Any]:
    """What torch says in a process of its own; {"error": one line} if it can't be loaded."""
    command = [sys.executable, "-m", "engine.doctor.torch_probe"]
    root = Path(__file__).resolve().parents[2]
    try:
        said = subprocess.run(
            command, cwd=root, capture_output=True, text=True, errors="replace", timeout=TORCH_PATIENCE
        )
    except subprocess.TimeoutExpired:
        return {"error": f"torch did not load within {TORCH_PATIENCE:g} seconds"}
    if said.returncode:
        lines = said.stderr.strip().splitlines() or [f"torch ends Python with code {said.returncode}"]
        return {"error": lines[-1][:300]}
    return json.loads(said.stdout.strip().splitlines()[-1])


def compute(machine: Machine, probe: Callable[[], dict[str, Any]] = probe_torch) -> list[Finding]:
    """Which device dreams, and if that is the CPU although there is a card: why, and what to do."""
    torch = probe()
    if "error" in torch:
        cure = [pip("--force-reinstall", "torch")]
        if machine.system == "Windows" and "DLL" in torch["error"]:
            cure.insert(0, "winget install --id Microsoft.VCRedist.2015+.x64 -e")
        return [Finding("torch", BROKEN, torch["error"], tuple(cure))]
    version = torch["version"]
    if torch["works"]:
        return [_card_in_use(torch)]
    if torch["mps"]:
        return [Finding("torch", WORKS, f"{version}, dreams on this Mac's GPU (mps)")]
    here = f"{version}, dreams on the CPU"
    again = ("--force-reinstall", f"torch=={version.partition('+')[0]}", "--index-url")
    if has_card(machine, NVIDIA):
        return [_idle_nvidia(machine, torch, here, again)]
    if machine.system == "Linux" and has_card(machine, AMD) and not torch["hip"]:
        text = f"{here}: there is an AMD card, but this torch was built without ROCm"
        return [Finding("torch", MISSING, text, (pip(*again, ROCM_INDEX),))]
    return [Finding("torch", WORKS, f"{here}: no GPU found, so stay with the built-in model")]


def has_card(machine: Machine, vendor: str) -> bool:
    """Whether a graphics card of a PCI vendor (four hex digits) is plugged in, driver or not."""
    if machine.system == "Windows":
        found = machine.keys(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Enum\PCI") or []
        return any(key.upper().startswith(f"VEN_{vendor.upper()}&") for key in found)
    for device in (machine.root / "sys/bus/pci/devices").glob("*"):
        kind = machine.read(str(device / "class")) or ""
        if machine.read(str(device / "vendor")) == f"0x{vendor}" and kind.startswith("0x03"):
            return True
    # Inside a container or WSL the bus may be hidden while the card is handed in.
    return vendor == NVIDIA and machine.ask("nvidia-smi", "-L") is not None


def runs_on(capability: Sequence[int], built_for: Sequence[str]) -> bool:
    """Whether a torch built for these architectures (sm_86, compute_90, ...) has code for a card."""
    major, minor = capability
    for name in built_for:
        kind, _, number = name.partition("_")
        digits = "".join(filter(str.isdigit, number))
        if not digits:
            continue
        target = int(digits[:-1] or 0), int(digits[-1])
        if kind == "compute" and target <= (major, minor):
            return True
        if kind == "sm" and target[0] == major and target[1] <= minor:
            return True
    return any(name.startswith("gfx") for name in built_for)  # ROCm's names are not judged


def _card_in_use(torch: dict[str, Any]) -> Finding:
    text = f"{torch['version']}, dreams on {torch['name']} ({torch['memory'] / 2**30:.0f} GB)"
    if runs_on(torch["capability"], torch["built_for"]):
        return Finding("torch", WORKS, text)
    text += f", but has no code for it (built for {' '.join(torch['built_for'])})"
    version = torch["version"].partition("+")[0]
    return Finding("torch", MISSING, text, (pip("--force-reinstall", f"torch=={version}", "--index-url", CUDA_INDEX),))


def _idle_nvidia(machine: Machine, torch: dict[str, Any], here: str, again: tuple[str, ...]) -> Finding:
    said = machine.ask("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader")
    if said is None or said.returncode:
        driver = {
            "Windows": "install the driver that nvidia.com/drivers offers for the card, then restart",
            "Linux": machine.install(DRIVERS, "the NVIDIA driver") + "   (then restart)",
        }.get(machine.system, "")
        if machine.release().get("ID") == "ubuntu":
            driver = "sudo ubuntu-drivers install   (then restart)"
        cure = [driver] if torch["cuda"] else [driver, pip(*again, CUDA_INDEX)]
        return Finding(
            "torch", MISSING, f"{here}: there is an NVIDIA card, but its driver does not answer", tuple(cure)
        )
    card, _, driver = said.stdout.strip().splitlines()[0].partition(", ")
    if not torch["cuda"]:
        text = f"{here}: there is {card}, but this torch was built without CUDA"
        return Finding("torch", MISSING, text, (pip(*again, CUDA_INDEX),))
    text = f"{here}: {card} with driver {driver} can't run this torch's CUDA {torch['cuda']}"
    return Finding("torch", MISSING, text, ("update the NVIDIA driver (nvidia.com/drivers), then restart",))
