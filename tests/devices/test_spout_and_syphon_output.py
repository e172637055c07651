"""Spout and Syphon run on other systems: here, against stand-ins that know the real names and arities only.

They were read off SpoutGL 0.1.1's binding and syphon-python 0.2.0's source. Any other name is an AttributeError,
any other call a TypeError.
"""

import sys
import types

import numpy as np
import pytest
from samples import noise

from engine.devices.device_worker import DeviceEnded, DeviceError
from engine.frames import Format

SIZE = (64, 36)


class SpoutSender:
    """pybind11 without py::arg: positional arguments only, and no defaults."""

    made: list = []
    works = True

    def __init__(self):
        self.calls, self.images = [], []
        self.made.append(self)

    def createOpenGL(self, /) -> bool:
        self.calls.append("createOpenGL")
        return True

    def closeOpenGL(self, /) -> bool:
        self.calls.append("closeOpenGL")
        return True

    def setSenderName(self, name: str, /) -> None:
        assert type(name) is str
        self.calls.append(f"setSenderName {name}")

    def releaseSender(self, /) -> None:
        self.calls.append("releaseSender")

    def sendImage(self, buffer, width, height, glFormat, invert, hostFbo, /) -> bool:
        view = memoryview(buffer)
        assert view.c_contiguous and view.nbytes >= width * height * 4
        assert [type(value) for value in (width, height, glFormat, invert, hostFbo)] == [int, int, int, bool, int]
        self.images.append((bytes(view), width, height, glFormat, invert, hostFbo))
        return self.works

    def setFrameSync(self, name: str, /) -> None:
        assert type(name) is str


@pytest.fixture
def spout(monkeypatch):
    module = types.ModuleType("SpoutGL")
    module.SpoutSender = type("SpoutSender", (SpoutSender,), {"made": []})
    monkeypatch.setitem(sys.modules, "SpoutGL", module)
    return module.SpoutSender


def test_spout(spout):
    from engine.devices.texture_sharing import SpoutOutput

    output = SpoutOutput("Booth", SIZE)
    assert output.wants == (Format("RGBA", *SIZE),)
    frame = noise(output.format, 0)
    output.send(frame)
    output.close()
    (sender,) = spout.made
    assert sender.images == [(frame.data.tobytes(), 64, 36, 0x1908, False, 0)], "the right way up, nothing converted"
    assert sender.calls == ["createOpenGL", "setSenderName Booth", "releaseSender", "closeOpenGL"]


def test_spout_that_fails(spout):
    from engine.devices.texture_sharing import SpoutOutput

    output = SpoutOutput("", SIZE)
    assert output.description == "Reverie"
    spout.works = False
    with pytest.raises(DeviceError, match="graphics driver"):
        output.send(noise(output.format, 0))
    output.close()


@pytest.mark.skipif(sys.platform == "win32", reason="SpoutGL is there")
def test_no_spout():
    from engine.devices.texture_sharing import SpoutOutput

    with pytest.raises(DeviceEnded, match="no Spout here: only on Windows"):
        SpoutOutput("", SIZE)


class Texture:
    def __init__(self, width, height):
        self.data = np.zeros((height, width, 4), np.uint8)


class SyphonMetalServer:
    made: list = []

    def __init__(self, name, device=None, command_queue=None, *, is_private=False):
        self.name, self.device, self.published, self.stopped = name, object(), [], 0
        self.clients = True
        self.made.append(self)

    def publish_frame_texture(
        self, texture, region=None, size=None, is_flipped=False, command_buffer=None, auto_commit=True
    ):
        assert isinstance(texture, Texture)
        self.published.append((texture, texture.data.copy(), is_flipped))

    @property
    def has_clients(self):
        return self.clients

    def stop(self):
        self.stopped += 1


@pytest.fixture
def syphon(monkeypatch):
    server = type("SyphonMetalServer", (SyphonMetalServer,), {"made": []})

    def create_mtl_texture(device, width, height, pixel_format=70):
        assert device is server.made[-1].device
        return Texture(width, height)

    def copy_image_to_mtl_texture(image, texture):
        assert image.ndim == 3 and image.shape[2] == 4
        texture.data[:] = image

    modules = {
        name: types.ModuleType(name) for name in ("syphon", "syphon.utils", "syphon.utils.numpy", "syphon.utils.raw")
    }
    modules["syphon"].SyphonMetalServer = server
    modules["syphon.utils.numpy"].copy_image_to_mtl_texture = copy_image_to_mtl_texture
    modules["syphon.utils.raw"].create_mtl_texture = create_mtl_texture
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    return server


def test_syphon(syphon):
    from engine.devices.texture_sharing import SyphonOutput

    output = SyphonOutput("Booth", SIZE)
    (server,) = syphon.made
    assert output.wants == (Format("RGBA", *SIZE),)
    frames = [noise(output.format, tick) for tick in range(5)]
    for frame in frames:
        output.send(frame)
    assert [(data == frame.data).all() for (_, data, _), frame in zip(server.published, frames, strict=True)] == [
        True
    ] * 5
    assert all(flipped for _, _, flipped in server.published), "our rows count from the top"
    assert server.published[0][0] is not server.published[1][0], "the card may still read the texture before"
    server.clients = False
    assert output.wants == (), "nobody looks: render nothing"
    output.close()
    assert output.wants == ()
    assert (server.name, server.stopped) == ("Booth", 1)


@pytest.mark.skipif(sys.platform == "darwin", reason="Syphon may be there")
def test_no_syphon():
    from engine.devices.texture_sharing import SyphonOutput

    with pytest.raises(DeviceEnded, match="no Syphon here: only on macOS"):
        SyphonOutput("", SIZE)
