"""Depth in a flight: any estimator of transformers' is read, and nearer things move more."""

import numpy as np
import pytest
import torch
from tiny_models import load
from transformers import (
    DepthAnythingConfig,
    DepthAnythingForDepthEstimation,
    Dinov2Config,
    DPTConfig,
    DPTForDepthEstimation,
)

from engine.dream.estimators import load_depth
from engine.dream.flight_keyframes import FlightMaker
from engine.dream.model_files import ModelError
from engine.dream.protocol import FlightWish
from engine.journey.homography import moved, seen
from engine.journey.path import Recipe, Waypoint
from engine.parameters import Camera

SIZES = {"hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 32}
CPU = torch.device("cpu")


def dpt():
    more = {"num_hidden_layers": 4, "backbone_out_indices": [0, 1, 2, 3], "neck_hidden_sizes": [8, 8, 8, 8]}
    return DPTForDepthEstimation(DPTConfig(image_size=64, patch_size=16, fusion_hidden_size=8, **SIZES, **more))


def depth_anything():
    backbone = Dinov2Config(
        num_hidden_layers=4, hidden_size=16, num_attention_heads=2, image_size=56, patch_size=14,
        out_indices=[1, 2, 3, 4], reshape_hidden_states=False, apply_layernorm=True,
    )  # fmt: skip
    sizes = {"neck_hidden_sizes": [8, 8, 8, 8], "fusion_hidden_size": 8, "head_hidden_size": 4}
    config = DepthAnythingConfig(backbone_config=backbone, reassemble_hidden_size=16, patch_size=14, **sizes)
    return DepthAnythingForDepthEstimation(config)


@pytest.mark.parametrize("make", [dpt, depth_anything])
def test_a_flight_with_a_depth_estimator_moves_nearer_things_more(make, kinds, tmp_path):
    torch.manual_seed(3)
    make().save_pretrained(tmp_path)
    depth = load_depth(tmp_path, CPU)
    told = depth.near(np.random.default_rng(2).random((36, 64, 3), np.float32))
    assert told.shape == (18, 32) and told.min() == 0 and told.max() == pytest.approx(1)
    still = Camera(zoom=0.5, strength=0, colour=0, sharpen=0)
    through = tuple(float(each) for each in moved(still, 0.5).ravel())
    pictures = []
    for model in (load(kinds["sd-turbo"]), load(kinds["sd-turbo"], depth=str(tmp_path))):
        maker = FlightMaker(model)
        for number in (1, 2):
            wish = FlightWish(number, number - 1, through, 0.0, through, number / 2, 0.5, still)
            pose, picture = maker.make(wish, Waypoint((("red", 1.0),), 1), Recipe(), None, lambda: None)
        assert (pose.near is None) == (model.depth is None)
        pictures.append(picture.astype(int))
    assert np.abs(pictures[0] - pictures[1]).mean() > 1


def test_near_and_far_part_where_the_camera_moves():
    picture = np.zeros((36, 64), np.uint8)
    picture[10], picture[26] = 255, 255  # a line far away, and one near
    near = np.repeat(np.linspace(0, 1, 18, dtype=np.float32)[:, None], 32, axis=1)
    far, close = [], []
    for each in (None, near):
        column = seen(picture, moved(Camera(zoom=0, y=0.05), 1.0), near=each)[:, 32].astype(float)
        rows = [np.average(np.arange(36)[half], weights=column[half]) for half in (slice(0, 18), slice(18, 36))]
        far.append(abs(rows[0] - 10))
        close.append(abs(rows[1] - 26))
    assert far[1] < 0.9 * far[0] and close[1] > 1.1 * close[0]


def test_what_is_no_depth_estimator_is_one_line(tmp_path):
    with pytest.raises(ModelError, match="--depth .*config.json"):
        load_depth(tmp_path, CPU)
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelError) as error:
        load_depth(tmp_path, CPU)
    assert "\n" not in str(error.value)
