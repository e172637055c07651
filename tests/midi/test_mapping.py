"""Maps: those that are shipped, what a row leaves out, and what a broken one tells."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import mido
import pytest

from engine.files import BrokenFile
from engine.midi.command import cells, chart
from engine.midi.controller import Controller
from engine.midi.controls import Control, Move
from engine.midi.learn import SHIPPED, Learner, MapLibrary, bound, unbound
from engine.midi.mapping import parse
from engine.midi.ports import shown
from engine.parameters import ACTIONS, PARAMETERS, State

MAPS = sorted(SHIPPED.glob("*.toml"))


def read(text, name="bench.toml"):
    return parse(text, Path(name))


def only(line):
    map, complaints = read(f'ports = ["Bench"]\n{line}\n')
    assert complaints == []
    return map.rows[0]


def test_the_controllers_that_are_promised_have_maps():
    assert len(MAPS) == 8


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_a_shipped_map_is_right(path):
    map, complaints = read(path.read_text(), path.name)
    assert complaints == []  # among them: unknown addresses, and a control that is used twice
    assert {row.address for row in map.rows} <= {*PARAMETERS, *ACTIONS}
    drawn = [control for _, row in cells(map) for control in row if control]
    assert len(drawn) == len(set(drawn))
    assert {row.control for row in map.rows} - set(drawn) <= {Control("program")}
    addresses = {row.address for row in map.rows}
    assert {"/preset/recall", "/master/blackout", "/master/freeze", "/dream/seed/next", "/dream/speed"} <= addresses


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_a_chart_shows_every_row(path):
    map, _ = read(path.read_text(), path.name)
    drawing = chart(map)
    for row in map.rows:
        assert row.address.strip("/").split("/")[-1][:10] in drawing or "preset" in drawing
    assert drawing == chart(map)
    assert max(map_line.__len__() for map_line in drawing.splitlines()) < 140


@pytest.mark.parametrize(
    ("port", "name"),
    [
        ("APC MINI:APC MINI MIDI 1 24:0", "akai apc mini"),
        ("APC mini mk2:APC mini mk2 Control 24:0", "akai apc mini mk2"),
        ("MIDI Mix 0", "akai midimix"),
        ("LPD8:LPD8 MIDI 1 20:0", "akai lpd8"),
        ("Launch Control XL:Launch Control XL Launch Contro 20:0", "novation launch control xl"),
        ("Launchpad Mini MK3:Launchpad Mini MK3 LPMiniMK3 MI 24:1", "novation launchpad mini mk3"),
        ("MIDIIN2 (LPMiniMK3 MIDI) 1", "novation launchpad mini mk3"),
        ("nanoKONTROL2 SLIDER/KNOB", "korg nanokontrol2"),
        ("X-TOUCH MINI 2", "behringer x-touch mini"),
    ],
)
def test_a_port_finds_its_map(port, name, tmp_path):
    found = MapLibrary(tmp_path, print).fit(port)
    assert found is not None and found.name == name


@pytest.mark.parametrize("address", PARAMETERS)
def test_every_parameter_can_be_played(address):
    parameter = PARAMETERS[address]
    if parameter.kind in ("text", "mix"):
        row = only(f'"note 1" = "{address} some text"')
        assert Controller(read(f'ports = ["B"]\n"note 1" = "{address} some text"')[0]).take(
            Move(Control("note", 1, 1), 9), lambda a: State()[a]
        ) == [(address, ["some text"])]
        return
    row = only(f'"cc 1" = "{address}"')
    for u in (0.0, 0.3, 0.5, 1.0):
        value = row.value(u)
        place = row.place(value)
        assert place is not None and row.value(place) == (pytest.approx(value) if parameter.bounded else value)
    if parameter.bounded:
        assert (row.value(0), row.value(1)) == pytest.approx((parameter.low, parameter.high))
    row = only(f'"note 1" = "{address}"')
    assert row.mode in ("toggle", "momentary")


@pytest.mark.parametrize("address", [a for a in ACTIONS if ACTIONS[a].arguments in ("", "[s]")])
def test_every_action_without_arguments_is_a_press(address):
    assert only(f'"note 1" = "{address}"').mode == "trigger"


def test_defaults_come_from_the_table():
    assert only('"cc 1" = "/look/zoom"').curve == "exp"
    assert only('"cc 1" = "/look/hue"').curve == "linear"
    assert only('"cc 1" = "/look/zoom"').mode == "pickup"
    assert only('"cc 1" = { to = "/look/zoom", follows = true }').mode == "jump"
    assert only('"cc 1" = "/master/freeze"').mode == "toggle"
    turned = only('"cc 1" = { to = "/look/x", low = 1, high = -1 }')
    assert (turned.value(0), turned.value(0.5), turned.value(1)) == (1, 0, -1)
    assert turned.place(1) == 0


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ('"cc 1" = "/look/zom"', "the nearest is /look/zoom"),
        ('"cx 1" = "/look/zoom"', "is no control; write"),
        ('"cc 1" = { to = "/look/zoom", mode = "slow" }', "is none of pickup"),
        ('"cc 1" = { to = "/look/zoom", curve = "round" }', "is none of linear"),
        ('"cc 1" = { to = "/look/zoom", low = 0 }', "outside 0.25..8"),
        ('"cc 1" = { to = "/look/zoom", hgih = 1 }', "a row takes to, mode"),
        ('"cc 1" = { to = "/look/zoom", light = 3 }', "light wants two numbers"),
        ('"cc 1" = 3', "leads nowhere"),
        ('"note 1" = ["/preset/recall", { a = 1 }]', "takes texts and numbers"),
        (f'"cc {"9" * 5000}" = "/look/zoom"', "is no control; write"),
        ('"note 1" = "/look/zoom lots"', "wants a number"),
        ('"note 1" = "/dream/negative"', '"/dream/negative VALUE"'),
        ('"note 1" = { to = "/look/zoom", mode = "relative twos" }', "is for a cc"),
        ('"note 1" = { to = "/preset/next", mode = "toggle" }', "leave mode out"),
        ('"note 1" = { to = "/look/mirror", mode = "momentary" }', "steps through"),
        ("chanel = 3", "unknown key chanel; there is ports"),
        ("channel = 17", "goes from 1 to 16"),
        ('hello = "F0 zz"', "hexadecimal"),
        ('"cc 9" = "/look/x"\n"cc  9" = "/look/y"', "used twice"),
        ('"cc 39" = "/look/x"\n"cc14 7" = "/look/y"', "used twice"),
        ('"cc 9" = "/look/x"\n"cc 9 channel 3" = "/look/y"', "used twice"),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_left_out(line, trouble):
    map, complaints = read(f'ports = ["Bench"]\n"cc 90" = "/look/gamma"\n{line}\n"cc 91" = "/look/rotate"\n')
    number = 3 + line.count("\n")
    assert len(complaints) == 1
    assert complaints[0].startswith(f"bench.toml line {number}: ") and trouble in complaints[0], complaints
    assert {"/look/gamma", "/look/rotate"} <= {row.address for row in map.rows}


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ('ports = ["Bench"]\n"cc 1" = /look/zoom\n', "bench.toml line 2: "),
        ('"cc 1" = "/look/zoom"\n', 'add a line such as ports = \\["bench"\\]'),
        ('ports = [""]\n', "names no port"),
        ('ports = ["Bench"]\n"cc 1" = ' + "9" * 5000, "bench.toml line 2: .*; a row looks like"),
        ("ports = " + "[" * 5000, "bench.toml line 1: nested too deep; a row looks like"),
    ],
)
def test_a_map_that_can_not_be_read_names_file_line_and_remedy(text, trouble):
    with pytest.raises(BrokenFile, match=trouble):
        read(text)


def test_a_broken_map_hides_nothing(tmp_path):
    (tmp_path / "korg nanokontrol2.toml").write_text("ports = \n")
    told = []
    library = MapLibrary(tmp_path, told.append)
    assert len(told) == 1 and "korg nanokontrol2.toml line 1" in told[0]
    found = library.fit("nanoKONTROL2")
    assert found is not None and not found.own


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and links")
def test_a_pipe_and_a_dangling_link_among_the_maps_hide_nothing_and_are_not_waited_for(tmp_path):
    (tmp_path / "mine.toml").write_text('ports = ["nano"]\n"cc 1" = "/look/zoom"\n')
    os.mkfifo(tmp_path / "a pipe.toml")
    (tmp_path / "link.toml").symlink_to(tmp_path / "nowhere")
    told = []
    library = MapLibrary(tmp_path, told.append)
    for _ in range(3):
        library.refresh()
    assert sorted(line.split(",")[0] for line in told) == ["skipped a MIDI map"] * 2
    assert "a pipe.toml is no file" in " ".join(told) and "link.toml" in " ".join(told)
    assert library.fit("nanoKONTROL2").name == "mine"


def test_the_performers_own_map_comes_first(tmp_path):
    (tmp_path / "mine.toml").write_text('ports = ["nano"]\n"cc 1" = "/look/zoom"\n')
    found = MapLibrary(tmp_path, print).fit("nanoKONTROL2")
    assert found is not None and found.name == "mine"


def test_learning_on_a_shipped_map_writes_a_copy_with_the_new_row(tmp_path):
    library = MapLibrary(tmp_path, print)
    path = library.bind("nanoKONTROL2", Control("cc", 3, 1), "/look/gamma", "")
    assert path == tmp_path / "korg nanokontrol2.toml"
    found = library.fit("nanoKONTROL2")
    assert found is not None and found.own
    assert found.row(Control("cc", 3, 1)).address == "/look/gamma"
    assert found.row(Control("cc", 0, 1)).address == "/dream/speed"
    assert library.unbind(["nanoKONTROL2"], "/look/gamma") == 2  # the knob that was there from the start, too
    assert library.fit("nanoKONTROL2").row(Control("cc", 3, 1)) is None


def test_learning_knows_every_way_that_toml_writes_a_row():
    bare = bound('ports = ["B"]\nbend = "/look/zoom"\n', Control("bend", None, 1), "/look/hue", "")
    assert bare == 'ports = ["B"]\n"bend channel 1" = "/look/hue"\n'
    assert unbound('program = "/preset/recall"\n', "/preset/recall") == ("\n", 1)
    pads = '"note 1" = "/preset/recall 1"\n"note 2" = ["/preset/recall", 2]\n"note 3" = { to = "/preset/recall 3" }\n'
    assert unbound(pads, "/preset/recall 2") == (pads.replace('"note 2" = ["/preset/recall", 2]\n', ""), 1)
    assert unbound(pads, "/preset/recall")[1] == 3
    text = bound('ports = ["B"]\n["cc 7"]\nto = "/look/zoom"\nmode = "jump"\n', Control("cc", 8, 1), "/look/hue", "")
    map, complaints = read(text)
    assert complaints == [] and {row.address for row in map.rows} == {"/look/zoom", "/look/hue"}


def test_learned_lines_replace_what_the_control_did():
    text = '# Mine.\nports = ["B"]\n"cc 7" = "/look/zoom"  # old\n"note 1" = { to = "/preset/recall 1" }\n'
    text = bound(text, Control("cc14", 7, 2, 39), "/look/hue", "")
    assert text.count("\n") == 4 and '"cc14 7 channel 2" = "/look/hue"' in text
    text, count = unbound(text, "/preset/recall")
    assert count == 1 and text == '# Mine.\nports = ["B"]\n"cc14 7 channel 2" = "/look/hue"\n'


@pytest.mark.parametrize(
    ("sent", "to", "control", "mode"),
    [
        ([("cc", 7, v) for v in (10, 11, 13, 16)], "/look/zoom", "cc 7 channel 1", ""),
        ([("cc", 7, v) for v in (1, 1, 2, 1)], "/look/zoom", "cc 7 channel 1", "relative twos"),
        ([("cc", 7, v) for v in (65, 65, 66)], "/look/zoom", "cc 7 channel 1", "relative offset"),
        ([("cc", 7, v) for v in (1, 1, 65)], "/look/zoom", "cc 7 channel 1", "relative sign"),
        ([("cc", 7, v) for v in (127, 127, 1)], "/look/zoom", "cc 7 channel 1", "relative twos"),
        ([("cc", 7, v) for v in (127, 0)], "/master/freeze", "cc 7 channel 1", ""),
        ([("cc", 7, 3), ("cc", 39, 9), ("cc", 7, 3), ("cc", 39, 20)], "/look/zoom", "cc14 7 channel 1", ""),
        ([("cc", 39, 9), ("cc", 7, 3), ("cc", 39, 20), ("cc", 7, 3)], "/look/zoom", "cc14 7 channel 1", ""),
        ([("cc", 99, 2), ("cc", 98, 44), ("cc", 6, 1), ("cc", 38, 9)] * 3, "/look/zoom", "nrpn 300 channel 1", ""),
        ([("cc", 98, 44), ("cc", 99, 2), ("cc", 38, 9), ("cc", 6, 1)], "/look/zoom", "nrpn 300 channel 1", ""),
        ([("cc", 99, 2), ("cc", 98, 44), *[("cc", 6, v) for v in (1, 1, 2)]], "/look/zoom", "nrpn 300 channel 1", ""),
        (
            [("cc", 99, 0), ("cc", 98, 7), ("cc", 6, 9), ("cc", 101, 127), ("cc", 100, 127)] * 2,
            "/look/zoom",
            "nrpn 7 channel 1",
            "",
        ),
        (
            [("cc", 101, 0), ("cc", 100, 0), ("cc", 6, 12)] + [("cc", 7, v) for v in (3, 4, 5)],
            "/look/zoom",
            "cc 7 channel 1",
            "",
        ),
        ([("note", 9, 0), ("note", 40, 99), ("note", 40, 0)], "/preset/next", "note 40 channel 1", ""),
        ([("bend", 0, 4), ("bend", 0, 9)], "/look/zoom", "bend channel 1", ""),
        ([("program", 4, 0)], "/preset/recall", "program 4 channel 1", ""),
    ],
)
def test_what_was_moved_is_found_out(sent, to, control, mode):
    kinds = {
        "cc": lambda n, v: mido.Message("control_change", control=n, value=v),
        "note": lambda n, v: mido.Message("note_on", note=n, velocity=v),
        "bend": lambda n, v: mido.Message("pitchwheel", pitch=v),
        "program": lambda n, v: mido.Message("program_change", program=n),
    }
    learner = Learner(to, 0.0)
    for kind, number, value in sent:
        learner.hear("port", kinds[kind](number, value), 1.0)
    learner.hear("another port", mido.Message("control_change", control=99, value=3), 1.0)
    assert not learner.over(1.2) and learner.over(2.0)
    _, found, how = learner.found()
    assert (str(found), how) == (control, mode)


def test_a_ports_name_is_shown_without_numbers_that_change():
    assert shown("APC MINI:APC MINI MIDI 1 24:0") == "APC MINI MIDI 1"
    assert shown("nanoKONTROL2 1") == "nanoKONTROL2"
    assert shown("Bench:keys") == "Bench:keys"
