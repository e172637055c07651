"""Dreamers through Ray: a cluster of two nodes on this machine, whose dreamers sleep as long as a GPU takes."""

import contextlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import psutil
import pytest
import sleepers
from ports import free_port
from test_work_sharing import STREAM, Journey, distinct, sleeping
from tiny_models import make_sd
from waiting import until

from engine.cli import main
from engine.dream import worker
from engine.dream.protocol import LIVE, Launch
from engine.dream.ray_dreamer import join
from engine.dream.ray_host import pack, unpack
from engine.dream.supervisor import Supervisor

HERE = Path(__file__).parent
OURS = [each.address for some in psutil.net_if_addrs().values() for each in some if each.family == socket.AF_INET]

with_ray = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray isn't installed"),
]


def test_a_mistyped_machine_is_one_line(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    assert main(["dream", "--ray", "a..b:6000"]) == 2
    assert "there is no machine a..b" in capsys.readouterr().err


class Node:
    """A machine that dreams, as `reverie dream` makes one, where nothing of a folder is to be found."""

    def __init__(self, address, home, hidden, devices):
        paths = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
        command = ["unshare", "-m", "sh", "-c", f'mount -t tmpfs none "{hidden}" && exec "$@"', "sh", sys.executable]
        command += ["-m", "engine.cli", "dream", "--ray", address, "--device", devices]
        environment = {**os.environ, "PYTHONPATH": paths, "REVERIE_CACHE": str(home)}
        self.process = psutil.Popen(command, env=environment, stdout=subprocess.PIPE)
        self.said = self.process.stdout.readline()

    def vanish(self):
        """All of it at once, as when its plug is pulled."""
        gone = [*self.process.children(recursive=True), self.process] if self.process.is_running() else []
        for each in gone:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(gone, 20)
        self.process.stdout.close()


class Nodes:
    """A cluster of machines that have so many places each."""

    def __init__(self, folder):
        self.folder, self.all = folder, []
        self.models = folder / "models"
        self.models.mkdir()
        if subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", str(self.models)]).returncode:
            pytest.skip("no right to mount")
        ip = next((each for each in OURS if not each.startswith("127.")), "127.0.0.1")  # the loopback is one machine's
        self.address = f"{ip}:{free_port()}"

    def begin(self, places):
        self.places = sum(places)
        for number, count in enumerate(places):
            home = self.folder / f"home {number}"
            self.all.append(Node(self.address, home, self.models, ",".join(["cpu"] * count)))
            assert (b"joins" if number else b"begins") in self.all[-1].said
            until(lambda: answers(self.address), 300, 1.0)

    @contextlib.contextmanager
    def joined(self, dreams, report=print, main=sleepers.run, standby=False):
        """Have their places dream for a supervisor that has one here."""
        over = threading.Event()
        thread = threading.Thread(target=join, args=(self.address, dreams, standby, report, over, main))
        thread.start()
        try:
            until(lambda: len(dreams.status.each) == 1 + self.places, 400, 0.1)
            until(lambda: all(one.state == "dreaming" for one in dreams.status.each), 400, 0.1)
            yield
        finally:
            over.set()
            thread.join()


def answers(address):
    host, port = address.split(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1.0):
        return True


@pytest.fixture
def nodes(request, tmp_path, monkeypatch):
    monkeypatch.setenv("RAY_AUTH_TOKEN_PATH", str(tmp_path / "token"))
    nodes = Nodes(tmp_path)
    try:
        nodes.begin(request.param)
        yield nodes
    finally:
        for node in reversed(nodes.all):
            node.vanish()


def by_whom(dreams, keyframes):
    """How many different keyframes came of the dreamer here, and of those through Ray."""
    here = dreams.children[0].pid
    return [distinct(frame for frame in keyframes if (frame.dreamer == here) == local) for local in (True, False)]


class TestCluster:
    pytestmark = with_ray

    @pytest.mark.parametrize("nodes", [(2, 2)], indirect=True)
    def test_four_places_make_nearly_four_times_as_many_keyframes_as_one_and_who_is_gone_costs_its_share(self, nodes):
        reports = []
        with sleeping(0.25, reports.append) as dreams, nodes.joined(dreams, reports.append):
            journey = Journey(dreams)
            journey.play(2.5)
            one, four = by_whom(dreams, journey.play(8.0))
            assert one >= 24, "this machine is too busy to sleep in time"
            print(f"in 8 s one here makes {one}, four through Ray {four}")
            assert four >= 3.3 * one
            children = [
                each
                for host in psutil.process_iter()
                if host.name().startswith("ray::DreamHost")
                for each in host.children()
                if "spawn_main" in " ".join(each.cmdline())
            ]
            assert len(children) == 4
            children[0].send_signal(signal.SIGSTOP)
            nodes.all[1].vanish()
            journey.play(5.0)
            came = journey.play(6.0)
            one, left = by_whom(dreams, came)
            print(
                f"in 6 s one here makes {one}, what is left {left}; the stage was held up for {journey.slowest:.3f} s"
            )
            assert left >= 0.9 * one  # the other two, or one and who is stopped
            assert (
                journey.slowest < 0.3 and dreams.status.state == "dreaming"
            )  # it waits for nobody, but for the machine
            near = journey.position
            assert any(abs(frame.position - near) < 0.1 for frame in journey.came)
            assert reports and all("a dreamer on ray" in line for line in reports)

    @pytest.mark.parametrize("nodes", [(1,)], indirect=True)
    def test_a_model_is_sent_and_dreams_a_journey_and_a_stream_there(self, nodes, tmp_path):
        model = make_sd(nodes.models / "a model")
        launch = Launch(str(model), "cpu", 64, 64)
        with Supervisor(launch, print) as dreams, nodes.joined(dreams, main=worker.run):
            assert {one.about["model"] for one in dreams.status.each} == {"a model"}
            journey = Journey(dreams, 0.05)
            journey.until(lambda: len({frame.dreamer for frame in journey.came}) == 2, 300)
            (frame, *_) = journey.came[-1:]
            assert frame.picture.shape == (64, 64, 3) and frame.picture.std() > 1
            here = dreams.children[0]
            here.kill()
            journey.live = STREAM
            picture = np.zeros((64, 64, 3), np.uint8)

            def streamed():
                dreams.shared_input.put(picture, len(journey.came) + 1.0)
                return any(frame.leg == LIVE and frame.dreamer != here.pid for frame in journey.came)

            journey.until(streamed, 300)
            assert streamed()
        assert [each.name for each in (tmp_path / "home 0" / "sent").glob("*/*")] == ["a model"]

    @pytest.mark.parametrize("nodes", [(2,)], indirect=True)
    def test_doctor_says_who_is_there(self, nodes):
        command = [sys.executable, "-m", "engine.cli", "doctor", "--ray", nodes.address]
        until(lambda: b": 2 dreamers" in subprocess.run(command, capture_output=True).stdout, 300)


@pytest.mark.parametrize("shape", [(90, 160, 3), (135, 160)])
def test_a_keyframe_comes_over_as_it_was_or_nearly(shape):
    rows = np.linspace(0, 255, shape[0])[:, None] * np.ones(shape[1])
    picture = np.stack([rows, rows[::-1], rows * 0.5], 2) if len(shape) == 3 else rows
    picture = np.ascontiguousarray(picture.astype(np.uint8))
    straight, compressed = pack(picture, False), pack(picture, True)
    assert (unpack(straight) == picture).all() and compressed[0].size < straight[0].size / 5
    assert abs(unpack(compressed).astype(int) - picture).max() <= 4
    with pytest.raises(ValueError):
        unpack((np.frombuffer(b"none of it", np.uint8), shape))
