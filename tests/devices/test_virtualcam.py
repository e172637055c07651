"""The virtual camera, on a stand-in with the interface of pyvirtualcam's backends. The real one: test_vcam_vm.py."""

import sys

import numpy as np
import pytest
from samples import noise

pyvirtualcam = pytest.importorskip("pyvirtualcam")
from pyvirtualcam import camera  # noqa: E402
from pyvirtualcam.util import decode_fourcc  # noqa: E402

from engine.devices import v4l2, virtualcam  # noqa: E402
from engine.devices.device_worker import DeviceError  # noqa: E402
from engine.devices.virtualcam import VirtualCamera, sizes  # noqa: E402


class Backend:
    """Takes what `camera.Backend` documents, and nothing else; keeps what it was sent."""

    made: list = []
    takes = ("I420", "NV12", "ABGR", "raw ", "UYVY")
    largest = (3840, 2160)

    def __init__(self, *, width, height, fps, fourcc, device):
        if decode_fourcc(fourcc) not in self.takes:
            raise RuntimeError("Unsupported image format.")
        if width > self.largest[0] or height > self.largest[1]:
            raise RuntimeError(f"{width}x{height} is too large")
        self.size, self.fps, self.fourcc, self.name = (width, height), fps, decode_fourcc(fourcc), device or "Stand-in"
        self.sent, self.closed = [], 0
        self.made.append(self)

    def close(self):
        self.closed += 1

    def send(self, frame):
        assert frame.ndim == 1 and frame.dtype == np.uint8 and frame.flags.c_contiguous
        self.sent.append(bytes(frame))

    def device(self):
        return self.name

    def native_fourcc(self):
        return None


@pytest.fixture
def backends(monkeypatch):
    """Only stand-ins, under the names of the real ones; gives a function that registers one."""
    monkeypatch.setattr(camera, "BACKENDS", {})

    def register(name, **traits):
        backend = type("Backend", (Backend,), {"made": [], **traits})
        pyvirtualcam.register_backend(name, backend)
        return backend

    return register


LAYOUTS = [("stand-in", "I420"), ("unitycapture", "RGBA"), ("obs", "UYVY" if sys.platform == "darwin" else "NV12")]


@pytest.mark.parametrize("name, layout", LAYOUTS)
def test_bytes_arrive_as_they_are(backends, name, layout):
    backend = backends(name)
    output = VirtualCamera("", (640, 360), 30)
    assert (output.format.layout, output.format.width, output.format.height) == (layout, 640, 360)
    frames = [noise(output.format, tick) for tick in range(3)]
    for frame in frames:
        output.send(frame)
    output.close()
    (made,) = backend.made
    assert made.sent == [frame.data.tobytes() for frame in frames]
    assert (made.size, made.fps, made.closed) == ((640, 360), 30, 1)
    assert made.fourcc == {"RGBA": "ABGR"}.get(layout, layout)


def test_an_older_obs_without_nv12(backends):
    backends("obs", takes=("I420", "raw "))
    output = VirtualCamera("", (640, 360), 30)
    assert output.format.layout == "I420"
    output.close()


def test_a_device_is_asked_for_by_name(backends):
    backend = backends("stand-in")
    output = VirtualCamera("Stage left", (64, 36), 60)
    assert backend.made[0].name == "Stage left"
    assert output.description == "Stage left, I420 64x36"
    output.close()


def test_a_camera_that_takes_no_4k_is_sent_less(backends):
    backends("stand-in", largest=(1920, 1080))
    output = VirtualCamera("", (3840, 2160), 30)
    assert (output.format.width, output.format.height) == (1920, 1080)
    output.close()


def test_what_unitycapture_would_lose_in_silence_is_not_sent_to_it(backends):
    backend = backends("unitycapture", largest=(9999, 9999))
    output = VirtualCamera("", (7680, 4320), 30)
    assert backend.made[0].size == (1920, 1080)
    output.close()


def test_sizes_keep_their_shape():
    assert sizes((3840, 2160)) == [(3840, 2160), (1920, 1080)]
    assert sizes((1920, 1080)) == [(1920, 1080)]
    assert sizes((640, 360)) == [(640, 360)]
    assert sizes((2160, 3840)) == [(2160, 3840), (608, 1080)]
    assert sizes((2160, 2160)) == [(2160, 2160), (1080, 1080)]


def test_no_camera_says_what_to_install(backends):
    with pytest.raises(DeviceError) as error:
        VirtualCamera("", (640, 360), 30)
    assert virtualcam.INSTALL[sys.platform] in str(error.value)
    backends("stand-in", takes=())
    with pytest.raises(DeviceError, match="Unsupported image format"):
        VirtualCamera("", (640, 360), 30)


@pytest.mark.skipif(sys.platform != "linux", reason="v4l2loopback is Linux's")
def test_linux_without_the_module():
    """The real backend of pyvirtualcam is never asked to look by itself: it opens real cameras and keeps them open."""
    if v4l2.loopbacks():
        pytest.skip("this machine has a v4l2loopback device; the slow test writes to one")
    assert VirtualCamera.here() == (False, virtualcam.INSTALL["linux"])
    with pytest.raises(DeviceError, match="no v4l2loopback device: sudo apt install v4l2loopback-dkms"):
        VirtualCamera("", (640, 360), 30)
    with pytest.raises(DeviceError, match="/dev/video99: No such file"):
        VirtualCamera("/dev/video99", (640, 360), 30)
    with pytest.raises(DeviceError, match="/dev/null: Inappropriate ioctl"):
        VirtualCamera("/dev/null", (640, 360), 30)
