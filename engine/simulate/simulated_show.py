"""A show on a simulated clock: its real parts, wired as in engine/show.py, stepped one after the other."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import mido

from engine.coercion import BadValue
from engine.config import Settings, preset_folders
from engine.control.actions import Actions
from engine.control.cues import Cues
from engine.control.feedback import Feedback
from engine.control.osc_codec import Peer, encode
from engine.control.osc_server import OscServer, Ports
from engine.control.presets import Presets
from engine.control.reports import Reports
from engine.control.router import MessageRouter
from engine.control.store import Scene, Store
from engine.devices.registry import parse_input
from engine.dream.dreamer_process import Choose, DreamerHandle
from engine.dream.protocol import Launch
from engine.dream.supervisor import TICK, Supervisor
from engine.frames import Format, Frame
from engine.journey.course import Course
from engine.model_switch import EVERY, ModelSwitcher
from engine.modulation.modulation import TARGETS, Levels, Modulation, movable
from engine.parameters import State
from engine.simulate.scenario import Event, Scenario
from engine.simulate.simulated_dreamer import SIZE, SimulatedDreamer
from engine.stage.presenter import Presenter
from engine.tempo.beat import BeatKeeper
from engine.tempo.midi_clock import TICKS as CLOCK_TICKS

TOGETHER = 0.003  # seconds within which datagrams make one change, as SPACING of the OSC server has it
SERVICES = 0.04  # seconds between two steps of cues, tempo and feedback, at most
FILES = 5.0  # seconds between two looks at the presets' folder, which takes long
KEYFRAMES = 200  # that the reel keeps, about as many as of a real size
FEEDBACK_PORT = 7778
TCP_FROM = 500  # peers from this number on are connected by TCP


class SimulatedOutput:
    """An output that keeps the newest frame."""

    wants = (Format("RGB", *SIZE),)

    def __init__(self) -> None:
        self.frames: list[Frame] = []

    def post(self, frame: Frame) -> None:
        self.frames.append(frame)


class Watcher(Protocol):
    """Looks at a show as it is played. peer: a subscriber, to whom `hear` listens. armed: how often it could object."""

    @property
    def peer(self) -> Peer: ...

    armed: dict[str, int]

    def hear(self, peer: Peer, packet: bytes) -> None:
        """Take a packet that the show sends to a peer."""

    def told(self, now: float) -> None:
        """Subscribers have just been told what has changed."""

    def check(self, tick: int, now: float, step: float) -> None:
        """A tick has just been served, `step` seconds after the one before."""


class SimulatedSequencer:
    """Sends a MIDI clock whose ticks are up to 2 ms late. feed: takes a message, its moment and who sends it."""

    def __init__(self, feed: Callable[[mido.Message, float, str], None], draw: random.Random):
        self._feed, self._draw = feed, draw
        self._next = self._pulse = 0.0  # when the next tick is due, and seconds between two
        self._until = -1.0

    def start(self, bpm: float, seconds: float, now: float) -> None:
        """Send for so many seconds."""
        self._pulse, self._next, self._until = 60 / bpm / CLOCK_TICKS, now, now + seconds
        self._feed(mido.Message("start"), now, "a sequencer")

    def step(self, now: float) -> None:
        while self._next <= min(now, self._until):
            self._feed(mido.Message("clock"), self._next + self._draw.uniform(0, 0.002), "a sequencer")
            self._next += self._pulse


class SimulatedMachine:
    """Starts dreamers as the scenario says, but not before `denied_until`."""

    def __init__(self, script: Scenario, clock: Callable[[], float]):
        self._script, self._clock = script, clock
        self._begun = 0
        self._draw = random.Random(f"machine of {script.seed}")
        self.denied_until = 0.0

    def begin(self, launch: Launch, choose: Choose) -> DreamerHandle:
        if self._clock() < self.denied_until:
            raise OSError("simulated: no process can be started")
        self._begun += 1
        script = self._script
        return SimulatedDreamer(launch, choose, self._clock, self._begun, script.seed, script.loads, script.cost)

    def struck(self, dreamers: list[DreamerHandle]) -> list[DreamerHandle]:
        """Those whom a fault strikes: all, or one of several."""
        return [self._draw.choice(dreamers)] if len(dreamers) > 1 and self._draw.random() < 0.5 else dreamers


class SimulatedService:
    """What a thread of its own does in a show, at most every so many seconds."""

    def __init__(self, step: Callable[[float], None], every: float = 0.0):
        self._step, self._every, self._stepped = step, every, 0.0

    def step(self, now: float) -> None:
        if now - self._stepped >= self._every:
            self._stepped = now
            self._step(now)


class SimulatedShow:
    """Plays a scenario; everything in it is stepped by `play`, from one thread, under the eyes of a watcher."""

    def __init__(self, script: Scenario, folder: Path, watch: Callable[[SimulatedShow], Watcher]):
        self.script, self.now = script, 0.0
        self.said: list[str] = []  # what was reported since the last tick
        clock = self._clock
        reports = Reports(lambda text, source: self.said.append(text), clock=clock)
        report = reports.tell
        settings = Settings(presets=str(folder), models=("other", "missing"))
        self.store = Store(clock=clock)
        presets = Presets(preset_folders(settings), self.store, report)
        models = ModelSwitcher(settings, lambda: self.store.scene.state, report)
        self._machine = SimulatedMachine(script, clock)
        self.dreams = Supervisor(
            models.first(),
            report,
            clock=clock,
            begin=self._machine.begin,
            devices=settings.device * script.dreamers,
            standby="auto" if script.standby else "",
            largest=SIZE[0] * SIZE[1] * 3,
        )
        self.course = Course(self.store.scene.state)
        self._modulation = Modulation(clock, self._hear)
        self.live = self.store.scene.state  # the values that the picture shows
        self.sink = SimulatedOutput()
        self.presenter = Presenter(
            self.store,
            self.course,
            self.dreams,
            [self.sink],
            script.fps,
            SIZE,
            report,
            self._values,
            clock,
            KEYFRAMES * SIZE[0] * SIZE[1] * 3,
        )
        self.watcher = watch(self)

        def status() -> dict[str, Any]:
            return {
                "position": round(self.presenter.playhead.position, 4),
                "flash": self.presenter.flashes,
                "tempo": tempo.about,
                "ready": self.dreams.status.state == "dreaming",
            }

        self.feedback = Feedback(self.store, self.watcher.hear, FEEDBACK_PORT, status, clock)
        reports.listen(self.feedback.error)
        tempo = BeatKeeper(self.store, report, self.feedback.say, clock)
        self._sequencer = SimulatedSequencer(tempo.midi.feed, random.Random(f"clock of {script.seed}"))
        cues = Cues(preset_folders(settings), self.store, presets, report, self.feedback.say, clock)
        actions = Actions(
            {
                **self.feedback.handlers(),
                **presets.handlers(self.feedback.reply),
                **cues.handlers(self.feedback.reply),
                **tempo.handlers(),
                **self._modulation.handlers(),
                "/dream/seed/next": self._next_seed,
            },
            clock,
        )
        checks = {**models.checks(), "/live/input": _input, **dict.fromkeys(TARGETS, movable)}
        router = MessageRouter(self.store, actions, reports, checks, clock, put_right=self.feedback.put_right)
        self.osc = OscServer(_no_ports(), router, reports, self.feedback.listeners)
        self._services = [
            SimulatedService(self._sequencer.step),
            SimulatedService(tempo.step),
            SimulatedService(tempo.tell),
            SimulatedService(cues.step),
            SimulatedService(presets.tick, FILES),
            SimulatedService(lambda now: models.step(self.dreams, self.course.remake), EVERY),
            SimulatedService(lambda now: self.dreams.step([]), TICK),
            SimulatedService(self._dream),
            SimulatedService(self.feedback.step),
            SimulatedService(self.watcher.told),
        ]
        self.dreams.step([])  # starts the first dreamer

    def play(self) -> None:
        """Play it to its end, or until something is raised."""
        fps = self.script.fps
        self.osc.take([(encode("/subscribe", self.watcher.peer.port), self.watcher.peer)])
        self.osc.take([(encode("/state"), self.watcher.peer)])
        waiting = [(event.at, index, event) for index, event in enumerate(self.script.events)]
        heapq.heapify(waiting)
        tick, before, service = 0, -1, 0.0
        while (due := tick / fps) < self.script.seconds:
            stalled = 0.0
            while True:
                at = waiting[0][0] if waiting else due + 1
                if min(at, service) > due:
                    break
                if at <= service:
                    batch = []
                    while waiting and waiting[0][0] <= min(at + TOGETHER, due):
                        batch.append(heapq.heappop(waiting)[2])
                    self.now = batch[-1].at
                    stalled += self._happen(batch)
                else:
                    self.now = service
                    for each in self._services:
                        each.step(service)
                    service += SERVICES
            self.now = due
            self._dream(due)
            self.presenter.present(tick, due, (tick - before) / fps)
            self.watcher.check(tick, due, (tick - before) / fps)
            before, tick = tick, tick + 1 + int(stalled * fps)

    # what happens ------------------------------------------------------------------------------------------------

    def _happen(self, events: list[Event]) -> float:
        """Let events of one moment happen; returns for how many seconds no tick is served."""
        arrived: list[tuple[bytes, Peer]] = []
        stalled = 0.0
        for event in events:
            if event.what == "send":
                arrived.append((encode(event.address, *event.arguments), _peer(event.peer)))
            elif event.what == "raw":
                arrived.append((bytes.fromhex(event.address), _peer(event.peer)))
            elif event.what == "leave":
                self.feedback.listeners.gone(_peer(event.peer))
            elif event.what == "stall":
                stalled += event.arguments[0]
            elif event.what == "clock":
                bpm, seconds = event.arguments
                self._sequencer.start(bpm, seconds, self.now)
            elif event.address == "deny":
                self._machine.denied_until = self.now + event.arguments[0]
            else:
                for child in self._machine.struck(self.dreams.children):
                    assert isinstance(child, SimulatedDreamer)
                    child.suffer(event.address, event.arguments[0], self.now)
        if arrived:
            self.osc.take(arrived)
        return stalled

    def _dream(self, now: float) -> None:
        for child in self.dreams.children:
            assert isinstance(child, SimulatedDreamer)
            child.advance(now)
        while speakers := [child for child in self.dreams.children if child.connection.speaks(now)]:
            self.dreams.step(speakers)

    def _clock(self) -> float:
        return self.now

    def _values(self, scene: Scene, now: float) -> State:
        self.live = self._modulation(scene, now)
        return self.live

    def _hear(self) -> Levels:
        """A sound with a beat of 0.6 s."""
        part = self.now % 0.6 / 0.6
        return Levels(1 - part, part, 0.5, abs(1 - 2 * part), self.now - part * 0.6)

    def _next_seed(self, arguments: list[Any], source: Any) -> None:
        seed = (self.store.latest.state.dream.seed + 1) % 2**31
        self.store.change({"/dream/seed": seed})
        self.course.reseed(seed)


def _peer(number: int) -> Peer:
    return Peer(f"10.0.{number // 250}.{number % 250 + 1}", 9000 + number, number >= TCP_FROM)


def _input(text: str) -> str:
    """As the input switcher checks it."""
    if text:
        try:
            parse_input(text, Path("media"), "")
        except ValueError as error:
            raise BadValue(f"/live/input: {error}") from None
    return text


def _no_ports() -> Ports:
    """An OSC server whose datagrams are handed to it has no sockets."""
    return Ports.__new__(Ports)
