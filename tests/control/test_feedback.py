"""Feedback over real sockets: who hears of a change, what about, and who does not."""

from __future__ import annotations

import socket
import time

import pytest
from control_room import Client, Running, open_room
from pythonosc import slip
from waiting import PATIENCE, until

from engine.control.actions import Actions
from engine.control.feedback import PATIENCE as FORGET_AFTER
from engine.control.feedback import Feedback
from engine.control.osc_codec import Peer, decode, encode
from engine.control.reports import Reports
from engine.control.router import MessageRouter
from engine.control.store import Store
from engine.parameters import ACTIONS, PARAMETERS, State


def test_a_change_goes_to_the_others_and_not_back(room):
    hand, screen = room.client(subscribe=True), room.client(subscribe=True)
    hand.send("/look/zoom", 2.0)
    assert screen.wait_for("/look/zoom") == [2.0]
    screen.send("/look/hue", 30.0)
    assert hand.wait_for("/look/hue") == [30.0]
    hand.send("/look/zoom", 3.0)
    hand.send("/master/blackout", 1)
    assert screen.wait_for("/master/blackout") == [1]
    assert not {"/look/zoom", "/master/blackout"} & hand.addresses(0.3)


def test_a_control_that_stands_elsewhere_than_what_was_taken_is_put_right(room):
    hand, screen = room.client(subscribe=True), room.client(subscribe=True)
    hand.send("/look/zoom", 99.0)
    assert screen.wait_for("/look/zoom") == [8.0] == hand.wait_for("/look/zoom")
    hand.send("/look/zoom", 98.0)  # where it is already: no change, and still not what the fader shows
    assert hand.wait_for("/look/zoom") == [8.0]
    hand.send("/look/zoom/norm", -1.0)
    assert hand.wait_for("/look/zoom") == [0.25] and hand.wait_for("/look/zoom/norm") == [0.0]
    hand.send("/look/mirror", "diagonal")
    assert hand.wait_for("/look/mirror") == ["off"] and hand.wait_for("/look/mirror/index") == [0]
    hand.send("/look/*", -1000.0)
    assert hand.wait_for("/look/contrast") == [0.0]
    hand.settle()
    hand.send("/unsubscribe")
    hand.settle()
    hand.send("/look/zoom", 99.0)
    assert "/look/zoom" not in hand.addresses(0.3)


def test_a_program_that_only_sends_has_its_fader_put_right_at_the_feedback_port():
    with Client(1) as listening:
        room = open_room(feedback_port=listening.port)
        with Running(room):
            room.client().send("/look/zoom", 99.0)
            assert listening.wait_for("/look/zoom") == [8.0]


def test_a_stream_out_of_range_is_answered_no_faster_than_feedback_goes(room):
    hand = room.client(subscribe=True)
    for number in range(300):
        hand.send("/look/zoom", 100.0 + number)
    assert hand.wait_for("/look/zoom") == [8.0]
    hand.addresses(0.3)
    assert sum(address == "/look/zoom" for address, _ in hand.got) < 100
    assert room.value("/look/zoom") == 8.0


def test_good_news_lights_no_alarm_lamp(room):
    screen = room.client(subscribe=True)
    room.reports.note("recording: open")
    assert screen.wait_for("/status/message") == ["recording: open"]
    room.reports.tell("the disk is full")
    assert screen.wait_for("/status/error") == ["the disk is full"]
    assert not {"/status/error", "/status/message"} & {address for address, _ in screen.got}
    assert room.told == ["recording: open", "the disk is full"]


def test_who_has_only_sent_something_is_told_at_the_feedback_port():
    with Client(1) as listening:
        room = open_room(feedback_port=listening.port)
        with Running(room):
            hand, other = room.client(), room.client(subscribe=True)
            hand.send("/look/zoom", 2.0)
            assert other.wait_for("/look/zoom") == [2.0]
            other.send("/look/hue", 30.0)
            assert listening.wait_for("/look/hue") == [30.0]
            assert listening.wait_for("/status/heartbeat")
            hand.send("/look/zoom", 4.0)
            assert other.wait_for("/look/zoom") == [4.0]
            assert "/look/zoom" not in listening.addresses(0.2)


def test_what_goes_out_is_numbers_and_texts_on_addresses_of_their_own(room):
    hand, screen = room.client(), room.client(subscribe=True)
    hand.send("/look/mirror", "quad")
    assert screen.wait_for("/look/mirror") == ["quad"]
    assert screen.wait_for("/look/mirror/index") == [3]
    hand.send("/dream/wander", False)
    assert screen.wait_for("/dream/wander") == [0]
    hand.send("/dream/prompt", "fog", 0.5, "fire")
    assert screen.wait_for("/dream/prompt") == ["fog", 0.5, "fire", 1.0]
    hand.send("/dream/prompt", "fog")
    assert screen.wait_for("/dream/prompt") == ["fog"]
    hand.send("/dream/steps", 4)
    assert screen.wait_for("/dream/steps") == [4]
    hand.send("/dream/steps", "auto")
    assert screen.wait_for("/dream/steps") == ["auto"]


def test_faders_on_norm_addresses_move_too(room):
    screen = room.client(subscribe=True)
    screen.send("/look/zoom/norm", 0.0)
    screen.settle()
    room.client().send("/look/hue", 0.0)
    room.client().send("/look/contrast", 2.0)
    assert screen.wait_for("/look/contrast/norm") == [0.5]


def test_pads_move_too(room):
    screen = room.client(subscribe=True)
    screen.send("/look/xy/norm", 0.5, 0.5)
    screen.settle()
    room.client().send("/look/x", 0.5)
    assert screen.wait_for("/look/xy") == [0.5, 0.0]
    assert screen.wait_for("/look/xy/norm") == [0.75, 0.5]
    screen.send("/state")
    assert screen.wait_for("/look/hue/norm") == [0.5]
    assert screen.wait_for("/live/feedback/xy") == [0.0, 0.0]


def test_who_is_set_back_before_anybody_was_told_is_put_right():
    now = [0.0]
    feedback, store, sent = feedback_alone(now)
    hand, other = Peer("10.0.0.1", 5000), Peer("10.0.0.2", 5000)
    for peer in (hand, other):
        feedback.handlers()["/subscribe"]([9000], peer)
    store.change({"/look/zoom": 2.5}, hand)
    store.change({"/look/zoom": 1.0}, other)
    feedback.tick(now[0])
    assert [(peer.host, decode(packet)) for peer, packet in sent] == [("10.0.0.1", [("/look/zoom", [1.0])])]
    wrong = []
    recall = {"/preset/recall": lambda arguments, source: store.change({"/look/zoom": 1.0}) and None}
    router = MessageRouter(store, Actions(recall), Reports(print), put_right=lambda *each: wrong.append(each))
    router.apply([("/look/zoom", [3.0], hand), ("/preset/recall", ["plain"], hand), ("/look/hue", [9.0], hand)])
    assert wrong == [(hand, {"/look/zoom"})]


def test_gliding_numbers_are_sent_as_they_move(room):
    hand, screen = room.client(subscribe=True), room.client(subscribe=True)
    room.store.change({"/look/zoom": 2.0, "/look/mirror": "quad"}, seconds=0.5)
    values = []
    while not values or values[-1] != 2.0:
        values.append(screen.wait_for("/look/zoom")[0])
    assert values == sorted(values)
    assert len(values) > 3
    assert hand.wait_for("/look/mirror") == ["quad"]


def test_state_sends_everything_to_the_asker_only(room):
    asker, other = room.client(), room.client(subscribe=True)
    asker.send("/state")
    asker.wait_for("/look/fit")
    for address, parameter in PARAMETERS.items():
        if parameter.default is not None:
            asker.send("/state")
            asker.wait_for(address)
    assert not any(address.startswith("/look") for address in other.addresses(0.2))


def test_status_once_a_second(room):
    screen = room.client(subscribe=True)
    first = screen.wait_for("/status/heartbeat")[0]
    began = time.perf_counter()
    assert screen.wait_for("/status/fps") == [30.0]
    assert screen.wait_for("/status/ready") == [1]
    assert screen.wait_for("/status/heartbeat") == [first + 1]
    assert time.perf_counter() - began > 0.3
    assert "/status/none" not in {address for address, _ in screen.got}


def test_errors_go_to_the_sender_and_subscribers_and_what_concerns_all_to_all(room):
    hand, screen, passer = room.client(), room.client(subscribe=True), room.client()
    passer.settle()
    hand.send("/look/zoom", "wide")
    assert "wants a number" in hand.wait_for("/status/error")[0]
    assert "wants a number" in screen.wait_for("/status/error")[0]
    room.reports.tell("the dreamer has died; a new one is on its way")
    assert "dreamer" in screen.wait_for("/status/error")[0]
    assert "/status/error" not in passer.addresses(0.2)  # it speaks from this port, but listens on the feedback port


def test_unsubscribe_means_silence_until_the_next_subscribe(room):
    hand, screen = room.client(), room.client(subscribe=True)
    screen.send("/unsubscribe")
    screen.settle()
    screen.send("/look/y", 0.5)
    hand.send("/look/zoom", 2.0)
    hand.settle()
    assert screen.addresses(0.3) <= {"/pong"}
    screen.send("/subscribe", screen.port)
    screen.settle()
    hand.send("/look/zoom", 3.0)
    assert screen.wait_for("/look/zoom") == [3.0]


@pytest.mark.parametrize("port", [80, 70000, 2])
def test_feedback_goes_to_no_port_that_it_could_harm(room, port):
    client = room.client()
    client.send("/subscribe", port)
    assert "1024..65535" in client.wait_for("/status/error")[0]


def test_a_button_can_subscribe(room):
    client = room.client()
    client.send("/subscribe", 1.0)
    client.send("/subscribe", 0.0)
    client.settle()
    assert room.told == []
    assert [one.subscribed for _, one in room.feedback.listeners.everyone()] == [True]


def test_a_subscribed_tcp_peer_is_told_on_its_connection(room):
    hand = room.client()
    with socket.create_connection(("127.0.0.1", room.port)) as sock:
        sock.settimeout(PATIENCE)
        sock.sendall(slip.encode(encode("/subscribe")) + slip.encode(encode("/ping")))
        data = b""
        while b"/pong" not in data:
            data += sock.recv(4096)
        hand.send("/look/zoom", 2.0)
        while b"/look/zoom" not in data:
            data += sock.recv(4096)
    until(lambda: not any(place.tcp for place, _ in room.feedback.listeners.everyone()))


def test_a_closed_port_and_a_far_one_hurt_nobody(room):
    gone = room.client(subscribe=True)
    gone.sock.close()
    room.feedback.listeners.heard(Peer("192.0.2.1", 5000), ["/ping"])
    hand, screen = room.client(), room.client(subscribe=True)
    for step in range(5):
        hand.send("/look/zoom", 2.0 + step)
        assert screen.wait_for("/look/zoom") == [2.0 + step]


def feedback_alone(now: list[float]) -> tuple[Feedback, Store, list[tuple[Peer, bytes]]]:
    sent: list[tuple[Peer, bytes]] = []
    store = Store(clock=lambda: now[0])
    feedback = Feedback(
        store, lambda peer, packet: sent.append((peer, packet)), 7778, lambda: {"fps": 30.0}, clock=lambda: now[0]
    )
    return feedback, store, sent


def test_a_show_whose_feedback_goes_to_its_own_port_does_not_talk_to_itself(room):
    client = room.client()
    client.send("/subscribe", room.port)
    client.send("/look/zoom", 1.5)
    until(lambda: room.value("/look/zoom") == 1.5)
    time.sleep(0.3)
    assert not [line for line in room.told if "unknown address" in line]


def test_who_only_sent_something_is_forgotten_after_hours_a_subscriber_never():
    now = [0.0]
    feedback, _, sent = feedback_alone(now)
    feedback.listeners.heard(Peer("10.0.0.1", 5000), ["/look/zoom"])
    feedback.handlers()["/subscribe"]([9000], Peer("10.0.0.2", 5000))
    feedback.beat(now[0])
    assert {peer for peer, _ in sent} == {Peer("10.0.0.1", 7778), Peer("10.0.0.2", 9000)}
    sent.clear()
    now[0] = FORGET_AFTER + 1
    feedback.beat(now[0])
    assert {peer for peer, _ in sent} == {Peer("10.0.0.2", 9000)}


def test_listeners_are_bounded_and_subscribers_outlast_passers_by():
    feedback, _, sent = feedback_alone([0.0])
    feedback.handlers()["/subscribe"]([9000], Peer("10.0.0.1", 5000))
    for host in range(1000):
        feedback.listeners.heard(Peer(f"10.1.{host >> 8}.{host & 255}", 5000), ["/look/zoom"])
    feedback.beat(0.0)
    places = {peer for peer, _ in sent}
    assert Peer("10.0.0.1", 9000) in places
    assert len(places) <= 64


def test_everything_at_once_fits_small_datagrams():
    feedback, store, sent = feedback_alone([0.0])
    feedback.listeners.heard(Peer("10.0.0.1", 5000), ["/look/zoom/norm"])
    values = {address: parameter.high for address, parameter in PARAMETERS.items() if parameter.bounded}
    store.change({**values, "/dream/prompt": (("x" * 500, 1.0),), "/dream/negative": "y" * 1000})
    feedback.tick(0.0)
    assert max(len(packet) for _, packet in sent) <= 1400
    got = {address: arguments for _, packet in sent for address, arguments in decode(packet)}
    assert got["/look/zoom"] == [8.0]
    assert got["/look/zoom/norm"] == [1.0]
    assert got["/dream/prompt"] == ["x" * 500]


def test_nothing_is_sent_when_nothing_changes():
    feedback, store, sent = feedback_alone([0.0])
    feedback.listeners.heard(Peer("10.0.0.1", 5000), ["/look/zoom"])
    store.change({"/look/zoom": State().look.zoom})
    feedback.tick(0.0)
    assert sent == []
    assert store.scene.version == 0


def test_every_answering_action_is_in_the_table():
    feedback, _, _ = feedback_alone([0.0])
    assert feedback.handlers().keys() <= ACTIONS.keys()
