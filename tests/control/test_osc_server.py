"""The OSC server over real sockets: types, bundles, wildcards, triggers, floods, and who is heard."""

from __future__ import annotations

import socket
import struct
import time

import pytest
from control_room import Running, open_room
from pythonosc import osc_bundle_builder, slip
from pythonosc.osc_message_builder import OscMessageBuilder
from waiting import until

from engine.coercion import BadValue
from engine.control.actions import Actions
from engine.control.osc_codec import encode
from engine.control.osc_server import Ports, PortTaken, networks
from engine.parameters import ACTIONS


def message(address: str, *typed: tuple[str, object]) -> bytes:
    builder = OscMessageBuilder(address)
    for tag, value in typed:
        builder.add_arg(value, tag)  # type: ignore[arg-type]
    return builder.build().dgram


def bundle(timestamp: float, *contents: bytes) -> bytes:
    data = b"#bundle\0" + osc_bundle_builder.OscBundleBuilder(timestamp).build().dgram[8:16]  # type: ignore[arg-type]
    return data + b"".join(struct.pack(">i", len(content)) + content for content in contents)


@pytest.mark.parametrize(
    ("address", "typed", "value"),
    [
        ("/look/zoom", ("f", 2.0), 2.0),
        ("/look/zoom", ("d", 2.5), 2.5),
        ("/look/zoom", ("i", 3), 3.0),
        ("/look/zoom", ("h", 4), 4.0),
        ("/look/zoom", ("s", " 1.5 "), 1.5),
        ("/look/zoom", ("T", True), 1.0),
        ("/look/zoom/norm", ("f", 1.0), 8.0),
        ("/dream/seed", ("f", 3.0), 3),
        ("/dream/seed", ("s", "12"), 12),
        ("/dream/steps", ("i", 4), 4),
        ("/dream/steps", ("s", "auto"), None),
        ("/dream/guidance", ("s", "Auto"), None),
        ("/dream/wander", ("f", 0.0), False),
        ("/dream/wander", ("F", False), False),
        ("/master/blackout", ("T", True), True),
        ("/master/blackout", ("f", 1.0), True),
        ("/master/blackout", ("s", "on"), True),
        ("/look/mirror", ("s", "Quad"), "quad"),
        ("/look/mirror", ("i", 1), "horizontal"),
        ("/look/mirror", ("f", 2.0), "vertical"),
        ("/look/mirror/index", ("f", 4.0), "kaleidoscope"),
        ("/dream/prompt", ("s", "fog"), (("fog", 1.0),)),
        ("/dream/negative", ("s", "text"), "text"),
        ("/dream/negative", ("i", 7), "7"),
    ],
)
def test_every_type_is_taken_where_it_makes_sense(room, address, typed, value):
    client = room.client()
    client.raw(message(address, typed))
    client.settle()
    assert room.value(address.removesuffix("/norm").removesuffix("/index")) == value
    assert room.told == []


@pytest.mark.parametrize(
    ("packet", "words"),
    [
        (message("/look/zoom", ("s", "wide")), "wants a number"),
        (message("/look/zoom", ("f", float("nan"))), "wants a number"),
        (message("/look/zoom", ("f", float("inf"))), "wants a number"),
        (message("/look/zoom", ("b", b"1.5")), "wants a number"),
        (message("/look/zoom"), "wants one value"),
        (message("/look/zoom", ("f", 1.0), ("s", "2")), "wants one value"),
        (message("/look/xy", ("f", 1.0)), "wants two numbers, for /look/x and /look/y"),
        (message("/look/zoom", ("N", None)), "wants a number"),
        (message("/look/zoon", ("f", 1.0)), "/look/zoom"),
        (message("/look/mirror", ("s", "diagonal")), "wants one of off, horizontal"),
        (message("/look/mirror", ("i", 9)), "wants one of"),
        (message("/dream/prompt", ("f", 1.0)), "wants a text"),
        (message("/dream/prompt", ("s", "fog"), ("f", 0.0)), "not all 0"),
        (message("/dream/prompt", ("s", "x" * 9000)), "at most 8000"),
        (message("/dream/negative"), "wants one text"),
        (message("/preset/recall"), "wants s|i [f]"),
        (message("/preset/recall", ("s", "no such preset")), "no such preset"),
        (message("/preset/save", ("s", "boom")), "the disk is full"),
        (message("/record/stop", ("b", b"x")), "trigger"),
        (message("/[a/b", ("f", 1.0)), "not closed"),
        (message("/{a/b", ("f", 1.0)), "not closed"),
        (message("/nothing/*", ("f", 1.0)), "no address matches"),
        (b"\0\0\0\0", "not OSC"),
        (b"/look/zoom\0\0,f\0\0", "cut short"),
        (b"/look/zoom\0\0,f\0\0\x40", "cut short"),
        (b"/look/zoom\0\0,x\0\0\x40\0\0\0", "type 'x'"),
        (b"/look/zoom\0\0f\0\0\0\x40\0\0\0", "without type tags"),
        (b"/look/zoom", "malformed"),
        (b"look/zoom\0\0\0,f\0\0\x40\0\0\0", "an address begins with /"),
        (b"/look/\xff\xff\0\0\0\0,f\0\0\x40\0\0\0", "malformed"),
        (b"#bundle\0", "not OSC"),
        (b"#bundle\0" + bytes(7) + b"\1" + struct.pack(">i", -4), "do not fit"),
        (b"#bundle\0" + bytes(7) + b"\1" + struct.pack(">i", 1 << 30) + b"/", "do not fit"),
    ],
)
def test_what_is_wrong_is_reported_to_the_sender_and_changes_nothing(room, packet, words):
    client = room.client()
    before = room.store.scene
    client.raw(packet)
    assert words in client.wait_for("/status/error")[0]
    assert len(room.told) == 1
    assert words in room.told[0]
    assert room.store.scene is before
    assert room.fired == []
    client.settle()


def test_out_of_range_is_clamped_and_reported(room):
    client = room.client()
    client.send("/look/zoom", 99.0)
    assert "took 8" in client.wait_for("/status/error")[0]
    client.send("/look/hue/norm", -1.0)
    assert "took 0" in client.wait_for("/status/error")[0]
    assert room.value("/look/zoom") == 8.0
    assert room.value("/look/hue") == -180.0


def test_the_end_of_a_range_as_a_32_bit_float_is_no_mistake(room):
    client = room.client()
    client.send("/mod/1/rate", 0.01)
    client.send("/live/feedback/x", 0.1)
    client.settle()
    assert not room.told
    assert room.value("/mod/1/rate") == 0.01 and room.value("/live/feedback/x") == 0.1


def test_weighted_prompts_and_loras(room):
    client = room.client()
    client.send("/dream/prompt", "fog", 0.25, "fire", 0.75)
    client.send("/dream/lora", "ink.safetensors", 0.5)
    client.send("/dream/lora", "neon", 1.0)
    client.settle()
    assert room.value("/dream/prompt") == (("fog", 0.25), ("fire", 0.75))
    assert room.value("/dream/lora") == (("ink.safetensors", 0.5), ("neon", 1.0))
    client.send("/dream/lora", "ink.safetensors", 0.0)
    client.settle()
    assert room.value("/dream/lora") == (("neon", 1.0),)
    client.send("/dream/lora")
    client.settle()


def test_a_bad_message_does_not_take_the_rest_of_its_bundle_along(room):
    client = room.client()
    client.raw(bundle(0, encode("/look/zoom", 2.0), encode("/look/nonsense", 1.0), encode("/look/hue", 20.0)))
    client.settle()
    assert (room.value("/look/zoom"), room.value("/look/hue")) == (2.0, 20.0)


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        (b"/key\0\0\0\0,x\0\0\0\0\0A", "/key with an argument of type 'x'"),
        (b"/old\0\0\0\0\x40\0\0\0", "/old without type tags"),
        (b"clip1\0\0\0,f\0\0\x3f\x80\0\0", "clip1, which is not OSC"),
        (b"/look/hue\0\0\0,f\0\0\x3f", "/look/hue is cut short"),
        (b"", "an empty message"),
        (b"/look/\xff\0,f\0\0\x40\0\0\0", "not UTF-8"),
        (b"#bundle\0", "not OSC"),
    ],
)
@pytest.mark.parametrize("depth", [0, 1])
def test_an_odd_message_in_a_bundle_is_lost_alone_and_named(room, odd, words, depth):
    client = room.client()
    for _ in range(depth):
        odd = bundle(0, odd)
    client.raw(bundle(0, encode("/look/zoom", 2.0), odd, encode("/look/x", 0.5)))
    assert words in client.wait_for("/status/error")[0]
    client.settle()
    assert (room.value("/look/zoom"), room.value("/look/x")) == (2.0, 0.5)
    assert len(room.told) == 1


def test_what_stands_before_lengths_that_do_not_fit_counts(room):
    client = room.client()
    client.raw(bundle(0, encode("/look/zoom", 2.0)) + struct.pack(">i", 4000) + b"/look/x")
    assert "do not fit" in client.wait_for("/status/error")[0]
    client.settle()
    assert room.value("/look/zoom") == 2.0


def test_empty_packets_keep_a_line_open_and_say_nothing(room):
    client = room.client()
    for packet in (b"", b"", bundle(0), encode("/look/zoom", 2.0)):
        client.raw(packet)
    with socket.create_connection(("127.0.0.1", room.port)) as sock:
        sock.sendall(bytes(4) + bytes(4))
        client.settle()
    assert room.value("/look/zoom") == 2.0
    assert room.told == []


@pytest.mark.parametrize(
    ("address", "values", "set_to"),
    [
        ("/look/zoom", (1.2, 1.4, 1.6, 1.75), {"/look/zoom": 1.75}),
        ("/look/zoom/norm", (0.0, 1.0), {"/look/zoom": 8.0}),
        ("/dream/seed", (1, 2, 3), {"/dream/seed": 3}),
        ("/master/blackout", (0.0, 1.0), {"/master/blackout": True}),
        ("/look/mirror/index", (0.0, 3.0), {"/look/mirror": "quad"}),
        ("/look/mirror/index", (2.9999998,), {"/look/mirror": "quad"}),
        ("/look/mirror/index", (2.9,), {"/look/mirror": "vertical"}),
        ("/look/y", (0.25, 0.5), {"/look/x": 0.0, "/look/y": 0.5}),
        ("/look/x", (0.25, 0.5, 0.75, 1.0), {"/look/x": 1.0, "/look/y": 0.0}),
        ("/look/x", (0.25, 0.5), {"/look/x": 0.25, "/look/y": 0.5}),
        ("/look/xy", (0.25, -0.5), {"/look/x": 0.25, "/look/y": -0.5}),
        ("/look/xy", (0.25, -0.5, 0.75), {"/look/x": 0.25, "/look/y": -0.5}),
        ("/look/xy/norm", (1.0, 0.0), {"/look/x": 1.0, "/look/y": -1.0}),
        ("/live/feedback/xy", (0.0625, -0.0625), {"/live/feedback/x": 0.0625, "/live/feedback/y": -0.0625}),
    ],
)
def test_several_numbers_are_samples_of_one_or_a_pads_two(room, address, values, set_to):
    client = room.client()
    client.send(address, *values)
    client.settle()
    assert {each: room.value(each) for each in set_to} == set_to
    assert room.told == []


def test_a_trigger_rises_anywhere_among_its_samples(room):
    client = room.client()
    for samples in ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0), (1.0, 0.0)):
        client.send("/preset/next", *samples)
        client.settle()
    assert room.fired == [("/preset/next", [])] * 2


@pytest.mark.parametrize(
    ("address", "words", "taken"),
    [
        ("/dream/prompt", ("slow", "clouds", "of", "ember"), (("slow clouds of ember", 1.0),)),
        ("/dream/prompt", ("neon", "city", 2049.0), (("neon city 2049", 1.0),)),
        ("/dream/prompt", (3, "red", "moons"), (("3 red moons", 1.0),)),
        ("/dream/prompt", ("fog", 0.5, "fire", 0.25), (("fog", 0.5), ("fire", 0.25))),
        ("/dream/prompt", ("fog on a lake", "fire"), (("fog on a lake", 1.0), ("fire", 1.0))),
        ("/dream/negative", ("text,", "watermark"), "text, watermark"),
        ("/deck/a", ("route", 66.0, "at", "night"), "route 66 at night"),
    ],
)
def test_a_text_that_its_sender_split_at_the_spaces_is_one_again(room, address, words, taken):
    client = room.client()
    client.send(address, *words)
    client.settle()
    assert room.value(address) == taken
    assert room.told == []


def test_a_name_that_its_sender_split_at_the_spaces_is_one_again(room):
    client = room.client()
    client.send("/preset/recall", "midnight", "galaxy", 4.0, "out")
    client.send("/preset/save", "my", "take", 2)
    client.send("/cue/goto", "first", "drop")
    client.settle()
    assert room.fired == [
        ("/preset/recall", ["midnight galaxy", 4.0, "out"]),
        ("/preset/save", ["my take 2"]),
        ("/cue/goto", ["first drop"]),
    ]


def test_a_value_with_others_below_it_is_also_taken_on_a_leaf(room):
    client = room.client()
    client.send("/live/feedback/value", 0.5)
    client.send("/dream/leg/value", 4.0)
    client.send("/preset/recall/value", "ice", 2.0)
    client.settle()
    assert (room.value("/live/feedback"), room.value("/dream/leg")) == (0.5, 4.0)
    assert room.fired == [("/preset/recall", ["ice", 2.0])]


def test_a_nested_bundle_from_the_future_is_one_change_now(room):
    client = room.client()
    version = room.store.scene.version
    future = time.time() + 3600
    inner = bundle(future + 60, encode("/look/hue", 30.0), encode("/look/contrast", 2.0))
    client.raw(bundle(future, encode("/look/zoom", 2.0), inner, encode("/look/x", 0.5)))
    client.settle()
    state = room.store.scene.state
    assert (state.look.zoom, state.look.hue, state.look.contrast, state.look.x) == (2.0, 30.0, 2.0, 0.5)
    assert room.store.scene.version == version + 1


def test_a_bundle_with_an_action_in_it_is_seen_as_one_change():
    room = open_room()
    seen = []
    room.router._actions._handlers["/preset/next"] = lambda arguments, source: (
        room.store.change({"/look/zoom": 3.0}),
        seen.append(room.store.scene.state.look.hue),
    )
    messages = [("/look/hue", [90.0], "a"), ("/preset/next", [], "a"), ("/look/x", [0.5], "a")]
    room.router.apply(messages)
    room.ports.close()
    assert seen == [0.0]  # a reader did not see the first half
    look = room.store.scene.state.look
    assert (look.hue, look.zoom, look.x) == (90.0, 3.0, 0.5)


def test_bundles_nested_too_deep_are_refused(room):
    client = room.client()
    packet = encode("/look/zoom", 2.0)
    for _ in range(2000):
        packet = bundle(0, packet)
    client.raw(packet)
    assert "nested" in client.wait_for("/status/error")[0]
    assert room.value("/look/zoom") == 1.0


@pytest.mark.parametrize(
    ("pattern", "addresses"),
    [
        ("/look/{zoom,gamma}", {"/look/zoom", "/look/gamma"}),
        ("/look/[xy]", {"/look/x", "/look/y"}),
        ("/look/[!a-w]", {"/look/x", "/look/y"}),
        ("/look/?", {"/look/x", "/look/y"}),
        ("/*/zoom", {"/look/zoom"}),
        ("//zoom", {"/look/zoom"}),
        ("//gamma", {"/look/gamma"}),
        ("/loo*/sat*ion", {"/look/saturation"}),
    ],
)
def test_wildcards(room, pattern, addresses):
    client = room.client()
    client.send(pattern, 0.75)
    client.settle()
    state = room.store.scene.state
    look = {f"/look/{name}" for name, value in vars(state.look).items() if value == 0.75}
    assert look == addresses


def test_order_is_kept_among_values_actions_and_prompts(room):
    client = room.client()
    seen = []
    room.router._actions._handlers["/preset/next"] = lambda a, s: seen.append(room.store.latest.state.look.zoom)
    for packet in (encode("/look/zoom", 2.0), encode("/preset/next"), encode("/look/zoom", 3.0)):
        client.raw(packet)
        client.settle()
    client.raw(bundle(0, encode("/look/zoom", 4.0), encode("/preset/next"), encode("/look/zoom", 5.0)))
    client.settle()
    assert seen == [2.0, 4.0]
    assert room.value("/look/zoom") == 5.0


def test_triggers_fire_on_the_rising_edge(room):
    client, other = room.client(), room.client()
    for value in (0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.5, 1.0, 0.0):  # a channel, frame by frame
        client.send("/preset/next", value)
    client.settle()
    assert room.fired == [("/preset/next", [])] * 2
    other.send("/preset/next", 1)
    other.settle()
    assert len(room.fired) == 3
    for _ in range(3):
        client.send("/preset/next")
    client.raw(message("/preset/next", ("F", False)))
    client.raw(b"/preset/next\0\0\0\0,I\0\0")
    client.settle()
    assert len(room.fired) == 7


def test_an_equal_nudge_is_another_nudge_unless_every_frame_says_it():
    moments, nudged = iter((0.0, 0.3, 0.6, 5.0, 5.02, 5.04)), []
    actions = Actions({"/tempo/nudge": lambda arguments, source: nudged.append(arguments)}, clock=lambda: next(moments))
    for _ in range(6):
        actions.run("/tempo/nudge", [0.1], "somebody")
    assert nudged == [[0.1]] * 4


def test_every_turn_of_a_jog_wheel_nudges_the_beat():
    nudged = []
    actions = Actions({"/tempo/nudge": lambda arguments, source: nudged.append(arguments[0])}, clock=lambda: 0.0)
    turns = [0.01, 0.02, 0.05, -0.05, 0.1]
    for by in turns:
        actions.run("/tempo/nudge", [by], "somebody")
    assert nudged == turns


def test_a_held_channel_chooses_presets_by_number(room):
    client = room.client()
    for value in (0.0, 2.0, 2.0, 2.0, 3.0, 3.0, 0.0):
        client.send("/preset/recall", value)
    client.send("/preset/recall", "ember", 4)
    client.send("/preset/recall", "ember")
    client.settle()
    assert room.fired == [
        ("/preset/recall", [2]),
        ("/preset/recall", [3]),
        ("/preset/recall", ["ember", 4.0]),
        ("/preset/recall", ["ember"]),
    ]


def test_every_message_to_an_action_is_taken_or_answered(room):
    """What fires nothing says so to whoever sent it, unless it lets go of a button or repeats itself in a stream."""
    silent = {"": (0, "off"), "f": (0,), "[s]": (0, "off")}
    for address, action in ACTIONS.items():
        if address in ("/subscribe", "/unsubscribe", "/state", "/ping"):
            continue
        for argument in (0, 0.0, 1, 2.5, -3, 1e9, True, False, "x", "T", "0", "off", "on", None):
            fired, told = len(room.fired), len(room.told)
            room.router.apply([(address, [argument], ("somebody", address, argument, type(argument)))])
            heard = len(room.fired) > fired or len(room.told) > told
            assert heard or argument in silent.get(action.arguments, ()), (address, argument)


@pytest.mark.parametrize(
    ("address", "arguments", "words"),
    [
        ("/preset/recall", (("i", 0),), "wants s|i [f] [s], got 0"),
        ("/preset/recall", (("f", 2.5),), "wants a whole number, got 2.5"),
        ("/preset/recall", (("T", True),), "wants s|i, got True"),
        ("/preset/recall", (("F", False),), "got False"),
        ("/cue/goto", (("i", 0),), "wants s|i, got 0"),
        ("/cue/goto", (("f", 2.5),), "wants a whole number, got 2.5"),
        ("/cue/load", (("f", 0.4),), "wants a whole number"),
        ("/preset/save", (("i", 0),), "wants s, got 0"),
        ("/subscribe", (("i", 0),), "wants [i], got 0"),
        ("/subscribe", (("f", 7778.5),), "wants a whole number"),
    ],
)
def test_a_choice_that_is_none_is_answered(room, address, arguments, words):
    client = room.client()
    client.raw(message(address, *arguments))
    assert words in client.wait_for("/status/error")[0]
    assert room.fired == []


def test_letting_go_of_a_button_is_not_answered(room):
    client = room.client()
    for value in (3, 0, 3, 0, 2.9999, 0):
        client.send("/preset/recall", value)
        client.settle()
    client.raw(message("/preset/recall", ("T", True)))  # after a number that is equal to it
    assert "got True" in client.wait_for("/status/error")[0]
    assert room.fired == [("/preset/recall", [3])] * 3
    assert len(room.told) == 1


def test_a_preset_called_like_a_switch_can_be_recalled(room):
    client = room.client()
    for name in ("off", "on"):
        client.send("/preset/recall", name)
    client.settle()
    assert room.fired == [("/preset/recall", ["off"]), ("/preset/recall", ["on"])]


def test_touchdesigner_streams_its_channels_and_others_still_move_them(room):
    """An OSC Out CHOP: bundles of floats for every channel, in every frame, stamped a little ahead."""
    client, hand = room.client(), room.client()
    channels = {"/look/zoom": 2.0, "/look/mirror": 3.0, "/master/fade": 1.0, "/preset/next": 0.0, "/dream/seed": 4.0}

    def stream(frames: int) -> None:
        for _ in range(frames):
            client.raw(bundle(time.time() + 0.1, *(encode(address, value) for address, value in channels.items())))
            client.settle()

    stream(60)
    assert room.store.scene.version == 1
    hand.send("/look/zoom", 4.0)
    hand.settle()
    stream(10)
    assert (room.value("/look/zoom"), room.value("/look/mirror"), room.value("/dream/seed")) == (4.0, "quad", 4)
    channels |= {"/look/zoom": 3.0, "/preset/next": 1.0}
    stream(10)
    assert room.value("/look/zoom") == 3.0
    assert room.fired == [("/preset/next", [])]


def test_a_hand_that_sets_the_same_again_is_heard(room):
    client = room.client()
    for _ in range(10):
        client.send("/look/zoom", 2.0)
        client.settle()
        room.store.change({"/look/zoom": 5.0})
    client.send("/look/zoom", 2.0)
    client.settle()
    assert room.value("/look/zoom") == 2.0


def test_a_thousand_fader_messages_are_few_changes_and_the_last_counts(room):
    client = room.client()
    for step in range(1000):
        client.send("/look/zoom", 1 + step / 1000)
    client.settle()
    assert abs(room.value("/look/zoom") - 1.999) < 1e-6
    assert room.store.scene.version < 500


def test_of_coalesced_messages_the_last_good_one_counts(room):
    good = [encode("/look/zoom", 2.0), encode("/look/zoom", 3.0)]
    bad = [encode("/look/zoom", "wide"), b"/look/zoom\0\0,f\0\0"]
    chosen = room.osc._newest(("127.0.0.1", 1), good + bad)
    assert chosen == [("/look/zoom", [3.0])]


def test_a_flood_from_one_leaves_another_heard(room):
    flooder, performer = room.client(), room.client()
    end = time.perf_counter() + 1.0
    sent = 0
    while time.perf_counter() < end:
        for _ in range(20):
            flooder.send("/look/hue", (sent % 360) - 180.0)
            sent += 1
        performer.send("/look/x", (sent % 100) / 100)
        time.sleep(0.001)
    performer.send("/look/y", 0.25)
    performer.settle()
    assert room.value("/look/y") == 0.25


def test_a_flood_of_nonsense_is_one_voice(room):
    client = room.client()
    for number in range(3000):
        client.send(f"/nonsense/{number}", 1.0)
    client.settle()
    assert 1 <= len(room.told) <= 60
    time.sleep(0.5)
    client.send("/nonsense", 1.0)
    client.settle()
    assert "more not shown" in room.told[-1]


def test_tcp_with_slip_takes_long_prompts_and_answers_on_the_connection(room):
    text = "slow fog " * 500
    with socket.create_connection(("127.0.0.1", room.port)) as sock:
        sock.settimeout(20)
        packet = slip.encode(encode("/dream/prompt", text))
        sock.sendall(packet[:100])
        time.sleep(0.05)
        sock.sendall(packet[100:] + slip.encode(encode("/ping")) + slip.encode(encode("/look/zoom", 99.0)))
        answers = b""
        while b"/pong" not in answers or b"took 8" not in answers:
            answers += sock.recv(4096)
    assert room.value("/dream/prompt") == ((text, 1.0),)
    until(lambda: not room.ports.connections)


def test_tcp_with_lengths_in_front(room):
    with socket.create_connection(("127.0.0.1", room.port)) as sock:
        sock.settimeout(20)
        for packet in (encode("/look/zoom", 2.0), encode("/ping")):
            sock.sendall(struct.pack(">i", len(packet)) + packet)
        size = struct.unpack(">i", sock.recv(4))[0]
        assert sock.recv(size).startswith(b"/pong")
    assert room.value("/look/zoom") == 2.0


def test_a_tcp_stream_of_garbage_is_closed_and_the_server_goes_on(room):
    for garbage in (b"\xdb\x01\xc0", b"\0\xff\xff\xff", b"A" * 1_000_000):
        with socket.create_connection(("127.0.0.1", room.port)) as sock:
            sock.settimeout(20)
            try:
                sock.sendall(garbage)
                while sock.recv(4096):
                    pass
            except ConnectionError:
                pass
    client = room.client()
    client.send("/look/zoom", 2.0)
    client.settle()
    assert room.value("/look/zoom") == 2.0
    assert not room.ports.connections


def test_a_tcp_peer_that_never_reads_holds_nobody_up(room):
    with socket.create_connection(("127.0.0.1", room.port)) as sock:
        for _ in range(300):
            sock.sendall(slip.encode(encode("/state")))
        client = room.client()
        client.send("/look/zoom", 2.0)
        client.settle()
    assert room.value("/look/zoom") == 2.0


def test_only_the_allowed_are_heard():
    with Running(open_room(allow=("10.0.0.0/8", "fe80::/10"))) as room:
        client = room.client()
        client.send("/look/zoom", 2.0)
        assert "127.0.0.1" in until(lambda: room.told)[0]
        assert client.addresses(0.3) == set()
        with socket.create_connection(("127.0.0.1", room.port)) as sock:
            sock.settimeout(20)
            assert sock.recv(10) == b""
        assert room.value("/look/zoom") == 1.0
    with Running(open_room(allow=("127.0.0.0/24",))) as room:
        room.client().settle()
    with pytest.raises(ValueError, match="--allow wants"):
        networks(["nonsense"])


def test_localhost_is_heard_on_ipv6_too(room):
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
        sock.settimeout(20)
        try:
            sock.sendto(encode("/look/zoom", 2.0), ("::1", room.port))
        except OSError:
            pytest.skip("no IPv6 here")
        sock.sendto(encode("/ping"), ("::1", room.port))
        assert sock.recv(100).startswith(b"/pong")
    assert room.value("/look/zoom") == 2.0


def test_a_busy_port_is_one_clear_line(room):
    with pytest.raises(PortTaken, match=f"can't open OSC port {room.port} on 127.0.0.1: .*already using it"):
        Ports("127.0.0.1", room.port)
    with pytest.raises(PortTaken, match="can't"):
        Ports("192.0.2.1", 7777)
    for host in ("nowhere.invalid", "192.168..1", "a" * 64):
        with pytest.raises(PortTaken, match=f"can't listen on {host}: "):
            Ports(host, 7777)


def test_what_the_configuration_does_not_allow_is_refused():
    def listed(model: str) -> str:
        if model != "turbo":
            raise BadValue(f"the model {model} is not among those the configuration names")
        return model

    with Running(open_room(checks={"/dream/model": listed})) as room:
        client = room.client()
        client.send("/dream/model", "../secret")
        client.send("/dream/model", "turbo")
        client.settle()
        assert room.value("/dream/model") == "turbo"
        assert "not among" in room.told[0]


def test_what_is_saved_in_a_burst_is_what_was_set_before_it(room):
    saved: list[tuple[list, float]] = []
    room.router._actions._handlers["/preset/save"] = lambda arguments, source: saved.append(
        (arguments, room.store.latest.state.look.hue)
    )
    client = room.client()
    for number in range(1, 7):
        client.send("/look/hue", number * 10.0)
        client.send("/preset/save", f"hue {number}")
    client.settle()
    assert saved == [([f"hue {number}"], number * 10.0) for number in range(1, 7)]


def test_feedback_that_comes_back_is_not_answered(room):
    client = room.client(subscribe=True)
    for address in ("/status/error", "/status/fps", "/pong", "/cue/current"):
        client.send(address, "no such thing")
    client.settle()
    assert room.told == [] and "/status/error" not in {address for address, _ in client.got}
