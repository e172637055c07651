"""How well a model's own ControlNet keeps to outlines: shapes that were never taught, as a live stream dreams them."""

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from engine.dream.live_stream import LiveStream
from engine.dream.loader import load
from engine.dream.protocol import OWN, Launch, LiveWish
from engine.dream.shared_memory import InputFrame
from engine.parameters import Dream, Live
from engine.training.draw import Wish
from engine.training.dreams import SIZE
from engine.training.figures import Figure
from engine.training.outlines import MEASURED, lesson
from engine.training.things.materials import MATERIALS

NEAR = 3  # pixels that an edge may lie beside the one that was given
# four steps from pure noise, so that nothing but the ControlNet tells of the input, as a show begins
STREAM = Live(control=OWN, control_scale=1.0, steps="auto", strength=1.0, cfg="none")


def edges(picture: np.ndarray) -> np.ndarray:
    """Edges of a picture (H, W, 3) uint8 that its outlines are told by, (H, W) bool, however bright it is."""
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), (0, 0), 1.2)
    slope = cv2.magnitude(*(cv2.Sobel(grey, cv2.CV_32F, x, 1 - x) for x in (1, 0)))
    strong = max(float(np.percentile(slope, 99)), 24.0)
    return cv2.Canny(grey, 0.3 * strong, 0.6 * strong, L2gradient=True) > 0


def f1(given: np.ndarray, found: np.ndarray) -> float:
    """How well edges (H, W) bool agree, 0..1: the harmonic mean of the shares of each that lie NEAR the other."""
    if not given.any() or not found.any():
        return float(given.any() == found.any())
    near = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * NEAR + 1, 2 * NEAR + 1))
    around = [cv2.dilate(edges.astype(np.uint8), near) > 0 for edges in (given, found)]
    right, kept = float(around[0][found].mean()), float(around[1][given].mean())
    return 2 * right * kept / max(right + kept, 1e-9)


def measure(folder: Path, device: str, count: int, heard: Callable[[Figure], None]) -> None:
    """Tells `heard` how well answers keep to outlines, and drawn ones to the same: materials have edges of their own.

    Raises ModelError for a model without a ControlNet of its own.
    """
    model = load(Launch(str(folder), device, *SIZE, controls=(OWN,)), lambda line: None)
    steps, seconds = model.preset.steps, 0.0
    kept, drawn = [], []
    for seed in tqdm(range(count), desc="outlines", disable=None, leave=False):
        answer, shown, w = lesson(seed, *SIZE, 1, MEASURED, taught=False)
        picture = np.repeat(shown[..., None], 3, 2)
        stream, wish = LiveStream(model), LiveWish(Dream(prompt=((plainly(w), 1.0),), seed=seed), STREAM)
        begun = time.perf_counter()
        for number in range(steps):
            done = stream.dream(InputFrame(number, float(number), picture), wish)
        seconds += time.perf_counter() - begun
        given = edges(picture)
        kept.append(f1(given, edges(done[0][1])))
        drawn.append(f1(given, edges(answer)))
    note = f"{count} shapes never taught, {steps} steps"
    heard(Figure("ControlNet: outlines kept, F1 within 3 pixels", float(np.mean(kept)), "", 0.8, note=note))
    heard(Figure("  the same of drawn answers", float(np.mean(drawn))))
    heard(Figure("  live", count * steps / seconds, "pictures/s", note=f"{SIZE[0]}x{SIZE[1]}, {steps} steps"))


def plainly(w: Wish) -> str:
    """A lesson's wish in plain words: material, colours, and a thing that is not what is shown."""
    paint = w.mood or " and ".join(w.colours)
    made = f"{w.thing} made of {w.kind}" if w.kind else f"{MATERIALS[w.material].adjectives[0]} {w.thing}"
    return f"{paint} {made}".strip()
