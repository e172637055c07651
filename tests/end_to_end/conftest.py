"""Real shows: `reverie run` in a process of its own, on ports and folders of the test's own."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from ports import free_port
from pythonosc.osc_message_builder import OscMessageBuilder

PATIENCE = 90.0  # seconds: these machines stall, and the suite shares them


class RunningShow:
    """A show that runs; `report` ends it and returns its figures."""

    def __init__(self, folder: Path, *flags: str, output: tuple[str, ...] = ("null",), size: str = "3840x2160"):
        self.folder = folder
        self.osc, self.feedback, self.web = free_port(), free_port(), free_port()
        self._report = folder / "report.json"
        self.log = folder / "log.txt"
        command = [sys.executable, "-m", "engine.cli", "run", "--size", size, "--report", str(self._report)]
        command += ["--osc-port", str(self.osc), "--feedback-port", str(self.feedback), "--web-port", str(self.web)]
        command += ["--model", os.environ.get("REVERIE_TEST_MODEL", "builtin")]
        command += ["--recordings", str(folder / "recordings"), "--presets", str(folder / "presets")]
        for name in output:
            command += ["--output", name]
        environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*command, *flags], stdout=log, stderr=log, cwd=folder, env=environment, start_new_session=True
            )

    def status(self) -> dict:
        request = urllib.request.urlopen(f"http://127.0.0.1:{self.web}/status.json", timeout=10)
        with request as answer:
            return json.load(answer)

    def frame(self) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.web}/frame.png", timeout=30) as answer:
            return answer.read()

    def until(self, what: str, holds: Callable[[dict], bool], seconds: float = PATIENCE) -> dict:
        """Wait until the status holds what is asked for."""
        end, seen = time.monotonic() + seconds, {}
        while time.monotonic() < end:
            assert self.process.poll() is None, f"the show ended: {self.said()}"
            try:
                seen = self.status()
                if holds(seen):
                    return seen
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"never {what}: {seen}\n{self.said()}")

    def dreaming(self) -> dict:
        return self.until("dreamed", lambda status: status["ready"] and status["keyframes"] > 0)

    def send(self, address: str, *arguments: str) -> None:
        """Send through python-osc; arguments are a type string and, but for T and F, values."""
        message, values = OscMessageBuilder(address), iter(arguments[1:])
        for kind in arguments[0] if arguments else "":
            message.add_arg({"i": int, "f": float, "s": str}[kind](next(values)) if kind in "ifs" else None, kind)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(message.build().dgram, ("127.0.0.1", self.osc))

    def dreamers(self) -> list[psutil.Process]:
        """The processes that have torch loaded."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        found = []
        for child in children:
            with contextlib.suppress(psutil.Error):  # it has ended
                found += [child] if "spawn_main" in " ".join(child.cmdline()) else []
        return found

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def report(self) -> dict:
        """End the show as Ctrl-C does, check that it leaves nothing behind, and return its figures."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        assert self.process.wait(PATIENCE) == 0, self.said()
        _, alive = psutil.wait_procs(children, timeout=10)
        assert not alive, f"left behind: {alive}"
        assert "Traceback" not in self.said(), self.said()
        return json.loads(self._report.read_text())

    def kill(self) -> None:
        if self.process.poll() is None:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                child.kill()
            self.process.kill()
            self.process.wait()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., RunningShow]]:
    """A function that starts a show with extra flags."""
    shows: list[RunningShow] = []

    def begin(*flags: str, **more) -> RunningShow:
        folder = tmp_path / f"show{len(shows)}"
        folder.mkdir()
        shows.append(RunningShow(folder, *flags, **more))
        return shows[-1]

    yield begin
    for show in shows:
        show.kill()
