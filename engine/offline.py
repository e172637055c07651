"""`reverie render`: the same pictures off-line, every frame on time, the same for the same seed."""

from __future__ import annotations

import argparse
import math
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

from engine import config
from engine.journey.course import leg_seconds, recipe
from engine.journey.path import Path, Waypoint, extend, start
from engine.journey.plan import Wish
from engine.parameters import PARAMETERS, BadValue, Dream
from engine.tempo.grid import Grid

SPACING = 0.125  # seconds between keyframes, at most: denser than a live show on most machines
SETTLE = 2.0  # seconds of the loop's end that run unseen before its start, so that trails meet too


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Fill in the parser of `reverie render`."""
    parser.add_argument("file", metavar="OUT.mp4", help="the video: .mp4 or .mkv for H.264, .mov for ProRes")
    parser.add_argument("--prompt", action="append", default=[], metavar="TEXT", help="a place to go; several in order")
    parser.add_argument("--seconds", required=True, metavar="N", help="how long the video lasts")
    parser.add_argument("--seed", metavar="N", help="the seed (1)")
    parser.add_argument("--bpm", metavar="N", help="the tempo that legs in beats go by (120)")
    parser.add_argument("--loop", action="store_true", help="the end meets the beginning")
    config.add_flags(parser, only=("model", "device", "vae", "loras", "size", "fps", "presets", "preset"))

    def call(flags: argparse.Namespace) -> int:
        seconds = config.checked("--seconds", config.seconds, flags.seconds)
        seed = config.checked("--seed", _seed, flags.seed)
        bpm = config.checked("--bpm", _bpm, flags.bpm)
        return render(config.settings(flags), flags.file, seconds, flags.prompt, seed, flags.loop, bpm)

    parser.set_defaults(call=call)


def route(dream: Dream, prompts: Sequence[str], seconds: float, loop: bool, grid: Grid = Grid()) -> Path:  # noqa: B008
    """Lay a path through the prompts that is to be travelled in `seconds`.

    With fewer than two prompts it wanders, in legs that last as long as is set, or nearly, so that they come out even.
    """
    if len(prompts) > 1:
        stops = [Waypoint(((text, 1.0),), dream.seed) for text in prompts]
    else:
        home = Waypoint(((prompts[0], 1.0),) if prompts else dream.prompt, dream.seed)
        legs = max(round(seconds / leg_seconds(dream, grid)), 2 if loop else 1)
        strays = range(1, legs if loop else legs + 1)
        stops = [home, *(replace(home, stray=number, variation=dream.variation) for number in strays)]
    if loop:
        stops.append(stops[0])
    path = start(stops[0], stops[1], recipe(dream))
    whole = path.legs
    for stop in stops[2:]:
        path = extend(path, path.legs[-1], 1, stop, recipe(dream))
        whole += path.legs[-1:]  # a live show forgets its oldest legs
    return replace(path, legs=whole)


def render(
    settings: config.Settings,
    file: str,
    seconds: float,
    prompts: Sequence[str],
    seed: int | None,
    loop: bool,
    bpm: float | None = None,
) -> int:
    """Dream and write the video; returns the exit code. Ctrl-C keeps what is written so far.

    Every keyframe is made alone and at a fixed spacing, so that the pictures depend on the seed and not on the pace
    of this machine.
    """
    from tqdm import tqdm

    from engine.dream.supervisor import Supervisor
    from engine.launches import launch
    from engine.modulation.modulation import Modulation
    from engine.outputs.output import OutputError
    from engine.outputs.record import Record
    from engine.stage.flash import FlashGuard
    from engine.stage.reel import Reel
    from engine.stage.render import Renderer
    from engine.stage.screen import Screen

    scene = _scene(settings, {"/dream/seed": seed, "/tempo/bpm": bpm})
    state, modulation = scene.state, Modulation(lambda: 0.0)
    path = route(state.dream, prompts, seconds, loop, scene.grid)
    legs = path.legs[-1].high
    every = min(2.0 ** math.floor(math.log2(SPACING * legs / seconds)), 1.0)
    frames = max(round(seconds * settings.fps), 1)
    unseen = round(SETTLE * settings.fps) if loop and state.look.trail else 0
    width, height = settings.size
    stop = threading.Event()
    with ExitStack() as stack:
        try:
            recorder = stack.enter_context(closing(Record(file, settings.size, settings.fps, stop)))
        except OutputError as error:
            raise config.ConfigError(str(error)) from None
        dreams = stack.enter_context(Supervisor(launch(settings, state.dream.model), _complain))
        reel, screen, renderer = Reel(path), Screen((width, height)), Renderer(0)
        guard = FlashGuard((width, height), _complain)
        progress = stack.enter_context(tqdm(total=frames, unit="frame", disable=None))
        for tick in range(-unseen, frames):
            position = legs * ((tick / frames) % 1.0)
            if not _gather(dreams, reel, Wish(path, position, legs / seconds, reel.held, reel.room, every=every)):
                return 2
            live = modulation(scene, tick / settings.fps)
            picture = screen.show(reel.bracket(position), live.look.blend, tick / settings.fps)
            picture = renderer.look(picture, live.look, 1 / settings.fps)
            picture, master = guard.limit(picture, live, tick / settings.fps)
            if tick >= 0:
                recorder.send(renderer.frame(picture, recorder.format, tick, live.look, master))
                progress.update()
    return 0


def _seed(text: str) -> int:
    return int(_within("/dream/seed", int(text)))


def _bpm(text: str) -> float:
    return _within("/tempo/bpm", float(text))


def _within(address: str, number: float) -> float:
    row = PARAMETERS[address]
    assert row.low is not None and row.high is not None
    if not row.low <= number <= row.high:
        raise ValueError(f"wants {row.low:g}..{row.high:g}" if row.kind == "float" else f"wants {row.low}..{row.high}")
    return number


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def _scene(settings: config.Settings, flags: dict[str, Any]) -> Any:
    """The preset's values, and those of the flags that were given, with the first beat at 0 seconds."""
    from engine.control.presets import Presets
    from engine.control.store import Store

    store = Store()
    if settings.preset:
        try:
            Presets(config.preset_folders(settings), store, _complain).recall(settings.preset)
        except BadValue as error:
            raise config.ConfigError(f"--preset: {error}") from None
    store.change({address: value for address, value in flags.items() if value is not None})
    store.follow(Grid(store.scene.state.tempo.bpm))
    return store.scene


def _gather(dreams: Any, reel: Any, wish: Wish) -> bool:
    """Wait until the reel has the keyframes on both sides of the wish's position; False when there will be none."""
    dreams.wish(wish)
    low = math.floor(wish.position / wish.every) * wish.every
    high = min(low + wish.every, wish.path.legs[-1].high)
    while not {low, high} <= reel.held:
        for keyframe in dreams.take():
            reel.add(keyframe, wish.position)
            dreams.wish(replace(wish, held=reel.held))
        if dreams.status.state == "failed":
            return False  # why has been told
        time.sleep(0.002)
    return True
