"""What prompts say beside their words: weights in brackets and LoRA tags, as other programs write them.

`(word:1.3)` weighs 1.3, `(word)` 1.1, `((word))` 1.21 and `[word]` 1 / 1.1; a backslash before a bracket makes it one
of the text, as does its having no other half. `<lora:name:0.8>` wears a LoRA.
"""

from __future__ import annotations

import math
import re

from engine.parameters import HEAVIEST as HEAVIEST_LORA
from engine.parameters import Mix

STEP = 1.1  # what a pair of brackets weighs
HEAVIEST = 4.0
# No part may match what its neighbour could as well: a text of 8,000 spaces would hold the show's thread for minutes.
_TAG = re.compile(r"<(?:lora|lyco):([^:<>]+)(?::([^:<>]*))?(?::[^<>]*)?>", re.IGNORECASE)
_TOKEN = re.compile(
    r"\\[()\[\]\\]|:\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)\s*\)|[()\[\]]|[^\\()\[\]:]+|.",
    re.DOTALL,
)


def lora_tags(*texts: str) -> Mix:
    """The LoRAs that texts name, with their weights, 1 where it is left out or no number."""
    found = {name.strip(): _weight(weight) for text in texts for name, weight in _TAG.findall(text) if name.strip()}
    return tuple((name, weight) for name, weight in found.items() if weight)


def _untagged(text: str) -> str:
    """A text without its tags and the spaces before them."""
    kept, end = [], 0
    for tag in _TAG.finditer(text):
        kept.append(text[end : tag.start()].rstrip())
        end = tag.end()
    return "".join([*kept, text[end:]]).strip()


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return 1.0
    return min(max(weight, -HEAVIEST_LORA), HEAVIEST_LORA) if math.isfinite(weight) else 1.0


def worn(set_loras: Mix, *texts: str) -> Mix:
    """The LoRAs that are set, and those that texts name; of the same name, what is set counts."""
    tags = lora_tags(*texts)
    return tuple({**dict(tags), **dict(set_loras)}.items()) if tags else set_loras


def weighted(text: str) -> list[tuple[str, float]]:
    """A text without its tags, in parts with their weights, 0 to HEAVIEST; together they are what is to be read."""
    tokens = _TOKEN.findall(_untagged(text))
    opened: list[int] = []  # brackets that are not closed yet
    factors: dict[int, float] = {}  # of those that are
    closing: set[int] = set()
    for at, token in enumerate(tokens):
        last = token[-1]
        if token in ("(", "["):
            opened.append(at)
        elif last in ")]" and token[0] != "\\" and opened and tokens[opened[-1]] == {")": "(", "]": "["}[last]:
            factor = _weight(token[1:-1]) if token[0] == ":" else STEP if last == ")" else 1 / STEP
            factors[opened.pop()] = max(factor, 0.0)
            closing.add(at)
    parts: list[tuple[str, float]] = []
    # What the brackets around a part make of its weight, and of the most to which each of them holds it.
    around = [(1.0, HEAVIEST)]
    for at, token in enumerate(tokens):
        if at in factors:
            factor, most = around[-1]
            around.append((min(factor * factors[at], 1e300), min(factor * HEAVIEST, most)))
        elif at in closing:
            around.pop()
        else:
            parts.append((token[1:] if token[0] == "\\" and len(token) > 1 else token, min(around[-1])))
    return parts
