import logging
import os
from dataclasses import replace

import numpy as np
import pytest
import tiny_adapters
import tiny_models
import torch
from torch._inductor.runtime.cache_dir_utils import default_cache_dir

from engine.dream import compiling
from engine.dream.live_stream import LiveStream
from engine.dream.loras import FusedLoras, Loras
from engine.dream.protocol import LiveWish
from engine.dream.shared_memory import InputFrame
from engine.files import cache_folder
from engine.parameters import Dream, Live


@pytest.fixture
def folder(kinds, tmp_path):
    place = tmp_path / "loras"
    place.mkdir()
    tiny_models.make_lora(kinds["sd"], place / "ink.safetensors")
    return place


@pytest.fixture
def graphs():
    """A backend that runs graphs as they are and keeps them, and a clean slate before and after."""
    torch._dynamo.reset()
    logging.getLogger("torch.__trace").setLevel(logging.CRITICAL)  # pytest would have all of it written out
    made = []

    def backend(graph, inputs):
        made.append(graph)
        return graph.forward

    yield made, backend
    torch.compiler.set_stance("default")
    torch._dynamo.reset()


def load(kinds, folder, **more):
    return tiny_models.load(kinds["sd"], 64, 64, lora_folder=str(folder), **more)


def play(model, loras, streams, pictures):
    """All that comes out of one stream that is told each of `streams` for a few inputs."""
    live, shown = LiveStream(model), []
    for index, stream in enumerate(streams):
        loras.wear(stream.dream.lora)
        for tick in range(3):
            shown += live.dream(InputFrame(1, float(3 * index + tick), pictures[tick]), stream)
    return shown


def streams(**more):
    """A stream whose prompt, seed, strength, LoRA weight, guidance and steps change, the number of steps excepted."""
    dream = Dream(prompt=(("a red sea", 1.0),))
    live = Live(steps="30", guidance=2.0, glide=0.0, **more)
    yield LiveWish(dream, live)
    yield LiveWish(replace(dream, prompt=(("green hills", 1.0),)), live)
    yield LiveWish(replace(dream, seed=7), replace(live, guidance=1.7, delta=0.5))
    yield LiveWish(replace(dream, lora=(("ink", 0.5),)), live)
    yield LiveWish(replace(dream, lora=(("ink", 1.0),)), replace(live, cfg="full"))
    yield LiveWish(dream, replace(live, steps="20", strength=0.9, control_scale=0.3))


@pytest.mark.timeout(600)
def test_nothing_is_compiled_again_while_the_show_is_played(kinds, folder, graphs, tmp_path, monkeypatch):
    made, backend = graphs
    monkeypatch.setattr(
        "engine.dream.model.multiplies_bfloat16", lambda: False
    )  # fused and worn LoRAs round differently there
    control = tiny_adapters.make_control(kinds["sd"], tmp_path / "edges")
    pictures = np.random.default_rng(1).integers(0, 255, (3, 64, 64, 3), np.uint8)
    told = list(streams(control="edges"))
    plain = load(kinds, folder, controls=(str(control),))
    expected = play(plain, Loras(plain), told, pictures)

    model = load(kinds, folder, controls=(str(control),))
    compiling.compile_model(model, backend)
    compiling.rehearse(LiveStream(model), told[0], model)
    warm = len(made)
    assert warm >= 2 * 2 + 2  # ControlNet and UNet for one and two rows, encoder, decoder
    torch.compiler.set_stance("fail_on_recompile")
    shown = play(model, FusedLoras(model), told, pictures)
    assert len(made) == warm
    assert [time for time, _ in shown] == [time for time, _ in expected]
    for (_, ours), (_, theirs) in zip(shown, expected, strict=True):
        assert np.abs(ours.astype(int) - theirs).max() <= 2


@pytest.mark.timeout(600)
def test_what_was_not_warmed_is_run_as_it_is(kinds, folder, graphs):
    made, backend = graphs
    model = load(kinds, folder)
    compiling.compile_model(model, backend)
    stream = next(streams())
    compiling.rehearse(LiveStream(model), stream, model)
    compiling.settle()
    warm = len(made)
    pictures = np.random.default_rng(1).integers(0, 255, (3, 64, 64, 3), np.uint8)
    longer = replace(stream, live=replace(stream.live, steps="10 20"))
    assert len(play(model, FusedLoras(model), [longer], pictures)) == 2
    assert len(made) == warm


def test_fused_loras_give_the_pictures_of_worn_ones_and_leave_no_trace(kinds, folder):
    worn, fused = load(kinds, folder), load(kinds, folder)
    before = {name: weight.clone() for name, weight in fused.pipe.unet.named_parameters()}
    loras = FusedLoras(fused)
    x, t, tokens = torch.randn(1, *worn.latent_shape), torch.tensor(500), torch.randn(1, 24, 32)
    ours = Loras(worn)
    for mix in ((("ink", 0.4),), (("ink", 1.0),)):
        assert loras.wear(mix) == ours.wear(mix) == []
        with torch.inference_mode():
            one, other = (model.pipe.unet(x, t, tokens, return_dict=False)[0] for model in (worn, fused))
        assert abs(one - other).max() < 1e-3
    assert any(not torch.equal(weight, before[name]) for name, weight in fused.pipe.unet.named_parameters())
    assert loras.wear((("nowhere", 1.0),))[0].startswith("there is no LoRA file")
    for name, weight in fused.pipe.unet.named_parameters():
        assert torch.equal(weight, before[name])


def test_caches_are_apart_by_model_size_device_and_torch(kinds, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("REVERIE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", default_cache_dir())  # as torch does it by itself
    small = load(kinds, folder)
    large = tiny_models.load(kinds["sd"], 128, 64)
    names = {compiling.key(small), compiling.key(large)}
    assert len(names) == 2 and all(torch.__version__.split("+")[0] in name and "cpu" in name for name in names)
    assert not any(sign in name for name in names for sign in '/\\: "')
    compiling.keep_in(cache_folder() / compiling.key(small))
    assert os.environ["TORCHINDUCTOR_CACHE_DIR"] == str(tmp_path / "cache" / compiling.key(small))
    assert (tmp_path / "cache" / compiling.key(small)).is_dir()
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", "elsewhere")
    compiling.keep_in(cache_folder() / compiling.key(small))
    assert os.environ["TORCHINDUCTOR_CACHE_DIR"] == "elsewhere"
