"""torch.compile for a model's networks: compiled once for each shape, kept on disk, never again while it dreams."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.dream.live_stream import LiveStream
from engine.dream.model import Model
from engine.dream.protocol import GRAPHS, MOST_STEPS, LiveWish
from engine.dream.shared_memory import InputFrame
from engine.files import cache_folder

CACHE = "TORCHINDUCTOR_CACHE_DIR"  # where torch keeps what it compiled
SHAPES = 64  # graphs that one network may have; torch's own limit of 8 is for code that changes under its feet
# CUDA graphs leave Python out of a call altogether; kernels are chosen by trying them
MODES = {"cuda": "max-autotune", "cpu": None, "mps": None}


class Compiled:
    """A network's forward, compiled for each new shape until `settle`; new ones take the plain way from then on.

    Tensors go in as they are; what comes out is a copy, because a CUDA graph writes each result over the last.
    graphs: whether there are to be such, where the device has them.
    """

    def __init__(self, network: Any, device: torch.device, backend: Any = "inductor", graphs: bool = True):
        self.plain = network.forward
        self._network = network
        self._copies = device.type == "cuda" and graphs
        mode = MODES.get(device.type) if backend == "inductor" else None
        if mode and not graphs:
            mode += "-no-cudagraphs"
        self._compiled = torch.compile(self.plain, backend=backend, mode=mode, dynamic=False)
        network.forward = self

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if self._copies:
            torch.compiler.cudagraph_mark_step_begin()
        made = self._compiled(*arguments, **named)
        return _copied(made) if self._copies else made

    def remove(self) -> None:
        """Give the network its own forward back."""
        self._network.forward = self.plain


def compile_model(model: Model, backend: Any = "inductor") -> list[Compiled]:
    """Have a model's UNet, decoder, encoder and ControlNets compiled as they are first used.

    Then use them for every shape that will be wanted, in the thread that will use them, and call `settle`.
    """
    if backend == "inductor":
        keep_in(cache_folder() / "compiled" / key(model))
    torch._dynamo.config.recompile_limit = max(torch._dynamo.config.recompile_limit, SHAPES)
    if model.device.type == "cpu":
        torch._inductor.config.compile_threads = 1  # the stage and the dreamer that dreams meanwhile need the cores
    vae = model.pipe.vae
    networks = [model.network, vae.decoder, vae.encoder, *(each.network for each in model.controlnets.values())]
    model.about["compiled"] = True
    return [Compiled(network, model.device, backend, GRAPHS not in model.left_out) for network in networks]


def rehearse(dream: LiveStream, stream: LiveWish, model: Model) -> None:
    """Dream some noise in every way that the number of steps of a stream allows."""
    picture = np.random.default_rng(1).integers(0, 256, (model.height, model.width, 3), np.uint8)
    strong = max(stream.live.guidance, 1.5)
    for cfg in ("self", "full", "onetime"):
        live = replace(stream.live, cfg=cfg, guidance=strong, filter=0.0, feedback=0.0, steady=0.0)
        for _ in range(MOST_STEPS):
            if dream.dream(InputFrame(0, 0.0, picture), replace(stream, live=live)):
                break
        dream.start_over()


def settle() -> None:
    """From now on compile nothing more: what would need that is run as it is, while the show goes on."""
    torch.compiler.set_stance("eager_on_recompile")


def key(model: Model) -> str:
    """The name of the cache of a model at its size on its device under this torch: letters, digits, dots, dashes."""
    about = model.about
    parts = (about["model"], f"{model.width}x{model.height}", about["device"], about["dtype"], torch.__version__)
    return re.sub(r"[^A-Za-z0-9.]+", "-", "_".join(str(part) for part in parts))


def keep_in(folder: Path) -> None:
    """Have what is compiled from now on kept in a folder, unless the environment names another. Raises OSError."""
    from torch._inductor.runtime.cache_dir_utils import default_cache_dir

    folder.mkdir(parents=True, exist_ok=True)
    if os.environ.get(CACHE) in (None, default_cache_dir()):  # torch fills in its own by itself
        os.environ[CACHE] = str(folder)


def _copied(made: Any) -> Any:
    if isinstance(made, Tensor):
        return made.clone()
    if isinstance(made, (list, tuple)):
        return type(made)(_copied(part) for part in made)
    return made
