"""A video file, at its own pace by its timestamps, round and round. PyAV decodes and scales outside Python's lock."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.sidedata.sidedata import Type as SideData
from av.video.reformatter import ColorPrimaries, Colorspace, ColorTrc, Interpolation

from engine.devices.crop import cover, crop, over_black
from engine.devices.device_worker import DeviceError, Found, InputDevice, Size, media_files

VIDEOS = frozenset((
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".gif", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".mxf", ".wmv",
    ".flv", ".ogv", ".3gp",
))  # fmt: skip
MOST_PIXELS = 8192 * 8192  # of one picture
LATE = 0.5  # seconds behind its pace from which the pace gives way: the machine decodes slower than the file plays
THIN = 1 / 62  # seconds between pictures that are converted, at least
USUAL = 1 / 25  # seconds that a picture lasts where the file does not say
DEFAULT_BONUS = 5_000_000  # pixels that a stream's being the default one counts for, as in FFmpeg's own choice
MOST_STRETCHED = 16.0  # how much wider than high a pixel may be, or higher than wide; beyond, it is taken for square
SPARE = 16.0  # times the pixels that are wanted, beyond which a picture is cropped before it is scaled
ALPHA_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}  # FFmpeg's own leave the transparency out
BROKEN = 250  # packets in a row that can't be decoded, after which it starts over

# Colours are brought to those of BT.709, which everything here works in.
WHITE_NITS = 203.0  # of PQ, and
WHITE_HLG = 0.75  # of HLG's signal: diffuse white, by ITU-R BT.2408
KNEE = 0.9  # of white, above which highlights are rolled off
_LEVELS = 4096  # of the table from signals to light

# From linear light in these primaries to BT.709's, by ITU-R BT.2087 and SMPTE RP 431-2 with D65.
_TO_BT709 = {
    int(ColorPrimaries.BT2020): ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187)),
    int(ColorPrimaries.SMPTE432): ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979)),
}
_HDR = (int(ColorTrc.SMPTE2084), int(ColorTrc.ARIB_STD_B67))  # PQ and HLG
_UNTOLD = 2  # of a colour space


class VideoInput(InputDevice):
    """Plays a file. Raises DeviceError for one that has no pictures, or none that can be read."""

    def __init__(self, file: str):
        path = Path(file)
        self._path, self._name = path, path.name
        self._damages = 0
        try:
            self._open()
        except DeviceError:
            raise
        except Exception as error:  # whatever a demuxer stumbles over
            raise DeviceError(f"{path.name} is no video that can be read: {_reason(error)}") from None
        try:
            self._frames: Iterator[Any] = self._played()
            self._start: float | None = None  # perf_counter at which the file's first picture was due, in this round
            self._given = 0.0
            self._next: Any = next(self._frames, None)  # decoded, and not due yet
            if self._next is None:
                raise DeviceError(f"{path.name}: no picture in it can be read")
        except BaseException:
            self._container.close()
            raise

    def _opened(self) -> Any:
        # `file:` for names that FFmpeg would read as something else, and no playlist leads elsewhere.
        return av.open(f"file:{self._path}", options={"protocol_whitelist": "file"})

    def _open(self) -> None:
        self._container: Any = self._opened()
        try:
            self._stream = self._found()
            self._decoder = self._stream.codec_context
            if self._stream.metadata.get("alpha_mode") == "1":
                with contextlib.suppress(av.FFmpegError, ValueError):  # a build without it
                    self._decoder = av.CodecContext.create(ALPHA_DECODERS[self._decoder.name], "r")
        except BaseException:
            self._container.close()
            raise

    def _found(self) -> Any:
        """The stream to play: the largest, or the default one. Covers of sound files and thumbnails are none."""
        beside = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails
        found, most = None, -1
        for stream in self._container.streams.video:
            codec = stream.codec_context
            if codec is None or stream.disposition & beside:
                continue
            pixels = codec.width * codec.height
            if pixels > MOST_PIXELS:
                raise DeviceError(f"{self._name} is {codec.width}x{codec.height}: at most 8192x8192 can be played")
            if stream.disposition & av.stream.Disposition.default:
                pixels += DEFAULT_BONUS
            if pixels > most:
                found, most = stream, pixels
        if found is not None:
            found.thread_type = "AUTO"
            return found
        what = "holds sound only" if self._container.streams.audio else "has no pictures in it"
        raise DeviceError(f"{self._name} {what}")

    @property
    def description(self) -> str:  # type: ignore[override]
        codec = self._stream.codec_context
        rate = self._stream.average_rate
        about = f"{self._name}, {codec.width}x{codec.height}" + (f" at {float(rate):.4g} fps" if rate else "")
        return about + ", damaged: some of it can't be shown" * bool(self._damages)

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

    def timed(self) -> Iterator[tuple[float, Callable[[Size], np.ndarray]]]:
        """Every picture, round and round, by the second that it comes at, as what `read` gives for a size; instead."""
        self._start = 0.0
        while self._next is not None:
            aspect = float(self._stream.sample_aspect_ratio or 1)
            yield self._start + self._seconds, partial(_converted, self._next, aspect=aspect)
            self._next = next(self._frames, None)

    def measured(self) -> float:
        """Seconds that the pictures of one round last, of which every packet is read: a file may promise any length."""
        first, end, count = math.inf, 0.0, 0
        with (
            self._opened() as container,
            contextlib.suppress(av.FFmpegError, OSError),  # what is broken ends it
        ):
            for packet in container.demux(container.streams[self._stream.index]):
                if packet.is_discard:  # cut off by an edit list
                    continue
                count += bool(packet.size)
                if packet.pts is not None:
                    seconds = float(packet.pts * packet.time_base)
                    lasts = float((packet.duration or 0) * packet.time_base) or self._usual
                    first, end = min(first, seconds), max(end, seconds + lasts)
        return end - first if end > first else count * self._usual

    @property
    def _usual(self) -> float:
        """Seconds that a picture lasts where nothing else says how long."""
        rate = self._stream.average_rate
        return 1 / float(rate) if rate else USUAL

    def close(self) -> None:
        self._container.close()

    @staticmethod
    def found(media: Path) -> list[Found]:
        return media_files(media, "file", VIDEOS)

    def _played(self) -> Iterator[Any]:
        """Decode every picture of every round; ends after the first where that is one picture alone."""
        while True:
            count, first, last, step = 0, None, 0.0, self._usual
            for frame in self._round():
                seconds = frame.time
                if seconds is None:
                    seconds = last + step if count else 0.0
                first = seconds if first is None else first
                if frame.duration and frame.time_base:
                    step = float(frame.duration * frame.time_base)
                elif 0 < seconds - first - last < 10:
                    step = seconds - first - last
                last = max(last, seconds - first)
                self._seconds = last
                count += 1
                yield frame
            if count <= 1:
                return
            if self._start is not None:
                self._start += last + step
            self._rewind()

    def _rewind(self) -> None:
        """Back to the beginning; a raw stream can't be sought in, and is opened again."""
        try:
            self._container.seek(0)
            self._decoder.flush_buffers()
        except (av.FFmpegError, OSError):
            self._container.close()
            self._open()

    def _round(self) -> Iterator[Any]:
        """The pictures from here to the end, past what is broken."""
        packets = self._container.demux(self._stream)
        broken, ending = 0, None
        while broken < BROKEN:
            try:
                packet = next(packets)
            except StopIteration:
                yield from self._decoded(ending)
                return
            except (av.FFmpegError, OSError):  # it may find its way again behind what is broken
                self._damages += 1
                broken += 1
                packets = self._container.demux(self._stream)
                continue
            if not packet.size:  # it would end the decoding, wherever it stands
                ending = packet
            else:
                good = self._damages
                yield from self._decoded(packet)
                broken = broken + 1 if self._damages > good else 0

    def _decoded(self, packet: Any) -> Iterator[Any]:
        """The pictures that a packet completes, an empty one or None those that are left at the end."""
        try:
            yield from self._decoder.decode(packet)
        except (av.FFmpegError, ValueError):
            self._damages += bool(packet and packet.size)


def _converted(frame: Any, size: Size, aspect: float) -> np.ndarray:
    """A decoded picture as (h, w, 3) uint8 RGB, upright, scaled to cover `size`, over black where transparent.

    aspect: how much wider than high one of its pixels is.
    """
    if not 1 / MOST_STRETCHED <= aspect <= MOST_STRETCHED:
        aspect = 1.0
    across, down = _axes(frame)
    want = size[::-1] if abs(across) == 2 else size
    width, height = cover((frame.width * aspect, frame.height), want)
    narrow = width * height > SPARE * want[0] * want[1]
    if narrow:
        width, height = frame.width, frame.height
    alpha = any(component.is_alpha for component in frame.format.components) or frame.format.name == "pal8"
    picture = _to_rgb(frame, width, height, "rgba" if alpha else "rgb24")
    if narrow:
        columns, rows = crop((width, height), (max(1, round(want[0] / aspect)), want[1]))
        left, top = (width - columns) // 2, (height - rows) // 2
        part = picture[top : top + rows, left : left + columns]
        shrinks = columns > want[0] or rows > want[1]
        picture = cv2.resize(part, want, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    if alpha:
        picture = over_black(picture[:, :, :3], picture[:, :, 3:])
    if abs(across) == 2:
        picture = picture.transpose(1, 0, 2)
    return np.ascontiguousarray(picture[:: 1 if down > 0 else -1, :: 1 if across > 0 else -1])


def _axes(frame: Any) -> tuple[int, int]:
    """What the picture's columns and rows are shown as, by its display matrix: 1 for columns, 2 for rows, - backwards.

    (1, 2) is upright, (-1, 2) mirrored left to right, (2, 1) transposed. ISO/IEC 14496-12, 6.2.2: a point (x, y) is
    shown at (a x + c y, b x + d y).
    """
    matrix = frame.side_data.get(SideData.DISPLAYMATRIX)
    if matrix is None:
        return 1, 2
    a, b, _, c, d = np.frombuffer(bytes(matrix), np.int32)[:5].tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return -1 if a < 0 else 1, -2 if d < 0 else 2
    return -2 if c < 0 else 2, -1 if b < 0 else 1


def _reason(error: Exception) -> str:
    if isinstance(error, av.EOFError):
        return "it ends before its first picture"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())


def _to_rgb(frame: Any, width: int, height: int, layout: str = "rgb24") -> np.ndarray:
    """A decoded picture scaled to (height, width, channels) uint8 of `layout`, rgb24 or rgba, in BT.709's colours.

    PQ and HLG are tone-mapped. What doesn't say how it was coded is BT.709 from 720 lines on, else BT.601.
    """
    how: dict[str, Any] = {"interpolation": Interpolation.AREA}
    transfer, primaries = int(frame.color_trc), int(frame.color_primaries)
    if transfer in _HDR and primaries not in _TO_BT709:
        primaries = int(ColorPrimaries.BT2020)
    if int(frame.colorspace) == _UNTOLD and not frame.format.is_rgb:
        if primaries == int(ColorPrimaries.BT2020):
            how["src_colorspace"] = Colorspace.BT2020
        elif frame.height >= 720 or frame.width >= 1280:
            how["src_colorspace"] = Colorspace.ITU709
    if primaries not in _TO_BT709 or layout != "rgb24":
        picture: np.ndarray = frame.reformat(width, height, layout, **how).to_ndarray()
        return picture
    signal = frame.reformat(width, height, "rgb48le", **how).to_ndarray()
    light = cv2.transform(_light(transfer)[signal >> 4], np.array(_TO_BT709[primaries], np.float32))
    if transfer in _HDR:
        brightest = np.maximum(light.max(axis=2, keepdims=True), KNEE)
        rolled = KNEE + (1 - KNEE) * (1 - np.exp((KNEE - brightest) / (1 - KNEE)))
        light = light * (rolled / brightest)
    light = np.clip(light, 0.0, 1.0)
    if transfer == int(ColorTrc.ARIB_STD_B67):  # light of the scene, which a camera would code so
        coded = np.where(light < 0.018, 4.5 * light, 1.099 * cv2.pow(light, 0.45) - 0.099)
    else:  # light of the screen
        coded = cv2.pow(light, 1 / 2.4)
    return (coded * 255 + 0.5).astype(np.uint8)


@lru_cache(maxsize=4)
def _light(transfer: int) -> np.ndarray:
    """(_LEVELS,) float32: linear light by signal, 1 for white. PQ: SMPTE ST 2084; HLG: ARIB STD-B67; else BT.1886."""
    signal = np.linspace(0.0, 1.0, _LEVELS)
    if transfer == int(ColorTrc.SMPTE2084):
        root = signal ** (1 / 78.84375)
        light = (
            10000
            / WHITE_NITS
            * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
        )
    elif transfer == int(ColorTrc.ARIB_STD_B67):
        light = _hlg(signal) / _hlg(np.array(WHITE_HLG))
    else:
        light = signal**2.4
    return light.astype(np.float32)


def _hlg(signal: np.ndarray) -> np.ndarray:
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
