"""Whether a model fits is asked before it is loaded."""

import os
import shutil
import struct
from pathlib import Path

import psutil
import pytest
import tiny_flows
import torch
from tiny_models import load

from engine.dream.memory import fit, numbers
from engine.dream.model_files import ModelError, locate

GPU = torch.device("cuda")  # which is only named here


def enormous(file: Path, count: int) -> None:
    """A file of weights that says it has so many numbers in half precision, and has: none of them is written."""
    header = b'{"weight": {"dtype": "F16", "shape": [%d], "data_offsets": [0, %d]}}' % (count, 2 * count)
    file.write_bytes(struct.pack("<Q", len(header)) + header)
    os.truncate(file, 8 + len(header) + 2 * count)


@pytest.mark.skipif(os.name == "nt", reason="wants sparse files")
def test_a_model_that_can_t_fit_is_refused_in_a_line_that_says_what_it_needs(tmp_path):
    folder = tiny_flows.make_sana(tmp_path / "sana")
    third = psutil.virtual_memory().available // 3
    enormous(folder / "transformer" / "diffusion_pytorch_model.safetensors", third)  # in full precision four thirds
    with pytest.raises(ModelError, match=r"^sana needs [\d.]+ GB of memory, and [\d.]+ are free: .*$") as refused:
        load(folder)
    assert not refused.value.memory  # smaller keyframes would not help


def test_text_encoders_stay_where_there_is_room_for_all(tmp_path):
    place = locate(str(tiny_flows.make_sana(tmp_path / "sana")), print)
    held = {part: numbers(next((place.pipeline / part).glob("*.safetensors"))) for part in ("vae", "transformer")}
    least = 2 * sum(held.values())
    assert fit(place, GPU, 2, 2e10)
    assert not fit(place, GPU, 2, least + 1)
    with pytest.raises(ModelError, match="memory of cuda"):
        fit(place, GPU, 2, least - 1)
    with pytest.raises(ModelError, match="of memory, and"):
        fit(place, torch.device("cpu"), 4, 2 * least)  # there, all of it is needed at once


def test_what_lies_there_in_two_precisions_counts_once(kinds, tmp_path):
    folder = str(shutil.copytree(kinds["sd"], tmp_path / "sd"))
    whole = load(folder).pipe
    whole.save_pretrained(folder, variant="fp16")
    place = locate(folder, print)
    weights = sum(part.numel() for part in (*whole.unet.parameters(), *whole.vae.parameters()))
    with pytest.raises(ModelError):
        fit(place, GPU, 2, 2 * weights * 0.98)
    fit(place, GPU, 2, 2 * weights * 1.02)
