"""The Pure Data patch, in a real Pure Data without a window."""

import re
import shutil
import socket
import subprocess
import time
from contextlib import closing, contextmanager

import pytest
from pythonosc.osc_bundle import OscBundle
from pythonosc.osc_packet import OscPacket

from engine.coercion import coerce
from engine.control.osc_codec import encode
from engine.parameters import ACTIONS, PARAMETERS
from engine.patches.pages import FEEDBACK_PORT, OSC_PORT, presses
from engine.patches.puredata import puredata

pytestmark = pytest.mark.skipif(not shutil.which("pd"), reason="Pure Data is not installed")


def udp():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    sock.settimeout(0.2)
    return sock


class Engine:
    """Where Reverie would be: hears OSC on one port, speaks to another."""

    def __init__(self, sock, port):
        self.sock, self.port = sock, port
        self.heard = []

    def until(self, done, seconds=15.0):
        end = time.monotonic() + seconds
        while not done(self.heard):
            assert time.monotonic() < end, self.heard[-5:]
            try:
                packet = self.sock.recv(65536)
            except TimeoutError:
                continue
            assert not OscBundle.dgram_is_bundle(packet)
            self.heard += [(m.message.address, list(m.message.params)) for m in OscPacket(packet).messages]

    def say(self, address, *values):
        self.sock.sendto(encode(address, *values), ("127.0.0.1", self.port))


@contextmanager
def playing(tmp_path, *messages, extra=""):
    """The patch open in Pure Data, with another one, and with messages sent to names in it once it runs."""
    with closing(udp()) as sock, closing(udp()) as spare:
        port = spare.getsockname()[1]
        spare.close()
        text = puredata().replace(str(OSC_PORT), str(sock.getsockname()[1])).replace(str(FEEDBACK_PORT), str(port))
        (tmp_path / "reverie.pd").write_text(text)
        command = ["pd", "-nogui", "-noaudio", "-nomidi", "-stderr", "-noprefs", "-open", str(tmp_path / "reverie.pd")]
        if extra:
            (tmp_path / "extra.pd").write_text(extra)
            command += ["-open", str(tmp_path / "extra.pd")]
        if messages:
            command += ["-send", ";".join(messages)]
        log = (tmp_path / "log").open("w+")
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log) as process, log:
            try:
                yield Engine(sock, port)
            finally:
                process.terminate()
                process.wait(10)
                log.seek(0)
                complaints = [line for line in log.read().splitlines() if re.search("error|couldn't|no such", line)]
        assert not complaints, complaints


def test_it_asks_for_everything_when_it_opens(tmp_path):
    with playing(tmp_path) as engine:
        engine.until(lambda heard: ("/state", []) in heard)
        assert ("/subscribe", [engine.port]) in engine.heard


def test_every_parameter_and_action_goes_out(tmp_path):
    sent, messages = {}, []
    for address, parameter in PARAMETERS.items():
        if parameter.kind in ("text", "mix"):
            value = "neon"
        elif parameter.kind == "choice":
            value = len(parameter.choices) - 1
        else:
            value = parameter.high if parameter.bounded else 1
        sent[address] = [value]
        messages.append(f"{address} {'symbol ' if isinstance(value, str) else ''}{value}")
    for address, action in ACTIONS.items():
        arguments = presses(action)[0][1] if presses(action) else ("name",)
        sent[address] = list(arguments)
        words = " ".join(map(str, arguments)) or "bang"
        messages.append(f"{address} {'symbol ' if arguments == ('name',) else ''}{words}")
    with playing(tmp_path, *messages) as engine:
        engine.until(lambda heard: sent.keys() <= {address for address, _ in heard})
        heard = [(address, arguments) for address, arguments in engine.heard if address in sent]
        for address, arguments in sent.items():
            assert any(to == address and same(got, arguments) for to, got in heard), address
        for address, parameter in PARAMETERS.items():
            for to, got in heard:
                if to == address:
                    coerce(parameter, got)


def same(got, wanted):
    return [value if isinstance(value, str) else pytest.approx(value) for value in wanted] == got


def test_feedback_moves_what_shows_it_and_is_not_sent_back(tmp_path):
    """A second patch hears what the sliders are told, and sends it on."""
    lines = ["#N canvas 0 0 400 400 12;", "#X obj 10 10 s reverie-out;"]
    wires = []
    for address in PARAMETERS:
        count = len(lines) - 1
        lines.append(f"#X obj 10 30 r {address}:heard;")
        lines.append(f"#X obj 10 60 oscformat told{address.replace('/', ' ')};")
        lines.append("#X obj 10 50 list;")
        wires += [f"#X connect {count} 0 {count + 2} 0;", f"#X connect {count + 2} 0 {count + 1} 0;"]
        wires.append(f"#X connect {count + 1} 0 0 0;")
    with playing(tmp_path, extra="\n".join([*lines, *wires]) + "\n") as engine:
        engine.until(lambda heard: ("/state", []) in heard)
        wanted = {}
        for address, parameter in PARAMETERS.items():
            if parameter.kind in ("text", "mix"):
                engine.say(address, "two words")
                wanted[address] = ["set", "two words"]
            elif parameter.kind == "choice":
                engine.say(address, parameter.choices[-1])
                engine.say(f"{address}/index", len(parameter.choices) - 1)
                wanted[address] = ["set", len(parameter.choices) - 1]
            else:
                engine.say(address, 1)
                wanted[address] = ["set", 1]
            time.sleep(0.002)
        engine.until(lambda heard: {f"/told{address}" for address in wanted} <= {address for address, _ in heard})
        told = {address: arguments for address, arguments in engine.heard if address.startswith("/told")}
        assert told == {f"/told{address}": arguments for address, arguments in wanted.items()}
        assert not [address for address, _ in engine.heard if address in PARAMETERS]
