"""What colour a word is: names of colours that people gave in a survey, and what dictionaries say."""

import re

import numpy as np

from engine.training.hues import TO_LAB, TO_LMS
from engine.training.lexicon.wordnet import WordNet
from engine.training.words import COLOURS

NAMES = tuple(COLOURS)
SPREAD = 0.09  # OKLab distance at which a colour counts a third as much
# colours that definitions are written with, as those of the tables
WRITTEN = {
    **{name: name for name in NAMES},
    **{word: name for name, (_, words) in COLOURS.items() for word in words if " " not in word},
    "gray": "grey",
    "silvery": "grey",
    "reddish": "red",
    "greenish": "green",
    "bluish": "azure",
    "yellowish": "yellow",
    "brownish": "brown",
    "whitish": "white",
    "blackish": "black",
    "purplish": "purple",
    "pinkish": "pink",
    "orangish": "orange",
    "tan": "brown",
    "bronze": "brown",
    "cream": "white",
    "lavender": "purple",
    "scarlet": "red",
    "dark": "",
}
TOO_PLAIN = frozenset(("rose", "wine", "snow", "honey", "jet", "lemon", "aqua", "dark", "sunny", "petrol", "chocolate"))


def oklab(rgb: np.ndarray) -> np.ndarray:
    """OKLab of sRGB colours (..., 3) in 0..1 (Ottosson 2020)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ TO_LMS.T) @ TO_LAB.T


def near(rgb: np.ndarray) -> np.ndarray:
    """How much an sRGB colour (3,) in 0..1 is each of NAMES: shares (C,) that add up to 1."""
    ours = oklab(np.array([COLOURS[name][0] for name in NAMES]))
    distance = np.linalg.norm((ours - oklab(rgb)) * (0.6, 1, 1), axis=1)  # light matters less than hue
    weight = np.exp(-((distance - distance.min()) / SPREAD))
    return weight / weight.sum()


def survey() -> dict[str, np.ndarray]:
    """Words and phrases -> shares of NAMES, from the 949 names of XKCD's colour survey (2010) and those of CSS.

    A name of two words tells the colour of its first as well: "moss green" that of moss.
    """
    from matplotlib.colors import CSS4_COLORS, XKCD_COLORS, to_rgb

    table = {name.removeprefix("xkcd:").replace("/", " "): code for name, code in XKCD_COLORS.items()}
    table = {**CSS4_COLORS, **table}
    basic = {*NAMES, "gray", "tan", "beige", "blueish", "violet"}
    found: dict[str, list[np.ndarray]] = {}
    for name, code in table.items():
        shares = near(np.array(to_rgb(code)))
        found.setdefault(name, []).append(shares)
        words = name.split()
        if len(words) == 2 and words[1] in basic and words[0] not in table and words[0] not in HOW:
            found.setdefault(words[0], []).append(shares)
        if len(words) == 3 and words[2] in basic:
            found.setdefault(" ".join(words[:2]), []).append(shares)
    return {name: np.mean(many, 0) for name, many in found.items()}


# words that say how strong a colour is rather than what has it
_HOW = """
dark light pale bright deep dull dusty dirty faded warm cool hot very medium muted soft strong vivid rich pure true
barely greyish reddish greenish bluish yellowish brownish purplish pinkish orangish purpley greeny bluey browny
yellowy blue green red yellow purple pink orange brown grey gray white black off darkish lightish burnt royal electric
neon flat ugly nasty bluegreen nice easter
"""
HOW = frozenset(_HOW.split())


def written(net: WordNet, word: str) -> np.ndarray:
    """How often each of NAMES stands in the word's definitions, weighed by how often it means that: (C,)."""
    counts = np.zeros(len(NAMES))
    for sense, share in net.meanings(word, 3):
        for part in re.findall("[a-z]+", sense.definition.lower()):
            if part not in TOO_PLAIN and WRITTEN.get(part):
                counts[NAMES.index(WRITTEN[part])] += share
    return counts
