"""A real show, played at random: any valid message of the whole table, at the ends of its ranges, and no tick without
a frame. Seeded, so that a run can be had again; the engine's own times are real."""

import os
import random
import time

import numpy as np
import pytest
from pythonosc.udp_client import SimpleUDPClient
from test_show import picture

from engine.modulation.modulation import moves
from engine.parameters import PARAMETERS, Parameter

SECONDS = float(os.environ.get("REVERIE_PLAY", "60"))
RATE = 20.0  # messages a second, on the whole; they come in bursts
PROMPTS = ("neon tunnel, violet and cyan", "black ink", "a red and orange fire", "deep sea aurora", "")
TEXTS = {
    "/live/input": ("pattern", ""),
    "/live/steps": ("", "22 32 45", "49", "0 10 20 30 40"),
    **{address: ("", *filter(moves, PARAMETERS)) for address in PARAMETERS if address.endswith("/target")},
}
ACTIONS = (
    ("/dream/seed/next",), ("/preset/next",), ("/preset/previous",), ("/preset/list",), ("/cue/load", "example"),
    ("/cue/go",), ("/cue/go",), ("/cue/back",), ("/cue/hold",), ("/cue/goto", "drop"), ("/cue/goto", "out"),
    ("/tempo/tap",), ("/tempo/resync",), ("/tempo/nudge", 0.5), ("/tempo/nudge", -100.0), ("/mod/1/trigger",),
    ("/mod/8/trigger",), ("/preset/recall", "neon tunnel"), ("/preset/recall", "live embers", 0.5),
    ("/preset/recall", "deep sea aurora", 6.0, "in"), ("/preset/recall/beats", "photo marble hall", 8.0), ("/state",),
)  # fmt: skip
LEFT_ALONE = ("/dream/model", "/dream/lora", "/live/control", "/live/reference", "/audio/device", "/tempo/source")


def value(draw: random.Random, parameter: Parameter):
    """Any value of a parameter, its ends more often than what lies between."""
    if parameter.kind == "bool":
        return draw.random() < 0.5
    if parameter.kind == "choice":
        return draw.choice(parameter.choices)
    if parameter.kind in ("text", "mix"):
        return draw.choice(TEXTS.get(parameter.address, PROMPTS[:-1] if parameter.kind == "mix" else PROMPTS))
    if parameter.default is None and draw.random() < 0.3:
        return "auto"
    low, high = parameter.low, parameter.high
    near = [low, high, low + (high - low) * 1e-6, high - (high - low) * 1e-3, draw.uniform(low, high)]
    chosen = draw.choice([*near, near[-1], parameter.default if parameter.default is not None else low])
    return round(chosen) if parameter.kind == "int" else float(chosen)


def messages(draw: random.Random):
    """Bursts of messages, each (address, arguments), without end."""
    played = [parameter for address, parameter in PARAMETERS.items() if address not in LEFT_ALONE]
    while True:
        burst = []
        for _ in range(draw.choice([1, 1, 2, 5, 30])):
            if draw.random() < 0.15:
                address, *arguments = draw.choice(ACTIONS)
                burst.append((address, arguments))
            else:
                parameter = draw.choice(played)
                burst.append((parameter.address, [value(draw, parameter)]))
        yield burst


def play(client: SimpleUDPClient, draw: random.Random, seconds: float) -> None:
    end = time.monotonic() + seconds
    for burst in messages(draw):
        for address, arguments in burst:
            client.send_message(address, arguments)
        time.sleep(draw.uniform(0, 2 * len(burst) / RATE))
        if time.monotonic() > end:
            return


def set_back(client: SimpleUDPClient) -> None:
    """Set everything that was played as it was at the beginning."""
    for address, parameter in PARAMETERS.items():
        if address not in LEFT_ALONE:
            texts = [part for entry in parameter.default for part in entry] if parameter.kind == "mix" else []
            client.send_message(address, texts or ["auto" if parameter.default is None else parameter.default])


@pytest.mark.slow
@pytest.mark.timeout(SECONDS + 840)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_tick_is_without_a_frame_whatever_is_played(start, seed):
    show = start("--input", "pattern", size="640x360")
    show.until("showed", lambda now: now["fps"] > 0)
    with SimpleUDPClient("127.0.0.1", show.osc) as client:
        play(client, random.Random(seed), SECONDS)
        status = show.status()
        assert status["shown"] == "dream" and status["lost"] == 0, f"{status}\n{show.said()}"
        set_back(client)
    show.until("dreamed again", lambda now: now["ready"] and now["keyframes"] > 0 and now["shown"] == "dream", 400)
    for _ in range(3):  # by the journey's own measure: how fast it goes depends on what the machine has time for
        seen = picture(show.frame()).astype(int)
        here = show.status()["position"]
        show.until("travelled", lambda now, here=here: abs(now["position"] - here) > 0.3, 400)
        show.until("seen to move", lambda now, seen=seen: np.abs(picture(show.frame()) - seen).mean() > 0.5)
    figures = show.report()
    print({key: figures[key] for key in ("frames", "lost_frames", "late_frames", "machine_late", "shown")})
    assert figures["lost_frames"] == 0 and set(figures["shown"]) == {"dream"}, figures
    assert figures["dreamer_restarts"] == 0
