"""Where a model comes from: a folder, a .safetensors file or the hub, checked before a library touches it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.dream.progress import Say, telling
from engine.errors import one_line

BUILTIN = Path(__file__).resolve().parents[1] / "builtin"

# pipeline class in model_index.json -> (family, the class that loads it)
PIPELINES = {
    "StableDiffusionPipeline": ("sd", "StableDiffusionPipeline"),
    "LatentConsistencyModelPipeline": ("sd", "StableDiffusionPipeline"),
    "StableDiffusionXLPipeline": ("sdxl", "StableDiffusionXLPipeline"),
}
COMPONENTS = {
    "vae": ("AutoencoderKL", "AutoencoderTiny"),  # component -> classes that are known
    "unet": ("UNet2DConditionModel",),
    "text_encoder": ("CLIPTextModel", "CLIPTextModelWithProjection"),
    "text_encoder_2": ("CLIPTextModel", "CLIPTextModelWithProjection"),
    "tokenizer": ("CLIPTokenizer", "CLIPTokenizerFast"),
    "tokenizer_2": ("CLIPTokenizer", "CLIPTokenizerFast"),
}
REPLY = 5.0  # seconds in which the hub must answer


class ModelError(RuntimeError):
    """A model that can't be had; the text is one line that says what to do. memory: there was too little of it."""

    def __init__(self, text: str, memory: bool = False):
        super().__init__(text)
        self.memory = memory


def find(name: str, half: bool, say: Say) -> Path:
    """The folder or .safetensors file that a model name means, downloaded if it is a hub id. Raises ModelError."""
    path = BUILTIN if name == "builtin" else Path(name).expanduser()
    if path.is_dir():
        return path
    if path.is_file():
        if path.suffix != ".safetensors":
            raise ModelError(f"{name} is not a .safetensors file, and other kinds can hide code: convert it first")
        return path
    local = name.startswith((".", "/", "~", "\\")) or path.suffix == ".safetensors" or path.is_absolute()
    if local or name.count("/") != 1 or not all(name.split("/")):
        raise ModelError(f"there is no model {name}: give a folder, a .safetensors file, or a hub id (owner/name)")
    return _from_hub(name, half, say)


def read_index(folder: Path) -> dict[str, Any]:
    """A folder's model_index.json, its pipeline one that we know. Raises ModelError."""
    if not (folder / "model_index.json").is_file():
        raise ModelError(f"{folder} has no model_index.json: give the folder of a model in diffusers' layout")
    index = read_json(folder / "model_index.json")
    kind = index.get("_class_name")
    if not isinstance(kind, str) or kind not in PIPELINES:
        raise ModelError(f"{folder.name} is a {kind}, which Reverie can't dream with: it knows {', '.join(PIPELINES)}")
    family = PIPELINES[kind][0]
    for part, known in COMPONENTS.items():
        if part.endswith("_2") and family != "sdxl":
            continue
        found = index.get(part)
        if not isinstance(found, list) or len(found) != 2 or found[1] not in known:
            raise ModelError(f"the {part} of {folder.name} is {found}, where Reverie knows {', '.join(known)}")
    return index


def guess_index(file: Path) -> dict[str, Any]:
    """Tell SDXL from the others by its second text encoder."""
    keys = check_weights(file)
    if not any(key.startswith("model.diffusion_model.") for key in keys):
        raise ModelError(f"{file.name} holds no whole Stable Diffusion model; a LoRA goes into the LoRA folder")
    larger = any(key.startswith("conditioner.embedders.1.") for key in keys)
    return {"_class_name": "StableDiffusionXLPipeline" if larger else "StableDiffusionPipeline"}


def beside(file: Path) -> Path | None:
    """The folder of the same name next to a file, which holds the configs and the tokenizer that the file lacks."""
    folder = file.with_suffix("")
    return folder if (folder / "model_index.json").is_file() else None


def read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} can't be read: {one_line(error)}") from None
    if not isinstance(value, dict):
        raise ModelError(f"{path} should hold one JSON object")
    return value


def quiet_libraries() -> None:
    """Their warnings and progress bars would tear the performer's status line."""
    from diffusers.utils import logging as diffusers_log
    from transformers.utils import logging as transformers_log

    for log in (diffusers_log, transformers_log):
        log.set_verbosity_error()
        log.disable_progress_bar()


def check_files(folder: Path, index: dict[str, Any]) -> None:
    """Tell missing and unsafe files by name, before a library does so at length. Raises ModelError."""
    for part in COMPONENTS:
        if part in index:
            _check_component(folder, part, index[part][1])


def _check_component(folder: Path, part: str, kind: str) -> None:
    place = folder / part
    if not place.is_dir():
        raise ModelError(f"{folder} lacks its {part} folder: copy the whole model, or download it again")
    if kind.startswith("CLIPTokenizer"):
        if not any((place / name).is_file() for name in ("tokenizer.json", "vocab.json")):
            raise ModelError(f"{place} lacks its vocabulary (vocab.json and merges.txt, or tokenizer.json)")
        return
    if not (place / "config.json").is_file():
        raise ModelError(f"{place} lacks config.json: copy the whole model, or download it again")
    if not any(place.glob("*.safetensors")):
        if any(place.glob("*.bin")) or any(place.glob("*.ckpt")):
            raise ModelError(f"{place} has no .safetensors weights, and other kinds can hide code: convert it first")
        raise ModelError(f"{place} lacks its weights (a .safetensors file): copy the whole model, or download it again")
    for file in place.glob("*.safetensors"):
        check_weights(file)


def check_weights(file: Path) -> set[str]:
    """The names of the tensors in a .safetensors file. Raises ModelError when it is damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(file), framework="pt") as tensors:
            return set(tensors.keys())
    except (SafetensorError, OSError) as error:
        raise ModelError(f"{file} is cut short or damaged: copy or download it again ({one_line(error):.60})") from None


def reach_hub() -> bool:
    """Ask the hub once whether it is there; if not, set its library to use the cache, not to try for half a minute."""
    import huggingface_hub
    from huggingface_hub import constants

    if not constants.HF_HUB_OFFLINE:
        try:
            huggingface_hub.get_session().head(constants.ENDPOINT, timeout=REPLY)
        except Exception:
            constants.HF_HUB_OFFLINE = True
    return not constants.HF_HUB_OFFLINE


def _from_hub(name: str, half: bool, say: Say) -> Path:
    """A hub id's folder in the cache, downloaded first if it isn't whole."""
    import huggingface_hub
    from diffusers.pipelines.pipeline_utils import DiffusionPipeline

    quiet_libraries()
    try:
        folder = Path(huggingface_hub.snapshot_download(name, local_files_only=True))
        index = read_index(folder)
        check_files(folder, index)
        return folder
    except (OSError, ValueError, ModelError):
        pass  # not there, or not whole
    if not reach_hub():
        raise ModelError(f"{name} is not here, and the hub can't be reached: check the network, or give a folder")
    try:
        with telling(f"downloading {name}", say):
            read_index(Path(huggingface_hub.hf_hub_download(name, "model_index.json")).parent)
            wanted = {"use_safetensors": True, "safety_checker": None}
            try:
                variant = "fp16" if half else None
                return Path(DiffusionPipeline.download(name, variant=variant, **wanted))
            except ValueError:  # no such variant
                return Path(DiffusionPipeline.download(name, **wanted))
    except ModelError:
        raise
    except Exception as error:
        if "404" in str(error) or "Repository Not Found" in str(error):
            raise ModelError(f"the hub has no model {name} (or it is private): check the name") from None
        raise ModelError(f"{name} can't be downloaded: {one_line(error):.120}; try again, or give a folder") from None
