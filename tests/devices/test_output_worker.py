"""The output worker: newest frame wins, trouble stays where it is, and closing takes a second at most."""

import gc
import threading
import time
import weakref

import pytest
from samples import noise
from waiting import until

from engine.devices import outputs as module
from engine.devices.device_worker import DeviceEnded, DeviceError, OutputDevice
from engine.devices.outputs import OutputStatus, OutputWorker
from engine.frames import Format, Frame

FORMAT = Format("I420", 64, 36)


class Device(OutputDevice):
    """A device that does as it is told. `gate`: held while a send hangs."""

    def __init__(self, description="a device"):
        self.format = FORMAT
        self.description = description
        self.ticks: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        self.gone = False
        self.closed = 0
        self.aborted = 0

    def send(self, frame: Frame) -> None:
        self.gate.wait()
        if self.gone:
            raise DeviceError("the device is gone: plug it in")
        self.ticks.append(frame.tick)

    def close(self) -> None:
        self.closed += 1

    def abort(self) -> None:
        self.aborted += 1


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(OutputWorker, "BACK_OFF", (0.05, 0.1, 0.2))


def test_a_frame_arrives_and_the_device_is_closed_once():
    device, said = Device(), []
    with OutputWorker("cam", lambda stop: device, said.append) as worker:
        until(lambda: worker.wants == (FORMAT,))
        worker.post(noise(FORMAT, 7))
        until(lambda: device.ticks == [7])
        assert worker.status == OutputStatus("open", "a device", 1, 0)
    assert said == ["cam: open (a device)"]
    assert device.closed == 1
    assert worker.status.state == "closed"
    worker.close()
    assert device.closed == 1


def test_newest_wins_and_drops_are_counted():
    device = Device()
    device.gate.clear()
    with OutputWorker("cam", lambda stop: device, print) as worker:
        until(lambda: worker.wants)
        worker.post(noise(FORMAT, 0))
        until(lambda: not worker._box)  # taken, and hanging in send
        for tick in range(1, 10):
            worker.post(noise(FORMAT, tick))
        device.gate.set()
        until(lambda: device.ticks == [0, 9])
        assert worker.status.dropped == 8


def test_two_formats_of_one_tick_do_not_push_each_other_out():
    device = Device()
    device.gate.clear()
    other = Format("RGB", 64, 36)
    with OutputWorker("cam", lambda stop: device, print) as worker:
        until(lambda: worker.wants)
        worker.post(noise(FORMAT, 1))
        worker.post(noise(other, 1))
        device.gate.set()
        until(lambda: device.ticks == [1, 1])
        assert worker.status.dropped == 0


def test_no_frame_is_held_while_waiting():
    device = Device()
    with OutputWorker("cam", lambda stop: device, print) as worker:
        until(lambda: worker.wants)
        frame = noise(FORMAT, 1)
        kept = weakref.ref(frame)
        worker.post(frame)
        del frame
        until(lambda: device.ticks)
        until(lambda: kept() is None)


def test_no_frame_is_held_by_an_error_either(quick):
    device = Device()
    device.gone = True
    with OutputWorker("cam", lambda stop: device, print) as worker:
        until(lambda: worker.wants)
        frame = noise(FORMAT, 1)
        kept = weakref.ref(frame)
        worker.post(frame)
        del frame
        until(lambda: device.closed)
        until(lambda: gc.collect() >= 0 and kept() is None)


def test_a_device_that_goes_and_comes_back_is_said_once_each(quick):
    devices, said = [], []
    there = threading.Event()
    there.set()

    def open(stop):
        if not there.is_set():
            raise DeviceError("no camera: plug it in")
        devices.append(Device(f"camera {len(devices)}"))
        return devices[-1]

    with OutputWorker("cam", open, said.append) as worker:
        until(lambda: worker.wants)
        there.clear()
        devices[0].gone = True
        worker.post(noise(FORMAT, 1))
        until(lambda: "cam: no camera: plug it in" in said)
        assert worker.wants == ()
        worker.post(noise(FORMAT, 2))  # nobody is there, nothing happens
        time.sleep(0.5)  # several tries
        assert worker.status.state == "waiting"
        there.set()
        until(lambda: worker.wants)
        worker.post(noise(FORMAT, 3))
        until(lambda: devices[-1].ticks == [3])
    assert said == [
        "cam: open (camera 0)",
        "cam: the device is gone: plug it in",
        "cam: no camera: plug it in",
        "cam: open (camera 1)",
    ]
    assert [device.closed for device in devices] == [1, 1]


def test_any_exception_of_a_driver_is_that_outputs_trouble(quick):
    said = []

    def open(stop):
        raise ZeroDivisionError("from a driver\nwith a second line")

    with OutputWorker("cam", open, said.append) as worker:
        until(lambda: said)
    assert said == ["cam: ZeroDivisionError: from a driver with a second line"]
    assert worker.wants == ()


def test_what_is_over_is_not_tried_again(quick):
    said, tries = [], []

    def open(stop):
        tries.append(1)
        raise DeviceEnded("the disk is full")

    with OutputWorker("rec", open, said.append) as worker:
        until(lambda: worker.status.state == "failed")
        time.sleep(0.3)
    assert said == ["rec: the disk is full"]
    assert len(tries) == 1


def test_a_stuck_output_is_named_and_delays_nobody(monkeypatch):
    monkeypatch.setattr(module, "STUCK", 0.3)
    stuck, well, said = Device("stuck"), Device("well"), []
    picture = noise(FORMAT, 0).data
    stuck.gate.clear()
    with (
        OutputWorker("one", lambda stop: stuck, said.append) as one,
        OutputWorker("two", lambda stop: well, said.append) as two,
    ):
        until(lambda: one.wants and two.wants)
        one.post(noise(FORMAT, 0))
        longest = 0.0
        for tick in range(1, 101):
            began = time.thread_time()
            for worker in (one, two):
                for _ in worker.wants:
                    worker.post(Frame(FORMAT, tick, picture))
            longest = max(longest, time.thread_time() - began)
            time.sleep(0.005)
        until(lambda: stuck.aborted)
        assert one.wants == ()
        assert len(well.ticks) > 10
        assert longest < 0.05, "CPU seconds of the presenter's thread"
        stuck.gate.set()
        until(lambda: one.wants)
    assert said.count("one: stuck: the device has not taken a frame for 0 s") == 1
    assert said[-1] == "one: open (stuck)"


def test_close_does_not_wait_for_a_call_that_hangs():
    device, said = Device(), []
    device.gate.clear()
    worker = OutputWorker("cam", lambda stop: device, said.append)
    until(lambda: worker.wants)
    worker.post(noise(FORMAT, 1))
    until(lambda: not worker._box)
    began = time.perf_counter()
    worker.close()
    assert time.perf_counter() - began < 3, "a second, and a stall of the machine"
    assert device.aborted == 1
    assert worker.status.state == "failed"
    device.gate.set()
    until(lambda: device.closed == 1)


def test_close_while_it_opens():
    began = threading.Event()

    def open(stop):
        began.set()
        stop.wait()
        raise DeviceError("closed while it was being opened")

    said = []
    worker = OutputWorker("cam", open, said.append)
    began.wait()
    worker.close()
    assert said == []
