"""`reverie send` and `reverie listen` against a running control room."""

from __future__ import annotations

import argparse
import threading

import pytest
from waiting import PATIENCE, until

from engine.config import ConfigError
from engine.control.client import add_listen_flags, add_send_flags, guess, listen, send, shown


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_send_flags(parser)
    flags = parser.parse_args(words)
    return int(flags.call(flags))


def test_words_are_guessed():
    words = ["1", "-20", "0.5", ".5", "1e3", "true", "False", "fog", "infinity", "nan", "9" * 30, ""]
    assert [guess(w) for w in words] == [1, -20, 0.5, 0.5, 1e3, True, False, "fog", "infinity", "nan", 1e30, ""]


@pytest.mark.parametrize("tcp", [[], ["--tcp"]])
def test_send(room, capsys, tcp):
    at = ["--port", str(room.port), *tcp]
    assert command("/look/hue", "-20", *at) == 0
    assert room.value("/look/hue") == -20.0
    assert command("/dream/prompt", "fog", "0.5", "fire", "1", *at) == 0
    assert room.value("/dream/prompt") == (("fog", 0.5), ("fire", 1.0))
    for text in ("1984", "true", "-5"):
        assert command("/dream/prompt", text, *at) == 0
        assert room.value("/dream/prompt") == ((text, 1.0),)
    for address, text in (
        ("/preset/save", "2024"),
        ("/cue/goto", "2.5"),
        ("/preset/recall", "007"),
        ("/still/save", "3"),
    ):
        assert command(address, text, *at) == 0
        assert room.fired.pop() == (address, [text])
    assert command("/preset/recall", "007", "2.5", *at) == 0
    assert room.fired.pop() == ("/preset/recall", ["007", 2.5])
    assert command("/deck/a", "007", "true", "story", "1.10", *at) == 0
    assert capsys.readouterr() == ("", "")
    assert command("/look/zom", "1", *at) == 1
    assert "the nearest is /look/zoom" in capsys.readouterr().err
    assert command("/ping", *at) == 0
    assert capsys.readouterr().out == "/pong\n"
    assert command("/state", *at) == 0
    assert "/look/hue -20\n" in capsys.readouterr().out


def test_wrong_usage_and_nobody_there(capsys):
    with pytest.raises(ConfigError, match="send wants an address"):
        command("zoom", "1")
    assert command("/look/zoom", "1", "--port", "9") == 1
    assert "nobody answers on 127.0.0.1 port 9" in capsys.readouterr().err
    assert command("/look/zoom", "1", "--host", "a..b") == 1
    assert "nobody answers on a..b port 7777: " in capsys.readouterr().err
    with pytest.raises(OSError):
        list(send("/ping", [], "127.0.0.1", 9, tcp=True))


@pytest.mark.parametrize("tcp", [False, True])
def test_listen(room, tcp):
    lines: list[str] = []
    stop = threading.Event()
    thread = threading.Thread(
        target=listen, args=("127.0.0.1", room.port, tcp, lambda message: lines.append(shown(message)), stop)
    )
    thread.start()
    try:
        until(lambda: any(line.startswith("/status/heartbeat") for line in lines))
        list(send("/look/zoom", [2.5], "127.0.0.1", room.port))
        until(lambda: "/look/zoom 2.5" in lines)
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_flags_have_defaults():
    parser = argparse.ArgumentParser()
    add_listen_flags(parser)
    flags = parser.parse_args([])
    assert (flags.host, flags.port, flags.tcp) == ("127.0.0.1", 7777, False)
