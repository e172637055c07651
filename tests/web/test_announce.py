"""The announcement, browsed for on loopback with zeroconf's own browser."""

import socket
import threading
import time

import pytest
from waiting import until
from zeroconf import ServiceBrowser, Zeroconf

from engine.web.oscquery import Announcement

KINDS = ["_oscjson._tcp.local.", "_osc._udp.local."]
OSC = 17777
OURS = f"Reverie on {socket.gethostname().split('.')[0]} {OSC}"


class Heard:
    def __init__(self):
        self.here, self.gone = {}, []

    def add_service(self, zeroconf, kind, name):
        if name.startswith(OURS):  # a show may be running on this machine
            self.here[kind] = zeroconf.get_service_info(kind, name)

    def update_service(self, zeroconf, kind, name):
        pass

    def remove_service(self, zeroconf, kind, name):
        if name.startswith(OURS):
            self.gone.append(kind)


def test_browsers_find_the_show_and_see_it_go():
    said, stop, heard = [], threading.Event(), Heard()
    announcement = Announcement("127.0.0.1", 17780, OSC, said.append, after=0)
    thread = threading.Thread(target=announcement.run, args=(stop,))
    browsing = Zeroconf(interfaces=["127.0.0.1"])
    try:
        ServiceBrowser(browsing, KINDS, heard)
        thread.start()
        until(lambda: said or all(heard.here.get(kind) for kind in KINDS))
        assert not said, said
        found = heard.here["_oscjson._tcp.local."]
        assert found.port == 17780 and found.parsed_addresses() == ["127.0.0.1"]
        assert found.server.endswith(".local.")
        assert heard.here["_osc._udp.local."].port == OSC
        began = time.perf_counter()
        stop.set()
        thread.join(10)
        assert not thread.is_alive() and time.perf_counter() - began < 2, "Ctrl-C must not wait for it"
        until(lambda: len(heard.gone) >= 2)
        assert sorted(heard.gone) == sorted(KINDS)
    finally:
        stop.set()
        thread.join(10)
        browsing.close()


def test_without_a_network_it_is_one_line(monkeypatch):
    import zeroconf

    from engine.web import oscquery

    def no_network(**more):
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(zeroconf, "Zeroconf", no_network)
    monkeypatch.setattr(oscquery, "AGAIN", 0.01)
    said, stop = [], threading.Event()
    thread = threading.Thread(target=Announcement("0.0.0.0", 1, 2, said.append, after=0).run, args=(stop,))
    thread.start()
    time.sleep(0.3)
    stop.set()
    thread.join(5)
    assert len(said) == 1 and "Network is unreachable" in said[0] and "\n" not in said[0]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # zeroconf forgets a socket
def test_an_address_that_is_not_here_is_one_line():
    said, stop = [], threading.Event()
    thread = threading.Thread(target=Announcement("192.0.2.77", 1, 2, said.append, after=0).run, args=(stop,))
    thread.start()
    until(lambda: said)
    stop.set()
    thread.join(5)
    assert len(said) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_announced_on_loopback_only(host):
    assert Announcement(host, 1, 2, print)._addresses() == ["127.0.0.1"]
