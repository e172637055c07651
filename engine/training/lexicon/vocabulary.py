"""Which words the lexicon holds: the commonest of English that WordNet knows, and the words held out of teaching."""

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

import numpy as np

from engine.training.lexicon.wordnet import VISIBLE, WordNet

WORDS = 24_000  # dictionary forms
PAIRS = 5_000  # nouns of two words
FORMS = 120_000  # how far down the list of English words inflections are looked for
HELD_OUT = 360  # so that 300 remain when tables of taught words have grown
COMMONEST = 1_500  # held-out words are some of so many nouns and adjectives
# words that say nothing about what is seen
_SILENT = """
a about above across actually after again against ago ain all almost along already also although always am among
amongst an and another any anybody anyhow anymore anyone anything anyway anywhere apart are aren around as aside at
away back basically be became because become becomes becoming been before beforehand behind being below beside besides
between beyond both but by can cannot cant come comes coming could couldn did didn do does doesn doing don done dont
down during each either else elsewhere enough especially et etc even eventually ever every everybody everyone
everything everywhere except far few first for former formerly forth from further furthermore gave get gets getting
give given gives giving go goes going gone gonna got gotta had hadn has hasn have haven having he hence her here
hereby herself hey hi him himself his how however if in indeed inside instead into is isn it its itself just keep
keeps kept kind kinda know known knows last later latter least less let lets like likely literally lot lots made
mainly make makes making many may maybe me mean meant meanwhile merely might mine more moreover most mostly much must
my myself near nearly need needn needs neither never nevertheless next no nobody none nonetheless nor not nothing now
nowhere of off often oh ok okay on once one ones only onto or other others otherwise ought our ours ourselves out
outside over overall own particular particularly per perhaps please plus possible possibly probably put puts quite
rather really regarding said same saw say saying says second see seem seemed seems seen several shall she should
shouldn simply since so some somebody somehow someone something sometimes somewhat somewhere soon sort still stuff
such take taken takes taking than thank thanks that the their theirs them themselves then there therefore these they
thing things think third this those though through throughout thus to together too took toward towards two three try
trying under unless unlike until up upon us use used uses using usually various very via want wanted wants was wasn
way we well went were weren what whatever when whenever where whereas wherever whether which while who whoever whole
whom whose why will with within without won would wouldn wow yeah yes yet you your yours yourself yourselves aka lol
omg btw mr mrs ms dr jr sr st vs www http https com org net html php pdf
"""
SILENT = frozenset(_SILENT.split())


def english(most: int) -> list[str]:
    """Words of English in a to z, commonest first, from wordfreq (Speer 2022)."""
    from wordfreq import top_n_list

    return [word for word in top_n_list("en", most) if re.fullmatch("[a-z]{3,}", word) and word not in SILENT]


def frequency(word: str) -> float:
    """How often a word is said, as a share of all words."""
    from wordfreq import word_frequency

    return float(word_frequency(word, "en"))


def lexicon_words(net: WordNet, words: int = WORDS, pairs: int = PAIRS) -> list[str]:
    """Dictionary forms, commonest first, and after them two-word nouns, commonest first."""
    single = [word for word in english(FORMS) if word in net.bases(word).values()][:words]
    known = set(single)
    doubles = [
        lemma.replace("_", " ")
        for lemma, parts in net.index.items()
        if "n" in parts and re.fullmatch("[a-z]{3,}_[a-z]{3,}", lemma) and _visible(net, lemma)
    ]
    rank = {word: i for i, word in enumerate(single)}
    doubles = [pair for pair in doubles if all(word in known for word in pair.split())]
    return single + sorted(doubles, key=lambda pair: max(rank[word] for word in pair.split()))[:pairs]


def inflections(net: WordNet, words: Iterable[str]) -> dict[str, str]:
    """Plurals and other forms of English that come from one of `words`: form -> dictionary form."""
    known = set(words)
    found = {}
    for form in english(FORMS):
        if form not in known:
            bases = net.bases(form)
            base = next((bases[part] for part in "navr" if bases.get(part) in known), None)
            if base:
                found[form] = base
    return found


def choose_held_out(net: WordNet, taught: Iterable[str], seed: int = 17) -> list[str]:
    """HELD_OUT of the COMMONEST nouns and adjectives by fixed dice; none in `taught`, nor an inflection of one."""
    taught = set(taught)
    pool = []
    for word in english(20_000):
        bases = net.bases(word)
        if net.part(word) not in ("n", "a") or word not in bases.values() or taught & {word, *bases.values()}:
            continue
        if _written_small(net, word):
            pool.append(word)
    dice = np.random.default_rng(seed)
    return sorted(dice.choice(pool[:COMMONEST], HELD_OUT, replace=False).tolist())


def held_out() -> tuple[str, ...]:
    """The words that are never taught, chosen once and for all before any were."""
    return tuple((files(__package__) / "held_out.txt").read_text("ascii").split())


def names_held_out(net: WordNet, text: str, held: Sequence[str] | frozenset[str]) -> bool:
    """Whether a text holds a held-out word or a form of one."""
    held = frozenset(held)
    return any(held & {word, *net.bases(word).values()} for word in re.findall("[a-z]+", text.lower()))


def _written_small(net: WordNet, word: str) -> bool:
    """Whether what the word means most is written in small letters: no person, town or month."""
    sense, _ = net.meanings(word)[0]
    return not sense.named and any(written[:1].islower() for written in sense.words)


def _visible(net: WordNet, lemma: str) -> bool:
    """Whether what a noun means first can be seen, and is written in small letters."""
    sense = net.senses["n", net.index[lemma]["n"][0]]
    return sense.file in VISIBLE and lemma in sense.words


def english_frequencies(most: int = 90_000) -> dict[str, float]:
    """Words of English and how often each is said, for `tokens.write_tokenizer`."""
    return {word: frequency(word) for word in english(most)}
