"""Several dreamers, each a process that sleeps over its keyframes: they share the work, and stand in for each other."""

import multiprocessing
import os
import signal
import threading
import time

import psutil
import pytest
import sleepers
from waiting import until

from engine.coercion import BadValue
from engine.dream.dreamer_process import DreamerProcess
from engine.dream.protocol import LIVE, Launch, LiveWish, Wish
from engine.dream.shared_memory import SharedInput
from engine.dream.supervisor import Supervisor
from engine.dream.work_sharing import read_cast, written_cast
from engine.journey.path import Recipe, Waypoint, branch, extend, start
from engine.parameters import Dream, Live
from engine.stage.keyframe_feed import PatientFeed

RED, BLUE = (Waypoint(((word, 1.0),), seed) for seed, word in enumerate(("red", "blue"), 1))
WALK = Recipe("walk")
STREAM = LiveWish(Dream(), Live())

pytestmark = pytest.mark.timeout(120)


def sleeping(seconds, report=lambda text: None, **more):
    """A supervisor of dreamers that take so long for a keyframe."""
    context = multiprocessing.get_context("spawn")
    shared = SharedInput(context), SharedInput(context)

    def begin(launch, choose):
        return DreamerProcess(context, *shared, launch, choose, sleepers.run)

    return Supervisor(Launch(str(seconds), "cpu"), report, begin=begin, **more)


def onwards(path):
    """A path that goes on for some time."""
    for end in (RED, BLUE) * 20:
        path = extend(path, path.legs[-1], 1, end, WALK)
    return path


class Journey:
    """What a stage does on a path at a steady pace: every keyframe that came, in order."""

    def __init__(self, dreams, velocity=0.5):
        self.dreams, self.velocity = dreams, velocity
        self.path = onwards(start(RED, BLUE, WALK))
        self.came = []
        self.slowest = 0.0  # seconds that the dreamers have held the stage up at most
        self.live = None
        self._began = time.perf_counter()

    @property
    def position(self):
        return (time.perf_counter() - self._began) * self.velocity

    def play(self, seconds):
        """Go on for so long; returns the keyframes that came meanwhile."""
        return self.until(lambda: False, seconds)

    def until(self, happened, seconds=60.0):
        """Go on until something has happened, at most for so long; returns the keyframes that came meanwhile."""
        first, end = len(self.came), time.perf_counter() + seconds
        while not happened() and time.perf_counter() < end:
            held = frozenset(frame.position for frame in self.came if self.path.owns(frame.leg, frame.position))
            now = time.perf_counter()
            self.dreams.wish(Wish(self.path, self.position, self.velocity, held, room=500, live=self.live))
            self.came += self.dreams.take()
            self.slowest = max(self.slowest, time.perf_counter() - now)
            time.sleep(0.02)
        return self.came[first:]


def distinct(keyframes):
    return len({(frame.leg, frame.position) for frame in keyframes})


def longest_wait(keyframes):
    times = sorted(frame.made for frame in keyframes)
    return max(after - before for before, after in zip(times, times[1:], strict=False))


def all_up(dreams):
    until(lambda: {one.state for one in dreams.status.each} == {"dreaming"}, 60)


def keyframes_in(seconds, devices):
    with sleeping(0.25, devices=devices) as dreams:
        until(lambda: all(child.made or child.ready for child in dreams.children))
        journey = Journey(dreams)
        journey.play(1.5)
        return distinct(journey.play(seconds))


def test_four_dreamers_make_nearly_four_times_as_many_keyframes_as_one():
    one, four = keyframes_in(6.0, ("cpu",)), keyframes_in(6.0, ("cpu",) * 4)
    assert one >= 20, "this machine is too busy to sleep in time"
    assert four >= 3.7 * one


def test_the_nearest_to_the_playhead_come_first_and_none_twice():
    with sleeping(0.1, devices=("cpu",) * 3) as dreams:
        all_up(dreams)
        journey = Journey(dreams, velocity=0.125)
        journey.play(2.0)  # how quick they are is known now
        journey.path = branch(journey.path, journey.path.legs[0], journey.position + 0.05, 1, RED, WALK)
        newest = journey.path.legs[-1].id
        came = journey.until(lambda: distinct(frame for frame in journey.came if frame.leg == newest) >= 12)
        first = next(index for index, frame in enumerate(came) if frame.leg == newest)
        assert sum(frame.leg != newest for frame in came[first:]) <= 3  # what was in hand
        places = [frame.position for frame in came if frame.leg == newest]
        assert max(places[:3]) <= min(places[6:9]) and len(set(places)) == len(places)


@pytest.mark.skipif(os.name != "posix", reason="wants SIGSTOP")
def test_one_killed_and_one_stopped_cost_their_share_and_the_stage_no_time():
    reports = []
    with sleeping(0.25, reports.append, devices=("cpu",) * 4) as dreams:
        all_up(dreams)
        journey = Journey(dreams)
        journey.play(1.5)
        before = distinct(journey.play(4.0)) / 4.0
        killed, stopped = (psutil.Process(child.pid) for child in dreams.children[:2])
        killed.kill()
        stopped.send_signal(signal.SIGSTOP)
        journey.play(1.0)
        assert distinct(journey.play(4.0)) / 4.0 >= 0.9 * before * 2 / 4
        held = {frame.position for frame in journey.came}
        assert journey.slowest < 0.1
        near = journey.position
        assert all(any(abs(at - there) < 0.04 for there in held) for at in (near - 0.1, near, near + 0.1))
        assert reports == ["dreamer 1 on cpu: the dreamer ended unexpectedly; a new one starts"]
        journey.until(lambda: dreams.status.each[0].rate > 0)
        assert distinct(journey.play(4.0)) / 4.0 >= 0.9 * before * 3 / 4
        assert dreams.status.restarts == 1 and dreams.status.error == reports[0]
        assert [one.restarts for one in dreams.status.each] == [1, 0, 0, 0]


def test_a_standby_stands_in_within_half_a_second_and_dreams_nothing_else_but_the_ends_of_a_leg():
    with sleeping(0.05, devices=("cpu",), standby="cpu") as dreams:
        all_up(dreams)
        journey = Journey(dreams)
        journey.play(2.0)
        first, standby = dreams.children
        by_standby = [frame for frame in journey.came if frame.dreamer == standby.pid]
        assert {frame.position for frame in by_standby} == {journey.path.legs[-1].low, journey.path.legs[-1].high}
        os.kill(first.pid, signal.SIGTERM if os.name != "posix" else signal.SIGKILL)
        came = journey.play(2.0)
        assert longest_wait(journey.came[-len(came) - 3 :]) < 0.5
        assert any(frame.dreamer == standby.pid for frame in came[:3])
        assert dreams.status.state == "dreaming" and [one.standby for one in dreams.status.each] == [False, True]
        journey.until(lambda: len(dreams.children) == 2 and dreams.children[0].made > 2)
        journey.play(0.5)
        assert not any(frame.dreamer == standby.pid for frame in journey.play(0.5))


def test_one_alone_dreams_the_live_stream_and_another_takes_it_over():
    with sleeping(0.05, devices=("cpu", "cpu")) as dreams:
        all_up(dreams)
        journey = Journey(dreams)
        journey.live = STREAM
        journey.play(0.5)
        streamed = [frame for frame in journey.play(1.0) if frame.leg == LIVE]
        assert {frame.dreamer for frame in streamed} == {dreams.children[0].pid}
        other = dreams.children[1].pid
        psutil.Process(dreams.children[0].pid).kill()
        came = [frame for frame in journey.play(0.5) if frame.leg == LIVE]
        assert longest_wait(streamed[-1:] + came) < 0.5 and came[-1].dreamer == other


def test_all_of_them_change_over_to_another_model_and_no_leg_is_dreamed_by_both():
    with sleeping(0.05, devices=("cpu",) * 3) as dreams:
        all_up(dreams)
        journey = Journey(dreams)
        journey.play(1.0)
        dreams.swap(Launch("0.04", "cpu"))
        journey.until(lambda: dreams.status.generation == 2)
        here = journey.path.leg_at(journey.position)
        laid = branch(journey.path, here, journey.position + 0.2, 1, RED, WALK)
        newest, journey.path = laid.legs[-1].id, onwards(laid)
        journey.until(lambda: {one.launch.model for one in dreams.status.each} == {"0.04"})
        journey.play(1.0)
        assert {
            frame.model for frame in journey.came if frame.leg >= newest and frame.position > laid.legs[-1].low
        } == {"0.04"}
        assert len(dreams.children) == 3 and dreams.status.generation == 2 and not dreams.status.swapping
        assert len({frame.dreamer for frame in journey.play(1.0)}) == 3


def test_who_is_cast_for_it_dreams_it_and_switching_between_warm_models_loads_nothing():
    with sleeping(0.05, devices=("cpu", "cpu"), models={2: "0.04"}) as dreams:
        all_up(dreams)
        first, second = (child.pid for child in dreams.children)
        journey = Journey(dreams, velocity=0.125)

        def since(count):
            """Who dreamed the keyframes of the journey, and the live ones, from there on."""
            some = journey.came[count:]
            return ({frame.dreamer for frame in some if (frame.leg == LIVE) == live} for live in (False, True))

        journey.until(lambda: distinct(journey.came) > 10)
        assert list(since(0)) == [{first}, set()]  # those with the show's own model, where nobody is cast
        dreams.cast(read_cast("journey 1, live 2", 2))
        journey.live = STREAM
        journey.until(lambda: list(since(0)) == [{first}, {second}])
        journey.live = None
        count = len(journey.came)
        journey.until(lambda: distinct(frame for frame in journey.came[count:] if frame.leg != LIVE) > 5)
        assert [one.roles for one in dreams.status.each] == ["journey", "live"] and dreams.status.generation == 1

        dreams.cast(read_cast("journey 2", 2))
        journey.until(lambda: dreams.status.generation == 2)
        count = len(journey.came)
        journey.play(0.5)
        assert list(since(count))[0] <= {first}  # up to the next leg, which is asked for
        laid = branch(journey.path, journey.path.leg_at(journey.position), journey.position + 0.1, 1, RED, WALK)
        newest, journey.path = laid.legs[-1].id, onwards(laid)
        journey.until(lambda: distinct(frame for frame in journey.came if frame.leg >= newest) > 10)
        ahead = [frame for frame in journey.came if frame.leg >= newest and frame.position > laid.legs[-1].low]
        assert {(frame.dreamer, frame.model) for frame in ahead} == {(second, "0.04")}
        assert [child.pid for child in dreams.children] == [first, second] and dreams.status.restarts == 0

        psutil.Process(second).kill()
        count = len(journey.came)
        journey.until(lambda: first in next(since(count)))  # without them, others do what they were cast for
        assert dreams.status.state == "dreaming"


@pytest.mark.parametrize("text", ["journey", "journey 3", "juggle 1", "journey 0", "journey one", "journey 1; live 2"])
def test_a_cast_that_can_not_be_is_refused_in_a_line(text):
    with pytest.raises(BadValue, match="/dream/cast"):
        read_cast(text, 2)


def test_a_cast_is_read_as_it_is_written():
    roles = {1: ("journey", "refine"), 2: ("live",), 3: ("journey",)}
    assert written_cast(roles) == "journey 1 3, live 2, refine 1"
    assert (
        read_cast(written_cast(roles), 3) == {"journey": {1, 3}, "live": {2}, "refine": {1}} and read_cast("", 3) == {}
    )


def test_render_is_shared_too():
    with sleeping(0.25, devices=("cpu",) * 4) as dreams:
        all_up(dreams)
        feed = PatientFeed(dreams, start(RED, BLUE, WALK), 1 / 32, threading.Event())
        began = time.perf_counter()
        assert all(feed.gather(at / 32, 0.1) for at in range(33))
        assert time.perf_counter() - began < 33 * 0.25 / 2
        assert len(feed.reel.held) == 33
