"""A video file, at its own pace by its timestamps, round and round. PyAV decodes and scales outside Python's lock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import Interpolation

from engine.inputs.fit import cover
from engine.inputs.source import InputError, Size, Source

MOST_PIXELS = 8192 * 8192  # of one picture
LATE = 0.5  # seconds behind its pace from which the pace gives way: the machine decodes slower than the file plays
THIN = 1 / 62  # seconds between pictures that are converted, at least
USUAL = 1 / 25  # seconds that a picture lasts where the file does not say
BROKEN = 250  # packets in a row that can't be decoded, after which it starts over


class Video(Source):
    """Plays a file. Raises InputError for one that has no pictures, or none that can be read."""

    def __init__(self, path: Path):
        self._name = path.name
        self._damaged = False
        try:
            # `file:` for names that FFmpeg would read as something else, and no playlist leads elsewhere.
            self._container: Any = av.open(f"file:{path}", options={"protocol_whitelist": "file"})
        except Exception as error:  # whatever a demuxer stumbles over
            raise InputError(f"{path.name} is no video that can be read: {_reason(error)}") from None
        try:
            self._stream = self._found()
            self._frames: Iterator[Any] = self._played()
            self._start: float | None = None  # perf_counter at which the file's first picture was due, in this round
            self._given = 0.0
            self._next: Any = next(self._frames, None)  # decoded, and not due yet
            if self._next is None:
                raise InputError(f"{path.name}: no picture in it can be read")
        except BaseException:
            self._container.close()
            raise

    def _found(self) -> Any:
        """The stream to play; sound files may hold a cover, which is none."""
        for stream in self._container.streams.video:
            codec = stream.codec_context
            if codec is None or stream.disposition & av.stream.Disposition.attached_pic:
                continue
            if codec.width * codec.height > MOST_PIXELS:
                raise InputError(f"{self._name} is {codec.width}x{codec.height}: at most 8192x8192 can be played")
            stream.thread_type = "AUTO"
            return stream
        what = "holds sound only" if self._container.streams.audio else "has no pictures in it"
        raise InputError(f"{self._name} {what}")

    @property
    def description(self) -> str:  # type: ignore[override]
        codec = self._stream.codec_context
        rate = self._stream.average_rate
        about = f"{self._name}, {codec.width}x{codec.height}" + (f" at {float(rate):.4g} fps" if rate else "")
        return about + ", damaged: some of it can't be shown" * self._damaged

    def read(self, size: Size, wait: float) -> np.ndarray | None:
        until = time.perf_counter() + wait
        while True:
            if self._next is None:
                self._next = next(self._frames, None)
            if self._next is None:  # a single picture
                self.still = True
                time.sleep(max(0.0, until - time.perf_counter()))
                return None
            now = time.perf_counter()
            if self._start is None:
                self._start = now - self._seconds
            due = self._start + self._seconds
            if now - due > LATE:
                self._start += now - due
                due = now
            if due > until:
                time.sleep(max(0.0, until - now))
                return None
            time.sleep(max(0.0, due - now))
            frame, self._next = self._next, None
            if due - self._given >= THIN or due < self._given:
                self._given = due
                return _converted(frame, size, float(self._stream.sample_aspect_ratio or 1))

    def close(self) -> None:
        self._container.close()

    def _played(self) -> Iterator[Any]:
        """Decode every picture of every round; ends after the first where that is one picture alone."""
        while True:
            count, first, last, step = 0, None, 0.0, USUAL
            for frame in self._round():
                seconds = frame.time
                if seconds is None:
                    seconds = last + step if count else 0.0
                first = seconds if first is None else first
                if 0 < seconds - first - last < 10:
                    step = seconds - first - last
                last = max(last, seconds - first)
                self._seconds = last
                count += 1
                yield frame
            if count <= 1:
                return
            if self._start is not None:
                self._start += last + step
            self._container.seek(0)

    def _round(self) -> Iterator[Any]:
        """The pictures from here to the end, past what is broken."""
        packets = self._container.demux(self._stream)
        broken = 0
        while broken < BROKEN:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, OSError):  # it may find its way again behind what is broken
                self._damaged = True
                broken += 1
                packets = self._container.demux(self._stream)
                continue
            try:
                yield from packet.decode()
                broken = 0
            except (av.FFmpegError, ValueError):
                self._damaged = True
                broken += 1


def _converted(frame: Any, size: Size, aspect: float) -> np.ndarray:
    """A decoded picture as (h, w, 3) uint8 RGB, upright, scaled to cover `size`, over black where transparent.

    aspect: how much wider than high one of its pixels is.
    """
    turns = round(frame.rotation / 90) % 4
    want = size[::-1] if turns % 2 else size
    width, height = cover((frame.width * aspect, frame.height), want)
    alpha = any(component.is_alpha for component in frame.format.components) or frame.format.name == "pal8"
    scaled = frame.reformat(width, height, "rgba" if alpha else "rgb24", interpolation=Interpolation.AREA)
    picture: np.ndarray = scaled.to_ndarray()
    if alpha:
        weight = picture[:, :, 3:].astype(np.uint16)
        picture = ((picture[:, :, :3] * weight + 127) // 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture


def _reason(error: Exception) -> str:
    if isinstance(error, av.EOFError):
        return "it ends before its first picture"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())
