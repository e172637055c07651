"""The log: what is in it, where it is, and what happens where there can be none."""

import io
import logging
import multiprocessing
import os
import re
import sys
import threading
from pathlib import Path

import pytest
from waiting import until

from engine import cli
from engine.config import Settings
from engine.doctor import print_findings
from engine.doctor.machine import log as examined
from engine.dream.dreamer_process import DreamerHandle
from engine.dream.protocol import Failed, Launch, Progress, Ready
from engine.dream.supervisor import Supervisor
from engine.log import LARGEST, Log, default_file
from engine.terminal import run

LOGGER = logging.getLogger("reverie.some.room")
WHEN = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}"


def fails():
    raise ZeroDivisionError("of a thread")


def in_a_thread(call, name):
    thread = threading.Thread(target=call, name=name)
    thread.start()
    thread.join(20)


def test_lines_have_time_and_thread_and_faults_their_traceback_and_nothing_is_on_the_terminal(tmp_path, capfd):
    file = tmp_path / "new" / "show.log"
    with Log(str(file)) as log:
        assert log.file == file and not log.trouble
        in_a_thread(lambda: LOGGER.info("caf\u00e9 opens"), "waiter")
        in_a_thread(fails, "listener")
        logging.getLogger("uvicorn.error").error("a visitor left")
        try:
            fails()
        except ZeroDivisionError:
            LOGGER.exception("main failed")
    text = file.read_text(encoding="utf-8")
    assert re.search(rf"^{WHEN} INFO \[waiter\] caf\u00e9 opens$", text, re.MULTILINE)
    assert "ERROR [MainThread] a visitor left" in text
    for who in ("listener", "main"):
        assert re.search(
            rf"ERROR \[\w+\] {who} failed\nTraceback [^\0]+?in fails\n[^\0]+?ZeroDivisionError: of", text
        ), who
    assert capfd.readouterr() == ("", "")


def test_it_is_begun_anew_when_it_is_large_and_five_older_ones_are_kept(tmp_path):
    with Log(str(tmp_path / "show.log")):
        for _ in range(8):
            LOGGER.info("x" * (LARGEST * 9 // 10))
    sizes = [file.stat().st_size for file in tmp_path.iterdir()]
    assert len(sizes) == 6 and max(sizes) <= LARGEST


def test_a_file_that_can_not_be_written_is_one_line_and_no_more(tmp_path, monkeypatch, capfd):
    (tmp_path / "file").write_text("")
    place = tmp_path / "file" / "show.log"  # no folder, not even for root
    with Log(str(place)) as log:
        LOGGER.error("nobody hears that")
        logging.getLogger("uvicorn.error").error("nor that")
    assert log.file is None and str(place) in log.trouble and "\n" not in log.trouble
    finding = examined(str(place))[0]
    assert str(place) in finding.text and "--log" in finding.cure[0]
    monkeypatch.chdir(tmp_path)
    settings = Settings(size=(64, 64), output=("null",), osc_port=0, web_port=0, log=str(place))
    assert run(settings, 0.1, None) == 0
    said = capfd.readouterr()
    assert sum(str(place) in line for line in said.out.splitlines()) == 1 and said.err == ""


def test_the_home_of_a_user_that_is_not_there_is_a_name_as_any_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Log("~nobody9/show.log") as log:
        assert log.file == Path("~nobody9/show.log") and log.trouble == ""


def test_doctor_says_where_it_is():
    out = io.StringIO()
    assert print_findings(examined(""), out) == 0
    assert str(default_file()) in out.getvalue()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep state elsewhere")
def test_it_is_in_the_state_folder_of_the_user(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_file() == tmp_path / "reverie" / "reverie.log"


def test_a_fault_while_a_show_starts_is_told_apart_from_a_mistake(tmp_path, monkeypatch, capsys):
    def no_context(name):
        raise ValueError(f"cannot find context for {name!r}")

    monkeypatch.chdir(tmp_path)
    file = tmp_path / "show.log"
    (tmp_path / "show.toml").write_text(f"log = '{file}'\n")
    flags = ["run", "--for", "0.1", "--osc-port", "0", "--web-port", "0", "--config", "show.toml", "--output"]
    assert cli.main([*flags, "telepathy"]) == 2
    assert "telepathy" in capsys.readouterr().err
    monkeypatch.setattr(multiprocessing, "get_context", no_context)
    assert cli.main([*flags, "null"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("reverie: this is a fault of Reverie's: ValueError: cannot find context for 'spawn'")
    assert str(file) in said and said.count("\n") == 1
    text = file.read_text()
    assert "Traceback" in text and "in no_context" in text and "telepathy" not in text.split("Traceback")[1]


class Saying(DreamerHandle):
    """A dreamer that says what it is given."""

    def __init__(self, launch, said):
        super().__init__(launch, 0.0)
        self.connection, self._ours = multiprocessing.Pipe()
        self.pid = os.getpid()
        for message in said:
            self._ours.send(message)

    def kill(self):
        pass

    def close(self):
        pass


def test_a_traceback_of_the_dreamer_is_in_the_log_of_the_stage(tmp_path):
    report = Progress(0, 0, 0, errors=("a line",), traces=("Traceback one",))
    said = [Ready(8, 8), report, Failed("two", trace="Traceback two")]
    told = []
    with (
        Log(str(tmp_path / "show.log")),
        Supervisor(Launch(), told.append, clock=lambda: 0.0, begin=lambda launch, choose: Saying(launch, said)),
    ):
        until(lambda: len(told) >= 2)
    text = (tmp_path / "show.log").read_text()
    assert "Traceback one" in text and "Traceback two" in text
    assert not any("Traceback" in line for line in told)


def test_what_is_told_is_in_the_log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "torn.toml").write_text("= 3")
    settings = Settings(size=(64, 64), output=("null",), osc_port=0, web_port=0, log=str(tmp_path / "show.log"))
    assert run(settings, 0.1, None) == 0
    assert "torn.toml line 1" in Path(settings.log).read_text()


class Gone(io.TextIOWrapper):
    """A terminal's other end that has gone, as Windows says it."""

    def write(self, text):
        raise OSError(22, "Invalid argument")


def test_windows_says_otherwise_that_nobody_reads_any_more(monkeypatch, capsys):
    """As `reverie presets list | head` ends."""
    monkeypatch.setattr(sys, "stdout", Gone(io.BytesIO()))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys, "platform", "win32")
    assert cli.main(["presets", "list"]) == 0
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert cli.main(["presets", "list"]) == 1


def test_a_name_that_the_output_has_no_letters_for_is_no_fault(tmp_path, monkeypatch):
    (tmp_path / "\u591c.toml").write_text("# \u591c, night.\n", encoding="utf-8")
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written := io.BytesIO(), "cp1252"))
    assert cli.main(["presets", "list", "--presets", str(tmp_path)]) == 0
    sys.stdout.flush()
    assert rb"\u591c, night." in written.getvalue()
