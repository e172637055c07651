"""A device that a test plugs in, unplugs, stalls and hangs: what no real one does on command."""

import threading
import time

import numpy as np

from engine.devices.device_worker import DeviceError, InputDevice


class Device:
    """Opens as an input while `there`; gives a picture of `grey` every 10 ms while `runs`; `hang` blocks a read."""

    def __init__(self, grey=100, size=(64, 36)):
        self.grey, self.size = grey, size
        self.there = self.runs = True
        self.opened = self.closed = 0
        self.hang = threading.Event()
        self.hang.set()

    def open(self, stop=None):
        return _Open(self)


class _Open(InputDevice):
    def __init__(self, device):
        if not device.there:
            raise DeviceError("device 7 is not here")
        self.device = device
        device.opened += 1
        self.description = "device 7"

    def read(self, size, wait):
        time.sleep(0.01)
        self.device.hang.wait()
        if not self.device.there:
            raise DeviceError("device 7 is gone")
        if not self.device.runs:
            return None
        width, height = self.device.size
        return np.full((height, width, 3), self.device.grey, np.uint8)

    def close(self):
        self.device.closed += 1
