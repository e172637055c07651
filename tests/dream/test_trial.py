"""A device on trial, the CPU: every path agrees, and one that can't be gone is named and left."""

import pytest
import torch

from engine.dream.protocol import Launch
from engine.dream.trial import known, recall, trial

pytestmark = pytest.mark.timeout(600)


def test_every_path_that_works_agrees_and_one_without_its_compiler_is_left_out(monkeypatch, tmp_path):
    monkeypatch.setenv("REVERIE_CACHE", str(tmp_path))
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path))  # nothing that was compiled before
    monkeypatch.setattr("torch._inductor.config.cpp.cxx", ("/no/compiler",))
    torch._dynamo.reset()
    tried = {one.path: one for one in trial("cpu", places=2)}
    torch._dynamo.reset()
    assert list(tried) == ["careful", "channels last", "2 at once", "compiled"]
    compiled = tried.pop("compiled")
    assert recall(torch.device("cpu"))["compiled"] is False and set(recall(torch.device("cpu"))) >= {"batches"}
    assert "compiled" in known(Launch(device="cpu"), print)  # from now on, without another trial
    assert "compiler" in compiled.trouble and "\n" not in compiled.trouble
    assert all(not one.trouble and one.off < 0.5 and one.seconds > 0 for one in tried.values()), tried
