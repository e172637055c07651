"""Real dreamer processes on a small model: killed, stopped, swapped, refused."""

import contextlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
from safetensors.torch import load_file, save_file
from transformers import CLIPTokenizer
from waiting import until

from engine.dream.dreamer_process import DreamerHandle
from engine.dream.protocol import Launch, Made, Ready, Wish
from engine.dream.supervisor import Supervisor
from engine.journey.path import Recipe, Waypoint, branch, start
from engine.planes import sketch

RED, BLUE, GREEN = (Waypoint(((word, 1.0),), seed) for seed, word in enumerate(("red", "blue", "green"), 1))
PATH = start(RED, BLUE, Recipe("walk"))
PATIENCE = 120.0  # seconds: dreamers give way to everything else, so on a busy machine they can take long

pytestmark = pytest.mark.timeout(600)


class Stage:
    """What the stage does, without a picture: wishes, takes keyframes, keeps them."""

    def __init__(self, launch, **more):
        self.reports = []
        self.keyframes = {}  # (leg, position) -> keyframe
        self.path, self.position, self.velocity = PATH, 0.0, 0.1
        self.supervisor = Supervisor(launch, self.reports.append, **more)

    def __enter__(self):
        self.supervisor.__enter__()
        return self

    def __exit__(self, *_):
        self.supervisor.__exit__(*_)

    @property
    def status(self):
        return self.supervisor.status

    def until(self, happened, patience=PATIENCE):
        """Go on until something has happened; the test fails when it does not."""
        deadline = time.perf_counter() + patience
        while not happened():
            assert time.perf_counter() < deadline, f"in vain: {self.status} {self.reports}"
            held = frozenset(at for leg, at in self.keyframes if self.path.owns(leg, at))
            self.supervisor.wish(Wish(self.path, self.position, self.velocity, held))
            for keyframe in self.supervisor.take():
                self.keyframes[keyframe.leg, keyframe.position] = keyframe
            time.sleep(0.02)

    def has(self, count):
        return lambda: len(self.keyframes) >= count

    def forget(self):
        """An empty reel: everything is wanted again."""
        self.keyframes.clear()


def children():
    """Living processes below this one, but for multiprocessing's own tracker, which ends with us."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # also one that has ended and is not yet waited for
            if "resource_tracker" not in " ".join(child.cmdline()):
                found.append(child)
    return found


def named_memory():
    return {file.name for file in Path("/dev/shm").iterdir()} if Path("/dev/shm").exists() else set()


@pytest.fixture
def launch(kinds):
    return Launch(str(kinds["sd-turbo"]))


def test_it_dreams_answers_a_prompt_comes_back_when_killed_and_leaves_nothing_behind(launch):
    before = named_memory()
    with Stage(launch) as stage:
        stage.until(stage.has(8))
        assert stage.status.state == "dreaming" and stage.reports == []
        assert stage.status.about["family"] == "sd" and stage.status.generation == 1
        first = stage.keyframes[1, 0.0].picture
        assert np.array_equal(stage.keyframes[1, 0.0].sketch, sketch(first)), "made beside the clock"
        assert first.shape == (stage.status.height, stage.status.width, 3)
        assert first.flags.c_contiguous and first.flags.owndata and first.std() > 2
        assert len(children()) == 1
        assert os.name != "posix" or children()[0].nice() == 10

        stage.path = branch(stage.path, stage.path.legs[0], 0.05, 1, GREEN, Recipe("walk"))
        stage.until(lambda: any(leg == 2 for leg, _ in stage.keyframes))
        stage.until(lambda: stage.status.rss_mb > 0 and stage.status.rate > 0)

        children()[0].kill()
        stage.until(lambda: stage.status.restarts == 1)
        assert stage.status.state == "restarting"
        assert len(stage.reports) == 1 and "ended unexpectedly" in stage.reports[0]
        stage.forget()
        stage.until(lambda: (1, 0.0) in stage.keyframes)
        assert stage.status.state == "dreaming" and stage.status.generation == 1
        assert (stage.keyframes[1, 0.0].picture == first).all()
        assert len(children()) == 1
        began = time.perf_counter()
    assert time.perf_counter() - began < 2
    assert children() == []
    assert named_memory() <= before


@pytest.mark.skipif(os.name != "posix", reason="wants SIGSTOP")
def test_a_hung_dreamer_is_replaced_and_a_stopped_one_can_be_closed(launch):
    with Stage(launch, silence=5.0) as stage:
        stage.until(stage.has(4))
        hung = children()[0]
        hung.send_signal(signal.SIGSTOP)
        began = time.perf_counter()
        for index in range(1000):  # enough to fill any pipe, were they all written
            stage.supervisor.wish(Wish(stage.path, index / 1e6, 0.1, frozenset(at / 99 for at in range(99))))
        assert time.perf_counter() - began < 2
        stage.until(lambda: stage.status.restarts == 1)
        assert any("silent" in text for text in stage.reports)
        assert not hung.is_running()
        stage.until(lambda: stage.status.doing)  # the next one is loading
        children()[0].send_signal(signal.SIGSTOP)
        began = time.perf_counter()
    assert time.perf_counter() - began < 2.5
    assert children() == []


def test_a_model_is_swapped_while_the_old_one_dreams_on_and_a_bad_one_is_not(launch, kinds):
    with Stage(launch) as stage:
        stage.until(stage.has(4))
        stage.supervisor.swap(replace(launch, model="/no/such/model"))
        stage.until(lambda: stage.reports)
        assert len(stage.reports) == 1 and "no model /no/such/model" in stage.reports[0]
        assert "goes on" in stage.reports[0] and stage.status.swapping == ""
        stage.forget()
        stage.until(stage.has(4))
        assert stage.status.about["sampler"] == "turbo" and stage.status.restarts == 0

        stage.supervisor.swap(Launch(str(kinds["lcm"])))
        stage.until(lambda: stage.status.swapping)
        stage.forget()
        stage.until(stage.has(4))  # the old one dreams on
        stage.until(lambda: stage.status.generation == 2)
        stage.path = branch(stage.path, stage.path.legs[0], 0.3, 1, GREEN, Recipe("walk"), quiet=0.1)
        stage.until(lambda: stage.status.about["sampler"] == "lcm")
        stage.until(lambda: any(leg == 2 for leg, _ in stage.keyframes))
        assert stage.status.swapping == "" and stage.status.state == "dreaming"
        stage.until(lambda: len(children()) == 1)

        stage.velocity = 0.0
        stage.supervisor.swap(launch)
        stage.until(lambda: stage.status.about["sampler"] == "turbo")  # takes over though no leg is laid for it
        stage.until(lambda: len(children()) == 1)
        assert len(stage.reports) == 1 and stage.status.restarts == 0


def test_going_back_before_another_model_is_up_gives_that_up(launch, kinds):
    with Stage(launch) as stage:
        stage.until(stage.has(4))
        first = children()
        stage.supervisor.swap(Launch(str(kinds["lcm"])))
        stage.until(lambda: stage.status.swapping)
        stage.supervisor.swap(launch)
        stage.until(lambda: not stage.status.swapping)
        stage.until(lambda: children() == first)
        stage.forget()
        stage.until(stage.has(4))
        assert stage.status.generation == 1 and stage.status.about["sampler"] == "turbo" and not stage.reports


def test_a_bad_model_fails_in_one_line_and_another_can_be_swapped_in(launch):
    with Stage(replace(launch, model="nobody-has-this")) as stage:
        stage.until(lambda: stage.status.state == "failed")
        assert len(stage.reports) == 1 and "no model nobody-has-this" in stage.reports[0]
        assert stage.status.error == stage.reports[0]
        stage.until(lambda: children() == [])
        stage.supervisor.swap(launch)
        stage.until(stage.has(2))
        assert stage.status.state == "dreaming"


def test_prompts_that_only_give_broken_pictures_are_reported_and_passed_by(kinds, tmp_path):
    """A letter whose embedding is not a number, as a damaged text encoder has it."""
    folder = shutil.copytree(kinds["sd-turbo"], tmp_path / "damaged")
    letter = CLIPTokenizer.from_pretrained(str(folder / "tokenizer")).convert_tokens_to_ids("z</w>")
    weights = folder / "text_encoder" / "model.safetensors"
    tensors = load_file(str(weights))
    table = next(name for name in tensors if name.endswith("token_embedding.weight"))
    tensors[table][letter] = float("nan")
    save_file(tensors, str(weights), {"format": "pt"})
    with Stage(Launch(str(folder))) as stage:
        stage.until(stage.has(3))
        stage.path = branch(stage.path, stage.path.legs[0], 0.05, 1, Waypoint((("z", 1.0),), 1), Recipe("walk"))
        stage.position = 0.05
        stage.until(lambda: stage.reports)
        assert "not a number" in stage.reports[0]
        stage.path = branch(stage.path, stage.path.legs[-1], 0.05, 1, GREEN, Recipe("walk"))
        stage.until(lambda: any(leg == 3 for leg, _ in stage.keyframes))
        assert stage.status.restarts == 0 and len(stage.reports) == 1


class Unkillable(DreamerHandle):
    """A dreamer that says nothing but garbage, and can't be ended."""

    def __init__(self, launch):
        super().__init__(launch, time.perf_counter())
        self.connection, self._theirs = multiprocessing.Pipe()
        self._theirs.send(Ready(64, 36))
        self._theirs.send(Made(slot=0, leg=1, position=0.0))  # of slots that it does not have

    def close(self):
        self.connection.close()
        self._theirs.close()
        raise ValueError("Cannot close a process while it is still running.")


def test_what_fails_in_the_supervisor_itself_costs_a_dreamer_and_never_the_dream():
    begun, reports = [], []

    def begin(launch, choose):
        begun.append(Unkillable(launch))
        return begun[-1]

    with Supervisor(Launch(), reports.append, begin=begin) as supervisor:
        until(lambda: len(begun) >= 3)
        assert supervisor.status.state != "failed" and supervisor.status.rate == 0
    assert all("begins again" in line for line in reports) and len(reports) >= 2


def test_the_stage_s_side_imports_no_torch():
    code = "import sys, engine.dream.supervisor; sys.exit('torch' in sys.modules or 'diffusers' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


STAGE = """
import sys, time
from engine.dream.protocol import Launch
from engine.dream.supervisor import Supervisor

if __name__ == "__main__":
    try:
        with Supervisor(Launch(sys.argv[1]), print):
            print("up", flush=True)
            time.sleep(600)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(("name", "code", "delay"), [("SIGKILL", -9, 1.0), ("SIGINT", 130, 0.0), ("SIGINT", 130, 1.5)])
def test_nothing_outlives_a_stage_that_is_killed_or_interrupted(launch, tmp_path, name, code, delay):
    """Ctrl-C goes to every process of a terminal at once: the dreamer must not answer it, however young."""
    (tmp_path / "stage.py").write_text(STAGE)
    before = named_memory()
    stage = subprocess.Popen(
        [sys.executable, str(tmp_path / "stage.py"), launch.model],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        start_new_session=True,
    )
    with stage:
        assert stage.stdout.readline() == b"up\n"
        time.sleep(delay)
        orphans = psutil.Process(stage.pid).children(recursive=True)
        assert orphans
        if name == "SIGKILL":
            stage.kill()
        else:
            os.killpg(stage.pid, signal.SIGINT)
        _, complaints = stage.communicate(timeout=PATIENCE)
        assert (stage.returncode, complaints) == (code, b"")
        _, alive = psutil.wait_procs(orphans, timeout=PATIENCE)
    assert alive == []
    assert named_memory() <= before


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="wants Linux: a process with little memory")
def test_a_dreamer_that_runs_out_of_memory_dreams_on(launch):
    """One by one if that is enough, else as another process: which, depends on what the allocator has left."""
    with Stage(replace(launch, width=1280, height=720)) as stage:
        for times in (1, 2):
            stage.until(stage.has(2))
            dreamer = children()[0]
            dreamer.rlimit(psutil.RLIMIT_AS, (dreamer.memory_info().vms,) * 2)
            stage.forget()
            stage.path = start(Waypoint((("green", 1.0),), 7 * times), RED, Recipe("walk"))
            stage.until(stage.has(2))
            if stage.status.restarts < times:
                dreamer.kill()  # its limit goes with it
                stage.until(lambda: stage.status.restarts == times)  # noqa: B023
            stage.forget()
        stage.until(stage.has(2))
        assert stage.status.state == "dreaming", stage.reports
