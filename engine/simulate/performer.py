"""Simulated hands: what people and their machines send to a show, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from engine.parameters import ACTIONS, MODS, PARAMETERS, Parameter
from engine.simulate.scenario import Event, Scenario
from engine.simulate.simulated_dreamer import FAULTS

FPS = (8, 8, 8, 10, 10, 10, 12, 12, 15, 15, 20, 24, 25, 30, 60)  # mostly low: a tick costs the same at any
SHORTEST, LONGEST = 15.0, 600.0  # seconds of show; most are short, as each is another
PEERS = 12
PROMPTS = (
    "slow clouds of ember and violet", "neon tunnel", "midnight galaxy", "deep sea", "black ink", "gold bokeh", "fire",
    "a kaleidoscope of ice", "Ünïcödé ☂", "x" * 400,
)  # fmt: skip
PRESETS = (
    "midnight galaxy",
    "neon tunnel",
    "ember clouds",
    "deep sea aurora",
    "noir ink",
    "live embers",
    "fly ember tunnel",
    "tonight",
    "b",
)
EASINGS = ("linear", "ease", "in", "out")
SPEED = ("/dream/speed", "/dream/leg", "/dream/leg/beats", "/dream/wander", "/dream/variation")
TARGETS = tuple(address for address, parameter in PARAMETERS.items() if parameter.bounded)

Draw = random.Random
Said = Iterator[tuple[float, str, tuple[Any, ...]]]  # seconds after the one before, address, arguments
Hand = Callable[[Draw], Said]


def value(draw: Draw, parameter: Parameter) -> tuple[Any, ...]:
    """Valid arguments for a parameter: anywhere in its range, at its ends, its default; now and then beyond."""
    if parameter.kind == "mix":
        return mixture(draw)
    if parameter.kind == "text":
        return (text(draw, parameter.address),)
    if parameter.kind == "choice":
        return (draw.choice([choice for choice in parameter.choices if choice != "link"]),)  # Link has its own threads
    if parameter.kind == "bool":
        return (draw.randint(0, 1),)
    assert parameter.low is not None and parameter.high is not None
    low, high = parameter.low, parameter.high
    chance = draw.random()
    if chance < 0.1:
        number = low
    elif chance < 0.2:
        number = high
    elif chance < 0.3 and parameter.default is not None:
        number = parameter.default
    elif chance < 0.34:
        number = high + (high - low) * draw.uniform(0.01, 3)
    elif chance < 0.38 and parameter.default is None:
        return ("auto",)
    else:
        number = draw.uniform(low, high)
    return (round(number) if parameter.kind == "int" else float(number),)


def text(draw: Draw, address: str) -> str:
    if address.endswith("/target"):
        return draw.choice(("", *TARGETS)) if draw.random() < 0.9 else "/look/nothing"
    if address == "/dream/model":
        return draw.choice(("", "builtin", "other", "unlisted"))
    if address == "/dream/cast":
        return draw.choice(("", "journey 1", "journey 1 2, live 2", "fly 2", "nobody 1"))
    if address == "/live/input":
        return draw.choice(("", "pattern", "camera:1", "nonsense"))
    if address == "/live/steps":
        return draw.choice(("", "22 32 45", "10", "x"))
    if address.startswith("/deck"):
        return draw.choice(("", *PROMPTS))
    return draw.choice(("", "a", draw.choice(PROMPTS)))


def mixture(draw: Draw) -> tuple[Any, ...]:
    if draw.random() < 0.6:
        return (draw.choice(PROMPTS),)
    mixed: list[Any] = []
    for _ in range(draw.randint(1, 4)):
        mixed += [draw.choice(PROMPTS), round(draw.uniform(-1, 2), 3)]
    return tuple(mixed)


# the hands --------------------------------------------------------------------------------------------------------


def _anything(draw: Draw, addresses: tuple[str, ...], every: float) -> Said:
    while True:
        address = draw.choice(addresses)
        parameter = PARAMETERS[address]
        chance = draw.random()
        if parameter.bounded and chance < 0.2:
            yield draw.expovariate(1 / every), f"{address}/norm", (draw.uniform(-0.05, 1.05),)
        elif parameter.kind == "choice" and chance < 0.2:
            yield draw.expovariate(1 / every), f"{address}/index", (draw.randint(-1, len(parameter.choices) - 2),)
        else:
            yield draw.expovariate(1 / every), address, value(draw, parameter)


def _some(choose: Callable[[str], bool], every: float) -> Hand:
    addresses = tuple(address for address in PARAMETERS if choose(address))
    return lambda draw: _anything(draw, addresses, every)


def fader(draw: Draw) -> Said:
    """Moves one number smoothly, at the pace of a controller or of a program that sends every frame."""
    numbers = tuple(a for a in TARGETS if not a.startswith(("/mod", "/live", "/audio")))
    while True:
        parameter = PARAMETERS[draw.choice(numbers)]
        assert parameter.low is not None and parameter.high is not None
        here = draw.uniform(parameter.low, parameter.high)
        there, moves = draw.uniform(parameter.low, parameter.high), draw.randint(5, 60)
        pause = draw.expovariate(1 / 6)
        for move in range(moves):
            amount = here + (there - here) * move / moves
            yield pause, parameter.address, (round(amount) if parameter.kind == "int" else amount,)
            pause = draw.choice((0.01, 0.02, 0.033))
        if draw.random() < 0.3:  # a channel that goes on saying the same
            for _ in range(draw.randint(10, 200)):
                yield 0.033, parameter.address, (round(there) if parameter.kind == "int" else there,)


def prompter(draw: Draw) -> Said:
    pace = draw.choice((0.3, 2.0, 6.0, 20.0))
    while True:
        chance = draw.random()
        if chance < 0.7:
            yield draw.expovariate(1 / pace), "/dream/prompt", mixture(draw)
        elif chance < 0.85:
            yield draw.expovariate(1 / pace), "/dream/seed/next", ()
        else:
            yield draw.expovariate(1 / pace), "/dream/seed", (draw.randrange(2**31),)


def presets(draw: Draw) -> Said:
    while True:
        pause, chance = draw.expovariate(1 / 8), draw.random()
        which: Any = draw.choice(PRESETS) if draw.random() < 0.8 else draw.randint(-1, 40)
        if chance < 0.4:
            yield pause, "/preset/recall", (which,)
        elif chance < 0.7:
            yield pause, "/preset/recall", (which, draw.choice((0.0, 0.5, 4.0, 20.0)), draw.choice(EASINGS))
        elif chance < 0.8:
            yield pause, "/preset/recall/beats", (which, draw.choice((1.0, 8.0, 64.0)))
        elif chance < 0.84:
            yield pause, "/preset/save", (draw.choice(("tonight", "b", "../x", "")),)
        else:
            yield pause, draw.choice(("/preset/next", "/preset/previous", "/preset/list")), ()


def cues(draw: Draw) -> Said:
    yield draw.uniform(0, 5), "/cue/load", (draw.choice(("example", 1, "none")),)
    while True:
        pause, chance = draw.expovariate(1 / draw.choice((2, 10, 25))), draw.random()
        if chance < 0.55:
            yield pause, "/cue/go", ()
        elif chance < 0.75:
            yield pause, "/cue/goto", (draw.choice(("drop", "doors", "lift", "out", 1, 2, 5, 9)),)
        elif chance < 0.85:
            yield pause, "/cue/back", ()
        elif chance < 0.97:
            yield pause, "/cue/hold", ()
        else:
            yield pause, "/cue/load", ("example",)


def decks(draw: Draw) -> Said:
    while True:
        yield draw.expovariate(1 / 10), draw.choice(("/deck/a", "/deck/b")), (draw.choice(("", *PROMPTS)),)
        if draw.random() < 0.6:
            here, there = draw.random(), draw.random()
            for move in range(draw.randint(2, 40)):
                yield 0.033, "/deck/mix", (here + (there - here) * move / 40,)
        elif draw.random() < 0.3:
            yield draw.uniform(1, 10), "/deck/a", ("",)
            yield 0.0, "/deck/b", ("",)


def takeover(draw: Draw) -> Said:
    """Morphs, another over them before they are through, decks, and a mix that moves at once."""
    while True:
        yield draw.expovariate(1 / 10), "/preset/recall", (draw.choice(PRESETS), draw.uniform(1, 8), "ease")
        yield draw.uniform(0.5, 3), "/preset/recall", (draw.choice(PRESETS), draw.uniform(1, 8), draw.choice(EASINGS))
        yield draw.choice((0.0, draw.uniform(0, 2))), "/deck/a", (draw.choice(PROMPTS),)
        yield draw.choice((0.0, draw.uniform(0, 0.5))), "/deck/b", (draw.choice(PROMPTS),)
        here, there = draw.random(), draw.random()
        pause = draw.uniform(0, 2)
        for move in range(draw.randint(5, 60)):
            yield pause, "/deck/mix", (here + (there - here) * move / 60,)
            pause = 0.033
        if draw.random() < 0.5:
            yield draw.uniform(0, 8), "/deck/a", ("",)
            yield 0.0, "/deck/b", ("",)


def tempo(draw: Draw) -> Said:
    while True:
        pause, chance = draw.expovariate(1 / 6), draw.random()
        if chance < 0.3:
            yield pause, "/tempo/bpm", value(draw, PARAMETERS["/tempo/bpm"])
        elif chance < 0.5:
            beat = draw.uniform(0.21, 2.5)
            for _ in range(draw.randint(2, 9)):
                yield beat * draw.uniform(0.95, 1.05), "/tempo/tap", ()
        elif chance < 0.65:
            yield pause, "/tempo/nudge", (draw.choice((-0.1, 0.1, 1.0, -5.0, 40.0)),)
        elif chance < 0.75:
            yield pause, "/tempo/resync", ()
        elif chance < 0.9:
            yield pause, "/tempo/quantize", value(draw, PARAMETERS["/tempo/quantize"])
        else:
            yield pause, "/dream/leg/beats", value(draw, PARAMETERS["/dream/leg/beats"])


def modulations(draw: Draw) -> Said:
    rows = tuple(address for address in PARAMETERS if address.startswith("/mod/"))
    steady = _anything(draw, rows, 2.0)
    while True:
        if draw.random() < 0.2:
            yield draw.expovariate(1 / 2), f"/mod/{draw.randint(1, len(MODS))}/trigger", ()
        else:
            yield next(steady)


def master(draw: Draw) -> Said:
    """Presses and, mostly, lets go again."""
    while True:
        pause, chance = draw.expovariate(1 / 15), draw.random()
        if chance < 0.7:
            button = draw.choice(("/master/blackout", "/master/freeze"))
            for _ in range(draw.choice((1, 1, 1, 8))):
                yield pause, button, (1,)
                yield draw.choice((0.02, 0.1, 0.5, 3.0)), button, (0,)
                pause = draw.choice((0.05, 0.1, 0.3))
        elif chance < 0.9:
            for move in range(20):
                yield pause if move == 0 else 0.033, "/master/fade", (1 - move / 19,)
            yield draw.uniform(0.1, 3), "/master/fade", (1.0,)
        else:
            yield pause, "/master/flashguard", (draw.randint(0, 1),)


def passer_by(draw: Draw) -> Said:
    """Comes, asks, subscribes, goes."""
    while True:
        pause = draw.expovariate(1 / 3)
        address = draw.choice(
            ("/subscribe", "/unsubscribe", "/state", "/ping", "/preset/list", "/cue/list", "/nothing")
        )
        if address in ("/subscribe", "/unsubscribe"):
            yield pause, address, draw.choice(((), (draw.randint(1000, 65535),), ("x",)))
        else:
            yield pause, address, ()


def any_action(draw: Draw) -> Said:
    """Presses anything there is, with arguments that may fit."""
    left_out = (
        "/record/start",
        "/record/stop",
        "/still/save",
        "/midi/learn",
        "/midi/forget",
        "/input/list",
        "/preset/save",
    )
    names = tuple(address for address in ACTIONS if address not in left_out)
    while True:
        arguments = tuple(
            draw.choice((0, 1, 2, -1, 0.5, 1e9, "", "example", "ease", "drop", 3)) for _ in range(draw.randint(0, 3))
        )
        yield draw.expovariate(1 / 4), draw.choice(names), arguments


def garbage(draw: Draw) -> Said:
    """Not what was meant: patterns, wrong types, too much. Bytes that are no OSC come from `_broken`."""
    odd = ("/look/*", "/{look,dream}/*", "//", "/mod/[1-3]/depth", "/look/zoom/", "/Dream/speed", "/look/[", "no slash")
    while True:
        address = draw.choice((*odd, *PARAMETERS))
        if address == "/tempo/source":
            continue  # it may come to Link, which has its own threads
        arguments = draw.choice(
            ((), (1, 2), ("nan",), (float("nan"),), (float("inf"),), (2**40,), ("y" * 9000,), (-1e38,))
        )
        yield draw.expovariate(1 / 2), address, arguments


HANDS: dict[str, Hand] = {
    "anything": _some(lambda address: True, 1.0),
    "wildly": _some(lambda address: True, 0.05),
    "journey": _some(lambda address: address.startswith(("/dream", "/deck")), 2.0),
    "speed": _some(lambda address: address in SPEED, 3.0),
    "look": _some(lambda address: address.startswith("/look"), 1.0),
    "live": _some(lambda address: address.startswith("/live") or address == "/dream/method", 3.0),
    "flight": _some(lambda address: address.startswith("/camera") or address == "/dream/method", 3.0),
    "models": _some(lambda address: address == "/dream/model", 20.0),
    "fader": fader,
    "prompter": prompter,
    "presets": presets,
    "cues": cues,
    "decks": decks,
    "takeover": takeover,
    "tempo": tempo,
    "modulations": modulations,
    "master": master,
    "passer-by": passer_by,
    "any action": any_action,
    "garbage": garbage,
}


def write(seed: int) -> Scenario:
    """The show of a seed."""
    draw = random.Random(f"show {seed}")
    seconds = round(SHORTEST * (LONGEST / SHORTEST) ** draw.random() ** 2, 1)
    fps = float(draw.choice(FPS))
    loads, cost = draw.choice((0.2, 1.0, 5.0, 20.0)), draw.choice((0.03, 0.06, 0.12, 0.25, 0.5, 1.5))
    events: list[Event] = []
    for name in draw.sample(sorted(HANDS), draw.choice((1, 1, 2, 2, 3, 4, 6))):
        events += _played(name, random.Random(f"{name} of {seed}"), seconds)
    if draw.random() < 0.4:
        events += _faults(random.Random(f"faults of {seed}"), seconds)
    events += _stalls(random.Random(f"stalls of {seed}"), seconds)
    if draw.random() < 0.2:
        events += _clocks(random.Random(f"clocks of {seed}"), seconds)
    events.sort(key=lambda event: event.at)
    cast = random.Random(f"dreamers of {seed}")
    return Scenario(
        seed, seconds, fps, loads, cost, tuple(events), cast.choice((1, 1, 1, 2, 4)), standby=cast.random() < 0.3
    )


def _played(name: str, draw: Draw, seconds: float) -> Iterator[Event]:
    """A hand plays for some stretches of the show, as some peer."""
    peer = draw.randrange(PEERS)
    now = 0.0
    for pause, address, arguments in HANDS[name](draw):
        now += pause if draw.random() < 0.99 else draw.uniform(5, 60)
        if now >= seconds:
            return
        yield Event(round(now, 4), "send", peer, address, arguments)
        if name == "passer-by":
            if draw.random() < 0.1:
                yield Event(round(now, 4), "leave", peer)
            peer = draw.randrange(1000)
        elif name == "garbage" and draw.random() < 0.3:
            yield Event(round(now, 4), "raw", peer, _broken(draw).hex())


def _broken(draw: Draw) -> bytes:
    whole = b"/look/zoom\0\0,f\0\0?\xc0\0\0"
    if draw.random() < 0.5:
        return whole[: draw.randrange(len(whole))] + draw.randbytes(draw.randrange(4))
    return draw.choice((b"", b"#bundle\0", b"/")) + draw.randbytes(draw.randrange(40))


def _faults(draw: Draw, seconds: float) -> Iterator[Event]:
    now, every = draw.uniform(0, 30), draw.choice((15, 60, 200))
    while now < seconds:
        yield Event(round(now, 3), "fault", 0, draw.choice(FAULTS), (round(draw.uniform(0.5, 20), 1),))
        now += draw.expovariate(1 / every)


def _clocks(draw: Draw, seconds: float) -> Iterator[Event]:
    """A sequencer that comes and goes; the tempo follows it once it is told to."""
    now = draw.uniform(0, 10)
    while now < seconds:
        yield Event(round(now, 3), "clock", 0, "", (round(draw.uniform(20, 300), 2), round(draw.uniform(1, 60), 1)))
        yield Event(
            round(now + draw.uniform(0, 5), 3), "send", 0, "/tempo/source", (draw.choice(("midi", "internal")),)
        )
        now += draw.expovariate(1 / 40)


def _stalls(draw: Draw, seconds: float) -> Iterator[Event]:
    now = draw.expovariate(1 / 60)
    while now < seconds:
        yield Event(round(now, 3), "stall", 0, "", (round(draw.choice((0.05, 0.2, 1.0)), 3),))
        now += draw.expovariate(1 / 60)
