import json
import shutil

import pytest
import tiny_models
import torch
from safetensors.torch import load_file, save_file

from engine.dream import loader
from engine.dream.keyframes import KeyframeJob, KeyframeMaker
from engine.dream.model_files import BUILTIN, ModelError
from engine.dream.protocol import Launch
from engine.journey.path import Recipe, Waypoint, start

LEG = start(Waypoint((("red", 1.0),), 1), Waypoint((("blue", 1.0),), 2), Recipe(steps=1)).legs[0]


def load(launch):
    return loader.load(launch, lambda text: None)


def pictures(model, positions=(0.0, 0.5)):
    return [
        picture
        for _, picture, _ in KeyframeMaker(model).make([KeyframeJob(LEG, at) for at in positions], lambda: None, 2)
    ]


def refusal(launch):
    """The one line that a model is refused with."""
    with pytest.raises(ModelError) as refused:
        load(launch)
    text = str(refused.value)
    assert "\n" not in text and len(text) < 300
    return text


@pytest.fixture
def broken(kinds, tmp_path):
    """A copy of a model, to be broken."""
    return shutil.copytree(kinds["sd"], tmp_path / "broken")


@pytest.mark.parametrize(
    ("kind", "family", "sampler", "steps", "guidance", "prediction"),
    [
        ("sd", "sd", "solver", 15, 7.0, "epsilon"),
        ("sd2-v", "sd", "solver", 15, 7.0, "v_prediction"),
        ("sd-turbo", "sd", "turbo", 1, 0.0, "epsilon"),
        ("lcm", "sd", "lcm", 4, 8.5, "epsilon"),
        ("sdxl", "sdxl", "solver", 20, 5.0, "epsilon"),
        ("sdxl-turbo", "sdxl", "turbo", 1, 0.0, "epsilon"),
        ("sdxl-edm", "sdxl", "solver", 20, 3.0, "epsilon"),
    ],
)
def test_every_family_is_known_by_its_configs_and_dreams(kinds, kind, family, sampler, steps, guidance, prediction):
    model = load(Launch(str(kinds[kind])))
    found = [model.about[name] for name in ("family", "sampler", "steps", "guidance", "prediction")]
    assert found == [family, sampler, steps, guidance, prediction]
    first, second = pictures(model)
    assert first.shape == (model.height, model.width, 3) and first.dtype == "uint8"
    assert (first != second).any()


@pytest.mark.skipif(not (BUILTIN / "model_index.json").exists(), reason="the built-in model is not trained yet")
def test_the_builtin_model_dreams_in_its_own_size():
    model = load(Launch("builtin"))
    assert model.about["model"] == "builtin"
    first, second = pictures(model)
    assert (first != second).any()


@pytest.mark.parametrize("more", [{"aspect": 1.25}, {"shrink": 0.75}])
def test_the_built_in_model_s_size_is_one_that_its_decoder_gives(more):
    model = load(Launch("builtin", **more))
    noise = torch.randn(1, *model.latent_shape)
    assert model.decode(noise).shape == (1, 3, model.height, model.width)
    assert model.encode(model.decode(noise)).shape == noise.shape


def test_a_models_own_file_overrides(broken):
    own = {"steps": 3, "guidance": 2.5, "width": 128, "height": 72, "sampler": "lcm"}
    (broken / "reverie.json").write_text(json.dumps(own))
    model = load(Launch(str(broken)))
    assert {name: model.about[name] for name in own} == own
    assert model.takes == ("",)
    (broken / "reverie.json").write_text(json.dumps({"takes": ["", "take two, "]}))
    assert load(Launch(str(broken))).takes == ("", "take two, ")


@pytest.mark.parametrize(
    ("native", "launch", "step", "size"),
    [
        ((512, 288), Launch(), 8, (512, 288)),
        ((512, 512), Launch(), 8, (680, 384)),
        ((1024, 1024), Launch(), 64, (1344, 768)),
        ((512, 512), Launch(aspect=9 / 16), 8, (384, 680)),
        ((512, 288), Launch(aspect=1.0), 8, (384, 384)),
        ((512, 512), Launch(width=1024, height=576), 8, (1024, 576)),
        ((512, 288), Launch(shrink=0.5), 8, (256, 144)),
    ],
)
def test_keyframes_have_the_show_s_aspect_and_the_model_s_area(native, launch, step, size):
    assert loader.keyframe_size(native, launch, step) == size


def test_a_tiny_decoder_is_used_where_there_is_one(kinds, tmp_path):
    folder = shutil.copytree(kinds["sd2-v"], tmp_path / "model")
    assert load(Launch(str(folder))).about["vae"] == "AutoencoderKL"
    tiny_models.tiny_decoder().save_pretrained(str(folder / "vae_tiny"))
    assert load(Launch(str(folder))).about["vae"] == "AutoencoderTiny"
    assert load(Launch(str(folder), vae="full")).about["vae"] == "AutoencoderKL"
    assert load(Launch(str(kinds["sd2-v"]), vae=str(folder / "vae_tiny"))).about["vae"] == "AutoencoderTiny"


def test_a_single_file_makes_the_same_pictures_as_its_folder(kinds, tmp_path):
    file = tiny_models.make_single_file(kinds["sd2-v"], tmp_path / "one.safetensors")
    shutil.copytree(kinds["sd2-v"], tmp_path / "one", ignore=shutil.ignore_patterns("*.safetensors"))
    of_file, of_folder = (pictures(load(Launch(str(source)))) for source in (file, kinds["sd2-v"]))
    for ours, theirs in zip(of_file, of_folder, strict=True):
        assert abs(ours.astype(int) - theirs).max() <= 1


def told_of(file):
    """Of a single file beside a folder: what it predicts, and whether its schedule ends in pure noise."""
    model = load(Launch(str(file)))
    zero = float(model.scheduler("solver").alphas_cumprod[-1]) < 1e-6
    return model.about["prediction"], zero


@pytest.mark.parametrize(
    ("tensors", "metadata", "told"),
    [
        ({}, None, ("epsilon", False)),
        ({"v_pred": []}, None, ("v_prediction", False)),
        ({"v_pred": [], "ztsnr": []}, None, ("v_prediction", True)),
        ({}, {"modelspec.prediction_type": "v"}, ("v_prediction", False)),
        ({}, {"ss_v_parameterization": "True", "ss_zero_terminal_snr": "True"}, ("v_prediction", True)),
    ],
)
def test_a_single_file_says_what_it_predicts_over_the_folder_beside_it(kinds, tmp_path, tensors, metadata, told):
    beside = shutil.copytree(kinds["sd2-v"], tmp_path / "one")
    config = json.loads((beside / "scheduler" / "scheduler_config.json").read_text())
    (beside / "scheduler" / "scheduler_config.json").write_text(json.dumps(config | {"prediction_type": "epsilon"}))
    file = tiny_models.make_single_file(kinds["sd2-v"], tmp_path / "one.safetensors", metadata, **tensors)
    assert told_of(file) == told


def test_a_single_file_tells_of_continuous_noise_levels_and_of_its_latents(kinds, tmp_path):
    shutil.copytree(kinds["sd2-v"], tmp_path / "one")
    file = tmp_path / "one.safetensors"
    tiny_models.make_single_file(kinds["sd2-v"], file, edm_vpred__sigma_max=120.0, edm_vpred__sigma_min=0.01)
    model = load(Launch(str(file)))
    assert model.edm and model.prediction == "v_prediction"
    config = model.scheduler("solver").config
    assert (config.sigma_max, config.sigma_min, config.sigma_data) == (120.0, pytest.approx(0.01), 1.0)
    shape = {"edm_mean": [[[[1.0]], [[2.0]], [[3.0]], [[4.0]]]], "edm_std": [[[[1.0]], [[1.0]], [[2.0]], [[2.0]]]]}
    model = load(Launch(str(tiny_models.make_single_file(kinds["sd2-v"], file, **shape))))
    assert model.edm and list(model.pipe.vae.config.latents_mean) == [1.0, 2.0, 3.0, 4.0]
    pictures(model)


def test_latents_are_decoded_and_encoded_by_their_statistics(kinds):
    model = load(Launch(str(kinds["sdxl-edm"])))
    latents = torch.randn(1, *model.latent_shape, generator=torch.Generator().manual_seed(1))
    theirs = model.pipe.image_processor.postprocess(
        model.pipe.vae.decode(
            latents * torch.tensor([2.0, 3.0, 1.0, 0.5]).view(1, 4, 1, 1) / 0.5
            + torch.tensor([0.5, -1.0, 0.2, 0.0]).view(1, 4, 1, 1),
            return_dict=False,
        )[0],
        output_type="pt",
    )
    ours = model.decode(latents)
    torch.testing.assert_close(ours.clamp(0, 1), theirs, rtol=1e-3, atol=1e-3)
    there = model.encode(ours)
    plain = model.pipe.vae.encode(ours * 2 - 1).latent_dist.mode()
    mean, spread = torch.tensor([0.5, -1.0, 0.2, 0.0]), torch.tensor([2.0, 3.0, 1.0, 0.5]) / 0.5
    torch.testing.assert_close(there, (plain - mean.view(1, 4, 1, 1)) / spread.view(1, 4, 1, 1), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("kind", ["LMSDiscreteScheduler", "SchedulerOfAnotherDay"])
def test_a_scheduler_that_is_not_here_is_no_hindrance(broken, monkeypatch, kind):
    monkeypatch.setattr("engine.dream.schedulers.find_spec", lambda name: None)  # no scipy
    config = json.loads((broken / "scheduler" / "scheduler_config.json").read_text())
    more = {"_class_name": kind, "use_beta_sigmas": True, "use_exponential_sigmas": True, "use_karras_sigmas": True}
    (broken / "scheduler" / "scheduler_config.json").write_text(json.dumps(config | more))
    index = json.loads((broken / "model_index.json").read_text())
    (broken / "model_index.json").write_text(json.dumps(index | {"scheduler": ["diffusers", kind]}))
    model = load(Launch(str(broken)))
    assert model.preset.sampler == "solver"
    assert model.scheduler("solver").config.use_karras_sigmas and model.scheduler("turbo").config.beta_end == 0.012
    pictures(model)


def test_what_predicts_a_flow_is_refused(broken):
    file = broken / "scheduler" / "scheduler_config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"prediction_type": "flow_prediction"}))
    assert "flow" in refusal(Launch(str(broken)))


@pytest.mark.parametrize("variant", ["fp16", "bf16"])
def test_shards_of_a_variant_are_found(kinds, tmp_path, variant):
    whole = load(Launch(str(kinds["sd2-v"])))
    whole.pipe.save_pretrained(str(tmp_path / "shards"), variant=variant, max_shard_size="400KB")
    assert len(list((tmp_path / "shards" / "unet").glob(f"*.{variant}-*.safetensors"))) > 1
    model = load(Launch(str(tmp_path / "shards")))
    for ours, theirs in zip(model.pipe.unet.parameters(), whole.pipe.unet.parameters(), strict=True):
        assert torch.equal(ours, theirs)


def test_parts_of_different_precision_and_kind_of_file_dream(kinds, tmp_path):
    """A UNet in half precision alone, a text encoder with both, an autoencoder in full; tensors mixed within a file."""
    folder = shutil.copytree(kinds["sd2-v"], tmp_path / "mixed")
    unet, text = folder / "unet" / "diffusion_pytorch_model.safetensors", folder / "text_encoder" / "model.safetensors"
    weights = {k: v.half() if "attn" in k else v for k, v in load_file(str(unet)).items()}
    unet.unlink()
    save_file(weights, str(unet.with_suffix(".fp16.safetensors")))
    save_file({k: v.half() for k, v in load_file(str(text)).items()}, str(text.with_suffix(".fp16.safetensors")))
    model = load(Launch(str(folder)))
    parts = (model.pipe.unet, model.pipe.vae, model.pipe.text_encoder)
    assert {weight.dtype for part in parts for weight in part.parameters()} == {torch.float32}
    pictures(model)


def test_half_precision_files_are_found_where_there_are_no_others(broken):
    for file in broken.glob("*/*.safetensors"):
        halves = {name: weight.half() for name, weight in load_file(str(file)).items()}
        save_file(halves, str(file.with_name(file.stem + ".fp16.safetensors")), {"format": "pt"})
        file.unlink()
    model = load(Launch(str(broken)))
    assert model.pipe.unet.dtype == torch.float32
    assert len(pictures(model)) == 2


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("/no/such/folder", "there is no model"),
        ("nothing", "there is no model"),
        ("../owner/name", "there is no model"),
        ("nobody/nothing-at-all", "hub"),
        (__file__, "not a .safetensors file"),
    ],
)
def test_a_model_that_is_not_there_is_refused_in_one_line(name, says):
    assert says in refusal(Launch(name))


@pytest.mark.parametrize(
    ("victim", "says"),
    [
        ("unet", "lacks its unet folder"),
        ("vae/config.json", "lacks config.json"),
        ("text_encoder/model.safetensors", "lacks its weights"),
        ("model_index.json", "no model_index.json"),
    ],
)
def test_a_missing_file_is_named(broken, victim, says):
    path = broken / victim
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert says in refusal(Launch(str(broken)))


def test_a_lost_vocabulary_is_named(broken):
    for file in (broken / "tokenizer").iterdir():
        file.unlink()
    assert "vocabulary" in refusal(Launch(str(broken)))


def test_pickled_weights_are_refused(broken):
    weights = broken / "unet" / "diffusion_pytorch_model.safetensors"
    torch.save(load_file(str(weights)), str(broken / "unet" / "diffusion_pytorch_model.bin"))
    weights.unlink()
    assert "hide code" in refusal(Launch(str(broken)))


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("_class_name", "FluxPipeline", "can't dream with"),
        ("_class_name", ["my_pipeline", "MyPipeline"], "can't dream with"),
        ("unet", ["my_unet", "MyUNet"], "the unet of"),
        ("unet", None, "the unet of"),
    ],
)
def test_unknown_pipelines_and_foreign_code_are_refused(broken, part, value, says):
    index = json.loads((broken / "model_index.json").read_text())
    (broken / "model_index.json").write_text(json.dumps({**index, part: value}))
    (broken / "my_pipeline.py").write_text("raise SystemExit('foreign code ran')")
    (broken / "unet" / "my_unet.py").write_text("raise SystemExit('foreign code ran')")
    assert says in refusal(Launch(str(broken)))


@pytest.mark.parametrize("cut", [0, 9, 200])
def test_a_truncated_file_is_refused_in_one_line(broken, cut):
    weights = broken / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:cut])
    assert "cut short" in refusal(Launch(str(broken)))


@pytest.mark.parametrize(
    "own", ["{", "[1]", '{"steps": 0}', '{"speed": 3}', '{"sampler": "magic"}', '{"takes": []}', '{"takes": [1]}']
)
def test_a_bad_file_of_its_own_is_refused(broken, own):
    (broken / "reverie.json").write_text(own)
    assert "reverie.json" in refusal(Launch(str(broken)))


@pytest.mark.skipif(torch.cuda.is_available(), reason="wants a machine without CUDA")
@pytest.mark.parametrize(("device", "says"), [("cuda", "CUDA"), ("mps", "Apple"), ("quantum", "no device quantum")])
def test_a_device_that_is_not_there_is_named(kinds, device, says):
    assert says in refusal(Launch(str(kinds["sd"]), device=device))


def test_a_lone_lora_is_not_taken_for_a_model(kinds, tmp_path):
    file = tiny_models.make_lora(kinds["sd"], tmp_path / "style.safetensors")
    assert "LoRA folder" in refusal(Launch(str(file)))
