"""A seat for one dreamer: who dreams there, who is to follow, and how another begins when one ends."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.dream.dreamer_process import DreamerHandle
from engine.dream.protocol import COMPILED, GRAPHS, Launch, Progress, Ready, Wish

BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)  # seconds before the next try
STEADY = 60.0  # seconds of dreaming after which the next failure counts as the first again
COVERED = 5.0  # seconds more, where another stands in: starting takes a core from its first keyframes
SHRINK, SMALLEST = 0.75, 0.4  # of the keyframe's sides when memory runs out again
STATES = ("dreaming", "loading", "starting", "restarting", "failed")  # the best first


@dataclass(frozen=True)
class DreamStatus:
    """How dreaming goes; replaced, never changed.

    state: one of STATES. doing: a line about it. error: the newest, or "".
    rate: keyframes per second. about: what the model says of itself, as in Ready. generation: how many models have
    come up; when it grows, another model waits to take over and wants a new leg laid. swapping: what the next model
    is doing, or "". launch: what dreams, or is about to. refused: the model swapped to last, if it could not be had.
    skipped: keyframes as (leg, position) that no dreamer could make, of the path that is travelled. standby: it dreams
    only while another can't. each: of several dreamers, how each does. roles: what a dreamer is cast for, "" for all.
    """

    state: str = "starting"
    doing: str = ""
    error: str = ""
    rate: float = 0.0
    rss_mb: float = 0.0
    gpu_mb: float = 0.0
    width: int = 0
    height: int = 0
    about: dict[str, Any] = field(default_factory=dict)
    generation: int = 0
    swapping: str = ""
    restarts: int = 0
    live: dict[str, float] = field(default_factory=dict)
    launch: Launch = field(default_factory=Launch)
    refused: Launch | None = None
    skipped: frozenset[tuple[int, float]] = frozenset()
    standby: bool = False
    roles: str = ""
    each: tuple[DreamStatus, ...] = ()


def together(each: Sequence[DreamStatus], error: str, show: int, at_work: Sequence[DreamStatus]) -> DreamStatus:
    """How several dreamers do, taken together. error: the newest.

    show: which one has the show's own model, by whose launch it is known. at_work: those who have the journey.
    """
    first, best = each[show], min(at_work or each, key=lambda one: STATES.index(one.state))
    if best.state != STATES[0]:
        best = min(each, key=lambda one: STATES.index(one.state))
    return replace(
        best,
        error=error,
        rate=sum(one.rate for one in each),
        rss_mb=sum(one.rss_mb for one in each),
        gpu_mb=sum(one.gpu_mb for one in each),
        generation=max(one.generation for one in each),
        swapping=next((one.swapping for one in each if one.swapping), ""),
        restarts=sum(one.restarts for one in each),
        live=next((one.live for one in each if one.live), {}),
        launch=first.launch,
        refused=first.refused,
        skipped=frozenset().union(*(one.skipped for one in each)),
        each=tuple(each),
    )


class Seat:
    """Keeps one dreamer dreaming, on one device. Of the supervisor's thread; others may read what is public.

    start: starts a dreamer, or raises OSError. report: hears a line about everything that goes wrong. edition: of the
    models that the show has asked for, the one that dreams here, counted up. own: the model that this seat has whatever
    the show's is, "" for the show's.
    """

    def __init__(
        self,
        launch: Launch,
        start: Callable[[Launch], DreamerHandle],
        report: Callable[[str], None],
        clock: Callable[[], float],
        standby: bool = False,
        own: str = "",
    ):
        self.own = own
        self.device, self._start, self._report, self._clock = launch.device, start, report, clock
        self.status = DreamStatus(launch=launch, standby=standby)
        self.current: DreamerHandle | None = None
        self.next: DreamerHandle | None = None
        self.edition = 0
        self._failures = 0
        self._retry_at = 0.0
        self._memory_short = False

    @property
    def children(self) -> list[DreamerHandle]:
        """The dreamers there are: the one that dreams, and the one that is to follow it."""
        return [child for child in (self.current, self.next) if child is not None]

    def begin(self) -> None:
        """Start the first dreamer. Raises OSError."""
        self.current = self._start(self.status.launch)

    def close(self) -> None:
        """Let go of every dreamer, whatever state it is in."""
        dropped, self.current, self.next = self.children, None, None
        for child in dropped:
            with contextlib.suppress(Exception):
                child.close()

    def begin_again(self, error: Exception) -> None:
        """After a fault of the supervisor's own: with another dreamer, in a while."""
        self.close()
        self._pause()
        self.complain(f"the supervisor of the dreamer begins again: {type(error).__name__}: {error}")
        self.tell(state="restarting", doing="", swapping="", rate=0.0)

    def swap(self, launch: Launch, edition: int) -> None:
        """Warm another model while this one dreams on; back to what dreams, nothing is warmed."""
        if self.next is not None:
            self.next.close()
        back = self.current is not None and self.current.launch.asked == launch
        self.next = None if back else self._started(launch)
        if self.next is not None:
            self.next.edition = edition
        elif back and self.current is not None:
            self.edition = self.current.edition = edition
        self.tell(
            swapping=f"starting {launch.model}" if self.next else "",
            refused=None if self.next or back else launch,
        )

    def look_after(self, now: float, silence: float, covered: bool = False) -> None:
        """End who has hung, begin with another where it is time.

        silence: seconds; see `patience`. covered: another stands in, so that there is time.
        """
        for child in self.children:
            if now - child.heard > child.patience(silence):
                child.kill()
                self.lost(child, f"the dreamer was silent for {now - child.heard:.0f} s", memory=False)
        begin_at = self._retry_at + (COVERED if covered else 0.0)
        if self.current is None and now >= begin_at and not (self.next and self.next.ready):
            self.current = self._started(self.status.launch)
            self._retry_at = float("inf") if self.current else now + BACK_OFF[-1]
            if self.current is not None:
                self.current.edition = self.edition

    # what a dreamer says -----------------------------------------------------------------------------------------

    def loading(self, child: DreamerHandle, text: str) -> None:
        if child is self.next:
            self.tell(swapping=text)
        elif self.status.state != "restarting":
            self.tell(state="loading", doing=text)
        else:
            self.tell(doing=text)

    def came_up(self, child: DreamerHandle, ready: Ready, generation: int) -> None:
        child.ready, child.ready_at = ready, child.heard
        if child is self.next:
            self.tell(generation=generation, swapping="waiting for its first keyframe")
        else:
            about, width, height = ready.about, ready.width, ready.height
            self.tell(state="dreaming", doing="", about=about, width=width, height=height, generation=generation)

    def made(self, child: DreamerHandle) -> None:
        """A keyframe; with its first, the next dreamer takes over."""
        child.made += 1
        if child is self.next:
            self._change_over(child)
        if self.status.state != "dreaming" or self.status.doing:
            self.tell(state="dreaming", doing="")

    def reported(self, child: DreamerHandle, report: Progress, wish: Wish | None) -> None:
        for text in report.errors:
            self.complain(text)
        child.cost = report.cost
        if child is self.current and report.left_out != self.status.launch.left_out:
            compiled = self.status.launch.compile and not {GRAPHS, COMPILED}.intersection(report.left_out)
            self.tell(launch=replace(self.status.launch, left_out=report.left_out, compile=compiled))
        if report.skipped and wish is not None:
            skipped = self.status.skipped.union(report.skipped)
            self.tell(skipped=frozenset(key for key in skipped if wish.owns(*key)))
        if child is self.current:
            self.tell(rate=report.rate, rss_mb=report.rss_mb, gpu_mb=report.gpu_mb, live=report.live)

    def lost(
        self, child: DreamerHandle, text: str, memory: bool, told: bool = False, left_out: tuple[str, ...] = ()
    ) -> None:
        """A dreamer ended, or can't go on. told: it said so itself. left_out: what the next one is to do without."""
        if child is self.next:
            self.next = None
            child.close()
            self.tell(swapping="", refused=child.launch)
            keeps = "; the model that dreams goes on" if self.current is not None else ""
            self.complain(f"{child.launch.model}: {text}{keeps}")
            return
        self.current = None
        child.close()
        was_up, launch = child.ready is not None, self.status.launch
        if was_up and child.heard - child.ready_at > STEADY:
            self._failures = 0
        if memory:
            smaller = max(launch.shrink * SHRINK, SMALLEST)
            if self._memory_short and smaller < launch.shrink:
                launch = replace(launch, shrink=smaller)
                text += f"; goes on at {smaller:.0%} of the keyframe size"
            elif self._memory_short and not was_up:
                self._give_up(text)
                return
            self._memory_short = True
        elif told and not was_up and self.status.generation == 0:
            self._give_up(text)
            return
        self._pause()
        self.complain(f"{text}; a new one starts" if not memory else text)
        launch = replace(launch, compile=False, left_out=left_out or launch.left_out)  # which is up sooner
        restarts = self.status.restarts + 1
        self.tell(state="restarting", doing="", rate=0.0, rss_mb=0.0, restarts=restarts, launch=launch)

    # its own -----------------------------------------------------------------------------------------------------

    def complain(self, text: str) -> None:
        self.tell(error=text)
        self._report(text)

    def tell(self, **news: Any) -> None:
        self.status = replace(self.status, **news)

    def _change_over(self, child: DreamerHandle) -> None:
        assert child.ready is not None
        old, self.current, self.next = self.current, child, None
        self._failures, self._memory_short = 0, False
        ready, child.took_over_at = child.ready, self._clock()
        self.edition = child.edition
        self.tell(swapping="", about=ready.about, width=ready.width, height=ready.height, launch=child.launch)
        if old is not None:
            old.close()

    def _pause(self) -> None:
        """Before the next try, the longer the more have failed."""
        self._retry_at = self._clock() + BACK_OFF[min(self._failures, len(BACK_OFF) - 1)]
        self._failures += 1

    def _give_up(self, text: str) -> None:
        """Trying again would not help; another model may still be swapped in."""
        self._retry_at = float("inf")
        self.complain(text)
        self.tell(state="failed", doing="", rate=0.0)

    def _started(self, launch: Launch) -> DreamerHandle | None:
        try:
            return self._start(launch)
        except OSError as error:
            self.complain(f"no dreamer can be started: {error}")
            return None
