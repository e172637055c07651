"""Dreams the live input: each picture that comes goes through the stream batch, and comes out stamped with its time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch
from cachetools import LRUCache
from torch import Tensor

from engine.dream.device_transfer import Carried, Transfer
from engine.dream.inbox import Rate
from engine.dream.interpolation import Transition, slerp
from engine.dream.live_conditioning import LiveConditioning, LiveMask, LiveStructure, Seen, masked
from engine.dream.live_steady import Steadiness
from engine.dream.model import Model
from engine.dream.protocol import MOST_STEPS, STREAMS, LiveWish, indices
from engine.dream.sampler import place_noise, sampler_preset_for
from engine.dream.shared_memory import InputFrame
from engine.dream.stream_batch import (
    Guidance,
    Schedule,
    StreamBatch,
    evaluations,
    flow_schedule,
    schedule,
)
from engine.journey.path import Recipe, Waypoint
from engine.parameters import Live, Mix


@dataclass(frozen=True)
class Prepared:
    """An input as the model wants it. plain: (height, width, 3) uint8 RGB; picture: with its share of the last dream.

    pixels: that on the device.
    """

    time: float
    plain: np.ndarray
    picture: np.ndarray
    pixels: Carried


@dataclass(frozen=True)
class Dreamed:
    """A picture, (3, height, width) of about 0..1 on the device, of what its mark tells of. variant: see `Made`."""

    mark: Mark
    picture: Carried
    variant: int

    @property
    def time(self) -> float:
        return self.mark.time


@dataclass(frozen=True)
class Mark:
    """What travels beside a picture in flight: its input and its time, what ControlNets have seen of it, its mask."""

    time: float
    seen: Seen
    plain: np.ndarray
    mask: np.ndarray | None


class LiveStream:
    """The stream of one model. Every input goes through `prepare`, `advance` and `finish`, each in a thread of its own.

    `dream` does one after the other. figures() tells how it goes; errors are lines that the performer should read.
    """

    def __init__(self, model: Model):
        self._model = model
        self._told = LiveConditioning(model, self._tell)
        self._structure, self._mask = LiveStructure(model, self._tell), LiveMask(model, self._tell)
        self._noise, self._steadiness = StreamNoise(model), Steadiness()
        beside = STREAMS not in model.left_out
        self._up, self._down = Transfer(model.device, beside), Transfer(model.device, beside)
        self._steps = StepList(model, self._tell)
        self._changes = StreamChanges()
        self.figures = StreamFigures(model.device)
        self.errors: deque[str] = deque()
        self.start_over()

    def start_over(self) -> None:
        """Forget the pictures in flight: the stream was left, or its memory is wanted."""
        self._batch: StreamBatch[Mark] = StreamBatch("sample" if self._model.flow else self._model.prediction)
        self._filter = SimilarityFilter()
        self._last: np.ndarray | None = None
        self._blank = False  # the last picture was
        self._told.forget()
        self._steadiness.forget()

    def dream(self, taken: InputFrame, stream: LiveWish) -> list[tuple[float, np.ndarray]]:
        """Take an input; returns the pictures that are done, (time of their input, (height, width, 3) uint8 RGB)."""
        done = self.advance(self.prepare(taken, stream.live), stream)
        return [(one.time, shown) for one in done if (shown := self.finish(one)) is not None]

    def prepare(self, taken: InputFrame, live: Live) -> Prepared:
        """Bring an input to the model's size and onto its device, with its share of the last dream."""
        picture, size = taken.picture, (self._model.width, self._model.height)
        if picture.shape[1::-1] != size:
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        fed = fed_back(picture, self._last, live)
        return Prepared(taken.time, picture, fed, self._up.up(fed))

    @torch.inference_mode()
    def advance(self, prepared: Prepared, stream: LiveWish) -> list[Dreamed]:
        """Move everything in flight on by one step, and return what is done."""
        model, dream, live = self._model, stream.dream, stream.live
        now = prepared.time
        preset = sampler_preset_for(model, Recipe(loras=dream.lora))
        steps = self._steps.follow(live, preset.sampler)
        threshold = 0.0 if self._changes.show(stream, len(steps), now) else live.filter
        skipped = self._filter.skips(prepared.picture, threshold, live.filter_skips)
        self.figures.came(skipped)
        if skipped:
            return []
        guidance = Guidance(live.cfg, min(live.guidance, preset.most_guidance), live.delta)
        if model.told_guidance:
            guidance = Guidance()  # it is told the guidance instead
        latent = model.encode(prepared.pixels.take())
        seen = self._structure.see(prepared.picture, live)
        self.figures.rows = evaluations(len(steps), guidance.cfg, guidance.strength)
        self._told.follow(now, dream, live)
        noise = self._noise.at(now, dream.seed, live)[: len(steps)]
        held = tuple((place, network, kind) for place, (network, _, kind) in seen.items())
        guided = guidance.cfg if guidance.strength > 1 else "none"
        variant = self._changes.variant((guided, self._steps.listed, held, self._told.resembled), dream.lora)
        mark = Mark(prepared.time, seen, prepared.plain, self._mask.at(now, prepared.plain, live))

        def network(marks: Sequence[Mark], x: Tensor, times: Tensor, more: int) -> Tensor:
            return self._predict(marks, x, times, more, live.steady, steps)

        done = self._batch.tick(latent, mark, network, steps, noise, guidance)
        fused = [(mark, self._steadiness.fuse(latent, live.steady)) for mark, latent in done]
        return [Dreamed(mark, Transfer.carry(model.decode(latent)[0]), variant) for mark, latent in fused]

    def finish(self, dreamed: Dreamed) -> np.ndarray | None:
        """A picture as (height, width, 3) uint8 RGB; None for one that shows nothing, in whose place the last stays."""
        shown = self._down.down(dreamed.picture)
        if shown is None:
            if not self._blank:
                self._tell("a dreamed input came out blank: the last picture stays")
            self._blank = True
            return None
        self._blank = False
        self._last = shown = masked(shown, dreamed.mark.plain, dreamed.mark.mask)
        self.figures.done.count()
        return shown

    def _predict(
        self, marks: Sequence[Mark], x: Tensor, times: Tensor, more: int, steady: float, steps: Schedule
    ) -> Tensor:
        """The network as StreamBatch calls it, under the ControlNets that the newest picture is held by."""
        model = self._model
        if model.flow:
            return self._told.denoised(x, times, more)
        unet = model.pipe.unet
        told, x = self._told.rows(len(x), more), x.to(unet.dtype)
        with model.live_precision():
            told |= self._structure.arguments([mark.seen for mark in marks], more, x, times, told)
            told = self._steadiness.arguments(told, steady, steps)
            predicted: Tensor = unet(x, times, return_dict=False, **told)[0]
        return predicted.float()

    def _tell(self, text: str) -> None:
        self.errors.append(text)


class StepList:
    """Follows the steps that are set, as a schedule of the model. tell: hears of a list that is none."""

    def __init__(self, model: Model, tell: Callable[[str], None]):
        self._model, self._tell = model, tell
        self._made_of: tuple[tuple[int, ...], str] | None = None  # steps and sampler of the schedule
        self._schedule: Schedule | None = None
        self.listed: tuple[int, ...] = ()  # the steps where they are a list, how many of auto, none by strength
        self._refused = ""  # the list that was told to be none

    def follow(self, live: Live, sampler: str) -> Schedule:
        """The schedule that is set; where that is none, the one before, or else one step."""
        try:
            wanted = indices(live.steps, live.strength, self._model.preset.steps)
        except ValueError as error:
            if live.steps != self._refused:
                self._tell(str(error))
            self._refused = live.steps
            wanted = self._made_of[0] if self._made_of else indices("", live.strength)
        else:
            self._refused = ""
            asked = live.steps.strip().lower()
            self.listed = (len(wanted),) if asked == "auto" else wanted if asked else ()
        if self._schedule is None or (wanted, sampler) != self._made_of:
            self._made_of = wanted, sampler
            model, flow = self._model, self._model.flow
            if flow:
                top = float(flow.times(model.pipe, 1, model.latent_shape[1:])[0])
                self._schedule = flow_schedule(flow, top, wanted, model.device)
            else:
                self._schedule = schedule(model.scheduler(sampler), wanted, sampler == "lcm", model.device)
        return self._schedule


WEIGHT_LEAP = 0.1  # of a LoRA from one input to the next: more is no fader on its way


class StreamChanges:
    """Whether other pictures come of the same input: then it is dreamed, until what has changed has come out.

    It also counts the changes for which nothing is between before and after.
    """

    def __init__(self) -> None:
        self._variant = 0
        self._made: tuple[Any, ...] = ()  # how inputs were dreamed last
        self._loras: dict[str, float] = {}
        self._wished: tuple[Any, ...] = ()  # all that the dream of an input depends on
        self._settled = 0.0  # when the last change of the stream has been glided to
        self._unseen = 0  # inputs that have to pass until it has come out

    def show(self, stream: LiveWish, steps: int, now: float) -> bool:
        """Call it for every input. steps: that a picture goes through. now: seconds."""
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

    def variant(self, made: tuple[Any, ...], loras: Mix) -> int:
        """The variant (see `Made`) of what comes out from now on. made: how, as far as it is one thing or another."""
        before, self._loras = self._loras, dict(loras)
        leap = max((abs(self._loras.get(name, 0) - before.get(name, 0)) for name in {*self._loras, *before}), default=0)
        self._variant += made != self._made or leap > WEIGHT_LEAP
        self._made = made
        return self._variant


class StreamFigures:
    """How a stream goes. rows: of the UNet per picture; done: counts pictures."""

    def __init__(self, device: torch.device):
        self._device = device
        self._came, self._skipped, self.done = Rate(), Rate(), Rate()
        self.rows = 0

    def came(self, skipped: bool) -> None:
        """An input has come."""
        self._came.count()
        if skipped:
            self._skipped.count()

    def __call__(self) -> dict[str, float]:
        """fps: pictures done per second; skipped: share of inputs, 0..1; evaluations: rows of the UNet per picture.

        On a GPU that tells, also its power in watts.
        """
        came = self._came.per_second
        skipped = min(self._skipped.per_second / came, 1.0) if came else 0.0
        figures = {"fps": self.done.per_second, "skipped": skipped, "evaluations": float(self.rows)}
        power = watts(self._device)
        return figures if power is None else {**figures, "watts": power}


def fed_back(picture: np.ndarray, last: np.ndarray | None, live: Live) -> np.ndarray:
    """Video feedback: an input with its share of the last dream, a little larger, turned and drifted.

    Both are (H, W, 3) uint8 of one size.
    """
    if last is None or live.feedback <= 0 or last.shape != picture.shape:
        return picture
    height, width = picture.shape[:2]
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), live.feedback_rotate, live.feedback_zoom)
    turned[:, 2] += (live.feedback_x * width, -live.feedback_y * height)
    moved = cv2.warpAffine(last, turned, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return cv2.addWeighted(picture, 1 - live.feedback, moved, live.feedback, 0)


SEEN = (64, 36)  # pixels of the small copy that is compared
SEED = 20231219  # so that the same inputs are always skipped alike


class SimilarityFilter:
    """The stochastic similarity filter (Kodaira et al. 2023, section 3.4): an input much like the last is left out."""

    def __init__(self) -> None:
        self._last: np.ndarray | None = None
        self._skipped = 0  # in a row
        self._dice = np.random.default_rng(SEED)

    def skips(self, picture: np.ndarray, threshold: float, most: int) -> bool:
        """Whether to leave out an input, (H, W, 3) uint8.

        The probability grows from 0 at the threshold (0..1, cosine similarity; 0 lets everything through) to 1 for the
        same picture again. most: how many may be skipped in a row.
        """
        small = cv2.resize(picture, SEEN, interpolation=cv2.INTER_AREA).astype(np.float32).ravel() + 1
        last, self._last = self._last, small
        if last is None or threshold <= 0 or self._skipped >= most:
            self._skipped = 0
            return False
        likeness = float(small @ last / (np.linalg.norm(small) * np.linalg.norm(last)))
        likely = (likeness - threshold) / max(1 - threshold, 1e-6)
        if self._dice.random() >= likely:
            self._skipped = 0
            return False
        self._last = last
        self._skipped += 1
        return True


REMEMBERED = 4


class StreamNoise:
    """The noise of a stream: the seed's own, gliding to another seed's, and flowing on where that is wished.

    Call `at` for every input.
    """

    def __init__(self, model: Model):
        self._model = model
        self._glide: Transition[Tensor] = Transition(lambda a, b, part: slerp(a, b, part, dims=3))
        self._known: LRUCache[Any, Tensor] = LRUCache(REMEMBERED)
        self._phase = self._moved_at = 0.0

    def at(self, now: float, seed: int, live: Live) -> Tensor:
        """The (MOST, C, h, w) float32 noise of this moment, one for each step; at flow 1, another each second."""
        if self._moved_at:
            self._phase += live.flow * min(now - self._moved_at, 1.0)
        self._moved_at = now
        stray, part = int(self._phase), self._phase % 1
        noise = self._seeded(seed, stray)
        if part:
            noise = slerp(noise, self._seeded(seed, stray + 1), part, dims=3)
        return self._glide.follow(seed, noise, live.glide, now)

    def _seeded(self, seed: int, stray: int) -> Tensor:
        known = self._known.get((seed, stray))
        if known is None:
            place = Waypoint((), seed, stray, 1.0)
            made = [place_noise(place, self._model.latent_shape, step) for step in range(MOST_STEPS)]
            known = torch.cat(made).to(self._model.device)
            self._known[(seed, stray)] = known
        return known


_handles: dict[int, Any] = {}


def watts(device: torch.device) -> float | None:
    """The power of a CUDA device in watts; None for any other, or where nobody can tell."""
    if device.type != "cuda":
        return None
    try:
        import pynvml

        index = torch.cuda.current_device() if device.index is None else device.index
        if index not in _handles:
            pynvml.nvmlInit()
            _handles[index] = pynvml.nvmlDeviceGetHandleByIndex(index)
        return pynvml.nvmlDeviceGetPowerUsage(_handles[index]) / 1000
    except Exception:  # not installed, or no right to ask: a figure less
        return None
