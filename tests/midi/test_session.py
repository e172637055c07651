"""A controller in another process plays a room through a real MIDI driver, and is lit by it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from stage import Controller, MidiRoom
from waiting import until

pytestmark = pytest.mark.usefixtures("jack")

BENCH = """# A bench with one of everything.
ports = ["Bench"]
channel = 1
light = [5, 1]

"cc 1" = "/look/zoom"
"cc 2" = { to = "/look/hue", mode = "jump" }
"cc 3" = { to = "/look/saturation", mode = "relative twos" }
"cc 4" = { to = "/look/contrast", mode = "relative offset" }
"cc 5" = { to = "/dream/steps", mode = "relative sign" }
"cc14 7" = { to = "/master/fade", mode = "jump" }
"nrpn 300" = { to = "/deck/mix", mode = "jump" }
"cc 70" = "/look/mirror"
"bend" = "/dream/speed"
"cc 71" = "/dream/wander"
"cc 72" = { to = "/look/trail", follows = true }
"note 1" = "/master/blackout"
"note 2" = { to = "/master/freeze", mode = "momentary" }
"note 3" = "/preset/recall 3"
"note 4" = "/dream/seed/next"
"note 5" = "/look/blend"
"note 6" = "/look/mirror quad"
"note 7" = { to = "/look/x", mode = "momentary", high = 0.5 }
"note 8" = ["/dream/prompt", "fog", 0.5, "neon", 0.25]
"note 9" = ["/preset/recall", "midnight galaxy", 4.0]
"note 10" = "/preset/recall/beats 3 8"
"note 11" = "/look/zoom 1"
"program" = "/preset/recall"
"""


@pytest.fixture
def maps(tmp_path: Path) -> Path:
    folder = tmp_path / "midi"
    folder.mkdir()
    (folder / "bench.toml").write_text(BENCH)
    return folder


@pytest.fixture
def bench() -> Iterator[Controller]:
    with Controller("Bench") as controller:
        yield controller


@pytest.fixture
def room(maps: Path, bench: Controller) -> Iterator[MidiRoom]:
    with MidiRoom(maps, lit={"/preset/recall": lambda arguments: arguments == [4]}) as room:
        room.plugged(bench)
        yield room


def test_a_fader_picks_a_value_up_where_it_is(room: MidiRoom, bench: Controller) -> None:
    bench.cc(1, 10)  # far below zoom 1, which is at 0.4
    bench.cc(71, 127)
    room.becomes("/dream/wander", False)
    assert room.value("/look/zoom") == 1.0
    bench.cc(1, 30, 60)  # over it
    until(lambda: room.value("/look/zoom") > 1.2)
    room.set(look_zoom=8.0)
    bench.cc(1, 61, 62)
    bench.cc(71, 0, 127)
    room.becomes("/dream/wander", True)
    assert room.value("/look/zoom") == 8.0
    bench.cc(1, 127, 0)
    room.becomes("/look/zoom", 0.25)


def test_jump_pickup_and_centre(room: MidiRoom, bench: Controller) -> None:
    bench.cc(2, 0)
    room.becomes("/look/hue", -180.0)
    bench.cc(2, 64)
    room.becomes("/look/hue", 0.0)
    bench.cc(2, 127)
    room.becomes("/look/hue", 180.0)


def test_the_three_relative_encodings(room: MidiRoom, bench: Controller) -> None:
    bench.cc(3, 2)
    until(lambda: room.value("/look/saturation") == pytest.approx(1 + 2 * 4 / 128))
    bench.cc(3, 126)
    until(lambda: room.value("/look/saturation") == pytest.approx(1))
    bench.cc(4, 60)
    until(lambda: room.value("/look/contrast") == pytest.approx(1 - 4 * 4 / 128))
    bench.cc(5, 3)  # steps: auto counts as the lowest
    room.becomes("/dream/steps", 4)
    bench.cc(5, 66)
    room.becomes("/dream/steps", 2)


def test_fourteen_bits_pitch_bend_and_nrpn(room: MidiRoom, bench: Controller) -> None:
    bench.cc(7, 64)
    room.becomes("/master/fade", 0.5)
    bench.cc(39, 64)
    until(lambda: 0.503 < room.value("/master/fade") < 0.505)
    for number, value in ((99, 2), (98, 44), (6, 127), (38, 127)):
        bench.cc(number, value)
    room.becomes("/deck/mix", 1.0)
    bench.send("pitchwheel", pitch=8191)  # speed is 1; the wheel has to pass it
    bench.send("pitchwheel", pitch=0)
    room.becomes("/dream/speed", 0.0)
    bench.send("pitchwheel", pitch=8191)
    room.becomes("/dream/speed", 4.0)


def test_buttons_toggle_hold_and_trigger(room: MidiRoom, bench: Controller) -> None:
    bench.tap(1)
    room.becomes("/master/blackout", True)
    bench.tap(1)
    room.becomes("/master/blackout", False)
    bench.press(2)
    room.becomes("/master/freeze", True)
    bench.release(2)
    room.becomes("/master/freeze", False)
    bench.press(7)
    room.becomes("/look/x", 0.5)
    bench.release(7)
    room.becomes("/look/x", 0.0)
    for _ in range(3):
        bench.tap(5)
    room.becomes("/look/blend", "cut")
    bench.tap(6)
    room.becomes("/look/mirror", "quad")
    bench.cc(70, 100, 0)  # choices on a fader are picked up, too
    room.becomes("/look/mirror", "off")
    bench.tap(8)
    room.becomes("/dream/prompt", (("fog", 0.5), ("neon", 0.25)))
    bench.tap(3)
    bench.tap(3)  # at once again: two presses
    bench.tap(4)
    bench.send("program_change", program=6)
    until(lambda: len(room.fired) == 4)
    recall = ("/preset/recall", ["3"])
    assert room.fired == [recall, recall, ("/dream/seed/next", []), ("/preset/recall", ["7"])]


def test_lamps_and_motors_follow(room: MidiRoom, bench: Controller) -> None:
    until(lambda: bench.lamp("note", 1) == 5)
    room.set(master_blackout=True, look_mirror="quad", look_trail=0.99)
    until(lambda: bench.lamp("note", 1) == 1 and bench.lamp("note", 6) == 1 and bench.lamp("cc", 72) == 127)
    assert bench.lamp("note", 3) == 5
    bench.press(3)
    until(lambda: bench.lamp("note", 3) == 1)
    bench.release(3)
    until(lambda: bench.lamp("note", 3) == 5)
    # Not back to a control that is being moved, and nothing where it already is.
    del bench.got[:]
    bench.cc(72, *range(120, 20, -5))
    until(lambda: room.value("/look/trail") < 0.25)
    time.sleep(0.5)
    assert bench.lamp("cc", 72) is None
    room.set(look_trail=0.0)
    until(lambda: bench.lamp("cc", 72) == 0)


def test_motors_follow_a_glide(room: MidiRoom, bench: Controller) -> None:
    until(lambda: bench.lamp("cc", 72) == 0)
    room.store.change({"/look/trail": 0.99}, None, seconds=0.5)
    until(lambda: bench.lamp("cc", 72) == 127)
    assert len([m for m in bench.got if m.type == "control_change" and m.control == 72]) >= 5


def test_lamps_go_out_at_the_end(maps: Path, bench: Controller) -> None:
    with MidiRoom(maps) as room:
        room.plugged(bench)
        until(lambda: bench.lamp("note", 1) == 5)
    until(lambda: bench.lamp("note", 1) == 0)


def test_pads_recall_with_a_morph(room: MidiRoom, bench: Controller) -> None:
    bench.tap(9)
    bench.tap(10)
    until(lambda: len(room.fired) == 2)
    assert room.fired == [("/preset/recall", ["midnight galaxy", 4.0]), ("/preset/recall/beats", ["3", 8.0])]


def test_a_pad_and_a_fader_of_the_same_value_in_one_look(room: MidiRoom, bench: Controller) -> None:
    for _ in range(20):
        bench.tap(11)
        bench.cc(1, 30, 90)
    bench.cc(1, 127)
    room.becomes("/look/zoom", 8.0)
    assert not [line for line in room.told if line not in room.noted], "nothing failed"


def test_learn_saves_and_forget_lets_go(room: MidiRoom, bench: Controller, maps: Path) -> None:
    room.ask("/midi/learn", "/look/brightness")
    until(lambda: any("now move" in line for line in room.told))
    bench.cc(90, 60, 61, 62, 64)
    until(lambda: any("written to bench.toml" in line for line in room.told))
    assert '"cc 90" = "/look/brightness"\n' in (maps / "bench.toml").read_text()
    bench.cc(90, 70, 127)
    room.becomes("/look/brightness", 1.0)
    room.ask("/midi/learn", "/look/rotate")
    until(lambda: sum("now move" in line for line in room.told) == 2)
    bench.cc(91, 1, 1, 2)  # an encoder
    until(lambda: any("relative twos" in line for line in room.told))
    bench.cc(91, 64)
    room.becomes("/look/rotate", -360.0)
    room.ask("/midi/forget", "/look/brightness")
    until(lambda: any("let go by 1 control" in line for line in room.told))
    assert "/look/brightness" not in (maps / "bench.toml").read_text()
    bench.cc(90, 0)
    bench.tap(1)
    room.becomes("/master/blackout", True)
    assert room.value("/look/brightness") == 1.0
    room.ask("/midi/learn", "/look/zom")
    assert "the nearest is /look/zoom" in room.told[-1]


def test_learning_on_a_device_without_a_map_makes_one(tmp_path: Path) -> None:
    with Controller("Strange Box") as box, MidiRoom(tmp_path / "midi") as room:
        room.plugged(box, map=False)
        room.ask("/midi/learn", "/preset/recall 2")
        until(lambda: any("now move" in line for line in room.told))
        box.tap(60, channel=3)
        until(lambda: any("written" in line for line in room.told))
        box.tap(60, channel=3)
        until(lambda: room.fired == [("/preset/recall", ["2"])])
        (written,) = (tmp_path / "midi").iterdir()
        assert '"note 60 channel 3" = "/preset/recall 2"' in written.read_text()
        until(lambda: [" of Strange Box" in each for each in room.midi.bound.get("/preset/recall", ())] == [True])


def test_a_controller_comes_and_goes(maps: Path) -> None:
    with MidiRoom(maps) as room:
        until(lambda: room.midi.plugged == ())
        with Controller("Bench") as bench:
            room.plugged(bench)
            bench.tap(1)
            room.becomes("/master/blackout", True)
        until(lambda: room.midi.plugged == ())
        assert [line for line in room.told if "Bench" in line] == [
            "MIDI: Bench:keys has gone; it plays on when it is back"
        ]
        with Controller("Bench") as bench:
            room.plugged(bench)
            until(lambda: bench.lamp("note", 1) == 1)  # what is on is shown at once
            bench.tap(1)
            room.becomes("/master/blackout", False)
        assert "MIDI: Bench:keys is back" in room.noted
        assert not any("has gone" in line for line in room.noted)


def test_a_map_is_read_again_when_it_changes(room: MidiRoom, bench: Controller, maps: Path) -> None:
    (maps / "bench.toml").write_text('ports = ["Bench"]\nthis is no toml\n')
    until(lambda: any("bench.toml line 2" in line for line in room.told))
    bench.tap(1)  # what it said before stays
    room.becomes("/master/blackout", True)
    (maps / "bench.toml").write_text('ports = ["Bench"]\n"cc 1" = "/look/zom"\n"note 1" = "/master/freeze"\n')
    until(lambda: any("bench.toml line 2: unknown address /look/zom" in line for line in room.told))
    bench.tap(1)
    room.becomes("/master/freeze", True)


def test_a_device_without_hands_on_it_is_said_hello_and_goodbye(maps: Path) -> None:
    (maps / "pad.toml").write_text('ports = ["Pad"]\nhello = "F0 01 02 F7"\ngoodbye = "F0 03 04 F7"\n')
    with Controller("Pad") as pad:
        with MidiRoom(maps) as room:
            room.plugged(pad)
            until(lambda: any(m.type == "sysex" and m.data == (1, 2) for m in pad.got))
        until(lambda: any(m.type == "sysex" and m.data == (3, 4) for m in pad.got))


def test_midi_clock_is_handed_on_with_its_time(maps: Path, bench: Controller) -> None:
    came: list[tuple[str, float, str]] = []
    with MidiRoom(maps, real_time=lambda message, when, port: came.append((message.type, when, port))) as room:
        room.plugged(bench)
        sent = time.perf_counter()
        for kind in ("start", "clock", "clock", "stop"):
            bench.send(kind)
        until(lambda: len(came) == 4)
    assert [kind for kind, _, _ in came] == ["start", "clock", "clock", "stop"]
    assert all(sent < when < sent + 5 for _, when, _ in came)
