"""Waves as pure functions of how many cycles have passed."""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache


def wave(shape: str, cycles: float, voice: int = 0) -> float:
    """The height of a wave, -1..1, after so many cycles.

    Sine and triangle begin at 0 and rise; saw rises from -1; square begins high. walk wanders smoothly from one random
    height to the next, one a cycle; hold keeps each. voice: whose random heights; they are the same on every day.
    """
    whole = math.floor(cycles)
    part = cycles - whole
    if shape == "sine":
        return math.sin(2 * math.pi * part)
    if shape == "triangle":
        return 1 - abs(4 * ((part + 0.25) % 1.0) - 2)
    if shape == "saw":
        return 2 * part - 1
    if shape == "square":
        return 1.0 if part < 0.5 else -1.0
    if shape == "walk":
        eased = part * part * (3 - 2 * part)
        here, there = _random(voice, whole), _random(voice, whole + 1)
        return here + (there - here) * eased
    return _random(voice, whole)


def envelope(shape: str, cycles: float, voice: int = 0) -> float:
    """The height of an envelope, 0..1, so many cycles after its trigger: one cycle, then 0.

    sine and triangle rise and fall, saw falls from 1, square stays at 1 half the time; walk falls from a random
    height, hold keeps one.
    """
    if not 0 <= cycles < 1:
        return 0.0
    if shape == "sine":
        return (1 - math.cos(2 * math.pi * cycles)) / 2
    if shape == "triangle":
        return 1 - abs(2 * cycles - 1)
    if shape == "saw":
        return 1 - cycles
    if shape == "square":
        return 1.0 if cycles < 0.5 else 0.0
    height = (1 + _random(voice, 0)) / 2
    return height * (1 - cycles) if shape == "walk" else height


@lru_cache(maxsize=256)
def _random(voice: int, number: int) -> float:
    digest = hashlib.blake2b(f"{voice} {number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") / (2**63) - 1
