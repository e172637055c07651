"""What the doctor says about one thing."""

from __future__ import annotations

from dataclasses import dataclass

WORKS, MISSING, BROKEN = "works", "missing", "broken"


@dataclass(frozen=True)
class Finding:
    """state: WORKS; MISSING (the show runs without it); BROKEN (it can't run). cure: commands and steps, in order."""

    about: str
    state: str
    text: str
    cure: tuple[str, ...] = ()
