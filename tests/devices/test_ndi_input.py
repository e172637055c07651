"""NDI for real, over loopback: our own output is what comes in."""

import contextlib
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from clips import RED, colour, number, numbered
from waiting import until

from engine.devices.crop import fit
from engine.devices.device_worker import DeviceError
from engine.frames import Format, Frame

pytest.importorskip("cyndilib", exc_type=ImportError)

SIZE = (640, 360)


def uyvy(picture):
    """RGB as NDI's 4:2:2, BT.709 limited range."""
    red, green, blue = (picture[:, :, channel] / 255 for channel in range(3))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    out = np.empty((*picture.shape[:2], 2), np.uint8)
    out[:, :, 1] = np.round(16 + 219 * luma)
    out[:, ::2, 0] = np.round(128 + 224 * (blue - luma) / 1.8556)[:, ::2]
    out[:, 1::2, 0] = np.round(128 + 224 * (red - luma) / 1.5748)[:, 1::2]
    return out


class Sender:
    """Sends numbered pictures, some thirty a second, from a thread until it is left."""

    def __init__(self, name):
        from engine.devices.ndi import NdiOutput as Output

        self._output = Output(name, SIZE, 30)
        self._format = Format("UYVY", *SIZE)
        self._pictures = [uyvy(numbered(n, SIZE)) for n in range(64)]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        tick = 0
        while not self._stop.wait(1 / 30):
            self._output.send(Frame(self._format, tick, self._pictures[tick % 64]))
            tick += 1

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self._stop.set()
        self._thread.join()
        self._output.close()


def opened(name):
    """The source of that name, as soon as it is found."""
    from engine.devices.ndi import NdiInput

    def found():
        with contextlib.suppress(DeviceError):
            return NdiInput(name)

    return until(found, 40)


def test_pictures_come_in_their_colours_and_in_order_and_a_source_that_goes_is_told():
    with Sender("in order"):
        source = opened("IN ORDER")
        try:
            numbers, newest = [], None
            end = time.perf_counter() + 40
            while len(numbers) < 15:
                taken = source.read(SIZE, 0.1)
                if taken is not None:
                    assert taken.shape == (360, 640, 4)
                    newest = fit(taken, (320, 180), source.layout)
                    numbers.append(number(newest))
                assert time.perf_counter() < end, f"{len(numbers)} pictures"
            steps = np.diff(numbers) % 64
            assert (steps > 0).all() and np.median(steps) < 32, "none twice, none out of order"
            assert np.abs(colour(newest) - RED).max() < 6
            assert "in order" in source.description and "640x360" in source.description
            assert any("in order" in name for name, _ in type(source).found(Path()))
        except BaseException:
            source.close()
            raise
    with pytest.raises(DeviceError, match="is gone"):
        until(lambda: source.read(SIZE, 0.1) is not None and None, 40)
    source.close()


def test_one_that_is_not_there_is_told_with_what_is():
    from engine.devices.ndi import NdiInput

    with Sender("somebody"):

        def told():
            with pytest.raises(DeviceError, match="no NDI source nobody: ") as raised:
                NdiInput("nobody")
            return "somebody" in str(raised.value)

        until(told, 40)
