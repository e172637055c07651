"""Programs that this project did not write: liblo's tools and Pure Data, over real sockets."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from control_room import Running, open_room
from ports import free_port
from waiting import PATIENCE, until


@contextlib.contextmanager
def running(command: list[str], output: Path) -> Iterator[None]:
    with output.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.kill()
            process.wait()


def oscsend(port: int, *words: str) -> None:
    subprocess.run(["oscsend", "localhost", str(port), *words], check=True, timeout=PATIENCE)


@pytest.mark.skipif(not shutil.which("oscsend"), reason="liblo-tools is not installed")
class TestLiblo:
    def test_every_type_it_sends(self, room):
        oscsend(room.port, "/look/zoom", "f", "2.5")
        oscsend(room.port, "/look/hue", "d", "20.5")
        oscsend(room.port, "/dream/seed", "h", "77")
        oscsend(room.port, "/dream/steps", "i", "3")
        oscsend(room.port, "/dream/wander", "F")
        oscsend(room.port, "/master/blackout", "T")
        oscsend(room.port, "/dream/prompt", "sfsf", "fog on a lake", "0.25", "fire", "0.75")
        oscsend(room.port, "/preset/next", "I")
        oscsend(room.port, "/preset/next", "N")
        oscsend(room.port, "/preset/next")
        oscsend(room.port, "/look/[xy]", "f", "0.5")
        until(lambda: room.value("/look/y") == 0.5)
        state = room.store.scene.state
        assert (state.look.zoom, state.look.hue, state.look.x) == (2.5, 20.5, 0.5)
        assert (state.dream.seed, state.dream.steps, state.dream.wander) == (77, 3, False)
        assert state.dream.prompt == (("fog on a lake", 0.25), ("fire", 0.75))
        assert state.master.blackout
        until(lambda: len(room.fired) == 3)
        assert room.told == []

    def test_it_speaks_tcp(self, room):
        url = f"osc.tcp://127.0.0.1:{room.port}/"
        subprocess.run(["oscsend", url, "/dream/negative", "s", "x" * 5000], check=True, timeout=PATIENCE)
        until(lambda: room.value("/dream/negative") == "x" * 5000)

    def test_oscdump_hears_feedback(self, tmp_path):
        port = free_port(socket.SOCK_DGRAM)
        with Running(open_room(feedback_port=port)) as room, running(["oscdump", "-L", str(port)], tmp_path / "dump"):
            screen = room.client(subscribe=True)

            def dumped() -> str:
                return (tmp_path / "dump").read_text()

            def answered() -> bool:  # oscdump takes a while to listen
                oscsend(room.port, "/ping")
                time.sleep(0.05)
                return "/pong" in dumped()

            until(answered)
            screen.send("/look/zoom", 2.5)
            until(lambda: "/look/zoom f 2.5" in dumped())
            screen.send("/look/mirror", "quad")
            until(lambda: '/look/mirror s "quad"' in dumped() and "/look/mirror/index i 3" in dumped())
            oscsend(room.port, "/look/zoom", "s", "wide")
            until(lambda: "/status/error" in dumped())
            until(lambda: "/status/heartbeat" in dumped())
            oscsend(room.port, "/state")
            until(lambda: "/master/fade f 1.0" in dumped() and "/dream/prompt s" in dumped())

    def test_a_file_of_bundles_from_the_future(self, room, tmp_path):
        if not shutil.which("oscsendfile"):
            pytest.skip("this liblo has no oscsendfile")
        # Its own clock waits for each line's time; ours does not: the tags lie 136 years ahead of the first.
        (tmp_path / "show.osc").write_text("00000001.00000000 /look/zoom f 2.0\n00000001.80000000 /look/hue f 30.0\n")
        url = f"osc.udp://127.0.0.1:{room.port}/"
        subprocess.run(["oscsendfile", url, str(tmp_path / "show.osc")], check=True, timeout=PATIENCE)
        until(lambda: room.value("/look/hue") == 30.0)
        assert room.value("/look/zoom") == 2.0


PATCH = """#N canvas 0 0 600 400 10;
#X obj 10 10 loadbang;
#X obj 10 40 t b b b b b b;
#X msg 10 70 connect 127.0.0.1 {engine};
#X msg 10 100 {own};
#X obj 10 130 oscformat subscribe;
#X msg 10 160 2.5;
#X obj 10 190 oscformat look zoom;
#X msg 10 220 list fog 0.25 fire 0.75;
#X obj 10 250 oscformat -f sfsf dream prompt;
#X msg 10 280 symbol quad;
#X obj 10 310 oscformat look mirror;
#X msg 10 340 1;
#X obj 10 370 oscformat dream wander;
#X obj 200 200 list prepend send;
#X obj 200 230 list trim;
#X obj 200 260 netsend -u -b;
#X obj 400 10 netreceive -u -b {own};
#X obj 400 40 oscparse;
#X obj 400 70 print got;
#X connect 0 0 1 0;
#X connect 1 5 2 0;
#X connect 1 4 3 0;
#X connect 1 3 5 0;
#X connect 1 2 7 0;
#X connect 1 1 9 0;
#X connect 1 0 11 0;
#X connect 2 0 15 0;
#X connect 3 0 4 0;
#X connect 4 0 13 0;
#X connect 5 0 6 0;
#X connect 6 0 13 0;
#X connect 7 0 8 0;
#X connect 8 0 13 0;
#X connect 9 0 10 0;
#X connect 10 0 13 0;
#X connect 11 0 12 0;
#X connect 12 0 13 0;
#X connect 13 0 14 0;
#X connect 14 0 15 0;
#X connect 16 0 17 0;
#X connect 17 0 18 0;
"""


@pytest.mark.skipif(not shutil.which("pd"), reason="puredata-core is not installed")
def test_pure_data_sends_and_hears(room, tmp_path):
    own = free_port(socket.SOCK_DGRAM)
    room.store.change({"/dream/wander": False})
    (tmp_path / "patch.pd").write_text(PATCH.format(engine=room.port, own=own))
    command = ["pd", "-nogui", "-noaudio", "-nomidi", "-stderr", "-open", str(tmp_path / "patch.pd")]
    with running(command, tmp_path / "log"):
        until(lambda: room.value("/dream/wander"))
        state = room.store.scene.state
        assert (state.look.zoom, state.look.mirror) == (2.5, "quad")
        assert state.dream.prompt == (("fog", 0.25), ("fire", 0.75))
        assert room.told == []
        hand = room.client()
        hand.send("/look/hue", 30.0)
        hand.send("/master/blackout", True)
        hand.send("/dream/prompt", "a lake")

        def heard(*lines: str) -> bool:
            return all(line in (tmp_path / "log").read_text() for line in lines)

        until(lambda: heard("got: list look hue 30", "master blackout 1", "dream prompt a\\ lake", "status heartbeat"))
        assert not heard("look zoom")  # it set that itself
