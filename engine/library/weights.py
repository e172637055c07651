"""What a .safetensors file holds, read from its header alone."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LONGEST_HEADER = 100_000_000  # bytes, the format's own limit


@dataclass(frozen=True)
class Weights:
    """parameters: how many numbers; dtypes: what they are stored as; bytes: of the files."""

    parameters: int
    dtypes: tuple[str, ...]
    bytes: int


def header(file: Path) -> dict[str, dict]:
    """Tensor name to {"dtype", "shape", ...}. Raises ValueError for a file that is torn or of another kind."""
    with file.open("rb") as opened:
        start = opened.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 2 <= length <= LONGEST_HEADER:
            raise ValueError(f"{file} is not a safetensors file")
        text = opened.read(length)
    try:
        found = json.loads(text)
    except ValueError:
        raise ValueError(f"{file} is torn: its header is not whole") from None
    found.pop("__metadata__", None)
    return found


def weights(files: Iterable[Path]) -> Weights:
    """Count what several files hold together."""
    parameters, size = 0, 0
    dtypes: set[str] = set()
    for file in files:
        for tensor in header(file).values():
            parameters += math.prod(tensor["shape"])
            dtypes.add(tensor["dtype"])
        size += file.stat().st_size
    return Weights(parameters, tuple(sorted(dtypes)), size)


def chosen(folder: Path) -> list[Path]:
    """The weight files of one component that count: the plain ones, or the fp16 ones where only those are there."""
    files = sorted(folder.glob("*.safetensors"))
    plain = [file for file in files if "fp16" not in file.name and "non_ema" not in file.name]
    return plain or [file for file in files if "fp16" in file.name]
