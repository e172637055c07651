"""Sound: a sound input through sounddevice while some slot wants it, or a file through PyAV, and what it is like.

That is loudness, three bands and onsets, from blocks of samples.
"""

from __future__ import annotations

import math
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import one_line
from engine.modulation.modulation import Levels
from engine.packages import needed
from engine.parameters import MODS, State

HEARD = frozenset({"level", "low", "mid", "high", "onset"})  # sources that want a sound
LOOK = 0.2  # seconds between looks at whether anything wants one
RETRY = 10.0  # seconds before an input that failed is tried again
BLOCK = 512  # samples

HOP = 512  # samples between two looks at the spectrum
WINDOW = 1024  # samples of each
BANDS = ((30.0, 200.0), (200.0, 2500.0), (2500.0, 12000.0))  # Hz: low, mid, high
FLOOR = -50.0  # dB below the loudest of late that count as nothing
QUIETEST = 1e-3  # amplitude that the loudest of late is taken to have at least, so that hiss is no music
FORGET = 8.0  # seconds in which what was loudest fades to a third
FALL = 0.15  # seconds in which a level falls to a third; it rises at once
NARROW = 24  # bands that onsets are looked for in
FLUX = 43  # looks that an onset is compared with, about half a second
SURGE = 2.0  # times the usual rise of the spectrum that an onset takes
LEAST = 0.03  # and at least this much, 1 being all narrow bands from nothing to the loudest
REST = 0.09  # seconds between two onsets at least


@dataclass
class _Follower:
    """A level, 0..1, in dB below the loudest of late."""

    loudest: float = QUIETEST
    level: float = 0.0

    def feed(self, amplitude: float, seconds: float, gain: float) -> float:
        self.loudest = max(amplitude, self.loudest * math.exp(-seconds / FORGET), QUIETEST)
        decibels = 20 * math.log10(max(gain * amplitude / self.loudest, 1e-9))
        now = min(max(1 - decibels / FLOOR, 0.0), 1.0)
        self.level = max(now, self.level * math.exp(-seconds / FALL))
        return self.level


class Analysis:
    """Turns samples into Levels. rate: samples a second. One thread."""

    def __init__(self, rate: float):
        self.rate = rate
        self._waiting = np.zeros(0, np.float32)
        self._hann = np.hanning(WINDOW).astype(np.float32)
        bins = np.fft.rfftfreq(WINDOW, 1 / rate)
        self._bands = [(bins >= low) & (bins < high) for low, high in BANDS]
        self._edges = np.unique(np.searchsorted(bins, np.geomspace(30, 12000, NARROW)))
        self._before = np.zeros(len(self._edges))
        self._followers = [_Follower() for _ in range(4)]
        self._flux: deque[float] = deque(maxlen=FLUX)
        self.levels = Levels()

    def feed(self, samples: np.ndarray, ended: float, gain: float = 1.0) -> Levels:
        """Take mono samples, -1..1, of which the last was heard at the moment `ended` (seconds); return the levels."""
        samples = np.concatenate([self._waiting, samples.astype(np.float32, copy=False)])
        count = max((len(samples) - WINDOW) // HOP + 1, 0)
        for number in range(count):
            first = number * HOP
            # What is new is the end of the window, so that is where an onset in it lies.
            at = ended - (len(samples) - first - WINDOW + HOP // 2) / self.rate
            self._look(samples[first : first + WINDOW], at, gain)
        self._waiting = samples[count * HOP :]
        return self.levels

    def _look(self, samples: np.ndarray, at: float, gain: float) -> None:
        seconds = HOP / self.rate
        spectrum = np.abs(np.fft.rfft(samples * self._hann)).astype(np.float32) * (2 / WINDOW)
        heard = [float(np.sqrt(np.mean(samples**2)))]
        heard += [float(np.sqrt(np.sum(spectrum[band] ** 2))) for band in self._bands]
        level, low, mid, high = (
            follower.feed(amplitude, seconds, gain) for follower, amplitude in zip(self._followers, heard, strict=True)
        )
        self.levels = Levels(level, low, mid, high, self._onset(spectrum, at, gain))

    def _onset(self, spectrum: np.ndarray, at: float, gain: float) -> float:
        """When the last onset was: the spectrum rises much more than usual."""
        # In narrow bands and decibels, so that no loud tone hides what begins beside it.
        energy = np.add.reduceat(spectrum**2, self._edges) / self._followers[0].loudest ** 2
        bands = np.clip(1 - 10 * np.log10(energy + 1e-9) / FLOOR, 0, 1)
        rise = float(np.maximum(bands - self._before, 0).mean())
        usual = float(np.mean(self._flux)) if self._flux else 0.0
        self._flux.append(rise)
        self._before = bands
        last = self.levels.onset
        loud = gain * self._followers[0].level > 0.3 and len(self._flux) > 2
        return at if loud and rise > SURGE * usual + LEAST and at - last > REST else last


class AudioError(RuntimeError):
    """No sound can be heard; its text is one line for the performer."""


def wanted(state: State) -> bool:
    """Whether any slot is moved by sound."""
    return any(getattr(state, name).target and getattr(state, name).source in HEARD for name in MODS)


class AudioInput:
    """Hears while it is wanted, in `run(stop)`. state: what is set. `levels` may be called from any thread."""

    def __init__(self, state: Callable[[], State], report: Callable[[str], None]):
        self._state, self._report = state, report
        self._levels = Levels()

    def levels(self) -> Levels:
        return self._levels

    def run(self, stop: threading.Event) -> None:
        """Open the input when a slot wants it, close it when none does; trouble is reported once and tried again."""
        told = ""
        while not stop.wait(LOOK):
            if not wanted(self._state()):
                told = ""
                continue
            try:
                self._listen(stop)
                told = ""
            except AudioError as error:
                if str(error) != told:
                    told = str(error)
                    self._report(told)
                device = self._state().audio.device
                begun = time.perf_counter()
                while time.perf_counter() - begun < RETRY and self._state().audio.device == device:
                    if stop.wait(LOOK):
                        return
            finally:
                self._levels = Levels()

    def _listen(self, stop: threading.Event) -> None:
        sounds: queue.SimpleQueue[tuple[np.ndarray, float]] = queue.SimpleQueue()

        def heard(samples: np.ndarray, frames: int, times: Any, status: Any) -> None:
            sounds.put((samples.mean(axis=1), time.perf_counter()))

        device = self._state().audio.device
        stream = _open(device, heard)
        with stream:
            analysis = Analysis(stream.samplerate)
            while not stop.is_set():
                audio = self._state().audio
                if not wanted(self._state()) or audio.device != device:
                    return
                try:
                    samples, at = sounds.get(timeout=2.0)
                except queue.Empty:
                    raise AudioError(f"the sound input {device or 'of the system'} has gone silent") from None
                self._levels = analysis.feed(samples, at, audio.gain)


def _open(device: str, heard: Callable[..., None]) -> Any:
    """An input stream that runs. Raises AudioError."""
    with needed("sounddevice", AudioError):
        import sounddevice
    try:
        stream = sounddevice.InputStream(device=device or None, channels=1, blocksize=BLOCK, callback=heard)
        try:
            stream.start()  # where a device that another program holds refuses
        except BaseException:
            stream.close()
            raise
        return stream
    except (sounddevice.PortAudioError, ValueError) as error:
        raise AudioError(f"the sound input {device or 'of the system'} does not open: {one_line(error):.120}") from None


def played(path: Path | str) -> Iterator[tuple[float, Levels]]:
    """The levels of a sound file, as (seconds into it, levels), block by block. Raises AudioError."""
    import av

    try:
        with av.open(str(path)) as container:
            resampler = av.AudioResampler(format="flt", layout="mono")
            analysis, count = None, 0
            for frame in container.decode(audio=0):
                for part in resampler.resample(frame):
                    samples = part.to_ndarray().ravel()
                    analysis = analysis or Analysis(part.sample_rate)
                    for first in range(0, len(samples), BLOCK):
                        block = samples[first : first + BLOCK]
                        count += len(block)
                        yield count / analysis.rate, analysis.feed(block, count / analysis.rate)
    except (av.error.FFmpegError, IndexError, OSError) as error:
        raise AudioError(f"{path}: no sound in it that can be read ({error})") from None
