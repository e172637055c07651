"""Cameras: a stand-in that behaves as OpenCV's real ones do, where there is none. test_camera_vm.py has a real one."""

import cv2
import numpy as np
import pytest

from engine.devices import camera
from engine.devices.camera import CameraInput
from engine.devices.device_worker import DeviceError

SIZE = (64, 36)


class VideoCapture:
    """cv2.VideoCapture: `pictures` are what it gives, None for a grab that fails."""

    made: list = []
    opens = True
    pictures: list = []

    def __init__(self, index, backend):
        self.index, self.backend, self.set_to, self.released = index, backend, {}, 0
        self.left = list(self.pictures)
        self.made.append(self)

    def isOpened(self):
        return self.opens

    def set(self, property, value):
        self.set_to[property] = value
        return False  # as a driver does that knows nothing of it

    def grab(self):
        self.grabbed = self.left.pop(0) if self.left else None
        return self.grabbed is not None

    def retrieve(self):
        return self.grabbed.size > 0, self.grabbed

    def release(self):
        self.released += 1


@pytest.fixture
def capture(monkeypatch):
    made = type("VideoCapture", (VideoCapture,), {"made": []})
    monkeypatch.setattr(cv2, "VideoCapture", made)
    monkeypatch.setattr(camera.os.path, "exists", lambda path: True)
    return made


def plain(width, height, channels=3):
    return np.full((height, width, channels), 90, np.uint8)


def test_it_is_asked_for_what_dreams_need(capture):
    capture.pictures = [plain(1280, 720)]
    source = CameraInput("2")
    picture = source.read(SIZE, 0.0)
    (made,) = capture.made
    assert made.index == 2
    assert made.set_to[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")
    assert (made.set_to[cv2.CAP_PROP_FRAME_WIDTH], made.set_to[cv2.CAP_PROP_FRAME_HEIGHT]) == camera.ASKED
    assert picture.shape == (720, 1280, 3) and source.layout == "BGR"
    assert source.description == "camera 2, 1280x720"
    source.close()
    assert made.released == 1


def test_odd_sizes_that_change_and_greys(capture, monkeypatch):
    monkeypatch.setattr(camera, "THIN", 0.0)
    capture.pictures = [plain(641, 479), plain(1, 1), plain(320, 240, 1), np.zeros((240, 320), np.uint8)]
    source = CameraInput("0")
    assert [source.read(SIZE, 0.0).shape for _ in range(4)] == [(479, 641, 3), (1, 1, 3), (240, 320, 3), (240, 320, 3)]


def test_a_fast_camera_is_thinned(capture):
    capture.pictures = [plain(64, 36)] * 1000
    source = CameraInput("0")
    given = [source.read(SIZE, 0.0) for _ in range(100)]
    assert given[0] is not None and sum(picture is not None for picture in given) < 50


def test_a_picture_now_and_then_may_fail_but_not_many_in_a_row(capture, monkeypatch):
    monkeypatch.setattr(camera, "THIN", 0.0)
    good, none, empty = plain(64, 36), None, np.zeros((0, 0, 3), np.uint8)
    capture.pictures = [good, none, empty, good, none, none, none]
    source = CameraInput("3")
    assert [source.read(SIZE, 0.0) is not None for _ in range(6)] == [True, False, False, True, False, False]
    with pytest.raises(DeviceError, match="camera 3 gives no pictures any more"):
        source.read(SIZE, 0.0)


def test_one_that_does_not_open(capture, monkeypatch):
    capture.opens = False
    with pytest.raises(DeviceError, match="camera 0 does not open"):
        CameraInput("0")
    assert capture.made[0].released == 1
    monkeypatch.setattr(camera, "first_camera", lambda: None)
    with pytest.raises(DeviceError, match="no camera is here"):
        CameraInput("")
    assert len(capture.made) == 1, "no device is touched that is not there"


def test_the_first_camera_is_no_other_programs_picture(monkeypatch):
    there = [camera.FoundCamera(0, "Reverie", looped=True), camera.FoundCamera(1, "Webcam")]
    monkeypatch.setattr(camera, "cameras", lambda: there)
    assert camera.first_camera() == 1
    there.pop()
    assert camera.first_camera() is None
