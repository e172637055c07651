"""What transformers' networks tell of a live input: drawn for ControlNets, and what stands in where they can't."""

import cv2
import numpy as np
import pytest
import tiny_adapters
import torch
from test_depth import depth_anything, dpt
from test_live_structure import BOTH, SCENE, Held
from transformers import (
    SegformerConfig,
    SegformerForSemanticSegmentation,
    VitPoseBackboneConfig,
    VitPoseConfig,
    VitPoseForPoseEstimation,
)

from engine.dream.estimators import PALETTE, load_depth, load_pose, load_segmentation, peaks, skeleton
from engine.dream.model_files import ModelError

CPU = torch.device("cpu")
PICTURE = cv2.GaussianBlur(np.random.default_rng(2).integers(0, 255, (36, 64, 3), np.uint8), (0, 0), 2)


def loaded(estimators) -> None:
    """Come back when all that was asked for is there, or is known not to come."""
    for thread in estimators._loading.values():
        thread.join(100)


def vitpose(experts: int = 1):
    backbone = VitPoseBackboneConfig(
        image_size=[64, 48], patch_size=[16, 16], hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        num_experts=experts, part_features=8, out_indices=[2],
    )  # fmt: skip
    model = VitPoseForPoseEstimation(VitPoseConfig(backbone_config=backbone, num_labels=17))
    torch.nn.init.normal_(model.head.conv.weight, std=0.3)
    return model


def segformer(classes: int = 150):
    config = SegformerConfig(
        num_labels=classes, depths=[1, 1, 1, 1], hidden_sizes=[8, 8, 16, 16], num_attention_heads=[1, 1, 2, 2],
        decoder_hidden_size=16,
    )  # fmt: skip
    model = SegformerForSemanticSegmentation(config)
    torch.nn.init.normal_(model.decode_head.classifier.weight, std=1.0)
    return model


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    torch.manual_seed(7)
    root = tmp_path_factory.mktemp("estimators")
    for name, made in (("depth", depth_anything()), ("dpt", dpt()), ("pose", vitpose()), ("segmentation", segformer())):
        made.save_pretrained(root / name)
    return root


@pytest.mark.parametrize("name", ["depth", "dpt"])
def test_depth_is_drawn_at_the_size_of_the_picture_from_black_to_white(folders, name):
    estimator = load_depth(folders / name, CPU)
    drawn = estimator.drawn(PICTURE)
    assert drawn.shape == PICTURE.shape and drawn.dtype == np.uint8
    assert drawn.min() == 0 and drawn.max() == 255 and (drawn[..., 0] == drawn[..., 2]).all()
    small = cv2.resize(drawn[..., 0], (32, 18), interpolation=cv2.INTER_AREA) / 255
    assert np.corrcoef(small.ravel(), estimator.near(PICTURE.astype(np.float32) / 255).ravel())[0, 1] > 0.9


@pytest.mark.parametrize("experts", [1, 2])
def test_joints_lie_where_the_networks_heat_is_highest(folders, tmp_path, experts):
    if experts > 1:
        vitpose(experts).save_pretrained(tmp_path)
    place = tmp_path if experts > 1 else folders / "pose"
    joints = load_pose(place, CPU).joints(PICTURE)
    assert joints.shape == (17, 3)
    # the whole picture, letterboxed: 64x36 in 48x64 is 0.75 times as large, 18.5 pixels from the top
    there = np.array([[0.75, 0, 0], [0, 0.75, 32 - 0.75 * 18]], np.float32)
    seen = cv2.warpAffine(PICTURE.astype(np.float32) / 255, there, (48, 64), flags=cv2.INTER_AREA)
    seen = (seen - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    network = VitPoseForPoseEstimation.from_pretrained(place).eval()
    more = {"dataset_index": torch.zeros(1, dtype=torch.int64)} if experts > 1 else {}
    with torch.inference_mode():
        pixels = torch.from_numpy(seen.transpose(2, 0, 1)[None].astype(np.float32))
        heat = network(pixels, **more).heatmaps[0].numpy()
    for joint, map in zip(joints, heat, strict=True):
        y, x = np.unravel_index(map.argmax(), map.shape)
        assert joint[2] == pytest.approx(map.max(), abs=1e-4)
        on_map = there @ [joint[0], joint[1], 1] / (48 / map.shape[1])
        assert abs(on_map - (x, y)).max() <= 1, "within the quarter of a cell, and half of one's own size"


def test_a_peak_leans_towards_its_higher_neighbour():
    heat = np.zeros((1, 8, 8), np.float32)
    heat[0, 3, 4], heat[0, 3, 5], heat[0, 2, 4] = 1.0, 0.6, 0.5
    assert peaks(heat)[0] == pytest.approx([4.25, 2.75, 1.0])


def test_a_skeleton_is_drawn_as_controlnets_know_it():
    joints = np.zeros((17, 3), np.float32)
    joints[:, 2] = 1
    joints[[5, 6]] = (60, 40, 1), (40, 40, 1)  # left shoulder, on the right of the picture, and right shoulder
    joints[[8, 10]] = (30, 60, 1), (30, 80, 1)  # right elbow and wrist
    joints[[0, 1, 2, 3, 4, 7, 9, 11, 12, 13, 14, 15, 16], 2] = 0
    drawn = skeleton(joints, (100, 100)).astype(int)
    assert drawn[40, 45] == pytest.approx([153, 0, 0], abs=2), "neck to right shoulder is red"
    assert drawn[70, 30] == pytest.approx([153, 153, 0], abs=6), "right forearm is yellow"
    assert abs(drawn[80, 30] - (170, 255, 0)).max() < 8, "the wrist's own colour is brighter than a limb"
    assert drawn[10:30].max() == 0 and drawn[90:].max() == 0, "what is not seen is not drawn"


def test_segments_have_the_colours_of_ade20k(folders):
    segmenter = load_segmentation(folders / "segmentation", CPU)
    drawn = segmenter.drawn(PICTURE)
    colours = {tuple(colour) for colour in np.frombuffer(PALETTE, np.uint8).reshape(-1, 3)}
    assert drawn.shape == PICTURE.shape and len(PALETTE) == 450
    shown = {tuple(colour) for colour in drawn.reshape(-1, 3)}
    assert len(shown) > 1 and shown <= colours
    share = segmenter.share(PICTURE, set(range(150)))
    assert share.shape == PICTURE.shape[:2] and share == pytest.approx(np.ones_like(share), abs=1e-4)


@pytest.mark.parametrize("load, flag", [(load_pose, "--pose"), (load_segmentation, "--segmentation")])
def test_what_is_no_such_network_is_one_line(tmp_path, folders, load, flag):
    for place in (tmp_path, folders / "depth"):
        with pytest.raises(ModelError, match=flag) as said:
            load(place, CPU)
        assert "\n" not in str(said.value)


def test_a_controlnet_is_shown_each_kind_once_it_is_loaded_and_edges_until_then(kinds, folders, tmp_path):
    net = tiny_adapters.make_control(kinds["sd"], tmp_path / "net")
    more = {flag: str(folders / flag) for flag in ("depth", "pose", "segmentation")}
    stream = Held(kinds["sd"], [net], **more)
    network = stream.model.controlnets["net"]
    shown = []
    network._embed.register_forward_pre_hook(lambda layer, given: shown.append(given[0].clone()))
    loads = {"depth": load_depth, "pose": load_pose, "segmentation": load_segmentation}
    for kind, read in loads.items():
        live = {"control": "net", "control2": "", "control_kind": kind}
        stream.show(BOTH, **live)
        loaded(stream.model.estimators)
        stream.show(BOTH, **live)
        drawn = (shown[-1][0].permute(1, 2, 0) * 255).round().numpy()
        np.testing.assert_array_equal(drawn, read(folders / kind, CPU).drawn(SCENE), kind)
    assert not stream.live.errors


def test_a_kind_that_fails_is_edges_and_one_line_until_it_does_not(kinds, folders, tmp_path):
    net = tiny_adapters.make_control(kinds["sd"], tmp_path / "net")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text('{"model_type": "segformer"}')
    stream = Held(kinds["sd"], [net], segmentation=str(tmp_path / "broken"), depth=str(folders / "depth"))
    live = {"control": "net", "control2": ""}
    edges, _ = stream.show(BOTH, **live, control_kind="canny")

    def told(kind, count=3):
        for _ in range(count):
            latents, _ = stream.show(BOTH, **live, control_kind=kind)
            loaded(stream.model.estimators)
            assert torch.equal(latents, edges)
        lines = list(stream.live.errors)
        stream.live.errors.clear()
        assert len(lines) == 1 and "\n" not in lines[0] and "canny" in lines[0] and len(lines[0]) < 300
        return lines[0]

    assert "start with --pose FOLDER" in told("pose")
    assert "--segmentation" in told("segmentation")
    depth = stream.model.depth
    whole, depth._network = depth._network, None  # as a network that was broken would answer
    told("depth")
    depth._network = whole
    healed, _ = stream.show(BOTH, **live, control_kind="depth")
    assert not torch.equal(healed, edges) and not stream.live.errors
