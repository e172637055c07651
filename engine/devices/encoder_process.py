"""The encoder, a process of its own: raw frames on stdin, a file or a stream out of the other end.

Not a thread of the show, because PyAV keeps the GIL while it opens an encoder, connects to a server or writes
a header or trailer (all show long, the presenter would stand still for as long as a server takes to answer),
because x264 at 4K needs hundreds of megabytes, and because an encoder that crashes or hangs can be killed.
When the show itself is killed, stdin ends, and the file is finished properly.

argv[1]: the job as JSON (see encoder.EncoderJob). stdin: per frame its tick as a little-endian int64, then its bytes
in the layout that the answer names. stdout: one JSON object a line, {"layout", "description"} once it is open,
{"description"} when there is more to say, {"frames"} at its end or {"error", "ended"}; "ended" says that there
is no point in trying again.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import struct
import sys
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, BinaryIO

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from engine.devices.device_worker import DeviceEnded, DeviceError
from engine.devices.encoder import EncoderJob
from engine.devices.encoder_sinks import FileSink, HttpSink, container

PIXEL_FORMATS = {"I420": "yuv420p", "NV12": "nv12", "RGB": "rgb24"}
FILL = 3.0  # seconds: a longer gap (a laptop that slept) is left as it is
SURE = 8  # pictures to have timed before the encoder is called too slow

# Colours as players read them: the layouts of frames.py are BT.601 limited; ProRes is made from RGB as BT.709.
SMPTE170M, BT709, LIMITED = 6, 1, 1


@dataclass(frozen=True)
class Encoder:
    """One way to encode: PyAV's name, the layout it takes without converting, and its options."""

    name: str
    layout: str
    pixel_format: str
    options: dict[str, str]
    bit_rate: int = 0


def encoders(job: EncoderJob) -> Iterator[Encoder]:
    """The encoders to try for a job, best first: hardware before software."""
    if job.codec == "prores":
        yield Encoder("prores_ks", "RGB", "yuv422p10le", {"profile": "3", "vendor": "apl0"})
        return
    pixels = job.width * job.height * Fraction(job.fps)
    rate = int(pixels * (Fraction(1, 10) if job.live else Fraction(1, 5)))
    nvenc = {"preset": "p2", "tune": "ull", "zerolatency": "1"} if job.live else {"preset": "p4", "tune": "hq"}
    yield Encoder("h264_nvenc", "I420", "yuv420p", nvenc | {"rc": "vbr", "bf": "0"}, rate)
    yield Encoder("h264_videotoolbox", "NV12", "nv12", {"realtime": "1", "bf": "0"}, rate)
    yield Encoder("h264_qsv", "NV12", "nv12", {"async_depth": "1" if job.live else "4", "bf": "0"}, rate)
    yield Encoder("h264_amf", "NV12", "nv12", {"usage": "ultralowlatency" if job.live else "transcoding"}, rate)
    # veryfast takes 2.5 times the time of ultrafast; leave most of the machine to the dream
    spare = pixels / (os.cpu_count() or 1) < 16e6
    x264 = {"preset": "veryfast" if spare else "ultrafast", "forced-idr": "1"}
    if job.live:
        limits = {"maxrate": str(rate), "bufsize": str(rate // 2)}
        yield Encoder("libx264", "I420", "yuv420p", x264 | limits | {"tune": "zerolatency", "bf": "0"}, rate)
    else:
        # no B-frames and a short look-ahead, so that stopping takes a moment and not seconds
        yield Encoder("libx264", "I420", "yuv420p", x264 | {"crf": "18", "bf": "0", "rc-lookahead": "8"})


def configure(context: Any, encoder: Encoder, job: EncoderJob) -> None:
    """Give an encoder context its size, rate and colours; `context` is not open yet."""
    fps = Fraction(job.fps)
    context.width, context.height, context.pix_fmt = job.width, job.height, encoder.pixel_format
    context.framerate, context.time_base = fps, 1 / fps
    context.gop_size = max(1, round(fps))  # a keyframe a second: what a crash can lose, and a viewer waits for
    if encoder.bit_rate:
        context.bit_rate = encoder.bit_rate
    context.color_range, context.color_primaries, context.color_trc = LIMITED, BT709, BT709
    context.colorspace = BT709 if job.codec == "prores" else SMPTE170M


def pick(job: EncoderJob) -> Encoder:
    """The first encoder that really opens here and takes a frame: a driver that is named may still be missing."""
    refused = []
    for encoder in encoders(job):
        try:
            context: Any = av.CodecContext.create(encoder.name, "w")
            configure(context, encoder, job)
            context.options = encoder.options
            context.open()
            blank = av.VideoFrame(job.width, job.height, encoder.pixel_format)
            blank.pts, blank.time_base = 0, context.time_base
            context.encode(blank)
        except (ValueError, OSError, RuntimeError, av.FFmpegError) as error:
            refused.append(f"{encoder.name}: {error}")
        else:
            return encoder
    raise DeviceEnded(f"no encoder for {job.codec} at {job.width}x{job.height} ({refused[-1]})")


class Frames:
    """Raw frames from stdin as PyAV frames, without a copy; buffers are used again when libav lets go of them."""

    def __init__(self, source: BinaryIO, layout: str, width: int, height: int):
        self._source, self._layout = source, layout
        self._shape = (height, width, 3) if layout == "RGB" else (height * 3 // 2, width)
        self._free: list[np.ndarray] = []

    def read(self) -> tuple[int, np.ndarray] | None:
        """The next (tick, picture), or None at the end."""
        buffer = self._free.pop() if self._free else np.empty(self._shape, np.uint8)
        header = bytearray(8)
        pixels = memoryview(buffer.reshape(-1))  # type: ignore[arg-type]
        if not self._fill(memoryview(header)) or not self._fill(pixels):
            return None
        picture = buffer[:]  # the encoder may keep a picture in its queue: the view tells when it is done
        weakref.finalize(picture, self._free.append, buffer)
        return struct.unpack("<q", header)[0], picture

    def frame(self, picture: np.ndarray, pts: int, time_base: Fraction) -> av.VideoFrame:
        frame = av.VideoFrame.from_numpy_buffer(picture, PIXEL_FORMATS[self._layout])
        if self._layout == "RGB":
            frame = frame.reformat(
                format="yuv422p10le", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
        frame.pts, frame.time_base = pts, time_base
        frame.color_range = LIMITED
        frame.colorspace = BT709 if self._layout == "RGB" else SMPTE170M
        return frame

    def _fill(self, view: memoryview) -> bool:
        while view:
            count = self._source.readinto(view)  # type: ignore[attr-defined]
            if not count:
                return False
            view = view[count:]
        return True


def encode(job: EncoderJob, source: BinaryIO, say: Callable[..., None]) -> None:
    """Do the job: until stdin ends, or raise DeviceError."""
    encoder = pick(job)
    fps = Fraction(job.fps)
    movie, sink = container(job)
    count = 0  # pictures sent, and so the number of the next one in a recording
    try:
        stream = movie.add_stream(encoder.name, rate=fps, options=encoder.options)
        configure(stream.codec_context, encoder, job)
        movie.start_encoding()
        sink.whole(False)
        description = f"{job.target}, {encoder.name} {job.width}x{job.height}"
        say(layout=encoder.layout, description=description)
        frames = Frames(source, encoder.layout, job.width, job.height)
        first: int | None = None
        before: np.ndarray | None = None
        took: deque[float] = deque(maxlen=31)  # seconds per picture; their median knows nothing of stalls

        def put(picture: np.ndarray, pts: int, key: bool = False) -> None:
            began = time.perf_counter()
            frame = frames.frame(picture, pts, 1 / fps)
            if key:
                frame.pict_type = av.video.frame.PictureType.I
            for packet in stream.encode(frame):
                movie.mux(packet)
                sink.whole(packet.is_keyframe)
            took.append(time.perf_counter() - began)

        slow = False
        while (item := frames.read()) is not None:
            tick, picture = item
            first = tick if first is None else first
            pts = tick - first
            if pts < count:
                continue  # a tick twice
            # A constant rate: the ticks that were missed show the picture before them once more. Encoding that takes
            # as long as a new picture, so where the encoder is too slow it would only lose more of them.
            for missed in range(count, pts):
                if job.live or before is None or pts - count > FILL * fps:
                    break
                if len(took) >= SURE and sorted(took)[len(took) // 2] * fps > 1:
                    if not slow:
                        say(description=f"{description}: too slow for {float(fps):g} a second, some are missing")
                    slow = True
                    break
                put(before, missed)
            put(picture, pts, isinstance(sink, HttpSink) and sink.arrived())
            before, count = picture, pts + 1
        for packet in stream.encode(None):
            movie.mux(packet)
            sink.whole(packet.is_keyframe)
        movie.close()
        sink.whole(False)
        say(frames=count)
    except BaseException:
        # libav must not write the end of a movie over what is whole; that is all that is left to do here
        if isinstance(sink, FileSink):
            sink.error = sink.error or OSError(errno.EIO, "ended")
        raise
    finally:
        with contextlib.suppress(OSError, ValueError, RuntimeError):  # it has failed before, and said so
            movie.close()
        sink.finish()
        if isinstance(sink, FileSink) and (sink.empty or not count):
            os.unlink(sink.path)  # a recording without a picture is none


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(5)  # the stage comes first, and the dreamer last
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the show, which then ends our stdin
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a library that prints must not be taken for an answer

    def say(**answer: object) -> None:
        with contextlib.suppress(OSError):  # the show was killed; the file is finished all the same
            print(json.dumps(answer), file=answers, flush=True)

    job = EncoderJob.parse(sys.argv[1])
    try:
        encode(job, os.fdopen(0, "rb", buffering=0), say)
    except DeviceError as error:
        say(error=str(error), ended=isinstance(error, DeviceEnded))
    except FileExistsError:
        say(error=f"{job.target} is there already", ended=True)
    except OSError as error:
        unknown = not job.live or "protocol not found" in str(error).lower()
        say(error=f"{job.target}: {error.strerror or error}", ended=unknown)
    except Exception as error:
        say(error=f"{job.target}: {type(error).__name__}: {error}", ended=False)


if __name__ == "__main__":
    main()
