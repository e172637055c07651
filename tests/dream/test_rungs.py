"""What makes a device quick and fails: left for the next lower rung with a line, while pictures go on."""

import json
import multiprocessing

import pytest
import torch
from tiny_models import load

from engine.dream import trial
from engine.dream.dreamer import Dreamer, lower
from engine.dream.enlarge import keyframe_size
from engine.dream.inbox import Inbox
from engine.dream.model_files import ModelError
from engine.dream.plan import BATCH
from engine.dream.protocol import COMPILED, GRAPHS, HALF, Launch, Made, Progress, Wish
from engine.dream.shared_memory import FrameRing, SharedInput
from engine.files import cache_folder
from engine.journey.path import Recipe, Waypoint, start

PATH = start(Waypoint((("red", 1.0),), 1), Waypoint((("blue", 1.0),), 2), Recipe("walk"))
CPU = torch.device("cpu")

pytestmark = pytest.mark.timeout(600)


class Stage:
    """A dreamer in this process, whose work is done step by step."""

    def __init__(self, model):
        context = multiprocessing.get_context("spawn")
        self.ours, theirs = context.Pipe()
        slots, shared = FrameRing(64, model.width * model.height * 3), SharedInput(context)
        self.inbox = Inbox(theirs, slots)
        size = keyframe_size(Launch(), model.device, lambda line: None)
        self.dreamer = Dreamer(theirs, slots, shared, shared, model, self.inbox, size)
        self.made, self.told, self.left_out = 0, [], ()

    def step(self, times=1):
        """Do some work on a path that is wanted whole."""
        self.inbox._wish = Wish(PATH, 0.0, 0.1)
        for _ in range(times):
            self.dreamer._work()
        self.dreamer._reporter._reported = 0.0
        self.dreamer._report()
        while self.ours.poll():
            message = self.ours.recv()
            self.made += isinstance(message, Made)
            if isinstance(message, Progress):
                self.told += message.errors
                self.left_out = message.left_out


class Never:
    """A forward hook that does what this computer can't in half precision: torch has no such kernel for its CPUs."""

    def __call__(self, network, arguments):
        torch.linalg.det(arguments[0][0, 0, :4, :4])


def test_an_operation_without_a_half_precision_kernel_costs_half_precision_and_no_keyframe(kinds):
    model = load(kinds["sd-turbo"])
    model.network.half()
    model.network.register_forward_pre_hook(Never())
    with pytest.raises(RuntimeError, match="Half"):
        model.network(torch.zeros(1, *model.latent_shape).half(), 1, torch.zeros(1, 8, 32).half())
    stage = Stage(model)
    stage.step(3)
    assert stage.made >= 2 and model.network.dtype == torch.float32
    assert stage.left_out == (HALF,) and len(stage.told) == 1
    assert stage.told[0].startswith("half precision: left out from now on") and "Half" in stage.told[0]


def test_what_is_compiled_and_fails_in_a_show_goes_on_uncompiled(kinds):
    torch._dynamo.reset()
    left = [2 * BATCH]

    def backend(graph, inputs):
        def run(*arguments):
            left[0] -= 1
            if left[0] < 0:
                raise RuntimeError("an illegal instruction was encountered")
            return graph.forward(*arguments)

        return run

    model = load(kinds["sd-turbo"])
    stage = Stage(model)
    from engine.dream import compiling

    stage.dreamer._compiled = compiling.compile_model(model, backend)
    stage.step(12)
    torch._dynamo.reset()
    assert left[0] == -1 and stage.made >= 3
    assert stage.left_out == (COMPILED,) and "compiled" not in model.about
    assert len(stage.told) == 1 and "an illegal instruction" in stage.told[0]


def test_a_fault_of_no_quick_path_is_told_as_before(kinds):
    model = load(kinds["sd-turbo"])

    def fail(network, arguments):
        raise RuntimeError("this never works")

    model.network.register_forward_pre_hook(fail)
    stage = Stage(model)
    stage.step()
    assert stage.left_out == () and "this never works" in stage.told[0]


def test_the_ladder_is_gone_down_rung_by_rung():
    in_use, left = {HALF, COMPILED, GRAPHS}, []
    while rung := lower(in_use, left):
        left.append(rung)
    assert left == [GRAPHS, COMPILED, HALF]


def test_what_a_trial_found_is_remembered_by_device_driver_and_torch(monkeypatch, tmp_path):
    monkeypatch.setenv("REVERIE_CACHE", str(tmp_path))
    assert trial.recall(CPU) == {}
    trial.remember(CPU, {HALF: False, COMPILED: True})
    trial.remember(CPU, {COMPILED: False})
    assert trial.recall(CPU) == {HALF: False, COMPILED: False}
    assert trial.known(Launch(device="cpu"), print) == (COMPILED, HALF)
    monkeypatch.setattr("platform.release", lambda: "another driver")
    assert trial.recall(CPU) == {}
    (file,) = (cache_folder() / "devices").iterdir()
    for spoilt in ("{", "[]", json.dumps({"device": trial.identity(CPU), "tried": 3})):
        file.write_text(spoilt)
        monkeypatch.undo()
        monkeypatch.setenv("REVERIE_CACHE", str(tmp_path))
        assert trial.recall(CPU) == {}


def test_a_device_that_is_not_there_is_left_to_whoever_loads_the_model(monkeypatch, tmp_path):
    monkeypatch.setenv("REVERIE_CACHE", str(tmp_path))
    said = []
    assert trial.known(Launch(device="xpu"), said.append) == () and not said
    with pytest.raises(ModelError):
        list(trial.trial("xpu"))
