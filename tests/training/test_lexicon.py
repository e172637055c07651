"""The lexicon: English words choose fitting pictures, and teaching texts hold together."""

import json

import numpy as np
import pytest
from transformers import CLIPTokenizer

from engine.training.draw import Wish
from engine.training.kinds import KINDS
from engine.training.lexicon import encoder as encoding
from engine.training.lexicon.associations import ASSOCIATIONS, phrases
from engine.training.lexicon.concepts import Concept, concepts, named
from engine.training.lexicon.texts import Teacher, canonical, combined, described
from engine.training.lexicon.vocabulary import held_out
from engine.training.lexicon.wordnet import FOLDER, WordNet
from engine.training.things.catalogue import THINGS
from engine.training.things.materials import MATERIALS
from engine.training.things.surroundings import SURROUNDINGS
from engine.training.tokens import taught_words, write_tokenizer
from engine.training.words import COLOURS, MODIFIERS, MOODS

wordnet = pytest.mark.skipif(not (FOLDER / "data.noun").exists(), reason="WordNet isn't installed (wordnet-base)")
WORDS = (
    "kitten", "panther", "ocean", "grief", "blaze", "pumpkin", "firetruck", "dog", "sorrow", "church", "lagoon",
    "violinist", "snowy", "rusty", "gloomy", "icy", "hammer", "candle", "moss", "blood", "happiness", "table", "party",
)  # fmt: skip
FEW = (
    Concept("thing", "leopard", ("jaguar",)),
    Concept("thing", "cat", ("cats",)),
    Concept("thing", "heart", (), ("love",)),
    Concept("thing", "broken heart", (), ("sorrow",)),
    Concept("thing", "church", ()),
    Concept("thing", "violin", ("fiddle",)),
    Concept("thing", "pumpkin", ("pumpkins",)),
    Concept("thing", "peach", ()),
    Concept("kind", "sea", ("seascape",)),
    Concept("kind", "fire", ("flames",)),
    Concept("kind", "forest", ("woods",)),
    *(Concept("colour", name, ()) for name in COLOURS),
    Concept("mood", "arctic", ("frozen",)),
    Concept("mood", "lava", ("magma",)),
    Concept("mood", "forest", ("mossy",)),
    *(Concept("light", level, words) for level, words in MODIFIERS["light"].items()),
)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory):
    """One of few words and concepts, with the sentence encoder itself."""
    try:
        encoding.encoder_folder()
    except ModuleNotFoundError as fault:
        pytest.skip(str(fault))
    pytest.importorskip("wordfreq")
    pytest.importorskip("matplotlib")
    if not (FOLDER / "data.noun").exists():
        pytest.skip("WordNet isn't installed (wordnet-base)")
    from engine.training.lexicon.table import Lexicon

    return Lexicon(tmp_path_factory.mktemp("lexicon"), FEW, WORDS)


def nearest(lexicon, text: str) -> str:
    return lexicon.meaning(text).subjects[0][1]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("panther", "leopard"),
        ("kitten", "cat"),
        ("ocean", "sea"),
        ("sorrow", "broken heart"),
        ("grief", "broken heart"),
        ("blaze", "fire"),
        ("cathedral", "church"),
        ("a burning house", "fire"),
    ],
)
def test_a_word_that_no_table_names_finds_its_nearest(lexicon, text, subject):
    assert nearest(lexicon, text) == subject


def test_a_word_of_the_tables_is_what_it_names(lexicon):
    assert nearest(lexicon, "pumpkin") == "pumpkin" and nearest(lexicon, "Pumpkins ") == "pumpkin"


@pytest.mark.parametrize(
    ("word", "colours"),
    [("pumpkin", {"orange"}), ("firetruck", {"red", "crimson"}), ("moss", {"green", "lime", "teal"})],
)
def test_a_word_brings_its_colour(lexicon, word, colours):
    assert colours & {name for name, _ in lexicon.meaning(word).colours}


def test_adjectives_bring_mood_and_light(lexicon):
    assert lexicon.meaning("icy").moods[0][0] == "arctic"
    assert lexicon.meaning("gloomy").modifiers["light"][0] == "dark"


def test_meanings_are_kept_and_worked_out_anew_when_the_tables_grow(lexicon):
    from engine.training.lexicon.table import Lexicon

    assert lexicon.entries["ocean"].meaning == Lexicon(lexicon.cache, FEW, WORDS).entries["ocean"].meaning
    files = set(lexicon.cache.glob("lexicon-*.json"))
    assert len(files) == 1 and json.loads(files.pop().read_text())["entries"]["dog"][0] == "n"
    grown = Lexicon(lexicon.cache, [*FEW, Concept("thing", "dog", ("puppy",))], WORDS)
    assert nearest(lexicon, "dog") != "dog" and nearest(grown, "dog") == "dog"
    assert len(list(lexicon.cache.glob("lexicon-*.json"))) == 2


@wordnet
def test_wordnet_knows_forms_meanings_and_ancestors():
    net = WordNet()
    assert (
        net.bases("wolves") == {"n": "wolf"} and net.bases("ran") == {"v": "run"} and net.bases("mice")["n"] == "mouse"
    )
    assert net.part("gloomy") == "a" and net.part("xyzzy") == "" and net.meanings("xyzzy") == []
    cat = net.meanings("cat")[0][0]
    above = {net.senses[key].words[0] for key in net.ancestors(cat.key)}
    assert {"feline", "carnivore", "entity"} <= above
    assert net.content[cat.key] > net.content[("n", 1740)] == pytest.approx(0, abs=1e-6)
    assert sum(share for _, share in net.meanings("bank")) == pytest.approx(1)


def test_no_taught_phrase_or_association_holds_a_held_out_word():
    held = set(held_out())
    assert len(held) == len(held_out()) >= 330
    said = [*phrases(), *(text for facet in ASSOCIATIONS.values() for text in facet.values())]
    assert not [text for text in said if held & set(text.replace(";", " ").split())]


def test_associations_are_of_concepts_that_exist():
    known = {(concept.facet, concept.name) for concept in concepts()}
    assert {(facet, name) for facet, table in ASSOCIATIONS.items() for name in table} <= known


def test_every_word_of_the_tables_names_something_and_its_own_name_comes_first():
    known = concepts()
    found = named(known)
    for place, concept in enumerate(known):
        assert place in found[concept.name] and all(place in found[word] for word in concept.words)
    assert known[found["fire"][0]].name == "fire"


SOME = [
    Wish("sea", ("teal",)),
    Wish("fire", (), "lava", {"light": "glowing"}),
    Wish("", ("red",), "", {"light": "dark"}, "owl"),
    Wish("", (), "forest", {}, "wolf", "neon", surroundings="mist"),
    Wish("", (), "", {}, "skull", surroundings="smoke"),
]


@pytest.mark.parametrize("first", SOME)
@pytest.mark.parametrize("second", SOME)
@pytest.mark.parametrize("inside", [False, True])
def test_two_unrelated_wishes_make_one_picture_that_can_be_said_and_drawn(first, second, inside):
    both = combined(first, second, inside)
    check(both)
    assert bool(both.thing) == bool(first.thing or second.thing)
    if first.thing and not second.thing:
        assert second.kind in (both.kind if inside else both.surroundings)
    assert canonical(both)


def check(w: Wish) -> None:
    """That all names of a partial wish are the tables' own, and that it holds together."""
    assert w.thing or w.kind
    assert not w.thing or w.thing in THINGS
    assert not w.kind or w.kind in KINDS
    assert set(w.colours) <= set(COLOURS) and len(w.colours) <= 2 and (not w.mood or w.mood in MOODS)
    assert not (w.colours and w.mood)
    assert not w.material or (w.thing and w.material in MATERIALS)
    assert not w.surroundings or w.surroundings in SURROUNDINGS or w.surroundings in KINDS
    assert not (w.thing and w.kind) or w.material == "filled"
    assert all(level in MODIFIERS[name] for name, level in w.modifiers.items())


def test_canonical_captions_name_all_that_a_wish_holds():
    w = Wish("fire", ("red",), "", {"light": "dark"}, "owl", "filled", "swarm", "mist", "blue")
    assert canonical(w) == "dark red owls made of fire in the blue mist"
    assert canonical(Wish("", ("gold",), "", {}, "owl", "neon", surroundings="sea")) == "gold neon owl before sea"
    assert canonical(Wish("sea", (), "dusk", {"symmetry": "mirrored"})) == "mirrored dusk sea"


def test_an_adjective_paints_and_shapes_what_it_describes():
    owl, frozen = Wish("", ("brown",), "", {}, "owl"), Wish("snow", (), "arctic", {"light": "bright"}, material="ice")
    assert described(owl, frozen) == Wish("", (), "arctic", {"light": "bright"}, "owl", "ice")
    assert described(Wish("sea", ("teal",)), frozen) == Wish("sea", (), "arctic", {"light": "bright"})


def test_teaching_texts_are_drawable_and_hold_no_held_out_word(lexicon, monkeypatch):
    from engine.training.lexicon import texts

    monkeypatch.setattr(texts, "held_out", lambda: ("dog", "hammer"))
    monkeypatch.setattr(texts, "phrases", lambda: ["party"])
    teacher, random = Teacher(lexicon), np.random.default_rng(1)
    said = [teacher.teaching_text(random) for _ in range(400)]
    assert not [text for text, _ in said if {"dog", "dogs", "hammer", "hammers"} & set(text.split())]
    assert len({text for text, _ in said}) > 250 and any("kitten" in text for text, _ in said)
    for _, w in said:
        check(w)
        assert canonical(w)


def english() -> dict[str, float]:
    """A little English for a tokenizer: common words often."""
    words = ["the", "and", "house", "houses", "mountain", "mountains", "walking", "walked", "walks"]
    words += ["layered", "hundred", "coloured", "inspired", "tired", "player"]
    return {word: 1 / (i + 2) for i, word in enumerate([*words, *taught_words()])}


def test_a_tokenizer_of_english_keeps_common_words_whole_and_short_ones_out_of_longer_ends(tmp_path):
    size = 3 * len(english())
    write_tokenizer(tmp_path, english(), size)
    tokenizer = CLIPTokenizer.from_pretrained(tmp_path)
    assert len(tokenizer) <= size
    assert all(len(tokenizer.tokenize(word)) == 1 for word in [*taught_words(), "house", "mountains", "walking"])
    for word in ("layered", "hundred", "inspired", "tired"):
        assert tokenizer.tokenize(word)[-1] != "red</w>"
    unseen = tokenizer.tokenize("walkered zqx über")
    assert tokenizer.unk_token not in unseen and "".join(unseen).startswith("walk")


def test_token_embeddings_begin_with_meanings(lexicon, tmp_path):
    from engine.training.lexicon.embeddings import initial_embeddings

    write_tokenizer(tmp_path, dict.fromkeys([*WORDS, *english()], 1.0), 3000)
    tokenizer = CLIPTokenizer.from_pretrained(tmp_path)
    table = initial_embeddings(tokenizer, 16, lexicon)
    assert table.shape == (len(tokenizer), 16) and table.dtype == np.float32
    assert np.allclose(np.linalg.norm(table, axis=1), 1, atol=1e-5)

    def alike(a: str, b: str) -> float:
        rows = [table[tokenizer.convert_tokens_to_ids(word + "</w>")] for word in (a, b)]
        return float(rows[0] @ rows[1])

    assert alike("kitten", "panther") > alike("kitten", "church")
    assert alike("grief", "sorrow") > alike("grief", "hammer")


def test_a_word_that_was_never_taught_comes_to_lie_amid_its_neighbours(lexicon, tmp_path, monkeypatch):
    from engine.training.lexicon import embeddings

    monkeypatch.setattr(embeddings, "held_out", lambda: ("grief",))
    monkeypatch.setattr(embeddings, "CROWD", 2)
    write_tokenizer(tmp_path, dict.fromkeys(english(), 0.5) | dict.fromkeys(WORDS, 1.0), 6000)
    tokenizer = CLIPTokenizer.from_pretrained(tmp_path)
    ids = {word: tokenizer(word, add_special_tokens=False)["input_ids"] for word in WORDS}
    place = {word: found[0] for word, found in ids.items() if len(found) == 1}
    assert {"grief", "sorrow"} <= {*place}
    rows = np.random.default_rng(0).standard_normal((len(tokenizer), 256)).astype(np.float32)
    for alike in (lambda words: np.zeros(len(words)), lambda words: np.arange(len(words))):
        moved = embeddings.amid_taught(rows, tokenizer, lexicon, alike)
        own = moved[place["grief"]]
        near = {w: float(own @ rows[at] / np.linalg.norm(rows[at])) for w, at in place.items() if w != "grief"}
        assert max(near, key=near.get) == "sorrow"
        assert [at for at in range(len(rows)) if (moved[at] != rows[at]).any()] == [place["grief"]]
    assert np.allclose(own / np.linalg.norm(own), rows[place["sorrow"]] / np.linalg.norm(rows[place["sorrow"]]))


def test_of_its_neighbours_those_that_agree_say_where_a_word_lies(lexicon, tmp_path, monkeypatch):
    from engine.training.lexicon import embeddings

    monkeypatch.setattr(embeddings, "held_out", lambda: ("grief",))
    monkeypatch.setattr(embeddings, "CROWD", 3)
    monkeypatch.setattr(embeddings, "CLOSE", 10.0)  # each has one vote
    write_tokenizer(tmp_path, dict.fromkeys(english(), 0.5) | dict.fromkeys(WORDS, 1.0), 6000)
    tokenizer = CLIPTokenizer.from_pretrained(tmp_path)
    rows = np.eye(len(tokenizer), dtype=np.float32)
    asked = []

    def subjects(words):
        asked.extend(words)
        near = np.argsort(-(lexicon.vectors_of(words) @ lexicon.vectors_of(["grief"])[0]))[:3]
        return np.where(np.isin(np.arange(len(words)), near[1:]), -1, np.arange(len(words)))

    moved = embeddings.amid_taught(rows, tokenizer, lexicon, subjects)
    (at,) = tokenizer("grief", add_special_tokens=False)["input_ids"]
    assert (moved[at] > 0).sum() == 2 and "grief" not in asked
