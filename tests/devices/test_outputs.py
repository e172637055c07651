"""All outputs of a show together."""

import threading
import time

import av
import pytest
from samples import stamped
from waiting import until

from engine.coercion import BadValue
from engine.devices.device_worker import NullOutput
from engine.devices.outputs import OutputManager

SIZE = (320, 180)


class Presenting:
    """What the presenter does, at 30 a second."""

    def __init__(self, outputs):
        self.outputs, self.stop = outputs, threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.stop.set()
        self.thread.join()

    def run(self):
        tick = 0
        while not self.stop.wait(1 / 30):
            for sink in self.outputs:
                for format in sink.wants:
                    sink.post(stamped(format, tick) if format.layout == "I420" else None)
            tick += 1


def test_the_named_outputs_run():
    said = []
    with (
        OutputManager(["null", "null:i420", "null"], SIZE, 30, "recordings", said.append) as outputs,
        Presenting(outputs),
    ):
        assert [worker.name for worker in outputs] == ["null", "null:i420", "null 2"]
        assert len(outputs) == 3 and outputs[1].name == "null:i420"
        assert outputs.preview is None
        until(lambda: all(status["frames"] > 3 for status in outputs.status().values()))
        assert {status["state"] for status in outputs.status().values()} == {"open"}
    assert len(said) == 3


def test_a_wrong_name_opens_nothing():
    before = threading.active_count()
    with pytest.raises(ValueError, match="there is virtualcam"):
        OutputManager(["null", "nul"], SIZE, 30, "recordings", print)
    assert threading.active_count() == before


def test_the_preview_is_the_one_that_the_page_shows():
    with OutputManager(["preview"], SIZE, 30, "recordings", print) as outputs:
        until(lambda: outputs[0].status.state == "open")
        assert outputs.preview is not None
        assert outputs[0].wants == ()


def test_recording_by_message(tmp_path):
    said, trouble = [], []
    folder = tmp_path / "recordings"
    with OutputManager(["null"], SIZE, 30, folder, trouble.append, said.append) as outputs, Presenting(outputs):
        start, stop = outputs.handlers()["/record/start"], outputs.handlers()["/record/stop"]
        stop([], None)  # nothing to stop is nothing wrong
        began = time.thread_time()
        start(["../tuesday"], None)
        with pytest.raises(BadValue, match="/record/stop ends it"):
            start([], None)
        assert time.thread_time() - began < 0.1, "the OSC thread goes on at once"
        until(lambda: outputs.status()["recording"]["frames"] > 10)
        stop([], None)
        until(lambda: outputs.status()["recording"]["state"] == "closed")
        assert len(outputs) == 1
        start([], None)  # and another one
        until(lambda: outputs.status()["recording 2"]["frames"] > 10)
    files = sorted((tmp_path / "recordings").iterdir())
    assert [file.name for file in files][1] == "tuesday.mp4"
    for file in files:
        with av.open(str(file)) as movie:
            assert sum(1 for _ in movie.decode(video=0)) > 10
    assert any("tuesday.mp4" in line for line in said)
    assert trouble == []  # good news lights no alarm lamp


def test_a_recording_that_is_stopped_before_it_began_leaves_no_file(tmp_path):
    said = []
    with OutputManager(["null"], SIZE, 30, tmp_path, said.append) as outputs:
        outputs.record("tuesday")
        until(lambda: list(tmp_path.iterdir()) or outputs.status()["recording"]["state"] == "open")
        outputs.stop_recording()
        until(lambda: outputs.status()["recording"]["state"] == "closed")
        until(lambda: not list(tmp_path.iterdir()))
    assert "tuesday.mp4" in said[-1] or "nothing was recorded" in said[-1]


def test_closing_many_takes_no_longer_than_one(monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(NullOutput, "send", lambda self, frame: never.wait(20))
    with OutputManager(["null"] * 6, SIZE, 30, "recordings", lambda text: None) as outputs:
        until(lambda: all(sink.wants for sink in outputs))
        for sink in outputs:
            sink.post(stamped(sink.wants[0], 0))
        until(lambda: not any(sink._box for sink in outputs))
        began = time.perf_counter()
    took = time.perf_counter() - began
    never.set()
    assert took < 4, "a second for all, and a stall of the machine"
