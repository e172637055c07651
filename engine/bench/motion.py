"""`reverie bench motion`: in-betweens against the truth and against a cross-fade, and a flight that goes on and on."""

from __future__ import annotations

import argparse
import json
import math
import time
from typing import Any

import cv2
import numpy as np

from engine.bench.table import SIZE, Promise, late_points
from engine.frames import Format
from engine.journey.homography import in_pixels, moved, seen
from engine.parameters import Camera, Look, Master
from engine.stage.camera_flight import flown
from engine.stage.flow import between, fine_band, motion
from engine.stage.render import Renderer

NATIVE = (512, 288)
MOVES = {
    "shifted": Camera(zoom=0, x=0.04, y=-0.02),
    "zoomed": Camera(zoom=0.15),
    "turned": Camera(zoom=0, roll=7),
}
FLIGHT = Camera(zoom=0.3, roll=6, x=0.04)
LARGEST_STEPS = {"travel": 3.0, "walk": 2.5}  # of a journey over its median, promised
EVERY = 0.5  # seconds from keyframe to keyframe of a flight
FPS = 30.0


def drawn(seed: int, width: int = 1024, height: int = 576) -> np.ndarray:
    """A texture with detail of all sizes, and shapes with edges: (h, w, 3) uint8."""
    dice = np.random.default_rng(seed)
    layers = [cv2.GaussianBlur(dice.standard_normal((height, width, 3)), (0, 0), s) * s for s in (1.5, 4, 12, 30)]
    clouds = np.sum(layers, axis=0)
    picture = np.clip(clouds / clouds.std() * 42 + 128, 0, 255).astype(np.uint8)
    for _ in range(60):
        colour = [int(each) for each in dice.integers(0, 255, 3)]
        middle = int(dice.integers(0, width)), int(dice.integers(0, height))
        cv2.circle(picture, middle, int(dice.integers(4, 50)), colour, -1, cv2.LINE_AA)
    return picture


def view(drawing: np.ndarray, where: np.ndarray, size: tuple[int, int] = NATIVE) -> np.ndarray:
    """What a camera sees of a drawing whose middle it is over: (h, w, 3) uint8."""
    width, height = size
    shift = np.array([[1, 0, (width - drawing.shape[1]) / 2], [0, 1, (height - drawing.shape[0]) / 2], [0, 0, 1]])
    matrix = in_pixels(where, width, height) @ shift
    return cv2.warpPerspective(drawing, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)


def decibels(a: np.ndarray, b: np.ndarray, margin: int = 24) -> float:
    """How near two pictures are, but for their margins."""
    error = (a.astype(np.float32) - b)[margin:-margin, margin:-margin]
    return 10 * math.log10(255**2 / max(float((error**2).mean()), 1e-6))


def features(picture: np.ndarray) -> np.ndarray:
    """Colours and edges at four scales, each pooled over 32x18 places: one vector."""
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) / np.float32(100)
    found = []
    for shrink in (1, 2, 4, 8):
        small = cv2.resize(lab, (NATIVE[0] // shrink, NATIVE[1] // shrink), interpolation=cv2.INTER_AREA)
        across, down = (cv2.Sobel(small[..., 0], cv2.CV_32F, *step) for step in ((1, 0), (0, 1)))
        pooled = np.dstack([small, np.abs(across), np.abs(down), across, down])
        found.append(cv2.resize(np.ascontiguousarray(pooled[..., :4]), (32, 18), interpolation=cv2.INTER_AREA).ravel())
        found.append(cv2.resize(np.ascontiguousarray(pooled[..., 4:]), (32, 18), interpolation=cv2.INTER_AREA).ravel())
    return np.concatenate(found)


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """The distance of two pictures in features."""
    return float(np.sqrt(((features(a) - features(b)) ** 2).mean()))


def known_motion() -> dict[str, dict[str, float]]:
    """In-betweens of drawings that move by known amounts, dB against the true picture: flow, and a cross-fade."""
    found = {}
    for name, camera in MOVES.items():
        rows = []
        for seed in range(2):
            drawing = drawn(seed)
            a, b = view(drawing, np.eye(3)), view(drawing, moved(camera, 1.0))
            pair = motion(a, b)
            for part in (0.25, 0.5, 0.75):
                true = view(drawing, moved(camera, part))
                faded = cv2.addWeighted(a, 1 - part, b, part, 0)
                rows.append((decibels(between(pair, part), true), decibels(faded, true)))
        flow, fade = np.mean(rows, axis=0)
        found[name] = {"flow_db": round(float(flow), 1), "fade_db": round(float(fade), 1)}
    return found


def flight_steps() -> float:
    """The largest error, in pixels at 1080p, of what moves between neighbouring frames of a flight over a drawing."""
    size, drawing, worst = (640, 360), drawn(7, 1600, 900), 0.0
    a, b = view(drawing, np.eye(3), size), view(drawing, moved(FLIGHT, EVERY), size)
    ticks = round(EVERY * FPS)
    frames = [
        flown(a, b, n / ticks, (moved(FLIGHT, n / FPS), moved(FLIGHT, n / FPS - EVERY)), "reflect")
        for n in range(ticks + 1)
    ]
    finder = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)  # type: ignore[attr-defined]
    by = moved(FLIGHT, 1 / FPS)
    for first, second in zip(frames, frames[1:], strict=False):
        left = finder.calc(
            cv2.cvtColor(seen(first, by, filter=cv2.INTER_CUBIC), cv2.COLOR_RGB2GRAY),
            cv2.cvtColor(second, cv2.COLOR_RGB2GRAY),
            None,
        )[40:-40, 40:-40]
        worst = max(worst, float(np.percentile(np.linalg.norm(left, axis=2), 99)))
    return worst * 1920 / size[0]


def stage_cost() -> dict[str, float]:
    """CPU ms of the stage per 4K I420 frame: cross-fading, with in-betweens along the flow, and flying."""
    drawing = drawn(3)
    a, b = view(drawing, np.eye(3)), view(drawing, moved(MOVES["zoomed"], 1.0))
    began = time.thread_time()
    pair = motion(a, b)
    once = time.thread_time() - began
    renderer, look, format = Renderer(0), Look(), Format("I420", *SIZE)
    poses = moved(FLIGHT, 0.2), moved(FLIGHT, -0.3)
    ways = {
        "fade": lambda: cv2.addWeighted(a, 0.4, b, 0.6, 0),
        "flow": lambda: between(pair, 0.4),
        "flight": lambda: flown(a, b, 0.4, poses, "reflect"),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for tick in range(40):
        for name, draw in ways.items():
            began = time.thread_time()
            renderer.frame(renderer.look(draw(), look, 1 / FPS), format, tick, look, Master())
            spent[name].append(time.thread_time() - began)
    found = {name: round(1e3 * float(np.median(each)), 2) for name, each in spent.items()}
    return {**found, "flow_once": round(1e3 * once, 1)}


def of_model(quick: bool) -> dict[str, Any]:
    """Journeys of the built-in model, a walk with every second keyframe left out, and a flight that goes on and on."""
    import torch

    from engine.bench.journey_steps import largest_step
    from engine.dream.flight_keyframes import FlightMaker
    from engine.dream.loader import load
    from engine.dream.protocol import FlightWish, Launch
    from engine.dream.sampler import LatentSampler
    from engine.journey.path import Between, Recipe, Waypoint

    torch.set_num_threads(1)
    model = load(Launch(), lambda text: None)
    sampler, recipe = LatentSampler(model), Recipe("walk")
    places = [Waypoint(((text, 1.0),), 1) for text in ("violet smoke", "neon tunnel", "sea at night")]
    count = 8 if quick else 24
    walk = []
    for index in range(2 * count + 1):
        leg, part = divmod(index / count, 1)
        begun = int(leg)
        place = places[begun] if not part else Between(places[begun], places[begun + 1], part)
        pixels = model.decode(sampler.latents([place], recipe, lambda: None))[0].clamp(0, 1) * 255
        walk.append(np.ascontiguousarray(pixels.round().to(torch.uint8).permute(1, 2, 0).numpy()))
    rows = []
    for index in range(0, len(walk) - 2, 2):
        a, true, b = walk[index : index + 3]
        pair, faded = motion(a, b), cv2.addWeighted(a, 0.5, b, 0.5, 0)
        usual = math.sqrt(fine_band(a) * fine_band(b))
        rows.append(
            (
                apart(between(pair, 0.5), true),
                apart(faded, true),
                fine_band(between(pair, 0.5)) / usual,
                fine_band(faded) / usual,
            )
        )
    flow, fade, band, fade_band = np.mean(rows, axis=0)
    seconds = 60.0 if quick else 600.0
    maker, through = FlightMaker(model), tuple(float(each) for each in moved(FLIGHT, EVERY).ravel())
    looks = []
    for number in range(1, round(seconds / EVERY) + 1):
        leg, part = divmod(number * EVERY / 8, 1)
        here, there = (Waypoint((("slow clouds of ember and violet", 1.0),), 1, int(leg) + n, 1.0) for n in (1, 2))
        wish = FlightWish(number, number - 1, through, 0.0, through, number * EVERY, EVERY, FLIGHT)
        _, picture = maker.make(wish, Between(here, there, part), Recipe(), None, lambda: None)
        looks.append((picture.mean(), picture.std(), fine_band(picture)))
    tenth = max(len(looks) // 10, 1)
    first, last = np.mean(looks[:tenth], axis=0), np.mean(looks[-tenth:], axis=0)
    drift = {name: round(float(y / x), 3) for name, x, y in zip(("mean", "spread", "fine"), first, last, strict=True)}
    return {
        "steps": {method: round(largest_step(model, method, 16 if quick else 48), 2) for method in LARGEST_STEPS},
        "walk_ratio": round(float(flow / fade), 3),
        "band": round(float(band), 3),
        "fade_band": round(float(fade_band), 3),
        "flight_s": seconds,
        "drift": drift,
    }


def rows(found: dict[str, Any]) -> list[Promise]:
    """The promises, from what `main` found."""
    table = []
    for name, one in found["known"].items():
        better = round(one["flow_db"] - one["fade_db"], 1)
        told = f"{one['flow_db']} dB, cross-fade {one['fade_db']} dB"
        table.append(Promise(f"a texture {name}: in-betweens better by", better, "dB", 6, True, told))
    cost, walk = found["cost"], found["model"]
    off = round(max(abs(math.log(each)) for each in walk["drift"].values()), 3)
    told = f"cross-fade {walk['fade_band']}"
    for method, most in LARGEST_STEPS.items():
        table.append(Promise(f"{method}: largest step over the median", walk["steps"][method], "x", most))
    return [
        *table,
        Promise("walk: distance to the keyframe left out, over a cross-fade's", walk["walk_ratio"], "x", 0.75),
        Promise("walk: fine band midway, off that of keyframes", round(abs(walk["band"] - 1), 3), "", 0.1, note=told),
        Promise("flight: error between frames at 1080p", round(found["flight_px"], 2), "px", 0.5),
        Promise(
            f"flight of {walk['flight_s']:.0f} s: mean, spread and sharpness, off",
            *(off, "", 0.1),
            note=", ".join(f"{name} {each}" for name, each in walk["drift"].items()),
        ),
        Promise(
            "stage, 4K I420, along the flow over cross-fading",
            round(cost["flow"] / cost["fade"], 2),
            "x",
            1.6,
            note=f"{cost['flow']} and {cost['fade']} CPU ms, flying {cost['flight']}; a pair {cost['flow_once']}",
        ),
        *show_rows(**found["shows"]),
    ]


def show_rows(faded: dict[str, Any], flowing: dict[str, Any], flying: dict[str, Any]) -> list[Promise]:
    """What the reports of three shows say that dream the same: cross-fading, along the flow, and flying."""
    late = [late_points(each) for each in (flowing, flying)]
    costs = [each["stage_cpu_ms_per_frame"] for each in (flowing, faded)]
    stall, control = flying["machine_stall_ms"], flying["control_to_frame_ms"]
    more = None if None in costs else round(costs[0] / costs[1], 2)
    return [
        Promise("4K30, along the flow: late frames", late[0], "points", 1.0, note=f"flying {late[1]}"),
        Promise("the same: stage over a cross-fading show's", more, "x", 1.6, note=f"{costs[0]} and {costs[1]} CPU ms"),
        Promise(
            "camera: control to frame, p99",
            control["p99"],
            "ms",
            round(1.5 * 1000 / flying["fps"] + stall, 1),
            note=f"p50 {control['p50']} ms, the machine's own stalls {stall} ms",
        ),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", type=int, default=0)
    flags = parser.parse_args()
    cv2.setNumThreads(1)
    measured = {
        "known": known_motion(),
        "flight_px": flight_steps(),
        "cost": stage_cost(),
        "model": of_model(bool(flags.quick)),
    }
    print(json.dumps(measured))
