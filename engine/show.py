"""A show: what is wired to what, how it starts, and how it ends. What it says while it runs is in terminal.py."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from engine.coercion import BadValue
from engine.config import Settings, misuse, preset_folders
from engine.control.actions import Actions, Handler
from engine.control.cues import Cues
from engine.control.feedback import Feedback
from engine.control.osc_codec import Peer
from engine.control.osc_server import OscServer, Ports, PortTaken, networks
from engine.control.presets import Presets
from engine.control.reports import Reports
from engine.control.router import MessageRouter
from engine.control.store import Store
from engine.devices.outputs import OutputManager
from engine.devices.registry import InputList
from engine.devices.selector import InputSelector
from engine.dream.hub import full_name
from engine.dream.seat import DreamStatus
from engine.dream.shared_memory import LARGEST_INPUT
from engine.dream.still import StillJob, Stills, still_size
from engine.dream.supervisor import Supervisor
from engine.dream.work_sharing import written_cast
from engine.journey.course import Course
from engine.midi.session import MidiSession, map_folder
from engine.model_switch import ModelSwitcher
from engine.modulation.audio import AudioInput
from engine.modulation.modulation import TARGETS, Modulation, movable
from engine.parameters import MODS, PARAMETERS, State
from engine.planes import is_planar, to_rgb
from engine.stage.flow import Flows
from engine.stage.presenter import Presenter
from engine.tempo.beat import BeatKeeper
from engine.web.oscquery import Announcement
from engine.web.server import WebError, WebServer, bind
from engine.web.show_context import ShowContext
from engine.web.thumbnails import Thumbnails

GRACE = 2.0  # seconds that a thread gets to end


def _outputs(settings: Settings) -> tuple[str, ...]:
    """What was asked for and the preview, which costs nothing while nobody looks; or nothing: all there are."""
    return tuple(dict.fromkeys((*settings.output, "preview"))) if settings.output else ()


@dataclass(frozen=True)
class Service:
    """A part of the show.

    run: what its thread does until it is told to stop, None for a part without one. actions: the messages that it
    answers. status: what it says of itself as `/status/*` once a second; details: what the page shows besides.
    """

    name: str
    run: Callable[[threading.Event], object] | None = None
    actions: Mapping[str, Handler] = field(default_factory=dict)
    status: Callable[[], Mapping[str, Any]] = dict
    details: Callable[[], Mapping[str, Any]] = dict


@contextmanager
def tended(
    name: str, run: Callable[[threading.Event], object], report: Callable[[str], None]
) -> Iterator[threading.Thread]:
    """Have `run(stop)` run on a thread while the context lasts; what it raises is reported, and it is run again."""
    stop = threading.Event()

    def tend() -> None:
        while not stop.is_set():
            try:
                run(stop)
                return
            except Exception as error:
                logging.getLogger("reverie").exception("%s failed", name)
                report(f"{name} failed and is started again: {type(error).__name__}: {error}")
                stop.wait(1.0)

    thread = threading.Thread(target=tend, name=name)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(GRACE)


class Show:
    """Everything that runs during one show: making it opens and starts all of it, leaving its context ends it.

    Raises UserError, with one line, for a port that is taken or a preset or an output that is not there.
    told: is given every line about trouble.
    """

    def __init__(self, settings: Settings, told: Callable[[str, Any], None]):
        self.settings = settings
        self.services: list[Service] = []
        self._began = time.perf_counter()
        with ExitStack() as stack:
            with misuse(BadValue, PortTaken, WebError):
                self._start(stack, Reports(told))
            self._stack = stack.pop_all()

    def __enter__(self) -> Show:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _start(self, stack: ExitStack, reports: Reports) -> None:
        settings, report, enter = self.settings, reports.tell, stack.enter_context
        self.ports = enter(Ports(settings.listen, settings.osc_port))
        page = bind(settings.listen, settings.web_port)
        for each in page:
            stack.callback(each.close)
        allowed = networks(settings.allow)

        store = Store()
        presets = Presets(preset_folders(settings), store, report)
        store.change({"/dream/method": settings.method, **settings.live})
        if roles := written_cast({number: roles for number, _, roles in settings.cast}):
            store.change({"/dream/cast": roles})
        if settings.preset:
            presets.recall(settings.preset)
        state = lambda: store.scene.state  # noqa: E731
        inputs = InputSelector(
            state,
            lambda: (self.dreams.status.width, self.dreams.status.height),
            lambda picture, time: self.dreams.shared_input.put(picture, time),
            LARGEST_INPUT,
            settings.input,
            Path(settings.media),
            report,
            reports.note,
        )
        # The dreamer takes longest to come up, so it starts before all that can wait.
        models = ModelSwitcher(settings, state, report)
        spare = "" if settings.standby == "ray" else settings.standby
        own = {number: full_name(model) for number, model, _ in settings.cast if model}
        self.dreams = enter(Supervisor(models.first(), report, devices=settings.device, standby=spare, models=own))
        course = Course(store.scene.state)
        self.rack = enter(
            OutputManager(_outputs(settings), settings.size, settings.fps, settings.recordings, report, reports.note)
        )
        sound = AudioInput(state, report)
        modulation = Modulation(time.perf_counter, sound.levels)
        self.presenter = Presenter(
            store,
            course,
            self.dreams,
            self.rack,
            settings.fps,
            settings.size,
            report,
            modulation,
            flows=enter(Flows()),
        )
        self._run(stack, report, Service("presenter", self.presenter.run, {}, self._picture, self._quality))

        feedback = Feedback(store, self._send, settings.feedback_port, self.status)
        reports.listen(feedback.error, feedback.message)
        listing = InputList(Path(settings.media), feedback.reply)
        tempo = BeatKeeper(store, report, feedback.say)
        cues = Cues(preset_folders(settings), store, presets, report, feedback.say)
        stills = Stills(lambda: self._on_screen(store, course), Path(settings.recordings), report, reports.note)
        midi = MidiSession(
            lambda changes: router.apply(changes),
            store,
            map_folder(settings.presets),
            report,
            lit={"/preset/recall": lambda arguments: _recalled(presets, arguments)},
            real_time=tempo.midi.feed,
            note=reports.note,
        )
        assert self.rack.preview is not None
        thumbnails = Thumbnails(self.rack.preview, presets, report)
        saving = presets.handlers(feedback.reply)
        saving["/preset/save"] = thumbnails.after(saving["/preset/save"])
        services = [
            Service("dreamer", None, {"/dream/seed/next": _next_seed(store, course)}, self._dreaming, self._memory),
            Service("ray", partial(self._join, report) if settings.ray else None),
            Service("tempo", tempo.run, tempo.handlers(), lambda: {"tempo": tempo.about}),
            Service("inputs", inputs.run, {}, lambda: {"input": inputs.about}, lambda: {"inputs": inputs.status()}),
            Service("input list", listing.run, listing.handlers()),
            Service("outputs", None, self.rack.handlers(), dict, lambda: {"outputs": self.rack.status()}),
            Service("stills", stills.run, stills.handlers(), lambda: {"still": stills.about}),
            Service("presets", presets.run, saving, dict, lambda: {"preset": presets.current}),
            Service("thumbnails", thumbnails.run),
            Service("cues", cues.run, cues.handlers(feedback.reply), dict, lambda: {"cues": _cue_list(cues)}),
            Service("midi", midi.run, midi.handlers(), dict, lambda: {"midi": midi.plugged, "bound": midi.bound}),
            Service("modulation", None, modulation.handlers(), dict, lambda: {"moved": _moved(modulation.shown)}),
            Service("listener", sound.run),
            Service("feedback", feedback.run, feedback.handlers()),
            Service("models", lambda stop: models.run(self.dreams, course.remake, stop)),
        ]
        actions = Actions({address: answer for each in services for address, answer in each.actions.items()})
        checks = {**models.checks(), "/live/input": inputs.checked, **dict.fromkeys(TARGETS, movable)}
        router = MessageRouter(store, actions, reports, checks, put_right=feedback.put_right)
        osc = OscServer(self.ports, router, reports, feedback.listeners, allowed)
        context = ShowContext(
            store,
            router,
            presets,
            reports,
            self.status,
            self.details,
            feedback.listeners.gone,
            self.ports.port,
            allowed,
        )
        self.web = enter(WebServer(page, self.rack.preview, context, report))
        announcement = Announcement(settings.listen, self.web.port, self.ports.port, report)
        services += [Service("osc", osc.run), Service("announcement", announcement.run)]
        for service in services:
            self._run(stack, report, service)

    def _join(self, report: Callable[[str], None], stop: threading.Event) -> None:
        """Dream on other machines too."""
        from engine.dream.ray_dreamer import join  # takes time, which nobody else is to wait for

        join(self.settings.ray, self.dreams, self.settings.standby == "ray", report, stop)

    def _run(self, stack: ExitStack, report: Callable[[str], None], service: Service) -> None:
        """Have a service run until the show ends."""
        self.services.append(service)
        if service.run is not None:
            stack.enter_context(tended(service.name, service.run, report))

    # what it says about itself --------------------------------------------------------------------------------

    def status(self) -> dict[str, Any]:
        """What goes out as `/status/*` once a second."""
        said = {key: value for service in list(self.services) for key, value in service.status().items()}
        ready = self.dreams.status.state == "dreaming" and self.presenter.meter.fps > 0
        return {**said, "ready": ready}

    def details(self) -> dict[str, Any]:
        """What the web page shows."""
        said = {key: value for service in list(self.services) for key, value in service.details().items()}
        return {**self.status(), **said, "uptime": int(time.perf_counter() - self._began)}

    def _picture(self) -> dict[str, Any]:
        presenter = self.presenter
        return {
            "fps": round(presenter.meter.fps, 2),
            "late": presenter.meter.late,
            "shown": presenter.shown,
            "position": round(presenter.playhead.position, 4),
            "flash": presenter.flashes,
        }

    def _quality(self) -> dict[str, Any]:
        return {
            "target_fps": self.settings.fps,
            "lost": self.presenter.meter.lost,
            "size": self.settings.size,
            "quality": self.presenter.quality,
        }

    def _dreaming(self) -> dict[str, Any]:
        dreams = self.dreams.status
        return {
            "keyframes": round(dreams.rate, 2),
            "dreamer": _does(dreams),
            **{f"dreamer/{number}": f"{_where(one)}: {_does(one)}" for number, one in enumerate(dreams.each, 1)},
            **{f"keyframes/{number}": round(one.rate, 2) for number, one in enumerate(dreams.each, 1)},
            **{f"live/{figure}": round(value, 2) for figure, value in dreams.live.items()},
        }

    def _memory(self) -> dict[str, Any]:
        dreams = self.dreams.status
        stage = psutil.Process().memory_info().rss
        memory = {"stage": round(stage / 2**20), "dreamer": round(dreams.rss_mb), "gpu": round(dreams.gpu_mb)}  # MB
        each = {
            f"{number} {_where(one)}": {"state": one.state, "text": f"{_does(one)} · {one.rate:.1f} keyframes/s"}
            for number, one in enumerate(dreams.each, 1)
        }
        return {"error": dreams.error, "restarts": dreams.restarts, "memory": memory, "dreamers": each}

    def _send(self, peer: Peer, packet: bytes) -> None:
        """Answer whoever is on the web port there, and everyone else where OSC is heard."""
        if not self.web.send(peer, packet):
            self.ports.send(peer, packet)

    def _on_screen(self, store: Store, course: Course) -> StillJob:
        """What a still is made of: the place that is shown, or the picture of a live stream or a flight."""
        launch, size = self.dreams.status.launch, still_size(*self.settings.size)
        if store.scene.state.dream.method in ("live", "fly"):
            shown = self.presenter.dreamed
            picture = to_rgb(shown) if is_planar(shown) else shown.copy()
            return StillJob(launch, size, Path(), picture=picture)
        position = self.presenter.playhead.position
        leg = course.path.leg_at(position)
        return StillJob(launch, size, Path(), leg.place(position), leg.recipe)


def _does(dreams: DreamStatus) -> str:
    doing = dreams.swapping or dreams.doing
    return f"{dreams.state}: {doing}" if doing else dreams.state


def _where(dreams: DreamStatus) -> str:
    doing = f" {Path(dreams.launch.model).name} for {dreams.roles}" if dreams.roles else ""
    return dreams.launch.device + (" (standby)" if dreams.standby else "") + doing


def _moved(shown: State) -> dict[str, Any]:
    """What modulation moves, with the values that the picture shows."""
    return {target: shown[target] for mod in MODS if (target := getattr(shown, mod).target) in PARAMETERS}


def _cue_list(cues: Cues) -> dict[str, Any]:
    return {"list": cues.name, "names": cues.names, "at": cues.current, "next": cues.next}


def _recalled(presets: Presets, arguments: list[Any]) -> bool:
    """Tell a controller's lamp whether the preset of its button is the one recalled last."""
    preset = presets.found(presets.asked(*arguments)[0]) if arguments else None
    return preset is not None and preset.name == presets.current


def _next_seed(store: Store, course: Course) -> Handler:
    """Set out for the same prompt under another seed."""

    def next_seed(arguments: list[Any], source: Any) -> None:
        seed = (store.latest.state.dream.seed + 1) % 2**31
        store.change({"/dream/seed": seed})
        course.reseed(seed)

    return next_seed
