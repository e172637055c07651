"""Recordings and streams: outputs that pipe raw frames to an encoder process (see encoder_process.py)."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import struct
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from engine.devices.device_worker import DeviceEnded, DeviceError, OutputDevice, Size, fraction
from engine.files import expanded, is_device
from engine.frames import Format, Frame

CODECS = {".mp4": "h264", ".mkv": "h264", ".mov": "prores"}
FINISH = 20.0  # seconds that the end of a file may take on a busy machine; mostly it is a fraction of one
SCHEMES = ("udp", "http", "rtmp", "rtmps", "rtsp")
OPENING = 15.0  # seconds that an encoder may take to open, a slow server included,
OPENING_FILE = 60.0  # or a file, where nothing keeps it waiting but a busy machine
SLOW = 4.0  # seconds without taking a byte, after which an encoder is more than slow
ROOT = Path(__file__).resolve().parents[2]  # where `engine` is imported from


@dataclass(frozen=True)
class EncoderJob:
    """What an encoder is asked to do. target: a path or a URL. codec: h264 or prores.

    live: as little delay as possible and no filling of missed ticks, rather than the best picture.
    """

    target: str
    width: int
    height: int
    fps: str  # a fraction: "30", "30000/1001"
    codec: str = "h264"
    live: bool = False

    @classmethod
    def parse(cls, text: str) -> EncoderJob:
        return cls(**json.loads(text))

    def text(self) -> str:
        return json.dumps(asdict(self))


class EncoderOutput(OutputDevice):
    """finish: seconds that the encoder may take to end by itself once it has all frames; then it is killed."""

    def __init__(self, job: EncoderJob, finish: float, stop: threading.Event):
        self._finish = finish
        self._moved = time.perf_counter()  # when the encoder last took something
        self._lost = False  # it takes no more, and why has been told
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "engine.devices.encoder_process", job.text()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=os.environ | {"PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C in the terminal ends the show, which ends this in good order
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
            | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),  # elsewhere it steps back by itself
        )
        self._answers: queue.SimpleQueue[dict | None] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, name=f"answers from {job.target}")
        self._listener.start()
        _widen(self._process.stdin)
        try:
            answer = self._wait_open(job, stop)
        except BaseException:
            if not stop.is_set():  # else it ends by itself, and takes its empty file along
                self._process.kill()
            self._reap()
            raise
        self.format = Format(answer["layout"], job.width, job.height)
        self.description = answer["description"]

    def send(self, frame: Frame) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            for part in (struct.pack("<q", frame.tick), frame.data.reshape(-1)):
                view = memoryview(part)  # type: ignore[arg-type]
                while view:
                    view = view[pipe.write(view) :]
                    self._moved = time.perf_counter()
        except OSError:
            self._lost = True
            with contextlib.suppress(queue.Empty):
                raise self._trouble(self._answers.get(timeout=2)) from None
            raise DeviceError("the encoder process takes no frames") from None

    def close(self) -> None:
        """Let the encoder finish. Raises DeviceError where the end of a file could not be written."""
        self._moved = time.perf_counter()
        self._reap()
        answer: dict | None = None
        with contextlib.suppress(queue.Empty):
            while (more := self._answers.get_nowait()) is not None:
                answer = more
        if not self._lost and self._finish >= SLOW and (answer is None or "error" in answer):
            raise self._trouble(answer)

    def abort(self) -> None:
        # what is recorded is worth waiting for, as long as the encoder gets on with it
        if self._finish < SLOW or time.perf_counter() - self._moved > SLOW:
            self._process.kill()

    def _wait_open(self, job: EncoderJob, stop: threading.Event) -> dict:
        patience = OPENING if "://" in job.target else OPENING_FILE
        deadline = time.perf_counter() + patience
        while not stop.is_set():
            try:
                answer = self._answers.get(timeout=0.1)
            except queue.Empty:
                if time.perf_counter() > deadline:
                    raise DeviceError(f"{job.target} did not answer in {patience:.0f} s: is it up?") from None
                continue
            if answer is not None and "layout" in answer:
                return answer
            raise self._trouble(answer)
        raise DeviceError("closed while it was being opened")

    def _trouble(self, answer: dict | None) -> DeviceError:
        """Why the encoder has ended; `answer` is its last word, None where it died without one."""
        if answer is None:
            return DeviceError(f"the encoder process died (exit status {self._process.poll()})")
        return (DeviceEnded if answer.get("ended") else DeviceError)(answer.get("error", "the encoder ended"))

    def _listen(self) -> None:
        """Read answers until the encoder ends; a thread, as pipes can't be waited for with a timeout everywhere."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            answer = json.loads(line)
            if answer.keys() == {"description"}:
                self.description = answer["description"]
            else:
                self._answers.put(answer)
        self._answers.put(None)

    def _reap(self) -> None:
        """End the input, let the encoder finish, and leave nothing behind."""
        with contextlib.suppress(OSError):  # it is gone already
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(self._finish)
        except subprocess.TimeoutExpired:
            self._process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):  # what can't be killed is left to end by itself
                self._process.wait(SLOW)
        self._listener.join(SLOW)
        if not self._listener.is_alive():
            self._process.stdout.close()  # type: ignore[union-attr]


def _widen(pipe) -> None:
    """Make a pipe hold 1 MiB where the system lets us: a 4K frame is 12 MB, and 64 KiB at a time is slow."""
    try:
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, 1 << 20)  # type: ignore[attr-defined]
    except (ImportError, AttributeError, OSError):
        pass  # not Linux, or the system's limit is lower


class RecordingOutput(EncoderOutput):
    """One recording of constant frame rate. file: its path; a file that is there is never written over.

    A crash leaves a file that plays up to the last second. A full disk ends the recording (DeviceEnded).
    """

    def __init__(self, file: str, size: Size, fps: float, stop: threading.Event):
        codec, path = _codec(file), _free(expanded(file))
        super().__init__(EncoderJob(str(path), *size, str(fraction(fps)), codec), FINISH, stop)
        self.path = path

    @staticmethod
    def check(argument: str) -> None:
        _codec(argument)


def _codec(file: str) -> str:
    """What a file of that name holds. Raises DeviceEnded."""
    found = CODECS.get(Path(file).suffix.lower())
    if found is None:
        raise DeviceEnded(f"record:{file}: name a file that ends in .mp4, .mkv or .mov (ProRes)")
    return found


def _free(path: Path) -> Path:
    """The path itself, or the first of `name-2`, `name-3` .. that is not there yet."""
    candidate, count = path, 1
    while os.path.lexists(candidate):
        count += 1
        candidate = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return candidate


def recording_file(name: str, folder: Path) -> Path:
    """A file in `folder` for a recording that the network asked for: whatever the name, it stays in there.

    name: empty (then the time of day names it), with or without an ending.
    """
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    if suffix not in CODECS:
        stem, suffix = Path(name).name, ".mp4"
    stem = re.sub(r"[^\w \-]+", "_", re.split(r"[/\\]", stem)[-1]).strip("_ ")[:80]
    if is_device(stem):
        stem += "_"  # Windows would write to that instead of a file
    return folder / f"{stem or time.strftime('%Y-%m-%d %H-%M-%S')}{suffix}"


class StreamOutput(EncoderOutput):
    """url: udp://HOST:PORT sends there, http://HOST:PORT/PATH is served by us (HOST is an address of this machine),
    rtmp:// and rtsp:// push to a server. Low delay: no B-frames, no look-ahead, a keyframe a second."""

    def __init__(self, url: str, size: Size, fps: float, stop: threading.Event):
        self.check(url)
        super().__init__(EncoderJob(url, *size, str(fraction(fps)), live=True), 0.5, stop)

    @staticmethod
    def check(argument: str) -> None:
        """Raises DeviceEnded for an address that can't be streamed to, ever."""
        parts = urlsplit(argument)
        if parts.scheme not in SCHEMES:
            known = ", ".join(f"{scheme}://" for scheme in SCHEMES)
            raise DeviceEnded(f"stream:{argument}: the address must begin with one of {known}")
        try:
            complete = bool(parts.hostname and (parts.port or parts.scheme in ("rtmp", "rtmps", "rtsp")))
        except ValueError:
            complete = False  # a port that is no number
        if not complete:
            raise DeviceEnded(f"stream:{argument}: give an address and a port, as {parts.scheme}://127.0.0.1:5000")
