"""Gathers captioned pictures ahead of training, in shards on disk that every trainer reads.

A shard holds SHARD pictures of one size with their captions and seeds: `HxW-00012.npz`. Drawing runs in a process of
its own, so training starts with the first shard and resumes with all of them.
"""

import multiprocessing
import os
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from tqdm import trange

from engine.training.draw import draw
from engine.training.things import shapes
from engine.training.trainer import Run

SHARD = 48
PICTURE_ENDINGS = {".png", ".jpg", ".jpeg", ".webp"}


def shard_path(folder: Path, width: int, height: int, index: int) -> Path:
    return folder / f"{height}x{width}-{index:05d}.npz"


def write_shard(path: Path, pictures: list[np.ndarray], captions: list[str], seeds: list[int], **more: Any) -> None:
    """Whole or not at all: a process that is ended in the middle leaves no half shard. more: other arrays by name."""
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    with partial.open("wb") as file:
        np.savez(file, pictures=np.stack(pictures), captions=np.array(captions), seeds=np.array(seeds), **more)
    partial.replace(path)


def seeds_of(run: Run, index: int) -> list[int]:
    """The seeds of a shard's pictures."""
    return [run.seed * 10_000_000 + index * SHARD + i for i in range(SHARD)]


def draw_shard(folder: Path, run: Run, index: int) -> None:
    """Draws the shard of a number unless it is there."""
    path = shard_path(folder, run.width, run.height, index)
    if path.exists():
        return
    seeds = seeds_of(run, index)
    drawn = [draw(seed, run.width, run.height, run.takes) for seed in seeds]
    write_shard(path, [d[0] for d in drawn], [d[1] for d in drawn], seeds)


def draw_ahead(folder: Path, run: Run, shard: Callable[[Path, Run, int], None] = draw_shard) -> None:
    """Draws a run's shards in a process of its own, which gives way to training."""
    cv2.setNumThreads(1)
    os.nice(5)
    shapes.use(run.icons)
    for index in range(run.shards):
        shard(folder, run, index)


def draw_all(folder: Path, run: Run) -> None:
    """Draws a run's shards here and now."""
    shapes.use(run.icons)
    folder.mkdir(parents=True, exist_ok=True)
    for index in trange(run.shards, desc="drawing", unit="shard", mininterval=5):
        draw_shard(folder, run, index)


def read_folder(pictures: Path) -> list[tuple[Path, str]]:
    """A user's pictures with their captions: NAME.txt beside NAME.png or .jpg, or else the name itself as words."""
    found = []
    for path in sorted(p for p in pictures.rglob("*") if p.suffix.lower() in PICTURE_ENDINGS):
        text = path.with_suffix(".txt")
        found.append((path, text.read_text().strip() if text.exists() else path.stem.replace("_", " ")))
    if not found:
        raise FileNotFoundError(f"no pictures (png, jpg, webp) in {pictures}")
    return found


def cover(picture: np.ndarray, width: int, height: int, place: float) -> np.ndarray:
    """A picture scaled and cropped to fill width x height; `place` 0..1 says which part of the longer way stays."""
    scale = max(width / picture.shape[1], height / picture.shape[0])
    size = max(width, round(picture.shape[1] * scale)), max(height, round(picture.shape[0] * scale))
    picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    left, top = round((size[0] - width) * place), round((size[1] - height) * place)
    return picture[top : top + height, left : left + width]


def folder_shards(folder: Path, width: int, height: int, pictures: Path, seed: int) -> None:
    """A user's pictures as shards: a small folder is repeated with other croppings so that a shard is full."""
    found = read_folder(pictures)
    random = np.random.default_rng(seed)
    for index in range(-(-len(found) // SHARD)):
        path = shard_path(folder, width, height, index)
        if path.exists():
            continue
        chosen = [found[(index * SHARD + i) % len(found)] for i in range(SHARD)]
        cropped = [cover(_read(picture), width, height, random.random()) for picture, _ in chosen]
        write_shard(path, cropped, [text for _, text in chosen], [-1] * SHARD)


@contextmanager
def gathering(folder: Path, run: Run, shard: Callable[[Path, Run, int], None] = draw_shard):
    """Sees to it that a run's shards come to be while the body runs; the first one is there when it starts.

    shard: what draws one, of a folder, a run and a number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if run.pictures is not None:
        folder_shards(folder, run.width, run.height, run.pictures, run.seed)
        yield
        return
    worker = multiprocessing.get_context("spawn").Process(target=draw_ahead, args=(folder, run, shard))
    worker.start()
    try:
        while not shard_path(folder, run.width, run.height, 0).exists():
            if not worker.is_alive():
                raise RuntimeError("drawing pictures failed; see the error above")
            time.sleep(0.1)
        yield
    finally:
        worker.terminate()
        worker.join()


class Pictures:
    """The pictures of one size gathered so far; `refresh` takes in shards that have come since."""

    def __init__(self, folder: Path, width: int, height: int):
        self.folder, self.pattern = folder, f"{height}x{width}-*.npz"
        self.pictures: list[np.ndarray] = []  # (SHARD, H, W, 3) uint8 each
        self.captions: list[str] = []
        self.known: set[Path] = set()
        self.refresh(limit=1)

    def refresh(self, limit: int = 10_000) -> None:
        for path in sorted(self.folder.glob(self.pattern)):
            if path not in self.known and len(self.known) < limit:
                with np.load(path) as shard:
                    self.pictures.append(shard["pictures"])
                    self.captions.extend(str(text) for text in shard["captions"])
                self.known.add(path)

    def __len__(self) -> int:
        return len(self.captions)

    def __getitem__(self, index: int) -> np.ndarray:
        return self.pictures[index // SHARD][index % SHARD]


def _read(path: Path) -> np.ndarray:
    """A picture file as (h, w, 3) uint8 RGB; ValueError for one that is none."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"cannot read {path}")
    return picture[..., ::-1]
