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
    parts: list[tuple[str, float]] = []
    opened: list[tuple[str, int]] = []  # brackets that are not closed yet, and which parts they are
    for token in _TOKEN.findall(_untagged(text)):
        last = token[-1]
        if token in ("(", "["):
            opened.append((token, len(parts)))
            parts.append((token, 1.0))
        elif last in ")]" and token[0] != "\\" and opened and opened[-1][0] == {")": "(", "]": "["}[last]:
            _, at = opened.pop()
            factor = _weight(token[1:-1]) if token[0] == ":" else STEP if last == ")" else 1 / STEP
            parts[at] = ("", 1.0)
            parts[at:] = [(part, min(max(weight * factor, 0.0), HEAVIEST)) for part, weight in parts[at:]]
        else:
            parts.append((token[1:] if token[0] == "\\" and len(token) > 1 else token, 1.0))
    return [(part, weight) for part, weight in parts if part]
