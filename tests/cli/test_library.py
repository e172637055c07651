import importlib.util
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine import library
from engine.dream.hub import KNOWN, ModelError, cached, full_name, is_hub_id, wanted
from engine.dream.model_files import find, header
from engine.library import chosen, licence, read_card, weights

HUB = importlib.util.spec_from_file_location("hub", Path(__file__).with_name("hub.py"))
hub_module = importlib.util.module_from_spec(HUB)
HUB.loader.exec_module(hub_module)


def make_model(folder, kind="StableDiffusionPipeline", scheduler=None, unet=None, half=False):
    """A folder in diffusers' layout with weights that are small and say nothing."""
    parts = {"unet": "UNet2DConditionModel", "vae": "AutoencoderKL", "text_encoder": "CLIPTextModel"}
    index = {"_class_name": kind, "scheduler": ["diffusers", "X"], **{p: ["diffusers", c] for p, c in parts.items()}}
    configs = {
        "unet": {"sample_size": 64, **(unet or {})},
        "vae": {"block_out_channels": [1, 2, 3, 4]},
        "text_encoder": {},
    }
    folder.mkdir(parents=True)
    (folder / "model_index.json").write_text(json.dumps(index))
    (folder / "scheduler").mkdir()
    (folder / "scheduler/scheduler_config.json").write_text(json.dumps(scheduler or {"_class_name": "PNDMScheduler"}))
    for value, part in enumerate(parts):  # equal files would be fetched only once
        name = "model" if part == "text_encoder" else "diffusion_pytorch_model"
        (folder / part).mkdir()
        (folder / part / "config.json").write_text(json.dumps(configs[part]))
        save_file({"a": np.full((4, 5), value, np.float32)}, folder / part / f"{name}.safetensors")
        if half:
            save_file({"a": np.full((4, 5), value, np.float16)}, folder / part / f"{name}.fp16.safetensors")
    (folder / "README.md").write_text("---\nlicense: other\nlicense_name: some-community\ntags:\n- x\n---\n# It\n")
    return folder


COMMAND = """
import argparse, sys
from engine import library
parser = argparse.ArgumentParser()
library.add_flags(parser)
flags = parser.parse_args()
sys.exit(flags.call(flags))
"""


def reverie(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, arguments)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "HF_HUB_DISABLE_TELEMETRY": "1", **{k: str(v) for k, v in environment.items()}},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_card_of_a_folder(tmp_path):
    card = read_card("mine", make_model(tmp_path / "mine", scheduler={"prediction_type": "v_prediction"}, half=True))
    assert (card.family, card.size, card.prediction, card.licence) == (
        "sd",
        (512, 512),
        "v_prediction",
        "some-community",
    )
    kind, held = card.parts["unet"]
    assert (kind, held.parameters, held.dtypes) == ("UNet2DConditionModel", 20, ("F32",))
    assert json.loads(json.dumps(card.as_json()))["path"] == str((tmp_path / "mine").resolve())


def test_what_reverie_json_sets_wins(tmp_path):
    folder = make_model(tmp_path / "mine")
    (folder / "reverie.json").write_text('{"steps": 3, "guidance": 2.5, "width": 768, "height": 432, "sampler": "lcm"}')
    card = read_card("mine", folder)
    preset = card.preset
    assert (preset.steps, preset.guidance, card.size, preset.sampler) == (3, 2.5, (768, 432), "lcm")


def test_a_card_of_a_transformer(tmp_path):
    folder = make_model(tmp_path / "Klein", "Flux2KleinPipeline", scheduler={})
    (folder / "unet").rename(folder / "transformer")
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(
        json.dumps({**index, "transformer": ["diffusers", "X"], "is_distilled": True})
    )
    (folder / "transformer/config.json").write_text("{}")
    card = read_card("Klein", folder)
    assert (card.family, card.size, card.preset.sampler, card.preset.steps) == ("flux2", (1024, 1024), "euler", 4)
    assert card.prediction == "flow" and card.parts["transformer"][1].parameters == 20
    (folder / "model_index.json").write_text(json.dumps({**index, "is_distilled": False}))
    assert read_card("Klein", folder).preset.steps == 50


EULER = {"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "trailing"}


def test_what_can_not_be_dreamed_with_is_told_in_one_line(tmp_path):
    with pytest.raises(ModelError, match="no model_index.json"):
        read_card("x", tmp_path)
    with pytest.raises(ModelError, match="FluxPipeline"):
        read_card("x", make_model(tmp_path / "flux", "FluxPipeline"))
    deep = make_model(tmp_path / "deep")
    (deep / "model_index.json").write_text("[" * 100_000)
    with pytest.raises(ModelError, match="model_index.json can't be read: maximum recursion"):
        read_card("deep", deep)
    folder = make_model(tmp_path / "torn")
    weight = folder / "unet/diffusion_pytorch_model.safetensors"
    weight.write_bytes(struct.pack("<Q", 500) + b"{")
    with pytest.raises(ModelError, match="damaged"):
        read_card("torn", folder)
    (folder / "unet/config.json").unlink()
    with pytest.raises(ModelError, match="lacks unet/config.json"):
        read_card("torn", folder)


def test_single_files(tmp_path):
    tensors = {"model.diffusion_model.a": np.zeros((3, 3), np.float16)}
    save_file(tensors, tmp_path / "old.safetensors")
    save_file({**tensors, "conditioner.embedders.1.b": np.zeros(2, np.float16)}, tmp_path / "large.safetensors")
    save_file({"lora_unet_x": np.zeros(2, np.float16)}, tmp_path / "lora.safetensors")
    assert read_card("old", tmp_path / "old.safetensors").family == "sd"
    assert read_card("large", tmp_path / "large.safetensors").size == (1024, 1024)
    with pytest.raises(ModelError, match="LoRA folder"):
        read_card("lora", tmp_path / "lora.safetensors")


def test_weights_are_counted_from_headers(tmp_path):
    save_file({"a": np.zeros((2, 3), np.float32), "b": np.zeros((), np.float32)}, tmp_path / "m-00001.safetensors")
    save_file({"c": np.zeros(7, np.float16)}, tmp_path / "m-00002.safetensors")
    assert set(header(tmp_path / "m-00001.safetensors")) == {"a", "b"}
    held = weights(chosen(tmp_path))
    assert (held.parameters, held.dtypes) == (14, ("F16", "F32"))
    (tmp_path / "bad.safetensors").write_bytes(b"hello")
    with pytest.raises(ModelError, match="damaged"):
        weights([tmp_path / "bad.safetensors"])


def test_licences(tmp_path):
    assert licence(tmp_path) == ""
    for text, name in (("---\nlicense: mit\n---\n", "mit"), ("# no front matter", ""), ("---\ntags: x\n---\n", "")):
        (tmp_path / "README.md").write_text(text)
        assert licence(tmp_path) == name


SD = [
    "README.md", "model_index.json", ".gitattributes", "v1-5-pruned.safetensors", "v1-5-pruned.ckpt",
    "scheduler/scheduler_config.json", "tokenizer/vocab.json", "tokenizer/merges.txt",
    "safety_checker/model.safetensors",
    "unet/config.json", "unet/diffusion_pytorch_model.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors",
    "unet/diffusion_pytorch_model.non_ema.safetensors", "unet/diffusion_pytorch_model.bin", "unet/model.onnx",
    "vae/config.json", "vae/diffusion_pytorch_model.safetensors",
    "text_encoder/config.json", "text_encoder/model.fp16-00001-of-00002.safetensors",
    "text_encoder/model.fp16-00002-of-00002.safetensors", "text_encoder/model.safetensors.index.fp16.json",
    "text_encoder/model.safetensors.index.json", "text_encoder/model-00001-of-00001.safetensors",
]  # fmt: skip


def test_only_what_is_loaded_is_wanted_in_half_precision_where_there_is_such():
    assert wanted(SD) == [
        "README.md", "model_index.json", "scheduler/scheduler_config.json",
        "text_encoder/config.json", "text_encoder/model.fp16-00001-of-00002.safetensors",
        "text_encoder/model.fp16-00002-of-00002.safetensors", "text_encoder/model.safetensors.index.fp16.json",
        "tokenizer/merges.txt", "tokenizer/vocab.json",
        "unet/config.json", "unet/diffusion_pytorch_model.fp16.safetensors",
        "vae/config.json", "vae/diffusion_pytorch_model.safetensors",
    ]  # fmt: skip


def test_a_lone_decoder_lies_at_the_top():
    files = ["README.md", "config.json", "diffusion_pytorch_model.safetensors", "taesd_decoder.pth"]
    assert wanted(files) == ["README.md", "config.json", "diffusion_pytorch_model.safetensors"]
    assert wanted(["model.gguf", "README.md"]) == []


def test_names():
    assert full_name("SD-Turbo") == "stabilityai/sd-turbo"
    assert all(is_hub_id(known.hub_id) and known.licence for known in KNOWN.values())
    assert not any(map(is_hub_id, ("builtin", "a/b/c", "/abs", "./rel", "../up", "a/")))


def test_pull_then_list_and_info(tmp_path):
    make_model(tmp_path / "hub/stabilityai/sd-turbo", scheduler=EULER, half=True)
    cache = tmp_path / "cache"
    with hub_module.hub(tmp_path / "hub") as (address, fetched):
        where = {"HF_ENDPOINT": address, "HF_HUB_CACHE": cache, "HF_HUB_DISABLE_XET": "1"}
        said = reverie("pull", "sd-turbo", **where)
        assert said.returncode == 0, said.stderr
        assert "%" in said.stderr  # the progress bar
        assert "unet/diffusion_pytorch_model.fp16.safetensors" in fetched
        assert "unet/diffusion_pytorch_model.safetensors" not in fetched
        missing = reverie("pull", "nobody/nothing", **where)
    assert missing.returncode == 1
    assert missing.stderr == "the hub has no model nobody/nothing (or it is private): check the name\n"
    listed = reverie("list", HF_HUB_CACHE=cache).stdout
    assert "stabilityai/sd-turbo" in listed
    card = json.loads(reverie("info", "sd-turbo", "--json", HF_HUB_CACHE=cache).stdout)
    assert (card["steps"], card["guidance"], card["components"]["unet"]["dtypes"]) == (1, 0.0, ["F16"])
    assert Path(card["path"]) == cached("stabilityai/sd-turbo", cache).resolve()
    assert "some-community" in reverie("info", "sd-turbo", HF_HUB_CACHE=cache).stdout


def test_a_unet_alone_and_a_lora_are_pulled_as_files(tmp_path):
    repository = tmp_path / "hub/ByteDance/SDXL-Lightning"
    repository.mkdir(parents=True)
    layers = {"conv_in.weight": 2, "time_embedding.linear_1.weight": 3, "add_embedding.linear_1.weight": 4}
    unet = {name: np.full((4, size), size, np.float16) for name, size in layers.items()}
    save_file(unet, repository / "sdxl_lightning_4step_unet.safetensors")
    save_file({"x.lora_up.weight": np.ones((4, 2), np.float16)}, repository / "sdxl_lightning_4step_lora.safetensors")
    home = tmp_path / "home"
    with hub_module.hub(tmp_path / "hub") as (address, _):
        where = {"HF_ENDPOINT": address, "HF_HUB_CACHE": tmp_path / "cache", "HF_HUB_DISABLE_XET": "1"}
        where |= {"HOME": home, "XDG_DATA_HOME": home, "LOCALAPPDATA": home}
        said = reverie("pull", "sdxl-lightning-lora", **where)
        assert said.returncode == 0, said.stderr
        assert said.stdout.endswith("dream with it: /dream/lora sdxl_lightning_4step_lora 1\n")
        assert list(home.rglob("loras/sdxl_lightning_4step_lora.safetensors"))
        said = reverie("pull", "sdxl-lightning", **where)
        assert said.returncode == 0, said.stderr
    card = json.loads(reverie("info", "sdxl-lightning", "--json", HF_HUB_CACHE=tmp_path / "cache").stdout)
    assert (card["family"], card["sampler"], card["steps"]) == ("sdxl", "euler", 4)
    assert Path(card["path"]) == Path(said.stdout.strip().rpartition(" ")[2]).resolve()


def test_what_was_pulled_is_dreamed_without_the_hub(tmp_path):
    """Only some of a repository's files are fetched; those are all that a show needs."""
    folder = make_model(tmp_path / "hub/stabilityai/sd-turbo")
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps({**index, "tokenizer": ["transformers", "CLIPTokenizer"]}))
    (folder / "tokenizer").mkdir()
    (folder / "tokenizer/vocab.json").write_text("{}")
    (folder / "big.ckpt").write_text("not wanted")
    where = {"HF_HUB_CACHE": str(tmp_path / "cache"), "HF_HUB_DISABLE_XET": "1"}
    with hub_module.hub(tmp_path / "hub") as (address, _):
        assert reverie("pull", "sd-turbo", HF_ENDPOINT=address, **where).returncode == 0
    code = "from engine.dream.model_files import find; print(find('stabilityai/sd-turbo', print))"
    gone = os.environ | where | {"HF_ENDPOINT": "http://127.0.0.1:9"}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=gone, timeout=120)
    assert found.returncode == 0, found.stderr[-300:]
    assert (Path(found.stdout.strip()) / "unet/config.json").is_file()


def test_a_hub_out_of_reach_is_one_line(tmp_path):
    said = reverie("pull", "sd15", HF_ENDPOINT="http://127.0.0.1:9", HF_HUB_CACHE=tmp_path)
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1 and "check the network" in said.stderr
    assert reverie("pull", "what", HF_HUB_CACHE=tmp_path).returncode == 1
    lost = reverie("info", "sd15", HF_HUB_CACHE=tmp_path)
    assert lost.returncode == 1 and "reverie models pull sd15" in lost.stderr


def test_a_folder_of_ones_own_is_listed(tmp_path):
    make_model(tmp_path / "models/mine")
    (tmp_path / "models/broken").mkdir()
    (tmp_path / "models/broken/model_index.json").write_text("{")
    found = list(library.cards([str(tmp_path / "models/mine")], tmp_path / "models"))
    assert sum(getattr(card, "family", "") == "sd" for card in found) >= 2
    assert any(isinstance(card, ModelError) for card in found)
    assert find("mine", models=tmp_path / "models") == tmp_path / "models/mine"
    with pytest.raises(ModelError, match="owner/name"):
        find("nothing", models=tmp_path)
