import contextlib
import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from ports import free_port

from engine.devices.encoder import ROOT
from engine.terminal import Terminal


def test_a_message_that_nobody_reads_any_more_fails_nobody(monkeypatch):
    reading, writing = os.pipe()
    out = os.fdopen(writing, "w")
    monkeypatch.setattr(sys, "stdout", out)
    terminal = Terminal()
    os.close(reading)
    terminal.told("the dreamer ended unexpectedly")
    assert terminal.close()
    monkeypatch.undo()
    with contextlib.suppress(BrokenPipeError):  # what was told is still waiting to be read
        out.close()


def test_a_message_that_the_terminal_can_not_spell_is_told_as_far_as_it_can(monkeypatch):
    said = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(said, encoding="ascii"))
    terminal = Terminal()
    terminal.told("no preset 'caf\u00e9'")
    assert terminal.close()
    assert said.getvalue().endswith(b"no preset 'caf?'" + os.linesep.encode())


@pytest.mark.skipif(os.name == "nt", reason="a shell's way of closing what is written to")
@pytest.mark.parametrize(
    "words", ["presets list", "run --for 0.2 --size 64x64 --output null --osc-port 0 --web-port 0"]
)
def test_a_command_needs_nobody_to_read_it(tmp_path, words):
    script = f"exec {shlex.quote(sys.executable)} -m engine.cli {words} >&- 2>&-"
    ran = subprocess.run(["sh", "-c", script], cwd=ROOT, env=os.environ | {"HOME": str(tmp_path)}, timeout=120)
    assert ran.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="pseudo terminals are a thing of POSIX")
def test_a_console_that_is_held_holds_nothing_of_the_show(tmp_path):
    """Ctrl-S, as pressed: frames go on, and the show ends when it is to."""
    ours, theirs = os.openpty()
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "engine.cli", "run", "--size", "320x180", "--output", "null", "--for", "6"]
    command += ["--osc-port", str(free_port()), "--web-port", str(free_port()), "--report", str(report)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    show = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path, env=environment)
    os.close(theirs)
    try:
        said = os.read(ours, 1000)
        os.write(ours, b"\x13")
        assert show.wait(60) == 0, said
    finally:
        show.kill()
        show.wait()
        os.close(ours)
    assert json.loads(report.read_text())["frames"] > 5
