"""Bytes: messages there and back, TCP framing in any pieces, patterns against a regex, the table's arithmetic."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pythonosc import slip

from engine.coercion import BadValue, coerce, coerce_norm, from_norm, merged, nearest, to_norm
from engine.control.osc_codec import (
    DATAGRAM,
    LARGEST_PACKET,
    BadPacket,
    PacketFramer,
    Peer,
    decode,
    encode,
    is_bundle,
    pack,
)
from engine.control.reports import BURST, Reports
from engine.control.router import STREAM, RepeatFilter, matching
from engine.parameters import ACTIONS, PARAMETERS

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(width=32, allow_nan=False)
messages = st.tuples(texts.map(lambda text: "/" + text), st.lists(texts | numbers | st.booleans(), max_size=8))
BOUNDED = [parameter for parameter in PARAMETERS.values() if parameter.bounded]


@given(st.lists(messages, min_size=1, max_size=5))
def test_what_is_encoded_is_decoded(sent):
    got = [message for packet in pack(encode(a, *values) for a, values in sent) for message in decode(packet)]
    assert got == sent


@given(st.lists(texts, min_size=1, max_size=40))
def test_datagrams_stay_small(values):
    packets = list(pack(encode("/x", value) for value in values))
    assert all(len(packet) <= DATAGRAM for packet in packets)
    assert sum(len(decode(packet)) for packet in packets) == len(values)
    assert len(values) == 1 or is_bundle(packets[0])


@settings(max_examples=500)
@given(
    st.binary(max_size=200)
    | st.binary(max_size=100).map(lambda b: b"#bundle\0" + b)
    | st.binary(max_size=60).map(lambda b: b"/look/zoom\0\0," + b)
)
def test_any_bytes_are_messages_or_a_bad_packet(packet):
    try:
        assert all(address.startswith("/") for address, _ in decode(packet))
    except BadPacket as error:
        assert "\n" not in str(error)


def test_arrays_are_flattened():
    assert decode(b"/x\0\0,[s[f]]i\0\0\0\0fog\0\0\0\0\0\0\0\0\7") == [("/x", ["fog", 0.0, 7])]
    with pytest.raises(BadPacket):
        decode(b"/x\0\0,[[[\0\0\0\0")


def typed(address: str, tags: str, *data: bytes) -> bytes:
    head = b"".join(part.encode() + bytes(4 - len(part) % 4) for part in (address, tags))
    return head + b"".join(data)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("café noir", "cp1252"),
        ("böse Träume, größer", "cp1252"),
        ("Été à la mer", "mac_roman"),
        ("naïve “neon” – grün, 20 °C", "cp1252"),
        ("l’été", "mac_roman"),
        ("夜の海", "cp932"),
        ("neon 東京 ネオン", "cp932"),
        ("туман над морем", "cp1251"),
        ("밤 바다", "cp949"),
        ("夜晚的海", "gb18030"),
    ],
)
def test_texts_in_other_charsets_are_read_and_said(text, charset):
    said: list[str] = []
    raw = text.encode(charset)
    packet = typed("/dream/prompt", ",sf", raw + bytes(4 - len(raw) % 4), b"\x3f\x80\0\0")
    assert decode(packet, said.append) == [("/dream/prompt", [text, 1.0])]
    assert len(said) == 1
    assert said[0].startswith("/dream/prompt") and f"read as {charset}" in said[0]
    whole = text.encode() + bytes(4 - len(text.encode()) % 4)
    assert decode(typed("/dream/prompt", ",s", whole), said.append) == [("/dream/prompt", [text])]
    assert len(said) == 1


@given(st.lists(texts.filter(bool) | st.floats(width=32, allow_nan=False), min_size=1, max_size=4))
def test_texts_padded_by_their_characters_are_read(values):
    def data(value: str | float) -> bytes:
        if isinstance(value, str):
            return value.encode() + bytes(4 - len(value) % 4)
        return encode("/x", value)[-4:]

    tags = "," + "".join("s" if isinstance(value, str) else "f" for value in values)
    try:
        (message,) = decode(typed("/x", tags, *map(data, values)))
    except BadPacket:  # it may also look like one that is cut short
        assert any(isinstance(value, str) and not value.isascii() for value in values)
        return
    if all(value.isascii() for value in values if isinstance(value, str)):
        assert message == ("/x", values)


@pytest.mark.parametrize("text", ["böse", "größer", "日本", "naïve café", "ä", "äöü", "ä" * 9])
def test_a_text_padded_by_its_characters_before_a_number(text):
    padded = text.encode() + bytes(4 - len(text) % 4)
    assert decode(typed("/x", ",sf", padded, b"\x3f\x80\0\0")) == [("/x", [text, 1.0])]
    assert decode(typed("/x", ",s", padded)) == [("/x", [text])]
    assert decode(typed("/x", ",s", text.encode())) == [("/x", [text])]  # and one without its end


def test_rarer_types():
    packet = typed("/x", ",cIbS", b"\0\0\0A", b"\0\0\0\3abc\0", b"fog\0")
    assert decode(packet) == [("/x", ["A", None, b"abc", "fog"])]


@given(st.lists(st.binary(min_size=4, max_size=60), min_size=1, max_size=5), st.booleans(), st.integers(1, 7))
def test_a_stream_in_any_pieces_gives_the_same_packets(packets, prefixed, step):
    packets = [b"/" + packet for packet in packets]
    framed = b"".join(len(p).to_bytes(4, "big") + p if prefixed else slip.encode(p) for p in packets)
    stream = PacketFramer()
    got = [packet for i in range(0, len(framed), step) for packet in stream.feed(framed[i : i + step])]
    assert got == packets
    assert list(PacketFramer().feed(stream.frame(packets[0]))) == packets[:1]


def test_a_stream_takes_no_more_than_a_packets_worth():
    for data in (b"A" * (3 * LARGEST_PACKET), (2 * LARGEST_PACKET).to_bytes(4, "big")):
        with pytest.raises(BadPacket):
            list(PacketFramer().feed(data))


def as_regex(pattern: str) -> str:
    """The same pattern as a regex, for patterns without // or nested brackets."""
    out = ""
    for part in re.findall(r"\[[^]]*\]|\{[^}]*\}|.", pattern):
        if part == "*":
            out += "[^/]*"
        elif part == "?":
            out += "[^/]"
        elif part.startswith("["):
            out += f"(?!/){part.replace('[!', '[^')}"
        elif part.startswith("{"):
            out += "(" + "|".join(map(re.escape, part[1:-1].split(","))) + ")"
        else:
            out += re.escape(part)
    return out


pieces = st.sampled_from(["/look", "/", "zoom", "*", "?", "[xyz]", "[a-m]", "[!x]", "{zoom,hue}", "{x,y}", "o", "look"])


@settings(max_examples=500)
@given(st.lists(pieces, max_size=8).map("".join).filter(lambda pattern: "//" not in pattern))
def test_patterns_mean_what_a_regex_means(pattern):
    wanted = [address for address in PARAMETERS if re.fullmatch(as_regex(pattern), address)]
    assert matching(pattern, PARAMETERS) == wanted


def test_no_pattern_takes_long():
    assert matching("/" + "*a" * 60, PARAMETERS) == []
    assert set(matching("//zoom", PARAMETERS)) == {"/look/zoom", "/live/feedback/zoom", "/camera/zoom"}
    assert set(matching("//*", PARAMETERS)) == set(PARAMETERS)
    with pytest.raises(BadValue):
        matching("/" + "*" * 200, PARAMETERS)


@given(st.sampled_from(BOUNDED), st.floats(0, 1))
def test_norm_goes_there_and_back(parameter, norm):
    value = from_norm(parameter, norm)
    assert parameter.low <= value <= parameter.high
    assert coerce(parameter, [value]) == (value, "")
    step = 0.5 / (parameter.high - parameter.low) if parameter.kind == "int" else 0
    assert to_norm(parameter, value) == pytest.approx(norm, abs=step + 1e-9)
    assert coerce_norm(parameter, [norm]) == (value, "")


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary()
arguments = st.lists(anything, max_size=4)


@settings(max_examples=500)
@given(st.sampled_from(list(PARAMETERS.values())), arguments)
def test_any_arguments_are_a_value_in_range_or_a_bad_value(parameter, given_arguments):
    try:
        value, note = coerce(parameter, given_arguments)
    except BadValue as error:
        assert str(error).startswith(parameter.address)
        return
    assert "\n" not in note
    if parameter.bounded and value is not None:
        assert parameter.low <= value <= parameter.high
        assert isinstance(value, int if parameter.kind == "int" else float)
    if parameter.kind == "choice":
        assert value in parameter.choices
    if parameter.kind == "bool":
        assert isinstance(value, bool)


def test_every_default_is_a_value():
    for parameter in PARAMETERS.values():
        if parameter.kind == "mix":
            assert not parameter.default or coerce(parameter, [part for e in parameter.default for part in e])
        elif parameter.default is not None:
            assert coerce(parameter, [parameter.default]) == (parameter.default, "")


def test_texts_are_composed():
    for address in ("/deck/a", "/dream/lora", "/live/reference"):
        value, _ = coerce(PARAMETERS[address], ["bo\u0308se"])
        assert value in ("b\u00f6se", (("b\u00f6se", 1.0),))


def test_weights_are_held():
    prompt = PARAMETERS["/dream/prompt"]
    value, note = coerce(prompt, ["fog", 1e30])
    assert value == (("fog", 100.0),)
    assert "took 100" in note
    lora = PARAMETERS["/dream/lora"]
    assert merged(lora, (("a", 1.0), ("b", 1.0)), (("b", 0.0), ("c", 2.0))) == (("a", 1.0), ("c", 2.0))
    assert merged(lora, (("a", 1.0),), ()) == ()


def test_nearest_names_what_was_meant():
    assert nearest("/look/zom") == "/look/zoom"
    assert nearest("/preset/recal") == "/preset/recall"
    assert nearest("x" * 100_000) in {**PARAMETERS, **ACTIONS}


def test_reports_keep_a_rate_per_host_and_say_what_was_left_out():
    now = [0.0]
    heard: list[str] = []
    reports = Reports(lambda text, source: heard.append(text), clock=lambda: now[0])

    def never() -> str:
        raise AssertionError("composed a report that nobody hears")

    for _ in range(int(BURST)):
        reports.tell("garbage", Peer("10.0.0.1", 5000))
    for port in range(1000):
        reports.tell(never, Peer("10.0.0.1", port))
    reports.tell("wrong type", Peer("10.0.0.2", 5000))
    reports.tell("the dreamer has died")
    assert heard[int(BURST) :] == ["wrong type", "the dreamer has died"]
    now[0] = 1.0
    reports.tell("garbage", Peer("10.0.0.1", 5000))
    assert heard[-1] == "garbage (and 1000 more not shown)"


def test_a_stream_of_equal_values_outlasts_a_stall_and_ends_with_a_pause_or_another_value():
    repeats = RepeatFilter()
    assert [repeats.streams("zoom", 1.0, frame / 60) for frame in range(STREAM + 2)] == [False] * STREAM + [True] * 2
    assert repeats.streams("zoom", 1.0, 1.5)
    assert not repeats.streams("hue", 1.0, 1.5)
    assert not repeats.streams("zoom", 1.0, 5.0)
    assert not any(repeats.streams("zoom", value, 5.0) for value in (2.0, 1.0, 2.0))
    assert not any(repeats.streams("slow", 1.0, float(second)) for second in range(100))
