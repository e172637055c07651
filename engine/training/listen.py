"""Teaches the text encoder to say, in slots.py's codes, what a text's picture shows, however the text is worded.

It learns from captions of wishes by chance, from the same amid chatter, and, with a lexicon, from any English that
means the same. What a text leaves unsaid stays empty, but for the subject: one that names none chooses a kind of its
own, the same one each time. No picture is looked at, so minutes are enough.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from engine.training.captions import kind_words, phrase, slip, some_word, spoken, strange_name, taken, thing_words
from engine.training.devices import device_of
from engine.training.draw import (
    BEHIND_SILHOUETTES,
    FIRST_FILLINGS,
    FIRST_MATERIALS,
    FIRST_SURROUNDINGS,
    Wish,
    wish,
)
from engine.training.kinds import KINDS
from engine.training.slots import SILENT, SLOTS, WIDTH, codes, heard, places, slots_of
from engine.training.things.materials import MATERIALS
from engine.training.things.surroundings import SURROUNDINGS
from engine.training.tokens import LENGTH, short_words, strange_words, write_tokenizer
from engine.training.trainer import Average, Run, averaged, save_whole, train
from engine.training.words import COLOURS, MODIFIERS, MOODS

if TYPE_CHECKING:
    from engine.training.lexicon.table import Lexicon
    from engine.training.lexicon.texts import Teacher

LAYERS, HEADS = 2, 4
PEAK = 1.5e-3  # learning rate
CAPTIONS, AMID, STRANGE, ENGLISH = 48, 48, 8, 80  # texts of a batch: the last where there is a lexicon
THINGS_SHOWN, THINGS_AMID = 0.75, 0.5  # share of the wishes in captions and amid chatter
QUIET = 0.2  # weight of the silence where the words are
DECIDED, SHARP = 0.5, 6.0  # weight of telling values apart, and how much likelier one is whose code is spoken in full
LOOSE = 48  # texts of a batch that are words by chance: of what they may mean one thing is to be said in full
SLIPPED = 0.06  # share of captions with a slip of the pen
HUSHED = 8.0  # how strongly the places of words begin by saying nothing
LOUD, NAMED = 4000.0, 0.75  # how much louder nothing is made there at last, and from which part of its most it is meant
MOST = 6  # strange words in a row
TAKEN = 0.6  # share of texts of any take, and of those of the first that name it
VOWELS, CONSONANTS = list("aeiou"), list("bcdfghjklmnpqrstvwxyz")


def words_of(work: Path, lexicon: Path | None, first: bool) -> tuple[CLIPTokenizer, Teacher | None]:
    """The tokenizer of work/tokenizer, made on first use, and what teaches English, if there is a lexicon.

    first: English is to mean only what is learnt first.
    """
    english: dict[str, float] = {}
    teacher = None
    if lexicon is not None:
        from engine.training.lexicon.concepts import concepts
        from engine.training.lexicon.table import Lexicon
        from engine.training.lexicon.texts import Teacher
        from engine.training.lexicon.vocabulary import english_frequencies

        teacher = Teacher(Lexicon(lexicon, concepts(first)))
        english = {word: often for word, often in english_frequencies().items() if teacher.lexicon.knows(word)}
    return work_tokenizer(work, english), teacher


def work_tokenizer(work: Path, english: dict[str, float] | None = None) -> CLIPTokenizer:
    """The tokenizer of work/tokenizer, made on first use: weights that were trained with one fit no other.

    english: words and how often each is said, for a tokenizer of all English.
    """
    if not (work / "tokenizer" / "vocab.json").exists():
        write_tokenizer(work / "tokenizer", english or {})
    return CLIPTokenizer.from_pretrained(work / "tokenizer")


def new_text_encoder(tokenizer: CLIPTokenizer, seed: int, embeddings: np.ndarray | None = None) -> CLIPTextModel:
    """An untrained one, whose last normalisation is fixed: states are codes, or next to nothing.

    embeddings: (vocabulary, WIDTH) float32 that its tokens begin with, by chance without.
    """
    torch.manual_seed(seed)
    text = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=WIDTH,
            intermediate_size=4 * WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            max_position_embeddings=LENGTH,
            projection_dim=WIDTH,
            hidden_act="gelu",
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )
    text.set_attn_implementation("eager")  # the fused kernel's gradients are slow on a CPU
    parts = dict(text.named_modules())
    last = next(part for name, part in parts.items() if name.endswith("final_layer_norm"))
    position = next(part for name, part in parts.items() if name.endswith("position_embedding"))
    with torch.no_grad():
        last.weight[-SILENT:] = 0
        position.weight[: LENGTH - len(SLOTS), -SILENT:] = HUSHED * torch.tensor([1.0, -1.0])
        if embeddings is not None:
            text.get_input_embeddings().weight.copy_(torch.from_numpy(embeddings))
    last.requires_grad_(False)
    return hushed(text, 0.0)


@torch.no_grad()
def hushed(text: CLIPTextModel, loud: float = LOUD) -> CLIPTextModel:
    """The same one, silent where the words are: the first unit of its last layer makes the silence there deafening.

    However little is left of the words' states, the UNet's pooling normalises each of them (diffusers'
    TextTimeEmbedding), and would hear noise as loud as the codes. loud: 0 keeps the unit free while others learn.
    """
    (layer,) = (part for name, part in text.named_modules() if name.endswith(f"encoder.layers.{LAYERS - 1}"))
    asks, answers, norm = layer.mlp.fc1, layer.mlp.fc2, layer.layer_norm2
    silence = torch.zeros(WIDTH)
    silence[-SILENT:] = torch.tensor([1.0, -1.0])
    most = (WIDTH / SILENT) ** 0.5 * norm.weight @ silence.abs() + norm.bias @ silence
    asks.weight[0] = silence if loud else 0.0
    asks.bias[0] = -NAMED * most if loud else 0.0
    answers.weight[:, 0] = loud * silence
    return text


def tokenize(tokenizer: CLIPTokenizer, captions: list[str]) -> Tensor:
    """Token ids (N, LENGTH)."""
    return tokenizer(captions, padding="max_length", truncation=True, return_tensors="pt").input_ids


def hearing_error(said: Tensor, meant: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """How far states (N, LENGTH, WIDTH) are from the codes of the places meant (N, slots), and how far from telling
    these from others, mean cross-entropy; how loud the silence is.

    By distance alone what a text may mean is said the more faintly the more there is of it.
    """
    said, quiet = slots_of(said), said[:, : -len(SLOTS)]
    far, unsure = [], []
    for slot, known in enumerate(codes()):
        known, right = known.to(said), meant[:, slot]
        far.append(F.mse_loss(said[:, slot], known[right]))
        unsure.append(F.cross_entropy(SHARP * said[:, slot] @ known.T / (WIDTH - SILENT), right))
    return torch.stack(far).mean(), torch.stack(unsure).mean(), quiet.square().mean()


def train_listen(work: Path, run: Run, lexicon: Path | None = None) -> int:
    """Trains the text encoder into work/text.pt; returns the steps done.

    lexicon: the folder that keeps the sentence embeddings of engine.training.lexicon (its packages are the extra
    `train`): tokens are then English words and begin with what those mean, and English texts are taught too.
    """
    tokenizer, teacher = words_of(work, lexicon, run.takes is not None)
    embeddings = None
    if teacher is not None and not (run.resume and (work / "text.pt").exists()):
        from engine.training.lexicon.embeddings import initial_embeddings

        embeddings = initial_embeddings(tokenizer, WIDTH, teacher.lexicon)
    text = new_text_encoder(tokenizer, run.seed, embeddings).to(run.device)
    random = np.random.default_rng()

    def loss_of(step: int) -> tuple[Tensor, dict]:
        texts, shown, takes = lesson(random, teacher, run.takes)
        said = text(tokenize(tokenizer, texts).to(run.device)).last_hidden_state
        meant = torch.tensor([places(w) for w in shown]).to(run.device)
        loose = heard(said[len(shown) :].detach())
        loose[:, -1] = torch.tensor(takes).to(loose)
        meant = torch.cat([meant, loose])
        error, unsure, loud = hearing_error(said, meant)
        numbers = {"error": error.item(), "unsure": unsure.item(), "loud": loud.item()}
        return error + DECIDED * unsure + QUIET * loud, numbers

    average = Average(text, 0.998)
    steps = train(out=work, name="text", module=text, loss_of=loss_of, peak=PEAK, run=run, average=average)
    if teacher is not None:
        settle_untaught(work, teacher.lexicon)
    return steps


def settle_untaught(work: Path, lexicon: Lexicon) -> None:
    """Moves words that are never taught, in the average of work/text.pt, to where their neighbours have come to lie."""
    from engine.training.lexicon.embeddings import amid_taught

    text, tokenizer = load_text(work)
    read = reader(text, tokenizer)

    def subjects(words: list[str]) -> np.ndarray:
        parts = (words[first : first + 1024] for first in range(0, len(words), 1024))
        return torch.cat([heard(read(part))[:, 0] for part in parts]).numpy()

    state = torch.load(work / "text.pt", weights_only=True, map_location="cpu")
    weights = state["average"]["weights"]
    (name,) = (name for name in weights if name.endswith("token_embedding.weight"))
    weights[name] = torch.from_numpy(amid_taught(weights[name].numpy(), tokenizer, lexicon, subjects))
    save_whole(work / "text.pt", state)


def load_text(work: Path) -> tuple[CLIPTextModel, CLIPTokenizer]:
    """The averaged text encoder of work/text.pt and its tokenizer."""
    tokenizer = work_tokenizer(work)
    text = new_text_encoder(tokenizer, 0)
    text.load_state_dict(averaged(work / "text.pt"))
    return hushed(text).eval().requires_grad_(False), tokenizer


def reader(text: CLIPTextModel, tokenizer: CLIPTokenizer):
    """What a text encoder makes of captions: their states (N, LENGTH, width)."""

    @torch.no_grad()
    def read(captions: list[str]) -> Tensor:
        return text(tokenize(tokenizer, captions).to(device_of(text))).last_hidden_state

    return read


def lesson(
    random: np.random.Generator, teacher: Teacher | None = None, takes: int | None = None
) -> tuple[list[str], list[Wish], list[int]]:
    """Texts, and what the picture of each shows: the first says nothing, and means it; of LOOSE more, words by chance,
    nobody knows but the place of the take.

    takes: what is shown is what is learnt first, in so many of them.
    """
    pairs, word = [("", Wish(""))], strange if teacher is None else teacher.other_word
    for _ in range(CAPTIONS):
        w = wish(random, THINGS_SHOWN, takes is not None)
        text = phrase(w, random)
        pairs.append((slip(text, random) if random.random() < SLIPPED else text, said(w, text)))
    for _ in range(AMID):
        text, bare, w = amid_chatter(wish(random, THINGS_AMID, takes is not None), random, word)
        pairs.append((text, said(w, bare)))
    for _ in range(STRANGE):
        w = wish(random)
        pairs.append((strange_name(w, random), replace(w, modifiers={})))
    if teacher is not None:
        pairs += [teacher.teaching_text(random) for _ in range(ENGLISH)]
    if takes is not None:
        pairs = [(text, as_first(shown)) for text, shown in pairs]
    pairs = [(text, shown if shown.thing or not text else subjected(shown)) for text, shown in pairs]
    loose_text = teacher.loose_text if teacher is not None else partial(spoken, word=word)
    pairs += [(loose_text(random), Wish("")) for _ in range(LOOSE)]
    pairs[1:] = [in_some_take(text, shown, random, takes) for text, shown in pairs[1:]]
    loose = [places(shown)[-1] for _, shown in pairs[-LOOSE:]]
    return [text for text, _ in pairs], [shown for _, shown in pairs[:-LOOSE]], loose


def in_some_take(text: str, shown: Wish, random: np.random.Generator, takes: int | None) -> tuple[str, Wish]:
    """A text that names a take, or none, which means the first, and what it shows in that."""
    if takes is None:
        return text, shown
    take = int(random.integers(takes)) if random.random() < TAKEN else 0
    named = take or random.random() < TAKEN
    return (taken(text, take, random) if named else text), replace(shown, take=take)


def as_first(w: Wish) -> Wish:
    """A wish with only the material, filling and surroundings that a thing is learnt in first.

    Where nothing is said of them the thing is of neon and in the dark, as whatever is open is drawn as a bit of all.
    """
    if not w.thing:
        return w
    filled = w.material == "filled" and w.kind in FIRST_FILLINGS
    known = filled or (w.material != "filled" and w.material in FIRST_MATERIALS)
    material = w.material if known else "neon"
    around = BEHIND_SILHOUETTES if material == "silhouette" else FIRST_SURROUNDINGS
    surroundings = w.surroundings if w.surroundings in around else next(iter(around))
    return replace(w, kind=w.kind if filled else "", material=material, surroundings=surroundings, arrangement="single")


def said(w: Wish, text: str) -> Wish:
    """As much of a wish as a text names."""
    light = w.modifiers.get("light", "")
    surroundings = SURROUNDINGS.get(w.surroundings)
    around = surroundings.words + surroundings.phrases if surroundings else ()
    if w.surroundings in KINDS:
        around = (w.surroundings, *KINDS[w.surroundings].words)
    filling = bool(w.thing) and bool(w.kind) and names(text, kind_words(w))
    made = filling
    if w.material and w.material != "filled":
        made = names(text, (*MATERIALS[w.material].adjectives, *MATERIALS[w.material].phrases))
    own = not w.thing and names(text, kind_words(w))
    return replace(
        w,
        thing=w.thing if w.thing and names(text, thing_words(w)) else "",
        kind=w.kind if filling or own else "",
        material=w.material if made else "",
        colours=tuple(name for name in w.colours if names(text, (name, *COLOURS[name][1]))),
        mood=w.mood if w.mood and names(text, (w.mood, *MOODS[w.mood][2])) else "",
        surroundings=w.surroundings if around and names(text, around) else "",
        backdrop=w.backdrop if w.backdrop and names(text, paint_words(w.backdrop)) else "",
        modifiers={"light": light} if light and names(text, MODIFIERS["light"][light]) else {},
    )


def paint_words(name: str) -> tuple[str, ...]:
    return (name, *(COLOURS[name][1] if name in COLOURS else MOODS[name][2]))


def names(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of some words or phrases, in which {} stands for more words or none."""
    parts = (".*".join(map(re.escape, word.split("{}"))) for word in words)
    return any(re.search(rf"\b{part}\b", text) for part in parts)


def subjected(w: Wish) -> Wish:
    """A wish without a thing as a picture: of its kind, else of one that goes with what it has, the same each time."""
    kind = (
        w.kind or list(KINDS)[zlib.crc32(repr((w.colours, w.mood, w.material, w.surroundings)).encode()) % len(KINDS)]
    )
    if not w.kind and w.surroundings in KINDS:
        kind = w.surroundings
    return Wish(kind, w.colours, w.mood, w.modifiers)


def strange(random: np.random.Generator) -> str:
    """A common word that no caption explains, or a made-up one; some end as a short taught word does."""
    if random.random() < 0.45:
        return str(random.choice(strange_words()))
    end = str(random.choice(short_words())) if random.random() < 0.2 else ""
    syllables = [
        ("" if random.random() < 0.2 else random.choice(CONSONANTS))
        + random.choice(VOWELS)
        + (random.choice(CONSONANTS) if random.random() < 0.3 else "")
        for _ in range(int(random.integers(1, 5)))
    ]
    return "".join(syllables) + end


def amid_chatter(
    w: Wish, random: np.random.Generator, word: Callable[[np.random.Generator], str] = strange
) -> tuple[str, str, Wish]:
    """A wish in some order among other words, in bare words, and the wish itself. word: draws one of the others."""
    if w.thing:
        bare = phrase(w, random)
        return " ".join(f"{chatter(random, word)} {bare} {chatter(random, word)}".split()), bare, w
    kind = some_word(w.kind, KINDS[w.kind].words, random)
    colours = [some_word(name, COLOURS[name][1], random) for name in w.colours]
    joint = str(random.choice([" and ", " ", ", ", f" {word(random)} "]))
    paint = some_word(w.mood, MOODS[w.mood][2], random) if w.mood else joint.join(colours)
    adjectives = [str(random.choice(MODIFIERS[name][level])) for name, level in w.modifiers.items()]
    how = " ".join(adjectives)
    parts = [part for part in (f"{how} {kind}".strip(), paint) if part]
    random.shuffle(parts)
    text = [chatter(random, word)]
    for part in parts:
        text += [part + ("," if random.random() < 0.12 else ""), chatter(random, word)]
    return " ".join(" ".join(text).split()), ", ".join(part for part in (kind, how, paint) if part), w


def chatter(random: np.random.Generator, word: Callable[[np.random.Generator], str] = strange) -> str:
    """None to MOST words that `word` draws, with a sign after some."""
    words = [word(random) for _ in range(int(random.integers(MOST + 1)))]
    return " ".join(word + (str(random.choice(list(",.:!?;"))) if random.random() < 0.12 else "") for word in words)
