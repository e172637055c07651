"""What a word means as a vector: the mean of several sentences with it, among them WordNet's definition.

A lone word is too little for a sentence encoder, which then goes by spelling (pumpkin: potato, moss: peach); what a
dictionary says of it puts that right.
"""

from collections.abc import Sequence

import numpy as np

from engine.training.lexicon.encoder import SentenceEncoder
from engine.training.lexicon.wordnet import WordNet

SHARES = {"{}": 0.25, "a picture of {}": 0.3, "visuals of {}, projected on a wall": 0.1}
DEFINED = 0.35  # the share of the definitions
SENSES = 2  # of them
FIRST_WORDS = 16  # of a definition


def word_vectors(encoder: SentenceEncoder, net: WordNet, texts: Sequence[str]) -> np.ndarray:
    """Unit vectors (N, WIDTH) float32 of words and phrases."""
    total = np.zeros((len(texts), encoder.width), np.float32)
    for template, share in SHARES.items():
        total += share * encoder.embed([template.format(text) for text in texts])
    owners, shares, defined = [], [], []
    for i, text in enumerate(texts):
        for sense, share in net.meanings(text, SENSES):
            owners.append(i)
            shares.append(share)
            defined.append(f"{text}: {' '.join(sense.definition.split()[:FIRST_WORDS])}")
    if defined:
        np.add.at(total, owners, DEFINED * np.array(shares, np.float32)[:, None] * encoder.embed(defined))
    return total / np.linalg.norm(total, axis=1, keepdims=True)
