"""`reverie presets`: which there are, what one sets, one of Deforum's settings, and the pictures on the panel."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import config
from engine.coercion import BadValue
from engine.control.presets import Presets, checked_name
from engine.control.store import Store
from engine.files import text_of, write_bytes, write_text
from engine.frames import Format, Frame
from engine.offline import begun, complain, route
from engine.shutdown import Asked

if TYPE_CHECKING:
    from engine.offline_show import OfflineShow

SIZE = (640, 360)  # pixels that pictures are drawn at, before they are made small
FPS = 10.0
SECONDS = 4.0  # after which a picture is taken
SPACING = 1.0  # seconds between keyframes, of which the last is seen
LEGS = 1000  # numbers of legs that each preset may have


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Add list, show, import and pictures."""
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    listing = verbs.add_parser("list", help="the presets, by number and name")
    show = verbs.add_parser("show", help="what a preset sets, as its file says it")
    show.add_argument("name", metavar="NAME", help="a preset's name or number")
    bring = verbs.add_parser("import", help="a settings file of Deforum, as a preset that flies and a list of cues")
    bring.add_argument("file", metavar="FILE.txt", help="the settings, as Deforum saves them")
    picture = verbs.add_parser("pictures", help="make the pictures by which the panel shows presets")
    picture.add_argument("names", nargs="*", metavar="NAME", help="presets, by name or number (all of the folder)")
    for verb, call in ((listing, _list), (show, _show), (bring, _import), (picture, _pictures)):
        config.add_flags(verb, only=("presets", "model", "device") if verb is picture else ("presets",))
        verb.set_defaults(call=call)


def _list(flags: argparse.Namespace) -> int:
    presets = _presets(flags)
    for name, number in presets.numbers.items():
        print(f"{number:3}  {name:28}  {presets.get(name).description}")
    return 0


def _show(flags: argparse.Namespace) -> int:
    with config.misuse(BadValue):
        preset = _presets(flags).get(flags.name)
    print(f"# {preset.path}")
    print(text_of(preset.path), end="")
    return 0


def _import(flags: argparse.Namespace) -> int:
    from engine.control import deforum

    source = Path(flags.file)
    folder = config.preset_folders(config.settings(flags))[0]
    with config.misuse(BadValue, OSError, ValueError, of=flags.file):
        name = checked_name(source.stem)
        preset, cues = folder / f"{name}.toml", folder / f"{name}.cues.toml"
        found = deforum.read(text_of(source))
        for path in (preset, cues):
            if path.exists():
                raise BadValue(f"{path} is there already: rename one of the two")
        folder.mkdir(parents=True, exist_ok=True)
        write_text(preset, deforum.preset_text(found, name))
        print(f"wrote {preset}")
        if text := deforum.cues_text(found, name):
            write_text(cues, text)
            print(f"wrote {cues}")
    for line in found.left:
        print(f"  left out: {line}")
    return 0


def _pictures(flags: argparse.Namespace) -> int:
    """Dream what each preset makes for SECONDS and keep the last picture beside its file, as saving one does."""
    from engine.devices.preview import jpeg
    from engine.dream.supervisor import Supervisor
    from engine.model_switch import launch
    from engine.offline_show import OfflineShow
    from engine.web.thumbnails import small

    settings, presets = replace(config.settings(flags), size=SIZE, fps=FPS), _presets(flags)
    folder = config.preset_folders(settings)[0]
    with config.misuse(BadValue):
        wanted = [presets.get(name) for name in flags.names or presets.names]
    if not flags.names:
        wanted = [preset for preset in wanted if preset.path.parent == folder]
    with Asked() as asked, Supervisor(launch(settings, settings.model), complain, devices=settings.device) as dreams:
        for number, preset in enumerate(wanted):
            scene = begun(replace(settings, preset=preset.name), {})
            path = route(scene.state.dream, [], SECONDS, False, scene.grid, 1 + number * LEGS)
            show = OfflineShow(dreams, scene, path, SIZE, FPS, SECONDS, asked.event, complain, SPACING)
            draw = _last(show)
            if draw is None:
                return 130 if asked.event.is_set() else 2  # why has been told
            file = preset.path.with_suffix(".jpg")
            write_bytes(file, small(jpeg(draw(Format("BGR", *SIZE)))))
            print(f"wrote {file}")
    return 0


def _last(show: OfflineShow) -> Callable[[Format], Frame] | None:
    """What draws the last frame; None where the show does not come so far."""
    draw = None
    for tick in range(show.frames):
        draw = show.show(tick)
        if draw is None:
            break
    return draw


def _presets(flags: argparse.Namespace) -> Presets:
    folders = config.preset_folders(config.settings(flags))
    return Presets(folders, Store(), lambda text: print(text, file=sys.stderr))
