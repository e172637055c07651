"""`reverie midi`, and a machine without MIDI."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from stage import Controller
from waiting import until

from engine.cli import main
from engine.coercion import BadValue
from engine.control.store import Store
from engine.midi import ports
from engine.midi.session import MidiSession


def reverie(*words: str) -> list[str]:
    return [sys.executable, "-m", "engine.cli", "midi", *words]


@pytest.mark.usefixtures("jack")
def test_list_names_ports_and_their_maps(tmp_path, capsys):
    with Controller("nanoKONTROL2"), Controller("Strange Box"):
        assert main(["midi", "list", "--presets", str(tmp_path / "presets")]) == 0
    said = capsys.readouterr().out
    assert "nanoKONTROL2:keys                korg nanokontrol2" in said
    assert "Strange Box:keys                 no map; reverie midi learn ADDRESS makes one" in said


@pytest.mark.usefixtures("jack")
def test_learn_without_a_show_writes_the_map(tmp_path):
    with Controller("Strange Box") as box:
        words = reverie("learn", "/look/zoom", "--port", "9", "--presets", str(tmp_path / "presets"))
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, bufsize=1) as learning:
            assert learning.stdout and "move a control" in learning.stdout.readline()
            box.cc(21, 5, 6, 8, 11)
            said, _ = learning.communicate(timeout=30)
    assert learning.returncode == 0 and "cc 21 channel 1 of Strange Box:keys is /look/zoom now" in said
    (written,) = (tmp_path / "midi").iterdir()
    assert '"cc 21 channel 1" = "/look/zoom"' in written.read_text()


@pytest.mark.usefixtures("jack")
def test_monitor_tells_what_a_control_does(tmp_path):
    with Controller("nanoKONTROL2") as controller:
        words = reverie("monitor", "--presets", str(tmp_path / "presets"))
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, bufsize=1) as monitor:
            try:
                assert monitor.stdout and "nanoKONTROL2" in monitor.stdout.readline()
                controller.cc(2, 77)
                assert monitor.stdout.readline().split() == (
                    ["nanoKONTROL2:keys", "cc", "2", "channel", "1", "77", "->", "/look/zoom,", "pickup"]
                )
            finally:
                monitor.send_signal(signal.SIGINT)  # Ctrl-C


def test_chart_draws_a_device_or_names_those_there_are(capsys):
    assert main(["midi", "chart", "nanokontrol2"]) == 0
    assert "kaleidosco" in capsys.readouterr().out
    assert main(["midi", "chart", "theremin"]) == 2
    assert "akai lpd8" in capsys.readouterr().err


@pytest.mark.parametrize(
    "panel, words", [("cc 999", "from 0 to 127"), ("cc 1-999", "from 0 to 127"), ("x", "no control")]
)
def test_a_panel_that_names_no_control_is_one_line(panel, words, tmp_path, capsys):
    (tmp_path / "midi").mkdir()
    (tmp_path / "midi" / "bench.toml").write_text(f'ports = ["Bench"]\npanel = ["knobs: -, {panel}"]\n')
    assert main(["midi", "chart", "bench", "--presets", str(tmp_path / "presets")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("reverie: bench.toml: in the panel, ") and words in said and said.count("\n") == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a driver")
def test_a_machine_without_midi_is_one_line_and_the_show_goes_on(monkeypatch, tmp_path):
    monkeypatch.setattr(ports, "_SEQUENCER", Path(tmp_path / "none"))
    monkeypatch.delenv("MIDO_BACKEND", raising=False)
    told = []
    midi = MidiSession(lambda changes: None, Store(), tmp_path, told.append)
    thread = threading.Thread(target=midi.run, args=(threading.Event(),))
    thread.start()
    until(lambda: not thread.is_alive())
    assert len(told) == 1 and "sudo modprobe snd-seq" in told[0]
    with pytest.raises(BadValue, match="no MIDI"):
        midi.handlers()["/midi/learn"](["/look/zoom"], None)
