"""The virtual camera: pyvirtualcam, to OBS's camera on Windows and macOS, to v4l2loopback on Linux."""

from __future__ import annotations

import glob
import os
import re
import struct
import sys
import time
from typing import Any

from engine.frames import Format, Frame
from engine.outputs.output import Output, OutputError

# What each backend hands on as it is, best first; in anything else it converts every frame on one core.
LAYOUTS = {
    "obs": ("UYVY", "I420") if sys.platform == "darwin" else ("NV12", "I420"),
    "v4l2loopback": ("I420",),
    "unitycapture": ("RGBA",),
}
UNITYCAPTURE_BYTES = 3840 * 2160 * 8  # a larger frame vanishes in it without an error
SMALLER = (1920, 1080)  # what a camera is sent that does not take the show's size

VIDIOC_QUERYCAP = 0x80685600
CAPABILITY = struct.Struct("16s32s32sIII12x")  # driver, card, bus, version, capabilities, of this node
VIDEO_OUTPUT = 0x2

CAMERAS = {  # on Windows: how each is registered
    "OBS Virtual Camera": "{A3FCE0F5-3493-419F-958A-ABA1250EC20B}",
    "Unity Video Capture": "{5C2CD55C-92AD-4999-8666-912BD3E70010}",
}
INSTALL = {
    "linux": "sudo apt install v4l2loopback-dkms && "
    "sudo modprobe v4l2loopback video_nr=10 card_label=Reverie max_buffers=8",
    "win32": "install OBS Studio (obsproject.com), which brings the camera",
    "darwin": "install OBS Studio 30 or newer, and press Start Virtual Camera in it once",
}
# Before 0.13, v4l2loopback with exclusive_caps=1 can be written to by one program only once per load.
RELOAD = "sudo modprobe -r v4l2loopback && sudo modprobe v4l2loopback exclusive_caps=0 max_buffers=8"


class VirtualCam(Output):
    """device: /dev/videoN, a camera's name, or empty for the first that opens. Kept open for the whole show."""

    def __init__(self, device: str, size: tuple[int, int], fps: float):
        import pyvirtualcam
        from pyvirtualcam.camera import BACKENDS

        errors: list[str] = []
        for width, height in sizes(size):
            for backend in BACKENDS:
                try:
                    # Not left to pyvirtualcam on Linux: it opens every real camera on its way and never closes it.
                    chosen = loopback(device) if backend == "v4l2loopback" else device or None
                except OutputError as error:
                    errors.append(str(error))
                    continue
                for layout in LAYOUTS.get(backend, ("I420",)):
                    frame_format = Format(layout, width, height)
                    if backend == "unitycapture" and width * height * 4 > UNITYCAPTURE_BYTES:
                        errors.append(f"unitycapture takes no {width}x{height}")
                        continue
                    try:
                        self._camera: Any = pyvirtualcam.Camera(
                            width,
                            height,
                            fps,
                            fmt=pyvirtualcam.PixelFormat[layout],
                            device=chosen,
                            backend=backend,
                        )
                    except Exception as error:  # a backend raises what it likes
                        errors.append(str(error).splitlines()[0])
                        continue
                    self.format = frame_format
                    self.description = f"{self._camera.device}, {layout} {width}x{height}"
                    self._node = self._camera.device if backend == "v4l2loopback" else ""
                    self._look_again = time.perf_counter() + 1
                    return
        cure = INSTALL.get(sys.platform, "there is none for this system")
        raise OutputError(f"{errors[0]}: {cure}" if errors else f"no virtual camera: {cure}")

    def send(self, frame: Frame) -> None:
        self._camera.send(frame.data)
        # pyvirtualcam prints a failed write and goes on: so see for ourselves whether the device is still there
        if self._node and time.perf_counter() > self._look_again:
            self._look_again = time.perf_counter() + 1
            if not os.path.exists(self._node):
                raise OutputError(f"{self._node} is gone")

    def close(self) -> None:
        self._camera.close()


def sizes(size: tuple[int, int]) -> list[tuple[int, int]]:
    """The sizes to try: the show's own, and one that fits SMALLER, even and of the same shape."""
    scale = min(1.0, *(low / high for low, high in zip(SMALLER, size, strict=True)))
    if scale == 1.0:
        return [size]
    return [size, (round(size[0] * scale / 2) * 2, round(size[1] * scale / 2) * 2)]


def loopback(device: str) -> str:
    """The v4l2loopback device to write to: `device`, or the first that can be written to. Raises OutputError."""
    errors = []
    for node in [device] if device else loopbacks():
        try:
            driver, capabilities = capability(node)
        except OSError as error:
            join = "add yourself to the group video: sudo usermod -aG video $USER, then log in again"
            errors.append(f"{node}: {error.strerror}" + f" ({join})" * isinstance(error, PermissionError))
            continue
        if driver != "v4l2 loopback":
            errors.append(f"{node} is a real camera ({driver})")
        elif not capabilities & VIDEO_OUTPUT:
            errors.append(f"{node} can't be written to again: {RELOAD}")
        else:
            return node
    raise OutputError(errors[0] if errors else "no v4l2loopback device")


def loopbacks() -> list[str]:
    """The nodes of devices that belong to no hardware, in order of their numbers."""
    nodes = [f"/dev/{os.path.basename(path)}" for path in glob.glob("/sys/devices/virtual/video4linux/video*")]
    return sorted(nodes, key=lambda node: int(re.sub(r"\D", "", node) or 0))


def capability(node: str) -> tuple[str, int]:
    """(driver, capabilities) of a video device; raises OSError."""
    import fcntl

    file = os.open(node, os.O_RDWR | os.O_NONBLOCK)
    try:
        answer = bytearray(CAPABILITY.size)
        fcntl.ioctl(file, VIDIOC_QUERYCAP, answer)
    finally:
        os.close(file)
    driver, _, _, _, capabilities, here = CAPABILITY.unpack(answer)
    return driver.rstrip(b"\0").decode(errors="replace"), here or capabilities


def here() -> tuple[bool, str]:
    """(True, the camera of this machine) or (False, what to do); quick, and opens no real camera."""
    cure = INSTALL.get(sys.platform, "there is none for this system")
    if sys.platform == "linux":
        try:
            return True, loopback("")
        except OutputError as error:
            return False, str(error) if loopbacks() else cure
    if sys.platform == "win32":
        import winreg

        for name, identity in CAMERAS.items():
            try:
                winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, f"CLSID\\{identity}"))
            except OSError:
                continue
            return True, name
    if sys.platform == "darwin" and os.path.isdir("/Applications/OBS.app"):
        return True, "OBS Virtual Camera"
    return False, cure
