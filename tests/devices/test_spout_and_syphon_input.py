"""Spout and Syphon come in on other systems: here, from stand-ins that know the real names and arities only.

They were read off SpoutGL 0.1.1's binding and syphon-python's source. Any other name is an AttributeError, any other
call a TypeError.
"""

import sys
import types
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from clips import number, numbered

from engine.devices.crop import fit
from engine.devices.device_worker import DeviceEnded, DeviceError

SIZE = (64, 36)
PICTURE = numbered(9, (120, 68))


class SpoutReceiver:
    """pybind11 without py::arg: positional arguments only, and no defaults."""

    senders = ["Reverie", "Booth"]

    def __init__(self):
        self.calls, self._updated = [], True
        self.made.append(self)

    def createOpenGL(self, /) -> bool:
        self.calls.append("createOpenGL")
        return True

    def closeOpenGL(self, /) -> bool:
        self.calls.append("closeOpenGL")
        return True

    def getSenderList(self, /) -> list:
        return list(self.senders)

    def setReceiverName(self, name: str, /) -> None:
        assert type(name) is str
        self.name = name
        self.calls.append(f"setReceiverName {name}")

    def receiveImage(self, buffer, glFormat, invert, hostFbo, /) -> bool:
        assert [type(value) for value in (glFormat, invert, hostFbo)] == [int, bool, int]
        if self.name not in self.senders:
            return False
        if buffer is not None:
            view = memoryview(buffer)
            assert view.c_contiguous and not view.readonly
            if not self._updated:
                assert view.nbytes == 120 * 68 * 4
                view.cast("B")[:] = np.dstack([PICTURE, np.zeros((68, 120), np.uint8)]).tobytes()
        return True

    def isUpdated(self, /) -> bool:
        updated, self._updated = self._updated, False
        return updated

    def isFrameNew(self, /) -> bool:
        return True

    def getSenderWidth(self, /) -> int:
        return 120

    def getSenderHeight(self, /) -> int:
        return 68

    def releaseReceiver(self, /) -> None:
        self.calls.append("releaseReceiver")


@pytest.fixture
def spout(monkeypatch):
    module = types.ModuleType("SpoutGL")
    module.SpoutReceiver = type("SpoutReceiver", (SpoutReceiver,), {"made": [], "senders": ["Reverie", "Booth"]})
    monkeypatch.setitem(sys.modules, "SpoutGL", module)
    return module.SpoutReceiver


def test_spout(spout):
    from engine.devices.texture_sharing import SpoutInput

    source = SpoutInput("")
    picture = source.read(SIZE, 0.5)
    assert (picture[:, :, :3] == PICTURE).all(), "the right way up"
    assert number(fit(picture, SIZE, source.layout)) == 9
    assert source.description == "Booth, 120x68", "the first that is not ourselves"
    source.close()
    (receiver,) = spout.made
    assert receiver.calls == ["createOpenGL", "setReceiverName Booth", "releaseReceiver", "closeOpenGL"]


def test_spout_senders_that_are_not_there_or_go(spout):
    from engine.devices.texture_sharing import SpoutInput

    assert SpoutInput.found(Path()) == [("spout:Reverie", ""), ("spout:Booth", "")]
    with pytest.raises(DeviceError, match="no Spout sender Other: there is Reverie, Booth"):
        SpoutInput("Other")
    assert spout.made[-1].calls[-1] == "closeOpenGL"
    source = SpoutInput("Booth")
    spout.senders.remove("Booth")
    with pytest.raises(DeviceError, match="the Spout sender Booth is gone"):
        for _ in range(100):
            assert source.read(SIZE, 0.1) is None
    source.close()
    with pytest.raises(DeviceError, match="no Spout sender to receive"):
        SpoutInput("")


@pytest.mark.skipif(sys.platform == "win32", reason="SpoutGL is there")
def test_no_spout():
    from engine.devices.texture_sharing import SpoutInput

    with pytest.raises(DeviceEnded, match="no Spout here: only on Windows"):
        SpoutInput("")


class Texture:
    def __init__(self, data):
        self.data = data


@dataclass
class SyphonServerDescription:
    uuid: str
    name: str
    app_name: str
    icon: object
    raw: object


class SyphonServerDirectory:
    there: list = []

    def __init__(self):
        self.run_loop_interval = 1.0

    @property
    def servers(self):
        assert self.run_loop_interval == 0.0, "nobody waits a second in a loop that nothing comes to"
        return [SyphonServerDescription("", name, app, None, {}) for name, app in self.there]


class SyphonMetalClient:
    made: list = []

    def __init__(self, description, device=None):
        self.description, self.is_valid, self.has_new_frame, self.stopped = description, True, True, 0
        self.made.append(self)

    @property
    def new_frame_image(self):
        self.has_new_frame = False
        return Texture(np.dstack([PICTURE[::-1, :, ::-1], np.zeros((68, 120), np.uint8)]))

    def stop(self):
        self.stopped += 1


@pytest.fixture
def syphon(monkeypatch):
    def copy_mtl_texture_to_image(texture):
        return np.frombuffer(texture.data.tobytes(), np.uint8).reshape(texture.data.shape)

    modules = {name: types.ModuleType(name) for name in ("syphon", "syphon.utils", "syphon.utils.numpy")}
    there = [("Reverie", "Python"), ("Main", "Resolume Arena"), ("", "Simple Server")]
    modules["syphon"].SyphonServerDirectory = type("Directory", (SyphonServerDirectory,), {"there": there})
    modules["syphon"].SyphonMetalClient = type("Client", (SyphonMetalClient,), {"made": []})
    modules["syphon.utils.numpy"].copy_mtl_texture_to_image = copy_mtl_texture_to_image
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    return modules["syphon"]


def test_syphon(syphon):
    from engine.devices.texture_sharing import SyphonInput

    assert [name for name, _ in SyphonInput.found(Path())] == ["syphon:Reverie", "syphon:Main", "syphon:Simple Server"]
    source = SyphonInput("")
    (client,) = syphon.SyphonMetalClient.made
    assert (client.description.name, source.description) == ("Main", "Main")
    picture = source.read(SIZE, 0.0)
    assert (fit(picture, (120, 68), source.layout) == PICTURE).all(), "upright, in its colours"
    assert source.read(SIZE, 0.01) is None, "nothing new"
    client.is_valid = False
    with pytest.raises(DeviceError, match="the Syphon server Main is gone"):
        source.read(SIZE, 0.0)
    source.close()
    assert client.stopped == 1
    assert SyphonInput("Simple Server").description == "Simple Server", "by its program"
    with pytest.raises(DeviceError, match="no Syphon server Other: there is Reverie, Main, Simple Server"):
        SyphonInput("Other")


@pytest.mark.skipif(sys.platform == "darwin", reason="Syphon may be there")
def test_no_syphon():
    from engine.devices.texture_sharing import SyphonInput

    with pytest.raises(DeviceEnded, match="no Syphon here: only on macOS"):
        SyphonInput("")
