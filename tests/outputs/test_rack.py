"""All outputs of a show together."""

import threading
import time

import av
import pytest
from samples import stamped
from waiting import until

from engine.outputs.rack import Rack
from engine.parameters import BadValue

SIZE = (320, 180)


class Presenting:
    """What the presenter does, at 30 a second."""

    def __init__(self, rack):
        self.rack, self.stop = rack, threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.stop.set()
        self.thread.join()

    def run(self):
        tick = 0
        while not self.stop.wait(1 / 30):
            for sink in self.rack:
                for format in sink.wants:
                    sink.post(stamped(format, tick) if format.layout == "I420" else None)
            tick += 1


def test_the_named_outputs_run():
    said = []
    with Rack(["null", "null:i420", "null"], SIZE, 30, "recordings", said.append) as rack, Presenting(rack):
        assert [runner.name for runner in rack] == ["null", "null:i420", "null 2"]
        assert len(rack) == 3 and rack[1].name == "null:i420"
        assert rack.preview is None
        until(lambda: all(status["frames"] > 3 for status in rack.status().values()))
        assert {status["state"] for status in rack.status().values()} == {"open"}
    assert len(said) == 3


def test_a_wrong_name_opens_nothing():
    before = threading.active_count()
    with pytest.raises(ValueError, match="there is virtualcam"):
        Rack(["null", "nul"], SIZE, 30, "recordings", print)
    assert threading.active_count() == before


def test_the_preview_is_the_one_that_the_page_shows():
    with Rack(["preview"], SIZE, 30, "recordings", print) as rack:
        until(lambda: rack[0].status.state == "open")
        assert rack.preview is not None
        assert rack[0].wants == ()


def test_recording_by_message(tmp_path):
    said = []
    with Rack(["null"], SIZE, 30, tmp_path / "recordings", said.append) as rack, Presenting(rack):
        start, stop = rack.handlers()["/record/start"], rack.handlers()["/record/stop"]
        stop([], None)  # nothing to stop is nothing wrong
        began = time.thread_time()
        start(["../tuesday"], None)
        with pytest.raises(BadValue, match="/record/stop ends it"):
            start([], None)
        assert time.thread_time() - began < 0.1, "the OSC thread goes on at once"
        until(lambda: rack.status()["recording"]["frames"] > 10)
        stop([], None)
        until(lambda: rack.status()["recording"]["state"] == "closed")
        assert len(rack) == 1
        start([], None)  # and another one
        until(lambda: rack.status()["recording 2"]["frames"] > 10)
    files = sorted((tmp_path / "recordings").iterdir())
    assert [file.name for file in files][1] == "tuesday.mp4"
    for file in files:
        with av.open(str(file)) as movie:
            assert sum(1 for _ in movie.decode(video=0)) > 10
    assert any("tuesday.mp4" in line for line in said)


def test_a_recording_that_is_stopped_before_it_began_leaves_no_file(tmp_path):
    said = []
    with Rack(["null"], SIZE, 30, tmp_path, said.append) as rack:
        rack.record("tuesday")
        until(lambda: list(tmp_path.iterdir()) or rack.status()["recording"]["state"] == "open")
        rack.stop_recording()
        until(lambda: rack.status()["recording"]["state"] == "closed")
        until(lambda: not list(tmp_path.iterdir()))
    assert "tuesday.mp4" in said[-1] or "nothing was recorded" in said[-1]


def test_closing_many_takes_no_longer_than_one(monkeypatch):
    from engine.outputs import null

    never = threading.Event()
    monkeypatch.setattr(null.Null, "send", lambda self, frame: never.wait(20))
    with Rack(["null"] * 6, SIZE, 30, "recordings", lambda text: None) as rack:
        until(lambda: all(sink.wants for sink in rack))
        for sink in rack:
            sink.post(stamped(sink.wants[0], 0))
        until(lambda: not any(sink._box for sink in rack))
        began = time.perf_counter()
    took = time.perf_counter() - began
    never.set()
    assert took < 4, "a second for all, and a stall of the machine"
