"""Listening: a sound input through sounddevice while some slot wants it, or a file through PyAV."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import one_line
from engine.modulation.analysis import Analysis
from engine.modulation.modulation import Levels
from engine.parameters import MODS, State

HEARD = frozenset({"level", "low", "mid", "high", "onset"})  # sources that want a sound
LOOK = 0.2  # seconds between looks at whether anything wants one
RETRY = 10.0  # seconds before an input that failed is tried again
BLOCK = 512  # samples
MISSING = "sound is not heard: pip install 'reverie-engine[audio]'"


class AudioError(RuntimeError):
    """No sound can be heard; its text is one line for the performer."""


def wanted(state: State) -> bool:
    """Whether any slot is moved by sound."""
    return any(getattr(state, name).target and getattr(state, name).source in HEARD for name in MODS)


class Listener:
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
    try:
        import sounddevice
    except (ImportError, OSError) as error:  # OSError: PortAudio itself is not there
        raise AudioError(MISSING if isinstance(error, ImportError) else f"{MISSING} ({error})") from None
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
