"""Which dreamer a show wants: its model, ControlNet, IP-Adapter and compilation, each change warmed beside the last."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.config import ConfigError, Settings
from engine.dream.messages import Launch
from engine.dream.supervisor import Supervisor
from engine.journey.live import Stream
from engine.library.names import full_name
from engine.parameters import BadValue, State

BUILTIN = "builtin"
EVERY = 0.1  # seconds between looks at what is wanted
COMPILE_TRIES = 2  # of one launch; the second after a dreamer that was compiled ended unexpectedly
CALM = 50  # looks at which the stream's number of steps has to stay before it is compiled for
MOST_STEPS = 16


def launch(settings: Settings, model: str = "") -> Launch:
    """The dreamer that a show begins with, which is up soonest: nothing beside the model, nothing compiled.

    model: what /dream/model says, "" for the settings' own.
    """
    width, height = settings.size
    return Launch(
        full_name(model or settings.model),
        settings.device,
        aspect=width / height,
        vae=settings.vae,
        lora_folder=settings.loras,
        media_folder=settings.media,
    )


class Launches:
    """Follows the performer's wishes. Raises ConfigError for ControlNets that can't be told apart by name."""

    def __init__(self, settings: Settings, state: Callable[[], State], report: Callable[[str], None]):
        self._settings, self._state, self._report = settings, state, report
        self._controls = {Path(folder).name: folder for folder in settings.controlnet}
        if len(self._controls) < len(settings.controlnet):
            raise ConfigError("--controlnet wants folders of different names, which is what they are called by")
        self._compiled: Counter[Launch] = Counter()  # how often each was tried
        self._unknown = ""

    def first(self) -> Launch:
        """What to start at once."""
        return launch(self._settings, self._state().dream.model)

    def wanted(self) -> Launch:
        """What is asked for now, not compiled."""
        live = self._state().live
        control = self._controls.get(live.control, "")
        if live.control and not control and live.control != self._unknown:
            self._report(f"/live/control {live.control!r:.60} is left out: {self._listed()}")  # of a preset
        self._unknown = "" if control else live.control
        adapter = self._settings.ip_adapter if live.reference else ""
        return replace(self.first(), control=control, adapter=adapter)

    def checks(self) -> dict[str, Callable[[Any], Any]]:
        """What the network may ask for: listed names, and no others."""
        return {
            "/dream/model": self._listed_model,
            "/live/control": self._listed_control,
            "/live/reference": self._possible_reference,
        }

    def run(self, dreams: Supervisor, remake: Callable[[], None], stop: threading.Event) -> None:
        """Swap dreamers as the performer asks; call `remake` when another has come up, for a leg of its own.

        A show whose first model can't be had goes on with the built-in one; one whose ControlNet does not fit a new
        model goes without it; one that can't be compiled goes on as it is.
        """
        wanted = asked = self.first()
        generation, calm = 1, 0
        while not stop.wait(EVERY):
            status = dreams.status
            if (now := self.wanted()) != wanted:
                wanted = asked = now
                dreams.swap(asked)
            elif status.state == "failed" and asked != (plain := _plain(asked)):
                self._report("the built-in model dreams instead, with its own decoder, on what this machine has")
                asked = plain
                dreams.swap(asked)
            elif status.refused == asked and asked.compile:
                self._report("the show goes on without --compile")
                self._compiled[asked] = COMPILE_TRIES
                asked = status.launch
            elif status.refused == asked and _bare(asked) != asked and asked.model != status.launch.model:
                self._report("the new model dreams without its ControlNet and IP-Adapter")
                asked = _bare(asked)
                dreams.swap(asked)
            elif status.swapping:
                calm = 0
            elif self._settings.compile and status.state == "dreaming" and status.launch.asked == asked.asked:
                compiled = self._to_compile(status.launch)
                calm = 0 if compiled == status.launch or self._compiled[compiled] >= COMPILE_TRIES else calm + 1
                if calm > CALM:
                    self._compiled[compiled] += 1
                    asked, calm = compiled, 0
                    dreams.swap(asked)
            if status.generation > generation:
                generation = status.generation
                remake()

    def _to_compile(self, dreaming: Launch) -> Launch:
        """The compiled kin of what dreams, for what it is doing now."""
        state = self._state()
        stream = Stream(state.dream, state.live) if state.dream.method == "live" else None
        steps = min(len(state.live.steps.replace(",", " ").split()) or 1, MOST_STEPS) if stream else 0
        return replace(dreaming, compile=True, live_steps=steps, stream=stream)

    def _listed_model(self, name: str) -> str:
        allowed = {"", BUILTIN, self._settings.model, *self._settings.models}
        if name not in allowed:
            listed = ", ".join(sorted(allowed - {""}))
            raise BadValue(f"/dream/model {name!r:.80} is not listed: there is {listed}; add it with --models")
        return name

    def _listed_control(self, name: str) -> str:
        if name and name not in self._controls:
            raise BadValue(f"/live/control {name!r:.60} is not listed: {self._listed()}")
        return name

    def _possible_reference(self, name: str) -> str:
        if name and not self._settings.ip_adapter:
            raise BadValue("/live/reference needs an IP-Adapter: start with --ip-adapter FOLDER")
        return name

    def _listed(self) -> str:
        names = ", ".join(sorted(self._controls))
        return f"there is {names}" if names else "start with --controlnet FOLDER"


def _plain(launch: Launch) -> Launch:
    """What dreams everywhere."""
    return replace(_bare(launch), model=BUILTIN, vae="", device="auto")


def _bare(launch: Launch) -> Launch:
    return replace(launch, control="", adapter="")
