"""`reverie train slim`: a UNet made quick enough for this machine, block by block (SnapFusion, Li et al. 2023).

1. Robust training: every step passes over some blocks by chance, so that none is indispensable (stochastic depth,
   Huang et al. 2016).
2. A table of how long each block takes here, in medians of one run.
3. A score for each change that the configuration can express (narrow.py says which): how much the prediction error on
   drawn latents rises, per millisecond gained.
4. The cheapest change is made, and again from 2, until one prediction takes no more than the target.
5. A short fine-tuning, on the ordinary loss and on the original's predictions.
6. An ordinary pipeline folder, with slim.json beside the weights: the tables, the scores, what went and what it gained.

Works on any Stable Diffusion folder of plain and cross-attention blocks, epsilon- or v-prediction.
"""

import copy
import json
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from torch import nn
from torch.nn import functional as F

from engine.config import ConfigError
from engine.doctor.machine import cpu_name
from engine.training.denoiser import Latents, sample_sheet, sheet_states, signal_and_noise
from engine.training.devices import LAYOUT, clock_of, half
from engine.training.export import open_pipeline, write_with
from engine.training.gather import gathering
from engine.training.listen import reader
from engine.training.narrow import Change, changes, copy_with, passing
from engine.training.trainer import Average, Run, train

SKIPPED = 0.1  # chance of each block to be passed over in a step of robust training
ROBUST_RATE, TUNE_RATE = 1e-4, 3e-4  # peak learning rates
LIKE_ORIGINAL = 1.0  # weight of the distance to the original's predictions in fine-tuning
PROBES = 24  # latents that a change is scored on
TIMED = 15  # runs that a median is taken of
WARM = 3


@dataclass(frozen=True)
class Batch:
    """Noisy latents (N, C, h, w), their times (N,), token states (N, T, D) and what is to be predicted (N, C, h, w)."""

    noisy: torch.Tensor
    times: torch.Tensor
    states: torch.Tensor
    target: torch.Tensor


@dataclass(frozen=True)
class Score:
    """What a change costs (rise of the prediction error) and gains (milliseconds), and the UNet that it makes."""

    change: Change
    cost: float
    gain: float
    small: UNet2DConditionModel

    @property
    def rank(self) -> float:
        return max(self.cost, 0.0) / self.gain if self.gain > 0 else float("inf")


def noised(scheduler, latents: torch.Tensor, noise: torch.Tensor, states: torch.Tensor, times: torch.Tensor) -> Batch:
    """What a UNet sees and should say, for epsilon- or v-prediction. Raises ValueError for others."""
    alpha, sigma = signal_and_noise(scheduler, times)
    kind = scheduler.config.prediction_type
    if kind not in ("v_prediction", "epsilon"):
        raise ValueError(f"cannot slim a UNet that predicts {kind}")
    target = noise if kind == "epsilon" else alpha * noise - sigma * latents
    return Batch(alpha * latents + sigma * noise, times, states, target)


def predicted(unet, batch: Batch) -> torch.Tensor:
    """(N, C, h, w) float32."""
    with half(batch.noisy.device):
        return unet(batch.noisy, batch.times, batch.states).sample.float()


@torch.no_grad()
def error_of(unet, batch: Batch) -> float:
    """The mean squared error of a UNet's predictions."""
    return F.mse_loss(predicted(unet, batch), batch.target).item()


def skipping(unet, share: float, dice: np.random.Generator) -> ExitStack:
    """Passes over the blocks of each possible change with a chance of `share`, until the stack is closed."""
    stack = ExitStack()
    for change in changes(unet):
        if change.passed and dice.random() < share:
            stack.callback(passing(unet, change.passed))
    return stack


@torch.no_grad()
def latency_table(
    unet, batch: Batch, repeats: int = TIMED, clock: Callable[[], float] | None = None
) -> dict[str, float]:
    """Milliseconds of one prediction for the first of a batch: of each block by name, and the `whole`; medians."""
    parts = {name: block for name, block in unet.named_modules() if _timed(name, block)}
    times: dict[str, list[float]] = {name: [] for name in (*parts, "whole")}
    begun: dict[str, float] = {}
    clock = clock or clock_of(batch.noisy.device)
    inputs = batch.noisy[:1], batch.times[:1], batch.states[:1]
    handles = []

    def before(name: str):
        return lambda block, arguments: begun.__setitem__(name, clock())

    def after(name: str):
        return lambda block, arguments, output: times[name].append(1000 * (clock() - begun[name]))

    try:
        for name, block in parts.items():
            handles += [block.register_forward_pre_hook(before(name)), block.register_forward_hook(after(name))]
        for _ in range(repeats + WARM):
            start = clock()
            unet(*inputs)
            times["whole"].append(1000 * (clock() - start))
    finally:
        for handle in handles:
            handle.remove()
    return {name: statistics.median(taken[WARM:]) for name, taken in times.items() if taken}


def scores(
    unet, batch: Batch, table: dict[str, float], repeats: int = TIMED, clock: Callable[[], float] | None = None
) -> list[Score]:
    """Every change that is open to a UNet, cheapest first.

    What leaving blocks out gains stands in the table; what narrowing gains is measured on the narrower copy.
    """
    before, found = error_of(unet, batch), []
    for change in changes(unet):
        small = copy_with(unet, change)
        small.to(memory_format=LAYOUT)
        if change.passed:
            gain = sum(table[name] for name in table if any(_inside(name, gone) for gone in change.passed))
        else:
            gain = table["whole"] - latency_table(small, batch, repeats, clock)["whole"]
        found.append(Score(change, error_of(small, batch) - before, gain, small))
    return sorted(found, key=lambda score: (score.rank, -score.gain))


def search(
    unet,
    batch: Batch,
    target: float,
    say: Callable[[str], None],
    repeats: int = TIMED,
    clock: Callable[[], float] | None = None,
) -> tuple[UNet2DConditionModel, dict]:
    """A smaller UNet that takes at most `target` milliseconds, and the report. Raises ValueError if there is none."""
    table = first = latency_table(unet, batch, repeats, clock)
    start = error_of(unet, batch)
    say(f"{'block':<44} {'ms':>8}")
    for name, taken in sorted(first.items(), key=lambda row: -row[1]):
        say(f"{name:<44} {taken:8.2f}")
    made: list[dict] = []
    ranks: list[dict] = []
    while table["whole"] > target:
        open_ways = [score for score in scores(unet, batch, table, repeats, clock) if score.gain > 0]
        if not open_ways:
            raise ValueError(f"no smaller UNet takes {target:g} ms: {table['whole']:.2f} ms is what is left")
        if not ranks:
            ranks = [{"change": s.change.name, "cost": s.cost, "gain_ms": s.gain} for s in open_ways]
            say(f"\n{'change':<44} {'cost':>9} {'gain ms':>8}")
            for s in open_ways:
                say(f"{s.change.name:<44} {s.cost:9.4f} {s.gain:8.2f}")
            say("")
        best = open_ways[0]
        unet = best.small
        table = latency_table(unet, batch, repeats, clock)
        error = error_of(unet, batch)
        made.append({"change": best.change.name, "ms": table["whole"], "error": error})
        say(f"without {best.change.name}: {table['whole']:.2f} ms, error {error:.4f}")
    report = {
        "target_ms": target,
        "before": {"ms": first["whole"], "error": start, "table_ms": first},
        "scores": ranks,
        "changes": made,
        "after": {"ms": table["whole"], "error": error_of(unet, batch), "table_ms": table},
    }
    return unet, report


def slim(
    model: Path,
    folder: Path,
    work: Path,
    target: float,
    run: Run,
    *,
    robust: int,
    tune: int,
    skipped: float = SKIPPED,
    say: Callable[[str], None] = print,
    clock: Callable[[], float] | None = None,
) -> dict:
    """Writes `folder`, the pipeline of `model` with a UNet of at most `target` ms a prediction; returns the report.

    robust and tune: steps of training before and after the search. Both resume from checkpoints in `work`, and a
    search that was finished there is not made again.
    """
    pipeline, _ = open_pipeline(model)
    scheduler = DDIMScheduler.from_config(pipeline.scheduler.config)
    pipeline.to(run.device)
    original = pipeline.unet.eval().requires_grad_(False).to(memory_format=LAYOUT)
    batch_size, dice = run.batch or 8, np.random.default_rng(run.seed)
    total = scheduler.config.num_train_timesteps
    read, vae = reader(pipeline.text_encoder.eval(), pipeline.tokenizer), pipeline.vae.eval()

    with gathering(work / "pictures", run):
        latents = Latents(work / "pictures", run, vae)
        latents.refresh(at_once=run.shards)

        def some(count: int) -> Batch:
            clean, chosen, noise = latents.batch(dice, count)
            captions = latents.texts(chosen, dice)
            times = torch.from_numpy(dice.integers(total, size=count)).to(run.device)
            batch = noised(scheduler, clean.to(run.device), noise.to(run.device), read(captions), times)
            return replace(batch, noisy=batch.noisy.contiguous(memory_format=LAYOUT))

        def show(unet: nn.Module, path: Path) -> None:
            sample_sheet(unet, *sheet_states(read), scheduler, vae, path, latents.latents[0].shape[1:], 8, 3.0)

        def trained(unet, name: str, steps: int, rate: float, loss_of: Callable) -> UNet2DConditionModel:
            if steps:
                unet.requires_grad_(True)
                average = Average(unet, 0.995)
                told = replace(run, steps=steps, minutes=None)
                train(
                    out=work,
                    name=name,
                    module=unet,
                    loss_of=loss_of,
                    peak=rate,
                    run=told,
                    show=show,
                    average=average,
                    warm=50,
                )
                unet.load_state_dict(average.weights)
            return unet.eval().requires_grad_(False)

        torch.manual_seed(run.seed)
        probes = some(PROBES)
        searched = work / "searched"
        if run.resume and (searched / "slim.json").exists():
            small = UNet2DConditionModel.from_pretrained(searched)
            report = json.loads((searched / "slim.json").read_text())
            if report["target_ms"] != target:
                raise ConfigError(f"{work} holds a search for {report['target_ms']:g} ms: give --fresh to begin anew")
        else:
            tough = copy.deepcopy(original)

            def robust_loss(step: int) -> tuple[torch.Tensor, dict]:
                latents.refresh(at_once=1)
                batch = some(batch_size)
                with skipping(tough, skipped, dice):
                    loss = F.mse_loss(predicted(tough, batch), batch.target)
                return loss, {"loss": loss.item()}

            trained(tough, "robust", robust, ROBUST_RATE, robust_loss)
            small, report = search(tough, probes, target, say, clock=clock)
            small.save_pretrained(searched)
            (searched / "slim.json").write_text(json.dumps(report, indent=2) + "\n")
        small = small.to(run.device, memory_format=LAYOUT)

        def tune_loss(step: int) -> tuple[torch.Tensor, dict]:
            latents.refresh(at_once=1)
            batch = some(batch_size)
            with torch.no_grad():
                like = predicted(original, batch)
            said = predicted(small, batch)
            loss, distance = F.mse_loss(said, batch.target), F.mse_loss(said, like)
            return loss + LIKE_ORIGINAL * distance, {"loss": loss.item(), "distance": distance.item()}

        trained(small, "slim", tune, TUNE_RATE, tune_loss)
        report |= {
            "date": time.strftime("%Y-%m-%d %H:%M:%S%z"),
            "processor": cpu_name(),
            "threads": torch.get_num_threads(),
            "original": {
                "ms": latency_table(original, probes, clock=clock)["whole"],
                "error": error_of(original, probes),
                "parameters": _count(original),
            },
            "tuned": {
                "ms": latency_table(small, probes, clock=clock)["whole"],
                "error": error_of(small, probes),
                "parameters": _count(small),
            },
        }
    write_with(model, folder, small)
    (folder / "slim.json").write_text(json.dumps(report, indent=2) + "\n")
    return report


def _timed(name: str, block: nn.Module) -> bool:
    """Whether a module is one of a UNet's blocks: a residual block, an attention, a sampler, or one at either end."""
    return name.split(".")[-2:-1] in (["resnets"], ["attentions"], ["downsamplers"], ["upsamplers"]) or name in (
        "conv_in",
        "conv_out",
        "time_embedding",
        "add_embedding",
    )


def _inside(name: str, block: str) -> bool:
    return name == block or name.startswith(block + ".")


def _count(unet: nn.Module) -> int:
    return sum(weight.numel() for weight in unet.parameters())


def summary(report: dict) -> str:
    """What went and what it gained, in lines for people."""
    was, now = report["original"], report["tuned"]
    gone = [f"  {made['change']}: {made['ms']:.2f} ms" for made in report["changes"]]
    gained = f"{was['ms']:.2f} to {now['ms']:.2f} ms a prediction, {was['ms'] / now['ms']:.2f} times as fast"
    size = f"{was['parameters'] / 1e6:.2f} to {now['parameters'] / 1e6:.2f} million parameters"
    return "\n".join(["removed, in order:", *gone, f"{gained}; {size}; error {was['error']:.4f} to {now['error']:.4f}"])
