"""The selector: what is published, how one source gives way to another, and when devices are let go."""

import threading
import time

import numpy as np
import pytest
from clips import numbered, write
from obedient import Device
from PIL import Image
from waiting import until

from engine.devices import camera, selector
from engine.devices.selector import CaptureWorker, InputSelector
from engine.parameters import State

SIZE = (64, 36)
LARGEST = 1920 * 1080 * 3  # bytes of a picture
LIVE = State().with_values({"/dream/method": "live"})


class Selecting:
    """A selector on its thread, and what came of it. `set` is what the performer does."""

    def __init__(self, media, given=""):
        self.state, self.size = LIVE, SIZE
        self.lines, self.pictures, self.times, self.when = [], [], [], []
        self.inputs = InputSelector(
            lambda: self.state, lambda: self.size, self.put, LARGEST, given, media, self.lines.append
        )
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.inputs.run, args=(self._stop,))

    def put(self, picture, moment):
        self.when.append(time.perf_counter())
        self.times.append(moment)
        self.pictures.append(picture.copy())

    def set(self, **values):
        self.state = self.state.with_values({"/" + name.replace("_", "/"): value for name, value in values.items()})

    def shows(self, grey, since=0):
        return until(lambda: len(self.pictures) > since and abs(int(self.pictures[-1][0, 0, 0]) - grey) <= 1)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def media(tmp_path):
    for grey in (50, 150, 250):
        Image.new("RGB", (128, 72), (grey,) * 3).save(tmp_path / f"{grey}.png")
    Image.fromarray(numbered(1, (64, 36))).save(tmp_path / "sided.png")
    return tmp_path


@pytest.fixture
def device(monkeypatch):
    """A camera that obeys the test."""
    monkeypatch.setattr(CaptureWorker, "BACK_OFF", (0.01,))
    device = Device(grey=100)
    monkeypatch.setattr(camera, "CameraInput", lambda argument: device.open())
    monkeypatch.setattr(camera, "first_camera", lambda: 7)
    return device


def test_a_switch_dissolves(media):
    with Selecting(media) as show:
        show.set(live_input="image:50.png")
        show.shows(50)
        show.set(live_input="image:250.png")
        show.shows(250)
    greys = [int(picture[0, 0, 0]) for picture in show.pictures]
    rising = [grey for grey in greys if 50 < grey < 250]
    assert greys == sorted(greys) and rising, "one into the other"
    for (before, after), (then, now) in zip(
        zip(greys, greys[1:], strict=False), zip(show.when, show.when[1:], strict=False), strict=True
    ):
        assert after - before <= 200 * (now - then + 0.02) / selector.DISSOLVE + 2, "no faster than its time"
    assert show.times == sorted(set(show.times)), "time always grows"


def test_a_switch_in_the_middle_of_a_dissolve_goes_on_from_what_is_seen(media):
    with Selecting(media) as show:
        show.set(live_input="image:50.png")
        show.shows(50)
        show.set(live_input="image:250.png")
        until(lambda: show.pictures[-1][0, 0, 0] > 100)
        show.set(live_input="image:150.png")
        show.shows(150)
    greys = np.array([int(picture[0, 0, 0]) for picture in show.pictures])
    gaps = np.diff(show.when)
    assert (np.abs(np.diff(greys)) <= 200 * (gaps + 0.02) / selector.DISSOLVE + 2).all()


def test_the_old_one_goes_on_until_the_new_one_is_there(media, device):
    device.there = False
    with Selecting(media) as show:
        show.set(live_input="image:50.png")
        show.shows(50)
        show.set(live_input="camera")
        until(lambda: any("not here" in line for line in show.lines))
        count = len(show.pictures)
        until(lambda: len(show.pictures) > count + 5)
        assert (show.pictures[-1] == 50).all()
        assert set(show.inputs.status()) == {"image:50.png", "camera"}
        device.there = True
        show.shows(100)
        until(lambda: set(show.inputs.status()) == {"camera"})


def test_one_that_vanishes_is_held_and_dissolves_back_in(media, device):
    with Selecting(media, "camera") as show:
        show.shows(100)
        device.there, device.grey = False, 220
        until(lambda: "not here" in show.inputs.about)
        count = len(show.pictures)
        until(lambda: len(show.pictures) > count + 10)
        assert (show.pictures[-1] == 100).all()
        device.there = True
        show.shows(220)
    assert any(110 < picture[0, 0, 0] < 210 for picture in show.pictures), "no cut"
    assert len([line for line in show.lines if "gone" in line]) == 1


def test_nothing_is_open_that_is_not_dreamed(media, device, monkeypatch):
    monkeypatch.setattr(selector, "GRACE", 0.3)
    with Selecting(media, "camera") as show:
        show.set(dream_method="travel")
        time.sleep(0.5)
        opened = device.opened
        assert show.inputs.about == "off" or opened, "it may have opened before it was told"
        until(lambda: show.inputs.about == "off" and device.closed == device.opened)
        opened = device.opened
        show.set(dream_method="live")
        until(lambda: device.opened == opened + 1)
        show.shows(100)
        show.set(dream_method="walk")
        until(lambda: device.closed == opened + 1)
        assert show.inputs.status() == {}


def test_a_camera_is_not_opened_twice(media, device):
    with Selecting(media, "camera") as show:
        show.shows(100)
        show.set(live_input="camera:7")
        until(lambda: "camera:7" in show.inputs.status())
        assert device.opened == 1
        show.set(live_input="")
        until(lambda: "camera" in show.inputs.status())
        assert device.opened == 1


def test_without_a_name_it_is_the_first_camera_or_the_pattern(media, device, monkeypatch):
    with Selecting(media) as show:
        show.shows(100)
    assert "the live input is camera:7, as no --input is given" in show.lines
    monkeypatch.setattr(camera, "first_camera", lambda: None)
    with Selecting(media) as show:
        until(lambda: show.pictures)
    assert "the live input is pattern, as no camera is here" in show.lines


def test_mirror(media):
    with Selecting(media) as show:
        show.set(live_input="image:sided.png")
        until(lambda: len(show.pictures) > 1 and (show.pictures[-1] == show.pictures[-2]).all())
        plain = show.pictures[-1]
        show.set(live_mirror=True)
        until(lambda: (show.pictures[-1] == plain[:, ::-1]).all())
        assert not (plain == plain[:, ::-1]).all()
    shares = [np.abs(picture - plain.astype(float)).sum() for picture in show.pictures]
    whole = shares[-1]
    for (before, after), (then, now) in zip(
        zip(shares, shares[1:], strict=False), zip(show.when, show.when[1:], strict=False), strict=True
    ):
        assert after - before <= whole * ((now - then + 0.02) / selector.DISSOLVE + 0.02), "it dissolves"


def test_the_size_follows_the_dreamer_even_in_a_dissolve(media):
    with Selecting(media) as show:
        show.set(live_input="image:50.png")
        show.shows(50)
        show.set(live_input="image:250.png")
        show.size = (40, 40)
        until(lambda: show.pictures[-1].shape == (40, 40, 3))
        show.shows(250)
        show.size = (4096, 4096)  # more than the intake holds
        until(lambda: show.pictures[-1].shape[0] > 40)
        assert show.pictures[-1].nbytes <= LARGEST
        show.size = (0, 0)
        until(lambda: show.pictures[-1].shape == (288, 512, 3))


def test_what_a_preset_says_wrong_is_told_and_changes_nothing(media):
    with Selecting(media) as show:
        show.set(live_input="image:50.png")
        show.shows(50)
        for told, wrong in enumerate(("image:../50.png", "nonsense", "file:nope.mp4"), 1):
            show.set(live_input=wrong)
            until(lambda told=told: len([line for line in show.lines if line.startswith("/live/input: ")]) == told)
        count = len(show.pictures)
        until(lambda: len(show.pictures) > count + 5)
        assert (show.pictures[-1] == 50).all()


def test_a_corrupt_file_is_told_and_the_old_source_goes_on(media):
    (media / "bad.mp4").write_bytes(b"nothing" * 100)
    with Selecting(media) as show:
        show.set(live_input="image:50.png")
        show.shows(50)
        show.set(live_input="file:bad.mp4")
        until(lambda: any("bad.mp4 is no video" in line for line in show.lines))
        write(media / "bad.mp4", [np.full((36, 64, 3), 200, np.uint8)] * 5)
        until(lambda: show.pictures[-1][0, 0, 0] > 190)


def test_pictures_faster_than_sixty_a_second_are_thinned(media, device):
    with Selecting(media, "camera") as show:
        until(lambda: len(show.pictures) > 60)
    gaps = np.diff(show.when)
    assert gaps.min() >= selector.FASTEST * 0.8


def test_threads_end(media, device):
    before = threading.active_count()
    with Selecting(media, "camera") as show:
        show.shows(100)
        show.set(live_input="image:50.png")
        show.shows(50)
    until(lambda: threading.active_count() == before)
    assert device.opened == device.closed
