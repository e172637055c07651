"""Families of transformers: the same latents as diffusers' own pipelines give, and everything that UNets do."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
import tiny_flows
import torch
from diffusers import SanaSprintImg2ImgPipeline, StableDiffusion3Img2ImgPipeline, ZImageImg2ImgPipeline
from PIL import Image
from safetensors.torch import save_file
from test_supervisor import GREEN, Stage
from tiny_models import load
from torch.nn.functional import pixel_unshuffle

from engine.dream.flight_keyframes import FlightMaker
from engine.dream.keyframes import KeyframeJob, KeyframeMaker
from engine.dream.live_conditioning import LiveConditioning
from engine.dream.live_stream import LiveStream
from engine.dream.loras import Loras
from engine.dream.prompt_encoding import PromptEncoder
from engine.dream.protocol import FlightWish, Launch, LiveWish
from engine.dream.sampler import LatentSampler, place_noise, sample_straight
from engine.dream.shared_memory import InputFrame
from engine.dream.stream_batch import Guidance, StreamBatch, flow_schedule
from engine.journey.homography import moved
from engine.journey.path import Between, Recipe, Waypoint, branch, start
from engine.parameters import Camera, Dream, Live

A = Waypoint((("a red lake", 1.0),), 7)
B = Waypoint((("a much longer and darker forest, far from anywhere", 2.0), ("clouds", 1.0)), 8, stray=3, variation=0.4)
UNLIKE_SANA = [family for family in tiny_flows.FLOWS if family != "sana"]
LEG = start(A, B, Recipe("walk")).legs[0]


def calm():
    """Nothing to look after between two units of work."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The folder of each family's small pipeline, made when first asked for."""
    root = tmp_path_factory.mktemp("flows")

    class Folders(dict):
        def __missing__(self, family):
            self[family] = tiny_flows.FLOWS[family](root / family)
            return self[family]

    return Folders()


@pytest.fixture(scope="module")
def flows(folders):
    """Each family's model, loaded when first asked for."""

    class Flows(dict):
        def __missing__(self, family):
            self[family] = load(folders[family], 96, 64)
            return self[family]

    return Flows()


def theirs(model, recipe, place):
    """The latents that diffusers' own pipeline gives, as we keep them, for the noises that we draw."""
    pipe, (text, _) = model.pipe, place.prompt[0]
    asked = {"prompt": text, "height": model.height, "width": model.width, "output_type": "latent"}
    asked |= {"num_inference_steps": recipe.steps, "latents": place_noise(place, model.latent_shape)}
    if model.family == "sana":
        key = int.from_bytes(hashlib.blake2b(repr((place.seed, 1)).encode(), digest_size=8).digest(), "little") >> 1
        asked |= {"use_resolution_binning": False, "generator": torch.Generator().manual_seed(key)}
        asked |= {} if recipe.steps == 2 else {"intermediate_timesteps": None}
    elif recipe.guidance is None:
        asked["guidance_scale"] = 0.0
    else:
        asked |= {"guidance_scale": recipe.guidance - (model.family == "zimage"), "negative_prompt": recipe.negative}
    made = pipe(**asked).images
    if model.family != "flux2":
        return made
    mean, var = (each.view(1, -1, 1, 1) for each in (pipe.vae.bn.running_mean, pipe.vae.bn.running_var))
    return (pixel_unshuffle(made, 2) - mean) / (var + pipe.vae.config.batch_norm_eps).sqrt()


@pytest.mark.parametrize(
    ("family", "steps", "guidance"),
    [
        ("flux2", 4, None),
        ("zimage", 8, None),
        ("zimage", 3, 4.0),
        ("sd3", 4, None),
        ("sd3", 3, 2.0),
        ("sana", 1, None),
        ("sana", 2, None),
    ],
)
def test_the_same_latents_as_the_library_s_own_pipeline(flows, family, steps, guidance):
    model, recipe = flows[family], Recipe("walk", steps=steps, guidance=guidance, negative="grey")
    if guidance is not None:  # as one that is not distilled
        model = replace(model, preset=replace(model.preset, guidance=guidance))
    ours, expected = LatentSampler(model).latents([A], recipe, calm), theirs(model, recipe, A)
    assert expected.std() > 0.5
    torch.testing.assert_close(ours, expected, rtol=2e-3, atol=2e-3 * float(expected.abs().max()))


@pytest.mark.parametrize("family", tiny_flows.FLOWS)
def test_latents_are_decoded_as_the_library_decodes_them_and_encoded_back(flows, family):
    model = flows[family]
    pipe, z = model.pipe, torch.randn(1, *model.latent_shape, generator=torch.Generator().manual_seed(3))
    if family == "flux2":
        mean, var = (each.view(1, -1, 1, 1) for each in (pipe.vae.bn.running_mean, pipe.vae.bn.running_var))
        raw = pipe._unpatchify_latents(z * (var + pipe.vae.config.batch_norm_eps).sqrt() + mean)
    else:
        raw = z / pipe.vae.config.scaling_factor + (getattr(pipe.vae.config, "shift_factor", None) or 0)
    with torch.no_grad():
        expected = pipe.vae.decode(raw, return_dict=False)[0] / 2 + 0.5
    pictures = model.decode(z)
    assert pictures.shape == (1, 3, 64, 96)
    torch.testing.assert_close(pictures, expected, rtol=2e-2, atol=1e-2)
    assert model.encode(pictures).shape == z.shape


@pytest.mark.parametrize("family", tiny_flows.FLOWS)
def test_a_batch_is_what_its_places_are_alone_and_ways_are_without_a_jump(flows, family):
    model, recipe = flows[family], Recipe("walk", steps=2)
    places = [A, Between(A, B, 0.001), Between(A, B, 0.5), Between(A, B, 0.501), B]
    together = LatentSampler(model).latents(places, recipe, calm)
    alone = torch.cat([LatentSampler(model).latents([place], recipe, calm) for place in places])
    torch.testing.assert_close(together, alone, rtol=1e-3, atol=1e-3 * float(alone.abs().max()))
    far = (alone[4] - alone[0]).norm()
    assert (alone[3] - alone[2]).norm() < 0.1 * far
    if family != "zimage":  # whose pictures know how long their text is
        assert (alone[1] - alone[0]).norm() < 0.1 * far
    travelled = LatentSampler(model).latents(places, replace(recipe, method="travel"), calm)
    torch.testing.assert_close(travelled[[0, 4]], alone[[0, 4]], rtol=1e-3, atol=1e-3 * float(alone.abs().max()))


@pytest.mark.parametrize("family", tiny_flows.FLOWS)
def test_a_flight_dreams_over_what_the_camera_sees(flows, family):
    model, camera = flows[family], Camera(zoom=-0.5, roll=10)
    maker = FlightMaker(model)
    for number in (1, 2):
        through = tuple(float(each) for each in moved(camera, 0.5).ravel())
        wish = FlightWish(number, number - 1, through, 0.0, through, number * 0.5, 0.5, camera)
        _, picture = maker.make(wish, A, Recipe("travel", steps=2), None, calm)
        assert picture.shape == (64, 96, 3) and picture.std() > 1


def test_what_breaks_is_made_again(flows):
    """A network whose numbers are none gives no picture, and one that comes back is not remembered as broken."""
    model = flows["sana"]
    job, maker = KeyframeJob(LEG, 0.0), KeyframeMaker(model)
    weight = model.pipe.transformer.proj_out.weight
    kept = weight.detach().clone()
    with torch.no_grad():
        weight.fill_(float("nan"))
        ((_, picture, fault),) = maker.make([job], calm, 1)
        assert picture is None and "not a number" in fault
        weight.copy_(kept)
    ((_, picture, fault),) = maker.make([job], calm, 1)
    assert picture is not None and not fault


def test_what_a_transformer_can_t_do_is_said(flows, tmp_path):
    told = []
    model = flows["flux2"]
    maker = KeyframeMaker(model, told.append)
    list(
        maker.make([KeyframeJob(replace(LEG, recipe=Recipe("walk", detail="refine", detail_scale=2.0)), 0.0)], calm, 1)
    )
    PromptEncoder(model, told.append).encode("a (red:1.3) lake " + "of water " * 100, ())
    assert told == [
        "a transformer makes no detail: its pictures are enlarged",
        "flux2 knows of no weights within a prompt: they are left out",
        "a prompt is too long for this model, which reads 512 tokens: its end is left out",
    ]
    save_file({"unet.nothing.lora_A.weight": torch.zeros(2, 4)}, tmp_path / "ink.safetensors")
    (line,) = Loras(replace(model, lora_folder=tmp_path)).wear((("ink", 1.0),))
    assert line.startswith("LoRA ink does not fit this model")


LAYERS = {
    "flux2": "transformer_blocks.0.attn.to_q",
    "zimage": "layers.0.attention.to_q",
    "sd3": "transformer_blocks.0.attn.to_q",
    "sana": "transformer_blocks.0.attn1.to_q",
}


@pytest.mark.parametrize("family", tiny_flows.FLOWS)
def test_a_lora_changes_the_weights_by_its_product_as_strongly_as_it_is_worn(flows, tmp_path, family):
    model, recipe = replace(flows[family], lora_folder=tmp_path), Recipe("walk", steps=2, loras=(("ink", 0.5),))
    layer = model.network.get_submodule(LAYERS[family])
    plain = LatentSampler(model).latents([A], replace(recipe, loras=()), calm)
    rows, columns = layer.weight.shape
    down, up = torch.randn(2, columns), torch.randn(rows, 2)
    name = f"transformer.{LAYERS[family]}"
    save_file({f"{name}.lora_A.weight": down, f"{name}.lora_B.weight": up}, tmp_path / "ink.safetensors")
    loras = Loras(model)
    assert not [line for line in loras.wear(recipe.loras) if "tell" not in line]
    worn = LatentSampler(model).latents([A], recipe, calm)
    loras.wear(())
    assert torch.equal(LatentSampler(model).latents([A], replace(recipe, loras=()), calm), plain)
    with torch.no_grad():
        kept = layer.weight.clone()
        layer.weight += 0.5 * up @ down
    expected = LatentSampler(model).latents([A], recipe, calm)
    with torch.no_grad():
        layer.weight.copy_(kept)
    assert (expected - plain).abs().max() > 0.01
    torch.testing.assert_close(worn, expected, rtol=2e-3, atol=2e-3 * float(expected.abs().max()))


SEEN = np.random.default_rng(5).integers(0, 256, (64, 96, 3), np.uint8)
OVER = {"sd3": StableDiffusion3Img2ImgPipeline, "zimage": ZImageImg2ImgPipeline, "sana": SanaSprintImg2ImgPipeline}


@pytest.mark.parametrize("family", OVER)
def test_a_picture_that_comes_in_is_dreamed_over_as_in_the_library_s_own_pipeline(flows, family):
    model = flows[family]
    z = model.seen(SEEN)
    steps, strength = (2, 0.5) if family == "sana" else (4, 0.25)
    pipe = OVER[family](**model.pipe.components)
    pipe.set_progress_bar_config(disable=True)
    asked = {"prompt": "a red lake", "height": 64, "width": 96, "num_inference_steps": steps, "strength": strength}
    asked |= {"use_resolution_binning": False} if family == "sana" else {"guidance_scale": 0.0}
    asked |= {"generator": torch.Generator().manual_seed(7), "output_type": "latent"}
    expected = pipe(image=Image.fromarray(SEEN) if family == "sana" else z, **asked).images
    last = pipe.scheduler.timesteps[-2] if family == "sana" else pipe.scheduler.sigmas[-2]

    told = LiveConditioning(model, print)
    told.follow(0.0, Dream(prompt=(("a red lake", 1.0),)), replace(Live(), guidance=4.5))
    batch, step = StreamBatch("sample"), flow_schedule(model.flow, float(last), (0,), model.device)
    noise = place_noise(Waypoint((), 7), model.latent_shape)
    network = lambda marks, x, times, more: told.denoised(x, times, more)  # noqa: E731
    ((_, ours),) = batch.tick(z, None, network, step, noise, Guidance())
    torch.testing.assert_close(ours, expected, rtol=2e-3, atol=2e-3 * float(expected.abs().max()))


def test_flux_is_told_of_a_reference_picture_as_in_the_library_s_own_pipeline(flows):
    model = flows["flux2"]
    asked = {"prompt": "a red lake", "height": 64, "width": 96, "num_inference_steps": 4, "guidance_scale": 0.0}
    asked |= {"latents": place_noise(A, model.latent_shape), "output_type": "latent"}
    made = model.pipe(image=Image.fromarray(SEEN), **asked).images
    mean, var = (each.view(1, -1, 1, 1) for each in (model.pipe.vae.bn.running_mean, model.pipe.vae.bn.running_var))
    expected = (pixel_unshuffle(made, 2) - mean) / (var + model.pipe.vae.config.batch_norm_eps).sqrt()

    told = replace(PromptEncoder(model).encode("a red lake", ()), reference=model.seen(SEEN))
    times = model.flow.times(model.pipe, 4, model.latent_shape[1:])
    denoise = partial(model.flow.denoise, model.pipe, told, 1.0)
    with torch.inference_mode():
        ours = sample_straight(denoise, times, model.flow.shares, place_noise(A, model.latent_shape))
    torch.testing.assert_close(ours, expected, rtol=2e-3, atol=2e-3 * float(expected.abs().max()))


@pytest.mark.parametrize("family", tiny_flows.FLOWS)
def test_live_input_goes_through_a_stream_of_several_steps(flows, family, tmp_path):
    cv2.imwrite(str(tmp_path / "seen.png"), SEEN)
    stream = LiveStream(replace(flows[family], media=tmp_path))

    def dreamed(**live):
        stream.start_over()
        wish = LiveWish(Dream(prompt=(("a red lake", 1.0),)), replace(Live(), glide=0.0, steps="20 35", **live))
        done = [each for at in range(4) for each in stream.dream(InputFrame(at + 1, at + 1.0, SEEN), wish)]
        assert [when for when, _ in done] == [1.0, 2.0, 3.0] and not stream.errors
        return done[-1][1].astype(int)

    plain = dreamed()
    assert plain.shape == (64, 96, 3) and plain.std() > 1
    assert (dreamed() == plain).all()
    assert (dreamed(reference="seen.png") != plain).any() == (family == "flux2")


def test_a_prompt_is_read_once(flows):
    model = flows["sd3"]
    encoder = PromptEncoder(model)
    assert encoder.encode("a red lake", ()) is encoder.encode("a red lake", ())


@pytest.mark.timeout(600)
def test_a_show_swaps_from_family_to_family(kinds, folders):
    """Each takes over with a keyframe of its own, and goes on along the same path."""
    with Stage(Launch(str(kinds["sd-turbo"]))) as stage:
        stage.until(stage.has(2))
        for number, family in enumerate(tiny_flows.FLOWS, 2):
            stage.supervisor.swap(Launch(str(folders[family]), width=96, height=64))
            stage.until(lambda: stage.status.generation == number)  # noqa: B023
            stage.path = branch(stage.path, stage.path.legs[-1], stage.position, number, GREEN, Recipe("walk", steps=2))
            stage.until(lambda: stage.status.about["family"] == family)  # noqa: B023
            stage.forget()
            stage.until(stage.has(1))  # a slow machine plans on no more
        assert not stage.reports and stage.status.restarts == 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("family", ["sana", *(pytest.param(each, marks=pytest.mark.slow) for each in UNLIKE_SANA)])
def test_a_film_is_rendered(folders, tmp_path, family):
    flags = ["--model", str(folders[family]), "--size", "96x64", "--fps", "4", "--seconds", "0.5"]
    flags += ["--prompt", "red", "--prompt", "blue", "film.mkv"]
    command = [sys.executable, "-m", "engine.cli", "render", *flags]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    with av.open(str(tmp_path / "film.mkv")) as movie:
        assert len(list(movie.decode(video=0))) == 2
