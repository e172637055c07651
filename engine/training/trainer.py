"""What every trainer does alike: an average of the weights, checkpoints that resume, a time limit, sheets."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn
from tqdm import tqdm


@dataclass(frozen=True)
class Run:
    """What every trainer is told: how long to train, and on which pictures."""

    steps: int | None = None  # in all, those of earlier runs included
    minutes: float | None = None  # or from now
    resume: bool = True
    seed: int = 0
    width: int = 512  # pixels
    height: int = 288
    batch: int | None = None  # None: as many as the trainer thinks best
    shards: int = 160  # how many times 48 pictures to draw
    takes: int | None = None  # only what is learnt first, in so many compositions and places
    pictures: Path | None = None  # a user's own folder instead of drawn pictures
    icons: Path | None = None  # folder of the icon sets that things are drawn from; none: kinds alone
    show_every: int = 500  # steps from one sheet to the next
    device: torch.device = torch.device("cpu")


class Average:
    """An exponential average of a module's weights over time, which is what gets saved and shown."""

    def __init__(self, module: nn.Module, decay: float = 0.999):
        self.decay, self.count = decay, 0
        self.weights = {name: value.detach().clone() for name, value in module.state_dict().items()}

    @torch.no_grad()
    def follow(self, module: nn.Module) -> None:
        self.count += 1
        decay = min(self.decay, (1 + self.count) / (10 + self.count))  # young averages follow faster
        mine, theirs = [], []
        for name, value in module.state_dict().items():
            if value.dtype.is_floating_point:
                mine.append(self.weights[name])
                theirs.append(value)
            else:
                self.weights[name].copy_(value)
        torch._foreach_lerp_(mine, theirs, 1 - decay)

    def state(self) -> dict:
        return {"count": self.count, "weights": self.weights}

    def restore(self, state: dict) -> None:
        self.count, self.weights = state["count"], state["weights"]


def learning_rate(step: int, peak: float, warm: int, done: float) -> float:
    """Rises over `warm` steps, holds, and falls along a cosine over the last 40 % (`done` is the share gone, 0..1)."""
    fall = min(max(done - 0.6, 0) / 0.4, 1)
    return peak * min(1, (step + 1) / warm) * (0.04 + 0.96 * 0.5 * (1 + float(np.cos(np.pi * fall))))


def train(
    *,
    out: Path,
    name: str,
    module: nn.Module,
    loss_of: Callable[[int], tuple[torch.Tensor, dict]],
    peak: float,
    run: Run,
    average: Average,
    show: Callable[[nn.Module, Path], None] = lambda module, path: None,
    save_seconds: float = 60.0,
    warm: int = 100,
    weight_decay: float = 0.0,
    pace: Callable[[str], float] = lambda name: 1.0,
) -> int:
    """Trains `module` by `loss_of(step)` as long as `run` says; returns the steps done.

    Checkpoints go to out/NAME.pt about once a minute and at the end, also when interrupted; `show` draws a sheet of
    the averaged weights into out/NAME-STEP.png. pace: of a weight by name, its learning rate over that of most.
    """
    steps, minutes = run.steps, run.minutes
    out.mkdir(parents=True, exist_ok=True)
    checkpoint = out / f"{name}.pt"
    optimiser = torch.optim.AdamW(
        by_pace(module, pace), lr=peak, betas=(0.9, 0.98), weight_decay=weight_decay, fused=True
    )
    step = 0
    if run.resume and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True, map_location=run.device)
        module.load_state_dict(state["module"])
        if state["optimiser"] is not None:
            optimiser.load_state_dict(state["optimiser"])
        average.restore(state["average"])
        step = state["step"]
    first, began = step, time.monotonic()
    log = (out / f"{name}.log").open("a", buffering=1)

    def save() -> None:
        save_whole(
            checkpoint,
            {
                "module": module.state_dict(),
                "optimiser": optimiser.state_dict(),
                "average": average.state(),
                "step": step,
            },
        )

    def show_average() -> None:
        own = {key: value.clone() for key, value in module.state_dict().items()}
        module.load_state_dict(average.weights)
        module.eval()
        with torch.compiler.set_stance("force_eager"):  # compiling for a sheet's shape takes a minute
            show(module, out / f"{name}-{step:06d}.png")
        module.load_state_dict(own)
        module.train()

    def ended(number: int, frame) -> None:
        raise SystemExit(0)  # so that being told to end saves first

    former = signal.signal(signal.SIGTERM, ended)
    saved = time.monotonic()
    recent: dict[str, float] = {}
    module.train()
    bar = tqdm(total=steps, initial=step, desc=name, mininterval=5)
    try:
        while steps is None or step < steps:
            gone = (time.monotonic() - began) / 60
            if minutes is not None and gone >= minutes:
                break
            done = max(gone / minutes if minutes else 0, step / steps if steps else 0)
            for group in optimiser.param_groups:
                group["lr"] = group["pace"] * learning_rate(step, peak, warm, done)
            loss, numbers = loss_of(step)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(module.parameters(), 1.0)
            optimiser.step()
            average.follow(module)
            step += 1
            bar.update()
            for key, value in numbers.items():
                recent[key] = 0.98 * recent[key] + 0.02 * value if key in recent else value
            if step % 100 == 0:
                words = " ".join(f"{key} {value:.4f}" for key, value in recent.items())
                bar.set_postfix_str(words)
                log.write(f"{step} {60 * gone:.0f}s {words}\n")
            if step % run.show_every == 0:
                show_average()
            if time.monotonic() - saved > save_seconds:
                save()
                saved = time.monotonic()
    finally:
        signal.signal(signal.SIGTERM, former)
        save()
        bar.close()
        log.close()
    if step > first:
        show_average()
    return step


def by_pace(module: nn.Module, pace: Callable[[str], float]) -> list[dict]:
    """A module's weights in groups of equal pace, as an optimiser takes them."""
    groups: dict[float, list] = {}
    for name, weight in module.named_parameters():
        groups.setdefault(pace(name), []).append(weight)
    return [{"params": weights, "pace": of} for of, weights in groups.items()]


def save_whole(path: Path, state: object) -> None:
    """Writes a state, whole or not at all."""
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    torch.save(state, partial)
    partial.replace(path)


def averaged(path: Path) -> dict:
    """The averaged weights of a checkpoint that `train` wrote."""
    return torch.load(path, weights_only=True, map_location="cpu")["average"]["weights"]


def write_picture(path: Path, picture: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(path), np.ascontiguousarray(picture[..., ::-1])):
        raise OSError(f"cannot write {path}")
