"""The lexicon: what each word and phrase of English means for a picture, each facet's nearest first."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from engine.training.lexicon import colours as colouring
from engine.training.lexicon.associations import phrases
from engine.training.lexicon.concepts import SUBJECTS, Concept, concepts, named
from engine.training.lexicon.encoder import SentenceEncoder
from engine.training.lexicon.sentences import word_vectors
from engine.training.lexicon.vocabulary import inflections, lexicon_words
from engine.training.lexicon.wordnet import WordNet

NEAREST = 3  # of each facet are kept
OWN = 0.5  # how much the nearest of a concept's words and associations counts beside the mean of its words
ASSOCIATED = 0.9  # how much an association counts of what a word of the concept does
KINSHIP, UNRELATED = 0.4, 0.35  # how much WordNet's kinship counts, 0..1, and from where on
HUBS = 0.5  # share of a concept's mean nearness to all words that is taken off it (Conneau et al. 2018)
NAMED, REMINDED = 1.0, 0.2  # what a word scores more for the concept that it names, or that it is an association of
SURVEYED, WRITTEN, HEARD, NEIGHBOURS = 3.0, 1.0, 0.7, 1.2  # how much each witness of a word's colour counts
CLOSE = 0.04  # difference in nearness by which a neighbour's colour counts a third as much
CROWD = 12  # neighbours that are asked
VERSION = 3  # of how meanings are worked out


@dataclass(frozen=True)
class Meaning:
    """What a text means for a picture; of each facet the nearest names and how near, best first.

    Subjects are (facet, name, score), the facet "thing" or "kind"; scores are nearness, 0 to 1, and NAMED more for
    what the text names itself. Colours are shares of 1. All others are in standard deviations over all words, with
    10 more for what the text names.
    """

    subjects: tuple[tuple[str, str, float], ...] = ()
    colours: tuple[tuple[str, float], ...] = ()
    moods: tuple[tuple[str, float], ...] = ()
    materials: tuple[tuple[str, float], ...] = ()
    surroundings: tuple[tuple[str, float], ...] = ()
    modifiers: dict[str, tuple[str, float]] = field(default_factory=dict)  # modifier -> (level, score)


@dataclass(frozen=True)
class Entry:
    part: str  # of speech, as WordNet says: n, v, a, r; phrases are n
    meaning: Meaning


class Lexicon:
    """Meanings of English, worked out of the tables of kinds, things, colours, moods and so on as they are.

    `cache` keeps sentence embeddings and the meanings of all words; these are worked out anew when the tables have
    changed, which takes a minute or two. Raises FileNotFoundError without WordNet, and ModuleNotFoundError without
    the sentence encoder or wordfreq, where the cache lacks what they know.
    """

    def __init__(
        self,
        cache: Path | None = None,
        known: Sequence[Concept] | None = None,
        words: Sequence[str] | None = None,
    ):
        self.cache = cache
        self.known = tuple(known if known is not None else concepts())
        self.named = named(self.known)
        self._asked = tuple(words) if words is not None else None
        self._worked_out: dict[str, Meaning] = {}

    @cached_property
    def net(self) -> WordNet:
        return WordNet()

    @cached_property
    def encoder(self) -> SentenceEncoder:
        return SentenceEncoder(self.cache)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every dictionary form and phrase, common ones first."""
        return tuple(dict.fromkeys([*lexicon_words(self.net), *phrases()])) if self._asked is None else self._asked

    @cached_property
    def vectors(self) -> np.ndarray:
        """A unit vector for each of `words`."""
        return word_vectors(self.encoder, self.net, self.words)

    @cached_property
    def _row(self) -> dict[str, int]:
        return {word: i for i, word in enumerate(self.words)}

    @cached_property
    def _table(self) -> tuple[dict[str, Entry], dict[str, str]]:
        """Entries and forms, from the cache if it was made of the same tables."""
        made_of = repr((VERSION, self.known, self._asked, phrases()))
        file = self.cache / f"lexicon-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}.json" if self.cache else None
        if file and file.exists():
            kept = json.loads(file.read_text("utf-8"))
            return {word: Entry(part, _read(found)) for word, (part, found) in kept["entries"].items()}, kept["forms"]
        entries = {
            word: Entry(self.net.part(word) if " " not in word else "n", meaning)
            for word, meaning in zip(self.words, self._work_out(self.words, self.vectors), strict=True)
        }
        forms = inflections(self.net, self.words)
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            partial = file.with_suffix(f".{os.getpid()}.tmp")
            plain = {word: (entry.part, asdict(entry.meaning)) for word, entry in entries.items()}
            partial.write_text(json.dumps({"entries": plain, "forms": forms}), "utf-8")
            partial.replace(file)
        return entries, forms

    @property
    def entries(self) -> dict[str, Entry]:
        """Every dictionary form and phrase, and what it means."""
        return self._table[0]

    @property
    def forms(self) -> dict[str, str]:
        """Inflections of English: form -> dictionary form in `entries`."""
        return self._table[1]

    def knows(self, word: str) -> bool:
        """Whether the lexicon holds a word or its dictionary form."""
        return word in self.entries or word in self.forms

    def meaning(self, text: str) -> Meaning:
        """What a word, a phrase or any other text means."""
        return self.meanings([text])[0]

    def meanings(self, texts: Sequence[str]) -> list[Meaning]:
        """What each of many texts means, the same on every call."""
        bare = [" ".join(text.lower().split()) for text in texts]
        bare = [text if text in self.named else self.forms.get(text, text) for text in bare]
        fresh = list(dict.fromkeys(text for text in bare if text not in self.entries and text not in self._worked_out))
        if fresh:
            self._worked_out.update(zip(fresh, self._work_out(fresh, self.vectors_of(fresh)), strict=True))
        return [self.entries[text].meaning if text in self.entries else self._worked_out[text] for text in bare]

    def vectors_of(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors (N, WIDTH) of texts; an inflection has its dictionary form's."""
        bases = [text if text in self._row else self.forms.get(text, text) for text in texts]
        strange = [text for text in dict.fromkeys(bases) if text not in self._row]
        found = dict(zip(strange, word_vectors(self.encoder, self.net, strange), strict=True)) if strange else {}
        return np.stack([self.vectors[self._row[text]] if text in self._row else found[text] for text in bases])

    @cached_property
    def _facts(self) -> tuple[np.ndarray, np.ndarray]:
        """Vectors of all words and associations of the concepts, and where each concept's begin."""
        texts = [text for concept in self.known for text in (*concept.texts, *concept.associations)]
        counts = [len(concept.texts) + len(concept.associations) for concept in self.known]
        return word_vectors(self.encoder, self.net, texts), np.cumsum([0, *counts])[:-1]

    @cached_property
    def _weights(self) -> tuple[np.ndarray, np.ndarray]:
        """For each of the facts, its share of its concept's mean, and what its nearness is multiplied with."""
        share = [1 / len(c.texts) if own else 0.0 for c in self.known for own in _owns(c)]
        counts = [1.0 if own else ASSOCIATED for c in self.known for own in _owns(c)]
        return np.array(share, np.float32), np.array(counts, np.float32)

    def _nearness(self, vectors: np.ndarray) -> np.ndarray:
        """(N, K): how near each vector is to each concept."""
        facts, starts = self._facts
        share, counts = self._weights
        each = vectors @ facts.T
        mean = np.add.reduceat(each * share, starts, axis=1)
        return (1 - OWN) * mean + OWN * np.maximum.reduceat(each * counts, starts, axis=1)

    @cached_property
    def _usual(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation over all words of the nearness to each concept."""
        near = self._nearness(self.vectors)
        return near.mean(0), near.std(0) + 1e-6

    @cached_property
    def _under(self) -> dict[tuple[str, int], np.ndarray]:
        """WordNet meaning -> for each concept (K,), how special its own meaning below that one is; 0 without any.

        A concept's meanings are the most usual ones of its words as nouns.
        """
        under: dict[tuple[str, int], np.ndarray] = {}
        for place, concept in enumerate(self.known):
            if concept.facet not in SUBJECTS:
                continue
            for text in concept.texts:
                nouns = [sense.key for sense, _ in self.net.meanings(text, 4) if sense.key[0] == "n"]
                for key in nouns[:1]:
                    for up in self.net.ancestors(key):
                        row = under.setdefault(up, np.zeros(len(self.known), np.float32))
                        row[place] = max(row[place], self.net.content[key])
        return under

    def _kinship(self, text: str) -> np.ndarray:
        """(K,): how closely each concept is related to a word in WordNet, 0..1 (Lin 1998)."""
        total = np.zeros(len(self.known), np.float32)
        for sense, share in self.net.meanings(text):
            if sense.key[0] == "n":
                total += share * self._kin_of(sense.key)
        return np.clip((total - UNRELATED) / (1 - UNRELATED), 0, 1)

    def _kin_of(self, key: tuple[str, int]) -> np.ndarray:
        best, own = np.zeros(len(self.known), np.float32), self.net.content[key]
        for up in self.net.ancestors(key):
            if up in self._under:
                other = self._under[up]
                best = np.maximum(best, np.where(other > 0, 2 * self.net.content[up] / (own + other + 1e-6), 0))
        return best

    @cached_property
    def _survey(self) -> dict[str, np.ndarray]:
        return colouring.survey()

    @cached_property
    def _coloured(self) -> tuple[np.ndarray, np.ndarray]:
        """Vectors of words whose colour is known, and their shares (N, C), each colour as often as any other."""
        rows, shares = [], []
        for word, row in self._row.items():
            found = self._survey.get(word)
            if found is None:
                counts = colouring.written(self.net, word)
                found = counts / counts.sum() if counts.sum() > 0.4 else None
            if found is not None:
                rows.append(row)
                shares.append(found)
        table = np.array(shares).reshape(-1, len(colouring.NAMES))
        return self.vectors[np.array(rows, int)], table / (table.mean(0) + 1e-3) ** 0.5

    def _colours(self, text: str, vector: np.ndarray, level: np.ndarray) -> np.ndarray:
        """Shares (C,) of colouring.NAMES for a text, from all that is known of it and its neighbours."""
        heard = np.exp(level - level.max())
        total = HEARD * min(1.0, max(level.max(), 0) / 3) * heard / heard.sum() + 1e-6
        if text in self._survey:
            total = total + SURVEYED * self._survey[text]
        written = colouring.written(self.net, text)
        total += WRITTEN * written / max(1.0, written.sum())
        vectors, shares = self._coloured
        if len(vectors):
            near = vectors @ vector
            best = np.argpartition(-near, min(CROWD, len(near) - 1))[:CROWD]
            told = np.exp((near[best] - near[best].max()) / CLOSE) @ shares[best]
            total += NEIGHBOURS * max(near[best].max(), 0) ** 2 * told / told.sum()
        return total / total.sum()

    def _work_out(self, texts: Sequence[str], vectors: np.ndarray) -> Iterator[Meaning]:
        near = self._nearness(vectors)
        mean, std = self._usual
        level = (near - mean) / std
        facets = np.array([concept.facet for concept in self.known])
        places = {facet: np.flatnonzero(facets == facet) for facet in dict.fromkeys(facets.tolist())}
        subject = np.flatnonzero(np.isin(facets, SUBJECTS))
        painted = places.get("colour", np.array([], int))
        columns = [colouring.NAMES.index(self.known[k].name) for k in painted]
        others = [facet for facet in places if facet not in (*SUBJECTS, "colour", "mood", "material", "surroundings")]
        reminders: dict[str, list[int]] = {}
        for place, concept in enumerate(self.known):
            for said in concept.associations:
                reminders.setdefault(said, []).append(place)
        for i, text in enumerate(texts):
            score = near[i] - HUBS * mean + KINSHIP * self._kinship(text)
            for exact, more in ((self.named.get(text, []), NAMED), (reminders.get(text, []), REMINDED)):
                score[exact] += more
                level[i, exact] += 10 * more
            hints = np.full(len(colouring.NAMES), -9.0)
            hints[columns] = level[i, painted]
            colours = self._colours(text, vectors[i], hints)

            def best(facet: str, i: int = i) -> tuple[tuple[str, float], ...]:
                found = _best(level[i], places.get(facet, np.array([], int)))
                return tuple((self.known[k].name, round(float(level[i, k]), 2)) for k in found)

            yield Meaning(
                tuple(
                    (self.known[k].facet, self.known[k].name, round(float(score[k]), 3)) for k in _best(score, subject)
                ),
                tuple((colouring.NAMES[k], round(float(colours[k]), 3)) for k in np.argsort(-colours)[:NEAREST]),
                best("mood"),
                best("material"),
                best("surroundings"),
                {modifier: best(modifier)[0] for modifier in others},
            )


def _owns(concept: Concept) -> list[bool]:
    return [True] * len(concept.texts) + [False] * len(concept.associations)


def _best(scores: np.ndarray, among: np.ndarray) -> list[int]:
    return [int(k) for k in among[np.argsort(-scores[among], kind="stable")[:NEAREST]]]


def _read(plain: dict) -> Meaning:
    def pairs(found):
        return tuple(tuple(one) for one in found)

    modifiers = {name: tuple(found) for name, found in plain["modifiers"].items()}
    return Meaning(**{name: pairs(found) for name, found in plain.items() if name != "modifiers"}, modifiers=modifiers)
