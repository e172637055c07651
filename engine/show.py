"""A show: what is wired to what, how it starts, and how it ends. What it says while it runs is in telling.py."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from engine.config import ConfigError, Settings, preset_folders
from engine.control.actions import Actions
from engine.control.cues import Cues
from engine.control.desk import Desk
from engine.control.feedback import Feedback
from engine.control.osc import Osc, Ports, PortTaken, networks
from engine.control.presets import Presets
from engine.control.reports import Reports
from engine.control.store import Scene, Store
from engine.control.wire import Peer
from engine.dream.supervisor import Supervisor
from engine.inputs.listing import Listing
from engine.inputs.switcher import Switcher
from engine.journey.course import Course
from engine.launches import Launches
from engine.midi.rig import Midi, map_folder
from engine.modulation.listen import Listener
from engine.modulation.modulation import TARGETS, Modulation, movable
from engine.outputs.rack import Rack
from engine.parameters import MODS, PARAMETERS, BadValue, State
from engine.stage.presenter import Presenter
from engine.tempo.tempo import Tempo
from engine.web.announce import Announcement
from engine.web.backstage import Backstage
from engine.web.server import Web, WebError, bind
from engine.web.thumbnails import Thumbnails

GRACE = 2.0  # seconds that a thread gets to end


def _outputs(settings: Settings) -> tuple[str, ...]:
    """What was asked for and the preview, which costs nothing while nobody looks; or nothing: all there are."""
    return tuple(dict.fromkeys((*settings.output, "preview"))) if settings.output else ()


@contextmanager
def tended(
    name: str, run: Callable[[threading.Event], None], report: Callable[[str], None]
) -> Iterator[threading.Thread]:
    """Have `run(stop)` run on a thread while the context lasts; what it raises is reported, and it is run again."""
    stop = threading.Event()

    def tend() -> None:
        while not stop.is_set():
            try:
                return run(stop)
            except Exception as error:
                report(f"{name} failed and is started again: {type(error).__name__}: {error}")
                stop.wait(1.0)
        return None

    thread = threading.Thread(target=tend, name=name)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(GRACE)


class Show:
    """Everything that runs during one show: making it opens and starts all of it, leaving its context ends it.

    Raises ConfigError, with one line, for a port that is taken or a preset or an output that is not there.
    told: is given every line about trouble.
    """

    def __init__(self, settings: Settings, told: Callable[[str, Any], None]):
        self.settings = settings
        self._began = time.perf_counter()
        with ExitStack() as stack:
            try:
                self._start(stack, told)
            except (BadValue, PortTaken, WebError, ValueError) as error:
                raise ConfigError(str(error)) from None
            self._stack = stack.pop_all()

    def __enter__(self) -> Show:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _start(self, stack: ExitStack, told: Callable[[str, Any], None]) -> None:
        settings, enter = self.settings, stack.enter_context
        self.reports = Reports(told)
        report = self.reports.tell
        self.ports = enter(Ports(settings.listen, settings.osc_port))
        page = bind(settings.listen, settings.web_port)
        for each in page:
            stack.callback(each.close)
        allowed = networks(settings.allow)

        self.store = Store()
        self.presets = Presets(preset_folders(settings), self.store, report)
        if settings.input:
            self.store.change({"/dream/method": "live"})
        if settings.preset:
            self.presets.recall(settings.preset)
        self.inputs = Switcher(
            lambda: self.store.scene.state,
            lambda: (self.dreams.status.width, self.dreams.status.height),
            lambda picture, time: self.dreams.intake.put(picture, time),
            settings.input,
            Path(settings.media),
            report,
        )
        # The dreamer takes longest to come up, so it starts before all that can wait.
        self.launches = Launches(settings, lambda: self.store.scene.state, report)
        self.dreams = enter(Supervisor(self.launches.first(), report))
        self.course = Course(self.store.scene.state)
        self.rack = enter(Rack(_outputs(settings), settings.size, settings.fps, settings.recordings, report))
        listener = Listener(lambda: self.store.scene.state, report)
        modulation = Modulation(time.perf_counter, listener.levels)
        self._shown = self.store.scene.state

        def live(scene: Scene, now: float) -> State:
            self._shown = modulation(scene, now)
            return self._shown

        self.presenter = Presenter(
            self.store, self.course, self.dreams, self.rack, settings.fps, settings.size, report, live
        )
        self.store.lead = self.presenter.lead
        enter(tended("presenter", self.presenter.run, report))

        self.feedback = Feedback(self.store, self._send, settings.feedback_port, self.status)
        self.reports.listen(self.feedback.error)
        listing = Listing(Path(settings.media), self.feedback.reply)
        self.tempo = Tempo(self.store, report, self.feedback.say)
        self.cues = Cues(preset_folders(settings), self.store, self.presets, report, self.feedback.say)
        self.midi = Midi(
            lambda changes: desk.apply(changes),
            self.store,
            map_folder(settings.presets),
            report,
            lit={"/preset/recall": self._recalled},
            real_time=self.tempo.midi.feed,
        )
        actions = {
            **self.midi.handlers(),
            **self.feedback.handlers(),
            **self.presets.handlers(self.feedback.reply),
            **self.cues.handlers(self.feedback.reply),
            **self.tempo.handlers(),
            **modulation.handlers(),
            **self.rack.handlers(),
            **listing.handlers(),
            "/dream/seed/next": self._next_seed,
        }
        assert self.rack.preview is not None
        thumbnails = Thumbnails(self.rack.preview, self.presets, report)
        actions["/preset/save"] = thumbnails.after(actions["/preset/save"])
        checks = {
            **self.launches.checks(),
            "/live/input": self.inputs.checked,
            **dict.fromkeys(TARGETS, movable),
        }
        desk = Desk(self.store, Actions(actions), self.reports, checks)
        osc = Osc(self.ports, desk, self.reports, self.feedback, allowed)
        backstage = Backstage(
            self.store,
            desk,
            self.presets,
            self.reports,
            self.status,
            self.details,
            self.feedback.gone,
            self.ports.port,
            allowed,
        )
        self.web = enter(Web(page, self.rack.preview, backstage, report))
        enter(tended("osc", osc.run, report))
        enter(tended("midi", self.midi.run, report))
        enter(tended("inputs", self.inputs.run, report))
        enter(tended("input list", listing.run, report))
        enter(tended("feedback", self.feedback.run, report))
        enter(tended("presets", self.presets.run, report))
        enter(tended("tempo", self.tempo.run, report))
        enter(tended("cues", self.cues.run, report))
        enter(tended("listener", listener.run, report))
        enter(tended("models", lambda stop: self.launches.run(self.dreams, self.course.remake, stop), report))
        enter(tended("thumbnails", thumbnails.run, report))
        announcement = Announcement(settings.listen, self.web.port, self.ports.port, report)
        enter(tended("announcement", announcement.run, report))

    # what it says about itself --------------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """What goes out as `/status/*` once a second."""
        meter, dreams = self.presenter.meter, self.dreams.status
        return {
            "fps": round(meter.fps, 2),
            "late": meter.late,
            "keyframes": round(dreams.rate, 2),
            "position": round(self.presenter.playhead.position, 4),
            "flash": self.presenter.flashes,
            "tempo": self.tempo.about,
            "input": self.inputs.about,
            "ready": dreams.state == "dreaming",
            "dreamer": f"{dreams.state}: {doing}" if (doing := dreams.swapping or dreams.doing) else dreams.state,
            **{f"live/{figure}": round(value, 2) for figure, value in dreams.live.items()},
        }

    def details(self) -> dict[str, Any]:
        """What the web page shows."""
        return {
            **self.status(),
            "error": self.dreams.status.error,
            "target_fps": self.settings.fps,
            "size": self.settings.size,
            "quality": self.presenter.quality,
            "outputs": self.rack.status(),
            "inputs": self.inputs.status(),
            "preset": self.presets.current,
            "moved": self._moved(),
            "midi": self.midi.plugged,
            "bound": self.midi.bound,
            "cues": {"list": self.cues.name, "names": self.cues.names, "at": self.cues.current, "next": self.cues.next},
            "restarts": self.dreams.status.restarts,
            "memory": {  # MB
                "stage": round(psutil.Process().memory_info().rss / 2**20),
                "dreamer": round(self.dreams.status.rss_mb),
                "gpu": round(self.dreams.status.gpu_mb),
            },
            "uptime": int(time.perf_counter() - self._began),
        }

    def _moved(self) -> dict[str, Any]:
        """What modulation moves, with the values that the picture shows."""
        shown = self._shown
        return {target: shown[target] for mod in MODS if (target := getattr(shown, mod).target) in PARAMETERS}

    def _send(self, peer: Peer, packet: bytes) -> None:
        """Answer whoever is on the web port there, and everyone else where OSC is heard."""
        if not self.web.send(peer, packet):
            self.ports.send(peer, packet)

    def _recalled(self, arguments: list[Any]) -> bool:
        """Tell a controller's lamp whether the preset of its button is the one recalled last."""
        try:
            return bool(arguments) and self.presets.get(arguments[0]).name == self.presets.current
        except BadValue:
            return False

    # what a performer may do ----------------------------------------------------------------------------------

    def _next_seed(self, arguments: list[Any], source: Any) -> None:
        seed = (self.store.latest.state.dream.seed + 1) % 2**31
        self.store.change({"/dream/seed": seed})
        self.course.reseed(seed)
