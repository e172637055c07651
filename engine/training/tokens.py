"""Makes the tokenizer: whole words for everything taught, letters for the rest, in CLIP's vocab.json and merges.txt."""

import json
import math
import re
import string
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.trainers import BpeTrainer

from engine.training.captions import OPENINGS
from engine.training.kinds import KINDS
from engine.training.things.catalogue import THINGS
from engine.training.things.materials import MATERIALS
from engine.training.things.surroundings import SURROUNDINGS
from engine.training.words import COLOURS, FILLERS, MODIFIERS, MOODS

LENGTH = 32  # tokens; a VJ's prompt is a line, and every token costs the text encoder time
START, END = "<|startoftext|>", "<|endoftext|>"
SHORT = 3  # letters of a taught word that others end in by accident
SIZE = 18_000  # tokens
PIECES = 0.12  # share of them that byte-pair encoding finds; the rest are whole words
SPARE = 1_000  # tokens kept for short words and what guards them
EVEN = 0.4  # power of a word's frequency: 1 would teach mostly the pieces of the commonest few
# words of many prompts that captions never hold: whole, they cost one token each
COMMON = """
a an the of in on at and with without over under into through from to by for is are like very more less slow
fast moving deep light night day dream dreams dreaming space sky water air earth sun moon star stars wave waves
colour color colours colors shape shapes pattern patterns texture glow shine shadow dance music sound love life
time city house forest tree trees river lake snow ice wind storm desert island bird birds fish animal face eyes
woman man people future robot machine ancient temple gothic baroque surreal fantasy magic spirit soul heart
energy cosmic quantum digital glitch pixel retro vintage modern style painting photo photograph of render
3d hd 8k
high quality detailed beautiful dark bright warm cold hot soft hard wild calm gentle strong
member remember september november december electricity velocity sublime slime terrain train brain brush lover cover
"""


def byte_letters() -> list[str]:
    """The 256 printable letters that GPT-2's and CLIP's byte-level vocabularies write bytes as, in byte order."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = iter(range(256, 512))
    return [chr(b) if b in plain else chr(next(rest)) for b in range(256)]


@cache
def caption_words() -> tuple[str, ...]:
    """Every word a caption can hold, most important first, without repeats."""
    phrases = [
        *KINDS,
        *(w for k in KINDS.values() for w in k.words),
        *(w for name, thing in THINGS.items() for w in (name, thing.plural, *thing.words)),
        *(w for name, m in MATERIALS.items() for w in (name, *m.adjectives, *m.phrases)),
        *(w for name, s in SURROUNDINGS.items() for w in (name, *s.words)),
        *COLOURS,
        *(w for c in COLOURS.values() for w in c[1]),
        *MOODS,
        *(w for m in MOODS.values() for w in m[2]),
        *(w for levels in MODIFIERS.values() for words in levels.values() for w in words),
        *FILLERS,
        *OPENINGS,
        "in shades of",
    ]
    words = [word for phrase in phrases for word in re.findall(r"[a-z]+", phrase.lower())]
    return tuple(dict.fromkeys(words))


@cache
def taught_words() -> tuple[str, ...]:
    """Every word that is one token, most important first, without repeats."""
    return tuple(dict.fromkeys((*caption_words(), *re.findall(r"[a-z]+", COMMON))))


@cache
def strange_words() -> tuple[str, ...]:
    """Common words that captions never hold."""
    return tuple(word for word in re.findall(r"[a-z]+", COMMON) if word not in caption_words())


def known_words(vocabulary: Iterable[str]) -> list[str]:
    """The words, and ends of words, of three letters and more that are one token of a vocabulary."""
    whole = (token.removesuffix("</w>") for token in vocabulary if token.endswith("</w>"))
    return sorted(word for word in whole if len(word) > 2 and word.isalpha())


@cache
def short_words() -> tuple[str, ...]:
    """The taught words of SHORT letters."""
    return tuple(word for word in taught_words() if len(word) == SHORT)


def merge(pieces: list[str], ranks: dict[tuple[str, str], int]) -> list[str]:
    """Byte-pair encoding of one word's pieces by merges in order of rank (Sennrich et al. 2016)."""
    while len(pieces) > 1:
        pairs = list(zip(pieces, pieces[1:], strict=False))
        best = min(pairs, key=lambda pair: ranks.get(pair, 1 << 30))
        if best not in ranks:
            break
        joined, i = [], 0
        while i < len(pieces):
            if i + 1 < len(pieces) and (pieces[i], pieces[i + 1]) == best:
                joined.append(pieces[i] + pieces[i + 1])
                i += 2
            else:
                joined.append(pieces[i])
                i += 1
        pieces = joined
    return pieces


def _whole(words: Iterable[str], ranks: dict[tuple[str, str], int], most: int = 1 << 30) -> None:
    """Adds merges by which each word comes together to one token, the later the rarer, until there are `most`.

    Each is added only where its word does not come together yet. Later merges rank lower and are never reached while
    an earlier word comes together.
    """
    for word in words:
        pieces = merge([*word[:-1], word[-1] + "</w>"], ranks)
        while len(pieces) > 1:
            if len(ranks) >= most:
                return
            ranks[(pieces[0], pieces[1])] = len(ranks)
            pieces = [pieces[0] + pieces[1], *pieces[2:]]


def _taught_merges() -> dict[tuple[str, str], int]:
    """Merges for the taught words alone.

    A short one comes first and from its end, with a token for every letter before it: "layered" and "inspired" end in
    no "red".
    """
    ranks: dict[tuple[str, str], int] = {}
    for word in short_words():
        end = word[-1] + "</w>"
        for letter in reversed(word[:-1]):
            ranks.setdefault((letter, end), len(ranks))
            end = letter + end
        for letter in string.ascii_lowercase:
            ranks.setdefault((letter, end), len(ranks))
    _whole(taught_words(), ranks)
    return ranks


def _merges(english: Mapping[str, float], size: int) -> dict[tuple[str, str], int]:
    """Merges by byte-pair encoding of English, then whole words; none makes a short taught word of a longer one's end.

    A short taught word's last merge ranks below all others. So it is reached in a longer word only if the letter
    before joins nothing else, and for every word of English where that is so a merge is added that joins it.
    """
    short = {word + "</w>" for word in short_words()}
    room = size - 2 * 256 - 2
    pieces = BpeTrainer(
        vocab_size=2 * 256 + int(PIECES * room),
        initial_alphabet=byte_letters(),
        end_of_word_suffix="</w>",
        show_progress=False,
    )
    scale = max(english.values())
    model = Tokenizer(BPE(end_of_word_suffix="</w>"))
    model.pre_tokenizer = Whitespace()
    model.train_from_iterator(
        (f"{word} " * math.ceil(1000 * (often / scale) ** EVEN) for word, often in english.items()), pieces
    )
    ranks: dict[tuple[str, str], int] = {}
    made = {*byte_letters(), *(letter + "</w>" for letter in byte_letters())}
    for first, second in json.loads(model.to_str())["model"]["merges"]:
        if {first, second} <= made and first + second not in short:
            ranks[first, second] = len(ranks)
            made.add(first + second)
    long = [word for word in taught_words() if word + "</w>" not in short]
    rare = sorted(english, key=english.__getitem__, reverse=True)
    _whole(long, ranks)
    _whole((word for word in rare if word + "</w>" not in short), ranks, room - SPARE)
    last: dict[tuple[str, str], int] = dict(ranks)
    _whole(short_words(), last)
    ends = {pair: pair[0] + pair[1] for pair in last if pair[0] + pair[1] in short}
    for word in english:
        split = merge([*word[:-1], word[-1] + "</w>"], last)
        if len(split) > 1 and split[-1] in short and len(ranks) + len(ends) < room:
            start = next(pair[0] for pair, whole in ends.items() if whole == split[-1])
            if (split[-2], start) not in ranks:
                ranks[(split[-2], start)] = len(ranks)
                last = {**ranks, **{pair: len(ranks) + 1 + i for i, pair in enumerate(ends)}}
    _whole(short_words(), ranks)
    return ranks


def write_tokenizer(folder: Path, english: Mapping[str, float] = MappingProxyType({}), size: int = SIZE) -> None:
    """Writes the files that `CLIPTokenizer.from_pretrained` reads.

    Every taught word ends as one token. With `english`, words and how often each is said, there are up to `size`
    tokens: as many of the commonest words as fit are whole, and others fall into pieces that many words share.
    """
    ranks = _merges(english, size) if english else _taught_merges()
    letters = byte_letters()
    tokens = [
        *letters,
        *(letter + "</w>" for letter in letters),
        *dict.fromkeys(a + b for a, b in ranks),
        START,
        END,
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}, ensure_ascii=False))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in ranks))
    special = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": END}
    (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=1))
    (folder / "tokenizer_config.json").write_text(
        json.dumps(
            {
                **special,
                "tokenizer_class": "CLIPTokenizer",
                "model_max_length": LENGTH,
                "do_lower_case": True,
                "add_prefix_space": False,
                "errors": "replace",
            },
            indent=1,
        )
    )
