"""What a picture shows, as the denoiser is told it: a few slots, each with one value of a table.

Every value has a code of its own: a fixed direction by chance, nearly at right angles to every other. So an owl is
told from a wolf as plainly as red from blue, before anything is learnt; where a text encoder learns its language
together with the denoiser, colours crowd out all else, since they explain most of a picture's error at once. The text
encoder learns to say these codes (listen.py), and the denoiser to draw them (denoiser.py), each on its own.
"""

import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from torch.nn import functional as F

from engine.training.draw import Wish
from engine.training.kinds import KINDS
from engine.training.things.catalogue import THINGS
from engine.training.things.materials import MATERIALS
from engine.training.things.surroundings import SURROUNDINGS
from engine.training.tokens import LENGTH
from engine.training.words import COLOURS, MODIFIERS, MOODS, TAKES

WIDTH = 128  # of a token's state
SILENT = 2  # its last elements are always 0: with them a text encoder that normalises its states can say nothing
SLOTS: dict[str, tuple[str, ...]] = {
    "subject": (*(f"kind {name}" for name in KINDS), *(f"thing {name}" for name in THINGS)),
    "material": (*MATERIALS,),
    "filling": (*KINDS,),
    "colour": (*COLOURS, *MOODS),
    "second colour": (*COLOURS,),
    "surroundings": (*dict.fromkeys((*SURROUNDINGS, *KINDS)),),
    "backdrop": (*COLOURS, *MOODS),
    "light": (*MODIFIERS["light"],),
    "take": (*TAKES,),
}


def places(w: Wish) -> list[int]:
    """The place of each slot's value in its table, from 1 on; 0 for what the wish leaves open."""
    paint = [w.mood] if w.mood else sorted(w.colours)
    values = {
        "subject": f"thing {w.thing}" if w.thing else f"kind {w.kind}",
        "material": w.material,
        "filling": w.kind if w.thing else "",
        "colour": paint[0] if paint else "",
        "second colour": paint[1] if len(paint) > 1 else "",
        "surroundings": w.surroundings,
        "backdrop": w.backdrop,
        "light": w.modifiers.get("light", ""),
        "take": "" if w.take is None else list(TAKES)[w.take],
    }
    return [table.index(values[slot]) + 1 if values[slot] in table else 0 for slot, table in SLOTS.items()]


@cache
def codes() -> tuple[torch.Tensor, ...]:
    """Of each slot the codes (values + 1, WIDTH) of what it can hold, the first that of nothing."""
    return tuple(torch.stack([_code(slot, name) for name in ("", *table)]) for slot, table in SLOTS.items())


def _code(slot: str, name: str) -> torch.Tensor:
    random = np.random.default_rng(zlib.crc32(f"{slot} {name}".encode()))
    code = torch.from_numpy(random.standard_normal(WIDTH - SILENT)).float()
    return F.pad(F.layer_norm(code, code.shape), (0, SILENT))


def states(filled: Sequence[Sequence[int]] | torch.Tensor) -> torch.Tensor:
    """The token states (N, LENGTH, WIDTH) of places (N, slots): silence where the words are, and the codes at the end.

    They stand last because a CLIP text encoder looks back, never ahead; the take, which came to be last, first.
    """
    filled = torch.as_tensor(filled, dtype=torch.long)
    said = torch.stack([known[filled[:, slot]] for slot, known in enumerate(codes())], 1)
    return F.pad(said.roll(1, 1), (0, 0, LENGTH - len(SLOTS), 0))


def slots_of(said: torch.Tensor) -> torch.Tensor:
    """Of token states (N, LENGTH, WIDTH) those of the slots, in their order, (N, slots, WIDTH)."""
    return said[:, LENGTH - len(SLOTS) :].roll(-1, 1)


def heard(said: torch.Tensor) -> torch.Tensor:
    """The places (N, slots) int64 whose codes are nearest to token states (N, LENGTH, WIDTH); a subject is never open.

    A text encoder that is asked for what it never learnt speaks of several at once.
    """
    found, said = [], slots_of(said)
    for slot, known in enumerate(codes()):
        alike = said[:, slot] @ known.to(said).T
        if not slot:
            alike[:, 0] = -torch.inf
        found.append(alike.argmax(1))
    return torch.stack(found, 1)
