"""Teaches the text encoder to hear what it knows among words that it does not, when the denoiser is done.

Captions hold taught words and little else, and a strange word between them would throw the picture off. Here the
trained text encoder is its own teacher: of a wish in bare words, it says what the UNet is to be told of the same wish
amid chatter. What is compared is all that the UNet makes of a text: the pooled text, and what its cross-attention
answers to queries by chance. No picture is looked at, so minutes are enough.
"""

import copy
import math
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import tqdm

from engine.training.captions import caption, some_word
from engine.training.denoiser import Denoiser, load_denoiser, tokenize
from engine.training.draw import Wish, wish
from engine.training.kinds import KINDS
from engine.training.tokens import COMMON, short_words
from engine.training.trainer import Average, save_whole
from engine.training.words import COLOURS, MODIFIERS, MOODS

PEAK = 4e-4  # learning rate
BATCH = 48
BARE = 16  # captions of a batch that stay as they are
QUERIES = 16  # of each caption
MOST = 4  # strange words in a row
VOWELS, CONSONANTS = list("aeiou"), list("bcdfghjklmnpqrstvwxyz")


def train_listen(work: Path, minutes: float, seed: int = 0) -> float:
    """Trains the text encoder of work/denoiser.pt for some minutes and puts it back; returns the last error.

    The error is that of the pooled text and of the attention, each over its own variance.
    """
    denoiser, tokenizer = load_denoiser(work)
    denoiser.requires_grad_(False)
    student = copy.deepcopy(denoiser.text).train().requires_grad_(True)
    average = Average(student, 0.995)
    optimiser = torch.optim.AdamW(student.parameters(), lr=PEAK, betas=(0.9, 0.98), weight_decay=0.0)
    random, ids = np.random.default_rng(seed), partial(tokenize, tokenizer)
    torch.manual_seed(seed)
    began, error = time.monotonic(), 0.0
    with tqdm(desc="listen", mininterval=5) as bar:
        while (done := (time.monotonic() - began) / (60 * minutes)) < 1:
            for group in optimiser.param_groups:
                group["lr"] = PEAK * min(1, (bar.n + 1) / 50) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * done)))
            heard, meant = pairs(random)
            queries = [
                layer.to_q(torch.randn(BATCH, QUERIES, layer.to_q.in_features)) for layer in _attention(denoiser)
            ]
            with torch.no_grad():
                wanted = told(denoiser, denoiser.text, ids(meant), queries)
            given = told(denoiser, student, ids(heard), queries)
            errors = [F.mse_loss(ours, theirs) / theirs.var() for ours, theirs in zip(given, wanted, strict=True)]
            loss = torch.stack(errors).sum()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimiser.step()
            average.follow(student)
            error = 0.98 * error + 0.02 * loss.item() if bar.n else loss.item()
            bar.update()
            bar.set_postfix(error=f"{error:.3f}")
    _put_back(work / "denoiser.pt", average)
    return error


def pairs(random: np.random.Generator) -> tuple[list[str], list[str]]:
    """BATCH texts that are heard, and what is meant by each: the first BARE of them the same."""
    captions = [caption(wish(random), random) for _ in range(BARE)]
    others = [amid_chatter(wish(random), random) for _ in range(BATCH - BARE)]
    return captions + [text for text, _ in others], captions + [bare for _, bare in others]


def amid_chatter(w: Wish, random: np.random.Generator) -> tuple[str, str]:
    """A wish in some order among strange words, and in bare words."""
    kind = some_word(w.kind, KINDS[w.kind].words, random)
    colours = [some_word(name, COLOURS[name][1], random) for name in w.colours]
    joint = str(random.choice([" and ", " ", ", ", f" {strange(random)} "]))
    paint = some_word(w.mood, MOODS[w.mood][2], random) if w.mood else joint.join(colours)
    adjectives = [str(random.choice(MODIFIERS[name][level])) for name, level in w.modifiers.items()]
    how = " ".join(adjectives)
    parts = [part for part in (f"{how} {kind}".strip(), paint) if part]
    random.shuffle(parts)
    said = [chatter(random)]
    for part in parts:
        said += [part + ("," if random.random() < 0.12 else ""), chatter(random)]
    return " ".join(" ".join(said).split()), ", ".join(part for part in (kind, how, paint) if part)


def in_words(w: Wish, random: np.random.Generator) -> str:
    """All of a wish in words, by chance among strange ones."""
    text, bare = amid_chatter(w, random)
    return text if random.random() < 0.6 else bare


def chatter(random: np.random.Generator) -> str:
    """None to MOST strange words, with a sign after some."""
    words = [strange(random) for _ in range(int(random.integers(MOST + 1)))]
    return " ".join(word + (str(random.choice(list(",.:!?;"))) if random.random() < 0.12 else "") for word in words)


def strange(random: np.random.Generator) -> str:
    """A common word that no caption explains, or a made-up one; some end as a short taught word does."""
    if random.random() < 0.45:
        return str(random.choice(COMMON.split()))
    end = str(random.choice(short_words())) if random.random() < 0.2 else ""
    syllables = [
        ("" if random.random() < 0.2 else random.choice(CONSONANTS))
        + random.choice(VOWELS)
        + (random.choice(CONSONANTS) if random.random() < 0.3 else "")
        for _ in range(int(random.integers(1, 5)))
    ]
    return "".join(syllables) + end


def told(denoiser: Denoiser, text: nn.Module, ids: Tensor, queries: list[Tensor]) -> list[Tensor]:
    """What the UNet is told by a text encoder: the pooled text (N, E), and each cross-attention's answers (N, Q, C)."""
    states = text(ids).last_hidden_state
    answers = []
    for layer, query in zip(_attention(denoiser), queries, strict=True):
        split = [
            part.unflatten(2, (layer.heads, -1)).transpose(1, 2)
            for part in (query, layer.to_k(states), layer.to_v(states))
        ]
        answers.append(F.scaled_dot_product_attention(*split).transpose(1, 2).flatten(2))
    return [denoiser.unet.add_embedding(states), *answers]


def _attention(denoiser: Denoiser) -> list:
    return [layer for layer in denoiser.unet.modules() if getattr(layer, "is_cross_attention", False)]


def _put_back(checkpoint: Path, average: Average) -> None:
    state = torch.load(checkpoint, weights_only=True, map_location="cpu")
    for name, value in average.weights.items():
        state["module"][f"text.{name}"] = state["average"]["weights"][f"text.{name}"] = value
    save_whole(checkpoint, state)
