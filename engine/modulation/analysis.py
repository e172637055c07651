"""What a sound is like: loudness, three bands and onsets, from blocks of samples, whatever they come from."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from engine.modulation.modulation import Levels

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
