"""Streams, read as another machine would: by PyAV, and by ffmpeg where it is."""

import itertools
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange
from peers import needs
from ports import free_port
from samples import COLOURS, plain
from waiting import until

from engine.devices.device_worker import DeviceEnded, DeviceError
from engine.devices.encoder import StreamOutput
from engine.devices.outputs import OutputWorker

SIZE = (320, 180)
SMPTE170M = 6  # as H.264 counts colour matrices
QUICK = {"probesize": "500k", "analyzeduration": "500000"}  # else it looks on for five seconds
RGB = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-frames:v", "5", "-"]
PLAYERS = ["PyAV", pytest.param("ffmpeg", marks=needs("ffmpeg"))]


def watch(player: str, url: str, **options: str) -> list[float]:
    """Play five pictures of a stream; returns the mean colour of the last."""
    options = QUICK | options
    if player == "ffmpeg":
        flags = [word for name, value in options.items() for word in (f"-{name}", value)]
        command = ["ffmpeg", "-v", "error", *flags, "-i", url, *RGB]
        played = subprocess.run(command, capture_output=True, timeout=90)
        pictures = np.frombuffer(played.stdout, np.uint8).reshape(-1, SIZE[1], SIZE[0], 3)
        assert len(pictures), played.stderr
        return list(pictures[-1].mean(axis=(0, 1)))
    with av.open(url, options=options, timeout=60) as movie:
        *_, last = itertools.islice(movie.decode(video=0), 5)
        return list(last.to_ndarray(format="rgb24").mean(axis=(0, 1)))


class Playing:
    """Posts frames of one colour at 30 a second until closed."""

    def __init__(self, url: str, colour: str = "red"):
        self.said: list[str] = []
        self.worker = OutputWorker("stream", lambda stop: StreamOutput(url, SIZE, 30, stop), self.said.append)
        self._stop = threading.Event()
        self._colour = colour
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._stop.set()
        self._thread.join()
        self.worker.close()

    def _run(self):
        tick, frame = 0, None
        while not self._stop.wait(1 / 30):
            for format in self.worker.wants:
                frame = frame or plain(format, 0, COLOURS[self._colour])
                self.worker.post(type(frame)(format, tick, frame.data))
            tick += 1


def close_to(rgb, name: str) -> bool:
    return all(abs(a - b) < 8 for a, b in zip(rgb, COLOURS[name], strict=True))


@pytest.mark.parametrize("player", PLAYERS)
def test_udp(player):
    url = f"udp://127.0.0.1:{free_port(socket.SOCK_DGRAM)}"
    with Playing(url) as playing:
        until(lambda: playing.worker.wants)
        with av.open(url + "?timeout=20000000", options=QUICK) as movie:
            codec = movie.streams.video[0].codec_context
            assert (codec.name, codec.width, codec.height, codec.has_b_frames) == ("h264", *SIZE, False)
            assert (codec.color_range, codec.colorspace) == (ColorRange.MPEG, SMPTE170M)
        assert close_to(watch(player, url), "red")
        assert playing.worker.status.state == "open"


@pytest.mark.parametrize("player", PLAYERS)
def test_http_is_served_to_several_at_once_and_to_late_comers(player):
    url = f"http://127.0.0.1:{free_port()}/live.ts"
    with Playing(url, "blue") as playing:
        until(lambda: playing.worker.wants)
        with ThreadPoolExecutor(2) as both:
            for seen in both.map(lambda _: watch(player, url), range(2)):
                assert close_to(seen, "blue")
        with urllib.request.urlopen(url, timeout=20) as answer:
            assert answer.headers["Content-Type"] == "video/mp2t"
            data = answer.read(188 * 20)
            assert {data[start] for start in range(0, len(data), 188)} == {0x47}, "packets begin where packets begin"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(url.replace("live", "other"), timeout=20)
        assert playing.worker.status.state == "open"


def test_http_survives_garbage_and_slow_readers():
    number = free_port()
    url = f"http://127.0.0.1:{number}/"
    with Playing(url) as playing:
        until(lambda: playing.worker.wants)
        with (
            socket.create_connection(("127.0.0.1", number)) as rude,
            socket.create_connection(("127.0.0.1", number)) as slow,
        ):
            rude.sendall(b"\x00\xff" * 100 + b"\r\n\r\n")
            slow.sendall(b"GET / HTTP/1.1\r\n\r\n")  # and never reads
            assert close_to(watch("PyAV", url), "red")
            began = time.perf_counter()
            playing.worker.close()
            assert time.perf_counter() - began < 4


@pytest.mark.parametrize(
    ("scheme", "player"),
    [("rtmp", "PyAV"), *(pytest.param(scheme, "ffmpeg", marks=needs("ffmpeg")) for scheme in ("rtmp", "rtsp"))],
)
def test_pushing_to_a_server(scheme, player):
    """The player is the server; the output tries until it is there."""
    url = f"{scheme}://127.0.0.1:{free_port()}/live/show"
    listen = {"listen": "1"} if scheme == "rtmp" else {"rtsp_flags": "listen"}
    with Playing(url, "green") as playing:
        until(lambda: playing.said, 30)  # there is no server yet
        assert playing.worker.status.state == "waiting"
        assert url in playing.said[0]
        assert close_to(watch(player, url, **listen), "green")


def test_a_busy_port_is_one_clear_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(DeviceError, match="can't serve at 127.0.0.1:.* choose another port"):
            StreamOutput(url, SIZE, 30, threading.Event())


@pytest.mark.parametrize("url, words", [("udp://a..b:9/", "no host a..b"), ("http://\u00fc..b:9/", "can't serve at")])
def test_a_mistyped_host_is_one_clear_line(url, words):
    with pytest.raises(DeviceError, match=words):
        StreamOutput(url, SIZE, 30, threading.Event())


@pytest.mark.parametrize(
    "url", ["", "localhost", "srt://127.0.0.1:9000", "file:///etc/passwd", "udp://127.0.0.1", "udp://:x"]
)
def test_addresses_that_cannot_be(url):
    with pytest.raises(DeviceEnded, match="address"):
        StreamOutput(url, SIZE, 30, threading.Event())


def test_closing_while_a_server_does_not_answer():
    """A server that takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"rtmp://127.0.0.1:{silent.getsockname()[1]}/live"
        worker = OutputWorker("stream", lambda stop: StreamOutput(url, SIZE, 30, stop), print)
        with silent.accept()[0]:
            began = time.perf_counter()
            worker.close()
            assert time.perf_counter() - began < 4
        assert not worker._thread.is_alive()
