"""How a show ends: by itself, when asked, at once when asked again, and not because its terminal has gone."""

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from ports import free_port
from waiting import until

ENGINE = Path(__file__).parents[2] / "engine"
posix_only = pytest.mark.skipif(os.name != "posix", reason="sends signals as POSIX knows them")


def begin(folder: Path, *flags: str, **more) -> subprocess.Popen:
    command = [sys.executable, "-m", "engine.cli", "run", "--size", "320x180", "--output", "null", *flags]
    command += ["--osc-port", str(free_port()), "--web-port", str(free_port())]
    environment = os.environ | {"PYTHONPATH": str(ENGINE.parent)}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder, env=environment, **more
    )


def started(show: subprocess.Popen) -> str:
    """What a show says until it is up."""
    said = ""
    for line in show.stdout:
        said += line
        if line.startswith("page"):
            return said
    raise AssertionError(said)


def named_memory() -> set[str]:
    return {file.name for file in Path("/dev/shm").iterdir()} if Path("/dev/shm").exists() else set()


@posix_only
@pytest.mark.parametrize("nohup", [True, False], ids=["nohup", "plain"])
def test_a_show_survives_its_terminal_where_it_was_told_to(tmp_path, nohup):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if nohup else signal.SIG_DFL)
    try:
        show = begin(tmp_path, "--for", "600")  # which inherits what is ignored
    finally:
        signal.signal(signal.SIGHUP, before)
    try:
        started(show)
        show.send_signal(signal.SIGHUP)
        if nohup:
            time.sleep(3.0)
            assert show.poll() is None
            show.send_signal(signal.SIGTERM)
        assert show.wait(60) == 0
    finally:
        show.kill()
        show.communicate()


@posix_only
def test_a_second_ctrl_c_ends_at_once_what_hangs_and_leaves_nothing_behind(tmp_path):
    """The report goes to a pipe that nobody reads: the main thread waits in the file system, for ever."""
    report = tmp_path / "report"
    os.mkfifo(report)
    before = named_memory()
    show = begin(tmp_path, "--report", str(report))
    try:
        started(show)
        until(lambda: psutil.Process(show.pid).children(recursive=True), 60)
        show.send_signal(signal.SIGINT)
        time.sleep(3.0)
        assert show.poll() is None  # it hangs
        children = psutil.Process(show.pid).children(recursive=True)
        show.send_signal(signal.SIGINT)
        assert show.wait(30) == 130
        assert psutil.wait_procs(children, timeout=10)[1] == []
        assert named_memory() <= before
        assert "Traceback" not in show.stdout.read()
    finally:
        show.kill()
        show.communicate()


def test_a_thread_that_hangs_does_not_keep_the_process():
    code = (
        "import sys, threading, time; from engine.shutdown import leave;"
        "threading.Thread(target=time.sleep, args=(1000,)).start(); print('so far', flush=True); sys.exit(leave(3))"
    )
    environment = os.environ | {"PYTHONPATH": str(ENGINE.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 3 and done.stdout == "so far\n" and done.stderr == ""


@posix_only
@pytest.mark.timeout(600)
def test_a_rendering_keeps_what_it_has_when_it_is_ended(tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ENGINE.parent)}
    command = [sys.executable, "-m", "engine.cli", "render", "--size", "320x180", "--fps", "30", "--seconds", "600"]
    render = subprocess.Popen([*command, "film.mkv"], cwd=tmp_path, env=environment, stderr=subprocess.PIPE)
    try:
        film = tmp_path / "film.mkv"
        until(lambda: film.exists() and film.stat().st_size > 1000, 400)
        children = psutil.Process(render.pid).children(recursive=True)
        render.send_signal(signal.SIGTERM)
        assert render.wait(60) == 130
        assert psutil.wait_procs(children, timeout=10)[1] == []
        probe = [sys.executable, "-c", "import av, sys; print(sum(1 for _ in av.open(sys.argv[1]).decode(video=0)))"]
        assert int(subprocess.check_output([*probe, str(film)])) > 0
    finally:
        render.kill()
        render.communicate()


def waits(path: Path) -> list[str]:
    """Where a file joins or waits for a thread, a process or an event without a limit."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    awaited = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Await)}
    return [
        f"{path.relative_to(ENGINE)}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("join", "wait", "communicate")
        and not node.args
        and not node.keywords
        and id(node) not in awaited
    ]


def test_nothing_is_waited_for_without_a_limit():
    files = [path for path in ENGINE.rglob("*.py") if "training" not in path.parts]
    assert len(files) > 50
    assert [each for path in files for each in waits(path) if "app.py" not in each] == []


@posix_only
def test_an_interrupt_that_comes_twice_at_once_is_one():
    """As `timeout` sends it, and a terminal to a whole group: an end by force would leave an empty report."""
    program = """
import os, signal, time
from engine.shutdown import Asked
with Asked() as asked:
    for wait in (0.05, 0.5):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(wait)
    print("ends in peace" if asked.event.is_set() else "not asked", flush=True)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(20)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout == "ends in peace\n" and done.returncode == 130
