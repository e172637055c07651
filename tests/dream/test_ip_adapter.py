import cv2
import numpy as np
import pytest
import tiny_adapters
import torch
from PIL import Image
from tiny_models import load

from engine.devices.image import load as load_image
from engine.dream.ip_adapter import PictureError, load_ip_adapter, read_reference
from engine.dream.model_files import ModelError

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def adapters(kinds, tmp_path_factory):
    root = tmp_path_factory.mktemp("adapters")
    made = {kind: tiny_adapters.make_adapter(kinds[kind], root / kind) for kind in ("sd", "sdxl")}
    return {**made, "plus": tiny_adapters.make_adapter(kinds["sd"], root / "plus", plus=True)}


@pytest.fixture
def picture():
    return np.random.default_rng(2).integers(0, 255, (48, 80, 3), np.uint8)


@pytest.mark.parametrize("kind", ["sd", "sdxl", "plus"])
def test_one_step_equals_the_pipeline_of_diffusers_with_the_adapter(kinds, adapters, picture, kind):
    from diffusers import DDIMScheduler
    from PIL import Image

    base = "sdxl" if kind == "sdxl" else "sd"
    peer, model = load(kinds[base], 64, 64).pipe, load(kinds[base], 64, 64)
    scheduler = peer.scheduler = DDIMScheduler.from_config(peer.scheduler.config)
    peer.load_ip_adapter(str(adapters[kind]), subfolder="", weight_name="adapter.safetensors")
    peer.set_ip_adapter_scale(0.6)
    pipe, unet = model.pipe, model.pipe.unet
    noise = torch.randn((1, *model.latent_shape), generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        theirs = peer(
            "a red sea", ip_adapter_image=Image.fromarray(picture), width=64, height=64, num_inference_steps=1,
            guidance_scale=3.0, latents=noise, output_type="latent",
        ).images  # fmt: skip

        told, t, x, twice = tiny_adapters.begin(pipe, scheduler, noise)
        before = unet(twice, t, **told, return_dict=False)[0]
        reference = load_ip_adapter(adapters[kind], pipe, CPU)
        resembled, shunned_tokens = reference.encode(picture)
        more = reference.arguments(torch.cat([shunned_tokens, resembled]), torch.tensor(0.6))
        away, towards = unet(twice, t, **told, **more, return_dict=False)[0].chunk(2)
        ours = scheduler.step(away + 3.0 * (towards - away), t, x).prev_sample
        without = unet(twice, t, **told, return_dict=False)[0]
        silent = unet(
            twice, t, **told, **reference.arguments(torch.cat([resembled] * 2), torch.tensor(0.0)), return_dict=False
        )[0]
    assert abs(ours - theirs).max() < 2e-3
    assert abs(before - without).max() < 1e-5 and abs(before - silent).max() < 1e-5
    assert abs(before - torch.cat([away, towards])).mean() > 0.01


def test_what_does_not_fit_is_said_on_one_line(kinds, adapters, tmp_path):
    def refused(place, why):
        with pytest.raises(ModelError, match=why) as told:
            load_ip_adapter(place, load(kinds["sd"], 64, 64).pipe, CPU)
        assert "\n" not in str(told.value)

    refused(tmp_path / "none", "holds no IP-Adapter")
    refused(adapters["sdxl"], "does not fit")
    lone = tmp_path / "lone"
    lone.mkdir()
    (lone / "adapter.safetensors").write_bytes((adapters["sd"] / "adapter.safetensors").read_bytes())
    refused(lone, "lacks its image encoder")
    (lone / "more.safetensors").write_bytes(b"")
    refused(lone, "holds 2 IP-Adapters")
    encoder = lone / "image_encoder"
    encoder.mkdir()
    for file in (adapters["sd"] / "image_encoder").iterdir():
        (encoder / file.name).write_bytes(file.read_bytes())
    refused(lone / "more.safetensors", "damaged")
    load_ip_adapter(lone / "adapter.safetensors", load(kinds["sd"], 64, 64).pipe, CPU)


def test_pictures_come_from_the_media_folder_alone(tmp_path, picture):
    folder = tmp_path / "media"
    folder.mkdir()
    cv2.imwrite(str(folder / "a.png"), picture[..., ::-1])
    cv2.imwrite(str(folder / "wide.png"), np.zeros((10, 5000, 3), np.uint8))
    cv2.imwrite(str(folder / "thin.png"), np.zeros((1, 30000, 3), np.uint8))
    cv2.imwrite(str(tmp_path / "secret.png"), picture)
    (folder / "sound.wav").write_bytes(b"RIFF....WAVE")
    (folder / "empty.png").write_bytes(b"")
    np.testing.assert_array_equal(read_reference(folder, "a.png"), picture)
    assert read_reference(folder, "wide.png").shape[1] <= 2048
    assert read_reference(folder, "thin.png").shape == (1, 8, 3)
    for name in ("../secret.png", "/etc/passwd", "a/b", "a\\b", "..", ".hidden", "", "c:a.png"):
        with pytest.raises(PictureError, match="no plain file name"):
            read_reference(folder, name)
    for name, why in (("gone.png", "there is no picture"), ("sound.wav", "no picture"), ("empty.png", "read")):
        with pytest.raises(PictureError, match=why):
            read_reference(folder, name)
    with pytest.raises(PictureError, match="no media folder"):
        read_reference(None, "a.png")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "tRNS", "RGB16"])
def test_a_reference_is_black_where_it_is_transparent_as_an_input_is(tmp_path, mode):
    image = Image.new("RGBA", (64, 32), (255, 255, 255, 0))
    image.paste((200, 200, 200, 255), (32, 0, 64, 32))
    if mode == "P":
        image = image.quantize(8)
    elif mode == "tRNS":
        image = image.convert("RGB")
        image.info["transparency"] = (255, 255, 255)
    elif mode == "RGB16":
        image = None
        deep = np.full((32, 64, 4), 65535, np.uint16)
        deep[:, :32, 3], deep[:, 32:, :3] = 0, 200 * 257
        cv2.imwrite(str(tmp_path / "a.png"), deep)
    elif mode == "LA":
        image = image.convert("LA")
    if image is not None:
        image.save(tmp_path / "a.png")
    shown = read_reference(tmp_path, "a.png")
    assert shown[:, :30].max() == 0 and np.abs(shown[:, 34:].astype(int) - 200).max() <= 1
    np.testing.assert_array_equal(shown, load_image(tmp_path / "a.png"))
