"""One measured figure and its verdict, what a results file says, and the plain arithmetic that figures share."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from engine import __version__
from engine.doctor.machine import cpu_name


@dataclass(frozen=True)
class Figure:
    """One measured figure. target: what is promised, None for one that is only reported; more: at least that much."""

    name: str
    value: float
    unit: str = ""
    target: float | None = None
    more: bool = True
    note: str = ""

    @property
    def passed(self) -> bool:
        if self.target is None:
            return True
        return self.value >= self.target if self.more else self.value <= self.target

    @property
    def verdict(self) -> str:
        return "" if self.target is None else "pass" if self.passed else "short"

    def line(self) -> str:
        wanted = "" if self.target is None else f"{'at least' if self.more else 'at most'} {self.target:g}"
        return f"{self.name:<52} {self.value:>8.4g} {self.unit:<12} {wanted:<14} {self.verdict:<6} {self.note}".rstrip()


def frechet(a: np.ndarray, b: np.ndarray) -> float:
    """The Frechet distance of two sets of features (N, F), each taken as a Gaussian (Heusel et al. 2017)."""
    mean = float(((a.mean(0) - b.mean(0)) ** 2).sum())
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ second @ root).clip(0)).sum()
    return max(mean + float(np.trace(first) + np.trace(second) - 2 * shared), 0.0)


def apart(a: np.ndarray, b: np.ndarray, scale: np.ndarray) -> float:
    """The mean distance of paired features (N, F), each feature in units of `scale` (F,)."""
    return float(np.linalg.norm((a - b) / scale, axis=1).mean())


def spread_of(features: np.ndarray, scale: np.ndarray) -> float:
    """The mean distance of any two of some features (N, F), each feature in units of `scale` (F,)."""
    first, second = np.triu_indices(len(features), 1)
    return apart(features[first], features[second], scale)


def percent(hits: Iterable[bool]) -> float:
    return 100 * float(np.mean(list(hits)))


def most_missed(found: Sequence[str], wanted: Sequence[str], most: int = 4) -> str:
    """What is missed most often, in words; "" where nothing is."""
    missed: dict[str, int] = {}
    for name, right in zip(found, wanted, strict=True):
        missed[right] = missed.get(right, 0) + (name != right)
    rank = sorted((count, name) for name, count in missed.items() if count)[::-1][:most]
    return "missed: " + ", ".join(f"{name} {count}" for count, name in rank) if rank else ""


def results(folder: Path, quick: bool, seconds: float, figures: Sequence[Figure]) -> dict[str, Any]:
    """What the results file holds, ready for JSON."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M:%S%z"),
        "revision": revision(),
        "machine": {"processor": cpu_name(), "cores": os.cpu_count(), "system": platform.platform()},
        "versions": {"reverie": __version__, "python": platform.python_version(), "torch": torch.__version__},
        "threads": torch.get_num_threads(),
        "model": folder.name,
        "quick": quick,
        "seconds": round(seconds),
        "passed": all(figure.passed for figure in figures),
        "figures": [{**asdict(figure), "verdict": figure.verdict} for figure in figures],
    }


def revision() -> str:
    """The source's git revision, with a + where files of the engine differ from it; unknown outside a checkout."""
    root = Path(__file__).resolve().parents[2]

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", "-C", str(root), *words], capture_output=True, text=True, check=True
        ).stdout.strip()

    try:
        return git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain", "--", "engine") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
