"""The transport: how the show moves through its keyframes, at every tick, and what it asks the dreamer for."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from engine.control.store import Scene
from engine.dream.protocol import LIVE, FlightWish, LiveWish, Wish, live_wish
from engine.frames import Keyframe
from engine.journey.course import Course
from engine.journey.destination import FLIGHT, JOURNEY, LIVE_INPUT, Lead, destination, recipe, source
from engine.journey.path import Leg, Path, Steering, Waypoint, between
from engine.journey.timetable import PLAIN, Timetable, timetable
from engine.parameters import State
from engine.planes import at_most, is_planar
from engine.stage.camera_flight import CameraFlight
from engine.stage.flow import Flows
from engine.stage.jitter_buffer import LiveSource
from engine.stage.keyframe_feed import Dreams, KeyframeFeed
from engine.stage.meter import Meter
from engine.stage.playhead import Playhead, scratch, travel
from engine.stage.reel import LONGEST_RUNWAY, RUNWAY, Bracket, Reel, Spares, same_pictures

MEND = 0.3  # seconds of the dissolve when the content under the playhead changes
ARRIVE = 1.2  # seconds of the dissolve out of the idle picture, and over to another deck
TOUCHED = 0.01  # of the crossfader's way, beyond which it was moved by a hand
OVERLAP = 1.2  # times as long as the last dissolve of decks that wander the next one takes: it comes before the end
DRIFT = 1.0  # seconds from one place of decks that wander to the next, at least
LONGEST_WAIT = 1.5  # seconds that a newer prompt waits for the picture of the last one
FLOWN = (1280, 720)  # pixels that a flight is flown at, at most: every frame warps two such pictures


class View(NamedTuple):
    """What is to be seen.

    bracket: the pictures that are blended, None before there are any. dissolve: seconds over which they are to come
    out of what was shown before, 0 where they go on from it. drifts: evenly, as one dissolve follows another. coming:
    what is blended next, as far as it is known.
    """

    bracket: Bracket | None
    dissolve: float
    drifts: bool = False
    coming: Bracket | None = None
    poses: tuple[np.ndarray, np.ndarray] | None = None


@dataclass
class DeckDrift:
    """The dissolve to where the decks are, or have wandered as `wandered` tells: when it began and when it is over."""

    at: float = 0.0
    until: float = 0.0
    wandered: bool = False


class Transport:
    """Brings path, reel and playhead to each tick. One thread only.

    The journey's pictures come from the `reel` around the `playhead`; while the live input is dreamed, from `live`, and
    on a flight from `flight`, which the journey goes on beneath: it says what is dreamed of.
    lead: how long a change takes until it can be shown. table: when the playhead is to be where on its leg.
    """

    def __init__(
        self, course: Course, dreams: Dreams, meter: Meter, memory: int | None = None, flows: Flows | None = None
    ):
        self._course, self._meter, self._flows = course, meter, flows
        self.feed = KeyframeFeed(dreams, course.path, memory)
        self.spares = Spares(meter)
        self.live, self.flight = LiveSource(), CameraFlight()
        self._shows = JOURNEY  # where the picture comes from,
        self._wants = JOURNEY  # and where it is to come from
        self._dissolve = 0.0
        self._set_out()

    def _set_out(self) -> None:
        """Stand at the beginning of the journey, with nothing dreamed yet."""
        self.feed = self.feed.begun(self._course.path)
        self.playhead, self.table = Playhead(), PLAIN
        self._drift = DeckDrift()
        self._ahead: Leg | None = None
        self._answer = (0, 0.0)  # the leg that answers the newest prompt, and since when it is awaited
        self._sight = 0.0  # the moment up to which changes to come are dreamed of

    @property
    def reel(self) -> Reel:
        return self.feed.reel

    @property
    def lead(self) -> Lead:
        return self.spares.lead()

    def begin_again(self, state: State, picture: np.ndarray) -> None:
        """Forget the journey and begin another one as the state says, from a picture, (h, w, 3) uint8 RGB."""
        self._course.begin(state)
        self.spares.clear()
        self.live.clear()
        self.flight.end()
        self._shows = self._wants = JOURNEY
        self._set_out()
        self.reel.add(Keyframe(self._course.path.legs[0].id, 0.0, picture, 0.0), 0.0)

    def move(self, scene: Scene, live: State, now: float, step: float, picture: np.ndarray | None = None) -> View:
        """Go on to this tick, `step` seconds after the one before, and say what is to be seen.

        live: the values of the scene at this moment, modulated if need be. picture: what was to be seen last, before
        its look, if it was anything that was dreamed.
        """
        self._dissolve = 0.0
        # What has come into sight stays in sight, although a quicker prompt may have shortened the lead meanwhile.
        self._sight = max(self._sight, now + self.spares.lead().seconds)
        settled, due = scene.settled(now, self._sight - now)
        wanted, self._wants = self._wants, source(settled)
        if wanted != JOURNEY and self._shows != JOURNEY and self._wants == JOURNEY:
            # Where the journey was before has nothing to do with the picture on the screen: it sets out anew from that.
            self._course.begin(settled)
            self._set_out()
            self._place_spares(self._course.path.legs, settled.deck.mix, 0.0)
        position = self.playhead.position
        shown = self.reel.bracket(position)
        before = self._course.path
        newest = max(leg.id for leg in before.legs)
        margin = self.spares.margin(Waypoint(settled.dream.prompt, settled.dream.seed), recipe(settled.dream))
        awaited = self._answer[1] > 0 and now - self._answer[1] < LONGEST_WAIT
        forwards = live.dream.speed >= 0
        self.table = self._timetable(before, forwards)
        motion = self._course.steer(settled, live, position, margin, now, scene.grid, due, awaited, self.table)
        path = self._course.path
        if self._course.answer.leg not in (0, self._answer[0]):
            self._answer = (self._course.answer.leg, scene.changed_at if due is None else now)
        self.spares.follow(self._course.remakes)
        if path is not before:
            self._keep_time(before, path, forwards)
            legs = [leg for leg in path.legs if leg.id > newest]
            flows = self._flows if live.look.blend == "flow" else None
            ends = [(leg, leg.high if motion.velocity < 0 else leg.low) for leg in legs]
            seams = [seam for leg, at in ends if (seam := self.feed.seam(before, leg, at, flows)) is not None]
            self.feed.follow(path, position)
            for seam in seams:
                self.reel.add(seam, position)
            if seams:
                shown = self.reel.bracket(position)  # other pictures, but together they are what they were
            self._place_spares(legs, settled.deck.mix, position)
        if self._wants != JOURNEY:
            self._answer = (self._answer[0], 0.0)  # prompts travel within the stream, or the flight
        if LIVE_INPUT not in (self._wants, self._shows):
            self.live.clear()
        if self._wants == FLIGHT != wanted:
            seen = self._shows != JOURNEY or shown is not None
            self.flight.begin(_plain(picture) if seen and picture is not None else None)
        elif FLIGHT not in (self._wants, self._shows) and len(self.flight):
            self.flight.end()
        self._take(now)
        if self._shows == JOURNEY and not same_pictures(shown, self.reel.bracket(position)):
            self._dissolve = MEND if shown else ARRIVE
        if not live.master.freeze and self._shows != LIVE_INPUT:
            beneath = self._wants == FLIGHT == self._shows
            playhead = self._passed(motion, step) if beneath else self._moved(motion, now, step)
            if not math.isfinite(playhead.position):
                raise ArithmeticError(f"the playhead went from {self.playhead.position} to no position, by {motion}")
            self.playhead = playhead
        self._ahead = None if self._wants == FLIGHT else self._coming(scene, settled)
        beat = 0.0 if live.master.freeze else step
        flew = self._shows == FLIGHT
        if FLIGHT in (self._wants, self._shows):
            self.flight.move(live.camera, beat)
        bracket = self._bracket(live, now, step, beat)
        if self._shows == JOURNEY and shown and bracket and self._turns(shown, bracket, motion.velocity):
            self._dissolve = self._dissolve or MEND
        if self._wants == FLIGHT and flew and picture is not None and self.flight.publishes(now):
            self.feed.dreams.see(_plain(picture), now)
        self._ask(
            motion,
            now,
            live_wish(settled.dream, live.live) if self._wants == LIVE_INPUT else None,
            self.flight.wish(live.camera) if self._wants == FLIGHT else None,
        )
        drifts = self._drift.wandered and self._drift.at == now
        poses = self.flight.poses(bracket) if bracket is not None and self._shows == FLIGHT else None
        return View(bracket, self._dissolve, drifts, self._next(bracket, motion.velocity), poses)

    def _timetable(self, path: Path, forwards: bool) -> Timetable:
        """When the playhead is to be where on its leg, as far as is known what changes there."""
        position = self.playhead.position
        leg = path.leg_at(position)
        if leg.deck:
            return PLAIN
        end = leg.high if forwards else leg.low
        return timetable(leg.low, leg.high, end, position, position + self.playhead.lag, self.reel.changes)

    def _keep_time(self, before: Path, path: Path, forwards: bool) -> None:
        """Where a leg ends elsewhere now, be there when it was to be."""
        position, lag = self.playhead.position, 0.0
        old, leg = before.leg_at(position), path.leg_at(position)
        if old.id == leg.id:
            was, end = (old.high, leg.high) if forwards else (old.low, leg.low)
            lag = self.playhead.lag
            if was != end:
                lag = end - position - self.table.way(position, end)
        self.playhead = replace(self.playhead, lag=lag)
        self.table = self._timetable(path, forwards)

    def _take(self, now: float) -> None:
        """Put what was dreamed where it belongs."""
        self.feed.add_later(self.playhead)
        for keyframe in self.feed.dreams.take():
            if keyframe.pose is not None:
                if self._wants == FLIGHT and self.flight.add(keyframe):
                    self._meter.keyframe(keyframe.made)
                continue
            if keyframe.leg == LIVE:
                if self._wants == LIVE_INPUT:
                    if self.live.take(keyframe, now):
                        self._dissolve = ARRIVE
                    self._meter.keyframe(keyframe.made)
                continue
            if self._ahead is not None and keyframe.leg == self._ahead.id:
                self.spares.keep(self._ahead, keyframe)
            if not self.feed.add(keyframe, self.playhead):
                continue
            self._meter.keyframe(keyframe.made)
            if keyframe.leg == self._answer[0] and self._answer[1] and keyframe.position != self._course.answer.cut:
                self._meter.prompt(keyframe.made - self._answer[1])
                self._answer = (keyframe.leg, 0.0)

    def _bracket(self, live: State, now: float, step: float, beat: float) -> Bracket | None:
        """What is blended now: pictures of what is wanted, once it has any, and until then of what is shown.

        beat: the seconds of this tick that a flight takes part in.
        """
        journey = self.reel.bracket(self.playhead.position)
        there = {LIVE_INPUT: len(self.live) > 0, FLIGHT: len(self.flight) > 0, JOURNEY: journey is not None}
        wanted = source(live)
        shows = wanted if there[wanted] else self._shows if there[self._shows] else JOURNEY
        if shows != self._shows:
            self._shows = shows
            # One that sets out on this very tick does so from the picture on the screen, whatever that was amid.
            self._dissolve = MEND if shows == FLIGHT and self.flight.begins(beat) else ARRIVE
        if shows == FLIGHT:
            return self.flight.bracket(beat)
        if shows == LIVE_INPUT:
            seen = self.live.bracket(now, step, self.feed.dreams.away or self._wants != LIVE_INPUT)
            if seen is not None and self.live.turns(seen) and not self._dissolve:
                self._dissolve = min(max(live.live.glide, MEND), ARRIVE)
            return seen
        return journey

    def _turns(self, shown: Bracket, bracket: Bracket, velocity: float) -> bool:
        """Whether pictures that are made in another way come in, and sooner than a dissolve takes."""
        legs, before = {bracket.before.leg, bracket.after.leg}, {shown.before.leg, shown.after.leg}
        if legs <= before:
            return False
        recipes = {leg.id: leg.recipe for leg in self._course.path.legs}
        here, there = {recipes.get(leg) for leg in legs}, {recipes.get(leg) for leg in before}
        span = bracket.after.position - bracket.before.position
        return not here <= there and (len(here) == 1 or span < abs(velocity) * MEND)

    def _next(self, bracket: Bracket | None, velocity: float) -> Bracket | None:
        """What is blended after these two."""
        if bracket is None:
            return None
        if self._shows != JOURNEY:
            return self.live.after(bracket) if self._shows == LIVE_INPUT else None
        return self.reel.beside(bracket, -1 if velocity < 0 else 1)

    def _coming(self, scene: Scene, settled: State) -> Leg | None:
        """What to prepare: the place that what waits for its time leads to, or the next cue, unless it is there."""
        next = scene.state.with_values(scene.coming)
        for before, after in ((settled, scene.state), (scene.state, next)):
            place, wanted = destination(before, after), recipe(after.dream, after.deck)
            if place is not None and (place, wanted) not in self.spares:
                return self._course.aside(place, wanted)
        return None

    def _place_spares(self, legs: Iterable[Leg], mix: float, position: float) -> None:
        """Where a new leg leads to a place that was prepared, its picture is there at once."""
        for leg in legs:
            for part in (0.0, 1.0, mix) if leg.deck else (0.0, 1.0):
                place, at = between(leg.a, leg.b, part), leg.origin + part
                spare = self.spares.get(place, leg.recipe)
                if spare is None or not self.reel.add(replace(spare, leg=leg.id, position=at), position):
                    continue
                if leg.id == self._answer[0]:
                    self._answer = (leg.id, 0.0)  # not dreamed for this, so it does not tell how long a prompt takes

    def _passed(self, motion: Steering, step: float) -> Playhead:
        """The playhead beneath a flight, which waits for no keyframes."""
        playhead, path = self.playhead, self._course.path
        low, high = path.extent(playhead.position)
        if motion.target is not None:
            if low <= motion.target <= high:
                return scratch(playhead, motion.target, step)
            return Playhead(motion.target)
        edges = (high - playhead.position, playhead.position - low)
        ahead, behind = edges[::-1] if motion.velocity < 0 else edges
        edge = low if motion.velocity < 0 else high
        moved = travel(playhead, motion.velocity, max(ahead, 0.0), max(behind, 0.0), True, RUNWAY, step, edge)
        return replace(moved, position=min(max(moved.position, low), high), lag=0.0)

    def _moved(self, motion: Steering, now: float, step: float) -> Playhead:
        playhead, reel, path = self.playhead, self.reel, self._course.path
        if motion.target is not None:
            low, high = path.extent(playhead.position)
            goal = motion.target
            if motion.drifts and not self._arrives(motion, goal, now):
                here, wanted = path.leg_at(playhead.position), path.leg_at(goal)
                goal += here.origin - wanted.origin
                if motion.back is not None and now >= self._drift.until and self.feed.shows(motion.back):
                    goal = motion.back  # rather than stand
            if low <= goal <= high:
                if now < self._drift.until and abs(goal - playhead.position) > TOUCHED:
                    self._drift.until, self._dissolve = 0.0, MEND  # a hand on the crossfader does not wait for it
                return scratch(playhead, goal, step)
            if reel.bracket(goal) is None:
                return self._travelled(motion.meanwhile, step, ends=False)
            self._dissolve = ARRIVE
            if motion.drifts:
                self._dissolve = OVERLAP * min(max(now - self._drift.at, DRIFT), LONGEST_RUNWAY)
                self._drift.until = now + self._dissolve
            self._drift.at, self._drift.wandered = now, motion.drifts
            return Playhead(goal)
        return self._travelled(motion.velocity, step)

    def _travelled(self, velocity: float, step: float, ends: bool = True) -> Playhead:
        """The playhead a step further on its way; ends: where its path ends it comes to rest."""
        playhead, reel, table = self.playhead, self.reel, self.table
        direction, at = -1 if velocity < 0 else 1, playhead.position
        far, back = (at + side * reel.reach(at, side) for side in (direction, -direction))
        low, high = self._course.path.extent(at)
        ends &= abs((high if direction > 0 else low) - far) < 1e-9
        ahead, behind = abs(table.way(at, far)), abs(table.way(at, back))
        passing = replace(playhead, position=table.time(at))
        edge = reel.outermost(at, direction)
        moved = travel(passing, velocity, ahead, behind, ends, self.spares.runway(), step, edge)
        position = min(max(table.place(moved.position), low), high)
        return replace(moved, position=position, lag=moved.position - position)

    def _arrives(self, motion: Steering, target: float, now: float) -> bool:
        """Whether it is time for decks that have wandered on, and what is needed of them there is there.

        That is the picture of the mix, and those of both ends for a hand, unless the picture would stand meanwhile.
        """
        leg = self._course.path.leg_at(target)
        playable = motion.back is None or {leg.low, leg.high} <= self.reel.held
        return self.feed.shows(target) and playable and now - self._drift.at >= DRIFT

    def _ask(self, motion: Steering, now: float, live_wish: LiveWish | None, flight: FlightWish | None) -> None:
        """Tell the dreamer what to dream next."""
        position = motion.target
        if position is None:  # where it goes on once there is more, not where it passes the time
            turned = self.playhead.turned_at
            position = self.playhead.position if turned is None else turned
        path, velocity = self._course.path, motion.velocity
        self.feed.ask(Wish(path, position, velocity, ahead=self._ahead, live=live_wish, flight=flight), now)


def _plain(picture: np.ndarray) -> np.ndarray:
    """A picture as RGB, of the size that a flight is flown at."""
    return at_most(picture, *FLOWN) if is_planar(picture) else picture
