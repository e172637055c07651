"""Reads WordNet's dictionary files: what a word may mean, how often it means that, and what each meaning is a kind of.

Princeton WordNet 3.0 (Fellbaum 1998), as Debian's package wordnet-base installs it; the format is wndb(5WN).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path("/usr/share/wordnet")
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
POINTERS_UP = {"@", "@i"}  # hypernym, instance hypernym
# endings that morphy takes off, and what it puts there
ENDINGS = {
    "n": (
        ("s", ""),
        ("ses", "s"),
        ("xes", "x"),
        ("zes", "z"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("men", "man"),
        ("ies", "y"),
    ),
    "v": (("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")),
    "a": (("er", ""), ("est", ""), ("er", "e"), ("est", "e")),
    "r": (),
}
# lexicographers' files whose nouns can be seen: animals, artefacts, bodies, food, objects, phenomena, plants, stuff
VISIBLE = frozenset((5, 6, 8, 13, 17, 19, 20, 27))
NAMES = 4.0  # by how much a meaning counts less that is the name of one person or town


@dataclass(frozen=True)
class Sense:
    """One meaning (a synset)."""

    key: tuple[str, int]  # part of speech n, v, a or r, and the offset in its file
    file: int  # the lexicographers' file, a rough subject
    words: tuple[str, ...]  # as written, "_" for spaces
    above: tuple[tuple[str, int], ...]  # keys of what it is a kind of
    named: bool  # a person, town or river: one of a kind
    gloss: str

    @property
    def definition(self) -> str:
        """The gloss without its examples."""
        return self.gloss.split('; "')[0].split(";")[0].strip()


class WordNet:
    """The dictionary of a folder. Raises FileNotFoundError where it isn't installed."""

    def __init__(self, folder: Path = FOLDER):
        if not (folder / "data.noun").exists():
            raise FileNotFoundError(f"no WordNet in {folder}; install Debian's wordnet-base")
        self.senses: dict[tuple[str, int], Sense] = {}
        self.index: dict[str, dict[str, tuple[int, ...]]] = {}  # lemma -> part of speech -> offsets, commonest first
        self.irregular: dict[str, dict[str, tuple[str, ...]]] = {}
        for part, file in FILES.items():
            for line in _lines(folder / f"data.{file}"):
                sense = _sense(part, line)
                self.senses[sense.key] = sense
            for line in _lines(folder / f"index.{file}"):
                fields = line.split()
                count = int(fields[2])
                self.index.setdefault(fields[0], {})[part] = tuple(int(offset) for offset in fields[-count:])
            self.irregular[part] = {
                fields[0]: tuple(fields[1:]) for fields in map(str.split, _lines(folder / f"{file}.exc"))
            }
        self.counts: dict[tuple[str, str, int], int] = {}  # lemma, part, sense number from 1 -> times seen
        parts = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
        for line in _lines(folder / "cntlist.rev"):
            key, number, times = line.split()
            lemma, rest = key.split("%")
            self.counts[lemma, parts[rest[0]], int(number)] = int(times)

    def bases(self, word: str) -> dict[str, str]:
        """The dictionary form of an inflected word in each part of speech that knows it (WordNet's morphy)."""
        word = word.lower().replace(" ", "_")
        found = {}
        for part in FILES:
            if part in self.index.get(word, {}):
                found[part] = word
                continue
            candidates = [*self.irregular[part].get(word, ())]
            candidates += [word[: -len(end)] + new for end, new in ENDINGS[part] if word.endswith(end)]
            known = [base for base in candidates if len(base) > 1 and part in self.index.get(base, {})]
            if known:
                found[part] = known[0]
        return found

    def meanings(self, word: str, most: int = 3) -> list[tuple[Sense, float]]:
        """Up to `most` meanings of a word and their shares, which add up to 1; empty where it isn't known.

        What can be seen counts twice, since a picture is asked for; names of one person or town count little.
        """
        weighed: dict[tuple[str, int], float] = {}
        for part, base in self.bases(word).items():
            for number, offset in enumerate(self.index[base][part], 1):
                sense = self.senses[part, offset]
                weight = (self.counts.get((base, part, number), 0) + 1) / number**0.5
                weight *= {"n": 2.0 if sense.file in VISIBLE else 1.0, "a": 1.0, "v": 0.6, "r": 0.3}[part]
                weight /= NAMES if sense.named or not _plain(sense, base) else 1
                weighed[sense.key] = max(weight, weighed.get(sense.key, 0.0))
        best = sorted(weighed, key=weighed.__getitem__, reverse=True)[:most]
        total = sum(weighed[key] for key in best)
        return [(self.senses[key], weighed[key] / total) for key in best]

    def part(self, word: str) -> str:
        """The part of speech that a word is used as most: n, v, a, r, or empty where it isn't known."""
        seen = {
            part: sum(self.counts.get((base, part, i + 1), 0) for i in range(len(self.index[base][part]))) + 0.1
            for part, base in self.bases(word).items()
        }
        return max(seen, key=seen.__getitem__, default="")

    def ancestors(self, key: tuple[str, int]) -> dict[tuple[str, int], int]:
        """Everything that a meaning is a kind of, itself too, and how many steps up that is."""
        steps, edge = {key: 0}, [key]
        for below in edge:  # grows while it is read
            for up in self.senses[below].above:
                if up not in steps:
                    steps[up] = steps[below] + 1
                    edge.append(up)
        return steps

    @cached_property
    def content(self) -> dict[tuple[str, int], float]:
        """How special each noun's meaning is, 0 (entity) to 1 (nothing below): Seco, Veale & Hayes 2004."""
        below: dict[tuple[str, int], int] = {}
        for key in self.senses:
            if key[0] == "n":
                for up in self.ancestors(key):
                    below[up] = below.get(up, 0) + 1
        most = math.log(max(below.values()))
        return {key: 1 - math.log(count) / most for key, count in below.items()}


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file if not line.startswith("  "))


def _sense(part: str, line: str) -> Sense:
    data, _, gloss = line.partition(" | ")
    fields = data.split()
    count = int(fields[3], 16)
    words = tuple(fields[4 : 4 + 2 * count : 2])
    pointers = fields[5 + 2 * count :]
    ups = [
        (pointers[i], (pointers[i + 2].replace("s", "a"), int(pointers[i + 1])))
        for i in range(0, len(pointers) - 3, 4)
        if pointers[i] in POINTERS_UP
    ]
    return Sense(
        (part, int(fields[0])),
        int(fields[1]),
        words,
        tuple(key for _, key in ups),
        any(mark == "@i" for mark, _ in ups),
        gloss.strip(),
    )


def _plain(sense: Sense, lemma: str) -> bool:
    """Whether the meaning is written in small letters."""
    return any(word.split("(")[0] == lemma for word in sense.words)
