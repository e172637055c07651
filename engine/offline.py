"""`reverie render`: the same pictures off-line, every frame on time, the same for the same seed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from typing import Any

from engine import config
from engine.coercion import BadValue, coerce
from engine.errors import one_line
from engine.files import expanded
from engine.journey.course import leg_seconds
from engine.journey.destination import recipe
from engine.journey.path import Path, Waypoint, extend, start
from engine.log import LOGGER, Log
from engine.parameters import PARAMETERS, Dream
from engine.shutdown import Asked, leave
from engine.tempo.quantize import Grid

# What a performer does in a show, and nothing in a rendering.
OF_A_SHOW = {"/dream/speed", "/dream/wander", "/deck/a", "/deck/b", "/deck/mix", "/live/input", "/master/freeze"}
OF_A_SHOW |= {"/tempo/quantize", "/tempo/source"}
SETTLE = 2.0  # seconds of the loop's end that run unseen before its start, so that trails meet too


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Fill in the parser of `reverie render`."""
    parser.add_argument("file", metavar="OUT.mp4", help="the video: .mp4 or .mkv for H.264, .mov for ProRes")
    parser.add_argument("--prompt", action="append", default=[], metavar="TEXT", help="a place to go; several in order")
    parser.add_argument("--seconds", metavar="N", help="how long the video lasts; left out: as long as --input")
    parser.add_argument("--seed", metavar="N", help="the seed (1)")
    parser.add_argument("--bpm", metavar="N", help="the tempo that legs in beats go by (120)")
    parser.add_argument("--detail", metavar="off|refine|demofusion", help="pictures larger than the model's own")
    parser.add_argument("--detail-scale", metavar="N", help="how many times the model's own size those are (2)")
    parser.add_argument(
        "--control", action="append", default=[], metavar="NAME[:KIND]", help="a ControlNet that holds --input; up to 3"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="ADDRESS=VALUE",
        help="what OSC would set, as in /live/strength=0.4",
    )
    parser.add_argument("--loop", action="store_true", help="the end meets the beginning")
    config.add_flags(
        parser,
        only=(
            *("model", "device", "vae", "keyframes", "loras", "depth", "size", "fps", "presets", "preset", "log"),
            *("input", "media", "controlnet", "ip_adapter", "pose", "segmentation"),
        ),
    )

    def call(flags: argparse.Namespace) -> int:
        seconds = config.checked("--seconds", config.seconds, flags.seconds)
        seed = config.checked("--seed", partial(_within, "/dream/seed"), flags.seed)
        bpm = config.checked("--bpm", partial(_within, "/tempo/bpm"), flags.bpm)
        more = {
            "/dream/detail": config.checked("--detail", _detail, flags.detail),
            "/dream/detail/scale": config.checked(
                "--detail-scale", partial(_within, "/dream/detail/scale"), flags.detail_scale
            ),
            **_controls(flags.control),
            **dict(map(_set, flags.set)),
        }
        prompts = [_prompt(text) for text in flags.prompt]
        settings = config.settings(flags)
        if flags.control and not settings.input:
            raise config.ConfigError("--control holds an --input: name that, too")
        if prompts and "/dream/prompt" in more:
            raise config.ConfigError("--set /dream/prompt: a --prompt is given, too")
        with Log(settings.log) as log:
            if log.trouble:
                complain(log.trouble)
            return leave(render(settings, flags.file, seconds, prompts, seed, flags.loop, bpm, more))

    parser.set_defaults(call=call)


def route(
    dream: Dream,
    prompts: Sequence[str],
    seconds: float,
    loop: bool,
    grid: Grid = Grid(),  # noqa: B008 - immutable
    number: int = 1,
) -> Path:
    """Lay a path through the prompts that is to be travelled in `seconds`. number: of its first leg.

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
    how = recipe(replace(dream, prompt=tuple((text, 1.0) for text in prompts)) if prompts else dream)
    path = start(stops[0], stops[1], how, number)
    for stop in stops[2:]:
        path = extend(path, path.legs[-1], 1, stop, how)
    return path


def render(
    settings: config.Settings,
    file: str,
    seconds: float | None,
    prompts: Sequence[str],
    seed: int | None,
    loop: bool,
    bpm: float | None = None,
    more: Mapping[str, Any] | None = None,
) -> int:
    """Dream and write the video; returns the exit code. Ctrl-C keeps what is written so far.

    A keyframe that can't be made is left out: the pictures there are blended from those beside it. With an input in
    the settings it is the live stream of that, of which every frame is dreamed.
    """
    from tqdm import tqdm

    from engine.devices.device_worker import DeviceError
    from engine.devices.encoder import RecordingOutput
    from engine.dream.model_files import ModelError
    from engine.dream.supervisor import Supervisor
    from engine.model_switch import launch
    from engine.offline_show import OfflineShow

    with config.misuse(DeviceError):
        RecordingOutput.check(file)
    scene = begun(settings, {"/dream/seed": seed, "/tempo/bpm": bpm, **(more or {})})
    dream = scene.state.dream
    if loop and dream.method == "fly":
        raise config.ConfigError("--loop: a flight does not come back to where it began; choose another /dream/method")
    if loop and settings.input:
        raise config.ConfigError("--loop: an input does not come back to where it began")
    if dream.method == "live" and not settings.input:
        raise config.ConfigError("live input is dreamed of an --input: video:FILE, image:FILE or text:WORDS")
    film = None
    if settings.input:
        from engine.offline_live import Film, LiveFilm

        film = Film(settings.input, settings.media)
    seconds = seconds or (film.seconds if film else 0.0)
    if not seconds:
        raise config.ConfigError("--seconds is wanted: how long the video lasts")
    path = route(dream, prompts, seconds, loop, scene.grid)
    unseen = round(SETTLE * settings.fps) if loop and scene.state.look.trail else 0
    lost = ""
    with ExitStack() as stack:
        asked = stack.enter_context(Asked())
        with config.misuse(DeviceError):
            recorder = RecordingOutput(file, settings.size, settings.fps, asked.event)

        @stack.callback
        def end() -> None:
            nonlocal lost
            try:
                recorder.close()
            except DeviceError as error:
                lost = str(error)

        if recorder.path != expanded(file):
            complain(f"{file} is there already: the video is {recorder.path}")
        dreams, live = None, None
        if film:
            stack.enter_context(closing(film))
            with config.misuse(ModelError):
                live = LiveFilm(settings, scene, film, prompts, seconds, complain)
        else:
            dreams = stack.enter_context(Supervisor(launch(settings, dream.model), complain, devices=settings.device))
        show = OfflineShow(dreams, scene, path, settings.size, settings.fps, seconds, asked.event, complain, film=live)
        progress = stack.enter_context(tqdm(total=show.frames, unit="frame", disable=None))
        written = 0
        for tick in range(-unseen, show.frames):
            try:
                draw = show.show(tick)
            except RuntimeError as error:  # of torch, which dreams an input in this process
                complain(f"dreaming failed: {one_line(error)}: the video ends after {written} of {show.frames} frames")
                break
            if draw is None or asked.event.is_set():
                break
            if tick >= 0:
                try:
                    recorder.send(draw(recorder.format))
                except DeviceError as error:  # a full disk
                    complain(f"{error}: the video ends after {written} of {show.frames} frames")
                    break
                progress.update()
                written += 1
    if lost:
        complain(lost)
        return 1
    frames, (missing, count) = show.frames, show.missing
    if missing:
        if written == frames:
            so = "what lies there is blended from those beside them"
        else:
            so = f"the video ends after {written} of {frames} frames" if written else "there is no video"
        complain(f"{missing} of {count} keyframes could not be made: {so}")
    if dreams and dreams.status.state == "failed":
        return 2  # why has been told
    if asked.event.is_set():
        return 130
    return 0 if written == frames else 1


def _controls(named: Sequence[str]) -> dict[str, Any]:
    """The values that `--control NAME[:KIND]` stands for. Raises ConfigError."""
    places = ("/live/control", "/live/control/2", "/live/control/3")
    if len(named) > len(places):
        raise config.ConfigError(f"--control wants {len(places)} at most")
    values: dict[str, Any] = {}
    for place, each in zip(places, named, strict=False):
        name, _, kind = each.partition(":")
        values[place] = name
        values |= dict([_set(f"{place}/kind={kind}")] if kind else [])
    return values


def _set(text: str) -> tuple[str, Any]:
    """ADDRESS=VALUE, as OSC would set it. Raises ConfigError."""
    address, found, value = text.partition("=")
    if not found or address not in PARAMETERS:
        raise config.ConfigError(f"--set wants ADDRESS=VALUE of a parameter, as in /live/strength=0.4, got {text:.60}")
    try:
        taken, note = coerce(PARAMETERS[address], [value])
    except BadValue as error:
        raise config.ConfigError(f"--set {error}") from None
    if note:
        raise config.ConfigError(f"--set {note.partition(', took')[0]}")
    if address in OF_A_SHOW:
        raise config.ConfigError(f"--set {address} is of a show, and nothing in a rendering; leave it out")
    return address, taken


def _prompt(text: str) -> str:
    """A --prompt as OSC would take it. Raises ConfigError."""
    with config.misuse(BadValue, of="--prompt"):
        ((taken, _),), _ = coerce(PARAMETERS["/dream/prompt"], [text])
    return str(taken)


def _detail(text: str) -> str:
    try:
        return str(coerce(PARAMETERS["/dream/detail"], [text])[0])
    except BadValue:
        raise ValueError("wants off, refine or demofusion") from None


def _within(address: str, text: str) -> Any:
    """A number, whole where the parameter's are, in its range. Raises ValueError."""
    row = PARAMETERS[address]
    assert row.low is not None and row.high is not None
    number = int(text) if row.kind == "int" else float(text)
    if not row.low <= number <= row.high:
        raise ValueError(f"wants {row.low:g}..{row.high:g}" if row.kind == "float" else f"wants {row.low}..{row.high}")
    return number


def complain(text: str) -> None:
    """Tell a line on the terminal and in the log."""
    LOGGER.info("%s", text)
    print(text, file=sys.stderr)


def begun(settings: config.Settings, flags: dict[str, Any]) -> Any:
    """The scene that a show begins with: the preset's values, and flags that were given; its first beat at 0 s."""
    from engine.control.presets import Presets
    from engine.control.store import Store

    store = Store()
    store.change(settings.live)
    if not settings.input:  # a film's every frame is dreamed
        store.change({"/dream/method": settings.method})
    if settings.preset:
        with config.misuse(BadValue, of="--preset"):
            Presets(config.preset_folders(settings), store, complain).recall(settings.preset)
    store.change({address: value for address, value in flags.items() if value is not None})
    store.follow(Grid(store.scene.state.tempo.bpm))
    return store.scene
