"""`reverie run`: starts a show, tells on the terminal how it goes, and writes the report when it ends."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import threading
import time
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from engine import __version__
from engine.config import ConfigError, Settings, preset_folders
from engine.devices.registry import output_findings
from engine.devices.texture_sharing import attend
from engine.log import LOGGER, Log
from engine.show import Show
from engine.shutdown import Asked, end_at_once, leave

LINE_EVERY = 0.5  # seconds between two status lines
MOST_LINES = 1000  # that wait for a console that is held; older ones are dropped
PATIENCE = 1.0  # seconds that the console gets at the end


def run(settings: Settings, duration: float | None, report: str | None) -> int:
    """Run a show until Ctrl-C or for `duration` seconds; returns the exit code. Raises ConfigError."""
    process = psutil.Process()
    started = time.perf_counter() - (time.time() - process.create_time())
    destination = _writable(report)
    with Asked() as asked, Log(settings.log) as log:
        terminal = Terminal()
        if log.trouble:
            terminal.told(log.trouble)
        try:
            _perform(settings, duration, destination, asked.event, terminal, process, started)
        finally:
            LOGGER.info("the show ends")
            written = terminal.close()
        if not written:
            # A console that is held (Ctrl-S, a click into it) never returns from a write, and Python would wait for it.
            end_at_once(0)
        return leave(0)


def _perform(
    settings: Settings,
    duration: float | None,
    destination: Path | None,
    over: threading.Event,
    terminal: Terminal,
    process: psutil.Process,
    started: float,
) -> None:
    with ExitStack() as stack:
        timer = None
        if destination:
            from engine.bench.bare_timer import BareTimer  # takes 0.03 s

            timer = stack.enter_context(BareTimer(settings.fps))
        LOGGER.info("Reverie %s begins: %s", __version__, settings)
        show = stack.enter_context(Show(settings, terminal.told))
        spent = process.cpu_times()
        terminal.greet(show)
        while not over.wait(LINE_EVERY):
            terminal.status(show)
            attend()
            if duration is not None and time.perf_counter() - started >= duration:
                break
        if destination and timer:
            timer.close()
            figures = measured(show, process, spent, started) | {"machine_late": timer.missed}
            destination.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def measured(show: Show, process: psutil.Process, spent: Any, started: float) -> dict[str, Any]:
    """The report: times in the units of their names. spent: CPU times when the show had started."""
    meter, dreams = show.presenter.meter, show.dreams.status
    now = process.cpu_times()
    cpu = now.user + now.system - spent.user - spent.system
    dreaming = time.perf_counter() - meter.first_keyframe if meter.first_keyframe else 0.0
    return {
        **meter.summary(),
        "fps": show.settings.fps,
        "size": list(show.settings.size),
        "first_frame_s": _since(started, meter.first_frame),
        "first_keyframe_s": _since(started, meter.first_keyframe),
        "keyframes_per_second": round(meter.keyframes / dreaming, 2) if dreaming else 0.0,
        "live": dreams.live,
        "live_delay_ms": round(show.presenter.transport.live.delay * 1000, 1),
        "dreamer_restarts": dreams.restarts,
        "outputs": {
            name: {key: status[key] for key in ("frames", "dropped")} for name, status in show.rack.status().items()
        },
        "stage_cpu_ms_per_frame": round(cpu * 1000 / max(meter.frames, 1), 2),
        "stage_rss_mb": round(process.memory_info().rss / 2**20, 1),
        "dreamers": [
            {
                "device": one.launch.device,
                "standby": one.standby,
                "model": one.launch.model,
                "roles": one.roles,
                "left_out": list(one.launch.left_out),
                "state": one.state,
                "keyframes_per_second": round(one.rate, 2),
                "restarts": one.restarts,
            }
            for one in dreams.each
        ],
        "dreamer_rss_mb": round(dreams.rss_mb, 1),
        "quality": show.presenter.quality,
        "model": dreams.about,
        "version": __version__,
    }


class Terminal:
    """What the performer reads: a greeting, one live line, and every message above it.

    A thread of its own writes, so that nothing of the show waits for a console that is held. It is a daemon, against
    the house rule, because such a write may never return.
    """

    def __init__(self) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a name that this terminal can't spell is no reason to fail
        self._live = sys.stdout.isatty()
        self._message = ""
        self._lines: deque[str] = deque(maxlen=MOST_LINES)  # that are still to be written
        self._line = ""  # the live one
        self._shown = 0
        self._news, self._closing = threading.Event(), False
        self._thread = threading.Thread(target=self._write, name="terminal", daemon=True)
        self._thread.start()

    def told(self, text: str, source: Any = None) -> None:
        """Print a message on a line of its own. Any thread may; none waits, or fails because nobody reads any more."""
        self._message = text
        LOGGER.info("%s", text)
        self._say(f"{time.strftime('%H:%M:%S')}  {text}")

    def greet(self, show: Show) -> None:
        """Say what was found and where it is heard."""
        settings = show.settings
        width, height = settings.size
        lines = [
            f"Reverie {__version__}   {width}x{height} at {settings.fps:g} fps   model {settings.model}",
            f"outputs   {', '.join(runner.name for runner in show.rack)}",
            f"OSC in    {settings.listen}:{show.ports.port} (UDP and TCP)   feedback to port {settings.feedback_port}",
            f"page      {show.web.address}",
            *folders(settings),
        ]
        if settings.feedback_port == show.ports.port:
            lines.append(
                "!!        feedback goes to the OSC port itself, and is lost on this machine: use --feedback-port"
            )
        if not settings.output:
            missing = [f"{name} ({cure})" for name, here, cure in output_findings() if not here and "only" not in cure]
            lines += [f"not here  {each}" for each in missing]
        if settings.listen not in ("127.0.0.1", "localhost", "::1"):
            lines.append(f"anyone who reaches {settings.listen} can play this show over OSC; --allow limits that")
            lines.append(f"panel     {show.web.invitation.partition('#')[0]}   pin {show.web.pin}")
            lines += qr_code(show.web.invitation)
        self._say(*lines)

    def status(self, show: Show) -> None:
        """Renew the live line; where there is no terminal, say nothing."""
        if not self._live:
            return
        now, dreams = show.status(), show.dreams.status
        shown = "" if now["shown"] == "dream" else f"{now['shown']}   "
        line = (
            f"{now['fps']:5.1f} fps   {now['late']} late   {now['keyframes']:4.1f} keyframes/s   "
            f"position {now['position']:.2f}   {shown}{now['dreamer']}   {self._message or dreams.error}"
        )
        self._line = line
        self._news.set()

    def close(self) -> bool:
        """Leave the live line behind; returns whether all was written, False where the console is held."""
        self._closing = True
        self._news.set()
        self._thread.join(PATIENCE)
        return not self._thread.is_alive()

    def _say(self, *lines: str) -> None:
        self._lines.extend(lines)
        self._news.set()

    def _write(self) -> None:
        """The thread: write what there is, until closed."""
        closing = False
        while not closing:
            self._news.wait(1.0)
            self._news.clear()
            closing = self._closing
            with contextlib.suppress(OSError, ValueError):  # nobody reads any more
                while self._lines:
                    self._print(self._lines.popleft())
                if self._line:
                    line, width = self._line, shutil.get_terminal_size().columns - 1
                    sys.stdout.write("\r" + line[:width].ljust(min(self._shown, width)))
                    sys.stdout.flush()
                    self._shown = len(line[:width])
        if self._shown:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.write("\n")
                sys.stdout.flush()

    def _print(self, line: str) -> None:
        if self._shown:
            sys.stdout.write("\r" + " " * self._shown + "\r")
            self._shown = 0
        print(line, flush=True)


def folders(settings: Settings) -> list[str]:
    """Where the show finds and keeps things, a line each: a shortcut starts it somewhere else than a terminal does."""
    presets = preset_folders(settings)
    where = {
        "presets": ", ".join(_shown(folder) for folder in presets if os.path.isdir(folder) or folder == presets[0]),
        "media": _shown(Path(settings.media)),
        "loras": _shown(Path(settings.loras)),
        "recording": _shown(Path(settings.recordings)),
    }
    return [f"{name:<10}{folder}" for name, folder in where.items()]


def _shown(folder: Path) -> str:
    """A folder's whole path, with ~ for the user's own."""
    path = folder.absolute()
    with contextlib.suppress(ValueError, RuntimeError):
        return str(Path("~") / path.relative_to(Path.home()))
    return str(path)


def qr_code(url: str) -> list[str]:
    """The lines that a phone's camera reads the panel's address and pin from; none where they can't be shown."""
    if not sys.stdout.isatty():
        return []
    import segno  # takes 0.1 s

    drawn = io.StringIO()
    segno.make(url, error="l", micro=False).terminal(drawn, border=2, compact=True)
    try:
        drawn.getvalue().encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return []
    return drawn.getvalue().splitlines()


def _since(start: float, moment: float | None) -> float | None:
    return None if moment is None else round(moment - start, 2)


def _writable(report: str | None) -> Path | None:
    """The report's path, tried now: an hour's figures must not be lost to a typing error."""
    if report is None:
        return None
    path = Path(report)
    try:
        path.touch()
    except OSError as error:
        raise ConfigError(f"--report {report}: {error.strerror or error}") from None
    return path
