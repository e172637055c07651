"""The loop that Reverie has to beat, written from its description: what a live diffusion script usually does.

Neighbouring pictures are decoded, three linear in-betweens are made of them in float tensors, which diffusers' own
image processor turns into bytes, each is enlarged to 4K as RGB by a thread of four, and the finished 4K frames wait
in a queue; the output takes a copy of the next one and sleeps a thirtieth of a second. A baseline in good faith:
frames stay in order, OpenCV's bicubic is the fastest there is, and the conversion to I420 that a virtual camera
needs is told apart.

A process of its own, so that its memory and CPU time are its own. Prints JSON; writes the decoded pictures for the
stage to be measured with.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import psutil

from engine.config import size as read_size

if TYPE_CHECKING:
    import torch

BETWEEN = 3
THREADS = 4
QUEUE = 60  # finished frames: two seconds, so that the slowest leg of a journey does not stop the picture
PAUSE = 1 / 30
CONVERSIONS = 10
PICTURES = 4  # decoded, then used in turns


class Loop:
    """pictures: (1, 3, h, w) float32 tensors in -1..1, as decoders give them, used in turns. size: of a frame.

    value: the control; every frame carries the one that was set when it was made.
    """

    def __init__(self, pictures: list[torch.Tensor], size: tuple[int, int]):
        from diffusers.image_processor import VaeImageProcessor

        self._pictures, self._size = pictures, size
        self._processor: Any = VaeImageProcessor()
        self._queue: deque[tuple[np.ndarray, int]] = deque()
        self._stop = threading.Event()
        self.value = 0
        self.shown = 0

    def steps(self) -> Iterator[tuple[torch.Tensor, int]]:
        """Pictures and in-betweens, for ever."""
        import torch

        index = 0
        while True:
            a, b = (self._pictures[(index + step) % len(self._pictures)] for step in (0, 1))
            for part in range(BETWEEN + 1):
                yield torch.lerp(a, b, part / (BETWEEN + 1)), self.value
            index += 1

    def enlarge(self, step: tuple[torch.Tensor, int]) -> tuple[np.ndarray, int]:
        """One picture as a finished frame."""
        picture, value = step
        levels = self._processor.postprocess(picture, output_type="np")[0]
        small = (levels * 255).round().astype(np.uint8)
        return cv2.resize(small, self._size, interpolation=cv2.INTER_CUBIC), value

    def fill(self) -> None:
        """Keep the queue full, four frames at a time, until stopped."""
        steps = self.steps()
        with ThreadPoolExecutor(THREADS) as pool:
            while not self._stop.is_set():
                if len(self._queue) + THREADS > QUEUE:
                    self._stop.wait(PAUSE)
                    continue
                some = [next(steps) for _ in range(THREADS)]
                self._queue.extend(pool.map(self.enlarge, some))

    def show(self) -> int | None:
        """Put out the next frame, as a copy; its value, or None when there is none."""
        if not self._queue:
            return None
        frame, value = self._queue.popleft()
        frame.copy()
        self.shown += 1
        return value

    def run(self, seconds: float) -> dict[str, float]:
        """Fill the queue, then play from it for a while, changing the control every now and then.

        Returns memory_mb: what the queue and the frames in work take; control_ms: from a change to its frame.
        """
        process = psutil.Process()
        before = most = process.memory_info().rss
        filler = threading.Thread(target=self.fill, name="filler")
        filler.start()
        latencies: list[float] = []
        awaited, changed = None, 0.0
        try:
            while len(self._queue) + THREADS <= QUEUE:
                time.sleep(PAUSE)
            end = time.perf_counter() + seconds
            while time.perf_counter() < end or (not latencies and awaited):
                if awaited is None:
                    self.value = awaited = self.value + 1
                    changed = time.perf_counter()
                if self.show() == awaited:
                    latencies.append(time.perf_counter() - changed)
                    awaited = None
                most = max(most, process.memory_info().rss)
                time.sleep(PAUSE)
        finally:
            self._stop.set()
            filler.join(60.0)
        return {
            "memory_mb": (most - before) / 2**20,
            "control_ms": sorted(latencies)[len(latencies) // 2] * 1000,
        }

    def cost(self, frames: int) -> float:
        """CPU milliseconds of a frame, from two pictures to the copy that goes out, while the queue is full."""
        steps = self.steps()
        frames = frames // THREADS * THREADS
        with ThreadPoolExecutor(THREADS) as pool:

            def make(count: int) -> None:
                for _ in range(count // THREADS):
                    self._queue.extend(pool.map(self.enlarge, [next(steps) for _ in range(THREADS)]))
                    while len(self._queue) > QUEUE:
                        self.show()

            make(QUEUE + THREADS)
            begun = time.process_time()
            make(frames)
            spent = time.process_time() - begun
        self._queue.clear()
        return spent * 1000 / frames


def measure(
    model: str, keyframe: tuple[int, int], size: tuple[int, int], seconds: float, pictures: Path
) -> dict[str, Any]:
    """Decode a few pictures with the model's own decoder, write them to a file, and run the loop on them."""
    import torch

    from engine.dream.loader import load
    from engine.dream.protocol import Launch

    loaded = load(Launch(model, "cpu", *keyframe), lambda line: None)
    torch.manual_seed(1)
    latents = torch.randn((PICTURES, *loaded.latent_shape))
    loaded.decode(latents[:1])
    begun = time.process_time()
    decoded = [loaded.decode(latent[None])[0] for latent in latents]
    decode_ms = (time.process_time() - begun) * 1000 / PICTURES
    small = torch.stack(decoded).clamp(0, 1).mul(255).byte().permute(0, 2, 3, 1).contiguous().numpy()
    np.save(pictures, small)
    frame = np.empty((size[1], size[0], 3), np.uint8)
    begun = time.process_time()
    for _ in range(CONVERSIONS):
        cv2.cvtColor(frame, cv2.COLOR_RGB2YUV_I420)
    camera_ms = (time.process_time() - begun) * 1000 / CONVERSIONS
    with torch.inference_mode():
        loop = Loop([picture[None] * 2 - 1 for picture in decoded], size)
        cpu_ms = loop.cost(max(int(seconds * 4), 16))
        found = loop.run(seconds)
    return {
        "cpu_ms": round(cpu_ms, 2),
        "camera_cpu_ms": round(camera_ms, 2),
        "decode_cpu_ms": round(decode_ms, 2),
        "queue": QUEUE,
        "keyframe": [loaded.width, loaded.height],
        **{name: round(value, 1) for name, value in found.items()},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--keyframe", type=read_size, required=True)
    parser.add_argument("--size", type=read_size, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--pictures", type=Path, required=True)
    given = parser.parse_args(sys.argv[1:])
    print(json.dumps(measure(given.model, given.keyframe, given.size, given.seconds, given.pictures)))
