"""Token embeddings that begin with what words mean, so that a text encoder generalises to words it is never taught."""

from collections.abc import Callable

import numpy as np
from transformers import PreTrainedTokenizerBase

from engine.training.lexicon.table import Lexicon
from engine.training.lexicon.vocabulary import english, frequency, held_out, names_held_out

WHITENING = 0.5  # power of each component's spread that is divided out: 1 makes all alike, and noise as loud as sense
COMMON = 40_000  # words that pieces are averaged over
SEED = 5
CROWD = 16  # taught words that say where an untaught one lies
CLOSE = 0.08  # difference in nearness by which one counts a third


def initial_embeddings(tokenizer: PreTrainedTokenizerBase, width: int, lexicon: Lexicon) -> np.ndarray:
    """(vocabulary, width) float32: principal components of the lexicon's sentence embeddings, for every token.

    A token that is a whole word has its word's; a piece the mean of the words that hold it, weighed by the root of how
    often they are said; single bytes and special tokens have dice. Rows have standard deviation 1 / sqrt(width), so
    length 1 and about four times CLIP's own beginning (0.02 a number): meaning is louder than places to start with.
    """
    taught = {word for concept in lexicon.known for text in concept.texts for word in text.split()}
    known = [
        word
        for word in sorted({*english(COMMON), *taught})
        if lexicon.knows(word) or len(_tokens(tokenizer, word)) == 1
    ]
    vectors = lexicon.vectors_of(known)
    centre = vectors.mean(0)
    _, spread, axes = np.linalg.svd(lexicon.vectors - centre, full_matrices=False)
    spread /= len(lexicon.vectors) ** 0.5
    reduced = ((vectors - centre) @ axes[:width].T) / spread[:width] ** WHITENING
    reduced /= np.linalg.norm(reduced, axis=1, keepdims=True)

    size = len(tokenizer)
    total, weight = np.zeros((size, width)), np.zeros(size)
    whole: dict[int, np.ndarray] = {}
    for word, row in zip(known, reduced, strict=True):
        ids = _tokens(tokenizer, word)
        if len(ids) == 1:
            whole[ids[0]] = row
        often = frequency(word) ** 0.5 + 1e-5
        for token in ids:
            total[token] += often * row
            weight[token] += often
    dice = np.random.default_rng(SEED).standard_normal((size, width))
    found = np.where(weight[:, None] > 0, total, dice)
    for token, row in whole.items():
        found[token] = row
    found[weight == 0] = _inside(tokenizer, known, reduced, found[weight == 0], np.flatnonzero(weight == 0))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def amid_taught(
    rows: np.ndarray,
    tokenizer: PreTrainedTokenizerBase,
    lexicon: Lexicon,
    subjects: Callable[[list[str]], np.ndarray],
) -> np.ndarray:
    """Token embeddings (vocabulary, width) in which words that were never taught lie amid taught ones of like meaning.

    Teaching moves the others away from where they began, and would leave those behind. Between taught words of several
    subjects there would be none: so the nearest vote, and a word comes to lie amid those of the subject chosen.
    subjects: what taught words have come to mean, a number each.
    """
    held = frozenset(held_out())
    taught: dict[str, int] = {}
    untaught: dict[str, int] = {}
    for word in lexicon.words:
        ids = _tokens(tokenizer, word) if " " not in word else []
        if len(ids) == 1:
            (untaught if names_held_out(lexicon.net, word, held) else taught)[word] = ids[0]
    if not untaught:
        return rows
    nearness = lexicon.vectors_of([*untaught]) @ lexicon.vectors_of([*taught]).T
    best = np.argsort(-nearness, axis=1)[:, :CROWD]
    near = np.take_along_axis(nearness, best, 1)
    shares = np.exp((near - near[:, :1]) / CLOSE)
    shown = subjects([*taught])[best]
    alike = shown[:, :, None] == shown[:, None, :]
    chosen = (alike * shares[:, None]).sum(2).argmax(1)
    shares *= alike[np.arange(len(chosen)), chosen]
    known = rows[[*taught.values()]]
    placed = (shares[..., None] * known[best]).sum(1)
    placed *= np.linalg.norm(known, axis=1).mean() / np.linalg.norm(placed, axis=1, keepdims=True)
    found = rows.copy()
    found[[*untaught.values()]] = placed
    return found


def _inside(
    tokenizer: PreTrainedTokenizerBase, known: list[str], reduced: np.ndarray, dice: np.ndarray, unseen: np.ndarray
) -> np.ndarray:
    """Rows for tokens that no word falls into: the mean of the words that they stand in, or `dice` where none does."""
    wanted = {tokenizer.convert_ids_to_tokens(int(token)): i for i, token in enumerate(unseen)}
    ends = {token.removesuffix("</w>"): i for token, i in wanted.items() if token.endswith("</w>") and len(token) > 6}
    inner = {token: i for token, i in wanted.items() if not token.endswith("</w>") and len(token) > 2}
    total = np.zeros_like(dice)
    for word, row in zip(known, reduced, strict=True):
        for start in range(len(word)):
            if word[start:] in ends:
                total[ends[word[start:]]] += row
            for stop in range(start + 3, len(word)):
                if word[start:stop] in inner:
                    total[inner[word[start:stop]]] += row
    return np.where(np.abs(total).sum(1, keepdims=True) > 0, total, dice)


def _tokens(tokenizer: PreTrainedTokenizerBase, word: str) -> list[int]:
    return list(tokenizer(word, add_special_tokens=False)["input_ids"])
