"""Recording to a file: `record:FILE.mp4` (H.264), `.mkv` (H.264) or `.mov` (ProRes, for editing)."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

from engine.outputs.encoded import Encoded, Job, fraction
from engine.outputs.output import OutputEnded

CODECS = {".mp4": "h264", ".mkv": "h264", ".mov": "prores"}
FINISH = 20.0  # seconds that the end of a file may take on a busy machine; mostly it is a fraction of one


class Record(Encoded):
    """One recording of constant frame rate. file: its path; a file that is there is never written over.

    A crash leaves a file that plays up to the last second. A full disk ends the recording (OutputEnded).
    """

    def __init__(self, file: str, size: tuple[int, int], fps: float, stop: threading.Event):
        path = free(Path(file).expanduser())
        super().__init__(Job(str(path), *size, str(fraction(fps)), codec(file)), FINISH, stop)
        self.path = path


def codec(file: str) -> str:
    """What a file of that name holds. Raises OutputEnded."""
    found = CODECS.get(Path(file).suffix.lower())
    if found is None:
        raise OutputEnded(f"record:{file}: name a file that ends in .mp4, .mkv or .mov (ProRes)")
    return found


def free(path: Path) -> Path:
    """The path itself, or the first of `name-2`, `name-3` .. that is not there yet."""
    candidate, count = path, 1
    while candidate.exists():
        count += 1
        candidate = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return candidate


def named(name: str, folder: Path) -> Path:
    """A file in `folder` for a recording that the network asked for: whatever the name, it stays in there.

    name: empty (then the time of day names it), with or without an ending.
    """
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    if suffix not in CODECS:
        stem, suffix = Path(name).name, ".mp4"
    stem = re.sub(r"[^\w \-]+", "_", re.split(r"[/\\]", stem)[-1]).strip("_ ")[:80]
    return folder / f"{stem or time.strftime('%Y-%m-%d %H-%M-%S')}{suffix}"
