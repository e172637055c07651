"""A live stream through a real dreamer process and a real small model: what a performer would see fail."""

import contextlib
import os
import signal
import time
from dataclasses import replace

import cv2
import numpy as np
import psutil
import pytest
from waiting import until

from engine.dream.protocol import LIVE, Launch, LiveWish, Wish
from engine.dream.supervisor import Supervisor
from engine.journey.path import Recipe, Waypoint, start
from engine.parameters import Dream, Live

PATH = start(Waypoint((("red", 1.0),), 1), Waypoint((("blue", 1.0),), 2), Recipe())
DREAM = Dream(prompt=(("fire", 1.0),), method="live")


def scene(number: int) -> np.ndarray:
    picture = np.full((64, 64, 3), (20, 60, 120), np.uint8)
    return cv2.circle(picture, (32 + round(20 * np.sin(number / 9)), 32), 14, (250, 180, 40), -1)


class Streaming:
    """A supervisor that is fed a moving picture, and what comes back of it."""

    def __init__(self, folder, **more):
        self.reports: list[str] = []
        self.supervisor = Supervisor(Launch(str(folder), "cpu", 64, 64, **more), self.reports.append)
        self.number, self.keyframes = 0, []

    def __enter__(self):
        self.supervisor.__enter__()
        return self

    def __exit__(self, *error):
        self.supervisor.__exit__(*error)

    def wish(self, dream=DREAM, **live):
        self.supervisor.wish(Wish(PATH, 0.0, 0.0, live=LiveWish(dream, replace(Live(glide=0.0, cfg="none"), **live))))

    def run(self, enough, seconds=120.0, still=False):
        """Feed on until enough(keyframes of this run) is true; returns them."""
        came, end = [], time.monotonic() + seconds
        while not enough(came):
            assert time.monotonic() < end, (self.supervisor.status, self.reports)
            self.number += not still
            self.supervisor.shared_input.put(scene(self.number), time.perf_counter())
            time.sleep(0.02)
            came += [k for k in self.supervisor.take() if k.leg == LIVE]
        self.keyframes += came
        return came


@pytest.fixture(scope="module")
def stream(kinds):
    with Streaming(kinds["sd-turbo"]) as stream:
        stream.wish()
        stream.run(lambda came: len(came) >= 3)
        yield stream


def steps_of(came) -> np.ndarray:
    pictures = [k.picture.astype(float) for k in came]
    return np.array([np.abs(a - b).mean() for a, b in zip(pictures[:-1], pictures[1:], strict=True)])


def test_inputs_come_back_dreamed_in_the_order_of_their_times(stream):
    stream.wish(strength=0.5)
    came = stream.run(lambda came: len(came) >= 12)
    times = [k.position for k in came]
    assert times == sorted(times) and len(set(times)) == len(times)
    assert all(0 <= k.made - k.position < 30 for k in came)
    assert came[-1].picture.shape == (64, 64, 3) and came[-1].picture.std() > 2


def test_strength_says_how_much_of_the_input_stays(stream):
    def distance(strength):
        stream.wish(strength=strength)
        stream.run(lambda came: len(came) >= 4)
        came = stream.run(lambda came: len(came) >= 3, still=True)
        return np.abs(came[-1].picture.astype(float) - scene(stream.number)).mean()

    weak, strong = distance(0.02), distance(0.9)
    assert abs(weak - strong) > 1, "the dream must depend on it"


def test_steps_prompt_and_seed_change_while_it_runs_without_a_gap(stream):
    """Every change goes on from the picture that is there: none is further from the last than a glide allows."""
    still = scene(0)
    stream.wish(strength=0.5)
    stream.run(lambda came: len(came) >= 4)
    before = None
    for change in (
        {"steps": "20 32 45"},
        {"steps": "25"},
        {"dream": replace(DREAM, prompt=(("water", 1.0), ("ice", 0.5))), "glide": 1.0, "steps": "25"},
        {"dream": replace(DREAM, seed=77), "glide": 1.0, "steps": "25"},
        {"cfg": "onetime", "guidance": 1.5, "steps": "25 40"},
        {"feedback": 0.5, "feedback_rotate": 5.0, "steps": "25 40"},
        {"flow": 0.2, "steps": "25 40"},
    ):
        stream.wish(**change)
        came = stream.run(lambda came: len(came) >= 6, still=True)
        times = [k.position for k in came]
        assert times == sorted(times)
        assert all(k.picture.std() > 2 for k in came), change
        if before is not None and "glide" in change:
            assert steps_of([before, *came]).max() < 20, change
        before = came[-1]
    assert still.shape == came[-1].picture.shape


def test_masks_kinds_and_steadiness_change_while_it_runs_and_what_cannot_be_had_is_told(stream):
    for change in ({"steady": 0.8}, {"mask": "luma", "steady": 0.8}, {"mask": "segmentation", "control_kind": "pose"}):
        stream.wish(strength=0.5, **change)
        came = stream.run(lambda came: len(came) >= 4)
        times = [k.position for k in came]
        assert times == sorted(times) and all(k.picture.std() > 2 for k in came), change
    stream.run(lambda came: any("start with --segmentation FOLDER" in line for line in stream.reports))


def test_bad_steps_are_told_and_the_old_ones_stay(stream):
    stream.wish(steps="10 20")
    stream.run(lambda came: len(came) >= 3)
    stream.wish(steps="fast")
    stream.run(lambda came: any("/live/steps wants" in line for line in stream.reports))
    assert stream.supervisor.status.live["evaluations"] == 2


def test_a_still_input_costs_hardly_anything_with_the_filter_on(stream):
    stream.wish(filter=0.98, filter_skips=10)
    stream.run(lambda came: len(came) >= 2, still=True)
    end = time.monotonic() + 5
    stream.run(lambda came: time.monotonic() > end, still=True)
    assert stream.supervisor.status.live["skipped"] >= 0.8  # the first of a run pass


def test_it_goes_back_to_the_journey_and_comes_again(stream):
    stream.supervisor.wish(Wish(PATH, 0.0, 0.3))
    until(lambda: 1 in {k.leg for k in stream.supervisor.take()}, 60, 0.05)
    stream.wish()
    assert stream.run(lambda came: len(came) >= 3)


def test_a_killed_dreamer_comes_back_into_the_stream(stream):
    stream.wish()
    stream.run(lambda came: len(came) >= 2)
    child = max(psutil.Process().children(), key=lambda process: process.memory_info().rss)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    stream.run(lambda came: stream.supervisor.status.restarts > 0)
    assert stream.run(lambda came: len(came) >= 3)


@pytest.mark.parametrize("kind", ["sd2-v", "lcm", "sdxl-turbo"])
def test_every_family_streams(kinds, kind):
    with Streaming(kinds[kind]) as stream:
        stream.wish(cfg="self", guidance=1.3, steps="20 40")
        came = stream.run(lambda came: len(came) >= 4)
        assert not stream.reports
        assert all(k.picture.std() > 1 for k in came)
