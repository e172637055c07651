"""A capture worker opens its device, says what happens to it once, and opens it again by itself."""

import threading
import time

import numpy as np
import pytest
from obedient import Device
from waiting import until

from engine.devices import selector as module
from engine.devices.device_worker import DeviceEnded
from engine.devices.selector import CaptureWorker

SIZE = (32, 18)


@pytest.fixture
def read():
    """Start a reader, whose lines are collected; close it in the end."""
    readers, lines = [], []

    def read(open):
        readers.append(CaptureWorker("camera:7", open, lambda: SIZE, threading.Event(), lines.append))
        return readers[-1], lines

    yield read
    for reader in readers:
        reader.close()


def test_the_newest_picture_is_fitted(read):
    device = Device(size=(65, 37))
    reader, lines = read(device.open)
    taken = until(lambda: reader.newest)
    assert taken.picture.shape == (18, 32, 3) and (taken.picture == 100).all()
    assert taken.time <= time.perf_counter()
    status = reader.status
    assert (status.state, status.text, status.size) == ("open", "device 7", (65, 37))
    assert lines == ["input camera:7: open (device 7)"]
    until(lambda: reader.status.frames > 20)
    assert reader.status.fps > 0


def test_one_that_vanishes_is_told_once_and_comes_back(read, monkeypatch):
    monkeypatch.setattr(CaptureWorker, "BACK_OFF", (0.01,))
    device = Device()
    reader, lines = read(device.open)
    until(lambda: reader.newest)
    device.there = False
    until(lambda: reader.status.text == "device 7 is not here")
    last = reader.newest
    time.sleep(0.3)  # many tries
    assert lines[1:] == ["input camera:7: device 7 is gone", "input camera:7: device 7 is not here"]
    assert reader.newest is last, "its last picture is kept"
    device.there = True
    until(lambda: reader.newest.opening == 2)
    until(lambda: lines[-1] == "input camera:7: open (device 7)")
    assert reader.status.state == "open"


def test_one_that_stalls_is_told(read, monkeypatch):
    monkeypatch.setattr(module, "STALLED", 0.2)
    device = Device()
    reader, lines = read(device.open)
    until(lambda: reader.newest)
    device.runs = False

    def told():
        reader.look(time.perf_counter())
        return reader.status.state == "waiting"

    until(told)
    assert "no picture" in lines[-1]
    device.runs = True
    until(lambda: reader.status.state == "open")


@pytest.mark.parametrize("hangs", [False, True])
def test_it_ends_within_a_second_or_so(read, hangs):
    device = Device()
    reader, lines = read(device.open)
    until(lambda: reader.newest)
    if hangs:
        device.hang.clear()
        time.sleep(0.1)
    began = time.perf_counter()
    reader.close()
    assert time.perf_counter() - began < 10  # 1 s on a machine that does not stall
    assert (reader.status.state == "failed") == hangs
    assert reader.ended != hangs
    device.hang.set()
    until(lambda: reader.ended)
    assert device.closed == 1


def test_what_can_never_open_is_given_up(read):
    def open(stop):
        raise DeviceEnded("it needs a package")

    reader, lines = read(open)
    until(lambda: reader.ended)
    assert (reader.status.state, lines) == ("failed", ["input camera:7: it needs a package"])


def test_whatever_a_driver_raises_is_one_line(read):
    def open(stop):
        raise ValueError("two\nlines")

    reader, lines = read(open)
    until(lambda: lines)
    assert lines == ["input camera:7: ValueError: two lines"]
    assert np.isfinite(reader.status.fps)
