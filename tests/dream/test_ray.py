"""Dreamers through Ray: a cluster of two nodes on this machine, whose dreamers sleep as long as a GPU takes."""

import contextlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
import sleepers
from ports import free_port
from test_shares import Journey, distinct
from waiting import until

from engine.dream.protocol import Launch
from engine.dream.ray_dreamer import Cluster, RayDreamer
from engine.dream.ray_host import pack, unpack
from engine.dream.supervisor import Supervisor

HERE = Path(__file__).parent

with_ray = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray isn't installed"),
]


class Node:
    """A machine that dreams, as `reverie dream` makes one."""

    def __init__(self, address):
        paths = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
        command = [sys.executable, "-m", "engine.cli", "dream", "--ray", address, "--device", "cpu,cpu"]
        self.process = psutil.Popen(command, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE)

    def vanish(self):
        """All of it at once, as when its plug is pulled."""
        if not self.process.is_running():
            return
        gone = [*self.process.children(recursive=True), self.process]
        for each in gone:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(gone, 20)


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    os.environ["RAY_AUTH_TOKEN_PATH"] = str(tmp_path_factory.mktemp("ray") / "token")
    address = f"127.0.0.1:{free_port()}"
    first = Node(address)
    assert b"begins" in first.process.stdout.readline()
    try:
        cluster = until(lambda: joined(address), 600, 2.0)
        second = Node(address)
        assert b"joins" in second.process.stdout.readline()
        until(lambda: cluster.places == 4, 600, 0.5)
        yield cluster, second
        cluster.close()
        second.vanish()
    finally:
        first.vanish()


def joined(address):
    with contextlib.suppress(ValueError):
        return Cluster(address)


@contextlib.contextmanager
def sleeping(cluster, count, report=print):
    """A supervisor of so many dreamers that take a fixed time, each on a place of the cluster."""
    names = [f"ray {number}" for number in range(count)]
    hosts = {name: cluster.host() for name in names}

    def begin(launch, choose):
        shared = dreams.shared_input, dreams.shared_view
        return RayDreamer(hosts[launch.device], shared, launch, choose, sleepers.run)

    dreams = Supervisor(Launch("0.25", names[0]), report, begin=begin, devices=names)
    with dreams:
        until(lambda: all(seat.current and seat.current.ready for seat in dreams._seats), 300)
        yield dreams
    import ray

    for host in hosts.values():
        ray.kill(host)


def keyframes_in(cluster, seconds, count):
    with sleeping(cluster, count) as dreams:
        journey = Journey(dreams)
        journey.play(1.5)
        return distinct(journey.play(seconds))


class TestCluster:
    pytestmark = with_ray

    def test_four_dreamers_make_several_times_as_many_keyframes_as_one(self, nodes):
        cluster, _ = nodes
        one, four = keyframes_in(cluster, 6.0, 1), keyframes_in(cluster, 6.0, 4)
        assert one >= 18, "this machine is too busy to sleep in time"
        assert four >= 3.3 * one

    def test_a_machine_that_is_gone_costs_its_share_and_no_more(self, nodes):
        cluster, second = nodes
        reports = []
        with sleeping(cluster, 4, reports.append) as dreams:
            journey = Journey(dreams)
            journey.play(1.5)
            before = distinct(journey.play(4.0)) / 4.0
            second.vanish()
            journey.play(5.0)
            assert distinct(journey.play(4.0)) / 4.0 >= 0.9 * before / 2
            assert journey.slowest < 0.1 and dreams.status.state == "dreaming"
            held, near = {frame.position for frame in journey.came}, journey.position
            assert any(abs(at - near) < 0.1 for at in held)
            assert reports and all("a new one starts" in line for line in reports)


@pytest.mark.parametrize("shape", [(90, 160, 3), (135, 160)])
def test_a_keyframe_comes_over_as_it_was_or_nearly(shape):
    rows = np.linspace(0, 255, shape[0])[:, None] * np.ones(shape[1])
    picture = np.stack([rows, rows[::-1], rows * 0.5], 2) if len(shape) == 3 else rows
    picture = np.ascontiguousarray(picture.astype(np.uint8))
    straight, compressed = pack(picture, False), pack(picture, True)
    assert (unpack(straight) == picture).all() and len(compressed[0]) < len(straight[0]) / 5
    assert abs(unpack(compressed).astype(int) - picture).max() <= 4
    with pytest.raises(ValueError):
        unpack((b"none of it", shape))
