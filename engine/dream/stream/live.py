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
from engine.dream.keyframes import BLANK
from engine.dream.models import Model
from engine.dream.places import place_noise, style_for
from engine.dream.prompts import Prompts
from engine.dream.recall import Recall
from engine.dream.reference import PictureError, read_reference
from engine.dream.sampling import Conditioning, join, lerp, slerp, told_of
from engine.dream.stream.batch import Guidance, StreamBatch
from engine.dream.stream.feedback import fed_back
from engine.dream.stream.glide import Glide
from engine.dream.stream.power import watts
from engine.dream.stream.residual import evaluations
from engine.dream.stream.schedule import MOST, Schedule, indices, schedule
from engine.dream.stream.similarity import SimilarityFilter
from engine.journey.live import Stream
from engine.journey.path import Recipe, Waypoint
from engine.parameters import Dream, Live

REMEMBERED = 4  # noises, of MOST steps each; blends of prompts, and what the UNet is told of them
WINDOW = 3.0  # seconds that the figures are taken over


@dataclass(frozen=True)
class Mark:
    """What travels beside a picture in flight: its input's time, and what a ControlNet has seen of it."""

    time: float
    seen: Tensor | None


class LiveDream:
    """The stream of one model. `dream` is called for every input; figures tell how it goes."""

    def __init__(self, model: Model):
        self._model = model
        self._prompts = Prompts(model)
        self._wanted: Glide[Conditioning] = Glide(_between)
        self._unwanted: Glide[Conditioning] = Glide(_between)
        self._noise: Glide[Tensor] = Glide(lambda a, b, part: slerp(a, b, part, dims=3))
        self._noises: Recall[Tensor] = Recall(REMEMBERED)
        self._blends: Recall[Conditioning] = Recall(REMEMBERED)
        self._bound: tuple[Conditioning, Conditioning] | None = None  # what `_told` is made of
        self._told: Recall[dict[str, Any]] = Recall(REMEMBERED)
        self._filter = SimilarityFilter()
        self._steps: tuple[tuple[int, ...], str] | None = None  # steps and sampler of the schedule
        self._schedule: Schedule | None = None
        self._refused = ""  # the step list that was told to be none
        self._wished: tuple[Any, ...] = ()  # all that the dream of an input depends on
        self._settled = 0.0  # when the last change of the stream has been glided to
        self._unseen = 0  # inputs that have to pass until it has come out
        self._pictured: tuple[str, Any] = ("", None)  # the reference picture and its tokens
        self._phase = self._moved_at = 0.0
        self._came: deque[tuple[float, bool]] = deque()  # when inputs came, and whether they were skipped
        self._left: deque[float] = deque()  # when pictures were done
        self._rows = 0
        self.errors: list[str] = []
        self.start_over()

    def start_over(self) -> None:
        """Forget the pictures in flight: the stream was left, or its memory is wanted."""
        self._batch: StreamBatch[Mark] = StreamBatch(self._model.pipe.scheduler.config.prediction_type)
        self._last: np.ndarray | None = None
        self._blends.clear()
        self._told.clear()

    @torch.inference_mode()
    def dream(self, taken: Input, stream: Stream) -> list[tuple[float, np.ndarray]]:
        """Take an input; returns the pictures that are done, (time of their input, (height, width, 3) uint8 RGB)."""
        model, dream, live = self._model, stream.dream, stream.live
        now = time.perf_counter()
        steps = self._follow_steps(dream, live)
        picture = fed_back(self._fit(taken.picture), self._last, live)
        threshold = 0.0 if self._changes(stream, len(steps), now) else live.filter
        skipped = self._filter.skips(picture, threshold, live.filter_skips)
        self._came.append((now, skipped))
        if skipped:
            return []
        guidance = Guidance(live.cfg, live.guidance, live.delta)
        if model.pipe.unet.config.time_cond_proj_dim:
            guidance = Guidance()  # it is told the guidance instead
        latent = model.encode(self._upload(picture))
        seen = None
        if model.structure is not None and live.control and live.control_scale > 0:
            seen = model.structure.see(picture, live.control_kind)
        self._rows = evaluations(len(steps), guidance.cfg, guidance.strength)
        network = self._network(dream, live, now)
        noise = self._flowing(dream, live, now)[: len(steps)]
        done = self._batch.tick(latent, Mark(taken.time, seen), network, steps, noise, guidance)
        return [(mark.time, shown) for mark, latent in done if (shown := self._shown(latent)) is not None]

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

    def _fit(self, picture: np.ndarray) -> np.ndarray:
        size = (self._model.width, self._model.height)
        if picture.shape[1::-1] == size:
            return picture
        return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)

    def _upload(self, picture: np.ndarray) -> Tensor:
        """A picture as (1, 3, H, W) float32 of 0..1 on the device, through pinned memory where there is any."""
        pixels = torch.from_numpy(np.ascontiguousarray(picture))
        if self._model.device.type == "cuda":
            pixels = pixels.pin_memory().to(self._model.device, non_blocking=True)
        return pixels.to(self._model.device).permute(2, 0, 1)[None].float() / 255

    def _shown(self, latent: Tensor) -> np.ndarray | None:
        """A picture as bytes; None for one that shows nothing, in whose place the last one stays."""
        picture = self._model.decode(latent)[0]
        if not bool(torch.isfinite(picture).all()) or float(picture.clamp(0, 1).std()) < BLANK:
            self._tell("a dreamed input came out blank: the last picture stays")
            return None
        levels = (picture.clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0)
        self._last = levels.contiguous().cpu().numpy()
        self._left.append(time.perf_counter())
        return self._last

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

    def _network(self, dream: Dream, live: Live, now: float) -> Any:
        """The UNet with its prompts of this moment, as StreamBatch calls it."""
        model, unet = self._model, self._model.pipe.unet
        wanted = self._wanted.follow((dream.prompt, dream.lora), self._blend(dream), live.glide, now)
        shunned = self._prompts.encode(dream.negative, dream.lora, negative=True)
        unwanted = self._unwanted.follow((dream.negative, dream.lora), shunned, live.glide, now)
        scale = torch.tensor(live.control_scale, device=model.device)
        resembled, likeness = self._reference(live.reference), torch.tensor(live.reference_scale, device=model.device)

        def network(marks: Sequence[Mark], x: Tensor, times: Tensor, more: int) -> Tensor:
            told = self._tell_rows(wanted, unwanted, len(x), more, live.guidance)
            newest = marks[0].seen
            if newest is not None:
                seen = [newest if mark.seen is None else mark.seen for mark in marks]
                told |= model.structure(x.to(unet.dtype), times, torch.cat(seen + seen[:more]), scale, told)
            if resembled is not None:
                picture, none = resembled
                told |= model.reference.told(torch.cat([picture] * (len(x) - more) + [none] * more), likeness)
            with model.briefly():
                return unet(x.to(unet.dtype), times, return_dict=False, **told)[0].float()

        return network

    def _blend(self, dream: Dream) -> Conditioning:
        """The prompts' conditioning, the same object as long as they are the same."""
        key = (dream.prompt, dream.lora)
        known = self._blends.get(key)
        if known is None:
            known = self._prompts.blend(*key)
            self._blends.put(key, known)
        return known

    def _tell_rows(
        self, wanted: Conditioning, unwanted: Conditioning, rows: int, more: int, guidance: float
    ) -> dict[str, Any]:
        """The UNet's keyword arguments for some rows, `more` of them unwanted: made once while nothing glides."""
        if self._bound is None or wanted is not self._bound[0] or unwanted is not self._bound[1]:
            self._bound = wanted, unwanted
            self._told.clear()
        unet, size = self._model.pipe.unet, (self._model.height, self._model.width)
        key = (rows, more, guidance if unet.config.time_cond_proj_dim else 0.0)
        told = self._told.get(key)
        if told is None:
            told = told_of(unet, join([wanted] * (rows - more) + [unwanted] * more), guidance, size)
            self._told.put(key, told)
        return dict(told)

    def _reference(self, name: str) -> Any:
        """The tokens of the picture that the dream is to resemble, and of none; None without one."""
        if self._model.reference is None or not name:
            return None
        if name != self._pictured[0]:
            try:
                self._pictured = name, self._model.reference.encode(read_reference(self._model.media, name))
            except PictureError as error:
                self._tell(str(error))
                self._pictured = name, self._pictured[1]
        return self._pictured[1]

    def _flowing(self, dream: Dream, live: Live, now: float) -> Tensor:
        """The (MOST, C, h, w) noise of this moment: the seed's own, or on its way to others, one a second at flow 1."""
        if self._moved_at:
            self._phase += live.flow * min(now - self._moved_at, 1.0)
        self._moved_at = now
        stray, part = int(self._phase), self._phase % 1
        noise = self._seeded(dream.seed, stray)
        if part:
            noise = slerp(noise, self._seeded(dream.seed, stray + 1), part, dims=3)
        return self._noise.follow(dream.seed, noise, live.glide, now)

    def _seeded(self, seed: int, stray: int) -> Tensor:
        known = self._noises.get((seed, stray))
        if known is None:
            place = Waypoint((), seed, stray, 1.0)
            made = [place_noise(place, self._model.latent_shape, step) for step in range(MOST)]
            known = torch.cat(made).to(self._model.device)
            self._noises.put((seed, stray), known)
        return known

    def _tell(self, text: str) -> None:
        if text not in self.errors[-4:]:
            self.errors.append(text)


def _between(a: Conditioning, b: Conditioning, part: float) -> Conditioning:
    tokens = slerp(a.tokens, b.tokens, part, dims=1)
    if a.pooled is None or b.pooled is None:
        return Conditioning(tokens)
    return Conditioning(tokens, lerp(a.pooled, b.pooled, part))
