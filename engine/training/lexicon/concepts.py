"""What a picture can show, as one list: things, kinds, colours, materials and so on, read from the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.training.draw import FIRST_MATERIALS
from engine.training.kinds import KINDS
from engine.training.lexicon.associations import associated
from engine.training.things.catalogue import FIRST, THINGS
from engine.training.things.materials import MATERIALS
from engine.training.things.surroundings import SURROUNDINGS
from engine.training.words import COLOURS, MODIFIERS, MOODS

SUBJECTS = ("thing", "kind")


@dataclass(frozen=True)
class Concept:
    """One of them: its facet, its name and its other words.

    The facet is "thing", "kind", "colour", "mood", "material", "surroundings" or the name of a modifier.
    """

    facet: str
    name: str
    words: tuple[str, ...]
    associations: tuple[str, ...] = ()  # what reminds of it but isn't called so

    @property
    def texts(self) -> tuple[str, ...]:
        """What it is called."""
        return tuple(dict.fromkeys((self.name, *self.words)))


def concepts(first: bool = False) -> tuple[Concept, ...]:
    """Every concept of the tables as they are now; first: of things and materials only those that are learnt first."""

    def concept(facet: str, name: str, words: Sequence[str]) -> Concept:
        return Concept(facet, name, tuple(word for word in words if word), associated(facet, name))

    return (
        *(
            concept("thing", name, (thing.plural, *thing.words))
            for name, thing in THINGS.items()
            if name in FIRST or not first
        ),
        *(concept("kind", name, kind.words) for name, kind in KINDS.items()),
        *(concept("colour", name, words) for name, (_, words) in COLOURS.items()),
        *(concept("mood", name, words) for name, (_, _, words) in MOODS.items()),
        *(
            concept("material", name, (*found.adjectives, *found.phrases))
            for name, found in MATERIALS.items()
            if found.adjectives and (name in FIRST_MATERIALS or not first)
        ),
        *(concept("surroundings", name, found.words) for name, found in SURROUNDINGS.items()),
        *(concept(modifier, level, words) for modifier, levels in MODIFIERS.items() for level, words in levels.items()),
    )


def named(known: Sequence[Concept]) -> Mapping[str, list[int]]:
    """Every word and phrase of the tables and the places of what it names in `known`, own names first."""
    found: dict[str, list[int]] = {}
    for own in (True, False):
        for place, concept in enumerate(known):
            for word in (concept.name,) if own else concept.words:
                if place not in found.setdefault(word, []):
                    found[word].append(place)
    return found
