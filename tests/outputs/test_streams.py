"""Streams, read by ffmpeg as another machine would."""

import json
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

import pytest
from samples import COLOURS, plain
from waiting import until

from engine.outputs.output import OutputEnded, OutputError
from engine.outputs.runner import Runner
from engine.outputs.stream import Stream

SIZE = (320, 180)
QUICK = ["-v", "error", "-probesize", "500k", "-analyzeduration", "500000"]  # else ffmpeg looks on for five seconds
PROBE = ["ffprobe", *QUICK, "-show_streams", "-of", "json"]
RGB = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-frames:v", "5", "-"]


def port(kind=socket.SOCK_STREAM) -> int:
    with socket.socket(type=kind) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Playing:
    """Posts frames of one colour at 30 a second until closed."""

    def __init__(self, url: str, colour: str = "red"):
        self.said: list[str] = []
        self.runner = Runner("stream", lambda stop: Stream(url, SIZE, 30, stop), self.said.append)
        self._stop = threading.Event()
        self._colour = colour
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._stop.set()
        self._thread.join()
        self.runner.close()

    def _run(self):
        tick, frame = 0, None
        while not self._stop.wait(1 / 30):
            for format in self.runner.wants:
                frame = frame or plain(format, 0, COLOURS[self._colour])
                self.runner.post(type(frame)(format, tick, frame.data))
            tick += 1


def colour(raw: bytes) -> list[float]:
    pixels = SIZE[0] * SIZE[1] * 3
    assert len(raw) >= pixels, "at least one whole picture"
    last = raw[len(raw) // pixels * pixels - pixels :][:pixels]
    return [sum(last[channel::3]) / (pixels / 3) for channel in range(3)]


def close_to(rgb, name: str) -> bool:
    return all(abs(a - b) < 8 for a, b in zip(rgb, COLOURS[name], strict=True))


def test_udp():
    url = f"udp://127.0.0.1:{port(socket.SOCK_DGRAM)}"
    with Playing(url) as playing:
        until(lambda: playing.runner.wants)
        probe = subprocess.run([*PROBE, url + "?timeout=20000000"], capture_output=True, timeout=60)
        stream = json.loads(probe.stdout)["streams"][0]
        assert (stream["codec_name"], stream["width"], stream["height"]) == ("h264", *SIZE)
        assert (stream["color_range"], stream["color_space"]) == ("tv", "smpte170m")
        assert stream["has_b_frames"] == 0
        raw = subprocess.run(["ffmpeg", *QUICK, "-i", url, *RGB], capture_output=True, timeout=60).stdout
        assert close_to(colour(raw), "red")
        assert playing.runner.status.state == "open"


def test_http_is_served_to_several_at_once_and_to_late_comers():
    url = f"http://127.0.0.1:{port()}/live.ts"
    with Playing(url, "blue") as playing:
        until(lambda: playing.runner.wants)
        players = [
            subprocess.Popen(["ffmpeg", *QUICK, "-i", url, *RGB], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        for player in players:
            assert close_to(colour(player.communicate(timeout=60)[0]), "blue")
        with urllib.request.urlopen(url, timeout=20) as answer:
            assert answer.headers["Content-Type"] == "video/mp2t"
            data = answer.read(188 * 20)
            assert {data[start] for start in range(0, len(data), 188)} == {0x47}, "packets begin where packets begin"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(url.replace("live", "other"), timeout=20)
        assert playing.runner.status.state == "open"


def test_http_survives_garbage_and_slow_readers():
    number = port()
    url = f"http://127.0.0.1:{number}/"
    with Playing(url) as playing:
        until(lambda: playing.runner.wants)
        with (
            socket.create_connection(("127.0.0.1", number)) as rude,
            socket.create_connection(("127.0.0.1", number)) as slow,
        ):
            rude.sendall(b"\x00\xff" * 100 + b"\r\n\r\n")
            slow.sendall(b"GET / HTTP/1.1\r\n\r\n")  # and never reads
            raw = subprocess.run(["ffmpeg", *QUICK, "-i", url, *RGB], capture_output=True, timeout=60).stdout
            assert close_to(colour(raw), "red")
            began = time.perf_counter()
            playing.runner.close()
            assert time.perf_counter() - began < 4


@pytest.mark.parametrize("scheme", ["rtmp", "rtsp"])
def test_pushing_to_a_server(scheme, tmp_path):
    """ffmpeg is the server; the output tries until it is there."""
    url = f"{scheme}://127.0.0.1:{port()}/live/show"
    listen = ["-listen", "1"] if scheme == "rtmp" else ["-rtsp_flags", "listen"]
    with Playing(url, "green") as playing:
        until(lambda: playing.said, 30)  # there is no server yet
        assert playing.runner.status.state == "waiting"
        assert url in playing.said[0]
        command = ["ffmpeg", *QUICK, *listen, "-i", url, *RGB]
        server = subprocess.run(command, capture_output=True, timeout=90)
        assert close_to(colour(server.stdout), "green"), server.stderr


def test_a_busy_port_is_one_clear_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(OutputError, match="can't serve at 127.0.0.1:.* choose another port"):
            Stream(url, SIZE, 30, threading.Event())


@pytest.mark.parametrize(
    "url", ["", "localhost", "srt://127.0.0.1:9000", "file:///etc/passwd", "udp://127.0.0.1", "udp://:x"]
)
def test_addresses_that_cannot_be(url):
    with pytest.raises(OutputEnded, match="address"):
        Stream(url, SIZE, 30, threading.Event())


def test_closing_while_a_server_does_not_answer():
    """A server that takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"rtmp://127.0.0.1:{silent.getsockname()[1]}/live"
        runner = Runner("stream", lambda stop: Stream(url, SIZE, 30, stop), print)
        with silent.accept()[0]:
            began = time.perf_counter()
            runner.close()
            assert time.perf_counter() - began < 4
        assert not runner._thread.is_alive()
