"""Keyframes of a size, and what enlarges pictures to it."""

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from engine.dream.enlarge import (
    FOR_DREAMS,
    LUMA,
    SCALE,
    WEIGHTS,
    Enlarger,
    EnlargerError,
    KeyframeSize,
    bicubic,
    keyframe_size,
    others_enlarger,
    own_enlarger,
)
from engine.dream.model import multiplies_bfloat16
from engine.dream.protocol import Launch
from engine.planes import is_planar, size_of, to_rgb

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def picture():
    from engine.training.draw import Wish
    from engine.training.draw import picture as drawn

    return drawn(Wish("crystal"), np.random.default_rng(5), 1024, 576, grain=False)


def small(picture):
    return cv2.resize(picture, (256, 144), interpolation=cv2.INTER_AREA)


def psnr(a, b):
    return 10 * np.log10(255**2 / float(((a.astype(float) - b) ** 2).mean()))


def test_a_new_network_begins_as_bicubic_as_opencv_has_it(picture):
    seen = torch.from_numpy(small(picture)).permute(2, 0, 1)[None].float() / 255
    made = Enlarger(8, 1)(seen)
    theirs = cv2.resize(small(picture).astype(np.float32) / 255, (1024, 576), interpolation=cv2.INTER_CUBIC)
    assert float((made[0].permute(1, 2, 0) - torch.from_numpy(theirs)).abs().max()) < 0.02


def test_odd_sizes_are_enlarged_whole():
    network = Enlarger(8, 1)
    for height, width in ((9, 16), (9, 15), (8, 7)):
        assert network(torch.rand(1, 3, height, width)).shape == (1, 3, SCALE * height, SCALE * width)


def test_what_it_adds_is_luma():
    network = Enlarger(8, 1)
    torch.nn.init.normal_(network.body[-2].weight, std=0.1)
    seen = torch.rand(1, 3, 8, 8)
    added = network(seen) - bicubic(seen, SCALE)
    assert float(added.std()) > 0.001 and float((added - added[:, :1]).abs().max()) < 1e-5
    assert sum(LUMA) == pytest.approx(1)


def test_the_enlarger_that_comes_along_beats_bicubic_on_a_drawing_it_never_saw(picture):
    learnt, plain = (
        KeyframeSize(CPU, network=each).larger(small(picture), (1024, 576)) for each in (own_enlarger(CPU), None)
    )
    assert psnr(learnt, picture) > psnr(plain, picture) + 0.3


def test_the_one_for_dreams_makes_soft_edges_sharp_where_they_are(picture):
    soft = cv2.GaussianBlur(small(picture), (0, 0), 1.5)
    sharp, usual, plain = (
        KeyframeSize(CPU, network=each).larger(soft, (1024, 576))
        for each in (own_enlarger(CPU, "builtin"), own_enlarger(CPU), None)
    )
    assert psnr(sharp, picture) > max(psnr(usual, picture), psnr(plain, picture)) + 1
    again = cv2.resize(sharp, (256, 144), interpolation=cv2.INTER_AREA)
    assert psnr(again, small(picture)) > psnr(soft, small(picture))


@pytest.mark.skipif(not multiplies_bfloat16(), reason="a CPU that knows no bfloat16 enlarges by bicubic")
def test_what_the_built_in_model_dreams_is_enlarged_by_the_one_for_dreams():
    soft = cv2.GaussianBlur(
        np.zeros((72, 128, 3), np.uint8) + np.eye(128, dtype=np.uint8)[:72, :, None] * 255, (0, 0), 2
    )
    made = [keyframe_size(Launch(model), CPU).larger(soft, (512, 288)) for model in ("builtin", "sd-turbo")]
    assert np.array_equal(made[0], KeyframeSize(CPU, network=own_enlarger(CPU, "builtin")).larger(soft, (512, 288)))
    assert np.array_equal(made[1], KeyframeSize(CPU, network=own_enlarger(CPU)).larger(soft, (512, 288)))


@pytest.mark.parametrize("weights", [WEIGHTS, FOR_DREAMS])
def test_it_is_small(weights):
    assert weights.stat().st_size < 2_000_000


def test_the_way_over_planes_makes_the_same_picture(picture):
    size = KeyframeSize(CPU, (1920, 1080), network=own_enlarger(CPU))
    planar = size(small(picture))
    assert is_planar(planar) and size_of(planar) == (1920, 1080)
    assert psnr(to_rgb(planar), size.larger(small(picture), (1920, 1080))) > 33
    assert np.array_equal(planar, size(small(picture)))  # a steady keyframe stays steady


@pytest.mark.parametrize(
    ("asked", "picture", "found"),
    [
        (None, (512, 288), (512, 288)),
        (None, (4096, 2304), (3840, 2160)),
        (None, (1999, 1125), (1998, 1124)),
        ((1280, 720), (512, 288), (1280, 720)),
        ((320, 180), (512, 288), (320, 180)),
        ((3840, 2160), (512, 512), (3840, 2160)),
    ],
)
def test_sizes(asked, picture, found):
    size = KeyframeSize(CPU, asked, most=(3840, 2160))
    made = size(np.zeros((picture[1], picture[0], 3), np.uint8))
    assert size.of(*picture) == size_of(made) == found
    assert is_planar(made) == (found[0] * found[1] > 1_200_000)


@pytest.mark.parametrize(
    ("asked", "found"),
    [("native", (512, 288)), ("auto", (512, 288)), ("output", (1920, 1080)), ("640x360", (640, 360))],
)
def test_a_launch_says_the_size(asked, found):
    size = keyframe_size(Launch(keyframes=asked, most=(1920, 1080), enlarge="off"), CPU)
    assert size.of(512, 288) == found and size.network is None


def test_a_file_of_others_that_is_none_is_one_clear_line(tmp_path):
    file = tmp_path / "nothing.safetensors"
    save_file({"a": torch.zeros(3)}, file)
    with pytest.raises(EnlargerError, match="nothing.safetensors|spandrel"):
        others_enlarger(file, CPU)


def test_a_file_that_would_run_code_is_refused(tmp_path):
    pytest.importorskip("spandrel")
    file = tmp_path / "evil.pth"
    torch.save({"params": print}, file)
    with pytest.raises(EnlargerError, match="evil.pth"):
        others_enlarger(file, CPU)


def test_a_compact_network_of_others_is_known_by_its_tensors(tmp_path):
    pytest.importorskip("spandrel")
    widths = [(3, 16), (16, 16), (16, 48)]
    tensors = {}
    for index, (inside, outside) in enumerate(widths):
        tensors[f"body.{2 * index}.weight"] = torch.randn(outside, inside, 3, 3) * 0.01
        tensors[f"body.{2 * index}.bias"] = torch.zeros(outside)
        if index < 2:
            tensors[f"body.{2 * index + 1}.weight"] = torch.full((outside,), 0.25)
    file = tmp_path / "compact.safetensors"
    save_file(tensors, file)
    made = KeyframeSize(CPU, network=others_enlarger(file, CPU)).larger(np.zeros((20, 30, 3), np.uint8), (120, 80))
    assert made.shape == (80, 120, 3)


def test_it_learns_from_drawings_as_soft_as_dreams_are(picture):
    from engine.training.enlarger import softened

    torch.manual_seed(1)
    large = torch.from_numpy(picture[:256, :256]).permute(2, 0, 1)[None].float().repeat(8, 1, 1, 1) / 255
    plain = torch.nn.functional.avg_pool2d(large, SCALE)
    decoded, dreamed = softened(large, False), softened(large, True)
    assert decoded.shape == dreamed.shape == plain.shape and float(dreamed.min()) >= 0 and float(dreamed.max()) <= 1

    def slopes(pictures):
        return pictures.diff(dim=3).abs().mean(dim=(1, 2, 3))

    assert float(slopes(decoded).max()) > 0.9 * float(slopes(plain)[0])
    assert float(slopes(dreamed).max()) < float(slopes(plain)[0])
    assert float((dreamed.mean(dim=(2, 3)) - plain.mean(dim=(2, 3))).abs().max()) < 0.03
