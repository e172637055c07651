"""The stream batch (Kodaira et al. 2023): pictures in flight, one at each denoising step, moved on by one call.

A picture in flight is kept as the best estimate of it, and noised as it enters a step, so that steps may change while
it flies. Residual guidance spares the second pass through the network: the noise that an unwanted prompt would see is
taken from a picture that is known, the input itself (self) or what the unwanted prompt made of it in a first step
(onetime).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

import torch
from torch import Tensor

from engine.dream.protocol import STEPS
from engine.dream.sampler import clean


@dataclass(frozen=True)
class Schedule:
    """The N steps of a stream.

    times: (N,) timesteps, falling: int64, or float32 of a transformer. alpha, sigma: (N, 1, 1, 1) float32, what is left
    of the picture and how much noise there is. skip, out: (N, 1, 1, 1), the shares of what comes in and of the
    estimate in what a step gives: 0 and 1, but for consistency models (Song et al. 2023).
    """

    times: Tensor
    alpha: Tensor
    sigma: Tensor
    skip: Tensor
    out: Tensor

    def __len__(self) -> int:
        return len(self.times)


def schedule(scheduler: Any, steps: tuple[int, ...], consistent: bool, device: torch.device) -> Schedule:
    """Look up steps in a diffusers scheduler's noise schedule, spaced to end at pure noise (Lin et al. 2024)."""
    total = scheduler.config.num_train_timesteps
    times = torch.tensor([total - 1 - index * total // STEPS for index in steps])
    kept = scheduler.alphas_cumprod[times].float().view(-1, 1, 1, 1)
    skip, out = torch.zeros_like(kept), torch.ones_like(kept)
    if consistent:
        scalings = [scheduler.get_scalings_for_boundary_condition_discrete(t) for t in times]
        skip = torch.tensor([float(pair[0]) for pair in scalings]).view(-1, 1, 1, 1)
        out = torch.tensor([float(pair[1]) for pair in scalings]).view(-1, 1, 1, 1)
    return Schedule(*(part.to(device) for part in (times, kept.sqrt(), (1 - kept).sqrt(), skip, out)))


def flow_schedule(flow: Any, top: float, steps: tuple[int, ...], device: torch.device) -> Schedule:
    """The same of a family of transformers, whose way is walked evenly from its time of pure noise, `top`."""
    times = top * (1 - torch.tensor(steps) / STEPS)
    kept, noise = (share.view(-1, 1, 1, 1).to(device) for share in flow.shares(times))
    return Schedule(times.to(device), kept, noise, torch.zeros_like(kept), torch.ones_like(kept))


FAINTEST = 0.05  # share of the picture below which the damping of residual noise grows no further


class Predictor(Protocol):
    """What the network predicts, float32, for rows of latents x (M, C, h, w) at times (M,).

    The last `unwanted` rows are told the unwanted prompt; row i of those belongs to the picture of row i.
    """

    def __call__(self, x: Tensor, times: Tensor, unwanted: int) -> Tensor: ...


def evaluations(steps: int, cfg: str, guidance: float) -> int:
    """Rows that the network sees for each picture: N, 2N, N or N + 1."""
    if guidance <= 1:
        return steps
    return steps + {"none": 0, "full": steps, "self": 0, "onetime": 1}[cfg]


def estimate(
    network: Predictor,
    prediction: str,
    schedule: Schedule,
    x: Tensor,
    known: Tensor,
    cfg: str,
    guidance: float,
    delta: float,
) -> tuple[Tensor, Tensor]:
    """The clean latents that N noisy ones stand for, one for each step, and what is known of each from now on.

    x, known: (N, C, h, w) float32; known: the picture that stands in for the unwanted one. prediction: epsilon,
    v_prediction or sample. cfg: none, full, self or onetime. guidance: 1 and below is none. delta: how much of the
    residual noise is taken for granted, 1 is all of it.
    """
    steps = len(schedule)
    more = evaluations(steps, cfg, guidance) - steps
    rows = torch.cat([x, x[:more]]) if more else x
    times = torch.cat([schedule.times, schedule.times[:more]]) if more else schedule.times
    squares = torch.cat([schedule.alpha, schedule.alpha[:more]]).square() if more else schedule.alpha.square()
    pictures = clean(rows, network(rows, times, more), squares, prediction)
    wanted, unwanted = pictures[:steps], pictures[steps:]
    if cfg == "onetime" and more:
        known = torch.cat([unwanted, known[1:]])
    if cfg != "none" and guidance > 1:
        away = unwanted if cfg == "full" else known
        wanted = away + guidance * (wanted - away)
        if cfg != "full":
            # in terms of noise: delta * away + guidance * (wanted - delta * away)
            noise = (x - schedule.alpha * away) / schedule.alpha.clamp_min(FAINTEST)
            wanted = wanted + (guidance - 1) * (delta - 1) * noise
    return schedule.out * wanted + schedule.skip * x, known


Mark = TypeVar("Mark")
MarkedPredictor = Callable[[Sequence[Mark], Tensor, Tensor, int], Tensor]  # Predictor, told the mark of each picture


@dataclass(frozen=True)
class Flight(Generic[Mark]):
    """A picture in flight. picture: (1, C, h, w), its estimate, at first the input. known: see `estimate`.

    step: the one that it enters next. mark: what the caller knows it by.
    """

    picture: Tensor
    known: Tensor
    step: int
    mark: Mark


@dataclass(frozen=True)
class Guidance:
    """See `estimate`."""

    cfg: str = "none"
    strength: float = 1.0
    delta: float = 1.0


@dataclass
class StreamBatch(Generic[Mark]):
    """Takes a picture at every tick and gives those that have gone through all steps, in the order they came in."""

    prediction: str
    flights: list[Flight[Mark]] = field(default_factory=list)  # the newest first
    _schedule: Schedule | None = None

    @torch.inference_mode()
    def tick(
        self,
        latent: Tensor,
        mark: Mark,
        network: MarkedPredictor[Mark],
        schedule: Schedule,
        noise: Tensor,
        guidance: Guidance,
    ) -> list[tuple[Mark, Tensor]]:
        """Move everything by one step; returns the (mark, clean latent (1, C, h, w)) that are done, usually one.

        latent: (1, C, h, w) of the new picture. noise: (N, C, h, w), of each step. The network always sees N rows, so
        that nothing compiled for them is compiled again: steps without a picture of their own are given the newest.
        """
        done = self._follow(schedule)
        self.flights.insert(0, Flight(latent, latent, 0, mark))
        at = {flight.step: flight for flight in self.flights}
        rows = [at.get(step, self.flights[0]) for step in range(len(schedule))]
        x = schedule.alpha * torch.cat([row.picture for row in rows]) + schedule.sigma * noise
        known = torch.cat([row.known for row in rows])
        told = partial(network, [row.mark for row in rows])
        pictures, known = estimate(
            told, self.prediction, schedule, x, known, guidance.cfg, guidance.strength, guidance.delta
        )
        moved = []
        for flight in self.flights:
            row = slice(flight.step, flight.step + 1)
            flight = replace(flight, picture=pictures[row], known=known[row], step=flight.step + 1)
            if flight.step == len(schedule):
                done.append((flight.mark, flight.picture))
            else:
                moved.append(flight)
        self.flights = moved
        return done

    def _follow(self, schedule: Schedule) -> list[tuple[Mark, Tensor]]:
        """Where the steps have changed, move each picture in flight to the step of the nearest noise level.

        Their order stays, and none shares a step; those for which none is left are done.
        """
        before, self._schedule = self._schedule, schedule
        if before is None or before is schedule:
            return []
        kept: list[Flight[Mark]] = []
        done: list[tuple[Mark, Tensor]] = []
        free = 1  # the first step is the next picture's
        for flight in self.flights:
            distances = (schedule.sigma - before.sigma[flight.step]).abs().flatten()
            step = max(int(distances.argmin()), free)
            if step < len(schedule):
                kept.append(replace(flight, step=step))
            else:
                done.insert(0, (flight.mark, flight.picture))
            free = step + 1
        self.flights = kept
        return done
