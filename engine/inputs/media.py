"""Files of the performer's media folder: what a name from outside may mean."""

from __future__ import annotations

import os
from pathlib import Path

from engine.inputs.source import InputError

VIDEOS = frozenset((
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".gif", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".mxf", ".wmv",
    ".flv", ".ogv", ".3gp",
))  # fmt: skip
PICTURES = frozenset([".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"])


def media_file(folder: Path, name: str) -> Path:
    """The file that a name means, inside the folder and nowhere else. Raises InputError."""
    if not name or name != Path(name).name or any(sign in name for sign in "/\\:\0") or name.startswith("."):
        raise InputError(f"{name!r:.60} is no plain file name: over the network files come from {folder} only")
    path = folder / name
    if not os.path.isfile(path):
        raise InputError(f"there is no file {name:.60} in {folder}")
    return path


def any_file(folder: Path, name: str) -> Path:
    """The file that the command line means: a path, or the name of a file in the folder. Raises InputError."""
    for path in (Path(name).expanduser(), folder / name):
        if os.path.isfile(path):
            return path
    raise InputError(f"there is no file {name}")


def media_files(folder: Path, kinds: frozenset[str]) -> list[str]:
    """The names of the files in the folder whose suffix is one of `kinds`, in order."""
    try:
        return sorted(
            path.name
            for path in folder.iterdir()
            if path.suffix.lower() in kinds and not path.name.startswith(".") and path.is_file()
        )
    except OSError:
        return []
