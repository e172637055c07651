"""Shedding cost when a machine can't hold the clock: the picture gets coarser, never slower."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

# What drawing one 4K frame costs, relative to bicubic; measured with I420.
PRICES = {"nearest": 0.4, "bilinear": 0.7, "bicubic": 1.0, "lanczos": 2.2}
LOOK = 1.0  # what a look costs: nothing to 1.5, on the same scale
FLOW = 0.5  # what in-betweens along the flow cost
HALVED = 0.6  # drawing at half size and doubling, relative to drawing in full

FEW = 8  # ticks that show an overload
MANY = 150  # ticks of calm before more is tried again
FULL = 0.85  # of a tick: above it, something must go
CALM = 0.65  # of a tick: what the next better rung may be expected to cost


@dataclass(frozen=True)
class Rung:
    """One step of the ladder.

    best: the dearest filter allowed. flow: in-betweens are warped along the flow, where that is asked for. small: the
    look works at half size. doubled: drawn at half size, then doubled.
    """

    name: str
    best: str
    doubled: bool = False
    small: bool = False
    flow: bool = False

    def filter(self, asked: str) -> str:
        """Return the filter to use where the performer asked for one."""
        return min(asked, self.best, key=PRICES.__getitem__)

    def price(self, asked: str, flow: bool = False) -> float:
        """Return roughly what a tick costs on this rung, comparable among rungs; flow: whether it is asked for."""
        drawn = PRICES[self.filter(asked)] * (HALVED if self.doubled else 1)
        return drawn + LOOK * (0.25 if self.small else 1) + (FLOW if flow and self.flow else 0)


LADDER = (
    Rung("full quality", "lanczos", flow=True),
    Rung("cross-fades, bicubic upscaling", "bicubic"),
    Rung("bilinear upscaling", "bilinear"),
    Rung("drawn at half size", "bilinear", doubled=True),
    Rung("looked at and drawn at half size", "bilinear", doubled=True, small=True),
)


def choose(rung: int, asked: str, costs: Sequence[float], tick: float, flow: bool = False) -> int:
    """Return the index of the rung to use next.

    asked: the performer's filter. flow: whether in-betweens are to be warped. costs: seconds that each tick
    took since the rung last changed, newest last;
    tick: its length in seconds. Down within a few ticks, as far as needed; up after a long calm, by one price,
    if that should fit well. The gap between the two thresholds and the long calm keep it from flapping, the
    median from taking a stall of the machine for a load.
    """
    recent = list(costs)
    prices = [step.price(asked, flow) for step in LADDER]
    now = prices[rung]
    if len(recent) >= FEW:
        cost = statistics.median(recent[-FEW:])
        cheaper = [n for n in range(rung + 1, len(LADDER)) if prices[n] < now]
        if cost > FULL * tick and cheaper:
            return next((n for n in cheaper if prices[n] / now * cost <= FULL * tick), cheaper[-1])
    if len(recent) >= MANY:
        dearer = [price for price in prices[:rung] if price > now]
        if dearer:
            above = prices.index(min(dearer))
            usual = statistics.quantiles(recent[-MANY:], n=10)[-1]
            if prices[above] / now * usual < CALM * tick:
                return above
    return rung


def describe(before: int, after: int, cost: float, tick: float) -> str:
    """Return the line that tells the performer of a change."""
    if after > before:
        return f"a picture takes {1e3 * cost:.0f} ms of a {1e3 * tick:.0f} ms tick: now {LADDER[after].name}"
    return f"there is time again: back to {LADDER[after].name}"
