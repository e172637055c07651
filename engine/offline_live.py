"""A live stream off-line: a file's pictures, each dreamed over as in a show, and alike on every machine. No torch here.

Nothing is skipped and nothing waits: the stream's clock is the film's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from engine.config import ConfigError, Settings, misuse
from engine.control.store import Scene
from engine.devices.crop import fit
from engine.devices.device_worker import DeviceError
from engine.devices.image import load as read_picture
from engine.devices.registry import any_file
from engine.devices.text import TextInput
from engine.devices.video import VideoInput
from engine.dream.protocol import LIVE, OWN, controls, live_wish
from engine.dream.shared_memory import InputFrame
from engine.errors import UserError
from engine.frames import Keyframe
from engine.model_switch import ModelSwitcher
from engine.parameters import State
from engine.stage.reel import Bracket

TOUCH = 1e-4  # seconds that a picture may be early
LATEST = 32  # frames after its own, by which a picture has come out of the stream, or never will


class Film:
    """The pictures of an input, by their moments.

    spec: text:WORDS, or video:FILE or image:FILE, here or in the media folder. seconds: how long it plays, 0 for what
    stands still. Raises ConfigError.
    """

    def __init__(self, spec: str, media: str):
        kind, _, name = spec.partition(":")
        file = None
        with suppress(UserError):
            file = any_file(Path(media), name) if kind in ("image", "video", "file") else None
        self._video: VideoInput | None = None
        self._coming: Iterator[tuple[float, Callable[[tuple[int, int]], np.ndarray]]]
        with misuse(DeviceError, of=f"--input {spec}"):
            if kind == "text":
                self._coming = iter([(0.0, TextInput(name).picture)])
            elif kind == "image" and file is not None:
                picture = read_picture(file)
                self._coming = iter([(0.0, lambda size: picture)])
            elif kind in ("video", "file") and file is not None:
                self._video = VideoInput(str(file))
                self._coming = self._video.timed()
            else:
                wants = "text:WORDS, or video:FILE or image:FILE of a file that is there"
                raise ConfigError(f"--input wants {wants}, got {spec}")
        self._next = next(self._coming, None)
        self._shown: Callable[[tuple[int, int]], np.ndarray]

    @cached_property
    def seconds(self) -> float:
        return self._video.measured() if self._video else 0.0

    def at(self, moment: float, size: tuple[int, int]) -> np.ndarray:
        """The (height, width, 3) uint8 RGB picture of a moment, cropped and scaled; moments rise from 0."""
        while self._next is not None and self._next[0] <= moment + TOUCH:
            (_, self._shown), self._next = self._next, next(self._coming, None)
        return fit(self._shown(size), size)

    def close(self) -> None:
        if self._video is not None:
            self._video.close()


class LiveFilm:
    """The live stream of a film, a picture for every tick. Raises ModelError, and while it dreams whatever torch does.

    prompts: that follow each other over `seconds`; left out, the scene's own. report: takes one line.
    """

    def __init__(
        self,
        settings: Settings,
        scene: Scene,
        film: Film,
        prompts: Sequence[str],
        seconds: float,
        report: Callable[[str], None],
    ):
        from engine.dream.worker import before_torch

        before_torch()
        from engine.dream.enlarge import keyframe_size
        from engine.dream.live_stream import LiveStream
        from engine.dream.loader import load
        from engine.dream.loras import Loras

        launch = ModelSwitcher(settings, lambda: scene.state, report).wanted()
        self._model = load(launch, lambda text: None)
        if OWN in launch.controls and OWN not in self._model.controlnets and not settings.live:
            raise ConfigError(f"--control own: {self._model.about['model']} has no ControlNet of its own")
        if self._model.edm:
            raise ConfigError(f"{self._model.unlike} can't dream live input: render a journey")
        self._size = keyframe_size(launch, self._model.device)
        self._stream, self._loras = LiveStream(self._model), Loras(self._model)
        self._film, self._fps, self._report = film, settings.fps, cache(report)  # once each
        self._prompts = {seconds * number / len(prompts): ((text, 1.0),) for number, text in enumerate(prompts)}
        self._fed = -1  # the newest tick that the stream was given
        self._shown: Keyframe | None = None
        self._done: dict[int, np.ndarray] = {}
        self.missing = 0
        live = scene.state.live
        for flag in {kind for name, kind, _ in controls(live) if name} | {live.mask}:
            self._model.estimators.wait(flag)

    def at(self, tick: int, values: Callable[[float], State]) -> Bracket | None:
        """The picture of a tick, which rise; of one that came out blank, the one before. None where there is none."""
        while tick not in self._done and self._fed < tick + LATEST:
            self._feed(values)
        self.missing += tick not in self._done
        picture = self._done.pop(tick, None)
        if picture is not None:
            self._shown = Keyframe(LIVE, tick / self._fps, self._size(picture), 0.0)
        return Bracket(self._shown, self._shown, 0.0) if self._shown else None

    def _feed(self, values: Callable[[float], State]) -> None:
        """Give the stream the picture of the next tick."""
        self._fed += 1
        now = self._fed / self._fps
        state = values(now)
        dream, live = state.dream, replace(state.live, filter=0.0)
        if self._prompts:
            begun = max(begins for begins in self._prompts if begins <= now)
            dream = replace(dream, prompt=self._prompts[begun])
        picture = self._film.at(now, (self._model.width, self._model.height))
        frame = InputFrame(self._fed + 1, now, np.ascontiguousarray(picture[:, ::-1] if live.mirror else picture))
        stream = live_wish(dream, live)
        lines = self._loras.wear(stream.dream.lora)
        for moment, made in self._stream.dream(frame, stream):
            self._done[round(moment * self._fps)] = made
        for line in [*lines, *(self._stream.errors.popleft() for _ in range(len(self._stream.errors)))]:
            self._report(line)
