"""Modulation: a function of scene, time and sound, which writes nothing back."""

import math
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.coercion import BadValue
from engine.control.preset_files import written
from engine.control.store import Store
from engine.modulation.audio import AudioError, AudioInput, wanted
from engine.modulation.modulation import FIXED, Anchor, Levels, Modulation, height, modulated, movable, moves
from engine.parameters import ACTIONS, MODS, PARAMETERS, Mod, State
from engine.tempo.quantize import Grid

TARGETS = [address for address in PARAMETERS if moves(address)]
GRID = Grid(120.0, 0.0, 0.0)
SILENCE = Levels()
NUMBERED = {name: f"/mod/{number}" for number, name in enumerate(MODS, 1)}
slots = st.builds(
    Mod,
    target=st.sampled_from(["", "/nowhere", "/look/mirror", *TARGETS]),
    source=st.sampled_from(PARAMETERS["/mod/1/source"].choices),
    shape=st.sampled_from(PARAMETERS["/mod/1/shape"].choices),
    depth=st.floats(-1, 1),
    beats=st.sampled_from([0.0, 0.5, 4.0]),
    rate=st.floats(0.01, 20),
    phase=st.floats(0, 1),
)
states = st.builds(State, **dict.fromkeys(MODS, slots))
levels = st.builds(Levels, *[st.floats(0, 1)] * 4, st.floats(-1, 100) | st.just(-math.inf))
moments = st.floats(0, 100)


@settings(deadline=None)
@given(states, moments, levels, st.dictionaries(st.sampled_from(MODS), moments))
def test_every_value_stays_in_its_range_and_only_targets_move(state, now, heard, triggers):
    moved = modulated(state, now, GRID, heard, triggers, {})
    targets = {getattr(state, name).target for name in MODS}
    for address, parameter in PARAMETERS.items():
        if address not in targets or not moves(address):
            assert moved[address] == state[address]
        elif moved[address] is not None:
            assert parameter.low <= moved[address] <= parameter.high
    assert moved == modulated(state, now, GRID, heard, triggers, {}), "the same at the same time"


@given(states, moments)
def test_nothing_is_written_back(state, now):
    store = Store(state)
    scene = store.scene
    Modulation(lambda: 0.0)(scene, now)
    assert store.scene is scene and scene.state == state


def test_a_preset_saves_the_modulation_and_the_value_it_moves():
    store = Store()
    store.change({"/look/zoom": 2.0, "/mod/3/target": "/look/zoom", "/mod/3/depth": 0.5})
    live = Modulation(lambda: 0.0)
    assert live(store.scene, 0.6).look.zoom != 2.0
    text = written(store.scene.state, note="x")
    assert '"/look/zoom" = 2\n' in text and '"/mod/3/target" = "/look/zoom"' in text and '"/mod" = "default"' in text


def moved_by(mod: Mod, now=0.0, heard=SILENCE, triggers=None, base=None):
    state = State(mod1=mod).with_values(base or {})
    return modulated(state, now, GRID, heard, triggers or {}, {})[mod.target]


def test_a_wave_is_locked_to_the_bar_with_its_phase():
    mod = Mod(target="/deck/mix", depth=0.5, beats=4)
    base = {"/deck/mix": 0.5}
    quarters = [moved_by(mod, GRID.when(8 + beat), base=base) for beat in range(4)]
    assert quarters == pytest.approx([0.5, 1.0, 0.5, 0.0])
    ahead = Mod(target="/deck/mix", depth=0.5, beats=4, phase=0.25)
    assert moved_by(ahead, GRID.when(8), base=base) == pytest.approx(1.0)


def test_an_envelope_starts_with_its_trigger_and_lasts_a_cycle():
    mod = Mod(target="/deck/mix", source="envelope", shape="saw", depth=1.0, beats=2)
    assert moved_by(mod, 5.0) == 0
    values = [moved_by(mod, 5.0 + part, triggers={"mod1": 5.0}) for part in (0, 0.25, 0.5, 0.75, 1.0)]
    assert values == pytest.approx([1, 0.75, 0.5, 0.25, 0])


def test_a_sound_moves_it():
    for source in ("level", "low", "mid", "high"):
        mod = Mod(target="/deck/mix", source=source, depth=0.5)
        assert moved_by(mod, heard=Levels(**{source: 0.8})) == pytest.approx(0.4)
    hit = Mod(target="/deck/mix", source="onset", shape="saw", depth=1.0, beats=0, rate=2.0)
    assert moved_by(hit, 9.25, heard=Levels(onset=9.0)) == pytest.approx(0.5)
    assert moved_by(hit, 9.25) == 0


def test_slots_add_up_before_they_are_held_and_may_move_each_other():
    up, down = Mod(target="/deck/mix", source="level", depth=0.4), Mod(target="/deck/mix", source="low", depth=-0.4)
    state = State(mod1=up, mod2=down).with_values({"/deck/mix": 0.9})
    assert modulated(state, 0, GRID, Levels(1, 1), {}, {}).deck.mix == pytest.approx(0.9)
    first = Mod(target="/mod/2/depth", source="level", depth=0.25)
    second = Mod(target="/deck/mix", source="low", depth=0.0)
    state = State(mod1=first, mod2=second)
    assert modulated(state, 0, GRID, Levels(1, 1), {}, {}).deck.mix == pytest.approx(0.5)


def test_turning_the_rate_of_a_free_wave_makes_no_leap():
    store = Store()
    store.change({"/mod/1/target": "/deck/mix", "/mod/1/beats": 0.0, "/mod/1/rate": 1.0, "/deck/mix": 0.5})
    live, seen = Modulation(lambda: 0.0), []
    for tick in range(300):
        store.change({"/mod/1/rate": 1.0 + tick / 300})
        seen.append(live(store.scene, 5000 + tick / 60).deck.mix)
    steps = [abs(b - a) for a, b in zip(seen, seen[1:], strict=False)]
    assert max(steps) < 0.25 * 2 * math.pi * 2 / 60 * 1.1


def jumps(live: Modulation, store: Store, changes, seconds: float = 2.0) -> list[float]:
    """How far the zoom of 2 moves in each frame at 60 fps, while changes are made that many seconds apart."""
    seen, tick = [], 0
    for values in changes:
        store.change({address.replace("mod", "mod/1"): value for address, value in values.items()})
        for _ in range(round(seconds * 60)):
            seen.append(live(store.scene, 5000 + tick / 60).look.zoom)
            tick += 1
    return [abs(b - a) for a, b in zip(seen, seen[1:], strict=False)]


@pytest.mark.parametrize("seconds", [2.0, 0.2, 1 / 60])
def test_a_slot_that_is_set_emptied_or_made_another_comes_and_goes(seconds):
    store = Store()
    store.change({"/look/zoom": 2.0, "/mod/1/depth": 0.5, "/mod/1/phase": 0.2})
    live = Modulation(lambda: 0.0)
    changes = [
        *({}, {"/mod/target": "/look/zoom"}, {"/mod/target": ""}, {"/mod/target": "/look/zoom"}),
        *({"/mod/shape": "triangle"}, {"/mod/beats": 8.0}, {"/mod/beats": 2.0}, {"/mod/target": "/look/hue"}),
        *({"/mod/target": "/look/zoom"}, {"/mod/source": "envelope"}, {"/mod/source": "lfo"}, {"/mod/target": ""}),
    ]
    moves = jumps(live, store, changes, seconds)
    own = 0.5 * 7.75 * 2 * math.pi / 60  # of a sine of 2 beats at its fastest
    assert max(moves) < 2 * own, "it leapt"
    jumps(live, store, [{}], 1.0)
    assert live(store.scene, 6000.0).look.zoom == 2.0


def test_a_slot_is_wholly_there_after_its_fade_and_gone_after_the_other():
    store = Store()
    live = Modulation(lambda: 0.0, lambda: Levels(level=1.0))
    live(store.scene, 10.0)
    store.change({"/mod/1/target": "/deck/mix", "/mod/1/source": "level", "/mod/1/depth": 0.5})
    came = [live(store.scene, 10.0 + part * 0.5).deck.mix for part in (0.02, 0.52, 1.1)]
    assert came[0] < 0.01 and 0.2 < came[1] < 0.3 and came[2] == 0.5
    store.change({"/mod/1/target": ""})
    went = [live(store.scene, 11.0 + part * 0.5).deck.mix for part in (0.0, 0.5, 1.1)]
    assert went[0] == 0.5 and 0.2 < went[1] < 0.3 and went[2] == 0.0


def test_what_a_show_begins_with_is_there_at_once():
    store = Store()
    store.change({"/mod/1/target": "/deck/mix", "/mod/1/source": "level", "/mod/1/depth": 0.5})
    assert Modulation(lambda: 0.0, lambda: Levels(level=1.0))(store.scene, 10.0).deck.mix == 0.5


def test_a_target_that_can_not_move_is_refused():
    assert movable("") == "" and movable(" /look/zoom ") == "/look/zoom"
    for wrong, words in (
        ("/look/zom", "nearest is /look/zoom"),
        ("/look/mirror", "no number"),
        ("/dream/seed", "no num"),
    ):
        with pytest.raises(BadValue, match=words):
            movable(wrong)
    assert PARAMETERS.keys() >= FIXED


def test_every_slot_has_its_addresses_and_its_trigger():
    live = Modulation(lambda: 7.0)
    handlers = live.handlers()
    assert handlers.keys() == {f"{where}/trigger" for where in NUMBERED.values()} <= ACTIONS.keys()
    store = Store()
    values = {"/mod/8/target": "/deck/mix", "/mod/8/source": "envelope", "/mod/8/shape": "saw", "/mod/8/depth": 1.0}
    store.change(values)
    handlers["/mod/8/trigger"]([], None)
    assert live(store.scene, 7.0).deck.mix == 1.0
    assert live(store.scene, 99.0).deck.mix == 0.0
    assert height(Mod(), 0, 0.0, GRID, Levels(), 0.0, Anchor(1.0)) == 0.0


def test_an_input_that_does_not_start_is_one_line_and_given_back(monkeypatch):
    sounddevice = pytest.importorskip("sounddevice")
    closed = []

    class Held:
        def __init__(self, **wanted):
            pass

        def start(self):
            raise sounddevice.PortAudioError("Device unavailable")

        def close(self):
            closed.append(self)

    monkeypatch.setattr(sounddevice, "InputStream", Held)
    state = State().with_values({"/mod/1/target": "/look/zoom", "/mod/1/source": "low"})
    with pytest.raises(AudioError, match="does not open: Device unavailable"):
        AudioInput(lambda: state, print)._listen(threading.Event())
    assert len(closed) == 1


def test_no_sound_is_opened_before_a_slot_wants_it_and_without_one_the_show_goes_on():
    told, state = [], [State()]
    listener, stop = AudioInput(lambda: state[0], told.append), threading.Event()
    runner = threading.Thread(target=listener.run, args=(stop,))
    runner.start()
    try:
        assert not wanted(state[0])
        assert not stop.wait(0.5) and told == []
        state[0] = state[0].with_values({
            "/mod/1/target": "/look/zoom", "/mod/1/source": "low", "/audio/device": "no such input",
        })  # fmt: skip
        assert wanted(state[0])
        for _ in range(100):
            if told or stop.wait(0.1):
                break
        assert len(told) == 1 and "sound" in told[0] and "\n" not in told[0]
        assert listener.levels() == Levels()
    finally:
        stop.set()
        runner.join()
