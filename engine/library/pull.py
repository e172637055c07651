"""Fetches a model from the hub: only the files that are loaded, never a kind that can hide code."""

from __future__ import annotations

import errno
import fnmatch
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from engine.errors import one_line

UNUSED = ("safety_checker", "feature_extractor", "image_encoder")
ANSWER = 15.0  # seconds the hub gets for its first answer
SMALL = ("*.json", "*.txt", "README.md")


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


def _reason(hub_id: str, error: Exception) -> str:
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        return f"{hub_id} wants its licence accepted on its page, then: hf auth login"
    if isinstance(error, errors.RepositoryNotFoundError):
        return f"the hub has no model {hub_id} (or it is private): check the name"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "the disk is full: make room, or set HF_HOME to a folder on another one"
    return f"{hub_id} can't be downloaded, check the network: {one_line(error):.120}"
