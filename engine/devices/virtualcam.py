"""The virtual camera: pyvirtualcam, to OBS's camera on Windows and macOS, to v4l2loopback on Linux."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Any

from engine.devices import v4l2
from engine.devices.device_worker import DeviceEnded, DeviceError, OutputDevice, Size
from engine.frames import Format, Frame
from engine.packages import needed

# What each backend hands on as it is, best first; in anything else it converts every frame on one core.
LAYOUTS = {
    "obs": ("UYVY", "I420") if sys.platform == "darwin" else ("NV12", "I420"),
    "v4l2loopback": ("I420",),
    "unitycapture": ("RGBA",),
}
UNITYCAPTURE_BYTES = 3840 * 2160 * 8  # a larger frame vanishes in it without an error
SMALLER = (1920, 1080)  # what a camera is sent that does not take the show's size

OBS_CAMERA = "OBS Virtual Camera"
OBS_ON_MAC = "/Applications/OBS.app"
WINDOWS_CAMERAS = {  # below HKEY_CLASSES_ROOT
    OBS_CAMERA: r"CLSID\{A3FCE0F5-3493-419F-958A-ABA1250EC20B}",
    "Unity Video Capture": r"CLSID\{5C2CD55C-92AD-4999-8666-912BD3E70010}",
}
INSTALL = {
    "linux": f"sudo apt install v4l2loopback-dkms && {v4l2.MODPROBE}",
    "win32": "install OBS Studio (obsproject.com), which brings the camera",
    "darwin": "install OBS Studio 30 or newer, and press Start Virtual Camera in it once",
}


class VirtualCamera(OutputDevice):
    """device: /dev/videoN, a camera's name, or empty for the first that opens. Kept open for the whole show."""

    def __init__(self, device: str, size: Size, fps: float, stop: threading.Event | None = None):
        with needed("pyvirtualcam", DeviceEnded):
            import pyvirtualcam
            from pyvirtualcam.camera import BACKENDS

        errors: list[str] = []
        for width, height in sizes(size):
            for backend in BACKENDS:
                try:
                    # Not left to pyvirtualcam on Linux: it opens every real camera on its way and never closes it.
                    chosen = loopback(device) if backend == "v4l2loopback" else device or None
                except DeviceError as error:
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
        raise DeviceError(f"{errors[0]}: {cure}" if errors else f"no virtual camera: {cure}")

    def send(self, frame: Frame) -> None:
        self._camera.send(frame.data)
        # pyvirtualcam prints a failed write and goes on: so see for ourselves whether the device is still there
        if self._node and time.perf_counter() > self._look_again:
            self._look_again = time.perf_counter() + 1
            if not os.path.exists(self._node):
                raise DeviceError(f"{self._node} is gone")

    def close(self) -> None:
        self._camera.close()

    @staticmethod
    def here() -> tuple[bool, str]:
        cure = INSTALL.get(sys.platform, "there is none for this system")
        if sys.platform == "linux":
            try:
                return True, loopback("")
            except DeviceError as error:
                return False, str(error) if v4l2.loopbacks() else cure
        if sys.platform == "win32":
            import winreg

            for name, key in WINDOWS_CAMERAS.items():
                try:
                    winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, key))
                except OSError:
                    continue
                return True, name
        if sys.platform == "darwin" and os.path.isdir(OBS_ON_MAC):
            return True, OBS_CAMERA
        return False, cure


def sizes(size: Size) -> list[Size]:
    """The sizes to try: the show's own, and one that fits SMALLER, even and of the same shape."""
    scale = min(1.0, *(low / high for low, high in zip(SMALLER, size, strict=True)))
    if scale == 1.0:
        return [size]
    return [size, (round(size[0] * scale / 2) * 2, round(size[1] * scale / 2) * 2)]


def loopback(device: str) -> str:
    """The v4l2loopback device to write to: `device`, or the first that can be written to. Raises DeviceError."""
    errors = []
    for path in [device] if device else v4l2.loopbacks():
        try:
            node = v4l2.query(path)
        except OSError as error:
            join = f"add yourself to the group video: {v4l2.JOIN}, then log in again"
            errors.append(f"{path}: {error.strerror}" + f" ({join})" * isinstance(error, PermissionError))
            continue
        if node.driver != v4l2.LOOPBACK:
            errors.append(f"{path} is a real camera ({node.driver})")
        elif not node.capabilities & v4l2.OUTPUT:
            # before 0.13, with exclusive_caps=1, it can be written to by one program only once per load
            errors.append(f"{path} can't be written to again: {v4l2.RELOAD}")
        else:
            return path
    raise DeviceError(errors[0] if errors else "no v4l2loopback device")
