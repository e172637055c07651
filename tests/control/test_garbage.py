"""Anything at all on the ports: the server lives, nothing is raised, and nothing changes."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest
from control_room import Client, Room, Running, open_room
from hypothesis import given, settings
from hypothesis import strategies as st
from waiting import PATIENCE

from engine.control.osc_codec import BadPacket, decode, encode

noise = st.binary(min_size=1, max_size=300)
almost = st.tuples(
    st.sampled_from([encode("/look/zoom", 1.0), encode("/dream/prompt", "fog"), b"#bundle\0" + bytes(7) + b"\1"]), noise
).map(lambda parts: parts[0][: -len(parts[1]) % len(parts[0])] + parts[1])
packets = st.lists(noise | almost, min_size=1, max_size=5)


@pytest.fixture(scope="module")
def shared() -> Iterator[Room]:
    with Running(open_room()) as room:
        yield room


@pytest.fixture(scope="module")
def client(shared: Room) -> Client:
    return shared.client()


def is_osc(packet: bytes) -> bool:
    try:
        return bool(decode(packet))
    except BadPacket:
        return False


def alive(room: Room, client: Client) -> None:
    for zoom in (2.0, 1.0):
        client.send("/look/zoom", zoom)
        client.settle()
        assert room.value("/look/zoom") == zoom


@settings(max_examples=150, deadline=None)
@given(sent=packets)
def test_udp(shared, client, sent):
    before = shared.store.scene
    for packet in sent:
        client.raw(packet)
    client.settle()
    assert shared.store.scene is before or any(map(is_osc, sent))
    alive(shared, client)


@settings(max_examples=60, deadline=None)
@given(sent=packets)
def test_tcp(shared, client, sent):
    before = shared.store.scene
    with socket.create_connection(("127.0.0.1", shared.port)) as sock, contextlib.suppress(ConnectionError):
        for packet in sent:
            sock.sendall(packet)
        sock.shutdown(socket.SHUT_WR)
        sock.settimeout(PATIENCE)
        while sock.recv(65536):  # until the server has read it all and gone, for what comes by UDP may be read first
            pass
    client.settle()
    assert shared.store.scene is before or b"/" in b"".join(sent)
    alive(shared, client)


def test_many_connections_at_once(shared, client):
    with contextlib.ExitStack() as crowd:
        for _ in range(60):
            sock = crowd.enter_context(socket.create_connection(("127.0.0.1", shared.port)))
            with contextlib.suppress(ConnectionError):
                sock.sendall(b"\xc0")
        alive(shared, client)


@pytest.mark.parametrize("address", ["/tempo/nudge", "/cue/goto", "/preset/recall"])
@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_is_refused_by_actions_too(shared, client, address, number):
    done = len(shared.fired)
    client.send(address, number)
    client.settle()
    assert len(shared.fired) == done
    alive(shared, client)


def test_control_characters_drive_nobodys_terminal():
    with Running(open_room()) as room:
        sender = room.client()
        sender.send("/foo\x1b[2J\x1b]0;owned\x07\nFAKE LINE")
        sender.settle()
        (line,) = room.told
    assert line.isprintable() and "\\x1b[2J" in line and "\\nFAKE" in line


def test_long_texts_that_are_not_utf_8_hold_nobody_up():
    raw = ("a " * 400 + "café noir, " * 6000).encode("cp1252")
    since = time.process_time()
    ((_, (text,)),) = decode(b"/dream/prompt\0\0\0,s\0\0" + raw + bytes(4 - len(raw) % 4), lambda line: None)
    assert text.endswith("café noir, ") and time.process_time() - since < 0.3
