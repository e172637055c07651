"""Cue lists: what a file says, what is wrong with it, and how a show goes by it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from waiting import until

from engine.coercion import BadValue
from engine.control.cue_list import Span, parse, span
from engine.control.cues import Cues
from engine.control.presets import Presets
from engine.control.store import Store
from engine.journey.destination import Lead
from engine.parameters import ACTIONS
from engine.tempo.quantize import Grid

SHIPPED = Path(__file__).parents[2] / "presets"
SET = """# A set.
[[cue]]
name = "one"
preset = "fog"
[[cue]]
name = "two"
"/look/zoom" = 2.0
"/look/mirror" = "quad"
over = "8 beats"
easing = "linear"
then = "16 beats"
[[cue]]
name = "three"
preset = "fog"
"/look/zoom" = 3
[[cue]]
name = "four"
"/dream/prompt" = "stars"
"""


class House:
    """Cues on a clock of their own, at 120 bpm from beat 0 at 0 seconds."""

    def __init__(self, folder: Path, *more: Path, **named: str):
        (folder / "fog.toml").write_text('"/look/hue" = 20\n"/dream/prompt" = "fog"\n')
        for name, text in named.items():
            (folder / f"{name}.cues.toml").write_text(text)
        self.now = 0.0
        self.store = Store(clock=lambda: self.now)
        self.store.follow(Grid(120.0, 0.0, 0.0))
        self.told: list[str] = []
        self.said: list[tuple[str, str]] = []
        folders = [folder, *more]
        self.presets = Presets(folders, self.store, self.told.append)
        self.cues = Cues(
            folders, self.store, self.presets, self.told.append, lambda *m: self.said.extend(m), lambda: self.now
        )

    def live(self, address: str):
        return self.store.scene.at(self.now)[address]


def test_go_plays_one_after_the_other_and_says_what_is_next(tmp_path):
    house = House(tmp_path, set=SET)
    assert house.told == []
    assert (house.cues.name, house.cues.current, house.cues.next) == ("set", "", "one")
    house.cues.go()
    assert (house.cues.current, house.cues.next) == ("one", "two")
    assert house.live("/look/hue") == 20 and house.presets.current == "fog"
    house.cues.go()
    house.now = 2.0  # 4 of 8 beats
    assert house.live("/look/zoom") == pytest.approx(1.5)
    assert house.live("/look/mirror") == "quad"
    house.now = 4.0
    assert house.live("/look/zoom") == 2.0
    house.cues.back()
    assert house.cues.current == "one"
    house.cues.goto("THREE")
    assert house.cues.current == "three" and house.live("/look/zoom") == 3.0
    house.cues.goto(4)
    assert house.cues.next == ""
    with pytest.raises(BadValue, match="last cue"):
        house.cues.go()
    with pytest.raises(BadValue, match="no cue 'nine'"):
        house.cues.goto("nine")
    house.cues.goto(1)
    with pytest.raises(BadValue, match="no cue before"):
        house.cues.back()


def test_what_comes_next_is_prepared(tmp_path):
    house = House(tmp_path, set=SET)
    assert house.store.scene.coming["/dream/prompt"] == (("fog", 1.0),)
    house.cues.goto(3)
    assert house.store.scene.coming == {"/dream/prompt": (("stars", 1.0),)}
    house.cues.go()
    assert house.store.scene.coming == {}


def test_a_cue_follows_on_its_beat_early_enough_to_be_dreamed_and_hold_stays(tmp_path):
    house = House(tmp_path, set=SET)
    house.store.lead = Lead(1.0)
    house.now = 1.0  # beat 2
    house.cues.goto("two")
    house.store.change({"/dream/prompt": (("sea", 1.0),)})
    house.now = 7.9
    house.cues.tick(house.now)
    assert house.cues.current == "two"
    house.now = 8.1  # it follows on beat 18, at 9.0 seconds
    house.cues.tick(house.now)
    assert house.store.scene.glides["/look/zoom"].target == 3.0
    for house.now in (8.1, 8.99):
        assert house.live("/look/zoom") == 2.0
        assert (house.cues.current, house.cues.next) == ("two", "three")
    house.now = 9.0
    assert house.live("/look/zoom") == 3.0
    assert (house.cues.current, house.cues.next) == ("three", "four")
    house.cues.goto("two")
    house.cues.hold()
    house.now = 60.0
    house.cues.tick(house.now)
    assert house.cues.current == "two"


@pytest.mark.parametrize("way", [(1, 2, 3, 4), (4,), (2, 4), (4, 1, 4), (4, 2, 3, 4), (1, 4)])
def test_a_cue_looks_the_same_whatever_way_has_led_there(tmp_path, way):
    house = House(tmp_path, set=SET)
    house.store.change({"/look/mirror": "vertical", "/look/hue": 5.0})
    for which in way:
        house.cues.goto(which)
        house.now += 30.0
    assert house.presets.current == "fog"
    assert {a: house.live(a) for a in ("/look/hue", "/dream/prompt", "/look/zoom", "/look/mirror")} == {
        "/look/hue": 20.0,
        "/dream/prompt": (("stars", 1.0),),
        "/look/zoom": 3.0,
        "/look/mirror": "quad",
    }
    house.presets.current = ""
    house.cues.goto(1)
    assert (house.live("/look/zoom"), house.live("/look/mirror")) == (1.0, "vertical")
    assert house.presets.current == "fog"


def test_a_cue_whose_preset_has_gone_plays_its_own_values_and_holds_nothing_up(tmp_path):
    text = (
        '[[cue]]\nname = "a"\n"/look/x" = 0.5\nthen = 3\n'
        '[[cue]]\nname = "b"\npreset = "gone"\n"/look/x" = 0.25\n[[cue]]\n"/look/y" = 0.5\n'
    )
    house = House(tmp_path, set=text)
    assert house.told == ["set.cues.toml line 7: there is no preset 'gone' yet"]
    house.cues.go()
    for house.now in (2.5, 3.1, 3.2):
        house.cues.tick(house.now)
    assert (house.cues.current, house.live("/look/x")) == ("b", 0.25)
    assert len(house.told) == 2 and "'b' plays its own values only: there is no preset 'gone'" in house.told[1]
    house.cues.go()
    assert house.cues.current == "3"


def test_cues_wait_for_the_line_and_follow_from_it(tmp_path):
    house = House(tmp_path, set=SET)
    house.store.change({"/tempo/quantize": "bar"})
    house.now = 0.7  # beat 1.4
    house.cues.goto("two")
    assert house.live("/look/zoom") == 1.0
    assert house.store.scene.glides["/look/zoom"].begin == 4.0
    house.now = house.store.scene.grid.when(20) - 0.03
    house.cues.tick(house.now)
    assert house.store.scene.glides["/look/zoom"].begin == 20.0
    house.now += 0.04
    assert house.cues.current == "three"


CHAIN = """
[[cue]]
name = "first"
preset = "fog"
"/look/zoom" = 1.5
then = "1 beat"
[[cue]]
name = "second"
"/dream/prompt" = "stars"
"/look/zoom" = 2.5
"/look/mirror" = "quad"
then = "1 beat"
[[cue]]
name = "third"
"/dream/prompt" = "sea"
"/look/zoom" = 3.5
"""


def test_cues_that_follow_fast_on_each_other_each_have_their_beat(tmp_path):
    house = House(tmp_path, chain=CHAIN)
    house.store.lead = Lead(3.0)
    house.cues.go()
    seen = []
    for tick in range(150):
        house.now = tick / 100
        house.cues.tick(house.now)
        here = (house.cues.current, house.live("/look/zoom"))
        if not seen or seen[-1][1] != here:
            seen.append((house.now, here))
    assert seen == [(0.0, ("first", 1.5)), (0.5, ("second", 2.5)), (1.0, ("third", 3.5))]


@pytest.mark.parametrize("verb", ["hold", "go", "back", "goto"])
def test_until_its_beat_a_follow_on_that_is_already_being_dreamed_can_be_had_otherwise(tmp_path, verb):
    house = House(tmp_path, chain=CHAIN.replace("1 beat", "8 beats"))
    house.store.lead = Lead(3.0)
    house.cues.goto("first")
    house.now = 2.0  # it follows at 4.0
    house.cues.tick(house.now)
    assert house.store.scene.state.look.zoom == 2.5
    if verb == "back":
        with pytest.raises(BadValue, match="no cue before"):
            house.cues.back()
    else:
        getattr(house.cues, verb)(*(["third"] if verb == "goto" else []))
    at_once = {"hold": "first", "go": "second", "back": "first", "goto": "third"}[verb]
    assert house.cues.current == at_once
    house.now = 2.1
    assert house.live("/look/zoom") == {"first": 1.5, "second": 2.5, "third": 3.5}[at_once]
    later = {"hold": "first", "go": "second", "back": "second", "goto": "third"}[verb]
    for house.now in (4.1, 4.2):
        house.cues.tick(house.now)
        assert house.cues.current == later
        assert house.live("/look/mirror") == ("off" if later == "first" else "quad")
    if verb == "hold":
        assert house.store.scene.state.dream.prompt == (("fog", 1.0),)
        assert house.store.scene.coming["/dream/prompt"] == (("stars", 1.0),)
        house.now = 60.0
        house.cues.tick(house.now)
        assert (house.cues.current, house.cues.next) == ("first", "second")


def test_another_list_takes_back_what_waits_for_its_beat(tmp_path):
    house = House(tmp_path, chain=CHAIN.replace("1 beat", "8 beats"), other=SET)
    house.store.lead = Lead(3.0)
    house.cues.load("chain")
    house.cues.goto("first")
    house.now = 2.0
    house.cues.tick(house.now)
    assert house.store.scene.state.look.zoom == 2.5
    house.cues.load("other")
    house.now = 4.1
    assert (house.cues.name, house.cues.current, house.live("/look/zoom")) == ("other", "", 1.5)


def test_what_a_hand_has_put_on_the_same_beat_is_not_taken_back_with_a_cue(tmp_path):
    house = House(tmp_path, chain=CHAIN.replace("1 beat", "8 beats"))
    (tmp_path / "red.toml").write_text('"/look/saturation" = 2\n')
    house.presets.refresh(settled=True)
    house.store.lead = Lead(3.0)
    house.store.change({"/tempo/quantize": "bar"})
    house.cues.goto("first")
    house.now = 2.0
    house.cues.tick(house.now)
    house.now = 3.0  # the next line is that of the cue, beat 8
    house.presets.recall("red")
    house.cues.hold()
    house.now = 4.1
    assert (house.live("/look/saturation"), house.live("/look/zoom")) == (2.0, 1.5)


@pytest.mark.parametrize(("tempo", "tap"), [(60, 0), (0, 240), (60, 240)])
def test_seconds_to_the_next_cue_are_seconds_whatever_the_tempo_does(tmp_path, tempo, tap):
    text = f'[[cue]]\nname = "a"\n"/tempo/bpm" = {tempo}\nthen = "4 s"\n[[cue]]\nname = "b"\n"/look/zoom" = 2\n'
    house = House(tmp_path, set=text if tempo else text.replace('"/tempo/bpm" = 0', ""))
    house.cues.go()
    if tempo:
        house.store.follow(Grid(tempo, 0.0, 0.0))
    house.now = 1.0
    if tap:
        house.store.follow(Grid(tap, house.store.scene.grid.beat_at(1.0), 1.0))
    came = None
    while came is None and house.now < 20:
        house.now += 0.05
        house.cues.tick(house.now)
        came = house.now if house.cues.current == "b" else None
    assert came == pytest.approx(4.0, abs=0.06)


def test_hold_leaves_a_morph_that_is_still_on_its_way_alone(tmp_path):
    text = CHAIN.replace('then = "1 beat"', 'then = "8 beats"\nover = "16 beats"\neasing = "linear"', 1)
    house = House(tmp_path, chain=text)
    house.store.lead = Lead(3.0)
    house.cues.go()
    house.now = 2.0
    house.cues.tick(house.now)
    house.cues.hold()
    for house.now, zoom in ((4.0, 1.25), (8.0, 1.5), (9.0, 1.5)):
        assert house.live("/look/zoom") == pytest.approx(zoom)


EVENING = """
[[cue]]
name = "doors"
preset = "fog"
over = 4
[[cue]]
name = "lift"
"/look/zoom" = 2.0
"/tempo/bpm" = 90
[[cue]]
name = "swell"
"/look/contrast" = 3.0
over = 40
[[cue]]
name = "out"
"/master/fade" = 0
"/look/hue" = 90
over = 20
easing = "linear"
"""


def played(house: House, seconds: float) -> None:
    for _ in range(round(seconds * 10)):
        house.now += 0.1
        house.cues.tick(house.now)


@pytest.mark.parametrize("wait", [4.0, 30.0])  # in the middle of the fade; in the dark
@pytest.mark.parametrize("verb", ["goto", "load", "back"])
def test_a_list_can_always_be_begun_again(tmp_path, wait, verb):
    house = House(tmp_path, evening=EVENING)
    house.store.change({"/master/fade": 0.9})  # as bright as the room wants it
    for _ in range(4):
        house.cues.go()
        played(house, 5)
    played(house, wait - 5)
    assert house.live("/master/fade") < 0.75
    if verb == "goto":
        house.cues.goto(1)
    elif verb == "load":
        house.cues.load("evening")
        house.cues.go()
    else:
        for _ in range(3):
            house.cues.back()
    played(house, 4.1)
    house.store.change({"/look/x": 0.1})
    for _ in range(2):
        at = {a: house.live(a) for a in ("/master/fade", "/look/zoom", "/look/contrast", "/look/hue", "/tempo/bpm")}
        assert at == pytest.approx(
            {"/master/fade": 0.9, "/look/zoom": 1.0, "/look/contrast": 1.0, "/look/hue": 20, "/tempo/bpm": 120.0}
        )
        played(house, 60)  # and nothing of the old cues goes on


def test_a_cue_is_the_same_whatever_way_has_led_there(tmp_path):
    house = House(tmp_path, evening=EVENING)
    for name in ("doors", "lift", "swell", "out", "swell", "lift", "out", "lift"):
        house.cues.goto(name)
        played(house, 1)
    played(house, 60)
    assert (house.live("/look/zoom"), house.live("/look/contrast"), house.live("/master/fade")) == (2.0, 1.0, 1.0)


def test_what_an_older_cue_still_moves_arrives_with_the_new_one(tmp_path):
    house = House(tmp_path, evening=EVENING)
    for _ in range(3):
        house.cues.go()
    played(house, 4)
    before = house.live("/look/contrast")
    house.cues.go()  # out takes 20 s, 36 of the swell's 40 were left
    assert house.live("/look/contrast") == pytest.approx(before)
    played(house, 20.1)
    assert house.live("/look/contrast") == 3.0


def test_what_a_hand_has_set_since_stays_as_it_is(tmp_path):
    house = House(tmp_path, evening=EVENING)
    for _ in range(4):
        house.cues.go()
        played(house, 2)
    house.store.change({"/master/fade": 0.5, "/look/zoom": 4.0})
    house.cues.goto(1)
    played(house, 60)
    assert (house.live("/master/fade"), house.live("/look/zoom"), house.live("/look/contrast")) == (0.5, 4.0, 1.0)


def test_a_hand_that_goes_before_the_follow_on_wins(tmp_path):
    house = House(tmp_path, set=SET)
    house.cues.goto("two")
    house.cues.go()
    house.now = 60.0
    house.cues.tick(house.now)
    assert house.cues.current == "three"


def test_lists_by_name_and_number_and_none_at_all(tmp_path):
    other = tmp_path / "shipped"
    other.mkdir()
    (other / "late.cues.toml").write_text('[[cue]]\nname = "last"\n')
    (other / "set.cues.toml").write_text('[[cue]]\nname = "hidden"\n')
    house = House(tmp_path, other, set=SET, Early='[[cue]]\nname = "first"\n')
    assert house.cues.name == "Early"
    house.cues.load("SET")
    assert house.cues.names == ["one", "two", "three", "four"]
    house.cues.load(3)
    assert house.cues.names == ["last"]
    with pytest.raises(BadValue, match="there is Early, set, late"):
        house.cues.load("nowhere")
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(BadValue, match="no cue"):
        House(tmp_path, one=SET).cues.goto("9" * 5000)
    nothing = House(empty)
    assert (nothing.cues.current, nothing.cues.next) == ("", "")
    with pytest.raises(BadValue, match="beside the presets"):
        nothing.cues.go()


def test_accents_of_lists_cues_and_their_presets_are_the_same_however_they_are_written(tmp_path):
    apart, whole = "bo\u0308se", "b\u00f6se"
    (tmp_path / f"{apart}.toml").write_text('"/look/hue" = 77\n', encoding="utf-8")
    (tmp_path / f"{apart}.cues.toml").write_text(f'[[cue]]\nname = "{apart}"\npreset = "{whole}"\n', encoding="utf-8")
    house = House(tmp_path)
    for spelled in (apart, whole.upper()):
        house.cues.load(spelled)
        house.cues.goto(spelled)
    assert house.live("/look/hue") == 77.0
    assert house.told == []


def test_next_goes_on_from_the_preset_that_a_cue_named_in_its_own_way(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.toml").write_text('"/look/hue" = 1\n')
    house = House(tmp_path, show='[[cue]]\npreset = "B"\n[[cue]]\npreset = "2"\n')
    for _ in range(2):
        house.cues.go()
        assert house.presets.current == "b"
        house.presets.step(1)
        assert house.presets.current == "c"


def test_without_a_list_of_ones_own_go_plays_a_shipped_one(tmp_path):
    house = House(tmp_path, SHIPPED)
    assert house.cues.name == ""
    house.cues.go()
    assert house.cues.name == "example" and house.cues.current == "doors"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[cue]]\nname = = "x"\n', "line 2: "),
        ('cue = "x"\n', "line 1: cues are written as [[cue]]"),
        ('[cue]\nname = "x"\n', "line 1: cues are written as [[cue]]"),
        ('title = "x"\n[[cue]]\nname = "a"\n', "line 1: 'title' belongs below"),
        ('[[cue]]\nname = "a"\npresett = "fog"\n', "line 3: a cue has no 'presett'; it has name, preset, over"),
        (
            '[[cue]]\nname = "a"\n[[cue]]\n"/look/zom" = 1\n',
            "line 4: unknown address /look/zom, the nearest is /look/zoom",
        ),
        ('[[cue]]\n"/look/zoom" = "wide"\n', "line 2: /look/zoom wants a number"),
        ('[[cue]]\n"/look/zoom" = 99\n', "line 2: /look/zoom 99 is outside 0.25..8, took 8"),
        ("[[cue]]\nover = 700\n", "line 2: a morph takes at most 600 s, got 700"),
        ('[[cue]]\n\nover = "soon"\n', 'line 3: over wants a time such as 4, "8 beats"'),
        ("[[cue]]\nthen = true\n", "line 2: then wants a time"),
        ('[[cue]]\neasing = "bouncy"\n', "line 2: easing is one of linear, ease, in, out"),
        ("[[cue]]\nname = 5\n", "line 2: name wants a text"),
        ('[[cue]]\npreset = "nowhere"\n', "line 2: there is no preset 'nowhere' yet"),
        ("", "line 1: there are no cues in it; begin one with [[cue]]"),
        ("# \udcff", "line 1: not UTF-8"),
    ],
)
def test_broken_files_tell_file_line_and_remedy_and_the_rest_is_played(tmp_path, text, words):
    (tmp_path / "bad.cues.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    house = House(tmp_path)
    assert len(house.told) == 1
    assert "bad.cues.toml" in house.told[0] and words in house.told[0] and "\n" not in house.told[0]
    if house.cues.names:
        house.cues.goto(len(house.cues.names)) if "nowhere" not in text else None


def test_an_edited_list_is_read_again_and_keeps_the_place_a_broken_one_is_not(tmp_path):
    house = House(tmp_path, set=SET)
    house.cues.goto("two")
    path = tmp_path / "set.cues.toml"
    path.write_text('[[cue]]\nname = "zero"\n' + SET)
    house.cues._refresh()
    assert (house.cues.current, house.cues.next) == ("two", "three")
    assert len(house.cues.names) == 5
    path.write_text("[[cue]\n")
    house.cues._refresh()
    house.cues._refresh()
    assert len(house.cues.names) == 5 and len(house.told) == 1
    path.unlink()
    house.cues._refresh()
    house.cues._refresh()
    assert len(house.cues.names) == 5 and len(house.told) == 2


@pytest.mark.parametrize(
    ("names", "zooms", "at", "next"),
    [
        ("drop break drop end", (1.1, 1.2, 1.3, 1.4), "drop", 1.4),  # the second of two that are called the same
        ("break drop drop end", (1.2, 1.1, 1.3, 1.4), "drop", 1.4),
        ("drop break rise end", (1.1, 1.2, 1.3, 1.4), "rise", 1.4),  # another name for what does the same
        ("drop drop break drop end", (1, 1.1, 1.2, 1.3, 1.4), "drop", 1.4),
    ],
)
def test_an_edited_list_goes_on_from_the_cue_that_is_on(tmp_path, names, zooms, at, next):
    def written(names: str, zooms: tuple[float, ...]) -> str:
        pairs = zip(names.split(), zooms, strict=True)
        return "".join(f'[[cue]]\nname = "{name}"\n"/look/zoom" = {zoom}\n' for name, zoom in pairs)

    house = House(tmp_path, set=written("drop break drop end", (1.1, 1.2, 1.3, 1.4)))
    house.cues.goto(3)
    (tmp_path / "set.cues.toml").write_text(written(names, zooms))
    house.cues._refresh()
    assert house.cues.current == at
    house.cues.go()
    assert house.live("/look/zoom") == next


def test_cues_without_names_keep_their_place_by_what_they_do(tmp_path):
    house = House(tmp_path, set='[[cue]]\n"/look/hue" = 1\n[[cue]]\n"/look/hue" = 2\n[[cue]]\n"/look/hue" = 3\n')
    house.cues.goto(2)
    text = (tmp_path / "set.cues.toml").read_text()
    (tmp_path / "set.cues.toml").write_text('[[cue]]\n"/look/hue" = 9\n' + text)
    house.cues._refresh()
    house.cues.go()
    assert house.live("/look/hue") == 3


def test_a_cue_that_is_held_stays_though_its_then_is_edited(tmp_path):
    house = House(tmp_path, set='[[cue]]\nname = "a"\nthen = 3\n[[cue]]\nname = "b"\n')
    house.cues.go()
    house.cues.hold()
    (tmp_path / "set.cues.toml").write_text('[[cue]]\nname = "a"\nthen = 1\n[[cue]]\nname = "b"\n')
    house.cues._refresh()
    for house.now in (1.1, 3.1):
        house.cues.tick(house.now)
    assert house.cues.current == "a"


@pytest.mark.parametrize(
    ("before", "after", "on"), [(3, None, "a"), (3, 60, "a"), (None, 3, "b"), (60, 3, "b"), (60, 1, "b")]
)
def test_an_edited_then_counts_for_the_cue_that_is_on(tmp_path, before, after, on):
    def written(then: int | None) -> str:
        follows = f"then = {then}\n" if then else ""
        return f'[[cue]]\nname = "a"\n{follows}[[cue]]\nname = "b"\n"/look/x" = 0.5\n'

    house = House(tmp_path, set=written(before))
    house.cues.go()
    house.now = 2.0
    (tmp_path / "set.cues.toml").write_text(written(after) + "# edited\n")
    house.cues._refresh()
    for house.now in (2.9, 3.0, 3.1):
        house.cues.tick(house.now)
    assert house.cues.current == on


def test_the_thread_tells_everyone_and_follows(tmp_path):
    house = House(tmp_path, set=SET.replace('then = "16 beats"', "then = 0.2"))
    import time

    house.cues._clock = house.store._clock = time.perf_counter
    house.store.follow(Grid(120.0, 0.0, time.perf_counter()))
    stop = threading.Event()
    thread = threading.Thread(target=house.cues.run, args=(stop,))
    thread.start()
    try:
        until(lambda: ("/cue/next", "one") in house.said)
        house.cues.goto("two")
        until(lambda: ("/cue/current", "three") in house.said and ("/cue/next", "four") in house.said)
    finally:
        stop.set()
        thread.join()


def test_the_shipped_example_is_without_complaint():
    told: list[str] = []
    presets = Presets([SHIPPED], Store(), told.append)
    cues = Cues([SHIPPED], Store(), presets, told.append, print)
    assert told == [] and len(cues.names) == 5
    assert "example.cues" not in presets.names


def test_every_action_of_cues_is_in_the_table_and_answered(tmp_path):
    house, answers = House(tmp_path, set=SET), []
    handlers = house.cues.handlers(lambda *answer: answers.append(answer))
    assert handlers.keys() == {address for address in ACTIONS if address.startswith("/cue/")}
    handlers["/cue/list"]([], "me")
    assert answers == [("me", "/cue/list", "one", "two", "three", "four")]


def test_spans():
    assert span(4) == span("4") == span("4 s") == span("4.0 seconds") == Span(4.0, "s")
    assert span("8 beats") == span("2 bars") == span("8beat") == Span(8.0, "beats")
    assert (span(2).seconds, span(2).beats, span("1 bar").seconds, span("1 bar").beats) == (2, 0, 0, 4)
    for wrong in ("", "x", "-1", "4 hours", None, [], {}, True, "1e9"):
        with pytest.raises(BadValue):
            span(wrong)


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text(alphabet='[]cue\n="/lookzm 1{}').map(lambda text: "[[cue]]\n" + text))
def test_no_text_raises_anything_but_broken(text):
    try:
        cues, complaints = parse(text, Path("x.cues.toml"), lambda name: False)
    except ValueError as error:
        assert str(error).startswith("x.cues.toml line ")
    else:
        assert all(line.startswith("x.cues.toml line ") for line in complaints)


def test_files_that_can_not_be_read_are_reported(tmp_path):
    os.mkdir(tmp_path / "folder.cues.toml")
    house = House(tmp_path)
    assert len(house.told) == 1 and "folder.cues.toml" in house.told[0]


GO = ("/cue/go", [])


class SlowShare(type(Path())):  # type: ignore[misc]
    """A folder that does not answer until it may."""

    answers = threading.Event()

    def glob(self, pattern, **more):
        assert self.answers.wait(60)
        return super().glob(pattern, **more)


def test_a_list_on_a_share_that_does_not_answer_holds_up_nobody(tmp_path):
    """What is sent meanwhile is done in its order, once the list is there."""
    SlowShare.answers.set()
    house = House(tmp_path, SlowShare(tmp_path / "share"))
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "set.cues.toml").write_text(SET)
    handlers, stop = house.cues.handlers(lambda *answer: None), threading.Event()
    SlowShare.answers.clear()
    runner = threading.Thread(target=house.cues.run, args=(stop,))
    runner.start()
    try:

        def press():
            for address, arguments in [("/cue/load", ["set"]), GO, ("/cue/load", ["none"]), GO]:
                with house.store.as_one():
                    handlers[address](arguments, None)
                    house.store.change({"/look/hue": 90.0})

        presser = threading.Thread(target=press, daemon=True)
        presser.start()
        presser.join(20)
        assert not presser.is_alive()
        assert house.store.scene.state["/look/hue"] == 90.0 and house.cues.names == []
        SlowShare.answers.set()
        until(lambda: house.cues.current == "two")
        assert house.store.scene.state["/look/zoom"] == 2.0
        until(lambda: any("no list of cues 'none'" in line for line in house.told))
        with house.store.as_one():
            handlers["/cue/go"]([], None)  # nothing waits any more: at once
            assert house.cues.current == "three"
    finally:
        SlowShare.answers.set()
        stop.set()
        runner.join(20)
