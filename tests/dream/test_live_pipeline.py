"""The threads of a live stream: they work beside each other, the newest input wins, and faults come out."""

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from tiny_models import load

from engine.dream.device_transfer import Transfer
from engine.dream.live_pipeline import BEHIND, LivePipeline
from engine.dream.live_stream import LiveStream
from engine.dream.protocol import LiveWish
from engine.dream.shared_memory import InputFrame
from engine.parameters import Dream, Live

STREAM = LiveWish(Dream(prompt=(("fire", 1.0),)), Live(glide=0.0, cfg="none"))
PATIENCE = 30.0  # seconds after which something is taken for stuck


class Camera:
    """Gives numbered inputs as far as it is let, and keeps what is shown."""

    def __init__(self):
        self.number, self.let, self.shown = 0, 0, []
        self.given = threading.Condition()
        self.picture = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)

    def newest(self):
        with self.given:
            if self.number >= self.let:
                return None
            self.number += 1
            self.given.notify_all()
            return InputFrame(self.number, float(self.number), self.picture)

    def show(self, when, picture, variant):
        self.shown.append(when)

    def wait(self, enough):
        with self.given:
            assert self.given.wait_for(enough, PATIENCE)


@pytest.fixture
def live(kinds):
    return LiveStream(load(kinds["sd-turbo"], 64, 64))


@pytest.fixture
def start():
    """Starts pipelines, and stops them in the end."""
    running = []

    def started(live, camera, show=None):
        running.append(LivePipeline(live, STREAM, camera.newest, show or camera.show))
        return running[-1]

    yield started
    for pipeline in running:
        pipeline.stop()


def ticked(pipeline, stream=STREAM):
    end = time.monotonic() + PATIENCE
    while pipeline.tick(stream, 0.1) is None:
        assert time.monotonic() < end


def until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_inputs_are_made_ready_while_the_network_works_and_the_newest_wins(live, start):
    camera = Camera()

    def more(*_):
        """The network does not go on until five later inputs have been taken."""
        camera.let = camera.number + 5
        camera.wait(lambda: camera.number >= camera.let)

    live._model.pipe.unet.register_forward_hook(more)
    camera.let = 1
    pipeline = start(live, camera)
    for _ in range(3):
        ticked(pipeline)
        until(lambda: pipeline._ready.full())
    until(lambda: len(camera.shown) == 3)
    assert camera.shown[0] == 1 and all(
        late - early >= 4 for early, late in zip(camera.shown, camera.shown[1:], strict=False)
    )


def test_pictures_are_taken_away_while_the_network_works_but_never_pile_up(live, start):
    camera, calls, holding = Camera(), [], threading.Event()
    live._model.pipe.unet.register_forward_hook(lambda *_: calls.append(1))
    camera.let = 10**6

    def slow(when, picture, variant):
        """The first picture is not away until the network has been called again."""
        camera.shown.append(when)
        if len(camera.shown) == 1:
            until(lambda: len(calls) >= 1 + BEHIND)
            holding.set()

    pipeline = start(live, camera, slow)
    for _ in range(1 + BEHIND):
        ticked(pipeline)
    until(holding.is_set)
    until(lambda: len(camera.shown) == 1 + BEHIND)

    gate = threading.Event()
    stuck = start(live, camera, lambda *_: gate.wait(PATIENCE))
    for _ in range(1 + BEHIND):
        ticked(stuck)
    assert stuck.tick(STREAM, 0.1) is None, "it waits until something has been taken away"
    gate.set()
    ticked(stuck)


@pytest.mark.parametrize("where", ["newest", "show"])
def test_what_goes_wrong_beside_the_network_comes_out_of_it_and_the_stream_goes_on(live, start, where):
    camera, failed = Camera(), []
    camera.let = 10**6
    own = getattr(camera, where)

    def fails(*given):
        if not failed:
            failed.append(1)
            raise MemoryError("out of memory")
        return own(*given)

    setattr(camera, where, fails)
    pipeline = start(live, camera)
    with pytest.raises(MemoryError):
        for _ in range(50):
            ticked(pipeline)
    ticked(pipeline)
    until(lambda: camera.shown)


def test_a_burst_of_faults_is_one_fault(live, start):
    camera = Camera()
    own, left = camera.newest, [20]

    def fails():
        if left[0]:
            left[0] -= 1
            raise MemoryError("out of memory")
        return own()

    camera.newest, camera.let = fails, 10**6
    pipeline = start(live, camera)
    until(lambda: not left[0])
    with pytest.raises(MemoryError):
        pipeline.tick(STREAM, 0.1)
    for _ in range(5):
        ticked(pipeline)


def test_it_ends_though_a_picture_is_stuck(live, monkeypatch):
    monkeypatch.setattr("engine.dream.live_pipeline.PATIENCE", 0.1)
    camera, gate = Camera(), threading.Event()
    camera.let = 10**6
    pipeline = LivePipeline(live, STREAM, camera.newest, lambda *_: gate.wait(PATIENCE))
    ticked(pipeline)
    pipeline.stop()
    gate.set()


def test_a_picture_that_is_not_finite_shows_nothing():
    transfer = Transfer(torch.device("cpu"))
    picture = torch.rand(3, 8, 8)
    assert transfer.down(Transfer.carry(picture)) is not None
    for wrong in (float("inf"), float("-inf"), float("nan")):
        spoilt = picture.clone()
        spoilt[0, 0, 0] = wrong
        assert transfer.down(Transfer.carry(spoilt)) is None
    assert transfer.down(Transfer.carry(torch.full((3, 8, 8), 0.5))) is None


def test_a_stream_in_threads_gives_the_pictures_of_one_without(kinds, start):
    stream = replace(STREAM, live=replace(STREAM.live, steps="10 25 40", cfg="self", guidance=1.5))
    pictures = np.random.default_rng(2).integers(0, 255, (6, 64, 64, 3), np.uint8)
    inputs = [InputFrame(number + 1, float(number), picture) for number, picture in enumerate(pictures)]
    alone = LiveStream(load(kinds["sd-turbo"], 64, 64))
    expected = [shown for one in inputs for shown in alone.dream(one, stream)]

    waiting, came = [], []

    class Hand:
        newest = staticmethod(lambda: waiting.pop() if waiting else None)
        show = staticmethod(lambda when, picture, variant: came.append((when, picture)))

    pipeline = start(LiveStream(load(kinds["sd-turbo"], 64, 64)), Hand)
    for one in inputs:
        waiting.append(one)
        ticked(pipeline, stream)
    until(lambda: len(came) == len(expected))
    for (when, picture), (then, wanted) in zip(came, expected, strict=True):
        assert when == then
        np.testing.assert_array_equal(picture, wanted)
