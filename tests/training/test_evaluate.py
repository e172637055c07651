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
from engine.training import classifier, draw, evaluate
from engine.training.captions import OPENINGS, caption
from engine.training.classifier import CHECKED, LEARNT, drawn, trained_classifier
from engine.training.evaluate import Dreams, Extent, Figure, frechet, hue_adherence
from engine.training.kinds import KINDS
from engine.training.phrasings import FRAMES, ask, held_out, names_all, taught
from engine.training.words import FILLERS

FEW = Extent(prompts=12, reworded=6, pairs=4, timed=1, journeys=1)


def chunks(frame: str) -> list[str]:
    """The fixed words of a frame between what is filled in, where there are two or more."""
    parts = (re.sub(r"[^a-z' ]", " ", part.lower()).split() for part in re.split(r"\{\w+\}", frame))
    return [" ".join(part) for part in parts if len(part) > 1]


def test_held_out_wording_never_occurs_in_training():
    captions = set()
    for seed in range(1500):
        random = np.random.default_rng([seed, 20])
        captions.add(" ".join(re.sub(r"[^a-z' ]", " ", caption(draw.wish(random), random).lower()).split()))
    assert len(captions) > 1000
    for frame in FRAMES:
        assert chunks(frame), frame
        for chunk in chunks(frame):
            assert not any(chunk in text for text in captions), chunk
        assert not any(re.search(rf"\b{opening}\b", frame) for opening in OPENINGS if " " in opening), frame
        assert not any(re.search(rf"\b{filler}\b", frame) for filler in FILLERS), frame
    assert not {one.prompt for one in ask(100, held_out)} & captions


def test_prompts_name_what_is_asked_and_are_the_same_every_time():
    count = 2 * len(KINDS)
    plain, strange = ask(count, taught), ask(count, held_out)
    assert plain == ask(count, taught)
    assert [one.wish for one in plain] == [one.wish for one in strange]
    assert {one.wish.kind for one in plain} == set(KINDS)
    assert all(names_all(one.wish, one.prompt) and (one.wish.colours or one.wish.mood) for one in plain + strange)
    assert len({one.seed for one in plain}) == count
    assert not any("{" in one.prompt for one in strange)


def test_held_out_pictures_have_dice_of_their_own():
    streams = [LEARNT, CHECKED, evaluate.LIKE, evaluate.LIKE_AGAIN, evaluate.PAIRED, evaluate.PAIRED_AGAIN]
    assert len(set(streams)) == len(streams) and not {20, 21, 22} & set(streams)
    assert np.array_equal(drawn(2, CHECKED)[0], drawn(2, CHECKED)[0])
    assert not np.array_equal(drawn(1, CHECKED)[0], drawn(1, LEARNT)[0])


def test_frechet_distance():
    random = np.random.default_rng(0)
    a = random.standard_normal((4000, 5))
    assert frechet(a, a) == pytest.approx(0, abs=1e-6)
    assert frechet(a, a + 2) == pytest.approx(20, rel=1e-6)
    assert frechet(a, 3 * a - 3 * a.mean(0) + a.mean(0)) == pytest.approx(4 * a.var(0, ddof=1).sum(), rel=1e-6)


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
    network, told = trained_classifier(tmp_path, count=192, epochs=12, checks=48)
    assert told > 0.5  # a third by chance
    monkeypatch.setattr(classifier, "train_classifier", None)
    again, same = trained_classifier(tmp_path, count=192, epochs=12, checks=48)
    pictures = list(drawn(6, CHECKED)[0])
    assert same == told
    for one, other in zip(network.judge(pictures), again.judge(pictures), strict=True):
        assert np.array_equal(one, other)
    wide = [np.repeat(np.repeat(p, 4, 0), 4, 1) for p in pictures]
    assert network.judge(wide)[0] == network.judge(pictures)[0] and network.judge(wide)[1].shape == (6, 160)


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
def test_random_weights_fail(random_model, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(evaluate, "QUICK", FEW)
    monkeypatch.setattr(evaluate, "trained_classifier", judged)
    monkeypatch.setattr(evaluate, "JOURNEY_SECONDS", 0.5)
    results = tmp_path / "results.json"
    told = ["--model", str(random_model), "--results", str(results), "--cache", str(tmp_path), "--quick"]
    assert main(["train", "evaluate", *told]) == 1
    said = capsys.readouterr()
    assert "short: colours: dominant hues are those asked for" in said.err
    found = json.loads(results.read_text())
    assert not found["passed"] and found["date"] and found["machine"]["processor"] and found["revision"]
    figures = {figure["name"]: figure for figure in found["figures"]}
    assert figures["colours: dominant hues are those asked for"]["value"] < 50
    assert figures["colours: dominant hues are those asked for"]["verdict"] == "short"
    assert figures["travel"]["target"] == 8 and figures["walk"]["target"] == 3
    assert all(figure["name"].strip() in said.out for figure in found["figures"])


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_pictures_are_the_same_every_time_and_drawn_ones_pass(random_model):
    asked = ask(3, taught)
    dreams = Dreams(random_model)
    first, again = (dreams.pictures(asked, "test", steps=1) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0], dreams.pictures(asked, "test", steps=1, other=5)[0])
    asked = ask(48, taught)
    like = list(drawn(len(asked), evaluate.LIKE, [one.wish for one in asked])[0])
    assert hue_adherence(like, asked) > 90


def test_mistakes_get_one_line(tmp_path, capsys):
    assert main(["train", "evaluate", "--model", str(tmp_path / "none"), "--results", str(tmp_path / "r.json")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
