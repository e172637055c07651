"""Writes what was trained as a diffusers folder, half precision on disk, and shows what such a folder dreams."""

import copy
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from diffusers import ControlNetModel, StableDiffusionPipeline, UNet2DConditionModel
from safetensors import safe_open

from engine.config import ConfigError
from engine.dream.model import take_of
from engine.training.autoencoder import load_autoencoder, new_autoencoder
from engine.training.controlnet import load_control, new_controlnet
from engine.training.denoiser import load_denoiser, new_scheduler, new_unet
from engine.training.draw import sheet
from engine.training.listen import hushed, load_text, new_text_encoder, work_tokenizer
from engine.training.trainer import save_whole, write_picture
from engine.training.words import TAKES

LONG_AVERAGED = 10_000  # steps: weights that an average has followed for long

CONTACT_PROMPTS = (
    "red orbs",
    "blue tunnel",
    "fire",
    "green northern lights",
    "purple and gold mandala",
    "stormy ocean",
    "neon city lights at night",
    "pastel clouds",
    "sunset over the sea",
    "pink flowers",
    "cyan circuit board",
    "spiral galaxy",
    "lightning",
    "rainbow kaleidoscope",
    "black ink in water",
    "rain on glass, teal",
    "ember cracks",
    "arctic crystal",
    "golden silk",
    "magenta liquid marble",
    "green scales",
    "peacock feathers",
    "vaporwave grid",
    "white smoke",
    "orange interference ripples",
    "royal fractal",
    "dusk mountains",
    "warp speed stars",
    "toxic cells",
    "soft bokeh, gold",
    "yellow spiral",
    "nebula, indigo and pink",
    "huge crimson orbs, glowing",
    "dark blue abyss tunnel",
    "desert dunes",
    "candy bubbles",
    "snow mountains at dawn",
    "lava",
    "noir smoke",
    "xyzzy",
)
JOURNEY_PROMPTS = ("purple nebula", "orange fire", "teal ocean waves")


def export(work: Path, folder: Path, steps: int = 4, guidance: float = 2.0, takes: int | None = None) -> int:
    """Writes work's autoencoder, text encoder, denoiser and any ControlNet into `folder`; returns its bytes.

    takes: how many it was taught, which a show's seeds are then to choose from.
    """
    text, tokenizer = load_text(work)
    pipeline = StableDiffusionPipeline(
        vae=load_autoencoder(work),
        text_encoder=text,
        tokenizer=tokenizer,
        unet=load_denoiser(work),
        scheduler=new_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.to(torch.float16).save_pretrained(folder)
    shutil.copytree(work / "tokenizer", folder / "tokenizer", dirs_exist_ok=True)
    (folder / "tokenizer" / "tokenizer.json").unlink(missing_ok=True)  # one truth: vocab.json and merges.txt
    # stored in half precision, meant to run in single: transformers would otherwise keep it half on a CPU
    config = json.loads((folder / "text_encoder" / "config.json").read_text())
    config["dtype"] = config["torch_dtype"] = "float32"
    (folder / "text_encoder" / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    # DDIM's steps alone are Euler steps on this schedule, and bear that it begins at pure noise
    if (work / "controlnet.pt").exists():
        control = load_control(work, load_denoiser(work))  # diffusers' pipelines leave its folder alone
        control.to(torch.float16).save_pretrained(folder / "controlnet")
    made_for = {"steps": steps, "sampler": "ddim", "guidance": guidance, "width": 512, "height": 288}
    if takes:
        made_for["takes"] = ["", *(f"{words[0]}, " for words in [*TAKES.values()][1:takes])]
    note(folder, made_for)
    return size_of(folder)


def export_student(
    model: Path, folder: Path, weights: dict, steps: int = 4, guidance: float = 1.0, share: float = 1.0
) -> int:
    """Writes the pipeline folder `model` again with a student's weights for its UNet; returns its bytes.

    share: of the student, 0..1; the rest is what it began as. Between the two lie good networks too, which keep of
    both (Wortsman et al. 2022). Raises ConfigError where the weights do not fit it.
    """
    if folder.resolve() == model.resolve():
        raise ConfigError("--folder: give another folder than the one that the student began with")
    pipeline, _ = open_pipeline(model)
    try:
        before = {name: value.clone() for name, value in pipeline.unet.state_dict().items()}
        pipeline.unet.load_state_dict(weights)
    except RuntimeError:
        raise ConfigError(f"the student does not fit {model}: give the folder that it began with") from None
    for name, value in pipeline.unet.state_dict().items():
        value.lerp_(before[name], 1 - share)
    write_with(model, folder, pipeline.unet)
    note(folder, noted(model) | {"steps": steps, "guidance": guidance})
    return size_of(folder)


def unpack(folder: Path, work: Path) -> None:
    """Writes a folder of `export` as checkpoints in `work`, so that every stage goes on from it.

    The optimisers begin anew. Raises ConfigError for a pipeline whose parts are not those that are trained here.
    """
    pipeline, _ = open_pipeline(folder)
    shutil.copytree(folder / "tokenizer", work / "tokenizer", dirs_exist_ok=True)
    parts = [
        ("autoencoder", pipeline.vae, new_autoencoder(0)),
        ("text", hushed(pipeline.text_encoder, 0.0), new_text_encoder(work_tokenizer(work), 0)),
        ("denoiser", pipeline.unet, new_unet(0)),
    ]
    if (folder / "controlnet").is_dir():
        control = ControlNetModel.from_pretrained(folder / "controlnet")
        parts.append(("controlnet", control, new_controlnet(new_unet(0), 0)))
    for name, part, ours in parts:
        weights = part.float().state_dict()
        try:
            ours.load_state_dict(weights)
        except RuntimeError:
            raise ConfigError(f"{folder}: its {name} is not of the sort that is trained here") from None
        average = {"count": LONG_AVERAGED, "weights": weights}
        save_whole(work / f"{name}.pt", {"module": weights, "optimiser": None, "average": average, "step": 0})


def write_with(model: Path, folder: Path, unet: UNet2DConditionModel) -> None:
    """Writes the pipeline folder `model` again with another UNet, as precise on disk as the one before."""
    shutil.copytree(model, folder, dirs_exist_ok=True, ignore=lambda path, names: {"unet"} & {*names})
    shutil.rmtree(folder / "unet", ignore_errors=True)
    copy.deepcopy(unet).to(stored_precision(model / "unet")).save_pretrained(folder / "unet")


def stored_precision(unet: Path) -> torch.dtype:
    """The precision of a folder's weights on disk."""
    for path in sorted(unet.glob("*.safetensors")):
        with safe_open(path, "pt") as file:
            return file.get_tensor(next(iter(file.keys()))).dtype
    return torch.float32


def note(folder: Path, settings: dict) -> None:
    """Writes what a folder is made for, which a show reads."""
    (folder / "reverie.json").write_text(json.dumps(settings) + "\n")


def noted(folder: Path) -> dict:
    """What a folder says that it is made for, if anything."""
    file = folder / "reverie.json"
    return json.loads(file.read_text()) if file.exists() else {}


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def open_pipeline(folder: Path) -> tuple[StableDiffusionPipeline, dict]:
    """A folder's pipeline as plain diffusers loads it, and the settings it was made for. Raises ConfigError."""
    if not (folder / "model_index.json").is_file():
        raise ConfigError(f"{folder} is no pipeline folder: it has no model_index.json")
    settings = {"steps": 25, "guidance": 7.5, "width": 512, "height": 512} | noted(folder)
    pipeline = StableDiffusionPipeline.from_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline, settings


def dream(pipeline, settings: dict, prompt: str, seed: int, **changes) -> np.ndarray:
    """One picture (H, W, 3) uint8 of a prompt and a seed."""
    wanted = settings | changes
    takes = wanted.get("takes", [""])
    made = pipeline(
        takes[take_of(seed, len(takes))] + prompt,
        num_inference_steps=wanted["steps"],
        guidance_scale=wanted["guidance"],
        width=wanted["width"],
        height=wanted["height"],
        generator=torch.Generator().manual_seed(seed),
        output_type="np",
    ).images[0]
    return (made * 255 + 0.5).astype(np.uint8)


def contact_sheet(
    folder: Path,
    path: Path,
    prompts: tuple[str, ...] = CONTACT_PROMPTS,
    columns: int = 5,
    seed: int = 1,
    **changes,
) -> None:
    """A sheet of one picture a prompt."""
    pipeline, settings = open_pipeline(folder)
    write_picture(path, sheet([dream(pipeline, settings, prompt, seed, **changes) for prompt in prompts], columns))


def slerp(a: torch.Tensor, b: torch.Tensor, t: float) -> torch.Tensor:
    """Between two noises along the sphere, so that what lies between is as strong as both (Shoemake 1985)."""
    angle = torch.acos(torch.clamp((a * b).sum() / (a.norm() * b.norm()), -1, 1))
    return (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / torch.sin(angle)


def journey_strip(
    folder: Path, path: Path, prompts: tuple[str, ...] = JOURNEY_PROMPTS, frames: int = 5, seed: int = 1
) -> None:
    """Two strips between prompts: above, text and noise are blended (walk); below, finished latents are (travel)."""
    pipeline, settings = open_pipeline(folder)
    scale = pipeline.vae_scale_factor
    size = pipeline.unet.config.in_channels, settings["height"] // scale, settings["width"] // scale
    noises = [torch.randn((1, *size), generator=torch.Generator().manual_seed(seed + i)) for i in range(len(prompts))]
    with torch.no_grad():
        *texts, empty = (pipeline.encode_prompt(prompt, "cpu", 1, False)[0] for prompt in (*prompts, ""))

    def made(text: torch.Tensor, noise: torch.Tensor, kind: str):
        return pipeline(
            prompt_embeds=text,
            negative_prompt_embeds=empty,
            latents=noise,
            output_type=kind,
            num_inference_steps=settings["steps"],
            guidance_scale=settings["guidance"],
            width=settings["width"],
            height=settings["height"],
        ).images

    walk, travel = [], []
    ends = [made(text, noise, "latent") for text, noise in zip(texts, noises, strict=True)]
    for leg in range(len(prompts) - 1):
        for frame in range(frames):
            t = frame / frames
            text = texts[leg] * (1 - t) + texts[leg + 1] * t
            walk.append((made(text, slerp(noises[leg], noises[leg + 1], t), "np")[0] * 255 + 0.5).astype(np.uint8))
            with torch.no_grad():
                pixels = pipeline.vae.decode(slerp(ends[leg], ends[leg + 1], t)).sample[0].clamp(-1, 1).permute(1, 2, 0)
            travel.append(((pixels.numpy() + 1) * 127.5 + 0.5).astype(np.uint8))
    rows = [
        p
        for leg in range(len(prompts) - 1)
        for strip in (walk, travel)
        for p in strip[leg * frames : (leg + 1) * frames]
    ]
    write_picture(path, sheet(rows, frames))
