"""Dreams the live input: each picture that comes goes through the stream batch, and comes out stamped with its time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from engine.dream.intake import Input
from engine.dream.models import Model
from engine.dream.places import style_for
from engine.dream.stream.batch import Guidance, StreamBatch
from engine.dream.stream.feedback import fed_back
from engine.dream.stream.noise import Noise
from engine.dream.stream.power import watts
from engine.dream.stream.residual import evaluations
from engine.dream.stream.schedule import Schedule, indices, schedule
from engine.dream.stream.similarity import SimilarityFilter
from engine.dream.stream.telling import Scalar, Telling
from engine.dream.stream.transfer import Carried, Transfer
from engine.journey.live import Stream
from engine.journey.path import Recipe
from engine.parameters import Dream, Live

WINDOW = 3.0  # seconds that the figures are taken over


@dataclass(frozen=True)
class Prepared:
    """An input as the model wants it. picture: (height, width, 3) uint8 RGB; pixels: the same on the device."""

    time: float
    picture: np.ndarray
    pixels: Carried


@dataclass(frozen=True)
class Dreamed:
    """A picture, (3, height, width) of about 0..1 on the device, of the input of a time."""

    time: float
    picture: Carried


@dataclass(frozen=True)
class Mark:
    """What travels beside a picture in flight: its input's time, and what a ControlNet has seen of it."""

    time: float
    seen: Tensor | None


class LiveDream:
    """The stream of one model. Every input goes through `prepare`, `advance` and `finish`, each in a thread of its own.

    `dream` does one after the other. figures tell how it goes; errors are lines that the performer should read.
    """

    def __init__(self, model: Model):
        self._model = model
        self._told = Telling(model, self._tell)
        self._scalar = Scalar(model.device)
        self._noise = Noise(model)
        self._up, self._down = Transfer(model.device), Transfer(model.device)
        self._steps: tuple[tuple[int, ...], str] | None = None  # steps and sampler of the schedule
        self._schedule: Schedule | None = None
        self._refused = ""  # the step list that was told to be none
        self._wished: tuple[Any, ...] = ()  # all that the dream of an input depends on
        self._settled = 0.0  # when the last change of the stream has been glided to
        self._unseen = 0  # inputs that have to pass until it has come out
        self._came: deque[tuple[float, bool]] = deque()  # when inputs came, and whether they were skipped
        self._left: deque[float] = deque()  # when pictures were done
        self._rows = 0
        self.errors: deque[str] = deque()
        self.start_over()

    def start_over(self) -> None:
        """Forget the pictures in flight: the stream was left, or its memory is wanted."""
        self._batch: StreamBatch[Mark] = StreamBatch(self._model.pipe.scheduler.config.prediction_type)
        self._filter = SimilarityFilter()
        self._last: np.ndarray | None = None
        self._blank = False  # the last picture was
        self._told.forget()

    def dream(self, taken: Input, stream: Stream) -> list[tuple[float, np.ndarray]]:
        """Take an input; returns the pictures that are done, (time of their input, (height, width, 3) uint8 RGB)."""
        done = self.advance(self.prepare(taken, stream.live), stream)
        return [(one.time, shown) for one in done if (shown := self.finish(one)) is not None]

    def prepare(self, taken: Input, live: Live) -> Prepared:
        """Bring an input to the model's size and onto its device, with its share of the last dream."""
        picture, size = taken.picture, (self._model.width, self._model.height)
        if picture.shape[1::-1] != size:
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        picture = fed_back(picture, self._last, live)
        return Prepared(taken.time, picture, self._up.up(picture))

    @torch.inference_mode()
    def advance(self, prepared: Prepared, stream: Stream) -> list[Dreamed]:
        """Move everything in flight on by one step, and return what is done."""
        model, dream, live = self._model, stream.dream, stream.live
        now = time.perf_counter()
        steps = self._follow_steps(dream, live)
        threshold = 0.0 if self._changes(stream, len(steps), now) else live.filter
        skipped = self._filter.skips(prepared.picture, threshold, live.filter_skips)
        self._came.append((now, skipped))
        if skipped:
            return []
        guidance = Guidance(live.cfg, live.guidance, live.delta)
        if model.pipe.unet.config.time_cond_proj_dim:
            guidance = Guidance()  # it is told the guidance instead
        latent = model.encode(prepared.pixels.take())
        seen = None
        if model.structure is not None and live.control and live.control_scale > 0:
            seen = model.structure.see(prepared.picture, live.control_kind)
        self._rows = evaluations(len(steps), guidance.cfg, guidance.strength)
        self._told.follow(now, dream, live)
        scale = self._scalar.at(live.control_scale)

        def network(marks: Sequence[Mark], x: Tensor, times: Tensor, more: int) -> Tensor:
            return self._predict(marks, x, times, more, scale)

        noise = self._noise.at(now, dream.seed, live)[: len(steps)]
        done = self._batch.tick(latent, Mark(prepared.time, seen), network, steps, noise, guidance)
        return [Dreamed(mark.time, Transfer.carry(model.decode(latent)[0])) for mark, latent in done]

    def finish(self, dreamed: Dreamed) -> np.ndarray | None:
        """A picture as (height, width, 3) uint8 RGB; None for one that shows nothing, in whose place the last stays."""
        shown = self._down.down(dreamed.picture)
        if shown is None:
            if not self._blank:
                self._tell("a dreamed input came out blank: the last picture stays")
            self._blank = True
            return None
        self._blank = False
        self._last = shown
        self._left.append(time.perf_counter())
        return shown

    def figures(self) -> dict[str, float]:
        """fps: pictures done per second; skipped: share of inputs, 0..1; evaluations: rows of the UNet per picture."""
        now = time.perf_counter()
        for times in (self._left, self._came):
            while times and now - (times[0] if isinstance(times[0], float) else times[0][0]) > WINDOW:
                times.popleft()
        skipped = sum(was for _, was in self._came) / len(self._came) if self._came else 0.0
        figures = {"fps": len(self._left) / WINDOW, "skipped": skipped, "evaluations": float(self._rows)}
        power = watts(self._model.device)
        return figures if power is None else {**figures, "watts": power}

    def _predict(self, marks: Sequence[Mark], x: Tensor, times: Tensor, more: int, scale: Tensor) -> Tensor:
        """The UNet as StreamBatch calls it, under the ControlNet where there is one, of weight `scale`."""
        model, unet = self._model, self._model.pipe.unet
        told, x = self._told.rows(len(x), more), x.to(unet.dtype)
        newest = marks[0].seen
        with model.live_precision():
            if newest is not None:
                seen = [newest if mark.seen is None else mark.seen for mark in marks]
                told |= model.structure(x, times, torch.cat(seen + seen[:more]), scale, told)
            predicted: Tensor = unet(x, times, return_dict=False, **told)[0]
        return predicted.float()

    def _follow_steps(self, dream: Dream, live: Live) -> Schedule:
        """The schedule that is set; where that is none, the one before, or else one step."""
        style = style_for(self._model, Recipe(loras=dream.lora))
        try:
            wanted = indices(live.steps, live.strength)
        except ValueError as error:
            if live.steps != self._refused:
                self._tell(str(error))
            self._refused = live.steps
            wanted = self._steps[0] if self._steps else indices("", live.strength)
        else:
            self._refused = ""
        if (wanted, style.sampler) != self._steps:
            self._steps = wanted, style.sampler
            scheduler = self._model.scheduler(style.sampler)
            self._schedule = schedule(scheduler, wanted, style.sampler == "lcm", self._model.device)
        assert self._schedule is not None
        return self._schedule

    def _changes(self, stream: Stream, steps: int, now: float) -> bool:
        """Whether other pictures come of the same input: then it is dreamed, until what changed has come out."""
        dream = stream.dream
        wished = (dream.prompt, dream.negative, dream.seed, dream.lora, stream.live)
        if wished != self._wished:
            self._wished, self._settled = wished, now + stream.live.glide
            self._unseen = steps
        if now < self._settled or stream.live.flow > 0:
            self._unseen = steps
            return True
        self._unseen -= 1
        return self._unseen >= 0

    def _tell(self, text: str) -> None:
        self.errors.append(text)
