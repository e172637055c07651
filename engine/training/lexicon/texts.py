"""Texts to teach from: words and sentences as VJs type them, each with what its picture shows.

A text encoder learns from them without a picture: what it says of a text is to be what it says of the canonical
caption of the text's wish. Wishes here are partial: what a text leaves open is empty.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.training.captions import ARRANGED, spoken
from engine.training.draw import Wish
from engine.training.kinds import KINDS
from engine.training.lexicon.associations import phrases
from engine.training.lexicon.concepts import SUBJECTS
from engine.training.lexicon.table import Lexicon, Meaning
from engine.training.lexicon.vocabulary import SILENT, frequency, held_out, names_held_out
from engine.training.things.catalogue import THINGS
from engine.training.things.materials import MATERIALS
from engine.training.things.surroundings import SURROUNDINGS

COMMON, SPOKEN = 0.35, 0.6  # power of a word's frequency that it is taught by, and that others stand beside it by
SAYS_NOTHING = 0.5  # share of the words beside others that are among those without a picture
# {} is what is shown
FRAMES = (
    "{}", "{}", "{}", "{}", "a {}", "the {}", "{} visuals", "{} loop", "a picture of {}", "an image of {}",
    "show me {}",
    "give me some {}", "dreaming of {}", "{}, 4k", "{} background", "abstract {}", "{} everywhere", "make it {}",
    "something like {}", "more {}", "{} at 3am", "{} in slow motion", "{} in the style of a dream", "cinematic {}",
    "i want {}", "let's see {}", "{} please", "think of {}", "feels like {}", "{} vibes", "{} mood", "{} aesthetic",
    "the sound of {}", "world of {}", "{} all night long", "a wall of {}", "{} for the drop", "the {} of my childhood",
)  # fmt: skip
# two subjects, the first as the thing or what matters, the second around it or inside it
AROUND = (
    "{} in {}",
    "{} and {}",
    "{} with {}",
    "{} over {}",
    "{} under {}",
    "{} {}",
    "{}, {}",
    "{} lost in {}",
    "a {} in the {}",
    "{} before {}",
    "{} meets {}",
)
INSIDE = ("{} made of {}", "{} of {}", "{} filled with {}", "{} turning into {}", "a {} built from {}")
PAINTED = (
    "{1} {0}",
    "{0} in {1}",
    "{0}, {1}",
    "{0} at {1}",
    "{0} with {1}",
    "{0}, all {1}",
)  # a text, a colour or mood
OWN_WORD = 0.4  # share of the subjects of a pair that kinds and things are called by
STRONG = 2.5  # standard deviations from which a mood, light or density is meant
SURELY = 4.0  # from which a material or surroundings are
MODIFIERS_AT_ONCE = 2
MAYBE = 1.6  # from which a mood is meant where no colour is
SURE = 0.42  # nearness below which a thing is less fitting than a kind
LIKELY = 0.30  # share from which a colour is meant


class Teacher:
    """Draws texts by chance from a lexicon; held-out words and their forms never occur in them."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        held = frozenset(held_out())
        entries = {word: e for word, e in lexicon.entries.items() if not names_held_out(lexicon.net, word, held)}
        self._shown = {word: wish_of_meaning(entry.meaning) for word, entry in entries.items()}
        forms = [form for form, base in lexicon.forms.items() if base in entries]
        others = [word for word in entries if word not in lexicon.named]  # captions teach those
        self._words, self._spoken, self._silent = _Pool(others), _Pool(others, SPOKEN), sorted(SILENT)
        self._nouns = _Pool([word for word, entry in entries.items() if entry.part == "n"])
        self._adjectives = _Pool([word for word, entry in entries.items() if entry.part == "a"])
        self._forms = _Pool([form for form in forms if not names_held_out(lexicon.net, form, held)])
        self._phrases = [phrase for phrase in phrases() if phrase in entries]
        self._paints = [concept for concept in lexicon.known if concept.facet in ("colour", "mood")]
        self._subjects = [concept for concept in lexicon.known if concept.facet in SUBJECTS]

    def other_word(self, random: np.random.Generator) -> str:
        """A word for between taught ones, beside which it says nothing."""
        silent = random.random() < SAYS_NOTHING
        return str(random.choice(self._silent)) if silent else self._spoken.pick(random)

    def loose_text(self, random: np.random.Generator) -> str:
        """Words by chance as they are typed, of which nobody knows what they mean: one to three, or in a frame."""
        dice = random.random()
        if dice < 0.5:
            return spoken(random, self.other_word)
        frames = FRAMES if dice < 0.6 else AROUND if dice < 0.9 else INSIDE
        return str(random.choice(frames)).format(*(spoken(random, self.other_word, 2) for _ in range(2)))

    def teaching_text(self, random: np.random.Generator) -> tuple[str, Wish]:
        """A text and what its picture shows."""
        text, shown = self._text(random)
        return text, shown if shown.thing else replace(shown, material="", surroundings="")

    def _text(self, random: np.random.Generator) -> tuple[str, Wish]:
        dice = random.random()
        if dice < 0.30:
            text = self._words.pick(random)
            shown = self._shown[text]
        elif dice < 0.38:
            text = self._forms.pick(random)
            shown = self._shown[self.lexicon.forms[text]]
        elif dice < 0.42:
            text = str(random.choice(self._phrases))
            shown = self._shown[text]
        elif dice < 0.60:
            adjective, noun = self._adjectives.pick(random), self._nouns.pick(random)
            text, shown = f"{adjective} {noun}", described(self._shown[noun], self._shown[adjective])
        elif dice < 0.78:
            text, shown = self._in_taught_words(self._nouns.pick(random), random)
        else:
            return self._pair(random)
        if random.random() < 0.45:
            text = str(random.choice(FRAMES)).format(text)
        return text, shown

    def _pair(self, random: np.random.Generator) -> tuple[str, Wish]:
        """Two subjects in one text, some with a colour or mood that is taught for both."""
        (one, first), (other, second) = self._subject(random), self._subject(random)
        inside = random.random() < 0.3
        text = str(random.choice(INSIDE if inside else AROUND)).format(one, other)
        shown = combined(first, second, inside)
        if random.random() < 0.25:
            word, by = self._paint(random)
            text = str(random.choice(PAINTED)).format(text, word)
            shown = painted(shown, by)
        return text, shown

    def _subject(self, random: np.random.Generator) -> tuple[str, Wish]:
        """A noun, or a kind's or thing's own word; some with an adjective."""
        if random.random() < OWN_WORD:
            concept = self._subjects[int(random.integers(len(self._subjects)))]
            text = str(random.choice(concept.texts))
            shown = Wish(concept.name) if concept.facet == "kind" else Wish("", thing=concept.name)
        else:
            text = self._nouns.pick(random)
            shown = self._shown[text]
        if random.random() < 0.3:
            adjective = self._adjectives.pick(random)
            return f"{adjective} {text}", described(shown, self._shown[adjective])
        return text, shown

    def _paint(self, random: np.random.Generator) -> tuple[str, Wish]:
        """A word for a colour or mood, and what it says."""
        paint = self._paints[int(random.integers(len(self._paints)))]
        word = str(random.choice(paint.texts))
        return word, Wish("", (paint.name,)) if paint.facet == "colour" else Wish("", (), paint.name)

    def _in_taught_words(self, noun: str, random: np.random.Generator) -> tuple[str, Wish]:
        """A noun with a taught colour or mood, some also with what it is made of or where it is."""
        word, by = self._paint(random)
        shown = painted(replace(self._shown[noun], material=""), by)
        text, dice = f"{word} {noun}", random.random()
        if not shown.thing or dice < 0.3:
            return text, shown
        if dice < 0.55:
            material = str(random.choice([name for name, found in MATERIALS.items() if found.adjectives]))
            return f"{word} {random.choice(MATERIALS[material].adjectives)} {noun}", replace(shown, material=material)
        kind = str(random.choice(list(KINDS)))
        said = str(random.choice((kind, *KINDS[kind].words)))
        if dice < 0.8:
            joint = str(random.choice(MATERIALS["filled"].phrases))
            return f"{text} {joint} {said}", replace(shown, material="filled", kind=kind)
        return f"{text} {random.choice(('in', 'before', 'over', 'with'))} {said}", replace(shown, surroundings=kind)


class _Pool:
    """Words to pick from, the common ones more often."""

    def __init__(self, words: list[str], power: float = COMMON):
        self.words = words
        weight = np.array([max(min(frequency(part) for part in word.split()), 1e-8) for word in words]) ** power
        self._sums = np.cumsum(weight / weight.sum()) if words else np.zeros(0)

    def pick(self, random: np.random.Generator) -> str:
        return self.words[min(int(np.searchsorted(self._sums, random.random())), len(self.words) - 1)]


def wish_of_meaning(meaning: Meaning) -> Wish:
    """What a meaning's picture shows: its nearest subject, the colours or mood that it surely has, its light.

    Of a thing also the material that is meant, and of others the surroundings, which come into play in `combined`.
    """
    facet, name = subject(meaning)
    mood, level = meaning.moods[0] if meaning.moods else ("", 0.0)
    colours = tuple(name for name, share in meaning.colours[:2] if share >= LIKELY)
    if mood and (level >= 2 * STRONG or (level >= STRONG and not colours)):
        colours = ()
    elif colours or level < MAYBE:
        mood, colours = "", colours or tuple(name for name, _ in meaning.colours[:1])
    strongest = sorted(meaning.modifiers.items(), key=lambda found: -found[1][1])[:MODIFIERS_AT_ONCE]
    return Wish(
        name if facet == "kind" else "",
        colours,
        mood,
        {modifier: level for modifier, (level, score) in strongest if score >= STRONG},
        name if facet == "thing" else "",
        _surely(meaning.materials),
        surroundings=_surely(meaning.surroundings),
    )


def _surely(found: Sequence[tuple[str, float]]) -> str:
    """The first name if it is SURELY meant; "" otherwise."""
    return found[0][0] if found and found[0][1] >= SURELY else ""


def subject(meaning: Meaning) -> tuple[str, str]:
    """The facet and name to show: the nearest, but a kind before a thing that is not SURE."""
    facet, name, score = meaning.subjects[0]
    if facet == "thing" and score < SURE:
        return next(((other, kind) for other, kind, _ in meaning.subjects if other == "kind"), (facet, name))
    return facet, name


def described(shown: Wish, by: Wish) -> Wish:
    """A wish with what an adjective adds to it: colours, mood, material, light."""
    return replace(painted(shown, by), material=by.material or shown.material if shown.thing else "")


def painted(shown: Wish, by: Wish) -> Wish:
    """A wish with the colours, mood and modifiers of another where that has some."""
    own = bool(by.colours or by.mood)
    return replace(
        shown,
        colours=by.colours if own else shown.colours,
        mood=by.mood if own else shown.mood,
        modifiers={**shown.modifiers, **by.modifiers},
    )


def combined(first: Wish, second: Wish, inside: bool = False) -> Wish:
    """Two wishes as one picture that holds together: a thing of a kind or material, or before it, never two things.

    inside: the second is what the first is made of.
    """
    if second.thing and not first.thing:  # a thing comes first, "a field of sunflowers" too
        first, second, inside = second, first, False
    if not first.thing:  # two kinds, or a kind and the colours of a thing
        return replace(painted(first, second), surroundings="")
    if inside and second.material:
        return replace(painted(first, second), material=second.material, surroundings="")
    if inside and not second.thing:
        return replace(painted(first, second), material="filled", kind=second.kind, surroundings="")
    if second.thing:
        return replace(painted(first, second), surroundings=second.surroundings)
    backdrop = second.colours[0] if second.colours else second.mood
    modifiers = {**second.modifiers, **first.modifiers}
    return replace(first, surroundings=second.surroundings or second.kind, backdrop=backdrop, modifiers=modifiers)


def canonical(w: Wish) -> str:
    """A wish, partial or whole, in the tables' own words; the same on every call."""
    paint = w.mood or " and ".join(w.colours)
    before = [*(level for modifier, level in w.modifiers.items() if not (w.thing and modifier == "symmetry")), paint]
    if not w.thing:
        return " ".join(filter(None, [*before, w.kind]))
    noun = ARRANGED[w.arrangement or "single"][0].format(one=w.thing, many=THINGS[w.thing].plural or w.thing)
    after = []
    if w.kind:
        after.append(f"made of {w.kind}")
    elif w.material:
        before.append(MATERIALS[w.material].adjectives[0])
    backdrop = f"{w.backdrop} " if w.backdrop else ""
    if w.surroundings in SURROUNDINGS:
        after.append(SURROUNDINGS[w.surroundings].phrases[0].format(backdrop))
    elif w.surroundings:
        after.append(f"before {backdrop}{w.surroundings}")
    return " ".join(filter(None, [*before, noun, *after]))
