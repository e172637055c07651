"""`reverie bench detail`: how much of a 4K frame is detail, by seven measures, for every way of getting there.

The floor is bicubic, the ceiling are pictures drawn at full size, and the control is bicubic with grain, which must
fail: where it does not, the measures are not to be believed. See detail_measures.py for what each of them is.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from engine.bench import detail_measures as measures
from engine.bench.table import SIZE, Promise

SUBJECTS = (
    *("mandala", "scales", "city", "feathers", "nebula", "crystal"),
    *("circuit", "fire", "sea", "flower", "lightning", "cells"),
)
GRAIN = 3.0  # levels, of the control, where there is nothing to take its strength from
WITHIN = 6.0  # dB of the drawings' energy above the native Nyquist frequency
DETAIL_SCALE = {"refine": 4.0, "demofusion": 6.0}
HELD, FRAMES, FPS, RATE = 5, 96, 30.0, 4.0  # keyframes of a held place; frames of a journey, at so many keyframes/s
SMALLER = (1920, 1080)  # at which the journey is looked at
CLOSE = 3  # a subject in miniature would fill so small a part of each side
DRAWN, DRAWN_AGAIN = 71, 72  # streams of dice, see training/classifier.py


@dataclass
class Seen:
    """What one way of getting to 4K comes to, picture by picture."""

    energy: list[float] = field(default_factory=list)
    kurtosis: list[float] = field(default_factory=list)
    belongs: list[float] = field(default_factory=list)
    fidelity: list[float] = field(default_factory=list)
    patches: list[np.ndarray] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of CPU time, from the keyframe on
    windows: list[list[np.ndarray]] = field(default_factory=list)
    whole: list[np.ndarray] = field(default_factory=list)

    def look(self, picture: np.ndarray, native: tuple[int, int], keyframe: np.ndarray | None, closely: bool) -> None:
        """Measure a picture (H, W, 3) uint8. keyframe: what it was enlarged from. closely: keep it for copies."""
        light = measures.luma(picture)
        self.energy.append(measures.band_energy(picture, native))
        self.kurtosis.append(measures.kurtosis(measures.fine_band(light, native)))
        self.belongs.append(measures.belongs(light, native))
        self.patches.append(measures.patch_features(picture))
        if keyframe is not None:
            self.fidelity.append(measures.fidelity(picture, keyframe))
        if closely:
            height, width = picture.shape[0] // CLOSE, picture.shape[1] // CLOSE
            cuts = measures.crops(picture.shape[0], picture.shape[1], max(height, width))
            self.windows.append([picture[rows, columns][:height] for rows, columns in cuts])
            self.whole.append(cv2.resize(picture, native, interpolation=cv2.INTER_AREA))


def measure(quick: bool, model: str, folder: Path | None, say: Callable[[str], None]) -> dict[str, Any]:
    """Every figure, ready for JSON. folder: where 4K pictures of the first subjects are put, None for nowhere."""
    from engine.dream.enlarge import KeyframeSize, own_enlarger
    from engine.dream.keyframes import KeyframeJob, KeyframeMaker
    from engine.dream.loader import load
    from engine.dream.protocol import Launch
    from engine.journey.path import Recipe, Waypoint, start
    from engine.planes import to_rgb

    loaded = load(Launch(model, most=SIZE), lambda line: None)
    native = (loaded.width, loaded.height)
    enlarger = own_enlarger(loaded.device, model)
    plain, learnt = (KeyframeSize(loaded.device, SIZE, network=network) for network in (None, enlarger))
    subjects = SUBJECTS[:3] if quick else SUBJECTS
    ways = ("bicubic", "grain", "enlarger", "refine", *(() if quick else ("demofusion",)))
    seen = {name: Seen() for name in ("drawn", "drawn again", *ways)}
    for number, subject in enumerate(subjects):
        say(f"drawing {subject} at {SIZE[0]}x{SIZE[1]}")
        for name, stream in (("drawn", DRAWN), ("drawn again", DRAWN_AGAIN)):
            picture = draw(subject, number, stream)
            seen[name].look(picture, native, None, False)
            _keep(folder, f"{subject}-{name}", picture)

    maker = KeyframeMaker(loaded, larger=learnt.larger)

    def dream(subject: str, detail: str) -> np.ndarray:
        scale = 1.0 if detail == "off" else DETAIL_SCALE[detail] / (2 if quick else 1)
        place = Waypoint(((subject, 1.0),), SUBJECTS.index(subject))
        leg = start(place, place, Recipe(detail=detail, detail_scale=scale)).legs[0]
        [(_, picture, fault)] = maker.make([KeyframeJob(leg, 0.0)], lambda: None, 1)
        if picture is None:
            raise OSError(f"a picture of {subject} came out {fault}")
        return picture

    lacking = np.mean(seen["drawn"].energy)
    for number, subject in enumerate(subjects):
        keyframe = dream(subject, "off")
        for way in ways:
            say(f"{subject}: {way}")
            began = time.process_time()
            if way in DETAIL_SCALE:
                picture = to_rgb(learnt(dream(subject, way)))
            else:
                picture = to_rgb((learnt if way == "enlarger" else plain)(keyframe))
            if way == "grain":
                picture = grained(picture, max(float(np.sqrt(lacking)), GRAIN), number)
            seen[way].seconds.append(time.process_time() - began)
            seen[way].look(picture, native, keyframe, not quick)
            _keep(folder, f"{subject}-{way}", picture)
    found: dict[str, Any] = {"native": list(native), "model": str(loaded.about["model"]), "subjects": list(subjects)}
    found["ways"] = summary(seen)
    say("enlarging what was drawn")
    for_pictures = KeyframeSize(loaded.device, SIZE, network=own_enlarger(loaded.device))
    found["reconstruction"] = reconstruction(subjects, native, plain, for_pictures)
    say("a held place and a journey")
    found["time"] = in_time(loaded, KeyframeSize(loaded.device, SMALLER, network=enlarger), native)
    if not quick:
        say("looking for copies in miniature")
        found["copies"] = in_miniature({way: seen[way] for way in ways if way != "grain"})
    return found


def draw(subject: str, number: int, stream: int) -> np.ndarray:
    """A picture of a subject drawn at SIZE."""
    from engine.training.draw import Wish, picture

    return picture(Wish(subject), np.random.default_rng([number, stream]), *SIZE)


def grained(picture: np.ndarray, strength: float, seed: int) -> np.ndarray:
    """A picture with Gaussian grain in its luma, of a strength in levels."""
    noise = np.random.default_rng(seed).normal(0, strength, picture.shape[:2]).astype(np.float32)
    return np.clip(picture + noise[..., None], 0, 255).astype(np.uint8)


def summary(seen: dict[str, Seen]) -> dict[str, dict[str, float]]:
    """The figures of every way, against the drawings."""
    real = np.concatenate(seen["drawn"].patches)
    scale = real.std(0) + 0.05
    reference = float(np.mean(seen["drawn"].energy))
    found = {}
    for name, one in seen.items():
        if name == "drawn":
            continue
        found[name] = {
            "energy_db": round(measures.decibels(float(np.mean(one.energy)), reference), 1),
            "kurtosis": round(float(np.median(one.kurtosis)), 1),
            "belongs": round(float(np.mean(one.belongs)), 3),
            "patch_distance": round(measures.patch_distance(np.concatenate(one.patches), real, scale), 2),
        }
        if one.fidelity:
            found[name]["fidelity_db"] = round(float(np.min(one.fidelity)), 1)
            found[name]["cpu_seconds"] = round(float(np.median(one.seconds)), 2)
    return found


def reconstruction(subjects: Sequence[str], native: tuple[int, int], plain: Any, learnt: Any) -> dict[str, float]:
    """Drawings scaled to a keyframe's size and enlarged again: what bicubic and the enlarger make of them."""
    from engine.planes import to_rgb

    figures: dict[str, list[float]] = {}
    for number, subject in enumerate(subjects):
        drawn = draw(subject, number, DRAWN_AGAIN)
        small = cv2.resize(drawn, native, interpolation=cv2.INTER_AREA)
        real = measures.patch_features(drawn)
        for name, way in (("bicubic", plain), ("enlarger", learnt)):
            again = to_rgb(way(small))
            figures.setdefault(f"{name}_psnr_db", []).append(measures.psnr(again, drawn))
            figures.setdefault(f"{name}_ssim", []).append(measures.ssim(again, drawn))
            apart = measures.apart(measures.patch_features(again), real, real.std(0) + 0.05)
            figures.setdefault(f"{name}_features_apart", []).append(apart)
    return {name: round(float(np.mean(values)), 3) for name, values in figures.items()}


def in_time(model: Any, size: Any, native: tuple[int, int]) -> dict[str, float]:
    """A held place made anew several times, and the frames of a journey past RATE keyframes a second."""
    from engine.dream.keyframes import KeyframeJob, KeyframeMaker
    from engine.journey.path import Recipe, Waypoint, start
    from engine.planes import planes
    from engine.stage.dissolve import blend

    a, b = (Waypoint(((subject, 1.0),), 1) for subject in SUBJECTS[:2])
    leg = start(a, b, Recipe(detail="refine", detail_scale=2.0)).legs[0]

    def keyframe(maker: Any, at: float) -> np.ndarray:
        [(_, picture, fault)] = maker.make([KeyframeJob(leg, at)], lambda: None, 1)
        if picture is None:
            raise OSError(f"a picture on the way came out {fault}")
        return size(picture)

    def band(picture: np.ndarray) -> np.ndarray:
        return measures.fine_band(planes(picture)[0].astype(np.float32), native)

    held = [band(keyframe(KeyframeMaker(model, larger=size.larger), 0.3)) for _ in range(2)]
    maker = KeyframeMaker(model, larger=size.larger)
    count = int(FRAMES / FPS * RATE) + 2
    keyframes = [keyframe(maker, 0.3 + index / 32) for index in range(count)]
    strengths, small, smalls = [], (480, 270), []
    for tick in range(FRAMES):
        place = tick / FPS * RATE
        shown = blend(keyframes[int(place)], keyframes[int(place) + 1], place % 1.0, "linear")
        strengths.append(float(band(shown).std()))
        smalls.append(cv2.resize(planes(shown)[0].astype(np.float32), small, interpolation=cv2.INTER_AREA))
    return {
        "held_spread": round(measures.spread_in_time(held), 4),
        "pulse": round(measures.pulse(strengths, FPS, RATE), 1),
        "pulse_depth": round(float((max(strengths) - min(strengths)) / np.mean(strengths)), 4),
        "largest_step": round(measures.largest_step(smalls), 2),
    }


def in_miniature(seen: dict[str, Seen]) -> dict[str, float]:
    """Percent of windows that show to the classifier what the whole shows."""
    from engine.files import cache_folder
    from engine.training.classifier import trained_classifier

    judge, _ = trained_classifier(cache_folder())
    return {
        name: round(measures.copies(judge.judge(one.whole).found, [judge.judge(cut).found for cut in one.windows]), 1)
        for name, one in seen.items()
    }


def rows(found: dict[str, Any]) -> list[Promise]:
    """The promises, from what `measure` found."""
    ways, again, time_ = found["ways"], found["reconstruction"], found["time"]
    floor, best = ways["bicubic"], ways.get("demofusion", ways["refine"])
    grain = ways["grain"]
    fooled = [
        grain["kurtosis"] < 0.6 * ways["drawn again"]["kurtosis"],
        grain["belongs"] < ways["drawn again"]["belongs"],
        grain["patch_distance"] > 0.4 * floor["patch_distance"],
    ]
    told = f"kurtosis {grain['kurtosis']}, belongs {grain['belongs']}, patches {grain['patch_distance']}"
    table = [Promise("grain is told from detail by so many of three", sum(fooled), "", 2, True, told)]
    for name in ("enlarger", "refine", "demofusion"):
        if name in ways:
            one = ways[name]
            short = round(abs(one["energy_db"]), 1)
            floor_note = f"bicubic {floor['energy_db']} dB"
            table += [
                Promise(f"{name}: energy above Nyquist, off the drawings'", short, "dB", WITHIN, note=floor_note),
                Promise(
                    f"{name}: kurtosis of the fine band", one["kurtosis"], "", 6, True, f"{one['cpu_seconds']} CPU s"
                ),
            ]
    share = round(ways["enlarger"]["patch_distance"] / max(floor["patch_distance"], 1e-6), 2)
    floors = f"{ways['enlarger']['patch_distance']}, drawn {ways['drawn again']['patch_distance']}"
    gain = round(again["enlarger_psnr_db"] - again["bicubic_psnr_db"], 2)
    better = round(again["enlarger_ssim"] - again["bicubic_ssim"], 4)
    table += [
        Promise("enlarger: scaled down again, the keyframe", ways["enlarger"]["fidelity_db"], "dB", 35, True),
        Promise("enlarger: patch distance over bicubic's", share, "x", 0.4, note=floors),
        Promise("enlarger: PSNR on drawings over bicubic's", gain, "dB", 1, True, f"{again['enlarger_psnr_db']} dB"),
        Promise("enlarger: SSIM on drawings over bicubic's", better, "", 0, True, f"{again['enlarger_ssim']}"),
        Promise("held place: spread of the fine band in time", round(100 * time_["held_spread"], 2), "%", 2),
        Promise(
            "journey: fine band at the keyframe rate", time_["pulse"], "x", 20, note=f"depth {time_['pulse_depth']}"
        ),
        Promise("journey: largest step over the median", time_["largest_step"], "x", 6),
    ]
    if "demofusion" in ways:
        part = round(best["patch_distance"] / max(ways["enlarger"]["patch_distance"], 1e-6), 2)
        table.append(Promise("demofusion: patch distance over the enlarger's", part, "x", 0.8))
    if "copies" in found:
        more = round(found["copies"].get("demofusion", 0.0) - found["copies"]["bicubic"], 1)
        told = f"{found['copies'].get('demofusion')} % of windows, bicubic {found['copies']['bicubic']} %"
        table.append(Promise("demofusion: windows that show the whole again", more, "%", 10, note=told))
    return table


def _keep(folder: Path | None, name: str, picture: np.ndarray) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(folder / f"{name.replace(' ', '-')}.png"), picture[..., ::-1])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", type=int, default=0)
    parser.add_argument("--model", default="builtin")
    parser.add_argument("--pictures", type=Path)
    flags = parser.parse_args()
    said = measure(
        bool(flags.quick), flags.model, flags.pictures, lambda text: print(text, file=sys.stderr, flush=True)
    )
    print(json.dumps(said))
