"""The stream batch: N pictures in flight, one at each denoising step, and one call of the network moves them all.

Kodaira et al. 2023, section 3.1. A picture in flight is kept as the best estimate of it, and noised as it enters a
step, so that steps may change while it flies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Generic, TypeVar

import torch
from torch import Tensor

from engine.dream.stream.residual import estimate
from engine.dream.stream.schedule import Schedule

Mark = TypeVar("Mark")
Network = Callable[[Sequence[Mark], Tensor, Tensor, int], Tensor]  # residual.Network, told the mark of each picture


@dataclass(frozen=True)
class Flight(Generic[Mark]):
    """A picture in flight. picture: (1, C, h, w), its estimate, at first the input. known: see residual.py.

    step: the one that it enters next. mark: what the caller knows it by.
    """

    picture: Tensor
    known: Tensor
    step: int
    mark: Mark


@dataclass(frozen=True)
class Guidance:
    """See residual.estimate."""

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
        self, latent: Tensor, mark: Mark, network: Network[Mark], schedule: Schedule, noise: Tensor, guidance: Guidance
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
