"""Which dreamer a show wants: its model, what holds it, its compilation; each change warmed beside the last."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.coercion import BadValue, composed
from engine.config import ConfigError, Settings
from engine.dream.hub import full_name
from engine.dream.protocol import COMPILED, OWN, Launch, controls, indices, live_wish
from engine.dream.supervisor import Supervisor
from engine.dream.work_sharing import read_cast
from engine.parameters import State

BUILTIN = "builtin"
EVERY = 0.1  # seconds between looks at what is wanted
COMPILE_TRIES = 2  # of one launch; the second after a dreamer that was compiled ended unexpectedly
CALM = 50  # looks at which the stream's number of steps has to stay before it is compiled for


def launch(settings: Settings, model: str = "") -> Launch:
    """The dreamer that a show begins with, which is up soonest: nothing beside the model, nothing compiled.

    model: what /dream/model says, "" for the settings' own.
    """
    width, height = settings.size
    return Launch(
        full_name(model or settings.model),
        settings.device[0],
        aspect=width / height,
        keyframes=settings.keyframes,
        most=settings.size,
        vae=settings.vae,
        lora_folder=settings.loras,
        media_folder=settings.media,
        depth=settings.depth,
        pose=settings.pose,
        segmentation=settings.segmentation,
    )


def enlargers(folder: str) -> dict[str, str]:
    """The files of a folder that /dream/enlarge may name, by their names without ending. Raises ConfigError."""
    if not folder:
        return {}
    if not Path(folder).is_dir():
        raise ConfigError(f"--enlargers {folder}: there is no such folder")
    files = sorted(file for file in Path(folder).iterdir() if file.suffix in (".pth", ".safetensors"))
    return {composed(file.stem): str(file) for file in files}


class ModelSwitcher:
    """Follows the performer's wishes. Raises ConfigError for ControlNets that can't be told apart by name."""

    def __init__(self, settings: Settings, state: Callable[[], State], report: Callable[[str], None]):
        self._settings, self._state, self._report = settings, state, report
        self._controls = {composed(Path(folder).name): folder for folder in settings.controlnet}
        if len(self._controls) < len(settings.controlnet):
            raise ConfigError("--controlnet wants folders of different names, which is what they are called by")
        self._controls.setdefault(OWN, OWN)
        self._enlargers = enlargers(settings.enlargers)
        self._cast = ""
        if any(number > len(self._settings.device) for number, _, _ in settings.cast):
            raise ConfigError(f"--cast names a dreamer that is not there: --device has {len(self._settings.device)}")
        if len({number for number, model, _ in settings.cast if model}) == len(self._settings.device):
            raise ConfigError("--cast leaves no dreamer for --model: one has to have the show's own")
        self._compiled: Counter[Launch] = Counter()  # how often each was tried
        self._unknown: dict[str, set[str]] = {
            "control": set(),
            "enlarge": set(),
            "reference": set(),
        }  # that were told to be none
        self._wanted = self._asked = self.first()  # what is wished for, and what may stand in for it
        self._generation = 1  # of the dreamer that the journey has been laid for
        self._calm = 0  # looks since the last change

    def first(self) -> Launch:
        """What to start at once: of ControlNets the model's own alone."""
        state = self._state()
        own = (OWN,) if state.live.control == OWN and self._controls[OWN] == OWN else ()
        return replace(launch(self._settings, state.dream.model), controls=own)

    def wanted(self) -> Launch:
        """What is asked for now, not compiled."""
        live = self._state().live
        wished = {name for name, _, _ in controls(live) if name}
        unknown = wished - self._controls.keys()
        for name in sorted(unknown - self._unknown["control"]):
            self._report(f"/live/control {name!r:.60} is left out: {self._listed()}")  # of a preset
        self._unknown["control"] = unknown
        folders = tuple(sorted(self._controls[name] for name in wished - unknown))
        adapter = self._settings.ip_adapter if live.reference else ""
        return replace(self.first(), controls=folders, adapter=adapter, enlarge=self._enlarger())

    def _enlarger(self) -> str:
        """auto, off or the file of the enlarger that is asked for; auto where a preset names one that is not there."""
        name = self._state().dream.enlarge or "auto"
        found = name if name in ("auto", "off") else self._enlargers.get(name, "")
        if not found and name not in self._unknown["enlarge"]:
            self._report(f"/dream/enlarge {name!r:.60} is left out: {self._listed_enlargers()}")
        self._unknown["enlarge"] = set() if found else {name}
        return found or "auto"

    def checks(self) -> dict[str, Callable[[Any], Any]]:
        """What the network may ask for: listed names, and no others."""
        return {
            "/dream/model": self._listed_model,
            "/dream/cast": self._possible_cast,
            "/dream/enlarge": self._listed_enlarger,
            **dict.fromkeys(("/live/control", "/live/control/2", "/live/control/3"), self._listed_control),
        }

    def run(self, dreams: Supervisor, remake: Callable[[], None], stop: threading.Event) -> None:
        """Swap dreamers as the performer asks; call `remake` when another has come up, for a leg of its own.

        A show whose first model can't be had goes on with the built-in one; one whose ControlNets do not fit a new
        model goes without them; one that can't be compiled goes on as it is.
        """
        while not stop.wait(EVERY):
            self.step(dreams, remake)

    def step(self, dreams: Supervisor, remake: Callable[[], None]) -> None:
        """One look, see `run`."""
        status, asked = dreams.status, self._asked
        if (cast := self._state().dream.cast) != self._cast:
            self._cast = cast
            try:
                dreams.cast(read_cast(cast, self._dreamers))
            except BadValue as error:  # of a preset
                self._report(f"{error}; it stays as it is")
        reference, family = self._state().live.reference, status.about.get("family")
        lacking = (
            {reference} if reference and not self._settings.ip_adapter and family not in (None, "flux2") else set()
        )
        if lacking - self._unknown["reference"]:
            self._report("/live/reference needs an IP-Adapter, or FLUX.2: start with --ip-adapter FOLDER")
        self._unknown["reference"] = lacking
        if (now := self.wanted()) != self._wanted:
            self._wanted = self._asked = now
            dreams.swap(now)
        elif status.state == "failed" and asked != (plain := _plain(asked)):
            self._report("the built-in model dreams instead, with its own decoder, on what this machine has")
            self._asked = plain
            dreams.swap(plain)
        elif status.refused == asked and asked.compile:
            self._report("the show goes on without --compile")
            self._compiled[asked] = COMPILE_TRIES
            self._asked = status.launch
        elif status.refused == asked and _bare(asked) != asked and asked.model != status.launch.model:
            self._report("the new model dreams without its ControlNets and IP-Adapter")
            self._asked = _bare(asked)
            dreams.swap(self._asked)
        elif status.swapping:
            self._calm = 0
        elif (
            self._settings.compile
            and COMPILED not in status.launch.left_out
            and status.state == "dreaming"
            and status.launch.asked == asked.asked
        ):
            compiled = self._to_compile(status.launch, int(status.about.get("steps", 1)))
            again = compiled == status.launch or self._compiled[compiled] >= COMPILE_TRIES
            self._calm = 0 if again else self._calm + 1
            if self._calm > CALM:
                self._compiled[compiled] += 1
                self._asked, self._calm = compiled, 0
                dreams.swap(compiled)
        if status.generation > self._generation:
            self._generation = status.generation
            remake()

    def _to_compile(self, dreaming: Launch, usual: int) -> Launch:
        """The compiled kin of what dreams, for what it is doing now. usual: the steps of its model."""
        state = self._state()
        stream = live_wish(state.dream, state.live) if state.dream.method == "live" else None
        steps = 0
        if stream:
            try:
                steps = len(indices(state.live.steps, state.live.strength, usual))
            except ValueError:  # the stream has told, and goes on with those before
                steps = 1
        return replace(dreaming, compile=True, live_steps=steps, stream=stream)

    def _listed_model(self, name: str) -> str:
        listed = ("", BUILTIN, self._settings.model, *self._settings.models)
        allowed = {composed(each): each for each in listed}
        allowed = {composed(Path(each).name): each for each in listed} | allowed  # a folder's name will do
        if name not in allowed:
            there = ", ".join(sorted({*listed} - {""}))
            raise BadValue(f"/dream/model {name!r:.80} is not listed: there is {there}; add it with --models")
        return allowed[name]

    @property
    def _dreamers(self) -> int:
        """How many there may be; of a cluster's nobody knows."""
        return 99 if self._settings.ray else len(self._settings.device)

    def _possible_cast(self, text: str) -> str:
        read_cast(text, self._dreamers)
        return text

    def _listed_control(self, name: str) -> str:
        if name and name not in self._controls:
            raise BadValue(f"/live/control {name!r:.60} is not listed: {self._listed()}")
        return name

    def _listed_enlarger(self, name: str) -> str:
        if name not in ("", "auto", "off") and name not in self._enlargers:
            raise BadValue(f"/dream/enlarge {name!r:.60} is not listed: {self._listed_enlargers()}")
        return name or "auto"

    def _listed_enlargers(self) -> str:
        names = ", ".join(sorted(self._enlargers))
        return f"there is auto, off, {names}" if names else "there is auto and off; start with --enlargers FOLDER"

    def _listed(self) -> str:
        names = ", ".join(sorted(self._controls))
        return f"there is {names}; start with --controlnet FOLDER for another"


def _plain(launch: Launch) -> Launch:
    """What dreams everywhere."""
    return replace(_bare(launch), model=BUILTIN, vae="", device="auto", enlarge="auto")


def _bare(launch: Launch) -> Launch:
    return replace(launch, controls=(), adapter="")
