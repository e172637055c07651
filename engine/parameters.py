"""The one table of everything a performer can turn: each parameter is declared once, here, as a field.

OSC addresses and coercion, feedback, presets, the panel, patches and the tables in the docs are loops over
`PARAMETERS` and `ACTIONS`. A field `leg` of the group `dream` is `/dream/leg`; `leg_beats` is `/dream/leg/beats`; a
group that there are several of has a number, so that `depth` of the group `mod2` is `/mod/2/depth`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Mix = tuple[tuple[str, float], ...]  # texts with their weights: a prompt, a blend of prompts, a set of LoRAs

LONGEST_TEXT = 8000  # characters in one value, so that whatever is set also fits a feedback datagram
MOST_TEXTS = 64
AUTO = "auto"  # what a number that is left to the model is called
CONTROL_KINDS = ("canny", "soft", "scribble", "picture", "depth", "pose", "segmentation")
HEAVIEST = 100.0  # a text's weight is held to -100..100


def _declare(kind: str, default: Any, doc: str, **more: Any) -> Any:
    return field(default=default, metadata={"kind": kind, "doc": doc, **more})


def number(default: float | None, low: float, high: float, doc: str, unit: str = "", off: float | None = None) -> Any:
    return _declare("float", default, doc, low=float(low), high=float(high), unit=unit, off=off)


def whole(default: int | None, low: int, high: int, doc: str) -> Any:
    return _declare("int", default, doc, low=low, high=high)


def switch(default: bool, doc: str) -> bool:
    return _declare("bool", default, doc)


def choice(default: str, choices: Sequence[str], doc: str) -> str:
    return _declare("choice", default, doc, choices=tuple(choices))


def text(default: str, doc: str) -> str:
    return _declare("text", default, doc)


def mix(default: Mix, doc: str, merges: bool = False) -> Mix:
    return _declare("mix", default, doc, merges=merges)


@dataclass(frozen=True)
class Dream:
    prompt: Mix = mix((("slow clouds of ember and violet", 1.0),), "where to go: a text, or several with weights")
    negative: str = text("", "what to steer away from, where the model uses guidance")
    seed: int = whole(1, 0, 2**31 - 1, "the seed of the next waypoint")
    speed: float = number(1.0, -4, 4, "pace along the journey; negative goes back")
    leg: float = number(8.0, 0.5, 120, "how long a leg takes at speed 1", "s")
    leg_beats: float = number(
        0.0, 0, 128, "the same in beats, which then end on a beat; 0 counts in seconds", "beats", off=0
    )
    method: str = choice(
        "travel",
        ("travel", "walk", "live", "fly"),
        "interpolate finished latents, denoise every keyframe, dream the live input, or fly on through the picture",
    )
    path: str = choice("slerp", ("slerp", "lerp"), "how latents and noise are interpolated")
    wander: bool = switch(True, "start a new leg when one ends")
    variation: float = number(1.0, 0, 1, "how far a wandering leg strays from the seed")
    steps: int | None = whole(None, 1, 50, "denoising steps; auto takes the model's own count")
    guidance: float | None = number(None, 0, 20, "classifier-free guidance; auto takes the model's own")
    detail: str = choice(
        "off",
        ("off", "refine", "demofusion"),
        "pictures larger than the model's own: in one step more, or as large as wanted and slowly",
    )
    detail_scale: float = number(2.0, 1, 16, "how many times the model's own size those are", "x")
    enlarge: str = text(
        "auto", "what enlarges pictures to the keyframes' size: auto, off, or an enlarger's listed name"
    )
    model: str = text("", "the model to dream with; empty is the one the show was started with")
    cast: str = text("", "which of several dreamers does what, as in journey 1 2, live 3; empty is all of them all")
    lora: Mix = mix((), "a LoRA file and its weight; weight 0 unloads it", merges=True)


@dataclass(frozen=True)
class Deck:
    a: str = text("", "the prompt on deck A")
    b: str = text("", "the prompt on deck B")
    mix: float = number(0.0, 0, 1, "crossfader from deck A to deck B")


@dataclass(frozen=True)
class Live:
    input: str = text(
        "",
        "where pictures come from: camera, camera:1, file:NAME, image:NAME, text:WORDS, spout, ndi, "
        "syphon, screen or pattern; empty is what the show was started with",
    )
    mirror: bool = switch(False, "turn the input left to right, as a mirror does")
    strength: float = number(0.6, 0.02, 1, "how much of the input is dreamed over")
    steps: str = text(
        "", "the steps as indices of 50, rising, as in 22 32 45; empty is one by strength, auto the model's number"
    )
    cfg: str = choice(
        "self",
        ("none", "full", "self", "onetime"),
        "classifier-free guidance: none, full, or residual (StreamDiffusion)",
    )
    guidance: float = number(1.2, 0, 20, "strength of that guidance; 1 and below is none")
    delta: float = number(1.0, 0, 2, "how much of the residual noise residual guidance takes for granted")
    filter: float = number(0.0, 0, 1, "likeness of two inputs above which the second may be skipped; 0 is off")
    filter_skips: int = whole(10, 1, 300, "the most inputs that are skipped in a row")
    glide: float = number(1.0, 0, 30, "how long a new prompt or seed takes to be reached", "s")
    flow: float = number(0.0, 0, 1, "how fast the noise flows; 0 keeps it fixed")
    steady: float = number(0.0, 0, 1, "how firmly a picture holds on to those before it, against flicker")
    feedback: float = number(0.0, 0, 0.95, "share of the last dream in the next input")
    feedback_zoom: float = number(1.02, 0.8, 1.25, "enlargement of the dream that is fed back", "x")
    feedback_rotate: float = number(0.0, -15, 15, "rotation of the dream that is fed back", "deg")
    feedback_x: float = number(0.0, -0.1, 0.1, "drift of the dream that is fed back to the right, in picture widths")
    feedback_y: float = number(0.0, -0.1, 0.1, "its drift upwards, in picture heights")
    control: str = text("", "the ControlNet that holds the structure of the input, by its listed name; empty is off")
    control_kind: str = choice("canny", CONTROL_KINDS, "what the ControlNet is shown of it")
    control_scale: float = number(0.8, 0, 2, "how strongly it holds")
    control2: str = text("", "a second ControlNet beside it, whose hold is added; empty is off")
    control2_kind: str = choice("soft", CONTROL_KINDS, "what the second is shown")
    control2_scale: float = number(0.8, 0, 2, "how strongly the second holds")
    control3: str = text("", "a third ControlNet; empty is off")
    control3_kind: str = choice("picture", CONTROL_KINDS, "what the third is shown")
    control3_scale: float = number(0.8, 0, 2, "how strongly the third holds")
    mask: str = choice("off", ("off", "luma", "segmentation", "file"), "where to dream; the input shows elsewhere")
    mask_luma: float = number(0.5, 0, 1, "the light above which luma dreams")
    mask_class: str = text("person", "what segmentation dreams, by the names of the model's classes, with commas")
    mask_file: str = text("", "the picture in the media folder that dreams where it is white")
    mask_invert: bool = switch(False, "dream outside of the mask instead")
    mask_soft: float = number(0.02, 0, 0.5, "how wide the mask's edges are, in picture heights")
    reference: str = text("", "a picture in the media folder that the dream is to resemble; empty is none")
    reference_scale: float = number(0.6, 0, 1.5, "how strongly it does")


@dataclass(frozen=True)
class Camera:
    """How `/dream/method fly` flies. Rates are per second, so that any number of keyframes gives the same flight."""

    zoom: float = number(0.25, -2, 2, "flight into the picture, in doublings a second; negative flies back")
    roll: float = number(0.0, -180, 180, "turn of the picture, anticlockwise, in degrees a second", "deg")
    x: float = number(0.0, -1, 1, "flight to the right, in picture widths a second")
    y: float = number(0.0, -1, 1, "flight upwards, in picture widths a second")
    tilt: float = number(0.0, -60, 60, "turn of the camera upwards, in degrees a second", "deg")
    pan: float = number(0.0, -60, 60, "turn of the camera to the right, in degrees a second", "deg")
    strength: float = number(0.5, 0, 1, "how much of the picture is dreamed over in a second")
    noise: float = number(0.1, 0, 1, "fresh grain that the dream makes something of")
    colour: float = number(0.5, 0, 1, "how strongly the prompt's own colours are held")
    sharpen: float = number(1.0, 0, 2, "against the blur of seeing the same again and again")
    edge: str = choice("dream", ("reflect", "wrap", "dream"), "what comes in from beyond the edges")


@dataclass(frozen=True)
class Look:
    zoom: float = number(1.0, 0.25, 8, "enlargement around the centre", "x")
    rotate: float = number(0.0, -360, 360, "rotation", "deg")
    x: float = number(0.0, -1, 1, "shift to the right, in picture widths")
    y: float = number(0.0, -1, 1, "shift upwards, in picture heights")
    hue: float = number(0.0, -180, 180, "hue rotation", "deg")
    saturation: float = number(1.0, 0, 4, "colour strength; 0 is grey")
    brightness: float = number(0.0, -1, 1, "added light")
    contrast: float = number(1.0, 0, 4, "contrast around mid grey")
    gamma: float = number(1.0, 0.2, 5, "gamma; above 1 lifts the shadows")
    sharpen: float = number(0.0, 0, 4, "unsharp mask strength")
    trail: float = number(0.0, 0, 0.99, "how much of the last picture stays")
    mirror: str = choice("off", ("off", "horizontal", "vertical", "quad", "kaleidoscope"), "reflections")
    blend: str = choice(
        "flow",
        ("linear", "smooth", "cut", "flow"),
        "how neighbouring keyframes are blended: mixed, mixed softly, not at all, or each moved to where the other is",
    )
    upscale: str = choice("bicubic", ("nearest", "bilinear", "bicubic", "lanczos"), "upscaling filter")
    fit: str = choice("crop", ("crop", "fit"), "fill the output and crop, or show all with borders")


@dataclass(frozen=True)
class Master:
    fade: float = number(1.0, 0, 1, "1 is the full picture, 0 is black")
    blackout: bool = switch(False, "black, at once")
    freeze: bool = switch(False, "hold the picture that is on screen")
    flashguard: bool = switch(True, "hold back more than three flashes a second, for the safety of the audience")


@dataclass(frozen=True)
class Tempo:
    bpm: float = number(120.0, 20, 300, "beats a minute; follows where the source is another", "bpm")
    source: str = choice("internal", ("internal", "midi", "link"), "whose beat counts: ours (tapped), MIDI clock, Link")
    quantize: str = choice(
        "off", ("off", "beat", "bar", "4 bars", "8 bars"), "prompts, recalls and cues wait for the next of these"
    )


@dataclass(frozen=True)
class Audio:
    device: str = text("", "part of the name of the sound input to listen to; empty is the system's own")
    gain: float = number(1.0, 0, 8, "how much louder what is heard counts", "x")


@dataclass(frozen=True)
class Mod:
    target: str = text("", "the address of the number to move; empty is off")
    source: str = choice(
        "lfo",
        ("lfo", "envelope", "level", "low", "mid", "high", "onset"),
        "what moves it: a wave, one cycle of it from a trigger or from a sound's onset, or how loud it is",
    )
    shape: str = choice("sine", ("sine", "triangle", "saw", "square", "walk", "hold"), "the wave; hold is stepped")
    depth: float = number(0.25, -1, 1, "how far, as a share of the target's range")
    beats: float = number(4.0, 0, 128, "how long a cycle is, locked to the tempo; 0 goes by the rate", "beats", off=0)
    rate: float = number(0.25, 0.01, 20, "cycles a second where beats is 0", "Hz")
    phase: float = number(0.0, 0, 1, "where in its cycle the wave is at the first beat of a bar")


@dataclass(frozen=True)
class State:
    """Every value a performer has set, as one immutable value. Use `changed` and `State.with_values`."""

    dream: Dream = field(default_factory=Dream)
    deck: Deck = field(default_factory=Deck)
    live: Live = field(default_factory=Live)
    camera: Camera = field(default_factory=Camera)
    look: Look = field(default_factory=Look)
    master: Master = field(default_factory=Master)
    tempo: Tempo = field(default_factory=Tempo)
    audio: Audio = field(default_factory=Audio)
    mod1: Mod = field(default_factory=Mod)
    mod2: Mod = field(default_factory=Mod)
    mod3: Mod = field(default_factory=Mod)
    mod4: Mod = field(default_factory=Mod)
    mod5: Mod = field(default_factory=Mod)
    mod6: Mod = field(default_factory=Mod)
    mod7: Mod = field(default_factory=Mod)
    mod8: Mod = field(default_factory=Mod)

    def __getitem__(self, address: str) -> Any:
        parameter = PARAMETERS[address]
        return getattr(getattr(self, parameter.group), parameter.name)

    def with_values(self, values: Mapping[str, Any]) -> State:
        """Return a copy with already coerced values at their addresses; KeyError for an unknown address."""
        groups: dict[str, dict[str, Any]] = {}
        for address, value in values.items():
            parameter = PARAMETERS[address]
            groups.setdefault(parameter.group, {})[parameter.name] = value
        return replace(self, **{name: replace(getattr(self, name), **new) for name, new in groups.items()})


@dataclass(frozen=True)
class Parameter:
    """A row of the table. kind: float, int, bool, choice, text or mix; low and high bound float and int.

    A default of None means that the model decides; the text "auto" sets it back to that. off: the number that stands
    for something else than its neighbours do, so that there is no way between it and them. merges: a message names
    only the texts whose weight it changes, the others stay.
    """

    address: str
    group: str
    name: str
    kind: str
    default: Any
    doc: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    off: float | None = None
    merges: bool = False

    @property
    def family(self) -> str:
        """The first word of the address: the group, or what groups of a kind are called together."""
        return self.address.split("/")[1]

    @property
    def bounded(self) -> bool:
        return self.kind in ("float", "int")

    @property
    def default_text(self) -> str:
        if self.kind == "mix":
            return " + ".join(text if weight == 1 else f"{text} {weight:g}" for text, weight in self.default)
        if self.kind == "bool":
            return "on" if self.default else "off"
        if self.default is None:
            return AUTO
        return f"{self.default:g}" if self.bounded else self.default


@dataclass(frozen=True)
class Action:
    """A verb: something that happens once. arguments: OSC type tags, [] is optional, s|i either.

    answers: it only tells something, which is told when the change that it came with has been made. rest: seconds of
    silence after which the same number counts as a new press, for buttons that send no release.
    """

    address: str
    arguments: str
    doc: str
    answers: bool = False
    rest: float = 1.0


def _address(group: str, name: str) -> str:
    return "/" + re.sub(r"(?<=\D)(?=\d)|_", "/", f"{group}_{name}")


def _rows() -> dict[str, Parameter]:
    rows = {}
    for group in dataclasses.fields(State):
        for row in dataclasses.fields(group.default_factory):  # type: ignore[arg-type]
            address = _address(group.name, row.name)
            rows[address] = Parameter(address, group.name, row.name, default=row.default, **row.metadata)
    return rows


PARAMETERS: dict[str, Parameter] = _rows()

MODS = tuple(group.name for group in dataclasses.fields(State) if group.default_factory is Mod)

ACTIONS: dict[str, Action] = {
    action.address: action
    for action in (
        Action("/dream/seed/next", "", "a new seed now"),
        Action(
            "/preset/recall",
            "s|i [f] [s]",
            "recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out",
        ),
        Action("/preset/recall/beats", "s|i f [s]", "the same, as a morph over beats"),
        Action("/preset/save", "s", "save what is set now under a name"),
        Action("/preset/next", "", "recall the next preset"),
        Action("/preset/previous", "", "recall the previous preset"),
        Action(
            "/preset/number",
            "s|i [i]",
            "give a preset, or else the one recalled last, a number; one that had it takes the old one",
        ),
        Action("/preset/list", "", "send the names of the presets to the asker", answers=True),
        Action("/cue/go", "", "play the next cue"),
        Action("/cue/back", "", "play the cue before"),
        Action("/cue/goto", "s|i", "play a cue by name or number"),
        Action("/cue/hold", "", "stay in this cue: what would follow by itself waits for go"),
        Action("/cue/load", "s|i", "take another list of cues, by name or number"),
        Action("/cue/list", "", "send the names of the cues to the asker", answers=True),
        Action("/input/list", "", "send the names of the live inputs that are here to the asker", answers=True),
        Action("/tempo/tap", "", "tap the beat", rest=0.15),
        Action("/tempo/nudge", "f", "move the beat by so many beats: above 0 it comes earlier", rest=0.15),
        Action("/tempo/resync", "", "a bar begins now"),
        *(Action(_address(mod, "trigger"), "", "start the envelope", rest=0.15) for mod in MODS),
        Action("/record/start", "[s]", "start recording, under a name if given"),
        Action("/record/stop", "", "stop recording"),
        Action(
            "/still/save", "[s]", "save the dream that is on screen as a PNG of twice the output's size, under a name"
        ),
        Action("/state", "", "send every value to the asker", answers=True),
        Action("/subscribe", "[i]", "send feedback to the asker, on this port"),
        Action("/unsubscribe", "[i]", "stop sending feedback to the asker"),
        Action("/midi/learn", "[s]", "bind an address to the MIDI control moved next; without one, to none"),
        Action("/midi/forget", "s", "let go of the MIDI controls that are bound to an address"),
        Action("/ping", "", "answered by /pong", answers=True),
    )
}


# Two numbers that one pad moves, by the address that takes both: /look/xy sets /look/x and /look/y.
PAIRS: dict[str, tuple[str, str]] = {
    f"{address}y": (address, f"{address[:-1]}y")
    for address in PARAMETERS
    if address.endswith("/x") and f"{address[:-1]}y" in PARAMETERS
}

# Addresses with others below them, by another name: /dream/leg is /dream/leg/value too. Many OSCQuery clients show a
# node that contains others as a mere group.
ALIASES: dict[str, str] = {
    f"{address}/value": address
    for address in (*PARAMETERS, *ACTIONS)
    if any(other.startswith(f"{address}/") for other in (*PARAMETERS, *ACTIONS))
}


def changed(before: State, after: State) -> dict[str, Any]:
    """Addresses whose values differ, with the new value."""
    if before is after:
        return {}
    return {
        row.address: getattr(new, row.name)
        for row in PARAMETERS.values()
        if (old := getattr(before, row.group)) is not (new := getattr(after, row.group))
        and getattr(old, row.name) != getattr(new, row.name)
    }
