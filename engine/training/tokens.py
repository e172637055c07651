"""Makes the tokenizer: whole words for everything taught, letters for the rest, in CLIP's vocab.json and merges.txt."""

import json
import re
import string
from functools import cache
from pathlib import Path

from engine.training.captions import OPENINGS
from engine.training.kinds import KINDS
from engine.training.words import COLOURS, FILLERS, MODIFIERS, MOODS

LENGTH = 32  # tokens; a VJ's prompt is a line, and every token costs the text encoder time
START, END = "<|startoftext|>", "<|endoftext|>"
SHORT = 3  # letters of a taught word that others end in by accident
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
def taught_words() -> tuple[str, ...]:
    """Every word a caption can hold, most important first, without repeats."""
    phrases = [
        *KINDS,
        *(w for k in KINDS.values() for w in k.words),
        *COLOURS,
        *(w for c in COLOURS.values() for w in c[1]),
        *MOODS,
        *(w for m in MOODS.values() for w in m[2]),
        *(w for levels in MODIFIERS.values() for words in levels.values() for w in words),
        *FILLERS,
        *OPENINGS,
        "in shades of",
        COMMON,
    ]
    words = [word for phrase in phrases for word in re.findall(r"[a-z]+", phrase.lower())]
    return tuple(dict.fromkeys(words))


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


def write_tokenizer(folder: Path) -> None:
    """Writes the files that `CLIPTokenizer.from_pretrained` reads.

    Merges are added word by word, each only where the word does not come together yet. Later merges rank lower and
    are never reached while an earlier word comes together, so every taught word ends as one token. A short one comes
    first and from its end, with a token for every letter before it: "layered" and "inspired" end in no "red".
    """
    ranks: dict[tuple[str, str], int] = {}
    for word in short_words():
        end = word[-1] + "</w>"
        for letter in reversed(word[:-1]):
            ranks.setdefault((letter, end), len(ranks))
            end = letter + end
        for letter in string.ascii_lowercase:
            ranks.setdefault((letter, end), len(ranks))
    for word in taught_words():
        pieces = merge([*word[:-1], word[-1] + "</w>"], ranks)
        while len(pieces) > 1:
            ranks[(pieces[0], pieces[1])] = len(ranks)
            pieces = [pieces[0] + pieces[1], *pieces[2:]]
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
