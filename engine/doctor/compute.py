"""Python, its packages, and torch with the device it dreams on."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import Any

from engine.doctor.machine import BROKEN, MISSING, SLOW_DISK, WORKS, Finding, Machine, pip
from engine.doctor.machine import python as run_python

DISTRIBUTION = "reverie-engine"
CUDA_INDEX = "<the CUDA index that pytorch.org/get-started shows>"
ROCM_INDEX = "<the ROCm index that pytorch.org/get-started shows>"
NVIDIA, AMD = "10de", "1002"
TRIAL = 900.0  # seconds that a device gets for a small picture by every path: compiling takes minutes
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


def print_torch() -> None:
    """Print what torch can do here as JSON; for a process of its own, so that torch is not kept loaded."""
    import torch

    # What the dreamer needs besides; each brings libraries that may not load.
    from engine.dream.loader import MODULES

    for module in ("engine.dream.worker", "engine.dream.dreamer", MODULES["StableDiffusionPipeline"]):
        importlib.import_module(module)
    found: dict[str, object] = {
        "version": torch.__version__,
        "cuda": torch.version.cuda,
        "hip": torch.version.hip,
        "mps": torch.backends.mps.is_available(),
        "xpu": torch.xpu.get_device_name() if torch.xpu.is_available() else "",
        "works": torch.cuda.is_available(),
    }
    if found["works"]:
        card = torch.cuda.get_device_properties(0)
        found["name"] = card.name
        found["memory"] = card.total_memory
        found["capability"] = [card.major, card.minor]
        found["built_for"] = torch.cuda.get_arch_list()
    print(json.dumps(found))


def probe_torch() -> dict[str, Any]:
    """What torch says in a process of its own; {"error": one line} if it can't be loaded."""
    said, error = run_python("from engine.doctor.compute import print_torch; print_torch()", patience=2 * SLOW_DISK)
    return {"error": error} if error else json.loads(said)


def show() -> list[Finding]:
    """Whether what `reverie` imports for a show does import; `compute` asks the same for the dreamer beside it."""
    _, error = run_python("import engine.terminal, engine.show")
    if error:
        return [Finding("Reverie", BROKEN, error, (pip("--force-reinstall", "-e", ".") + "   (in its folder)",))]
    return [Finding("Reverie", WORKS, "everything that a show imports is there")]


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
    if torch["xpu"]:
        return [Finding("torch", WORKS, f"{version}, dreams on {torch['xpu']} (xpu)")]
    if has_card(machine, NVIDIA):
        return [_idle_nvidia(machine, torch, here, again)]
    if machine.system == "Linux" and has_card(machine, AMD) and not torch["hip"]:
        text = f"{here}: there is an AMD card, but this torch was built without ROCm"
        return [Finding("torch", MISSING, text, (pip(*again, ROCM_INDEX),))]
    return [Finding("torch", WORKS, f"{here}: no GPU found, so stay with the built-in model")]


def tried(device: str) -> list[Finding]:
    """What a device makes of a small picture by the careful path and by each quick one; see engine/dream/trial.py."""
    code = "import json, sys; from dataclasses import asdict; from engine.dream.trial import trial; "
    code += "print(json.dumps([asdict(one) for one in trial(sys.argv[1])]))"
    said, error = run_python(code, device, patience=TRIAL)
    about = f"device {device}"
    if error:
        return [Finding(about, MISSING, error)]
    found = []
    for one in json.loads(said):
        if one["slower"]:
            text = f"{one['path']}: left out, with {1000 * one['seconds']:.0f} ms a picture it is slower"
            found.append(Finding(about, WORKS, text))
        elif one["trouble"]:
            found.append(Finding(about, MISSING, f"{one['path']}: left out, {one['trouble']}"))
        else:
            text = f"{one['path']}: {1000 * one['seconds']:.0f} ms a picture, {one['off']:.1f} levels from the CPU's"
            found.append(Finding(about, WORKS, text))
    return found


def cluster(address: str) -> list[Finding]:
    """The machines of a Ray cluster that this one is in, and the places for dreamers that each has."""
    code = "import json, sys; from engine.dream.ray_dreamer import Cluster; cluster = Cluster(sys.argv[1]); "
    said, error = run_python(code + "cluster.enter(); print(json.dumps(cluster.machines()))", address)
    if error:
        return [Finding("Ray", MISSING, error.partition("UserError: ")[2] or error)]
    found: list[list[Any]] = json.loads(said)
    return [Finding("Ray", WORKS if places else MISSING, f"{name}: {places} dreamers") for name, places in found]


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
