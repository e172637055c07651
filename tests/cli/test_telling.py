import contextlib
import io
import os
import sys

from engine.telling import Terminal


def test_a_message_that_nobody_reads_any_more_fails_nobody(monkeypatch):
    reading, writing = os.pipe()
    out = os.fdopen(writing, "w")
    monkeypatch.setattr(sys, "stdout", out)
    terminal = Terminal()
    os.close(reading)
    terminal.told("the dreamer ended unexpectedly")
    monkeypatch.undo()
    with contextlib.suppress(BrokenPipeError):  # what was told is still waiting to be read
        out.close()


def test_a_message_that_the_terminal_can_not_spell_is_told_as_far_as_it_can(monkeypatch):
    said = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(said, encoding="ascii"))
    Terminal().told("no preset 'caf\u00e9'")
    assert said.getvalue().endswith(b"no preset 'caf?'" + os.linesep.encode())
