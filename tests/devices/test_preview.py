"""The preview wants pictures only while somebody looks, and no more than its rate."""

import time

import cv2
import numpy as np
from samples import COLOURS, plain
from waiting import until

from engine.devices.outputs import OutputWorker
from engine.devices.preview import PreviewOutput
from engine.frames import Format

SIZE = (3840, 2160)


def test_nobody_looks():
    preview = PreviewOutput("", SIZE)
    assert preview.wants == ()
    with preview.watch(lambda: None):
        assert preview.wants == (Format("BGR", 960, 540),)
    assert preview.wants == ()


def test_the_small_picture_keeps_its_shape():
    assert PreviewOutput("", (1080, 1920)).format == Format("BGR", 540, 960)
    assert PreviewOutput("", (2160, 2160)).format == Format("BGR", 960, 960)
    assert PreviewOutput("", (640, 360)).format == Format("BGR", 640, 360)


def test_watchers_are_woken_with_a_jpeg():
    preview, woken = PreviewOutput("", SIZE), []
    with preview.watch(lambda: woken.append(1)), preview.watch(lambda: woken.append(2)):
        preview.send(plain(preview.format, 0, COLOURS["red"]))
    assert woken == [1, 2]
    picture = cv2.imdecode(np.frombuffer(preview.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (540, 960, 3)
    assert np.abs(picture[:, :, ::-1].mean(axis=(0, 1)) - COLOURS["red"]).max() < 3


def test_no_more_than_its_rate():
    preview, asked = PreviewOutput("", (64, 36)), 0
    frame = plain(preview.format, 0, COLOURS["red"])
    with preview.watch(lambda: None):
        began = time.perf_counter()
        while time.perf_counter() - began < 1.0:
            if preview.wants:
                asked += 1
                preview.send(frame)
            time.sleep(1 / 240)
        took = time.perf_counter() - began
    assert asked <= took * 15 + 2


def test_one_full_picture_for_all_who_asked():
    preview, got = PreviewOutput("", SIZE), []
    preview.ask(got.append)
    preview.ask(got.append)
    assert preview.wants == (Format("BGR", *SIZE),)
    frame = plain(preview.full_format, 3, COLOURS["blue"])
    preview.send(frame)
    assert got == [frame, frame]
    assert preview.wants == ()


def test_a_small_show_is_rendered_once_for_both():
    preview, got = PreviewOutput("", (320, 180)), []
    preview.ask(got.append)
    with preview.watch(lambda: None):
        assert preview.wants == (preview.format,)
        preview.send(plain(preview.format, 0, COLOURS["green"]))
    assert got and preview.jpeg


def test_in_a_worker():
    preview, got = PreviewOutput("", (320, 180)), []
    with OutputWorker("preview", lambda stop: preview, print) as worker:
        until(lambda: worker.status.state == "open")
        preview.ask(got.append)
        for format in worker.wants:
            worker.post(plain(format, 0, COLOURS["green"]))
        until(lambda: got)
