import io
import os
import platform
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from engine.config import Settings
from engine.doctor import examine, print_findings
from engine.doctor.compute import compute, has_card, probe_torch, python, runs_on, show
from engine.doctor.devices import imported, loopback_devices, midi, ndi, spout, syphon, virtual_camera
from engine.doctor.machine import (
    BROKEN,
    MISSING,
    WORKS,
    Finding,
    Machine,
    builtin_model,
    disk,
    encoders,
    ports,
    shared_memory,
)
from engine.packages import PACKAGES, trouble

KERNEL = "6.1.0-56-amd64"
OLD = {"sys/module/v4l2loopback/parameters/max_buffers": "8\n"}  # 0.12.7 as Debian 12 shows it
NEW = {
    **OLD,
    "sys/module/v4l2loopback/version": "0.13.2\n",
    "sys/class/video4linux/video10/state": "output\n",
}


@pytest.fixture
def linux(tmp_path):
    """Builds a Linux machine out of {path: text} below a root of its own, with nothing on its PATH."""

    def build(files, path=""):
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return Machine("Linux", tmp_path, str(path), KERNEL)

    return build


needs_sh = pytest.mark.skipif(os.name != "posix", reason="puts shell scripts on a PATH")


def os_release(id, like=""):
    return {"etc/os-release": f'NAME="Some"\nID={id}\nID_LIKE="{like}"\n'}


def works(package):
    return "", ""


def camera(caps, **more):
    return {
        "sys/class/video4linux/video0/name": "Integrated Camera",
        "sys/class/video4linux/video10/name": "Reverie\n",
        "sys/class/video4linux/video10/max_openers": "10\n",
        "sys/module/v4l2loopback/parameters/exclusive_caps": caps,
        "dev/video10": "",
    }


def tool(folder, name, text, code=0):
    """Put an executable on a PATH that prints a text."""
    file = folder / name
    file.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\nexit {code}\n")
    file.chmod(file.stat().st_mode | stat.S_IEXEC)


def torch(**more):
    return lambda: {"version": "2.13.0+cpu", "cuda": None, "hip": None, "mps": False, "xpu": "", "works": False, **more}


@pytest.mark.parametrize(
    ("id", "like", "command"),
    [
        ("debian", "", "sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)"),
        ("linuxmint", "ubuntu debian", "sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)"),
        ("fedora", "", "sudo dnf install akmod-v4l2loopback   (from RPM Fusion)"),
        ("endeavouros", "arch", "sudo pacman -S v4l2loopback-dkms linux-headers"),
        ("void", "", "install v4l2loopback with your package manager"),
    ],
)
def test_a_missing_camera_names_the_command_of_the_distribution(linux, id, like, command):
    (finding,) = virtual_camera(linux(os_release(id, like)))
    assert finding.state == MISSING
    assert finding.cure == (
        command,
        "sudo modprobe v4l2loopback exclusive_caps=0 max_buffers=8 card_label=Reverie",
    )


def test_an_installed_module_only_has_to_be_loaded(linux):
    machine = linux({f"lib/modules/{KERNEL}/modules.dep": "extra/v4l2loopback.ko: kernel/videodev.ko\n"})
    (finding,) = virtual_camera(machine)
    assert "not loaded" in finding.text
    assert len(finding.cure) == 1


def test_a_webcam_is_not_a_virtual_camera(linux):
    machine = linux(camera("N,N"))
    assert loopback_devices(machine) == [("/dev/video10", "Reverie")]
    assert virtual_camera(linux({}))[0].state == WORKS


@pytest.mark.parametrize(
    ("caps", "version", "state"),
    [("Y,N", OLD, MISSING), ("N,N", OLD, WORKS), ("Y,N", NEW, WORKS)],
)
def test_exclusive_caps_is_a_trap_only_before_0_13(linux, caps, version, state):
    (finding,) = virtual_camera(linux({**camera(caps), **version}))
    assert finding.state == state
    assert (state == WORKS) or "modprobe -r v4l2loopback" in finding.cure[0]


def test_two_buffers_tear(linux):
    (finding,) = virtual_camera(linux({**camera("N"), **NEW, **dict.fromkeys(OLD, "2")}))
    assert finding.state == MISSING
    assert "tear" in finding.text


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_device_names_the_group(linux, tmp_path):
    machine = linux({**camera("N"), **NEW})
    (tmp_path / "dev/video10").chmod(0)
    assert "usermod -aG video" in virtual_camera(machine)[0].cure[0]


def test_cameras_of_obs():
    registry = {r"HKEY_CLASSES_ROOT\CLSID\{A3FCE0F5-3493-419F-958A-ABA1250EC20B}": ["InprocServer32"]}
    assert virtual_camera(Machine("Windows", keys=registry.get))[0].state == WORKS
    (finding,) = virtual_camera(Machine("Windows", keys={}.get))
    assert finding.cure == ("winget install --id OBSProject.OBSStudio -e",)


@needs_sh
def test_obs_on_a_mac_has_to_be_started_once(tmp_path):
    machine = Machine("Darwin", tmp_path, str(tmp_path))
    assert virtual_camera(machine)[0].cure[0] == "brew install --cask obs"
    (tmp_path / "Applications/OBS.app").mkdir(parents=True)
    assert "never started" in virtual_camera(machine)[0].text
    name = "com.obsproject.obs-studio.mac-camera-extension"
    tool(tmp_path, "systemextensionsctl", f"*\t*\t2MMRE5MTB8\t{name} (30.0.0)\t{name}\t[activated enabled]")
    assert virtual_camera(machine)[0].state == WORKS


PCI = {
    "sys/bus/pci/devices/0000:01:00.0/vendor": "0x10de",
    "sys/bus/pci/devices/0000:01:00.0/class": "0x030000",
}


@needs_sh
def test_the_usual_trap_on_windows(tmp_path):
    registry = {r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Enum\PCI": ["VEN_8086&DEV_1&X", "VEN_10DE&DEV_2684&X"]}
    tool(tmp_path, "nvidia-smi", "NVIDIA GeForce RTX 4090, 555.99")
    machine = Machine("Windows", tmp_path, str(tmp_path), keys=registry.get)
    (finding,) = compute(machine, torch())
    assert finding.state == MISSING
    assert "RTX 4090" in finding.text and "without CUDA" in finding.text
    assert finding.cure[0].endswith(
        'pip install --force-reinstall torch==2.13.0 --index-url "<the CUDA index that pytorch.org/get-started shows>"'
    )


def test_a_card_without_a_driver_wants_the_driver_first(linux):
    (finding,) = compute(linux({**PCI, **os_release("debian")}), torch())
    assert finding.cure[0].startswith("sudo apt install nvidia-driver")
    assert "--index-url" in finding.cure[1]
    (finding,) = compute(linux({**PCI, **os_release("ubuntu", "debian")}), torch(cuda="12.8"))
    assert finding.cure == ("sudo ubuntu-drivers install   (then restart)",)


@needs_sh
def test_a_driver_too_old_for_torch(linux, tmp_path):
    tool(tmp_path, "nvidia-smi", "Tesla T4, 450.80")
    (finding,) = compute(linux(PCI, tmp_path), torch(cuda="12.8"))
    assert "450.80" in finding.text and "12.8" in finding.text


def test_other_devices(linux):
    none = linux({})
    assert not has_card(none, "10de")
    assert compute(none, torch())[0].state == WORKS
    assert "mps" in compute(none, torch(mps=True))[0].text
    assert "Arc" in compute(none, torch(xpu="Intel Arc B580"))[0].text
    amd = {name: text.replace("10de", "1002") for name, text in PCI.items()}
    assert "ROCm" in compute(linux(amd), torch())[0].cure[0]
    broken = compute(Machine("Windows"), lambda: {"error": "OSError: [WinError 1114] A DLL failed"})[0]
    assert broken.state == BROKEN and "VCRedist" in broken.cure[0]
    card = torch(works=True, name="RTX 5090", memory=32 * 2**30, capability=[12, 0], built_for=["sm_86", "sm_90"])
    assert "has no code for it" in compute(none, card)[0].text


def test_which_cards_a_torch_has_code_for():
    assert runs_on((8, 6), ["sm_80"])
    assert not runs_on((9, 0), ["sm_80", "sm_86"])
    assert not runs_on((8, 0), ["sm_86"])
    assert runs_on((12, 0), ["sm_90", "compute_90"])
    assert runs_on((9, 0), ["sm_90a"])
    assert runs_on((11, 0), ["gfx1100"])


def test_torch_is_probed_in_another_process():
    found = probe_torch()
    assert found["version"].startswith("2.")
    assert set(found) >= {"cuda", "hip", "mps", "xpu", "works"}


def test_midi(linux, tmp_path):
    assert midi(linux({}), trouble=works)[0].cure == ("sudo modprobe snd-seq",)
    machine = linux({"dev/snd/seq": ""})
    assert midi(machine, lambda: ["nanoKONTROL2"], works)[0].text == "nanoKONTROL2"
    assert midi(machine, list, works)[0].state == WORKS

    def broken():
        raise OSError("no sequencer client")

    assert midi(machine, broken, works)[0].text == "no sequencer client"


def test_ndi_spout_and_syphon(linux):
    assert "[ndi]" in ndi(linux({}), lambda name: trouble(name, ModuleNotFoundError()))[0].cure[0]
    assert "avahi" in ndi(linux(os_release("arch")), works)[0].cure[0]
    assert ndi(linux({"run/avahi-daemon/socket": ""}), works)[0].state == WORKS
    assert spout(Machine("Linux")) == syphon(Machine("Linux")) == []
    assert syphon(Machine("Darwin"), works)[0].state == WORKS
    assert spout(Machine("Windows"))[0].about == "Spout"


BROKEN_PACKAGES = {  # what a package of that name does when it is imported, and what is to be said of it
    "aalink": ("raise ImportError('libatomic.so.1: cannot open shared object file: No such file')",
               "aalink wants the system's libatomic.so.1", "sudo apt install libatomic1"),
    "supriya_midi": ("raise ImportError('libasound.so.2: cannot open shared object file: No such file')",
                     "supriya_midi wants the system's libasound.so.2", "sudo apt install alsa-utils"),
    "sounddevice": ("raise OSError('PortAudio library not found')",
                    "sounddevice wants the system's libportaudio.so.2", "sudo apt install libportaudio2"),
    "mss": ("raise SystemError('initialization of mss failed')", "mss does not load (initialization", "pip install"),
    "cyndilib": ("import os; os._exit(132)", "cyndilib does not load: it ends Python with code 132", "pip install"),
    "pyvirtualcam": ("import numbers_that_are_not_there", "pyvirtualcam does not load (No module named", "pip install"),
}  # fmt: skip


@pytest.mark.parametrize("package", BROKEN_PACKAGES)
def test_a_package_that_does_not_import_is_told_with_the_cure(package, tmp_path, monkeypatch):
    code, text, cure = BROKEN_PACKAGES[package]
    (tmp_path / f"{package}.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    found = imported(package)
    assert found[0].startswith(text) and cure in found[1]


def test_every_package_that_may_be_missing_is_told_with_its_cure():
    for name, about in PACKAGES.items():
        text, cure = trouble(name, ModuleNotFoundError())
        here = not about.system or about.system == {"Windows": "Windows", "Darwin": "macOS"}.get(platform.system())
        assert about.use in text and cure.startswith("pip install" if here else "only on")


def test_a_show_that_does_not_import_can_not_run(tmp_path, monkeypatch):
    assert show()[0].state == WORKS
    (tmp_path / "cv2.py").write_text("raise ImportError('libGL.so.1: cannot open shared object file')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    (finding,) = show()
    assert finding.state == BROKEN and "libGL.so.1" in finding.text


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
def test_a_port_in_use_names_who_holds_it_and_another_one(kind):
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        port = taken.getsockname()[1]
        (osc,) = ports(Settings(osc_port=port, web_port=0, feedback_port=0))
        assert osc.state == BROKEN
        assert f"process {os.getpid()}" in osc.text
        assert "reverie run --osc-port " in osc.cure[0]


def test_an_address_of_another_machine_can_not_be_listened_on():
    osc = ports(Settings(listen="192.0.2.1", web_port=0))[0]
    assert osc.state == BROKEN and "192.0.2.1" in osc.text


def test_room(linux, tmp_path):
    assert disk(tmp_path / "not" / "there", 1)[0].state == WORKS
    assert disk(tmp_path, 10**18)[0].state == MISSING
    (tmp_path / "dev/shm").mkdir(parents=True)
    assert shared_memory(linux({}), 1)[0].state == WORKS
    assert "--shm-size" in shared_memory(linux({}), 10**18)[0].cure[0]
    assert builtin_model(tmp_path)[0].state == BROKEN
    (tmp_path / "model_index.json").write_text("{}")
    (tmp_path / "unet.safetensors").write_bytes(bytes(2_000_000))
    assert builtin_model(tmp_path)[0].text == "2.0 MB"


def test_encoders_that_open():
    assert "libx264" in encoders()[0].text
    assert "prores_ks" in encoders()[0].text
    assert encoders(["no_such_encoder"])[0].state == MISSING


def test_python_and_its_packages():
    assert python()[0].about == "Python"


def test_an_examination_that_fails_hides_no_other(tmp_path):
    def torn(path):
        raise RuntimeError("registry is torn")

    found = list(examine(Settings(), Machine("Windows", tmp_path, str(tmp_path), keys=torn)))
    assert "registry is torn" in next(f for f in found if f.about == "virtual camera").text
    assert {"NDI", "recording", "disk"} <= {f.about for f in found}


def test_printing_tells_whether_the_show_can_run():
    out = io.StringIO()
    assert print_findings([Finding("A", WORKS, "fine"), Finding("B", MISSING, "not there", ("get it",))], out) == 0
    assert "> get it" in out.getvalue() and "The show can run." in out.getvalue()
    assert print_findings([Finding("A", BROKEN, "torn")], out) == 1


def test_as_a_command():
    said = subprocess.run(
        [sys.executable, "-m", "engine.cli", "doctor", "--osc-port", "0", "--web-port", "0"],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=170,
    )  # fmt: skip
    assert said.returncode in (0, 1), said.stderr
    assert "torch" in said.stdout and said.stderr == ""
