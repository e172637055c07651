"""Recordings, read back: every tick once, at a constant rate, in the right colours, also after a crash."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from peers import needs
from samples import COLOURS, noise, plain, stamp, stamped
from waiting import until

from engine.devices.device_worker import DeviceEnded, fraction
from engine.devices.encoder import ROOT, RecordingOutput, _free, recording_file
from engine.devices.encoder_sinks import FileSink
from engine.devices.outputs import OutputWorker
from engine.files import is_plain
from engine.frames import Frame

SIZE = (320, 180)


def record(path: Path, frames, fps: float = 30) -> Path:
    recording = RecordingOutput(str(path), SIZE, fps, threading.Event())
    try:
        for frame in frames(recording.format):
            recording.send(frame)
    finally:
        recording.close()
    return recording.path


def read(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as movie:
        return list(movie.decode(video=0))


def ticks(frames: list[av.VideoFrame]) -> list[int]:
    return [stamp(frame.to_ndarray(format="yuv420p")[: frame.height]) for frame in frames]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_every_tick_is_there_once_at_a_constant_rate(tmp_path, suffix):
    path = record(tmp_path / f"show{suffix}", lambda format: [stamped(format, tick) for tick in range(100, 175)])
    frames = read(path)
    assert ticks(frames) == list(range(100, 175))
    times = [frame.time for frame in frames]
    assert np.allclose(times, np.arange(75) / 30, atol=0.002)
    with av.open(str(path)) as movie:
        stream = movie.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert (stream.codec_context.width, stream.codec_context.height) == SIZE
        assert stream.average_rate == 30


@needs("ffprobe")
def test_ffprobe_agrees(tmp_path):
    path = record(tmp_path / "show.mp4", lambda format: [stamped(format, tick) for tick in range(60)], 30000 / 1001)
    probe = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json", str(path)],
        capture_output=True,
        check=True,
    )
    stream = json.loads(probe.stdout)["streams"][0]
    assert stream["nb_read_frames"] == "60"
    assert stream["r_frame_rate"] == stream["avg_frame_rate"] == "30000/1001"
    assert stream["codec_name"] == "h264"
    assert (stream["color_range"], stream["color_space"]) == ("tv", "smpte170m")
    assert (stream["color_primaries"], stream["color_transfer"]) == ("bt709", "bt709")
    assert Fraction(stream["duration"]) == pytest.approx(60 * 1001 / 30000, abs=0.002)


def test_a_missed_tick_shows_the_picture_before_it_again(tmp_path):
    seen = [0, 1, 2, 5, 6, 20, 21]
    path = record(tmp_path / "show.mp4", lambda format: [stamped(format, tick) for tick in seen])
    expected = [max(tick for tick in seen if tick <= now) for now in range(22)]
    frames = read(path)
    assert ticks(frames) == expected
    assert np.allclose(np.diff([frame.time for frame in frames]), 1 / 30, atol=0.002)


def test_a_long_sleep_is_left_as_a_gap(tmp_path):
    path = record(tmp_path / "show.mp4", lambda format: [stamped(format, tick) for tick in (0, 1, 1000, 1001)])
    frames = read(path)
    assert ticks(frames) == [0, 1, 1000, 1001]
    assert frames[2].time == pytest.approx(1000 / 30, abs=0.01)


def test_an_encoder_that_is_too_slow_loses_pictures_but_not_the_time(tmp_path):
    """ProRes of noise at a rate that no machine keeps up with: distinct pictures are worth more than copies."""
    path, said = tmp_path / "slow.mov", []
    size, fps = SIZE, 1000
    with OutputWorker("rec", lambda stop: RecordingOutput(str(path), size, fps, stop), said.append) as worker:
        (format,) = until(lambda: worker.wants)
        pictures = [noise(format, tick).data for tick in range(3)]
        began = time.perf_counter()
        until(lambda: post_now(worker, format, pictures, began, fps) and worker.status.frames >= 15, 60, 0.002)
        last = worker._thread
    last.join(30)
    assert "too slow for 1000 a second" in said[1]
    frames = read(path)
    assert len(frames) >= 15
    assert frames[-1].time < time.perf_counter() - began
    assert len(frames) < frames[-1].time * fps / 2


def post_now(worker, format, pictures, began, fps) -> bool:
    tick = int((time.perf_counter() - began) * fps)
    worker.post(Frame(format, tick, pictures[tick % len(pictures)]))
    return True


@pytest.mark.parametrize("player", ["PyAV", pytest.param("ffmpeg", marks=needs("ffmpeg"))])
@pytest.mark.parametrize("suffix", [".mp4", ".mov"])
def test_colours(tmp_path, suffix, player):
    """As a player shows them, which goes by the tags when it converts to RGB."""
    path = tmp_path / f"colours{suffix}"
    record(path, lambda format: [plain(format, tick, rgb) for tick, rgb in enumerate(COLOURS.values())])
    if player == "ffmpeg":
        command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
        raw = subprocess.run(command, capture_output=True, check=True).stdout
        pictures = np.frombuffer(raw, np.uint8).reshape(len(COLOURS), SIZE[1], SIZE[0], 3)
    else:
        pictures = np.stack([frame.to_ndarray(format="rgb24") for frame in read(path)])
    for picture, rgb in zip(pictures, COLOURS.values(), strict=True):
        assert np.abs(picture.mean(axis=(0, 1)) - rgb).max() < 4


def test_mov_is_prores(tmp_path):
    path = record(tmp_path / "edit.mov", lambda format: [noise(format, tick) for tick in range(20)])
    with av.open(str(path)) as movie:
        context = movie.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("prores", "yuv422p10le")
        assert movie.streams.video[0].average_rate == 30
        assert sum(1 for _ in movie.decode(video=0)) == 20


SHOW = """
import sys, threading
sys.path[:0] = [{tests!r}]
from samples import stamped
from engine.devices.encoder import RecordingOutput
recording = RecordingOutput(sys.argv[1], (320, 180), 30, threading.Event())
for tick in range(100000):
    recording.send(stamped(recording.format, tick))
    if tick == 150:
        print(recording._process.pid, flush=True)
"""


CRASHES = [("show", ".mp4"), ("encoder", ".mp4"), ("both", ".mp4"), ("both", ".mkv"), ("both", ".mov")]


@pytest.mark.parametrize("victim, suffix", CRASHES)
def test_a_crash_leaves_a_file_that_plays(tmp_path, victim, suffix):
    path = tmp_path / f"crash{suffix}"
    script = SHOW.format(tests=str(Path(__file__).parent))
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as show:
        encoder = int(show.stdout.readline())
        for pid in {"show": [show.pid], "encoder": [encoder], "both": [encoder, show.pid]}[victim]:
            os.kill(pid, signal.SIGKILL)
        show.wait(30)  # where the encoder was killed, the script ends on its DeviceError
    until(lambda: not alive(encoder), 30)
    found = ticks(read(path)) if suffix != ".mov" else list(range(len(read(path))))
    assert found == list(range(len(found)))
    assert len(found) > 100, "all but about the last second"


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize("name", [".", "..", "take.avi"])
def test_a_name_that_no_recording_can_have_is_said(name):
    with pytest.raises(DeviceEnded, match="name a file that ends in"):
        RecordingOutput(name, SIZE, 30, threading.Event())


def test_a_name_longer_than_file_systems_take_is_none():
    assert is_plain(f"{'x' * 200}.png") and not is_plain(f"{'é' * 140}.png")


def test_a_recording_that_never_found_room_says_so(tmp_path):
    sink = FileSink(str(tmp_path / "none.mp4"))
    sink.error = OSError(errno.ENOSPC, "")
    with pytest.raises(DeviceEnded, match="the disk is full: recording ended, nothing of it could be written"):
        sink.whole(True)
    sink.finish()


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_full_disk_ends_the_recording_and_keeps_what_was_written(tmp_path, suffix):
    resource = pytest.importorskip("resource")
    path, said = tmp_path / f"full{suffix}", []
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, before[1]))  # inherited by the encoder
    try:
        worker = OutputWorker("rec", lambda stop: RecordingOutput(str(path), SIZE, 30, stop), said.append)
        until(lambda: worker.wants)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with worker:
        for tick in range(2000):
            for format in worker.wants:
                worker.post(noise(format, tick))
            if worker.status.state == "failed":
                break
            time.sleep(0.005)
    opened, *slow, last = said  # a busy machine may say between them that it encodes too slowly
    assert opened.startswith("rec: open") and all("too slow" in line for line in slow), said
    assert last == f"rec: the disk is full: recording ended, {path} is kept as far as it goes"
    assert path.stat().st_size <= 2_000_000
    frames = read(path)
    assert len(frames) >= 30
    if shutil.which("ffprobe"):
        probe = subprocess.run(
            ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", str(path)], capture_output=True
        )
        assert probe.stderr == b"", "not a broken byte in it"


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov"])
def test_a_disk_that_is_full_only_at_the_end_is_told_and_what_is_empty_is_taken_away(tmp_path, suffix):
    resource = pytest.importorskip("resource")
    path, before = tmp_path / f"full{suffix}", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, before[1]))
    try:
        recording = RecordingOutput(str(path), SIZE, 30, threading.Event())
        for tick in range(6):
            recording.send(noise(recording.format, tick))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with pytest.raises(DeviceEnded, match="the disk is full: recording ended, nothing of it could be written"):
        recording.close()
    assert not path.exists()


@pytest.mark.parametrize(
    ("fps", "counted"),
    [
        (29.97, "30000/1001"),
        (23.976, "24000/1001"),
        (59.95, "1199/20"),
        (59.94, "60000/1001"),
        (119.88, "120000/1001"),
    ]
    + [(30, "30"), (25.0, "25"), (1.5, "3/2"), (12.5, "25/2"), (0.5, "1/2"), (29.5, "59/2")],
)
def test_frames_are_counted_as_broadcasting_counts_them(fps, counted):
    assert str(fraction(fps)) == counted


def test_an_encoder_that_was_killed_is_told_at_the_end(tmp_path):
    said = []
    worker = OutputWorker("rec", lambda stop: RecordingOutput(str(tmp_path / "a.mp4"), SIZE, 30, stop), said.append)
    with worker:
        until(lambda: worker.wants)
        worker.post(noise(*worker.wants, 0))
        until(lambda: worker.status.frames)
        worker._device._process.kill()
        worker._device._process.wait()
    assert "the encoder process died" in said[-1]


def test_a_really_full_disk(tmp_path):
    """A small tmpfs, where we may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        os.name != "posix"
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True).returncode
    ):
        pytest.skip("no right to mount a tmpfs here; the test with RLIMIT_FSIZE covers the same code")
    try:
        said = []
        with OutputWorker(
            "rec", lambda stop: RecordingOutput(str(disk / "full.mp4"), SIZE, 30, stop), said.append
        ) as worker:
            until(lambda: worker.wants)
            tick = 0
            while worker.status.state != "failed":
                for format in worker.wants:
                    worker.post(noise(format, tick))
                tick += 1
                time.sleep(0.005)
        assert "the disk is full" in said[-1]
        assert len(read(disk / "full.mp4")) >= 10
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "show.mp4").write_bytes(b"precious")
    path = record(tmp_path / "show.mp4", lambda format: [stamped(format, 0)])
    assert path == tmp_path / "show-2.mp4"
    assert (tmp_path / "show.mp4").read_bytes() == b"precious"
    assert _free(tmp_path / "show.mp4") == tmp_path / "show-3.mp4"


@pytest.mark.parametrize("file", ["show.avi", "show"])
def test_an_unknown_ending(tmp_path, file):
    with pytest.raises(DeviceEnded, match="ends in .mp4, .mkv or .mov"):
        RecordingOutput(str(tmp_path / file), SIZE, 30, threading.Event())


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DeviceEnded, match="file"):
        RecordingOutput(str(tmp_path / "file" / "show.mp4"), SIZE, 30, threading.Event())


@pytest.mark.parametrize(
    "name, file",
    [
        ("Tuesday", "Tuesday.mp4"),
        ("set two.mov", "set two.mov"),
        ("../../etc/passwd", "passwd.mp4"),
        ("/etc/cron.d/evil.mkv", "evil.mkv"),
        ("..\\..\\windows\\evil.mp4", "evil.mp4"),
        ("a\0b:c*?.mp4", "a_b_c.mp4"),
        ("vol. 2", "vol_ 2.mp4"),
        ("ä" * 300, "ä" * 80 + ".mp4"),
        ("con", "con_.mp4"),
        ("COM1.mkv", "COM1_.mkv"),
        ("aux .mov", "aux_.mov"),
        ("lpt\u00b2", "lpt\u00b2_.mp4"),
        ("console", "console.mp4"),
    ],
)
def test_names_from_the_network_stay_in_their_folder(tmp_path, name, file):
    assert recording_file(name, tmp_path) == tmp_path / file


@pytest.mark.parametrize("name", ["", "..", ".", "///", "..."])
def test_a_name_that_is_none_is_the_time(tmp_path, name):
    path = recording_file(name, tmp_path)
    assert path.parent == tmp_path
    assert path.name.startswith("20") and path.suffix == ".mp4"
