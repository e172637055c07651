"""Slimming: blocks can be passed over, cost and time are told per block, and the outcome is an ordinary folder."""

import json
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

from engine.cli import main
from engine.training.autoencoder import CHANNELS, new_autoencoder
from engine.training.denoiser import new_scheduler
from engine.training.gather import SHARD, write_shard
from engine.training.listen import work_tokenizer
from engine.training.narrow import changes, copy_with, passing
from engine.training.slim import Batch, latency_table, noised, predicted, scores, search, skipping, slim
from engine.training.trainer import Run

WORDS = 32


def tiny(**other) -> UNet2DConditionModel:
    torch.manual_seed(3)
    config = {
        "sample_size": (12, 16),
        "in_channels": CHANNELS,
        "out_channels": CHANNELS,
        "layers_per_block": 2,
        "block_out_channels": (32, 64),
        "norm_num_groups": 8,
        "attention_head_dim": 2,
        "cross_attention_dim": WORDS,
        "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
        "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
    }
    return UNet2DConditionModel(**(config | other)).eval().requires_grad_(False)


def probes(count: int = 4, size: tuple[int, int] = (12, 16)) -> Batch:
    torch.manual_seed(1)
    latents = torch.randn(count, CHANNELS, *size)
    times = torch.linspace(200, 999, count).long()
    return noised(new_scheduler(), latents, torch.randn_like(latents), torch.randn(count, 7, WORDS), times)


def said(unet, batch: Batch) -> torch.Tensor:
    with torch.no_grad():
        return unet(batch.noisy, batch.times, batch.states).sample


def named(unet, start: str):
    return next(change for change in changes(unet) if change.name.startswith(start))


def test_every_change_is_a_smaller_unet_that_works():
    unet, batch = tiny(), probes()
    found = changes(unet)
    assert {"layer 1 of level 0", "attention of down 0", "attention of up 1", "the middle"} <= {c.name for c in found}
    assert sum(change.level is not None for change in found) == 2
    size = sum(weight.numel() for weight in unet.parameters())
    for change in found:
        small = copy_with(unet, change)
        assert said(small, batch).shape == batch.noisy.shape, change.name
        assert sum(weight.numel() for weight in small.parameters()) < size, change.name


@pytest.mark.parametrize("layers", [2, 3])
def test_leaving_blocks_out_computes_what_passing_over_them_does(layers):
    unet, batch = tiny(layers_per_block=layers), probes()
    whole = said(unet, batch)
    for change in changes(unet):
        if change.passed:
            restore = passing(unet, change.passed)
            passed = said(unet, batch)
            restore()
            assert torch.allclose(said(copy_with(unet, change), batch), passed, atol=1e-5), change.name
            assert not torch.allclose(passed, whole, atol=1e-5), change.name
    assert torch.equal(said(unet, batch), whole)


def test_skipping_by_chance_leaves_shapes_alone_and_ends():
    unet, batch = tiny(), probes()
    whole, dice = said(unet, batch), np.random.default_rng(0)
    for share in (0.5, 1.0):
        with skipping(unet, share, dice):
            skipped = said(unet, batch)
        assert skipped.shape == whole.shape and skipped.isfinite().all() and not torch.equal(skipped, whole)
    assert torch.equal(said(unet, batch), whole)


def test_channels_that_carry_nothing_can_go_without_a_trace():
    """Narrowing keeps the channels with weight, in every layer alike: here the others are silent."""
    unet, batch = tiny(block_out_channels=(64, 64), mid_block_type="UNetMidBlock2D"), probes()
    change = named(unet, "width of level 1")
    assert change.config["block_out_channels"] == [64, 56]
    wide = tiny(block_out_channels=(64, 56), mid_block_type="UNetMidBlock2D")
    assert said(copy_with(unet, change), batch).shape == said(wide, batch).shape
    silent = torch.arange(7, 64, 8)  # one of each norm group
    with torch.no_grad():
        for name, weight in unet.named_parameters():
            level = name.startswith(("down_blocks.1", "mid_block", "up_blocks.0"))
            if level and weight.dim() == 4 and "upsamplers" not in name:
                weight[silent] = 0
        for block in (unet.down_blocks[1], unet.mid_block, unet.up_blocks[0]):
            for resnet in block.resnets:
                for conv in (resnet.conv1, resnet.conv2, resnet.conv_shortcut):
                    if conv is not None:
                        conv.bias[silent] = 0
    small = copy_with(unet, change)
    kept = set(range(64)) - set(silent.tolist())
    there = unet.down_blocks[1].resnets[1].conv2.weight[sorted(kept)][:, sorted(kept)]
    assert torch.equal(small.down_blocks[1].resnets[1].conv2.weight, there)


def test_the_time_is_still_told_when_the_first_level_narrows():
    """Waves of other lengths are fitted to say what the first ones said; the first ones cut off say something else."""
    unet = tiny(block_out_channels=(64, 64))
    small = copy_with(unet, named(unet, "width of level 0"))
    times = torch.arange(0, 1000, 37)
    with torch.no_grad():
        before, after = (u.time_embedding(u.time_proj(times)) for u in (unet, small))
        small.time_embedding.linear_1.weight.copy_(unet.time_embedding.linear_1.weight[:, :56])
        cut = small.time_embedding(small.time_proj(times))
    assert (after - before).square().mean() < 0.4 * (cut - before).square().mean()


def test_a_zeroed_block_is_free():
    unet, batch = tiny(), probes()
    change = named(unet, "attention of down 0")
    for name in change.passed:
        block = unet.get_submodule(name)
        block.proj_out.weight.zero_()
        block.proj_out.bias.zero_()
    batch = replace(batch, target=predicted(unet, batch))  # so that whatever changes a prediction costs something
    first, *others = scores(unet, batch, latency_table(unet, batch, 3), 3)
    assert first.change.name == change.name and abs(first.cost) < 1e-4 and first.gain > 0  # but for bfloat16's rounding
    assert max(score.cost for score in others) > 1e-3


def test_blocks_that_it_does_not_know_are_refused():
    unet = tiny(down_block_types=("AttnDownBlock2D", "DownBlock2D"))
    with pytest.raises(ValueError, match="AttnDownBlock2D"):
        changes(unet)


def test_a_target_out_of_reach_is_said():
    with pytest.raises(ValueError, match=r"no smaller UNet takes 1e-06 ms"):
        search(tiny(block_out_channels=(8, 8)), probes(), 1e-6, lambda line: None, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A pipeline folder of a tiny UNet, and beside it a work folder with one shard of pictures, all noise."""
    place = tmp_path_factory.mktemp("slim")
    tokenizer = work_tokenizer(place)
    sizes = {"hidden_size": WORDS, "intermediate_size": WORDS, "num_hidden_layers": 1, "num_attention_heads": 2}
    text = CLIPTextModel(CLIPTextConfig(vocab_size=len(tokenizer), max_position_embeddings=WORDS, **sizes))
    parts = {"vae": new_autoencoder(0), "text_encoder": text, "tokenizer": tokenizer, "scheduler": new_scheduler()}
    none = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
    StableDiffusionPipeline(unet=tiny(), **parts, **none).save_pretrained(place / "model")
    (place / "model" / "reverie.json").write_text(json.dumps({"steps": 4, "guidance": 1.0}))
    (place / "work" / "pictures").mkdir(parents=True)
    pictures = list(np.random.default_rng(0).integers(0, 256, (SHARD, 96, 128, 3), np.uint8))
    write_shard(place / "work" / "pictures" / "96x128-00000.npz", pictures, ["red orbs"] * SHARD, [*range(SHARD)])
    return place


def test_a_real_run_meets_its_target_and_plain_diffusers_loads_it(folder):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        clock = time.process_time  # of one thread: what else runs on this machine does not count
        run = Run(width=128, height=96, shards=1, batch=2)
        batch = probes(1, (6, 8))
        target = 0.6 * latency_table(tiny(), batch, clock=clock)["whole"]
        lines: list[str] = []
        told = {"robust": 2, "tune": 2, "skipped": 0.3, "clock": clock, "say": lines.append}
        report = slim(folder / "model", folder / "slim", folder / "work", target, run, **told)
        again = slim(folder / "model", folder / "slim", folder / "work", target, run, **(told | {"tune": 3}))
    finally:
        torch.set_num_threads(threads)
    assert report["after"]["ms"] <= target < report["before"]["ms"]
    assert report["tuned"]["parameters"] < report["original"]["parameters"] and report["changes"]
    assert any("down_blocks.0.resnets.0" in line for line in lines)
    assert again["changes"] == report["changes"]
    assert json.loads((folder / "slim" / "slim.json").read_text())["changes"] == report["changes"]
    pipeline = StableDiffusionPipeline.from_pretrained(folder / "slim")
    pipeline.set_progress_bar_config(disable=True)
    made = pipeline("red orbs", num_inference_steps=2, width=128, height=96, output_type="np").images
    assert made.shape == (1, 96, 128, 3)
    assert (folder / "slim" / "reverie.json").exists()


def test_mistakes_get_one_line(folder, tmp_path, capsys):
    model = str(folder / "model")
    assert main(["train", "slim", "--model", str(tmp_path), "--out", str(tmp_path / "o"), "--target-ms", "9"]) == 2
    assert main(["train", "slim", "--model", model, "--out", model, "--target-ms", "9"]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 2 and all(line.startswith("reverie: ") for line in lines)
